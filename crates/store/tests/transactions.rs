//! One closure is one transaction: it stays whole or not at all, whatever its neighbours do.
#![expect(clippy::unwrap_used, reason = "tests")]

use dantin_store::testing::{TestDb, limit_pages};
use dantin_store::{Db, Error, Migration, Tx, on_both_engines};
use proptest::prelude::*;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_notes.sql",
    sql: "CREATE TABLE notes (id BIGINT NOT NULL CONSTRAINT notes_pkey PRIMARY KEY, part BIGINT, body BYTEA);",
}];

const INSERT: &str = "INSERT INTO notes (id, part) VALUES ($1, $2)";

fn ids(db: &Db) -> Vec<i64> {
    db.read_blocking(|tx| tx.all("SELECT id FROM notes ORDER BY id", &[])).unwrap()
}

fn insert(db: &Db, id: i64) -> Result<u64, Error> {
    db.write_blocking(move |tx| tx.execute(INSERT, &[&id, &0_i64]))
}

/// A caller who waits for a write.
type Waiting<'a> = Pin<Box<dyn Future<Output = Result<u64, Error>> + 'a>>;

/// How a closure ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    Keeps,
    Refuses,
    Panics,
    /// Violates a key and reports it.
    Clashes,
    /// Violates a key and says that all is well.
    Hides,
    /// Violates a key within an attempt and goes on.
    Mends,
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        3 => Just(Ending::Keeps),
        1 => Just(Ending::Refuses),
        1 => Just(Ending::Panics),
        1 => Just(Ending::Clashes),
        1 => Just(Ending::Hides),
        1 => Just(Ending::Mends),
    ]
}

/// Two rows for `id`, whole or not at all; row 0 is there before, to clash with.
fn play(tx: &mut Tx<'_>, id: i64, ending: Ending) -> Result<(), Error> {
    tx.execute(INSERT, &[&(2 * id), &1_i64])?;
    match ending {
        Ending::Keeps => {}
        Ending::Refuses => return Err(Error::NotFound),
        Ending::Panics => panic!("as the test wants"),
        Ending::Clashes => drop(tx.execute(INSERT, &[&0_i64, &9_i64])?),
        Ending::Hides => {
            assert!(tx.execute(INSERT, &[&0_i64, &9_i64]).is_err());
            assert!(tx.execute(INSERT, &[&(-id), &9_i64]).is_err(), "nothing runs after a failure");
            return Ok(());
        }
        Ending::Mends => {
            let step = tx.attempt(|tx| {
                tx.execute(INSERT, &[&(-id), &9_i64])?;
                tx.execute(INSERT, &[&0_i64, &9_i64])
            });
            assert!(step.unwrap_err().is_conflict_on("notes.id"));
        }
    }
    tx.execute(INSERT, &[&(2 * id + 1), &2_i64])?;
    Ok(())
}

fn one_failure_harms_no_other(db: &TestDb) {
    insert(db, 0).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let first = AtomicU32::new(1);
    runner
        .run(&prop::collection::vec(prop::collection::vec(ending(), 1..6), 1..12), |threads| {
            let start = Arc::new(Barrier::new(threads.len()));
            let expected: Vec<i64> = thread::scope(|scope| {
                let running: Vec<_> = threads
                    .iter()
                    .map(|endings| {
                        let (start, first) = (Arc::clone(&start), &first);
                        scope.spawn(move || {
                            start.wait();
                            let mut kept = Vec::new();
                            for ending in endings.iter().copied() {
                                let id = i64::from(first.fetch_add(1, Ordering::Relaxed));
                                let result = db.write_blocking(move |tx| play(tx, id, ending));
                                match (ending, result) {
                                    (Ending::Keeps | Ending::Mends, Ok(())) => {
                                        kept.extend([2 * id, 2 * id + 1]);
                                    }
                                    (Ending::Refuses, Err(Error::NotFound))
                                    | (Ending::Panics, Err(Error::Panicked { .. }))
                                    | (Ending::Clashes | Ending::Hides, Err(Error::Conflict { .. })) => {}
                                    (ending, result) => panic!("{ending:?} gave {result:?}"),
                                }
                                // What was acknowledged is there for every reader at once.
                                if let Some(last) = kept.last().copied() {
                                    let sql = "SELECT id FROM notes WHERE id = $1";
                                    let found = db.read_blocking(move |tx| tx.one::<i64>(sql, &[&last]));
                                    assert_eq!(found, Ok(last));
                                }
                            }
                            kept
                        })
                    })
                    .collect();
                running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
            });
            let mut expected = expected;
            expected.push(0);
            expected.sort_unstable();
            prop_assert_eq!(ids(db), expected);
            db.write_blocking(|tx| tx.execute("DELETE FROM notes WHERE id <> 0", &[])).unwrap();
            Ok(())
        })
        .unwrap();
}

