//! A stranger verifies what the product has published, from a copy of its files; and what happens when somebody has changed
//! something in them. Each change must be named for what it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use dantin::{act::cases::hex, jobs::journal::publish, prove::journal::PublicLog};
use dantin_journal::{bundle::EntryBundle, policy::Policy, tile::Tile};
use dantin_record::notice::{SCHEMA, schema_hash};
use dantin_verify::{Options, Pin, Report, Source, verify};
use jiff::ToSpan as _;

use crate::{reports::filed, support::TestApp};

pub fn look_at(folder: &Path) -> Report {
    look(folder, &Options::default()).0
}

fn look(folder: &Path, options: &Options) -> (Report, Option<Pin>) {
    verify(&Source::new(folder.to_str().unwrap()), options, &mut |_, _| {}).unwrap()
}

/// What is wrong with a journal, in one text; empty for nothing.
pub fn faults(folder: &Path, options: &Options) -> String {
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
pub async fn mirror(test: &TestApp, folder: &Path) -> PathBuf {
    test.settle().await;
    publish(&test.app).await;
    let journal = folder.join("journal");
    copy(&test.app.settings.data.join("journal"), &journal);
    let visitor = test.visitor();
    fs::write(journal.join("policy"), visitor.get("/journal/policy").await.expect(200).body).unwrap();
    for name in ["results.json", "results.tsv"] {
        fs::write(folder.join(name), visitor.get(&format!("/{name}")).await.expect(200).body).unwrap();
    }
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
    let (report, _) = look(folder.path(), &Options { pin: Some(pin.clone()), ..Options::default() });
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
    assert!(found.contains("the journal holds no such publication"), "{found}");
    let found = changed("table", &|folder| {
        let path = folder.join("results.tsv");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replacen("\nall\town\t-\t1\t", "\nall\town\t-\t2\t", 1)).unwrap();
    });
    assert_eq!(found, "results.tsv, line 2 (all own -): case.received is shown as 2 and the entries give 1");
}

/// A log of more than one bundle, so that its tree has tiles of two levels: whatever byte of it is changed, the file is named.
#[tokio::test]
async fn one_byte_changed_anywhere_is_found_and_its_file_is_named() {
    let test = TestApp::sqlite();
    let folder = tempfile::tempdir().unwrap();
    for report in 0..130 {
        if report % 10 == 9 {
            // One address may not send so many at once.
            test.pass(1.hour());
        }
        filed(&test).await;
    }
    mirror(&test, folder.path()).await;
    let size = look_at(folder.path()).size;
    assert!(size > 256, "{size}");
    let tiles = Tile::grown(0, size).map(Tile::path);
    let bundles = EntryBundle::grown(0, size).map(EntryBundle::path);
    let schema = fs::read_dir(folder.path().join("journal/schema")).unwrap();
    let schema = schema.map(|file| format!("schema/{}", file.unwrap().file_name().to_str().unwrap()));
    let paths: Vec<String> = tiles.chain(bundles).chain(schema).chain(["checkpoint".to_owned()]).collect();
    assert!(paths.iter().any(|path| path.starts_with("tile/1/000.p/")), "{paths:?}");
    for path in paths {
        let file = folder.path().join("journal").join(&path);
        let kept = fs::read(&file).unwrap();
        for place in [0, kept.len() / 2, kept.len() - 1] {
            flip(&file, place);
            let found = faults(folder.path(), &Options::default());
            assert!(found.contains(&path), "byte {place} of {path}: {found}");
            fs::write(&file, &kept).unwrap();
        }
        fs::remove_file(&file).unwrap();
        let found = match verify(
            &Source::new(folder.path().to_str().unwrap()),
            &Options::default(),
            &mut |_, _| {},
        ) {
            Ok((report, _)) => report.findings.join("\n"),
            Err(cannot) => cannot.to_string(),
        };
        assert!(found.contains(&path), "without {path}: {found}");
        fs::write(&file, &kept).unwrap();
    }
    assert_eq!(look_at(folder.path()).findings, Vec::<String>::new());
}

