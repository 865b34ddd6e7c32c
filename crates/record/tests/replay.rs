//! Replaying entries yields what happened live, to the byte.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use std::collections::BTreeSet;

use dantin_record::book::{Book, Unfit};
use dantin_record::case::{Case, StateKind};
use dantin_record::entry::{Entry, PendingEntry};
use dantin_record::event::{Event, EventKind};
use dantin_record::source::{AgencyName, SourceAgency, SourceState, Word};
use proptest::prelude::*;
use support::{Walk, walk};

fn book(entries: &[Entry]) -> Book {
    let mut book = Book::new();
    for (index, entry) in entries.iter().enumerate() {
        book.apply(u64::try_from(index).unwrap(), entry).unwrap();
    }
    book.settle();
    book
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn replaying_encoded_entries_yields_the_live_book(seed: u64) {
        let Walk { entries, cases, .. } = walk(seed, 600);
        let live = book(&entries);
        let mut replayed = Book::new();
        for (index, entry) in entries.iter().enumerate() {
            let bytes = entry.to_bytes().unwrap();
            let read = Entry::parse(&bytes).unwrap();
            prop_assert_eq!(&read, entry);
            replayed.apply(u64::try_from(index).unwrap(), &read).unwrap();
        }
        prop_assert_eq!(replayed.digest(), live.digest());
        prop_assert_eq!(live.len(), cases.len());
    }

    #[test]
    fn at_every_size_a_replay_of_so_many_entries_is_the_live_book(seed: u64) {
        let Walk { entries, .. } = walk(seed, 150);
        let mut live = Book::new();
        for (index, entry) in entries.iter().enumerate() {
            live.apply(u64::try_from(index).unwrap(), entry).unwrap();
            prop_assert_eq!(live.digest(), book(&entries[..=index]).digest());
        }
    }

    #[test]
    fn the_book_holds_each_case_as_the_rules_left_it(seed: u64) {
        let Walk { entries, cases, .. } = walk(seed, 600);
        let book = book(&entries);
        for (id, live) in &cases {
            let row = book.row_of(*id).unwrap();
            prop_assert_eq!(book.find(live.code), Some(row));
            // The live case is not sequenced yet, so that its measured times are the claimed ones.
            let mut replayed: Option<Case> = None;
            for entry in entries.iter().filter(|entry| entry.case == *id) {
                match &mut replayed {
                    None => replayed = Some(Case::submit(*id, &entry.act()).unwrap()),
                    Some(case) => case.apply(&entry.act()).unwrap(),
                }
            }
            let mut replayed = replayed.unwrap();
            // That others follow it stands in the others' entries.
            let followers = cases.values().filter(|case| case.merged_into() == Some(*id)).count();
            replayed.followers = u32::try_from(followers).unwrap();
            prop_assert_eq!(book.case(row), Some(replayed.clone()));
            prop_assert_eq!(replayed.state, live.state);
            prop_assert_eq!(&replayed.barred, &live.barred);
            prop_assert_eq!(replayed.followers, live.followers);
            prop_assert_eq!(serde_json::from_str::<Case>(&serde_json::to_string(live).unwrap()).unwrap(), live.clone());
        }
    }

    #[test]
    fn an_entry_with_one_byte_changed_is_refused_or_canonical(seed: u64, place: prop::sample::Index, byte: u8) {
        let Walk { entries, .. } = walk(seed, 60);
        for entry in &entries {
            let mut bytes = entry.to_bytes().unwrap();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            if let Ok(read) = Entry::parse(&bytes) {
                prop_assert_eq!(read.to_bytes().unwrap(), bytes);
            }
        }
    }

    #[test]
    fn an_entry_cut_short_is_refused(seed: u64, place: prop::sample::Index) {
        let Walk { entries, .. } = walk(seed, 10);
        for entry in &entries {
            let bytes = entry.to_bytes().unwrap();
            prop_assert!(Entry::parse(&bytes[..place.index(bytes.len())]).is_err());
        }
    }

    #[test]
    fn a_pending_entry_round_trips_and_becomes_its_entry(seed: u64) {
        let Walk { entries, .. } = walk(seed, 60);
        for entry in entries {
            let Entry { at, prev, case, by, occurred, commit, voice, event } = entry.clone();
            let pending = PendingEntry { case, by, occurred, event, commit, voice };
            let read = PendingEntry::parse(&pending.to_bytes().unwrap()).unwrap();
            prop_assert_eq!(&read, &pending);
            prop_assert!(PendingEntry::parse(&entry.to_bytes().unwrap()).is_err());
            prop_assert_eq!(read.sequence(at, prev), entry);
        }
    }
}

#[test]
fn walks_reach_every_state_and_every_event() {
    let mut states = BTreeSet::new();
    let mut events = BTreeSet::new();
    for seed in 0..80 {
        let Walk { entries, cases, .. } = walk(seed, 1500);
        states.extend(cases.values().map(Case::kind));
        events.extend(entries.iter().map(|entry| entry.event.kind()));
    }
    assert_eq!(states.len(), StateKind::ALL.len(), "{states:?}");
    assert_eq!(events.len(), EventKind::ALL.len(), "{events:?}");
}

