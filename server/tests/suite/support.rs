//! The test application: a server on a fresh database, a clock that stands still until moved, repeatable randomness,
//! and visitors with their own cookies. [`TestApp::check`] holds the invariants after a scenario.

use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use dantin::{
    app::{App, Opening, Shared},
    clock::{Clock as _, SeededRandom, SetClock},
    jobs::journal::{advance, publish, publish_figures},
    prove::journal::PublicLog,
    routes::router,
    settings::Typed,
};
use dantin_city::City;
use dantin_record::{book::Book, case::Case, entry::Line, event::Event, matter::MatterEvent};
use dantin_store::{Db, testing::TestDb};
use jiff::Timestamp;
use tower::ServiceExt as _;

/// Tuesday 10 March 2026, 09:00 in Hanoi: a plain working morning.
pub const MORNING: &str = "2026-03-10T02:00:00Z";

/// Makes each of these scenarios two tests, `name::on_sqlite` and `name::on_postgresql`.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            use crate::support::TestApp;

            #[tokio::test]
            async fn on_sqlite() {
                super::$name(TestApp::sqlite()).await;
            }

            #[tokio::test]
            async fn on_postgresql() {
                if let Some(test) = TestApp::postgresql() {
                    super::$name(test).await;
                }
            }
        })+
    };
}
pub(crate) use on_both_engines;

/// A server with everything real but the clock and the network.
pub struct TestApp {
    pub app: Shared,
    pub clock: Arc<SetClock>,
    router: Router,
    db: Db,
    folder: tempfile::TempDir,
    kept: Option<TestDb>,
}

thread_local! {
    /// Each opening of one test has other random numbers, and every run of the test the same: a test has its thread alone.
    static OPENED: Cell<u64> = const { Cell::new(0) };
}

fn open(db: &Db, folder: &std::path::Path, clock: &Arc<SetClock>) -> Shared {
    open_with(db, folder, clock, &[])
}

fn open_with(db: &Db, folder: &std::path::Path, clock: &Arc<SetClock>, settings: &[(&str, &str)]) -> Shared {
    open_in(City::embedded().unwrap(), db, folder, clock, settings)
}

fn open_in(
    city: City,
    db: &Db,
    folder: &std::path::Path,
    clock: &Arc<SetClock>,
    settings: &[(&str, &str)],
) -> Shared {
    let mut typed = Typed::defaults();
    typed.set("server.data", folder.display().to_string(), "test").unwrap();
    typed.set("server.public_url", "http://dantin.test".to_owned(), "test").unwrap();
    for (name, value) in settings {
        typed.set(name, (*value).to_owned(), "test").unwrap();
    }
    let opening = Opening {
        settings: typed.check().unwrap(),
        city,
        clock: clock.clone(),
        random: Arc::new(SeededRandom::new(OPENED.replace(OPENED.get() + 1) + 1)),
        is_sample: false,
    };
    Arc::new(App::with_db(db.clone(), opening).unwrap())
}

impl TestApp {
    /// On a fresh SQLite file.
    pub fn sqlite() -> TestApp {
        TestApp::on(dantin_store::testing::sqlite(dantin::app::MIGRATIONS))
    }

    /// On a fresh PostgreSQL database; none where PostgreSQL is not installed.
    pub fn postgresql() -> Option<TestApp> {
        dantin_store::testing::postgres(dantin::app::MIGRATIONS).map(TestApp::on)
    }

    /// On this database.
    pub fn on(db: TestDb) -> TestApp {
        let folder = tempfile::tempdir().unwrap();
        PublicLog::create(folder.path(), &"dantin.test/journal".parse().unwrap(), &[7; 32]).unwrap();
        TestApp::over((*db).clone(), folder, Some(db))
    }

    /// On a database and a data folder that are there; the database goes with `kept`.
    pub fn over(db: Db, folder: tempfile::TempDir, kept: Option<TestDb>) -> TestApp {
        let clock = Arc::new(SetClock::new(MORNING.parse().unwrap()));
        let app = open(&db, folder.path(), &clock);
        TestApp { router: router(app.clone()), app, clock, db, folder, kept }
    }

    /// The same server started again with these settings.
    pub fn with(self, settings: &[(&str, &str)]) -> TestApp {
        let app = open_with(&self.db, self.folder.path(), &self.clock, settings);
        TestApp { router: router(app.clone()), app, ..self }
    }

    /// The same server started again for this city.
    pub fn in_city(self, city: City) -> TestApp {
        let app = open_in(city, &self.db, self.folder.path(), &self.clock, &[]);
        TestApp { router: router(app.clone()), app, ..self }
    }

    /// Another process on the same database and folder, as after a start.
    pub fn started_again(&self) -> (Shared, Visitor) {
        let app = open(&self.db, self.folder.path(), &self.clock);
        let visitor = Visitor { router: router(app.clone()), cookies: Mutex::default(), headers: Vec::new() };
        (app, visitor)
    }

    /// Moves the clock on.
    pub fn pass(&self, span: jiff::Span) {
        self.clock.set(self.clock.now().checked_add(span).unwrap());
    }

