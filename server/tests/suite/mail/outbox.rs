//! The outbox: trying again, giving up, forgetting, and being without a mail server.

use dantin::{
    act::cases::{
        Key,
        commands::{self, Command},
    },
    jobs::mail as job,
};
use dantin_record::{act::Actor, code::AgencyCode};
use jiff::ToSpan as _;

use super::{act, file, sent, sign_up, with_mail};
use crate::{
    desk,
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    an_erased_contact_gets_no_mail_and_leaves_no_address,
    the_log_at_the_desk_tells_who_got_what_and_forgets_in_time,
    mails_that_wait_are_tried_again_and_given_up_in_time,
    without_a_mail_server_no_page_offers_mail_and_nothing_is_saved_up,
);

async fn an_erased_contact_gets_no_mail_and_leaves_no_address(test: TestApp) {
    let test = with_mail(test);
    let filed = file(&test, "xoa@example.vn", "vi").await;
    assert_eq!(sent(&test).await.len(), 1);
    act(&test, &filed, None, |tx, context, command| commands::accept(tx, context, command).map(|_| ())).await;
    test.settle().await;
    job::gather(&test.app).await.unwrap();
    let (id, by) = (filed.id.clone(), Actor::PrivacyOfficer(AgencyCode::new("ttpv-hcc").unwrap()));
    test.app
        .command(move |tx, context| {
            let command = Command { key: Key::Id(&id), version: None, by, officer: None, secret: None };
            let fields = [(1, "contact".to_owned())];
            let ground = dantin_record::reasons::ErasureGround::ALL[0];
            let erase = dantin::act::cases::erasure::Erase {
                fields: &fields,
                notes: &[],
                partner_copies: false,
                ground,
            };
            dantin::act::cases::erasure::erase(tx, context, &command, &erase)?;
            Ok(())
        })
        .await
        .unwrap();
    test.pass(16.minutes());
    assert!(sent(&test).await.is_empty());
    let rows: Vec<(Option<String>, String, String)> = test
        .app
        .db
        .read(|tx| {
            tx.all::<(Option<String>, String, String)>("SELECT address, address_hash, state FROM mails", &[])
        })
        .await
        .unwrap();
    assert_eq!(
        rows,
        [(None, String::new(), "sent".to_owned())],
        "that a mail was sent stays, to whom does not"
    );
    test.check().await;
}

async fn the_log_at_the_desk_tells_who_got_what_and_forgets_in_time(test: TestApp) {
    let test = with_mail(test);
    let filed = file(&test, "nhat-ky@example.vn", "vi").await;
    sent(&test).await;
    let keeper = desk::sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    for path in ["/desk/mails".to_owned(), format!("/desk/mails?case={}", filed.code.to_lowercase())] {
        let page = keeper.get(&path).await.expect(200).text();
        assert!(
            page.contains("nhat-ky@example.vn") && page.contains(&filed.code) && page.contains("đã gửi"),
            "{page}"
        );
        assert!(!page.contains("phải tiếp nhận"), "no words of a mail are kept");
    }
    assert!(!keeper.get("/desk/mails?case=HN-0000").await.expect(200).text().contains("nhat-ky@"));
    let looks = keeper.get("/desk/reads?what=contact").await.expect(200).text();
    assert!(looks.contains(&filed.code) && looks.contains("du-lieu"), "an address is a contact: {looks}");
    let handler = desk::sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    handler.get("/desk/mails").await.expect(403);

    // More than a page: every mail stands on one of them, and a page costs the same whatever it holds.
    test.pass(6.minutes());
    let before = test.app.db.statements_run();
    keeper.get("/desk/mails").await.expect(200);
    let cost = test.app.db.statements_run() - before;
    file(&test, "hai@example.vn", "vi").await;
    sent(&test).await;
    test.pass(6.minutes());
    let before = test.app.db.statements_run();
    assert!(keeper.get("/desk/mails").await.expect(200).text().contains("hai@example.vn"));
    assert_eq!(test.app.db.statements_run() - before, cost, "looks at many cases are noted in one statement");
    test.pass(6.minutes());
    let hashed = "trang@example.vn".parse().unwrap();
    let letter = dantin::mail::Letter {
        list: dantin::mail::List::Weekly,
        to: hashed,
        language: dantin_words::Language::Vietnamese,
        subject: "Tuần này".to_owned(),
        text: "…".to_owned(),
        html: "…".to_owned(),
        thread: None,
        told: Vec::new(),
    };
    let (app, now) = (test.app.clone(), test.app.now());
    let made = test.app.db.write(move |tx| {
        let ids = (0..60).map(|_| dantin::mail::enqueue(tx, now, app.random.as_ref(), &letter));
        Ok::<_, dantin_store::Error>(ids.filter_map(Result::unwrap).count())
    });
    assert_eq!(made.await.unwrap(), 60);
    let before = test.app.db.statements_run();
    let first = keeper.get("/desk/mails").await.expect(200);
    // Those of the list are about no case, so that no look at one is asked for or noted.
    assert_eq!(test.app.db.statements_run() - before, cost - 2);
    let next = scraper::Selector::parse("a[href*='after=']").unwrap();
    let older = first.html().select(&next).next().unwrap().attr("href").unwrap().to_owned();
    let second = keeper.get(&older).await.expect(200).text();
    let rows = |page: &str| page.matches("@example.vn</td>").count();
    assert_eq!((rows(&first.text()), rows(&second)), (50, 12));
    assert_eq!(
        keeper.get("/desk/mails?after=x-'").await.expect(200).text().matches("@example.vn</td>").count(),
        50
    );
    sent(&test).await;
    test.pass((181 * 24).hours());
    job::forget(&test.app).await.unwrap();
    let left: (i64, i64) = test
        .app
        .db
        .read(|tx| {
            tx.one::<(i64, i64)>(
                "SELECT (SELECT count(*) FROM mails), (SELECT count(*) FROM mail_cases)",
                &[],
            )
        })
        .await
        .unwrap();
    assert_eq!(left, (0, 0));
}

