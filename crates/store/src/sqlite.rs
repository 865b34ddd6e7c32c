//! SQLite: connections, statements, and the writer that commits many closures at once. Nothing here knows
//! migrations or PostgreSQL.

use crate::row::{Row, Source};
use crate::value::Value;
use crate::worker::{Job, Queue};
use crate::{Error, Synchronous, Tx, room};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ffi};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The most closures that one commit carries, so that the first of them does not wait for ever.
const BATCH: usize = 256;
const STATEMENTS_KEPT: usize = 512;
/// Pages of the write-ahead log before they are carried into the database, 32 MB: the same page of an index, changed by
/// many commits, is then carried once.
const LOG_PAGES: u32 = 8_000;
/// How much each connection keeps of what it has read, and how much while it walks through much.
const KEEP: &str = "PRAGMA cache_size = -16000";
pub(crate) const KEEP_LITTLE: &str = "PRAGMA cache_size = -1000";
/// How long to wait for another process, for instance an import beside the server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens the file, which is made if it is missing. What is deleted from it is overwritten with zeros.
pub(crate) fn open(path: &Path, synchronous: Synchronous, reads: bool) -> Result<Connection, Error> {
    let connection = Connection::open(path).map_err(|error| failure(&error))?;
    let level = match synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Normal => "NORMAL",
    };
    let pragmas = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {level}; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; {KEEP}; PRAGMA trusted_schema = OFF;
         PRAGMA wal_autocheckpoint = {LOG_PAGES};{}",
        if reads { "PRAGMA query_only = ON;" } else { "" }
    );
    connection
        .busy_timeout(BUSY_TIMEOUT)
        .and_then(|()| connection.execute_batch(&pragmas))
        .map_err(|error| failure(&error))?;
    if !reads {
        // Without a look at the data SQLite takes the wrong index for some lists, and after a short look it still believes that few
        // rows share a state. What cannot be looked at now, since another process writes or the disk is full, stays as it was.
        let _ = connection.execute_batch("PRAGMA analysis_limit = 20000; PRAGMA optimize = 0x10002;");
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// Copies the database into a file that must not be there, over a connection of its own.
pub(crate) fn copy(path: &Path, synchronous: Synchronous, file: &Path) -> Result<(), Error> {
    let connection = open(path, synchronous, false)?;
    let name = file.to_str().ok_or_else(|| Error::Engine("the name of the copy is not UTF-8".to_owned()))?;
    connection.execute("VACUUM INTO ?1", [name]).map(drop).map_err(|error| failure_on(&connection, &error))
}

/// Serves closures that write, as many as wait in one commit, until the queue is closed and empty.
pub(crate) fn write(connection: &Connection, queue: &Queue, statements: &AtomicU64) {
    while let Some(mut waiting) = queue.take(BATCH) {
        while !waiting.is_empty() {
            commit(connection, &mut waiting, statements);
        }
    }
}

/// Serves closures that read, each on one snapshot, until the queue is closed and empty.
pub(crate) fn read(connection: &Connection, queue: &Queue, statements: &AtomicU64) {
    while let Some(waiting) = queue.take(1) {
        for mut job in waiting {
            if job.is_abandoned() {
                continue;
            }
            let verdict = control(connection, "BEGIN DEFERRED").and_then(|()| {
                let mut tx = Tx::sqlite(connection);
                job.run(&mut tx);
                statements.fetch_add(tx.statements_run(), Ordering::Relaxed);
                keep_again(connection, &tx).and_then(|()| roll_back(connection))
            });
            job.answer(verdict);
        }
    }
}

/// Runs waiting closures in one transaction, each under its own savepoint, commits, and only then answers them.
/// Closures that are still waiting when the transaction breaks stay for the next one.
fn commit(connection: &Connection, waiting: &mut VecDeque<Box<dyn Job>>, statements: &AtomicU64) {
    let is_alone = waiting.len() == 1;
    let mut served = Vec::with_capacity(waiting.len());
    let verdict = control(connection, "BEGIN IMMEDIATE").and_then(|()| {
        let mut keeps_any = false;
        while let Some(mut job) = waiting.pop_front() {
            let outcome = serve(connection, job.as_mut(), is_alone, statements);
            served.push(job);
            keeps_any |= outcome?;
        }
        control(connection, if keeps_any { "COMMIT" } else { "ROLLBACK" })
    });
    if verdict.is_err() {
        // Nothing of this batch may stay; if this fails as well, the next BEGIN says so.
        let _ = roll_back(connection);
        if served.is_empty() {
            served.extend(waiting.drain(..));
        }
    }
    for job in served {
        job.answer(verdict.clone());
    }
}

/// Runs one closure of a batch; true if it left something to commit, an error if the whole transaction is lost.
fn serve(
    connection: &Connection,
    job: &mut dyn Job,
    is_alone: bool,
    statements: &AtomicU64,
) -> Result<bool, Error> {
    if !is_alone {
        control(connection, "SAVEPOINT closure")?;
    }
    let mut tx = Tx::sqlite(connection);
    let keep = job.run(&mut tx);
    statements.fetch_add(tx.statements_run(), Ordering::Relaxed);
    keep_again(connection, &tx)?;
    if connection.is_autocommit() {
        // On a full disk or an I/O error SQLite rolls back the whole transaction by itself.
        let lost = || Error::Engine("the transaction was rolled back by the database".to_owned());
        return Err(tx.failure().cloned().unwrap_or_else(lost));
    }
    if !is_alone {
        if !keep {
            control(connection, "ROLLBACK TO closure")?;
        }
        control(connection, "RELEASE closure")?;
    }
    Ok(keep)
}

fn keep_again(connection: &Connection, tx: &Tx<'_>) -> Result<(), Error> {
    if tx.walks() { control(connection, KEEP) } else { Ok(()) }
}

fn roll_back(connection: &Connection) -> Result<(), Error> {
    if connection.is_autocommit() { Ok(()) } else { control(connection, "ROLLBACK") }
}

/// Runs a statement without parameters and rows.
pub(crate) fn control(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.raw_execute())
        .map(drop)
        .map_err(|error| failure_on(connection, &error))
}

