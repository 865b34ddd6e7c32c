//! Letting go of what was kept long enough: contact data and originals of ended cases, old rows of logs; and what is never
//! touched.

use dantin::{
    act::{
        cases::{
            Asker, Context, Key, NewCase,
            commands::{Command, decline},
            submit,
        },
        retention::{Plan, plan},
    },
    jobs::{consultations::turn as turn_consultations, dialogues::turn, retention::run},
    listen::photos::keep,
};
use dantin_record::{act::Actor, code::AgencyCode, reasons::DeclineReason};
use jiff::ToSpan as _;

use crate::{
    consultations,
    contributor_data::{ask, comment, join, settle},
    desk::{WARD, enter, file, jpeg, report, sign_in, step},
    dialogues::{HOST, QUESTION, announce, host, take},
    support::{Part, TestApp, on_both_engines},
};

async fn planned(test: &TestApp) -> Plan {
    let app = test.app.clone();
    let planned = test.app.db.read(move |tx| {
        let context = Context { city: &app.city, now: app.now(), random: app.random.as_ref() };
        plan(tx, context, &app.settings.retention)
    });
    planned.await.unwrap()
}

async fn count(test: &TestApp, statement: &'static str) -> i64 {
    test.app.db.read(move |tx| tx.one(statement, &[])).await.unwrap()
}

const CONTACTS: &str = "SELECT count(*) FROM contents WHERE field = 'contact'";
const PHONES: &str = "SELECT count(*) FROM askers WHERE phone IS NOT NULL";

on_both_engines!(contact_data_of_ended_cases_go_with_a_public_entry_and_nothing_else_does);

async fn contact_data_of_ended_cases_go_with_a_public_entry_and_nothing_else_does(test: TestApp) {
    let ended = file(&test).await;
    let waits = file(&test).await;
    let open = file(&test).await;
    for one in [&ended, &waits] {
        test.visitor().post(&format!("/my/{}/withdraw", one.secret), &[("sure", "1")]).await.expect(303);
    }
    // Somebody waits for a decision of the privacy officer: that decides.
    test.visitor().post(&format!("/my/{}/erasure", waits.secret), &[]).await.expect(303);
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    keeper.get(&format!("/desk/cases/{}", ended.code)).await.expect(200);

    // Without a term nothing goes, however old.
    test.pass((24 * 400).hours());
    assert_eq!(planned(&test).await.contacts, 0);
    assert_eq!(run(&test.app).await.unwrap().contacts, 0);
    assert_eq!(count(&test, CONTACTS).await, 3);

    // The city's committee stands above the lead, so that the second body speaks.
    let parent = test.app.city.agency(&ended.agency).unwrap().parent.clone().unwrap();
    let bodies = format!("{parent} mttq");
    let test = test.with(&[("retention.contact_days", "90"), ("retention.bodies", &bodies)]);
    let before = planned(&test).await;
    assert_eq!((before.contacts, before.without_body), (1, 0));
    assert_eq!(count(&test, CONTACTS).await, 3, "counting changes nothing");
    let gone = run(&test.app).await.unwrap();
    assert_eq!(gone.contacts, 1);
    assert_eq!(planned(&test).await.contacts, 0, "what was planned is what was done");
    assert_eq!(run(&test.app).await.unwrap().contacts, 0);
    assert_eq!(count(&test, CONTACTS).await, 2);
    assert_eq!(count(&test, PHONES).await, 2);
    test.settle().await;
    let entry: String = test
        .app
        .db
        .read(|tx| tx.one("SELECT body FROM journal WHERE body LIKE '%content.erased%'", &[]))
        .await
        .unwrap();
    assert!(
        entry.contains("purpose_ended") && entry.contains("mttq") && entry.contains("contact"),
        "{entry}"
    );
    // The words of the case stay, and the page behind the link says what went.
    let page = test.visitor().get(&format!("/my/{}", ended.secret)).await.expect(200).text();
    assert!(page.contains("Rác dồn trước cổng"), "{page}");
    test.visitor().get(&format!("/my/{}", open.secret)).await.expect(200);
    test.check().await;
}

