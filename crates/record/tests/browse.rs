//! Lists, counts, map marks and nearby cases agree with a plain look at every row.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use dantin_record::act::Actor;

use dantin_record::book::clusters::{Clusters, Group, GroupCounts, MAX_MARKS, Mark, apart};
use dantin_record::book::filter::{Bounds, Filter, Openness, Period};
use dantin_record::book::nearby::distance_m;
use dantin_record::book::{Book, Row};
use dantin_record::case::{StateKind, Visibility};
use dantin_record::code::{AreaCode, CategoryCode, SystemCode};
use dantin_record::entry::Entry;
use dantin_record::event::{Event, Origin, Submission};
use dantin_record::id::CaseId;
use dantin_record::moment::Moment;
use dantin_record::place::{Point, PublicPlace};
use dantin_record::source::Word;
use proptest::prelude::*;
use support::{HOUR, Walk, at, walk};

const CITY: Bounds = Bounds { south: 2_099_000, west: 10_579_000, north: 2_111_000, east: 10_591_000 };

fn book(entries: &[Entry]) -> Book {
    let mut book = Book::new();
    for (index, entry) in entries.iter().enumerate() {
        book.apply(u64::try_from(index).unwrap(), entry).unwrap();
    }
    book.settle();
    book
}

fn filters(now: i64) -> Vec<Filter> {
    let all = Filter::default();
    vec![
        all.clone(),
        Filter { category: Some(CategoryCode::new("roads").unwrap()), ..all.clone() },
        Filter { category: Some(CategoryCode::new("unknown").unwrap()), ..all.clone() },
        Filter { area: Some(AreaCode::new("00073").unwrap()), ..all.clone() },
        Filter { agency: Some(support::agency("water")), ..all.clone() },
        Filter { states: vec![StateKind::Reopened, StateKind::ConfirmedResolved], ..all.clone() },
        Filter { openness: Some(Openness::Open), imported: Some(false), ..all.clone() },
        Filter { openness: Some(Openness::Ended), ..all.clone() },
        Filter { submitted: Some(Period { from: at(50 * HOUR), to: at(400 * HOUR) }), ..all.clone() },
        Filter { overdue_at: Some(at(now)), ..all.clone() },
        Filter { sample: Some(true), contested: Some(true), ..all.clone() },
        Filter { reported: Some(true), accepted_in_time: Some(true), ..all.clone() },
        Filter { reported: Some(false), accepted_in_time: Some(false), ..all.clone() },
        Filter { bounds: Some(Bounds { south: 2_105_000, ..CITY }), ..all.clone() },
        Filter { only: Some((0..4000).filter(|row| row % 3 == 1).collect()), ..all },
    ]
}

fn matches(row: &Row, filter: &Filter) -> bool {
    filter.category.is_none_or(|category| row.category == category)
        && filter.area.is_none_or(|area| row.area == Some(area))
        && filter.agency.is_none_or(|agency| row.lead == Some(agency))
        && (filter.states.is_empty() || filter.states.contains(&row.state))
        && filter.openness.is_none_or(|openness| row.state.is_open() == (openness == Openness::Open))
        && filter.imported.is_none_or(|imported| row.state.is_imported() == imported)
        && filter.submitted.is_none_or(|period| (period.from..period.to).contains(&row.submitted))
        && filter.overdue_at.is_none_or(|now| row.is_overdue(now))
        && filter.sample.is_none_or(|sample| row.sample == sample)
        && filter.contested.is_none_or(|contested| (row.contests > 0) == contested)
        && filter.reported.is_none_or(|reported| row.first_reported.is_some() == reported)
        && filter
            .accepted_in_time
            .is_none_or(|in_time| row.accepted.is_some() && row.accepted_in_time == in_time)
        && filter.only.as_ref().is_none_or(|_| row.number % 3 == 1)
        && filter.bounds.is_none_or(|bounds| row.place.point().is_some_and(|point| bounds.contains(point)))
}

