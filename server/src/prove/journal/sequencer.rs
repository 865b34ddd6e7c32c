//! Gives pending entries their index and their time, in one transaction per batch. Finding work goes by "not yet
//! sequenced", never by an id greater than the last, since ids of concurrent writers become visible out of order. The
//! row of the head is the lock: a sequencer that lost it moves nothing.

use std::collections::HashMap;

use dantin_record::{entry::PendingEntry, moment::Moment};
use dantin_store::Tx;
use jiff::Timestamp;

use crate::act::cases::{CaseError, canonical_text};

/// Entries of one transaction at most.
pub const BATCH: usize = 500;

/// Sequences one batch and gives how many entries it had; call again while that is the full batch.
pub fn sequence(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize, CaseError> {
    // The first statement takes the lock and reads the head.
    let (size, last_at): (i64, String) =
        tx.one("UPDATE journal_head SET size = size WHERE id = 1 RETURNING size, last_at", &[])?;
    let waiting: Vec<(i64, String, i64, String)> =
        tx.all("SELECT id, case_id, number, body FROM journal_pending ORDER BY id LIMIT 500", &[])?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let last = Moment::parse(&last_at)
        .ok_or_else(|| CaseError::Damaged(format!("journal_head.last_at {last_at}")))?;
    // A clock that was set back never makes an entry older than the one before it.
    let at = crate::act::deadlines::moment(now).max(last);
    let mut index = size;
    let mut latest: HashMap<String, i64> = HashMap::new();
    for (id, case_id, number, body) in &waiting {
        let previous = match latest.get(case_id) {
            Some(previous) => Some(*previous),
            None if *number == 1 => None,
            None => {
                let (previous,): (i64,) = tx.one(
                    "SELECT idx FROM journal WHERE case_id = $1 AND number = $2 - 1",
                    &[case_id, number],
                )?;
                Some(previous)
            }
        };
        let entry = PendingEntry::parse(body.as_bytes())
            .map_err(|e| CaseError::Damaged(format!("pending entry {id}: {e}")))?
            .sequence(at, previous.and_then(|index| u64::try_from(index).ok()));
        tx.execute(
            "INSERT INTO journal (idx, at, case_id, number, body) VALUES ($1, $2, $3, $4, $5)",
            &[&index, &at.to_string(), case_id, number, &canonical_text(entry.to_bytes())?],
        )?;
        tx.execute("DELETE FROM journal_pending WHERE id = $1", &[id])?;
        latest.insert(case_id.clone(), index);
        index += 1;
    }
    // Fencing: the head moves only from the size that was read.
    let moved = tx.execute(
        "UPDATE journal_head SET size = $1, last_at = $2 WHERE id = 1 AND size = $3",
        &[&index, &at.to_string(), &size],
    )?;
    if moved != 1 {
        return Err(CaseError::Damaged("the journal's head moved under the sequencer".to_owned()));
    }
    Ok(waiting.len())
}
