//! Fresh databases for tests, with a schema, on both engines: a temporary file for SQLite, a database of a
//! throw-away server for PostgreSQL. Compiled only with the feature `testing`; its functions panic, as tests do.
#![expect(clippy::missing_panics_doc, reason = "a test that gets no database can only fail")]

pub mod cluster;

use crate::postgres::Server;
use crate::{Db, Error, Migration, Settings, Synchronous, Tx};
use cluster::Cluster;
use sha2::{Digest, Sha256};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use tempfile::TempDir;

/// The environment variable that names a running PostgreSQL server for tests, `postgres://user@host/database`.
/// Only fresh databases are made in it. Without it each test process starts a server of its own.
pub const SERVER: &str = "DANTIN_TEST_POSTGRES";

/// The time that [`sqlite`] and [`postgres`] note for their migrations.
const NOW: &str = "2026-01-01T00:00:00.000000Z";

/// A fresh database that is removed when this goes.
pub struct TestDb {
    db: Db,
    settings: Settings,
    place: Place,
}

enum Place {
    /// Removes itself.
    Folder {
        _folder: TempDir,
    },
    Database {
        server: &'static str,
        name: String,
    },
}

impl TestDb {
    /// What opens the same database once more, for instance in a second process or after [`Db::close`].
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db.close();
        if let Place::Database { server, name } = &self.place {
            administer(server, &[&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")]);
        }
    }
}

/// A fresh SQLite database with the given schema, `synchronous=FULL` and two readers.
pub fn sqlite(migrations: &[Migration]) -> TestDb {
    let folder = TempDir::new().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
    let path: PathBuf = folder.path().join("test.db");
    let settings = Settings::Sqlite { path, synchronous: Synchronous::Full, readers: 2 };
    opened(settings, Place::Folder { _folder: folder }, migrations)
}

/// A fresh PostgreSQL database with the given schema and four connections; none, with a word on standard error,
/// where PostgreSQL is not installed.
pub fn postgres(migrations: &[Migration]) -> Option<TestDb> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let server = server()?;
    let template = template(server, migrations);
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    administer(
        server,
        &[
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        ],
    );
    let settings = Settings::Postgres { url: with_database(server, &name), connections: 4 };
    Some(opened(settings, Place::Database { server, name }, migrations))
}

/// Runs `claim` on a fresh database of each engine that is installed.
pub fn both(migrations: &[Migration], claim: impl Fn(&TestDb)) {
    claim(&sqlite(migrations));
    if let Some(db) = postgres(migrations) {
        claim(&db);
    }
}

/// Lets the SQLite file grow no further than `pages` pages (never less than it has), as a full disk would;
/// `u32::MAX` lifts the limit. Does nothing on PostgreSQL.
pub fn limit_pages(db: &Db, pages: u32) {
    // SQLite's own upper bound is one less than the largest number.
    let pragma = format!("PRAGMA max_page_count = {}", pages.min(u32::MAX - 1));
    let limited = db.write_blocking(move |tx| tx.pragma(&pragma));
    assert!(limited.is_ok(), "the number of pages cannot be limited: {limited:?}");
}

/// Runs a future to its end on a runtime of its own.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap_or_else(|error| panic!("no runtime: {error}")).block_on(future)
}

