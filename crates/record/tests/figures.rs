//! Figures of the book equal those counted from the entries by hand.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use std::collections::BTreeMap;

use dantin_record::book::Book;
use dantin_record::book::figures::{Figure, FigureKind, Figures, Month, Population, Scope, Value};
use dantin_record::book::filter::Period;
use dantin_record::code::{AgencyCode, AreaCode, CategoryCode};
use dantin_record::entry::Entry;
use dantin_record::event::{Event, EventKind, Origin, Submission};
use dantin_record::id::CaseId;
use dantin_record::moment::Moment;
use dantin_record::source::{SourceAgency, SourceState};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use support::{START, Walk, at, walk};

/// What the entries of one case say, found without the rules of the case.
struct Told<'a> {
    submission: &'a Submission,
    entries: Vec<&'a Entry>,
}

impl<'a> Told<'a> {
    fn all(entries: &'a [Entry]) -> Vec<Self> {
        let mut cases: BTreeMap<CaseId, Self> = BTreeMap::new();
        for entry in entries {
            if let Event::Submitted(submission) = &entry.event {
                cases.insert(entry.case, Self { submission, entries: vec![] });
            }
            cases.get_mut(&entry.case).unwrap().entries.push(entry);
        }
        cases.into_values().collect()
    }

    fn imported(&self) -> bool {
        matches!(self.submission.origin, Origin::Import { .. })
    }

    fn time(&self, entry: &Entry) -> i64 {
        let claimed = self.submission.sample || self.imported();
        if claimed { entry.occurred.as_second() } else { entry.at.as_second() }
    }

    fn submitted(&self) -> i64 {
        self.time(self.entries[0])
    }

    fn first(&self, kind: EventKind) -> Option<usize> {
        self.entries.iter().position(|entry| entry.event.kind() == kind)
    }

    fn count(&self, kind: EventKind) -> u64 {
        u64::try_from(self.entries.iter().filter(|entry| entry.event.kind() == kind).count()).unwrap()
    }

    fn since_submitted(&self, entry: &Entry) -> u64 {
        u64::try_from(self.time(entry) - self.submitted()).unwrap()
    }

    /// The latest event that moved the state.
    fn last(&self) -> &'a Entry {
        let still = [
            EventKind::Joined,
            EventKind::Shown,
            EventKind::Hidden,
            EventKind::Erased,
            EventKind::PartAdded,
            EventKind::PartDone,
            EventKind::PartReleased,
            EventKind::Escalated,
            EventKind::Forwarded,
            EventKind::ForwardStatus,
        ];
        let (mut last, mut before) = (self.entries[0], None);
        for entry in self.entries.iter().filter(|entry| !still.contains(&entry.event.kind())) {
            last = match entry.event {
                // A case of its own again stands where it stood.
                Event::Unmerged => before.take().unwrap(),
                Event::Merged { .. } => {
                    before = Some(last);
                    entry
                }
                _ => entry,
            };
        }
        last
    }

    fn clock(&self) -> Option<Moment> {
        match &self.last().event {
            Event::Assigned { receive_by: due, .. }
            | Event::Accepted { due }
            | Event::Replied { due }
            | Event::Extended { due, .. }
            | Event::Contested { due, .. } => Some(due.at),
            Event::SourceStatus { status: SourceState::Open, due, .. } => *due,
            _ => None,
        }
    }
}

fn lead(case: &Told<'_>) -> Option<AgencyCode> {
    case.entries.iter().rev().find_map(|entry| match &entry.event {
        Event::Assigned { agency, .. } => Some(Some(*agency)),
        Event::Returned { .. } => Some(None),
        Event::SourceStatus { agency: Some(SourceAgency::Known(agency)), .. } => Some(Some(*agency)),
        Event::SourceStatus { .. } => Some(None),
        _ => None,
    })?
}

fn area(case: &Told<'_>) -> Option<AreaCode> {
    case.submission.place.area()
}

