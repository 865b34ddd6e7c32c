//! The rules of the case: state by event by role, and the refusals that carry a reason.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use dantin_record::act::{Actor, Role};
use dantin_record::case::{Awaiting, Case, State, StateKind};
use dantin_record::code::SystemCode;
use dantin_record::event::{Destination, Erasure, Event, EventKind, Origin, ShownText};
use dantin_record::field::FieldName;
use dantin_record::forward::ForwardOutcome;
use dantin_record::id::CaseId;
use dantin_record::reasons::{
    DeclineReason, ErasureGround, ExtendReason, HideReason, ReleaseReason, ReturnReason,
};
use dantin_record::refusal::Refusal;
use dantin_record::source::SourceState;
use support::{HOUR, act, actor, agency, at, due, photo, submission};

const LEAD: &str = "ward.a";

fn submitted(origin: Origin, by: Actor) -> Case {
    let event = Event::Submitted(submission(1, origin));
    Case::submit(CaseId([1; 16]), &act(0, by, &event)).unwrap()
}

fn after(mut case: Case, by: Actor, event: &Event) -> Case {
    let time = case.last_event.as_second() - support::START + HOUR;
    case.apply(&act(time, by, event)).unwrap();
    case
}

fn lead() -> Actor {
    Actor::Handler(agency(LEAD))
}

fn assign(to: &str) -> Event {
    Event::Assigned { agency: agency(to), parents: vec![agency("city")], receive_by: due(10 * HOUR) }
}

fn returned(to: Destination) -> Event {
    Event::Returned { to, reason: ReturnReason::WrongField }
}

fn resolved() -> Event {
    Event::ReportedResolved { evidence: vec![photo(1)], confirm_by: at(50 * HOUR) }
}

fn contested() -> Event {
    Event::Contested { evidence: vec![], due: due(90 * HOUR) }
}

fn in_progress() -> Case {
    let case = after(submitted(Origin::Web, Actor::Reporter), Actor::Routing, &assign(LEAD));
    after(case, lead(), &Event::Accepted { due: due(40 * HOUR) })
}

fn merged() -> Event {
    Event::Merged { into: CaseId([2; 16]) }
}

fn declined() -> Event {
    Event::Declined { reason: DeclineReason::OutsideCompetence, authority: None }
}

fn source(status: SourceState) -> Event {
    let word = dantin_record::source::Word::new("x").unwrap();
    Event::SourceStatus { status, word, agency: None, closed: None, due: None }
}

fn erased(entry: u32, fields: &[&str]) -> Event {
    let fields = fields.iter().map(|field| FieldName::new(field).unwrap()).collect();
    Event::Erased(Erasure { entry, fields, ground: ErasureGround::SubjectRequest })
}

fn system(code: &str) -> SystemCode {
    SystemCode::new(code).unwrap()
}

fn heard(from: &str, outcome: ForwardOutcome, word: Option<&str>) -> Event {
    let word = word.map(|word| dantin_record::source::Word::new(word).unwrap());
    Event::ForwardStatus { to: system(from), outcome, number: None, word }
}

/// A case in each state.
fn in_state(state: StateKind) -> Case {
    let import = || {
        let system = dantin_record::code::SystemCode::new("old").unwrap();
        let source_id = dantin_record::source::Word::new("1").unwrap();
        submitted(Origin::Import { system, source_id }, Actor::Importer)
    };
    let new = || submitted(Origin::Web, Actor::Reporter);
    let reported = || after(in_progress(), lead(), &resolved());
    match state {
        StateKind::Unassigned => new(),
        StateKind::Assigned => after(new(), Actor::Routing, &assign(LEAD)),
        StateKind::InProgress => in_progress(),
        StateKind::WaitingForReporter => after(in_progress(), lead(), &Event::Asked),
        StateKind::ReportedResolved => reported(),
        StateKind::Reopened => after(reported(), Actor::Reporter, &contested()),
        StateKind::ConfirmedResolved => after(reported(), Actor::Reporter, &Event::Confirmed),
        StateKind::Unconfirmed => {
            let mut case = reported();
            case.apply(&act(60 * HOUR, Actor::Clock, &Event::Expired)).unwrap();
            case
        }
        StateKind::Declined => after(in_progress(), lead(), &declined()),
        StateKind::Withdrawn => after(in_progress(), Actor::Reporter, &Event::Withdrawn),
        StateKind::Merged => after(in_progress(), lead(), &merged()),
        StateKind::SourceOpen => import(),
        StateKind::SourceClosed => after(import(), Actor::Importer, &source(SourceState::Closed)),
        StateKind::SourceCancelled => after(import(), Actor::Importer, &source(SourceState::Cancelled)),
    }
}

