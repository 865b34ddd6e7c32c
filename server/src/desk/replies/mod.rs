//! Prepared replies: words with named places for a step, a category and a state, kept by heads for their agency and by
//! coordinators for the city. They are put into a step's form on the server, where an officer still reads and changes
//! them; nothing is ever sent by a template alone.

pub mod fill;
pub mod insert;
pub mod pages;
pub mod store;

use super::steps::Step;

/// The steps whose words can be prepared.
pub const STEPS: [Step; 5] = [Step::Ask, Step::Resolve, Step::Return, Step::Extend, Step::Decline];
