//! The voice of a resident: chains of keys, and which acts of a journal are proven by them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use dantin_record::{
    act::Actor,
    entry::{Commitments, Entry},
    event::{Event, Origin},
    id::CaseId,
    voice::{ACTS, Forged, Voice, Voices, key_for, lock, lock_of},
};
use support::{agency, at, due, photo, submission};

fn entry(case: u8, by: Actor, event: Event, voice: Option<Voice>) -> Entry {
    Entry {
        at: at(0),
        case: CaseId([case; 16]),
        by,
        occurred: at(0),
        prev: None,
        commit: Commitments::new(),
        voice,
        event,
    }
}

fn filed(case: u8, voice: Option<Voice>) -> Entry {
    entry(case, Actor::Reporter, Event::Submitted(submission(1, Origin::Web)), voice)
}

#[test]
fn a_chain_gives_its_keys_one_after_the_other_and_no_more() {
    let seed = [9; 32];
    let mut current = lock(&seed);
    for _ in 0..ACTS {
        assert_eq!(key_for(&[8; 32], &current), None, "another's seed opens nothing");
        let key = key_for(&seed, &current).unwrap();
        assert_eq!(lock_of(&key), current);
        current = key;
    }
    assert_eq!(current, seed);
    assert_eq!(key_for(&seed, &current), None);
}

#[test]
fn a_known_step_of_a_chain() {
    // SHA-256 over "dantin/voice/v1\n" and 32 zero bytes, as any other program computes it.
    let hex = lock_of(&[0; 32]).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(hex, "41325c916d778e7e34ada474236ffbe5b16348da51f57d7697088d38ce53d7ac");
}

#[test]
fn only_whoever_filed_or_joined_speaks_in_a_residents_name() {
    let (reporter, joiner) = ([1; 32], [2; 32]);
    let mut voices = Voices::default();
    voices.take(&filed(1, Some(lock(&reporter)))).unwrap();
    voices.take(&entry(1, Actor::Joiner, Event::Joined, Some(lock(&joiner)))).unwrap();
    let contested = || Event::Contested { evidence: Vec::new(), due: due(9) };
    let act = |by, event, voice| entry(1, by, event, voice);

    assert_eq!(
        voices.take(&act(Actor::Reporter, Event::Confirmed, None)),
        Err(Forged::NoKey(dantin_record::act::Role::Reporter))
    );
    let stranger = key_for(&[3; 32], &lock(&[3; 32]));
    assert!(matches!(
        voices.take(&act(Actor::Reporter, Event::Confirmed, stranger)),
        Err(Forged::WrongKey(_))
    ));
    // The lock itself stands in the journal for everybody to read: it opens nothing.
    assert!(voices.take(&act(Actor::Reporter, Event::Confirmed, Some(lock(&reporter)))).is_err());
    let first = key_for(&reporter, &lock(&reporter)).unwrap();
    assert!(voices.take(&act(Actor::Joiner, Event::Confirmed, Some(first))).is_err(), "not the joiner's");
    voices.take(&act(Actor::Reporter, contested(), Some(first))).unwrap();
    // What has been shown once is worth nothing any more.
    assert!(voices.take(&act(Actor::Reporter, Event::Confirmed, Some(first))).is_err());
    voices.take(&act(Actor::Reporter, Event::Confirmed, key_for(&reporter, &first))).unwrap();
    voices.take(&act(Actor::Joiner, contested(), key_for(&joiner, &lock(&joiner)))).unwrap();
    // The key of one case opens no other.
    voices.take(&filed(2, Some(lock(&[5; 32])))).unwrap();
    let other = entry(2, Actor::Reporter, Event::Withdrawn, key_for(&joiner, &lock(&joiner)));
    assert!(voices.take(&other).is_err());
    assert_eq!(
        voices.take(&act(Actor::Handler(agency("a")), Event::Asked, Some(first))),
        Err(Forged::Misplaced)
    );
    assert_eq!((voices.proven(), voices.unprovable()), (3, 0));
}

#[test]
fn before_there_were_locks_nothing_is_proven_and_nothing_refused() {
    let mut voices = Voices::default();
    voices.take(&filed(1, None)).unwrap();
    voices.take(&entry(1, Actor::Joiner, Event::Joined, None)).unwrap();
    voices.take(&entry(1, Actor::Reporter, Event::Confirmed, None)).unwrap();
    voices.take(&entry(1, Actor::Joiner, Event::Confirmed, None)).unwrap();
    assert!(voices.take(&entry(1, Actor::Reporter, Event::Confirmed, Some([1; 32]))).is_err());
    assert_eq!((voices.proven(), voices.unprovable()), (0, 2));
}

#[test]
fn whoever_joined_after_the_report_of_done_contests_but_does_not_confirm() {
    let (reporter, before, after) = ([1; 32], [2; 32], [3; 32]);
    let first = |seed: &[u8; 32]| key_for(seed, &lock(seed));
    let done = || Event::ReportedResolved { evidence: vec![photo(1)], confirm_by: at(600) };
    let act = |by, event, voice| entry(1, by, event, voice);
    let start = || {
        let mut voices = Voices::default();
        voices.take(&filed(1, Some(lock(&reporter)))).unwrap();
        voices.take(&act(Actor::Joiner, Event::Joined, Some(lock(&before)))).unwrap();
        voices.take(&act(Actor::Handler(agency("a")), done(), None)).unwrap();
        voices.take(&act(Actor::Joiner, Event::Joined, Some(lock(&after)))).unwrap();
        voices
    };
    let confirms = |seed| act(Actor::Joiner, Event::Confirmed, first(seed));
    assert_eq!(start().take(&confirms(&after)), Err(Forged::TooLate));
    start().take(&confirms(&before)).unwrap();
    start().take(&act(Actor::Reporter, Event::Confirmed, first(&reporter))).unwrap();
    // That it is not done may be said by everybody who stands in the case; and at the next report of done, the late one was there before.
    let mut voices = start();
    let contested = Event::Contested { evidence: Vec::new(), due: due(9) };
    voices.take(&act(Actor::Joiner, contested, first(&after))).unwrap();
    voices.take(&act(Actor::Handler(agency("a")), done(), None)).unwrap();
    let second = key_for(&after, &first(&after).unwrap());
    voices.take(&act(Actor::Joiner, Event::Confirmed, second)).unwrap();
}