/// A well-formed event of each kind, for a case led by `LEAD`.
fn well_formed(kind: EventKind) -> Event {
    match kind {
        EventKind::Submitted => Event::Submitted(submission(1, Origin::Web)),
        EventKind::Assigned => assign("ward.b"),
        EventKind::Returned => returned(Destination::Coordinator),
        EventKind::Accepted => Event::Accepted { due: due(40 * HOUR) },
        EventKind::Asked => Event::Asked,
        EventKind::Replied => Event::Replied { due: due(95 * HOUR) },
        EventKind::Extended => Event::Extended { reason: ExtendReason::Weather, due: due(95 * HOUR) },
        EventKind::ReportedResolved => resolved(),
        EventKind::Declined => declined(),
        EventKind::Confirmed => Event::Confirmed,
        EventKind::Contested => contested(),
        EventKind::Expired => Event::Expired,
        EventKind::Joined => Event::Joined,
        EventKind::Withdrawn => Event::Withdrawn,
        EventKind::Shown => {
            Event::Shown { text: ShownText::AsWritten, photos: vec![], reason: None, spot: None }
        }
        EventKind::Hidden => Event::Hidden { reason: HideReason::PersonalData },
        EventKind::SourceStatus => source(SourceState::Closed),
        EventKind::PartAdded => {
            Event::PartAdded { agency: agency("water"), parents: vec![agency("city")], due: due(95 * HOUR) }
        }
        EventKind::PartDone => Event::PartDone { evidence: vec![photo(2)] },
        EventKind::PartReleased => {
            Event::PartReleased { agency: agency("water"), reason: ReleaseReason::NotNeeded }
        }
        EventKind::Escalated => Event::Escalated { level: 1, to: agency(LEAD), part: None },
        EventKind::Merged => merged(),
        EventKind::Unmerged => Event::Unmerged,
        EventKind::Forwarded => Event::Forwarded { to: system("hue") },
        EventKind::ForwardStatus => heard("hue", ForwardOutcome::Received, Some("closed")),
        EventKind::Erased => erased(1, &["text"]),
    }
}

/// Event, who may cause it, and in which states; `own` stands for every state that is not imported, `any` for all,
/// `imported` for those of imported cases.
const TABLE: [(&str, &str, &str); 26] = [
    ("case.assigned", "routing coordinator", "unassigned"),
    ("case.assigned", "coordinator", "assigned"),
    ("case.returned", "handler head", "assigned in_progress reopened"),
    ("case.accepted", "handler head", "assigned"),
    ("case.asked", "handler head", "in_progress reopened"),
    ("case.replied", "reporter handler head coordinator", "waiting_for_reporter"),
    ("case.extended", "head coordinator", "in_progress reopened"),
    ("case.reported_resolved", "handler head", "in_progress reopened waiting_for_reporter"),
    ("case.declined", "handler head", "assigned in_progress reopened waiting_for_reporter"),
    ("case.declined", "coordinator", "unassigned"),
    ("case.confirmed", "reporter joiner neighbour overseer", "reported_resolved"),
    ("case.contested", "reporter joiner neighbour overseer", "reported_resolved"),
    ("case.expired", "clock", "reported_resolved"),
    (
        "case.joined",
        "joiner",
        "unassigned assigned in_progress reopened waiting_for_reporter reported_resolved",
    ),
    ("case.withdrawn", "reporter", "unassigned assigned in_progress reopened waiting_for_reporter"),
    ("case.part_added", "handler head coordinator", "in_progress reopened waiting_for_reporter"),
    // Where a part is open; the cases of this table have none.
    (
        "case.part_done",
        "handler head",
        "unassigned assigned in_progress reopened waiting_for_reporter reported_resolved",
    ),
    (
        "case.part_released",
        "handler head coordinator",
        "unassigned assigned in_progress reopened waiting_for_reporter reported_resolved",
    ),
    ("case.escalated", "clock", "assigned in_progress reopened"),
    ("case.merged", "handler head", "assigned in_progress reopened waiting_for_reporter"),
    ("case.merged", "coordinator", "unassigned assigned in_progress reopened waiting_for_reporter"),
    ("case.unmerged", "handler head coordinator", "merged"),
    ("case.forwarded", "handler head coordinator", "assigned in_progress reopened waiting_for_reporter"),
    ("case.forwarded", "clock", OWN),
    // Where the case was handed on; the cases of this table were not.
    ("case.forward_status", "partner", OWN),
    ("case.source_status", "importer", "source_open source_closed source_cancelled"),
];

