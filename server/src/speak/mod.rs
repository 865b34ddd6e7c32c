//! Speak: what the public reads. Lists, cases, map and figures come from the book in memory; the texts and photos of
//! what is shown come from the database, in a number of statements that does not depend on how much is shown. Nothing
//! here changes a case.

pub mod case;
pub mod cases;
pub mod commitments;
pub mod content;
pub mod feed;
pub mod help;
pub mod home;
pub mod journal;
pub mod map;
pub mod moderation;
pub mod outcomes;
pub mod oversight;
pub mod results;
pub mod security;
pub mod shown;
pub mod verify;
pub mod webhooks;
pub mod wording;

pub use home::lead_figure;
pub use results::{address as figure_address, value_words};
