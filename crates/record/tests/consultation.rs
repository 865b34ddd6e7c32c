//! Consultations: every event in its one spelling, what the rules refuse, and the counts that a stranger finds.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use dantin_record::act::Actor;
use dantin_record::book::Book;
use dantin_record::code::{AreaCode, ProvisionCode, RuleCode};
use dantin_record::consultation::{
    Change, ChangeKind, CommentChannel, Consultation, ConsultationEvent as Event, CourseReason, Decision,
    DraftKind, Figures, Speaker, Stance,
};
use dantin_record::entry::{Commitments, Line, Pending};
use dantin_record::event::ShownText;
use dantin_record::id::{CaseCode, CodePrefix};
use dantin_record::matter::{
    Digest, Matter, MatterAct, MatterEvent, MatterId, MatterRefusal as Refusal, PendingMatter,
};
use dantin_record::reasons::HideReason;
use support::{HOUR, agency, at, fits_schema};

const DRAFTER: &str = "culture";
const DAY: i64 = 24 * HOUR;

fn id() -> MatterId {
    MatterId::new(at(0), [8; 10])
}

fn article(number: u32) -> ProvisionCode {
    ProvisionCode::new(&format!("{number:016x}")).unwrap()
}

fn announced() -> Event {
    Event::Announced {
        code: CaseCode::new(CodePrefix::new("DT").unwrap(), 77),
        kind: DraftKind::Conduct,
        drafter: agency(DRAFTER),
        area: Some(AreaCode::new("00070").unwrap()),
        sha256: Digest([1; 32]),
        provisions: 40,
        opens: at(DAY),
        closes: at(21 * DAY),
        rule: RuleCode::new("democracy.opinion").unwrap(),
        minimum_days: 20,
        sample: false,
    }
}

fn made(comment: u32) -> Event {
    Event::Made {
        comment,
        version: 1,
        provision: Some(article(comment)),
        stance: Stance::Change,
        speaker: Speaker::Person,
        channel: CommentChannel::Web,
    }
}

fn answered(comment: u32, decision: Decision, provisions: &[u32]) -> Event {
    let provisions = provisions.iter().map(|number| article(*number)).collect();
    Event::Answered { comment, revision: 1, decision, provisions }
}

fn published(version: u32, changes: u32) -> Event {
    let hash = u8::try_from(version).unwrap();
    Event::VersionPublished { version, sha256: Digest([hash; 32]), provisions: 41, changes }
}

fn told(version: u32, changes: &[(u32, ChangeKind, bool)]) -> Event {
    let changes = changes.iter().map(|&(number, kind, noted)| Change {
        provision: article(number),
        kind,
        noted,
        within: Vec::new(),
    });
    Event::ChangesTold { version, changes: changes.collect() }
}

/// A change of one provision within others.
fn told_within(version: u32, number: u32, within: &[u32]) -> Event {
    let within = within.iter().map(|number| article(*number)).collect();
    let change = Change { provision: article(number), kind: ChangeKind::Edited, noted: false, within };
    Event::ChangesTold { version, changes: vec![change] }
}

fn drafter() -> Actor {
    Actor::Handler(agency(DRAFTER))
}

/// A consultation that moves by acts, or says why not.
struct Course(Matter);

impl Course {
    fn new() -> Course {
        Course(begin(&announced()).unwrap())
    }

    fn does(&mut self, by: Actor, seconds: i64, event: Event) -> Result<(), Refusal> {
        let before = self.0.clone();
        let event = MatterEvent::Consultation(event);
        let result = self.0.apply(&MatterAct::new(at(seconds), by, &event));
        if result.is_err() {
            assert_eq!(self.0, before, "a refusal changes nothing");
        }
        self.thin(before, &MatterAct::new(at(seconds), by, &event), result);
        result
    }