    /// Sets the clock.
    pub fn at(&self, time: &str) {
        self.clock.set(time.parse::<Timestamp>().unwrap());
    }

    /// Somebody with a browser of their own.
    pub fn visitor(&self) -> Visitor {
        Visitor { router: self.router.clone(), cookies: Mutex::default(), headers: Vec::new() }
    }

    /// Answers on a port of this machine too, for programs that are no visitors of the test; gives its address.
    pub async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let service = self.router.clone().into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }

    /// Sequences what waits, brings the book up to it, and publishes the figures when anything came.
    pub async fn settle(&self) {
        advance(&self.app).await.unwrap();
        let (size, published) = {
            let book = self.app.book.read();
            (book.size(), book.log().published)
        };
        if published.is_none_or(|(index, _)| index + 1 < size) {
            publish_figures(&self.app).await.unwrap();
        }
    }

    /// Brings the search index up to the book.
    pub async fn index(&self) -> dantin::search::Followed {
        self.settle().await;
        let app = self.app.clone();
        tokio::task::spawn_blocking(move || dantin::search::follow(&app)).await.unwrap().unwrap()
    }

    /// The invariants: nothing waits, the replayed journal gives the live book, every row agrees with the book, the public
    /// log holds the same entries under a signed root, and every commitment can be opened or is erased.
    pub async fn check(&self) {
        let rows = self.check_public().await;
        self.check_commitments(&rows).await;
    }

    /// The same without the private words, which a healed database lacks.
    pub async fn check_public(&self) -> Vec<(i64, String)> {
        self.settle().await;
        publish(&self.app).await;
        let rows: Vec<(i64, String)> = self
            .app
            .db
            .read(|tx| tx.all::<(i64, String)>("SELECT idx, body FROM journal ORDER BY idx", &[]))
            .await
            .unwrap();
        let mut book = Book::default();
        let mut voices = dantin_record::voice::Voices::default();
        for (place, (index, body)) in rows.iter().enumerate() {
            assert_eq!(usize::try_from(*index).unwrap(), place, "the journal has no gaps");
            let line = Line::parse(body.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(line.to_bytes().unwrap()).unwrap(), *body, "entries are canonical");
            book.take(u64::try_from(*index).unwrap(), &line).unwrap();
            voices.take_line(&line).unwrap_or_else(|forged| panic!("entry {index}: {forged}"));
        }
        assert_eq!(book.digest(), self.app.book.read().digest(), "replay gives the live book");
        let log = self.app.log.as_ref().unwrap();
        assert_eq!(log.halted(), None);
        let signed = log.mark().unwrap();
        let mut range = dantin_journal::range::CompactRange::new();
        for (_, body) in &rows {
            range.push(dantin_journal::hash::leaf_hash(body.as_bytes())).unwrap();
        }
        assert_eq!(signed.unverified().size(), rows.len() as u64, "every entry is under the checkpoint");
        assert_eq!(signed.unverified().root(), range.root(), "the log holds the entries of the journal");
        let cases: Vec<(String, String)> = self
            .app
            .db
            .read(|tx| tx.all::<(String, String)>("SELECT code, record FROM cases ORDER BY code", &[]))
            .await
            .unwrap();
        assert_eq!(cases.len(), book.len(), "every case is in the book");
        for (code, record) in cases {
            let case: Case = serde_json::from_str(&record).unwrap();
            let replayed = book.case(book.find(code.parse().unwrap()).unwrap()).unwrap();
            assert_eq!(case.state, replayed.state, "{code}");
            assert_eq!(case.visibility, replayed.visibility, "{code}");
            assert_eq!(case.first_due, replayed.first_due, "{code}");
            assert_eq!(case.barred, replayed.barred, "{code}");
        }
        let matters: Vec<(String, String, String)> = self
            .app
            .db
            .read(|tx| tx.all::<(String, String, String)>("SELECT id, state, record FROM matters", &[]))
            .await
            .unwrap();
        assert_eq!(matters.len(), book.matters().count(), "every matter is in the book");
        for (id, state, record) in matters {
            let mut matter: dantin_record::matter::Matter = serde_json::from_str(&record).unwrap();
            if let dantin_record::matter::Matter::Consultation(consultation) = &mut matter {
                let key = id.clone();
                let comments = self.app.db.read(move |tx| {
                    let text = "SELECT record FROM comments WHERE matter_id = $1 AND record IS NOT NULL";
                    tx.all::<(String,)>(text, &[&key])
                });
                for (comment,) in comments.await.unwrap() {
                    consultation.comments.hold(serde_json::from_str(&comment).unwrap());
                }
            }
            assert_eq!(Some(&matter), book.matter(id.parse().unwrap()), "{id}");
            assert_eq!(matter.state(), state);
        }
        rows
    }
}

