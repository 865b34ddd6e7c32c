//! Carries committed entries from the database into the public log, and holds the database against the log at a start.

use dantin_store::Db;

use super::{
    follower::LiveBook,
    log::{LogFault, PublicLog},
};
use crate::act::cases::CaseError;

/// Rows of one checkpoint at most: sixteen full bundles and what is left of the last.
const MOST: i64 = 16 * 256 + 255;

/// Publishes all committed entries that are not in the log yet; gives the size of the newest checkpoint.
pub fn publish(db: &Db, log: &PublicLog) -> Result<u64, LogFault> {
    loop {
        let from = log.wants_from()?;
        let rows = rows(db, from)?;
        let is_last = rows.len() < usize::try_from(MOST).unwrap_or(usize::MAX);
        let size = log.publish(from, &rows)?;
        if is_last {
            return Ok(size);
        }
    }
}

/// Whether the database goes on from what was signed, and is the one of this log.
pub fn check(db: &Db, book: &LiveBook, log: &PublicLog) -> Result<(), LogFault> {
    if let Some(origin) = &book.read().log().origin
        && origin != log.key().name()
    {
        return Err(LogFault::Behind(format!(
            "the journal in the database is that of the log {origin}, and the key is that of {}",
            log.key().name()
        )));
    }
    let (size,): (i64,) = db
        .read_blocking(|tx| {
            tx.one("SELECT size FROM journal_head WHERE id = 1", &[]).map_err(CaseError::from)
        })
        .map_err(unreadable)?;
    let rows = rows(db, log.wants_from()?)?;
    log.check_rows(u64::try_from(size).unwrap_or(0), &rows)
}

fn rows(db: &Db, from: u64) -> Result<Vec<String>, LogFault> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let rows: Vec<(String,)> = db
        .read_blocking(move |tx| {
            tx.all("SELECT body FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2", &[&from, &MOST])
                .map_err(CaseError::from)
        })
        .map_err(unreadable)?;
    Ok(rows.into_iter().map(|(body,)| body).collect())
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
fn unreadable(error: CaseError) -> LogFault {
    LogFault::Damaged(format!("the journal in the database cannot be read: {error}"))
}
