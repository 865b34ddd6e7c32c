//! Cases that were handed on to another city's server: to whom, in which words, and what that server says since. The case
//! itself does not move by it: its lead and its clock stay, and no word from elsewhere confirms anything here. That it was
//! handed on, what became of it and how it stands there is in the journal, as that server's word; the words themselves are
//! committed to. Knows SQL and no HTTP.

mod elsewhere;
mod remotes;

pub use elsewhere::{Elsewhere, Said, of_case};
pub use remotes::{Remote, add_remote, note_asked, read_services, remotes, remove_remote};

use dantin_record::{act::Actor, code::SystemCode, event::Event, forward::ForwardOutcome, source::Word};
use dantin_store::{FromRow, Row, Tx};
use jiff::{SignedDuration, Timestamp};

use super::cases::{CaseError, CaseFile, Context, Key, fields::SAID};
use crate::clock::random;

/// Tries of one filing that surely did not arrive.
pub const TRIES: i64 = 10;
/// How long a filing that is being sent belongs to one process.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Letters of what another server says that are kept.
const LONGEST: usize = 4_000;

/// How far a handing-on is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// To be sent.
    Waiting,
    /// Sent; a token leads to its number soon.
    Token,
    /// It is there.
    Sent,
    /// Whether it arrived, nobody knows: a person decides whether it is sent again.
    Unsure,
    /// It was refused, or could not be sent.
    Failed,
}

impl Progress {
    /// Every step.
    pub const ALL: [Progress; 5] =
        [Progress::Waiting, Progress::Token, Progress::Sent, Progress::Unsure, Progress::Failed];

    /// The code of the column.
    pub const fn code(self) -> &'static str {
        match self {
            Progress::Waiting => "waiting",
            Progress::Token => "token",
            Progress::Sent => "sent",
            Progress::Unsure => "unsure",
            Progress::Failed => "failed",
        }
    }

    fn from_code(code: &str) -> Option<Progress> {
        Progress::ALL.into_iter().find(|progress| progress.code() == code)
    }
}

/// A case that was handed on.
#[derive(Clone, Debug)]
pub struct Forward {
    /// Its id.
    pub id: String,
    /// The case.
    pub case: String,
    /// To whom.
    pub remote: String,
    /// Their code of the service.
    pub service: String,
    /// The words that are sent.
    pub body: String,
    /// How far it is.
    pub progress: Progress,
    /// How often it was tried.
    pub tries: i64,
    /// Its number there.
    pub remote_id: Option<String>,
    /// What leads to its number.
    pub token: Option<String>,
    /// Their word for its state.
    pub status: Option<String>,
    /// What they say about it.
    pub word: Option<String>,
    /// When they changed it.
    pub said_at: Option<Timestamp>,
    /// Why it was not sent, as a code.
    pub fault: Option<String>,
    /// When it was handed on.
    pub created_at: Timestamp,
}

impl FromRow for Forward {
    fn from_row(row: &mut Row<'_>) -> Result<Forward, dantin_store::Error> {
        let (id, case, remote, service, body) =
            (row.take()?, row.take()?, row.take()?, row.take()?, row.take()?);
        let state: String = row.take()?;
        let progress = Progress::from_code(&state)
            .ok_or_else(|| dantin_store::Error::invalid("forwards.state", state))?;
        Ok(Forward {
            id,
            case,
            remote,
            service,
            body,
            progress,
            tries: row.take()?,
            remote_id: row.take()?,
            token: row.take()?,
            status: row.take()?,
            word: row.take()?,
            said_at: row.take()?,
            fault: row.take()?,
            created_at: row.take()?,
        })
    }
}

/// Who hands a case on: in which role, and the officer, kept privately.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The role.
    pub actor: Actor,
    /// The officer.
    pub officer: Option<&'a str>,
}

