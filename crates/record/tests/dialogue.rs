//! Dialogue sessions: every event in its one spelling, what the rules refuse, and what replaying a journal finds.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use dantin_record::act::Actor;
use dantin_record::book::figures::{Figure, Scope, Value};
use dantin_record::book::{Book, Unfit};
use dantin_record::case::{PledgeState, StateKind};
use dantin_record::code::{AreaCode, CategoryCode, Code, RuleCode};
use dantin_record::dialogue::{
    Attendance, ChangeReason, DialogueEvent, End, QuestionChannel, RefuseReason, SessionKind, Support,
};
use dantin_record::entry::{Commitments, Line, Pending, PendingEntry};
use dantin_record::event::{Due, DueKind, Event, Origin, Pledge, PledgeKind, ShownText};
use dantin_record::id::{CaseCode, CaseId, CodePrefix};
use dantin_record::matter::{
    Digest, Matter, MatterAct, MatterEvent, MatterId, MatterRefusal as Refusal, PendingMatter,
};
use dantin_record::reasons::HideReason;
use dantin_record::voice::{Forged, Voices, key_for, lock};
use support::{HOUR, agency, at, fits_schema, photo, submission};

const HOST: &str = "ward.a";

fn id() -> MatterId {
    MatterId::new(at(0), [7; 10])
}

fn announced() -> DialogueEvent {
    DialogueEvent::Announced {
        code: CaseCode::new(CodePrefix::new("DT").unwrap(), 99),
        kind: SessionKind::Conference,
        host: agency(HOST),
        area: Some(AreaCode::new("00070").unwrap()),
        attendance: Attendance::Hybrid,
        starts: at(100 * HOUR),
        ends: at(103 * HOUR),
        questions_from: at(HOUR),
        questions_until: at(99 * HOUR),
        sample: false,
    }
}

fn asked(question: u32) -> DialogueEvent {
    DialogueEvent::Asked { question, channel: QuestionChannel::Web, area: None, topic: None }
}

fn every_event() -> Vec<DialogueEvent> {
    let changed = DialogueEvent::Changed {
        attendance: Attendance::Online,
        starts: at(101 * HOUR),
        ends: at(104 * HOUR),
        questions_from: at(HOUR),
        questions_until: at(99 * HOUR),
        reason: ChangeReason::Weather,
    };
    let full = DialogueEvent::Asked {
        question: 2,
        channel: QuestionChannel::Hall,
        area: Some(AreaCode::new("00070").unwrap()),
        topic: Some(CategoryCode::new("lighting").unwrap()),
    };
    let case = CaseId([3; 16]);
    vec![
        announced(),
        changed,
        DialogueEvent::Opened {},
        asked(1),
        full,
        DialogueEvent::Joined { question: 1 },
        DialogueEvent::Supported { totals: vec![Support { question: 1, total: 4 }] },
        DialogueEvent::Shown {
            question: 1,
            text: ShownText::Redacted,
            reason: Some(HideReason::PersonalData),
        },
        DialogueEvent::Hidden { question: 2, reason: HideReason::AllegesOffence },
        DialogueEvent::Merged { question: 2, into: 1 },
        DialogueEvent::Unmerged { question: 2 },
        DialogueEvent::Withdrawn { question: 2 },
        DialogueEvent::Started {},
        DialogueEvent::Called { question: 1 },
        DialogueEvent::Answered { question: 1, agency: agency("transport") },
        DialogueEvent::Promised { question: 1, case },
        DialogueEvent::InWriting { question: 1, case },
        DialogueEvent::Refused { question: 1, reason: RefuseReason::Pending, authority: None },
        DialogueEvent::Refused {
            question: 1,
            reason: RefuseReason::OutsideCompetence,
            authority: Some(Code::new("court").unwrap()),
        },
        DialogueEvent::Judged { question: 1, answers: false },
        DialogueEvent::Attended { people: 120 },
        DialogueEvent::Closed {},
        DialogueEvent::MinutesApproved { version: 1, sha256: Digest([9; 32]) },
        DialogueEvent::FollowedUp {},
        DialogueEvent::Cancelled { reason: ChangeReason::Host },
    ]
}

