//! Work that several bodies share: parts, the rise of late cases, and cases that are worked on as one.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use dantin_record::act::{Act, Actor, Role};
use dantin_record::book::{Book, Unfit};
use dantin_record::case::{Case, State, StateKind};
use dantin_record::entry::{Commitments, Entry};
use dantin_record::event::{Event, EventKind, Origin};
use dantin_record::id::CaseId;
use dantin_record::joint::{PartKind, PartState};
use dantin_record::reasons::{ExtendReason, ReleaseReason, ReturnReason};
use dantin_record::refusal::Refusal;
use dantin_record::voice::{Forged, Voice, Voices, key_for, lock};
use proptest::prelude::*;
use support::{HOUR, Walk, agency, at, due, photo, submission, walk};

const LEAD: &str = "ward.a";

fn act(seconds: i64, by: Actor, event: &Event) -> Act<'_> {
    Act::new(at(seconds), by, event)
}

fn handler(of: &str) -> Actor {
    Actor::Handler(agency(of))
}

fn after(mut case: Case, by: Actor, event: &Event) -> Case {
    let time = case.last_event.as_second() - support::START + HOUR;
    case.apply(&act(time, by, event)).unwrap();
    case
}

#[track_caller]
fn refuses(case: &Case, by: Actor, event: &Event, refusal: Refusal) {
    let mut tried = case.clone();
    assert_eq!(tried.apply(&act(60 * HOUR, by, event)), Err(refusal));
    assert_eq!(&tried, case);
}

fn filed(id: u8, hours: i64) -> Case {
    let event = Event::Submitted(submission(u32::from(id), Origin::Web));
    Case::submit(CaseId([id; 16]), &act(hours * HOUR, Actor::Reporter, &event)).unwrap()
}

fn assigned(to: &str) -> Event {
    Event::Assigned { agency: agency(to), parents: vec![agency("city")], receive_by: due(10 * HOUR) }
}

fn in_progress() -> Case {
    let case = after(filed(1, 0), Actor::Routing, &assigned(LEAD));
    after(case, handler(LEAD), &Event::Accepted { due: due(40 * HOUR) })
}

fn part(of: &str) -> Event {
    Event::PartAdded { agency: agency(of), parents: vec![agency("ministry")], due: due(30 * HOUR) }
}

fn done() -> Event {
    Event::PartDone { evidence: vec![photo(1)] }
}

fn resolved() -> Event {
    Event::ReportedResolved { evidence: vec![photo(2)], confirm_by: at(90 * HOUR) }
}

fn released(of: &str) -> Event {
    Event::PartReleased { agency: agency(of), reason: ReleaseReason::NoAnswer }
}

#[test]
fn the_lead_reports_nothing_over_an_open_part_unless_it_is_done_or_released() {
    let case = after(in_progress(), handler(LEAD), &part("water"));
    refuses(&case, handler(LEAD), &resolved(), Refusal::PartsOpen);
    let by_done = after(case.clone(), handler("water"), &done());
    assert_eq!(after(by_done, handler(LEAD), &resolved()).kind(), StateKind::ReportedResolved);
    let by_release = after(case, handler(LEAD), &released("water"));
    assert_eq!(by_release.parts[0].kind(), PartKind::Released);
    assert_eq!(after(by_release, handler(LEAD), &resolved()).kind(), StateKind::ReportedResolved);
}

#[test]
fn a_part_belongs_to_its_agency_alone_and_needs_evidence() {
    let case = after(in_progress(), handler(LEAD), &part("water"));
    refuses(&case, handler(LEAD), &done(), Refusal::NoOpenPart);
    refuses(&case, handler("transport"), &done(), Refusal::NoOpenPart);
    refuses(&case, handler("water"), &Event::PartDone { evidence: vec![] }, Refusal::EvidenceMissing);
    refuses(&case, handler("water"), &released("water"), Refusal::NotTheLead);
    refuses(&case, handler("water"), &resolved(), Refusal::NotTheLead);
    refuses(&case, handler(LEAD), &released("transport"), Refusal::NoOpenPart);
    refuses(&case, handler(LEAD), &part("water"), Refusal::PartIsOpen);
    refuses(&case, handler(LEAD), &part(LEAD), Refusal::PartOfTheLead);
    let done = after(case, handler("water"), &done());
    refuses(&done, handler("water"), &self::done(), Refusal::NoOpenPart);
    // After a contest the same agency may owe something again.
    let again = after(done, handler(LEAD), &part("water"));
    assert_eq!(again.parts.len(), 1);
    assert!(again.open_part(agency("water")).is_some());
}

