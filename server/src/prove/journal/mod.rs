//! The journal of the server: the sequencer gives waiting entries their place and time, the follower brings new
//! entries into the book, the publisher puts them under a signed checkpoint of the public log.

pub mod files;
mod fingerprint;
mod folder;
mod follower;
mod fsck;
pub mod keys;
mod log;
pub mod notices;
mod others;
mod publisher;
mod sequencer;
mod signed;
mod time;

pub use files::FileFault;
pub use fingerprint::fingerprint;
pub use folder::{Found, Part};
pub use follower::{LiveBook, follow};
pub use fsck::{Examined, Finding, examine};
pub(crate) use log::{FOLDER, KEY, MARK};
pub use log::{LogFault, PublicLog, Step, read_whole};
pub use others::{Cosigned, Submission, ask_others};
pub use publisher::{check, publish};
pub use sequencer::{BATCH, sequence};
pub use signed::Signed;
pub use time::between;