/// Runs a statement and gives the number of rows it changed.
pub(crate) fn execute(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64, Error> {
    let mut statement = prepare(connection, sql, values)?;
    let changed = statement.raw_execute().map_err(|error| failure_on(connection, &error))?;
    Ok(changed as u64)
}

/// Runs a statement and shows each row, until told to stop.
pub(crate) fn query(
    connection: &Connection,
    sql: &str,
    values: &[Value],
    each: &mut dyn FnMut(&mut Row<'_>) -> Result<bool, Error>,
) -> Result<(), Error> {
    let mut statement = prepare(connection, sql, values)?;
    let changes_nothing = statement.readonly();
    let mut rows = statement.raw_query();
    let mut goes_on = true;
    while let Some(row) = rows.next().map_err(|error| failure_on(connection, &error))? {
        if goes_on {
            goes_on = each(&mut Row::new(Source::Sqlite(row)))?;
        }
        // A statement that changes rows is stepped to its end.
        if !goes_on && changes_nothing {
            break;
        }
    }
    Ok(())
}

/// SQLite numbers `$2` by its first appearance in the text, so each placeholder is bound by the number in its name.
fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[Value],
) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| failure_on(connection, &error))?;
    let count = statement.parameter_count();
    if count != values.len() {
        let wrong = format!("the statement has {count} parameters, but {} values were given", values.len());
        return Err(Error::Engine(wrong));
    }
    for index in 1..=count {
        let value = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1))
            .and_then(|position| values.get(position))
            .ok_or_else(|| Error::Engine("placeholders are $1, $2 and so on, without a gap".to_owned()))?;
        statement.raw_bind_parameter(index, value).map_err(|error| failure_on(connection, &error))?;
    }
    Ok(statement)
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Real(real) => ValueRef::Real(*real),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// The value in one column of a row.
pub(crate) fn column(row: &rusqlite::Row<'_>, index: usize) -> Result<Value, String> {
    let value = row.get_ref(index).map_err(|_error| "there is no such column".to_owned())?;
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Real(real) => Value::Real(real),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|_error| "the text is not UTF-8".to_owned())?;
            Value::Text(text.to_owned())
        }
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

/// The store's error for a driver's error on an open connection: a write that had no room is a full disk, whatever it
/// was that had none to give.
fn failure_on(connection: &Connection, error: &rusqlite::Error) -> Error {
    let found = failure(error);
    let is_lost_write = matches!(&found, Error::Engine(_)) && has_lost_a_write(error);
    match connection.path() {
        Some(path) if is_lost_write && room::is_lacking(Path::new(path)) => Error::DiskFull,
        _ => found,
    }
}

/// Whether SQLite could not write, grow or flush one of its files.
fn has_lost_a_write(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|code| {
        matches!(
            code.extended_code,
            ffi::SQLITE_IOERR_WRITE
                | ffi::SQLITE_IOERR_FSYNC
                | ffi::SQLITE_IOERR_DIR_FSYNC
                | ffi::SQLITE_IOERR_TRUNCATE
                | ffi::SQLITE_IOERR_SHMSIZE
                | ffi::SQLITE_IOERR_SHMMAP
                | ffi::SQLITE_IOERR_CLOSE
        )
    })
}

/// The store's error for a driver's error.
pub(crate) fn failure(error: &rusqlite::Error) -> Error {
    let (code, message) = match error {
        rusqlite::Error::SqliteFailure(code, message) => (code, message.as_deref().unwrap_or_default()),
        rusqlite::Error::SqlInputError { error, msg, sql, .. } => {
            let _ = error;
            return Error::Engine(format!("{msg} in: {sql}"));
        }
        other => return Error::Engine(other.to_string()),
    };
    let place = message.split_once(": ").map_or(message, |(_, place)| place);
    match code.code {
        ErrorCode::DiskFull => Error::DiskFull,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
        ErrorCode::ConstraintViolation => match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID => Error::Conflict { constraint: unique_name(place) },
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Conflict { constraint: "foreign key".to_owned() },
            ffi::SQLITE_CONSTRAINT_CHECK => Error::invalid(place, "the check refused it"),
            ffi::SQLITE_CONSTRAINT_NOTNULL => Error::invalid(place, "a value is missing"),
            ffi::SQLITE_CONSTRAINT_DATATYPE => {
                let place = place.rsplit_once(' ').map_or(place, |(_, column)| column);
                Error::invalid(place, "the value has the wrong type")
            }
            _ => Error::Engine(message.to_owned()),
        },
        _ if message.is_empty() => Error::Engine(code.to_string()),
        _ => Error::Engine(message.to_owned()),
    }
}

/// `t.a, t.b` becomes `t.a,b`; `index 'i'` becomes `i`.
fn unique_name(place: &str) -> String {
    if let Some(index) = place.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let mut columns = place.split(", ");
    let mut name = columns.next().unwrap_or_default().to_owned();
    for column in columns {
        name.push(',');
        name.push_str(column.split_once('.').map_or(column, |(_, column)| column));
    }
    name
}
