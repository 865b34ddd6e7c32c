//! Copies of a journal over real HTTP: what is fetched, what is refused and kept as evidence, and that the copy verifies like
//! the original.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use dantin::{jobs::journal::publish, prove::journal::PublicLog, routes::router};
use dantin_journal::{
    bundle::EntryBundle, checkpoint::SignedCheckpoint, hash::leaf_hash, policy::Policy, range::CompactRange,
    tile::Tile,
};
use dantin_verify::{
    MirrorOptions, Mirrored, Options, Source, Trouble, Wrong, entries_after, mirror, verify,
};

use crate::{reports::filed, support::TestApp, verify::copy};

/// A log in a folder of its own: these many rows, of which those from `part` on are of another history.
fn log_of(folder: &Path, count: usize, part: usize) -> PublicLog {
    fs::create_dir_all(folder).unwrap();
    PublicLog::create(folder, &"dantin.test/journal".parse().unwrap(), &[7; 32]).unwrap();
    let log = PublicLog::open(folder).unwrap().unwrap();
    let rows: Vec<String> = (0..count)
        .map(|row| if row < part { format!("entry {row}") } else { format!("other {row}") })
        .collect();
    log.publish(0, &rows).unwrap();
    log
}

fn site(log: &PublicLog) -> Source {
    Source::new(log.folder().parent().unwrap().to_str().unwrap())
}

fn bring(source: &Source, folder: &Path) -> Result<Mirrored, Trouble> {
    mirror(source, folder, &MirrorOptions::default(), &mut |_, _| {})
}

fn refused(source: &Source, folder: &Path) -> Wrong {
    match bring(source, folder) {
        Err(Trouble::Wrong(wrong)) => wrong,
        other => panic!("it was not refused: {other:?}"),
    }
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Whether everything that the checkpoint implies is there.
fn is_whole(folder: &Path) -> bool {
    let journal = folder.join("journal");
    let note = SignedCheckpoint::parse(&fs::read(journal.join("checkpoint")).unwrap()).unwrap();
    let size = note.unverified().size();
    Tile::grown(0, size).map(Tile::path).chain(EntryBundle::grown(0, size).map(EntryBundle::path)).all(
        |path| {
            let full = path.split_once(".p/").map(|(full, _)| full.to_owned());
            journal.join(&path).exists() || full.is_some_and(|full| journal.join(full).exists())
        },
    )
}

fn flip(path: &Path, place: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[place] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_copy_of_a_live_site_verifies_like_the_site_and_grows_with_it() {
    let test = TestApp::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind::<SocketAddr>("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let routes = router(test.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    let bring_it = || {
        let (address, folder) = (address.clone(), folder.path().to_owned());
        tokio::task::spawn_blocking(move || bring(&Source::new(&address), &folder))
    };
    let mut last = 0;
    for turn in 0..3 {
        filed(&test).await;
        test.settle().await;
        publish(&test.app).await;
        let mirrored = bring_it().await.unwrap().unwrap();
        assert_eq!((mirrored.is_first_use, mirrored.from), (turn == 0, last));
        assert!(mirrored.size > last);
        last = mirrored.size;
        assert!(is_whole(folder.path()));
        let here = Source::new(folder.path().to_str().unwrap());
        let (report, pin) = verify(&here, &Options::default(), &mut |_, _| {}).unwrap();
        assert_eq!(report.findings, Vec::<String>::new());
        assert!(report.figures.iter().any(|one| one.is_same), "the figures came along");
        assert_eq!(pin.unwrap().size, last);
        let schema = |folder: &Path| files(&folder.join("journal/schema")).into_iter().map(|(_, text)| text);
        assert!(schema(folder.path()).eq(schema(&test.app.settings.data)));
    }
    let before = files(folder.path());
    let again = bring_it().await.unwrap().unwrap();
    assert_eq!((again.from, again.size), (last, last));
    assert_eq!(files(folder.path()), before);
    // A copy of the copy is a copy.
    let second = tempfile::tempdir().unwrap();
    let copied = bring(&Source::new(folder.path().to_str().unwrap()), second.path()).unwrap();
    assert_eq!(copied.size, last);
    serving.abort();
    let gone = bring_it().await.unwrap();
    assert!(matches!(gone, Err(Trouble::Cannot(_))), "{gone:?}");
}

#[test]
fn sizes_on_both_sides_of_full_tiles_are_copied_from_any_size_before() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = [1, 255, 256, 257, 512, 700, 1100];
    let logs: Vec<PublicLog> =
        sizes.iter().map(|size| log_of(&folder.path().join(size.to_string()), *size, 10_000)).collect();
    let grown = folder.path().join("grown");
    for (place, log) in logs.iter().enumerate() {
        let mirrored = bring(&site(log), &grown).unwrap();
        let before = if place == 0 { 0 } else { sizes[place - 1] };
        assert_eq!((mirrored.from, mirrored.size), (before as u64, sizes[place] as u64));
        assert!(is_whole(&grown), "{}", sizes[place]);
    }
    // Partial files whose full ones are there are gone.
    assert!(
        !grown.join("journal/tile/0/000.p").exists() && !grown.join("journal/tile/entries/000.p").exists()
    );
    assert!(grown.join("journal/tile/entries/004.p/76").exists());
}

#[test]
fn a_full_file_serves_where_the_partial_one_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_of(&folder.path().join("log"), 300, 10_000);
    let checkpoint = fs::read(log.folder().join("checkpoint")).unwrap();
    let rows: Vec<String> = (0..600).map(|row| format!("entry {row}")).collect();
    log.publish(0, &rows).unwrap();
    assert!(!log.folder().join("tile/0/001.p").exists());
    // A cache on the way still has the older checkpoint.
    fs::write(log.folder().join("checkpoint"), checkpoint).unwrap();
    let copied = folder.path().join("copied");
    assert_eq!(bring(&site(&log), &copied).unwrap().size, 300);
    assert!(copied.join("journal/tile/entries/001.p/44").exists() && is_whole(&copied));
    let refreshed = PublicLog::open(&folder.path().join("log")).unwrap().unwrap();
    assert_eq!(bring(&site(&refreshed), &copied).unwrap().size, 600);
}

