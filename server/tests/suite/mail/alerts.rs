//! Alerts for a place or a kind of report: signing up, being told, ending it.

use dantin::{
    act::cases::{Asker, NewCase, Submitted, commands, showing, submit},
    jobs::mail as job,
};
use dantin_record::{act::Actor, reasons::HideReason};
use jiff::ToSpan as _;

use super::{act, file, sent, sign_up, with_mail};
use crate::{
    desk,
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    an_alert_begins_with_a_yes_by_mail_and_ends_with_one_press,
    alerts_tell_of_what_is_public_near_and_of_the_kind,
    one_address_is_not_flooded_and_misses_nothing,
);

async fn confirmed(test: &TestApp, fields: &[(&str, &str)]) -> String {
    assert_eq!(sign_up(test, fields).await.location(), "/alerts/sent");
    let mails = sent(test).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].header("List-Unsubscribe").is_empty(), "nobody is signed up yet");
    let confirm = mails[0].link("/alerts/");
    let visitor = test.visitor();
    let page = visitor.get(&confirm).await.expect(200);
    assert!(page.text().contains(&format!("action=\"{confirm}\"")));
    visitor.post(&confirm, &[]).await.location()
}

async fn publish(test: &TestApp, filed: &Submitted, text: &'static str) {
    act(test, filed, Some(Actor::Moderator), move |tx, context, command| {
        let showing = showing::Showing {
            text: Some(text),
            photos: &[],
            address: None,
            ward_only: false,
            reason: Some(dantin_record::reasons::HideReason::PersonalData),
        };
        showing::show(tx, context, command, &showing).map(|_| ())
    })
    .await;
}

async fn one_address_is_not_flooded_and_misses_nothing(test: TestApp) {
    let test = with_mail(test);
    let mut codes = Vec::new();
    for _ in 0..15 {
        codes.push(file(&test, "nhieu@example.vn", "vi").await.code);
        sent(&test).await;
    }
    assert_eq!(mails_of(&test).await, 12, "twelve a day");
    test.pass(5.hours());
    assert!(sent(&test).await.is_empty());
    test.pass(20.hours());
    let mails = sent(&test).await;
    assert_eq!(mails.len(), 1, "the rest comes as one");
    assert!(codes.iter().skip(12).all(|code| mails[0].text.contains(code)), "{}", mails[0].text);
}

async fn mails_of(test: &TestApp) -> i64 {
    let count = test.app.db.read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM mails", &[]));
    count.await.unwrap().0
}

async fn an_alert_begins_with_a_yes_by_mail_and_ends_with_one_press(test: TestApp) {
    let test = with_mail(test);
    let alert = [("email", "Xem@Example.vn"), ("area", desk::WARD)];
    let choices = confirmed(&test, &alert).await;
    assert!(choices.starts_with("/mail/") && choices.ends_with("?done=confirmed"), "{choices}");
    // The same again: the same answer, and no mail that would tell a stranger of it.
    assert_eq!(sign_up(&test, &alert).await.location(), "/alerts/sent");
    assert!(sent(&test).await.is_empty());

    let filed = file(&test, "mau@example.vn", "vi").await;
    test.settle().await;
    publish(&test, &filed, "Rác dồn trước cổng").await;
    test.settle().await;
    test.pass(16.minutes());
    let mails = sent(&test).await;
    let alert = mails.iter().find(|mail| mail.to == "Xem@example.vn").unwrap_or_else(|| panic!("{mails:?}"));
    assert!(
        alert.text.contains("Phản ánh mới") && alert.text.contains("Rác dồn trước cổng"),
        "{}",
        alert.text
    );
    assert!(!alert.text.contains("Nguyễn Mẫu"), "only the published words");
    assert_eq!(alert.header("List-Id"), "<alerts.dantin.test>");

    // A person who follows the header's address chooses on a page; a mail program ends it with one POST.
    let header = alert.header("List-Unsubscribe").to_owned();
    let stop = header.trim_matches(['<', '>']).strip_prefix("http://dantin.test").unwrap();
    let page = test.visitor().get(stop).await.location();
    assert!(test.visitor().get(&page).await.expect(200).text().contains("Hoàn Kiếm"));
    let one_click = [("List-Unsubscribe", "One-Click")];
    test.visitor().post(stop, &one_click).await.expect(200);
    test.visitor().post(stop, &one_click).await.expect(200);
    let left: Vec<(i64,)> =
        test.app.db.read(|tx| tx.all::<(i64,)>("SELECT count(*) FROM alerts", &[])).await.unwrap();
    assert_eq!(left, [(0,)], "the address is gone");
    act(&test, &filed, None, |tx, context, command| commands::accept(tx, context, command).map(|_| ())).await;
    test.settle().await;
    test.pass(16.minutes());
    assert!(sent(&test).await.iter().all(|mail| mail.to == "mau@example.vn"));

    // Nothing is made of a token that this server did not make, nor of an old one.
    for path in ["/mail/x", "/mail/x/stop/alerts", &stop.replace("alerts", "confirm"), "/alerts/x"] {
        test.visitor().get(path).await.expect(404);
    }
    assert_eq!(
        sign_up(&test, &[("email", "tre@example.vn"), ("category", "giao-thong")]).await.location(),
        "/alerts/sent"
    );
    let late = sent(&test).await[0].link("/alerts/");
    test.pass(73.hours());
    test.visitor().post(&late, &[]).await.expect(404);
    job::forget(&test.app).await.unwrap();
}