/// Hands a case on to a server, in these words. Asked again after a failure it is tried anew; what is under way or there
/// stays as it is, and the answer is `false`.
pub fn hand_on(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    by: By<'_>,
    case: &str,
    (remote, service): (&str, &str),
    body: &str,
) -> Result<bool, CaseError> {
    let id = super::cases::hex(&random::<16>(context.random));
    let changed = tx.execute(
        "INSERT INTO forwards (id, case_id, remote, service, body, state, tries, due_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $6) ON CONFLICT (case_id, remote) DO UPDATE SET \
         service = excluded.service, body = excluded.body, state = 'waiting', tries = 0, due_at = excluded.due_at, \
         fault = NULL WHERE forwards.state IN ('failed', 'unsure')",
        &[&id, &case, &remote, &service, &body, &context.now],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    let mut file = CaseFile::open(tx, &Key::Id(case))?;
    let to = system(remote)?;
    if file.case.forward(to).is_some_and(|forward| forward.outcome.is_none()) {
        // The server stopped while it was sent, and nobody told the journal that its arrival is not known.
        let event = Event::ForwardStatus { to, outcome: ForwardOutcome::Unsure, number: None, word: None };
        file.add(tx, context, Actor::Partner, event, &[], None)?;
    }
    let event = Event::Forwarded { to };
    file.add(tx, context, by.actor, event, &[("words", body)], by.officer)?;
    file.save(tx, context)?;
    Ok(true)
}

fn system(remote: &str) -> Result<SystemCode, CaseError> {
    SystemCode::new(remote)
        .map_err(|_no_code| CaseError::Unknown { field: "remote", code: remote.to_owned() })
}

/// What another server says of a case.
#[derive(Clone, Copy, Debug)]
struct Told<'a> {
    outcome: ForwardOutcome,
    word: Option<&'a str>,
    said: &'a str,
}

/// Tells the journal what another server says of the case of a filing, as that server's word.
fn tell(tx: &mut Tx<'_>, context: Context<'_>, forward: &str, told: Told<'_>) -> Result<(), CaseError> {
    let (case, remote, number): (String, String, Option<String>) =
        tx.one("SELECT case_id, remote, remote_id FROM forwards WHERE id = $1", &[&forward])?;
    let to = system(&remote)?;
    let mut file = CaseFile::open(tx, &Key::Id(&case))?;
    if file.case.forward(to).is_none() {
        // It was handed on before the journal told of it.
        file.add(tx, context, Actor::Clock, Event::Forwarded { to }, &[], None)?;
    }
    let short =
        |text: &str| Word::new(&text.chars().filter(|one| !one.is_control()).take(40).collect::<String>());
    let event = Event::ForwardStatus {
        to,
        outcome: told.outcome,
        number: number.as_deref().and_then(|number| short(number).ok()),
        word: told.word.and_then(|word| short(word).ok()),
    };
    let said = Some(told.said).filter(|said| !said.is_empty());
    let private: Vec<(&str, &str)> = said.map(|said| (SAID, said)).into_iter().collect();
    file.add(tx, context, Actor::Partner, event, &private, None)?;
    file.save(tx, context)?;
    Ok(())
}

/// Whether a filing is due.
pub fn is_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, dantin_store::Error> {
    let found: Option<i64> = tx.first(
        "SELECT 1 FROM forwards WHERE state IN ('waiting', 'token') AND due_at <= $1 LIMIT 1",
        &[&now],
    )?;
    Ok(found.is_some())
}