#[test]
fn the_command_ends_with_what_scripts_can_tell_apart() {
    let folder = tempfile::tempdir().unwrap();
    log_of(&folder.path().join("log"), 300, 10_000);
    log_of(&folder.path().join("forked"), 301, 10);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let run = |from: &str| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_dantin"))
            .current_dir(folder.path())
            .args(["mirror", from, "copied"])
            .output()
            .unwrap();
        let said = [done.stdout, done.stderr].concat();
        (done.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = run("log");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("Seen for the first time") && said.contains("300 entries, 300 more than before"),
        "{said}"
    );
    let (code, said) = run("log");
    assert!(code == Some(0) && said.contains("300 entries, as before"), "{said}");
    let (code, said) = run("forked");
    assert!(code == Some(1) && said.contains("THE JOURNAL IS NOT WHAT IT MUST BE"), "{said}");
    assert_eq!(said.matches("kept: copied/conflict-301-").count(), 2, "{said}");
    let (code, said) = run("empty");
    assert!(code == Some(2) && said.contains("no public journal is kept there"), "{said}");
}

#[test]
fn an_interrupted_copy_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_of(&folder.path().join("log"), 1000, 10_000);
    let (broken, copied) = (folder.path().join("broken"), folder.path().join("copied"));
    copy(&folder.path().join("log"), &broken);
    // The site breaks off at its third bundle.
    fs::remove_file(broken.join("journal/tile/entries/002")).unwrap();
    let wrong = refused(&Source::new(broken.to_str().unwrap()), &copied);
    assert!(wrong.what.contains("journal/tile/entries/002 is missing"), "{}", wrong.what);
    assert!(!copied.join("journal/checkpoint").exists(), "a checkpoint stands only above what is there");
    let kept = copied.join("journal/tile/entries/001");
    let time = fs::metadata(&kept).unwrap().modified().unwrap();
    // One of the files that came is damaged meanwhile.
    flip(&copied.join("journal/tile/entries/000"), 9);
    bring(&site(&log), &copied).unwrap();
    assert!(is_whole(&copied));
    assert_eq!(fs::metadata(&kept).unwrap().modified().unwrap(), time, "what fits is not fetched again");
    let original = log.folder().join("tile/entries/000");
    assert_eq!(fs::read(copied.join("journal/tile/entries/000")).unwrap(), fs::read(original).unwrap());
}

#[test]
fn a_flipped_bit_at_the_source_is_named_and_nothing_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_of(&folder.path().join("log"), 1000, 10_000);
    let copied = folder.path().join("copied");
    bring(&site(&log_of(&folder.path().join("small"), 300, 10_000)), &copied).unwrap();
    let checkpoint = fs::read(copied.join("journal/checkpoint")).unwrap();
    for (path, word) in [
        ("journal/tile/entries/002", "journal/tile/entries/002 does not hold the entries that were signed"),
        ("journal/tile/entries/003.p/232", "journal/tile/entries/003.p/232 does not hold the entries"),
        ("journal/tile/0/002", "journal/tile/0/002 does not hold the hashes that were signed"),
        ("journal/tile/0/003.p/232", "the tiles of the site do not give the root"),
        ("journal/tile/1/000.p/3", "the tiles of the site do not give the root"),
        ("journal/checkpoint", "is not signed as trusted"),
    ] {
        let (bad, tried) = (folder.path().join("bad"), folder.path().join("tried"));
        copy(&copied, &tried);
        copy(&folder.path().join("log"), &bad);
        flip(&bad.join(path), 40);
        let wrong = refused(&Source::new(bad.to_str().unwrap()), &tried);
        assert!(wrong.what.contains(word), "{path}: {}", wrong.what);
        assert_eq!(fs::read(tried.join("journal/checkpoint")).unwrap(), checkpoint);
        fs::remove_dir_all(bad).unwrap();
        fs::remove_dir_all(tried).unwrap();
    }
    bring(&site(&log), &copied).unwrap();
    // A file of the copy itself is found and fetched anew when one asks for it.
    flip(&copied.join("journal/tile/entries/000"), 40);
    flip(&copied.join("journal/tile/0/001"), 40);
    let repair = MirrorOptions { repair: true, ..MirrorOptions::default() };
    mirror(&site(&log), &copied, &repair, &mut |_, _| {}).unwrap();
    for path in ["tile/entries/000", "tile/0/001"] {
        assert_eq!(
            fs::read(copied.join("journal").join(path)).unwrap(),
            fs::read(log.folder().join(path)).unwrap()
        );
    }
}

