//! The mails of a consultation: before the time for comments ends and when it is made longer, once to each address, with one press to stop;
//! and who signs up for them.

use dantin::jobs::consultations::turn;
use jiff::ToSpan as _;

use crate::{
    consultations::{TEXT, announce, comment, drafter, local, take},
    mail::{Mail, sent, taken, with_mail},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    who_commented_or_signed_up_is_reminded_once_before_the_end,
    more_time_is_told_once_and_stands_for_the_reminder_when_the_end_is_near,
    whoever_commented_is_told_the_response_and_nobody_else,
);

async fn mails(test: &TestApp) -> Vec<Mail> {
    turn(test.app.clone()).await.unwrap();
    let mut mails = sent(test).await;
    mails.sort_by(|one, other| one.to.cmp(&other.to));
    mails
}

fn receivers(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.as_str()).collect()
}

/// Signs up for the mails of a consultation and says yes.
async fn follow(test: &TestApp, code: &str, email: &str) {
    let visitor = test.visitor();
    let form = visitor.get(&format!("/alerts?consultation={code}")).await.expect(200).text();
    assert!(form.contains(&format!("Cuộc lấy ý kiến {code}")), "{form}");
    visitor.post("/alerts", &[("consultation", code), ("email", email)]).await.expect(303);
    let asked = sent(test).await;
    assert_eq!(receivers(&asked), [email]);
    assert!(asked[0].text.contains(&format!("Cuộc lấy ý kiến {code}")), "{}", asked[0].text);
    let choices = visitor.post(&asked[0].link("/alerts/"), &[]).await.location();
    assert!(visitor.get(&choices).await.expect(200).text().contains(&format!("Cuộc lấy ý kiến {code}")));
}

async fn who_commented_or_signed_up_is_reminded_once_before_the_end(test: TestApp) {
    let test = with_mail(test);
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let say = async |email: &str, text: &str| {
        let fields = [("stance", "disagree"), ("text", text), ("email", email), ("name", "Kín Đáo")];
        comment(&test, &code, "whole", &fields).await
    };
    say("hai-lan@example.vn", "Một.").await;
    say("hai-lan@example.vn", "Hai.").await;
    let withdrawn = say("da-rut@example.vn", "Ba.").await;
    say("", "Không để lại địa chỉ.").await;
    test.visitor().post(&format!("{withdrawn}/comment/withdraw"), &[]).await.expect(303);
    test.settle().await;
    follow(&test, &code, "theo-doi@example.vn").await;
    follow(&test, &code, "hai-lan@example.vn").await;
    follow(&test, &code, "thoi@example.vn").await;

    test.pass((17 * 24).hours());
    assert!(mails(&test).await.is_empty(), "four days before the end nobody is told");
    // One of them has had enough before.
    let (hash, now) = {
        let rows = test.app.db.read(|tx| {
            tx.one::<(String,)>("SELECT address_hash FROM alerts WHERE address = 'thoi@example.vn'", &[])
        });
        (rows.await.unwrap().0, test.app.now())
    };
    let stop = move |tx: &mut dantin_store::Tx<'_>| {
        dantin::mail::stops::stop(tx, now, &hash, dantin::mail::List::Alerts)
    };
    test.app.db.write(stop).await.unwrap();

    test.pass(25.hours());
    let told = mails(&test).await;
    assert_eq!(receivers(&told), ["hai-lan@example.vn", "theo-doi@example.vn"], "each address once");
    for mail in &told {
        assert!(mail.subject.starts_with("Sắp hết hạn góp ý: Quy tắc ứng xử"), "{}", mail.subject);
        assert!(mail.text.contains("kết thúc lúc") && mail.text.contains("3 ý kiến"), "{}", mail.text);
        assert!(mail.html.contains(&format!("/consultations/{code}")), "{}", mail.html);
        assert!(!mail.text.contains("/my/") && !mail.text.contains("Kín Đáo"), "{}", mail.text);
        assert!(mail.header("List-Unsubscribe-Post").contains("One-Click"), "{mail:?}");
    }
    test.pass(1.hours());
    assert!(mails(&test).await.is_empty(), "and no second time");

    // One press in a mail program, and the next news does not come.
    let stop = told[1].header("List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    let stop = stop.strip_prefix("http://dantin.test").unwrap().to_owned();
    test.visitor().post(&stop, &[("List-Unsubscribe", "One-Click")]).await.expect(200);
    let officer = crate::desk::enter(&test, "soan-thao").await;
    let closes = local(&test, 20);
    take(&test, &officer, &code, "extend", &[("closes", &closes), ("reason", "demand")]).await.expect(303);
    assert_eq!(receivers(&mails(&test).await), ["hai-lan@example.vn"]);

    // When it is over nothing is kept of who was told or wanted to be.
    test.pass((21 * 24).hours());
    assert!(mails(&test).await.is_empty());
    mails(&test).await;
    let left = test.app.db.read(|tx| {
        let told: (i64,) = tx.one("SELECT count(*) FROM consultation_told", &[])?;
        let alerts: (i64,) = tx.one("SELECT count(*) FROM alerts", &[])?;
        Ok::<_, dantin_store::Error>((told.0, alerts.0))
    });
    assert_eq!(left.await.unwrap(), (0, 0));
    let late = [("consultation", code.as_str()), ("email", "muon@example.vn")];
    let page = test.visitor().post("/alerts", &late).await.expect(422).text();
    assert!(page.contains("Thời gian nhận ý kiến đã hết"), "{page}");
    test.check().await;
}

