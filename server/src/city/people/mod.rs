//! The people of the desk: who they are, how they sign in, and what each may do. Residents have no accounts and do
//! not appear here. Nothing in this folder knows a case's rules of time and state; those are `dantin_record`'s.

pub mod account;
pub mod administration;
pub mod boards;
pub mod browser;
pub mod ceremonies;
pub mod cookies;
pub mod credentials;
pub mod factors;
pub mod identities;
pub mod invitations;
pub mod model;
pub mod pages;
pub mod password;
pub mod provider;
pub mod rights;
pub mod sessions;
pub mod sign_in;
pub mod store;
pub mod throttle;
pub mod token;

#[cfg(test)]
mod testing;
