//! What a walk through much leaves in memory. Linux tells how much a process holds; elsewhere nothing is said.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use dantin_store::testing::sqlite;
use dantin_store::{Db, Error, Migration, Tx};

const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_notes.sql",
    sql: "CREATE TABLE notes (id BIGINT NOT NULL CONSTRAINT notes_pkey PRIMARY KEY, body TEXT NOT NULL);",
}];

/// Memory of this process that is backed by no file, in KB.
fn held() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn walk(db: &Db, keeps: bool) {
    for _ in 0..4 {
        let (sum,): (i64,) = db
            .read_blocking(move |tx| {
                if !keeps {
                    tx.walk();
                }
                tx.one("SELECT sum(length(body)) FROM notes", &[])
            })
            .unwrap();
        assert_eq!(sum, 10_000 * 3_300);
    }
}

#[test]
fn a_walk_keeps_few_pages_and_the_next_closure_keeps_them_again() {
    let db = sqlite(MIGRATIONS);
    let body = "đường ngập ".repeat(300);
    for part in 0..20 {
        let body = body.clone();
        let insert = move |tx: &mut Tx<'_>| {
            for id in part * 500..(part + 1) * 500 {
                tx.execute("INSERT INTO notes (id, body) VALUES ($1, $2)", &[&i64::from(id), &body])?;
            }
            Ok::<_, Error>(())
        };
        db.write_blocking(insert).unwrap();
    }
    let before = held();
    walk(&db, false);
    let walked = held();
    walk(&db, true);
    let kept = held();
    assert!(walked < before + 5_000, "a walk took {} KB", walked - before);
    assert!(kept > walked + 10_000, "{kept} KB after closures that keep, {walked} KB before");
}
