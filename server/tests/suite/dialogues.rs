//! Dialogue sessions through their pages: from the announcement to the end of every question, by residents without an account, from
//! paper, and by the host at the desk; and what must not get lost or in on the way.

use dantin::jobs::dialogues::turn;
use jiff::ToSpan as _;

use crate::{
    desk::{enter, sign_in, step},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_session_is_held_from_the_announcement_to_the_end_of_every_question,
    a_promise_becomes_a_case_that_whoever_asked_confirms_by_the_same_link,
    similar_questions_are_shown_before_one_is_sent_and_a_form_sent_twice_asks_once,
    supporters_count_once_for_each_browser_and_stand_in_the_journal,
    what_does_not_fit_is_said_at_its_place_and_loses_nothing,
    a_question_from_paper_waits_like_every_other_and_has_its_link,
    a_stranger_moves_nothing,
    a_moved_session_keeps_its_first_time,
    who_joins_too_late_is_told_so_and_keeps_the_contact_that_was_typed,
    minutes_are_assembled_and_two_secretaries_do_not_overwrite_each_other,
);

pub const HOST: &str = "ubnd-00070";
pub const QUESTION: &str = "Bao giờ sửa xong đèn đường ở ngõ 12 phố Mẫu?";

/// The clock of the tests, as forms write it: so many hours from now.
pub fn local(test: &TestApp, hours: i64) -> String {
    let zone = test.app.city.calendar().zone().clone();
    (test.app.now() + hours.hours()).to_zoned(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

pub async fn csrf(visitor: &Visitor) -> String {
    visitor.get("/desk/account").await.expect(200).field("csrf")
}

pub async fn announce(test: &TestApp, visitor: &Visitor) -> String {
    let page = visitor.get("/desk/dialogues/new").await.expect(200);
    let times = [local(test, 48), local(test, 51), local(test, -1), local(test, 47)];
    let fields = [
        ("csrf", page.field("csrf")),
        ("idempotency_key", page.field("idempotency_key")),
        ("kind", "conference".to_owned()),
        ("title", "Đối thoại về chiếu sáng ngõ phố".to_owned()),
        ("subject", "Đèn đường, cây xanh, vỉa hè.".to_owned()),
        ("host", HOST.to_owned()),
        ("area", "00070".to_owned()),
        ("attendance", "hybrid".to_owned()),
        ("place", "Nhà văn hoá phường".to_owned()),
        ("starts", times[0].clone()),
        ("ends", times[1].clone()),
        ("questions_from", times[2].clone()),
        ("questions_until", times[3].clone()),
        ("agenda", "20: Báo cáo\n60: Hỏi và đáp".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let there = visitor.post("/desk/dialogues/new", &fields).await.location();
    let again = visitor.post("/desk/dialogues/new", &fields).await.location();
    assert_eq!(there, again, "the same form announces one session");
    visitor.get(&there).await.expect(200);
    test.settle().await;
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    there.rsplit('/').next().unwrap().to_owned()
}

pub async fn host(test: &TestApp) -> Visitor {
    sign_in(test, "thu-ky", &[&format!("handler@{HOST}")]).await
}

/// Asks as the form is, and gives the asker's page.
pub async fn ask(test: &TestApp, code: &str, text: &str) -> String {
    let visitor = test.visitor();
    let page = visitor.get(&format!("/dialogues/{code}/ask")).await.expect(200);
    let key = page.field("idempotency_key");
    let fields = [("idempotency_key", key.as_str()), ("text", text), ("looked", "1"), ("area", "00070")];
    let there = visitor.post(&format!("/dialogues/{code}/ask"), &fields).await.location();
    assert!(there.starts_with("/my/"), "{there}");
    let page = visitor.get(&there).await.expect(200).text();
    assert!(page.contains(text), "whoever asked sees it at once: {page}");
    test.settle().await;
    there
}

pub async fn take(
    test: &TestApp,
    visitor: &Visitor,
    code: &str,
    step: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let token = csrf(visitor).await;
    let mut all = vec![("csrf", token.as_str())];
    all.extend(fields);
    let answer = visitor.post(&format!("/desk/dialogues/{code}/{step}"), &all).await;
    let waiting: (i64,) =
        test.app.db.read(|tx| tx.one("SELECT count(*) FROM journal_pending", &[])).await.unwrap();
    assert_eq!(waiting, (0,), "the next page shows what the step did");
    test.settle().await;
    answer
}

async fn a_session_is_held_from_the_announcement_to_the_end_of_every_question(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let resident = test.visitor();
    let list = resident.get("/dialogues").await.expect(200).text();
    assert!(list.contains("Đối thoại về chiếu sáng ngõ phố") && list.contains("Đang nhận câu hỏi"), "{list}");

    let mine = ask(&test, &code, QUESTION).await;
    let page = resident.get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(
        page.contains("Câu hỏi đang chờ kiểm duyệt") && !page.contains(QUESTION),
        "not before moderation"
    );
    assert!(page.contains("Nhà văn hoá phường") && page.contains("Hỏi và đáp"));
    let other = ask(&test, &code, "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?").await;
    ask(&test, &code, "Ông ấy ở số 5 ăn cắp điện, sao không ai xử lý?").await;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    let queue = moderator.get("/desk/moderation").await.expect(200).text();
    assert!(
        queue.contains(&format!("href=\"/desk/dialogues/{code}\""))
            && queue.contains("3 câu hỏi chờ kiểm duyệt"),
        "{queue}"
    );
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    let softer = [("question", "2"), ("redacted", "Vỉa hè bị chiếm để xe đến bao giờ?")];
    let back = take(&test, &host, &code, "show", &softer).await.expect(422);
    assert!(back.text().contains("href=\"#redact_reason\""), "other words need a public reason");
    let reason = [softer[0], ("redact_reason", "alleges_offence")];
    let back = take(&test, &host, &code, "show", &reason).await.expect(422).text();
    assert!(back.contains("href=\"#redacted\""), "a reason without other words publishes nothing: {back}");
    let page = resident.get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(!page.contains("Vỉa hè phố Mẫu"), "{page}");
    let softer = [softer[0], softer[1], ("redact_reason", "personal_data")];
    take(&test, &host, &code, "show", &softer).await.expect(303);
    let page = resident.get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains(QUESTION) && page.contains("Vỉa hè bị chiếm") && !page.contains("Vỉa hè phố Mẫu"));
    assert!(!page.contains("ăn cắp điện"), "an accusation waits for a moderator");

    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    take(&test, &host, &code, "attend", &[("people", "120")]).await.expect(303);
    take(&test, &host, &code, "call", &[("question", "1")]).await.expect(303);
    let board = resident.get(&format!("/dialogues/{code}/board")).await.expect(200).text();
    assert!(board.contains(QUESTION) && board.contains(&format!("/d/{code}")), "{board}");
    assert!(!board.contains("http-equiv"), "it refreshes itself only where that was asked for");
    let itself = resident.get(&format!("/dialogues/{code}/board?refresh=1")).await.text();
    assert!(itself.contains("http-equiv=\"refresh\""));

    let refused = take(&test, &host, &code, "close", &[]).await.expect(422).text();
    assert!(refused.contains("Chưa kết thúc được"), "{refused}");
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &host, &code, "answer", &answer).await.expect(303);
    take(&test, &host, &code, "merge", &[("question", "2"), ("into", "9")]).await.expect(422);
    take(&test, &host, &code, "merge", &[("question", "2"), ("into", "1")]).await.expect(303);
    let merged = resident.get(&other).await.expect(200).text();
    assert!(merged.contains("Đã thay bóng ngày 3 tháng 12."), "whoever is merged gets the answer");
    assert!(merged.contains("2 người hỏi hoặc ủng hộ"), "and stands behind it: {merged}");
    assert!(merged.contains("Câu hỏi số 2 đã được gộp vào câu hỏi số 1"), "{merged}");
    let page = resident.get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("Vỉa hè bị chiếm để xe đến bao giờ?"), "its wording stays on the page: {page}");
    let held = host.get(&format!("/desk/dialogues/{code}")).await.expect(200).text();
    for page in [&page, &held] {
        assert!(page.contains("1 trên 2 câu hỏi đã có kết quả"), "what is merged counts nowhere: {page}");
    }
    take(&test, &host, &code, "unmerge", &[("question", "2")]).await.expect(303);
    let why = [("question", "2"), ("refuse_reason", "off_subject"), ("words", "Hội nghị sau sẽ bàn.")];
    take(&test, &host, &code, "refuse", &why).await.expect(303);
    take(&test, &host, &code, "close", &[]).await.expect(422);
    take(&test, &host, &code, "hide", &[("question", "3"), ("hide_reason", "alleges_offence")])
        .await
        .expect(303);
    take(&test, &host, &code, "close", &[]).await.expect(303);

    let page = resident.get(&mine).await.expect(200).text();
    assert!(page.contains("Đã thay bóng ngày 3 tháng 12.") && page.contains("Đúng điều tôi hỏi"));
    resident
        .post(&format!("{mine}/question/judge"), &[("answer", "no"), ("text", "Mới thay một nửa.")])
        .await
        .expect(303);
    resident.post(&format!("{mine}/question/judge"), &[("answer", "yes")]).await.expect(303);
    resident.get(&other).await.expect(200);
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let page = resident.get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("Người hỏi: đã trả lời đúng câu hỏi"), "{page}");
    assert!(page.contains("120 người") && page.contains("Đã làm xong mọi việc đã hứa"));
    test.check().await;
}