#[test]
fn who_had_a_part_and_who_stands_above_never_confirms() {
    let case = after(in_progress(), handler(LEAD), &part("water"));
    let case = after(case, handler(LEAD), &released("water"));
    let case = after(case, handler(LEAD), &resolved());
    for body in ["water", "ministry", LEAD, "city"] {
        refuses(&case, Actor::Overseer(agency(body)), &Event::Confirmed, Refusal::OwnWork);
    }
    assert_eq!(
        after(case, Actor::Overseer(agency("front")), &Event::Confirmed).kind(),
        StateKind::ConfirmedResolved
    );
}

#[test]
fn the_head_of_a_supporting_agency_does_not_move_the_leads_date() {
    let case = after(in_progress(), handler(LEAD), &part("water"));
    let later = Event::Extended { reason: ExtendReason::Weather, due: due(80 * HOUR) };
    refuses(&case, Actor::Head(agency("water")), &later, Refusal::NotTheLead);
    assert_eq!(after(case, Actor::Head(agency("city")), &later).extensions, 1);
}

#[test]
fn parts_outlive_a_hand_over_and_end_where_their_agency_becomes_the_lead() {
    let case = after(in_progress(), handler(LEAD), &part("water"));
    let case = after(case, handler(LEAD), &part("transport"));
    let to = dantin_record::event::Destination::Agency(agency("water"));
    let case = after(case, handler(LEAD), &Event::Returned { to, reason: ReturnReason::WrongField });
    let case = after(case, Actor::Routing, &assigned("water"));
    assert!(case.open_part(agency("transport")).is_some());
    let own = case.parts.iter().find(|part| part.agency == agency("water")).unwrap();
    assert!(matches!(own.state, PartState::Released { reason: None, .. }));
    assert_eq!(after(case, handler("transport"), &done()).open_parts().count(), 0);
}

#[test]
fn a_late_case_rises_to_its_head_and_then_above_and_starts_anew_with_the_next_clock() {
    let rise = |level, to: &str| Event::Escalated { level, to: agency(to), part: None };
    let mut case = in_progress();
    let early = act(40 * HOUR, Actor::Clock, &rise(1, LEAD)).occurred;
    assert_eq!(early, at(40 * HOUR));
    assert_eq!(case.apply(&act(40 * HOUR, Actor::Clock, &rise(1, LEAD))), Err(Refusal::TooEarly));
    for wrong in [rise(2, "city"), rise(1, "city"), rise(0, LEAD)] {
        assert_eq!(case.apply(&act(50 * HOUR, Actor::Clock, &wrong)), Err(Refusal::NotTheNextLevel));
    }
    case.apply(&act(50 * HOUR, Actor::Clock, &rise(1, LEAD))).unwrap();
    for wrong in [rise(1, LEAD), rise(2, "front"), rise(2, LEAD), rise(3, "city")] {
        assert_eq!(case.apply(&act(51 * HOUR, Actor::Clock, &wrong)), Err(Refusal::NotTheNextLevel));
    }
    case.apply(&act(51 * HOUR, Actor::Clock, &rise(2, "city"))).unwrap();
    assert_eq!(case.escalated.map(|one| (one.level, one.to)), Some((2, agency("city"))));
    let later = Event::Extended { reason: ExtendReason::Weather, due: due(80 * HOUR) };
    case.apply(&act(52 * HOUR, Actor::Head(agency("city")), &later)).unwrap();
    assert_eq!((case.escalated, case.escalations), (None, 2));
    case.apply(&act(81 * HOUR, Actor::Clock, &rise(1, LEAD))).unwrap();
    let asked = after(case, handler(LEAD), &Event::Asked);
    let mut waiting = asked;
    assert!(waiting.apply(&act(99 * HOUR, Actor::Clock, &rise(2, "city"))).is_err(), "the clock stands");
}

