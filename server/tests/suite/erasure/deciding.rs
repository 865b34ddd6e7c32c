//! Who erases and who does not, what goes along, and what a restored copy brings back.

use dantin::{
    act::cases::{Asker, NewCase, join, submit},
    jobs::removals,
    listen::photos::keep,
    open311::partners,
};
use dantin_record::{act::Actor, code::SystemCode, event::Origin, source::Word};
use jiff::ToSpan as _;
use serde_json::Value;

use super::{
    MARK, PLAIN, erase, everything, figures, holding, jpeg, openings, recomputed, rows_holding,
    secret_report, work_off,
};
use crate::{
    desk::{enter, file, report, sign_in, step},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    partners_copies_go_with_the_rest,
    a_resident_asks_and_a_privacy_officer_decides,
    an_erasure_settles_the_wish_of_whom_it_is_about_alone,
    what_a_restored_copy_brings_back_is_erased_again,
);

const KEY: &str = "khoa-thu-nghiem";

#[tokio::test]
async fn nobody_erases_the_traces_of_own_work_and_the_failure_stays_in_the_figures() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let (code, agency) = (filed.code.as_str(), filed.agency.as_str());
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    step(&handler, code, "accept", &[]).await.expect(303);
    // Long overdue, and the agency would like the words to be gone.
    test.pass(2000.hours());
    let handler = enter(&test, "xu-ly").await;
    let fields = [("field".to_owned(), "1.text".to_owned())];
    let own = sign_in(&test, "tu-xoa", &[&format!("privacy_officer@{agency}")]).await;
    let above = sign_in(&test, "cap-tren", &["privacy_officer@ubnd-thanh-pho"]).await;
    let both =
        sign_in(&test, "kiem-nhiem", &["privacy_officer@ttpv-hcc", &format!("handler@{agency}")]).await;
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{agency}")]).await;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    for person in [&own, &above, &both, &head, &moderator, &handler] {
        let page = person.get(&format!("/desk/cases/{code}")).await.expect(200).text();
        assert!(!page.contains("step=erase"), "the step is not offered");
        erase(person, code, &fields, "subject_request").await.expect(403);
    }
    test.settle().await;
    let before = figures(&test);

    let apart = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let unsure = step(&apart, code, "erase", &[("field", "1.text"), ("reason", "subject_request")]).await;
    assert!(unsure.expect(422).text().contains("href=\"#sure\""), "nothing goes by a slip of the hand");
    let nothing =
        step(&apart, code, "erase", &[("reason", "subject_request"), ("sure", "1")]).await.expect(422);
    assert!(nothing.text().contains("Hãy chọn ít nhất một nội dung"));
    let groundless = step(&apart, code, "erase", &[("field", "1.text"), ("sure", "1")]).await.expect(422);
    assert!(groundless.text().contains("href=\"#reason\""));
    for wrong in ["2.text", "1.words", "999.text", "1.photo.9"] {
        let fields = [("field".to_owned(), wrong.to_owned())];
        erase(&apart, code, &fields, "subject_request").await.expect(422);
    }
    erase(&apart, code, &fields, "subject_request").await.expect(303);
    test.settle().await;
    assert_eq!(figures(&test), before, "the failure counts as before");
    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Đã xóa nội dung") && page.contains("Quá hạn"), "and the page says both");
    test.check().await;
}

#[tokio::test]
async fn files_of_photos_go_after_a_crash_and_stay_where_somebody_else_has_them() {
    let test = TestApp::sqlite();
    let picture = jpeg(7);
    let hash = keep(&test.app, picture.clone().into()).await.unwrap().to_string();
    let mut cases = Vec::new();
    for _ in 0..2 {
        let new = secret_report(vec![hash.clone()]);
        cases.push(test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap());
    }
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = [("field".to_owned(), "1.photo.1".to_owned())];
    let photos = test.folder().join("photos");
    let needle = &picture[picture.len() - 400..picture.len() - 300];
    assert_eq!(holding(&photos, needle).len(), 1, "the sealed original");
    erase(&officer, &cases[0].code, &fields, "subject_request").await.expect(303);
    work_off(&test).await;
    assert_eq!(holding(&photos, needle).len(), 1, "the other case has it still");

    erase(&officer, &cases[1].code, &fields, "subject_request").await.expect(303);
    // The process stops before the job has run.
    let (again, _) = test.started_again();
    while removals::work_off(again.clone()).await.unwrap() > 0 {}
    assert_eq!(holding(&photos, needle).len(), 0);

    // Sent again before the job has run, the photo is somebody's and stays.
    let hash = keep(&test.app, picture.clone().into()).await.unwrap().to_string();
    let new = secret_report(vec![hash.clone()]);
    let third = test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap();
    erase(&officer, &third.code, &fields, "subject_request").await.expect(303);
    keep(&test.app, picture.clone().into()).await.unwrap();
    work_off(&test).await;
    assert_eq!(holding(&photos, needle).len(), 1);
    test.check().await;
}

