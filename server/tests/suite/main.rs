//! The server's scenarios, told through its router: one executable, a module per domain.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod access;
mod commands;
mod daily;
mod daily_field;
mod dashboard;
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
mod passkeys;
mod people;
mod provider;
mod reading;
mod receipts;
mod reports;
mod retention;
mod safety;
mod search;
mod second_factor;
mod support;
mod verify;
mod verify_page;
mod witness;
