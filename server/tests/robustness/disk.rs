//! No room left: the request fails and says so, what is there stays whole and readable, and when there is room again
//! the server goes on by itself.

use std::{process::Command, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use dantin::{
    app::{App, Opening},
    clock::{SeededRandom, SetClock},
    jobs::journal::advance,
    open311::partners,
    routes::router,
    settings::Typed,
};
use dantin_city::City;
use dantin_store::testing::{limit_pages, sqlite};
use tower::ServiceExt as _;

use crate::{
    live::{Client, Home, Server, report},
    record::{Acknowledged, check},
};

/// Long enough that a few of them need pages of their own.
fn words(number: usize) -> String {
    format!("Thư {number}: {}", "chỗ này hỏng đã lâu ".repeat(60).trim_end())
}

async fn post(router: &Router, key: &str, words: &str) -> (StatusCode, String) {
    let bytes = report(key, words);
    let body = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let mut request = Request::post("/open311/v2/requests.json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(bytes[body..].to_vec()))
        .unwrap();
    let address: std::net::SocketAddr = "127.0.0.1:5000".parse().unwrap();
    request.extensions_mut().insert(axum::extract::ConnectInfo(address));
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn code(body: &str) -> String {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    body[0]["service_request_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_full_disk_refuses_writes_with_507_and_the_server_recovers() {
    let db = sqlite(dantin::app::MIGRATIONS);
    let folder = tempfile::tempdir().unwrap();
    let mut typed = Typed::defaults();
    typed.set("server.data", folder.path().display().to_string(), "test").unwrap();
    let opening = Opening {
        settings: typed.check().unwrap(),
        city: City::embedded().unwrap(),
        clock: Arc::new(SetClock::new("2026-03-10T02:00:00Z".parse().unwrap())),
        random: Arc::new(SeededRandom::new(7)),
        is_sample: false,
    };
    let app = Arc::new(App::with_db((*db).clone(), opening).unwrap());
    let router = router(app.clone());
    let key = partners::new_key(app.random.as_ref());
    let (stored, now) = (key.clone(), app.now());
    db.write(move |tx| partners::add(tx, "thử", &stored, now)).await.unwrap();

    let mut acknowledged = Acknowledged::new();
    let (status, body) = post(&router, &key, &words(0)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    acknowledged.insert(code(&body), words(0));

    limit_pages(&db, 1);
    let mut refused = 0;
    for number in 1..200 {
        let (status, body) = post(&router, &key, &words(number)).await;
        if status == StatusCode::OK {
            acknowledged.insert(code(&body), words(number));
            continue;
        }
        assert_eq!(status, StatusCode::INSUFFICIENT_STORAGE, "{body}");
        refused += 1;
        if refused == 3 {
            break;
        }
    }
    assert_eq!(refused, 3, "the disk is full");
    // Reading goes on.
    let known = acknowledged.keys().next().unwrap();
    let request = Request::get(format!("/cases/{known}")).body(Body::empty()).unwrap();
    let seen = router.clone().oneshot(request).await.unwrap().status();
    assert!(!seen.is_server_error(), "{seen}");

    limit_pages(&db, u32::MAX);
    let (status, body) = post(&router, &key, &words(500)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    acknowledged.insert(code(&body), words(500));
    advance(&app).await.unwrap();
    assert_eq!(check(db.settings(), &acknowledged), acknowledged.len(), "nothing of a refused report stayed");
}

/// The file may grow no further than this many kilobytes: a commit then fails while its pages are being written.
const KILOBYTES: u64 = 1024;

#[test]
fn a_commit_that_cannot_be_written_leaves_nothing_behind() {
    let home = Home::sqlite();
    let key = home.key();
    // An ignored signal stays ignored in the program that is started; a write over the limit then fails with an error.
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; exec \"$0\" serve --listen 127.0.0.1:0"])
        .arg(env!("CARGO_BIN_EXE_dantin"));
    let mut server = Server::started(&mut home.wrapped(shell));
    let limit = |kilobytes: Option<u64>| {
        let bytes = kilobytes.map_or("unlimited".to_owned(), |k| (k * 1024).to_string());
        let done = Command::new("prlimit")
            .arg(format!("--pid={}", server.id()))
            .arg(format!("--fsize={bytes}:unlimited"))
            .status();
        assert!(done.unwrap().success());
    };
    let mut client = Client::connect(server.address).unwrap();
    let mut acknowledged = Acknowledged::new();
    let mut refused = 0;
    limit(Some(KILOBYTES));
    for number in 0..1000 {
        let answer = client.file(&key, &words(number)).unwrap();
        if answer.status == 200 {
            acknowledged.insert(answer.code(), words(number));
            continue;
        }
        assert!(answer.status >= 500, "{} {}", answer.status, answer.body);
        refused += 1;
        if refused == 3 {
            break;
        }
    }
    assert_eq!(refused, 3, "the limit was reached");
    assert_eq!(client.get("/livez").unwrap().status, 200);
    assert!(client.get("/cases").unwrap().status < 500, "reading goes on");

    limit(None);
    let answer = client.file(&key, &words(5000)).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    acknowledged.insert(answer.code(), words(5000));
    server.settled();
    server.tell_to_stop();
    server.wait();
    assert_eq!(
        check(&home.settings(), &acknowledged),
        acknowledged.len(),
        "nothing of a refused report stayed"
    );
    assert!(home.folder().join("dantin.db").is_file());
}