async fn mails_that_wait_are_tried_again_and_given_up_in_time(test: TestApp) {
    use dantin::mail::outbox;
    use dantin_mail::{Bounce, Outcome, Verdict};
    let test = with_mail(test);
    let filed = file(&test, "cho@example.vn", "vi").await;
    test.settle().await;
    job::gather(&test.app).await.unwrap();
    assert_eq!(job::write(&test.app).await.unwrap(), 1);
    let claim = async || {
        let now = test.app.now();
        test.app.db.write(move |tx| outbox::claim(tx, now, 10)).await.unwrap()
    };
    let finish = async |mail: outbox::Claimed, outcome: Outcome| {
        let now = test.app.now();
        test.app.db.write(move |tx| outbox::finish(tx, now, &mail, &outcome)).await.unwrap();
    };
    let state = async || {
        let row = test.app.db.read(|tx| {
            tx.one::<(String, i64, bool)>("SELECT state, tries, body_text IS NOT NULL FROM mails", &[])
        });
        row.await.unwrap()
    };
    // Who takes a mail and dies gives it to the next one after a while, and not before.
    let first = claim().await;
    assert_eq!(first.len(), 1);
    assert!(claim().await.is_empty(), "a mail is claimed once");
    test.pass(5.minutes());
    let second = claim().await;
    assert_eq!(second[0].id, first[0].id, "the same mail under the same Message-ID");
    let (mail, now) = (second[0].clone(), test.app.now());
    test.app.db.write(move |tx| outbox::release(tx, now, &mail)).await.unwrap();
    assert_eq!(state().await, ("waiting".to_owned(), 0, true), "trouble with the server is no try");
    for tries in 1..=10 {
        test.pass(25.hours());
        let mail = claim().await.remove(0);
        finish(mail, Outcome::Later("450 4.2.1".to_owned())).await;
        assert_eq!(state().await, ("waiting".to_owned(), tries, true));
        assert!(claim().await.is_empty(), "it waits longer each time");
    }
    test.pass(25.hours());
    let mail = claim().await.remove(0);
    finish(mail.clone(), Outcome::Later("450 4.2.1".to_owned())).await;
    assert_eq!(state().await, ("failed".to_owned(), 10, false), "given up, and its words are gone");
    finish(mail.clone(), Outcome::Taken).await;
    assert_eq!(state().await.0, "failed", "what has ended stays ended");

    // Only a mail that left can come back, and then its address is written to no more.
    let bounce = Bounce {
        message_id: format!("{}@dantin.test", mail.id),
        verdict: Verdict::AddressFailed,
        status: "5.1.1".to_owned(),
    };
    let (again, now) = (bounce.clone(), test.app.now());
    assert!(!test.app.db.write(move |tx| outbox::bounced(tx, now, &again)).await.unwrap());
    let other = file(&test, "ve@example.vn", "vi").await;
    test.settle().await;
    assert_eq!(sent(&test).await.len(), 1);
    let ids: Vec<(String,)> = test
        .app
        .db
        .read(|tx| tx.all::<(String,)>("SELECT id FROM mails WHERE state = 'sent'", &[]))
        .await
        .unwrap();
    let back = Bounce { message_id: format!("{}@dantin.test", ids[0].0), ..bounce };
    assert!(test.app.db.write(move |tx| outbox::bounced(tx, now, &back)).await.unwrap());
    act(&test, &other, None, |tx, context, command| commands::accept(tx, context, command).map(|_| ())).await;
    test.settle().await;
    test.pass(16.minutes());
    assert!(sent(&test).await.is_empty());
    let hash = dantin::mail::address_hash(&"ve@example.vn".parse().unwrap());
    assert_eq!(test.app.db.write(move |tx| dantin::mail::stops::lift(tx, &hash)).await.unwrap(), 1);
    act(&test, &other, None, |tx, context, command| {
        commands::ask(tx, context, command, "Còn không?").map(|_| ())
    })
    .await;
    assert_eq!(sent(&test).await.len(), 1);
    drop(filed);
}

async fn without_a_mail_server_no_page_offers_mail_and_nothing_is_saved_up(test: TestApp) {
    let filed = file(&test, "mau@example.vn", "vi").await;
    assert!(sent(&test).await.is_empty());
    let page = test.visitor().get("/alerts").await.expect(200).text();
    assert!(!page.contains("name=\"email\"") && page.contains("/cases.atom"), "{page}");
    sign_up(&test, &[("email", "x@example.vn"), ("area", desk::WARD)]).await.expect(404);
    assert!(!test.visitor().get(&format!("/my/{}", filed.secret)).await.text().contains("mau@example.vn"));
    assert!(!test.visitor().get(&format!("/cases/{}", filed.code)).await.text().contains("/alerts"));
    let test = with_mail(test);
    assert!(sent(&test).await.is_empty(), "what happened before there was mail is told to nobody");
    act(&test, &filed, None, |tx, context, command| commands::accept(tx, context, command).map(|_| ())).await;
    test.settle().await;
    test.pass(16.minutes());
    assert_eq!(sent(&test).await.len(), 1);
}
