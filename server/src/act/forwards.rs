//! Cases that were handed on to another city's server: to whom, in which words, and what that server says since. The case
//! itself does not move by it: its lead and its clock stay, and no word from elsewhere confirms anything here. Nothing of
//! this stands in the journal; pages say whose word it is. Knows SQL and no HTTP.

use std::collections::BTreeMap;

use dantin_store::{FromRow, Row, Tx};
use jiff::{SignedDuration, Timestamp};

use super::cases::{CaseError, Context};
use crate::clock::random;

/// Tries of one filing that surely did not arrive.
pub const TRIES: i64 = 10;
/// How long a filing that is being sent belongs to one process.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Letters of what another server says that are kept.
const LONGEST: usize = 4_000;

/// Another city's server, as the operator named it.
#[derive(Clone, Debug)]
pub struct Remote {
    /// A short code of our own.
    pub code: String,
    /// How people call it.
    pub name: String,
    /// Base address of its interface.
    pub url: String,
    /// The key that it gave us.
    pub api_key: String,
    /// The jurisdiction to name.
    pub jurisdiction: Option<String>,
    /// `json` or `xml`.
    pub format: String,
    /// Our codes of services with theirs.
    pub services: Vec<(String, String)>,
    /// When it was last asked with success.
    pub heard_at: Option<Timestamp>,
    /// What went wrong the last time.
    pub fault: Option<String>,
}

impl Remote {
    /// Their code of a service of ours, the finer one first.
    pub fn service(&self, category: &str, subcategory: Option<&str>) -> Option<&str> {
        let of = |code: &str| {
            self.services.iter().find(|(ours, _)| ours == code).map(|(_, theirs)| theirs.as_str())
        };
        subcategory.and_then(of).or_else(|| of(category)).or_else(|| of("*"))
    }
}

/// Lines of our code, an equals sign, and theirs.
pub fn read_services(text: &str) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let (ours, theirs) = line.split_once('=')?;
        Some((ours.trim().to_owned(), theirs.trim().to_owned()))
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
    };
    text.lines().filter_map(pair).collect()
}

impl FromRow for Remote {
    fn from_row(row: &mut Row<'_>) -> Result<Remote, dantin_store::Error> {
        let (code, name, url, api_key) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let (jurisdiction, format) = (row.take()?, row.take()?);
        let services: String = row.take()?;
        let services = read_services(&services);
        Ok(Remote {
            code,
            name,
            url,
            api_key,
            jurisdiction,
            format,
            services,
            heard_at: row.take()?,
            fault: row.take()?,
        })
    }
}

/// All servers that cases may be handed on to.
pub fn remotes(tx: &mut Tx<'_>) -> Result<Vec<Remote>, dantin_store::Error> {
    tx.all(
        "SELECT code, name, url, api_key, jurisdiction, format, services, heard_at, fault FROM remotes ORDER BY name, code",
        &[],
    )
}

/// Adds a server.
pub fn add_remote(tx: &mut Tx<'_>, remote: &Remote, now: Timestamp) -> Result<(), dantin_store::Error> {
    let services: Vec<String> =
        remote.services.iter().map(|(ours, theirs)| format!("{ours}={theirs}")).collect();
    tx.execute(
        "INSERT INTO remotes (code, name, url, api_key, jurisdiction, format, services, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &remote.code,
            &remote.name,
            &remote.url,
            &remote.api_key,
            &remote.jurisdiction,
            &remote.format,
            &services.join("\n"),
            &now,
        ],
    )?;
    Ok(())
}

/// Removes a server that no case was handed on to; gives `None` where there is no such server, and otherwise how many
/// cases keep it.
pub fn remove_remote(tx: &mut Tx<'_>, code: &str) -> Result<Option<i64>, dantin_store::Error> {
    let (cases,): (i64,) = tx.one("SELECT count(*) FROM forwards WHERE remote = $1", &[&code])?;
    if cases > 0 {
        return Ok(Some(cases));
    }
    let removed = tx.execute("DELETE FROM remotes WHERE code = $1", &[&code])?;
    Ok((removed > 0).then_some(0))
}

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

