//! Everything between the program and what a person reads or types: words in Vietnamese and English, numbers and dates as people write them,
//! the keys under which Vietnamese text is compared, searched and sorted, and the cleaning of typed text.
//! It knows nothing of cases, agencies, pages or storage.

mod catalogue;
mod clean;
mod fold;
mod format;
pub mod query;
pub mod sort;
mod telex;

pub use catalogue::{Arg, Catalogue, CatalogueFault, Language, Words};
pub use clean::{TextFault, clean_text, clean_text_within, count_characters};
pub use fold::{fold, nfc, tone};
