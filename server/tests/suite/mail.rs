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
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
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
            headers.insert(name.to_owned(), value.replace("\r\n", "").trim().to_owned());
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
    test.pass(16.minutes());
    let mails = sent(&test).await;
    assert_eq!(mails.len(), 2);
    assert!(
        mails.iter().all(|mail| !mail.text.contains("Cổng số mấy") && !mail.text.contains("/cases/")),
        "{mails:?}"
    );
    test.check().await;
}
