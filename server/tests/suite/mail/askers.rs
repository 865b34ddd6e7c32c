//! What those who filed a report are told, and their choice about it.

use dantin::act::cases::{commands, join, showing};
use dantin_record::{act::Actor, reasons::HideReason};
use jiff::ToSpan as _;

use super::{act, asker, file, sent, taken, with_mail};
use crate::{
    desk,
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    whoever_left_an_address_is_told_once_of_each_step_in_their_language,
    the_holder_of_a_link_stops_and_begins_the_mails_and_sends_the_link_to_the_own_mailbox,
    a_step_is_looked_at_without_being_taken,
);

async fn whoever_left_an_address_is_told_once_of_each_step_in_their_language(test: TestApp) {
    let test = with_mail(test);
    let filed = file(&test, "mau@example.vn", "vi").await;
    let code = filed.code.as_str();
    let mails = sent(&test).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    let first = &mails[0];
    assert_eq!(
        (first.to.as_str(), first.subject.as_str()),
        ("mau@example.vn", format!("{code}: Đã nhận phản ánh của bạn").as_str())
    );
    for body in [&first.text, &first.html] {
        assert!(body.contains(code) && body.contains("phải tiếp nhận trước"), "{body}");
        assert!(body.contains(&format!("http://dantin.test/cases/{code}")), "{body}");
        assert!(!body.contains(&filed.secret), "no mail holds the secret of a link");
        assert!(!body.contains("Nguyễn Mẫu"), "what awaits moderation is not told");
    }
    assert!(sent(&test).await.is_empty(), "nothing is told twice");

    // Somebody else joins, in English.
    let code_text = filed.code.clone();
    let joined = test
        .app
        .command(move |tx, context| Ok(join(tx, context, &code_text, &asker("other@example.vn", "en"))?))
        .await
        .unwrap();
    let mails = sent(&test).await;
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["other@example.vn"]);
    assert!(
        mails[0].text.starts_with("Dân Tin · Hanoi") && mails[0].text.contains("Hello,"),
        "{}",
        mails[0].text
    );

    // Two steps in the window are one mail for each; the question is urgent and takes the acceptance with it.
    act(&test, &filed, None, |tx, context, command| commands::accept(tx, context, command).map(|_| ())).await;
    assert!(sent(&test).await.is_empty(), "the window is open");
    act(&test, &filed, None, |tx, context, command| {
        commands::ask(tx, context, command, "Cổng số mấy ạ?").map(|_| ())
    })
    .await;
    let mails = sent(&test).await;
    assert_eq!(mails.len(), 2, "{mails:?}");
    let (vi, en) =
        if mails[0].to == "mau@example.vn" { (&mails[0], &mails[1]) } else { (&mails[1], &mails[0]) };
    assert!(
        vi.text.contains("Cổng số mấy ạ?") && vi.text.contains("Cơ quan đang chờ bạn trả lời"),
        "{}",
        vi.text
    );
    assert!(
        en.text.contains("The agency waits for your answer") && en.text.contains("Cổng số mấy ạ?"),
        "{}",
        en.text
    );
    assert_eq!(vi.header("Content-Language"), "vi");
    assert_eq!(en.header("Content-Language"), "en");
    assert!(!en.text.contains(&joined.secret));
    for mail in [vi, en] {
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert_eq!(mail.header("List-Id"), "<cases.dantin.test>");
        assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert!(mail.header("List-Unsubscribe").starts_with("<http://dantin.test/mail/"));
    }

    // Hidden: those who asked learn that there is news, and not what.
    act(&test, &filed, Some(Actor::Moderator), |tx, context, command| {
        showing::hide(tx, context, command, HideReason::ALL[0]).map(|_| ())
    })
    .await;
    test.settle().await;
    test.pass(16.minutes());
    let mails = sent(&test).await;
    assert_eq!(mails.len(), 2);
    assert!(
        mails.iter().all(|mail| !mail.text.contains("Cổng số mấy") && !mail.text.contains("/cases/")),
        "{mails:?}"
    );
    test.check().await;
}

async fn the_holder_of_a_link_stops_and_begins_the_mails_and_sends_the_link_to_the_own_mailbox(
    test: TestApp,
) {
    let test = with_mail(test);
    let filed = file(&test, "giu@example.vn", "vi").await;
    sent(&test).await;
    let visitor = test.visitor();
    let path = format!("/my/{}", filed.secret);
    let page = visitor.get(&path).await.expect(200);
    assert!(page.text().contains("giu@example.vn") && page.text().contains("value=\"off\""));
    assert_eq!(
        visitor.post(&format!("{path}/mail"), &[("choice", "off")]).await.location(),
        format!("{path}?mail=off#mail")
    );
    act(&test, &filed, None, |tx, context, command| commands::accept(tx, context, command).map(|_| ())).await;
    test.settle().await;
    test.pass(16.minutes());
    assert!(sent(&test).await.is_empty());
    visitor.post(&format!("{path}/mail"), &[("choice", "on")]).await.location();
    act(&test, &filed, None, |tx, context, command| {
        commands::ask(tx, context, command, "Đâu ạ?").map(|_| ())
    })
    .await;
    assert_eq!(sent(&test).await.len(), 1);
    assert_eq!(
        visitor.post(&format!("{path}/mail"), &[("choice", "link")]).await.location(),
        format!("{path}?mail=sent#mail")
    );
    let mails = taken(&test);
    assert!(
        mails[0].text.contains(&filed.secret) && mails[0].header("List-Unsubscribe").is_empty(),
        "{mails:?}"
    );
    let stored: (i64,) = test
        .app
        .db
        .read(|tx| {
            tx.one::<(i64,)>(
                "SELECT count(*) FROM mails WHERE list = 'link' AND state = 'sent' AND body_text IS NULL",
                &[],
            )
        })
        .await
        .unwrap();
    assert_eq!(stored, (1,), "the log has it, without its words");
    visitor.post(&format!("{path}/mail"), &[("choice", "x")]).await.expect(404);
    for _ in 0..20 {
        visitor.post(&format!("{path}/mail"), &[("choice", "on")]).await;
    }
    visitor.post(&format!("{path}/mail"), &[("choice", "link")]).await.expect(429);
}

async fn a_step_is_looked_at_without_being_taken(test: TestApp) {
    let test = with_mail(test);
    let filed = file(&test, "xem-truoc@example.vn", "en").await;
    sent(&test).await;
    let handler = desk::sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let typed = [("text", "Cổng số mấy ạ?"), ("look", "1")];
    desk::step(&handler, &filed.code, "accept", &[]).await.location();
    test.settle().await;
    test.pass(16.minutes());
    sent(&test).await;
    let page = desk::step(&handler, &filed.code, "ask", &typed).await.expect(200).text();
    assert!(page.contains("The agency waits for your answer"), "in the reader's language: {page}");
    assert!(
        page.contains("1 người") && page.contains(">Cổng số mấy ạ?</textarea>"),
        "what was typed is still there"
    );
    assert!(sent(&test).await.is_empty(), "nothing was sent");
    let journal = test.app.book.read().size();
    desk::step(&handler, &filed.code, "ask", &[("text", "Cổng số mấy ạ?")]).await.location();
    let mails = sent(&test).await;
    assert!(test.app.book.read().size() > journal);
    assert!(mails[0].text.contains("The agency waits for your answer"));
    // What is missing is said before anything is looked at.
    let empty = desk::step(&handler, &filed.code, "return", &[("look", "1")]).await;
    assert_eq!(empty.status.as_u16(), 422);
    test.check().await;
}
