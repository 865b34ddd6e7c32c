//! SQLite and PostgreSQL behind [`Db`] and [`Tx`].
//!
//! One request's effect is one synchronous closure is one transaction: [`Db::write`] and [`Db::read`] carry the
//! closure to a thread that owns a connection. One portable SQL text with `$1` placeholders serves both engines,
//! and this crate is the only place that knows which one runs. It knows no table of the product.

mod db;
mod error;
mod migrate;
mod postgres;
mod query;
mod room;
mod row;
mod scrub;
mod sqlite;
#[cfg(any(test, feature = "statements"))]
pub mod statements;
#[cfg(feature = "testing")]
pub mod testing;
mod translate;
mod tx;
mod value;
mod worker;

pub use db::{Db, Engine, Settings, Synchronous};
pub use error::Error;
pub use migrate::{MigrateError, Migration};
pub use query::Query;
pub use row::{FromRow, Row};
pub use scrub::Scrubbed;
pub use tx::Tx;
pub use value::{FromValue, ToValue, Value, time_text};