#[test]
fn a_late_part_rises_to_its_own_head_and_above_and_leaves_the_lead_in_peace() {
    let rise = |level, to: &str| Event::Escalated { level, to: agency(to), part: Some(agency("water")) };
    let mut case = after(in_progress(), handler(LEAD), &part("water"));
    let late = case.open_part(agency("water")).unwrap().due.at.as_second() - support::START + HOUR;
    let refused = |case: &Case, hours: i64, event: &Event| {
        case.clone().apply(&act(late + hours * HOUR, Actor::Clock, event)).unwrap_err()
    };
    assert_eq!(refused(&case, -2, &rise(1, "water")), Refusal::TooEarly);
    for wrong in [rise(1, LEAD), rise(2, "city"), rise(0, "water")] {
        assert_eq!(refused(&case, 0, &wrong), Refusal::NotTheNextLevel);
    }
    let foreign = Event::Escalated { level: 1, to: agency("transport"), part: Some(agency("transport")) };
    assert_eq!(refused(&case, 0, &foreign), Refusal::NoOpenPart);
    // A question to the reporter stops the lead's clock and not that of the part.
    case = after(case, handler(LEAD), &Event::Asked);
    case.apply(&act(late, Actor::Clock, &rise(1, "water"))).unwrap();
    for wrong in [rise(1, "water"), rise(2, LEAD), rise(2, "front")] {
        assert_eq!(refused(&case, 1, &wrong), Refusal::NotTheNextLevel);
    }
    case.apply(&act(late + HOUR, Actor::Clock, &rise(2, "city"))).unwrap();
    let risen = case.open_part(agency("water")).unwrap().escalated.unwrap();
    assert_eq!((risen.level, risen.to), (2, agency("city")));
    assert_eq!((case.escalated, case.escalations), (None, 2), "the lead is not late by it");
    // Done, it rises no more; given anew, it begins anew.
    case.apply(&act(late + 2 * HOUR, handler("water"), &done())).unwrap();
    assert_eq!(
        refused(&case, 3, &rise(3, "city")),
        Refusal::WrongState {
            state: StateKind::WaitingForReporter,
            event: dantin_record::event::EventKind::Escalated,
        }
    );
    case.apply(&act(late + 3 * HOUR, handler(LEAD), &part("water"))).unwrap();
    assert_eq!(case.open_part(agency("water")).unwrap().escalated, None);
}

#[test]
fn only_a_younger_open_case_of_the_same_agency_is_merged_unless_the_coordinator_does_it() {
    let main = in_progress();
    let assigned_to = |id, hours, to: &str| after(filed(id, hours), Actor::Routing, &assigned(to));
    let other = assigned_to(2, 5, LEAD);
    assert_eq!(other.may_merge_into(&main, handler(LEAD)), Ok(()));
    assert_eq!(main.may_merge_into(&other, handler(LEAD)), Err(Refusal::MainIsYounger));
    assert_eq!(main.may_merge_into(&main, Actor::Coordinator), Err(Refusal::MergedIntoItself));
    let foreign = assigned_to(3, 5, "ward.b");
    assert_eq!(foreign.may_merge_into(&main, handler("ward.b")), Err(Refusal::MainOfAnother));
    assert_eq!(foreign.may_merge_into(&main, Actor::Coordinator), Ok(()));
    let mut sample = assigned_to(4, 5, LEAD);
    sample.sample = true;
    assert_eq!(sample.may_merge_into(&main, Actor::Coordinator), Err(Refusal::SampleWithReal));
    let ended = after(main.clone(), Actor::Reporter, &Event::Withdrawn);
    assert_eq!(other.may_merge_into(&ended, Actor::Coordinator), Err(Refusal::MainNotOpen));
    let merged = after(other.clone(), handler(LEAD), &Event::Merged { into: main.id });
    assert_eq!(assigned_to(5, 6, LEAD).may_merge_into(&merged, handler(LEAD)), Err(Refusal::MainNotOpen));
    let mut followed = main;
    followed.gain_follower();
    refuses(&followed, Actor::Coordinator, &Event::Merged { into: other.id }, Refusal::HasFollowers);
    refuses(&followed, Actor::Reporter, &Event::Withdrawn, Refusal::OthersJoined);
    followed.lose_follower();
    assert_eq!(after(followed, Actor::Reporter, &Event::Withdrawn).kind(), StateKind::Withdrawn);
}

