//! The open file of a case: the live record and what must be written when an event is added to it. Row, private words
//! and pending entry are written in the same transaction; the columns beside the record are derived from it here and
//! nowhere else.

use dantin_city::City;
use dantin_journal::commitment::{DOMAIN, commitment};
use dantin_record::{
    act::{Act, Actor, Role},
    case::{Awaiting, Case, State},
    code::AgencyCode,
    entry::{Commitments, Malformed, PendingEntry},
    event::Event,
    field::FieldName,
    id::CaseId,
    moment::Moment,
    voice::Voice,
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{CaseError, fields::is_published, joint, voice};
use crate::{
    act::deadlines::moment,
    clock::{Random, random},
};

/// What a command needs besides the transaction.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The pack.
    pub city: &'a City,
    /// The present moment.
    pub now: Timestamp,
    /// Where salts, ids and secrets come from.
    pub random: &'a dyn Random,
}

/// By what a case is found.
pub enum Key<'a> {
    /// The id in the journal, 26 symbols.
    Id(&'a str),
    /// The public code, in its full form.
    Code(&'a str),
}

/// Private words of an event: field and text. Each is stored apart under a fresh salt, and the entry carries only the
/// commitment.
pub type Private<'a> = &'a [(&'a str, &'a str)];

/// A case that is being worked on within one transaction.
pub struct CaseFile {
    /// The live record.
    pub case: Case,
    /// How many events it has.
    pub version: i64,
    /// The secret of the link by which a resident acts.
    secret: Option<String>,
}

impl CaseFile {
    /// Loads a case and holds its row until the transaction ends, so that entries of one case keep their order.
    pub fn open(tx: &mut Tx<'_>, key: &Key<'_>) -> Result<CaseFile, CaseError> {
        // A lock is an UPDATE as the first statement: it works alike on both engines.
        let found: Option<(String, i64)> = match key {
            Key::Id(id) => {
                tx.first("UPDATE cases SET version = version WHERE id = $1 RETURNING record, version", &[id])?
            }
            Key::Code(code) => tx.first(
                "UPDATE cases SET version = version WHERE code = $1 RETURNING record, version",
                &[code],
            )?,
        };
        let (record, version) = found.ok_or(CaseError::NotFound)?;
        Ok(CaseFile { case: read(&record)?, version, secret: None })
    }

    /// The same for a resident, whose acts show that they hold the link.
    pub(super) fn with_secret(self, secret: Option<&str>) -> CaseFile {
        CaseFile { secret: secret.map(ToOwned::to_owned), ..self }
    }

    /// Refuses when the case has moved on since the form was made.
    pub fn unchanged_since(&self, version: Option<i64>) -> Result<(), CaseError> {
        match version {
            Some(version) if version != self.version => Err(CaseError::Stale { version: self.version }),
            _ => Ok(()),
        }
    }

    /// Adds an event and gives its number in the case, counted from 1. `officer` is kept privately.
    pub fn add(
        &mut self,
        tx: &mut Tx<'_>,
        context: Context<'_>,
        by: Actor,
        event: Event,
        private: Private<'_>,
        officer: Option<&str>,
    ) -> Result<i64, CaseError> {
        // A clock that was set back must not stop the city's work: the event then has the time of the one before.
        let occurred = moment(context.now).max(self.case.last_event);
        self.case.apply(&Act::new(occurred, by, &event))?;
        let voice = match by.role() {
            Role::Reporter | Role::Joiner => voice::speak(tx, self.case.id, self.secret.as_deref())?,
            _ => None,
        };
        let deed = Deed { case: self.case.id, by, occurred, event, voice };
        write_entry(tx, context, &mut self.version, deed, private, officer)
    }

    /// Adds that somebody joined, with the lock by which they will be known.
    pub(super) fn join(
        &mut self,
        tx: &mut Tx<'_>,
        context: Context<'_>,
        private: Private<'_>,
        lock: Voice,
    ) -> Result<i64, CaseError> {
        let occurred = moment(context.now).max(self.case.last_event);
        let (by, event) = (Actor::Joiner, Event::Joined);
        self.case.apply(&Act::new(occurred, by, &event))?;
        let deed = Deed { case: self.case.id, by, occurred, event, voice: Some(lock) };
        write_entry(tx, context, &mut self.version, deed, private, None)
    }

    /// Writes the row. Call once, after the last event of the command.
    pub fn save(self, tx: &mut Tx<'_>, context: Context<'_>) -> Result<Case, CaseError> {
        let columns = Columns::of(&self.case, context.city);
        tx.execute(
            "UPDATE cases SET version = $1, record = $2, state = $3, visibility = $4, lead_agency = $5, clock_at = $6, \
             reopened = $7, updated_at = $8, merged_into = $10, risen_to = $11, rises_at = $12 WHERE id = $9",
            &[
                &self.version,
                &write(&self.case)?,
                &columns.state,
                &columns.visibility,
                &columns.lead_agency,
                &columns.clock_at,
                &columns.reopened,
                &context.now,
                &self.case.id.to_string(),
                &columns.merged_into,
                &columns.risen_to,
                &columns.rises_at,
            ],
        )?;
        save_parts(tx, &self.case)?;
        Ok(self.case)
    }
}

/// The columns that follow from the record.
pub(super) struct Columns {
    pub state: &'static str,
    pub visibility: &'static str,
    pub lead_agency: String,
    pub clock_at: Option<Timestamp>,
    pub reopened: bool,
    pub merged_into: Option<String>,
    pub risen_to: Option<String>,
    pub rises_at: Option<Timestamp>,
}

impl Columns {
    pub(super) fn of(case: &Case, city: &City) -> Columns {
        let lead_agency = match case.state {
            State::Unassigned { awaiting: Awaiting::Referral(agency) } => agency.as_str().to_owned(),
            _ => case
                .state
                .lead()
                .map_or_else(|| city.settings().coordinator.clone(), |agency| agency.as_str().to_owned()),
        };
        let clock = match case.state {
            State::ReportedResolved { confirm_by, .. } => Some(confirm_by),
            _ => case.state.owed_by(),
        };
        Columns {
            state: case.kind().code(),
            visibility: case.visibility.code(),
            lead_agency,
            clock_at: clock.map(Moment::to_timestamp),
            reopened: case.contests > 0,
            merged_into: case.merged_into().map(|into| into.to_string()),
            risen_to: case.escalated.map(|escalated| escalated.to.as_str().to_owned()),
            rises_at: joint::next_rise(city, case).map(|rise| rise.at),
        }
    }
}

/// Writes the parts of supporting agencies, by which their desks find them. A part is never taken away again.
pub(super) fn save_parts(tx: &mut Tx<'_>, case: &Case) -> Result<(), CaseError> {
    for part in &case.parts {
        tx.execute(
            "INSERT INTO case_parts (case_id, agency, state, due_at, risen_to) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (case_id, agency) DO UPDATE SET state = excluded.state, due_at = excluded.due_at, \
             risen_to = excluded.risen_to",
            &[
                &case.id.to_string(),
                &part.agency.as_str(),
                &part.kind().code(),
                &part.due.at.to_timestamp(),
                &part.escalated.map(|escalated| escalated.to.as_str().to_owned()),
            ],
        )?;
    }
    Ok(())
}

/// What is done to a case, by whom and when.
pub(super) struct Deed {
    pub case: CaseId,
    pub by: Actor,
    pub occurred: Moment,
    pub event: Event,
    /// The lock of whoever files or joins, the key of a resident who acts.
    pub voice: Option<Voice>,
}

/// Writes the private words, the officer and the pending entry of one event.
pub(super) fn write_entry(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    version: &mut i64,
    deed: Deed,
    private: Private<'_>,
    officer: Option<&str>,
) -> Result<i64, CaseError> {
    let Deed { case, by, occurred, event, voice } = deed;
    *version += 1;
    let number = *version;
    let id = case.to_string();
    let kind = event.kind();
    let commit = seal(tx, context, (&id, number), private, |field| is_published(kind, field))?;
    let entry = PendingEntry { case, by, occurred, event, commit, voice };
    leave(tx, (&id, number), &text(entry.to_bytes())?, officer)?;
    Ok(number)
}

/// Keeps private words of an event under fresh salts and gives what the entry holds for them; `published` says of a
/// field whether the public reads it from now on.
pub(in crate::act) fn seal(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (id, number): (&str, i64),
    private: Private<'_>,
    published: impl Fn(&str) -> bool,
) -> Result<Commitments, CaseError> {
    let mut commit = Commitments::new();
    for (field, body) in private {
        let salt: [u8; 32] = random(context.random);
        let held = commitment(DOMAIN, &salt, field, body.as_bytes());
        tx.execute(
            "INSERT INTO contents (case_id, number, field, body, salt, commitment, opened) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&id, &number, field, body, &salt.as_slice(), &held.as_slice(), &published(field)],
        )?;
        let name = FieldName::new(field).map_err(|_bad| CaseError::Damaged(format!("field {field}")))?;
        commit.insert(name, held);
    }
    Ok(commit)
}

/// Leaves an entry for the sequencer, and privately which officer did it.
pub(in crate::act) fn leave(
    tx: &mut Tx<'_>,
    (id, number): (&str, i64),
    entry: &str,
    officer: Option<&str>,
) -> Result<(), CaseError> {
    if let Some(officer) = officer {
        tx.execute(
            "INSERT INTO acts (case_id, number, officer_id) VALUES ($1, $2, $3)",
            &[&id, &number, &officer],
        )?;
    }
    tx.execute(
        "INSERT INTO journal_pending (case_id, number, body) VALUES ($1, $2, $3)",
        &[&id, &number, &entry],
    )?;
    Ok(())
}

/// The code of an agency of the pack as the record writes it.
pub(in crate::act) fn agency_code(code: &str) -> Result<AgencyCode, CaseError> {
    AgencyCode::new(code).map_err(|_bad| CaseError::Unknown { field: "agency", code: code.to_owned() })
}

/// The bodies above an agency: none of them may verify its work.
pub(super) fn parents(city: &City, agency: &str) -> Result<Vec<AgencyCode>, CaseError> {
    city.ancestors(agency).iter().map(|above| agency_code(&above.code)).collect()
}

/// Canonical bytes as the text column holds them.
pub(crate) fn text(bytes: Result<Vec<u8>, Malformed>) -> Result<String, CaseError> {
    let bytes = bytes.map_err(|e| CaseError::Damaged(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| CaseError::Damaged(e.to_string()))
}

pub(super) fn read(record: &str) -> Result<Case, CaseError> {
    serde_json::from_str(record).map_err(|e| CaseError::Damaged(e.to_string()))
}

pub(super) fn write(case: &Case) -> Result<String, CaseError> {
    serde_json::to_string(case).map_err(|e| CaseError::Damaged(e.to_string()))
}
