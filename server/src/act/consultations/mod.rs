//! Consultations on drafts: announcing one with its first version, publishing later ones, and everything that happens to a comment. As with
//! other matters, `dantin_record` decides what may happen; here the texts of versions and the rows that lists are found by are kept in the
//! same transaction. It knows neither HTTP nor who may do what.

mod comments;
mod imports;
mod store;
mod versions;

use dantin_calendar::{Amount, Term};
use dantin_record::{
    act::Actor,
    code::RuleCode,
    consultation::{Consultation, ConsultationEvent, CourseReason},
    matter::MatterEvent,
};
use dantin_store::Tx;

pub use comments::{Answering, NewComment, answer, comment, group, hide, show, ungroup, waits, withdraw};
pub use imports::{Import, delete_import, find_import, imports_of, insert_import, save_import};
pub use store::{
    Said, WHOLE, comments_of_page, comments_of_table, comments_waiting, counts_of_pages, drafts_before,
    matches_of, notes_of, page_of, rebuild, version_of,
};
pub use versions::{NewConsultation, announce, publish};

use super::{
    cases::{CaseError, Context},
    matters::{Deed, Key, MatterFile},
};

/// The row of the deadline table that says how long people are heard (Law 10/2022, Art. 28.2).
pub const RULE: &str = "democracy.opinion";

/// The days that people must be given by the rule in force today.
pub fn minimum_days(context: Context<'_>) -> Result<(RuleCode, u32), CaseError> {
    let date = context.city.calendar().date_at(context.now);
    let rule = context.city.deadlines().in_force(RULE, date);
    let days = match rule.map(|rule| &rule.term) {
        Some(Term::AtLeast(Amount::Days(days)) | Term::Within(Amount::Days(days))) => *days,
        _ => return Err(super::deadlines::NoDeadline::NoRule(RULE.to_owned()).into()),
    };
    let code = RuleCode::new(RULE).map_err(|_bad| CaseError::Damaged(RULE.to_owned()))?;
    Ok((code, days))
}

/// The consultation of an open file.
pub fn consultation(file: &MatterFile) -> Result<&Consultation, CaseError> {
    file.matter.as_consultation().ok_or(CaseError::NotFound)
}

/// Opens the consultation of this code.
pub fn open(tx: &mut Tx<'_>, code: &str) -> Result<MatterFile, CaseError> {
    let file = MatterFile::open(tx, &Key::Code(code))?;
    consultation(&file)?;
    Ok(file)
}

/// Who acts: as whom the journal names it, and the officer, kept privately.
#[derive(Clone, Debug)]
pub struct By {
    pub actor: Actor,
    pub officer: Option<String>,
}

impl By {
    /// Nobody that an officer's name could be kept of.
    pub const fn actor(actor: Actor) -> Self {
        Self { actor, officer: None }
    }
}

/// Makes the time for comments longer.
pub fn extend(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    closes: jiff::Timestamp,
    reason: CourseReason,
) -> Result<(), CaseError> {
    let closes = super::deadlines::moment(closes).to_whole_second();
    add(tx, context, file, by, ConsultationEvent::Extended { closes, reason }, (&[], &[]))?;
    file.save(tx, context)
}

/// Closes a consultation in which every comment has its response.
pub fn close(tx: &mut Tx<'_>, context: Context<'_>, file: &mut MatterFile, by: &By) -> Result<(), CaseError> {
    add(tx, context, file, by, ConsultationEvent::Closed {}, (&[], &[]))?;
    file.save(tx, context)
}

/// Gives it up, for a public reason.
pub fn cancel(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    reason: CourseReason,
) -> Result<(), CaseError> {
    add(tx, context, file, by, ConsultationEvent::Cancelled { reason }, (&[], &[]))?;
    file.save(tx, context)
}

/// Does what time itself does: opens what is to open, ends what is over. Gives whether anything was to do.
pub fn tick(tx: &mut Tx<'_>, context: Context<'_>, id: &str) -> Result<bool, CaseError> {
    let mut file = MatterFile::open(tx, &Key::Id(id))?;
    move_by_time(tx, context, &mut file)
}

fn move_by_time(tx: &mut Tx<'_>, context: Context<'_>, file: &mut MatterFile) -> Result<bool, CaseError> {
    let mut moved = false;
    while let Some(event) = due(consultation(file)?, context) {
        add(tx, context, file, &By::actor(Actor::Clock), event, (&[], &[]))?;
        moved = true;
    }
    if moved {
        file.save(tx, context)?;
    }
    Ok(moved)
}

fn due(consultation: &Consultation, context: Context<'_>) -> Option<ConsultationEvent> {
    use dantin_record::consultation::ConsultationState::{Announced, Open};
    let at = consultation.clock_at()?.to_timestamp();
    match consultation.state {
        Announced if at <= context.now => Some(ConsultationEvent::Opened {}),
        Open if at <= context.now => Some(ConsultationEvent::Ended {}),
        _ => None,
    }
}

/// Field and text of private words, and the names of those fields that the public reads from now on.
type Words<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

fn add(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    event: ConsultationEvent,
    (private, published): Words<'_>,
) -> Result<i64, CaseError> {
    let event = MatterEvent::Consultation(event);
    let officer = by.officer.as_deref();
    file.add(tx, context, Deed { by: by.actor, event, private, published, officer })
}
