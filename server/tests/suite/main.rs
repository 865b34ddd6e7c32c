//! The server's scenarios, told through its router: one executable, a module per domain.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod commands;
mod daily;
mod daily_field;
mod demo;
mod desk;
mod erasure;
mod foundation;
mod imported;
mod imports;
mod inbox;
mod joint;
mod limits;
mod log;
mod mail;
mod mirror;
mod moderation;
mod open311;
mod operation;
mod partners;
mod reading;
mod receipts;
mod reports;
mod search;
mod support;
mod verify;
mod verify_page;
mod witness;