fn nearest_rank(mut seconds: Vec<u64>, percent: usize) -> Value {
    seconds.sort_unstable();
    let cases = u64::try_from(seconds.len()).unwrap();
    // The first of the sorted durations that enough of all do not exceed.
    let found = (0..seconds.len()).find(|place| (place + 1) * 100 >= seconds.len() * percent);
    Value::Seconds { seconds: found.map(|place| seconds[place]), cases }
}

fn by_hand(cases: &[&Told<'_>], now: Moment) -> BTreeMap<Figure, Value> {
    let count = |holds: &dyn Fn(&Told<'_>) -> bool| -> u64 {
        u64::try_from(cases.iter().filter(|case| holds(case)).count()).unwrap()
    };
    let durations = |to: &dyn Fn(&Told<'_>) -> Option<u64>| -> Vec<u64> {
        cases.iter().filter_map(|case| to(case)).collect()
    };
    let share = |numerator, denominator| Value::Share { numerator, denominator };
    let has = |kind: EventKind| move |case: &Told<'_>| case.first(kind).is_some();
    let ends = |kind: EventKind| move |case: &Told<'_>| case.last().event.kind() == kind;
    let in_time = |case: &Told<'_>| {
        let Some(accepted) = case.first(EventKind::Accepted) else { return false };
        let receive_by = case.entries[..accepted].iter().rev().find_map(|entry| match &entry.event {
            Event::Assigned { receive_by, .. } => Some(receive_by.at.as_second()),
            _ => None,
        });
        case.time(case.entries[accepted]) <= receive_by.unwrap()
    };
    let late_to_accept = |case: &Told<'_>| {
        case.first(EventKind::Accepted).is_none()
            && ends(EventKind::Assigned)(case)
            && case.clock().is_some_and(|due| due < now)
    };
    let own = count(&|case| !case.imported());
    let accepted = count(&has(EventKind::Accepted));
    let reported = count(&has(EventKind::ReportedResolved));
    let ended = [
        EventKind::Confirmed,
        EventKind::Expired,
        EventKind::Declined,
        EventKind::Withdrawn,
        EventKind::ReportedResolved,
        EventKind::Merged,
    ];
    let reopened =
        count(&|case| has(EventKind::Contested)(case) && !ended.contains(&case.last().event.kind()));
    let to_first = |kind: EventKind| {
        move |case: &Told<'_>| case.first(kind).map(|place| case.since_submitted(case.entries[place]))
    };
    let acceptance = durations(&to_first(EventKind::Accepted));
    let reporting = durations(&to_first(EventKind::ReportedResolved));
    // A confirmation that was contested after it does not stand.
    let confirmation = |case: &Told<'_>| {
        let place = case.entries.iter().rposition(|entry| entry.event.kind() == EventKind::Confirmed)?;
        let is_contested =
            case.entries[place..].iter().any(|entry| entry.event.kind() == EventKind::Contested);
        (!is_contested).then_some(place)
    };
    let confirming =
        durations(&|case| confirmation(case).map(|place| case.since_submitted(case.entries[place])));
    let closed = |case: &Told<'_>| {
        matches!(case.last().event, Event::SourceStatus { status: SourceState::Closed, .. })
    };
    let closing = durations(&|case| match &case.last().event {
        Event::SourceStatus { status: SourceState::Closed, closed: Some(closed), .. } => {
            Some(u64::try_from(closed.as_second() - case.submitted()).unwrap())
        }
        _ => None,
    });
    let total = u64::try_from(cases.len()).unwrap();
    BTreeMap::from([
        (Figure::Received, Value::Count(total)),
        (Figure::AcceptedInTime, share(count(&in_time), accepted + count(&late_to_accept))),
        (Figure::ReportedResolved, share(reported, own)),
        (Figure::ConfirmedResolved, share(count(&|case| confirmation(case).is_some()), reported)),
        (Figure::Contested, share(count(&has(EventKind::Contested)), reported)),
        (Figure::Unconfirmed, share(count(&has(EventKind::Expired)), reported)),
        (Figure::Declined, share(count(&has(EventKind::Declined)), own)),
        (Figure::Reopened, share(reopened, own)),
        (
            Figure::OverdueNow,
            share(
                count(&|case| case.clock().is_some_and(|due| due < now)),
                count(&|case| case.clock().is_some()),
            ),
        ),
        (Figure::Redated, share(count(&has(EventKind::Extended)), accepted)),
        (Figure::HandOvers, Value::Count(cases.iter().map(|case| case.count(EventKind::Returned)).sum())),
        (Figure::AcceptanceMedian, nearest_rank(acceptance.clone(), 50)),
        (Figure::AcceptanceP90, nearest_rank(acceptance, 90)),
        (Figure::ReportedMedian, nearest_rank(reporting.clone(), 50)),
        (Figure::ReportedP90, nearest_rank(reporting, 90)),
        (Figure::ConfirmedMedian, nearest_rank(confirming.clone(), 50)),
        (Figure::ConfirmedP90, nearest_rank(confirming, 90)),
        (Figure::SourceClosed, share(count(&closed), total - own)),
        (Figure::SourceClosedMedian, nearest_rank(closing.clone(), 50)),
        (Figure::SourceClosedP90, nearest_rank(closing, 90)),
    ])
}

