//! Due times: the city pack's rule of the day, counted on the city's calendar. The rule's version goes into the entry,
//! so that a case keeps the rule that applied when its clock started.

use dantin_calendar::{Amount, OutOfReach};
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
    /// No version of the rule is in force on the day.
    NotInForce(String),
    /// The calendar has no working time far enough ahead.
    OutOfReach(OutOfReach),
}

impl std::fmt::Display for NoDeadline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotInForce(rule) => write!(f, "no version of the deadline rule {rule} is in force"),
            Self::OutOfReach(reason) => write!(f, "the due time lies beyond the calendar: {reason}"),
        }
    }
}
impl std::error::Error for NoDeadline {}

/// The due time that the rule gives from `start`.
pub fn due(city: &City, rule: &str, start: Timestamp) -> Result<Due, NoDeadline> {
    let calendar = city.calendar();
    let deadline = city
        .deadlines()
        .in_force(rule, calendar.date_at(start))
        .ok_or_else(|| NoDeadline::NotInForce(rule.to_owned()))?;
    let at = calendar.add_working(start, deadline.amount).map_err(NoDeadline::OutOfReach)?;
    Ok(Due {
        at: moment(at),
        rule: RuleCode::new(rule).map_err(|_not_a_code| NoDeadline::NotInForce(rule.to_owned()))?,
        version: deadline.valid_from,
        kind: match deadline.kind {
            dantin_calendar::Kind::Statutory => DueKind::Statutory,
            dantin_calendar::Kind::CityRule => DueKind::CityRule,
            dantin_calendar::Kind::Target => DueKind::Target,
        },
    })
}

/// The due time after the clock stood still from `asked` until `now`: what was left of the working time at `asked`
/// is counted again from `now`.
pub fn after_pause(city: &City, due: Due, asked: Timestamp, now: Timestamp) -> Result<Due, NoDeadline> {
    let calendar = city.calendar();
    let unit = unit(city, &due);
    let at = match calendar.remaining(asked, due.at.to_timestamp(), unit) {
        Some(remaining) => calendar.due_after_resume(now, remaining).map_err(NoDeadline::OutOfReach)?,
        // The clock had run out before the question: asking does not give time back.
        None => due.at.to_timestamp(),
    };
    Ok(Due { at: moment(at), ..due })
}

/// The unit that the due time's rule counts in, by the version that it names.
pub fn unit(city: &City, due: &Due) -> Amount {
    city.deadlines().in_force(due.rule.as_str(), due.version).map_or(Amount::Days(1), |rule| rule.amount)
}

/// A timestamp as the record writes it, in whole milliseconds.
pub fn moment(at: Timestamp) -> Moment {
    Moment::from_millisecond(at.as_millisecond())
}
