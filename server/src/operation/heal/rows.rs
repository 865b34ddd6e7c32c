//! Appends the missing entries to the table of the journal, a batch in one transaction: the rows, the head, the rows of
//! their cases, and the end of waiting entries that are among them.

use anyhow::{anyhow, bail};
use dantin_journal::bundle::EntryBundle;
use dantin_record::entry::{Line, Pending};
use dantin_store::Tx;
use dantin_verify::Source;

use super::{Healed, Patient, gather, gather::Gathered};
use crate::{
    act::{
        cases::{CaseError, Context, recover},
        matters,
    },
    clock::SystemRandom,
    prove::journal::notices::LOG,
};

/// Appends all of them.
pub(super) fn append(
    patient: &Patient<'_>,
    gathered: &Gathered,
    healed: &mut Healed,
    progress: &mut dyn FnMut(u64, u64),
) -> anyhow::Result<()> {
    // The files of the log were brought up before, so that it alone is asked.
    let own = Source::Folder(patient.data.to_owned());
    let sources = [("the own folder", &own)];
    for wanted in EntryBundle::grown(gathered.has, gathered.size) {
        let mut batch = Vec::new();
        let entries = gather::bundle(&sources, 0, wanted, |_| true)?;
        let missing = wanted.entries().zip(entries).filter(|(index, _)| *index >= gathered.has);
        for (index, bytes) in missing {
            if !gathered.is_leaf(index, &bytes) {
                bail!("entry {index} in the own folder has changed while it was being read");
            }
            let text = String::from_utf8(bytes).map_err(|error| anyhow!("entry {index}: {error}"))?;
            let line = Line::parse(text.as_bytes()).map_err(|error| anyhow!("entry {index}: {error}"))?;
            batch.push((index, text, line));
        }
        let count = batch.len() as u64;
        let (city, now) = (patient.city.clone(), patient.now);
        let first = i64::try_from(wanted.entries().start.max(gathered.has))?;
        let dropped = patient.db.write_blocking(move |tx| {
            append_batch(tx, Context { city: &city, now, random: &SystemRandom }, first, &batch)
        })?;
        healed.recovered += count;
        healed.dropped += dropped;
        progress(wanted.entries().end, gathered.size);
    }
    Ok(())
}

fn append_batch(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    first: i64,
    batch: &[(u64, String, Line)],
) -> Result<u64, CaseError> {
    let (size,): (i64,) = tx.one("UPDATE journal_head SET size = size WHERE id = 1 RETURNING size", &[])?;
    if size != first {
        return Err(CaseError::Damaged(format!(
            "the journal has {size} entries and not {first}: something else writes to this database"
        )));
    }
    let mut dropped = 0;
    let mut last_at = String::new();
    for (index, body, line) in batch {
        let index = i64::try_from(*index).map_err(|error| CaseError::Damaged(error.to_string()))?;
        let (at, case, number) = match line.subject() {
            None => (line.at(), LOG.to_owned(), index),
            Some(id) => {
                let (last,): (Option<i64>,) =
                    tx.one("SELECT max(number) FROM journal WHERE case_id = $1", &[&id])?;
                (line.at(), id, last.unwrap_or(0) + 1)
            }
        };
        last_at = at.to_string();
        tx.execute(
            "INSERT INTO journal (idx, at, case_id, number, body) VALUES ($1, $2, $3, $4, $5)",
            &[&index, &last_at, &case, &number, body],
        )?;
        let Some(pending) = line.pending() else { continue };
        let waiting: Option<(String,)> = tx.first(
            "DELETE FROM journal_pending WHERE case_id = $1 AND number = $2 RETURNING body",
            &[&case, &number],
        )?;
        if let Some((body,)) = waiting {
            let signed = pending.to_bytes().map_err(|error| CaseError::Damaged(error.to_string()))?;
            if signed != body.as_bytes() {
                let what = format!("event {number} of {case} waits as another one than was signed");
                return Err(CaseError::Damaged(what));
            }
            dropped += 1;
        }
        match &pending {
            Pending::Case(pending) => recover(tx, context, pending, number)?,
            Pending::Matter(pending) => matters::recover(tx, context, pending, number)?,
        }
    }
    let size = first + i64::try_from(batch.len()).unwrap_or(i64::MAX);
    tx.execute("UPDATE journal_head SET size = $1, last_at = $2 WHERE id = 1", &[&size, &last_at])?;
    // Those who asked were told of it before the copy was put back.
    crate::mail::follow::skip(tx)?;
    Ok(dropped)
}
