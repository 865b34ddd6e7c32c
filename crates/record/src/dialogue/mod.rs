//! Dialogue sessions and reception days (hội nghị đối thoại, tiếp công dân): their events, and the session with the rules by
//! which it moves. Questions are numbered within their session. What is promised there becomes a case, which
//! names session and question as its origin; words and names stand in no entry.

mod question;
mod rules;
mod session;

use crate::code::{AgencyCode, AreaCode, CategoryCode, Code};
use crate::event::ShownText;
use crate::id::{CaseCode, CaseId};
use crate::list::closed_list;
use crate::matter::events::matter_events;
use crate::matter::{Digest, Speaks};
use crate::moment::Moment;
use crate::reasons::HideReason;
pub use question::{End, Question};
pub use session::{Session, SessionState};

closed_list! {
    /// What kind of session it is.
    SessionKind {
        /// A dialogue conference between authorities and residents (Law 10/2022, Art. 32).
        Conference = "conference",
        /// A day on which a head of agency receives residents.
        Reception = "reception",
    }
}

closed_list! {
    /// How people take part.
    Attendance {
        InPerson = "in_person",
        Online = "online",
        Hybrid = "hybrid",
    }
}

closed_list! {
    /// Why a session is moved or does not take place.
    ChangeReason {
        Weather = "weather",
        /// The place cannot be used.
        Place = "place",
        /// Who was to answer cannot come.
        Host = "host",
        /// More people or questions than foreseen.
        Demand = "demand",
        /// A slip in the announcement is mended.
        Correction = "correction",
    }
}

closed_list! {
    /// By which way a question came.
    QuestionChannel {
        /// The session's own pages.
        Web = "web",
        /// The short link shown in the hall.
        Hall = "hall",
        /// An officer entered it from the telephone.
        Phone = "phone",
        /// An officer entered it from paper.
        Paper = "paper",
    }
}

closed_list! {
    /// Why a question is refused an answer in the session.
    RefuseReason {
        /// Another body or level is competent; the answer names it.
        OutsideCompetence = "outside_competence",
        /// It is a formal complaint or a denunciation, which has its own procedure.
        OtherChannel = "other_channel",
        /// The law forbids to tell it.
        Secret = "secret",
        /// It lies before a court or an inspection.
        Pending = "pending",
        /// It does not belong to the subject of the session.
        OffSubject = "off_subject",
        /// Answered at this session already, under another number.
        Answered = "answered",
    }
}

/// How many people support a question, those who asked or joined not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Support {
    pub question: u32,
    pub total: u32,
}

matter_events! {
    /// Something that happens to a session or to one of its questions.
    DialogueEvent {
        /// The session is announced; its title, place, agenda, moderators and papers stand in the commitments.
        Announced {
            code: CaseCode,
            kind: SessionKind,
            host: AgencyCode,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            area: Option<AreaCode>,
            attendance: Attendance,
            starts: Moment,
            ends: Moment,
            questions_from: Moment,
            questions_until: Moment,
            sample: bool,
        } = "session.announced",
        /// Time, place, link, agenda, moderators or papers were changed, for a public reason; all but the times stand in the commitments as
        /// they are from now on. Entries of an earlier time hold moderators and papers alone.
        Changed {
            attendance: Attendance,
            starts: Moment,
            ends: Moment,
            questions_from: Moment,
            questions_until: Moment,
            reason: ChangeReason,
        } = "session.changed",
        /// Questions are taken from now on.
        Opened {} = "session.opened",
        /// The session has begun in the hall.
        Started {} = "session.started",
        /// How many people came.
        Attended { people: u32 } = "session.attended",
        /// Every question has its end.
        Closed {} = "session.closed",
        /// Everything that was promised has its end.
        FollowedUp {} = "session.followed_up",
        Cancelled { reason: ChangeReason } = "session.cancelled",
        /// The minutes of this hash are approved.
        MinutesApproved { version: u32, sha256: Digest } = "session.minutes_approved",
        /// A question; its words stand in the commitments.
        Asked {
            question: u32,
            channel: QuestionChannel,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            area: Option<AreaCode>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            topic: Option<CategoryCode>,
        } = "question.asked",
        /// Somebody has the same question.
        Joined { question: u32 } = "question.joined",
        /// How many support which questions by now.
        Supported { totals: Vec<Support> } = "question.supported",
        /// A moderator published the question; words that are not the asker's own have a reason, entries of an earlier time left out.
        Shown {
            question: u32,
            text: ShownText,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<HideReason>,
        } = "question.shown",
        Hidden { question: u32, reason: HideReason } = "question.hidden",
        /// From now on it is treated as another one, whose end is its end.
        Merged { question: u32, into: u32 } = "question.merged",
        Unmerged { question: u32 } = "question.unmerged",
        Withdrawn { question: u32 } = "question.withdrawn",
        /// It is being dealt with in the hall now.
        Called { question: u32 } = "question.called",
        /// This body answered; the answer stands in the commitments.
        Answered { question: u32, agency: AgencyCode } = "question.answered",
        /// A promise in the fixed form was made: it is this case.
        Promised { question: u32, case: CaseId } = "question.promised",
        /// An answer in writing was promised: it is this case.
        InWriting { question: u32, case: CaseId } = "question.in_writing",
        Refused {
            question: u32,
            reason: RefuseReason,
            /// The body or channel that is right, where there is one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            authority: Option<Code>,
        } = "question.refused",
        /// Whoever asked says whether that answers the question.
        Judged { question: u32, answers: bool } = "question.judged",
    }
}

impl DialogueEvent {
    /// Whose voice stands in its entry.
    pub const fn speaks(&self) -> Speaks {
        match self {
            Self::Asked { question, .. } | Self::Joined { question } => Speaks::Lock(*question),
            Self::Withdrawn { question } | Self::Judged { question, .. } => Speaks::Key(*question),
            _ => Speaks::Nobody,
        }
    }

    /// The question that it is about.
    pub const fn question(&self) -> Option<u32> {
        match self {
            Self::Asked { question, .. }
            | Self::Joined { question }
            | Self::Shown { question, .. }
            | Self::Hidden { question, .. }
            | Self::Merged { question, .. }
            | Self::Unmerged { question }
            | Self::Withdrawn { question }
            | Self::Called { question }
            | Self::Answered { question, .. }
            | Self::Promised { question, .. }
            | Self::InWriting { question, .. }
            | Self::Refused { question, .. }
            | Self::Judged { question, .. } => Some(*question),
            _ => None,
        }
    }
}
