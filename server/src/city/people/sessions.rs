//! Who is signed in: sessions kept by the server, and the browsers in which an officer has signed in before. A
//! session ends when it was idle for too long, when it is too old, at sign-out, and with the account.

use dantin_store::{Error, Tx};
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;

use super::{
    model::{Officer, OfficerId},
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

/// A session as it is found by its token.
#[derive(Clone, Debug)]
pub struct Session {
    pub officer: Officer,
    /// What each form of the desk carries.
    csrf: String,
    /// When the officer signed in.
    pub created_at: Timestamp,
    seen_at: Timestamp,
}

impl Session {
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
pub fn insert(tx: &mut Tx<'_>, officer: &OfficerId, new: &NewSession, now: Timestamp) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO officer_sessions (token_hash, officer_id, csrf, created_at, seen_at) \
         VALUES ($1, $2, $3, $4, $4)",
        &[&new.token.hash(), officer, &new.csrf.to_text(), &now],
    )?;
    Ok(())
}

/// The session of this token, unless it is over or the account has ended; three statements.
pub fn find(tx: &mut Tx<'_>, token: &Token, now: Timestamp) -> Result<Option<Session>, Error> {
    let row: Option<(OfficerId, String, Timestamp, Timestamp)> = tx.first(
        "SELECT officer_id, csrf, created_at, seen_at FROM officer_sessions \
         WHERE token_hash = $1 AND created_at > $2 AND seen_at > $3",
        &[&token.hash(), &(now - AGE_LIMIT), &(now - IDLE_LIMIT)],
    )?;
    let Some((id, csrf, created_at, seen_at)) = row else { return Ok(None) };
    let officer = store::find(tx, &id)?.filter(|officer| officer.active);
    Ok(officer.map(|officer| Session { officer, csrf, created_at, seen_at }))
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

/// Ends all sessions of an officer and forgets the devices; gives how many sessions there were.
pub fn close_all(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<u64, Error> {
    tx.execute("DELETE FROM known_devices WHERE officer_id = $1", &[officer])?;
    tx.execute("DELETE FROM officer_sessions WHERE officer_id = $1", &[officer])
}

/// How many sessions of an officer run.
pub fn count(tx: &mut Tx<'_>, officer: &OfficerId, now: Timestamp) -> Result<i64, Error> {
    tx.one(
        "SELECT count(*) FROM officer_sessions WHERE officer_id = $1 AND created_at > $2 AND seen_at > $3",
        &[officer, &(now - AGE_LIMIT), &(now - IDLE_LIMIT)],
    )
}

/// Whether the officer has signed in with this device before.
pub(super) fn is_known_device(
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
pub(super) fn renew_device(
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
        "DELETE FROM officer_sessions WHERE created_at <= $1 OR seen_at <= $2",
        &[&(now - AGE_LIMIT), &(now - IDLE_LIMIT)],
    )?;
    let devices = tx.execute("DELETE FROM known_devices WHERE seen_at <= $1", &[&(now - DEVICE_LIMIT)])?;
    Ok(sessions + devices)
}
