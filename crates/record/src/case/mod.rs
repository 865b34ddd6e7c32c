//! The case: its state, its clocks and its counters, and what it makes of an event.
//!
//! [`Case::submit`] opens it and [`Case::apply`] moves it; both refuse what the rules forbid and then leave it as it
//! was. The case holds public facts only and counts in whole seconds, so that the server's copy, a replayed one and
//! a packed row of the book agree exactly.

mod state;

pub use state::{Awaiting, OriginKind, State, StateKind, Visibility};

use serde::{Deserialize, Serialize};

use crate::act::{Act, Role};
use crate::code::{AgencyCode, AreaCode, CategoryCode, SubcategoryCode};
use crate::event::{Destination, Due, Event, EventKind, Origin, Pledge, Submission};
use crate::forward::Forward;
use crate::id::{CaseCode, CaseId};
use crate::joint::{Escalation, Part, PartState};
use crate::list::closed_list;
use crate::matter::MatterId;
use crate::moment::Moment;
use crate::place::{PublicPlace, Spot};
use crate::refusal::Refusal;
use crate::rules;
use crate::source::{Source, SourceAgency, SourceState};

/// The hand-over with this number goes to the coordinator, who decides.
pub const COORDINATOR_DECIDES_AT: u8 = 3;

/// A case as the public record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    pub code: CaseCode,
    pub origin: OriginKind,
    pub category: CategoryCode,
    pub subcategory: Option<SubcategoryCode>,
    /// As submitted; whether it may be shown, `visibility` says.
    pub place: PublicPlace,
    pub photos: u8,
    pub urgent: bool,
    pub sample: bool,
    pub state: State,
    pub visibility: Visibility,
    /// Returns by lead agencies.
    pub hand_overs: u8,
    /// Due dates moved by an approver.
    pub extensions: u8,
    pub contests: u8,
    pub joins: u32,
    pub submitted: Moment,
    /// First acceptance.
    pub accepted: Option<Moment>,
    /// Whether the first acceptance came by its time.
    pub accepted_in_time: bool,
    /// The first promise, which no extension changes.
    pub first_due: Option<Moment>,
    pub first_reported: Option<Moment>,
    pub last_reported: Option<Moment>,
    /// Confirmed, unconfirmed, declined or withdrawn; for imported cases closed in their own system.
    pub ended: Option<Moment>,
    /// The claimed time of the latest event.
    pub last_event: Moment,
    /// Every agency that ever led the case or had a part in it and the bodies above it, sorted: none of them may verify it.
    pub barred: Vec<AgencyCode>,
    /// What the system of an imported case says of it; nothing for all others.
    pub source: Option<Source>,
    /// What supporting agencies owe or owed, sorted by agency.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// How far the case has risen for the step that is late now.
    #[serde(default)]
    pub escalated: Option<Escalation>,
    /// How often it rose in all.
    #[serde(default)]
    pub escalations: u8,
    /// The state that a merged case had.
    #[serde(default)]
    pub before_merge: Option<State>,
    /// How many cases are worked on as this one.
    #[serde(default)]
    pub followers: u32,
    /// What was promised, where, and for which contribution; nothing for cases that came another way.
    #[serde(default)]
    pub pledged: Option<Pledged>,
    /// The other cities' servers that it was handed on to, sorted.
    #[serde(default)]
    pub forwards: Vec<Forward>,
}

/// The promise that a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledged {
    pub matter: MatterId,
    /// The number of the question or other contribution.
    pub number: u32,
    pub pledge: Pledge,
}

closed_list! {
    /// What became of a promise.
    PledgeState {
        /// Its date has not come, or it is reported done and waits for its confirmation.
        Running = "running",
        /// Confirmed by somebody other than the agency, and reported by its first date.
        Kept = "kept",
        /// Confirmed, and reported after its first date.
        Late = "late",
        /// Declined, or its first date has passed and no report stands: none was made, or the last one was contested.
        Broken = "broken",
        /// Reported done, and whoever was asked kept silent until the period was over.
        Unconfirmed = "unconfirmed",
    }
}

