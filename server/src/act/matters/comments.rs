//! Comments beside the record of their consultation: a row for each, so that an event writes the comments that it is about and no other.

use std::collections::BTreeMap;

use dantin_record::{
    consultation::Comment,
    matter::{Matter, MatterEvent},
};
use dantin_store::{Query, Tx};

use crate::act::cases::CaseError;

fn damaged(error: &serde_json::Error) -> CaseError {
    CaseError::Damaged(error.to_string())
}

/// Lets the record hold what the rules ask about an event: its comments, and those with which they are answered.
pub(super) fn bring(
    tx: &mut Tx<'_>,
    matter: &mut Matter,
    loaded: &mut BTreeMap<u32, Comment>,
    event: &MatterEvent,
) -> Result<(), CaseError> {
    let (Matter::Consultation(consultation), MatterEvent::Consultation(event)) = (matter, event) else {
        return Ok(());
    };
    let mut wanted = event.comments();
    // The second time for the main comments of those that came the first time.
    for _ in 0..2 {
        wanted.retain(|number| {
            consultation.comments.get(*number).is_none()
                && (1..=consultation.comments.total()).contains(number)
        });
        let found = rows(tx, &consultation.id.to_string(), &wanted)?;
        wanted = found.iter().filter_map(|comment| comment.grouped_into).collect();
        for comment in found {
            loaded.insert(comment.number, comment.clone());
            consultation.comments.hold(comment);
        }
    }
    Ok(())
}

/// Writes the comments that differ from their rows, and lets the record hold none.
pub(super) fn put_away(
    tx: &mut Tx<'_>,
    matter: &mut Matter,
    loaded: &mut BTreeMap<u32, Comment>,
) -> Result<(), CaseError> {
    let Matter::Consultation(consultation) = matter else { return Ok(()) };
    let id = consultation.id.to_string();
    let before = std::mem::take(loaded);
    for (number, comment) in consultation.comments.put_away() {
        if before.get(&number) == Some(&comment) {
            continue;
        }
        let record = serde_json::to_string(&comment).map_err(|error| damaged(&error))?;
        tx.execute(
            "UPDATE comments SET record = $1 WHERE matter_id = $2 AND number = $3",
            &[&record, &id, &i64::from(number)],
        )?;
    }
    Ok(())
}

/// The comments of these numbers.
fn rows(tx: &mut Tx<'_>, matter: &str, numbers: &[u32]) -> Result<Vec<Comment>, CaseError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("SELECT record FROM comments WHERE record IS NOT NULL AND matter_id = ");
    query.bind(&matter);
    query.push(" AND number IN (").bind_list(numbers.iter().copied().map(i64::from)).push(")");
    let rows: Vec<(String,)> = tx.all_query(&query)?;
    rows.iter().map(|(record,)| serde_json::from_str(record).map_err(|error| damaged(&error))).collect()
}
