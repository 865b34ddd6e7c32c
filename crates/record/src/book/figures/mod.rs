//! The figures: what is counted, how, and over which cases.
//!
//! Every share carries its numerator and denominator and every duration the number of cases behind it, in integers.
//! Hidden cases are counted like all others, since hiding must not improve a figure. Imported cases are a population
//! of their own and never count as confirmed. What comes of matters (questions, promises, comments, recommendations) is
//! counted in the published tables alone, see [`tables`].

mod matters;
pub mod spans;
pub mod tables;
mod tally;

use jiff::tz::TimeZone;

use super::filter::Period;
use super::{Book, pack};
use crate::case::OriginKind;
use crate::code::{AgencyCode, AreaCode, CategoryCode};
use crate::list::closed_list;
use crate::moment::Moment;

/// Below this denominator or number of cases nothing is ranked.
pub const MINIMUM_SAMPLE: u64 = 10;

closed_list! {
    /// A figure by its id, under which its definition stands in words.
    Figure {
        /// Cases submitted in the scope.
        Received = "case.received",
        /// First acceptances by their time, of all first acceptances and those not made though their time has passed.
        AcceptedInTime = "case.accepted_in_time",
        /// Cases reported resolved at least once, of those received.
        ReportedResolved = "case.reported_resolved",
        /// Cases confirmed by somebody other than the agency, of those reported resolved at least once.
        ConfirmedResolved = "case.confirmed_resolved",
        /// Cases contested at least once, of those reported resolved at least once.
        Contested = "case.contested",
        /// Cases ended without an answer, of those reported resolved at least once.
        Unconfirmed = "case.unconfirmed",
        /// Cases declined, of those received.
        Declined = "case.declined",
        /// Cases at work again after a contest, of those received.
        Reopened = "case.reopened",
        /// Cases whose next step is late now, of those whose clock runs.
        OverdueNow = "case.overdue_now",
        /// Cases whose due date was moved at least once, of those accepted.
        Redated = "case.redated",
        /// Hand-overs in all.
        HandOvers = "case.hand_overs",
        AcceptanceMedian = "case.time_to_acceptance.median",
        AcceptanceP90 = "case.time_to_acceptance.p90",
        /// To the first report of a result.
        ReportedMedian = "case.time_to_reported.median",
        ReportedP90 = "case.time_to_reported.p90",
        ConfirmedMedian = "case.time_to_confirmed.median",
        ConfirmedP90 = "case.time_to_confirmed.p90",
        /// Imported cases closed in their own system, of those imported.
        SourceClosed = "source.closed",
        SourceClosedMedian = "source.time_to_closed.median",
        SourceClosedP90 = "source.time_to_closed.p90",
        // Figures that came later stand behind the earlier ones, so that older tables keep the order of their columns.
        /// Questions that got an answer, in the session or in writing, of those asked and not withdrawn.
        QuestionsAnswered = "question.answered",
        /// Askers who say that this answers their question, of those who say yes or no.
        QuestionsSatisfied = "question.satisfied",
        /// Promises of sessions that were reported by their first date and confirmed, of those that are decided.
        CommitmentsKept = "commitment.kept",
        /// Confirmed and reported after their first date, of those that are decided.
        CommitmentsLate = "commitment.late",
        /// Declined, or past their date with nothing reported, of those that are decided.
        CommitmentsBroken = "commitment.broken",
        /// Promises whose date was moved at least once, of all promises.
        CommitmentsRedated = "commitment.redated",
        /// Comments with a response of their own or of their group, of those made and not withdrawn.
        CommentsResponded = "comment.responded",
        /// Comments that were accepted in whole or part, of those with a response.
        CommentsAccepted = "comment.accepted",
        /// Comments that a later version of the text follows, of those accepted in whole or part.
        CommentsChanged = "comment.changed_text",
        /// Recommendations that were answered in time, of those whose answer came or is past its term.
        RecommendationsInTime = "recommendation.answered_in_time",
        /// Recommendations whose being carried out the overseer confirmed, of those that are followed up.
        RecommendationsConfirmed = "recommendation.confirmed",
    }
}

closed_list! {
    /// What a figure counts.
    Subject {
        /// Cases that are worked on here.
        Case = "case",
        /// Cases of other systems.
        Source = "source",
        /// Questions of dialogue sessions.
        Question = "question",
        /// What was promised in sessions.
        Commitment = "commitment",
        /// Comments on drafts.
        Comment = "comment",
        /// What overseers recommend.
        Recommendation = "recommendation",
    }
}

