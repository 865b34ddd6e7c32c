//! Oversight rounds and social critique: every event in its one spelling, what the rules refuse, and what replaying a journal finds.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]
#![expect(clippy::needless_pass_by_value, reason = "an event that is told at its place reads best by value")]

mod support;

use dantin_record::act::Actor;
use dantin_record::book::{Book, Recommendations, Unfit};
use dantin_record::code::{AreaCode, RuleCode};
use dantin_record::entry::{Commitments, Line, Pending, PendingEntry};
use dantin_record::event::{Due, DueKind, Event, EvidenceKind, Origin, Pledge, PledgeKind};
use dantin_record::id::{CaseCode, CaseId, CodePrefix};
use dantin_record::matter::{
    Digest, Matter, MatterAct, MatterEvent, MatterId, MatterRefusal as Refusal, PendingMatter,
};
use dantin_record::oversight::{
    CritiqueEvent, CritiqueForm, DropReason, Followed, LetGoReason, MoveReason, OversightBody,
    OversightEvent, OversightForm, Proof, Reply,
};
use dantin_record::reasons::HideReason;
use support::{HOUR, agency, at, due, fits_schema, photo, submission};

const FRONT: &str = "front";
const WARD: &str = "ward.a";
const DAY: i64 = 24 * HOUR;

fn id() -> MatterId {
    MatterId::new(at(0), [8; 10])
}

fn code(number: u32) -> CaseCode {
    CaseCode::new(CodePrefix::new("DT").unwrap(), number)
}

fn overseer() -> Actor {
    Actor::Overseer(agency(FRONT))
}

fn overseen() -> Actor {
    Actor::Head(agency(WARD))
}

/// Visit on day 40: the plan must be there by day 25, the report by day 33.
fn planned() -> OversightEvent {
    OversightEvent::Planned {
        code: code(900),
        overseer: agency(FRONT),
        body: OversightBody::Front,
        form: OversightForm::Team,
        overseen: agency(WARD),
        area: Some(AreaCode::new("00070").unwrap()),
        year: 2026,
        visit: at(40 * DAY),
        notify_by: due(25 * DAY),
        report_by: due(33 * DAY),
        sample: false,
    }
}

fn visited(visit: u32) -> OversightEvent {
    let evidence = vec![Proof { kind: EvidenceKind::Photo, sha256: Digest([1; 32]) }];
    OversightEvent::Visited { visit, evidence, conclude_by: due(55 * DAY) }
}

/// The visit's only photo with parts covered has this hash.
fn covered(visit: u32, hash: u8, reason: Option<HideReason>) -> OversightEvent {
    let evidence = vec![Proof { kind: EvidenceKind::Photo, sha256: Digest([hash; 32]) }];
    OversightEvent::Shown { visit, evidence, reason }
}

fn recommended(recommendation: u32, case: CaseId) -> OversightEvent {
    OversightEvent::Recommended {
        recommendation,
        finding: None,
        to: agency(WARD),
        case,
        answer_by: Some(due(56 * DAY)),
    }
}

fn answered(recommendation: u32, on_paper: bool) -> OversightEvent {
    OversightEvent::Answered { recommendation, reply: Reply::Accepted, on_paper }
}

fn requested() -> CritiqueEvent {
    CritiqueEvent::Requested {
        code: code(901),
        critic: agency(FRONT),
        drafter: agency(WARD),
        form: CritiqueForm::Written,
        draft: Some(Digest([4; 32])),
        submission: at(30 * DAY),
        send_by: due(15 * DAY),
        sample: false,
    }
}

fn reply(point: u32, on_paper: bool) -> CritiqueEvent {
    CritiqueEvent::Answered { point, reply: Reply::Rejected, on_paper }
}

