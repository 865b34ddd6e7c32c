//! Damage to the journal, to its files and to archives: each is named, and nothing is lost on the way.

use std::{fs, path::PathBuf};

use dantin::{
    operation::{
        backup::Backup,
        heal::{self, Patient},
        restore::Restore,
    },
    prove::journal::{PublicLog, Step, examine},
};
use dantin_city::City;

use super::{Elsewhere, back_up, copy_folder, examined, grow, is_sound, mirror, ran, settings_of, stop};
use crate::{
    reports::filed,
    support::{TestApp, on_both_engines},
};

on_both_engines!(a_sound_journal_is_found_sound_and_every_damage_is_named,);

async fn change(test: &TestApp, sql: &'static str) {
    test.app.db.write(move |tx| tx.execute(sql, &[])).await.unwrap();
}

async fn a_sound_journal_is_found_sound_and_every_damage_is_named(test: TestApp) {
    assert_eq!(is_sound(&test), 0);
    grow(&test, 300).await;
    filed(&test).await;
    let size = is_sound(&test);
    let width = size - 256;
    let journal = test.app.settings.data.join("journal");
    let says = |words: &str, contradicts: bool| {
        let examined = examined(&test);
        assert!(examined.to_string().contains(words), "{words}: {examined}");
        assert_eq!(examined.contradiction().is_some(), contradicts, "{examined}");
    };
    // Files.
    let (tile, bundle) = (journal.join("tile/0/000"), journal.join(format!("tile/entries/001.p/{width}")));
    for (path, place, words) in [
        (&tile, 40, "tile/0/000 does not hold the hashes of the entries (first at place 1)"),
        (&bundle, 60, "holds another entry 256 than the database"),
        (&bundle, 0, "tile/entries/001.p/"),
    ] {
        let whole = fs::read(path).unwrap();
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(path, &bytes).unwrap();
        says(words, false);
        fs::remove_file(path).unwrap();
        says("is missing", false);
        fs::write(path, whole).unwrap();
    }
    fs::write(journal.join("tile/0/letter"), "x").unwrap();
    says("tile/0/letter does not belong to the log", false);
    fs::remove_file(journal.join("tile/0/letter")).unwrap();
    fs::write(journal.join("tile/0/002"), [0; 8192]).unwrap();
    says("tile/0/002 holds more than the database does", false);
    fs::remove_file(journal.join("tile/0/002")).unwrap();
    // A checkpoint that nobody signed, and an old one.
    let (checkpoint, mark) = (journal.join("checkpoint"), test.app.settings.data.join("journal.mark"));
    let signed = fs::read(&checkpoint).unwrap();
    let forged = String::from_utf8(signed.clone()).unwrap().replacen(&format!("\n{size}\n"), "\n999\n", 1);
    fs::write(&checkpoint, forged).unwrap();
    says("journal/checkpoint", false);
    fs::write(&checkpoint, &signed).unwrap();
    fs::remove_file(&mark).unwrap();
    says("journal.mark is missing", false);
    fs::write(&mark, &signed).unwrap();
    assert_eq!(is_sound(&test), size);
    // Rows.
    change(&test, "UPDATE journal SET at = '2026-01-01T00:00:00.000Z' WHERE idx = 3").await;
    says("entry 3 says the time", false);
    change(&test, "UPDATE journal SET at = (SELECT at FROM journal WHERE idx = 2) WHERE idx = 3").await;
    change(&test, "UPDATE journal_pending SET body = '{}'").await;
    says("cannot be read", false);
    change(&test, "DELETE FROM journal_pending").await;
    change(&test, "UPDATE journal SET body = replace(body, 'case.', 'cake.') WHERE idx = 57").await;
    says("entry 57 is not in its one form", true);
    says("give the root", true);
    change(&test, "UPDATE journal SET body = replace(body, 'cake.', 'case.') WHERE idx = 57").await;
    assert_eq!(is_sound(&test), size);
    change(&test, "DELETE FROM journal WHERE idx = 12").await;
    says("entry 12 is missing in the database", true);
    // At night the same stops the log.
    dantin::jobs::fsck::run(&test.app).await.unwrap();
    assert!(test.app.log.as_ref().unwrap().halted().unwrap().contains("entry 12 is missing"));
}