    /// Whoever holds only the comments that the event is about, and those that they are answered with, comes to the same.
    fn thin(&self, before: Matter, act: &MatterAct<'_>, result: Result<(), Refusal>) {
        let (Matter::Consultation(mut thin), MatterEvent::Consultation(event)) = (before, act.event) else {
            panic!("no consultation");
        };
        let mut away = thin.comments.put_away();
        thin = serde_json::from_str(&serde_json::to_string(&thin).unwrap()).unwrap();
        for number in event.comments() {
            let main = away.get(&number).and_then(|comment| comment.grouped_into);
            for number in [Some(number), main].into_iter().flatten() {
                away.remove(&number).into_iter().for_each(|comment| thin.comments.hold(comment));
            }
        }
        let mut thin = Matter::Consultation(thin);
        assert_eq!(thin.apply(act), result);
        if let Matter::Consultation(thin) = &mut thin {
            for comment in away.into_values() {
                thin.comments.hold(comment);
            }
        }
        assert_eq!(thin, self.0);
        assert_eq!(serde_json::to_string(&thin).unwrap(), serde_json::to_string(&self.0).unwrap());
    }

    fn with_comments(count: u32) -> Course {
        let mut course = Course::new();
        course.does(Actor::Clock, DAY, Event::Opened {}).unwrap();
        for comment in 1..=count {
            course.does(Actor::Reporter, 2 * DAY, made(comment)).unwrap();
        }
        course
    }

    fn ended(count: u32) -> Course {
        let mut course = Course::with_comments(count);
        course.does(Actor::Clock, 21 * DAY, Event::Ended {}).unwrap();
        course
    }

    fn it(&self) -> &Consultation {
        self.0.as_consultation().unwrap()
    }
}

fn begin(event: &Event) -> Result<Matter, Refusal> {
    let event = MatterEvent::Consultation(event.clone());
    Matter::begin(id(), &MatterAct::new(at(0), drafter(), &event))
}

#[test]
fn every_event_has_one_spelling() {
    let events = vec![
        announced(),
        Event::Opened {},
        Event::Extended { closes: at(30 * DAY), reason: CourseReason::Demand },
        Event::Ended {},
        published(2, 1),
        told(2, &[(1, ChangeKind::Edited, true)]),
        told_within(2, 1, &[2, 3]),
        Event::Closed {},
        Event::Cancelled { reason: CourseReason::GivenUp },
        made(1),
        Event::Made {
            comment: 2,
            version: 1,
            provision: None,
            stance: Stance::Ask,
            speaker: Speaker::OnBehalf,
            channel: CommentChannel::Paper,
        },
        Event::Shown { comment: 1, text: ShownText::AsWritten, reason: None },
        Event::Shown { comment: 1, text: ShownText::Redacted, reason: Some(HideReason::PersonalData) },
        Event::Hidden { comment: 1, reason: HideReason::AllegesOffence },
        Event::Withdrawn { comment: 1 },
        Event::Grouped { comments: vec![2, 3], into: 1 },
        Event::Ungrouped { comment: 2 },
        answered(1, Decision::Partly, &[1]),
    ];
    let mut codes: Vec<&str> = Vec::new();
    for event in events {
        codes.push(event.code());
        let event = MatterEvent::Consultation(event);
        fits_schema(&event);
        let by = Actor::Coordinator;
        let waiting = PendingMatter {
            matter: id(),
            by,
            occurred: at(5),
            event,
            commit: Commitments::new(),
            voice: None,
        };
        assert_eq!(PendingMatter::parse(&waiting.to_bytes().unwrap()).unwrap(), waiting);
        let line = Pending::Matter(Box::new(waiting)).sequence(at(6), Some(4));
        let bytes = line.to_bytes().unwrap();
        assert_eq!(Line::parse(&bytes).unwrap(), line);
        let text = String::from_utf8(bytes).unwrap();
        let more = text.replacen("\"data\":{", "\"data\":{\"a\":1,", 1).replace("\"a\":1,}", "\"a\":1}");
        assert!(Line::parse(more.as_bytes()).is_err(), "{more}");
    }
    for code in Event::CODES {
        assert!(codes.contains(code), "{code} is missing in this test");
        assert!(dantin_record::notice::SCHEMA.contains(&format!("\"{code}\"")), "the schema lacks {code}");
    }
}

