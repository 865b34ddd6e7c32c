//! Two processes on one PostgreSQL database: both write, both sequence, and the journal is one. A SQLite file takes one.

use std::thread;

use crate::{
    live::{Client, Home, Server},
    record::{Acknowledged, check},
};

const CLIENTS: usize = 16;
const REPORTS: usize = 8;

#[test]
fn two_processes_on_one_database_make_one_journal_without_gaps() {
    let Some(db) = dantin_store::testing::postgres(dantin::app::MIGRATIONS) else { return };
    let homes = [Home::postgres(db.settings()), Home::postgres(db.settings())];
    let key = homes[0].key();
    let mut servers: Vec<Server> = homes.iter().map(Server::start).collect();
    let acknowledged: Acknowledged = thread::scope(|scope| {
        let writers: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (address, key) = (servers[client % 2].address, &key);
                scope.spawn(move || {
                    let mut connection = Client::connect(address).unwrap();
                    let mut mine = Acknowledged::new();
                    for number in 0..REPORTS {
                        let words = format!("Khách {client}, thư {number}");
                        let answer = connection.file(key, &words).unwrap();
                        assert_eq!(answer.status, 200, "{}", answer.body);
                        mine.insert(answer.code(), words);
                    }
                    mine
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(acknowledged.len(), CLIENTS * REPORTS);
    let sizes: Vec<u64> = servers.iter().map(Server::settled).collect();
    assert_eq!(sizes[0], sizes[1], "both books have the whole journal");
    // What one filed, the other shows.
    for code in acknowledged.keys().take(4) {
        for server in &servers {
            let path = format!("/open311/v2/requests/{code}.json");
            assert_eq!(Client::connect(server.address).unwrap().get(&path).unwrap().status, 200);
        }
    }
    for server in &mut servers {
        server.tell_to_stop();
        server.wait();
    }
    assert_eq!(check(&homes[0].settings(), &acknowledged), CLIENTS * REPORTS);
}

#[test]
fn a_second_server_on_one_sqlite_file_is_refused_until_the_first_has_ended_however_it_ended() {
    let home = Home::sqlite();
    let mut first = Server::start(&home);
    let second = home.program().args(["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success(), "{said}");
    assert!(said.contains("another server runs on") && said.contains("dantin.db"), "{said}");
    // Other commands go on beside the server, and it does not notice the one that was refused.
    home.key();
    assert_eq!(Client::connect(first.address).unwrap().get("/livez").unwrap().status, 200);
    first.kill();
    let mut third = Server::start(&home);
    third.settled();
    third.tell_to_stop();
    third.wait();
    Server::start(&home);
}

#[test]
fn two_processes_on_one_folder_make_one_log() {
    let Some(db) = dantin_store::testing::postgres(dantin::app::MIGRATIONS) else { return };
    let home = Home::postgres(db.settings());
    let key = home.key();
    home.init();
    let mut servers = [Server::start(&home), Server::start(&home)];
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (address, key) = (servers[client % 2].address, &key);
            scope.spawn(move || {
                let mut connection = Client::connect(address).unwrap();
                for number in 0..REPORTS {
                    let answer = connection.file(key, &format!("Khách {client}, thư {number}")).unwrap();
                    assert_eq!(answer.status, 200, "{}", answer.body);
                }
            });
        }
    });
    for server in &servers {
        server.settled();
    }
    let refused = home.program().args(["heal"]).output().unwrap();
    assert!(!refused.status.success(), "nothing is healed under a running server");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("stop it first"));
    for server in &mut servers {
        server.tell_to_stop();
        server.wait();
    }
    let said = home.runs(&["fsck"]);
    assert!(said.contains("SOUND"), "{said}");
    let signed = |said: &str, line: &str| {
        let line = said.lines().find(|one| one.starts_with(line)).unwrap().to_owned();
        line.split_whitespace().last().unwrap().parse::<u64>().unwrap()
    };
    assert_eq!(signed(&said, "Entries that were signed"), signed(&said, "Entries in the database"));
    home.runs(&[
        "verify",
        home.folder().to_str().unwrap(),
        "--state",
        home.folder().join("seen").to_str().unwrap(),
    ]);
}
