//! The case: its state, its clocks and its counters, and what it makes of an event.
//!
//! [`Case::submit`] opens it and [`Case::apply`] moves it; both refuse what the rules forbid and then leave it as it
//! was. The case holds public facts only and counts in whole seconds, so that the server's copy, a replayed one and
//! a packed row of the book agree exactly.

use serde::{Deserialize, Serialize};

use crate::act::{Act, Role};
use crate::code::{AgencyCode, AreaCode, CategoryCode, SubcategoryCode};
use crate::event::{Destination, Due, Event, EventKind, Origin, Submission};
use crate::id::{CaseCode, CaseId};
use crate::joint::{Escalation, Part, PartState};
use crate::list::closed_list;
use crate::moment::Moment;
use crate::place::PublicPlace;
use crate::refusal::Refusal;
use crate::rules;
use crate::source::{Source, SourceAgency, SourceState};

/// The hand-over with this number goes to the coordinator, who decides.
pub const COORDINATOR_DECIDES_AT: u8 = 3;

closed_list! {
    /// The states by name.
    StateKind {
        Unassigned = "unassigned",
        Assigned = "assigned",
        InProgress = "in_progress",
        WaitingForReporter = "waiting_for_reporter",
        ReportedResolved = "reported_resolved",
        Reopened = "reopened",
        ConfirmedResolved = "confirmed_resolved",
        Unconfirmed = "unconfirmed",
        Declined = "declined",
        Withdrawn = "withdrawn",
        /// Worked on as another case.
        Merged = "merged",
        /// Imported, and open in its own system.
        SourceOpen = "source_open",
        SourceClosed = "source_closed",
        SourceCancelled = "source_cancelled",
    }
}

impl StateKind {
    /// Whether something is still owed: by an agency, by the coordinator, or by those who may confirm.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Unassigned
                | Self::Assigned
                | Self::InProgress
                | Self::WaitingForReporter
                | Self::ReportedResolved
                | Self::Reopened
                | Self::SourceOpen
        )
    }

    /// Whether the case was imported.
    pub const fn is_imported(self) -> bool {
        matches!(self, Self::SourceOpen | Self::SourceClosed | Self::SourceCancelled)
    }
}

closed_list! {
    /// Where a case came from, without its particulars.
    OriginKind {
        Web = "web",
        Phone = "phone",
        Paper = "paper",
        Counter = "counter",
        Open311 = "open311",
        Import = "import",
    }
}

impl From<&Origin> for OriginKind {
    fn from(origin: &Origin) -> Self {
        use crate::event::Channel;
        match origin {
            Origin::Web => Self::Web,
            Origin::OnBehalf { channel: Channel::Phone } => Self::Phone,
            Origin::OnBehalf { channel: Channel::Paper } => Self::Paper,
            Origin::OnBehalf { channel: Channel::Counter } => Self::Counter,
            Origin::Open311 => Self::Open311,
            Origin::Import { .. } => Self::Import,
        }
    }
}

closed_list! {
    /// What the public sees of a case, apart from its state.
    Visibility {
        /// Category, area, state and times; neither words nor photos nor the point.
        AwaitingModeration = "awaiting_moderation",
        Public = "public",
        /// Counted in the figures, shown nowhere.
        Hidden = "hidden",
    }
}

/// Whom a case without a lead waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaiting {
    /// The city pack's rules, which act within the same command.
    Routing,
    /// The rules, which must follow the agency that a return named.
    Referral(AgencyCode),
    Coordinator,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Unassigned {
        awaiting: Awaiting,
    },
    /// The lead has not accepted yet.
    Assigned {
        lead: AgencyCode,
        receive_by: Due,
    },
    InProgress {
        lead: AgencyCode,
        due: Due,
    },
    /// The clock is stopped; `due` is what it stood at.
    WaitingForReporter {
        lead: AgencyCode,
        due: Due,
        asked: Moment,
    },
    ReportedResolved {
        lead: AgencyCode,
        due: Due,
        confirm_by: Moment,
    },
    /// Contested; otherwise as in progress.
    Reopened {
        lead: AgencyCode,
        due: Due,
    },
    ConfirmedResolved {
        lead: AgencyCode,
    },
    Unconfirmed {
        lead: AgencyCode,
    },
    Declined {
        lead: Option<AgencyCode>,
    },
    Withdrawn {
        lead: Option<AgencyCode>,
    },
    /// What the case was before, it remembers beside its state.
    Merged {
        lead: Option<AgencyCode>,
        into: CaseId,
    },
    Imported {
        status: SourceState,
        /// The agency that the other system names, where the city pack knows it.
        lead: Option<AgencyCode>,
        due: Option<Moment>,
    },
}

