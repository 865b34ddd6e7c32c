//! What an operator does with the whole of an installation: copy it, put the copy back, and bring a database that was put
//! back up to what the log has signed. Every one of these works on a data folder that no server uses meanwhile, but the
//! copying.

pub mod archive;
pub mod backup;
pub mod heal;
pub mod lock;
mod postgres;
pub mod restore;
