//! Gives pending entries their index and their time, in one transaction per batch. Finding work goes by "not yet
//! sequenced", never by an id greater than the last, since ids of concurrent writers become visible out of order. The
//! row of the head is the lock: a sequencer that lost it moves nothing.

use std::collections::{BTreeSet, HashMap};

use dantin_record::{entry::Pending, moment::Moment};
use dantin_store::{Query, Tx};
use jiff::Timestamp;

use crate::act::cases::{CaseError, canonical_text};

/// Entries of one transaction at most.
pub const BATCH: usize = 500;

/// Rows of one statement: fewer round trips to PostgreSQL, and yet few enough different texts to be prepared once.
const TOGETHER: usize = 10;

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
    let mut latest = latest(tx, &waiting)?;
    let mut index = size;
    let mut rows = Vec::with_capacity(waiting.len());
    for (id, case_id, number, body) in &waiting {
        let previous = match latest.get(case_id) {
            Some((last, previous)) if last + 1 == *number => Some(*previous),
            None if *number == 1 => None,
            _ => {
                let what =
                    format!("pending entry {id} is event {number} of its case, and another one is due");
                return Err(CaseError::Damaged(what));
            }
        };
        let entry = Pending::parse(body.as_bytes())
            .map_err(|e| CaseError::Damaged(format!("pending entry {id}: {e}")))?
            .sequence(at, previous.and_then(|index| u64::try_from(index).ok()));
        rows.push((index, case_id, *number, canonical_text(entry.to_bytes())?));
        latest.insert(case_id.clone(), (*number, index));
        index += 1;
    }
    for some in rows.chunks(TOGETHER) {
        let mut insert = Query::new("INSERT INTO journal (idx, at, case_id, number, body) VALUES (");
        for (place, (index, case_id, number, body)) in some.iter().enumerate() {
            if place > 0 {
                insert.push("), (");
            }
            insert.bind(index).push(", ").bind(&at.to_string()).push(", ").bind(*case_id);
            insert.push(", ").bind(number).push(", ").bind(body);
        }
        tx.execute_query(insert.push(")"))?;
    }
    for some in waiting.chunks(TOGETHER) {
        let mut done = Query::new("DELETE FROM journal_pending WHERE id IN (");
        tx.execute_query(done.bind_list(some.iter().map(|(id, ..)| *id)).push(")"))?;
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

/// Number and index of the latest entry of each case or matter that has one and of which something waits.
fn latest(
    tx: &mut Tx<'_>,
    waiting: &[(i64, String, i64, String)],
) -> Result<HashMap<String, (i64, i64)>, CaseError> {
    let older: BTreeSet<&str> = waiting
        .iter()
        .filter(|(_, _, number, _)| *number > 1)
        .map(|(_, case_id, ..)| case_id.as_str())
        .collect();
    if older.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new("SELECT case_id, max(number), max(idx) FROM journal WHERE case_id IN (");
    let rows: Vec<(String, i64, i64)> = tx.all_query(query.bind_list(older).push(") GROUP BY case_id"))?;
    Ok(rows.into_iter().map(|(case_id, number, index)| (case_id, (number, index))).collect())
}
