//! PostgreSQL: connections with or without TLS, statements, and the threads that serve closures. Nothing here knows
//! migrations or SQLite.

mod connect;
mod types;

pub(crate) use connect::Server;
pub(crate) use types::column;

use crate::row::{Row, Source};
use crate::value::Value;
use crate::worker::{Job, Queue};
use crate::{Error, Tx};
use ::postgres::error::SqlState;
use ::postgres::types::ToSql;
use ::postgres::{Client, Statement};
use std::collections::HashMap;
use std::error::Error as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// How often a closure runs before a deadlock or a serialization failure becomes [`Error::Busy`].
const ATTEMPTS: u32 = 8;
/// How much longer each further try waits than the one before; the first does not wait.
const PAUSE: Duration = Duration::from_millis(10);
const STATEMENTS_KEPT: usize = 512;

/// A connection with its prepared statements; lives and dies on one thread, as the client blocks.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<String, Statement>,
    /// Set when an error says that the same closure may succeed if it runs again.
    is_worth_another_try: bool,
}

/// Serves closures until the queue is closed and empty.
pub(crate) fn serve(server: &Server, queue: &Queue, statements: &AtomicU64) {
    let mut session = None;
    while let Some(waiting) = queue.take(1) {
        for mut job in waiting {
            if job.reads() && job.is_abandoned() {
                continue;
            }
            let verdict = perform(server, &mut session, job.as_mut(), statements);
            // What was read is known: nobody waits for the end of a transaction that changed nothing.
            let is_open = job.reads() && verdict.is_ok();
            job.answer(verdict);
            if let (true, Some(session)) = (is_open, &mut session) {
                session.roll_back();
            }
        }
    }
}

