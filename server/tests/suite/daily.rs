//! The desk's daily tools through its pages: saved views, many cases at once, who is at it, what changed, and the keys.

use dantin::{act::cases::submit, jobs::bulk::carry_out};
use jiff::ToSpan as _;

use crate::{
    desk::{enter, file, report, sign_in, step},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_saved_view_stands_beside_the_others_with_its_count,
    a_view_that_is_shared_reaches_colleagues_and_nobody_else,
    many_cases_are_given_to_a_colleague_and_taken_back,
    what_the_journal_will_hold_waits_and_can_be_taken_back_until_then,
    each_case_of_a_batch_is_judged_by_its_own_rules,
    chosen_cases_are_merged_into_the_oldest,
    two_hundred_cases_are_carried_out_once_whatever_stops_in_between,
    colleagues_see_who_has_a_case_open_until_it_is_left,
    who_only_looks_at_a_case_is_not_said_to_handle_it,
    what_others_did_waits_until_it_was_looked_at,
    keys_are_switched_off_for_the_account,
    the_coordinator_names_another_lead_for_many_cases_and_each_is_judged_alone,
    rows_of_the_inbox_say_which_colleague_has_a_case_open,
);

/// Files so many reports and gives their codes.
pub async fn many(test: &TestApp, count: usize) -> Vec<String> {
    let filed = test.app.command(move |tx, context| {
        let mut codes = Vec::new();
        for _ in 0..count {
            codes.push(submit(tx, context, &report())?.code);
        }
        Ok(codes)
    });
    filed.await.unwrap()
}

async fn csrf(visitor: &Visitor) -> String {
    visitor.get("/desk/account").await.expect(200).field("csrf")
}

/// The links of the saved views on a page of the inbox, each with its count.
fn saved(page: &Answer) -> Vec<(String, String)> {
    let list = scraper::Selector::parse(".desk__views ul").unwrap();
    let link = scraper::Selector::parse("a").unwrap();
    let html = page.html();
    let Some(second) = html.select(&list).nth(1) else { return Vec::new() };
    second
        .select(&link)
        .map(|link| {
            let words: Vec<String> = link.text().map(str::to_owned).collect();
            (words[0].clone(), words.get(1).cloned().unwrap_or_default())
        })
        .collect()
}

async fn a_saved_view_stands_beside_the_others_with_its_count(test: TestApp) {
    let codes = many(&test, 3).await;
    let role = format!("handler@{}", file(&test).await.agency);
    let handler = sign_in(&test, "xu-ly", &[&role]).await;
    step(&handler, &codes[0], "accept", &[]).await.expect(303);
    let csrf = csrf(&handler).await;
    let base = [("csrf", csrf.as_str()), ("category", "moi-truong"), ("area", "00070")];
    let save = async |name: &str, view: &str, state: &str| {
        let mut fields = base.to_vec();
        fields.extend([("name", name), ("view", view), ("state", state)]);
        handler.post("/desk/views", &fields).await
    };
    let there = save("Rác chờ nhận", "open", "assigned").await.location();
    assert_eq!(saved(&handler.get(&there).await), [("Rác chờ nhận".to_owned(), "3".to_owned())]);
    save("Của tôi", "mine", "").await.expect(303);
    save("Chờ duyệt", "moderation", "").await.expect(303);
    save("Chờ xác nhận", "reported", "").await.expect(303);
    save("Đã xong", "ended", "").await.expect(303);
    let page = handler.get(&there).await;
    let expected =
        [("Chờ duyệt", "4"), ("Chờ xác nhận", "0"), ("Của tôi", "1"), ("Đã xong", ""), ("Rác chờ nhận", "3")];
    let mut found = saved(&page);
    found.sort();
    let mut expected: Vec<(String, String)> =
        expected.map(|(name, count)| (name.to_owned(), count.to_owned())).into();
    expected.sort();
    assert_eq!(found, expected);
    let current = scraper::Selector::parse(".desk__views [aria-current]").unwrap();
    assert_eq!(page.html().select(&current).count(), 1, "one view is the one that is shown");

    // The same form twice is one view; another filter of the same name is told.
    save("Của tôi", "mine", "").await.expect(303);
    let back = save("Của tôi", "open", "").await.expect(422);
    assert!(back.text().contains("Đã có danh sách khác mang tên này") && back.field("name") == "Của tôi");
    let back = save("", "open", "").await.expect(422).text();
    assert!(back.contains("href=\"#name\""));
    save(&"ă".repeat(61), "open", "").await.expect(422);
    for number in 0..7 {
        save(&format!("Thêm {number}"), "open", "").await.expect(303);
    }
    let back = save("Thứ mười ba", "open", "").await.expect(422);
    assert!(back.text().contains("Đã có 12 danh sách"));
    assert_eq!(saved(&handler.get("/desk").await).len(), 12);
    // What names nothing is dropped, and the rest stays a view.
    let odd = [("csrf", csrf.as_str()), ("name", "x"), ("view", "none"), ("area", "%00")];
    handler.post("/desk/views", &odd).await.expect(422);
    let page = handler.get("/desk/views").await;
    let form = scraper::Selector::parse("form[action$='/remove']").unwrap();
    let remove: Vec<String> =
        page.html().select(&form).map(|form| form.value().attr("action").unwrap().to_owned()).collect();
    assert_eq!(remove.len(), 12);
    for _ in 0..2 {
        handler.post(&remove[0], &[("csrf", &csrf)]).await.expect(303);
    }
    assert_eq!(saved(&handler.get("/desk").await).len(), 11);
    test.check().await;
}