fn pending(by: Actor, seconds: i64, event: DialogueEvent) -> PendingMatter {
    let event = MatterEvent::Dialogue(event);
    PendingMatter { matter: id(), by, occurred: at(seconds), event, commit: Commitments::new(), voice: None }
}

#[test]
fn every_event_has_one_spelling() {
    let mut codes: Vec<&str> = Vec::new();
    for event in every_event() {
        codes.push(event.code());
        let waiting = pending(Actor::Coordinator, 5, event);
        fits_schema(&waiting.event);
        let bytes = waiting.to_bytes().unwrap();
        assert_eq!(PendingMatter::parse(&bytes).unwrap(), waiting);
        assert!(PendingEntry::parse(&bytes).is_err(), "it is no entry of a case");
        let line = Pending::Matter(Box::new(waiting)).sequence(at(6), Some(4));
        let bytes = line.to_bytes().unwrap();
        assert_eq!(Line::parse(&bytes).unwrap(), line);
        // One more key than the event has is one that would be passed over.
        let text = String::from_utf8(bytes).unwrap();
        let more = text.replacen("\"data\":{", "\"data\":{\"a\":1,", 1).replace("\"a\":1,}", "\"a\":1}");
        assert!(Line::parse(more.as_bytes()).is_err(), "{more}");
    }
    codes.dedup();
    for code in DialogueEvent::CODES {
        assert!(codes.contains(code), "{code} is missing in this test");
        assert!(dantin_record::notice::SCHEMA.contains(&format!("\"{code}\"")), "the schema lacks {code}");
    }
}

#[test]
fn an_entry_is_of_a_case_or_of_a_matter() {
    let text = String::from_utf8(pending(Actor::Coordinator, 5, asked(1)).to_bytes().unwrap()).unwrap();
    let both = text.replace("\"data\":", "\"case\":\"aaaaaaaaaaaaaaaaaaaaaaaaaa\",\"data\":");
    assert!(Pending::parse(both.as_bytes()).is_err());
    let neither = text.replace(&format!("\"matter\":\"{}\",", id()), "");
    assert!(Pending::parse(neither.as_bytes()).is_err());
    let of_case = text.replace("question.asked", "case.accepted");
    assert!(Pending::parse(of_case.as_bytes()).is_err());
}

/// A session that moves by acts, or says why not.
struct Session(Matter);

impl Session {
    fn new() -> Session {
        let event = MatterEvent::Dialogue(announced());
        let by = Actor::Handler(agency(HOST));
        Session(Matter::begin(id(), &MatterAct::new(at(0), by, &event)).unwrap())
    }

    fn does(&mut self, by: Actor, seconds: i64, event: DialogueEvent) -> Result<(), Refusal> {
        let before = self.0.clone();
        let event = MatterEvent::Dialogue(event);
        let result = self.0.apply(&MatterAct::new(at(seconds), by, &event));
        if result.is_err() {
            assert_eq!(self.0, before, "a refusal changes nothing");
        }
        result
    }

    fn with_questions(count: u32) -> Session {
        let mut session = Session::new();
        session.does(Actor::Clock, HOUR, DialogueEvent::Opened {}).unwrap();
        for number in 1..=count {
            session.does(Actor::Reporter, 2 * HOUR, asked(number)).unwrap();
            session
                .does(
                    Actor::Moderator,
                    2 * HOUR,
                    DialogueEvent::Shown { question: number, text: ShownText::AsWritten, reason: None },
                )
                .unwrap();
        }
        session
    }

    fn live(count: u32) -> Session {
        let mut session = Session::with_questions(count);
        session.does(host(), 100 * HOUR, DialogueEvent::Started {}).unwrap();
        session
    }

    fn state(&self) -> &'static str {
        self.0.state()
    }
}

fn host() -> Actor {
    Actor::Head(agency(HOST))
}

fn answered(question: u32) -> DialogueEvent {
    DialogueEvent::Answered { question, agency: agency(HOST) }
}

