//! Listen: what residents bring, and what comes from other systems. Reports with their photos, the joining of a report,
//! the page behind a secret link on which the one who asked follows, answers and confirms, that of contractors, and imports.

pub mod alerts;
pub mod consultations;
pub mod dialogues;
pub mod flags;
pub mod form;
pub mod imports;
pub mod limits;
pub mod my;
pub mod own;
pub mod photos;
pub mod proof;
pub mod reports;
mod show;
pub mod work;