/// A log of these rows, signed with the key of the tests, as a city that cheats could sign it.
pub fn signed(folder: &Path, rows: &[String], seed: u8) {
    signed_as("dantin.test/journal", folder, rows, seed);
}

fn signed_as(name: &str, folder: &Path, rows: &[String], seed: u8) {
    let data = folder.join("data");
    fs::create_dir_all(&data).unwrap();
    PublicLog::create(&data, &name.parse().unwrap(), &[seed; 32]).unwrap();
    let log = PublicLog::open(&data).unwrap().unwrap();
    log.keep_schema(&hex(&schema_hash()), SCHEMA).unwrap();
    log.publish(0, rows).unwrap();
    copy(&data.join("journal"), &folder.join("journal"));
}

pub async fn rows(test: &TestApp) -> Vec<String> {
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
    let submitted = honest.iter().position(|row| row.contains("case.submitted")).unwrap();
    let mut swapped = honest.clone();
    swapped.swap(submitted, submitted + 1);
    let faults = found("swapped", &swapped);
    assert!(faults.contains(&format!("entry {submitted} in journal/tile/entries/000.p/")), "{faults}");
    assert!(faults.contains("breaks a rule"), "{faults}");
    let spaced: Vec<String> = honest.iter().map(|row| row.replacen(':', ": ", 1)).collect();
    assert!(found("spaced", &spaced).contains("is not in its one form"));
    // A confirmation by nobody, right behind the assignment.
    let mut forged = honest[..submitted + 2].to_vec();
    let last = &honest[submitted + 1];
    let data = last.find("\"data\":").unwrap();
    let occurred = last.find(",\"occurred\"").unwrap();
    let forged_entry = format!("{}\"data\":{{}}{}", &last[..data], &last[occurred..])
        .replace("\"by\":\"routing\"", "\"by\":\"reporter\"")
        .replace(&format!("\"prev\":{submitted}"), &format!("\"prev\":{}", submitted + 1))
        .replace("case.assigned", "case.confirmed");
    forged.push(forged_entry);
    let faults = found("forged", &forged);
    assert!(faults.contains(&format!("entry {} in journal/tile/entries/000.p/", submitted + 2)), "{faults}");
}