#[tokio::test]
async fn where_every_body_had_a_part_contact_data_stay_and_the_count_says_so() {
    let test = TestApp::sqlite();
    let ended = file(&test).await;
    test.visitor().post(&format!("/my/{}/withdraw", ended.secret), &[("sure", "1")]).await.expect(303);
    test.pass((24 * 31).hours());
    let test = test.with(&[("retention.contact_days", "30"), ("retention.bodies", &ended.agency)]);
    let found = planned(&test).await;
    assert_eq!((found.contacts, found.without_body), (0, 1));
    assert_eq!(run(&test.app).await.unwrap().contacts, 0);
    assert_eq!(count(&test, CONTACTS).await, 1);
}

on_both_engines!(an_original_goes_after_its_last_case_has_ended_and_the_published_copies_stay);

async fn an_original_goes_after_its_last_case_has_ended_and_the_published_copies_stay(test: TestApp) {
    let test = test.with(&[("retention.originals_days", "30")]);
    let agency = "ubnd-00070";
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    for _ in 0..2 {
        let form = handler.get("/desk/file").await.expect(200);
        let parts = [
            Part::Text("csrf", &form.field("csrf")),
            Part::Text("idempotency_key", &form.field("idempotency_key")),
            Part::Text("channel", "counter"),
            Part::Text("service", "rac-thai"),
            Part::Text("area", WARD),
            Part::Text("text", "Rác tràn ra vỉa hè."),
            Part::File("photos", "anh.jpg", "image/jpeg", &jpeg(77)),
        ];
        handler.post_multipart("/desk/file", &parts).await.expect(200);
    }
    let sealed = || {
        let mut count = 0;
        let mut folders = vec![test.folder().join("photos").join("sealed")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
                if entry.path().is_dir() { folders.push(entry.path()) } else { count += 1 }
            }
        }
        count
    };
    assert_eq!(sealed(), 1, "one photo, two cases");
    let end = |place: &'static str| {
        let test = &test;
        async move {
            let done: Result<u64, dantin_store::Error> = test
                .app
                .db
                .write(move |tx| {
                    tx.execute(
                        "UPDATE cases SET state = 'withdrawn' WHERE code = (SELECT code FROM cases WHERE state <> $1 \
                         ORDER BY code LIMIT 1)",
                        &[&place],
                    )
                })
                .await;
            assert_eq!(done.unwrap(), 1);
        }
    };
    end("withdrawn").await;
    test.pass((24 * 31).hours());
    assert_eq!(planned(&test).await.originals, 0, "one of its cases is open");
    assert_eq!(run(&test.app).await.unwrap().originals, 0);
    end("withdrawn").await;
    assert_eq!(planned(&test).await.originals, 1);
    assert_eq!(run(&test.app).await.unwrap().originals, 1);
    assert_eq!((sealed(), planned(&test).await.originals), (0, 0));
    let hash: String =
        test.app.db.read(|tx| tx.one("SELECT photo FROM case_photos LIMIT 1", &[])).await.unwrap();
    sign_in(&test, "duyet", &["moderator@ttpv-hcc"])
        .await
        .get(&format!("/desk/photos/{hash}/small.jpg"))
        .await
        .expect(200);
}

on_both_engines!(what_was_merged_is_let_go_when_the_case_has_ended_as_which_it_was_worked_on);