async fn a_view_that_is_shared_reaches_colleagues_and_nobody_else(test: TestApp) {
    let agency = file(&test).await.agency;
    let role = format!("handler@{agency}");
    let mine = sign_in(&test, "mot", &[&role]).await;
    let token = csrf(&mine).await;
    let fields =
        [("csrf", token.as_str()), ("name", "Chung"), ("view", "overdue"), ("share", agency.as_str())];
    mine.post("/desk/views", &fields).await.expect(303);
    let foreign = [("csrf", token.as_str()), ("name", "Lạ"), ("view", "open"), ("share", "ubnd-00004")];
    let back = mine.post("/desk/views", &foreign).await.expect(422);
    assert!(back.text().contains("href=\"#share\"") && back.field("name") == "Lạ");

    let colleague = sign_in(&test, "hai", &[&role]).await;
    assert_eq!(saved(&colleague.get("/desk").await)[0].0, "Chung");
    let elsewhere = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    assert!(saved(&elsewhere.get("/desk").await).is_empty());
    let id: String = test.app.db.read(|tx| tx.one("SELECT id FROM saved_views", &[])).await.unwrap();
    let remove = format!("/desk/views/{id}/remove");
    colleague.post(&remove, &[("csrf", &csrf(&colleague).await)]).await.expect(403);
    elsewhere.post(&remove, &[("csrf", &csrf(&elsewhere).await)]).await.expect(404);
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{agency}")]).await;
    head.post(&remove, &[("csrf", &csrf(&head).await)]).await.expect(303);
    assert!(saved(&mine.get("/desk").await).is_empty());
}

/// Asks for the form of a step with these rows marked.
async fn mark(visitor: &Visitor, step: &str, rows: &[String]) -> Answer {
    let csrf = csrf(visitor).await;
    let mut fields = vec![("csrf", csrf.as_str()), ("step", step)];
    fields.extend(rows.iter().map(|row| ("case", row.as_str())));
    visitor.post("/desk/bulk", &fields).await
}

/// Sends the form of a step for these rows.
async fn go(visitor: &Visitor, form: &Answer, step: &str, rows: &[String], typed: &[(&str, &str)]) -> Answer {
    let (csrf, key) = (form.field("csrf"), form.field("idempotency_key"));
    let mut fields =
        vec![("csrf", csrf.as_str()), ("idempotency_key", key.as_str()), ("step", step), ("go", "1")];
    fields.extend(rows.iter().map(|row| ("case", row.as_str())));
    fields.extend(typed);
    visitor.post("/desk/bulk", &fields).await
}

fn rows(codes: &[String], version: i64) -> Vec<String> {
    codes.iter().map(|code| format!("{code}~{version}")).collect()
}

