//! The register of commitments and erasures: it counts what a journal says, and finds every erasure of nothing.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use dantin_record::act::Actor;
use dantin_record::book::Book;
use dantin_record::book::figures::Scope;
use dantin_record::entry::{Commitments, Entry};
use dantin_record::erasure::{Misplaced, Register};
use dantin_record::event::{Erasure, Event, EventKind};
use dantin_record::field::FieldName;
use dantin_record::reasons::ErasureGround;
use proptest::prelude::*;
use support::{Walk, agency, at, walk};

fn index(place: usize) -> u64 {
    u64::try_from(place).unwrap()
}

fn field(name: &str) -> FieldName {
    FieldName::new(name).unwrap()
}

fn registered(entries: &[Entry]) -> Register {
    let mut register = Register::new();
    for (place, entry) in entries.iter().enumerate() {
        register.take(index(place), entry).unwrap();
    }
    register
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_erasure_of_a_legal_history_counts_on_its_ground(seed: u64) {
        let Walk { entries, .. } = walk(seed, 400);
        let mut expected: BTreeMap<ErasureGround, u64> = BTreeMap::new();
        for entry in &entries {
            if let Event::Erased(erasure) = &entry.event {
                *expected.entry(erasure.ground).or_default() += index(erasure.fields.len());
            }
        }
        let register = registered(&entries);
        prop_assert_eq!(register.by_ground(), &expected);
        let commitments: usize = entries.iter().map(|entry| entry.commit.len()).sum();
        prop_assert_eq!(register.commitments(), index(commitments));
    }

    #[test]
    fn a_history_without_its_erasures_has_the_same_cases(seed: u64) {
        let Walk { entries, end, .. } = walk(seed, 400);
        let now = at(end);
        let (mut with, mut without) = (Book::new(), Book::new());
        let mut latest = BTreeMap::new();
        let mut kept = 0;
        for (place, entry) in entries.iter().enumerate() {
            with.apply(index(place), entry).unwrap();
            if entry.event.kind() != EventKind::Erased {
                let mut entry = entry.clone();
                entry.prev = latest.insert(entry.case, kept);
                without.apply(kept, &entry).unwrap();
                kept += 1;
            }
        }
        prop_assert_eq!(with.len(), without.len());
        for row in 0..with.len() {
            prop_assert_eq!(with.case(row), without.case(row));
        }
        prop_assert_eq!(with.figures(&Scope::default(), now), without.figures(&Scope::default(), now));
    }

    #[test]
    fn what_is_erased_twice_or_was_never_committed_is_found(seed: u64, choice: prop::sample::Index) {
        let Walk { entries, .. } = walk(seed, 400);
        let erasures: Vec<usize> =
            (0..entries.len()).filter(|place| entries[*place].event.kind() == EventKind::Erased).collect();
        prop_assume!(!erasures.is_empty());
        let last = *choice.get(&erasures);
        let Event::Erased(erasure) = entries[last].event.clone() else { unreachable!() };
        let with = |erasure: Erasure, prev| Entry {
            prev,
            event: Event::Erased(erasure),
            commit: Commitments::new(),
            ..entries[last].clone()
        };
        let register = registered(&entries[..=last]);
        let take = |erasure, prev| register.clone().take(index(last + 1), &with(erasure, prev));
        let prev = Some(index(last));
        let twice = take(erasure.clone(), prev);
        prop_assert!(matches!(twice, Err(Misplaced::ErasedBefore { .. })), "{twice:?}");
        let unknown = Erasure { fields: BTreeSet::from([field("nowhere")]), ..erasure.clone() };
        let found = take(unknown, prev);
        prop_assert!(matches!(found, Err(Misplaced::NotCommitted { .. })), "{found:?}");
        let far = Erasure { entry: u32::MAX, ..erasure.clone() };
        prop_assert_eq!(take(far, prev), Err(Misplaced::NoSuchEntry { number: u32::MAX }));
        let itself = Erasure { entry: erasure.entry, ..erasure };
        prop_assert!(take(itself, None).is_err(), "without an entry before it");
    }
}

#[test]
fn an_erasure_has_exactly_these_bytes_and_no_others() {
    let fields = BTreeSet::from([field("text"), field("contact")]);
    let erasure = Erasure { entry: 1, fields, ground: ErasureGround::SubjectRequest };
    let entry = Entry {
        at: at(2),
        case: dantin_record::id::CaseId([0xff; 16]),
        by: Actor::PrivacyOfficer(agency("mttq")),
        occurred: at(1),
        prev: Some(12),
        commit: Commitments::new(),
        voice: None,
        event: Event::Erased(erasure),
    };
    let expected = concat!(
        r#"{"agency":"mttq","at":"2026-01-01T00:00:02.000Z","by":"privacy_officer","case":"77777777777777777777777774","#,
        r#""data":{"entry":1,"fields":["contact","text"],"ground":"subject_request"},"#,
        r#""occurred":"2026-01-01T00:00:01.000Z","prev":12,"type":"content.erased","v":1}"#,
    );
    assert_eq!(String::from_utf8(entry.to_bytes().unwrap()).unwrap(), expected);
    assert_eq!(Entry::parse(expected.as_bytes()).unwrap(), entry);
    for (from, to) in [
        (r#"["contact","text"]"#, r#"["text","contact"]"#),
        (r#"["contact","text"]"#, r#"["text","text"]"#),
        (r#"["contact","text"]"#, r#"["Text"]"#),
        (r#""entry":1"#, r#""entry":-1"#),
        (r#""entry":1"#, r#""entry":4294967296"#),
        (r#""ground":"subject_request""#, r#""ground":"convenience""#),
    ] {
        let other = expected.replace(from, to);
        assert_ne!(other, expected);
        assert!(Entry::parse(other.as_bytes()).is_err(), "{other}");
    }
}