#[tokio::test]
async fn a_stop_or_a_full_disk_before_any_durable_step_loses_nothing() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let test = TestApp::sqlite();
    grow(&test, 250).await;
    let data = test.app.settings.data.clone();
    filed(&test).await;
    while test.app.book.read().size() < 262 {
        filed(&test).await;
        test.settle().await;
    }
    // How it ends without a stop.
    let straight = tempfile::tempdir().unwrap();
    copy_folder(&data, straight.path());
    let log = PublicLog::open(straight.path()).unwrap().unwrap();
    let size = dantin::prove::journal::publish(&test.app.db, &log).unwrap();
    let expected = fs::read(straight.path().join("journal/checkpoint")).unwrap();
    let mut seen = Vec::new();
    for steps in 0.. {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(&data, folder.path());
        let mut log = PublicLog::open(folder.path()).unwrap().unwrap();
        let left = AtomicUsize::new(steps);
        let (tell, told) = std::sync::mpsc::channel();
        log.ask_before_steps(move |step| {
            let goes_on =
                left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
            if goes_on {
                return Ok(());
            }
            tell.send(step).unwrap();
            Err(stop())
        });
        let stopped = dantin::prove::journal::publish(&test.app.db, &log);
        let Ok(step) = told.try_recv() else {
            assert_eq!(stopped.unwrap(), size);
            break;
        };
        assert!(stopped.unwrap_err().to_string().contains("no space left"));
        seen.push(step);
        // A half-written temporary file, as a kill in the middle of a write leaves it.
        fs::write(folder.path().join("journal/tile/entries/.001.new"), "half").unwrap();
        // The same process tries again, or another one starts; some more entries or none have come meanwhile.
        let again = PublicLog::open(folder.path()).unwrap().unwrap();
        assert_eq!(again.halted(), None, "before {step:?}");
        assert_eq!(dantin::prove::journal::publish(&test.app.db, &again).unwrap(), size, "before {step:?}");
        assert_eq!(fs::read(folder.path().join("journal/checkpoint")).unwrap(), expected, "before {step:?}");
        assert_eq!(fs::read(folder.path().join("journal.mark")).unwrap(), expected, "before {step:?}");
        let examined = examine(&test.app.db, folder.path(), &mut |_, _| {}).unwrap();
        assert!(examined.is_sound(), "before {step:?}: {examined}");
        assert_eq!(examined.left_over, [PathBuf::from("tile/entries/.001.new")]);
    }
    for step in [Step::Bundle, Step::Tile, Step::Mark, Step::Published, Step::Collected] {
        assert!(seen.contains(&step), "{step:?} was never reached: {seen:?}");
    }
}

#[tokio::test]
async fn damaged_and_foreign_archives_are_refused_before_anything_is_written() {
    let test = TestApp::sqlite();
    grow(&test, 30).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.tar");
    back_up(&test, &archive);
    let whole = fs::read(&archive).unwrap();
    let damaged = folder.path().join("damaged.tar");
    let elsewhere = Elsewhere::beside(&test);
    let refused = |bytes: &[u8], words: &str| {
        fs::write(&damaged, bytes).unwrap();
        let refusal = format!("{:#}", elsewhere.restore(&damaged).unwrap_err());
        assert!(refusal.contains("nothing was written") && refusal.contains(words), "{refusal}");
        assert_eq!(fs::read_dir(elsewhere.folder.path()).unwrap().count(), 0, "{refusal}");
    };
    refused(&whole[..whole.len() / 2], "");
    let mut flipped = whole.clone();
    let text = whole.windows(15).position(|window| window == b"SQLite format 3").unwrap();
    flipped[text + 5000] ^= 1;
    refused(&flipped, "changed or damaged");
    refused(b"PK\x03\x04 something else", "");
    // An archive of a key is no reason to use it.
    let settings = settings_of(&test);
    let with_key = folder.path().join("with-key.tar");
    Backup { settings: &settings, settings_file: None, with_key: true, with_mark: true, now: test.app.now() }
        .write(&with_key)
        .unwrap();
    elsewhere.restore(&with_key).unwrap();
    for name in ["journal.key", "journal.mark"] {
        assert!(!elsewhere.folder.path().join(name).exists(), "{name} was not asked for");
    }
    let (started, said) = ran(elsewhere.folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(!started && said.contains("journal.key is not"), "{said}");
    let asked = Elsewhere::beside(&test);
    Restore { settings: &asked.settings, settings_file: None, with_key: true, with_mark: true }
        .run(&with_key)
        .unwrap();
    assert!(asked.folder.path().join("journal.mark").exists());
    let asked = asked.open();
    assert_eq!(asked.app.log.as_ref().unwrap().halted(), None);
    asked.check().await;
}

#[tokio::test]
async fn damaged_and_missing_files_of_the_log_are_written_anew() {
    let test = TestApp::sqlite();
    grow(&test, 300).await;
    let data = test.app.settings.data.clone();
    let expected = mirror(&test);
    let tile = data.join("journal/tile/0/000");
    let mut bytes = fs::read(&tile).unwrap();
    bytes[7] ^= 1;
    fs::write(&tile, bytes).unwrap();
    fs::remove_dir_all(data.join("journal/tile/entries")).unwrap();
    // Unsigned files that a stop left of a server whose rows are gone.
    fs::create_dir_all(data.join("journal/tile/0/001.p")).unwrap();
    fs::write(data.join("journal/tile/0/001.p/200"), [3; 6400]).unwrap();
    let city = City::embedded().unwrap();
    let patient = Patient {
        db: &test.app.db,
        data: &data,
        city: &city,
        now: test.app.now(),
        mirrors: &[],
        without_mark: false,
    };
    let healed = heal::heal(&patient, &mut |_, _| {}).unwrap();
    assert_eq!((healed.recovered, healed.written, healed.aside.len()), (0, 3, 2), "{healed}");
    is_sound(&test);
    assert_eq!(fs::read(&tile).unwrap(), fs::read(expected.path().join("journal/tile/0/000")).unwrap());
    let (app, _) = test.started_again();
    assert_eq!(app.log.as_ref().unwrap().halted(), None);
    test.check().await;
}