/// How many cases have this value in a column of text.
async fn with_state(test: &TestApp, state: &'static str) -> i64 {
    test.app
        .db
        .read(move |tx| tx.one("SELECT count(*) FROM cases WHERE state = $1", &[&state]))
        .await
        .unwrap()
}

async fn assigned_to(test: &TestApp, code: &str) -> Option<String> {
    let code = code.to_owned();
    let login: Result<Option<String>, dantin_store::Error> = test
        .app
        .db
        .read(move |tx| {
            tx.first(
                "SELECT officers.login FROM cases JOIN officers ON officers.id = cases.assignee WHERE cases.code = $1",
                &[&code],
            )
        })
        .await;
    login.unwrap()
}

async fn officer_id(test: &TestApp, login: &'static str) -> String {
    let read = test.app.db.read(move |tx| tx.one("SELECT id FROM officers WHERE login = $1", &[&login]));
    let id: Result<String, dantin_store::Error> = read.await;
    id.unwrap()
}

async fn many_cases_are_given_to_a_colleague_and_taken_back(test: TestApp) {
    let codes = many(&test, 3).await;
    let role = format!("handler@{}", file(&test).await.agency);
    let (mine, _other) = (sign_in(&test, "mot", &[&role]).await, sign_in(&test, "hai", &[&role]).await);
    sign_in(&test, "ba", &[&role]).await;
    sign_in(&test, "ngoai", &["handler@ubnd-00004"]).await;
    let (second, third) = (officer_id(&test, "hai").await, officer_id(&test, "ba").await);
    let inbox = mine.get("/desk").await.text();
    assert!(inbox.contains(&format!("value=\"{}~2\"", codes[0])), "rows can be marked");
    let chosen = rows(&codes, 2);
    let form = mark(&mine, "assignee", &chosen).await.expect(200);
    assert!(form.text().contains("Cán bộ hai") && !form.text().contains("Cán bộ ngoai"));
    let there = go(&mine, &form, "assignee", &chosen, &[("officer", &second)]).await.location();
    assert_eq!(assigned_to(&test, &codes[1]).await.as_deref(), Some("hai"));
    // The same form once more is the same batch.
    let again = go(&mine, &form, "assignee", &chosen, &[("officer", &third)]).await.location();
    assert_eq!(again, there);
    assert_eq!(assigned_to(&test, &codes[1]).await.as_deref(), Some("hai"));

    // Somebody gives one of them on; that stays when the batch is taken back.
    step(&mine, &codes[2], "assignee", &[("officer", &third)]).await.expect(303);
    let undo = format!("{there}/undo");
    let token = csrf(&mine).await;
    for _ in 0..2 {
        mine.post(&undo, &[("csrf", &token)]).await.expect(303);
    }
    assert_eq!(assigned_to(&test, &codes[0]).await, None);
    assert_eq!(assigned_to(&test, &codes[2]).await.as_deref(), Some("ba"));
    assert!(mine.get(&there).await.text().contains("Đã có người giao lại sau đó"));

    let stranger = enter(&test, "ngoai").await;
    stranger.get(&there).await.expect(404);
    stranger.post(&undo, &[("csrf", &csrf(&stranger).await)]).await.expect(404);
    // A colleague of another agency is refused for each case, and nothing is changed.
    let outside = officer_id(&test, "ngoai").await;
    let form = mark(&mine, "assignee", &chosen).await;
    let there = go(&mine, &form, "assignee", &chosen, &[("officer", &outside)]).await.location();
    assert!(mine.get(&there).await.text().contains("không làm ở cơ quan chủ trì"));
    assert_eq!(assigned_to(&test, &codes[0]).await, None);
    test.check().await;
}

