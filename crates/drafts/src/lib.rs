//! Drafts of rules, such as laws and codes of conduct, as provisions with identities: reading them from Markdown, DOCX and plain text,
//! editing, telling which provision of a new version was which of the old one, comparing word by word, and writing them out. It knows no
//! storage, no HTTP, no clock and no words for people; new identities come from the caller's randomness.

mod blocks;
pub mod compare;
pub mod edit;
pub mod fault;
pub mod finding;
mod kind;
pub mod limits;
mod marker;
pub mod matching;
mod outline;
mod provision;
mod read;
mod similarity;
mod text;
mod write;

pub use compare::{Run, compare};
pub use edit::Edit;
pub use fault::{DraftFault, ImportFault};
pub use finding::{Finding, numbering};
pub use kind::Kind;
pub use matching::{Fate, Matches, Origin, match_versions};
pub use outline::Imported;
pub use provision::{Draft, NewIds, Provision, ProvisionId, Step};
pub use read::{Format, import};
