//! The public log of moderation: what was hidden, published in a redacted form, or erased, with time, reason and role, out
//! of the journal alone; never the content. Whoever moderates is watched by it. It knows nothing of why in words.

mod entries;
mod page;
mod tally;

pub use page::{csv, show};
pub use tally::Tally;