async fn more_time_is_told_once_and_stands_for_the_reminder_when_the_end_is_near(test: TestApp) {
    let test = with_mail(test);
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let fields = [("stance", "disagree"), ("text", "Một."), ("email", "english@example.vn")];
    let visitor = test.visitor().with_header("cookie", "lang=en");
    let there = format!("/consultations/{code}/whole");
    let form = visitor.get(&there).await.expect(200);
    let key = form.field("idempotency_key");
    let mut all = vec![("idempotency_key", key.as_str()), ("version", "1"), ("speaker", "person")];
    all.extend(fields);
    visitor.post(&there, &all).await.expect(303);
    test.settle().await;

    test.pass((20 * 24).hours());
    let officer = crate::desk::enter(&test, "soan-thao").await;
    let closes = local(&test, 2);
    take(&test, &officer, &code, "extend", &[("closes", &closes), ("reason", "demand")]).await.expect(303);
    let told = mails(&test).await;
    assert_eq!(receivers(&told), ["english@example.vn"]);
    assert!(told[0].subject.starts_with("More time for comments: "), "{}", told[0].subject);
    assert!(told[0].text.contains("There is 1 comment so far."), "{}", told[0].text);
    test.pass(1.hours());
    assert!(mails(&test).await.is_empty(), "whoever was told of two days more needs no reminder of them");

    // Where no mail is sent nothing is saved up, and no page offers it.
    let silent = test.with(&[]);
    let page = silent.visitor().get(&format!("/consultations/{code}")).await.expect(200).text();
    assert!(!page.contains("/alerts?consultation="), "{page}");
    turn(silent.app.clone()).await.unwrap();
    assert!(taken(&silent).is_empty());
}

async fn whoever_commented_is_told_the_response_and_nobody_else(test: TestApp) {
    let test = with_mail(test);
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    for (email, text) in
        [("mot@example.vn", "Quá dài."), ("hai@example.vn", "Nên ngắn lại."), ("ba@example.vn", "Hay.")]
    {
        let fields = [("stance", "disagree"), ("text", text), ("email", email), ("name", "Kín Đáo")];
        comment(&test, &code, "whole", &fields).await;
    }
    for number in ["1", "2", "3"] {
        take(&test, &officer, &code, "show", &[("comment", number)]).await.expect(303);
    }
    take(&test, &officer, &code, "group", &[("into", "1"), ("chosen", "2"), ("chosen", "1")])
        .await
        .expect(303);
    let text = "Ban soạn thảo sẽ rút gọn.";
    let answer = [("comment", "1"), ("revision", "1"), ("decision", "partly"), ("text", text)];
    take(&test, &officer, &code, "answer", &answer).await.expect(303);
    let told = mails(&test).await;
    assert_eq!(
        receivers(&told),
        ["hai@example.vn", "mot@example.vn"],
        "everybody of the group, and nobody else"
    );
    for mail in &told {
        assert!(
            mail.subject.starts_with("Góp ý của bạn đã được trả lời: Quy tắc ứng xử"),
            "{}",
            mail.subject
        );
        assert!(
            mail.text.contains(text) && mail.text.contains(&format!("/consultations/{code}/table#c")),
            "{}",
            mail.text
        );
        assert!(!mail.text.contains("/my/") && !mail.text.contains("Kín Đáo"), "{}", mail.text);
    }
    assert!(mails(&test).await.is_empty(), "told once");
    test.check().await;
}