const OWN: &str = "unassigned assigned in_progress reopened waiting_for_reporter reported_resolved confirmed_resolved \
                   unconfirmed declined withdrawn merged";

fn expected(state: StateKind, event: EventKind, role: Role) -> Result<(), Refusal> {
    let holds = |list: &str, word: &str| list.split(' ').any(|other| other == word);
    match event {
        EventKind::Submitted => return Err(Refusal::AlreadySubmitted),
        EventKind::Shown | EventKind::Hidden if role == Role::Moderator => return Ok(()),
        EventKind::Shown | EventKind::Hidden => return Err(Refusal::WrongRole { role, event }),
        EventKind::Erased if role == Role::PrivacyOfficer => return Ok(()),
        EventKind::Erased => return Err(Refusal::WrongRole { role, event }),
        EventKind::SourceStatus if !state.is_imported() => return Err(Refusal::NotImported),
        EventKind::Joined if role == Role::Importer && state.is_imported() => return Ok(()),
        event if state.is_imported() && event != EventKind::SourceStatus => {
            return Err(Refusal::ImportedCase);
        }
        EventKind::Extended if role == Role::Handler => return Err(Refusal::ApproverMissing),
        EventKind::Confirmed | EventKind::Contested if matches!(role, Role::Handler | Role::Head) => {
            return Err(Refusal::OwnWork);
        }
        _ => {}
    }
    let rows: Vec<_> = TABLE.iter().filter(|(code, ..)| *code == event.code()).collect();
    assert!(!rows.is_empty(), "{event} is missing in the table");
    if rows.iter().any(|(_, roles, states)| holds(roles, role.code()) && holds(states, state.code())) {
        let needs_part = matches!(event, EventKind::PartDone | EventKind::PartReleased);
        match event {
            EventKind::ForwardStatus => Err(Refusal::NotForwarded),
            _ if needs_part => Err(Refusal::NoOpenPart),
            _ => Ok(()),
        }
    } else if rows.iter().any(|(_, roles, _)| holds(roles, role.code())) {
        Err(Refusal::WrongState { state, event })
    } else {
        Err(Refusal::WrongRole { role, event })
    }
}

#[test]
fn every_state_takes_exactly_the_events_of_the_table_from_the_roles_of_the_table() {
    let mut allowed = 0;
    for state in StateKind::ALL {
        let case = in_state(*state);
        assert_eq!(case.kind(), *state);
        for event in EventKind::ALL {
            for role in Role::ALL {
                let found = case.allows(*event, *role);
                assert_eq!(found, expected(*state, *event, *role), "{state} {event} {role}");
                let is_apart = matches!(role, Role::Overseer | Role::PrivacyOfficer);
                let body = if is_apart { "front" } else { LEAD };
                let well_formed = well_formed(*event);
                let applied = case.clone().apply(&act(96 * HOUR, actor(*role, agency(body)), &well_formed));
                assert_eq!(applied, found, "{state} {event} {role}: a well-formed event");
                assert_eq!(case.allowed(*role).contains(event), found.is_ok());
                allowed += u32::from(found.is_ok());
            }
        }
    }
    assert!(allowed > 60, "{allowed}");
}

