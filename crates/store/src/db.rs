//! The door to the store: opens the engine, carries closures to its threads and answers back.

use crate::migrate::{self, MigrateError, Migration};
use crate::postgres::{self, Server};
use crate::scrub::{self, Scrubbed};
use crate::worker::{Closure, Queue, Reply};
use crate::{Error, Tx, sqlite};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// A database, open. Clones share its threads; when the last one goes, what was accepted is finished first.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

/// Which database to open.
#[derive(Clone, Debug)]
pub enum Settings {
    /// A file on this machine.
    Sqlite {
        /// The database file, made if it is missing; its folder must exist.
        path: PathBuf,
        /// When an acknowledged write is on disk.
        synchronous: Synchronous,
        /// Threads that read, at least 1.
        readers: usize,
    },
    /// A server.
    Postgres {
        /// `postgres://user:password@host:port/database`, with `?sslmode=require` for TLS.
        url: String,
        /// Connections, each with a thread, at least 1.
        connections: usize,
    },
}

/// How SQLite waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// What was acknowledged survives a loss of power.
    #[default]
    Full,
    /// The last moments before a loss of power may be missing; the database stays whole.
    Normal,
}

/// Which engine runs, for the words of `doctor` and `readyz` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// SQLite, in this process.
    Sqlite,
    /// PostgreSQL, a server.
    Postgres,
}

impl Engine {
    /// The engine's name as its makers write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

struct Shared {
    settings: Settings,
    reads: Arc<Queue>,
    writes: Arc<Queue>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    statements: Arc<AtomicU64>,
}

impl Db {
    /// Opens the database and starts its threads. Blocks until the database has answered once.
    ///
    /// Errors: what the engine says, in words for the operator.
    pub fn open(settings: &Settings) -> Result<Self, Error> {
        let reads = Arc::new(Queue::default());
        let statements = Arc::new(AtomicU64::new(0));
        let (writes, threads) = match settings {
            Settings::Sqlite { path, synchronous, readers } => {
                let writes = Arc::new(Queue::default());
                let writer = sqlite::open(path, *synchronous, false)?;
                let connections = (0..(*readers).max(1))
                    .map(|_| sqlite::open(path, *synchronous, true))
                    .collect::<Result<Vec<_>, Error>>()?;
                let mut threads = Vec::new();
                for reader in connections {
                    let (queue, count) = (Arc::clone(&reads), Arc::clone(&statements));
                    threads.push(spawn("store-read", move || sqlite::read(&reader, &queue, &count))?);
                }
                let (queue, count) = (Arc::clone(&writes), Arc::clone(&statements));
                // Last, so that it is joined last and folds the log into the database file.
                threads.push(spawn("store-write", move || sqlite::write(&writer, &queue, &count))?);
                (writes, threads)
            }
            Settings::Postgres { url, connections } => {
                let server = Arc::new(Server::new(url)?);
                let mut threads = Vec::new();
                for _ in 0..(*connections).max(1) {
                    let (server, queue) = (Arc::clone(&server), Arc::clone(&reads));
                    let count = Arc::clone(&statements);
                    threads.push(spawn("store", move || postgres::serve(&server, &queue, &count))?);
                }
                (Arc::clone(&reads), threads)
            }
        };
        let shared =
            Shared { settings: settings.clone(), reads, writes, threads: Mutex::new(threads), statements };
        let db = Self { shared: Arc::new(shared) };
        db.read_blocking(|_tx| Ok::<(), Error>(()))?;
        Ok(db)
    }

    /// Brings the schema up to the given migrations, in order, each in a transaction and under a lock that other
    /// processes respect; gives the names of those it applied. `now` is the time to note, as
    /// [`time_text`](crate::time_text) writes it. Blocks.
    ///
    /// Errors: [`MigrateError`]; migrations before the faulty one stay applied.
    pub fn migrate(&self, migrations: &[Migration], now: &str) -> Result<Vec<String>, MigrateError> {
        migrate::run(&self.shared.settings, migrations, now)
    }

