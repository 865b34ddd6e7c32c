//! What came of questions, promises, comments and recommendations, counted by hand and by the tables; and that journals which
//! published tables before these figures were defined still give the tables that they published.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use std::collections::BTreeMap;

use dantin_record::act::Actor;
use dantin_record::book::figures::tables::{Division, Tables};
use dantin_record::book::figures::{Figure, Figures, Month, Subject, Value};
use dantin_record::book::{Book, Unfit};
use dantin_record::code::{AreaCode, CategoryCode, ProvisionCode, RuleCode};
use dantin_record::consultation::{
    Change, ChangeKind, CommentChannel, ConsultationEvent, Decision, DraftKind, Speaker, Stance,
};
use dantin_record::dialogue::{Attendance, DialogueEvent, QuestionChannel, RefuseReason, SessionKind};
use dantin_record::entry::{Commitments, Pending, PendingEntry};
use dantin_record::event::{Due, DueKind, Event, Origin, Pledge, PledgeKind};
use dantin_record::id::{CaseCode, CaseId, CodePrefix};
use dantin_record::matter::{Digest, MatterEvent, MatterId, PendingMatter};
use dantin_record::notice::{Definition, Fact, NotInTurn, Notice, Publication};
use dantin_record::oversight::{LetGoReason, OversightBody, OversightEvent, OversightForm, Reply};
use dantin_record::reasons::{ExtendReason, HideReason};
use jiff::tz::TimeZone;
use support::{HOUR, agency, at, due, photo, submission};

const DAY: i64 = 24 * HOUR;
const HOST: &str = "ward.a";
const OWNER: &str = "transport";
const DRAFTER: &str = "culture";
const FRONT: &str = "front";

fn id(of: u8) -> MatterId {
    MatterId::new(at(0), [of; 10])
}

const SESSION: u8 = 1;
const CONSULTATION: u8 = 2;
const ROUND: u8 = 3;

fn code(number: u32) -> CaseCode {
    CaseCode::new(CodePrefix::new("DT").unwrap(), number)
}

fn host() -> Actor {
    Actor::Head(agency(HOST))
}

fn drafter() -> Actor {
    Actor::Handler(agency(DRAFTER))
}

fn overseer() -> Actor {
    Actor::Overseer(agency(FRONT))
}

fn area() -> AreaCode {
    AreaCode::new("00070").unwrap()
}

fn article(number: u32) -> ProvisionCode {
    ProvisionCode::new(&format!("{number:016x}")).unwrap()
}

fn promised(seconds: i64) -> Due {
    Due {
        at: at(seconds),
        rule: RuleCode::new("promise.commitment").unwrap(),
        version: jiff::civil::date(2026, 1, 1),
        kind: DueKind::Promise,
    }
}

/// What happens, by the second at which it does; told in any order and taken in that of time.
#[derive(Default)]
struct Story(Vec<(i64, Pending)>);

impl Story {
    fn matter(&mut self, of: u8, by: Actor, seconds: i64, event: MatterEvent) {
        let commit = Commitments::new();
        let pending = PendingMatter { matter: id(of), by, occurred: at(seconds), event, commit, voice: None };
        self.0.push((seconds, Pending::Matter(Box::new(pending))));
    }

    fn session(&mut self, by: Actor, seconds: i64, event: DialogueEvent) {
        self.matter(SESSION, by, seconds, MatterEvent::Dialogue(event));
    }

    fn consultation(&mut self, by: Actor, seconds: i64, event: ConsultationEvent) {
        self.matter(CONSULTATION, by, seconds, MatterEvent::Consultation(event));
    }

    fn round(&mut self, by: Actor, seconds: i64, event: OversightEvent) {
        self.matter(ROUND, by, seconds, MatterEvent::Oversight(event));
    }

    fn case(&mut self, case: CaseId, by: Actor, seconds: i64, event: Event) {
        let commit = Commitments::new();
        let pending = PendingEntry { case, by, occurred: at(seconds), event, commit, voice: None };
        self.0.push((seconds, Pending::Case(Box::new(pending))));
    }

