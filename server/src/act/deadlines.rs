//! Due times: the city pack's rule of the day, counted on the city's calendar. The rule's version goes into the entry,
//! so that a case keeps the rule that applied when its clock started.

use dantin_calendar::{Amount, DueError, RuleKind};
use dantin_city::City;
use dantin_record::{
    code::RuleCode,
    event::{Due, DueKind},
    moment::Moment,
};
use jiff::Timestamp;

/// Why a due time cannot be given; each is a fault of the pack, which `dantin check` finds beforehand.
#[derive(Debug)]
pub enum NoDeadline {
    /// The calendar or the table of rules gives none.
    Rule(DueError),
    /// The rule's id cannot stand in an entry.
    Code(String),
}

impl std::fmt::Display for NoDeadline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule(reason) => reason.fmt(f),
            Self::Code(rule) => write!(f, "the rule id {rule} has letters that an entry cannot carry"),
        }
    }
}
impl std::error::Error for NoDeadline {}

/// The due time that the rule gives from `start`.
pub fn due(city: &City, rule: &str, start: Timestamp) -> Result<Due, NoDeadline> {
    let due = city.deadlines().due(rule, city.calendar(), start).map_err(NoDeadline::Rule)?;
    Ok(Due {
        at: moment(due.at),
        rule: RuleCode::new(&due.rule).map_err(|_bad| NoDeadline::Code(due.rule.clone()))?,
        version: due.rule_version,
        kind: match due.kind {
            RuleKind::Statutory => DueKind::Statutory,
            RuleKind::CityRule => DueKind::CityRule,
            RuleKind::Target => DueKind::Target,
        },
    })
}

/// The due time after the clock stood still from `asked` until `now`: what was left of the working time at `asked`
/// is counted again from `now`.
pub fn after_pause(city: &City, due: Due, asked: Timestamp, now: Timestamp) -> Result<Due, NoDeadline> {
    let calendar = city.calendar();
    let at = match calendar.remaining(asked, due.at.to_timestamp(), unit(city, &due)) {
        Some(remaining) => {
            calendar.due_after_resume(now, remaining).map_err(|reason| NoDeadline::Rule(reason.into()))?
        }
        // The clock had run out before the question: asking does not give time back.
        None => due.at.to_timestamp(),
    };
    Ok(Due { at: moment(at), ..due })
}

/// The amount that the due time's rule gives, by the version that it names.
pub fn unit(city: &City, due: &Due) -> Amount {
    city.deadlines()
        .version(due.rule.as_str(), due.version)
        .and_then(dantin_calendar::Deadline::amount)
        .unwrap_or(Amount::Days(1))
}

/// A timestamp as the record writes it, in whole milliseconds.
pub fn moment(at: Timestamp) -> Moment {
    Moment::from_millisecond(at.as_millisecond())
}
