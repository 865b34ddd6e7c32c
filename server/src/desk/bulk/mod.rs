//! One step for many cases of the inbox. Each case is judged by its own rules and rights, twice: when the batch is made, and
//! when it is carried out. Giving cases to a colleague happens at once and can be taken back. What becomes entries of the
//! public journal cannot be taken back silently, so it waits for some seconds in the database before a job does it:
//! taken back in that time it never happened, and a server that stops in between goes on where it was.

pub mod carry;
mod judge;
mod merge;
pub mod pages;
pub mod result;
mod store;

use dantin_record::reasons::ReturnReason;

use super::steps::Step;
use crate::city::people::model::OfficerId;

/// Cases of one batch at most.
pub const MOST: usize = 200;
/// For how many seconds a batch can be taken back.
pub const PAUSE: i64 = 20;
/// What can be done to many cases.
pub const STEPS: [Step; 6] =
    [Step::Assignee, Step::Accept, Step::Ask, Step::Return, Step::Assign, Step::Merge];

/// The step with what its form said.
#[derive(Clone, Debug)]
pub enum Deed {
    /// To this colleague, or to nobody.
    Assignee(Option<OfficerId>),
    Accept,
    /// The public question.
    Ask(String),
    /// Another agency leads: the coordinator decides.
    Assign(String),
    /// The oldest of the chosen cases stays, the others are worked on as that one; with an explanation, or without.
    Merge(String),
    Return {
        /// None for the coordinator.
        to: Option<String>,
        reason: ReturnReason,
        words: String,
    },
}

impl Deed {
    /// The step of the desk that it is.
    pub const fn step(&self) -> Step {
        match self {
            Deed::Assignee(_) => Step::Assignee,
            Deed::Accept => Step::Accept,
            Deed::Ask(_) => Step::Ask,
            Deed::Assign(_) => Step::Assign,
            Deed::Merge(_) => Step::Merge,
            Deed::Return { .. } => Step::Return,
        }
    }
}
