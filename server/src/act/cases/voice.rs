//! The voice of a resident in the entries of a case: the lock that follows from the secret of the link, and the key that
//! each act shows (`record::voice`). Only hashes are stored: whoever reads the database can open no lock.

use dantin_record::{
    id::CaseId,
    voice::{Voice, key_for, lock},
};
use dantin_store::Tx;

use super::{
    error::CaseError,
    submission::{digest, secret_hash},
};

/// Where the chain of a secret begins. The city's hash of the secret is another, so that it opens nothing.
fn seed(secret: &str) -> Voice {
    digest("dantin/voice-seed/v1", secret)
}

/// The lock of a new secret.
pub(in crate::act) fn new_lock(secret: &str) -> Voice {
    lock(&seed(secret))
}

/// The key of the next act of whoever holds this secret; it is the lock from now on. Who asked in a case that is merged into
/// this one speaks here too: their lock stands in the entries of that case. None for those who filed or joined
/// before there were locks.
pub(super) fn speak(tx: &mut Tx<'_>, case: CaseId, secret: Option<&str>) -> Result<Option<Voice>, CaseError> {
    let Some(secret) = secret else { return Err(CaseError::NotFound) };
    let hash = secret_hash(secret);
    let asker: Option<(String, Option<Vec<u8>>)> = tx.first(
        "SELECT a.id, a.voice FROM askers a JOIN cases c ON c.id = a.case_id \
         WHERE a.secret_hash = $1 AND (a.case_id = $2 OR c.merged_into = $2)",
        &[&hash.as_slice(), &case.to_string()],
    )?;
    let Some((id, lock)) = asker else {
        // A promise answers to those whose question it came out of.
        return crate::act::matters::speak_for_case(tx, case, secret);
    };
    let Some(key) = next_key(secret, lock)? else { return Ok(None) };
    tx.execute("UPDATE askers SET voice = $1 WHERE id = $2", &[&key.as_slice(), &id])?;
    Ok(Some(key))
}

/// The key that opens this lock and is the next one; none for whoever has no lock.
pub(in crate::act) fn next_key(secret: &str, lock: Option<Vec<u8>>) -> Result<Option<Voice>, CaseError> {
    let Some(lock) = lock else { return Ok(None) };
    let lock =
        Voice::try_from(lock).map_err(|_other| CaseError::Damaged("a lock has 32 bytes".to_owned()))?;
    let key = key_for(&seed(secret), &lock).ok_or_else(|| {
        // Each act answers one of an agency's; sixty-four of them in one case do not happen.
        CaseError::Damaged("the resident has done as much in this case as can be proven".to_owned())
    })?;
    Ok(Some(key))
}
