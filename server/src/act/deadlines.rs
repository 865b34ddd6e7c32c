//! Due times: the city pack's rule of the day, counted on the city's calendar. The rule's version goes into the entry,
//! so that a case keeps the rule that applied when its clock started.

use dantin_calendar::{Amount, Deadline, DueError, RuleKind};
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
    /// The pack has no rule in force for this on the day.
    NoRule(String),
    /// The rule's id cannot stand in an entry.
    Code(String),
}

impl std::fmt::Display for NoDeadline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule(reason) => reason.fmt(f),
            Self::NoRule(what) => write!(f, "no deadline rule is in force for {what}"),
            Self::Code(rule) => write!(f, "the rule id {rule} has letters that an entry cannot carry"),
        }
    }
}
impl std::error::Error for NoDeadline {}

/// For what a due time is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// To accept the case.
    Receive,
    /// To resolve it.
    Resolve,
}

/// The due time that the rule of the category gives from `start`.
pub fn due(
    city: &City,
    duty: Duty,
    category: &str,
    subcategory: Option<&str>,
    start: Timestamp,
) -> Result<Due, NoDeadline> {
    let date = city.calendar().date_at(start);
    let rule = match duty {
        Duty::Receive => city.receive_rule(category, subcategory, date),
        Duty::Resolve => city.resolve_rule(category, subcategory, date),
    };
    reckon(city, rule.ok_or_else(|| NoDeadline::NoRule(category.to_owned()))?, start)
}

/// From so many seconds before it on, residents and officers alike read that something is nearly due.
pub const SOON: i64 = 24 * 3600;

/// Until when a result that was reported at `start` may be confirmed or contested.
pub fn confirm_by(city: &City, start: Timestamp) -> Result<Moment, NoDeadline> {
    let rule = city.confirmation_rule(city.calendar().date_at(start));
    Ok(reckon(city, rule.ok_or_else(|| NoDeadline::NoRule("confirmation".to_owned()))?, start)?.at)
}

/// The due time that the rule of this id gives from `start`.
pub fn within(city: &City, rule: &str, start: Timestamp) -> Result<Due, NoDeadline> {
    let due = rule_on(city, rule, start)?.due(city.calendar(), start).map_err(NoDeadline::Rule)?;
    recorded(&due)
}

/// Until when something must be done so that it comes early enough before `event`, by the rule of this id that is in force then.
pub fn before(city: &City, rule: &str, event: Timestamp) -> Result<Due, NoDeadline> {
    let due = rule_on(city, rule, event)?.latest_before(city.calendar(), event).map_err(NoDeadline::Rule)?;
    recorded(&due)
}

fn rule_on<'a>(city: &'a City, rule: &str, at: Timestamp) -> Result<&'a Deadline, NoDeadline> {
    let date = city.calendar().date_at(at);
    city.deadlines().in_force(rule, date).ok_or_else(|| NoDeadline::NoRule(rule.to_owned()))
}

fn reckon(city: &City, rule: &Deadline, start: Timestamp) -> Result<Due, NoDeadline> {
    recorded(&rule.due(city.calendar(), start).map_err(NoDeadline::Rule)?)
}

/// As entries carry it.
fn recorded(due: &dantin_calendar::Due) -> Result<Due, NoDeadline> {
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
    let before = due.at.to_timestamp();
    let at = match calendar.remaining(asked, before, unit(city, &due)) {
        // A date that an approver has set need not be the end of a working day. What was counted again is never earlier than it.
        Some(remaining) => calendar
            .due_after_resume(now, remaining)
            .map_err(|reason| NoDeadline::Rule(reason.into()))?
            .max(before),
        // The clock had run out before the question: asking does not give time back.
        None => before,
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
