//! Consultations on drafts (lấy ý kiến dự thảo): their events, and the consultation with the rules by which it moves. A draft is
//! known by the hash of each version's text and its provisions by identities that stay through all versions; comments are numbered
//! within their consultation. Texts, wordings and names stand in no entry.

mod comment;
mod comments;
mod course;
mod outcome;

use crate::code::{AgencyCode, AreaCode, ProvisionCode, RuleCode};
use crate::event::ShownText;
use crate::id::CaseCode;
use crate::list::closed_list;
use crate::matter::events::matter_events;
use crate::matter::{Digest, Speaks};
use crate::moment::Moment;
use crate::reasons::HideReason;
pub use comment::{Answer, Comment};
pub use comments::Comments;
pub use course::{Consultation, ConsultationState, Version};
pub use outcome::Figures;

closed_list! {
    /// What kind of text it is.
    DraftKind {
        /// A code of conduct (quy tắc ứng xử).
        Conduct = "conduct",
        /// A decision or resolution of the city.
        Decision = "decision",
        /// Rules that a community gives itself (hương ước, quy ước).
        Covenant = "covenant",
        /// A plan or scheme on which residents are heard (Law 10/2022, Art. 25).
        Plan = "plan",
        /// A text of the state that the city hears its residents on.
        Law = "law",
    }
}

closed_list! {
    /// What a comment says of the provision.
    Stance {
        Agree = "agree",
        /// It should read otherwise; a wording may be proposed.
        Change = "change",
        Disagree = "disagree",
        Ask = "ask",
    }
}

closed_list! {
    /// For whom a comment is made.
    Speaker {
        Person = "person",
        /// An organisation, which is named in public.
        Organisation = "organisation",
        /// An officer wrote it down for somebody who said or sent it.
        OnBehalf = "on_behalf",
    }
}

closed_list! {
    /// By which way a comment came.
    CommentChannel {
        Web = "web",
        Meeting = "meeting",
        Phone = "phone",
        Paper = "paper",
    }
}

closed_list! {
    /// What the drafter makes of a comment (tiếp thu, giải trình).
    Decision {
        /// Taken over as it is.
        Accepted = "accepted",
        Partly = "partly",
        NotAccepted = "not_accepted",
        /// It does not belong to this text.
        OutOfScope = "out_of_scope",
        /// A question, which the response answers, or agreement that needs no change.
        Noted = "noted",
    }
}

closed_list! {
    /// Why the time for comments is made longer, or nothing comes of the consultation.
    CourseReason {
        /// More people want to be heard.
        Demand = "demand",
        /// A new version came while comments were taken.
        NewVersion = "new_version",
        /// Something kept people from taking part.
        Hindrance = "hindrance",
        /// A slip in the announcement is mended.
        Correction = "correction",
        /// The drafter gives the project up.
        GivenUp = "given_up",
    }
}

closed_list! {
    /// What became of a provision from one version to the next.
    ChangeKind {
        Added = "added",
        Edited = "edited",
        Moved = "moved",
        Split = "split",
        Merged = "merged",
        Removed = "removed",
    }
}

/// A provision that differs from the version before.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub provision: ProvisionCode,
    pub kind: ChangeKind,
    /// The drafter says in words why.
    pub noted: bool,
    /// What contains it, before or now: who asked for a change of an article is answered by one of its clause. Entries of an earlier time
    /// say nothing of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<ProvisionCode>,
}

/// The most provisions around one that changed, those of before and of now together.
const MAX_WITHIN: usize = 20;

impl Change {
    /// The provision itself and what contains it.
    pub fn touches(&self) -> impl Iterator<Item = ProvisionCode> + '_ {
        std::iter::once(self.provision).chain(self.within.iter().copied())
    }
}

matter_events! {
    /// Something that happens to a consultation or to one of its comments.
    ConsultationEvent {
        /// The consultation is announced with the first version; its title and explanation stand in the commitments.
        Announced {
            code: CaseCode,
            kind: DraftKind,
            drafter: AgencyCode,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            area: Option<AreaCode>,
            sha256: Digest,
            provisions: u32,
            opens: Moment,
            closes: Moment,
            /// The row of the deadline table that sets the shortest time, and that time in days.
            rule: RuleCode,
            minimum_days: u32,
            sample: bool,
        } = "consultation.announced",
        /// Comments are taken from now on.
        Opened {} = "consultation.opened",
        Extended { closes: Moment, reason: CourseReason } = "consultation.extended",
        /// The time for comments is over.
        Ended {} = "consultation.ended",
        /// A later version of the text; so many provisions differ from the one before.
        VersionPublished { version: u32, sha256: Digest, provisions: u32, changes: u32 }
            = "consultation.version_published",
        /// Which provisions these are, in as many entries as it takes.
        ChangesTold { version: u32, changes: Vec<Change> } = "consultation.changes_told",
        /// Every comment has its response.
        Closed {} = "consultation.closed",
        Cancelled { reason: CourseReason } = "consultation.cancelled",
        /// A comment; its words stand in the commitments.
        Made {
            comment: u32,
            /// The version that was read.
            version: u32,
            /// None for the text as a whole.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            provision: Option<ProvisionCode>,
            stance: Stance,
            speaker: Speaker,
            channel: CommentChannel,
        } = "comment.made",
        Shown {
            comment: u32,
            text: ShownText,
            /// Why the words are not the own ones; entries of an earlier time have none.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<HideReason>,
        } = "comment.shown",
        Hidden { comment: u32, reason: HideReason } = "comment.hidden",
        Withdrawn { comment: u32 } = "comment.withdrawn",
        /// From now on these are answered with another one.
        Grouped { comments: Vec<u32>, into: u32 } = "comment.grouped",
        Ungrouped { comment: u32 } = "comment.ungrouped",
        /// The drafter's reasoned response, in the commitments; a later revision takes the place of the one before.
        Answered {
            comment: u32,
            revision: u32,
            decision: Decision,
            /// The provisions that change because of it.
            provisions: Vec<ProvisionCode>,
        } = "comment.answered",
    }
}

impl ConsultationEvent {
    /// Whose voice stands in its entry.
    pub const fn speaks(&self) -> Speaks {
        match self {
            Self::Made { comment, .. } => Speaks::Lock(*comment),
            Self::Withdrawn { comment } => Speaks::Key(*comment),
            _ => Speaks::Nobody,
        }
    }

    /// The comment that it is about; that into which others are grouped.
    pub const fn comment(&self) -> Option<u32> {
        match self {
            Self::Made { comment, .. }
            | Self::Shown { comment, .. }
            | Self::Hidden { comment, .. }
            | Self::Withdrawn { comment }
            | Self::Grouped { into: comment, .. }
            | Self::Ungrouped { comment }
            | Self::Answered { comment, .. } => Some(*comment),
            _ => None,
        }
    }
}