#[test]
fn the_law_says_how_long_people_are_heard() {
    let with = |opens: i64, closes: i64| {
        let mut event = announced();
        if let Event::Announced { opens: from, closes: until, .. } = &mut event {
            (*from, *until) = (at(opens), at(closes));
        }
        begin(&event).map(|_| ())
    };
    assert_eq!(with(DAY, 21 * DAY), Ok(()));
    assert_eq!(with(DAY, 21 * DAY - 1), Err(Refusal::PeriodTooShort));
    assert_eq!(with(-1, 21 * DAY), Err(Refusal::OpensBeforeAnnounced));
    let mut course = Course::with_comments(1);
    let extend = |closes| Event::Extended { closes: at(closes), reason: CourseReason::Demand };
    assert_eq!(course.does(drafter(), 3 * DAY, extend(20 * DAY)), Err(Refusal::PeriodNotLonger));
    course.does(drafter(), 3 * DAY, extend(25 * DAY)).unwrap();
    assert_eq!(course.does(Actor::Clock, 21 * DAY, Event::Ended {}), Err(Refusal::OutsidePeriod));
    course.does(Actor::Reporter, 24 * DAY, made(2)).unwrap();
    assert_eq!(course.does(Actor::Reporter, 25 * DAY, made(3)), Err(Refusal::OutsidePeriod));
    assert_eq!(course.it().first_closes, at(21 * DAY), "the first promise stays");
}

#[test]
fn a_consultation_is_not_closed_over_a_comment_without_a_response() {
    let mut course = Course::with_comments(5);
    assert!(matches!(course.does(drafter(), 20 * DAY, Event::Closed {}), Err(Refusal::WrongState { .. })));
    course.does(Actor::Clock, 21 * DAY, Event::Ended {}).unwrap();
    let close = |course: &mut Course| course.does(drafter(), 23 * DAY, Event::Closed {});
    assert_eq!(close(&mut course), Err(Refusal::CommentsUnanswered));
    course.does(drafter(), 22 * DAY, Event::Grouped { comments: vec![2, 3], into: 1 }).unwrap();
    course.does(drafter(), 22 * DAY, answered(1, Decision::Accepted, &[1])).unwrap();
    let hidden = Event::Hidden { comment: 4, reason: HideReason::AllegesOffence };
    course.does(Actor::Moderator, 22 * DAY, hidden).unwrap();
    let reason = |course: &Course| course.0.as_consultation().unwrap().comment(4).unwrap().hidden_for;
    assert_eq!(reason(&course), Some(HideReason::AllegesOffence));
    assert_eq!(close(&mut course), Err(Refusal::CommentsUnanswered), "the fifth has none");
    course.does(Actor::Reporter, 22 * DAY, Event::Withdrawn { comment: 5 }).unwrap();
    course.does(drafter(), 22 * DAY, published(2, 1)).unwrap();
    assert_eq!(close(&mut course), Err(Refusal::ChangesUntold));
    course.does(drafter(), 22 * DAY, told(2, &[(1, ChangeKind::Edited, false)])).unwrap();
    close(&mut course).unwrap();
    assert_eq!(course.0.state(), "closed");
    assert!(matches!(course.does(Actor::Reporter, 23 * DAY, made(6)), Err(Refusal::WrongState { .. })));
}

#[test]
fn two_officers_do_not_answer_one_comment_over_each_other() {
    let mut course = Course::ended(2);
    course.does(drafter(), 22 * DAY, answered(1, Decision::NotAccepted, &[])).unwrap();
    let again = course.does(drafter(), 22 * DAY, answered(1, Decision::Accepted, &[1]));
    assert_eq!(again, Err(Refusal::CommentAnswered));
    let mended = Event::Answered { comment: 1, revision: 2, decision: Decision::Partly, provisions: vec![] };
    course.does(drafter(), 22 * DAY + 60, mended).unwrap();
    let answer = course.it().comment(1).unwrap().answer.clone().unwrap();
    assert_eq!((answer.decision, answer.revision, answer.first), (Decision::Partly, 2, at(22 * DAY)));
}

