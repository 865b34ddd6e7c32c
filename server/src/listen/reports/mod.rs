//! Reporting in four short steps. Everything that was typed travels in the form itself: before the last button nothing
//! is stored but photos, and those are thrown away after a day. What the law keeps apart from reports (formal
//! complaints, denunciations) has pages that take nothing.

mod again;
mod answers;
pub mod channels;
pub(super) mod check;
mod draft;
pub mod join;
mod pages;
mod place;
pub mod steps;
pub mod waiting;

pub use check::{Contact, contact, may_accuse, outside, text};
