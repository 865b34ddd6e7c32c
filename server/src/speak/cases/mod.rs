//! The list of cases: what may be asked of it, its page, and the same view as JSON, CSV and GeoJSON. Following a case
//! by its code starts here too.

mod facts;
mod formats;
mod list;
mod listing;
mod track;
mod view;

pub use facts::{At, Facts};
pub use formats::{csv, geojson, json};
pub use list::list;
pub use listing::{Wholeness, with_words};
pub use track::like;
pub use view::{Asked, Choices, View, choices, month, month_words, months};
