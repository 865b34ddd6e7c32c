//! Deadlines as data: a rule with its words, its basis, the dates between which it is in force and how sure we are
//! of it; and the table that answers which version was in force on a date. It does not know where rules are kept
//! nor which cases they bind.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Amount, Calendar, OutOfReach};

/// A text in Vietnamese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// Where a rule's force comes from; shown to residents in three different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// A law, a decree or a rule of the Party.
    Statutory,
    /// A regulation of the city.
    CityRule,
    /// A term that this platform suggests; nobody is bound by it.
    Target,
}

/// How sure the authors of the data are of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Remembered or inferred, not seen in a source.
    Low,
    /// Seen in one source of second rank.
    Medium,
    /// Seen in the text itself or in several independent sources.
    High,
}

/// The event a period runs from (or, for a term "before", the event it must precede).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartEvent {
    /// The resident sent it.
    Sent,
    /// The agency received (accepted) it.
    Received,
    /// The grounds for a refusal are complete.
    GroundsComplete,
    /// The resident learned of the decision or act.
    Learned,
    /// The authority accepted it for resolution.
    Accepted,
    /// The decision was made.
    Decided,
    /// The resident received the decision, or the term for it passed.
    DecisionReceived,
    /// The same denunciation was made again after its term had passed.
    Repeated,
    /// The conclusion was reached.
    Concluded,
    /// The decision or document exists.
    DocumentExists,
    /// It was posted.
    Posted,
    /// The content was published.
    Published,
    /// The meeting or the poll was closed.
    MeetingClosed,
    /// A valid request was received.
    ValidRequest,
    /// A meeting, conference, dialogue or reception takes place.
    Event,
    /// A draft is submitted.
    Submission,
    /// An oversight begins.
    OversightStarts,
    /// An oversight has ended.
    OversightEnds,
    /// The step was due and was not taken.
    Overdue,
    /// The terms recur with the calendar and run from nothing.
    Calendar,
}

/// How often a recurring duty falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Each week.
    Week,
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each half year.
    HalfYear,
    /// Each year.
    Year,
}

/// What a rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "sense", rename_all = "snake_case")]
pub enum Term {
    /// Do it within the amount after the start.
    Within(Amount),
    /// Keep it up for at least the amount after the start.
    AtLeast(Amount),
    /// Do it at least the amount before the start event.
    Before(Amount),
    /// Do it at least so many times (or on so many days) in each period.
    Every {
        /// How many times, at least one.
        times: u32,
        /// The period.
        period: Period,
    },
}

/// One version of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The stable id, the same for all versions, such as `ihanoi.receive`.
    pub id: String,
    /// First day on which it is in force; with the id it names the version.
    pub valid_from: Date,
    /// Last day on which it is in force; `None` while no end is known.
    pub valid_to: Option<Date>,
    /// What it asks.
    pub term: Term,
    /// What the period runs from.
    pub start: StartEvent,
    /// The duty in words.
    pub duty: Bilingual,
    /// Who has the duty.
    pub who: Bilingual,
    /// The law or rule and its article, as cited.
    pub basis: String,
    /// Where its force comes from.
    pub kind: RuleKind,
    /// How sure the authors of the data are.
    pub confidence: Confidence,
    /// A caution for the reader of the data; empty when there is none.
    pub note: String,
}

/// A due time and the rule version it was reckoned by; a case keeps all of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Due {
    /// The instant after which it is overdue.
    pub at: Timestamp,
    /// The rule's id.
    pub rule: String,
    /// The first day of the rule version's force.
    pub rule_version: Date,
    /// Where the rule's force comes from.
    pub kind: RuleKind,
}

/// Why no due time could be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueError {
    /// No version of the rule is in force on the day of the start.
    NotInForce {
        /// The rule's id.
        id: String,
        /// The day asked for.
        date: Date,
    },
    /// The rule states no period after its start ("before" and recurring terms).
    NoPeriod {
        /// The rule's id.
        id: String,
    },
    /// The period ends too far ahead.
    OutOfReach(OutOfReach),
}

impl fmt::Display for DueError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInForce { id, date } => write!(out, "no version of the rule {id} is in force on {date}"),
            Self::NoPeriod { id } => write!(out, "the rule {id} states no period after its start"),
            Self::OutOfReach(reason) => reason.fmt(out),
        }
    }
}

impl std::error::Error for DueError {}

impl From<OutOfReach> for DueError {
    fn from(reason: OutOfReach) -> Self {
        Self::OutOfReach(reason)
    }
}

