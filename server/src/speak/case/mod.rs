//! The page of one case: what stands in its file that is public, its timeline, its evidence, and the same as JSON.

mod joint;
mod json;
mod page;
pub mod pledge;
mod record;
mod source;
mod timeline;

pub use json::Rendered;
pub use page::show;
pub use record::{Line, Paper, Record, load};
pub use timeline::{Results, results, timeline, told};