/// What comes of matters, `matter_figures.rs` counts.
fn counted(figures: &Figures) -> BTreeMap<Figure, Value> {
    figures.iter().filter(|(figure, _)| !figure.is_of_matters()).collect()
}

fn book(entries: &[Entry]) -> Book {
    let mut book = Book::new();
    for (index, entry) in entries.iter().enumerate() {
        book.apply(u64::try_from(index).unwrap(), entry).unwrap();
    }
    book
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn figures_of_the_book_equal_those_counted_from_the_entries(seed: u64, from in 0_i64..400, hours in 0_i64..900) {
        let Walk { entries, end, .. } = walk(seed, 800);
        let book = book(&entries);
        let told = Told::all(&entries);
        // A half-second edge, since times are kept in whole seconds.
        let now = Moment::from_millisecond((START + end) * 1000 + 500);
        let period = Period { from: at(from * 3600), to: at((from + hours) * 3600) };
        for population in Population::ALL {
            for submitted in [None, Some(period)] {
                let scope = Scope { submitted, population: *population, ..Scope::default() };
                let cases: Vec<&Told<'_>> = told
                    .iter()
                    .filter(|case| match population {
                        Population::Own => !case.imported(),
                        Population::Imported => case.imported(),
                        Population::All => true,
                    })
                    .filter(|case| submitted.is_none_or(|period| {
                        (period.from.as_second()..period.to.as_second()).contains(&case.submitted())
                    }))
                    .collect();
                prop_assert_eq!(counted(&book.figures(&scope, now)), by_hand(&cases, now));
                check_parts(&book.figures_by_agency(&scope, now), &cases, now, lead);
                check_parts(&book.figures_by_area(&scope, now), &cases, now, area);
                check_parts(&book.figures_by_category(&scope, now), &cases, now, |case| {
                    Some(case.submission.category)
                });
                let zone = TimeZone::fixed(jiff::tz::offset(7));
                let months = book.figures_by_month(&scope, now, &zone);
                check_parts(
                    &months.into_iter().filter(|part| part.figures.get(Figure::Received) != Value::Count(0)).collect::<Vec<_>>(),
                    &cases,
                    now,
                    |case| {
                        let date = zone.to_datetime(Moment::from_second(case.submitted()).to_timestamp());
                        Some(Month { year: date.year(), month: date.month() })
                    },
                );
            }
        }
        let bounds: Vec<Moment> = (0..4).map(|span| at((from + span * hours / 3) * 3600)).collect();
        let mut spans: BTreeMap<(Option<AgencyCode>, usize), _> = BTreeMap::new();
        for (key, parts) in book.figures_by_agency_and_span(now, &bounds) {
            prop_assert_eq!(parts.len(), 3);
            for (span, figures) in parts.iter().enumerate() {
                if figures.get(Figure::Received) != Value::Count(0) {
                    spans.insert((key, span), counted(figures));
                }
            }
        }
        let mut groups: BTreeMap<(Option<AgencyCode>, usize), Vec<&Told<'_>>> = BTreeMap::new();
        for case in told.iter().filter(|case| !case.imported()) {
            let span = (0..3).find(|span| {
                (bounds[*span].as_second()..bounds[span + 1].as_second()).contains(&case.submitted())
            });
            if let Some(span) = span {
                groups.entry((lead(case), span)).or_default().push(case);
            }
        }
        let groups: BTreeMap<_, _> = groups.iter().map(|(key, cases)| (*key, by_hand(cases, now))).collect();
        prop_assert_eq!(spans, groups);
        let scope = Scope { agency: Some(support::agency("water")), ..Scope::default() };
        let cases: Vec<&Told<'_>> =
            told.iter().filter(|case| !case.imported() && lead(case) == scope.agency).collect();
        prop_assert_eq!(counted(&book.figures(&scope, now)), by_hand(&cases, now));
    }
}

