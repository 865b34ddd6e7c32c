//! Oversight rounds and social critiques through their pages: from the plan to the end that only the overseer reaches.

use jiff::ToSpan as _;

use crate::{
    consultations_files::docx_text,
    desk::{WARD, enter, jpeg, sign_in},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

pub const OVERSEEN: &str = "ubnd-00070";

on_both_engines!(
    a_round_goes_from_the_plan_to_a_confirmed_recommendation,
    a_draft_is_criticised_and_each_point_answered,
    a_notice_that_comes_too_late_is_refused_and_the_form_comes_back,
    a_board_oversees_in_its_own_ward_and_sees_no_other,
    a_photo_of_a_visit_is_erased_with_its_files_and_the_page_says_so,
);

pub async fn overseer(test: &TestApp) -> Visitor {
    sign_in(test, "giam-sat", &["overseer@mttq"]).await
}

pub async fn overseen(test: &TestApp) -> Visitor {
    sign_in(test, "phuong", &[&format!("handler@{OVERSEEN}")]).await
}

/// Fills the form of a new round as the page made it; the visit is on this day.
pub async fn plan(visitor: &Visitor, day: &str, more: &[(&str, &str)]) -> Answer {
    let page = visitor.get("/desk/oversight/new").await.expect(200);
    let (csrf, key) = (page.field("csrf"), page.field("idempotency_key"));
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("idempotency_key", key.as_str()),
        ("subject", "Sửa hè đường quý I"),
        ("team", "Ủy ban Mặt trận Tổ quốc; Hội Cựu chiến binh"),
        ("overseer", "mttq"),
        ("body", "front"),
        ("form", "team"),
        ("overseen", OVERSEEN),
        ("area", WARD),
        ("visit_day", day),
    ];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    let first = visitor.post("/desk/oversight/new", &fields).await;
    if first.status.is_redirection() {
        let again = visitor.post("/desk/oversight/new", &fields).await;
        assert_eq!(again.location(), first.location(), "a form sent twice plans one round");
    }
    first
}

/// Sends a step of a round or critique as the page made it.
pub async fn take(visitor: &Visitor, address: &str, step: &str, typed: &[(&str, &str)]) -> Answer {
    let page = visitor.get(address).await.expect(200);
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    fields.extend(typed);
    visitor.post(&format!("{address}/{step}"), &fields).await
}