fn every_event() -> Vec<MatterEvent> {
    let moved = OversightEvent::Moved {
        visit: at(50 * DAY),
        notify_by: due(35 * DAY),
        report_by: due(43 * DAY),
        reason: MoveReason::Asked,
    };
    let full = OversightEvent::Recommended {
        recommendation: 2,
        finding: Some(1),
        to: agency(WARD),
        case: CaseId([3; 16]),
        answer_by: None,
    };
    let rounds = vec![
        planned(),
        moved,
        OversightEvent::Notified { plan: None },
        OversightEvent::Notified { plan: Some(Digest([5; 32])) },
        OversightEvent::ReportReceived { report: Some(Digest([6; 32])) },
        visited(1),
        covered(1, 2, Some(HideReason::PersonalData)),
        covered(1, 1, None),
        OversightEvent::Found { finding: 1 },
        recommended(1, CaseId([3; 16])),
        full,
        answered(1, true),
        OversightEvent::LetGo { recommendation: 2, reason: LetGoReason::TakenAbove },
        OversightEvent::Concluded { report: None },
        OversightEvent::Closed {},
        OversightEvent::Cancelled { reason: DropReason::Plan },
    ];
    let critiques = vec![
        requested(),
        CritiqueEvent::Raised { point: 1 },
        CritiqueEvent::Delivered {},
        reply(1, false),
        CritiqueEvent::Closed {},
        CritiqueEvent::Cancelled { reason: DropReason::SubjectGone },
    ];
    let rounds = rounds.into_iter().map(MatterEvent::Oversight);
    rounds.chain(critiques.into_iter().map(MatterEvent::Critique)).collect()
}

fn pending(by: Actor, seconds: i64, event: MatterEvent) -> PendingMatter {
    PendingMatter { matter: id(), by, occurred: at(seconds), event, commit: Commitments::new(), voice: None }
}

#[test]
fn every_event_has_one_spelling() {
    let mut codes: Vec<&str> = Vec::new();
    for event in every_event() {
        codes.push(event.code());
        fits_schema(&event);
        let waiting = pending(overseer(), 5, event);
        let bytes = waiting.to_bytes().unwrap();
        assert_eq!(PendingMatter::parse(&bytes).unwrap(), waiting, "{}", String::from_utf8_lossy(&bytes));
        let line = Pending::Matter(Box::new(waiting)).sequence(at(6), Some(4));
        assert_eq!(Line::parse(&line.to_bytes().unwrap()).unwrap(), line);
    }
    for code in OversightEvent::CODES.iter().chain(CritiqueEvent::CODES) {
        assert!(codes.contains(code), "{code} is missing in this test");
        assert!(dantin_record::notice::SCHEMA.contains(&format!("\"{code}\"")), "the schema lacks {code}");
    }
}

/// A matter that moves by acts, or says why not.
struct Held(Matter);

impl Held {
    fn begin(by: Actor, event: MatterEvent) -> Result<Held, Refusal> {
        Matter::begin(id(), &MatterAct::new(at(0), by, &event)).map(Held)
    }

    fn round() -> Held {
        Held::begin(overseer(), MatterEvent::Oversight(planned())).unwrap()
    }

    /// A round whose team has been there.
    fn visited() -> Held {
        let mut round = Held::round();
        round.does(overseer(), 20 * DAY, OversightEvent::Notified { plan: None }).unwrap();
        round.does(overseer(), 40 * DAY, visited(1)).unwrap();
        round
    }

    fn critique() -> Held {
        Held::begin(overseen(), MatterEvent::Critique(requested())).unwrap()
    }

    fn act(&mut self, by: Actor, seconds: i64, event: MatterEvent) -> Result<(), Refusal> {
        let before = self.0.clone();
        let result = self.0.apply(&MatterAct::new(at(seconds), by, &event));
        if result.is_err() {
            assert_eq!(self.0, before, "a refusal changes nothing");
        }
        result
    }

    fn does(&mut self, by: Actor, seconds: i64, event: OversightEvent) -> Result<(), Refusal> {
        self.act(by, seconds, MatterEvent::Oversight(event))
    }

    fn says(&mut self, by: Actor, seconds: i64, event: CritiqueEvent) -> Result<(), Refusal> {
        self.act(by, seconds, MatterEvent::Critique(event))
    }
}