fn entry(case: u8, by: Actor, event: Event, voice: Option<Voice>) -> Entry {
    let (at, occurred) = (support::at(0), support::at(0));
    Entry { at, case: CaseId([case; 16]), by, occurred, prev: None, commit: Commitments::new(), voice, event }
}

#[test]
fn those_who_asked_in_a_merged_case_answer_in_the_main_one_and_do_nothing_else_there() {
    let (reporter, joiner, other) = ([1; 32], [2; 32], [3; 32]);
    let key = |seed: &Voice, from: &Voice| key_for(seed, from);
    let submit = |case: u8, seed: &Voice| {
        entry(case, Actor::Reporter, Event::Submitted(submission(1, Origin::Web)), Some(lock(seed)))
    };
    let mut voices = Voices::default();
    voices.take(&submit(1, &other)).unwrap();
    voices.take(&submit(2, &reporter)).unwrap();
    voices.take(&entry(2, Actor::Joiner, Event::Joined, Some(lock(&joiner)))).unwrap();
    let said = |by, event, voice| entry(1, by, event, voice);
    let first = key(&reporter, &lock(&reporter));
    let not_yet = voices.take(&said(Actor::Joiner, Event::Confirmed, first));
    assert_eq!(not_yet, Err(Forged::WrongKey(Role::Joiner)), "before the merge");
    let into = Event::Merged { into: CaseId([1; 16]) };
    assert_eq!(voices.take(&entry(2, Actor::Coordinator, into.clone(), first)), Err(Forged::Misplaced));
    voices.take(&entry(2, Actor::Coordinator, into, None)).unwrap();
    let contested = || Event::Contested { evidence: Vec::new(), due: due(9) };
    for (by, event) in [
        (Actor::Reporter, Event::Confirmed),
        (Actor::Reporter, Event::Withdrawn),
        (Actor::Joiner, Event::Replied { due: due(9) }),
    ] {
        assert!(voices.take(&said(by, event.clone(), first)).is_err(), "{event:?}");
    }
    assert_eq!(voices.take(&said(Actor::Joiner, contested(), None)), Err(Forged::NoKey(Role::Joiner)));
    voices.take(&said(Actor::Joiner, contested(), first)).unwrap();
    assert!(voices.take(&said(Actor::Joiner, Event::Confirmed, first)).is_err(), "shown once already");
    voices.take(&said(Actor::Joiner, Event::Confirmed, key(&joiner, &lock(&joiner)))).unwrap();
    voices.take(&entry(2, Actor::Coordinator, Event::Unmerged, None)).unwrap();
    let second = key(&reporter, &first.unwrap());
    assert!(
        voices.take(&said(Actor::Joiner, Event::Confirmed, second)).is_err(),
        "it is a case of its own again"
    );
    voices.take(&entry(2, Actor::Reporter, Event::Confirmed, second)).unwrap();
    assert_eq!((voices.proven(), voices.unprovable()), (3, 0));
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
    fn merging_and_unmerging_leaves_a_case_as_it_was(seed: u64) {
        let Walk { cases, end, .. } = walk(seed, 500);
        let mut tried = 0;
        for case in cases.values() {
            if case.allows(EventKind::Merged, Role::Coordinator).is_err() {
                continue;
            }
            let mut moved = case.clone();
            let merge = Event::Merged { into: CaseId([0xee; 16]) };
            moved.apply(&act(end + HOUR, Actor::Coordinator, &merge)).unwrap();
            let keeps_lead = matches!(moved.state, State::Merged { lead, .. } if lead == case.state.lead());
            prop_assert!(keeps_lead);
            prop_assert!(!moved.is_overdue(at(end + 9999 * HOUR)), "nobody owes a step of it");
            moved.apply(&act(end + 2 * HOUR, Actor::Coordinator, &Event::Unmerged)).unwrap();
            moved.last_event = case.last_event;
            prop_assert_eq!(&moved, case);
            tried += 1;
        }
        prop_assert!(tried > 0);
    }

    /// Every case that was ever filed is still there with all who joined it, whatever came after; and what others follow
    /// is what they were merged into.
    #[test]
    fn no_order_of_events_loses_anybody_who_asked(seed: u64) {
        let Walk { entries, .. } = walk(seed, 900);
        let book = book(&entries);
        let count = |wanted: fn(&Event) -> bool, id: Option<CaseId>| {
            entries.iter().filter(|one| id.is_none_or(|id| one.case == id) && wanted(&one.event)).count()
        };
        prop_assert_eq!(book.len(), count(|event| matches!(event, Event::Submitted(_)), None));
        let mut followers = std::collections::BTreeMap::<CaseId, u32>::new();
        for row in 0..book.len() {
            let case = book.case(row).unwrap();
            let joined = count(|event| matches!(event, Event::Joined), Some(case.id));
            prop_assert_eq!(usize::try_from(case.joins).unwrap(), joined);
            if let Some(main) = case.merged_into() {
                *followers.entry(main).or_default() += 1;
                let main = book.case(book.row_of(main).unwrap()).unwrap();
                prop_assert!(main.merged_into().is_none(), "one step leads to whoever answers");
                prop_assert!(main.id < case.id);
            }
        }
        for row in 0..book.len() {
            let case = book.case(row).unwrap();
            prop_assert_eq!(case.followers, followers.get(&case.id).copied().unwrap_or_default());
        }
    }
}

