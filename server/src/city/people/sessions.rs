//! Who is signed in: sessions kept by the server, and the browsers in which an officer has signed in before. A
//! session ends when it was idle for too long, when it is too old, at sign-out, and with the account.

use dantin_store::{Error, FromRow, Row, Tx};
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;

use super::{
    model::{Officer, OfficerId, OfficerRole},
    store,
    token::Token,
};
use crate::clock::Random;

/// A session that nobody used for so long is over.
pub const IDLE_LIMIT: SignedDuration = SignedDuration::from_hours(12);
/// A session that is so old is over, however busy.
pub const AGE_LIMIT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How old the note of the last use may be before it is written anew.
pub const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// A device in which nobody signed in for so long is forgotten.
pub const DEVICE_LIMIT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A session that is not complete ends after so long.
pub const DOOR_LIMIT: SignedDuration = SignedDuration::from_mins(15);
/// What guards the account is changed only so long after its officer signed in.
pub const RECENT: SignedDuration = SignedDuration::from_mins(15);

/// What a session still waits for, when the password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// The second factor must be shown.
    Factor,
    /// A second factor must be set up.
    Setup,
}

impl Awaits {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Awaits::Factor => "factor",
            Awaits::Setup => "setup",
        }
    }

    fn from_code(code: &str) -> Result<Awaits, Error> {
        [Awaits::Factor, Awaits::Setup]
            .into_iter()
            .find(|awaits| awaits.code() == code)
            .ok_or_else(|| Error::invalid("officer_sessions.awaits", "not what a session waits for"))
    }
}

/// From where and with what a session is opened, as far as its owner needs it to know it again.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The visitor's address.
    pub address: Option<String>,
    /// Kind of browser and system, not the whole of what a browser says of itself.
    pub browser: Option<String>,
}

/// A session as it is found by its token.
#[derive(Clone, Debug)]
pub struct Session {
    pub officer: Officer,
    /// What it waits for before it is one.
    pub awaits: Option<Awaits>,
    /// What each form of the desk carries.
    csrf: String,
    /// When the officer signed in.
    pub created_at: Timestamp,
    seen_at: Timestamp,
}

impl Session {
    /// Whether its officer has just signed in: who sits down at a desk that was left open has not.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.created_at) <= RECENT
    }

    /// The text for the hidden field of a form.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Whether a form carried this session's text; takes as long whatever was sent.
    pub fn has_csrf(&self, sent: &str) -> bool {
        self.csrf.as_bytes().ct_eq(sent.as_bytes()).into()
    }

    /// Whether [`touch`] should be called.
    pub fn is_due_for_touch(&self, now: Timestamp) -> bool {
        self.seen_at <= now - SEEN_EVERY
    }
}

/// What a new session needs of chance, drawn before the transaction since that may run twice.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// For the cookie.
    pub token: Token,
    csrf: Token,
}

impl NewSession {
    /// Draws both secrets.
    pub fn draw(source: &dyn Random) -> NewSession {
        NewSession { token: Token::draw(source), csrf: Token::draw(source) }
    }
}

/// Opens a session for an officer whose password was right.
pub fn insert(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    new: &NewSession,
    awaits: Option<Awaits>,
    origin: &Origin,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO officer_sessions (token_hash, officer_id, csrf, created_at, seen_at, awaits, address, browser) \
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
        &[
            &new.token.hash(),
            officer,
            &new.csrf.to_text(),
            &now,
            &awaits.map(Awaits::code),
            &origin.address,
            &origin.browser,
        ],
    )?;
    Ok(())
}

/// Makes a session complete. It gets another token: who knew the one of before is not in.
pub fn complete(tx: &mut Tx<'_>, old: &Token, new: &NewSession, now: Timestamp) -> Result<(), Error> {
    tx.execute(
        "UPDATE officer_sessions SET token_hash = $2, csrf = $3, created_at = $4, seen_at = $4, awaits = NULL \
         WHERE token_hash = $1",
        &[&old.hash(), &new.token.hash(), &new.csrf.to_text(), &now],
    )?;
    Ok(())
}

/// A session with one of its officer's roles.
struct Found {
    session: Session,
    role: Option<OfficerRole>,
}

impl FromRow for Found {
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
        let (csrf, created_at, seen_at) = (row.take()?, row.take()?, row.take()?);
        let awaits: Option<String> = row.take()?;
        let awaits = awaits.map(|code| Awaits::from_code(&code)).transpose()?;
        let (agency, kind): (Option<String>, Option<String>) = (row.take()?, row.take()?);
        let role = agency.zip(kind).map(|(agency, kind)| store::role(&agency, &kind)).transpose()?;
        let store::OfficerRow(officer) = store::OfficerRow::from_row(row)?;
        Ok(Found { session: Session { officer, awaits, csrf, created_at, seen_at }, role })
    }
}

/// The session of this token, unless it is over or the account has ended; one statement, since every page of the desk asks.
pub fn find(tx: &mut Tx<'_>, token: &Token, now: Timestamp) -> Result<Option<Session>, Error> {
    let rows: Vec<Found> = tx.all(
        "SELECT s.csrf, s.created_at, s.seen_at, s.awaits, r.agency, r.kind, o.id, o.login, o.name, o.language, o.active \
         FROM officer_sessions s JOIN officers o ON o.id = s.officer_id LEFT JOIN officer_roles r ON r.officer_id = o.id \
         WHERE s.token_hash = $1 AND s.created_at > $2 AND s.seen_at > $3 AND (s.awaits IS NULL OR s.created_at > $4) \
         AND o.active",
        &[&token.hash(), &(now - AGE_LIMIT), &(now - IDLE_LIMIT), &(now - DOOR_LIMIT)],
    )?;
    let mut session: Option<Session> = None;
    for found in rows {
        session.get_or_insert(found.session).officer.roles.extend(found.role);
    }
    if let Some(session) = &mut session {
        session.officer.roles.sort_unstable();
    }
    Ok(session)
}