fn plain(book: &Book, filter: &Filter) -> Vec<Row> {
    let rows = (0..book.len()).filter_map(|number| book.row(number));
    let mut rows: Vec<Row> = rows.filter(|row| matches(row, filter)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.submitted, row.id)));
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(25))]

    #[test]
    fn pages_and_counts_give_each_case_that_matches_once_newest_first(seed: u64, limit in 1_usize..9) {
        let Walk { entries, end, .. } = walk(seed, 800);
        let book = book(&entries);
        for filter in filters(end) {
            let expected = plain(&book, &filter);
            let mut rows = Vec::new();
            let mut after = None;
            loop {
                let page = book.page(&filter, after, limit);
                prop_assert!(page.rows.len() <= limit);
                rows.extend(page.rows.iter().map(|row| book.row(*row).unwrap()));
                // A cursor travels in an address.
                let Some(next) = page.next else { break };
                after = Some(next.to_string().parse().unwrap());
            }
            prop_assert_eq!(&rows, &expected);
            let matcher = book.matcher(&filter);
            let found = (0..book.len()).filter(|row| matcher(*row)).count();
            prop_assert_eq!(found, expected.len(), "rows that were found elsewhere are judged alike");
            let with_hidden = book.matcher_with_hidden(&filter);
            for row in 0..book.len() {
                let is_listed = with_hidden(row) && !book.is_hidden(row);
                prop_assert_eq!(matcher(row), is_listed);
            }
            prop_assert_eq!(book.count(&filter), expected.len());
            let mut areas: BTreeMap<Option<AreaCode>, usize> = BTreeMap::new();
            for row in &expected {
                *areas.entry(row.area).or_default() += 1;
            }
            prop_assert_eq!(book.count_by_area(&filter).into_iter().collect::<BTreeMap<_, _>>(), areas);
            let counts = book.count_by_state(&filter);
            for state in StateKind::ALL {
                let count = expected.iter().filter(|row| row.state == *state).count();
                prop_assert_eq!(usize::try_from(counts.get(*state)).unwrap(), count);
            }
        }
    }

    #[test]
    fn marks_and_areas_on_the_map_add_up_to_the_cases_that_match(seed: u64, zoom in 0_u8..22) {
        let Walk { entries, end, .. } = walk(seed, 800);
        let book = book(&entries);
        for filter in filters(end) {
            let marks = book.clusters(CITY, zoom, &filter);
            check(&marks, &plain(&book, &filter));
        }
    }

    #[test]
    fn marks_on_the_map_leave_each_other_room_and_lose_no_case(seed: u64, zoom in 0_u8..19) {
        let Walk { entries, .. } = walk(seed, 800);
        let book = book(&entries);
        let marks = book.clusters(CITY, zoom, &Filter::default()).marks;
        // Twice as many as an answer may hold: the second half a little beside the first, as centres of areas are.
        let beside = |mark: &Mark| Mark { point: Point::new(mark.point.lat() + 7, mark.point.lon() - 3).unwrap(), row: None, ..*mark };
        let all: Vec<Mark> = marks.iter().copied().chain(marks.iter().map(beside)).collect();
        let shown = apart(all.clone(), zoom);
        let sum = |marks: &[Mark]| marks.iter().fold(GroupCounts::default(), |mut sum, mark| {
            for (one, more) in sum.0.iter_mut().zip(mark.counts.0) { *one += more; }
            sum
        });
        prop_assert_eq!(sum(&shown), sum(&all));
        prop_assert!(shown.len() <= MAX_MARKS);
        let pixel = |mark: &Mark| {
            let world = f64::from(256_u32 << zoom);
            let (lat, lon) = mark.point.to_degrees();
            let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
            ((lon + 180.0) / 360.0 * world, y * world)
        };
        for (index, one) in shown.iter().enumerate() {
            for other in shown.iter().skip(index + 1) {
                let ((x, y), (other_x, other_y)) = (pixel(one), pixel(other));
                let room = f64::from(u32::midpoint(one.side(), other.side())) - 1.0;
                prop_assert!((x - other_x).abs() >= room || (y - other_y).abs() >= room, "{one:?} covers {other:?}");
            }
        }
    }

    #[test]
    fn nearby_cases_are_open_published_own_and_within_the_radius(seed: u64, lat in 0_i32..10_000, lon in 0_i32..10_000) {
        let Walk { entries, .. } = walk(seed, 800);
        let book = book(&entries);
        let point = Point::new(2_100_000 + lat, 10_580_000 + lon).unwrap();
        let category = CategoryCode::new("waste").unwrap();
        let since = at(100 * HOUR);
        let found = book.nearby(category, point, 3000, since, usize::MAX);
        let filter = Filter {
            category: Some(category),
            openness: Some(Openness::Open),
            imported: Some(false),
            submitted: Some(Period { from: since, to: Moment::from_millisecond(i64::MAX) }),
            ..Filter::default()
        };
        let mut expected: BTreeSet<usize> = BTreeSet::new();
        for row in plain(&book, &filter) {
            if row.place.point().is_some_and(|other| distance_m(point, other) <= 3000.0) {
                expected.insert(row.number);
            }
        }
        prop_assert_eq!(found.iter().map(|near| near.row).collect::<BTreeSet<_>>(), expected);
        prop_assert!(found.is_sorted_by(|one, other| one.distance_m <= other.distance_m));
        let nearest = book.nearby(category, point, 3000, since, 1);
        prop_assert_eq!(nearest.first(), found.first());
    }

    #[test]
    fn histories_that_come_in_any_order_are_listed_in_order(seed: u64) {
        let mut dice = support::Dice(seed);
        let mut book = Book::new();
        for index in 0..400 {
            let place = support::submission(0, Origin::Web).place;
            let entry = imported(&mut dice, index, place);
            book.apply(index, &entry).unwrap();
            if dice.one_in(150) {
                book.settle();
            }
        }
        book.settle();
        let listed: Vec<Row> = book.newest(&Filter::default()).map(|row| book.row(row).unwrap()).collect();
        prop_assert_eq!(&listed, &plain(&book, &Filter::default()));
        prop_assert_eq!(listed.len(), 400);
        let clusters = book.clusters(CITY, 12, &Filter::default());
        check(&clusters, &listed);
        prop_assert!(clusters.marks.len() == 1, "all at one point, too many for single marks");
    }
}