async fn what_the_journal_will_hold_waits_and_can_be_taken_back_until_then(test: TestApp) {
    let codes = many(&test, 2).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", file(&test).await.agency)]).await;
    let chosen = rows(&codes, 2);
    let token = csrf(&handler).await;
    let form = mark(&handler, "accept", &chosen).await;
    let there = go(&handler, &form, "accept", &chosen, &[]).await.location();
    assert!(handler.get(&there).await.text().contains("Sẽ làm sau 20 giây"));
    test.pass(19.seconds());
    assert_eq!(carry_out(test.app.clone()).await.unwrap(), 0, "its time has not come");
    handler.post(&format!("{there}/undo"), &[("csrf", &token)]).await.expect(303);
    assert!(handler.get(&there).await.text().contains("Đã hoàn tác"));
    test.pass(1.minute());
    assert_eq!(carry_out(test.app.clone()).await.unwrap(), 0);
    assert_eq!(with_state(&test, "in_progress").await, 0, "nothing of it has happened");

    let form = mark(&handler, "accept", &chosen).await;
    let there = go(&handler, &form, "accept", &chosen, &[]).await.location();
    test.pass(21.seconds());
    assert_eq!(carry_out(test.app.clone()).await.unwrap(), 2);
    assert_eq!(with_state(&test, "in_progress").await, 2);
    let late = handler.post(&format!("{there}/undo"), &[("csrf", &token)]).await.location();
    let page = handler.get(&late).await.text();
    assert!(page.contains("Đã quá thời gian hoàn tác") && page.contains("Xong: 2"));
    assert!(handler.get("/desk/bulk").await.text().contains("Tiếp nhận nhiều phản ánh"));

    // A question goes to each reporter, and its words stay nowhere else.
    let chosen = rows(&codes, 3);
    let form = mark(&handler, "ask", &chosen).await.expect(200);
    let back = go(&handler, &form, "ask", &chosen, &[("text", "")]).await.expect(422);
    assert!(back.text().contains("href=\"#text\""));
    let there = go(&handler, &form, "ask", &chosen, &[("text", "Rác còn không?")]).await.location();
    assert!(handler.get(&there).await.text().contains("Rác còn không?"));
    test.pass(21.seconds());
    carry_out(test.app.clone()).await.unwrap();
    assert_eq!(with_state(&test, "waiting_for_reporter").await, 2);
    let kept: String = test
        .app
        .db
        .read(|tx| tx.one("SELECT words FROM bulk_batches WHERE step = 'ask'", &[]))
        .await
        .unwrap();
    assert_eq!(kept, "");
    test.check().await;
}

async fn chosen_cases_are_merged_into_the_oldest(test: TestApp) {
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.extend(many(&test, 1).await);
        test.pass(1.minute());
    }
    let [first, second, third, foreign] = &codes[..] else { panic!() };
    let agency = file(&test).await.agency;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    step(&coordinator, foreign, "assign", &[("agency", "ubnd-00004")]).await.expect(303);
    assert!(handler.get("/desk").await.text().contains("Gộp…"));

    let chosen = [format!("{foreign}~3"), format!("{third}~2"), format!("{second}~1"), format!("{first}~2")];
    let form = mark(&handler, "merge", &chosen).await.expect(200);
    let text = form.text();
    assert_eq!(form.field("main"), *first, "the oldest stays, whatever the order of the rows");
    for said in ["Giữ lại", "do cơ quan khác phụ trách", "Có người vừa làm", "Làm với 1 phản ánh"]
    {
        assert_eq!(text.matches(said).count(), 1, "{said}: {text}");
    }
    // Without the case that stays another would: nothing is done before the form named it.
    let chosen = [format!("{third}~2"), format!("{second}~2")];
    let typed = [("main", first.as_str()), ("text", "Cùng một bãi rác.")];
    let back = go(&handler, &form, "merge", &chosen, &typed).await.expect(422);
    assert!(back.text().contains("Cùng một bãi rác.") && back.field("main") == *second);
    let alone = go(&handler, &form, "merge", &[format!("{first}~2")], &typed).await.expect(422);
    assert!(alone.text().contains("ít nhất hai phản ánh"));

    let chosen = [format!("{third}~2"), format!("{second}~2"), format!("{first}~2"), format!("{foreign}~3")];
    let there = go(&handler, &form, "merge", &chosen, &typed).await.expect(303).location();
    handler.post(&format!("{there}/undo"), &[("csrf", &csrf(&handler).await)]).await.expect(303);
    test.pass(21.seconds());
    carry_out(test.app.clone()).await.unwrap();
    assert_eq!(with_state(&test, "merged").await, 0, "taken back in time it never happened");

    let form = mark(&handler, "merge", &chosen).await.expect(200);
    let there = go(&handler, &form, "merge", &chosen, &typed).await.location();
    // What happens between the form and its time counts: this one is another agency's by then.
    step(&coordinator, second, "assign", &[("agency", "ubnd-00004")]).await.expect(303);
    test.pass(21.seconds());
    carry_out(test.app.clone()).await.unwrap();
    let page = handler.get(&there).await.expect(200).text();
    assert!(page.contains("Xong: 1 · không làm được: 2") && page.contains("Giữ lại"), "{page}");
    assert_eq!(page.matches("do cơ quan khác phụ trách").count(), 2, "{page}");
    assert_eq!(with_state(&test, "merged").await, 1);
    let public = test.visitor().get(&format!("/cases/{third}")).await.expect(200).text();
    assert!(public.contains(&format!("/cases/{first}")), "the public page leads to the common case");

    // The coordinator merges over agencies; what was merged can be separated.
    let chosen = [format!("{second}~3"), format!("{first}~2"), format!("{foreign}~3")];
    let form = mark(&coordinator, "merge", &chosen).await.expect(200);
    let there = go(&coordinator, &form, "merge", &chosen, &[("main", first.as_str())]).await.location();
    test.pass(21.seconds());
    carry_out(test.app.clone()).await.unwrap();
    assert!(coordinator.get(&there).await.text().contains("Xong: 2"));
    assert_eq!(with_state(&test, "merged").await, 3);
    step(&handler, third, "unmerge", &[("text", "Hóa ra là chỗ khác.")]).await.expect(303);
    assert_eq!(with_state(&test, "merged").await, 2);
    test.check().await;
}