/// Takes the oldest filing that is due and holds it for a while.
pub fn take(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Forward>, dantin_store::Error> {
    let lease = now.saturating_add(LEASE).unwrap_or(now);
    tx.first(
        "UPDATE forwards SET due_at = $1 WHERE state IN ('waiting', 'token') AND due_at <= $2 AND id = \
         (SELECT id FROM forwards WHERE state IN ('waiting', 'token') AND due_at <= $2 ORDER BY due_at, id LIMIT 1) \
         RETURNING id, case_id, remote, service, body, state, tries, remote_id, token, remote_status, remote_word, \
         remote_at, fault, created_at",
        &[&lease, &now],
    )
}

/// Notes that a filing is being sent: whoever stops in the middle leaves behind that nobody knows whether it arrived.
pub fn begin(tx: &mut Tx<'_>, forward: &str) -> Result<(), dantin_store::Error> {
    tx.execute("UPDATE forwards SET state = 'unsure' WHERE id = $1 AND state = 'waiting'", &[&forward])?;
    Ok(())
}

/// What became of a filing.
#[derive(Clone, Debug)]
pub struct Sent {
    /// How far it is now.
    pub progress: Progress,
    /// Its number there.
    pub remote_id: Option<String>,
    /// What leads to its number.
    pub token: Option<String>,
    /// Why not, as a code.
    pub fault: Option<String>,
    /// When it is looked at again.
    pub due: Timestamp,
}

/// Notes what became of a filing, and tells the journal where it is decided.
pub fn note_sent(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    forward: &Forward,
    sent: &Sent,
) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE forwards SET state = $1, remote_id = coalesce($2, remote_id), token = coalesce($3, token), fault = $4, \
         due_at = $5, tries = tries + 1 WHERE id = $6",
        &[&sent.progress.code(), &sent.remote_id, &sent.token, &sent.fault, &sent.due, &forward.id],
    )?;
    let outcome = match sent.progress {
        Progress::Sent => ForwardOutcome::Received,
        Progress::Unsure => ForwardOutcome::Unsure,
        Progress::Failed => ForwardOutcome::Failed,
        Progress::Waiting | Progress::Token => return Ok(()),
    };
    tell(tx, context, &forward.id, Told { outcome, word: None, said: "" })
}

/// What of a case is told to the other server: code, record, published photo and address.
pub type ToTell = (String, String, Option<String>, Option<String>);

/// Reads what is told of a case besides the words: nothing that the public does not read.
pub fn to_tell(tx: &mut Tx<'_>, case: &str) -> Result<Option<ToTell>, dantin_store::Error> {
    tx.first(
        "SELECT c.code, c.record, p.large, c.public_address FROM cases c LEFT JOIN photos p ON p.hash = c.public_photo \
         WHERE c.id = $1",
        &[&case],
    )
}

/// The filings that a server has and that may still change: our id, their number and our code, after this id.
pub fn standing_at(
    tx: &mut Tx<'_>,
    remote: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, String, String)>, dantin_store::Error> {
    tx.all(
        "SELECT f.id, f.remote_id, c.code FROM forwards f JOIN cases c ON c.id = f.case_id WHERE f.remote = $1 \
         AND f.state = 'sent' AND f.remote_id IS NOT NULL AND f.id > $2 ORDER BY f.id LIMIT $3",
        &[&remote, &after, &limit],
    )
}

/// Notes the state of a filing in the other server's words; an older word never replaces a newer one. Gives whether
/// anything is new.
pub fn note_standing(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    forward: &str,
    status: &str,
    word: Option<&str>,
    at: Timestamp,
) -> Result<bool, CaseError> {
    let word = word.map(cut);
    let changed = tx.execute(
        "UPDATE forwards SET remote_status = $1, remote_word = $2, remote_at = $3 WHERE id = $4 \
         AND (remote_at IS NULL OR remote_at <= $3) AND (remote_status IS NULL OR remote_status <> $1 \
         OR coalesce(remote_word, '') <> coalesce($2, ''))",
        &[&status, &word, &at, &forward],
    )?;
    if changed > 0 {
        let said = word.as_deref().unwrap_or_default();
        tell(tx, context, forward, Told { outcome: ForwardOutcome::Received, word: Some(status), said })?;
    }
    Ok(changed > 0)
}

/// Keeps what the other server said once; gives whether it is new.
pub fn note_said(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    forward: &str,
    key: &str,
    status: &str,
    text: &str,
    said: Timestamp,
) -> Result<bool, CaseError> {
    let text = cut(text);
    let inserted = tx.execute(
        "INSERT INTO forward_updates (forward, update_id, status, body, said_at, heard_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (forward, update_id) DO NOTHING",
        &[&forward, &cut(key), &cut(status), &text, &said, &context.now],
    )?;
    if inserted > 0 {
        // An update may be heard after a newer state: that state stays the latest word.
        let (latest,): (Option<Timestamp>,) =
            tx.one("SELECT remote_at FROM forwards WHERE id = $1", &[&forward])?;
        let is_newest = latest.is_none_or(|latest| said >= latest);
        let word = Some(status).filter(|status| is_newest && !status.is_empty());
        tell(tx, context, forward, Told { outcome: ForwardOutcome::Received, word, said: &text })?;
    }
    Ok(inserted > 0)
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