impl Case {
    /// Opens a case with its first event, or says why not.
    pub fn submit(id: CaseId, act: &Act<'_>) -> Result<Self, Refusal> {
        let Event::Submitted(submission) = act.event else { return Err(Refusal::NotSubmitted) };
        rules::origin_goes_with_role(&submission.origin, act.by.role())?;
        rules::times_are_in_range(act)?;
        let origin = OriginKind::from(&submission.origin);
        let Submission { code, category, subcategory, place, photos, urgent, sample, .. } = submission;
        let mut case = Self {
            id,
            code: *code,
            origin,
            category: *category,
            subcategory: *subcategory,
            place: *place,
            photos: *photos,
            urgent: *urgent,
            sample: *sample,
            state: State::Unassigned { awaiting: Awaiting::Routing },
            visibility: Visibility::AwaitingModeration,
            hand_overs: 0,
            extensions: 0,
            contests: 0,
            joins: 0,
            submitted: act.occurred.to_whole_second(),
            accepted: None,
            accepted_in_time: false,
            first_due: None,
            first_reported: None,
            last_reported: None,
            ended: None,
            last_event: act.occurred.to_whole_second(),
            barred: Vec::new(),
            source: None,
            parts: Vec::new(),
            escalated: None,
            escalations: 0,
            before_merge: None,
            followers: 0,
            pledged: submission.origin.contribution().zip(submission.origin.pledge()).map(
                |((matter, number), pledge)| Pledged {
                    matter,
                    number,
                    pledge: Pledge { due: pledge.due.to_whole_second(), ..pledge },
                },
            ),
            forwards: Vec::new(),
        };
        if let Origin::Import { system, .. } = &submission.origin {
            case.source = Some(Source { system: *system, word: None, agency: None });
            case.state = State::Imported { status: SourceState::Open, lead: None, due: None };
            case.visibility = Visibility::Public;
        }
        if case.pledged.is_some() {
            // It was said in public, and an officer wrote it down.
            case.visibility = Visibility::Public;
        }
        case.submitted = case.measured(act);
        Ok(case)
    }

