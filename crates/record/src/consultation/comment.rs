//! One comment of a consultation and the drafter's response to it. A comment that is grouped is answered with the one that it is
//! grouped into, and stays what it is.

use serde::{Deserialize, Serialize};

use super::{CommentChannel, Decision, Speaker, Stance};
use crate::case::Visibility;
use crate::code::ProvisionCode;
use crate::moment::Moment;
use crate::reasons::HideReason;

/// The response to a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub decision: Decision,
    /// From 1; a mended response has the next.
    pub revision: u32,
    /// The provisions that change because of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisions: Vec<ProvisionCode>,
    pub first: Moment,
}

impl Answer {
    /// Whether something of the comment was taken over.
    pub const fn is_taken(&self) -> bool {
        matches!(self.decision, Decision::Accepted | Decision::Partly)
    }
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// From 1, in the order of making.
    pub number: u32,
    pub version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provision: Option<ProvisionCode>,
    pub stance: Stance,
    pub speaker: Speaker,
    pub channel: CommentChannel,
    pub made: Moment,
    pub visibility: Visibility,
    /// Why it is hidden; rows of an earlier time do not say it, the book does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_for: Option<HideReason>,
    /// Other words are public in the place of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// The comment with which it is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouped_into: Option<u32>,
    /// How many are answered with this one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub followers: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Comment {
    /// Withdrawn, or hidden for a reason: nothing is owed to it itself.
    pub fn is_gone(&self) -> bool {
        self.withdrawn || self.visibility == Visibility::Hidden
    }

    /// Gone, with nobody else answered with it: a response would reach no one. A main comment whose words are hidden is still what
    /// those in its group are answered with.
    pub fn is_moot(&self) -> bool {
        self.is_gone() && self.followers == 0
    }

    /// Whether a response is owed, to it or to those who are answered with it.
    pub fn is_open(&self) -> bool {
        !self.is_moot() && self.grouped_into.is_none() && self.answer.is_none()
    }
}