/// A file with fewer hashes or entries than its name promises, in the place of a full one.
#[tokio::test]
async fn a_partial_file_that_is_served_as_a_full_one_is_found() {
    let test = TestApp::sqlite();
    let new = crate::foundation::street_light(None);
    test.app
        .command(move |tx, context| {
            for _ in 0..130 {
                dantin::act::cases::submit(tx, context, &new)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let (good, bad) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    mirror(&test, good.path()).await;
    assert_eq!(faults(good.path(), &Options::default()), "");
    let cut = |name: &str, path: &str, keep: &dyn Fn(&[u8]) -> usize| {
        let folder = bad.path().join(name);
        copy(good.path(), &folder);
        let file = folder.join("journal").join(path);
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..keep(&bytes)]).unwrap();
        faults(&folder, &Options::default())
    };
    let tile = cut("tile", "tile/0/000", &|_| 200 * 32);
    assert!(tile.contains("journal/tile/0/000 does not hold the hashes of the entries"), "{tile}");
    let bundle = cut("bundle", "tile/entries/000", &|bytes| {
        let mut at = 0;
        for _ in 0..200 {
            at += 2 + usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
        }
        at
    });
    assert!(bundle.contains("journal/tile/entries/000 holds 200 entries of 256"), "{bundle}");
}

/// The journal of a city that publishes a figure as it would like it to be, under its own true signature.
#[tokio::test]
async fn a_figure_that_the_entries_do_not_give_is_named_wherever_it_stands() {
    let test = TestApp::sqlite();
    filed(&test).await;
    let honest = rows(&test).await;
    let folder = tempfile::tempdir().unwrap();
    let found = |name: &str, change: &dyn Fn(&String) -> String| {
        let rows: Vec<String> = honest.iter().map(change).collect();
        assert_ne!(rows, honest, "{name}");
        signed(&folder.path().join(name), &rows, 7);
        faults(&folder.path().join(name), &Options::default())
    };
    let figure = found("figure", &|row| {
        row.replace(
            "\"own\":{\"case.accepted_in_time\":{\"denominator\":0",
            "\"own\":{\"case.accepted_in_time\":{\"denominator\":7",
        )
    });
    assert!(figure.contains("publishes figures that the entries before it do not give"), "{figure}");
    assert!(figure.contains("case.accepted_in_time is said to be 0 of 7 and is 0 of 0"), "{figure}");
    let table = found("table", &|row| match row.find("\"tables\":\"") {
        Some(at) => format!("{}{}{}", &row[..at + 10], "0".repeat(64), &row[at + 74..]),
        None => row.clone(),
    });
    assert!(table.contains("the tables by agency, area, category and month are others"), "{table}");
    let size = found("size", &|row| {
        row.replace(&format!("\"size\":{}", honest.len() - 1), &format!("\"size\":{}", honest.len() - 2))
    });
    assert!(size.contains("breaks a rule (figure.published)"), "{size}");
    let stranger = found("stranger", &|row| row.replace("dantin.test/journal", "other.test/journal"));
    assert!(stranger.contains("is not in its one form") || stranger.contains("breaks a rule"), "{stranger}");
}

#[tokio::test]
async fn an_older_checkpoint_from_anywhere_is_held_against_the_journal() {
    let test = TestApp::sqlite();
    filed(&test).await;
    let folder = tempfile::tempdir().unwrap();
    mirror(&test, &folder.path().join("then")).await;
    filed(&test).await;
    mirror(&test, &folder.path().join("now")).await;
    let note = |name: &str| {
        let bytes = fs::read(folder.path().join(name).join("journal/checkpoint")).unwrap();
        dantin_journal::checkpoint::SignedCheckpoint::parse(&bytes).unwrap()
    };
    let (then, now) = (note("then"), note("now"));
    let since = |since| Options { since: Some(since), ..Options::default() };
    let (report, _) = look(&folder.path().join("now"), &since(then.clone()));
    assert_eq!((report.findings, report.grown_from), (vec![], Some(then.unverified().size())));
    assert!(faults(&folder.path().join("then"), &since(now)).contains("was cut back"));
    // The same size and another history, signed with the same key.
    let other: Vec<String> =
        rows(&test).await.iter().map(|row| row.replacen("\"urgent\":false", "\"urgent\":true", 1)).collect();
    signed(&folder.path().join("fork"), &other[..usize::try_from(then.unverified().size()).unwrap()], 7);
    let found = faults(&folder.path().join("now"), &since(note("fork")));
    assert!(found.contains("was rewritten"), "{found}");
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
    let seen = Options { pin, ..Options::default() };
    assert_eq!(faults(&at("whole"), &seen), "");

    signed(&at("cut"), &all[..all.len() - 2], 7);
    assert!(faults(&at("cut"), &seen).contains("it is an old one, or the journal was cut back"));

    let mut longer = all.clone();
    let submitted = longer.iter().position(|row| row.contains("case.submitted")).unwrap();
    longer.remove(submitted);
    longer.extend_from_within(..4);
    signed(&at("fork"), &longer, 7);
    let found = faults(&at("fork"), &seen);
    assert!(
        found.contains("this is not the journal that was seen before") || found.contains("was rewritten"),
        "{found}"
    );

    signed(&at("key"), &all, 8);
    let found = faults(&at("key"), &seen);
    assert!(found.contains("no known key has signed the note"), "{found}");

    signed_as("dantin.test/journal-2", &at("successor"), &all, 7);
    let found = faults(&at("successor"), &seen);
    assert!(found.contains("this is the log dantin.test/journal-2"), "{found}");
    assert!(found.contains("remembered for this address is dantin.test/journal;"), "{found}");

    let stranger = Policy::parse(
        b"log sigsum.org/v1/tree/4e89cc51651f0d95f3c6127c15e1a42e3ddf7046c5b17b752689c402e773bb4d+0c5e6d3d+AQAA\nquorum none\n",
    );
    assert!(stranger.is_err(), "a key with a wrong id is refused at once");
    let own = fs::read_to_string(at("key").join("journal/policy")).unwrap();
    let policy = Policy::parse(own.as_bytes()).unwrap();
    let found = faults(&at("whole"), &Options { policy: Some(policy), ..Options::default() });
    assert!(found.contains("no known key has signed the note"), "{found}");
}

#[test]
fn where_there_is_no_journal_nothing_is_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = verify(&Source::new(folder.path().to_str().unwrap()), &Options::default(), &mut |_, _| {});
    assert!(nothing.unwrap_err().to_string().contains("no public journal"));
}

