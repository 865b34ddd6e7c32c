//! Oversight rounds and social critique (giám sát, phản biện xã hội; Law on the Fatherland Front 75/2015, Art. 25-36): their
//! events, and in `round.rs` and `critique.rs` the rules by which they move. What an overseer recommends becomes a case, which
//! names round and recommendation as its origin and which the overseer alone confirms. Words stand in no entry.

mod critique;
mod round;

use crate::code::{AgencyCode, AreaCode};
use crate::event::{Due, EvidenceKind};
use crate::id::{CaseCode, CaseId};
use crate::list::closed_list;
use crate::matter::Digest;
use crate::matter::events::matter_events;
use crate::moment::Moment;
use crate::reasons::HideReason;
pub use critique::{Critique, CritiqueState, Point};
pub use round::{Finding, Followed, Recommendation, Round, RoundState, Visit};

closed_list! {
    /// Which kind of body oversees.
    OversightBody {
        /// A committee of the Fatherland Front or an organisation in it.
        Front = "front",
        /// A People's Inspection Board (Ban Thanh tra nhân dân; Law 10/2022, Art. 36-40).
        InspectionBoard = "inspection_board",
        /// A Community Investment Supervision Board (Ban Giám sát đầu tư của cộng đồng; Art. 41-45).
        InvestmentBoard = "investment_board",
        Council = "council",
    }
}

closed_list! {
    /// The forms of oversight (Law 75/2015, Art. 27).
    OversightForm {
        /// Study of documents.
        Documents = "documents",
        /// A delegation visits.
        Team = "team",
        /// Through an inspection or investment board.
        Board = "board",
        /// Together with a competent body.
        Joined = "joined",
    }
}

closed_list! {
    /// Why a visit is moved.
    MoveReason {
        /// The overseen body asked for it.
        Asked = "asked",
        /// The notice could not be given in time.
        Notice = "notice",
        /// The overseer's own reasons.
        Overseer = "overseer",
        Weather = "weather",
    }
}

closed_list! {
    /// Why a round or a critique does not take place.
    DropReason {
        /// It was taken out of the plan.
        Plan = "plan",
        /// Another body looks at the same subject.
        Elsewhere = "elsewhere",
        /// Its subject is gone, such as a draft that was withdrawn.
        SubjectGone = "subject_gone",
        /// It was entered by mistake.
        Correction = "correction",
    }
}

closed_list! {
    /// Why a recommendation is no longer followed up.
    LetGoReason {
        /// The reason why it is not followed convinced the overseer.
        ReasonAccepted = "reason_accepted",
        /// What it was about is gone.
        SubjectGone = "subject_gone",
        /// It was taken to a body above.
        TakenAbove = "taken_above",
        /// It was entered by mistake.
        Correction = "correction",
    }
}

closed_list! {
    /// What is answered to a recommendation or to a point of a critique.
    Reply {
        Accepted = "accepted",
        Partly = "partly",
        /// With the reason, which stands in the commitments.
        Rejected = "rejected",
    }
}

closed_list! {
    /// The forms of social critique (Law 75/2015, Art. 33).
    CritiqueForm {
        Conference = "conference",
        Written = "written",
        Dialogue = "dialogue",
    }
}

/// One thing that a visit found: what it is, and the hash of what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Proof {
    pub kind: EvidenceKind,
    pub sha256: Digest,
}

matter_events! {
    /// Something that happens in a round of oversight.
    OversightEvent {
        /// The round stands in the plan; subject, team and project stand in the commitments.
        Planned {
            code: CaseCode,
            overseer: AgencyCode,
            body: OversightBody,
            form: OversightForm,
            overseen: AgencyCode,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            area: Option<AreaCode>,
            /// The year of the plan.
            year: u16,
            visit: Moment,
            /// Until when the overseen body must have the plan.
            notify_by: Due,
            /// Until when its own report is due.
            report_by: Due,
            sample: bool,
        } = "round.planned",
        Moved { visit: Moment, notify_by: Due, report_by: Due, reason: MoveReason } = "round.moved",
        /// The overseen body got plan and request for a report.
        Notified {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            plan: Option<Digest>,
        } = "round.notified",
        /// The overseen body's own report came.
        ReportReceived {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            report: Option<Digest>,
        } = "round.report_received",
        /// The team was there, or studied the papers.
        Visited { visit: u32, evidence: Vec<Proof>, conclude_by: Due } = "round.visited",
        /// Parts of the visit's photos were made unrecognisable, or shown again: these are the hashes of what is published now.
        Shown {
            visit: u32,
            evidence: Vec<Proof>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<HideReason>,
        } = "visit.shown",
        Found { finding: u32 } = "finding.made",
        /// The overseer recommends something: it is this case.
        Recommended {
            recommendation: u32,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            finding: Option<u32>,
            to: AgencyCode,
            case: CaseId,
            /// Until when it must be answered in writing, where the law names a term.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            answer_by: Option<Due>,
        } = "recommendation.made",
        /// The body to which it went answered in writing; `on_paper` where the overseer entered the answer.
        Answered { recommendation: u32, reply: Reply, on_paper: bool } = "recommendation.answered",
        LetGo { recommendation: u32, reason: LetGoReason } = "recommendation.let_go",
        /// The result of the round was sent and published.
        Concluded {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            report: Option<Digest>,
        } = "round.concluded",
        /// Every recommendation is answered and confirmed.
        Closed {} = "round.closed",
        Cancelled { reason: DropReason } = "round.cancelled",
    }
}

matter_events! {
    /// Something that happens in a social critique of a draft.
    CritiqueEvent {
        /// A draft came for critique; title and what was sent stand in the commitments.
        Requested {
            code: CaseCode,
            critic: AgencyCode,
            drafter: AgencyCode,
            form: CritiqueForm,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            draft: Option<Digest>,
            /// When the draft is to be submitted to whoever decides.
            submission: Moment,
            /// Until when it must have been sent for that.
            send_by: Due,
            sample: bool,
        } = "critique.requested",
        Raised { point: u32 } = "point.raised",
        /// The written critique went to the drafter: no more points.
        Delivered {} = "critique.delivered",
        Answered { point: u32, reply: Reply, on_paper: bool } = "point.answered",
        /// Every point is answered.
        Closed {} = "critique.closed",
        Cancelled { reason: DropReason } = "critique.cancelled",
    }
}

impl OversightEvent {
    /// The recommendation that it is about.
    pub const fn recommendation(&self) -> Option<u32> {
        match self {
            Self::Recommended { recommendation, .. }
            | Self::Answered { recommendation, .. }
            | Self::LetGo { recommendation, .. } => Some(*recommendation),
            _ => None,
        }
    }

    /// The visit that it is about, with the hashes of what is published of it.
    pub fn evidence(&self) -> Option<(u32, &[Proof])> {
        match self {
            Self::Visited { visit, evidence, .. } | Self::Shown { visit, evidence, .. } => {
                Some((*visit, evidence))
            }
            _ => None,
        }
    }
}

impl CritiqueEvent {
    /// The point that it is about.
    pub const fn point(&self) -> Option<u32> {
        match self {
            Self::Raised { point } | Self::Answered { point, .. } => Some(*point),
            _ => None,
        }
    }
}