fn check_parts<K: Copy + Ord + std::fmt::Debug>(
    parts: &[dantin_record::book::figures::Part<K>],
    cases: &[&Told<'_>],
    now: Moment,
    key: impl Fn(&Told<'_>) -> Option<K>,
) {
    let mut groups: BTreeMap<Option<K>, Vec<&Told<'_>>> = BTreeMap::new();
    for case in cases {
        groups.entry(key(case)).or_default().push(case);
    }
    let found: BTreeMap<Option<K>, _> = parts.iter().map(|part| (part.key, counted(&part.figures))).collect();
    let expected: BTreeMap<Option<K>, _> =
        groups.iter().map(|(key, cases)| (*key, by_hand(cases, now))).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_scope_of_unknown_names_is_empty_and_no_figure_divides_by_nothing() {
    let Walk { entries, .. } = walk(5, 1500);
    let book = book(&entries);
    for scope in [
        Scope { agency: Some(AgencyCode::new("nobody").unwrap()), ..Scope::default() },
        Scope { area: Some(AreaCode::new("nowhere").unwrap()), ..Scope::default() },
        Scope { category: Some(CategoryCode::new("nothing").unwrap()), ..Scope::default() },
    ] {
        for (figure, value) in book.figures(&scope, at(0)).iter() {
            let expected = match figure.kind() {
                FigureKind::Count => Value::Count(0),
                FigureKind::Share => Value::Share { numerator: 0, denominator: 0 },
                FigureKind::Median | FigureKind::Percentile90 => Value::Seconds { seconds: None, cases: 0 },
            };
            assert_eq!(value, expected, "{figure}");
            assert!(!value.may_rank());
        }
    }
    assert!(book.figures_by_month(&Scope::default(), at(0), &TimeZone::UTC).len() > 1);
    assert_eq!(Book::new().figures_by_month(&Scope::default(), at(0), &TimeZone::UTC), vec![]);
}

#[test]
fn hiding_a_case_does_not_change_the_figures() {
    let Walk { entries, end, .. } = walk(8, 500);
    let mut book = book(&entries);
    let before = book.figures(&Scope::default(), at(end));
    let hidden: Vec<CaseId> = Told::all(&entries).iter().map(|case| case.entries[0].case).collect();
    for (index, case) in (entries.len()..).zip(hidden) {
        let row = book.row_of(case).unwrap();
        if book.is_hidden(row) {
            continue;
        }
        let event = Event::Hidden { reason: dantin_record::reasons::HideReason::Abusive };
        let by = dantin_record::act::Actor::Moderator;
        let occurred = at(end + 10);
        let prev = book.latest_entry(row);
        let entry =
            Entry { at: occurred, case, by, occurred, prev, commit: BTreeMap::new(), voice: None, event };
        book.apply(u64::try_from(index).unwrap(), &entry).unwrap();
        assert_eq!(book.row(row), None);
    }
    assert_eq!(book.figures(&Scope::default(), at(end)), before);
}
