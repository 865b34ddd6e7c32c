//! No room left: the request fails and says so, what is there stays whole and readable, and when there is room again
//! the server goes on by itself.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

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
    let request = Request::get("/open311/v2/requests.json").body(Body::empty()).unwrap();
    let seen = router.clone().oneshot(request).await.unwrap().status();
    assert_eq!(seen, StatusCode::OK, "for other programs too, although entries wait");

    limit_pages(&db, u32::MAX);
    let (status, body) = post(&router, &key, &words(500)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    acknowledged.insert(code(&body), words(500));
    advance(&app).await.unwrap();
    assert_eq!(check(db.settings(), &acknowledged), acknowledged.len(), "nothing of a refused report stayed");
}

/// Files may grow no further than this many bytes: a commit then fails while its pages are being written.
const LIMIT: u64 = 1 << 20;

/// Lets no file of the server grow beyond so many bytes, as a quota would, or lifts that.
fn limit_files(server: &Server, bytes: Option<u64>) {
    let id = rustix::process::Pid::from_raw(i32::try_from(server.id()).unwrap());
    let limit = rustix::process::Rlimit { current: bytes, maximum: None };
    rustix::process::prlimit(id, rustix::process::Resource::Fsize, limit).unwrap();
}

/// The address and the whole `PUT` of a photo of noise, which is as long as the seed makes it.
fn photo(side: u32, seed: u32) -> (String, Vec<u8>) {
    let mut state = seed;
    let noise = image::RgbImage::from_fn(side, side, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = state.to_le_bytes();
        image::Rgb([red, green, blue])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 100);
    noise.write_with_encoder(encoder).unwrap();
    let bytes = bytes.into_inner();
    let path = format!("/photos/{}", dantin_photos::Hash::of(&bytes));
    let head = format!(
        "PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        bytes.len()
    );
    (path, [head.into_bytes(), bytes].concat())
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_commit_that_cannot_be_written_is_told_with_507_and_leaves_nothing_behind() {
    let home = Home::sqlite();
    let key = home.key();
    // The signal that goes with the limit is the server's to outlive.
    let mut server = Server::start(&home);
    let mut client = Client::connect(server.address).unwrap();
    let mut acknowledged = Acknowledged::new();
    let mut refused = 0;
    limit_files(&server, Some(LIMIT));
    for number in 0..1000 {
        let answer = client.file(&key, &words(number)).unwrap();
        if answer.status == 200 {
            acknowledged.insert(answer.code(), words(number));
            continue;
        }
        assert_eq!(answer.status, 507, "{}", answer.body);
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body[0]["code"], 507);
        assert!(body[0]["description"].as_str().unwrap().contains("Máy chủ hết chỗ chứa"), "{body}");
        refused += 1;
        if refused == 3 {
            break;
        }
    }
    assert_eq!(refused, 3, "the limit was reached");
    // Not even the smallest commit fits any more. A page says the same to people, and what a program sends elsewhere gets a problem document.
    limit_files(&server, Some(4096));
    client
        .send(
            b"POST /desk/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
              Content-Length: 24\r\n\r\nlogin=ai-do&password=sai",
        )
        .unwrap();
    let page = client.receive().unwrap();
    assert_eq!(page.status, 507, "{}", page.body);
    assert!(page.body.contains("<h1") && page.body.contains("Máy chủ hết chỗ chứa"), "{}", page.body);
    let (_, put) = photo(64, 1);
    client.send(&put).unwrap();
    let problem = client.receive().unwrap();
    assert_eq!(problem.status, 507, "{}", problem.body);
    let problem: serde_json::Value = serde_json::from_str(&problem.body).unwrap();
    assert_eq!((&problem["status"], &problem["title"]), (&507.into(), &"Máy chủ hết chỗ chứa".into()));
    assert_eq!(client.get("/livez").unwrap().status, 200);
    for path in ["/cases", "/open311/v2/requests.json"] {
        assert_eq!(client.get(path).unwrap().status, 200, "{path}: reading goes on");
    }

    limit_files(&server, None);
    let answer = client.file(&key, &words(5000)).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    acknowledged.insert(answer.code(), words(5000));
    client.send(&put).unwrap();
    assert_eq!(client.receive().unwrap().status, 201, "the same photo is taken when there is room");
    server.settled();
    server.tell_to_stop();
    server.wait();
    assert_eq!(
        check(&home.settings(), &acknowledged),
        acknowledged.len(),
        "nothing of a refused report stayed"
    );
    assert!(home.folder().join("dantin.db").is_file());
    assert!(!home.folder().join("dantin.db-room").exists());
}