#[test]
fn a_notice_that_comes_too_late_asks_for_another_day() {
    let mut round = Held::round();
    let notified = || OversightEvent::Notified { plan: None };
    assert_eq!(round.does(overseer(), 26 * DAY, notified()), Err(Refusal::NoticeTooShort));
    let moved = |visit: i64| OversightEvent::Moved {
        visit: at(visit * DAY),
        notify_by: due((visit - 15) * DAY),
        report_by: due((visit - 7) * DAY),
        reason: MoveReason::Notice,
    };
    round.does(overseer(), 26 * DAY, moved(45)).unwrap();
    round.does(overseer(), 27 * DAY, notified()).unwrap();
    assert!(matches!(round.does(overseer(), 27 * DAY, notified()), Err(Refusal::WrongState { .. })));
    round.does(overseer(), 28 * DAY, moved(60)).unwrap();
    assert!(
        matches!(round.does(overseer(), 60 * DAY, visited(1)), Err(Refusal::WrongState { .. })),
        "whoever was told of another day has not been told of this one"
    );
    let Matter::Round(record) = &round.0 else { panic!() };
    assert_eq!((record.first_visit, record.moved), (at(40 * DAY), 2));
    let crooked = OversightEvent::Moved {
        visit: at(20 * DAY),
        notify_by: due(25 * DAY),
        report_by: due(33 * DAY),
        reason: MoveReason::Asked,
    };
    assert_eq!(round.does(overseer(), 28 * DAY, crooked), Err(Refusal::TimesOutOfOrder));
}

#[test]
fn only_the_overseer_moves_a_round_and_nobody_oversees_itself() {
    assert!(matches!(
        Held::begin(overseen(), MatterEvent::Oversight(planned())),
        Err(Refusal::WrongRole { .. })
    ));
    let mut own = planned();
    if let OversightEvent::Planned { overseen, .. } = &mut own {
        *overseen = agency(FRONT);
    }
    assert!(matches!(Held::begin(overseer(), MatterEvent::Oversight(own)), Err(Refusal::OwnWork)));
    let mut round = Held::visited();
    let other = Actor::Overseer(agency("council"));
    assert_eq!(round.does(other, 41 * DAY, OversightEvent::Found { finding: 1 }), Err(Refusal::NotTheHost));
    assert!(matches!(
        round.does(overseen(), 41 * DAY, OversightEvent::Concluded { report: None }),
        Err(Refusal::WrongRole { .. })
    ));
    let report = || OversightEvent::ReportReceived { report: None };
    assert_eq!(round.does(Actor::Head(agency("ward.b")), 41 * DAY, report()), Err(Refusal::NotTheOverseen));
    round.does(overseen(), 41 * DAY, report()).unwrap();
    assert_eq!(
        round.act(overseer(), 41 * DAY, MatterEvent::Critique(CritiqueEvent::Delivered {})),
        Err(Refusal::WrongKind)
    );
}

