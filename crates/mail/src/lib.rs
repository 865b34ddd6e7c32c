//! Mails as they are written, handed over and returned: an address that can be trusted in a header, a message with both
//! its parts and the headers of a sender who can be told to stop, the ways by which it leaves, and what a server that
//! could not deliver it says later. Knows no database, no case and no words; time and ids are given by the caller.

mod address;
mod bounce;
mod message;
mod smtp;
mod transport;

pub use address::{Address, AddressFault, Sender};
pub use bounce::{Bounce, Verdict, bounces};
pub use message::{Message, MessageFault};
pub use smtp::{Security, Smtp};
pub use transport::{Connection, Outcome, Transport, Trouble};