#[test]
fn the_book_refuses_what_does_not_follow_and_stays_as_it_was() {
    let Walk { entries, .. } = walk(3, 200);
    let mut book = Book::new();
    for (index, entry) in entries.iter().enumerate() {
        let index = u64::try_from(index).unwrap();
        if index > 0 {
            let before = book.digest();
            assert_eq!(book.apply(index - 1, entry), Err(Unfit::IndexWentBack { expected: index }));
            let mut wrong = entry.clone();
            wrong.prev = Some(u64::MAX);
            assert!(matches!(book.apply(index, &wrong), Err(Unfit::WrongPrevious { .. } | Unfit::NotUnique)));
            let mut early = entry.clone();
            early.at = support::at(-1);
            assert_eq!(book.apply(index, &early), Err(Unfit::TimeWentBack));
            assert_eq!(book.digest(), before);
        }
        book.apply(index, entry).unwrap();
    }
    let next = u64::try_from(entries.len()).unwrap();
    let mut again = entries[0].clone();
    again.at = entries[entries.len() - 1].at;
    assert_eq!(book.apply(next, &again), Err(Unfit::NotUnique));
    again.case.0[0] ^= 1;
    assert_eq!(book.apply(next, &again), Err(Unfit::NotUnique), "the code is taken");
}

#[test]
fn an_entry_has_exactly_these_bytes() {
    let by = dantin_record::act::Actor::Handler(support::agency("ward.a"));
    let entry = Entry {
        at: support::at(2),
        case: dantin_record::id::CaseId([0xff; 16]),
        by,
        occurred: support::at(1),
        prev: Some(12),
        voice: None,
        commit: [(dantin_record::field::FieldName::new("text").unwrap(), [0; 32])].into(),
        event: Event::Accepted { due: support::due(3600) },
    };
    let expected = concat!(
        r#"{"agency":"ward.a","at":"2026-01-01T00:00:02.000Z","by":"handler","case":"77777777777777777777777774","#,
        r#""commit":{"text":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},"#,
        r#""data":{"due":{"at":"2026-01-01T01:00:00.000Z","kind":"city_rule","rule":"sample.rule","version":"2026-01-01"}},"#,
        r#""occurred":"2026-01-01T00:00:01.000Z","prev":12,"type":"case.accepted","v":1}"#,
    );
    assert_eq!(String::from_utf8(entry.to_bytes().unwrap()).unwrap(), expected);
}

#[test]
fn what_another_system_says_has_exactly_these_bytes_and_names_its_agency_in_one_way() {
    let by = dantin_record::act::Actor::Importer;
    let named = SourceAgency::Named(AgencyName::new("Water Division").unwrap());
    let event = |agency| Event::SourceStatus {
        status: SourceState::Closed,
        word: Word::new("CLOSED").unwrap(),
        agency,
        closed: Some(support::at(1)),
        due: None,
    };
    let written = |agency| {
        let entry = Entry {
            at: support::at(2),
            case: dantin_record::id::CaseId([0xff; 16]),
            by,
            occurred: support::at(1),
            prev: Some(12),
            voice: None,
            commit: std::collections::BTreeMap::new(),
            event: event(agency),
        };
        String::from_utf8(entry.to_bytes().unwrap()).unwrap()
    };
    let named = written(Some(named));
    let data = r#""data":{"agency_name":"Water Division","closed":"2026-01-01T00:00:01.000Z","status":"closed","word":"CLOSED"}"#;
    assert!(named.contains(data), "{named}");
    let known = written(Some(SourceAgency::Known(support::agency("water"))));
    assert!(known.contains(r#""data":{"agency":"water","closed""#), "{known}");
    let both = known.replace(r#""agency":"water","#, r#""agency":"water","agency_name":"Water Division","#);
    let fault = Entry::parse(both.as_bytes()).unwrap_err().to_string();
    assert!(fault.contains("agency by code or by name"), "{fault}");
    let spaced = named.replace("Water Division", "Water Division ");
    assert!(Entry::parse(spaced.as_bytes()).is_err(), "one name, one spelling");
}

#[test]
fn an_imported_case_keeps_the_latest_word_and_agency_of_its_system() {
    let Walk { entries, cases, .. } = walk(11, 3000);
    let mut kinds = BTreeSet::new();
    for (id, case) in &cases {
        let last = entries.iter().rev().find_map(|entry| match &entry.event {
            Event::SourceStatus { word, agency, .. } if entry.case == *id => Some((word, agency)),
            _ => None,
        });
        assert_eq!(case.source.is_some(), case.kind().is_imported());
        let Some((word, agency)) = last else { continue };
        let source = case.source.as_ref().unwrap();
        assert_eq!(source.word.as_ref(), Some(word));
        let (lead, name) = match agency {
            Some(SourceAgency::Known(code)) => (Some(*code), None),
            Some(SourceAgency::Named(name)) => (None, Some(name)),
            None => (None, None),
        };
        assert_eq!((case.state.lead(), source.agency.as_ref()), (lead, name));
        assert!(case.barred.is_empty(), "nobody of ours worked on it");
        kinds.insert((lead.is_some(), name.is_some()));
    }
    assert_eq!(kinds.len(), 3, "known, named and none: {kinds:?}");
}
