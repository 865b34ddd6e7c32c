//! The tests of the crate from outside, in one executable.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod compare;
mod docx;
mod edit;
mod hostile;
mod matching;
mod support;
mod text;