#[test]
fn what_another_citys_server_says_is_kept_as_its_word_and_moves_nothing() {
    let handed = Event::Forwarded { to: system("hue") };
    let before = in_progress();
    refuses(&before, Actor::Partner, &heard("hue", ForwardOutcome::Received, None), Refusal::NotForwarded);
    refuses(&before, Actor::Handler(agency("ward.b")), &handed, Refusal::NotTheLead);
    let case = after(before.clone(), lead(), &handed);
    assert_eq!(case.forward(system("hue")).unwrap().outcome, None);
    refuses(&case, lead(), &handed, Refusal::AlreadyForwarded);
    let stranger = heard("da.nang", ForwardOutcome::Received, None);
    refuses(&case, Actor::Partner, &stranger, Refusal::NotForwarded);
    // What surely did not arrive, and what may have, is handed on again.
    let case = after(case, Actor::Partner, &heard("hue", ForwardOutcome::Failed, None));
    let case = after(case, Actor::Coordinator, &handed);
    let case = after(case, Actor::Partner, &heard("hue", ForwardOutcome::Received, Some("mở")));
    refuses(&case, lead(), &handed, Refusal::AlreadyForwarded);
    // A word that is not said again stays.
    let case = after(case, Actor::Partner, &heard("hue", ForwardOutcome::Received, None));
    let kept = case.forward(system("hue")).unwrap();
    assert_eq!(kept.word.as_ref().unwrap().as_str(), "mở");
    assert_eq!((case.state, case.barred.clone()), (before.state, before.barred));
    // It is heard after the end too.
    let ended = after(case, lead(), &declined());
    let ended = after(ended, Actor::Partner, &heard("hue", ForwardOutcome::Received, Some("closed")));
    assert_eq!(ended.kind(), StateKind::Declined);
    assert_eq!(ended.forward(system("hue")).unwrap().word.as_ref().unwrap().as_str(), "closed");
}

#[test]
fn a_case_begins_with_its_submission_by_a_role_that_goes_with_its_origin() {
    use dantin_record::event::Channel;
    let on_behalf = Origin::OnBehalf { channel: Channel::Phone };
    for (origin, role, result) in [
        (Origin::Web, Role::Reporter, Ok(())),
        (Origin::Web, Role::Handler, Err(Refusal::WrongOrigin)),
        (on_behalf.clone(), Role::Handler, Ok(())),
        (on_behalf.clone(), Role::Coordinator, Ok(())),
        (on_behalf, Role::Reporter, Err(Refusal::WrongOrigin)),
        (Origin::Open311, Role::Partner, Ok(())),
        (Origin::Open311, Role::Reporter, Ok(())),
        (
            Origin::Web,
            Role::Clock,
            Err(Refusal::WrongRole { role: Role::Clock, event: EventKind::Submitted }),
        ),
    ] {
        let event = Event::Submitted(submission(1, origin));
        let opened = Case::submit(CaseId([1; 16]), &act(0, actor(role, agency(LEAD)), &event));
        assert_eq!(opened.map(|_| ()), result, "{role}");
    }
    let opened = Case::submit(CaseId([1; 16]), &act(0, Actor::Reporter, &Event::Joined));
    assert_eq!(opened, Err(Refusal::NotSubmitted));
}

#[track_caller]
fn refuses(case: &Case, by: Actor, event: &Event, refusal: Refusal) {
    let mut tried = case.clone();
    assert_eq!(tried.apply(&act(60 * HOUR, by, event)), Err(refusal));
    assert_eq!(&tried, case);
}

#[test]
fn the_lead_agency_cannot_confirm_its_own_case() {
    let case = in_state(StateKind::ReportedResolved);
    for event in [Event::Confirmed, contested()] {
        refuses(&case, lead(), &event, Refusal::OwnWork);
        refuses(&case, Actor::Head(agency(LEAD)), &event, Refusal::OwnWork);
        refuses(&case, Actor::Overseer(agency(LEAD)), &event, Refusal::OwnWork);
        refuses(&case, Actor::Overseer(agency("city")), &event, Refusal::OwnWork);
    }
    let confirmed = after(case, Actor::Overseer(agency("front")), &Event::Confirmed);
    assert_eq!(confirmed.kind(), StateKind::ConfirmedResolved);
}