impl TestApp {
    /// Every commitment of the journal can be opened by what the database holds, or is erased by a later entry and
    /// cannot be opened any more; and the database holds nothing that is not committed to.
    async fn check_commitments(&self, rows: &[(i64, String)]) {
        type Content = (String, i64, String, String, Vec<u8>);
        let contents: Vec<Content> = self
            .app
            .db
            .read(|tx| tx.all::<Content>("SELECT case_id, number, field, body, salt FROM contents", &[]))
            .await
            .unwrap();
        let mut opened: BTreeMap<(String, i64, String), [u8; 32]> = contents
            .into_iter()
            .map(|(case, number, field, body, salt)| {
                let salt: [u8; 32] = salt.try_into().unwrap();
                let domain = dantin_journal::commitment::DOMAIN;
                let held = dantin_journal::commitment::commitment(domain, &salt, &field, body.as_bytes());
                ((case, number, field), held)
            })
            .collect();
        let mut register = dantin_record::erasure::Register::new();
        let mut held: BTreeMap<(String, i64, String), [u8; 32]> = BTreeMap::new();
        let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
        for (index, body) in rows {
            let line = Line::parse(body.as_bytes()).unwrap();
            register.take_line(u64::try_from(*index).unwrap(), &line).unwrap();
            let Some(case) = line.subject() else { continue };
            let number = numbers.entry(case.clone()).or_default();
            *number += 1;
            for (field, commitment) in line.commitments().unwrap() {
                held.insert((case.clone(), *number, field.as_str().to_owned()), *commitment);
            }
            let erasure = match &line {
                Line::Case(entry) => match &entry.event {
                    Event::Erased(erasure) => Some(erasure),
                    _ => None,
                },
                Line::Matter(entry) => match &entry.event {
                    MatterEvent::Erased(erasure) => Some(erasure),
                    _ => None,
                },
                Line::Notice(_) => None,
            };
            if let Some(erasure) = erasure {
                for field in &erasure.fields {
                    let key = (case.clone(), i64::from(erasure.entry), field.as_str().to_owned());
                    assert!(held.remove(&key).is_some(), "{key:?} was committed to");
                    assert!(!opened.contains_key(&key), "{key:?} is erased");
                }
            }
        }
        for (key, commitment) in held {
            assert_eq!(opened.remove(&key), Some(commitment), "{key:?} can be opened");
        }
        assert!(opened.is_empty(), "without a commitment: {opened:?}");
    }

    /// The folder of the server: photos, journal, settings.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The database.
    pub fn database(&self) -> &TestDb {
        self.kept.as_ref().unwrap()
    }
}

/// A browser without JavaScript.
pub struct Visitor {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
    headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> String {
        assert!(self.status.is_redirection(), "{} {}", self.status, self.text());
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }

    /// The body as a document.
    pub fn html(&self) -> scraper::Html {
        scraper::Html::parse_document(&self.text())
    }

    /// The value of the first form field of this name.
    pub fn field(&self, name: &str) -> String {
        let selector = scraper::Selector::parse(&format!("[name='{name}']")).unwrap();
        let html = self.html();
        let element = html.select(&selector).next().unwrap_or_else(|| panic!("no field {name}"));
        element.value().attr("value").unwrap_or_default().to_owned()
    }

    /// Asserts the status and passes the answer on.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}

/// A part of a multipart form.
pub enum Part<'a> {
    /// A text field.
    Text(&'a str, &'a str),
    /// A file: field, name, media type, bytes.
    File(&'a str, &'a str, &'a str, &'a [u8]),
}

impl Visitor {
    /// Sends this header with every request.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Visitor {
        self.headers.push((name, value.into()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect::<Vec<_>>()
            .join("&");
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded".to_owned()), body.into_bytes())
            .await
    }

    /// Sends bytes to an address that is their name.
    pub async fn put(&self, path: &str, headers: &[(&'static str, &str)], body: Vec<u8>) -> Answer {
        let mut with = self.headers.clone();
        with.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let cookies = Mutex::new(self.cookies.lock().unwrap().clone());
        let visitor = Visitor { router: self.router.clone(), cookies, headers: with };
        visitor.send(Method::PUT, path, Some("image/jpeg".to_owned()), body).await
    }

    pub async fn post_multipart(&self, path: &str, parts: &[Part<'_>]) -> Answer {
        let boundary = "dantin-test-boundary";
        let mut body = Vec::new();
        for part in parts {
            body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            match part {
                Part::Text(name, value) => body.extend_from_slice(
                    format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
                ),
                Part::File(name, file, media_type, bytes) => {
                    body.extend_from_slice(
                        format!(
                            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                             Content-Type: {media_type}\r\n\r\n"
                        )
                        .as_bytes(),
                    );
                    body.extend_from_slice(bytes);
                    body.extend_from_slice(b"\r\n");
                }
            }
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        self.send(Method::POST, path, Some(format!("multipart/form-data; boundary={boundary}")), body).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        media_type: Option<String>,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "dantin.test");
        if let Some(media_type) = media_type {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let mut request = request.body(Body::from(body)).unwrap();
        let address: std::net::SocketAddr = "127.0.0.1:5000".parse().unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if value.is_empty() || text.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

fn escape(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