async fn a_promise_becomes_a_case_that_whoever_asked_confirms_by_the_same_link(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let mine = ask(&test, &code, QUESTION).await;
    let joiner = test.visitor();
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    let form = joiner.get(&format!("/dialogues/{code}/questions/1/join")).await.expect(200);
    let joined = joiner
        .post(
            &format!("/dialogues/{code}/questions/1/join"),
            &[("idempotency_key", &form.field("idempotency_key"))],
        )
        .await
        .location();
    test.settle().await;
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);

    let due = local(&test, 24 * 20);
    let promise = [
        ("question", "1"),
        ("observable", "Cả 14 bóng đèn trên ngõ 12 sáng lúc 19 giờ."),
        ("place", "Ngõ 12 phố Mẫu"),
        ("area", "00070"),
        ("category", "moi-truong"),
        ("agency", HOST),
        ("due", &due[..10]),
        ("measure", "Đếm bóng sáng"),
        ("evidence", "Ảnh trước và sau"),
        ("speaker", "Tôi xin hứa trước bà con."),
    ];
    for missing in ["observable", "measure", "evidence", "due", "category"] {
        let without: Vec<(&str, &str)> =
            promise.iter().map(|(name, value)| (*name, if *name == missing { "" } else { value })).collect();
        let back = take(&test, &host, &code, "promise", &without).await.expect(422).text();
        assert!(back.contains(&format!("href=\"#{missing}\"")), "{missing}");
        assert!(back.contains("Ngõ 12 phố Mẫu"), "what was typed is still there");
    }
    let past: Vec<(&str, &str)> = promise
        .iter()
        .map(|(name, value)| (*name, if *name == "due" { "2020-01-01" } else { value }))
        .collect();
    take(&test, &host, &code, "promise", &past).await.expect(422);
    take(&test, &host, &code, "promise", &promise).await.expect(303);
    take(&test, &host, &code, "close", &[]).await.expect(303);

    let page = joiner.get(&format!("/dialogues/{code}")).await.text();
    let case = page.split("href=\"/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let public = joiner.get(&format!("/cases/{case}")).await.expect(200).text();
    assert!(public.contains("Cả 14 bóng đèn"), "what was promised is public at once");
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let page = joiner.get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("Đã kết thúc"), "nothing is followed up while the promise runs");

    let worker = sign_in(&test, "xu-ly", &[&format!("handler@{HOST}")]).await;
    let done = [("text", "Đã lắp đủ bóng."), ("document_title", "Biên bản nghiệm thu số 1")];
    step(&worker, &case, "resolve", &done).await.expect(303);
    test.settle().await;
    let page = test.visitor().get(&mine).await.expect(200).text();
    assert!(page.contains("Chưa xong"), "{page}");
    let asker = test.visitor();
    asker.post(&format!("{mine}/question/judge"), &[("answer", "not_done")]).await.expect(422);
    let long = format!("Còn hai bóng tắt. {}", "ă".repeat(2_001));
    let fields = [("answer", "not_done"), ("text", long.as_str())];
    let back = asker.post(&format!("{mine}/question/judge"), &fields).await.expect(422);
    assert!(back.text().contains(&long), "what was typed is still there");
    asker.post(&format!("{mine}/question/judge"), &[("answer", "done")]).await.expect(303);
    let late = joiner.post(&format!("{joined}/question/judge"), &[("answer", "done")]).await;
    assert_ne!(late.status, 303, "it is confirmed already");
    test.settle().await;
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let page = joiner.get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("Đã làm xong mọi việc đã hứa"), "{page}");
    test.check().await;
}