#[test]
fn an_agency_that_led_the_case_before_cannot_confirm_it_either() {
    let case = in_state(StateKind::Assigned);
    let case = after(case, lead(), &returned(Destination::Agency(agency("water"))));
    let case = after(case, Actor::Routing, &assign("water"));
    let water = Actor::Handler(agency("water"));
    let case = after(case, water, &Event::Accepted { due: due(40 * HOUR) });
    let case = after(case, water, &resolved());
    refuses(&case, Actor::Overseer(agency(LEAD)), &Event::Confirmed, Refusal::OwnWork);
}

#[test]
fn the_third_hand_over_goes_to_the_coordinator_who_decides() {
    let mut case = in_state(StateKind::Assigned);
    for (from, to) in [(LEAD, "ward.b"), ("ward.b", "water")] {
        case = after(case, Actor::Handler(agency(from)), &returned(Destination::Agency(agency(to))));
        case = after(case, Actor::Routing, &assign(to));
    }
    let water = Actor::Handler(agency("water"));
    let onwards = returned(Destination::Agency(agency(LEAD)));
    refuses(&case, water, &onwards, Refusal::CoordinatorMustDecide);
    let case = after(case, water, &returned(Destination::Coordinator));
    assert_eq!(case.hand_overs, 3);
    assert_eq!(case.state, State::Unassigned { awaiting: Awaiting::Coordinator });
    refuses(&case, Actor::Routing, &assign(LEAD), Refusal::CoordinatorMustDecide);
    let case = after(case, Actor::Coordinator, &assign(LEAD));
    refuses(&case, lead(), &returned(Destination::Agency(agency("water"))), Refusal::CoordinatorMustDecide);
}

#[test]
fn a_returned_case_goes_to_the_agency_that_was_named_and_to_another_one() {
    let case = in_state(StateKind::Assigned);
    let itself = returned(Destination::Agency(agency(LEAD)));
    refuses(&case, lead(), &itself, Refusal::HandOverToItself);
    let case = after(case, lead(), &returned(Destination::Agency(agency("water"))));
    refuses(&case, Actor::Routing, &assign("ward.b"), Refusal::NotTheNamedAgency);
    assert_eq!(after(case.clone(), Actor::Routing, &assign("water")).state.lead(), Some(agency("water")));
    assert_eq!(after(case, Actor::Coordinator, &assign("ward.b")).state.lead(), Some(agency("ward.b")));
}

#[test]
fn only_the_lead_works_on_its_case() {
    let other = Actor::Handler(agency("ward.b"));
    refuses(&in_progress(), other, &resolved(), Refusal::NotTheLead);
    refuses(&in_progress(), other, &Event::Asked, Refusal::NotTheLead);
    let extended = Event::Extended { reason: ExtendReason::Material, due: due(80 * HOUR) };
    refuses(&in_progress(), Actor::Head(agency("ward.b")), &extended, Refusal::NotTheLead);
    let above = Actor::Head(agency("city"));
    assert_eq!(after(in_progress(), above, &extended).extensions, 1);
    refuses(&in_progress(), above, &resolved(), Refusal::NotTheLead);
    refuses(&in_state(StateKind::Assigned), other, &declined(), Refusal::NotTheLead);
}

#[test]
fn a_result_needs_evidence() {
    let bare = Event::ReportedResolved { evidence: vec![], confirm_by: at(80 * HOUR) };
    refuses(&in_progress(), lead(), &bare, Refusal::EvidenceMissing);
    let many = Event::ReportedResolved { evidence: vec![photo(1); 21], confirm_by: at(80 * HOUR) };
    refuses(&in_progress(), lead(), &many, Refusal::TooManyItems);
}

