//! Mails as they leave: who is told of what, in which language, once and never more than the public page shows. The way
//! out is a folder; a real server is in `tests/mail.py`.

use std::{collections::BTreeMap, path::PathBuf};

use dantin::{
    act::cases::{
        Asker, Key, NewCase, Submitted,
        commands::{self, Command},
        join, submit,
    },
    jobs::mail as job,
};
use dantin_record::{act::Actor, code::AgencyCode, reasons::HideReason};
use jiff::ToSpan as _;
use mail_parser::MessageParser;

use crate::{
    desk,
    support::{TestApp, on_both_engines},
};

const SETTINGS: [(&str, &str); 2] =
    [("mail.server", "folder:mails"), ("mail.sender", "Dân Tin Hà Nội <dantin@dantin.test>")];

/// A mail as a program reads it.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    headers: BTreeMap<String, String>,
}

impl Mail {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(&name.to_lowercase()).map_or("", String::as_str)
    }

    /// The path of the first link in the text whose path begins like this.
    pub fn link(&self, start: &str) -> String {
        let address = self.text.split_whitespace().find_map(|word| {
            let path = word.strip_prefix("http://dantin.test")?;
            path.starts_with(start).then(|| path.to_owned())
        });
        address.unwrap_or_else(|| panic!("no link to {start} in {}", self.text))
    }
}

/// A server that sends mail into a folder.
pub fn with_mail(test: TestApp) -> TestApp {
    test.with(&SETTINGS)
}

fn folder(test: &TestApp) -> PathBuf {
    test.folder().join("mails")
}

/// All mails that left, in the order in which they were made, and takes them away.
pub fn taken(test: &TestApp) -> Vec<Mail> {
    let Ok(entries) = std::fs::read_dir(folder(test)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mails = paths.iter().map(|path| {
        let bytes = std::fs::read(path).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let mut headers = BTreeMap::new();
        for (name, value) in mail.headers_raw() {
            headers.insert(name.to_lowercase(), value.replace("\r\n", "").trim().to_owned());
        }
        std::fs::remove_file(path).unwrap();
        Mail {
            to: mail.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            subject: mail.subject().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().replace("\r\n", "\n"),
            html: mail.body_html(0).unwrap().into_owned(),
            headers,
        }
    });
    mails.collect()
}

/// Sequences what waits and lets the mails go; gives what left.
pub async fn sent(test: &TestApp) -> Vec<Mail> {
    test.settle().await;
    let (_hold, stop) = tokio::sync::watch::channel(false);
    job::work(&test.app, &stop).await.unwrap();
    taken(test)
}

fn asker(email: &str, language: &str) -> Asker {
    Asker { email: Some(email.to_owned()), language: language.to_owned(), ..Asker::default() }
}

fn report(email: &str, language: &str) -> NewCase {
    NewCase { asker: asker(email, language), ..desk::report() }
}

async fn file(test: &TestApp, email: &str, language: &str) -> Submitted {
    let new = report(email, language);
    test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap()
}

/// An act of the agency that leads the case, or of somebody else.
async fn act<F>(test: &TestApp, filed: &Submitted, by: Option<Actor>, function: F)
where
    F: Fn(
            &mut dantin_store::Tx<'_>,
            dantin::act::cases::Context<'_>,
            &Command<'_>,
        ) -> Result<(), dantin::act::cases::CaseError>
        + Send
        + 'static,
{
    let (id, by) = (filed.id.clone(), by.unwrap_or(Actor::Handler(AgencyCode::new(&filed.agency).unwrap())));
    test.app
        .command(move |tx, context| {
            let command = Command { key: Key::Id(&id), version: None, by, officer: None, secret: None };
            Ok(function(tx, context, &command)?)
        })
        .await
        .unwrap();
}

on_both_engines!(whoever_left_an_address_is_told_once_of_each_step_in_their_language,);

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
        commands::hide(tx, context, command, HideReason::ALL[0]).map(|_| ())
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

/// What a browser posts to sign up.
async fn sign_up(test: &TestApp, fields: &[(&str, &str)]) -> crate::support::Answer {
    test.visitor().post("/alerts", fields).await
}

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
        let showing = commands::Showing { text: Some(text), photos: &[], address: None };
        commands::show(tx, context, command, &showing).map(|_| ())
    })
    .await;
}

on_both_engines!(
    an_alert_begins_with_a_yes_by_mail_and_ends_with_one_press,
    alerts_tell_of_what_is_public_near_and_of_the_kind,
    an_erased_contact_gets_no_mail_and_leaves_no_address,
    the_log_at_the_desk_tells_who_got_what_and_forgets_in_time,
    mails_that_wait_are_tried_again_and_given_up_in_time,
    the_holder_of_a_link_stops_and_begins_the_mails_and_sends_the_link_to_the_own_mailbox,
    a_step_is_looked_at_without_being_taken,
    without_a_mail_server_no_page_offers_mail_and_nothing_is_saved_up,
    one_address_is_not_flooded_and_misses_nothing,
);

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
        commands::hide(tx, context, command, HideReason::ALL[0]).map(|_| ())
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
    let handler = desk::sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    handler.get("/desk/mails").await.expect(403);

    // More than a page: every mail stands on one of them, and a page costs the same whatever it holds.
    let before = test.app.db.statements_run();
    keeper.get("/desk/mails").await.expect(200);
    let cost = test.app.db.statements_run() - before;
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
    assert_eq!(test.app.db.statements_run() - before, cost);
    let next = scraper::Selector::parse("a[href*='after=']").unwrap();
    let older = first.html().select(&next).next().unwrap().attr("href").unwrap().to_owned();
    let second = keeper.get(&older).await.expect(200).text();
    let rows = |page: &str| page.matches("@example.vn</td>").count();
    assert_eq!((rows(&first.text()), rows(&second)), (50, 11));
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

#[tokio::test]
async fn what_cannot_be_an_alert_comes_back_with_words_and_nothing_is_lost() {
    let test = with_mail(TestApp::sqlite());
    let good = ("area", desk::WARD);
    for (fields, word) in [
        (vec![("email", "x@example.vn\r\nBcc: y@example.vn"), good], "Địa chỉ thư"),
        (vec![("email", "mẫu@example.vn"), good], "chữ không dấu"),
        (vec![("email", ""), good], "Địa chỉ thư"),
        (vec![("email", "x@example.vn")], "Hãy chọn lĩnh vực"),
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