async fn a_round_goes_from_the_plan_to_a_confirmed_recommendation(test: TestApp) {
    let (overseer, overseen) = (overseer(&test).await, overseen(&test).await);
    overseen.get("/desk/oversight/new").await.expect(403);
    let address = plan(&overseer, "2026-04-20", &[]).await.location();
    let public = address.trim_start_matches("/desk").to_owned();
    let stranger = test.visitor();
    let list = stranger.get("/oversight").await.expect(200).text();
    assert!(list.contains("Sửa hè đường quý I") && list.contains("Trong kế hoạch"));

    take(&overseer, &address, "notify", &[]).await.expect(303);
    assert_eq!(
        take(&overseen, &address, "receive", &[("report_words", "Đã sửa 3 trên 5 đoạn.")]).await.status,
        303
    );
    test.at("2026-04-20T02:00:00Z");
    let (overseen, overseer) = (enter(&test, "phuong").await, enter(&test, "giam-sat").await);
    let page = overseer.get(&address).await.expect(200);
    let (csrf, version, picture) = (page.field("csrf"), page.field("version"), jpeg(7));
    let parts = [
        Part::Text("csrf", &csrf),
        Part::Text("version", &version),
        Part::Text("visit_words", "Hai đoạn hè còn vỡ trước cổng trường."),
        Part::File("photos", "he.jpg", "image/jpeg", &picture),
    ];
    overseer.post_multipart(&format!("{address}/visit"), &parts).await.expect(303);
    take(&overseer, &address, "find", &[("finding_words", "Gạch lát mỏng hơn thiết kế.")]).await.expect(303);
    let form = overseer.get(&address).await.expect(200).text();
    assert!(form.contains(&format!("value=\"{OVERSEEN}\" selected")), "the overseen body is filled in");

    let wrong =
        take(&overseer, &address, "recommend", &[("observable", "Lát lại 40 mét hè")]).await.expect(422);
    assert!(wrong.text().contains("Lát lại 40 mét hè"), "what was typed comes back");
    let recommendation = [
        ("observable", "Lát lại 40 mét hè trước cổng trường"),
        ("to", OVERSEEN),
        ("due_day", "2026-06-30"),
        ("category", "giao-thong"),
        ("area", WARD),
        ("measure", "Đo chiều dày gạch"),
        ("evidence", "Biên bản đo"),
        ("finding", "1"),
    ];
    for (field, value, said) in [
        ("due_day", "2026-04-01", "Hạn thực hiện không được ở quá khứ"),
        ("due_day", "2032-01-01", "Hạn thực hiện cách hôm nay nhiều nhất năm năm"),
        ("to", "mttq", "Bên giám sát không kiến nghị với chính mình"),
    ] {
        let typed = recommendation.map(|(name, typed)| (name, if name == field { value } else { typed }));
        let back = take(&overseer, &address, "recommend", &typed).await.expect(422).text();
        assert!(back.contains(said) && back.contains(&format!("href=\"#{field}\"")), "{said}: {back}");
    }
    take(&overseer, &address, "recommend", &recommendation).await.expect(303);
    test.settle().await;

    let shown = stranger.get(&public).await.expect(200);
    let text = shown.text();
    for words in [
        "Hai đoạn hè còn vỡ",
        "Gạch lát mỏng hơn thiết kế.",
        "Lát lại 40 mét hè",
        "Đo chiều dày gạch",
        "Biên bản đo",
        "Đã sửa 3 trên 5 đoạn.",
        "Ủy ban Mặt trận Tổ quốc; Hội Cựu",
    ] {
        assert!(text.contains(words), "{words} is public");
    }
    assert!(!text.contains("Cán bộ giam-sat"), "which officer acted is private");
    let photo = shown.html();
    let photo = photo.select(&scraper::Selector::parse("figure img").unwrap()).next().unwrap();
    stranger.get(photo.value().attr("src").unwrap()).await.expect(200);
    let case = text.split("/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let of_case = stranger.get(&format!("/cases/{case}")).await.expect(200).text();
    assert!(of_case.contains("Lát lại 40 mét hè"), "the recommendation is a public case");
    let list = stranger.get("/oversight").await.expect(200).text();
    assert!(
        list.contains("Kiến nghị đang theo dõi") && list.contains("Lát lại 40 mét hè"),
        "it is followed up"
    );

    take(&overseer, &address, "conclude", &[("conclusion_words", "Ba đoạn đạt, hai đoạn phải làm lại.")])
        .await
        .expect(303);
    let early = take(&overseer, &address, "close", &[]).await.expect(409);
    assert!(early.text().contains("còn kiến nghị chưa được trả lời"));
    let answer =
        [("answer_number", "1"), ("reply", "accepted"), ("reply_words", "Sẽ lát lại trước ngày 15 tháng 6.")];
    take(&overseen, &address, "answer", &answer).await.expect(303);
    let twice = take(&overseer, &address, "answer", &answer).await;
    assert!(twice.status == 409 && twice.text().contains("Đã có trả lời bằng văn bản rồi"));
    let early = take(&overseer, &address, "close", &[]).await.expect(409);
    assert!(early.text().contains("chưa được xác nhận là đã thực hiện"));

    test.pass(240.hours());
    let (overseen, overseer) = (enter(&test, "phuong").await, enter(&test, "giam-sat").await);
    let done = [
        ("text", "Đã lát lại 40 mét."),
        ("document_title", "Biên bản nghiệm thu"),
        ("document_body", "40 mét"),
    ];
    crate::desk::step(&overseen, &case, "resolve", &done).await.expect(303);
    crate::desk::step(&overseen, &case, "confirm", &[]).await.expect(403);
    crate::desk::step(&overseer, &case, "confirm", &[]).await.expect(303);
    take(&overseer, &address, "close", &[]).await.expect(303);
    let text = stranger.get(&public).await.expect(200).text();
    assert!(text.contains("Đã kết thúc") && text.contains("Sẽ lát lại trước ngày 15 tháng 6."));
    test.check().await;
    let list = stranger.get("/oversight").await.expect(200).text();
    assert!(list.contains("1 trên 1"), "answered of all");
    assert!(!list.contains("Kiến nghị đang theo dõi"), "what is confirmed is followed up no more");
    for address in [format!("{public}/report.docx"), "/oversight/hearing/2026-1.docx".to_owned()] {
        let report = stranger.get(&address).await.expect(200);
        assert!(report.body.starts_with(b"PK"), "{address} is a packed document");
        let words = docx_text(&report.body);
        let is_of_the_round = address.starts_with(&public);
        assert_eq!(words.contains("Cách đo: Đo chiều dày gạch"), is_of_the_round, "{words}");
        assert_eq!(words.contains("Minh chứng cần có: Biên bản đo"), is_of_the_round, "{words}");
        assert!(report.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    }
    for address in [
        format!("{public}/report.odt"),
        format!("{public}/x.docx"),
        "/oversight/hearing/2026-3.docx".to_owned(),
    ] {
        stranger.get(&address).await.expect(404);
    }
    let book = test.app.book.read();
    let now = dantin::act::deadlines::moment(test.app.now());
    let count = book.recommendations(now);
    assert_eq!((count.followed.answered, count.confirmed_in_time, count.confirmed_late), (1, 1, 0));
}

async fn a_draft_is_criticised_and_each_point_answered(test: TestApp) {
    let (overseer, drafter) = (overseer(&test).await, overseen(&test).await);
    let page = drafter.get("/desk/oversight/new?kind=critique").await.expect(200);
    let (csrf, key) = (page.field("csrf"), page.field("idempotency_key"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("idempotency_key", key.as_str()),
        ("kind", "critique"),
        ("subject", "Quy tắc ứng xử nơi công cộng"),
        ("about", "Dự thảo lần 1."),
        ("overseer", "mttq"),
        ("overseen", OVERSEEN),
        ("form", "written"),
        ("submission_day", "2026-03-20"),
    ];
    let address = drafter.post("/desk/oversight/new", &fields).await.location();
    let public = address.trim_start_matches("/desk").to_owned();
    let text = test.visitor().get(&public).await.expect(200).text();
    assert!(
        text.contains("Quy tắc ứng xử nơi công cộng") && text.contains("trễ hạn"),
        "ten days are not fifteen"
    );

    assert_eq!(take(&overseer, &address, "raise", &[("point_words", "")]).await.status, 422);
    let empty = take(&overseer, &address, "deliver", &[]).await.expect(409);
    assert!(empty.text().contains("Chưa có ý kiến phản biện nào."));
    take(&overseer, &address, "raise", &[("point_words", "Điều 5 chưa rõ nơi cấm.")]).await.expect(303);
    take(&overseer, &address, "raise", &[("point_words", "Thiếu chế tài.")]).await.expect(303);
    take(&overseer, &address, "deliver", &[]).await.expect(303);
    let answer = |number: &'static str| {
        [("answer_number", number), ("reply", "rejected"), ("reply_words", "Chế tài do luật quy định.")]
    };
    take(&drafter, &address, "answer", &answer("2")).await.expect(303);
    let early = take(&overseer, &address, "close", &[]).await.expect(409);
    assert!(early.text().contains("còn ý kiến phản biện chưa được trả lời"));
    take(&overseer, &address, "answer", &answer("1")).await.expect(303);
    take(&overseer, &address, "close", &[]).await.expect(303);
    test.settle().await;
    let text = test.visitor().get(&public).await.expect(200).text();
    assert!(text.contains("Chế tài do luật quy định.") && text.contains("Không tiếp thu, có giải trình"));
    let report = test.visitor().get(&format!("{public}/report.docx")).await.expect(200);
    for shown in [text, docx_text(&report.body)] {
        let entered = shown.matches("Câu trả lời này bằng giấy, do ").count();
        assert_eq!(entered, 1, "one answer was entered from paper: {shown}");
    }
    let rows: Vec<(String,)> = test
        .app
        .db
        .read(|tx| tx.all::<(String,)>("SELECT body FROM journal ORDER BY idx", &[]))
        .await
        .unwrap();
    let papers = rows.iter().filter(|(body,)| body.contains("\"on_paper\":true")).count();
    assert_eq!(papers, 1, "an answer that the overseer entered says so");
    test.check().await;
}

async fn a_notice_that_comes_too_late_is_refused_and_the_form_comes_back(test: TestApp) {
    let overseer = overseer(&test).await;
    let refused = plan(&overseer, "2026-03-01", &[]).await.expect(422);
    assert!(
        refused.text().contains("Sửa hè đường quý I"),
        "a day that has passed is refused, the words stay"
    );
    plan(&overseer, "2026-04-20", &[("team", "")]).await.expect(422);
    plan(&overseer, "2026-04-20", &[("body", "investment_board")]).await.expect(422);
    for (day, overseen, field, said) in [
        ("2026-04-20", "mttq", "overseen", "Bên giám sát không giám sát chính mình"),
        ("2026-03-01", OVERSEEN, "visit_day", "Ngày giám sát phải ở phía trước"),
        ("2300-01-01", OVERSEEN, "visit_day", "Ngày giám sát cách hôm nay nhiều nhất hai năm"),
    ] {
        let back = plan(&overseer, day, &[("overseen", overseen)]).await.expect(422).text();
        assert!(back.contains(said) && back.contains(&format!("href=\"#{field}\"")), "{said}: {back}");
    }
    plan(&overseer, "2026-04-20", &[("overseer", OVERSEEN)]).await.expect(422);
    let address = plan(&overseer, "2026-03-20", &[]).await.location();
    let late = take(&overseer, &address, "notify", &[]).await.expect(409);
    assert!(late.text().contains("Đã quá muộn để báo trước cho ngày này"));
    let past = [("visit_day", "2020-01-01"), ("move_reason", "notice")];
    let back = take(&overseer, &address, "move", &past).await.expect(422).text();
    assert!(back.contains("href=\"#visit_day\"") && back.contains("value=\"2020-01-01\""), "{back}");
    let moved = [("visit_day", "2026-04-15"), ("move_reason", "notice")];
    take(&overseer, &address, "move", &moved).await.expect(303);
    take(&overseer, &address, "notify", &[]).await.expect(303);
    let stale = overseer.get(&address).await.expect(200);
    let fields =
        [("csrf", stale.field("csrf")), ("version", "1".to_owned()), ("cancel_reason", "plan".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    overseer.post(&format!("{address}/cancel"), &fields).await.expect(409);
    take(&overseer, &address, "cancel", &[("cancel_reason", "plan")]).await.expect(303);
    let text = overseer.get(&address).await.expect(200).text();
    assert!(text.contains("Không tiến hành") && text.contains("Hiện anh/chị không có bước nào"));
    test.check().await;
}

/// The inspection board of the ward of the other scenarios.
const BOARD: &str = "ttnd-00070";

async fn a_board_oversees_in_its_own_ward_and_sees_no_other(test: TestApp) {
    let board = sign_in(&test, "thanh-tra", &[&format!("overseer@{BOARD}")]).await;
    let form = board.get("/desk/oversight/new").await.expect(200).text();
    assert!(form.contains("Ban Thanh tra nhân dân phường Hoàn Kiếm"));
    assert!(!form.contains("value=\"front\""), "a board acts as nothing else than what it is");
    assert!(form.contains("value=\"00070\" selected"), "its ward is filled in");
    let own = [("overseer", BOARD), ("body", "inspection_board"), ("form", "board")];
    for (field, value) in [("body", "front"), ("area", "00004"), ("area", ""), ("overseen", "ubnd-00004")] {
        let mut fields = own.to_vec();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        plan(&board, "2026-04-20", &fields).await.expect(422);
    }
    // Nor does the Front act as the board.
    let front = overseer(&test).await;
    plan(&front, "2026-04-20", &[("body", "inspection_board")]).await.expect(422);
    plan(&front, "2026-04-20", &own).await.expect(422);
    board.get("/desk/oversight/new?kind=critique").await.expect(200);

    let address = plan(&board, "2026-04-20", &own).await.location();
    let list = test.visitor().get("/oversight").await.expect(200).text();
    assert!(list.contains("Ban Thanh tra nhân dân phường Hoàn Kiếm"), "the board stands there by its name");
    take(&board, &address, "notify", &[]).await.expect(303);
    take(&board, &address, "visit", &[("visit_words", "Sổ thu chi còn thiếu.")]).await.expect(303);
    let recommendation = |to: &'static str, area: &'static str| {
        [
            ("observable", "Niêm yết đủ sổ thu chi"),
            ("to", to),
            ("due_day", "2026-06-30"),
            ("category", "giao-thong"),
            ("area", area),
        ]
    };
    let beyond = take(&board, &address, "recommend", &recommendation(OVERSEEN, "00004")).await.expect(422);
    assert!(beyond.text().contains("Ban này chỉ giám sát trên địa bàn của mình"));
    take(&board, &address, "recommend", &recommendation("ubnd-00004", WARD)).await.expect(422);
    take(&board, &address, "recommend", &recommendation(OVERSEEN, WARD)).await.expect(303);

    // Cases of other wards are none of its business, whoever leads them.
    let here = crate::desk::file(&test).await;
    let new = dantin::act::cases::NewCase { area: Some("00004".to_owned()), ..crate::desk::report() };
    let there = test
        .app
        .command(move |tx, context| Ok(dantin::act::cases::submit(tx, context, &new)?))
        .await
        .unwrap();
    test.settle().await;
    board.get(&format!("/desk/cases/{}", here.code)).await.expect(200);
    board.get(&format!("/desk/cases/{}", there.code)).await.expect(403);
    let form = board.get("/desk/watching").await.expect(200);
    assert!(!form.text().contains("value=\"ubnd-00004\""), "no agency of another ward is offered");
    let token = form.field("csrf");
    let watch = async |action: &str, field: &'static str, value: &str| {
        let fields = [("csrf", token.as_str()), ("action", action), (field, value)];
        board.post("/desk/watching", &fields).await
    };
    for (field, value) in [("agency", "ubnd-00004"), ("agency", "mttq"), ("case", there.code.as_str())] {
        let back = watch("watch", field, value).await.expect(422).text();
        assert!(back.contains("Ban này chỉ giám sát trên địa bàn của mình"), "{value}: {back}");
    }
    watch("watch", "agency", OVERSEEN).await.expect(303);
    watch("watch", "case", &here.code).await.expect(303);
    // What was watched before is watched still, until it is left.
    let before = async |tx: &str| {
        let subject = tx.to_owned();
        let add = move |tx: &mut dantin_store::Tx<'_>| {
            tx.execute(
                "INSERT INTO watches (officer_id, kind, subject, seen) \
                 SELECT officer_id, 'agency', $1, seen FROM watches WHERE kind = 'agency' AND subject = $2",
                &[&subject, &OVERSEEN],
            )
        };
        test.app.db.write(add).await.unwrap()
    };
    assert_eq!(before("ubnd-00004").await, 1);
    assert!(board.get("/desk/watching").await.expect(200).text().contains("/desk?agency=ubnd-00004"));
    watch("stop", "agency", "ubnd-00004").await.expect(303);
    assert!(!board.get("/desk/watching").await.expect(200).text().contains("/desk?agency=ubnd-00004"));
    front.get(&format!("/desk/cases/{}", there.code)).await.expect(200);
    for view in ["/desk?view=new", "/desk?view=open", "/desk?area=00004", "/desk"] {
        let inbox = board.get(view).await.text();
        assert!(!inbox.contains(&there.code), "{view} shows a case of another ward");
    }
    test.check().await;
}

async fn a_photo_of_a_visit_is_erased_with_its_files_and_the_page_says_so(test: TestApp) {
    let overseer = overseer(&test).await;
    let address = plan(&overseer, "2026-04-20", &[]).await.location();
    let public = address.trim_start_matches("/desk").to_owned();
    take(&overseer, &address, "notify", &[]).await.expect(303);
    for (words, seed) in [("Buổi một: hè vỡ.", 7), ("Buổi hai: bà Mẫu ở số 5 kể lại.", 8)]
    {
        let page = overseer.get(&address).await.expect(200);
        let (csrf, version, picture) = (page.field("csrf"), page.field("version"), jpeg(seed));
        let parts = [
            Part::Text("csrf", &csrf),
            Part::Text("version", &version),
            Part::Text("visit_words", words),
            Part::File("photos", "he.jpg", "image/jpeg", &picture),
        ];
        overseer.post_multipart(&format!("{address}/visit"), &parts).await.expect(303);
    }
    test.settle().await;
    let photos = |page: &Answer| -> Vec<String> {
        let select = scraper::Selector::parse("figure img").unwrap();
        page.html().select(&select).map(|img| img.value().attr("src").unwrap().to_owned()).collect()
    };
    let visitor = test.visitor();
    let before = photos(&visitor.get(&public).await.expect(200));
    assert_eq!(before.len(), 2);

    let erase =
        [("field", "3.photo.1"), ("field", "4.visit.2"), ("ground", "subject_request"), ("sure", "1")];
    // Whoever oversees, or is overseen, takes nothing away.
    take(&overseer, &address, "erase", &erase).await.expect(403);
    let party = [format!("handler@{OVERSEEN}"), "privacy_officer@ttpv-hcc".to_owned()];
    let party = sign_in(&test, "phuong-va", &[&party[0], &party[1]]).await;
    take(&party, &address, "erase", &erase).await.expect(403);

    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let unsure = take(&keeper, &address, "erase", &erase[..3]).await.expect(422);
    assert!(unsure.text().contains("Hãy xác nhận rằng anh/chị biết việc xóa không thể hoàn tác"));
    take(&keeper, &address, "erase", &[("ground", "subject_request"), ("sure", "1")]).await.expect(422);
    take(&keeper, &address, "erase", &erase).await.expect(303);
    test.settle().await;
    dantin::jobs::removals::work_off(test.app.clone()).await.unwrap();
    brought_back(&test, "Buổi hai: bà Mẫu ở số 5 kể lại.").await;

    let page = visitor.get(&public).await.expect(200);
    assert_eq!(photos(&page), before[1..], "the second visit keeps its own photo");
    let text = page.text();
    assert!(!text.contains("bà Mẫu") && text.contains("Buổi một: hè vỡ."));
    assert!(text.contains("Không còn lời ở đây") && text.contains("Nội dung đã xóa"));
    assert!(text.contains("Ảnh 1") && text.contains("Theo yêu cầu của người có dữ liệu"));
    let english = test.visitor().get(&format!("{public}?lang=en")).await.expect(200).text();
    assert!(english.contains("No words here any more") && english.contains("Erased content"));
    visitor.get(&before[0]).await.expect(404);
    visitor.get(&before[1]).await.expect(200);
    test.check().await;
}

/// A copy of before an erasure brings words back; at the next start they go again.
async fn brought_back(test: &TestApp, words: &'static str) {
    let put = test.app.db.write(move |tx| {
        let id: String = tx.one("SELECT id FROM matters WHERE kind = 'round'", &[])?;
        tx.execute(
            "INSERT INTO contents (case_id, number, field, body, salt, commitment, opened) \
             VALUES ($1, 4, 'visit.2', $2, $3, NULL, TRUE)",
            &[&id, &words, &[7_u8; 32].as_slice()],
        )?;
        tx.execute("DELETE FROM erasures WHERE case_id = $1 AND number = 4", &[&id])
    });
    assert_eq!(put.await.unwrap(), 1);
    let again = dantin::jobs::removals::repeat(test.app.clone()).await.unwrap();
    assert_eq!(again, 1, "what was erased is erased again");
    let left: i64 = test
        .app
        .db
        .read(move |tx| tx.one("SELECT count(*) FROM contents WHERE body = $1", &[&words]))
        .await
        .unwrap();
    assert_eq!(left, 0);
}