async fn what_was_merged_is_let_go_when_the_case_has_ended_as_which_it_was_worked_on(test: TestApp) {
    let main = file(&test).await;
    test.pass(1.hours());
    let hash = keep(&test.app, jpeg(33).into()).await.unwrap().to_string();
    let asker = Asker { phone: Some("0900000002".to_owned()), ..report().asker };
    let new = NewCase { photos: vec![hash], asker, ..report() };
    let second = test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap();
    let lead = sign_in(&test, "xu-ly", &[&format!("handler@{}", main.agency)]).await;
    let into = [("into", main.code.as_str()), ("text", "Cùng một việc.")];
    step(&lead, &second.code, "merge", &into).await.expect(303);
    let test = test.with(&[
        ("retention.contact_days", "90"),
        ("retention.originals_days", "90"),
        ("retention.bodies", "mttq"),
    ]);
    test.pass((24 * 100).hours());
    let found = planned(&test).await;
    assert_eq!((found.contacts, found.originals), (0, 0), "it is still worked on as the other");
    let gone = run(&test.app).await.unwrap();
    assert_eq!((gone.contacts, gone.originals), (0, 0));

    let (code, agency) = (main.code.clone(), AgencyCode::new(&main.agency).unwrap());
    let declined = test.app.command(move |tx, context| {
        let command = Command {
            key: Key::Code(&code),
            version: None,
            by: Actor::Handler(agency),
            officer: None,
            secret: None,
        };
        let reason = DeclineReason::PrivateDispute;
        Ok(decline(tx, context, &command, reason, "Điều 5", "Việc riêng giữa hai nhà.", None)?)
    });
    declined.await.unwrap();
    test.pass((24 * 80).hours());
    let found = planned(&test).await;
    assert_eq!((found.contacts, found.originals), (0, 0), "not so long after that one ended");
    test.pass((24 * 11).hours());
    let found = planned(&test).await;
    assert_eq!((found.contacts, found.without_body, found.originals), (2, 0, 1));
    assert_eq!(count(&test, CONTACTS).await, 2, "counting changes nothing");
    // Both in one night: that the contact of the main one is erased does not begin the term of the other anew.
    assert_eq!(run(&test.app).await.unwrap().contacts, 2);
    assert_eq!((count(&test, CONTACTS).await, count(&test, PHONES).await), (0, 0));
    test.settle().await;
    test.pass((24 * 91).hours());
    assert_eq!(run(&test.app).await.unwrap().originals, 1);
    let left = planned(&test).await;
    assert_eq!((left.contacts, left.originals), (0, 0));
    test.check().await;
}

on_both_engines!(logs_lose_what_is_old_and_keep_the_rest);

async fn logs_lose_what_is_old_and_keep_the_rest(test: TestApp) {
    let test = test.with(&[("retention.reads_days", "30"), ("retention.administration_days", "60")]);
    let filed = file(&test).await;
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let admin = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    keeper.get(&format!("/desk/cases/{}", filed.code)).await.expect(200);
    let csrf = admin.get("/desk/people").await.expect(200).field("csrf");
    let form = [("csrf", csrf.as_str()), ("role", "handler@mttq")];
    admin.post("/desk/people/du-lieu/take", &form).await.expect(303);
    admin.post("/desk/people/du-lieu/invite", &form).await.expect(200);
    test.pass((24 * 31).hours());
    let found = planned(&test).await;
    assert_eq!((found.reads, found.administration), (2, 0));
    assert!(found.entering >= 3, "two sessions and a link: {found:?}");
    assert_eq!(run(&test.app).await.unwrap().rows, 2);
    let entering = usize::try_from(found.entering).unwrap();
    assert_eq!(dantin::jobs::retention::leave(test.app.clone()).await.unwrap(), entering);
    assert_eq!(planned(&test).await.entering, 0);
    test.pass((24 * 30).hours());
    assert_eq!(run(&test.app).await.unwrap().rows, 2);
}

on_both_engines!(contact_data_of_sessions_and_consultations_go_after_the_term);

const CONTRIBUTORS: &str = "SELECT count(*) FROM contributors WHERE phone IS NOT NULL";

