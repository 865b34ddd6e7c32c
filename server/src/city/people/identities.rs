//! As whom an identity provider knows an officer. Only an administrator links the two: a stranger whom the provider lets in
//! is nobody here.

use std::fmt;

use dantin_store::{Error, Tx};
use jiff::Timestamp;

use super::model::{Officer, OfficerId};
use super::store;

/// Why an identity cannot be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// It belongs to another account.
    Taken,
    Store(Error),
}

impl fmt::Display for LinkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkFault::Taken => f.write_str("this identity belongs to another account"),
            LinkFault::Store(error) => error.fmt(f),
        }
    }
}
impl std::error::Error for LinkFault {}
impl From<Error> for LinkFault {
    fn from(error: Error) -> LinkFault {
        LinkFault::Store(error)
    }
}

/// Links an identity to an account.
pub fn link(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    issuer: &str,
    subject: &str,
    now: Timestamp,
) -> Result<(), LinkFault> {
    let linked = tx.execute(
        "INSERT INTO officer_identities (issuer, subject, officer_id, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
        &[&issuer, &subject, officer, &now],
    )?;
    if linked == 1 || of(tx, officer)?.iter().any(|known| known.0 == issuer && known.1 == subject) {
        Ok(())
    } else {
        Err(LinkFault::Taken)
    }
}

/// Takes an identity from an account; whether it was linked.
pub fn unlink(tx: &mut Tx<'_>, officer: &OfficerId, issuer: &str, subject: &str) -> Result<bool, Error> {
    let gone = tx.execute(
        "DELETE FROM officer_identities WHERE officer_id = $1 AND issuer = $2 AND subject = $3",
        &[officer, &issuer, &subject],
    )?;
    Ok(gone == 1)
}

/// Issuer and subject of the identities of an account.
pub fn of(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<Vec<(String, String)>, Error> {
    tx.all(
        "SELECT issuer, subject FROM officer_identities WHERE officer_id = $1 ORDER BY issuer, subject",
        &[officer],
    )
}

/// The active officer whom an issuer knows by this subject.
pub fn find(tx: &mut Tx<'_>, issuer: &str, subject: &str) -> Result<Option<Officer>, Error> {
    let id: Option<OfficerId> = tx.first(
        "SELECT officer_id FROM officer_identities WHERE issuer = $1 AND subject = $2",
        &[&issuer, &subject],
    )?;
    let Some(id) = id else { return Ok(None) };
    Ok(store::find(tx, &id)?.filter(|officer| officer.active))
}
