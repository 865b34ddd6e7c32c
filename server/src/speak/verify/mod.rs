//! `/verify`: anybody checks a case, an entry, a receipt or a published file in the public journal. With JavaScript the
//! reader's own device does it from the log's files (`assets/js/verify.js`), and the server only lends its words and leads
//! from a code to numbers. Without, the server checks itself with the code that strangers use, and says how little that is
//! worth.

mod answer;
mod lookup;
mod page;
mod words;

pub use lookup::{entries, evidence};
pub use page::{check, show};
pub use words::words;
