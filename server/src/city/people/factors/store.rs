//! The SQL of second factors.

use dantin_store::{Error, Tx};
use jiff::Timestamp;

use super::Factors;
use crate::city::people::model::OfficerId;

/// A passkey as its owner knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPasskey {
    /// What the authenticator calls it.
    pub credential: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// What an officer has set up; three statements.
pub fn of(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<Factors, Error> {
    let codes_since: Option<Option<Timestamp>> =
        tx.first("SELECT confirmed_at FROM officer_totp WHERE officer_id = $1", &[officer])?;
    let passkeys: Vec<(Vec<u8>, String, Timestamp, Option<Timestamp>)> = tx.all(
        "SELECT credential, name, created_at, used_at FROM officer_passkeys WHERE officer_id = $1 ORDER BY created_at",
        &[officer],
    )?;
    let recovery_left = tx.one("SELECT count(*) FROM recovery_codes WHERE officer_id = $1", &[officer])?;
    let known =
        |(credential, name, created_at, used_at)| KnownPasskey { credential, name, created_at, used_at };
    Ok(Factors {
        codes_since: codes_since.flatten(),
        passkeys: passkeys.into_iter().map(known).collect(),
        recovery_left,
    })
}

/// Whether an officer has anything to show at the door.
pub fn has_any(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<bool, Error> {
    let found: Option<i64> = tx.first(
        "SELECT 1 FROM officer_totp WHERE officer_id = $1 AND confirmed_at IS NOT NULL \
         UNION ALL SELECT 1 FROM officer_passkeys WHERE officer_id = $1 LIMIT 1",
        &[officer],
    )?;
    Ok(found.is_some())
}

/// A code generator as stored: the sealed secret, the newest period that was taken, and since when it counts.
pub type Generator = (Vec<u8>, i64, Option<Timestamp>);

/// The officer's code generator.
pub fn generator(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<Option<Generator>, Error> {
    tx.first("SELECT sealed, last_period, confirmed_at FROM officer_totp WHERE officer_id = $1", &[officer])
}

/// Begins to set up a generator. One that counts already stays until the new one is confirmed elsewhere: it is not touched.
pub fn begin_generator(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    sealed: &[u8],
    now: Timestamp,
) -> Result<bool, Error> {
    let begun = tx.execute(
        "INSERT INTO officer_totp (officer_id, sealed, last_period, created_at, confirmed_at) VALUES ($1, $2, 0, $3, NULL) \
         ON CONFLICT (officer_id) DO UPDATE SET sealed = excluded.sealed, last_period = 0, created_at = excluded.created_at \
         WHERE officer_totp.confirmed_at IS NULL",
        &[officer, &sealed, &now],
    )?;
    Ok(begun == 1)
}

/// Takes the code of a period; of two that come at once only one is taken.
pub fn take_period(tx: &mut Tx<'_>, officer: &OfficerId, period: i64) -> Result<bool, Error> {
    let taken = tx.execute(
        "UPDATE officer_totp SET last_period = $2 WHERE officer_id = $1 AND last_period < $2",
        &[officer, &period],
    )?;
    Ok(taken == 1)
}

/// Lets a generator count from now on, its secret sealed for the officer.
pub fn confirm_generator(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    sealed: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE officer_totp SET confirmed_at = $2, sealed = $3 WHERE officer_id = $1 AND confirmed_at IS NULL",
        &[officer, &now, &sealed],
    )?;
    Ok(())
}

/// Forgets the generator.
pub fn remove_generator(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<(), Error> {
    tx.execute("DELETE FROM officer_totp WHERE officer_id = $1", &[officer])?;
    Ok(())
}

/// Puts these codes in the place of all earlier ones.
pub fn set_recovery(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute("DELETE FROM recovery_codes WHERE officer_id = $1", &[officer])?;
    for hash in hashes {
        tx.execute(
            "INSERT INTO recovery_codes (officer_id, hash, created_at) VALUES ($1, $2, $3)",
            &[officer, &hash.as_slice(), &now],
        )?;
    }
    Ok(())
}

/// Uses up a code on paper; whether it was one.
pub fn take_recovery(tx: &mut Tx<'_>, officer: &OfficerId, hash: &[u8; 32]) -> Result<bool, Error> {
    let taken = tx.execute(
        "DELETE FROM recovery_codes WHERE officer_id = $1 AND hash = $2",
        &[officer, &hash.as_slice()],
    )?;
    Ok(taken == 1)
}

/// Forgets everything that an officer set up, for instance when all of it was lost.
pub fn forget(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<(), Error> {
    remove_generator(tx, officer)?;
    tx.execute("DELETE FROM officer_passkeys WHERE officer_id = $1", &[officer])?;
    set_recovery(tx, officer, &[], Timestamp::UNIX_EPOCH)
}
