//! How long personal data are kept. After the operator's terms contact data of ended cases and matters are erased by the same means as at
//! a resident's request, with a public entry each; sealed originals of photos are thrown away; the logs of looks and of
//! accounts lose what is old. A case that has not ended, or for which somebody waits for a privacy officer's decision, is
//! never touched; one that was merged has ended when the case has as which it was worked on. Nothing here touches files or knows HTTP.

pub mod matters;

use dantin_record::{act::Actor, case::Case, code::AgencyCode, reasons::ErasureGround};
use dantin_store::Tx;
use jiff::{SignedDuration, Timestamp};

use super::{
    cases::{
        CaseError, Context, Key,
        commands::Command,
        erasure::{self, Erase},
    },
    deadlines::moment,
};
use crate::{city::people, settings::safety::Retention};

/// Cases and photos of one step at most, so that nobody waits for the database long.
pub const BATCH: i64 = 50;

/// What the terms would take now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Cases whose contact data go.
    pub contacts: i64,
    /// Cases whose contact data should go, but every body that was named had a part in them.
    pub without_body: i64,
    /// The same of sessions and consultations.
    pub matters: matters::OfMatters,
    /// Originals of photos.
    pub originals: i64,
    /// Rows of the log of looks.
    pub reads: i64,
    /// Rows of the log of accounts.
    pub administration: i64,
    /// Sessions, browsers, attempts, links and half-finished sign-ins that are over.
    pub entering: i64,
}

fn before(now: Timestamp, days: i32) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(i64::from(days) * 24)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The states of cases that have ended by themselves.
macro_rules! ended {
    () => {
        "('confirmed_resolved', 'unconfirmed', 'declined', 'withdrawn', 'source_closed', 'source_cancelled')"
    };
}

/// A case whose contact data may be over.
struct Due {
    code: String,
    case: Case,
    /// The one as which it was worked on, which is merged into no other.
    main: Option<Case>,
}

impl Due {
    /// A merged case hears nothing more after the merging: the end of the other one counts. What is erased there later is no part of that.
    fn is_over(&self, cutoff: Timestamp) -> bool {
        self.main.as_ref().is_none_or(|main| main.ended.is_some_and(|ended| ended < moment(cutoff)))
    }
}

/// The ended cases behind this code whose last event is older than the term and that still hold contact data, by code.
fn due_contacts(tx: &mut Tx<'_>, cutoff: Timestamp, after: &str, most: i64) -> Result<Vec<Due>, CaseError> {
    let rows: Vec<(String, String, Option<String>)> = tx.all(
        concat!("SELECT cases.code, cases.record, main.record FROM cases LEFT JOIN cases main ON main.id = cases.merged_into \
         WHERE cases.code > $2 AND cases.updated_at < $1 \
         AND (cases.state IN ", ended!(), " OR (cases.state = 'merged' AND main.state IN ", ended!(), ")) \
         AND EXISTS (SELECT 1 FROM contents WHERE contents.case_id = cases.id AND contents.field = 'contact') \
         AND NOT EXISTS (SELECT 1 FROM erasure_requests WHERE erasure_requests.case_id = cases.id AND settled_at IS NULL) \
         ORDER BY cases.code LIMIT $3"),
        &[&cutoff, &after, &most],
    )?;
    let read = |record: &String| {
        serde_json::from_str::<Case>(record).map_err(|error| CaseError::Damaged(error.to_string()))
    };
    let due = |(code, record, main): (String, String, Option<String>)| {
        Ok(Due { code, case: read(&record)?, main: main.as_ref().map(read).transpose()? })
    };
    rows.into_iter().map(due).collect()
}

/// The first of the operator's bodies that had no part in a case.
fn body_for(context: Context<'_>, rules: &Retention, case: &Case) -> Option<AgencyCode> {
    let above = |agency: &AgencyCode| {
        let parent_of = |agency: &AgencyCode| {
            let parent = context.city.agency(agency.as_str())?.parent.as_deref()?;
            AgencyCode::new(parent).ok()
        };
        std::iter::successors(parent_of(agency), parent_of).take(16).collect::<Vec<_>>()
    };
    let lead = case.state.lead();
    let over_the_lead = lead.as_ref().map(above).unwrap_or_default();
    let known = |body: &&AgencyCode| context.city.agency(body.as_str()).is_some();
    rules
        .bodies
        .iter()
        .filter(known)
        .copied()
        .find(|body| lead != Some(*body) && !case.barred.contains(body) && !over_the_lead.contains(body))
}

