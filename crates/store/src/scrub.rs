//! Old bytes of rows that were deleted or changed: both engines keep them for a while outside any row. Scrubbing makes
//! them go from the database's own files, as far as the engine can do that while it runs. What it does not reach (the
//! write-ahead log that PostgreSQL itself recycles, copies and backups, the blocks of the disk) is the operator's.

use crate::db::Settings;
use crate::postgres::Server;
use crate::{Error, Tx, sqlite};
use std::path::Path;
use std::thread;

/// Tables of PostgreSQL up to this size, indexes included, are written anew: about a second during which nobody else
/// uses the table.
const WRITTEN_ANEW: i64 = 64 << 20;

/// How far the old bytes are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scrubbed {
    /// From all files of the database but PostgreSQL's write-ahead log.
    Wholly,
    /// Readers still hold an older state of the database; try again later.
    Later,
    /// PostgreSQL may reuse the space, yet some table is so large that its old bytes stay until they are overwritten or
    /// somebody runs `VACUUM FULL` in a quiet hour.
    Reusable,
}

/// Scrubs after rows of these tables were deleted or changed. Blocks.
pub(crate) fn run(settings: &Settings, tables: &[&str]) -> Result<Scrubbed, Error> {
    match settings {
        Settings::Sqlite { path, synchronous, .. } => sqlite(path, *synchronous),
        // The client blocks, and the caller may be a thread that runs tasks.
        Settings::Postgres { url, .. } => thread::scope(|scope| {
            let run = scope.spawn(|| postgres(&Server::new(url)?, tables));
            run.join().unwrap_or_else(|_panic| Err(Error::Engine("scrubbing broke off".to_owned())))
        }),
    }
}

/// `secure_delete` has overwritten what was deleted; the log still holds the pages as they were before.
fn sqlite(path: &Path, synchronous: crate::Synchronous) -> Result<Scrubbed, Error> {
    let connection = sqlite::open(path, synchronous, false)?;
    let mut is_busy: i64 = 1;
    sqlite::query(&connection, "PRAGMA wal_checkpoint(TRUNCATE)", &[], &mut |row| {
        is_busy = row.take()?;
        Ok(true)
    })?;
    Ok(if is_busy == 0 { Scrubbed::Wholly } else { Scrubbed::Later })
}

/// A plain `VACUUM` frees the space of dead rows and leaves their bytes in it; `FULL` writes the table anew. Statistics
/// hold values out of the rows, so they are gathered anew and their own old rows go too.
fn postgres(server: &Server, tables: &[&str]) -> Result<Scrubbed, Error> {
    let mut session = server.connect()?;
    // Whoever still reads an older state keeps its rows in every table that is written anew: a backup, autovacuum's own
    // ANALYZE, somebody at a prompt. Who comes later sees the erasure done and keeps nothing.
    let (readers,): (i64,) = Tx::postgres(&mut session).unrecorded().one(
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (datname = current_database() OR \
         datname IS NULL) AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)",
        &[],
    )?;
    if readers > 0 {
        return Ok(Scrubbed::Later);
    }
    let mut scrubbed = Scrubbed::Wholly;
    for table in tables.iter().chain(&["pg_catalog.pg_statistic"]) {
        let size: i64 = Tx::postgres(&mut session)
            .unrecorded()
            .one("SELECT pg_total_relation_size(CAST(CAST($1 AS TEXT) AS regclass))", &[table])?;
        if size <= WRITTEN_ANEW {
            session.control(&format!("VACUUM (FULL, ANALYZE) {table}"))?;
        } else {
            session.control(&format!("VACUUM (ANALYZE) {table}"))?;
            scrubbed = Scrubbed::Reusable;
        }
    }
    Ok(scrubbed)
}
