//! Matters: the commands by which anything happens to a dialogue session and what else is no case. As with cases, a command
//! loads the matter, asks `dantin_record::matter` whether the event may happen, and stores row, private words and journal
//! entry in the caller's transaction. It knows neither HTTP nor who may do what.

pub mod blur;
mod comments;
mod contributors;
pub mod dialogues;
pub mod erasure;
mod file;
pub mod floor;
pub mod minutes;
pub mod oversight;
mod promises;
pub mod questions;
pub mod queue;
mod recover;
pub mod removal;
pub mod supports;

pub(in crate::act) use contributors::speak_for_case;
pub use contributors::{Contribution, Contributor, by_secret, contributors_of};
pub use file::{Deed, Key, MatterFile, load, titles};
pub use promises::{NewPromise, may_confirm, promise, published_texts};
pub use recover::recover;