async fn similar_questions_are_shown_before_one_is_sent_and_a_form_sent_twice_asks_once(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION).await;
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    let visitor = test.visitor();
    let page = visitor.get(&format!("/dialogues/{code}/ask")).await.expect(200);
    let key = page.field("idempotency_key");
    let alike = "den duong ngo 12 pho mau hong ca thang nay";
    let fields = [("idempotency_key", key.as_str()), ("text", alike)];
    let shown = visitor.post(&format!("/dialogues/{code}/ask"), &fields).await.expect(200);
    let text = shown.text();
    assert!(
        text.contains("Có câu hỏi gần giống") && text.contains(QUESTION) && text.contains(alike),
        "{text}"
    );
    assert_eq!(shown.field("looked"), "1");
    let fields = [("idempotency_key", key.as_str()), ("text", alike), ("looked", "1")];
    let first = visitor.post(&format!("/dialogues/{code}/ask"), &fields).await.location();
    let second = visitor.post(&format!("/dialogues/{code}/ask"), &fields).await.location();
    assert_eq!(first, second);
    test.settle().await;
    let asked: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM questions", &[])).await.unwrap();
    assert_eq!(asked, 2);
    test.check().await;
}

async fn supporters_count_once_for_each_browser_and_stand_in_the_journal(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION).await;
    let support = format!("/dialogues/{code}/questions/1/support");
    test.visitor().post(&support, &[]).await.expect(409);
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    let visitors: Vec<Visitor> = (0..5).map(|_| test.visitor()).collect();
    for visitor in &visitors {
        for _ in 0..3 {
            visitor.post(&support, &[]).await.expect(303);
        }
    }
    let page = visitors[0].get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("Bạn đã ủng hộ câu hỏi này"));
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("6 người hỏi hoặc ủng hộ") && !page.contains("Bạn đã ủng hộ"), "{page}");
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let entries: i64 = test
        .app
        .db
        .read(|tx| tx.one("SELECT count(*) FROM journal WHERE body LIKE '%question.supported%'", &[]))
        .await
        .unwrap();
    assert_eq!(entries, 1, "a count that has not grown is told once");
    test.check().await;
}