#[test]
fn a_rewritten_log_is_refused_and_both_notes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let copied = folder.path().join("copied");
    bring(&site(&log_of(&folder.path().join("honest"), 300, 10_000)), &copied).unwrap();
    let before = files(&copied.join("journal"));
    for (size, part) in [(300, 299), (300, 0), (301, 299), (1000, 10), (299, 298)] {
        let forked = log_of(&folder.path().join(format!("forked-{size}-{part}")), size, part);
        let wrong = refused(&site(&forked), &copied);
        assert!(wrong.what.contains("two histories") && !wrong.may_pass, "{size}: {}", wrong.what);
        let notes: Vec<SignedCheckpoint> = wrong
            .evidence
            .iter()
            .map(|path| SignedCheckpoint::parse(&fs::read(path).unwrap()).unwrap())
            .collect();
        assert_eq!(notes.iter().map(|note| note.unverified().size()).collect::<Vec<_>>(), [300, size as u64]);
        assert!(notes.iter().all(|note| note.verify([forked.key()]).is_ok()));
        assert_eq!(files(&copied.join("journal")), before, "nothing of the copy has changed");
    }
}

#[test]
fn an_old_checkpoint_another_key_and_another_city_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let copied = folder.path().join("copied");
    bring(&site(&log_of(&folder.path().join("log"), 300, 10_000)), &copied).unwrap();
    // Replayed: an older checkpoint of the same history. It may be a cache on the way.
    let wrong = refused(&site(&log_of(&folder.path().join("old"), 200, 10_000)), &copied);
    assert!(wrong.may_pass && wrong.what.contains("shows 200 entries"), "{}", wrong.what);

    let of = |name: &str, origin: &str, seed: u8| {
        let data = folder.path().join(name);
        fs::create_dir_all(&data).unwrap();
        PublicLog::create(&data, &origin.parse().unwrap(), &[seed; 32]).unwrap();
        PublicLog::open(&data).unwrap().unwrap()
    };
    let wrong = refused(&site(&of("key", "dantin.test/journal", 8)), &copied);
    assert!(wrong.what.contains("is not signed as trusted") && wrong.evidence.len() == 2, "{}", wrong.what);
    let wrong = refused(&site(&of("city", "other.test/journal", 8)), &copied);
    assert!(wrong.what.contains("this copy is of the journal dantin.test/journal"), "{}", wrong.what);
    // A policy that was brought along names the key from the first time on.
    let policy =
        Policy::parse(format!("log {}\nquorum none\n", of("x", "x.test/journal", 9).key()).as_bytes());
    let options = MirrorOptions { policy: Some(policy.unwrap()), repair: false };
    let source = Source::new(folder.path().join("log").to_str().unwrap());
    let refused = mirror(&source, &folder.path().join("fresh"), &options, &mut |_, _| {});
    assert!(matches!(refused, Err(Trouble::Wrong(_))), "{refused:?}");
    assert!(!folder.path().join("fresh/mirror.json").exists());
}

#[test]
fn who_lost_entries_gets_them_back_only_under_the_signed_root() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_of(&folder.path().join("log"), 700, 10_000);
    let keys = [log.key().clone()];
    for known in [0, 1, 255, 256, 300, 700] {
        let mut range = CompactRange::new();
        (0..known).for_each(|row| range.push(leaf_hash(format!("entry {row}").as_bytes())).unwrap());
        let (note, entries, grown) = entries_after(&site(&log), &keys, &range).unwrap();
        assert_eq!((note.unverified().size(), grown.size()), (700, 700));
        assert_eq!(entries.len(), 700 - known);
        assert_eq!(entries.first().cloned(), (known < 700).then(|| format!("entry {known}").into_bytes()));
    }
    let mut other = CompactRange::new();
    other.push(leaf_hash(b"something else")).unwrap();
    assert!(matches!(entries_after(&site(&log), &keys, &other), Err(Trouble::Wrong(_))));
    flip(&log.folder().join("tile/entries/001"), 40);
    assert!(matches!(entries_after(&site(&log), &keys, &CompactRange::new()), Err(Trouble::Wrong(_))));
}
