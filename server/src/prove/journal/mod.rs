//! The journal of the server: the sequencer gives waiting entries their place and time, the follower brings new
//! entries into the book, the publisher puts them under a signed checkpoint of the public log.

mod files;
mod fingerprint;
mod follower;
mod log;
pub mod notices;
mod publisher;
mod sequencer;

pub use files::FileFault;
pub use fingerprint::fingerprint;
pub use follower::{LiveBook, follow};
pub use log::{LogFault, PublicLog, read_whole};
pub use publisher::{check, publish};
pub use sequencer::{BATCH, sequence};