async fn what_does_not_fit_is_said_at_its_place_and_loses_nothing(test: TestApp) {
    let host = host(&test).await;
    let token = csrf(&host).await;
    let back = host
        .post("/desk/dialogues/new", &[("csrf", &token), ("title", "Chỉ có tên")])
        .await
        .expect(422)
        .text();
    for field in ["kind", "subject", "starts", "ends", "questions_from", "questions_until"] {
        assert!(back.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(back.contains("Chỉ có tên"));
    let agenda = [("csrf", token.as_str()), ("agenda", "10: Khai mạc\nNghỉ giải lao\nmười: Hỏi")];
    let back = host.post("/desk/dialogues/new", &agenda).await.expect(422).text();
    assert!(back.contains("href=\"#agenda\"") && back.contains("Dòng «mười: Hỏi»"), "{back}");
    assert!(back.contains("Nghỉ giải lao") && !back.contains("Dòng «Nghỉ giải lao»"), "{back}");
    let code = announce(&test, &host).await;
    let visitor = test.visitor();
    let path = format!("/dialogues/{code}/ask");
    let long = "ă".repeat(501);
    for (text, area) in [("Ngắn", ""), (long.as_str(), ""), ("a\u{0}bcdefghijklmn", ""), (QUESTION, "99999")]
    {
        let back = visitor.post(&path, &[("text", text), ("area", area)]).await.expect(422).text();
        assert!(back.contains("href=\"#text\"") || back.contains("href=\"#area\""), "{text}");
    }
    let phone = visitor.post(&path, &[("text", QUESTION), ("phone", "không")]).await.expect(422);
    assert!(phone.text().contains("href=\"#phone\"") && phone.text().contains(QUESTION));
    for missing in ["/dialogues/DT-000000", "/dialogues/x/ask", "/d/khong-co", "/dialogues/x/board"] {
        assert_eq!(visitor.get(missing).await.status, 404, "{missing}");
    }
    visitor.get(&format!("/dialogues/{code}/questions/7/join")).await.expect(409);
    visitor.get(&format!("/dialogues/{code}/questions/mot/join")).await.expect(404);
    // After the announced time nothing is taken, and what was typed comes back.
    test.pass(47.hours());
    visitor.get(&path).await.expect(409);
    let back = visitor.post(&path, &[("text", QUESTION), ("looked", "1")]).await.expect(409).text();
    assert!(back.contains("Ngoài thời gian nhận câu hỏi") && back.contains(QUESTION), "{back}");
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    take(&test, &host, &code, "close", &[]).await.expect(303);
    let back = visitor.post(&path, &[("text", QUESTION), ("looked", "1")]).await.expect(409).text();
    assert!(back.contains("Buổi đối thoại đã kết thúc") && back.contains(QUESTION), "{back}");
    test.check().await;
}

async fn who_joins_too_late_is_told_so_and_keeps_the_contact_that_was_typed(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION).await;
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    let visitor = test.visitor();
    let there = format!("/dialogues/{code}/questions/1/join");
    let key = visitor.get(&there).await.expect(200).field("idempotency_key");
    let typed = [("idempotency_key", key.as_str()), ("name", "Người Mẫu"), ("phone", "0900000007")];
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    let why = [("question", "1"), ("refuse_reason", "off_subject"), ("words", "Hội nghị sau sẽ bàn.")];
    take(&test, &host, &code, "refuse", &why).await.expect(303);
    take(&test, &host, &code, "close", &[]).await.expect(303);
    let back = visitor.post(&there, &typed).await.expect(409);
    assert!(back.text().contains("Buổi đối thoại đã kết thúc"), "{}", back.text());
    assert_eq!((back.field("name"), back.field("phone")), ("Người Mẫu".to_owned(), "0900000007".to_owned()));
    visitor.post(&format!("/dialogues/{code}/questions/9/join"), &typed).await.expect(409);
    test.check().await;
}

async fn a_question_from_paper_waits_like_every_other_and_has_its_link(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let form = host.get(&format!("/desk/dialogues/{code}/file")).await.expect(200);
    let fields = [
        ("csrf", form.field("csrf")),
        ("idempotency_key", form.field("idempotency_key")),
        ("channel", "paper".to_owned()),
        ("text", QUESTION.to_owned()),
        ("phone", "0900000001".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mine = host.post(&format!("/desk/dialogues/{code}/file"), &fields).await.location();
    test.settle().await;
    let page = test.visitor().get(&mine).await.expect(200).text();
    assert!(page.contains(QUESTION) && page.contains("Chưa có câu trả lời"), "{page}");
    assert!(form.text().contains("Câu hỏi trên phiếu") && !form.text().contains("Câu hỏi của bạn"));
    let held = host.get(&format!("/desk/dialogues/{code}")).await.expect(200).text();
    assert!(held.contains("Chờ kiểm duyệt") && !held.contains("0900000001"));
    test.visitor().post(&format!("{mine}/question/withdraw"), &[]).await.expect(303);
    test.settle().await;
    let page = test.visitor().get(&mine).await.expect(200).text();
    assert!(page.contains("Đã rút") && page.contains("Bạn đã rút câu hỏi này"), "{page}");
    assert!(!page.contains("đang chờ kiểm duyệt") && !page.contains("Chưa có câu trả lời"), "{page}");
    test.check().await;
}

async fn a_stranger_moves_nothing(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION).await;
    let elsewhere = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    take(&test, &elsewhere, &code, "show", &[("question", "1")]).await.expect(403);
    take(&test, &elsewhere, &code, "start", &[]).await.expect(403);
    elsewhere.get(&format!("/desk/dialogues/{code}")).await.expect(403);
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ubnd-00004"]).await;
    take(&test, &moderator, &code, "start", &[]).await.expect(403);
    take(&test, &moderator, &code, "show", &[("question", "1")]).await.expect(303);
    take(&test, &host, &code, "nothing", &[]).await.expect(404);
    let bare = host.post(&format!("/desk/dialogues/{code}/start"), &[("csrf", "guessed")]).await;
    assert_eq!(bare.status, 403);
    let visitor = test.visitor();
    let guessed = format!("/my/{}/question/judge", "a".repeat(26));
    visitor.post(&guessed, &[("answer", "yes")]).await.expect(404);
    test.check().await;
}

async fn a_moved_session_keeps_its_first_time(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let form = host.get(&format!("/desk/dialogues/{code}/change")).await.expect(200);
    let token = form.field("csrf");
    let times = [local(&test, 72), local(&test, 75), form.field("questions_from"), local(&test, 70)];
    let fields = |reason: &'static str| {
        [
            ("csrf", token.as_str()),
            ("attendance", "online"),
            ("link", "https://example.vn/truc-tuyen"),
            ("starts", times[0].as_str()),
            ("ends", times[1].as_str()),
            ("questions_from", times[2].as_str()),
            ("questions_until", times[3].as_str()),
            ("reason", reason),
        ]
    };
    host.post(&format!("/desk/dialogues/{code}/change"), &fields("")).await.expect(422);
    host.post(&format!("/desk/dialogues/{code}/change"), &fields("weather")).await.expect(303);
    test.settle().await;
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("Ban đầu hẹn") && page.contains("Trực tuyến"), "{page}");
    let calendar = test.visitor().get(&format!("/dialogues/{code}/calendar.ics")).await.expect(200).text();
    assert!(calendar.contains("SEQUENCE:1") && calendar.contains("BEGIN:VEVENT"), "{calendar}");
    assert!(test.visitor().get("/dialogues.ics").await.text().contains(&code));
    take(&test, &host, &code, "cancel", &[("reason", "host")]).await.expect(303);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.text();
    assert!(page.contains("Đã hủy") && !page.contains("người hỏi đầu tiên"), "{page}");
    let refused = test.visitor().get(&format!("/dialogues/{code}/ask")).await.expect(409).text();
    assert!(refused.contains("Buổi đối thoại đã hủy"), "{refused}");
    test.check().await;
}

