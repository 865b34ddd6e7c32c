//! Mails as they leave: who is told of what, in which language, once and never more than the public page shows. The way
//! out is a folder; a real server is in `tests/mail.py`.

mod alerts;
mod askers;
mod outbox;

use std::{collections::BTreeMap, path::PathBuf};

use dantin::{
    act::cases::{Asker, Key, NewCase, Submitted, commands::Command, submit},
    jobs::mail as job,
};
use dantin_record::{act::Actor, code::AgencyCode};
use mail_parser::MessageParser;

use crate::{desk, support::TestApp};

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

pub(super) fn asker(email: &str, language: &str) -> Asker {
    Asker { email: Some(email.to_owned()), language: language.to_owned(), ..Asker::default() }
}

pub(super) fn report(email: &str, language: &str) -> NewCase {
    NewCase { asker: asker(email, language), ..desk::report() }
}

pub(super) async fn file(test: &TestApp, email: &str, language: &str) -> Submitted {
    let new = report(email, language);
    test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap()
}

/// An act of the agency that leads the case, or of somebody else.
pub(super) async fn act<F>(test: &TestApp, filed: &Submitted, by: Option<Actor>, function: F)
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

/// What a browser posts to sign up.
pub(super) async fn sign_up(test: &TestApp, fields: &[(&str, &str)]) -> crate::support::Answer {
    test.visitor().post("/alerts", fields).await
}