#[test]
fn a_session_is_not_closed_over_an_open_question() {
    let mut session = Session::live(5);
    let close = |session: &mut Session| session.does(host(), 102 * HOUR, DialogueEvent::Closed {});
    assert_eq!(close(&mut session), Err(Refusal::QuestionsOpen));
    session.does(host(), 101 * HOUR, answered(1)).unwrap();
    session
        .does(host(), 101 * HOUR, DialogueEvent::InWriting { question: 2, case: CaseId([1; 16]) })
        .unwrap();
    let refused = DialogueEvent::Refused { question: 3, reason: RefuseReason::OffSubject, authority: None };
    session.does(host(), 101 * HOUR, refused).unwrap();
    session.does(host(), 101 * HOUR, DialogueEvent::Merged { question: 4, into: 1 }).unwrap();
    assert_eq!(close(&mut session), Err(Refusal::QuestionsOpen), "the fifth has no end");
    session
        .does(
            Actor::Moderator,
            101 * HOUR,
            DialogueEvent::Hidden { question: 5, reason: HideReason::Abusive },
        )
        .unwrap();
    close(&mut session).unwrap();
    assert_eq!(session.state(), "closed");
    assert_eq!(
        session.does(Actor::Reporter, 102 * HOUR, asked(6)),
        Err(Refusal::WrongState { state: "closed", event: "question.asked" })
    );
}

#[test]
fn what_is_merged_comes_back_and_no_main_question_vanishes_under_it() {
    let mut session = Session::with_questions(3);
    let merge = |question, into| DialogueEvent::Merged { question, into };
    session.does(host(), 3 * HOUR, merge(2, 1)).unwrap();
    assert_eq!(session.does(host(), 3 * HOUR, merge(1, 3)), Err(Refusal::NotMergeable), "it has a follower");
    assert_eq!(
        session.does(host(), 3 * HOUR, merge(3, 2)),
        Err(Refusal::NotMergeable),
        "it is merged itself"
    );
    assert_eq!(session.does(host(), 3 * HOUR, merge(3, 3)), Err(Refusal::NotMergeable));
    assert_eq!(session.does(host(), 3 * HOUR, merge(3, 9)), Err(Refusal::NoSuchQuestion));
    let hidden = DialogueEvent::Hidden { question: 1, reason: HideReason::Abusive };
    assert_eq!(session.does(Actor::Moderator, 3 * HOUR, hidden), Err(Refusal::NotMergeable));
    let withdraw = |session: &mut Session, question| {
        session.does(Actor::Reporter, 3 * HOUR, DialogueEvent::Withdrawn { question })
    };
    assert_eq!(withdraw(&mut session, 1), Err(Refusal::OthersJoined));
    session.does(host(), 3 * HOUR, DialogueEvent::Unmerged { question: 2 }).unwrap();
    assert_eq!(
        session.does(host(), 3 * HOUR, DialogueEvent::Unmerged { question: 2 }),
        Err(Refusal::NotMerged)
    );
    withdraw(&mut session, 1).unwrap();
    assert_eq!(session.does(host(), 3 * HOUR, answered(1)), Err(Refusal::QuestionGone));
}

#[test]
fn questions_come_in_their_time_and_in_their_order() {
    let mut session = Session::new();
    assert!(matches!(session.does(Actor::Reporter, HOUR, asked(1)), Err(Refusal::WrongState { .. })));
    assert_eq!(session.does(Actor::Clock, 10, DialogueEvent::Opened {}), Err(Refusal::OutsidePeriod));
    session.does(Actor::Clock, HOUR, DialogueEvent::Opened {}).unwrap();
    assert_eq!(session.does(Actor::Reporter, HOUR, asked(2)), Err(Refusal::WrongNumber));
    session.does(Actor::Reporter, HOUR, asked(1)).unwrap();
    assert_eq!(session.does(Actor::Reporter, 99 * HOUR, asked(2)), Err(Refusal::OutsidePeriod));
    session.does(host(), 100 * HOUR, DialogueEvent::Started {}).unwrap();
    session.does(Actor::Reporter, 101 * HOUR, asked(2)).unwrap();
    assert_eq!(session.does(Actor::Reporter, 50 * HOUR, asked(3)), Err(Refusal::TimeWentBack));
}

