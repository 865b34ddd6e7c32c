//! Notices: their one form, which may follow which, and that the published tables are the figures.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use std::collections::BTreeMap;

use dantin_journal::{
    hash::EMPTY_ROOT,
    key::{Signer, VerifierKey},
};
use dantin_record::{
    act::Role,
    book::{
        Book, Unfit,
        figures::{Figure, FigureKind, Scope, tables::Tables},
    },
    dialogue::{Attendance, ChangeReason, QuestionChannel, RefuseReason, SessionKind},
    entry::{Entry, Line},
    event::{DueKind, EventKind, PledgeKind},
    forward::ForwardOutcome,
    matter,
    moment::Moment,
    notice::{
        ContinueReason, Definition, Fact, FactKind, NotInTurn, Notice, Publication, SCHEMA, schema_hash,
    },
    reasons::{DeclineReason, ExtendReason, HideReason, ReleaseReason, ReturnReason},
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use support::{Walk, at, walk};

fn key(name: &str, seed: u8) -> VerifierKey {
    Signer::from_seed(name.parse().unwrap(), &[seed; 32]).verifier_key().clone()
}

fn genesis() -> Fact {
    Fact::Genesis {
        origin: "city.example/journal".parse().unwrap(),
        key: key("city.example/journal", 1),
        schema: schema_hash(),
    }
}

fn defined(figure: Figure, version: u32) -> Fact {
    let text = [("vi", "Số vụ đã nhận."), ("en", "Cases received.")];
    let text = text.map(|(language, text)| (language.to_owned(), text.to_owned())).into();
    Fact::MetricDefined(Definition { figure, version, text })
}

fn continued() -> Fact {
    Fact::Continued {
        origin: "city.example/journal-2".parse().unwrap(),
        key: key("city.example/journal-2", 3),
        old_origin: "city.example/journal".parse().unwrap(),
        old_size: 17,
        old_root: EMPTY_ROOT,
        reason: ContinueReason::EntriesLost,
    }
}

fn published(book: &Book, at: Moment) -> Fact {
    Fact::FigurePublished(Tables::count(book, at, &TimeZone::UTC).publication("UTC"))
}

fn every_kind() -> Vec<Fact> {
    let mut facts = vec![
        genesis(),
        continued(),
        Fact::Schema { schema: [9; 32] },
        Fact::KeyAdded { key: key("city.example/journal", 2) },
        Fact::KeyRetired { key: key("city.example/journal", 1) },
        published(&Book::new(), at(0)),
    ];
    facts.extend(Figure::ALL.iter().map(|figure| defined(*figure, 1)));
    assert_eq!(
        facts.iter().map(|fact| fact.kind()).collect::<std::collections::BTreeSet<_>>().len(),
        FactKind::ALL.len()
    );
    facts
}

#[test]
fn every_notice_has_one_form_and_no_byte_of_it_can_change_unseen() {
    for fact in every_kind() {
        let line = Line::Notice(Box::new(Notice { at: at(5), fact }));
        let bytes = line.to_bytes().unwrap();
        assert_eq!(Line::parse(&bytes).unwrap(), line);
        assert!(Entry::parse(&bytes).is_err(), "a notice is no entry of a case");
        for place in 0..bytes.len() {
            let mut other = bytes.clone();
            other[place] ^= 1;
            if let Ok(read) = Line::parse(&other) {
                assert_eq!(read.to_bytes().unwrap(), other);
                assert_ne!(read, line);
            }
            assert!(Line::parse(&bytes[..place]).is_err());
        }
    }
}

#[test]
fn a_notice_with_the_parts_of_a_case_is_refused() {
    let bytes = Notice { at: at(5), fact: genesis() }.to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(Line::parse(text.as_bytes()).is_ok());
    for (from, to) in [
        (r#""by":"operator""#, r#""by":"clock""#),
        (r#""by":"operator""#, r#""by":"reporter""#),
        (r#""type":"#, r#""prev":3,"type":"#),
        (r#""type":"#, r#""occurred":"2026-01-01T00:00:05.000Z","type":"#),
        (r#"{"at""#, r#"{"agency":"x","at""#),
        (r#""v":1"#, r#""v":2"#),
        (r#""log.genesis""#, r#""log.began""#),
        (r#""origin":"#, r#""note":"a","origin":"#),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text);
        assert!(Line::parse(other.as_bytes()).is_err(), "{other}");
    }
}

fn takes(book: &mut Book, fact: Fact) -> Result<(), NotInTurn> {
    let notice = Notice { at: at(9), fact };
    match book.note(book.size(), &notice) {
        Ok(()) => Ok(()),
        Err(Unfit::Notice(reason)) => Err(reason),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_log_begins_once_and_its_keys_change_in_turn() {
    let mut book = Book::new();
    let add = |seed| Fact::KeyAdded { key: key("city.example/journal", seed) };
    let retire = |seed| Fact::KeyRetired { key: key("city.example/journal", seed) };
    assert_eq!(takes(&mut book, add(2)), Err(NotInTurn::NoGenesis));
    assert_eq!(takes(&mut book, continued()), Err(NotInTurn::NoGenesis));
    assert_eq!(takes(&mut book, genesis()), Ok(()));
    assert_eq!(takes(&mut book, genesis()), Err(NotInTurn::SecondGenesis));
    assert_eq!(takes(&mut book, retire(1)), Err(NotInTurn::LastKey));
    assert_eq!(takes(&mut book, retire(2)), Err(NotInTurn::Key));
    assert_eq!(takes(&mut book, add(2)), Ok(()));
    assert_eq!(takes(&mut book, add(2)), Err(NotInTurn::Key));
    assert_eq!(
        takes(&mut book, Fact::KeyAdded { key: key("else.example/journal", 4) }),
        Err(NotInTurn::OtherOrigin)
    );
    assert_eq!(takes(&mut book, retire(1)), Ok(()));
    assert_eq!(book.log().keys, vec![key("city.example/journal", 2)]);
    assert_eq!(takes(&mut book, continued()), Ok(()));
    assert_eq!(book.log().origin.as_ref().unwrap().as_str(), "city.example/journal-2");
    assert_eq!(takes(&mut book, continued()), Err(NotInTurn::OtherOrigin));
    assert_eq!(book.size(), 4, "what was refused left nothing");
}

#[test]
fn figures_are_published_from_what_stands_before_them_and_only_when_defined() {
    let mut book = Book::new();
    let early = published(&book, at(9));
    assert!(matches!(takes(&mut book, early), Err(NotInTurn::Undefined(_))));
    assert_eq!(takes(&mut book, defined(Figure::Received, 2)), Err(NotInTurn::Version { expected: 1 }));
    for figure in Figure::ALL {
        assert_eq!(takes(&mut book, defined(*figure, 1)), Ok(()));
    }
    assert_eq!(takes(&mut book, defined(Figure::Received, 1)), Err(NotInTurn::Version { expected: 2 }));
    let Fact::FigurePublished(right) = published(&book, at(9)) else { unreachable!() };
    let elsewhere = Publication { size: right.size - 1, ..right.clone() };
    assert_eq!(
        takes(&mut book, Fact::FigurePublished(elsewhere)),
        Err(NotInTurn::Size { size: right.size - 1 })
    );
    assert_eq!(takes(&mut book, Fact::FigurePublished(right.clone())), Ok(()));
    assert_eq!(book.log().published, Some((right.size, at(9))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_tables_are_the_figures_of_each_scope(seed: u64) {
        let Walk { entries, .. } = walk(seed, 500);
        let mut book = Book::new();
        for (index, entry) in entries.iter().enumerate() {
            book.apply(u64::try_from(index).unwrap(), entry).unwrap();
        }
        book.settle();
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let now = at(support::HOUR * 24 * 200);
        let tables = Tables::count(&book, now, &zone);
        let scope = Scope::default();
        let imported = Scope { population: dantin_record::book::figures::Population::Imported, ..scope };
        prop_assert_eq!(&tables.all.own, &book.figures(&scope, now));
        prop_assert_eq!(&tables.all.imported, &book.figures(&imported, now));
        prop_assert_eq!(&tables.all.agencies, &book.figures_by_agency(&scope, now));
        prop_assert_eq!(&tables.all.areas, &book.figures_by_area(&scope, now));
        prop_assert_eq!(&tables.all.categories, &book.figures_by_category(&scope, now));
        let months = book.figures_by_month(&scope, now, &zone);
        prop_assert_eq!(months.len(), tables.months.len());
        for (part, (month, division)) in months.iter().zip(&tables.months) {
            prop_assert_eq!(part.key, Some(*month));
            prop_assert_eq!(&part.figures, &division.own);
            let start = |month: jiff::civil::Date| Moment::from(month.to_zoned(zone.clone()).unwrap().timestamp());
            let first = jiff::civil::date(month.year, month.month, 1);
            let period = dantin_record::book::filter::Period {
                from: start(first),
                to: start(first.checked_add(jiff::Span::new().months(1)).unwrap()),
            };
            let scope = Scope { submitted: Some(period), ..scope };
            prop_assert_eq!(&division.agencies, &book.figures_by_agency(&scope, now));
            prop_assert_eq!(&division.areas, &book.figures_by_area(&scope, now));
            prop_assert_eq!(&division.categories, &book.figures_by_category(&scope, now));
        }
        // One line for each group, with as many cells as the head.
        let text = tables.text();
        let cells: std::collections::BTreeSet<usize> = text.lines().map(|line| line.split('\t').count()).collect();
        prop_assert_eq!(cells.len(), 1);
        let groups: BTreeMap<Vec<&str>, &str> =
            text.lines().map(|line| (line.split('\t').take(3).collect(), line)).collect();
        prop_assert_eq!(groups.len(), text.lines().count());
    }
}

#[test]
fn the_schema_names_every_code_of_every_list() {
    let mut codes: Vec<&str> = Vec::new();
    codes.extend(EventKind::ALL.iter().map(|one| one.code()));
    codes.extend(FactKind::ALL.iter().map(|one| one.code()));
    codes.extend(Role::ALL.iter().map(|one| one.code()));
    codes.extend(Figure::ALL.iter().map(|one| one.code()));
    codes.extend(FigureKind::ALL.iter().map(|one| one.code()));
    codes.extend(ContinueReason::ALL.iter().map(|one| one.code()));
    codes.extend(DeclineReason::ALL.iter().map(|one| one.code()));
    codes.extend(ExtendReason::ALL.iter().map(|one| one.code()));
    codes.extend(ForwardOutcome::ALL.iter().map(|one| one.code()));
    codes.extend(HideReason::ALL.iter().map(|one| one.code()));
    codes.extend(ReturnReason::ALL.iter().map(|one| one.code()));
    codes.extend(ReleaseReason::ALL.iter().map(|one| one.code()));
    codes.extend(DueKind::ALL.iter().map(|one| one.code()));
    codes.extend(PledgeKind::ALL.iter().map(|one| one.code()));
    codes.extend(matter::codes());
    codes.extend(Attendance::ALL.iter().map(|one| one.code()));
    codes.extend(ChangeReason::ALL.iter().map(|one| one.code()));
    codes.extend(QuestionChannel::ALL.iter().map(|one| one.code()));
    codes.extend(RefuseReason::ALL.iter().map(|one| one.code()));
    codes.extend(SessionKind::ALL.iter().map(|one| one.code()));
    for code in codes {
        assert!(SCHEMA.contains(&format!("\"{code}\"")), "schema/entry.json lacks {code}");
    }
}