/// Runs a closure until it commits, refuses, or fails in a way that another try does not mend.
fn perform(
    server: &Server,
    session: &mut Option<Session>,
    job: &mut dyn Job,
    statements: &AtomicU64,
) -> Result<(), Error> {
    let mut last = Error::Busy;
    for attempt in 0..ATTEMPTS {
        // Time for the other side of a deadlock to finish; without it the two may meet again.
        thread::sleep(PAUSE * attempt);
        let open = match session.take() {
            Some(open) if !open.client.is_closed() => open,
            _ => server.connect()?,
        };
        let open = session.insert(open);
        match once(open, job, statements) {
            Ok(()) => return Ok(()),
            Err(error) if open.is_worth_another_try => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// Runs a closure once. A reading one that succeeds leaves its transaction open.
fn once(session: &mut Session, job: &mut dyn Job, statements: &AtomicU64) -> Result<(), Error> {
    session.is_worth_another_try = false;
    session.control(if job.reads() {
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    } else {
        "BEGIN ISOLATION LEVEL READ COMMITTED"
    })?;
    let mut tx = Tx::postgres(session);
    let keep = job.run(&mut tx);
    statements.fetch_add(tx.statements_run(), Ordering::Relaxed);
    let failure = tx.failure().cloned();
    if session.is_worth_another_try {
        session.roll_back();
        return Err(failure.unwrap_or(Error::Busy));
    }
    if job.reads() {
        return Ok(());
    }
    if !keep {
        session.roll_back();
        return Ok(());
    }
    let committed = session.control("COMMIT");
    if committed.is_err() && session.client.is_closed() {
        // Nobody can tell whether the commit arrived, so the closure must not run again.
        session.is_worth_another_try = false;
        return Err(Error::Engine(
            "the connection was lost while committing; the outcome is unknown".to_owned(),
        ));
    }
    committed
}

impl Session {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, statements: HashMap::new(), is_worth_another_try: false }
    }

    /// Runs a statement without parameters and rows.
    pub(crate) fn control(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).map_err(|error| self.failure(&error))
    }

    fn roll_back(&mut self) {
        // If this fails the connection is gone, and the transaction with it.
        if self.client.batch_execute("ROLLBACK").is_err() {
            self.statements.clear();
        }
    }

    /// Runs a statement and gives the number of rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let statement = self.prepare(sql, values)?;
        self.client.execute(&statement, &parameters(values)).map_err(|error| self.failure(&error))
    }

    /// Runs a statement and shows each row, until told to stop.
    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&mut Row<'_>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let statement = self.prepare(sql, values)?;
        let rows =
            self.client.query(&statement, &parameters(values)).map_err(|error| self.failure(&error))?;
        for row in &rows {
            if !each(&mut Row::new(Source::Postgres(row)))? {
                break;
            }
        }
        Ok(())
    }

    fn prepare(&mut self, sql: &str, values: &[Value]) -> Result<Statement, Error> {
        let known = self.statements.get(sql).cloned();
        let statement = if let Some(statement) = known {
            statement
        } else {
            let statement = self.client.prepare(sql).map_err(|error| self.failure(&error))?;
            if self.statements.len() >= STATEMENTS_KEPT {
                self.statements.clear();
            }
            self.statements.insert(sql.to_owned(), statement.clone());
            statement
        };
        let count = statement.params().len();
        if count != values.len() {
            let wrong =
                format!("the statement has {count} parameters, but {} values were given", values.len());
            return Err(Error::Engine(wrong));
        }
        Ok(statement)
    }

    /// The store's error for a driver's error.
    fn failure(&mut self, error: &::postgres::Error) -> Error {
        let Some(reported) = error.as_db_error() else {
            if error.is_closed() || self.client.is_closed() {
                self.is_worth_another_try = true;
                return Error::Engine("the connection to PostgreSQL was lost".to_owned());
            }
            return match error.source().and_then(|source| source.downcast_ref::<types::Mismatch>()) {
                Some(mismatch) => Error::invalid("a parameter", mismatch.to_string()),
                None => Error::Engine(connect::chain(error)),
            };
        };
        let table = reported.table().unwrap_or_default();
        let constraint = reported.constraint().unwrap_or_default();
        let code = reported.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            let columns = reported.detail().and_then(key_columns);
            let name = columns.map_or_else(|| constraint.to_owned(), |columns| format!("{table}.{columns}"));
            return Error::Conflict { constraint: name };
        }
        if *code == SqlState::FOREIGN_KEY_VIOLATION || *code == SqlState::RESTRICT_VIOLATION {
            return Error::Conflict { constraint: "foreign key".to_owned() };
        }
        if *code == SqlState::CHECK_VIOLATION {
            return Error::invalid(constraint, "the check refused it");
        }
        if *code == SqlState::NOT_NULL_VIOLATION {
            let place = format!("{table}.{}", reported.column().unwrap_or_default());
            return Error::invalid(place, "a value is missing");
        }
        if *code == SqlState::DISK_FULL {
            return Error::DiskFull;
        }
        if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
            self.is_worth_another_try = true;
            return Error::Busy;
        }
        if *code == SqlState::FEATURE_NOT_SUPPORTED && self.statements.len() > 1 {
            // A migration elsewhere has changed what a prepared statement returns.
            self.statements.clear();
            self.is_worth_another_try = true;
        }
        if code.code().starts_with("57P") {
            // The server is being stopped or restarted.
            self.is_worth_another_try = true;
        }
        if *code == SqlState::LOCK_NOT_AVAILABLE {
            return Error::Busy;
        }
        if code.code().starts_with("22") {
            return Error::invalid(table, format!("PostgreSQL answers {}", code.code()));
        }
        Error::Engine(format!("{} ({})", reported.message(), code.code()))
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// The columns in `Key (a, b)=(1, 2) already exists.`, in any language of the server, as `a,b`; none for an index
/// over expressions, which has no column to name.
fn key_columns(detail: &str) -> Option<String> {
    let (columns, _) = detail.split_once(")=(")?;
    let (_, columns) = columns.split_once('(')?;
    let is_plain = columns.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ',' | ' '));
    is_plain.then(|| columns.replace(", ", ","))
}
