//! The server's scenarios, told through its router: one executable, a module per domain.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod commands;
mod dashboard;
mod demo;
mod desk;
mod erasure;
mod foundation;
mod imported;
mod imports;
mod inbox;
mod log;
mod mirror;
mod open311;
mod operation;
mod reading;
mod receipts;
mod reports;
mod search;
mod support;
mod verify;
mod verify_page;
mod witness;