    /// A case that is a promise of this question, made on day 5.
    fn pledge(&mut self, case: u8, kind: PledgeKind, question: u32, until: i64) -> CaseId {
        let (case, made) = (CaseId([case; 16]), 5 * DAY);
        let pledge = Pledge { kind, due: at(until), verifier: None };
        let origin = Origin::Session { session: id(SESSION), question, pledge };
        self.case(case, host(), made, Event::Submitted(submission(u32::from(case.0[0]), origin)));
        let assigned =
            Event::Assigned { agency: agency(OWNER), parents: Vec::new(), receive_by: promised(until) };
        self.case(case, Actor::Routing, made, assigned);
        case
    }

    fn report(&mut self, case: CaseId, body: &str, seconds: i64) {
        let report = Event::ReportedResolved { evidence: vec![photo(1)], confirm_by: at(300 * DAY) };
        self.case(case, Actor::Handler(agency(body)), seconds, report);
    }

    fn book(mut self) -> Book {
        self.0.sort_by_key(|(seconds, _)| *seconds);
        let mut book = Book::new();
        for (index, (seconds, pending)) in self.0.into_iter().enumerate() {
            let prev = match &pending {
                Pending::Case(case) => book.row_of(case.case).and_then(|row| book.latest_entry(row)),
                Pending::Matter(matter) => book.latest_of_matter(matter.matter),
            };
            let line = pending.sequence(at(seconds), prev);
            let taken = book.take(u64::try_from(index).unwrap(), &line);
            taken.unwrap_or_else(|unfit| panic!("{unfit}: {line:?}"));
        }
        book.settle();
        book
    }
}

/// Questions: 1 answered and judged, 2 treated as 1 and judged against, 3 withdrawn, 4 hidden, 5 answered in writing, 6 promised,
/// 7 refused, 8 asked in February and open. Promises: kept, late, broken after its date was moved, and one that runs.
fn questions(story: &mut Story) {
    story.session(
        host(),
        0,
        DialogueEvent::Announced {
            code: code(901),
            kind: SessionKind::Conference,
            host: agency(HOST),
            area: Some(area()),
            attendance: Attendance::InPerson,
            starts: at(40 * DAY),
            ends: at(40 * DAY + 3 * HOUR),
            questions_from: at(DAY),
            questions_until: at(39 * DAY),
            sample: false,
        },
    );
    story.session(Actor::Clock, DAY, DialogueEvent::Opened {});
    for question in 1..=8 {
        let when = if question == 8 { 35 * DAY } else { 2 * DAY };
        let topic = (question == 1).then(|| CategoryCode::new("lighting").unwrap());
        let asked = DialogueEvent::Asked { question, channel: QuestionChannel::Web, area: None, topic };
        story.session(Actor::Reporter, when, asked);
    }
    let answered = |question| DialogueEvent::Answered { question, agency: agency(OWNER) };
    let judged = |question, answers| DialogueEvent::Judged { question, answers };
    story.session(Actor::Reporter, 3 * DAY, DialogueEvent::Withdrawn { question: 3 });
    story.session(
        Actor::Moderator,
        3 * DAY,
        DialogueEvent::Hidden { question: 4, reason: HideReason::Abusive },
    );
    story.session(host(), 4 * DAY, DialogueEvent::Merged { question: 2, into: 1 });
    story.session(host(), 5 * DAY, answered(1));
    story.session(Actor::Reporter, 6 * DAY, judged(1, true));
    story.session(Actor::Reporter, 6 * DAY, judged(2, false));
    let kind = PledgeKind::Commitment;
    let written = story.pledge(1, PledgeKind::WrittenAnswer, 5, 20 * DAY);
    story.session(host(), 6 * DAY, DialogueEvent::InWriting { question: 5, case: written });
    story.report(written, OWNER, 10 * DAY);
    let kept = story.pledge(2, kind, 6, 20 * DAY);
    story.session(host(), 6 * DAY, DialogueEvent::Promised { question: 6, case: kept });
    story.report(kept, OWNER, 19 * DAY);
    story.case(kept, Actor::Neighbour, 25 * DAY, Event::Confirmed);
    let late = story.pledge(3, kind, 6, 20 * DAY);
    story.report(late, OWNER, 22 * DAY);
    story.case(late, Actor::Neighbour, 25 * DAY, Event::Confirmed);
    let broken = story.pledge(4, kind, 6, 20 * DAY);
    let moved = Event::Extended { due: promised(30 * DAY), reason: ExtendReason::ALL[0] };
    story.case(broken, Actor::Head(agency(OWNER)), 18 * DAY, moved);
    story.pledge(5, kind, 6, 400 * DAY);
    let refused = DialogueEvent::Refused { question: 7, reason: RefuseReason::OffSubject, authority: None };
    story.session(host(), 6 * DAY, refused);
}