async fn contact_data_of_sessions_and_consultations_go_after_the_term(test: TestApp) {
    let hosting = host(&test).await;
    let code = announce(&test, &hosting).await;
    let mine = ask(&test, &code, "0900000001").await;
    take(&test, &hosting, &code, "show", &[("question", "1")]).await.expect(303);
    join(&test, &code, "0900000002").await;
    let other = announce(&test, &hosting).await;
    ask(&test, &other, "0900000003").await;
    let officer = consultations::drafter(&test).await;
    let draft = consultations::announce(&test, &officer, consultations::TEXT).await;
    let said = comment(&test, &draft, "0900000004").await;
    consultations::take(&test, &officer, &draft, "show", &[("comment", "1")]).await.expect(303);
    let moved = [("decision", "noted"), ("text", "Đã ghi nhận."), ("comment", "1"), ("revision", "1")];
    consultations::take(&test, &officer, &draft, "answer", &moved).await.expect(303);

    test.pass(48.hours());
    let hosting = enter(&test, "thu-ky").await;
    take(&test, &hosting, &code, "start", &[]).await.expect(303);
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &hosting, &code, "answer", &answer).await.expect(303);
    take(&test, &hosting, &code, "close", &[]).await.expect(303);
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    test.pass((24 * 22).hours());
    turn_consultations(test.app.clone()).await.unwrap();
    test.settle().await;
    let officer = enter(&test, "soan-thao").await;
    consultations::take(&test, &officer, &draft, "close", &[]).await.expect(303);

    // Without a term nothing goes; the host and who stands above it cannot speak.
    let parent = test.app.city.agency(HOST).unwrap().parent.clone().unwrap();
    let test =
        test.with(&[("retention.contact_days", "90"), ("retention.bodies", &format!("{HOST} {parent}"))]);
    test.pass((24 * 80).hours());
    let early = planned(&test).await.matters;
    assert_eq!(
        (early.contacts, early.without_body),
        (0, 1),
        "the session ended three weeks before the draft"
    );
    assert_eq!(run(&test.app).await.unwrap().contributions, 0);
    assert_eq!(count(&test, CONTRIBUTORS).await, 4);
    let bodies = format!("{HOST} {parent} mttq");
    let test = test.with(&[("retention.contact_days", "90"), ("retention.bodies", &bodies)]);
    // Somebody waits for a privacy officer: that decides.
    test.visitor().post(&format!("{mine}/erasure"), &[]).await.expect(303);
    assert_eq!(planned(&test).await.matters.contacts, 0);
    assert_eq!(run(&test.app).await.unwrap().contributions, 0);
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let asker = keeper.get("/desk/erasure").await.expect(200).field("asker");
    settle(&keeper, &asker).await.expect(303);

    assert_eq!(planned(&test).await.matters.contacts, 1);
    assert_eq!(count(&test, CONTRIBUTORS).await, 4, "counting changes nothing");
    assert_eq!(run(&test.app).await.unwrap().contributions, 2, "who asked and who joined");
    test.settle().await;
    test.pass((24 * 20).hours());
    assert_eq!(planned(&test).await.matters.contacts, 1, "now the draft; the other session goes on");
    assert_eq!(run(&test.app).await.unwrap().contributions, 1);
    assert_eq!(run(&test.app).await.unwrap().contributions, 0);
    assert_eq!(count(&test, CONTRIBUTORS).await, 1);
    test.settle().await;
    let entries: Vec<(String,)> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM journal WHERE body LIKE '%content.erased%' ORDER BY idx", &[]))
        .await
        .unwrap();
    assert_eq!(entries.len(), 3);
    for (entry,) in &entries {
        assert!(
            entry.contains("purpose_ended") && entry.contains("mttq") && entry.contains("contact"),
            "{entry}"
        );
    }
    // The words stay, and the links go on working.
    assert!(test.visitor().get(&mine).await.expect(200).text().contains(QUESTION));
    assert!(test.visitor().get(&said).await.expect(200).text().contains("hàng rong"));
    test.check().await;
}