#[test]
fn a_photo_that_the_folder_cannot_hold_is_told_with_507_and_leaves_nothing_behind() {
    let home = Home::sqlite();
    let key = home.key();
    let mut server = Server::start(&home);
    let mut client = Client::connect(server.address).unwrap();
    // A new database with its log stays well below the limit, the photo well above it.
    let (path, large) = photo(1200, 7);
    assert!(u64::try_from(large.len()).unwrap() > 3 * LIMIT, "{}", large.len());
    limit_files(&server, Some(3 * LIMIT));
    client.send(&large).unwrap();
    let problem = client.receive().unwrap();
    assert_eq!(problem.status, 507, "{}", problem.body);
    let problem: serde_json::Value = serde_json::from_str(&problem.body).unwrap();
    assert_eq!(problem["title"], "Máy chủ hết chỗ chứa");
    assert_eq!(files(&home.folder().join("photos")), Vec::<PathBuf>::new(), "no half of a photo stays");
    // The database has room under the same limit: it was the folder that had none.
    let filed = client.file(&key, &words(1)).unwrap();
    assert_eq!(filed.status, 200, "{}", filed.body);

    limit_files(&server, None);
    client.send(&large).unwrap();
    assert_eq!(client.receive().unwrap().status, 201);
    let hash = path.strip_prefix("/photos/").unwrap();
    let sealed = home.folder().join("photos/sealed").join(&hash[..2]).join(&hash[2..]);
    assert!(sealed.is_file(), "{}", sealed.display());
    server.tell_to_stop();
    server.wait();
}

/// The size of the checkpoint that strangers read.
fn signed(home: &Home) -> u64 {
    let note = std::fs::read_to_string(home.folder().join("journal/checkpoint")).unwrap();
    note.lines().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_disk_without_room_for_the_log_stops_nobody_and_the_log_catches_up() {
    let Some(db) = dantin_store::testing::postgres(dantin::app::MIGRATIONS) else { return };
    let home = Home::postgres(db.settings());
    let key = home.key();
    home.init();
    let mut program = home.program();
    program.args(["serve", "--listen", "127.0.0.1:0"]).env("DANTIN__LOG__LEVEL", "warn");
    let mut server = Server::started(program.stderr(std::process::Stdio::piped()));
    let log = server.log();
    let file = |words: &str| {
        let answer = Client::connect(server.address).unwrap().file(&key, words).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    let until = |wanted: &dyn Fn() -> bool| {
        let end = std::time::Instant::now() + crate::live::PATIENCE;
        while !wanted() {
            assert!(std::time::Instant::now() < end, "the log does not move: {}", signed(&home));
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    // A bundle has no room, then a tile, then a checkpoint: each is longer than the one before has been.
    for bytes in [8, 700, 100] {
        file("trước khi đầy");
        let settled = server.settled();
        until(&|| signed(&home) >= settled);
        let before = signed(&home);
        limit_files(&server, Some(bytes));
        file("khi đĩa đầy");
        let grown = server.settled();
        assert!(grown > before);
        // Of the tries that fail, the first may have begun before there was anything to sign.
        while log.try_recv().is_ok() {}
        for _ in 0..2 {
            while !log
                .recv_timeout(crate::live::PATIENCE)
                .unwrap()
                .contains("The public log could not be written")
            {}
        }
        assert_eq!(signed(&home), before, "nothing was signed whose files are not there");
        limit_files(&server, None);
        until(&|| signed(&home) >= grown);
    }
    server.tell_to_stop();
    server.wait();
    home.runs(&["fsck"]);
}