#[test]
fn nothing_is_lost_in_a_group() {
    let mut course = Course::ended(4);
    let group = |comments: &[u32], into| Event::Grouped { comments: comments.to_vec(), into };
    course.does(drafter(), 22 * DAY, group(&[2, 3], 1)).unwrap();
    for (comments, into) in [(&[1][..], 4), (&[4][..], 2), (&[4][..], 4), (&[2][..], 4)] {
        assert_eq!(course.does(drafter(), 22 * DAY, group(comments, into)), Err(Refusal::NotGroupable));
    }
    assert_eq!(course.does(drafter(), 22 * DAY, group(&[9], 1)), Err(Refusal::NoSuchComment));
    let own = course.does(drafter(), 22 * DAY, answered(2, Decision::Noted, &[]));
    assert_eq!(own, Err(Refusal::CommentGrouped));
    let withdrawn = course.does(Actor::Reporter, 22 * DAY, Event::Withdrawn { comment: 1 });
    assert_eq!(withdrawn, Err(Refusal::NotGroupable));
    course.does(drafter(), 22 * DAY, Event::Ungrouped { comment: 2 }).unwrap();
    assert_eq!(course.does(drafter(), 22 * DAY, Event::Ungrouped { comment: 2 }), Err(Refusal::NotGrouped));
    course.does(Actor::Reporter, 22 * DAY, Event::Withdrawn { comment: 3 }).unwrap();
    assert_eq!(course.it().comment(1).unwrap().followers, 0);
}

#[test]
fn what_breaks_the_law_is_hidden_though_others_are_answered_with_it() {
    let hidden = |comment| Event::Hidden { comment, reason: HideReason::AllegesOffence };
    let mut course = Course::ended(3);
    course.does(drafter(), 22 * DAY, Event::Grouped { comments: vec![2, 3], into: 1 }).unwrap();
    course.does(Actor::Moderator, 22 * DAY, hidden(1)).unwrap();
    assert_eq!(course.it().comment(2).unwrap().grouped_into, Some(1), "the group stays");
    // The others are owed their response all the same, and it is given under the number that they share.
    assert_eq!(course.it().comments.open(), 1);
    let close = course.does(drafter(), 22 * DAY, Event::Closed {});
    assert_eq!(close, Err(Refusal::CommentsUnanswered));
    let more = course.does(drafter(), 22 * DAY, Event::Grouped { comments: vec![2], into: 1 });
    assert_eq!(more, Err(Refusal::CommentGone), "nothing more is put under it");
    course.does(drafter(), 22 * DAY, answered(1, Decision::Accepted, &[1])).unwrap();
    let response = course.it().answer_to(course.it().comment(3).unwrap()).unwrap();
    assert_eq!(response.decision, Decision::Accepted);
    let without: Vec<u32> = course.it().accepted_without_change().map(|comment| comment.number).collect();
    assert_eq!(without, [1], "hiding takes nothing out of what the drafter owes");
    let figures = course.it().figures();
    assert_eq!((figures.gone, figures.answered), (1, 2));
    course.does(drafter(), 23 * DAY, Event::Closed {}).unwrap();
    // Also after the end, and whatever stands alone then is gone as any other.
    let mut late = Course::ended(2);
    late.does(drafter(), 22 * DAY, Event::Grouped { comments: vec![2], into: 1 }).unwrap();
    late.does(drafter(), 22 * DAY, answered(1, Decision::Noted, &[])).unwrap();
    late.does(drafter(), 22 * DAY, Event::Closed {}).unwrap();
    late.does(Actor::Moderator, 23 * DAY, hidden(1)).unwrap();
    late.does(Actor::Moderator, 23 * DAY, hidden(2)).unwrap();
    assert!(late.it().comment(1).unwrap().is_moot());
    assert_eq!(late.it().comments.open(), 0);
}