async fn partners_copies_go_with_the_rest(test: TestApp) {
    let now = test.app.now();
    test.app.db.write(move |tx| partners::add(tx, "Thử nghiệm", KEY, now)).await.unwrap();
    let visitor = test.visitor();
    let name = format!("Nguyễn {MARK}");
    let request = [
        ("api_key", KEY),
        ("service_code", "rac-thai"),
        ("address_string", "12 phố Mẫu"),
        ("first_name", name.as_str()),
        ("description", "Rác dồn trước cổng"),
        ("fixmystreet_id", PLAIN),
    ];
    let sent = visitor.post("/open311/v2/requests.json", &request).await.expect(200);
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    test.settle().await;
    let update = [
        ("api_key", KEY),
        ("service_request_id", id.as_str()),
        ("update_id", "u-1"),
        ("status", "open"),
        ("updated_datetime", "2026-03-10T09:00:00+07:00"),
        ("description", MARK),
    ];
    visitor.post("/open311/v2/servicerequestupdates.json", &update).await.expect(200);
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = [("beside", "partner"), ("field", "1.contact")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    erase(&officer, &id, &fields, "consent_withdrawn").await.expect(303);
    for needle in [MARK, PLAIN] {
        assert_eq!(rows_holding(&test, needle).await, Vec::<String>::new());
    }
    visitor.post("/open311/v2/servicerequestupdates.json", &update).await.expect(400);
    test.check().await;
}

async fn a_resident_asks_and_a_privacy_officer_decides(test: TestApp) {
    let filed = file(&test).await;
    let own = format!("/my/{}", filed.secret);
    let visitor = test.visitor();
    assert!(visitor.get(&own).await.expect(200).text().contains("Xin xóa dữ liệu của tôi"));
    let asked = visitor.post(&format!("{own}/erasure"), &[]).await;
    assert_eq!(asked.location(), format!("{own}#data"));
    visitor.post(&format!("{own}/erasure"), &[]).await.expect(303);
    let page = visitor.get(&own).await.expect(200).text();
    assert!(page.contains("Bạn đã xin xóa dữ liệu lúc") && !page.contains("Xin xóa dữ liệu của tôi"));
    visitor.post("/my/77777777777777777777777774/erasure", &[]).await.expect(404);

    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    handler.get("/desk/erasure").await.expect(403);
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    assert!(officer.get("/desk").await.text().contains("/desk/erasure"), "the officer finds the list");
    let list = officer.get("/desk/erasure").await.expect(200);
    assert_eq!(list.text().matches(&format!("/desk/cases/{}?step=erase", filed.code)).count(), 2, "once");
    let asker = list.field("asker");
    let theirs = handler.get("/desk").await.field("csrf");
    handler.post("/desk/erasure", &[("csrf", &theirs), ("asker", &asker)]).await.expect(403);
    officer.post("/desk/erasure", &[("csrf", "x"), ("asker", &asker)]).await.expect(403);
    officer.post("/desk/erasure", &[("csrf", &list.field("csrf")), ("asker", &asker)]).await.expect(303);
    assert!(officer.get("/desk/erasure").await.text().contains("Không có yêu cầu nào"));
    assert!(visitor.get(&own).await.text().contains("đã được xem xét lúc"));

    // Asked again, the list has it again; an erasure settles it.
    visitor.post(&format!("{own}/erasure"), &[]).await.expect(303);
    let fields = [("field".to_owned(), "1.contact".to_owned())];
    erase(&officer, &filed.code, &fields, "subject_request").await.expect(303);
    assert!(officer.get("/desk/erasure").await.text().contains("Không có yêu cầu nào"));
    assert!(!officer.get(&format!("/desk/cases/{}", filed.code)).await.text().contains("0900000001"));
    test.check().await;
}

async fn an_erasure_settles_the_wish_of_whom_it_is_about_alone(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.clone();
    let neighbour =
        Asker { phone: Some("0900000002".to_owned()), language: "vi".to_owned(), ..Asker::default() };
    let joined =
        test.app.command(move |tx, context| Ok(join(tx, context, &code, &neighbour)?)).await.unwrap();
    let visitor = test.visitor();
    let pages = [&filed.secret, &joined.secret].map(|secret| format!("/my/{secret}"));
    for page in &pages {
        visitor.post(&format!("{page}/erasure"), &[]).await.expect(303);
        test.pass(1.minutes());
    }
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = [("field".to_owned(), "1.contact".to_owned())];
    erase(&officer, &filed.code, &fields, "subject_request").await.expect(303);
    assert!(visitor.get(&pages[0]).await.expect(200).text().contains("đã được xem xét lúc"));
    let theirs = visitor.get(&pages[1]).await.expect(200).text();
    assert!(theirs.contains("Bạn đã xin xóa dữ liệu lúc"), "nothing of theirs went: {theirs}");
    let list = officer.get("/desk/erasure").await.expect(200);
    assert!(list.text().contains(&format!("/desk/cases/{}?step=erase", filed.code)), "{}", list.text());

    // What is beside the entries is nobody's own: whoever erases it says who has been answered.
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&handler, &filed.code, "note", &[("note", "Đã gọi hàng xóm.")]).await.expect(303);
    let page = officer.get(&format!("/desk/cases/{}?step=erase", filed.code)).await.expect(200);
    let note: Vec<_> = everything(&page).into_iter().filter(|(name, _)| name == "beside").collect();
    assert_eq!(note.len(), 1, "{note:?}");
    erase(&officer, &filed.code, &note, "subject_request").await.expect(303);
    let list = officer.get("/desk/erasure").await.expect(200);
    assert!(list.text().contains(&format!("/desk/cases/{}?step=erase", filed.code)), "{}", list.text());
    let fields = [("csrf", list.field("csrf")), ("asker", list.field("asker"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    officer.post("/desk/erasure", &fields).await.expect(303);
    assert!(officer.get("/desk/erasure").await.text().contains("Không có yêu cầu nào"));
    test.check().await;
}

async fn what_a_restored_copy_brings_back_is_erased_again(test: TestApp) {
    type Row = (String, i64, String, String, Vec<u8>);
    let filed = file(&test).await;
    let rows: Vec<Row> = test
        .app
        .db
        .read(|tx| {
            tx.all::<Row>(
                "SELECT case_id, number, field, body, salt FROM contents WHERE field <> 'address'",
                &[],
            )
        })
        .await
        .unwrap();
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = ["1.text", "1.contact"].map(|value| ("field".to_owned(), value.to_owned()));
    erase(&officer, &filed.code, &fields, "subject_request").await.expect(303);
    test.check().await;
    // The database is as it was before, and the journal's entries were brought back from its tiles.
    let restored = rows.clone();
    test.app
        .db
        .write(move |tx| {
            tx.execute("DELETE FROM erasures", &[])?;
            for (case, number, field, body, salt) in &restored {
                tx.execute(
                    "INSERT INTO contents (case_id, number, field, body, salt) VALUES ($1, $2, $3, $4, $5)",
                    &[case, number, field, body, &salt.as_slice()],
                )?;
            }
            tx.execute("UPDATE contents SET commitment = NULL", &[])?;
            tx.execute("UPDATE askers SET phone = '0900000001'", &[])
        })
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(removals::repeat(test.app.clone()).await.unwrap(), 2);
    assert_eq!(removals::repeat(test.app.clone()).await.unwrap(), 0);
    assert_eq!(rows_holding(&test, "0900000001").await, Vec::<String>::new());
    assert!(openings(&test.visitor(), &filed.secret).await.is_empty());
    work_off(&test).await;
    let own = openings(&test.visitor(), &filed.secret).await;
    assert_eq!(own[0]["field"], "address", "what came without its commitment has it again");
    assert_eq!(recomputed(&own[0]), own[0]["commitment"].as_str().unwrap());
    test.check().await;
}

#[tokio::test]
async fn an_imported_and_a_hidden_case_lose_their_private_content_like_any_other() {
    let test = TestApp::sqlite();
    let imported = NewCase {
        origin: Origin::Import {
            system: SystemCode::new("old.hotline").unwrap(),
            source_id: Word::new("số 7").unwrap(),
        },
        by: Actor::Importer,
        text: String::new(),
        answers: Some(format!("source_channel={MARK}")),
        asker: Asker { language: "vi".to_owned(), ..Asker::default() },
        ..report()
    };
    let imported = test.app.command(move |tx, context| Ok(submit(tx, context, &imported)?)).await.unwrap();
    let hidden = file(&test).await;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    step(&moderator, &hidden.code, "hide", &[("reason", "personal_data")]).await.expect(303);
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    for (code, field) in [(&imported.code, "1.answers"), (&hidden.code, "1.text")] {
        let fields = [("field".to_owned(), field.to_owned())];
        erase(&officer, code, &fields, "unlawful_processing").await.expect(303);
        officer.get(&format!("/desk/cases/{code}")).await.expect(200);
    }
    assert_eq!(rows_holding(&test, MARK).await, Vec::<String>::new());
    test.visitor().get(&format!("/cases/{}", hidden.code)).await.expect(404);
    test.visitor().get(&format!("/cases/{}", imported.code)).await.expect(200);
    test.check().await;
}
