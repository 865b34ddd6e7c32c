//! The city as the server knows it: its people of the desk and what was imported of its map. The pack itself, plain
//! data without a database, is read by the crate `dantin-city`.

pub mod map;
pub mod people;
