//! An officer's wish for a later due date. It waits for somebody above the officer, who grants it (an event of the case) or
//! refuses it with a word. The words of both are notes of the desk: private, and erased like all others.

use dantin_record::{event::EventKind, reasons::ExtendReason, refusal::Refusal};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{CaseError, Context, commands::Command};
use crate::clock::random;

/// A wish that nobody has decided on.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Name of the officer who asks.
    pub name: String,
    /// Why.
    pub reason: ExtendReason,
    /// Until when.
    pub due: Timestamp,
    /// What was said to it; nothing where it was erased.
    pub words: String,
    /// Since when.
    pub asked: Timestamp,
}

/// Asks for a later date. Asked again, the new wish takes the place of the old one.
pub fn ask(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    reason: ExtendReason,
    due: Timestamp,
    words: &str,
) -> Result<(), CaseError> {
    let file = command.open(tx)?;
    let case = &file.case;
    let present = case.due().filter(|_| case.state.owed_by().is_some());
    let wrong = || Refusal::WrongState { state: case.kind(), event: EventKind::Extended };
    let (present, agency) = present.zip(case.state.lead()).ok_or_else(wrong)?;
    if due <= present.at.to_timestamp() {
        return Err(Refusal::DueNotLater.into());
    }
    let officer = command.officer.unwrap_or_default();
    let id = case.id.to_string();
    let note = add_note(tx, context, &id, officer, words)?;
    tx.execute(
        "INSERT INTO extension_requests (case_id, agency, officer_id, note_id, reason, due_at, asked_at, settled_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT (case_id) DO UPDATE SET agency = excluded.agency, \
         officer_id = excluded.officer_id, note_id = excluded.note_id, reason = excluded.reason, \
         due_at = excluded.due_at, asked_at = excluded.asked_at, settled_at = NULL",
        &[&id, &agency.as_str(), &officer, &note, &reason.code(), &due, &context.now],
    )?;
    Ok(())
}

/// Refuses the wish; the words are for the officer who asked.
pub fn refuse(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    words: &str,
) -> Result<(), CaseError> {
    let file = command.open(tx)?;
    let id = file.case.id.to_string();
    if settle(tx, context, &id)? == 0 {
        return Err(CaseError::Unknown { field: "step", code: "extension".to_owned() });
    }
    add_note(tx, context, &id, command.officer.unwrap_or_default(), words)?;
    Ok(())
}

/// Lays the wish aside: it was decided on, or the case has moved on. Gives how many there were.
pub(super) fn settle(tx: &mut Tx<'_>, context: Context<'_>, case: &str) -> Result<u64, CaseError> {
    Ok(tx.execute(
        "UPDATE extension_requests SET settled_at = $1 WHERE case_id = $2 AND settled_at IS NULL",
        &[&context.now, &case],
    )?)
}

/// The wish that waits on this case.
pub fn wish(tx: &mut Tx<'_>, case: &str) -> Result<Option<Wish>, dantin_store::Error> {
    type Found = (Option<String>, String, Timestamp, Option<String>, Timestamp);
    let found: Option<Found> = tx.first(
        "SELECT officers.name, r.reason, r.due_at, notes.body, r.asked_at FROM extension_requests r \
         LEFT JOIN officers ON officers.id = r.officer_id LEFT JOIN notes ON notes.id = r.note_id \
         WHERE r.case_id = $1 AND r.settled_at IS NULL",
        &[&case],
    )?;
    Ok(found.and_then(|(name, reason, due, words, asked)| {
        let reason = ExtendReason::from_code(&reason)?;
        Some(Wish { name: name.unwrap_or_default(), reason, due, words: words.unwrap_or_default(), asked })
    }))
}

fn add_note(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    case: &str,
    officer: &str,
    words: &str,
) -> Result<String, CaseError> {
    let id = super::hex(&random::<16>(context.random));
    tx.execute(
        "INSERT INTO notes (id, case_id, officer_id, body, created_at) VALUES ($1, $2, $3, $4, $5)",
        &[&id, &case, &officer, &words, &context.now],
    )?;
    Ok(id)
}