    /// Moves the case by one event; a refusal leaves it as it was.
    pub fn apply(&mut self, act: &Act<'_>) -> Result<(), Refusal> {
        rules::check(self, act)?;
        let now = self.measured(act);
        let lead = self.state.lead();
        match (act.event, self.state) {
            (Event::Assigned { agency, parents, receive_by }, _) => {
                self.bar(parents.iter().chain([agency]));
                // Who leads has no part beside it.
                self.end_part(*agency, PartState::Released { at: now, reason: None });
                let owed = whole(*receive_by);
                self.state = match self.pledged {
                    // Whoever promises has accepted, and the promised date is the first one.
                    Some(_) => {
                        self.accepted.get_or_insert(now);
                        self.accepted_in_time = true;
                        self.first_due.get_or_insert(owed.at);
                        self.at_work(*agency, owed)
                    }
                    None => State::Assigned { lead: *agency, receive_by: owed },
                };
            }
            (Event::Returned { to, .. }, _) => {
                self.hand_overs = self.hand_overs.saturating_add(1);
                let awaiting = match to {
                    Destination::Agency(agency) => Awaiting::Referral(*agency),
                    Destination::Coordinator => Awaiting::Coordinator,
                };
                self.state = State::Unassigned { awaiting };
            }
            (Event::Accepted { due }, State::Assigned { lead, receive_by }) => {
                let due = whole(*due);
                if self.accepted.is_none() {
                    self.accepted = Some(now);
                    self.accepted_in_time = now <= receive_by.at;
                }
                self.first_due.get_or_insert(due.at);
                self.state = self.at_work(lead, due);
            }
            (Event::Asked, State::InProgress { lead, due } | State::Reopened { lead, due }) => {
                self.state = State::WaitingForReporter { lead, due, asked: act.occurred.to_whole_second() };
            }
            (Event::Replied { due }, State::WaitingForReporter { lead, .. }) => {
                self.state = self.at_work(lead, whole(*due));
            }
            (Event::Extended { due, .. }, State::InProgress { lead, .. } | State::Reopened { lead, .. }) => {
                self.extensions = self.extensions.saturating_add(1);
                self.state = self.at_work(lead, whole(*due));
            }
            (
                Event::ReportedResolved { confirm_by, .. },
                State::InProgress { lead, due }
                | State::Reopened { lead, due }
                | State::WaitingForReporter { lead, due, .. },
            ) => {
                self.first_reported.get_or_insert(now);
                self.last_reported = Some(now);
                let confirm_by = confirm_by.to_whole_second();
                self.state = State::ReportedResolved { lead, due, confirm_by };
            }
            (
                Event::Contested { due, .. },
                State::ReportedResolved { lead, .. }
                | State::Unconfirmed { lead }
                | State::ConfirmedResolved { lead, .. },
            ) => {
                self.contests = self.contests.saturating_add(1);
                self.ended = None;
                self.state = State::Reopened { lead, due: whole(*due) };
            }
            (Event::Confirmed, State::ReportedResolved { lead, .. } | State::Unconfirmed { lead }) => {
                self.ended = Some(now);
                let contest_by = match self.state {
                    State::ReportedResolved { confirm_by, .. } if act.by.role() != Role::Reporter => {
                        Some(confirm_by).filter(|_| self.verifier().is_none())
                    }
                    _ => None,
                };
                self.state = State::ConfirmedResolved { lead, contest_by };
            }
            (Event::Expired, State::ReportedResolved { lead, .. }) => {
                self.ended = Some(now);
                self.state = State::Unconfirmed { lead };
            }
            (Event::Declined { .. }, _) => {
                self.ended = Some(now);
                self.state = State::Declined { lead };
            }
            (Event::Withdrawn, _) => {
                self.ended = Some(now);
                self.state = State::Withdrawn { lead };
            }
            (Event::Joined, _) => self.joins = self.joins.saturating_add(1),
            (Event::Shown { spot, .. }, _) => {
                self.visibility = Visibility::Public;
                if let Some(Spot { point, precision_m }) = *spot {
                    self.place = PublicPlace::Point { area: self.area(), point, precision_m };
                }
            }
            (Event::Hidden { .. }, _) => self.visibility = Visibility::Hidden,
            (Event::PartAdded { agency, parents, due }, _) => {
                self.bar(parents.iter().chain([agency]));
                self.set_part(Part {
                    agency: *agency,
                    due: whole(*due),
                    state: PartState::Open,
                    escalated: None,
                });
            }
            (Event::PartDone { .. }, _) => {
                if let Some(agency) = act.by.agency() {
                    self.end_part(agency, PartState::Done { at: now });
                }
            }
            (Event::PartReleased { agency, reason }, _) => {
                self.end_part(*agency, PartState::Released { at: now, reason: Some(*reason) });
            }
            (Event::Escalated { level, to, part }, _) => {
                self.escalations = self.escalations.saturating_add(1);
                let escalation = Escalation { level: *level, to: *to, at: now };
                match part {
                    None => self.escalated = Some(escalation),
                    Some(agency) => self.raise_part(*agency, escalation),
                }
            }
            (Event::Merged { into }, state) => {
                self.before_merge = Some(state);
                self.state = State::Merged { lead, into: *into };
            }
            (Event::Unmerged, State::Merged { .. }) => {
                let Some(before) = self.before_merge.take() else { return Err(Refusal::NotSubmitted) };
                self.state = before;
            }
            (Event::Forwarded { to }, _) => self.hand_on(*to),
            (Event::ForwardStatus { to, outcome, number, word }, _) => {
                self.hear(*to, *outcome, number.as_ref(), word.as_ref());
            }
            // Words vanish; what happened, when and by whom stays as it was.
            (Event::Erased(_), _) => return Ok(()),
            (Event::SourceStatus { status, word, agency, closed, due }, _) => {
                self.ended = closed.map(Moment::to_whole_second);
                let due = due.map(Moment::to_whole_second);
                let (lead, name) = match agency {
                    Some(SourceAgency::Known(code)) => (Some(*code), None),
                    Some(SourceAgency::Named(name)) => (None, Some(name.clone())),
                    None => (None, None),
                };
                self.state = State::Imported { status: *status, lead, due };
                if let Some(source) = &mut self.source {
                    source.word = Some(word.clone());
                    source.agency = name;
                }
            }
            (event, state) => return Err(Refusal::WrongState { state: state.kind(), event: event.kind() }),
        }
        if starts_another_clock(act.event) {
            self.escalated = None;
        }
        self.last_event = act.occurred.to_whole_second();
        Ok(())
    }

