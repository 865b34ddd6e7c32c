//! What a stranger needs to hold a city to its word: reads a public journal from its site or from a folder, checks every
//! byte of it, replays what it says by the rules, and counts each published figure again. It uses public routes only and
//! knows no database and no secret.

mod broken;
pub mod durable;
mod fetch;
mod figures;
mod mirror;
mod pin;
mod receipt;
mod report;
mod said;
mod source;
mod trouble;
mod trust;
mod verify;
mod walk;
mod witness;

pub use fetch::entries_after;
pub use mirror::{MirrorOptions, Mirrored, mirror};
pub use pin::Pin;
pub use receipt::{Fault, Receipt, ReceiptOptions, look_up, of_site, verify_receipt};
pub use report::{Compared, Late, Report};
pub use source::{Cannot, Source};
pub use trouble::{Trouble, Wrong};
pub use verify::{Options, verify};
pub use witness::{Submitted, WitnessSite};
