//! Links by which officers choose a password themselves: with a new account, and when one was forgotten. Whoever makes the
//! link never learns the password. A link is good once and for a week, and only the newest of an account is.

use dantin_store::{Error, Tx};
use jiff::{SignedDuration, Timestamp};

use super::{
    model::{Officer, OfficerId},
    store,
    token::Token,
};

/// A link is good for so long.
pub const LIMIT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Makes a link; earlier ones of the account are good for nothing.
pub fn make(tx: &mut Tx<'_>, officer: &OfficerId, token: &Token, now: Timestamp) -> Result<(), Error> {
    withdraw(tx, officer)?;
    tx.execute(
        "INSERT INTO invitations (token_hash, officer_id, created_at) VALUES ($1, $2, $3)",
        &[&token.hash(), officer, &now],
    )?;
    Ok(())
}

/// Whose link it is, if it is good.
pub fn find(tx: &mut Tx<'_>, token: &Token, now: Timestamp) -> Result<Option<Officer>, Error> {
    let id: Option<OfficerId> = tx.first(
        "SELECT officer_id FROM invitations WHERE token_hash = $1 AND created_at > $2",
        &[&token.hash(), &(now - LIMIT)],
    )?;
    let Some(id) = id else { return Ok(None) };
    Ok(store::find(tx, &id)?.filter(|officer| officer.active))
}

/// Takes back whatever links an account has.
pub fn withdraw(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<(), Error> {
    tx.execute("DELETE FROM invitations WHERE officer_id = $1", &[officer])?;
    Ok(())
}

/// Deletes links whose time is over; gives how many.
pub fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM invitations WHERE created_at <= $1", &[&(now - LIMIT)])
}