async fn minutes_are_assembled_and_two_secretaries_do_not_overwrite_each_other(test: TestApp) {
    let first = host(&test).await;
    let code = announce(&test, &first).await;
    ask(&test, &code, QUESTION).await;
    take(&test, &first, &code, "show", &[("question", "1")]).await.expect(303);
    ask(&test, &code, "Ông Nguyễn Văn Mẫu ở ban quản lý nhận tiền, ai xử lý?").await;
    test.pass(48.hours());
    let first = enter(&test, "thu-ky").await;
    let second = sign_in(&test, "thu-ky-hai", &[&format!("head@{HOST}")]).await;
    take(&test, &first, &code, "start", &[]).await.expect(303);
    for reason in ["off_subject", "pending"] {
        let words = format!("Từ chối: {reason}");
        let why = [("question", "1"), ("refuse_reason", reason), ("words", words.as_str())];
        take(&test, &first, &code, "refuse", &why).await.expect(303);
    }
    let draft = first.get(&format!("/desk/dialogues/{code}/minutes")).await.expect(200).text();
    assert_eq!(draft.matches("Không trả lời tại hội nghị").count(), 1, "the end that stands: {draft}");
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &first, &code, "answer", &answer).await.expect(303);
    let due = local(&test, 24 * 20);
    let promise = [
        ("question", "2"),
        ("observable", "Kết quả kiểm tra được công bố."),
        ("area", "00070"),
        ("category", "moi-truong"),
        ("agency", HOST),
        ("due", &due[..10]),
        ("measure", "Đọc thông báo"),
        ("evidence", "Thông báo"),
    ];
    take(&test, &first, &code, "promise", &promise).await.expect(303);
    let path = format!("/desk/dialogues/{code}/minutes");
    let public = format!("/dialogues/{code}/minutes");
    let (one, two) = (first.get(&path).await.expect(200), second.get(&path).await.expect(200));
    let write = async |visitor: &Visitor, page: &Answer, chair: &str, action: &str| {
        let (token, version) = (page.field("csrf"), page.field("version"));
        let fields = [
            ("csrf", token.as_str()),
            ("version", version.as_str()),
            ("chair", chair),
            ("secretary", "Thư ký mẫu"),
            ("conclusion", "Giao phường theo dõi."),
            ("moderators", "Bà Điều Hành Mẫu, Phó Chủ tịch"),
            ("number", "7"),
            ("symbol", "BB-UBND"),
            ("recipients", "- Như thành phần dự họp;\nLưu VT."),
            ("action", action),
        ];
        let answer = visitor.post(&path, &fields).await;
        test.settle().await;
        answer
    };
    let open = one.text();
    assert!(open.contains("Số: ……/BB-……"), "the place of the number stays open: {open}");
    let faults =
        [("csrf", one.field("csrf")), ("number", "không".to_owned()), ("symbol", "BB UBND".to_owned())];
    let faults: Vec<(&str, &str)> = faults.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let back = first.post(&path, &faults).await.expect(422);
    assert_eq!((back.field("number"), back.field("symbol")), ("không".to_owned(), "BB UBND".to_owned()));
    write(&first, &one, "Chủ tịch mẫu", "save").await.expect(303);
    let back = write(&second, &two, "Phó chủ tịch mẫu", "save").await.expect(409);
    let text = back.text();
    assert!(text.contains("Người khác đã lưu") && text.contains("Chủ tịch mẫu"), "{text}");
    assert_eq!(back.field("chair"), "Phó chủ tịch mẫu", "what was typed is still there");
    write(&second, &back, "Phó chủ tịch mẫu", "save").await.expect(303);
    let page = first.get(&path).await.expect(200);
    assert_eq!(page.field("chair"), "Phó chủ tịch mẫu");
    write(&first, &page, "", "approve").await.expect(409);
    test.visitor().get(&public).await.expect(404);
    take(&test, &first, &code, "close", &[]).await.expect(303);
    write(&first, &page, "", "approve").await.expect(303);
    let text = test.visitor().get(&public).await.expect(200).text();
    let parts = [
        "BIÊN BẢN",
        QUESTION,
        "Đã thay bóng",
        "Câu hỏi số 2. (Nội dung chưa được công khai)",
        "Kết quả kiểm tra được công bố. Hạn: ",
        "Phó chủ tịch mẫu",
        "Giao phường theo dõi.",
        "Số: 07/BB-UBND",
        "Người điều hành: Bà Điều Hành Mẫu, Phó Chủ tịch.",
        "Nơi nhận: Như thành phần dự họp; Lưu VT.",
    ];
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Không trả lời tại hội nghị"), "the answer stands in its place: {text}");
    assert!(text.starts_with("ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM\n"), "{text}");
    assert_eq!(text.matches("Kết quả kiểm tra được công bố.").count(), 1, "a promise is told once: {text}");
    assert!(!text.contains("Nguyễn Văn Mẫu"), "what waits for a moderator is not read here: {text}");
    let hash = dantin::act::cases::hex(&<sha2::Sha256 as sha2::Digest>::digest(text.as_bytes()));
    let entries: Vec<String> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM journal WHERE body LIKE '%minutes_approved%'", &[]))
        .await
        .unwrap();
    assert_eq!(entries.len(), 1);
    assert!(entries[0].contains(&hash), "the journal binds the approved text");
    let word = test.visitor().get(&format!("{public}.docx")).await.expect(200);
    assert!(word.body.starts_with(b"PK"));
    let word = crate::consultations_files::docx_text(&word.body);
    for part in ["Số: 07/BB-UBND", "Nơi nhận:", "- Như thành phần dự họp;", "- Lưu VT."] {
        assert!(word.contains(part), "{part}: {word}");
    }
    let pdf = test.visitor().get(&format!("{public}.pdf")).await.expect(200);
    assert!(pdf.body.starts_with(b"%PDF"));

    // What is saved after the approval reaches nobody before it is approved too.
    write(&first, &first.get(&path).await.expect(200), "Người khác mẫu", "save").await.expect(303);
    let page = first.get(&path).await.expect(200);
    assert!(page.text().contains("khác với bản đó") && page.text().contains("Người khác mẫu"));
    let public_text = async || test.visitor().get(&public).await.expect(200).text();
    let public_word = async || {
        crate::consultations_files::docx_text(&test.visitor().get(&format!("{public}.docx")).await.body)
    };
    for read in [public_text().await, public_word().await] {
        assert!(read.contains("Phó chủ tịch mẫu") && !read.contains("Người khác mẫu"), "{read}");
    }
    write(&first, &page, "", "approve").await.expect(303);
    for read in [public_text().await, public_word().await] {
        assert!(read.contains("Người khác mẫu"), "{read}");
    }
    assert!(!first.get(&path).await.expect(200).text().contains("khác với bản đó"));
    // Words that a moderator takes back now are read in no minutes either.
    let other = [("question", "1"), ("redacted", "Bao giờ có đèn?"), ("redact_reason", "personal_data")];
    take(&test, &first, &code, "show", &other).await.expect(303);
    let public_page = test.visitor().get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(public_page.contains("đã được lược bớt khi công khai"), "{public_page}");
    for read in [public_text().await, public_word().await] {
        assert!(!read.contains(QUESTION) && read.contains("[…]") && read.contains("Đã thay bóng"), "{read}");
    }
    test.check().await;
}
