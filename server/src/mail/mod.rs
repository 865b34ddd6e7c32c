//! Reaching people by mail. The mails follow the journal (`follow`): each entry of a case becomes a change for everyone who
//! asked or has an alert; the changes of one address become one mail (`digest`); the mails wait in the outbox and leave
//! one after the other (`outbox`, `deliver`). Nothing here hooks into a command, and no mail holds a way to act for a
//! resident: the secret of a link is stored nowhere, so a mail leads to the public page and says where the link is.
//!
//! What is promised: a change is put into at most one mail for an address, in the same transaction that takes it off what
//! waits, and none is lost. Towards the mail server a mail goes out at least once: where a process dies between the
//! server's yes and our note of it, the mail is handed over again under the same Message-ID, and programs that know the
//! one throw the other away.
//!
//! Others send mail too: they make a [`Letter`] and call [`enqueue`] in their own transaction; frame, headers, retries, the
//! log and the reader's wish to get no more are then taken care of. This module knows no HTTP.

pub mod alerts;
pub mod deliver;
pub mod digest;
pub mod follow;
mod key;
pub mod outbox;
pub mod page;
mod questions;
pub mod stops;
mod telling;
pub mod weekly;

use std::{path::Path, sync::Mutex};

use anyhow::Context as _;
use dantin_mail::{Address, Message, Sender, Transport};
use dantin_record::id::CaseId;
use dantin_store::Tx;
use dantin_words::Language;
use jiff::{SignedDuration, Timestamp};

use crate::{
    act::deadlines::moment,
    clock::{Random, random},
    settings,
};
pub use key::{FILE as KEY_FILE, Purpose, address_hash};

/// Everything that sending needs.
pub struct Mailer {
    transport: Transport,
    sender: Sender,
    window: SignedDuration,
    log: SignedDuration,
    key: key::Key,
    public_url: String,
    /// Held while mails are claimed: two connections that look at once see the same ones, and on PostgreSQL the second comes away with
    /// none.
    claims: Mutex<()>,
}

/// To what a mail belongs: each can be stopped by its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// What happens to the cases and questions that somebody asked or joined.
    Cases,
    /// What happens where or with what somebody has an alert.
    Alerts,
    /// The week for leaders and overseers.
    Weekly,
    /// Whether an address wants an alert; sent once to whoever asks.
    Confirm,
    /// The private link, sent at once to whoever holds it and asks for it.
    Link,
    /// A trial by the operator.
    Trial,
}

impl List {
    /// Every list.
    pub const ALL: [List; 6] =
        [List::Cases, List::Alerts, List::Weekly, List::Confirm, List::Link, List::Trial];

    /// The name in the database and in headers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Alerts => "alerts",
            Self::Weekly => "weekly",
            Self::Confirm => "confirm",
            Self::Link => "link",
            Self::Trial => "trial",
        }
    }

    /// The list of this name.
    pub fn from_code(code: &str) -> Option<List> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }

    /// Whether mails come by themselves and can be stopped; the others answer one press of a button.
    pub const fn is_subscribed(self) -> bool {
        matches!(self, Self::Cases | Self::Alerts | Self::Weekly)
    }
}

/// An event of a case or of a session that a mail tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Told {
    /// Id of the asker, contributor or alert that it is told to.
    pub reader: String,
    /// Id of the case or session.
    pub case: String,
    /// Number of the event in the case.
    pub number: i64,
}

/// A mail to be sent: made whole, in the reader's language.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it belongs to.
    pub list: List,
    /// Who reads it.
    pub to: Address,
    /// In which language it is.
    pub language: Language,
    /// The subject.
    pub subject: String,
    /// Plain text, with its frame ([`page`]).
    pub text: String,
    /// HTML, a whole document ([`page`]).
    pub html: String,
    /// The same for all mails of one thread.
    pub thread: Option<String>,
    /// What it tells, for the log.
    pub told: Vec<Told>,
}

/// Puts a mail into the outbox, in the transaction of whatever it tells; it leaves within seconds. Gives its id, or nothing
/// where the reader wants no mail of this list or the address does not work.
pub fn enqueue(
    tx: &mut Tx<'_>,
    now: Timestamp,
    source: &dyn Random,
    letter: &Letter,
) -> Result<Option<String>, dantin_store::Error> {
    let hash = address_hash(&letter.to);
    if stops::is_stopped(tx, &hash, letter.list)? {
        return Ok(None);
    }
    let id = new_id(now, source);
    outbox::insert(tx, now, &id, &hash, letter)?;
    Ok(Some(id))
}

/// A new id, not to be guessed.
pub fn new_id(now: Timestamp, source: &dyn Random) -> String {
    CaseId::new(moment(now), random(source)).to_string()
}

impl Mailer {
    /// Reads the key, or makes one where there is none.
    pub fn open(
        set: &settings::Mail,
        data: &Path,
        public_url: &str,
        source: &dyn Random,
    ) -> anyhow::Result<Mailer> {
        Ok(Mailer {
            claims: Mutex::new(()),
            transport: set.transport.clone(),
            sender: set.sender.clone(),
            window: set.window,
            log: set.log,
            key: key::Key::open(data, source).context("the key of the mails cannot be read")?,
            public_url: public_url.trim_end_matches('/').to_owned(),
        })
    }

    /// For how long changes are gathered.
    pub fn window(&self) -> SignedDuration {
        self.window
    }

    /// For how long the log is kept.
    pub fn log(&self) -> SignedDuration {
        self.log
    }

    /// The address of this server, without a slash at its end.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// A token that opens one thing to whoever got it by mail; none is stored.
    pub fn token(&self, purpose: Purpose, id: &str) -> String {
        self.key.token(purpose, id)
    }

    /// What a token opens, if this server made it.
    pub fn opened<'t>(&self, purpose: Purpose, token: &'t str) -> Option<&'t str> {
        self.key.opened(purpose, token)
    }

    /// The page where whoever reads at an address chooses what comes.
    pub fn choices(&self, address_hash: &str) -> String {
        format!("{}/mail/{}", self.public_url, self.token(Purpose::Choices, address_hash))
    }

    /// What is handed over for a letter.
    pub fn message(&self, id: &str, letter: &Letter, made: Timestamp) -> Message {
        let hash = address_hash(&letter.to);
        let list = letter.list.is_subscribed().then(|| letter.list.code().to_owned());
        Message {
            id: id.to_owned(),
            from: self.sender.clone(),
            to: letter.to.clone(),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            html: letter.html.clone(),
            language: letter.language.code().to_owned(),
            date: made.into(),
            unsubscribe: list.as_ref().map(|list| format!("{}/stop/{list}", self.choices(&hash))),
            list,
            thread: letter.thread.clone(),
        }
    }
}