async fn each_case_of_a_batch_is_judged_by_its_own_rules(test: TestApp) {
    let codes = many(&test, 4).await;
    let agency = file(&test).await.agency;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    let stranger = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    step(&handler, &codes[0], "accept", &[]).await.expect(303);
    let mut chosen = rows(&codes, 2);
    chosen[1] = format!("{}~1", codes[1]);
    chosen.push("DT-000000~2".to_owned());
    let form = mark(&handler, "accept", &chosen).await.expect(200);
    let text = form.text();
    for why in ["Không làm được bước này ở trạng thái", "Có người vừa làm", "Làm với 2 phản ánh"]
    {
        assert!(text.contains(why), "{why}");
    }
    let there = go(&handler, &form, "accept", &chosen, &[]).await.location();
    // Between the form and its time one of them is returned by a colleague.
    let back = [("to", "coordinator"), ("reason", "several_agencies"), ("text", "Cần nhiều bên.")];
    step(&handler, &codes[3], "return", &back).await.expect(303);
    test.pass(21.seconds());
    carry_out(test.app.clone()).await.unwrap();
    let page = handler.get(&there).await.text();
    assert!(page.contains("Xong: 1 · không làm được: 4"), "{page}");
    assert_eq!(
        with_state(&test, "in_progress").await,
        2,
        "the first, and the one of the batch that could go"
    );

    let form = mark(&stranger, "accept", &chosen).await.expect(200).text();
    assert!(form.contains("do cơ quan khác phụ trách") && !form.contains("Làm với"), "foreign cases");
    assert!(!form.contains("Rác"), "and nothing is told of them");
    let form = stranger.get("/desk/file").await;
    go(&stranger, &form, "accept", &chosen, &[]).await.expect(422);
    let none = mark(&handler, "accept", &[]).await.expect(422).text();
    assert!(none.contains("Chưa chọn phản ánh nào"));
    let crowd: Vec<String> = (0..201).map(|n| format!("DT-{n:06}~2")).collect();
    let many = mark(&handler, "accept", &crowd).await.expect(422).text();
    assert!(many.contains("nhiều nhất 200 phản ánh") && many.contains("DT-000200~2"), "none of them is lost");
    mark(&handler, "publish", &chosen).await.expect(422);
    mark(&handler, "accept", &["x".to_owned()]).await.expect(422);
    test.check().await;
}

