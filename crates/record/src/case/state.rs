//! Where a case stands: its states with what each carries, and the closed lists beside them.

use serde::{Deserialize, Serialize};

use crate::code::AgencyCode;
use crate::event::{Due, Origin};
use crate::id::CaseId;
use crate::list::closed_list;
use crate::moment::Moment;
use crate::source::SourceState;

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
        /// A promise made in a dialogue session.
        Session = "session",
        /// A recommendation of an oversight round.
        Oversight = "oversight",
    }
}

impl OriginKind {
    /// Whether the agency that owes such a case has promised it, or was recommended it: it is accepted as it begins.
    pub const fn is_promise(self) -> bool {
        matches!(self, Self::Session | Self::Oversight)
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
            Origin::Session { .. } => Self::Session,
            Origin::Oversight { .. } => Self::Oversight,
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
        /// Until when whoever asked may still say that it is not done: somebody else's word does not end their time.
        #[serde(default)]
        contest_by: Option<Moment>,
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
            | Self::ConfirmedResolved { lead, .. }
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
