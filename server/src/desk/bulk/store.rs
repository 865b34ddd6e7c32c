//! The SQL of batches and their cases. A batch is its officer's own.

use dantin_record::reasons::ReturnReason;
use dantin_store::{Error, FromRow, Row, Tx};
use jiff::Timestamp;

use super::Deed;
use crate::{city::people::model::OfficerId, desk::steps::Step};

/// A batch.
pub struct Batch {
    pub id: String,
    pub officer: OfficerId,
    pub deed: Deed,
    /// `waiting`, `done` or `cancelled`.
    pub state: String,
    pub run_at: Timestamp,
    pub created_at: Timestamp,
}

impl FromRow for Batch {
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
        let (id, officer, step): (String, OfficerId, String) = (row.take()?, row.take()?, row.take()?);
        let (assignee, agency, reason, words): (Option<OfficerId>, Option<String>, Option<String>, String) =
            (row.take()?, row.take()?, row.take()?, row.take()?);
        let wrong = |column: &str| Error::invalid(column, "not what was stored there");
        let deed = match Step::from_code(&step) {
            Some(Step::Assignee) => Deed::Assignee(assignee),
            Some(Step::Accept) => Deed::Accept,
            Some(Step::Ask) => Deed::Ask(words),
            Some(Step::Assign) => Deed::Assign(agency.ok_or_else(|| wrong("bulk_batches.agency"))?),
            Some(Step::Merge) => Deed::Merge(words),
            Some(Step::Return) => Deed::Return {
                to: agency,
                reason: reason
                    .as_deref()
                    .and_then(ReturnReason::from_code)
                    .ok_or_else(|| wrong("bulk_batches.reason"))?,
                words,
            },
            _ => return Err(wrong("bulk_batches.step")),
        };
        Ok(Batch { id, officer, deed, state: row.take()?, run_at: row.take()?, created_at: row.take()? })
    }
}

/// One case of a batch.
#[derive(Clone, Debug)]
pub struct Item {
    pub code: String,
    /// The version that the officer saw.
    pub version: i64,
    /// `waiting`, `done`, `refused` or `undone`; `kept` where the others of a merge go.
    pub state: String,
    /// The key of the sentence that says why not.
    pub reason: Option<String>,
    /// Who handled the case before.
    pub before: Option<OfficerId>,
}

impl FromRow for Item {
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
        Ok(Item {
            code: row.take()?,
            version: row.take()?,
            state: row.take()?,
            reason: row.take()?,
            before: row.take()?,
        })
    }
}

/// Writes a new batch with its cases; says no when there is one of that id already.
pub fn insert(tx: &mut Tx<'_>, batch: &Batch, items: &[Item]) -> Result<bool, Error> {
    let (mut assignee, mut to, mut code, mut text) = (None, None, None, "");
    match &batch.deed {
        Deed::Assignee(officer) => assignee = officer.as_ref().map(OfficerId::as_str),
        Deed::Accept => {}
        Deed::Ask(words) | Deed::Merge(words) => text = words,
        Deed::Assign(agency) => to = Some(agency.as_str()),
        Deed::Return { to: agency, reason, words } => {
            (to, code, text) = (agency.as_deref(), Some(reason.code()), words);
        }
    }
    let written = tx.execute(
        "INSERT INTO bulk_batches (id, officer_id, step, assignee, agency, reason, words, state, run_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
        &[
            &batch.id,
            &batch.officer,
            &batch.deed.step().code(),
            &assignee,
            &to,
            &code,
            &text,
            &batch.state,
            &batch.run_at,
            &batch.created_at,
        ],
    )?;
    if written == 0 {
        return Ok(false);
    }
    for (place, item) in (0_i64..).zip(items) {
        tx.execute(
            "INSERT INTO bulk_items (batch_id, code, place, version, state, reason) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&batch.id, &item.code, &place, &item.version, &item.state, &item.reason],
        )?;
    }
    Ok(true)
}

