//! Every way in has its limits: how large one file, one form and one body may be, how many files, and how often from one
//! address. What is too much is refused in words, and nothing of it is kept.

use std::time::Duration;

use axum::http::Method;
use dantin::{
    city::people::{invitations, token::Token},
    listen::limits::Source,
    open311::partners,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::{
    desk::{add, file, jpeg, sign_in, step},
    dialogues,
    support::{Answer, Part, TestApp, Visitor},
};

/// A body above everything that is taken.
fn huge() -> Vec<u8> {
    vec![b'a'; (40 << 20) + 1]
}

async fn count(test: &TestApp, table: &'static str) -> i64 {
    let sql = match table {
        "photos" => "SELECT count(*) FROM photos",
        "cases" => "SELECT count(*) FROM cases",
        _ => "SELECT count(*) FROM notes",
    };
    test.app.db.read(move |tx| tx.one::<(i64,)>(sql, &[])).await.unwrap().0
}

async fn put(visitor: &Visitor, bytes: Vec<u8>) -> Answer {
    let path = format!("/photos/{}", dantin_photos::Hash::of(&bytes));
    visitor.send(Method::PUT, &path, Some("image/jpeg".to_owned()), bytes).await
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_on_every_path_that_takes_one() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let roles = ["handler@ubnd-00070", "administrator@vp-ubnd", "moderator@ttpv-hcc"];
    let officer = sign_in(&test, "xu-ly", &roles).await;
    let photo = jpeg(1);
    let form = huge();
    let parts = [Part::Text("csrf", "x"), Part::File("photos", "a.jpg", "image/jpeg", &form)];
    for path in [
        "/report/send",
        "/report/words",
        "/cases/DT-000000/flag",
        "/my/aaaaaaaaaaaaaaaaaaaaaaaaaa/reply",
        "/verify",
    ] {
        let answer = visitor.post_multipart(path, &parts).await;
        assert!(matches!(answer.status.as_u16(), 413 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().is_empty(), "{path}");
    }
    for path in ["/desk/file", "/desk/cases/DT-000000/resolve", "/desk/moderation", "/desk/webhooks"] {
        assert_eq!(officer.post_multipart(path, &parts).await.status, 413, "{path}");
    }
    let open311 = visitor.post_multipart("/open311/v2/requests.json", &parts).await;
    assert_eq!(open311.status, 400);
    assert!(open311.text().starts_with("[{\"code\":400"), "the error has the form of the standard");
    let encoded = Some("application/x-www-form-urlencoded".to_owned());
    for path in ["/open311/v2/requests.json", "/open311/v2/servicerequestupdates.xml"] {
        assert_eq!(visitor.send(Method::POST, path, encoded.clone(), huge()).await.status, 400, "{path}");
    }
    let large = [photo, vec![0; 8 << 20]].concat();
    assert_eq!(put(&visitor, large).await.status, 413, "one photo has a limit of its own");
    assert_eq!((count(&test, "photos").await, count(&test, "cases").await), (0, 0));
}

#[tokio::test]
async fn who_finds_no_room_is_told_when_to_come_again_and_words_are_taken_all_the_same() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let large = [jpeg(1), vec![0; 1 << 20]].concat();
    let room = test.app.room.take_all().unwrap();
    let full = put(&visitor, large.clone()).await;
    assert_eq!((full.status.as_u16(), full.headers["retry-after"].to_str().unwrap()), (503, "20"));
    assert!(full.text().contains("quá nhiều ảnh"), "{}", full.text());
    let parts = [Part::Text("category", "o-ga"), Part::File("photos", "a.jpg", "image/jpeg", &large)];
    let page = visitor.post_multipart("/report/place", &parts).await.expect(503);
    assert!(page.text().contains("</html>") && page.headers["retry-after"] == "20");
    put(&visitor, jpeg(2)).await.expect(201);
    visitor.post_multipart("/report/place", &parts[..1]).await.expect(200);
    drop(room);
    assert_ne!(put(&visitor, large).await.status, 503);
}

#[tokio::test]
async fn words_alone_have_a_small_limit_and_forms_with_photos_a_wide_one() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let long = "a".repeat(300 << 10);
    for path in ["/cases/DT-000000/flag", "/my/aaaaaaaaaaaaaaaaaaaaaaaaaa/withdraw", "/alerts"] {
        let page = visitor.post(path, &[("text", &long)]).await.expect(413);
        assert!(page.text().contains("Nội dung gửi lên quá lớn"), "{path}");
    }
    let photos = [vec![0; 7 << 20], vec![1; 7 << 20], vec![2; 7 << 20]];
    let mut parts = vec![Part::Text("category", "o-ga")];
    parts.extend(photos.iter().map(|bytes| Part::File("photos", "a.jpg", "image/jpeg", bytes)));
    visitor.post_multipart("/report/words", &parts).await.expect(422);
    parts.push(Part::File("photos", "a.jpg", "image/jpeg", &photos[0]));
    visitor.post_multipart("/report/words", &parts).await.expect(413);
}