/// Comments: 1 accepted and followed by a change, 2 in its group, 3 accepted in part and nothing changed, 4 not accepted, 5 withdrawn,
/// 6 hidden without a response.
fn comments(story: &mut Story) {
    story.consultation(
        drafter(),
        0,
        ConsultationEvent::Announced {
            code: code(902),
            kind: DraftKind::Conduct,
            drafter: agency(DRAFTER),
            area: None,
            sha256: Digest([1; 32]),
            provisions: 40,
            opens: at(DAY),
            closes: at(40 * DAY),
            rule: RuleCode::new("democracy.opinion").unwrap(),
            minimum_days: 20,
            sample: false,
        },
    );
    story.consultation(Actor::Clock, DAY, ConsultationEvent::Opened {});
    for comment in 1..=6 {
        let made = ConsultationEvent::Made {
            comment,
            version: 1,
            provision: Some(article(comment)),
            stance: Stance::Change,
            speaker: Speaker::Person,
            channel: CommentChannel::Web,
        };
        story.consultation(Actor::Reporter, 2 * DAY, made);
    }
    story.consultation(Actor::Reporter, 3 * DAY, ConsultationEvent::Withdrawn { comment: 5 });
    let hidden = ConsultationEvent::Hidden { comment: 6, reason: HideReason::Abusive };
    story.consultation(Actor::Moderator, 3 * DAY, hidden);
    story.consultation(drafter(), 4 * DAY, ConsultationEvent::Grouped { comments: vec![2], into: 1 });
    for (comment, decision, provisions) in [
        (1, Decision::Accepted, vec![article(1)]),
        (3, Decision::Partly, vec![article(3)]),
        (4, Decision::NotAccepted, vec![]),
    ] {
        let answered = ConsultationEvent::Answered { comment, revision: 1, decision, provisions };
        story.consultation(drafter(), 5 * DAY, answered);
    }
    let version = ConsultationEvent::VersionPublished {
        version: 2,
        sha256: Digest([2; 32]),
        provisions: 40,
        changes: 1,
    };
    story.consultation(drafter(), 6 * DAY, version);
    let change = Change { provision: article(1), kind: ChangeKind::Edited, noted: false, within: Vec::new() };
    story.consultation(
        drafter(),
        6 * DAY,
        ConsultationEvent::ChangesTold { version: 2, changes: vec![change] },
    );
}

/// Recommendations: 1 answered in time and confirmed, 2 unanswered past its term, 3 let go, 4 without a term and under way.
fn recommendations(story: &mut Story) {
    story.round(
        overseer(),
        0,
        OversightEvent::Planned {
            code: code(903),
            overseer: agency(FRONT),
            body: OversightBody::Front,
            form: OversightForm::Team,
            overseen: agency(HOST),
            area: Some(area()),
            year: 2026,
            visit: at(40 * DAY),
            notify_by: due(25 * DAY),
            report_by: due(33 * DAY),
            sample: false,
        },
    );
    story.round(overseer(), 20 * DAY, OversightEvent::Notified { plan: None });
    let visited = OversightEvent::Visited { visit: 1, evidence: Vec::new(), conclude_by: due(55 * DAY) };
    story.round(overseer(), 40 * DAY, visited);
    for recommendation in 1..=4_u8 {
        let case = CaseId([10 + recommendation; 16]);
        let number = u32::from(recommendation);
        let pledge =
            Pledge { kind: PledgeKind::Recommendation, due: at(100 * DAY), verifier: Some(agency(FRONT)) };
        let origin = Origin::Oversight { round: id(ROUND), recommendation: number, pledge };
        story.case(case, overseer(), 41 * DAY, Event::Submitted(submission(10 + number, origin)));
        let receive_by = promised(100 * DAY);
        let assigned = Event::Assigned { agency: agency(HOST), parents: Vec::new(), receive_by };
        story.case(case, Actor::Routing, 41 * DAY, assigned);
        let recommended = OversightEvent::Recommended {
            recommendation: number,
            finding: None,
            to: agency(HOST),
            case,
            answer_by: (recommendation != 4).then(|| due(56 * DAY)),
        };
        story.round(overseer(), 41 * DAY, recommended);
    }
    let answered = OversightEvent::Answered { recommendation: 1, reply: Reply::Accepted, on_paper: false };
    story.round(host(), 50 * DAY, answered);
    let let_go = OversightEvent::LetGo { recommendation: 3, reason: LetGoReason::SubjectGone };
    story.round(overseer(), 51 * DAY, let_go);
    story.report(CaseId([11; 16]), HOST, 52 * DAY);
    story.case(CaseId([11; 16]), overseer(), 53 * DAY, Event::Confirmed);
}