impl State {
    /// The state's name.
    pub const fn kind(&self) -> StateKind {
        match self {
            Self::Unassigned { .. } => StateKind::Unassigned,
            Self::Assigned { .. } => StateKind::Assigned,
            Self::InProgress { .. } => StateKind::InProgress,
            Self::WaitingForReporter { .. } => StateKind::WaitingForReporter,
            Self::ReportedResolved { .. } => StateKind::ReportedResolved,
            Self::Reopened { .. } => StateKind::Reopened,
            Self::ConfirmedResolved { .. } => StateKind::ConfirmedResolved,
            Self::Unconfirmed { .. } => StateKind::Unconfirmed,
            Self::Declined { .. } => StateKind::Declined,
            Self::Withdrawn { .. } => StateKind::Withdrawn,
            Self::Merged { .. } => StateKind::Merged,
            Self::Imported { status: SourceState::Open, .. } => StateKind::SourceOpen,
            Self::Imported { status: SourceState::Closed, .. } => StateKind::SourceClosed,
            Self::Imported { status: SourceState::Cancelled, .. } => StateKind::SourceCancelled,
        }
    }

    /// The lead agency, now or at the end; for imported cases the one that leads there.
    pub const fn lead(&self) -> Option<AgencyCode> {
        match self {
            Self::Assigned { lead, .. }
            | Self::InProgress { lead, .. }
            | Self::WaitingForReporter { lead, .. }
            | Self::ReportedResolved { lead, .. }
            | Self::Reopened { lead, .. }
            | Self::ConfirmedResolved { lead }
            | Self::Unconfirmed { lead } => Some(*lead),
            Self::Declined { lead }
            | Self::Withdrawn { lead }
            | Self::Merged { lead, .. }
            | Self::Imported { lead, .. } => *lead,
            Self::Unassigned { .. } => None,
        }
    }

    /// By when the next step of an agency is owed: receiving, or resolving; nothing while nobody's clock runs.
    pub const fn owed_by(&self) -> Option<Moment> {
        match self {
            Self::Assigned { receive_by: due, .. }
            | Self::InProgress { due, .. }
            | Self::Reopened { due, .. } => Some(due.at),
            Self::Imported { status: SourceState::Open, due, .. } => *due,
            _ => None,
        }
    }
}

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
        };
        if let Origin::Import { system, .. } = &submission.origin {
            case.source = Some(Source { system: *system, word: None, agency: None });
            case.state = State::Imported { status: SourceState::Open, lead: None, due: None };
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
                self.state = State::Assigned { lead: *agency, receive_by: whole(*receive_by) };
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
            (Event::Contested { due, .. }, State::ReportedResolved { lead, .. }) => {
                self.contests = self.contests.saturating_add(1);
                self.state = State::Reopened { lead, due: whole(*due) };
            }
            (Event::Confirmed, State::ReportedResolved { lead, .. }) => {
                self.ended = Some(now);
                self.state = State::ConfirmedResolved { lead };
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
            (Event::Shown { .. }, _) => self.visibility = Visibility::Public,
            (Event::Hidden { .. }, _) => self.visibility = Visibility::Hidden,
            (Event::PartAdded { agency, parents, due }, _) => {
                self.bar(parents.iter().chain([agency]));
                self.set_part(Part { agency: *agency, due: whole(*due), state: PartState::Open });
            }
            (Event::PartDone { .. }, _) => {
                if let Some(agency) = act.by.agency() {
                    self.end_part(agency, PartState::Done { at: now });
                }
            }
            (Event::PartReleased { agency, reason }, _) => {
                self.end_part(*agency, PartState::Released { at: now, reason: Some(*reason) });
            }
            (Event::Escalated { level, to }, _) => {
                self.escalations = self.escalations.saturating_add(1);
                self.escalated = Some(Escalation { level: *level, to: *to, at: now });
            }
            (Event::Merged { into }, state) => {
                self.before_merge = Some(state);
                self.state = State::Merged { lead, into: *into };
            }
            (Event::Unmerged, State::Merged { .. }) => {
                let Some(before) = self.before_merge.take() else { return Err(Refusal::NotSubmitted) };
                self.state = before;
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