closed_list! {
    /// What a figure is.
    FigureKind {
        Count = "count",
        Share = "share",
        Median = "median",
        Percentile90 = "percentile_90",
    }
}

impl Figure {
    /// What it counts.
    pub const fn subject(self) -> Subject {
        match self {
            Self::SourceClosed | Self::SourceClosedMedian | Self::SourceClosedP90 => Subject::Source,
            Self::QuestionsAnswered | Self::QuestionsSatisfied => Subject::Question,
            Self::CommitmentsKept
            | Self::CommitmentsLate
            | Self::CommitmentsBroken
            | Self::CommitmentsRedated => Subject::Commitment,
            Self::CommentsResponded | Self::CommentsAccepted | Self::CommentsChanged => Subject::Comment,
            Self::RecommendationsInTime | Self::RecommendationsConfirmed => Subject::Recommendation,
            _ => Subject::Case,
        }
    }

    /// Whether it counts what comes of matters, and not cases for themselves.
    pub const fn is_of_matters(self) -> bool {
        !matches!(self.subject(), Subject::Case | Subject::Source)
    }

    /// What the figure is.
    pub const fn kind(self) -> FigureKind {
        match self {
            Self::Received | Self::HandOvers => FigureKind::Count,
            Self::AcceptedInTime
            | Self::ReportedResolved
            | Self::ConfirmedResolved
            | Self::Contested
            | Self::Unconfirmed
            | Self::Declined
            | Self::Reopened
            | Self::OverdueNow
            | Self::Redated
            | Self::SourceClosed
            | Self::QuestionsAnswered
            | Self::QuestionsSatisfied
            | Self::CommitmentsKept
            | Self::CommitmentsLate
            | Self::CommitmentsBroken
            | Self::CommitmentsRedated
            | Self::CommentsResponded
            | Self::CommentsAccepted
            | Self::CommentsChanged
            | Self::RecommendationsInTime
            | Self::RecommendationsConfirmed => FigureKind::Share,
            Self::AcceptanceMedian
            | Self::ReportedMedian
            | Self::ConfirmedMedian
            | Self::SourceClosedMedian => FigureKind::Median,
            Self::AcceptanceP90 | Self::ReportedP90 | Self::ConfirmedP90 | Self::SourceClosedP90 => {
                FigureKind::Percentile90
            }
        }
    }

    /// The key of the definition in the word files: the id with hyphens.
    pub fn definition_key(self) -> String {
        format!("figure-{}", self.code().replace(['.', '_'], "-"))
    }
}

/// What a figure came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Count(u64),
    /// A share of 0 is a figure; a share of nothing is none.
    Share {
        numerator: u64,
        denominator: u64,
    },
    /// The duration within which half or nine tenths of `cases` came, by nearest rank; absent without cases.
    Seconds {
        seconds: Option<u64>,
        cases: u64,
    },
}

impl Value {
    /// How many cases stand behind the value.
    pub const fn sample(self) -> u64 {
        match self {
            Self::Count(count) => count,
            Self::Share { denominator, .. } => denominator,
            Self::Seconds { cases, .. } => cases,
        }
    }

    /// Whether enough cases stand behind the value to rank it among others.
    pub const fn may_rank(self) -> bool {
        self.sample() >= MINIMUM_SAMPLE
    }
}

closed_list! {
    /// Which cases a scope takes.
    Population {
        /// Cases that are worked on here.
        Own = "own",
        /// Cases imported from another system.
        Imported = "imported",
        All = "all",
    }
}

/// Which cases figures are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Cases submitted within it.
    pub submitted: Option<Period>,
    /// Cases led by it, now or at the end.
    pub agency: Option<AgencyCode>,
    pub area: Option<AreaCode>,
    pub category: Option<CategoryCode>,
    pub origin: Option<OriginKind>,
    pub sample: Option<bool>,
    pub population: Population,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            submitted: None,
            agency: None,
            area: None,
            category: None,
            origin: None,
            sample: None,
            population: Population::Own,
        }
    }
}

/// All figures of one group of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    // Invariant: one value for each of `Figure::ALL`, in its order.
    values: Vec<Value>,
}

impl Default for Figures {
    fn default() -> Self {
        tally::Tally::default().into_figures()
    }
}

impl Figures {
    /// The figure's value.
    pub fn get(&self, figure: Figure) -> Value {
        let place = Figure::ALL.iter().position(|other| *other == figure).unwrap_or(0);
        self.values.get(place).copied().unwrap_or(Value::Count(0))
    }