/// What the terms would take now; changes nothing.
pub fn plan(tx: &mut Tx<'_>, context: Context<'_>, rules: &Retention) -> Result<Plan, CaseError> {
    let mut plan = Plan::default();
    if let Some(days) = rules.contact_days {
        let cutoff = before(context.now, days);
        for due in due_contacts(tx, cutoff, "", i64::MAX)?.iter().filter(|due| due.is_over(cutoff)) {
            if body_for(context, rules, &due.case).is_some() {
                plan.contacts += 1;
            } else {
                plan.without_body += 1;
            }
        }
    }
    plan.matters = matters::plan(tx, context, rules)?;
    if let Some(days) = rules.originals_days {
        plan.originals =
            i64::try_from(due_originals(tx, before(context.now, days), i64::MAX)?.len()).unwrap_or(0);
    }
    plan.reads =
        tx.one("SELECT count(*) FROM reads WHERE at < $1", &[&before(context.now, rules.reads_days)])?;
    plan.administration = tx.one(
        "SELECT count(*) FROM administration WHERE at < $1",
        &[&before(context.now, rules.administration_days)],
    )?;
    plan.entering = people::sign_in::over(tx, context.now)?;
    Ok(plan)
}

/// What one step did, and where the next goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Cases that lost contact data, or contributions to a matter.
    pub erased: usize,
    /// Behind which case or matter the next step goes on; none at the end.
    pub last: Option<String>,
}

/// Erases contact data of some cases behind this code. Cases for which no body can speak are left.
pub fn erase_contacts(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    rules: &Retention,
    after: &str,
) -> Result<Step, CaseError> {
    let mut step = Step::default();
    let Some(days) = rules.contact_days else { return Ok(step) };
    let cutoff = before(context.now, days);
    for due in due_contacts(tx, cutoff, after, BATCH)? {
        step.last = Some(due.code.clone());
        if !due.is_over(cutoff) {
            continue;
        }
        let Some(body) = body_for(context, rules, &due.case) else { continue };
        // The list of states in the statement names what has ended; the record has the last word.
        if due.case.kind().is_open() {
            continue;
        }
        let fields: Vec<(i64, String)> = tx.all(
            "SELECT number, field FROM contents WHERE case_id = $1 AND field = 'contact' ORDER BY number",
            &[&due.case.id.to_string()],
        )?;
        let command = Command {
            key: Key::Code(&due.code),
            version: None,
            by: Actor::PrivacyOfficer(body),
            officer: None,
            secret: None,
        };
        let erase =
            Erase { fields: &fields, notes: &[], partner_copies: false, ground: ErasureGround::PurposeEnded };
        erasure::erase(tx, context, &command, &erase)?;
        step.erased += 1;
    }
    Ok(step)
}

/// Hashes of originals all of whose cases and rounds of oversight have ended before the cutoff.
pub fn due_originals(
    tx: &mut Tx<'_>,
    cutoff: Timestamp,
    most: i64,
) -> Result<Vec<String>, dantin_store::Error> {
    let rows: Vec<(String,)> = tx.all(
        concat!(
            "SELECT photos.hash FROM photos WHERE photos.original_removed_at IS NULL \
         AND (EXISTS (SELECT 1 FROM case_photos WHERE case_photos.photo = photos.hash) \
         OR EXISTS (SELECT 1 FROM matter_photos WHERE matter_photos.photo = photos.hash)) \
         AND NOT EXISTS (SELECT 1 FROM matter_photos JOIN matters ON matters.id = matter_photos.matter_id \
         WHERE matter_photos.photo = photos.hash AND (matters.updated_at >= $1 OR matters.state NOT IN \
         ('closed', 'cancelled'))) \
         AND NOT EXISTS (SELECT 1 FROM case_photos JOIN cases ON cases.id = case_photos.case_id \
         WHERE case_photos.photo = photos.hash AND (cases.updated_at >= $1 OR NOT (cases.state IN ",
            ended!(),
            " \
         OR (cases.state = 'merged' AND EXISTS (SELECT 1 FROM cases main WHERE main.id = cases.merged_into \
         AND main.updated_at < $1 AND main.state IN ",
            ended!(),
            "))))) \
         ORDER BY photos.hash LIMIT $2"
        ),
        &[&cutoff, &most],
    )?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

/// Some originals whose time is over.
pub fn some_originals(
    tx: &mut Tx<'_>,
    rules: &Retention,
    now: Timestamp,
) -> Result<Vec<String>, dantin_store::Error> {
    match rules.originals_days {
        Some(days) => due_originals(tx, before(now, days), BATCH),
        None => Ok(Vec::new()),
    }
}

/// Notes that an original is gone.
pub fn original_is_gone(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<(), dantin_store::Error> {
    tx.execute("UPDATE photos SET original_removed_at = $2 WHERE hash = $1", &[&hash, &now])?;
    Ok(())
}

/// Deletes old rows of the logs of looks and accounts; gives how many.
pub fn forget(tx: &mut Tx<'_>, rules: &Retention, now: Timestamp) -> Result<u64, dantin_store::Error> {
    let over = before(now, rules.reads_days);
    let reads = tx.execute("DELETE FROM reads WHERE at < $1", &[&over])?;
    let administration =
        tx.execute("DELETE FROM administration WHERE at < $1", &[&before(now, rules.administration_days)])?;
    Ok(reads + administration)
}