#[test]
fn a_moderator_covers_parts_of_a_visits_photos_and_changes_nothing_else() {
    let mut round = Held::round();
    let moderator = Actor::Moderator;
    let reason = Some(HideReason::PersonalData);
    assert!(matches!(
        round.does(moderator, 10 * DAY, covered(1, 2, reason)),
        Err(Refusal::WrongState { .. })
    ));
    let mut round = Held::visited();
    for other in [overseer(), overseen(), Actor::Reporter] {
        assert!(matches!(round.does(other, 41 * DAY, covered(1, 2, reason)), Err(Refusal::WrongRole { .. })));
    }
    assert!(matches!(round.does(moderator, 41 * DAY, visited(2)), Err(Refusal::WrongRole { .. })));
    for wrong in [0, 2] {
        assert_eq!(round.does(moderator, 41 * DAY, covered(wrong, 2, reason)), Err(Refusal::NoSuchVisit));
    }
    assert_eq!(round.does(moderator, 41 * DAY, covered(1, 1, reason)), Err(Refusal::OtherEvidence));
    let less = OversightEvent::Shown { visit: 1, evidence: Vec::new(), reason };
    assert_eq!(round.does(moderator, 41 * DAY, less), Err(Refusal::OtherEvidence));
    let paper = vec![Proof { kind: EvidenceKind::Document, sha256: Digest([2; 32]) }];
    let other = OversightEvent::Shown { visit: 1, evidence: paper, reason };
    assert_eq!(round.does(moderator, 41 * DAY, other), Err(Refusal::OtherEvidence));
    round.does(moderator, 41 * DAY, covered(1, 2, reason)).unwrap();
    round.does(overseer(), 42 * DAY, OversightEvent::Concluded { report: None }).unwrap();
    round.does(overseer(), 43 * DAY, OversightEvent::Closed {}).unwrap();
    round.does(moderator, 44 * DAY, covered(1, 3, None)).unwrap();
    let Matter::Round(record) = &round.0 else { panic!() };
    assert_eq!(record.visited(1).unwrap().evidence[0].sha256, Digest([3; 32]));
    assert_eq!((record.visits.len(), record.visits[0].at), (1, at(40 * DAY)));
}

#[test]
fn a_round_is_not_closed_over_an_unanswered_recommendation() {
    let mut round = Held::visited();
    round.does(overseer(), 40 * DAY, OversightEvent::Found { finding: 1 }).unwrap();
    let unfound = OversightEvent::Recommended {
        recommendation: 1,
        finding: Some(2),
        to: agency(WARD),
        case: CaseId([1; 16]),
        answer_by: None,
    };
    assert_eq!(round.does(overseer(), 41 * DAY, unfound), Err(Refusal::NoSuchFinding));
    for number in 1..=3 {
        round.does(overseer(), 41 * DAY, recommended(number, CaseId([1; 16]))).unwrap();
    }
    assert_eq!(round.does(overseer(), 41 * DAY, recommended(3, CaseId([1; 16]))), Err(Refusal::WrongNumber));
    let close = |round: &mut Held| round.does(overseer(), 60 * DAY, OversightEvent::Closed {});
    assert!(matches!(close(&mut round), Err(Refusal::WrongState { .. })), "there is no result yet");
    round.does(overseer(), 50 * DAY, OversightEvent::Concluded { report: None }).unwrap();
    assert_eq!(round.does(overseer(), 55 * DAY, answered(1, false)), Err(Refusal::NotTheOverseen));
    assert_eq!(
        round.does(Actor::Handler(agency("ward.b")), 55 * DAY, answered(1, false)),
        Err(Refusal::NotTheOverseen)
    );
    round.does(overseen(), 55 * DAY, answered(1, false)).unwrap();
    assert_eq!(round.does(overseen(), 55 * DAY, answered(1, false)), Err(Refusal::AnsweredBefore));
    round.does(overseer(), 58 * DAY, answered(2, true)).unwrap();
    assert_eq!(close(&mut round), Err(Refusal::RecommendationsOpen));
    let let_go = OversightEvent::LetGo { recommendation: 3, reason: LetGoReason::SubjectGone };
    round.does(overseer(), 59 * DAY, let_go.clone()).unwrap();
    assert_eq!(round.does(overseer(), 59 * DAY, let_go), Err(Refusal::RecommendationLetGo));
    assert_eq!(round.does(overseen(), 59 * DAY, answered(3, false)), Err(Refusal::RecommendationLetGo));
    assert_eq!(round.does(overseen(), 59 * DAY, answered(9, false)), Err(Refusal::NoSuchRecommendation));
    close(&mut round).unwrap();
    let Matter::Round(record) = &round.0 else { panic!() };
    let expected = Followed { made: 3, let_go: 1, answered: 2, with_term: 2, answered_in_time: 1 };
    assert_eq!(record.followed(at(60 * DAY)), expected);
}