#[test]
fn an_extension_moves_the_due_date_later_and_leaves_the_first_promise() {
    let extended = |hours| Event::Extended { reason: ExtendReason::Weather, due: due(hours * HOUR) };
    let head = Actor::Head(agency(LEAD));
    refuses(&in_progress(), head, &extended(40), Refusal::DueNotLater);
    let case = after(in_progress(), head, &extended(41));
    assert_eq!((case.first_due, case.due().map(|due| due.at)), (Some(at(40 * HOUR)), Some(at(41 * HOUR))));
    assert_eq!(case.extensions, 1);
}

#[test]
fn waiting_for_the_reporter_stops_the_clock_and_an_answer_never_brings_it_forward() {
    let case = in_state(StateKind::WaitingForReporter);
    assert!(!case.is_overdue(at(1000 * HOUR)));
    refuses(&case, Actor::Reporter, &Event::Replied { due: due(39 * HOUR) }, Refusal::DueNotLater);
    let case = after(case, Actor::Reporter, &Event::Replied { due: due(43 * HOUR) });
    assert!(case.is_overdue(at(44 * HOUR)) && !case.is_overdue(at(43 * HOUR)));
    assert_eq!(case.first_due, Some(at(40 * HOUR)));
    assert_eq!(case.extensions, 0);
}

#[test]
fn a_reopened_case_stays_reopened_through_questions_and_extensions() {
    let case = in_state(StateKind::Reopened);
    let case = after(case, lead(), &Event::Asked);
    let case = after(case, Actor::Reporter, &Event::Replied { due: due(91 * HOUR) });
    assert_eq!(case.kind(), StateKind::Reopened);
    let head = Actor::Head(agency(LEAD));
    let extended = Event::Extended { reason: ExtendReason::WiderWork, due: due(92 * HOUR) };
    assert_eq!(after(case, head, &extended).kind(), StateKind::Reopened);
}

#[test]
fn anothers_confirmation_leaves_the_reporter_the_time_to_contest() {
    let reported = in_state(StateKind::ReportedResolved);
    let no = contested();
    for by in [Actor::Joiner, Actor::Neighbour, Actor::Overseer(agency("front"))] {
        let mut case = after(reported.clone(), by, &Event::Confirmed);
        assert!(case.ended.is_some());
        refuses(&case, Actor::Neighbour, &no, wrong_state(EventKind::Contested));
        let late = act(50 * HOUR + 1, Actor::Reporter, &no);
        assert_eq!(case.apply(&late), Err(wrong_state(EventKind::Contested)));
        case.apply(&act(50 * HOUR, Actor::Reporter, &no)).unwrap();
        assert_eq!((case.kind(), case.ended, case.contests), (StateKind::Reopened, None, 1));
    }
    // What the reporter has said, nobody else takes back.
    let case = after(reported, Actor::Reporter, &Event::Confirmed);
    for by in [Actor::Reporter, Actor::Joiner] {
        refuses(&case, by, &no, wrong_state(EventKind::Contested));
    }
}

fn wrong_state(event: EventKind) -> Refusal {
    Refusal::WrongState { state: StateKind::ConfirmedResolved, event }
}

#[test]
fn silence_counts_only_once_the_period_is_over() {
    let mut case = in_state(StateKind::ReportedResolved);
    let early = act(50 * HOUR - 1, Actor::Clock, &Event::Expired);
    assert_eq!(case.apply(&early), Err(Refusal::TooEarly));
    case.apply(&act(50 * HOUR, Actor::Clock, &Event::Expired)).unwrap();
    assert_eq!(case.kind(), StateKind::Unconfirmed);
}

#[test]
fn a_case_that_others_joined_is_not_withdrawn() {
    let case = after(in_progress(), Actor::Joiner, &Event::Joined);
    refuses(&case, Actor::Reporter, &Event::Withdrawn, Refusal::OthersJoined);
}

#[test]
fn nobody_joins_a_hidden_case_and_it_is_hidden_once() {
    let hidden = well_formed(EventKind::Hidden);
    let case = after(in_progress(), Actor::Moderator, &hidden);
    refuses(&case, Actor::Joiner, &Event::Joined, Refusal::Hidden);
    refuses(&case, Actor::Moderator, &hidden, Refusal::Hidden);
    let case = after(case, Actor::Moderator, &well_formed(EventKind::Shown));
    assert!(case.clone().apply(&act(70 * HOUR, Actor::Joiner, &Event::Joined)).is_ok());
}

