//! The import of another system's service requests: a mapping says how to read a city's export, rows become requests,
//! requests become cases that say where they come from. Such cases are shown and counted apart; nobody works on them
//! here and nobody confirms them.

pub mod filing;
pub mod mapping;
pub mod pack;
pub mod projection;
pub mod reading;
pub mod request;
pub mod survey;
#[cfg(test)]
mod tests;