#[test]
fn what_is_shown_again_after_the_end_gets_its_response() {
    let mut course = Course::ended(2);
    let hidden = Event::Hidden { comment: 1, reason: HideReason::Abusive };
    course.does(Actor::Moderator, 22 * DAY, hidden).unwrap();
    course.does(drafter(), 22 * DAY, answered(2, Decision::Noted, &[])).unwrap();
    course.does(drafter(), 22 * DAY, Event::Closed {}).unwrap();
    let gone = course.does(drafter(), 23 * DAY, answered(1, Decision::Noted, &[]));
    assert_eq!(gone, Err(Refusal::CommentGone));
    let shown = Event::Shown { comment: 1, text: ShownText::AsWritten, reason: None };
    course.does(Actor::Moderator, 23 * DAY, shown).unwrap();
    assert_eq!(course.it().comments.open(), 1);
    course.does(drafter(), 23 * DAY, answered(1, Decision::NotAccepted, &[])).unwrap();
    assert_eq!((course.it().comments.open(), course.it().figures().answered), (0, 2));
    // What was answered when it was closed stands, and so does what was answered late.
    for comment in [1, 2] {
        let mended = Event::Answered { comment, revision: 2, decision: Decision::Partly, provisions: vec![] };
        let again = course.does(drafter(), 24 * DAY, mended);
        assert!(matches!(again, Err(Refusal::WrongState { .. })), "{again:?}");
    }
}

#[test]
fn the_drafter_does_not_hide_criticism_and_nobody_else_answers() {
    let mut course = Course::with_comments(1);
    let hidden = Event::Hidden { comment: 1, reason: HideReason::Abusive };
    assert!(matches!(course.does(drafter(), 3 * DAY, hidden), Err(Refusal::WrongRole { .. })));
    let other = Actor::Handler(agency("transport"));
    assert_eq!(course.does(other, 3 * DAY, answered(1, Decision::Noted, &[])), Err(Refusal::NotTheDrafter));
    assert!(
        matches!(course.does(drafter(), 3 * DAY, made(2)), Err(Refusal::WrongRole { .. })),
        "as a resident"
    );
}

#[test]
fn what_was_accepted_without_a_change_and_changed_without_a_word_is_found() {
    let mut course = Course::ended(4);
    course.does(drafter(), 22 * DAY, answered(1, Decision::Accepted, &[1])).unwrap();
    course.does(drafter(), 22 * DAY, answered(2, Decision::Partly, &[2])).unwrap();
    course.does(drafter(), 22 * DAY, answered(3, Decision::NotAccepted, &[])).unwrap();
    course.does(drafter(), 22 * DAY, answered(4, Decision::OutOfScope, &[])).unwrap();
    course.does(drafter(), 22 * DAY, published(2, 4)).unwrap();
    let changes = [
        (1, ChangeKind::Edited, false),
        (7, ChangeKind::Edited, true),
        (8, ChangeKind::Removed, false),
        (9, ChangeKind::Moved, false),
    ];
    course.does(drafter(), 22 * DAY, told(2, &changes[..2])).unwrap();
    let twice = course.does(drafter(), 22 * DAY, told(2, &changes[..1]));
    assert_eq!(twice, Err(Refusal::WrongNumber));
    course.does(drafter(), 22 * DAY, told(2, &changes[2..])).unwrap();
    let without: Vec<u32> = course.it().accepted_without_change().map(|comment| comment.number).collect();
    assert_eq!(without, [2]);
    assert_eq!(course.it().unexplained_changes(), [(2, article(8))]);
    let figures = Figures {
        comments: 4,
        gone: 0,
        answered: 4,
        accepted: 1,
        partly: 1,
        not_accepted: 1,
        out_of_scope: 1,
        noted: 0,
        turned_into_changes: 1,
    };
    assert_eq!(course.it().figures(), figures);
}