/// Notes that a session was used.
pub fn touch(tx: &mut Tx<'_>, token: &Token, now: Timestamp) -> Result<(), Error> {
    tx.execute(
        "UPDATE officer_sessions SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2",
        &[&token.hash(), &now],
    )?;
    Ok(())
}

/// Ends one session.
pub fn close(tx: &mut Tx<'_>, token: &Token) -> Result<(), Error> {
    tx.execute("DELETE FROM officer_sessions WHERE token_hash = $1", &[&token.hash()])?;
    Ok(())
}

/// Whether a session still waits for its officer to set up a second factor.
pub fn is_setting_up(tx: &mut Tx<'_>, token: &Token) -> Result<bool, Error> {
    let found: Option<i64> = tx.first(
        "SELECT 1 FROM officer_sessions WHERE token_hash = $1 AND awaits = $2",
        &[&token.hash(), &Awaits::Setup.code()],
    )?;
    Ok(found.is_some())
}

/// Ends the sessions of an officer that are not complete.
pub fn close_waiting(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<(), Error> {
    tx.execute("DELETE FROM officer_sessions WHERE officer_id = $1 AND awaits IS NOT NULL", &[officer])?;
    Ok(())
}

/// Ends all sessions of an officer and forgets the devices; gives how many sessions there were.
pub fn close_all(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<u64, Error> {
    tx.execute("DELETE FROM known_devices WHERE officer_id = $1", &[officer])?;
    tx.execute("DELETE FROM officer_sessions WHERE officer_id = $1", &[officer])
}

/// A session as its owner sees it in a list.
#[derive(Clone, Debug)]
pub struct Running {
    /// The hash of its token: names it, and opens nothing.
    pub handle: Vec<u8>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was used last, to five minutes.
    pub seen_at: Timestamp,
    /// From where and with what.
    pub origin: Origin,
}

/// The most sessions that are listed.
const LISTED: i64 = 50;

/// The complete sessions of an officer that run, the newest first; one statement.
pub fn list(tx: &mut Tx<'_>, officer: &OfficerId, now: Timestamp) -> Result<Vec<Running>, Error> {
    type Row = (Vec<u8>, Timestamp, Timestamp, Option<String>, Option<String>);
    let rows: Vec<Row> = tx.all(
        "SELECT token_hash, created_at, seen_at, address, browser FROM officer_sessions WHERE officer_id = $1 \
         AND created_at > $2 AND seen_at > $3 AND awaits IS NULL ORDER BY created_at DESC LIMIT $4",
        &[officer, &(now - AGE_LIMIT), &(now - IDLE_LIMIT), &LISTED],
    )?;
    let running = |(handle, created_at, seen_at, address, browser)| Running {
        handle,
        created_at,
        seen_at,
        origin: Origin { address, browser },
    };
    Ok(rows.into_iter().map(running).collect())
}

/// Ends one session of an officer by its handle; whether it ran.
pub fn close_one(tx: &mut Tx<'_>, officer: &OfficerId, handle: &[u8]) -> Result<bool, Error> {
    let closed = tx.execute(
        "DELETE FROM officer_sessions WHERE officer_id = $1 AND token_hash = $2",
        &[officer, &handle],
    )?;
    Ok(closed == 1)
}

/// Whether the officer has signed in with this device before.
pub fn is_known_device(
    tx: &mut Tx<'_>,
    device: &Token,
    officer: &OfficerId,
    now: Timestamp,
) -> Result<bool, Error> {
    let known: Option<i64> = tx.first(
        "SELECT 1 FROM known_devices WHERE token_hash = $1 AND officer_id = $2 AND seen_at > $3",
        &[&device.hash(), officer, &(now - DEVICE_LIMIT)],
    )?;
    Ok(known.is_some())
}

/// Knows a device by a new token from now on: a token that somebody may have planted or copied is good for nothing
/// after the next sign-in. Colleagues who share the device stay known on it.
pub fn renew_device(
    tx: &mut Tx<'_>,
    old: Option<&Token>,
    new: &Token,
    officer: &OfficerId,
    now: Timestamp,
) -> Result<(), Error> {
    if let Some(old) = old {
        tx.execute(
            "DELETE FROM known_devices WHERE token_hash = $1 AND officer_id = $2",
            &[&old.hash(), officer],
        )?;
        tx.execute(
            "UPDATE known_devices SET token_hash = $2 WHERE token_hash = $1",
            &[&old.hash(), &new.hash()],
        )?;
    }
    tx.execute(
        "INSERT INTO known_devices (token_hash, officer_id, seen_at) VALUES ($1, $2, $3)",
        &[&new.hash(), officer, &now],
    )?;
    Ok(())
}

/// Deletes sessions that are over and devices that are forgotten; gives how many rows went.
pub fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Error> {
    let sessions = tx.execute(
        "DELETE FROM officer_sessions WHERE created_at <= $1 OR seen_at <= $2 \
         OR (awaits IS NOT NULL AND created_at <= $3)",
        &[&(now - AGE_LIMIT), &(now - IDLE_LIMIT), &(now - DOOR_LIMIT)],
    )?;
    let devices = tx.execute("DELETE FROM known_devices WHERE seen_at <= $1", &[&(now - DEVICE_LIMIT)])?;
    Ok(sessions + devices)
}