/// The batch of that id.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Batch>, Error> {
    tx.first(
        "SELECT id, officer_id, step, assignee, agency, reason, words, state, run_at, created_at \
         FROM bulk_batches WHERE id = $1",
        &[&id],
    )
}

/// Id, step, state, when, and how many cases.
pub type Listed = (String, String, String, Timestamp, i64);

/// An officer's batches, newest first.
pub fn list(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<Vec<Listed>, Error> {
    tx.all(
        "SELECT b.id, b.step, b.state, b.created_at, (SELECT count(*) FROM bulk_items i WHERE i.batch_id = b.id) \
         FROM bulk_batches b WHERE b.officer_id = $1 ORDER BY b.created_at DESC, b.id LIMIT 30",
        &[officer],
    )
}

/// Holds a batch whose time has come until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<Option<Batch>, Error> {
    tx.first(
        "UPDATE bulk_batches SET state = 'waiting' WHERE id = $1 AND state = 'waiting' AND run_at <= $2 \
         RETURNING id, officer_id, step, assignee, agency, reason, words, state, run_at, created_at",
        &[&id, &now],
    )
}

/// The batches whose time has come.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT id FROM bulk_batches WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at, id LIMIT 20",
        &[&now],
    )
}

/// The cases of a batch, in the order in which they were chosen.
pub fn items(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Item>, Error> {
    tx.all(
        "SELECT code, version, state, reason, assignee_before FROM bulk_items WHERE batch_id = $1 ORDER BY place",
        &[&id],
    )
}

/// The next cases that wait.
pub fn waiting(tx: &mut Tx<'_>, id: &str, limit: i64) -> Result<Vec<Item>, Error> {
    tx.all(
        "SELECT code, version, state, reason, assignee_before FROM bulk_items WHERE batch_id = $1 AND state = 'waiting' \
         ORDER BY place LIMIT $2",
        &[&id, &limit],
    )
}

/// The code of the case of a merge that stays.
pub fn kept(tx: &mut Tx<'_>, id: &str) -> Result<Option<String>, Error> {
    tx.first("SELECT code FROM bulk_items WHERE batch_id = $1 AND state = 'kept'", &[&id])
}

/// Notes what became of a case.
pub fn note(
    tx: &mut Tx<'_>,
    id: &str,
    code: &str,
    state: &str,
    reason: Option<&str>,
    before: Option<&OfficerId>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE bulk_items SET state = $1, reason = $2, assignee_before = $3 WHERE batch_id = $4 AND code = $5",
        &[&state, &reason, &before, &id, &code],
    )?;
    Ok(())
}

/// All is carried out: the words now stand where they belong, and go from here.
pub fn end(tx: &mut Tx<'_>, id: &str) -> Result<(), Error> {
    tx.execute("UPDATE bulk_batches SET state = 'done', words = '' WHERE id = $1", &[&id])?;
    Ok(())
}

/// Takes a batch back whose time has not come; says whether it was early enough.
pub fn cancel(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<bool, Error> {
    let taken = tx.execute(
        "UPDATE bulk_batches SET state = 'cancelled' WHERE id = $1 AND state = 'waiting' AND run_at > $2",
        &[&id, &now],
    )?;
    if taken > 0 {
        tx.execute(
            "UPDATE bulk_items SET state = 'undone' WHERE batch_id = $1 AND state = 'waiting'",
            &[&id],
        )?;
    }
    Ok(taken > 0)
}

/// Gives a case back to whom it belonged, unless somebody else has given it on since.
pub fn give_back(
    tx: &mut Tx<'_>,
    code: &str,
    from: Option<&OfficerId>,
    to: Option<&OfficerId>,
) -> Result<bool, Error> {
    let from = from.map(OfficerId::as_str).unwrap_or_default();
    let changed = tx.execute(
        "UPDATE cases SET assignee = $1 WHERE code = $2 AND COALESCE(assignee, '') = $3",
        &[&to, &code, &from],
    )?;
    Ok(changed > 0)
}
