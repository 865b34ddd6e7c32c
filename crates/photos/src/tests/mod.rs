//! Tests of the whole crate: what comes out of a photo, and what is refused.

mod pictures;
mod preparing;
mod refusing;