/// Makes each test two tests, `name::sqlite` and `name::postgres`, on a fresh database with the given schema.
///
/// ```ignore
/// on_both_engines! { MIGRATIONS;
///     fn a_code_is_given_once(db: &TestDb) { … }
///     async fn a_page_takes_three_statements(db: &TestDb) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both_engines {
    ($migrations:expr; ) => {};
    ($migrations:expr; fn $name:ident($db:ident: $kind:ty) $body:block $($rest:tt)*) => {
        #[cfg(test)]
        mod $name {
            use super::*;

            fn claim($db: $kind) $body

            #[test]
            fn sqlite() {
                claim(&$crate::testing::sqlite($migrations));
            }

            #[test]
            fn postgres() {
                if let Some(db) = $crate::testing::postgres($migrations) {
                    claim(&db);
                }
            }
        }
        $crate::on_both_engines! { $migrations; $($rest)* }
    };
    ($migrations:expr; async fn $name:ident($db:ident: $kind:ty) $body:block $($rest:tt)*) => {
        #[cfg(test)]
        mod $name {
            use super::*;

            async fn claim($db: $kind) $body

            #[test]
            fn sqlite() {
                $crate::testing::block_on(claim(&$crate::testing::sqlite($migrations)));
            }

            #[test]
            fn postgres() {
                if let Some(db) = $crate::testing::postgres($migrations) {
                    $crate::testing::block_on(claim(&db));
                }
            }
        }
        $crate::on_both_engines! { $migrations; $($rest)* }
    };
}

fn opened(settings: Settings, place: Place, migrations: &[Migration]) -> TestDb {
    let db = Db::open(&settings).unwrap_or_else(|error| panic!("the test database does not open: {error}"));
    if let Err(error) = db.migrate(migrations, NOW) {
        panic!("the test database takes no schema: {error}");
    }
    TestDb { db, settings, place }
}

/// The server for this process: the one that the environment names, or a cluster that ends with the process.
fn server() -> Option<&'static str> {
    static NAMED: OnceLock<Option<String>> = OnceLock::new();
    static OWN: OnceLock<Option<Cluster>> = OnceLock::new();
    if let Some(url) = NAMED.get_or_init(|| std::env::var(SERVER).ok()) {
        return Some(url);
    }
    let own = OWN.get_or_init(|| match Cluster::start() {
        Ok(Some(cluster)) => Some(cluster),
        Ok(None) => {
            eprintln!("PostgreSQL is not installed: this test ran on SQLite only");
            None
        }
        Err(error) => panic!("PostgreSQL for tests does not start: {error}"),
    });
    own.as_ref().map(Cluster::url)
}

/// A database with the given schema to copy from, made by whichever process comes first.
fn template(server: &'static str, migrations: &[Migration]) -> String {
    let mut hash = Sha256::new();
    for migration in migrations {
        hash.update(migration.name);
        hash.update([0]);
        hash.update(migration.sql);
        hash.update([0]);
    }
    let number = hash.finalize().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let name = format!("template_{number:016x}");
    let made = thread::scope(|scope| {
        let make = scope.spawn(|| -> Result<(), Error> {
            let mut session = Server::new(server)?.connect()?;
            session.control("SELECT pg_advisory_lock(1)")?;
            let exists: i64 = Tx::postgres(&mut session)
                .unrecorded()
                .one("SELECT count(*) FROM pg_database WHERE datname = $1", &[&name])?;
            if exists == 0 {
                let unfinished = format!("unfinished_{name}");
                session.control(&format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"))?;
                session.control(&format!(
                    "CREATE DATABASE {unfinished} ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
                ))?;
                let settings = Settings::Postgres { url: with_database(server, &unfinished), connections: 1 };
                crate::migrate::run(&settings, migrations, NOW)
                    .map_err(|error| Error::Engine(error.to_string()))?;
                session.control(&format!("ALTER DATABASE {unfinished} RENAME TO {name}"))?;
            }
            Ok(())
        });
        make.join()
    });
    match made {
        Ok(Ok(())) => name,
        Ok(Err(error)) => panic!("the template database cannot be made: {error}"),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Runs statements outside any transaction, on a thread where the client may block.
fn administer(server: &str, statements: &[&str]) {
    let done = thread::scope(|scope| {
        let run = scope.spawn(|| -> Result<(), Error> {
            let mut session = Server::new(server)?.connect()?;
            statements.iter().try_for_each(|statement| session.control(statement))
        });
        run.join()
    });
    // A second panic while a test fails would end the process and hide the first.
    assert!(matches!(done, Ok(Ok(()))) || thread::panicking(), "{statements:?} failed: {done:?}");
}

/// The same server's address with another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{host}/{name}{query}")
}
