//! One pass over the book that counts every figure for every group.

use super::matters::{Item, MatterTally};
use super::{Figure, Figures, Population, Scope, Value};
use crate::book::{Book, filter, pack};
use crate::case::StateKind;
use crate::moment::Moment;

/// What has been counted of one group of cases.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    received: u64,
    /// At work at least once, promises with them.
    taken_on: u64,
    accepted: u64,
    accepted_in_time: u64,
    acceptance_late: u64,
    reported: u64,
    confirmed: u64,
    contested: u64,
    unconfirmed: u64,
    declined: u64,
    reopened: u64,
    running: u64,
    overdue: u64,
    redated: u64,
    hand_overs: u64,
    imported: u64,
    source_closed: u64,
    to_acceptance: Vec<u32>,
    to_reported: Vec<u32>,
    to_confirmed: Vec<u32>,
    to_source_closed: Vec<u32>,
    matters: MatterTally,
}

impl Book {
    /// Counts the cases of the scope into `groups` tallies, by the number that `group` gives a row.
    pub(super) fn tally(
        &self,
        scope: &Scope,
        now: Moment,
        groups: usize,
        group: impl Fn(usize) -> usize,
    ) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); groups];
        let chosen = Chosen::new(scope, self);
        for row in 0..self.len() {
            if chosen.takes(self, row)
                && let Some(tally) = tallies.get_mut(group(row))
            {
                tally.add(self, row, now);
            }
        }
        tallies
    }
}

/// A scope in the numbers of one book. It is not a filter: figures count hidden cases too.
struct Chosen {
    submitted: Option<(u32, u32)>,
    agency: Option<u16>,
    area: Option<u16>,
    category: Option<u16>,
    origin: Option<u8>,
    sample: Option<bool>,
    population: Population,
    nothing: bool,
}

impl Chosen {
    fn new(scope: &Scope, book: &Book) -> Self {
        let names = &book.names;
        let agency = scope.agency.map(|code| names.agencies.small(&code));
        let area = scope.area.map(|code| names.areas.small(&code));
        let category = scope.category.map(|code| names.categories.small(&code));
        let unknown = Some(crate::book::columns::NONE);
        let second = |moment: Moment| {
            let up = moment.as_millisecond().saturating_add(999).div_euclid(1000);
            u32::try_from(up.max(0)).unwrap_or(u32::MAX)
        };
        Self {
            submitted: scope.submitted.map(|period| (second(period.from), second(period.to))),
            nothing: agency == unknown || area == unknown || category == unknown,
            agency,
            area,
            category,
            origin: scope.origin.map(pack::origin_number),
            sample: scope.sample,
            population: scope.population,
        }
    }

    fn takes(&self, book: &Book, row: usize) -> bool {
        let columns = &book.columns;
        let (Some(state), Some(flags)) = (columns.state.get(row), columns.flags.get(row)) else {
            return false;
        };
        let population = match self.population {
            Population::Own => !pack::state_kind(*state).is_imported(),
            Population::Imported => pack::state_kind(*state).is_imported(),
            Population::All => true,
        };
        !self.nothing
            && population
            && self.agency.is_none_or(|agency| book.lead_number(row) == Some(agency))
            && self.area.is_none_or(|area| columns.area.get(row) == Some(&area))
            && self.category.is_none_or(|category| columns.category.get(row) == Some(&category))
            && self.origin.is_none_or(|origin| columns.origin.get(row) == Some(&origin))
            && self.sample.is_none_or(|sample| sample == (flags & pack::SAMPLE != 0))
            && self.submitted.is_none_or(|(from, to)| {
                columns.submitted.get(row).is_some_and(|time| (from..to).contains(time))
            })
    }
}

impl Tally {
    fn add(&mut self, book: &Book, row: usize, now: Moment) {
        let Some(case) = book.columns.get(row) else { return };
        let state = pack::state_kind(case.state);
        let since = |time: u32| time.saturating_sub(case.submitted);
        self.received += 1;
        if filter::clock_runs(state) && case.due != 0 {
            self.running += 1;
            self.overdue += u64::from(i64::from(case.due) * 1000 < now.as_millisecond());
        }
        if state.is_imported() {
            self.imported += 1;
            if state == StateKind::SourceClosed {
                self.source_closed += 1;
                if case.ended != 0 {
                    self.to_source_closed.push(since(case.ended));
                }
            }
            return;
        }
        if case.accepted != 0 {
            self.taken_on += 1;
            self.redated += u64::from(case.extensions > 0);
        }
        // Whoever promises has accepted: that says nothing of how fast the agency takes on what others bring.
        let is_promise = pack::origin_kind(case.origin).is_promise();
        if case.accepted != 0 && !is_promise {
            self.accepted += 1;
            self.accepted_in_time += u64::from(case.flags & pack::IN_TIME != 0);
            self.to_acceptance.push(since(case.accepted));
        } else if state == StateKind::Assigned && i64::from(case.due) * 1000 < now.as_millisecond() {
            self.acceptance_late += 1;
        }
        if case.first_reported != 0 {
            self.reported += 1;
            self.contested += u64::from(case.contests > 0);
            self.to_reported.push(since(case.first_reported));
        }
        self.hand_overs += u64::from(case.hand_overs);
        match state {
            StateKind::ConfirmedResolved => {
                self.confirmed += 1;
                self.to_confirmed.push(since(case.ended));
            }
            StateKind::Unconfirmed => self.unconfirmed += 1,
            StateKind::Declined => self.declined += 1,
            state if case.contests > 0 && state.is_open() && state != StateKind::ReportedResolved => {
                self.reopened += 1;
            }
            _ => {}
        }
    }