async fn alerts_tell_of_what_is_public_near_and_of_the_kind(test: TestApp) {
    let test = with_mail(test);
    let near = ("latitude", "21.0285");
    let circle = [("email", "vong@example.vn"), near, ("longitude", "105.8522"), ("radius", "500")];
    let choices = confirmed(&test, &circle).await;
    confirmed(&test, &[("email", "loai@example.vn"), ("category", "rac-thai")]).await;
    confirmed(&test, &[("email", "khac@example.vn"), ("category", "giao-thong"), ("area", desk::WARD)]).await;
    let place = |latitude: f64| {
        let place = dantin::act::cases::Place { latitude, longitude: 105.8522, accuracy_m: 10 };
        NewCase {
            place: Some(place),
            asker: Asker { language: "vi".to_owned(), ..Asker::default() },
            ..desk::report()
        }
    };
    let mut filed = Vec::new();
    for latitude in [21.0290, 21.0400] {
        let new = place(latitude);
        filed.push(test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap());
    }
    test.pass(16.minutes());
    assert!(sent(&test).await.is_empty(), "what awaits moderation is told to nobody");
    for filed in &filed {
        publish(&test, filed, "Rác dồn").await;
    }
    // One is hidden before the mails are written.
    let of_case = [("email", "ho-so@example.vn"), ("case", filed[0].code.as_str())];
    test.settle().await;
    confirmed(&test, &of_case).await;
    test.pass(16.minutes());
    let mut mails = sent(&test).await;
    mails.sort_by(|one, other| one.to.cmp(&other.to));
    let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["loai@example.vn", "vong@example.vn"], "one mail for each address, however many cases");
    assert!(filed.iter().all(|filed| mails[0].text.contains(&filed.code)), "{}", mails[0].text);
    assert!(
        mails[1].text.contains(&filed[0].code) && !mails[1].text.contains(&filed[1].code),
        "{}",
        mails[1].text
    );

    // A case that is hidden before its mail leaves is told to none of them.
    act(&test, &filed[0], None, |tx, context, command| commands::accept(tx, context, command).map(|_| ()))
        .await;
    test.settle().await;
    test.pass(16.minutes());
    job::gather(&test.app).await.unwrap();
    job::write(&test.app).await.unwrap();
    act(&test, &filed[0], Some(Actor::Moderator), |tx, context, command| {
        showing::hide(tx, context, command, HideReason::ALL[0]).map(|_| ())
    })
    .await;
    assert!(sent(&test).await.is_empty(), "a mail that waited is made anew");

    let page = choices.split('?').next().unwrap();
    let visitor = test.visitor();
    let id = visitor.get(page).await.expect(200).field("alert");
    visitor.post(page, &[("choice", "end-alert"), ("alert", &id)]).await.location();
    assert!(!visitor.get(page).await.expect(200).text().contains(&id));
    visitor.post(page, &[("choice", "end-cases")]).await.location();
    assert!(visitor.get(page).await.expect(200).text().contains("value=\"resume-cases\""));
    visitor.post(page, &[("choice", "resume-cases")]).await.location();
    assert!(visitor.get(page).await.expect(200).text().contains("value=\"end-cases\""));
    visitor.post(page, &[("choice", "other")]).await.expect(404);
}

#[tokio::test]
async fn what_cannot_be_an_alert_comes_back_with_words_and_nothing_is_lost() {
    let test = with_mail(TestApp::sqlite());
    let good = ("area", desk::WARD);
    for (fields, word) in [
        (vec![("email", "x@example.vn\r\nBcc: y@example.vn"), good], "Địa chỉ thư"),
        (vec![("email", "mẫu@example.vn"), good], "chữ không dấu"),
        (vec![("email", ""), good], "Địa chỉ thư"),
        (vec![("email", "x@example.vn")], "Hãy chọn ít nhất một mục"),
        (vec![("email", "x@example.vn"), ("area", "99999")], "error"),
        (
            vec![("email", "x@example.vn"), ("latitude", "10.0"), ("longitude", "106.0"), ("radius", "500")],
            "error",
        ),
        (
            vec![
                ("email", "x@example.vn"),
                ("latitude", "21.0285"),
                ("longitude", "105.8522"),
                ("radius", "999999"),
            ],
            "error",
        ),
        (
            vec![("email", "x@example.vn"), ("latitude", "NaN"), ("longitude", "105.8"), ("radius", "500")],
            "error",
        ),
        (vec![("email", "x@example.vn"), ("case", "HN-0000-0000")], "error"),
    ] {
        let page = sign_up(&test, &fields).await.expect(422);
        assert!(page.text().contains(word), "{fields:?}: {}", page.text());
        assert!(page.text().contains("error-summary"), "{fields:?}");
        if fields[0].1 == "x@example.vn" {
            assert_eq!(page.field("email"), "x@example.vn");
        }
    }
    assert!(sent(&test).await.is_empty());
    // An address in another script is written to under its ASCII form.
    sign_up(&test, &[("email", "x@thử.example.vn"), good]).await.location();
    assert!(sent(&test).await[0].to.starts_with("x@xn--"));
    // One address is asked three times a day, one visitor may ask for ten mails.
    for _ in 0..5 {
        sign_up(&test, &[("email", "nhieu@example.vn"), good]).await;
    }
    assert_eq!(sent(&test).await.len(), 3);
    for place in 0..10 {
        sign_up(&test, &[("email", &format!("{place}@example.vn")), good]).await;
    }
    let refused = sign_up(&test, &[("email", "cuoi@example.vn"), good]).await.expect(429);
    assert_eq!(refused.field("email"), "cuoi@example.vn");
}