on_both_engines! { MIGRATIONS;
    fn one_failing_closure_harms_no_other(db: &TestDb) {
        one_failure_harms_no_other(db);
    }

    fn a_reader_keeps_its_snapshot(db: &TestDb) {
        insert(db, 1).unwrap();
        let (ask, asked) = mpsc::channel();
        let (go, gone) = mpsc::channel();
        let second: Db = (**db).clone();
        let reading = thread::spawn(move || second.read_blocking(move |tx: &mut Tx<'_>| {
            let before: i64 = tx.one("SELECT count(*) FROM notes", &[])?;
            ask.send(()).unwrap();
            gone.recv().unwrap();
            let after: i64 = tx.one("SELECT count(*) FROM notes", &[])?;
            Ok::<_, Error>((before, after))
        }));
        asked.recv().unwrap();
        insert(db, 2).unwrap();
        go.send(()).unwrap();
        assert_eq!(reading.join().unwrap(), Ok((1, 1)));
        assert_eq!(ids(db), [1, 2]);
    }

    fn a_reader_cannot_write(db: &TestDb) {
        let refused = db.read_blocking(|tx| tx.execute(INSERT, &[&1_i64, &1_i64]));
        assert!(matches!(refused, Err(Error::Engine(_))), "{refused:?}");
        assert!(ids(db).is_empty());
        insert(db, 1).unwrap();
    }

    fn attempts_nest(db: &TestDb) {
        db.write_blocking(|tx: &mut Tx<'_>| {
            tx.execute(INSERT, &[&1_i64, &0_i64])?;
            tx.attempt(|tx| {
                tx.execute(INSERT, &[&2_i64, &0_i64])?;
                let inner = tx.attempt(|tx| {
                    tx.execute(INSERT, &[&3_i64, &0_i64])?;
                    tx.execute(INSERT, &[&1_i64, &0_i64])
                });
                assert!(inner.is_err());
                tx.execute(INSERT, &[&4_i64, &0_i64])
            })?;
            Ok::<_, Error>(())
        }).unwrap();
        assert_eq!(ids(db), [1, 2, 4]);
    }

    fn closing_finishes_what_was_accepted(db: &TestDb) {
        let (go, gone) = mpsc::channel::<()>();
        let gate = Arc::new(std::sync::Mutex::new(gone));
        dantin_store::testing::block_on(async {
            let mut writes: Vec<Waiting<'_>> = Vec::new();
            for id in 0..50_i64 {
                let gate = Arc::clone(&gate);
                writes.push(Box::pin(db.write(move |tx| {
                    if id == 0 {
                        let _ = gate.lock().unwrap().recv();
                    }
                    tx.execute(INSERT, &[&id, &0_i64])
                })));
            }
            // Handing over happens on the first poll; the callers then stop waiting.
            for write in &mut writes {
                let polled = std::future::poll_fn(|context| std::task::Poll::Ready(write.as_mut().poll(context)));
                drop(polled.await);
            }
            drop(writes);
        });
        go.send(()).unwrap();
        db.close();
        assert_eq!(insert(db, 100), Err(Error::Closed));
        assert_eq!(ids(&Db::open(db.settings()).unwrap()), (0..50).collect::<Vec<i64>>());
    }

    async fn tasks_are_answered(db: &TestDb) {
        let before = db.statements_run();
        let number = db.write(|tx: &mut Tx<'_>| {
            tx.execute(INSERT, &[&1_i64, &0_i64])?;
            tx.execute(INSERT, &[&2_i64, &0_i64])?;
            Ok::<_, Error>(tx.statements_run())
        }).await;
        assert_eq!(number, Ok(2));
        assert_eq!(db.read(|tx| tx.one::<i64>("SELECT count(*) FROM notes", &[])).await, Ok(2));
        assert_eq!(db.statements_run() - before, 3);
    }

    fn statements_are_listed_by_engine(db: &TestDb) {
        insert(db, 1).unwrap();
        assert!(dantin_store::statements::ran_on(db.engine()).iter().any(|line| line == INSERT));
    }
}

/// A failing commit: on SQLite a deferred key is the surest, so the table is made by hand.
#[test]
fn if_the_commit_fails_every_caller_of_the_batch_is_told_and_the_writer_recovers() {
    let db = dantin_store::testing::sqlite(MIGRATIONS);
    db.write_blocking(|tx| {
        tx.execute("CREATE TABLE late (id INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)", &[])
    })
    .unwrap();
    let (go, gone) = mpsc::channel::<()>();
    let gate = Arc::new(std::sync::Mutex::new(gone));
    let results = thread::scope(|scope| {
        let holder = {
            let (db, gate) = (&db, Arc::clone(&gate));
            let (entered, entering) = mpsc::channel();
            let holder = scope.spawn(move || {
                db.write_blocking(move |_tx| {
                    entered.send(()).unwrap();
                    gate.lock().unwrap().recv().unwrap();
                    Ok::<(), Error>(())
                })
            });
            entering.recv().unwrap();
            holder
        };
        // These are handed over while the writer is held, and so share the next commit.
        let results = dantin_store::testing::block_on(async {
            let good = db.write(|tx| tx.execute(INSERT, &[&1_i64, &0_i64]));
            let bad = db.write(|tx| tx.execute("INSERT INTO late (id) VALUES (99)", &[]));
            let release = async { go.send(()).unwrap() };
            let (good, bad, ()) = tokio::join!(good, bad, release);
            (good, bad)
        });
        holder.join().unwrap().unwrap();
        results
    });
    let foreign_key = Error::Conflict { constraint: "foreign key".to_owned() };
    assert_eq!(results, (Err(foreign_key.clone()), Err(foreign_key)));
    insert(&db, 2).unwrap();
    assert_eq!(ids(&db), [2]);
}

