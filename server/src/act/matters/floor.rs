//! How long each question was on the floor of the hall, kept beside the questions so that the page from which a session is held need
//! not look for it in the journal. The journal has the calls and the ends from which it follows.

use dantin_store::Tx;
use jiff::Timestamp;

use crate::act::cases::{CaseError, Context};

/// A question comes to the floor; the one that was there leaves it.
pub(super) fn call(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    matter: &str,
    question: u32,
) -> Result<(), CaseError> {
    let there: Vec<(i64, Timestamp)> = tx.all(
        "SELECT question, called_at FROM questions WHERE matter_id = $1 AND called_at IS NOT NULL",
        &[&matter],
    )?;
    for (question, called) in there {
        end(tx, context, matter, question, called)?;
    }
    tx.execute(
        "UPDATE questions SET called_at = $1 WHERE matter_id = $2 AND question = $3",
        &[&context.now, &matter, &i64::from(question)],
    )?;
    Ok(())
}

/// A question has its end; if it was on the floor, it leaves it.
pub(super) fn leave(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    matter: &str,
    question: u32,
) -> Result<(), CaseError> {
    let question = i64::from(question);
    let called: Option<(Timestamp,)> = tx.first(
        "SELECT called_at FROM questions WHERE matter_id = $1 AND question = $2 AND called_at IS NOT NULL",
        &[&matter, &question],
    )?;
    match called {
        Some((called,)) => end(tx, context, matter, question, called),
        None => Ok(()),
    }
}

fn end(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    matter: &str,
    question: i64,
    called: Timestamp,
) -> Result<(), CaseError> {
    let seconds = context.now.duration_since(called).as_secs().max(0);
    tx.execute(
        "UPDATE questions SET called_at = NULL, floor_seconds = floor_seconds + $1 WHERE matter_id = $2 AND question = $3",
        &[&seconds, &matter, &question],
    )?;
    Ok(())
}
