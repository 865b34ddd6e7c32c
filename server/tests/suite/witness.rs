//! Witnesses over real HTTP: what they answer, what a city does with them, and what happens to a city whose data folder was
//! restored from yesterday while they remember today.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use dantin::{
    clock::SetClock,
    jobs::journal::publish,
    prove::journal::{Cosigned, PublicLog, ask_others},
    witness::{self, Folder, Witness},
};
use dantin_journal::{
    checkpoint::SignedCheckpoint,
    cosignature::Cosigner,
    key::VerifierKey,
    policy::Policy,
    witness::{AddCheckpoint, monitoring_path},
};
use dantin_verify::{MirrorOptions, Options, Source, Submitted, WitnessSite, mirror, verify};
use jiff::ToSpan as _;

use crate::{
    reports::{filed, secret_link},
    support::{MORNING, TestApp},
    verify::copy,
};

/// A witness that listens on a free port of this machine.
pub struct Running {
    pub address: String,
    pub folder: PathBuf,
    pub key: VerifierKey,
    _kept: tempfile::TempDir,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts a witness that knows these logs.
pub async fn start(name: &str, logs: &str) -> Running {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().join("witness");
    let seed = [u8::try_from(name.len()).unwrap(); 32];
    let key = Folder::create(&folder, name.parse().unwrap(), &seed).unwrap();
    witness::add(&folder, logs).unwrap();
    let clock = Arc::new(SetClock::new(MORNING.parse().unwrap()));
    let witness = Arc::new(Witness { folder: Folder::open(&folder).unwrap(), clock });
    let listener = tokio::net::TcpListener::bind::<SocketAddr>("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move { axum::serve(listener, witness::router(witness)).await.unwrap() });
    Running { address, folder, key, _kept: kept, task }
}

fn log_key(test: &TestApp) -> String {
    test.app.log.as_ref().unwrap().key().to_string()
}

/// A log in a folder of its own with these rows, signed with the key of the tests.
fn log_of(folder: &Path, rows: &[&str]) -> PublicLog {
    fs::create_dir_all(folder).unwrap();
    PublicLog::create(folder, &"dantin.test/journal".parse().unwrap(), &[7; 32]).unwrap();
    let log = PublicLog::open(folder).unwrap().unwrap();
    let rows: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    log.publish(0, &rows).unwrap();
    log
}

fn request(log: &PublicLog, old: u64) -> AddCheckpoint {
    let checkpoint = log.mark().unwrap();
    let proof = log.consistency_proof(old, checkpoint.unverified().size()).unwrap();
    AddCheckpoint { old, proof, checkpoint }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Status, media type and body of a raw request.
async fn post(address: &str, body: Vec<u8>) -> (u16, String, String) {
    let address = address.trim_start_matches("http://").to_owned();
    blocking(move || {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        let head = format!(
            "POST /add-checkpoint HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let media_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
        (status, media_type.to_owned(), body.to_owned())
    })
    .await
}

#[tokio::test]
async fn the_table_of_answers_holds_over_http() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_of(&folder.path().join("log"), &["one", "two", "three"]);
    let witness = start("witness.test", &log.key().to_string()).await;

    let (status, media_type, body) = post(&witness.address, request(&log, 0).to_string().into_bytes()).await;
    assert_eq!((status, media_type.as_str()), (200, "text/plain; charset=utf-8"));
    assert!(
        body.starts_with("— witness.test ") && body.ends_with('\n') && body.lines().count() == 1,
        "{body}"
    );
    let mut cosigned = log.mark().unwrap();
    cosigned.add(body.trim_end().parse().unwrap()).unwrap();
    cosigned.note().verify([&witness.key]).unwrap();

    let (status, media_type, body) = post(&witness.address, request(&log, 0).to_string().into_bytes()).await;
    assert_eq!((status, media_type.as_str(), body.as_str()), (409, "text/x.tlog.size", "3\n"));
    let same = request(&log, 3).to_string();
    assert_eq!(post(&witness.address, same.clone().into_bytes()).await.0, 200, "a heartbeat");
    for (body, expected) in [
        ("old 4\n\n".to_owned() + same.split_once("\n\n").unwrap().1, 400),
        ("nonsense".to_owned(), 400),
        ("x".repeat(2_000_000), 400),
        (same.replace("journal ", "journal x"), 400),
        (same.replace("dantin.test", "other.test"), 404),
        (same.replacen("\n3\n", "\n4\n", 1), 403),
    ] {
        let (status, _, text) = post(&witness.address, body.into_bytes()).await;
        assert_eq!(status, expected, "{text}");
    }

    let site = WitnessSite::new(&witness.address);
    let latest = blocking(move || site.latest("dantin.test/journal")).await.unwrap().unwrap();
    latest.note().verify([&witness.key]).unwrap();
    latest.verify([log.key()]).unwrap();
    let site = WitnessSite::new(&witness.address);
    assert_eq!(blocking(move || site.latest("nobody.test/journal")).await, Ok(None));
}

#[tokio::test]
async fn a_fork_is_refused_as_the_standard_says_and_both_notes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let honest = log_of(&folder.path().join("honest"), &["one", "two", "three"]);
    let forked = log_of(&folder.path().join("forked"), &["one", "two", "other"]);
    let longer = log_of(&folder.path().join("longer"), &["one", "two", "other", "four"]);
    let witness = start("witness.test", &honest.key().to_string()).await;
    let submit = async |request: AddCheckpoint| {
        let site = WitnessSite::new(&witness.address);
        blocking(move || site.add_checkpoint(&request)).await.unwrap()
    };
    assert!(matches!(submit(request(&honest, 0)).await, Submitted::Cosigned(_)));
    assert_eq!(submit(request(&forked, 3)).await, Submitted::OtherHistory);
    assert_eq!(submit(request(&longer, 3)).await, Submitted::OtherHistory);
    assert_eq!(submit(request(&longer, 0)).await, Submitted::Knows(3));

    let log = monitoring_path("dantin.test/journal").replace("/checkpoint", "");
    let notes = |kind: &str| -> Vec<SignedCheckpoint> {
        let mut paths: Vec<PathBuf> = fs::read_dir(witness.folder.join(kind).join(&log))
            .unwrap()
            .map(|one| one.unwrap().path())
            .collect();
        paths.sort();
        paths.iter().map(|path| SignedCheckpoint::parse(&fs::read(path).unwrap()).unwrap()).collect()
    };
    let forks = notes("forks");
    assert_eq!(forks.len(), 2);
    assert!(forks.iter().all(|note| note.verify([honest.key()]).is_ok() && note.unverified().size() == 3));
    assert_ne!(forks[0].unverified().root(), forks[1].unverified().root());
    assert_eq!(notes("unproven").len(), 2);
    // What it shows has not moved.
    let site = WitnessSite::new(&witness.address);
    let latest = blocking(move || site.latest("dantin.test/journal")).await.unwrap().unwrap();
    assert_eq!(latest.unverified(), honest.mark().unwrap().unverified());
}

#[tokio::test]
async fn of_two_histories_at_a_time_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let first = log_of(&folder.path().join("a"), &["one"]);
    let second = log_of(&folder.path().join("b"), &["other", "two"]);
    let witness = start("witness.test", &first.key().to_string()).await;
    let requests = [request(&first, 0), request(&second, 0)];
    let tasks: Vec<_> = (0..16)
        .map(|turn: usize| {
            let (site, request) = (WitnessSite::new(&witness.address), requests[turn % 2].clone());
            tokio::task::spawn_blocking(move || (turn % 2, site.add_checkpoint(&request).unwrap()))
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        if let (history, Submitted::Cosigned(_)) = task.await.unwrap() {
            winners.push(history);
        }
    }
    assert_eq!(winners.len(), 1);
}

#[tokio::test]
async fn a_witness_starts_again_with_what_it_knew_and_serves_once() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_of(&folder.path().join("log"), &["one", "two"]);
    let home = folder.path().join("witness");
    Folder::create(&home, "witness.test".parse().unwrap(), &[1; 32]).unwrap();
    assert!(Folder::create(&home, "witness.test".parse().unwrap(), &[2; 32]).is_err());
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(home.join("witness.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // A city's policy names its log; a second time there is nothing new.
    let policy = log.served_policy("https://dantin.test").unwrap();
    assert_eq!(witness::add(&home, &policy).unwrap(), [log.key().clone()]);
    assert_eq!(witness::add(&home, &log.key().to_string()).unwrap(), []);
    assert!(witness::add(&home, "log nonsense").is_err());
    {
        let open = Folder::open(&home).unwrap();
        assert!(Folder::open(&home).is_err(), "a second process may not decide beside the first");
        open.add_checkpoint(request(&log, 0).to_string().as_bytes(), 5).unwrap().unwrap();
    }
    let open = Folder::open(&home).unwrap();
    let again = open.add_checkpoint(request(&log, 0).to_string().as_bytes(), 5).unwrap();
    assert_eq!(again.unwrap_err().status(), 409);
    // What it cosigned is damaged: it says nothing rather than something else.
    let seen = home.join("seen").join(monitoring_path("dantin.test/journal"));
    let text = fs::read_to_string(&seen).unwrap();
    fs::write(&seen, text.replacen("\n2\n", "\n1\n", 1)).unwrap();
    assert!(open.add_checkpoint(request(&log, 0).to_string().as_bytes(), 5).is_err());
}

/// Names witnesses in the policy of an installation.
fn name_witnesses(test: &TestApp, witnesses: &[(&str, &VerifierKey, &str)], quorum: usize) {
    let lines: Vec<String> =
        witnesses.iter().map(|(name, key, url)| format!("witness {name} {key} {url}\n")).collect();
    let members: Vec<&str> = witnesses.iter().map(|(name, _, _)| *name).collect();
    let policy = format!(
        "# Who watches\nlog {}\n{}group watch {quorum} {}\nquorum watch\n",
        log_key(test),
        lines.concat(),
        members.join(" ")
    );
    fs::write(test.app.settings.data.join("journal/policy"), policy).unwrap();
}

/// Submits once and gives what went wrong.
async fn submit(test: &TestApp, cosigned: Cosigned) -> (Cosigned, dantin::prove::journal::Submission) {
    let app = test.app.clone();
    blocking(move || {
        let mut cosigned = cosigned;
        let done = cosigned.submit(app.log.as_ref().unwrap(), app.now()).unwrap();
        (cosigned, done)
    })
    .await
}

#[tokio::test]
async fn two_of_three_are_enough_and_a_dead_witness_holds_nothing_up() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let none = visitor.get("/journal/checkpoint.witnessed").await.expect(404);
    assert!(none.text().contains("has been cosigned by enough witnesses yet"), "{}", none.text());
    let (one, two) = (start("one.test", &log_key(&test)).await, start("second.test", &log_key(&test)).await);
    let dead = Cosigner::from_seed("dead.test".parse().unwrap(), &[99; 32]);
    let witnesses = [
        ("one", &one.key, one.address.as_str()),
        ("dead", dead.verifier_key(), "http://127.0.0.1:1"),
        ("two", &two.key, two.address.as_str()),
    ];
    name_witnesses(&test, &witnesses, 2);
    filed(&test).await;
    test.check().await;
    let (cosigned, done) = submit(&test, Cosigned::default()).await;
    assert_eq!((done.cosigned, done.is_published), (2, true));
    assert!(done.failed.len() == 1 && done.failed[0].starts_with("dead: "), "{:?}", done.failed);

    let policy = visitor.get("/journal/policy").await.expect(200);
    assert!(policy.text().contains("http://dantin.test/journal\n") && !policy.text().contains('#'));
    let policy = Policy::parse(&policy.body).unwrap();
    let witnessed = visitor.get("/journal/checkpoint.witnessed").await.expect(200);
    assert_eq!(witnessed.headers["access-control-allow-origin"], "*");
    let note = SignedCheckpoint::parse(&witnessed.body).unwrap();
    assert_eq!(policy.verify(&note).unwrap().cosignatures.len(), 2);

    // A stranger who brings the policy along: the newest checkpoint is the city's, and witnesses saw it up to here.
    let here = Source::new(test.app.settings.data.to_str().unwrap());
    let options = Options { policy: Some(policy.clone()), ..Options::default() };
    let (report, _) = verify(&here, &options, &mut |_, _| {}).unwrap();
    assert_eq!((report.findings, report.witnessed), (Vec::new(), Some(note.unverified().size())));
    assert_eq!(report.witnesses, ["one", "two"]);
    // Without a policy the site's own word names them, at the first look and at the next.
    let (first, pin) = verify(&here, &Options::default(), &mut |_, _| {}).unwrap();
    let (next, _) = verify(&here, &Options { pin, ..Options::default() }, &mut |_, _| {}).unwrap();
    assert_eq!((first.findings, first.witnesses.len(), first.is_first_use), (Vec::new(), 2, true));
    assert_eq!((next.findings, next.witnesses.len(), next.is_first_use), (Vec::new(), 2, false));
    let copied = tempfile::tempdir().unwrap();
    let strict = MirrorOptions { policy: Some(policy), repair: false };
    let mirrored = mirror(&here, copied.path(), &strict, &mut |_, _| {}).unwrap();
    let names = vec!["one".to_owned(), "two".to_owned()];
    assert_eq!(mirrored.witnessed, Some((note.unverified().size(), names)));
    let all = fs::read_to_string(test.app.settings.data.join("journal/policy")).unwrap();
    let all = Policy::parse(all.replace("group watch 2", "group watch all").as_bytes()).unwrap();
    let options = Options { policy: Some(all.clone()), ..Options::default() };
    let (report, _) = verify(&here, &options, &mut |_, _| {}).unwrap();
    assert!(report.findings[0].contains("too few witnesses"), "{:?}", report.findings);
    let strict = MirrorOptions { policy: Some(all), repair: false };
    let refused = mirror(&here, copied.path(), &strict, &mut |_, _| {}).unwrap_err();
    assert!(refused.to_string().contains("too few witnesses"), "{refused}");

    // Nothing new: only the dead one is asked again. After a day all say once more that they are there.
    let (cosigned, done) = submit(&test, cosigned).await;
    assert_eq!((done.cosigned, done.failed.len()), (0, 1));
    test.pass(25.hours());
    let (cosigned, done) = submit(&test, cosigned).await;
    assert_eq!(done.cosigned, 2);
    // The log grows, and so does what they saw; a process that knows nothing learns it from them.
    filed(&test).await;
    test.check().await;
    let (_, done) = submit(&test, cosigned).await;
    assert_eq!((done.cosigned, done.is_published), (2, true));
    let grown = SignedCheckpoint::parse(&visitor.get("/journal/checkpoint.witnessed").await.body).unwrap();
    assert!(grown.unverified().size() > note.unverified().size());
    let (_, done) = submit(&test, Cosigned::default()).await;
    assert_eq!(done.cosigned, 2);

    // With one of three there is nothing to publish, and what was published stays.
    drop(two);
    filed(&test).await;
    test.check().await;
    let (_, done) = submit(&test, Cosigned::default()).await;
    assert_eq!((done.cosigned, done.is_published), (1, false));
    assert_eq!(visitor.get("/journal/checkpoint.witnessed").await.body, grown.to_string().into_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_restored_from_yesterday_signs_nothing_beside_a_witness_that_remembers_today() {
    let test = TestApp::sqlite();
    let data = test.app.settings.data.clone();
    let witness = start("witness.test", &log_key(&test)).await;
    name_witnesses(&test, &[("press", &witness.key, &witness.address)], 1);
    filed(&test).await;
    test.check().await;
    // Yesterday's copy of everything, mark and tiles included.
    let backup = tempfile::tempdir().unwrap();
    copy(&data, backup.path());
    let yesterday: Vec<(i64,)> =
        test.app.db.read(|tx| tx.all("SELECT size FROM journal_head WHERE id = 1", &[])).await.unwrap();
    filed(&test).await;
    test.check().await;
    let (_, done) = submit(&test, Cosigned::default()).await;
    assert!(done.is_published);

    for name in ["journal.mark", "journal/checkpoint"] {
        fs::copy(backup.path().join(name), data.join(name)).unwrap();
    }
    fs::remove_dir_all(data.join("journal/tile")).unwrap();
    copy(&backup.path().join("journal/tile"), &data.join("journal/tile"));
    let size = yesterday[0].0;
    test.app
        .db
        .write(move |tx| {
            tx.execute("DELETE FROM journal WHERE idx >= $1", &[&size])?;
            tx.execute("UPDATE journal_head SET size = $1 WHERE id = 1", &[&size])
        })
        .await
        .unwrap();

    let (app, visitor) = test.started_again();
    let reason = app.log.as_ref().unwrap().halted().unwrap();
    assert!(
        reason.contains("the witness press") && reason.contains("restored from an older copy"),
        "{reason}"
    );
    let ready = visitor.get("/readyz").await.expect(503);
    assert!(ready.text().contains("older copy"), "{}", ready.text());
    // A report is taken and kept; nothing is sequenced or signed; every page says why.
    let mark = fs::read(data.join("journal.mark")).unwrap();
    let link = secret_link(&visitor).await;
    dantin::jobs::journal::advance(&app).await.unwrap();
    publish(&app).await;
    assert_eq!(fs::read(data.join("journal.mark")).unwrap(), mark);
    for page in ["/", "/results", "/cases", &link, "/nowhere", "/desk/sign-in"] {
        let text = visitor.get(page).await.text();
        assert!(text.contains("Nhật ký công khai đang tạm dừng"), "{page}");
    }
    assert!(visitor.get("/results?lang=en").await.text().contains("The public journal has paused"));
    let (_, done) = submit_of(&app).await;
    assert_eq!(done.cosigned, 0, "a log that has stopped gives nothing to witnesses");
}

async fn submit_of(app: &dantin::app::Shared) -> (Cosigned, dantin::prove::journal::Submission) {
    let app = app.clone();
    blocking(move || {
        let mut cosigned = Cosigned::default();
        let done = cosigned.submit(app.log.as_ref().unwrap(), app.now()).unwrap();
        (cosigned, done)
    })
    .await
}

#[tokio::test]
async fn others_halt_a_log_only_with_its_own_signature() {
    let folder = tempfile::tempdir().unwrap();
    let short = log_of(&folder.path().join("short"), &["one", "two"]);
    let long = log_of(&folder.path().join("long"), &["one", "two", "three"]);
    let other = log_of(&folder.path().join("other"), &["one", "else"]);
    let mirror = |log: &PublicLog| log.folder().parent().unwrap().display().to_string();
    // An older copy and one that is not there say nothing.
    ask_others(
        &long,
        &[mirror(&short), "http://127.0.0.1:1".to_owned(), folder.path().display().to_string()],
    );
    assert_eq!(long.halted(), None);
    // A note that another key signed says nothing either, however long it is.
    let stranger = folder.path().join("stranger");
    fs::create_dir_all(&stranger).unwrap();
    PublicLog::create(&stranger, &"dantin.test/journal".parse().unwrap(), &[8; 32]).unwrap();
    let rows: Vec<String> = (0..9).map(|row| row.to_string()).collect();
    PublicLog::open(&stranger).unwrap().unwrap().publish(0, &rows).unwrap();
    ask_others(&long, &[stranger.display().to_string()]);
    assert_eq!(long.halted(), None);

    ask_others(&short, &[mirror(&long)]);
    let reason = short.halted().unwrap();
    assert!(reason.contains("3 entries") && reason.contains("only 2 are signed"), "{reason}");
    ask_others(&long, &[mirror(&other)]);
    assert!(long.halted().unwrap().contains("two histories"));
}

#[tokio::test]
async fn a_witness_that_saw_another_history_stops_a_running_log() {
    let folder = tempfile::tempdir().unwrap();
    let test = TestApp::sqlite();
    let witness = start("witness.test", &log_key(&test)).await;
    name_witnesses(&test, &[("press", &witness.key, &witness.address)], 1);
    // Somebody else signs with the city's key.
    let forged = log_of(&folder.path().join("forged"), &["one"]);
    let site = WitnessSite::new(&witness.address);
    let first = request(&forged, 0);
    assert!(matches!(blocking(move || site.add_checkpoint(&first)).await, Ok(Submitted::Cosigned(_))));
    filed(&test).await;
    test.check().await;
    let (_, done) = submit(&test, Cosigned::default()).await;
    assert_eq!(done.cosigned, 0);
    let reason = test.app.log.as_ref().unwrap().halted().unwrap();
    assert!(reason.contains("two histories"), "{reason}");
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_lets_nothing_be_signed() {
    let test = TestApp::sqlite();
    let policy = test.app.settings.data.join("journal/policy");
    let good = fs::read_to_string(&policy).unwrap();
    for (text, word) in [
        (format!("{good}witness press\n"), "line 3"),
        ("quorum none\n".to_owned(), "has no line `log dantin.test/journal+"),
    ] {
        fs::write(&policy, text).unwrap();
        let reason = test.started_again().0.log.as_ref().unwrap().halted().unwrap();
        assert!(reason.contains("journal/policy") && reason.contains(word), "{reason}");
    }
}
