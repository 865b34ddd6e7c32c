//! How long each question was on the floor of the hall, kept beside the questions so that the page from which a session is held need
//! not look for it in the journal. The journal has the calls and the ends from which it follows. Which agency speaks meanwhile, and for how
//! long each did, whoever moderates notes here alone; who asks is named nowhere.

use dantin_record::matter::MatterRefusal;
use dantin_store::Tx;
use jiff::Timestamp;

use super::{MatterFile, dialogues::session, file::Key};
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
    fall_silent(tx, context, matter)?;
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
        Some((called,)) => {
            end(tx, context, matter, question, called)?;
            fall_silent(tx, context, matter)
        }
        None => Ok(()),
    }
}

/// An agency begins to speak to the question on the floor, and whoever spoke before is done; none where nobody speaks.
pub fn speak(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    agency: Option<&str>,
) -> Result<(), CaseError> {
    let file = MatterFile::open(tx, &Key::Code(code))?;
    let matter = file.matter.id().to_string();
    if session(&file)?.floor.is_none() {
        return Err(MatterRefusal::NoSuchQuestion.into());
    }
    fall_silent(tx, context, &matter)?;
    if let Some(agency) = agency {
        tx.execute(
            "UPDATE sessions SET speaker = $1, speaks_since = $2 WHERE matter_id = $3",
            &[&agency, &context.now, &matter],
        )?;
    }
    Ok(())
}

/// Counts the time of the agency that speaks, which is done.
fn fall_silent(tx: &mut Tx<'_>, context: Context<'_>, matter: &str) -> Result<(), CaseError> {
    let speaks: Option<(String, Timestamp)> = tx.first(
        "SELECT speaker, speaks_since FROM sessions WHERE matter_id = $1 AND speaks_since IS NOT NULL",
        &[&matter],
    )?;
    let Some((agency, since)) = speaks else { return Ok(()) };
    tx.execute(
        "INSERT INTO speaking (matter_id, agency, seconds) VALUES ($1, $2, $3) \
         ON CONFLICT (matter_id, agency) DO UPDATE SET seconds = speaking.seconds + excluded.seconds",
        &[&matter, &agency, &seconds(context, since)],
    )?;
    tx.execute("UPDATE sessions SET speaker = '', speaks_since = NULL WHERE matter_id = $1", &[&matter])?;
    Ok(())
}

fn seconds(context: Context<'_>, since: Timestamp) -> i64 {
    context.now.duration_since(since).as_secs().max(0)
}

fn end(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    matter: &str,
    question: i64,
    called: Timestamp,
) -> Result<(), CaseError> {
    let seconds = seconds(context, called);
    tx.execute(
        "UPDATE questions SET called_at = NULL, floor_seconds = floor_seconds + $1 WHERE matter_id = $2 AND question = $3",
        &[&seconds, &matter, &question],
    )?;
    Ok(())
}