/// The submission of an imported case at a random time.
fn imported(dice: &mut support::Dice, index: u64, place: PublicPlace) -> Entry {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&dice.next().to_be_bytes());
    let origin =
        Origin::Import { system: SystemCode::new("old").unwrap(), source_id: Word::new("7").unwrap() };
    let submission = support::submission(u32::try_from(index).unwrap(), origin);
    Entry {
        at: at(1000 * HOUR),
        case: CaseId(id),
        by: Actor::Importer,
        occurred: at(dice.below(900 * HOUR)),
        prev: None,
        voice: None,
        commit: BTreeMap::new(),
        event: Event::Submitted(Submission { place, ..submission }),
    }
}

fn check(clusters: &Clusters, rows: &[Row]) {
    assert!(clusters.marks.len() <= MAX_MARKS);
    for group in Group::ALL {
        let marks: u32 = clusters.marks.iter().map(|mark| mark.counts.get(*group)).sum();
        let placed = rows.iter().filter(|row| row.place.point().is_some());
        let placed = placed.filter(|row| Group::of(row.state) == *group).count();
        assert_eq!(usize::try_from(marks).unwrap(), placed, "{group}");
        let elsewhere: u32 = clusters.by_area.iter().map(|(_, counts)| counts.get(*group)).sum();
        let elsewhere = elsewhere + clusters.unplaced.get(*group);
        let all = rows.iter().filter(|row| Group::of(row.state) == *group).count();
        assert_eq!(usize::try_from(elsewhere).unwrap(), all - placed, "{group}");
    }
    for mark in &clusters.marks {
        assert!(CITY.contains(mark.point));
        assert_eq!(mark.row.is_some(), mark.counts.total() == 1);
    }
}

#[test]
fn many_cases_make_at_most_two_hundred_clusters_at_every_zoom() {
    let mut dice = support::Dice(11);
    let mut book = Book::new();
    for index in 0..3000 {
        let mut step = || i32::try_from(dice.below(10_000)).unwrap();
        let point = Point::new(2_100_000 + step(), 10_580_000 + step()).unwrap();
        let place = PublicPlace::Point { area: None, point, precision_m: 9 };
        book.apply(index, &imported(&mut dice, index, place)).unwrap();
    }
    book.settle();
    let filter = Filter::default();
    let rows = plain(&book, &filter);
    for zoom in 0..=22 {
        let clusters = book.clusters(CITY, zoom, &filter);
        check(&clusters, &rows);
    }
    let world = Bounds { south: -9_000_000, west: -18_000_000, north: 9_000_000, east: 18_000_000 };
    check(&book.clusters(world, 22, &filter), &rows);
    let nowhere = Bounds { south: 0, west: 0, north: 10, east: 10 };
    assert_eq!(book.clusters(nowhere, 12, &filter).marks, vec![]);
}

#[test]
fn nothing_shows_a_hidden_case_or_the_point_of_an_unpublished_one() {
    for seed in 0..5 {
        let Walk { entries, cases, .. } = walk(seed, 1500);
        let book = book(&entries);
        let listed: BTreeSet<usize> = book.newest(&Filter::default()).collect();
        for case in cases.values() {
            let row = book.row_of(case.id).unwrap();
            match case.visibility {
                Visibility::Hidden => {
                    assert!(book.row(row).is_none() && book.is_hidden(row) && !listed.contains(&row));
                }
                Visibility::AwaitingModeration => {
                    let shown = book.row(row).unwrap();
                    assert!(!matches!(shown.place, PublicPlace::Point { .. }));
                    assert_eq!((shown.photos, shown.area), (0, case.area()));
                    assert!(listed.contains(&row));
                }
                Visibility::Public => {
                    let shown = book.row(row).unwrap();
                    assert_eq!((shown.place, shown.photos), (case.place, case.photos));
                }
            }
        }
        let marks = book.clusters(CITY, 10, &Filter::default());
        let rows: Vec<usize> = marks.marks.iter().filter_map(|mark| mark.row).collect();
        assert!(rows.iter().all(|row| book.row(*row).is_some_and(|row| row.is_public())));
    }
}