    /// Counts what came of a matter.
    pub(super) fn add_item(&mut self, item: &Item) {
        self.matters.add(item);
    }

    /// Adds what another group has counted.
    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, count) in [
            (&mut self.received, other.received),
            (&mut self.taken_on, other.taken_on),
            (&mut self.accepted, other.accepted),
            (&mut self.accepted_in_time, other.accepted_in_time),
            (&mut self.acceptance_late, other.acceptance_late),
            (&mut self.reported, other.reported),
            (&mut self.confirmed, other.confirmed),
            (&mut self.contested, other.contested),
            (&mut self.unconfirmed, other.unconfirmed),
            (&mut self.declined, other.declined),
            (&mut self.reopened, other.reopened),
            (&mut self.running, other.running),
            (&mut self.overdue, other.overdue),
            (&mut self.redated, other.redated),
            (&mut self.hand_overs, other.hand_overs),
            (&mut self.imported, other.imported),
            (&mut self.source_closed, other.source_closed),
        ] {
            *sum += count;
        }
        self.to_acceptance.extend_from_slice(&other.to_acceptance);
        self.to_reported.extend_from_slice(&other.to_reported);
        self.to_confirmed.extend_from_slice(&other.to_confirmed);
        self.to_source_closed.extend_from_slice(&other.to_source_closed);
        self.matters.merge(&other.matters);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.received == 0 && self.matters.is_empty()
    }

    pub(super) fn into_figures(mut self) -> Figures {
        let share = |numerator, denominator| Value::Share { numerator, denominator };
        let acceptances = self.accepted + self.acceptance_late;
        let values = Figure::ALL
            .iter()
            .map(|figure| match figure {
                Figure::Received => Value::Count(self.received),
                Figure::AcceptedInTime => share(self.accepted_in_time, acceptances),
                Figure::ReportedResolved => share(self.reported, self.received - self.imported),
                Figure::ConfirmedResolved => share(self.confirmed, self.reported),
                Figure::Contested => share(self.contested, self.reported),
                Figure::Unconfirmed => share(self.unconfirmed, self.reported),
                Figure::Declined => share(self.declined, self.received - self.imported),
                Figure::Reopened => share(self.reopened, self.received - self.imported),
                Figure::OverdueNow => share(self.overdue, self.running),
                Figure::Redated => share(self.redated, self.taken_on),
                Figure::HandOvers => Value::Count(self.hand_overs),
                Figure::AcceptanceMedian => rank(&mut self.to_acceptance, 50),
                Figure::AcceptanceP90 => rank(&mut self.to_acceptance, 90),
                Figure::ReportedMedian => rank(&mut self.to_reported, 50),
                Figure::ReportedP90 => rank(&mut self.to_reported, 90),
                Figure::ConfirmedMedian => rank(&mut self.to_confirmed, 50),
                Figure::ConfirmedP90 => rank(&mut self.to_confirmed, 90),
                Figure::SourceClosed => share(self.source_closed, self.imported),
                Figure::SourceClosedMedian => rank(&mut self.to_source_closed, 50),
                Figure::SourceClosedP90 => rank(&mut self.to_source_closed, 90),
                other => self.matters.value(*other),
            })
            .collect();
        Figures { values }
    }
}

/// The smallest duration within which at least this percentage of all came (nearest rank).
fn rank(durations: &mut [u32], percent: usize) -> Value {
    let cases = u64::try_from(durations.len()).unwrap_or(u64::MAX);
    let place = (durations.len() * percent).div_ceil(100).saturating_sub(1);
    let seconds = if durations.is_empty() {
        None
    } else {
        let (_, seconds, _) = durations.select_nth_unstable(place);
        Some(u64::from(*seconds))
    };
    Value::Seconds { seconds, cases }
}