async fn two_hundred_cases_are_carried_out_once_whatever_stops_in_between(test: TestApp) {
    let codes = many(&test, 200).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", file(&test).await.agency)]).await;
    let chosen = rows(&codes, 2);
    let spent = async |rows: &[String]| {
        let before = test.app.db.statements_run();
        mark(&handler, "accept", rows).await.expect(200);
        test.app.db.statements_run() - before
    };
    assert_eq!(
        spent(&chosen[..1]).await,
        spent(&chosen).await,
        "the form costs the same for one case and for all"
    );
    let form = mark(&handler, "accept", &chosen).await.expect(200);
    let there = go(&handler, &form, "accept", &chosen, &[]).await.location();
    // Cases of the first transactions are done, then the process is gone; two others begin at the same time.
    test.pass(21.seconds());
    let (other, _) = test.started_again();
    let (one, two) = tokio::join!(carry_out(test.app.clone()), carry_out(other));
    assert_eq!(one.unwrap() + two.unwrap(), 200, "each case once");
    assert_eq!(with_state(&test, "in_progress").await, 200);
    assert!(handler.get(&there).await.text().contains("Xong: 200"));
    test.check().await;
}

async fn colleagues_see_who_has_a_case_open_until_it_is_left(test: TestApp) {
    let filed = file(&test).await;
    let (role, address) = (format!("handler@{}", filed.agency), format!("/desk/cases/{}", filed.code));
    let (first, second) = (sign_in(&test, "mot", &[&role]).await, sign_in(&test, "hai", &[&role]).await);
    let page = first.get(&address).await.expect(200).text();
    assert!(!page.contains("đang xử lý"), "one does not meet oneself");
    let page = second.get(&address).await.text();
    assert!(page.contains("Cán bộ mot đang xử lý"));
    let (token, beat) = (csrf(&second).await, format!("{address}/presence"));
    let answer = second.post(&beat, &[("csrf", &token), ("writing", "1")]).await.expect(200);
    assert_eq!(answer.text(), "Cán bộ mot đang xử lý");
    assert!(first.get(&address).await.text().contains("Cán bộ hai (đang viết)"));
    second.post(&beat, &[("csrf", &token), ("gone", "1")]).await.expect(200);
    assert!(!first.get(&address).await.text().contains("đang xử lý"));
    second.post(&beat, &[("csrf", &token)]).await.expect(200);
    test.pass(76.seconds());
    assert!(!first.get(&address).await.text().contains("đang xử lý"), "a heartbeat that stops is gone");

    let stranger = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    stranger.post(&beat, &[("csrf", &csrf(&stranger).await)]).await.expect(403);
    second.post(&beat, &[("csrf", "x")]).await.expect(403);
    let public = test.visitor().get(&format!("/cases/{}", filed.code)).await.text();
    assert!(!public.contains("Cán bộ mot"));
}

async fn who_only_looks_at_a_case_is_not_said_to_handle_it(test: TestApp) {
    let filed = file(&test).await;
    let (lead, address) = (filed.agency.as_str(), format!("/desk/cases/{}", filed.code));
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{lead}")]).await;
    overseer.get(&address).await.expect(200);
    let page = handler.get(&address).await.expect(200).text();
    assert!(page.contains("Đang xem: Cán bộ giam-sat") && !page.contains("đang xử lý"), "{page}");
    // Publishing is a moderator's work while the report waits for it, and nobody's afterwards.
    moderator.get(&address).await.expect(200);
    let page = handler.get(&address).await.text();
    assert!(page.contains("Cán bộ kiem-duyet đang xử lý · Đang xem: Cán bộ giam-sat"), "{page}");
    step(&moderator, &filed.code, "publish", &[("text", &report().text)]).await.expect(303);
    coordinator.get(&address).await.expect(200);
    let inbox = handler.get("/desk").await.expect(200).text();
    let said = "Cán bộ dieu-phoi đang xử lý · Đang xem: Cán bộ giam-sat, Cán bộ kiem-duyet";
    assert!(inbox.contains(said), "{inbox}");
    let page = handler.get("/desk?lang=en").await.text();
    assert!(page.contains("Being looked at by Cán bộ giam-sat, Cán bộ kiem-duyet"), "{page}");
    assert!(overseer.get(&address).await.text().contains("Cán bộ dieu-phoi, Cán bộ xu-ly đang xử lý"));
}

