//! What an operator does at night: backup, restore, heal, and the examination of the whole, with everything that goes wrong
//! meanwhile.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use dantin::{
    jobs::journal::publish,
    operation::{
        backup::{Backup, Copied},
        heal::{self, Healed, Patient},
        restore::{Restore, Restored},
    },
    prove::journal::{Examined, PublicLog, Step, examine},
    settings::Settings,
};
use dantin_city::City;
use dantin_store::{Db, Synchronous};
use dantin_verify::{Options, Source, verify};

use crate::{
    foundation::street_light,
    reports::{filed, secret_link},
    support::{TestApp, on_both_engines},
};

fn examined(test: &TestApp) -> Examined {
    examine(&test.app.db, &test.app.settings.data, &mut |_, _| {}).unwrap()
}

#[track_caller]
fn is_sound(test: &TestApp) -> u64 {
    let examined = examined(test);
    assert!(examined.is_sound(), "{examined}");
    examined.entries
}

/// Adds cases until there are so many entries, and publishes.
async fn grow(test: &TestApp, entries: u64) {
    while test.app.book.read().size() < entries {
        let left = usize::try_from(entries - test.app.book.read().size()).unwrap().div_ceil(2);
        test.app
            .command(move |tx, context| {
                for _ in 0..left.min(100) {
                    dantin::act::cases::submit(tx, context, &street_light(None))?;
                }
                Ok(())
            })
            .await
            .unwrap();
        test.settle().await;
    }
    publish(&test.app).await;
}

/// A data folder and an empty database of the same engine, and what opens them.
struct Elsewhere {
    folder: tempfile::TempDir,
    settings: Settings,
    kept: Option<dantin_store::testing::TestDb>,
}

impl Elsewhere {
    fn beside(test: &TestApp) -> Elsewhere {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings_of(test);
        settings.data = folder.path().to_owned();
        settings.photos = dantin_photos::Place::Folder(folder.path().join("photos"));
        let mut kept = None;
        settings.database = match settings.database {
            dantin_store::Settings::Sqlite { .. } => dantin_store::Settings::Sqlite {
                path: folder.path().join("dantin.db"),
                synchronous: Synchronous::Full,
                readers: 2,
            },
            dantin_store::Settings::Postgres { .. } => {
                let fresh = dantin_store::testing::postgres(&[]).unwrap();
                let settings = fresh.settings().clone();
                let dantin_store::Settings::Postgres { url, .. } = &settings else { unreachable!() };
                let drop = ["--command", "DROP TABLE IF EXISTS schema_migrations"];
                assert!(Command::new("psql").arg(url).args(drop).output().unwrap().status.success());
                kept = Some(fresh);
                settings
            }
        };
        Elsewhere { folder, settings, kept }
    }

    fn restore(&self, archive: &Path) -> anyhow::Result<Restored> {
        Restore { settings: &self.settings, settings_file: None, with_key: false, with_mark: false }
            .run(archive)
    }

    /// Brings the live key and mark here, as they lay outside what was lost.
    fn take_key_and_mark(&self, from: &Path) {
        for name in ["journal.key", "journal.mark"] {
            fs::copy(from.join(name), self.folder.path().join(name)).unwrap();
        }
    }

    fn db(&self) -> Db {
        Db::open(&self.settings.database).unwrap()
    }

    fn heal(&self, mirrors: &[&Path]) -> anyhow::Result<Healed> {
        let db = self.db();
        let mirrors: Vec<(String, Source)> = mirrors
            .iter()
            .map(|path| (path.display().to_string(), Source::Folder(path.to_path_buf())))
            .collect();
        let city = City::embedded().unwrap();
        let patient = Patient {
            db: &db,
            data: self.folder.path(),
            city: &city,
            now: "2026-03-11T02:00:00Z".parse().unwrap(),
            mirrors: &mirrors,
            without_mark: false,
        };
        let healed = heal::heal(&patient, &mut |_, _| {});
        db.close();
        healed
    }

    fn open(self) -> TestApp {
        TestApp::over(self.db(), self.folder, self.kept)
    }
}

fn settings_of(test: &TestApp) -> Settings {
    Settings { database: test.store(), ..test.app.settings.clone() }
}

fn back_up(test: &TestApp, to: &Path) -> Copied {
    let settings = settings_of(test);
    let backup = Backup {
        settings: &settings,
        settings_file: None,
        with_key: false,
        with_mark: false,
        now: test.app.now(),
    };
    backup.write(to).unwrap()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What a mirror holds now.
fn mirror(test: &TestApp) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&test.app.settings.data.join("journal"), &folder.path().join("journal"));
    folder
}

on_both_engines!(
    yesterdays_backup_beside_the_live_mark_is_healed_from_a_mirror,
    a_sound_journal_is_found_sound_and_every_damage_is_named,
);

