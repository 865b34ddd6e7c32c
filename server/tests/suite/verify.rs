//! A stranger verifies what the product has published, from a copy of its files; and what happens when somebody has changed
//! something in them. Each change must be named for what it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use dantin::{jobs::journal::publish, prove::journal::PublicLog};
use dantin_journal::policy::Policy;
use dantin_verify::{Options, Pin, Report, Source, verify};

use crate::{reports::filed, support::TestApp};

fn look(folder: &Path, options: &Options) -> (Report, Option<Pin>) {
    verify(&Source::new(folder.to_str().unwrap()), options, &mut |_, _| {}).unwrap()
}

/// What is wrong with a journal, in one text; empty for nothing.
fn faults(folder: &Path, options: &Options) -> String {
    look(folder, options).0.findings.join("\n")
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A mirror of what the product publishes now: the folder of the log, the policy and the figures.
async fn mirror(test: &TestApp, folder: &Path) -> PathBuf {
    test.settle().await;
    publish(&test.app).await;
    let journal = folder.join("journal");
    copy(&test.app.settings.data.join("journal"), &journal);
    let visitor = test.visitor();
    fs::write(journal.join("policy"), visitor.get("/journal/policy").await.expect(200).body).unwrap();
    fs::write(folder.join("results.json"), visitor.get("/results.json").await.expect(200).body).unwrap();
    folder.to_owned()
}

/// The only bundle of a small log.
fn bundle(folder: &Path) -> PathBuf {
    let partial = folder.join("journal/tile/entries/000.p");
    let mut files: Vec<PathBuf> = fs::read_dir(partial).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort_by_key(|path| path.file_name().unwrap().to_str().unwrap().parse::<u32>().unwrap());
    files.pop().unwrap()
}

fn flip(path: &Path, place: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[place] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn an_honest_journal_verifies_and_is_remembered() {
    let test = TestApp::sqlite();
    let folder = tempfile::tempdir().unwrap();
    filed(&test).await;
    filed(&test).await;
    mirror(&test, folder.path()).await;
    let (report, pin) = look(folder.path(), &Options::default());
    assert_eq!(report.findings, Vec::<String>::new());
    assert!(report.is_first_use);
    assert_eq!((report.origin.as_str(), report.cases), ("dantin.test/journal", 2));
    assert!(
        report.figures.iter().any(|one| one.name == "case.received" && one.recomputed == "2" && one.is_same)
    );
    assert!(report.to_string().contains("VERIFIED"), "{report}");

    // It grew, and nothing of what was seen has changed.
    let pin = Pin::from_json(&pin.unwrap().to_json()).unwrap();
    filed(&test).await;
    mirror(&test, folder.path()).await;
    let (report, _) = look(folder.path(), &Options { pin: Some(pin.clone()), policy: None });
    assert_eq!(report.findings, Vec::<String>::new());
    assert_eq!(report.grown_from, Some(pin.size));
    assert!(report.size > pin.size && !report.is_first_use);
    test.check().await;
}

#[tokio::test]
async fn every_change_of_a_file_is_found_and_named() {
    let test = TestApp::sqlite();
    let (good, bad) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filed(&test).await;
    mirror(&test, good.path()).await;
    let changed = |name: &str, change: &dyn Fn(&Path)| {
        let folder = bad.path().join(name);
        copy(good.path(), &folder);
        change(&folder);
        faults(&folder, &Options::default())
    };
    let found = changed("bundle", &|folder| flip(&bundle(folder), 40));
    assert!(found.contains("journal/tile/entries/000.p/"), "{found}");
    let found = changed("short", &|folder| {
        let bytes = fs::read(bundle(folder)).unwrap();
        fs::write(bundle(folder), &bytes[..bytes.len() - 1]).unwrap();
    });
    assert!(found.contains("journal/tile/entries/000.p/"), "{found}");
    let found = changed("gone", &|folder| fs::remove_file(bundle(folder)).unwrap());
    assert!(found.ends_with("is missing"), "{found}");
    let found = changed("tile", &|folder| {
        let tiles = folder.join("journal/tile/0/000.p");
        for tile in fs::read_dir(tiles).unwrap() {
            flip(&tile.unwrap().path(), 3);
        }
    });
    assert!(found.contains("does not hold the hashes of the entries"), "{found}");
    let found = changed("checkpoint", &|folder| flip(&folder.join("journal/checkpoint"), 22));
    assert!(found.contains("journal/checkpoint"), "{found}");
    let found = changed("figure", &|folder| {
        let path = folder.join("results.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replacen("\"value\":1", "\"value\":2", 1)).unwrap();
    });
    assert_eq!(found, "published figures are not what the entries give: case.received");
    let found = changed("unknown", &|folder| {
        let path = folder.join("results.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replacen("case.received", "case.praised", 1)).unwrap();
    });
    assert!(found.contains("case.praised"), "{found}");
    let found = changed("promise", &|folder| {
        let path = folder.join("results.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("\"journal_size\":", "\"journal_size\":9")).unwrap();
    });
    assert!(found.contains("are under the checkpoint"), "{found}");
}

/// A log of these rows, signed with the key of the tests, as a city that cheats could sign it.
fn signed(folder: &Path, rows: &[String], seed: u8) {
    let data = folder.join("data");
    fs::create_dir_all(&data).unwrap();
    PublicLog::create(&data, &"dantin.test/journal".parse().unwrap(), &[seed; 32]).unwrap();
    let log = PublicLog::open(&data).unwrap().unwrap();
    log.publish(0, rows).unwrap();
    copy(&data.join("journal"), &folder.join("journal"));
}

async fn rows(test: &TestApp) -> Vec<String> {
    test.settle().await;
    let rows: Vec<(String,)> =
        test.app.db.read(|tx| tx.all("SELECT body FROM journal ORDER BY idx", &[])).await.unwrap();
    rows.into_iter().map(|(body,)| body).collect()
}

#[tokio::test]
async fn a_signature_does_not_save_entries_that_break_a_rule_or_their_one_form() {
    let test = TestApp::sqlite();
    filed(&test).await;
    let honest = rows(&test).await;
    let found = |name: &str, rows: &[String]| {
        let folder = tempfile::tempdir().unwrap();
        signed(&folder.path().join(name), rows, 7);
        faults(&folder.path().join(name), &Options::default())
    };
    assert_eq!(found("honest", &honest), "");
    let mut swapped = honest.clone();
    swapped.swap(0, 1);
    assert!(found("swapped", &swapped).contains("entry 0 in journal/tile/entries/000.p/2 breaks a rule"));
    let spaced: Vec<String> = honest.iter().map(|row| row.replacen(':', ": ", 1)).collect();
    assert!(found("spaced", &spaced).contains("is not in its one form"));
    // A confirmation by nobody, right behind the assignment.
    let mut forged = honest.clone();
    let last = &honest[1];
    let data = last.find("\"data\":").unwrap();
    let occurred = last.find(",\"occurred\"").unwrap();
    let forged_entry = format!("{}\"data\":{{}}{}", &last[..data], &last[occurred..])
        .replace("\"by\":\"routing\"", "\"by\":\"reporter\"")
        .replace("\"prev\":0", "\"prev\":1")
        .replace("case.assigned", "case.confirmed");
    forged.push(forged_entry);
    let faults = found("forged", &forged);
    assert!(faults.contains("entry 2 in journal/tile/entries/000.p/3"), "{faults}");
}

#[tokio::test]
async fn a_journal_that_was_cut_back_rewritten_or_given_another_key_is_found_out() {
    let test = TestApp::sqlite();
    filed(&test).await;
    filed(&test).await;
    let all = rows(&test).await;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    signed(&at("whole"), &all, 7);
    let (_, pin) = look(&at("whole"), &Options::default());
    let seen = Options { pin, policy: None };
    assert_eq!(faults(&at("whole"), &seen), "");

    signed(&at("cut"), &all[..2], 7);
    assert!(faults(&at("cut"), &seen).contains("it is an old one, or the journal was cut back"));

    let mut other = all.clone();
    other.drain(..2);
    let other: Vec<String> = other.iter().map(|row| row.replace("\"prev\":2", "\"prev\":0")).collect();
    let longer: Vec<String> = [other.clone(), other].concat();
    signed(&at("fork"), &longer, 7);
    let found = faults(&at("fork"), &seen);
    assert!(
        found.contains("this is not the journal that was seen before") || found.contains("was rewritten"),
        "{found}"
    );

    signed(&at("key"), &all, 8);
    let found = faults(&at("key"), &seen);
    assert!(found.contains("no known key has signed the note"), "{found}");

    let stranger = Policy::parse(
        b"log sigsum.org/v1/tree/4e89cc51651f0d95f3c6127c15e1a42e3ddf7046c5b17b752689c402e773bb4d+0c5e6d3d+AQAA\nquorum none\n",
    );
    assert!(stranger.is_err(), "a key with a wrong id is refused at once");
    let own = fs::read_to_string(at("key").join("journal/policy")).unwrap();
    let policy = Policy::parse(own.as_bytes()).unwrap();
    let found = faults(&at("whole"), &Options { pin: None, policy: Some(policy) });
    assert!(found.contains("no known key has signed the note"), "{found}");
}

#[test]
fn where_there_is_no_journal_nothing_is_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = verify(&Source::new(folder.path().to_str().unwrap()), &Options::default(), &mut |_, _| {});
    assert!(nothing.unwrap_err().to_string().contains("no public journal"));
}
