//! The schema's history: numbered files, embedded in the program, applied once each and never changed after. Knows
//! no table but its own, `schema_migrations`.

use crate::db::Settings;
use crate::postgres::Server;
use crate::value::ToValue;
use crate::{Engine, Error, Synchronous, Tx, sqlite, translate};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::thread;

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)";
/// The number of the lock that PostgreSQL keeps while migrations run; any number nobody else uses.
const LOCK: i64 = 0x64_616e_7469_6e00;

/// One numbered file of the schema's history, in portable SQL with PostgreSQL's type names.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The file's name, `0001_first.sql`; names sort in the order of application.
    pub name: &'static str,
    /// The file's text.
    pub sql: &'static str,
}

/// Why the schema could not be brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MigrateError {
    /// The database has a migration that this program does not know.
    Newer {
        /// The unknown migration.
        name: String,
    },
    /// A migration was changed after it had been applied.
    Changed {
        /// The changed migration.
        name: String,
    },
    /// A migration is missing in the database although a later one was applied, or two names do not ascend.
    OutOfOrder {
        /// The migration that stands wrongly.
        name: String,
    },
    /// The text cannot be carried to both engines.
    Text {
        /// The faulty migration.
        name: String,
        /// What to write instead.
        reason: String,
    },
    /// The engine refused a statement of a migration.
    Failed {
        /// The refused migration.
        name: String,
        /// The number of the statement in its file, from 1.
        statement: usize,
        /// What the engine said.
        error: Error,
    },
    /// The database's own settings do not do: PostgreSQL must keep UTF-8 and order text by bytes.
    Unfit {
        /// What to do about it.
        reason: String,
    },
    /// The database could not be reached, locked or asked.
    Store(Error),
}

impl fmt::Display for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer { name } => write!(f, "the database is newer than this program: it has {name}"),
            Self::Changed { name } => write!(f, "migration {name} was changed after it had been applied"),
            Self::OutOfOrder { name } => write!(f, "migration {name} is out of order"),
            Self::Text { name, reason } => write!(f, "migration {name}: {reason}"),
            Self::Failed { name, statement, error } => {
                write!(f, "migration {name}, statement {statement}: {error}")
            }
            Self::Unfit { reason } => f.write_str(reason),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MigrateError {}

impl From<Error> for MigrateError {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

/// Applies what is missing over a connection of its own.
pub(crate) fn run(
    settings: &Settings,
    migrations: &[Migration],
    now: &str,
) -> Result<Vec<String>, MigrateError> {
    if let Some([_, later]) = migrations.array_windows().find(|[one, two]| one.name >= two.name) {
        return Err(MigrateError::OutOfOrder { name: later.name.to_owned() });
    }
    match settings {
        Settings::Sqlite { path, .. } => on_sqlite(path, migrations, now),
        // The client blocks in a way that a thread with tasks does not allow.
        Settings::Postgres { url, .. } => thread::scope(|scope| {
            let run = scope.spawn(|| on_postgres(url, migrations, now));
            run.join().unwrap_or_else(|_panic| Err(Error::Engine("the migration panicked".to_owned()).into()))
        }),
    }
}

fn on_sqlite(
    path: &std::path::Path,
    migrations: &[Migration],
    now: &str,
) -> Result<Vec<String>, MigrateError> {
    let connection = sqlite::open(path, Synchronous::Full, false)?;
    let mut applied = Vec::new();
    loop {
        sqlite::control(&connection, "BEGIN IMMEDIATE")?;
        match step(&mut Tx::sqlite(&connection).unrecorded(), migrations, now) {
            Ok(Some(name)) => {
                sqlite::control(&connection, "COMMIT")?;
                applied.push(name);
            }
            // Dropping the connection rolls back.
            Ok(None) => return Ok(applied),
            Err(error) => return Err(error),
        }
    }
}

fn on_postgres(url: &str, migrations: &[Migration], now: &str) -> Result<Vec<String>, MigrateError> {
    let mut session = Server::new(url)?.connect()?;
    let mut applied = Vec::new();
    check_order(&mut Tx::postgres(&mut session).unrecorded())?;
    loop {
        session.control("BEGIN")?;
        let mut tx = Tx::postgres(&mut session).unrecorded();
        tx.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
        match step(&mut tx, migrations, now) {
            Ok(Some(name)) => {
                session.control("COMMIT")?;
                applied.push(name);
            }
            Ok(None) => return Ok(applied),
            Err(error) => return Err(error),
        }
    }
}

/// Text must sort by bytes, as it does in SQLite, or lists would change their order with the engine.
fn check_order(tx: &mut Tx<'_>) -> Result<(), MigrateError> {
    let (collation, encoding): (String, String) = tx.one(
        "SELECT datcollate::text, pg_encoding_to_char(encoding)::text FROM pg_database
         WHERE datname = current_database()",
        &[],
    )?;
    if ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(&collation.as_str()) && encoding == "UTF8" {
        return Ok(());
    }
    let reason = format!(
        "the PostgreSQL database has encoding {encoding} and collation {collation}; create it with \
         CREATE DATABASE … ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
    );
    Err(MigrateError::Unfit { reason })
}

/// Compares the history with the program's and applies the first migration that is missing; none if all are there.
fn step(tx: &mut Tx<'_>, migrations: &[Migration], now: &str) -> Result<Option<String>, MigrateError> {
    for statement in translate::statements(HISTORY, tx.engine()).map_err(Error::Engine)? {
        tx.execute_text(&statement, Ok(Vec::new()))?;
    }
    let history: Vec<(String, String)> =
        tx.all("SELECT name, checksum FROM schema_migrations ORDER BY name", &[])?;
    if let Some((name, _)) =
        history.iter().find(|(name, _)| migrations.iter().all(|known| known.name != name))
    {
        return Err(MigrateError::Newer { name: name.clone() });
    }
    for (migration, (name, sum)) in migrations.iter().zip(&history) {
        if migration.name != name {
            return Err(MigrateError::OutOfOrder { name: migration.name.to_owned() });
        }
        if checksum(migration.sql) != *sum {
            return Err(MigrateError::Changed { name: name.clone() });
        }
    }
    let Some(migration) = migrations.get(history.len()) else { return Ok(None) };
    apply(tx, migration, now)?;
    Ok(Some(migration.name.to_owned()))
}

fn apply(tx: &mut Tx<'_>, migration: &Migration, now: &str) -> Result<(), MigrateError> {
    let name = migration.name.to_owned();
    // The other engine's translation is tried as well, so that a fault shows wherever it is made.
    let other = match tx.engine() {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    };
    let statements = translate::statements(migration.sql, other)
        .and_then(|_| translate::statements(migration.sql, tx.engine()))
        .map_err(|reason| MigrateError::Text { name: name.clone(), reason })?;
    for (index, statement) in statements.iter().enumerate() {
        tx.execute_text(statement, Ok(Vec::new())).map_err(|error| MigrateError::Failed {
            name: name.clone(),
            statement: index + 1,
            error,
        })?;
    }
    let params: [&dyn ToValue; 3] = [&migration.name, &checksum(migration.sql), &now];
    tx.execute("INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ($1, $2, $3)", &params)?;
    Ok(())
}

fn checksum(sql: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(sql) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
