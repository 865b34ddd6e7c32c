//! `/desk/oversight`: rounds and critiques at the desk. Overseers plan, give notice, visit, find, recommend, conclude and close for
//! their own body; the agencies that owe an answer give it here. What may happen the record says; which of an officer's
//! roles acts, `standing.rs`.

pub mod begin;
pub mod page;
pub(in crate::desk) mod standing;
pub(in crate::desk) mod steps;
