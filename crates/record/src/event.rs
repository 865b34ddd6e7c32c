//! The events of a case: everything that may happen to it in public.
//!
//! An event carries codes, dates, hashes and a public place, never free text and never a person. Private content
//! (the report's words, contact, exact place, an answer's words) stands in the entry's commitments.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{AgencyCode, CategoryCode, Code, RuleCode, SubcategoryCode, SystemCode};
use crate::field::FieldName;
use crate::forward::ForwardOutcome;
use crate::id::{CaseCode, CaseId};
use crate::list::closed_list;
use crate::matter::MatterId;
use crate::moment::Moment;
use crate::place::{PublicPlace, Spot};
use crate::reasons::{DeclineReason, ErasureGround, ExtendReason, HideReason, ReleaseReason, ReturnReason};
use crate::source::{SourceAgency, SourceState, Word};

/// The most pieces of evidence, shown photos or parents that one event may carry.
pub const MAX_ITEMS: usize = 20;

/// SHA-256 of a published file.
pub type Sha256 = [u8; 32];

closed_list! {
    /// How a report reached an officer who filed it for a resident.
    Channel {
        Phone = "phone",
        Paper = "paper",
        Counter = "counter",
    }
}

/// Where a case came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Origin {
    /// The resident's own pages.
    Web,
    /// An officer filed it for a resident.
    OnBehalf { channel: Channel },
    /// Another program, by the Open311 interface.
    Open311,
    /// Another system's records; such a case is shown and never worked on here.
    Import { system: SystemCode, source_id: Word },
    /// Something was promised in a dialogue session, for this question.
    Session { session: MatterId, question: u32, pledge: Pledge },
    /// An overseer recommends something; whoever recommends it confirms it.
    Oversight { round: MatterId, recommendation: u32, pledge: Pledge },
}

closed_list! {
    /// What kind of promise a case is.
    PledgeKind {
        /// Something observable will be so by a date (cam kết).
        Commitment = "commitment",
        /// A question will be answered in writing.
        WrittenAnswer = "written_answer",
        /// What an overseer recommends will be so by a date (kiến nghị giám sát).
        Recommendation = "recommendation",
    }
}

/// What is promised with a case that comes out of a matter: by when, and who says that it is kept. What will be
/// observable, how it is measured and what counts as evidence stand in the commitments of the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledge {
    pub kind: PledgeKind,
    pub due: Moment,
    /// The only body that may confirm it; without one, everybody who may confirm a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<AgencyCode>,
}

impl Origin {
    /// The contribution to a matter that the case came out of.
    pub const fn contribution(&self) -> Option<(MatterId, u32)> {
        match self {
            Self::Session { session, question, .. } => Some((*session, *question)),
            Self::Oversight { round, recommendation, .. } => Some((*round, *recommendation)),
            _ => None,
        }
    }

    /// What is promised.
    pub const fn pledge(&self) -> Option<Pledge> {
        match self {
            Self::Session { pledge, .. } | Self::Oversight { pledge, .. } => Some(*pledge),
            _ => None,
        }
    }
}

closed_list! {
    /// What binds an agency to a due date.
    DueKind {
        Statutory = "statutory",
        CityRule = "city_rule",
        Target = "target",
        /// Said in public, for this one thing.
        Promise = "promise",
    }
}

/// A due time with the deadline rule that gave it, as it stood then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub at: Moment,
    pub rule: RuleCode,
    /// The day from which this version of the rule is in force.
    pub version: Date,
    pub kind: DueKind,
}

/// What is told of a case when it is filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    pub code: CaseCode,
    pub origin: Origin,
    pub category: CategoryCode,
    pub subcategory: Option<SubcategoryCode>,
    /// What the public may know of the place from the first moment on: of what residents report the ward, since a moderator tells the
    /// point; entries of an earlier time, and imported cases, hold the point here.
    pub place: PublicPlace,
    /// How many photos the report has.
    pub photos: u8,
    pub urgent: bool,
    /// Sample data, marked as such wherever it is shown.
    pub sample: bool,
}

/// To whom a lead agency gives a case back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// The agency that it names as the right one.
    Agency(AgencyCode),
    Coordinator,
}

closed_list! {
    /// What a piece of evidence is.
    EvidenceKind {
        Photo = "photo",
        Document = "document",
        Measurement = "measurement",
    }
}

closed_list! {
    /// Which side of the work a piece of evidence shows.
    Phase {
        Before = "before",
        After = "after",
        /// Neither, such as a document.
        None = "none",
    }
}

/// One piece of evidence: what it is and the hash of what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub kind: EvidenceKind,
    pub phase: Phase,
    pub sha256: Sha256,
}

closed_list! {
    /// Which form of the report's words is shown.
    ShownText {
        AsWritten = "as_written",
        Redacted = "redacted",
        None = "none",
    }
}