#[test]
fn on_a_full_disk_the_write_fails_the_data_stays_whole_and_later_writes_succeed() {
    let db = dantin_store::testing::sqlite(MIGRATIONS);
    insert(&db, 1).unwrap();
    limit_pages(&db, 1);
    let large = vec![7_u8; 100_000];
    let put = |id: i64| {
        let large = large.clone();
        db.write_blocking(move |tx: &mut Tx<'_>| {
            tx.execute(INSERT, &[&(id + 1), &0_i64])?;
            tx.execute("INSERT INTO notes (id, body) VALUES ($1, $2)", &[&id, &large])
        })
    };
    assert_eq!(put(10), Err(Error::DiskFull));
    thread::scope(|scope| {
        let writes: Vec<_> = (2..8).map(|id| scope.spawn(move || put(id * 10))).collect();
        for write in writes {
            assert_eq!(write.join().unwrap(), Err(Error::DiskFull));
        }
    });
    assert_eq!(ids(&db), [1]);
    limit_pages(&db, u32::MAX);
    put(10).unwrap();
    assert_eq!(ids(&db), [1, 10, 11]);
    let check: String = db.read_blocking(|tx| tx.one("PRAGMA integrity_check", &[])).unwrap();
    assert_eq!(check, "ok");
}

/// A deadlock of two transactions that lock two rows in opposite order: one is chosen, runs again and succeeds.
#[test]
fn a_deadlock_is_tried_again() {
    let Some(db) = dantin_store::testing::postgres(MIGRATIONS) else { return };
    insert(&db, 1).unwrap();
    insert(&db, 2).unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let meet = Arc::new(Barrier::new(2));
    thread::scope(|scope| {
        for (one, two) in [(1_i64, 2_i64), (2, 1)] {
            let (db, runs, meet) = (&db, Arc::clone(&runs), Arc::clone(&meet));
            scope.spawn(move || {
                db.write_blocking(move |tx: &mut Tx<'_>| {
                    let run = runs.fetch_add(1, Ordering::SeqCst);
                    tx.execute("UPDATE notes SET part = part + 1 WHERE id = $1", &[&one])?;
                    if run < 2 {
                        meet.wait();
                    }
                    tx.execute("UPDATE notes SET part = part + 1 WHERE id = $1", &[&two])
                })
                .unwrap();
            });
        }
    });
    // On a loaded machine the two may meet more than once.
    assert!(runs.load(Ordering::SeqCst) >= 3);
    let parts: Vec<i64> = db.read_blocking(|tx| tx.all("SELECT part FROM notes ORDER BY id", &[])).unwrap();
    assert_eq!(parts, [2, 2]);
}

#[test]
fn a_lost_connection_is_made_again() {
    let Some(db) = dantin_store::testing::postgres(MIGRATIONS) else { return };
    insert(&db, 1).unwrap();
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for id in 2..6 {
        let _: Vec<bool> = db.read_blocking(move |tx| tx.all(others, &[])).unwrap();
        insert(&db, id).unwrap();
    }
    // A connection that dies under a closure: the closure runs again on a new one.
    let mut runs = 0;
    let run = db.write_blocking(move |tx: &mut Tx<'_>| {
        runs += 1;
        tx.execute(INSERT, &[&6_i64, &0_i64])?;
        if runs == 1 {
            drop(tx.all::<bool>("SELECT pg_terminate_backend(pg_backend_pid())", &[]));
        }
        Ok::<_, Error>(runs)
    });
    assert_eq!(run, Ok(2));
    assert_eq!(ids(&db), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn sqlite_looks_at_the_data_when_it_is_opened_again() {
    let index = Migration { name: "0002_part.sql", sql: "CREATE INDEX notes_part ON notes (part);" };
    let db = dantin_store::testing::sqlite(&[MIGRATIONS[0], index]);
    for id in 0..20 {
        insert(&db, id).unwrap();
    }
    db.close();
    let again = Db::open(db.settings()).unwrap();
    let known: Vec<String> =
        again.read_blocking(|tx| tx.all("SELECT stat FROM sqlite_stat1 WHERE tbl = 'notes'", &[])).unwrap();
    assert_eq!(known, ["20 20"], "rows, and rows of one part");
}
