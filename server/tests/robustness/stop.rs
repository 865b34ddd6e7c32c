//! SIGTERM under load: what was accepted is finished and answered, and the server ends in good order.

use std::{thread, time::Duration};

use crate::{
    live::{Client, Home, Server, report},
    record::{Acknowledged, check},
};

const CLIENTS: usize = 64;

#[test]
fn requests_that_have_begun_are_answered_before_the_server_stops() {
    let home = Home::sqlite();
    let key = home.key();
    let mut server = Server::start(&home);
    let mut acknowledged = Acknowledged::new();
    let mut open = Vec::new();
    for number in 0..CLIENTS {
        let mut client = Client::connect(server.address).unwrap();
        let words = format!("Khách {number}, thư trước");
        acknowledged.insert(client.file(&key, &words).unwrap().code(), words);
        // Half of the next report is on its way when the server is told to stop.
        let words = format!("Khách {number}, thư dở");
        let bytes = report(&key, &words);
        let half = bytes.len() / 2;
        client.send(&bytes[..half]).unwrap();
        open.push((client, bytes, half, words));
    }
    // A request that is only in the system's buffer has not been accepted: give the server time to read it.
    thread::sleep(Duration::from_millis(300));
    server.tell_to_stop();
    thread::sleep(Duration::from_millis(300));
    for (client, bytes, half, _) in &mut open {
        client.send(&bytes[*half..]).unwrap();
    }
    for (mut client, _, _, words) in open {
        let answer = client.receive().unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        acknowledged.insert(answer.code(), words);
    }
    server.wait();
    assert!(Client::connect(server.address).is_err(), "nobody listens any more");
    // What was acknowledged last is sequenced as well.
    assert_eq!(check(&home.settings(), &acknowledged), 2 * CLIENTS);
}

#[test]
fn an_idle_connection_does_not_hold_the_stop_up() {
    let home = Home::sqlite();
    let mut server = Server::start(&home);
    let mut idle = Client::connect(server.address).unwrap();
    assert_eq!(idle.get("/livez").unwrap().status, 200);
    let silent = Client::connect(server.address).unwrap();
    server.tell_to_stop();
    server.wait();
    drop((idle, silent));
}