#[test]
fn a_critique_is_not_closed_over_an_unanswered_point() {
    let mut critique = Held::critique();
    critique.says(overseer(), DAY, CritiqueEvent::Raised { point: 1 }).unwrap();
    critique.says(overseer(), DAY, CritiqueEvent::Raised { point: 2 }).unwrap();
    assert_eq!(critique.says(overseer(), DAY, CritiqueEvent::Raised { point: 2 }), Err(Refusal::WrongNumber));
    critique.says(overseer(), 2 * DAY, CritiqueEvent::Delivered {}).unwrap();
    assert!(matches!(
        critique.says(overseer(), 2 * DAY, CritiqueEvent::Raised { point: 3 }),
        Err(Refusal::WrongState { .. })
    ));
    assert_eq!(critique.says(overseer(), 3 * DAY, reply(1, false)), Err(Refusal::NotTheDrafter));
    critique.says(overseen(), 3 * DAY, reply(1, false)).unwrap();
    assert_eq!(critique.says(overseen(), 3 * DAY, reply(1, false)), Err(Refusal::AnsweredBefore));
    let close = |critique: &mut Held| critique.says(overseer(), 4 * DAY, CritiqueEvent::Closed {});
    assert_eq!(close(&mut critique), Err(Refusal::PointsOpen));
    assert_eq!(critique.says(overseen(), 3 * DAY, reply(3, false)), Err(Refusal::NoSuchPoint));
    critique.says(overseer(), 4 * DAY, reply(2, true)).unwrap();
    close(&mut critique).unwrap();
    let Matter::Critique(record) = &critique.0 else { panic!() };
    assert_eq!((record.answered(), critique.0.state()), (2, "closed"));
    let mut crooked = requested();
    if let CritiqueEvent::Requested { submission, .. } = &mut crooked {
        *submission = at(10 * DAY);
    }
    assert!(matches!(Held::begin(overseen(), MatterEvent::Critique(crooked)), Err(Refusal::TimesOutOfOrder)));
}

/// Entries of cases and of the round, in one journal.
struct Journal {
    book: Book,
    index: u64,
}

impl Journal {
    /// A round whose team has been there.
    fn new() -> Journal {
        let mut journal = Journal { book: Book::new(), index: 0 };
        journal.round(overseer(), 0, planned()).unwrap();
        journal.round(overseer(), 20 * DAY, OversightEvent::Notified { plan: None }).unwrap();
        journal.round(overseer(), 40 * DAY, visited(1)).unwrap();
        journal
    }

    fn take(&mut self, pending: Pending, seconds: i64) -> Result<(), Unfit> {
        let prev = match &pending {
            Pending::Case(case) => self.book.row_of(case.case).and_then(|row| self.book.latest_entry(row)),
            Pending::Matter(matter) => self.book.latest_of_matter(matter.matter),
        };
        let digest = self.book.digest();
        let result = self.book.take(self.index, &pending.sequence(at(seconds), prev));
        match &result {
            Ok(()) => self.index += 1,
            Err(_) => assert_eq!(self.book.digest(), digest, "a refusal changes nothing"),
        }
        result
    }

    fn round(&mut self, by: Actor, seconds: i64, event: OversightEvent) -> Result<(), Unfit> {
        self.take(Pending::Matter(Box::new(pending(by, seconds, MatterEvent::Oversight(event)))), seconds)
    }

    fn case(&mut self, case: CaseId, by: Actor, seconds: i64, event: Event) -> Result<(), Unfit> {
        let occurred = at(seconds);
        let pending = PendingEntry { case, by, occurred, event, commit: Commitments::new(), voice: None };
        self.take(Pending::Case(Box::new(pending)), seconds)
    }