#[test]
fn only_the_host_holds_the_session_and_only_residents_judge() {
    let mut session = Session::live(1);
    let other = Actor::Handler(agency("ward.b"));
    assert_eq!(session.does(other, 101 * HOUR, answered(1)), Err(Refusal::NotTheHost));
    assert!(matches!(session.does(Actor::Reporter, 101 * HOUR, answered(1)), Err(Refusal::WrongRole { .. })));
    let judged = |answers| DialogueEvent::Judged { question: 1, answers };
    assert_eq!(session.does(Actor::Reporter, 101 * HOUR, judged(true)), Err(Refusal::QuestionNotEnded));
    session.does(host(), 101 * HOUR, answered(1)).unwrap();
    assert!(matches!(session.does(host(), 101 * HOUR, judged(true)), Err(Refusal::WrongRole { .. })));
    session.does(Actor::Reporter, 101 * HOUR, judged(true)).unwrap();
    session.does(Actor::Reporter, 101 * HOUR, judged(false)).unwrap();
    session.does(Actor::Joiner, 101 * HOUR, judged(true)).unwrap();
    let Matter::Session(session) = &session.0 else { panic!("it is a session") };
    let question = session.question(1).unwrap();
    assert_eq!((question.judged, question.joiners_satisfied), (Some(false), 1), "the last word counts");
    assert_eq!(question.ends, [End::Answered { agency: agency(HOST) }]);
}

#[test]
fn supporters_are_counted_and_never_lost() {
    let mut session = Session::with_questions(2);
    let totals = |all: &[(u32, u32)]| DialogueEvent::Supported {
        totals: all.iter().map(|&(question, total)| Support { question, total }).collect(),
    };
    session.does(Actor::Clock, 3 * HOUR, totals(&[(1, 4), (2, 1)])).unwrap();
    assert_eq!(session.does(Actor::Clock, 3 * HOUR, totals(&[(1, 3)])), Err(Refusal::CountFell));
    assert_eq!(session.does(Actor::Clock, 3 * HOUR, totals(&[(1, 4)])), Err(Refusal::CountFell));
    assert_eq!(session.does(Actor::Clock, 3 * HOUR, totals(&[(2, 5), (2, 2)])), Err(Refusal::WrongNumber));
    assert_eq!(session.does(Actor::Clock, 3 * HOUR, totals(&[(9, 1)])), Err(Refusal::NoSuchQuestion));
    assert!(matches!(session.does(host(), 3 * HOUR, totals(&[(1, 9)])), Err(Refusal::WrongRole { .. })));
}

#[test]
fn a_question_that_is_shown_again_after_the_end_gets_one() {
    let hide = |question| DialogueEvent::Hidden { question, reason: HideReason::Abusive };
    let show = |question| DialogueEvent::Shown { question, text: ShownText::AsWritten, reason: None };
    let in_writing = |question| DialogueEvent::InWriting { question, case: CaseId([1; 16]) };
    let mut session = Session::live(4);
    session.does(host(), 101 * HOUR, answered(1)).unwrap();
    for question in 2..=4 {
        session.does(Actor::Moderator, 101 * HOUR, hide(question)).unwrap();
    }
    session.does(host(), 102 * HOUR, DialogueEvent::Closed {}).unwrap();
    assert_eq!(session.does(host(), 103 * HOUR, answered(2)), Err(Refusal::QuestionGone));
    for question in 2..=3 {
        session.does(Actor::Moderator, 103 * HOUR, show(question)).unwrap();
    }
    session.does(host(), 104 * HOUR, answered(2)).unwrap();
    session.does(host(), 104 * HOUR, in_writing(3)).unwrap();
    // What had its end keeps it.
    for question in 1..=3 {
        assert_eq!(session.does(host(), 104 * HOUR, answered(question)), Err(Refusal::QuestionEnded));
    }
    session.does(Actor::Reporter, 105 * HOUR, DialogueEvent::Judged { question: 2, answers: true }).unwrap();
    // Where everything promised has its end an answer is given, and nothing more is promised.
    session.does(Actor::Clock, 106 * HOUR, DialogueEvent::FollowedUp {}).unwrap();
    session.does(Actor::Moderator, 107 * HOUR, show(4)).unwrap();
    let promised = session.does(host(), 107 * HOUR, in_writing(4));
    assert!(matches!(promised, Err(Refusal::WrongState { .. })), "{promised:?}");
    session.does(host(), 107 * HOUR, answered(4)).unwrap();
}

