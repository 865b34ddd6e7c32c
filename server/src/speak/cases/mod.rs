//! The list of cases: what may be asked of it, its page, and the same view as JSON, CSV and GeoJSON. Following a case
//! by its code starts here too.

mod formats;
mod list;
mod listing;
mod track;
mod view;

pub use formats::{csv, facts, geojson, json};
pub use list::list;
pub use listing::{Wholeness, with_words};
pub use view::{Asked, Choices, View, choices, month, month_words, months};