    /// Makes the old bytes of rows that were deleted from these tables, or changed in them, go from the database's
    /// files; see [`Scrubbed`] for how far that went. Blocks, and holds up writers for as long as it takes. `tables` are
    /// names as they stand in the schema, never what somebody typed.
    ///
    /// Errors: what the engine says; then nothing is promised, and it may be tried again.
    pub fn scrub(&self, tables: &[&str]) -> Result<Scrubbed, Error> {
        scrub::run(&self.shared.settings, tables)
    }

    /// Runs a closure on a consistent snapshot.
    ///
    /// The closure has no effects outside `tx` and may run more than once. If the caller stops waiting before its
    /// turn has come, it does not run at all.
    ///
    /// Errors: the closure's own, or a store error turned into it.
    pub async fn read<T, E, F>(&self, function: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.asked(true, function).await
    }

    /// Runs a closure as one transaction and answers once it is durable: all its effects stay, or none.
    ///
    /// The closure has no effects outside `tx` and may run more than once: PostgreSQL may answer a deadlock or a
    /// serialization failure, and then it is tried again. Once handed over it runs, even if the caller stops waiting.
    ///
    /// Errors: the closure's own, or a store error turned into it; nothing has been stored then. The one exception
    /// is a connection to PostgreSQL that is lost while committing, whose error says that the outcome is unknown.
    pub async fn write<T, E, F>(&self, function: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.asked(false, function).await
    }

    /// [`read`](Self::read) for commands and tests: blocks the calling thread.
    pub fn read_blocking<T, E, F>(&self, function: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.asked_blocking(true, function)
    }

    /// [`write`](Self::write) for commands and tests: blocks the calling thread.
    pub fn write_blocking<T, E, F>(&self, function: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.asked_blocking(false, function)
    }

    /// Writes a copy of a SQLite database, as it is at one moment, into a file that must not be there; readers and the
    /// writer go on meanwhile. The copy has no trace of rows that were deleted. Blocks.
    ///
    /// Errors: [`Error::Engine`] on PostgreSQL, whose own programs copy it; else what SQLite says, and
    /// [`Error::DiskFull`].
    pub fn copy_to(&self, file: &Path) -> Result<(), Error> {
        match &self.shared.settings {
            Settings::Sqlite { path, synchronous, .. } => sqlite::copy(path, *synchronous, file),
            Settings::Postgres { .. } => {
                Err(Error::Engine("PostgreSQL is copied by its own program pg_dump".to_owned()))
            }
        }
    }

    /// Whether the database has no table yet. Blocks.
    pub fn is_empty(&self) -> Result<bool, Error> {
        self.read_blocking(|tx| Ok(tx.count_tables()? == 0))
    }

    /// The engine that runs.
    pub fn engine(&self) -> Engine {
        match self.shared.settings {
            Settings::Sqlite { .. } => Engine::Sqlite,
            Settings::Postgres { .. } => Engine::Postgres,
        }
    }

    /// The number of statements that closures have run since the database was opened, for tests that hold a page
    /// to a constant number.
    pub fn statements_run(&self) -> u64 {
        self.shared.statements.load(Ordering::Relaxed)
    }

    /// Finishes what was accepted and ends the threads, for all clones: later calls get [`Error::Closed`]. Blocks.
    pub fn close(&self) {
        self.shared.close();
    }

    async fn asked<T, E, F>(&self, reads: bool, function: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        self.submit(Closure { function, result: None, reply: Reply::Task(sender), reads });
        match answer.await {
            Ok(result) => result,
            Err(_gone) => Err(E::from(Error::Closed)),
        }
    }

    fn asked_blocking<T, E, F>(&self, reads: bool, function: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, answer) = mpsc::sync_channel(1);
        self.submit(Closure { function, result: None, reply: Reply::Thread(sender), reads });
        match answer.recv() {
            Ok(result) => result,
            Err(_gone) => Err(E::from(Error::Closed)),
        }
    }

    fn submit<T, E, F>(&self, closure: Closure<T, E, F>)
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let queue = if closure.reads { &self.shared.reads } else { &self.shared.writes };
        queue.push(Box::new(closure));
    }
}

impl Shared {
    fn close(&self) {
        self.reads.close();
        self.writes.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A closure may hold the last clone, and a thread cannot wait for itself.
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.close();
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map_err(|error| Error::Engine(format!("cannot start a thread: {error}")))
}
