//! The journal of the server: the sequencer gives waiting entries their place and time, the follower brings new
//! entries into the book, the publisher puts them under a signed checkpoint of the public log.

pub mod files;
mod follower;
mod log;
pub mod notices;
mod others;
mod publisher;
mod sequencer;

pub use files::FileFault;
pub use follower::{LiveBook, follow};
pub use log::{LogFault, PublicLog, read_whole};
pub use others::{Cosigned, Submission, ask_others};
pub use publisher::{check, publish};
pub use sequencer::{BATCH, sequence};