async fn yesterdays_backup_beside_the_live_mark_is_healed_from_a_mirror(test: TestApp) {
    let link = secret_link(&test.visitor()).await;
    grow(&test, 270).await;
    // Entries that wait while the backup is made are in it as waiting and are sequenced afterwards.
    filed(&test).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("yesterday.tar.gz");
    let copied = back_up(&test, &archive);
    assert!(!copied.manifest.members.contains_key("journal.key"));
    assert!(!copied.manifest.members.contains_key("journal.mark"));
    let held = u64::try_from(size_of(&test).await).unwrap();
    test.settle().await;
    filed(&test).await;
    let after =
        test.app.command(|tx, context| Ok(dantin::act::cases::submit(tx, context, &street_light(None))?));
    let after = after.await.unwrap();
    let joined = after.code.clone();
    test.app
        .command(move |tx, context| {
            Ok(dantin::act::cases::join(tx, context, &joined, &dantin::act::cases::Asker::default())?)
        })
        .await
        .unwrap();
    grow(&test, 600).await;
    test.check().await;
    let (size, digest) = (test.app.book.read().size(), test.app.book.read().digest());
    let mirror = mirror(&test);

    // The data folder is lost, but not what lay in the safe.
    let elsewhere = Elsewhere::beside(&test);
    elsewhere.take_key_and_mark(&test.app.settings.data);
    let restored = elsewhere.restore(&archive).unwrap().to_string();
    assert!(restored.contains("dantin heal"), "{restored}");
    assert!(elsewhere.restore(&archive).is_err(), "a database that is there is never overwritten");
    {
        let early = Elsewhere {
            folder: tempfile::tempdir().unwrap(),
            settings: elsewhere.settings.clone(),
            kept: None,
        };
        copy_folder(elsewhere.folder.path(), early.folder.path());
        let early = early.open();
        let reason = early.app.log.as_ref().unwrap().halted().unwrap();
        assert!(reason.contains("older copy") || reason.contains("tiles"), "{reason}");
        early.visitor().get("/readyz").await.expect(503);
        early.visitor().get("/cases").await.expect(200);
        let refused = early.app.command(|_, _| Ok(())).await.unwrap_err();
        assert_eq!(refused.status(), 503);
        early.app.db.close();
    }

    let without = elsewhere.heal(&[]).unwrap_err();
    assert!(format!("{without:#}").contains("name a mirror with --from"), "{without:#}");
    let healed = elsewhere.heal(&[mirror.path()]).unwrap();
    assert_eq!(healed.size, size);
    assert!(healed.dropped > 0, "what waited in the backup is among what was signed");
    assert_eq!(healed.recovered, size - held);
    let words = healed.to_string();
    let lacks = &healed.lacking.cases[&after.code];
    assert!(lacks.reporter && lacks.joiners == 1 && lacks.words.contains_key("text"), "{words}");
    assert!(words.contains(&after.code) && words.contains("how to reach the reporter"), "{words}");
    // Once more there is nothing to do, but the account is given until it is closed.
    assert_eq!(elsewhere.heal(&[]).unwrap().from, Some(held));
    heal::finish(elsewhere.folder.path()).unwrap();
    assert!(elsewhere.heal(&[]).unwrap().is_nothing());

    let healed = elsewhere.open();
    assert_eq!(healed.app.log.as_ref().unwrap().halted(), None);
    assert_eq!(healed.app.book.read().digest(), digest, "the book is the same");
    healed.check().await;
    assert_eq!(healed.app.book.read().size(), size, "nothing was sequenced twice");
    is_sound(&healed);
    healed.visitor().get(&link).await.expect(200);
    let seen = fs::read(mirror.path().join("journal/checkpoint")).unwrap();
    assert_eq!(fs::read(healed.app.settings.data.join("journal/checkpoint")).unwrap(), seen);
    // The server goes on, and strangers who saw the log before see it grow.
    let (report, pin) =
        verify(&Source::Folder(mirror.path().to_owned()), &Options::default(), &mut |_, _| {}).unwrap();
    assert!(report.is_verified(), "{report}");
    healed.pass(jiff::Span::new().hours(1));
    filed(&healed).await;
    healed.check().await;
    let options = Options { pin, ..Options::default() };
    let (report, _) =
        verify(&Source::Folder(healed.app.settings.data.clone()), &options, &mut |_, _| {}).unwrap();
    assert!(report.is_verified(), "{report}");
    assert_eq!(report.grown_from, Some(size));
    assert_eq!(is_sound(&healed), healed.app.book.read().size());
}

async fn size_of(test: &TestApp) -> i64 {
    let read = test.app.db.read(|tx| tx.one::<(i64,)>("SELECT size FROM journal_head WHERE id = 1", &[]));
    read.await.unwrap().0
}

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

/// What a stopped program leaves: nothing after the step was done.
fn stop() -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, "no space left on device")
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
