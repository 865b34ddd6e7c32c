//! Setting up the first factor by a session that has shown the password alone, since a role asks for one. It may do so only
//! while there is none: whoever knows no more than the password adds no way in beside the officer's own.

use axum::{
    http::header,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use dantin_store::{Error, Tx};
use jiff::Timestamp;

use super::{codes::Shared as Secret, key::DeskKey, showing::PURPOSE, store};
use crate::{
    app::Shared,
    city::people::{
        cookies::Cookie,
        model::{Officer, OfficerId},
        sessions::{self, NewSession},
        store as people,
        token::Token,
    },
    clock::Random,
};

/// The door, with the sentence for a session that came too late.
pub const TOO_LATE: &str = "/desk/sign-in?factor=1";

/// Whether this session may still set up the first factor. Of two that ask at once, the second is told no.
pub fn may(tx: &mut Tx<'_>, officer: &OfficerId, session: &Token) -> Result<bool, Error> {
    people::hold(tx, officer)?;
    Ok(sessions::is_setting_up(tx, session)? && !store::has_any(tx, officer)?)
}

/// Makes the session that set it up complete, and ends all others that stand before a second step.
pub fn finish(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    session: &Token,
    device: Option<&Token>,
    (new, mark): &(NewSession, Token),
    now: Timestamp,
) -> Result<(), Error> {
    sessions::complete(tx, session, new, now)?;
    sessions::close_waiting(tx, officer)?;
    sessions::renew_device(tx, device, mark, officer, now)
}

/// Leads a session that came too late to the door, and takes its cookie back.
pub fn to_the_door(app: &Shared) -> Response {
    (too_late(app), Redirect::to(TOO_LATE)).into_response()
}

/// The header that takes the cookie of such a session back.
pub fn too_late(app: &Shared) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    AppendHeaders([(header::SET_COOKIE, Cookie::Session.clear(app.settings.behind_proxy))])
}

/// Seals a secret that no code has confirmed, for the session that drew it: another session of the account, which may be a
/// stranger's, neither reads it nor gets the officer to confirm one that it knows.
pub fn seal(
    key: &DeskKey,
    officer: &Officer,
    session: &Token,
    secret: &Secret,
    source: &dyn Random,
) -> Option<Vec<u8>> {
    key.seal(BEGUN, &drawer(officer, session), secret.as_bytes(), source)
}

/// Opens what [`seal`] sealed.
pub fn open(key: &DeskKey, officer: &Officer, session: &Token, sealed: &[u8]) -> Option<Secret> {
    Secret::from_bytes(&key.unseal(BEGUN, &drawer(officer, session), sealed)?)
}

/// Seals a confirmed secret for its officer, whatever the session.
pub fn keep(key: &DeskKey, officer: &Officer, secret: &Secret, source: &dyn Random) -> Option<Vec<u8>> {
    key.seal(PURPOSE, officer.id.as_str(), secret.as_bytes(), source)
}

/// What seals a secret until it is confirmed.
const BEGUN: &str = "totp-begun";

fn drawer(officer: &Officer, session: &Token) -> String {
    format!("{} {}", officer.id.as_str(), crate::act::cases::hex(&session.hash()))
}