#[tokio::test]
async fn more_files_than_a_form_may_hold_are_refused() {
    let test = TestApp::sqlite();
    let now = test.app.now();
    test.app.db.write(move |tx| partners::add(tx, "Thử nghiệm", "khoa", now)).await.unwrap();
    let photos: Vec<Vec<u8>> = (0..21).map(jpeg).collect();
    let files = |count: usize| {
        photos.iter().take(count).map(|bytes| Part::File("photos", "a.jpg", "image/jpeg", bytes))
    };
    let visitor = test.visitor();
    let lamp = [
        ("api_key", "khoa"),
        ("service_code", "den-duong"),
        ("lat", "21.0287"),
        ("long", "105.8524"),
        ("attribute[loi]", "tat"),
    ];
    let parts: Vec<Part<'_>> =
        lamp.iter().map(|(name, value)| Part::Text(name, value)).chain(files(4)).collect();
    let refused = visitor.post_multipart("/open311/v2/requests.json", &parts).await.expect(400);
    assert!(refused.text().contains("Tối đa 3 ảnh"), "{}", refused.text());
    let parts: Vec<Part<'_>> = [Part::Text("api_key", "khoa")].into_iter().chain(files(4)).collect();
    visitor.post_multipart("/open311/v2/servicerequestupdates.json", &parts).await.expect(400);
    let handler = sign_in(&test, "xu-ly", &["handler@ubnd-00070"]).await;
    let csrf = handler.get("/desk/file").await.expect(200).field("csrf");
    let parts: Vec<Part<'_>> = [Part::Text("csrf", &csrf)].into_iter().chain(files(21)).collect();
    assert_eq!(handler.post_multipart("/desk/file", &parts).await.status, 413);
    assert_eq!((count(&test, "photos").await, count(&test, "cases").await), (0, 0), "nothing of it is kept");
}

#[tokio::test]
async fn one_address_cannot_send_without_end() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let mut taken = 0;
    let last = loop {
        let answer = put(&visitor, format!("kein Bild {taken}").into_bytes()).await;
        if answer.status == 429 {
            break answer;
        }
        taken += 1;
        assert!(taken < 1_000, "no limit");
    };
    assert_eq!(taken, 180);
    assert_eq!(last.headers["retry-after"], "4");
    let mut taken = 0;
    let last = loop {
        let answer = visitor.post("/open311/v2/requests.json", &[("api_key", "geraten")]).await;
        if answer.status == 429 {
            break answer;
        }
        assert_eq!(answer.status, 403);
        taken += 1;
        assert!(taken < 1_000, "no limit");
    };
    assert_eq!(taken, 600);
    assert!(last.text().starts_with("[{\"code\":429") && last.headers.contains_key("retry-after"));
    visitor.get("/open311/v2/services.json").await.expect(200);
    assert_eq!(count(&test, "notes").await, 0);
}

#[tokio::test]
async fn a_right_link_opens_whatever_others_behind_its_address_tried() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    test.settle().await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&handler, &filed.code, "accept", &[]).await.expect(303);
    let form = handler.get(&format!("/desk/cases/{}?step=work-link", filed.code)).await.expect(200);
    let key = form.field("key");
    let typed = [("key", key.as_str()), ("label", "Đội 1"), ("brief", "Dọn rác."), ("days", "7")];
    let made = step(&handler, &filed.code, "work-link", &typed).await.expect(200).text();
    let work: String =
        made.split("http://dantin.test/contractor/").nth(1).unwrap().chars().take(26).collect();
    let officer = add(&test, "moi", &["handler@ubnd-00070"]).await;
    let (invitation, now) = (Token::draw(test.app.random.as_ref()), test.app.now());
    let link = invitation.clone();
    test.app.db.write(move |tx| invitations::make(tx, &officer, &link, now)).await.unwrap();

    let (visitor, wrong) = (test.visitor(), "a".repeat(26));
    for _ in 0..30 {
        visitor.get(&format!("/my/{wrong}")).await.expect(404);
    }
    let never_made = Token::draw(test.app.random.as_ref()).to_text();
    for (right, wrong) in [
        (format!("/my/{}", filed.secret), format!("/my/{wrong}")),
        (format!("/contractor/{work}"), format!("/contractor/{wrong}")),
        (format!("/desk/welcome/{}", invitation.to_text()), format!("/desk/welcome/{never_made}")),
    ] {
        visitor.get(&right).await.expect(200);
        visitor.get(&wrong).await.expect(429);
    }
    visitor.get("/my/too-short").await.expect(429);
}

/// The status line of a follower, and the connection that keeps its place.
async fn follow(address: &str, path: &str) -> (String, tokio::net::TcpStream) {
    let mut stream = tokio::net::TcpStream::connect(address.strip_prefix("http://").unwrap()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: dantin.test\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let read = stream.read(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer[..read]).into_owned();
    (text.lines().next().unwrap_or_default().to_owned(), stream)
}

#[tokio::test]
async fn one_address_does_not_take_every_place_at_a_session() {
    let test = TestApp::sqlite();
    let host = dialogues::host(&test).await;
    let code = dialogues::announce(&test, &host).await;
    let (page, path) = (format!("/dialogues/{code}"), format!("/dialogues/{code}/events"));
    let here = Source::of("127.0.0.1".parse().unwrap());
    let mut seats: Vec<_> = (0..1_000).map(|_| test.app.live.seat(here).unwrap()).collect();
    assert!(test.app.live.seat(here).is_none());
    let elsewhere = Source::of("192.0.2.1".parse().unwrap());
    assert!(test.app.live.seat(elsewhere).is_some(), "others still have places");
    let visitor = test.visitor();
    let refused = visitor.get(&path).await.expect(503).text();
    assert!(refused.contains("Máy chủ tạm thời chưa trả lời được"), "{refused}");
    visitor.get(&page).await.expect(200);

    let address = test.serve().await;
    assert_eq!(follow(&address, &path).await.0, "HTTP/1.1 503 Service Unavailable");
    seats.pop();
    let (status, stream) = follow(&address, &path).await;
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert!(test.app.live.seat(here).is_none(), "it has the place");
    drop(stream);
    for _ in 0..300 {
        if test.app.live.seat(here).is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the place of an ended connection was not given back");
}