#[test]
fn the_book_refuses_a_merge_that_the_rules_for_two_cases_forbid_and_stays_as_it_was() {
    let mut number = 0;
    let mut book = Book::new();
    let mut last = std::collections::BTreeMap::<u8, u64>::new();
    let mut add = |book: &mut Book, case: u8, seconds: i64, by: Actor, event: Event| {
        let one = Entry {
            at: at(seconds),
            occurred: at(seconds),
            prev: last.get(&case).copied(),
            ..entry(case, by, event, None)
        };
        let done = book.apply(number, &one);
        if done.is_ok() {
            last.insert(case, number);
            number += 1;
        }
        done
    };
    for (case, seconds) in [(1, 0), (2, 10)] {
        let submitted = Event::Submitted(submission(u32::from(case), Origin::Web));
        add(&mut book, case, seconds, Actor::Reporter, submitted).unwrap();
        add(&mut book, case, seconds, Actor::Routing, assigned(LEAD)).unwrap();
    }
    let into = |case: u8| Event::Merged { into: CaseId([case; 16]) };
    let before = book.digest();
    assert_eq!(add(&mut book, 2, 20, handler(LEAD), into(9)), Err(Unfit::UnknownCase));
    assert_eq!(add(&mut book, 1, 20, handler(LEAD), into(2)), Err(Unfit::Rule(Refusal::MainIsYounger)));
    assert_eq!(book.digest(), before);
    add(&mut book, 2, 20, handler(LEAD), into(1)).unwrap();
    let (main, other) = (book.row_of(CaseId([1; 16])).unwrap(), book.row_of(CaseId([2; 16])).unwrap());
    assert_eq!(
        (book.row(main).unwrap().followers, book.row(other).unwrap().merged_into),
        (1, Some(CaseId([1; 16])))
    );
    assert_ne!(book.digest(), before);
    add(&mut book, 2, 30, handler(LEAD), Event::Unmerged).unwrap();
    assert_eq!(book.row(main).unwrap().followers, 0);
    assert_eq!(book.row(other).unwrap().state, StateKind::Assigned);
}
