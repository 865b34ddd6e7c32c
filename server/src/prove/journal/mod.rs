//! The journal of the server: the sequencer gives waiting entries their place and time, the follower brings new
//! entries into the book. Tree, checkpoints and receipts get their room here when there is something to sign.

mod follower;
mod sequencer;

pub use follower::{LiveBook, follow};
pub use sequencer::{BATCH, sequence};