/// Something that happens to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Submitted(Submission),
    /// A lead agency is named; `parents` are the bodies above it, which may not verify its work.
    Assigned {
        agency: AgencyCode,
        parents: Vec<AgencyCode>,
        receive_by: Due,
    },
    Returned {
        to: Destination,
        reason: ReturnReason,
    },
    Accepted {
        due: Due,
    },
    /// The reporter is asked something; the clock stops.
    Asked,
    /// The reporter answered; the clock goes on, and the due time is later by the pause.
    Replied {
        due: Due,
    },
    Extended {
        reason: ExtendReason,
        due: Due,
    },
    ReportedResolved {
        evidence: Vec<Evidence>,
        confirm_by: Moment,
    },
    /// `authority` is the code of the body or channel that is right, where there is one.
    Declined {
        reason: DeclineReason,
        authority: Option<Code>,
    },
    Confirmed,
    Contested {
        evidence: Vec<Evidence>,
        due: Due,
    },
    /// The confirmation period is over and nobody answered.
    Expired,
    Joined,
    Withdrawn,
    /// A moderator published the case; a later one replaces what an earlier one showed. The reason says why words or
    /// photos are not shown as they were sent; entries before it was asked for have none. Without a spot the place
    /// stays as public as it was.
    Shown {
        text: ShownText,
        photos: Vec<Sha256>,
        reason: Option<HideReason>,
        spot: Option<Spot>,
    },
    Hidden {
        reason: HideReason,
    },
    /// An imported case's state in its own system, in our terms and in its word, and the agency that it names.
    SourceStatus {
        status: SourceState,
        word: Word,
        agency: Option<SourceAgency>,
        closed: Option<Moment>,
        due: Option<Moment>,
    },
    /// A supporting agency gets a part of the work, with its own due time; `parents` as with the lead.
    PartAdded {
        agency: AgencyCode,
        parents: Vec<AgencyCode>,
        due: Due,
    },
    /// The agency that acts has done its part.
    PartDone {
        evidence: Vec<Evidence>,
    },
    /// The case goes on without the part of this agency.
    PartReleased {
        agency: AgencyCode,
        reason: ReleaseReason,
    },
    /// A step is so late that the case rose to those above: level 1 is the head of the agency that owes it, 2 the body
    /// above it, and so on. `part` names the supporting agency whose part is late; without it the lead's step is.
    Escalated {
        level: u8,
        to: AgencyCode,
        part: Option<AgencyCode>,
    },
    /// From now on the case is worked on as another one, which its askers follow and answer for.
    Merged {
        into: CaseId,
    },
    /// It is a case of its own again, in the state that it had.
    Unmerged,
    /// Another city's server is asked to take the case up too; the lead and its clock stay. The words that are sent are
    /// committed to.
    Forwarded {
        to: SystemCode,
    },
    /// What became of that, and what the other server says of the case: its number and its word for the state. What it
    /// says beyond them is committed to.
    ForwardStatus {
        to: SystemCode,
        outcome: ForwardOutcome,
        number: Option<Word>,
        word: Option<Word>,
    },
    /// Content and salt of these committed fields were destroyed; what they were committed by stays in its entry.
    Erased(Erasure),
}

/// Which committed fields were erased, and why.
///
/// The target is named by its number in the case, counted from 1 along `prev`: it is known before the journal has
/// given any index, and with a field it names exactly one commitment. [`crate::erasure::Register`] holds that such a
/// commitment exists and is erased once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The number of the entry in its case, from 1.
    pub entry: u32,
    /// Invariant of the rules: never empty.
    pub fields: BTreeSet<FieldName>,
    pub ground: ErasureGround,
}

closed_list! {
    /// The kinds of events, by the type name of their entries.
    EventKind {
        Submitted = "case.submitted",
        Assigned = "case.assigned",
        Returned = "case.returned",
        Accepted = "case.accepted",
        Asked = "case.asked",
        Replied = "case.replied",
        Extended = "case.extended",
        ReportedResolved = "case.reported_resolved",
        Declined = "case.declined",
        Confirmed = "case.confirmed",
        Contested = "case.contested",
        Expired = "case.expired",
        Joined = "case.joined",
        Withdrawn = "case.withdrawn",
        Shown = "case.shown",
        Hidden = "case.hidden",
        SourceStatus = "case.source_status",
        PartAdded = "case.part_added",
        PartDone = "case.part_done",
        PartReleased = "case.part_released",
        Escalated = "case.escalated",
        Merged = "case.merged",
        Unmerged = "case.unmerged",
        Forwarded = "case.forwarded",
        ForwardStatus = "case.forward_status",
        Erased = "content.erased",
    }
}

impl Event {
    /// The pieces of evidence that come with it; none for events that bring none.
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Self::ReportedResolved { evidence, .. }
            | Self::Contested { evidence, .. }
            | Self::PartDone { evidence } => evidence,
            _ => &[],
        }
    }

    /// The event's kind.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Submitted(_) => EventKind::Submitted,
            Self::Assigned { .. } => EventKind::Assigned,
            Self::Returned { .. } => EventKind::Returned,
            Self::Accepted { .. } => EventKind::Accepted,
            Self::Asked => EventKind::Asked,
            Self::Replied { .. } => EventKind::Replied,
            Self::Extended { .. } => EventKind::Extended,
            Self::ReportedResolved { .. } => EventKind::ReportedResolved,
            Self::Declined { .. } => EventKind::Declined,
            Self::Confirmed => EventKind::Confirmed,
            Self::Contested { .. } => EventKind::Contested,
            Self::Expired => EventKind::Expired,
            Self::Joined => EventKind::Joined,
            Self::Withdrawn => EventKind::Withdrawn,
            Self::Shown { .. } => EventKind::Shown,
            Self::Hidden { .. } => EventKind::Hidden,
            Self::SourceStatus { .. } => EventKind::SourceStatus,
            Self::PartAdded { .. } => EventKind::PartAdded,
            Self::PartDone { .. } => EventKind::PartDone,
            Self::PartReleased { .. } => EventKind::PartReleased,
            Self::Escalated { .. } => EventKind::Escalated,
            Self::Merged { .. } => EventKind::Merged,
            Self::Unmerged => EventKind::Unmerged,
            Self::Forwarded { .. } => EventKind::Forwarded,
            Self::ForwardStatus { .. } => EventKind::ForwardStatus,
            Self::Erased(_) => EventKind::Erased,
        }
    }
}
