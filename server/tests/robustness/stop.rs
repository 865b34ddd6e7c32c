//! SIGTERM under load: what was accepted is finished and answered, and the server ends in good order.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    live::{Client, Home, PATIENCE, Server, report},
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
        // Half of the next report is on its way when the server is told to stop. A request that is only in the system's buffer has
        // not been accepted: that the server reads it, it says by asking for the body.
        let words = format!("Khách {number}, thư dở");
        let bytes = report(&key, &words);
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        client.send(&bytes[..head]).unwrap();
        client.send(b"\r\nExpect: 100-continue\r\n\r\n").unwrap();
        client.is_asked_for_the_body().unwrap();
        let body = bytes[head + 4..].to_vec();
        client.send(&body[..body.len() / 2]).unwrap();
        open.push((client, body, words));
    }
    server.tell_to_stop();
    let end = Instant::now() + PATIENCE;
    while Client::connect(server.address).is_ok() {
        assert!(Instant::now() < end, "the server still takes connections");
        thread::sleep(Duration::from_millis(20));
    }
    for (client, body, _) in &mut open {
        client.send(&body[body.len() / 2..]).unwrap();
    }
    for (mut client, _, words) in open {
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