    /// Each figure with its value.
    pub fn iter(&self) -> impl Iterator<Item = (Figure, Value)> + '_ {
        Figure::ALL.iter().copied().zip(self.values.iter().copied())
    }

    /// Whether any of these subjects has something to count.
    pub fn tells_of(&self, subjects: &[Subject]) -> bool {
        self.iter().any(|(figure, value)| subjects.contains(&figure.subject()) && value.sample() > 0)
    }
}

/// A calendar month in the city's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i16,
    pub month: i8,
}

impl std::fmt::Display for Month {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

/// The figures of a part of a scope; the key is absent for cases that have none, such as those without an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<K> {
    pub key: Option<K>,
    pub figures: Figures,
}

impl Book {
    /// All figures of the scope's cases at this time, over the journal up to [`Book::size`].
    pub fn figures(&self, scope: &Scope, now: Moment) -> Figures {
        let mut tallies = self.tally(scope, now, 1, |_row| 0);
        tallies.pop().unwrap_or_default().into_figures()
    }

    /// The figures of the scope for each lead agency, by code.
    pub fn figures_by_agency(&self, scope: &Scope, now: Moment) -> Vec<Part<AgencyCode>> {
        self.by_name(scope, now, self.names.agencies.values(), |row| self.lead_number(row))
    }

    /// The figures of the scope for each area, by code.
    pub fn figures_by_area(&self, scope: &Scope, now: Moment) -> Vec<Part<AreaCode>> {
        self.by_name(scope, now, self.names.areas.values(), |row| self.columns.area.get(row).copied())
    }

    /// The figures of the scope for each category, by code.
    pub fn figures_by_category(&self, scope: &Scope, now: Moment) -> Vec<Part<CategoryCode>> {
        self.by_name(scope, now, self.names.categories.values(), |row| {
            self.columns.category.get(row).copied()
        })
    }

    /// The figures of the scope for each month of submission in the zone, oldest first, empty months included.
    pub fn figures_by_month(&self, scope: &Scope, now: Moment, zone: &TimeZone) -> Vec<Part<Month>> {
        let times = &self.columns.submitted;
        let bounds = times.iter().min().zip(times.iter().max()).map(|(first, last)| {
            let (from, to) = scope
                .submitted
                .map_or((i64::MIN, i64::MAX), |period| (period.from.as_second(), period.to.as_second()));
            (i64::from(*first).max(from), i64::from(*last).min(to))
        });
        let Some((first, last)) = bounds.filter(|(first, last)| first <= last) else { return Vec::new() };
        let months = months_between(Moment::from_second(first), Moment::from_second(last), zone);
        let tallies = self.tally(scope, now, months.len(), |row| {
            let submitted = times.get(row).map_or(0, |seconds| i64::from(*seconds));
            months.partition_point(|(_, start)| start.as_second() <= submitted).saturating_sub(1)
        });
        months
            .into_iter()
            .zip(tallies)
            .map(|((month, _), tally)| Part { key: Some(month), figures: tally.into_figures() })
            .collect()
    }

    fn lead_number(&self, row: usize) -> Option<u16> {
        // A case under referral keeps the named agency there without being led by it.
        let unassigned =
            pack::state_kind(*self.columns.state.get(row)?) == crate::case::StateKind::Unassigned;
        if unassigned { None } else { self.columns.lead.get(row).copied() }
    }

    fn by_name<K: Copy + Ord>(
        &self,
        scope: &Scope,
        now: Moment,
        names: &[K],
        number: impl Fn(usize) -> Option<u16>,
    ) -> Vec<Part<K>> {
        let tallies = self.tally(scope, now, names.len() + 1, |row| {
            number(row).map_or(names.len(), |number| usize::from(number).min(names.len()))
        });
        tables::parts(names, tallies)
    }
}

/// The months from the one of `first` to the one of `last`, each with the instant it begins.
fn months_between(first: Moment, last: Moment, zone: &TimeZone) -> Vec<(Month, Moment)> {
    let mut months = Vec::new();
    let mut day = zone.to_datetime(first.to_timestamp()).date().first_of_month();
    loop {
        let Ok(start) = day.to_zoned(zone.clone()) else { return months };
        let start = Moment::from(start.timestamp());
        if start > last {
            return months;
        }
        months.push((Month { year: day.year(), month: day.month() }, start));
        let Ok(next) = day.checked_add(jiff::Span::new().months(1)) else { return months };
        day = next;
    }
}