impl Deadline {
    /// Whether this version is in force on a date; both its first and its last day count.
    pub fn is_in_force(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|last| date <= last)
    }

    /// The length of the period, `None` for a recurring term.
    pub fn amount(&self) -> Option<Amount> {
        match self.term {
            Term::Within(amount) | Term::AtLeast(amount) | Term::Before(amount) => Some(amount),
            Term::Every { .. } => None,
        }
    }

    /// The last moment at which what must be done before an event is still in time: the end of the day that lies so many days
    /// before that of the event. Fails for other terms, and for those that do not count days.
    pub fn latest_before(&self, calendar: &Calendar, event: Timestamp) -> Result<Due, DueError> {
        let no_period = || DueError::NoPeriod { id: self.id.clone() };
        let Term::Before(Amount::Days(days)) = self.term else { return Err(no_period()) };
        let day = calendar.date_at(event).checked_sub(jiff::Span::new().days(i64::from(days)));
        let last = day.and_then(|day| day.at(23, 59, 59, 0).to_zoned(calendar.zone().clone()));
        let at = last.map_err(|_out_of_range| no_period())?.timestamp();
        Ok(Due { at, rule: self.id.clone(), rule_version: self.valid_from, kind: self.kind })
    }

    /// When a period that started at an instant is due under this version; fails for terms without such a period.
    pub fn due(&self, calendar: &Calendar, start: Timestamp) -> Result<Due, DueError> {
        let (Term::Within(amount) | Term::AtLeast(amount)) = self.term else {
            return Err(DueError::NoPeriod { id: self.id.clone() });
        };
        let at = calendar.add_working(start, amount)?;
        Ok(Due { at, rule: self.id.clone(), rule_version: self.valid_from, kind: self.kind })
    }
}

/// A fault in a table of deadlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeadlineFault {
    /// A version ends before it begins.
    EndsBeforeItBegins {
        /// The rule's id.
        id: String,
        /// The version.
        valid_from: Date,
    },
    /// Two versions of a rule are in force on one day.
    Overlap {
        /// The rule's id.
        id: String,
        /// The earlier version.
        first: Date,
        /// The later version, which begins before the earlier one ends.
        second: Date,
    },
}

impl fmt::Display for DeadlineFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsBeforeItBegins { id, valid_from } => {
                write!(out, "the version of {id} from {valid_from} ends before it begins")
            }
            Self::Overlap { id, first, second } => {
                write!(
                    out,
                    "the versions of {id} from {first} and from {second} are in force on the same day"
                )
            }
        }
    }
}

impl std::error::Error for DeadlineFault {}

/// A table of rules, each in one or more versions that follow each other.
#[derive(Debug, Clone, Default)]
pub struct Deadlines {
    versions: BTreeMap<String, Vec<Deadline>>,
}

impl Deadlines {
    /// Puts rules into a table; returns every fault found, not only the first.
    pub fn new(rules: impl IntoIterator<Item = Deadline>) -> Result<Self, Vec<DeadlineFault>> {
        let mut versions: BTreeMap<String, Vec<Deadline>> = BTreeMap::new();
        let mut faults = Vec::new();
        for rule in rules {
            if rule.valid_to.is_some_and(|last| last < rule.valid_from) {
                let (id, valid_from) = (rule.id.clone(), rule.valid_from);
                faults.push(DeadlineFault::EndsBeforeItBegins { id, valid_from });
            }
            versions.entry(rule.id.clone()).or_default().push(rule);
        }
        for (id, versions) in &mut versions {
            versions.sort_by_key(|rule| rule.valid_from);
            for (first, second) in versions.iter().zip(versions.iter().skip(1)) {
                if first.valid_to.is_none_or(|last| second.valid_from <= last) {
                    let (first, second) = (first.valid_from, second.valid_from);
                    faults.push(DeadlineFault::Overlap { id: id.clone(), first, second });
                }
            }
        }
        if faults.is_empty() { Ok(Self { versions }) } else { Err(faults) }
    }

    /// The version of a rule that is in force on a date.
    pub fn in_force(&self, id: &str, date: Date) -> Option<&Deadline> {
        self.versions.get(id)?.iter().find(|rule| rule.is_in_force(date))
    }

    /// The version of a rule that began on a date, as a case remembers it; also when it is no longer in force.
    pub fn version(&self, id: &str, valid_from: Date) -> Option<&Deadline> {
        self.versions.get(id)?.iter().find(|rule| rule.valid_from == valid_from)
    }

    /// Whether a rule of this id exists in any version.
    pub fn contains(&self, id: &str) -> bool {
        self.versions.contains_key(id)
    }

    /// All versions of all rules, by id and then by their first day.
    pub fn iter(&self) -> impl Iterator<Item = &Deadline> {
        self.versions.values().flatten()
    }

    /// When a period that started at an instant is due, by the version in force on that day in the calendar's zone.
    pub fn due(&self, id: &str, calendar: &Calendar, start: Timestamp) -> Result<Due, DueError> {
        let date = calendar.date_at(start);
        let rule = self.in_force(id, date).ok_or_else(|| DueError::NotInForce { id: id.to_owned(), date })?;
        rule.due(calendar, start)
    }
}