async fn what_others_did_waits_until_it_was_looked_at(test: TestApp) {
    let filed = file(&test).await;
    let (code, role) = (filed.code.as_str(), format!("handler@{}", filed.agency));
    let (mine, other) = (sign_in(&test, "mot", &[&role]).await, sign_in(&test, "hai", &[&role]).await);
    let me = officer_id(&test, "mot").await;
    assert!(mine.get("/desk/changes").await.text().contains("Không có gì mới"));
    step(&other, code, "assignee", &[("officer", &me)]).await.expect(303);
    let page = mine.get("/desk/changes").await.text();
    assert!(page.contains(code) && page.contains("Mới giao cho anh/chị"));
    assert!(mine.get("/desk").await.text().contains("1 phản ánh vừa đổi"));
    // What one does oneself is no news; what a colleague does is.
    step(&mine, code, "accept", &[]).await.expect(303);
    mine.get(&format!("/desk/cases/{code}")).await.expect(200);
    assert!(!mine.get("/desk/changes").await.text().contains(code));
    step(&other, code, "ask", &[("text", "Bên trái hay bên phải?")]).await.expect(303);
    let page = mine.get("/desk/changes").await;
    assert!(page.text().contains("Cán bộ hai") && page.text().contains("Anh/chị đang xử lý"));
    let look = page.field("look");
    step(&other, code, "reply", &[("text", "Bên trái.")]).await.expect(303);
    let token = csrf(&mine).await;
    mine.post("/desk/changes", &[("csrf", &token), ("look", &look)]).await.expect(303);
    assert!(mine.get("/desk/changes").await.text().contains(code), "what came after the page is still new");
    let ahead = format!("{code}~999");
    mine.post("/desk/changes", &[("csrf", &token), ("look", &ahead)]).await.expect(303);
    assert!(!mine.get("/desk/changes").await.text().contains(code));
    mine.post("/desk/changes", &[("csrf", &token), ("look", "x")]).await.expect(422);
    step(&other, code, "resolve", &[("text", "Đã dọn."), ("document_title", "Biên bản số 1")])
        .await
        .expect(303);
    assert!(
        mine.get("/desk/changes").await.text().contains(code),
        "seen is up to the last event and no further"
    );

    // Who watches is told too.
    let watcher = sign_in(&test, "ba", &[&role]).await;
    let (token, watch) = (csrf(&watcher).await, format!("/desk/cases/{code}/watch"));
    watcher.post(&watch, &[("csrf", &token), ("watch", "on")]).await.expect(303);
    assert!(!watcher.get("/desk/changes").await.text().contains(code));
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    step(&overseer, code, "contest", &[("text", "Vẫn còn.")]).await.expect(303);
    let page = watcher.get("/desk/changes").await.text();
    assert!(page.contains(code) && page.contains("Anh/chị đang theo dõi") && !page.contains("Vẫn còn."));
    watcher.post(&watch, &[("csrf", &token), ("watch", "off")]).await.expect(303);
    assert!(!watcher.get("/desk/changes").await.text().contains(code));
    let stranger = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    stranger.post(&watch, &[("csrf", &csrf(&stranger).await), ("watch", "on")]).await.expect(403);

    // The page costs the same for one case and for many.
    let spent = async || {
        let before = test.app.db.statements_run();
        mine.get("/desk/changes").await.expect(200);
        test.app.db.statements_run() - before
    };
    let one = spent().await;
    let codes = many(&test, 30).await;
    for code in &codes {
        let (code, me) = (code.clone(), me.clone());
        let set: Result<u64, dantin_store::Error> = test
            .app
            .db
            .write(move |tx| tx.execute("UPDATE cases SET assignee = $1 WHERE code = $2", &[&me, &code]))
            .await;
        set.unwrap();
    }
    assert_eq!(spent().await, one);
    test.check().await;
}

