//! Act: what agencies owe. Cases and the deadlines they go by, and the matters that cases come out of; nothing here knows HTTP.

pub mod cases;
pub mod consultations;
pub mod deadlines;
pub mod forwards;
pub mod matters;
pub mod retention;