#[test]
fn one_press_of_a_stranger_keeps_nobody_from_taking_a_question_back() {
    let supported = DialogueEvent::Supported { totals: vec![Support { question: 1, total: 2 }] };
    let withdraw = DialogueEvent::Withdrawn { question: 1 };
    let mut session = Session::with_questions(1);
    session.does(Actor::Clock, 3 * HOUR, supported.clone()).unwrap();
    let mut joined = Session(session.0.clone());
    let mut begun = Session(session.0.clone());
    session.does(Actor::Reporter, 3 * HOUR, withdraw.clone()).unwrap();
    joined.does(Actor::Joiner, 3 * HOUR, DialogueEvent::Joined { question: 1 }).unwrap();
    assert_eq!(joined.does(Actor::Reporter, 3 * HOUR, withdraw.clone()), Err(Refusal::OthersJoined));
    begun.does(host(), 100 * HOUR, DialogueEvent::Started {}).unwrap();
    assert_eq!(begun.does(Actor::Reporter, 100 * HOUR, withdraw), Err(Refusal::OthersJoined));
}

/// Entries of cases and of the session, sequenced a minute apart.
struct Journal {
    book: Book,
    voices: Voices,
    index: u64,
}

impl Journal {
    fn new() -> Journal {
        let mut journal = Journal { book: Book::new(), voices: Voices::default(), index: 0 };
        journal.matter(host(), 0, announced()).unwrap();
        journal.matter(Actor::Clock, HOUR, DialogueEvent::Opened {}).unwrap();
        journal.matter(Actor::Reporter, HOUR, asked(1)).unwrap();
        journal
    }

    fn take(&mut self, pending: Pending, seconds: i64) -> Result<(), Unfit> {
        let prev = match &pending {
            Pending::Case(case) => self.book.row_of(case.case).and_then(|row| self.book.latest_entry(row)),
            Pending::Matter(matter) => self.book.latest_of_matter(matter.matter),
        };
        let line = pending.sequence(at(seconds), prev);
        let digest = self.book.digest();
        let result = self.book.take(self.index, &line);
        match &result {
            Ok(()) => {
                self.voices.take_line(&line).unwrap();
                self.index += 1;
            }
            Err(_) => assert_eq!(self.book.digest(), digest, "a refusal changes nothing"),
        }
        result
    }

    fn matter(&mut self, by: Actor, seconds: i64, event: DialogueEvent) -> Result<(), Unfit> {
        self.take(Pending::Matter(Box::new(pending(by, seconds, event))), seconds)
    }

    fn case(&mut self, case: CaseId, by: Actor, seconds: i64, event: Event) -> Result<(), Unfit> {
        let occurred = at(seconds);
        let pending = PendingEntry { case, by, occurred, event, commit: Commitments::new(), voice: None };
        self.take(Pending::Case(Box::new(pending)), seconds)
    }

    fn promise(&mut self, case: CaseId, question: u32, verifier: Option<&str>) -> Result<(), Unfit> {
        let pledge =
            Pledge { kind: PledgeKind::Commitment, due: at(500 * HOUR), verifier: verifier.map(agency) };
        let origin = Origin::Session { session: id(), question, pledge };
        let number = u32::from(case.0[0]);
        self.case(case, host(), 2 * HOUR, Event::Submitted(submission(number, origin)))?;
        let receive_by = promised(500 * HOUR);
        let assigned = Event::Assigned { agency: agency("transport"), parents: Vec::new(), receive_by };
        self.case(case, Actor::Routing, 2 * HOUR, assigned)
    }
}

fn promised(seconds: i64) -> Due {
    Due {
        at: at(seconds),
        rule: RuleCode::new("promise.commitment").unwrap(),
        version: jiff::civil::date(2026, 1, 1),
        kind: DueKind::Promise,
    }
}