#[test]
fn a_change_of_a_clause_is_one_of_its_article_and_explained_by_a_comment_on_it() {
    let mut course = Course::ended(2);
    course.does(drafter(), 22 * DAY, answered(1, Decision::Accepted, &[1])).unwrap();
    course.does(drafter(), 22 * DAY, answered(2, Decision::Accepted, &[2])).unwrap();
    course.does(drafter(), 22 * DAY, published(2, 2)).unwrap();
    // Clause 31 stands in article 1, which is in chapter 30; clause 32 in an article that nobody spoke of.
    course.does(drafter(), 22 * DAY, told_within(2, 31, &[1, 30])).unwrap();
    course.does(drafter(), 22 * DAY, told_within(2, 32, &[9, 30])).unwrap();
    let without: Vec<u32> = course.it().accepted_without_change().map(|comment| comment.number).collect();
    assert_eq!(without, [2]);
    assert_eq!(course.it().unexplained_changes(), [(2, article(32))]);
    assert_eq!(course.it().figures().turned_into_changes, 1);
    let wide: Vec<u32> = (40..61).collect();
    course.does(drafter(), 22 * DAY, published(3, 1)).unwrap();
    assert_eq!(course.does(drafter(), 22 * DAY, told_within(3, 33, &wide)), Err(Refusal::TooManyItems));
}

#[test]
fn versions_follow_each_other_and_differ() {
    let mut course = Course::with_comments(0);
    assert_eq!(course.does(drafter(), 3 * DAY, published(3, 0)), Err(Refusal::WrongNumber));
    let same = Event::VersionPublished { version: 2, sha256: Digest([1; 32]), provisions: 1, changes: 0 };
    assert_eq!(course.does(drafter(), 3 * DAY, same), Err(Refusal::SameText));
    course.does(drafter(), 3 * DAY, published(2, 1)).unwrap();
    assert_eq!(course.does(drafter(), 3 * DAY, published(3, 0)), Err(Refusal::ChangesUntold));
    let more = told(2, &[(1, ChangeKind::Added, false), (2, ChangeKind::Added, false)]);
    assert_eq!(course.does(drafter(), 3 * DAY, more), Err(Refusal::TooManyItems));
    assert_eq!(
        course.does(drafter(), 3 * DAY, told(1, &[(1, ChangeKind::Added, false)])),
        Err(Refusal::NoSuchVersion)
    );
    let of_later = Event::Made {
        comment: 1,
        version: 3,
        provision: None,
        stance: Stance::Agree,
        speaker: Speaker::Person,
        channel: CommentChannel::Web,
    };
    assert_eq!(course.does(Actor::Reporter, 3 * DAY, of_later), Err(Refusal::NoSuchVersion));
}

#[test]
fn a_journal_that_closes_over_a_comment_is_refused_by_whoever_replays_it() {
    let mut book = Book::default();
    let mut index = 0;
    let mut take = |by: Actor, seconds: i64, event: Event| {
        let event = MatterEvent::Consultation(event);
        let pending = PendingMatter {
            matter: id(),
            by,
            occurred: at(seconds),
            event,
            commit: Commitments::new(),
            voice: None,
        };
        let prev = (index > 0).then(|| index - 1);
        let line = Pending::Matter(Box::new(pending)).sequence(at(seconds), prev);
        let taken = book.take(index, &line);
        index += u64::from(taken.is_ok());
        taken.map_err(|unfit| format!("{unfit:?}"))
    };
    take(drafter(), 0, announced()).unwrap();
    take(Actor::Clock, DAY, Event::Opened {}).unwrap();
    take(Actor::Reporter, 2 * DAY, made(1)).unwrap();
    take(Actor::Clock, 21 * DAY, Event::Ended {}).unwrap();
    let closed = take(drafter(), 22 * DAY, Event::Closed {}).unwrap_err();
    assert!(closed.contains("CommentsUnanswered"), "{closed}");
}