#[test]
fn time_does_not_go_back_and_stays_within_what_is_kept() {
    let mut case = in_progress();
    let before = case.last_event.as_second() - support::START - 1;
    assert_eq!(case.apply(&act(before, lead(), &Event::Asked)), Err(Refusal::TimeWentBack));
    let beyond = Event::ReportedResolved { evidence: vec![photo(1)], confirm_by: at(1 << 32) };
    refuses(&case, lead(), &beyond, Refusal::TimeOutOfRange);
}

#[test]
fn acceptance_by_the_last_second_is_in_time_and_a_second_later_is_not() {
    for (seconds, in_time) in [(10 * HOUR, true), (10 * HOUR + 1, false)] {
        let mut case = in_state(StateKind::Assigned);
        case.apply(&act(seconds, lead(), &Event::Accepted { due: due(40 * HOUR) })).unwrap();
        assert_eq!(case.accepted_in_time, in_time);
    }
}

#[test]
fn a_back_dated_acceptance_is_measured_by_its_sequencing() {
    let accepted = Event::Accepted { due: due(40 * HOUR) };
    let mut act = act(2 * HOUR, lead(), &accepted);
    act.at = Some(at(30 * HOUR));
    let mut case = in_state(StateKind::Assigned);
    case.apply(&act).unwrap();
    assert_eq!((case.accepted, case.accepted_in_time), (Some(at(30 * HOUR)), false));
    let mut sample = in_state(StateKind::Assigned);
    sample.sample = true;
    sample.apply(&act).unwrap();
    assert_eq!((sample.accepted, sample.accepted_in_time), (Some(at(2 * HOUR)), true));
}

#[test]
fn an_erasure_moves_nothing_in_any_state_and_in_hidden_cases() {
    let officer = Actor::PrivacyOfficer(agency("front"));
    for state in StateKind::ALL {
        for is_hidden in [false, true] {
            let mut case = in_state(*state);
            if is_hidden {
                case = after(case, Actor::Moderator, &well_formed(EventKind::Hidden));
            }
            let before = case.clone();
            case.apply(&act(96 * HOUR, officer, &erased(1, &["contact", "text"]))).unwrap();
            assert_eq!(case, before, "{state}");
        }
    }
}

#[test]
fn nobody_erases_the_traces_of_own_work() {
    let case = in_progress();
    for body in [LEAD, "city"] {
        let refused =
            case.clone().apply(&act(96 * HOUR, Actor::PrivacyOfficer(agency(body)), &erased(3, &["words"])));
        assert_eq!(refused, Err(Refusal::OwnWork), "{body}");
    }
    let handed_on = after(case, lead(), &returned(Destination::Agency(agency("ward.b"))));
    let handed_on = after(handed_on, Actor::Routing, &assign("ward.b"));
    let former = Actor::PrivacyOfficer(agency(LEAD));
    let refused = handed_on.clone().apply(&act(96 * HOUR, former, &erased(3, &["words"])));
    assert_eq!(refused, Err(Refusal::OwnWork), "who led it before");
    let apart = Actor::PrivacyOfficer(agency("front"));
    assert_eq!(handed_on.clone().apply(&act(96 * HOUR, apart, &erased(3, &["words"]))), Ok(()));
}

#[test]
fn an_erasure_says_what_it_erases() {
    let officer = Actor::PrivacyOfficer(agency("front"));
    for (entry, fields) in [(1, &[][..]), (0, &["text"][..])] {
        let refused = in_progress().apply(&act(96 * HOUR, officer, &erased(entry, fields)));
        assert_eq!(refused, Err(Refusal::NothingToErase));
    }
    let many: Vec<String> = (0..25).map(|number| format!("photo.{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = in_progress().apply(&act(96 * HOUR, officer, &erased(1, &many)));
    assert_eq!(refused, Err(Refusal::TooManyItems));
}
