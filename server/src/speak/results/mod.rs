//! The results page: figures of the city, by agency, ward, category and month, each with its numerator and denominator
//! and a link to the rows behind it; the definitions in plain words; the same rows as CSV.

mod figure;
mod gallery;
mod json;
mod matters;
mod page;
mod report;
mod rows;
mod tables;

pub use figure::{address, figure};
pub use json::json;
pub use page::{csv, show};
pub use report::{Asked, By, Report, report};
pub use rows::value_words;
pub use tables::tables;