    /// Files the case of a recommendation, due on day 100.
    fn file(&mut self, case: CaseId, by: Actor, number: u32, verifier: Option<&str>) -> Result<(), Unfit> {
        let kind = PledgeKind::Recommendation;
        let pledge = Pledge { kind, due: at(100 * DAY), verifier: verifier.map(agency) };
        let origin = Origin::Oversight { round: id(), recommendation: number, pledge };
        self.case(case, by, 41 * DAY, Event::Submitted(submission(u32::from(case.0[0]), origin)))?;
        let receive_by = Due {
            at: at(100 * DAY),
            rule: RuleCode::new("promise.recommendation").unwrap(),
            version: jiff::civil::date(2026, 1, 1),
            kind: DueKind::Promise,
        };
        let assigned = Event::Assigned { agency: agency(WARD), parents: vec![agency("city")], receive_by };
        self.case(case, Actor::Routing, 41 * DAY, assigned)
    }
}

#[test]
fn a_recommendation_is_a_case_that_the_overseer_of_the_round_confirms() {
    let mut journal = Journal::new();
    let case = CaseId([1; 16]);
    let refused = Err(Unfit::MatterRule(Refusal::NotThePledge));
    assert_eq!(
        journal.file(case, overseer(), 1, None),
        refused,
        "without a verifier it could confirm itself"
    );
    assert_eq!(journal.file(case, overseer(), 1, Some("council")), refused, "another verifier");
    assert_eq!(journal.file(case, Actor::Overseer(agency("council")), 1, Some(FRONT)), refused);
    assert_eq!(journal.file(case, overseer(), 2, Some(FRONT)), refused, "numbers have no gap");
    assert!(journal.file(case, overseen(), 1, Some(FRONT)).is_err(), "the overseen recommends nothing");
    journal.file(case, overseer(), 1, Some(FRONT)).unwrap();
    assert_eq!(journal.round(overseer(), 41 * DAY, recommended(1, CaseId([2; 16]))), refused);
    journal.round(overseer(), 41 * DAY, recommended(1, case)).unwrap();

    let report = Event::ReportedResolved { evidence: vec![photo(1)], confirm_by: at(110 * DAY) };
    journal.case(case, Actor::Handler(agency(WARD)), 50 * DAY, report).unwrap();
    for by in
        [overseen(), Actor::Overseer(agency("council")), Actor::Overseer(agency(WARD)), Actor::Neighbour]
    {
        assert!(journal.case(case, by, 51 * DAY, Event::Confirmed).is_err(), "{by:?} is not the overseer");
    }
    journal.round(overseen(), 51 * DAY, answered(1, false)).unwrap();
    journal.round(overseer(), 52 * DAY, OversightEvent::Concluded { report: None }).unwrap();
    assert_eq!(
        journal.round(overseer(), 53 * DAY, OversightEvent::Closed {}),
        Err(Unfit::MatterRule(Refusal::RecommendationsUnconfirmed))
    );
    journal.case(case, overseer(), 54 * DAY, Event::Confirmed).unwrap();
    journal.round(overseer(), 55 * DAY, OversightEvent::Closed {}).unwrap();
    let followed = Followed { made: 1, let_go: 0, answered: 1, with_term: 1, answered_in_time: 1 };
    let expected = Recommendations { followed, confirmed_in_time: 1, ..Recommendations::default() };
    assert_eq!(journal.book.recommendations(at(60 * DAY)), expected);
}

#[test]
fn what_is_let_go_does_not_hold_a_round_open() {
    let mut journal = Journal::new();
    let case = CaseId([1; 16]);
    journal.file(case, overseer(), 1, Some(FRONT)).unwrap();
    journal.round(overseer(), 41 * DAY, recommended(1, case)).unwrap();
    journal.round(overseer(), 42 * DAY, OversightEvent::Concluded { report: None }).unwrap();
    let count = journal.book.recommendations(at(120 * DAY));
    assert_eq!((count.followed.with_term, count.followed.answered_in_time, count.broken), (1, 0, 1));
    let let_go = OversightEvent::LetGo { recommendation: 1, reason: LetGoReason::TakenAbove };
    journal.round(overseer(), 43 * DAY, let_go).unwrap();
    journal.round(overseer(), 44 * DAY, OversightEvent::Closed {}).unwrap();
    let count = journal.book.recommendations(at(120 * DAY));
    assert_eq!((count.followed.made, count.followed.let_go, count.broken), (1, 1, 0));
}