#[test]
fn a_promise_names_a_case_that_came_out_of_that_question() {
    let mut journal = Journal::new();
    let (case, other) = (CaseId([1; 16]), CaseId([2; 16]));
    assert_eq!(journal.promise(case, 4, None), Err(Unfit::MatterRule(Refusal::NoSuchQuestion)));
    journal.promise(case, 1, None).unwrap();
    let row = journal.book.row_of(case).unwrap();
    assert_eq!(journal.book.case(row).unwrap().kind(), StateKind::InProgress, "who promises has accepted");
    let promise = |question, case| DialogueEvent::Promised { question, case };
    assert_eq!(
        journal.matter(host(), 3 * HOUR, promise(1, other)),
        Err(Unfit::MatterRule(Refusal::NotThePledge))
    );
    let written = DialogueEvent::InWriting { question: 1, case };
    assert_eq!(
        journal.matter(host(), 3 * HOUR, written),
        Err(Unfit::MatterRule(Refusal::NotThePledge)),
        "it is a commitment, not an answer in writing"
    );
    journal.matter(host(), 3 * HOUR, promise(1, case)).unwrap();
    journal.matter(host(), 100 * HOUR, DialogueEvent::Started {}).unwrap();
    journal.matter(host(), 102 * HOUR, DialogueEvent::Closed {}).unwrap();
    let follow_up = |journal: &mut Journal, hours: i64| {
        journal.matter(Actor::Clock, hours * HOUR, DialogueEvent::FollowedUp {})
    };
    assert_eq!(follow_up(&mut journal, 103), Err(Unfit::MatterRule(Refusal::PledgesOpen)));
    let lead = Actor::Handler(agency("transport"));
    let report = Event::ReportedResolved { evidence: vec![photo(1)], confirm_by: at(600 * HOUR) };
    journal.case(case, lead, 104 * HOUR, report).unwrap();
    journal.case(case, Actor::Neighbour, 105 * HOUR, Event::Confirmed).unwrap();
    follow_up(&mut journal, 106).unwrap();
    let record = journal.book.case(row).unwrap();
    assert_eq!(record.pledge_state(at(900 * HOUR)), Some(PledgeState::Kept));
}

#[test]
fn only_the_named_verifier_confirms_and_nothing_promised_is_handed_on() {
    let mut journal = Journal::new();
    let case = CaseId([1; 16]);
    journal.promise(case, 1, Some("front")).unwrap();
    let lead = Actor::Handler(agency("transport"));
    let returned = Event::Returned {
        to: dantin_record::event::Destination::Coordinator,
        reason: dantin_record::reasons::ReturnReason::WrongArea,
    };
    assert!(journal.case(case, lead, 3 * HOUR, returned).is_err());
    let row = journal.book.row_of(case).unwrap();
    let record = journal.book.case(row).unwrap();
    assert_eq!(record.pledge_state(at(499 * HOUR)), Some(PledgeState::Running));
    assert_eq!(record.pledge_state(at(501 * HOUR)), Some(PledgeState::Broken));
    let report = Event::ReportedResolved { evidence: vec![photo(1)], confirm_by: at(700 * HOUR) };
    journal.case(case, lead, 510 * HOUR, report).unwrap();
    assert!(journal.case(case, Actor::Neighbour, 511 * HOUR, Event::Confirmed).is_err());
    assert!(journal.case(case, Actor::Overseer(agency("ward.b")), 511 * HOUR, Event::Confirmed).is_err());
    journal.case(case, Actor::Overseer(agency("front")), 511 * HOUR, Event::Confirmed).unwrap();
    let record = journal.book.case(row).unwrap();
    assert_eq!(record.pledge_state(at(900 * HOUR)), Some(PledgeState::Late));
}

