//! Why the rules of the case refuse an event: a closed list with stable codes, for which the server has words.

use std::fmt;

use crate::act::Role;
use crate::case::StateKind;
use crate::event::EventKind;

/// The rule that an event would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing happens to a case before it is submitted.
    NotSubmitted,
    /// A case is submitted once.
    AlreadySubmitted,
    /// The event does not belong to this state.
    WrongState { state: StateKind, event: EventKind },
    /// Nobody in this role may cause the event.
    WrongRole { role: Role, event: EventKind },
    /// The role does not go with where the case is said to come from.
    WrongOrigin,
    /// Only the lead agency may do this.
    NotTheLead,
    /// Whoever did the work, or stands above who did, never verifies it.
    OwnWork,
    /// Whoever joined only when the work was reported done may say that it is not, and does not confirm it.
    JoinedTooLate,
    /// Moving a due date needs somebody above the officer.
    ApproverMissing,
    /// Reporting resolved needs at least one piece of evidence.
    EvidenceMissing,
    /// The hand-overs are used up: only the coordinator may receive or assign the case now.
    CoordinatorMustDecide,
    /// An agency cannot hand a case to itself.
    HandOverToItself,
    /// Routing must follow the agency that the return named.
    NotTheNamedAgency,
    /// A due date moves to later only.
    DueNotLater,
    /// The confirmation period is still running.
    TooEarly,
    /// The event claims a time before the one that came before it.
    TimeWentBack,
    /// A time before 1970 or after the year 2105.
    TimeOutOfRange,
    /// An imported case is worked on in its own system.
    ImportedCase,
    /// Only an imported case has a state elsewhere.
    NotImported,
    /// Others joined the case; it is no longer the reporter's alone to withdraw.
    OthersJoined,
    /// Hidden from the public.
    Hidden,
    /// More than twenty items in one event.
    TooManyItems,
    /// The lead's own work is no part of a supporting agency.
    PartOfTheLead,
    /// The agency has an open part already.
    PartIsOpen,
    /// The agency has no open part.
    NoOpenPart,
    /// Supporting agencies still owe their parts.
    PartsOpen,
    /// A late case rises one level after the other, to the lead first and then to bodies above it.
    NotTheNextLevel,
    /// A case is not merged into itself.
    MergedIntoItself,
    /// Cases are merged into one that is open here and shown.
    MainNotOpen,
    /// The older case stays, so that no promise is lost.
    MainIsYounger,
    /// Another agency leads the other case: only the coordinator merges them.
    MainOfAnother,
    /// Officers merge what is alike: of one category and one ward.
    MainUnlike,
    /// Other cases were merged into this one.
    HasFollowers,
    /// Sample cases and real ones never meet.
    SampleWithReal,
    /// The other city's server has the case, or is being told of it.
    AlreadyForwarded,
    /// The case was not handed on to that server.
    NotForwarded,
    /// An erasure that names no field, or no entry.
    NothingToErase,
    /// What was promised in public is neither handed on, nor withdrawn, nor merged away.
    Pledged,
    /// The due time or the matter is not the one of the promise.
    NotThePledge,
    /// The promise names another body that says whether it is kept.
    NotTheVerifier,
}

impl Refusal {
    /// The stable code, for words and for problem documents.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotSubmitted => "not_submitted",
            Self::AlreadySubmitted => "already_submitted",
            Self::WrongState { .. } => "wrong_state",
            Self::WrongRole { .. } => "wrong_role",
            Self::WrongOrigin => "wrong_origin",
            Self::NotTheLead => "not_the_lead",
            Self::OwnWork => "own_work",
            Self::JoinedTooLate => "joined_too_late",
            Self::ApproverMissing => "approver_missing",
            Self::EvidenceMissing => "evidence_missing",
            Self::CoordinatorMustDecide => "coordinator_must_decide",
            Self::HandOverToItself => "hand_over_to_itself",
            Self::NotTheNamedAgency => "not_the_named_agency",
            Self::DueNotLater => "due_not_later",
            Self::TooEarly => "too_early",
            Self::TimeWentBack => "time_went_back",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::ImportedCase => "imported_case",
            Self::NotImported => "not_imported",
            Self::OthersJoined => "others_joined",
            Self::Hidden => "hidden",
            Self::TooManyItems => "too_many_items",
            Self::PartOfTheLead => "part_of_the_lead",
            Self::PartIsOpen => "part_is_open",
            Self::NoOpenPart => "no_open_part",
            Self::PartsOpen => "parts_open",
            Self::NotTheNextLevel => "not_the_next_level",
            Self::MergedIntoItself => "merged_into_itself",
            Self::MainNotOpen => "main_not_open",
            Self::MainIsYounger => "main_is_younger",
            Self::MainOfAnother => "main_of_another",
            Self::MainUnlike => "main_unlike",
            Self::HasFollowers => "has_followers",
            Self::SampleWithReal => "sample_with_real",
            Self::AlreadyForwarded => "already_forwarded",
            Self::NotForwarded => "not_forwarded",
            Self::NothingToErase => "nothing_to_erase",
            Self::Pledged => "pledged",
            Self::NotThePledge => "not_of_the_pledge",
            Self::NotTheVerifier => "not_the_verifier",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongState { state, event } => {
                write!(formatter, "{event} does not belong to state {state}")
            }
            Self::WrongRole { role, event } => write!(formatter, "a {role} does not cause {event}"),
            other => formatter.write_str(other.code()),
        }
    }
}

impl std::error::Error for Refusal {}
