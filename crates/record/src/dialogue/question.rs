//! A question of a session, and what became of it. What may happen to it, the session's rules say.

use serde::{Deserialize, Serialize};

use super::{QuestionChannel, RefuseReason};
use crate::case::Visibility;
use crate::code::{AgencyCode, AreaCode, CategoryCode, Code};
use crate::id::CaseId;
use crate::moment::Moment;

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum End {
    Answered {
        agency: AgencyCode,
    },
    /// A promise in the fixed form.
    Promised {
        case: CaseId,
    },
    /// An answer in writing is owed.
    InWriting {
        case: CaseId,
    },
    Refused {
        reason: RefuseReason,
        authority: Option<Code>,
    },
}

impl End {
    /// The stable code of its kind.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Answered { .. } => "answered",
            Self::Promised { .. } => "promised",
            Self::InWriting { .. } => "in_writing",
            Self::Refused { .. } => "refused",
        }
    }

    /// The case that came out of it.
    pub const fn case(&self) -> Option<CaseId> {
        match self {
            Self::Promised { case } | Self::InWriting { case } => Some(*case),
            _ => None,
        }
    }
}

/// A question of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// From 1, in the order of asking.
    pub number: u32,
    pub channel: QuestionChannel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<CategoryCode>,
    pub asked: Moment,
    pub visibility: Visibility,
    /// Other words are public in the place of its own; rows of an earlier time do not say it, the book does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    pub withdrawn: bool,
    /// Who has the same question, the asker not counted.
    pub joins: u32,
    /// Who supports it without asking.
    pub supports: u32,
    /// The question as which it is treated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<u32>,
    /// How many are treated as this one.
    pub followers: u32,
    /// What became of it, oldest first; an answer can be followed by a promise.
    pub ends: Vec<End>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Moment>,
    /// What the asker says last: whether that answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<bool>,
    /// What those who joined said.
    pub joiners_satisfied: u32,
    pub joiners_unsatisfied: u32,
}

impl Question {
    /// Whether something is still owed to it in the session itself.
    pub fn is_open(&self) -> bool {
        self.ends.is_empty() && !self.is_gone()
    }

    /// Whether it is dealt with elsewhere or no more: withdrawn, merged, or hidden for a reason.
    pub fn is_gone(&self) -> bool {
        self.withdrawn || self.merged_into.is_some() || self.visibility == Visibility::Hidden
    }

    /// Everybody behind it, each counted once.
    pub fn weight(&self) -> u32 {
        self.joins.saturating_add(self.supports).saturating_add(1)
    }
}