fn whole() -> Book {
    let mut story = Story::default();
    questions(&mut story);
    comments(&mut story);
    recommendations(&mut story);
    story.book()
}

fn counted(book: &Book) -> Tables {
    Tables::count(book, at(90 * DAY), &TimeZone::UTC)
}

/// The shares of matters that have a denominator.
fn shares(figures: &Figures) -> BTreeMap<&'static str, (u64, u64)> {
    let share = |(figure, value): (Figure, Value)| match value {
        Value::Share { numerator, denominator } if figure.is_of_matters() && denominator > 0 => {
            Some((figure.code(), (numerator, denominator)))
        }
        _ => None,
    };
    figures.iter().filter_map(share).collect()
}

fn agency_of<'a>(division: &'a Division, code: &str) -> &'a Figures {
    &division.agencies.iter().find(|part| part.key == Some(agency(code))).unwrap().figures
}

#[test]
fn every_outcome_is_counted_where_it_belongs() {
    let tables = counted(&whole());
    let expected: BTreeMap<&str, (u64, u64)> = BTreeMap::from([
        // 1, 2 with it and 5 in writing, of all eight but the withdrawn one; 4 counts although it is hidden.
        ("question.answered", (3, 7)),
        ("question.satisfied", (1, 2)),
        ("commitment.kept", (1, 3)),
        ("commitment.late", (1, 3)),
        ("commitment.broken", (1, 3)),
        ("commitment.redated", (1, 4)),
        ("comment.responded", (4, 5)),
        ("comment.accepted", (3, 4)),
        ("comment.changed_text", (2, 3)),
        ("recommendation.answered_in_time", (1, 2)),
        ("recommendation.confirmed", (1, 3)),
    ]);
    assert_eq!(shares(&tables.all.own), expected);
    assert_eq!(shares(&tables.all.imported), BTreeMap::new(), "nothing of it comes from elsewhere");
}

#[test]
fn each_agency_has_what_it_holds_or_owes() {
    let tables = counted(&whole());
    let keys = |figures| shares(figures).into_keys().collect::<Vec<_>>();
    assert_eq!(
        keys(agency_of(&tables.all, HOST)),
        [
            "question.answered",
            "question.satisfied",
            "recommendation.answered_in_time",
            "recommendation.confirmed"
        ]
    );
    assert_eq!(
        keys(agency_of(&tables.all, OWNER)),
        ["commitment.broken", "commitment.kept", "commitment.late", "commitment.redated"]
    );
    // The drafter has no case at all, and stands in the tables.
    let own = agency_of(&tables.all, DRAFTER);
    assert_eq!(keys(own), ["comment.accepted", "comment.changed_text", "comment.responded"]);
    assert!(!own.tells_of(&[Subject::Case]) && own.tells_of(&[Subject::Comment]));
    assert!(tables.text().lines().any(|line| line.starts_with("all\tagency\tculture\t")));
}

