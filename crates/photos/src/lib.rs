//! Photos: recognised by their content, decoded with limits, turned upright, freed of all metadata, written in three
//! sizes and stored under the hash of their bytes. The original is kept apart, sealed.
//!
//! This crate knows no HTTP, no database and no words for residents: a [`Refusal`] is typed, the server words it. Which
//! sizes belong to which original, and who may see them, is the server's knowledge too.
//!
//! Colour profiles are dropped with the other metadata and colours are not converted: a photo in a wide colour space
//! looks a little paler than on the phone that took it.

mod accept;
mod blur;
mod hash;
mod hint;
mod jpeg;
mod place;
mod prepare;
mod recognise;
mod refusal;
mod store;
#[cfg(test)]
mod tests;

pub use accept::{AcceptError, Accepted, Photos, Published};
pub use blur::{MOST_REGIONS, Region};
pub use hash::{BadHash, Hash};
pub use hint::{ExifHint, Point, Taken};
pub use place::{HAS_S3, Place, S3};
pub use prepare::{Limits, Original, Prepared, Size, Sized, prepare, prepare_blurred};
pub use recognise::Format;
pub use refusal::Refusal;
pub use store::{PhotoStore, Shelf, StoreError, Stored};