    /// Whether somebody in this role could cause an event of this kind now, as far as kind, role and state decide;
    /// the particulars of the event (agency, evidence, dates) are judged by [`Case::apply`].
    pub fn allows(&self, event: EventKind, role: Role) -> Result<(), Refusal> {
        rules::allows(self, event, role)
    }

    /// The kinds of events that [`Case::allows`] this role.
    pub fn allowed(&self, role: Role) -> Vec<EventKind> {
        EventKind::ALL.iter().copied().filter(|event| self.allows(*event, role).is_ok()).collect()
    }

    /// The state's name.
    pub fn kind(&self) -> StateKind {
        self.state.kind()
    }

    /// The commune-level unit, where known.
    pub fn area(&self) -> Option<AreaCode> {
        self.place.area()
    }

    /// Whether an agency's next step is late at this time; a stopped clock is never late.
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.state.owed_by().is_some_and(|due| due < now)
    }

    /// Whether this body led the case, had a part in it, or stands above one that did.
    pub fn is_barred(&self, agency: AgencyCode) -> bool {
        self.barred.binary_search(&agency).is_ok()
    }

    /// The one body that may say whether it is done, where the promise that this case is names one.
    pub fn verifier(&self) -> Option<AgencyCode> {
        self.pledged.and_then(|pledged| pledged.pledge.verifier)
    }

    /// What became of the promise that this case is, at this time; nothing for other cases.
    pub fn pledge_state(&self, now: Moment) -> Option<PledgeState> {
        let promised = self.pledged?.pledge.due;
        let in_time = self.last_reported.is_some_and(|reported| reported <= promised);
        Some(match self.state {
            State::ConfirmedResolved { .. } if in_time => PledgeState::Kept,
            State::ConfirmedResolved { .. } => PledgeState::Late,
            State::Declined { .. } => PledgeState::Broken,
            State::Unconfirmed { .. } => PledgeState::Unconfirmed,
            // Neither a question nor a later date moves the one that counts.
            State::ReportedResolved { .. } => PledgeState::Running,
            _ if self.kind().is_open() && promised < now => PledgeState::Broken,
            _ => PledgeState::Running,
        })
    }

    /// The due time and rule that the lead's work goes by, while there is one.
    pub fn due(&self) -> Option<Due> {
        match self.state {
            State::InProgress { due, .. }
            | State::Reopened { due, .. }
            | State::WaitingForReporter { due, .. }
            | State::ReportedResolved { due, .. } => Some(due),
            _ => None,
        }
    }

    fn at_work(&self, lead: AgencyCode, due: Due) -> State {
        if self.contests > 0 { State::Reopened { lead, due } } else { State::InProgress { lead, due } }
    }

    fn measured(&self, act: &Act<'_>) -> Moment {
        let claimed = self.sample || self.origin == OriginKind::Import;
        act.at.filter(|_| !claimed).unwrap_or(act.occurred).to_whole_second()
    }
}

/// Whether the step that was late is done by this event, or another one is owed from now on.
fn starts_another_clock(event: &Event) -> bool {
    matches!(
        event.kind(),
        EventKind::Assigned
            | EventKind::Returned
            | EventKind::Accepted
            | EventKind::Extended
            | EventKind::ReportedResolved
            | EventKind::Declined
            | EventKind::Withdrawn
    )
}

fn whole(due: Due) -> Due {
    Due { at: due.at.to_whole_second(), ..due }
}