#[test]
fn each_month_has_what_was_asked_or_made_in_it() {
    let tables = counted(&whole());
    let month = |month| shares(&tables.division(Some(Month { year: 2026, month })).unwrap().own);
    assert_eq!(month(1)["question.answered"], (3, 6));
    assert_eq!(month(2)["question.answered"], (0, 1));
    assert_eq!(month(2).get("comment.responded"), None);
    assert_eq!(month(2)["recommendation.confirmed"], (1, 3));
    for (figure, (numerator, denominator)) in shares(&tables.all.own) {
        let sum = tables.months.iter().fold((0, 0), |(all, of), (_, division)| {
            let (more, of_more) = shares(&division.own).get(figure).copied().unwrap_or_default();
            (all + more, of + of_more)
        });
        assert_eq!(sum, (numerator, denominator), "{figure}");
    }
    let cells: std::collections::BTreeSet<usize> =
        tables.text().lines().map(|line| line.split('\t').count()).collect();
    assert_eq!(cells.len(), 1, "each line has the columns of the head");
}

#[test]
fn a_month_of_nothing_but_comments_has_its_line() {
    let mut story = Story::default();
    comments(&mut story);
    let tables = counted(&story.book());
    assert_eq!(tables.months.len(), 1);
    let text = tables.text();
    assert!(text.lines().any(|line| line.starts_with("2026-01\town\t-\t0\t")), "{text}");
}

/// The publication as it was written before figures of matters were defined.
fn of_old(tables: &Tables) -> Publication {
    let new = tables.publication("UTC");
    let cases = |values: BTreeMap<Figure, Value>| {
        values.into_iter().filter(|(figure, _)| !figure.is_of_matters()).collect::<BTreeMap<_, _>>()
    };
    let old = Publication { own: cases(new.own.clone()), imported: cases(new.imported.clone()), ..new };
    // Its hash is that of a text with the old columns, and without the lines of groups that have no case.
    let told = tables.clone().telling(&old);
    Publication { tables: told.hash(), ..old }
}

#[test]
fn tables_from_before_these_figures_are_the_same_to_the_last_byte() {
    let tables = counted(&whole());
    let old = tables.clone().telling(&of_old(&tables));
    let text = old.text();
    let head = text.lines().next().unwrap();
    assert!(head.ends_with("source.time_to_closed.p90.seconds\tsource.time_to_closed.p90.cases"), "{head}");
    let all = tables.text();
    let columns = head.split('\t').count();
    let cut: Vec<String> = all
        .lines()
        .map(|line| line.split('\t').take(columns).collect::<Vec<_>>().join("\t"))
        .filter(|line| line.starts_with("period") || line.split('\t').nth(3) != Some("0"))
        .collect();
    assert_eq!(text.lines().collect::<Vec<_>>(), cut);
    assert!(!text.contains("culture"), "who has no case had no line");
    assert_eq!(old.publication("UTC"), of_old(&tables));
}

fn notes(book: &mut Book, fact: Fact) -> Result<(), NotInTurn> {
    match book.note(book.size(), &Notice { at: at(90 * DAY), fact }) {
        Ok(()) => Ok(()),
        Err(Unfit::Notice(reason)) => Err(reason),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_is_defined_must_be_told() {
    let mut book = whole();
    let text = BTreeMap::from([("vi".to_owned(), "Mẫu".to_owned())]);
    let define = |book: &mut Book, is_of_matters: bool| {
        for figure in Figure::ALL.iter().filter(|figure| figure.is_of_matters() == is_of_matters) {
            let fact = Fact::MetricDefined(Definition { figure: *figure, version: 1, text: text.clone() });
            notes(book, fact).unwrap();
        }
    };
    define(&mut book, false);
    let new = counted(&book).publication("UTC");
    assert_eq!(
        notes(&mut book, Fact::FigurePublished(new)),
        Err(NotInTurn::Undefined(Figure::QuestionsAnswered))
    );
    let old = of_old(&counted(&book));
    notes(&mut book, Fact::FigurePublished(old)).unwrap();

    define(&mut book, true);
    let old = of_old(&counted(&book));
    assert_eq!(
        notes(&mut book, Fact::FigurePublished(old)),
        Err(NotInTurn::Untold(Figure::QuestionsAnswered))
    );
    let mut without = counted(&book).publication("UTC");
    without.own.remove(&Figure::CommitmentsBroken);
    assert_eq!(
        notes(&mut book, Fact::FigurePublished(without)),
        Err(NotInTurn::Untold(Figure::CommitmentsBroken))
    );
    let whole = counted(&book).publication("UTC");
    notes(&mut book, Fact::FigurePublished(whole)).unwrap();
}
