//! `kill -9` in the middle of 64 writing clients, ten times on each engine, always on the same database: whatever was
//! acknowledged is there afterwards.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    live::{Client, Home, PATIENCE, Server},
    record::{Acknowledged, check},
};

const ROUNDS: usize = 10;
const CLIENTS: usize = 64;
/// Reports that are acknowledged in a round before the server dies: enough for commits of many clients together.
const ENOUGH: usize = 100;

fn ten_kills(home: &Home) {
    let key = home.key();
    home.init();
    let mut acknowledged = Acknowledged::new();
    for round in 0..ROUNDS {
        let mut server = Server::start(home);
        server.settled();
        // The log too: whatever was being written when the process died, there is one history.
        home.runs(&["fsck"]);
        if round > 0 {
            assert!(check(&home.settings(), &acknowledged) >= acknowledged.len());
        }
        let count = AtomicUsize::new(0);
        let address = server.address;
        let results: Vec<Acknowledged> = thread::scope(|scope| {
            let writers: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    let (key, count) = (&key, &count);
                    scope.spawn(move || write_until_it_dies(address, key, round, client, count))
                })
                .collect();
            let end = Instant::now() + PATIENCE;
            while count.load(Ordering::Relaxed) < ENOUGH {
                assert!(Instant::now() < end, "only {count:?} reports were taken");
                thread::sleep(Duration::from_millis(1));
            }
            // Not always at the same point between two commits.
            thread::sleep(Duration::from_millis(7 * u64::try_from(round).unwrap()));
            server.kill();
            writers.into_iter().map(|writer| writer.join().unwrap()).collect()
        });
        let before = acknowledged.len();
        acknowledged.extend(results.into_iter().flatten());
        assert!(acknowledged.len() >= before + ENOUGH, "the codes of round {round} are not all new");
    }
    let mut server = Server::start(home);
    server.settled();
    server.tell_to_stop();
    server.wait();
    check(&home.settings(), &acknowledged);
    home.runs(&["fsck"]);
}

fn write_until_it_dies(
    address: std::net::SocketAddr,
    key: &str,
    round: usize,
    client: usize,
    count: &AtomicUsize,
) -> Acknowledged {
    let mut mine = BTreeMap::new();
    let Ok(mut connection) = Client::connect(address) else { return mine };
    for number in 0.. {
        let words = format!("Lần {round}, khách {client}, thư {number}");
        match connection.file(key, &words) {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "{}", answer.body);
                mine.insert(answer.code(), words);
                count.fetch_add(1, Ordering::Relaxed);
            }
            Err(_died) => break,
        }
    }
    mine
}

#[test]
fn every_acknowledged_case_survives_ten_kills_on_sqlite() {
    ten_kills(&Home::sqlite());
}

#[test]
fn every_acknowledged_case_survives_ten_kills_on_postgresql() {
    if let Some(db) = dantin_store::testing::postgres(dantin::app::MIGRATIONS) {
        ten_kills(&Home::postgres(db.settings()));
    }
}
