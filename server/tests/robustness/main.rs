//! What the server promises when the machine lets it down: the power goes while many write, the disk fills up, the
//! clock is set back, the operator stops it under load, two servers share one database. The real program runs here
//! wherever a process must die.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod backup;
mod clock;
mod disk;
mod kill;
mod live;
mod record;
mod shared;
mod stop;