/// Somebody who can write into the city's database confirms a result in the reporter's name.
#[tokio::test]
async fn a_confirmation_that_no_resident_gave_is_found_by_a_stranger() {
    use dantin::act::cases::commands::{self, Command, Paper};
    use dantin_record::{act::Actor, code::AgencyCode, entry::PendingEntry, event::Event, voice};
    let test = TestApp::sqlite();
    let new = crate::foundation::street_light(None);
    let filed = test
        .app
        .command(move |tx, context| Ok(dantin::act::cases::submit(tx, context, &new)?))
        .await
        .unwrap();
    let code = filed.code.clone();
    test.app
        .command(move |tx, context| {
            let (agency, id): (String, String) =
                tx.one("SELECT lead_agency, id FROM cases WHERE code = $1", &[&code])?;
            let by = Actor::Handler(AgencyCode::new(&agency).map_err(anyhow::Error::new)?);
            let key = dantin::act::cases::Key::Id(&id);
            let command = Command { key, version: None, by, officer: None, secret: None };
            commands::accept(tx, context, &command)?;
            let paper = Paper {
                kind: dantin_record::event::EvidenceKind::Measurement,
                title: "Độ sáng",
                body: "20 lux, máy đo mẫu",
            };
            commands::report_resolved(tx, context, &command, "Đã thay bóng.", &[], &[], &[paper])?;
            Ok(())
        })
        .await
        .unwrap();
    test.check().await;
    let folder = tempfile::tempdir().unwrap();
    mirror(&test, &folder.path().join("before")).await;
    assert_eq!(faults(&folder.path().join("before"), &Options::default()), "");

    // The command itself refuses to speak for a resident without the secret of the link.
    let code = filed.code.clone();
    let refused = test.app.command(move |tx, context| {
        let key = dantin::act::cases::Key::Code(&code);
        let by = Actor::Reporter;
        let command = Command { key, version: None, by, officer: None, secret: None };
        Ok(commands::confirm(tx, context, &command, None).map(|_| ())?)
    });
    assert!(refused.await.is_err());

    for (name, key) in [("silent", None), ("guessed", Some([7; 32])), ("lock", None)] {
        let (code, now) = (filed.code.clone(), dantin_record::moment::Moment::from(test.app.now()));
        let rows = rows(&test).await;
        let lock = rows
            .iter()
            .rev()
            .find_map(|row| row.split("\"voice\":\"").nth(1))
            .map(|rest| rest[..64].to_owned());
        let (index, previous) = rows
            .iter()
            .enumerate()
            .rev()
            .find_map(|(index, row)| {
                let entry = dantin_record::entry::Entry::parse(row.as_bytes()).ok()?;
                Some((index, entry))
            })
            .unwrap();
        // What stands in the database for everybody with access to read: the lock itself.
        let key = if name == "lock" {
            let hex = lock.unwrap();
            let bytes: Vec<u8> =
                (0..32).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect();
            Some(voice::Voice::try_from(bytes).unwrap())
        } else {
            key
        };
        let forged = PendingEntry {
            case: previous.case,
            by: Actor::Reporter,
            occurred: now,
            event: Event::Confirmed,
            commit: std::collections::BTreeMap::new(),
            voice: key,
        };
        let mut rows = rows;
        let at = dantin_record::entry::Line::parse(rows.last().unwrap().as_bytes()).unwrap().at();
        let entry = forged.sequence(at, Some(index as u64));
        rows.push(String::from_utf8(entry.to_bytes().unwrap()).unwrap());
        signed(&folder.path().join(name), &rows, 7);
        let found = faults(&folder.path().join(name), &Options::default());
        assert!(found.contains("(case.confirmed) is forged"), "{name} {code}: {found}");
    }
}
