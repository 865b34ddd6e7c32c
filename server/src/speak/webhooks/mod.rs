//! Webhooks by the Standard Webhooks specification: other programs are told of each entry of the journal that they asked
//! for. What is told is thin and public: the index and kind of the entry, the case's code and public state, and where more
//! can be read. Nothing private can come out here, since nothing private is read. Knows no HTTP of the server.

mod delivery;
mod message;
mod store;

pub use delivery::{Counted, work};
pub use message::{BadSecret, Secret, sign};
pub use store::{
    Delivery, DeliveryState, Endpoint, Filter, NewEndpoint, Replayed, enable, find, insert, list, log,
    remove, replay,
};