/// Hands a case on to a server, in these words. Asked again after a failure it is tried anew; what is under way or there
/// stays as it is, and the answer is `false`.
pub fn hand_on(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    case: &str,
    remote: &str,
    service: &str,
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
    Ok(changed > 0)
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

/// Notes what became of a filing.
pub fn note_sent(tx: &mut Tx<'_>, forward: &Forward, sent: &Sent) -> Result<(), dantin_store::Error> {
    tx.execute(
        "UPDATE forwards SET state = $1, remote_id = coalesce($2, remote_id), token = coalesce($3, token), fault = $4, \
         due_at = $5, tries = tries + 1 WHERE id = $6",
        &[&sent.progress.code(), &sent.remote_id, &sent.token, &sent.fault, &sent.due, &forward.id],
    )?;
    Ok(())
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
    forward: &str,
    status: &str,
    word: Option<&str>,
    at: Timestamp,
) -> Result<bool, dantin_store::Error> {
    let word = word.map(cut);
    let changed = tx.execute(
        "UPDATE forwards SET remote_status = $1, remote_word = $2, remote_at = $3 WHERE id = $4 \
         AND (remote_at IS NULL OR remote_at <= $3) AND (remote_status IS NULL OR remote_status <> $1 \
         OR coalesce(remote_word, '') <> coalesce($2, ''))",
        &[&status, &word, &at, &forward],
    )?;
    Ok(changed > 0)
}

/// Keeps what the other server said once; gives whether it is new.
pub fn note_said(
    tx: &mut Tx<'_>,
    forward: &str,
    key: &str,
    status: &str,
    text: &str,
    (said, heard): (Timestamp, Timestamp),
) -> Result<bool, dantin_store::Error> {
    let inserted = tx.execute(
        "INSERT INTO forward_updates (forward, update_id, status, body, said_at, heard_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (forward, update_id) DO NOTHING",
        &[&forward, &cut(key), &cut(status), &cut(text), &said, &heard],
    )?;
    Ok(inserted > 0)
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Notes that a server was asked, and what went wrong.
pub fn note_asked(
    tx: &mut Tx<'_>,
    remote: &str,
    fault: Option<&str>,
    now: Timestamp,
) -> Result<(), dantin_store::Error> {
    let heard = fault.is_none().then_some(now);
    tx.execute(
        "UPDATE remotes SET asked_at = $1, heard_at = coalesce($2, heard_at), fault = $3 WHERE code = $4",
        &[&now, &heard, &fault, &remote],
    )?;
    Ok(())
}

/// Something that another server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Their word for the state.
    pub status: String,
    /// What they say.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A case at another server, for pages.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// How people call the server.
    pub name: String,
    /// The filing.
    pub forward: Forward,
    /// What was said, newest first.
    pub said: Vec<Said>,
}

/// What is shown of one filing at most.
const SHOWN: i64 = 20;

/// Everything that other servers have of a case: two statements.
pub fn of_case(tx: &mut Tx<'_>, case: &str) -> Result<Vec<Elsewhere>, dantin_store::Error> {
    let found: Vec<(String, Forward)> = tx.all(
        "SELECT r.name, f.id, f.case_id, f.remote, f.service, f.body, f.state, f.tries, f.remote_id, f.token, \
         f.remote_status, f.remote_word, f.remote_at, f.fault, f.created_at FROM forwards f \
         JOIN remotes r ON r.code = f.remote WHERE f.case_id = $1 ORDER BY f.created_at, f.id",
        &[&case],
    )?;
    let said: Vec<(String, String, String, Timestamp)> = tx.all(
        "SELECT u.forward, u.status, u.body, u.said_at FROM forward_updates u JOIN forwards f ON f.id = u.forward \
         WHERE f.case_id = $1 ORDER BY u.said_at DESC, u.update_id DESC LIMIT $2",
        &[&case, &(SHOWN * 5)],
    )?;
    let mut by_forward: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for (forward, status, text, at) in said {
        let list = by_forward.entry(forward).or_default();
        if i64::try_from(list.len()).is_ok_and(|count| count < SHOWN) {
            list.push(Said { status, text, at });
        }
    }
    Ok(found
        .into_iter()
        .map(|(name, forward)| {
            let said = by_forward.remove(&forward.id).unwrap_or_default();
            Elsewhere { name, forward, said }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finer_service_is_named_first_and_a_star_takes_the_rest() {
        let mut remote = Remote {
            code: "a".into(),
            name: "A".into(),
            url: "https://a.example".into(),
            api_key: "k".into(),
            jurisdiction: None,
            format: "json".into(),
            services: read_services("den-duong = lamp\nha-tang=road\n\nbroken\n=x\n"),
            heard_at: None,
            fault: None,
        };
        assert_eq!(remote.service("ha-tang", Some("den-duong")), Some("lamp"));
        assert_eq!(remote.service("ha-tang", Some("o-ga")), Some("road"));
        assert_eq!(remote.service("moi-truong", None), None);
        remote.services.push(("*".into(), "other".into()));
        assert_eq!(remote.service("moi-truong", None), Some("other"));
    }
}
