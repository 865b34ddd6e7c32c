//! `/oversight`: what overseers plan, find and recommend, and what becomes of it; social critiques of drafts with their answers.
//! `view.rs` makes plain values out of the record and the published words, for these pages, the desk's and the reports; what may
//! happen it never decides.

mod follow_up;
pub mod gone;
mod hearing;
pub mod list;
pub mod page;
pub mod report;
pub mod view;