#[test]
fn a_promise_is_broken_past_its_first_date_whatever_the_agency_does_but_report() {
    let mut journal = Journal::new();
    let case = CaseId([1; 16]);
    journal.promise(case, 1, Some("front")).unwrap();
    let (handler, head) = (Actor::Handler(agency("transport")), Actor::Head(agency("transport")));
    let row = journal.book.row_of(case).unwrap();
    let state = |journal: &Journal, hours: i64| {
        journal.book.case(row).unwrap().pledge_state(at(hours * HOUR)).unwrap()
    };
    let later =
        Event::Extended { reason: dantin_record::reasons::ExtendReason::Weather, due: promised(900 * HOUR) };
    journal.case(case, head, 490 * HOUR, later).unwrap();
    assert_eq!(state(&journal, 499), PledgeState::Running);
    assert_eq!(state(&journal, 501), PledgeState::Broken, "a later date does not move the one that counts");
    journal.case(case, handler, 502 * HOUR, Event::Asked).unwrap();
    assert_eq!(state(&journal, 503), PledgeState::Broken, "neither does a question");
    let report = |byte| Event::ReportedResolved { evidence: vec![photo(byte)], confirm_by: at(600 * HOUR) };
    journal.case(case, handler, 510 * HOUR, report(1)).unwrap();
    assert_eq!(state(&journal, 511), PledgeState::Running);

    // After the period only the verifier speaks, and still does.
    journal.case(case, Actor::Clock, 600 * HOUR, Event::Expired).unwrap();
    assert_eq!(state(&journal, 601), PledgeState::Unconfirmed);
    let front = Actor::Overseer(agency("front"));
    assert!(journal.case(case, Actor::Neighbour, 610 * HOUR, Event::Confirmed).is_err());
    let contested = Event::Contested { evidence: vec![], due: promised(800 * HOUR) };
    journal.case(case, front, 611 * HOUR, contested).unwrap();
    assert_eq!(state(&journal, 612), PledgeState::Broken, "no report stands");
    assert_eq!(journal.book.case(row).unwrap().ended, None);
    journal.case(case, handler, 620 * HOUR, report(2)).unwrap();
    journal.case(case, Actor::Clock, 700 * HOUR, Event::Expired).unwrap();
    journal.case(case, front, 710 * HOUR, Event::Confirmed).unwrap();
    assert_eq!(state(&journal, 711), PledgeState::Late);

    let figures = journal.book.figures(&Scope::default(), at(711 * HOUR));
    let share = |numerator, denominator| Value::Share { numerator, denominator };
    assert_eq!(figures.get(Figure::AcceptedInTime), share(0, 0), "nobody takes on own promises late");
    assert_eq!(figures.get(Figure::AcceptanceMedian), Value::Seconds { seconds: None, cases: 0 });
    assert_eq!(figures.get(Figure::Redated), share(1, 1));
}

#[test]
fn the_voice_of_whoever_asked_is_proven_in_the_session_and_in_the_promise() {
    let (seed, stranger) = ([5; 32], [6; 32]);
    let mut voices = Voices::default();
    let line = |by, event, voice| {
        Pending::Matter(Box::new(PendingMatter { voice, ..pending(by, 9, event) })).sequence(at(10), Some(0))
    };
    let judged = DialogueEvent::Judged { question: 1, answers: true };
    voices.take_line(&line(Actor::Reporter, asked(1), Some(lock(&seed)))).unwrap();
    let forged = voices.take_line(&line(Actor::Reporter, judged.clone(), None));
    assert_eq!(forged, Err(Forged::NoKey(dantin_record::act::Role::Reporter)));
    let wrong = key_for(&stranger, &lock(&stranger));
    assert!(voices.take_line(&line(Actor::Reporter, judged.clone(), wrong)).is_err());
    let first = key_for(&seed, &lock(&seed)).unwrap();
    voices.take_line(&line(Actor::Reporter, judged.clone(), Some(first))).unwrap();
    assert!(voices.take_line(&line(Actor::Reporter, judged, Some(first))).is_err(), "a key opens once");
    assert!(voices.take_line(&line(host(), answered(1), Some(first))).is_err(), "no key belongs there");

    let case = CaseId([1; 16]);
    let pledge = Pledge { kind: PledgeKind::Commitment, due: at(500 * HOUR), verifier: None };
    let origin = Origin::Session { session: id(), question: 1, pledge };
    let of_case = |by, event, voice| {
        let commit = Commitments::new();
        let pending = PendingEntry { case, by, occurred: at(9), event, commit, voice };
        Pending::Case(Box::new(pending)).sequence(at(10), None)
    };
    voices.take_line(&of_case(host(), Event::Submitted(submission(1, origin)), None)).unwrap();
    let confirmed = |voice| of_case(Actor::Reporter, Event::Confirmed, voice);
    assert!(voices.take_line(&confirmed(None)).is_err(), "nobody confirms for whoever asked");
    assert!(voices.take_line(&confirmed(wrong)).is_err());
    voices.take_line(&confirmed(key_for(&seed, &first))).unwrap();
    assert_eq!(voices.proven(), 2);
}
