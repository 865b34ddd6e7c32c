//! Act: what agencies owe. Cases and the deadlines they go by; nothing here knows HTTP.

pub mod cases;
pub mod deadlines;
pub mod forwards;
pub mod retention;
