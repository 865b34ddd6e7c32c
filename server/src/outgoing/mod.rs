//! The few requests that leave the server: to webhooks and to other cities' servers, all named by the operator. An address
//! is checked before it is kept, and once more, with what its name resolves to, right before the connection; nobody is
//! followed elsewhere. Knows neither cases nor what is sent.

mod address;
mod client;

pub use address::{Address, BadAddress, is_public};
pub use client::{Answer, Client, Fault};