async fn keys_are_switched_off_for_the_account(test: TestApp) {
    let role = format!("handler@{}", file(&test).await.agency);
    let handler = sign_in(&test, "xu-ly", &[&role]).await;
    let token = csrf(&handler).await;
    let page = handler.get("/desk/keys").await.expect(200).text();
    assert!(page.contains("<kbd>j</kbd>") && page.contains("đang bật"));
    assert!(!handler.get("/desk").await.text().contains("data-keys-off"));
    handler.post("/desk/keys", &[("csrf", &token), ("shortcuts", "off")]).await.expect(303);
    assert!(
        enter(&test, "xu-ly").await.get("/desk").await.text().contains("data-keys-off"),
        "on every computer"
    );
    handler.post("/desk/keys", &[("csrf", &token), ("shortcuts", "maybe")]).await.expect(422);
    handler.post("/desk/keys", &[("csrf", &token), ("shortcuts", "on")]).await.expect(303);
    assert!(!handler.get("/desk").await.text().contains("data-keys-off"));
}

async fn the_coordinator_names_another_lead_for_many_cases_and_each_is_judged_alone(test: TestApp) {
    let codes = many(&test, 3).await;
    let agency = file(&test).await.agency;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    let inbox = handler.get("/desk").await.expect(200).text();
    assert!(inbox.contains("value=\"accept\"") && !inbox.contains("value=\"assign\""), "not a handler's");
    step(&handler, &codes[2], "accept", &[]).await.expect(303);
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let inbox = coordinator.get("/desk").await.expect(200).text();
    assert!(inbox.contains("value=\"assign\"") && !inbox.contains("value=\"accept\""));
    let mut chosen = rows(&codes[..2], 2);
    chosen.push(format!("{}~3", codes[2]));
    let form = mark(&coordinator, "assign", &chosen).await.expect(200);
    assert!(form.text().contains("Chuyển cơ quan chủ trì của nhiều phản ánh"));
    let nobody = go(&coordinator, &form, "assign", &chosen, &[("agency", "không có")]).await.expect(422);
    assert!(nobody.text().contains(&codes[1]), "the cases come back");
    let there = go(&coordinator, &form, "assign", &chosen, &[("agency", "thoat-nuoc")]).await.location();
    let led = async |code: &str| {
        let code = code.to_owned();
        let (lead,): (String,) = test
            .app
            .db
            .read(move |tx| tx.one("SELECT lead_agency FROM cases WHERE code = $1", &[&code]))
            .await
            .unwrap();
        lead
    };
    assert_eq!(led(&codes[0]).await, agency, "nothing is written before the time to take it back is over");
    test.pass(21.seconds());
    carry_out(test.app.clone()).await.unwrap();
    for code in &codes[..2] {
        assert_eq!(led(code).await, "thoat-nuoc");
    }
    assert_eq!(led(&codes[2]).await, agency, "work that was begun stays with its lead");
    let told = coordinator.get(&there).await.text();
    assert!(told.contains("Không làm được bước này ở trạng thái hiện tại"), "{told}");
    // The agency that leads already is not told anew.
    let again = rows(&codes[..1], 3);
    let form = mark(&coordinator, "assign", &again).await.expect(200);
    let there = go(&coordinator, &form, "assign", &again, &[("agency", "thoat-nuoc")]).await.location();
    test.pass(21.seconds());
    carry_out(test.app.clone()).await.unwrap();
    assert!(coordinator.get(&there).await.text().contains("Cơ quan này đang chủ trì phản ánh rồi."));
    let foreign = mark(&handler, "assign", &rows(&codes[2..], 3)).await.expect(200).text();
    assert!(foreign.contains("Không làm được:"), "a handler names no lead: {foreign}");
    test.check().await;
}

async fn rows_of_the_inbox_say_which_colleague_has_a_case_open(test: TestApp) {
    let codes = many(&test, 2).await;
    let role = format!("handler@{}", file(&test).await.agency);
    let (mine, other) = (sign_in(&test, "mot", &[&role]).await, sign_in(&test, "hai", &[&role]).await);
    mine.get(&format!("/desk/cases/{}", codes[0])).await.expect(200);
    let page = other.get("/desk").await.expect(200).text();
    assert!(page.contains("Cán bộ mot đang xử lý"), "{page}");
    assert!(!mine.get("/desk").await.text().contains("đang xử lý"), "nobody is told of himself");
    test.pass(6.minutes());
    assert!(!other.get("/desk").await.text().contains("đang xử lý"), "a page that was left counts no more");
    test.check().await;
}
