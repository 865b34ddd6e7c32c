//! What an operator does at night: backup, restore, heal, and the examination of the whole, with everything that goes wrong
//! meanwhile.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use dantin::{
    act::cases::{Key, commands::Command as CaseCommand, joint},
    jobs::journal::publish,
    operation::{
        backup::{Backup, Copied},
        heal::{self, Healed, Patient},
        restore::{Restore, Restored},
        rotation, successor,
    },
    prove::journal::{Examined, PublicLog, Step, examine},
    settings::Settings,
};
use dantin_city::City;
use dantin_record::{act::Actor, case::Case, notice::ContinueReason};
use dantin_store::{Db, Synchronous};
use dantin_verify::{MirrorOptions, Options, Pin, Report, Source, Trouble, verify};

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
        folder.path().clone_into(&mut settings.data);
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
    Settings { database: test.database().settings().clone(), ..test.app.settings.clone() }
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
    a_key_is_replaced_and_whoever_knew_the_old_one_follows,
    a_log_whose_entries_are_lost_is_continued_under_another_name,
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
    // Two twins of it: one is worked on as the same case, the other was for a while.
    for is_same in [true, false] {
        let main = after.code.clone();
        test.app
            .command(move |tx, context| {
                let twin = dantin::act::cases::submit(tx, context, &street_light(None))?;
                let by = Actor::Coordinator;
                let command = CaseCommand {
                    key: Key::Code(&twin.code),
                    version: None,
                    by,
                    officer: None,
                    secret: None,
                };
                joint::merge(tx, context, &command, &main, "Cùng một cột đèn.")?;
                if !is_same {
                    joint::unmerge(tx, context, &command, "Cột đèn khác.")?;
                }
                Ok(())
            })
            .await
            .unwrap();
    }
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
    let code = after.code.clone();
    let (record,): (String,) = healed
        .app
        .read(move |tx| Ok(tx.one("SELECT record FROM cases WHERE code = $1", &[&code])?))
        .await
        .unwrap();
    let main: Case = serde_json::from_str(&record).unwrap();
    assert_eq!(main.followers, 1, "the main case knows who follows it, although none of its entries says so");
    healed.check_public().await;
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
    healed.check_public().await;
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

/// What a stranger sees, who remembers what was seen before.
fn seen(data: &Path, pin: Option<Pin>) -> (Report, Option<Pin>) {
    let options = Options { pin, ..Options::default() };
    verify(&Source::Folder(data.to_owned()), &options, &mut |_, _| {}).unwrap()
}

#[track_caller]
fn verified(data: &Path, pin: Option<Pin>) -> Pin {
    let (report, pin) = seen(data, pin);
    assert!(report.is_verified(), "{report}");
    pin.unwrap()
}

async fn a_key_is_replaced_and_whoever_knew_the_old_one_follows(test: TestApp) {
    grow(&test, 40).await;
    let data = test.app.settings.data.clone();
    let early = verified(&data, None);
    let (copied, left) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let bring = |copy: &Path| {
        dantin_verify::mirror(&Source::Folder(data.clone()), copy, &MirrorOptions::default(), &mut |_, _| {})
    };
    assert_eq!(bring(copied.path()).unwrap().key, early.key);
    bring(left.path()).unwrap();
    let db = &test.app.db;
    let now = test.app.now();
    assert!(rotation::retire(db, &data, now).unwrap_err().to_string().contains("only one key"));
    let key = rotation::add(db, &data, &[9; 32], now).unwrap();
    assert!(rotation::add(db, &data, &[10; 32], now).unwrap_err().to_string().contains("two keys already"));
    let both = fs::read_to_string(data.join("journal/checkpoint")).unwrap();
    assert_eq!(both.matches("\n\u{2014} dantin.test/journal ").count(), 2, "{both}");
    let (app, visitor) = test.started_again();
    assert_eq!(app.log.as_ref().unwrap().halted(), None);
    let policy = visitor.get("/journal/policy").await.expect(200).text();
    assert_eq!(policy.matches("log dantin.test/journal+").count(), 2, "{policy}");
    let during = verified(&data, Some(early.clone()));
    assert_eq!(during.key, early.key);

    let (alone, farewell) = rotation::retire(db, &data, now).unwrap();
    assert_eq!(alone, key);
    let (app, visitor) = test.started_again();
    assert_eq!(app.log.as_ref().unwrap().keys(), [&key]);
    let name = farewell.file_name().unwrap().to_str().unwrap();
    visitor.get(&format!("/journal/{name}")).await.expect(200);
    visitor.get("/journal/checkpoint.00000000").await.expect(404);
    app.command(|tx, context| Ok(dantin::act::cases::submit(tx, context, &street_light(None))?))
        .await
        .unwrap();
    dantin::jobs::journal::advance(&app).await.unwrap();
    publish(&app).await;
    let signed = fs::read_to_string(data.join("journal/checkpoint")).unwrap();
    assert_eq!(signed.matches("\n\u{2014} ").count(), 1, "the new key signs alone");
    let examined = examine(db, &data, &mut |_, _| {}).unwrap();
    assert!(examined.is_sound(), "{examined}");
    // Whoever last looked before there was a second key finds the new one, since the old one has signed its announcement.
    let late = verified(&data, Some(early.clone()));
    assert_eq!(late.key, key);
    verified(&data, Some(late));
    // So does a copy, and whoever reads the copy.
    assert_eq!(bring(copied.path()).unwrap().key, key);
    assert_eq!(bring(copied.path()).unwrap().key, key);
    assert_eq!(verified(copied.path(), Some(early.clone())).key, key);
    // A key that only the site itself vouches for is not followed.
    fs::remove_file(&farewell).unwrap();
    let (report, _) = seen(&data, Some(early.clone()));
    assert!(!report.is_verified(), "{report}");
    assert!(matches!(bring(left.path()), Err(Trouble::Wrong(_))));
    let old = tempfile::tempdir().unwrap();
    PublicLog::create(old.path(), &"dantin.test/journal".parse().unwrap(), &[7; 32]).unwrap();
    fs::copy(old.path().join("journal/checkpoint"), &farewell).unwrap();
    let (report, _) = seen(&data, Some(Pin { size: 0, root: dantin_journal::hash::EMPTY_ROOT, ..early }));
    assert!(!report.is_verified(), "{report}");
}

async fn a_log_whose_entries_are_lost_is_continued_under_another_name(test: TestApp) {
    grow(&test, 30).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.tar");
    back_up(&test, &archive);
    let left = u64::try_from(size_of(&test).await).unwrap();
    grow(&test, 60).await;
    let elsewhere = Elsewhere::beside(&test);
    elsewhere.take_key_and_mark(&test.app.settings.data);
    elsewhere.restore(&archive).unwrap();
    assert!(elsewhere.heal(&[]).is_err(), "nobody has the entries");
    let data = elsewhere.folder.path().to_owned();
    let db = elsewhere.db();
    let now = test.app.now();
    let (old, new) = ("dantin.test/journal".parse().unwrap(), "dantin.test/journal-2".parse().unwrap());
    let reason = ContinueReason::EntriesLost;
    assert!(successor::plan(&db, &data, &old, reason).unwrap_err().to_string().contains("another name"));
    assert!(
        successor::plan(&db, &data, &new, ContinueReason::Moved)
            .unwrap_err()
            .to_string()
            .contains("dantin heal")
    );
    let plan = successor::plan(&db, &data, &new, reason).unwrap();
    let old_mark = fs::read(data.join("journal.mark")).unwrap();
    let done = successor::proceed(&db, &data, &plan, &[11; 32], now).unwrap();
    assert_eq!(done.size, left + 1);
    assert_eq!(fs::read(done.archive.join("journal.mark")).unwrap(), old_mark);
    assert!(done.archive.join("journal.key").exists() && done.archive.join("journal/checkpoint").exists());
    assert!(successor::plan(&db, &data, &new, reason).is_err(), "once is enough");
    db.close();

    let continued = elsewhere.open();
    assert_eq!(continued.app.log.as_ref().unwrap().halted(), None);
    filed(&continued).await;
    continued.check().await;
    is_sound(&continued);
    let (report, _) = seen(&data, None);
    assert!(report.is_verified(), "{report}");
    assert_eq!(report.origin, "dantin.test/journal-2");
    // The surviving entries are those of the old log.
    let surviving = i64::try_from(left).unwrap();
    let rows = move |tx: &mut dantin_store::Tx<'_>| {
        tx.all::<(String,)>("SELECT body FROM journal WHERE idx < $1 ORDER BY idx", &[&surviving])
    };
    assert_eq!(continued.app.db.read(rows).await.unwrap(), test.app.db.read(rows).await.unwrap());
    // Whoever remembers the old log is told that this is another.
    let pin = verified(&test.app.settings.data, None);
    assert!(!seen(&data, Some(pin)).0.is_verified());
}

#[tokio::test]
async fn a_successor_can_be_stopped_anywhere_and_begun_again() {
    let test = TestApp::sqlite();
    grow(&test, 20).await;
    let data = test.app.settings.data.clone();
    let new = "dantin.test/journal-2".parse().unwrap();
    let plan = successor::plan(&test.app.db, &data, &new, ContinueReason::KeyCompromised).unwrap();
    // Each state that a stop can leave is made from the states before and after, by moving what is moved one by one.
    let before = tempfile::tempdir().unwrap();
    copy_folder(&data, before.path());
    let done = successor::proceed(&test.app.db, &data, &plan, &[11; 32], test.app.now()).unwrap();
    let expected = fs::read(data.join("journal/checkpoint")).unwrap();
    let name = done.archive.file_name().unwrap().to_str().unwrap().to_owned();
    let prepared = |to: &Path| {
        let to = to.join(successor::PREPARED);
        fs::create_dir_all(&to).unwrap();
        for part in ["journal.mark", "journal.key"] {
            fs::copy(data.join(part), to.join(part)).unwrap();
        }
        copy_folder(&data.join("journal"), &to.join("journal"));
        fs::write(to.join("continues.json"), serde_json::to_string(&plan).unwrap()).unwrap();
    };
    // How many of the old parts were moved away, whether that was noted, and how many new ones were moved in.
    for (away, noted, moved_in) in [
        (0, false, 0),
        (1, false, 0),
        (2, false, 0),
        (3, false, 0),
        (3, true, 0),
        (3, true, 1),
        (3, true, 2),
        (3, true, 3),
    ] {
        let at = tempfile::tempdir().unwrap();
        copy_folder(before.path(), at.path());
        prepared(at.path());
        let archive = at.path().join(&name);
        fs::create_dir_all(&archive).unwrap();
        for part in ["journal", "journal.mark", "journal.key"].iter().take(away) {
            fs::rename(at.path().join(part), archive.join(part)).unwrap();
        }
        if noted {
            fs::write(archive.join("ended.json"), "{}").unwrap();
        }
        for part in ["journal", "journal.mark", "journal.key"].iter().take(moved_in) {
            fs::rename(at.path().join(successor::PREPARED).join(part), at.path().join(part)).unwrap();
        }
        let state = format!("{away} away, {noted}, {moved_in} in");
        let again = successor::plan(&test.app.db, at.path(), &new, ContinueReason::KeyCompromised).unwrap();
        let again = successor::proceed(&test.app.db, at.path(), &again, &[12; 32], test.app.now());
        assert_eq!(again.unwrap_or_else(|error| panic!("{state}: {error:#}")).size, done.size, "{state}");
        assert_eq!(fs::read(at.path().join("journal/checkpoint")).unwrap(), expected, "{state}");
        let archived = at.path().join(&name);
        assert_eq!(
            fs::read(archived.join("journal.key")).unwrap(),
            fs::read(before.path().join("journal.key")).unwrap(),
            "{state}"
        );
        let examined = examine(&test.app.db, at.path(), &mut |_, _| {}).unwrap();
        assert!(examined.is_sound(), "{state}: {examined}");
    }
}

/// Runs the program on a data folder and kills it after so many milliseconds; gives whether it had ended by itself.
fn killed_after(data: &Path, arguments: &[&str], millis: u64) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dantin"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(millis));
    let has_ended = child.try_wait().unwrap().is_some();
    let _ = child.kill();
    child.wait().unwrap();
    has_ended
}

fn ran(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_dantin")).arg("--data").arg(data).args(arguments).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

#[tokio::test]
async fn killed_in_the_middle_of_restoring_and_healing_both_begin_again() {
    let test = TestApp::sqlite();
    grow(&test, 600).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.tar.gz");
    back_up(&test, &archive);
    grow(&test, 3000).await;
    test.check().await;
    let mirror = mirror(&test);
    let data = tempfile::tempdir().unwrap();
    for name in ["journal.key", "journal.mark"] {
        fs::copy(test.app.settings.data.join(name), data.path().join(name)).unwrap();
    }
    let file = archive.to_str().unwrap();
    let mut kills = 0;
    let mut wait = 20;
    while !data.path().join("dantin.db").exists() {
        if !killed_after(data.path(), &["restore", file], wait) {
            kills += 1;
        }
        wait += 15;
    }
    let (_, said) = ran(data.path(), &["restore", file]);
    assert!(said.contains("nothing was written"), "{said}");
    let from = ["heal", "--from", mirror.path().to_str().unwrap()];
    wait = 40;
    while !killed_after(data.path(), &from, wait) {
        kills += 1;
        wait += 40;
    }
    assert!(kills > 3, "it was too fast to be killed");
    let (done, said) = ran(data.path(), &from);
    assert!(done, "{said}");
    let (sound, said) = ran(data.path(), &["fsck"]);
    assert!(sound, "{said}");
    let settings = dantin_store::Settings::Sqlite {
        path: data.path().join("dantin.db"),
        synchronous: Synchronous::Full,
        readers: 2,
    };
    let healed = TestApp::over(Db::open(&settings).unwrap(), data, None);
    assert_eq!(healed.app.book.read().digest(), test.app.book.read().digest());
    healed.check_public().await;
    assert_eq!(healed.app.book.read().size(), test.app.book.read().size());
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

#[tokio::test]
async fn what_contradicts_the_signed_history_is_never_healed() {
    let test = TestApp::sqlite();
    grow(&test, 40).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.tar");
    back_up(&test, &archive);
    grow(&test, 80).await;
    let fork = mirror(&test);
    let elsewhere = Elsewhere::beside(&test);
    elsewhere.take_key_and_mark(&test.app.settings.data);
    elsewhere.restore(&archive).unwrap();
    let refused = |mirrors: &[&Path], words: &str| {
        let refusal = format!("{:#}", elsewhere.heal(mirrors).unwrap_err());
        assert!(refusal.contains(words), "{refusal}");
        let db = elsewhere.db();
        let (size,): (i64,) = db
            .read_blocking(|tx| tx.one("SELECT size FROM journal_head WHERE id = 1", &[]))
            .map_err(|e: dantin_store::Error| e)
            .unwrap();
        db.close();
        assert!(size < 80, "nothing was written");
    };
    // One byte of one entry in the mirror.
    let bundle = fs::read_dir(fork.path().join("journal/tile/entries/000.p")).unwrap();
    let bundle = bundle
        .map(|entry| entry.unwrap().path())
        .max_by_key(|path| fs::metadata(path).unwrap().len())
        .unwrap();
    let whole = fs::read(&bundle).unwrap();
    let mut bytes = whole.clone();
    let place = bytes.len() - 100;
    bytes[place] ^= 1;
    fs::write(&bundle, &bytes).unwrap();
    refused(&[fork.path()], "nothing was changed");
    fs::write(&bundle, &whole).unwrap();
    // The journal of another city.
    let foreign = TestApp::sqlite();
    grow(&foreign, 100).await;
    let foreign = tempfile::tempdir().unwrap();
    PublicLog::create(foreign.path(), &"other.test/journal".parse().unwrap(), &[7; 32]).unwrap();
    refused(&[foreign.path()], "not signed by this log");
    // Another history under the same key: a server that went on from the backup without its mark.
    let second = Elsewhere::beside(&test);
    fs::copy(test.app.settings.data.join("journal.key"), second.folder.path().join("journal.key")).unwrap();
    second.restore(&archive).unwrap();
    fs::copy(second.folder.path().join("journal/checkpoint"), second.folder.path().join("journal.mark"))
        .unwrap();
    let second = second.open();
    second.pass(jiff::Span::new().hours(5));
    grow(&second, 90).await;
    refused(&[fork.path(), &second.app.settings.data], "nothing was changed");
    // With the truth alone it goes.
    elsewhere.heal(&[fork.path()]).unwrap();
    let healed = elsewhere.open();
    healed.check_public().await;
    is_sound(&healed);
}

on_both_engines!(what_was_erased_after_the_backup_is_erased_again);

async fn what_was_erased_after_the_backup_is_erased_again(test: TestApp) {
    use dantin::act::cases::{Key, commands::Command, erasure, submit};
    let filing = test.app.command(|tx, context| Ok(submit(tx, context, &street_light(None))?));
    let filed = filing.await.unwrap();
    test.settle().await;
    publish(&test.app).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.tar");
    back_up(&test, &archive);
    let id = filed.id.clone();
    let office = dantin_record::code::AgencyCode::new("vp-ubnd").unwrap();
    test.app
        .command(move |tx, context| {
            let command = Command {
                key: Key::Id(&id),
                version: None,
                by: dantin_record::act::Actor::PrivacyOfficer(office),
                officer: Some("officer-1"),
                secret: None,
            };
            let erase = erasure::Erase {
                fields: &[(1, "text".to_owned()), (1, "contact".to_owned()), (1, "place".to_owned())],
                notes: &[],
                partner_copies: false,
                ground: dantin_record::reasons::ErasureGround::SubjectRequest,
            };
            Ok(erasure::erase(tx, context, &command, &erase)?)
        })
        .await
        .unwrap();
    test.check().await;
    let elsewhere = Elsewhere::beside(&test);
    elsewhere.take_key_and_mark(&test.app.settings.data);
    elsewhere.restore(&archive).unwrap();
    // The files of the log outlived the database.
    fs::remove_dir_all(elsewhere.folder.path().join("journal")).unwrap();
    copy_folder(&test.app.settings.data.join("journal"), &elsewhere.folder.path().join("journal"));
    let healed = elsewhere.heal(&[]).unwrap();
    let lacks = &healed.lacking.cases[&filed.code];
    assert!(lacks.erased && lacks.words.is_empty() && !lacks.reporter, "{healed}");
    let healed = elsewhere.open();
    // Every commitment can be opened but the erased ones, which cannot.
    healed.check().await;
    is_sound(&healed);
    let left = healed.app.db.read(|tx| {
        let phones: Vec<(Option<String>,)> = tx.all("SELECT phone FROM askers", &[])?;
        let points: Vec<(Option<f64>,)> = tx.all("SELECT latitude FROM cases", &[])?;
        let erased: (i64,) = tx.one("SELECT count(*) FROM erasures", &[])?;
        Ok::<_, dantin_store::Error>((phones, points, erased.0))
    });
    assert_eq!(left.await.unwrap(), (vec![(None,)], vec![(None,)], 3));
}

#[tokio::test]
async fn a_journal_in_which_a_resident_acted_is_sound() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let link = secret_link(&visitor).await;
    visitor.post(&format!("{link}/withdraw"), &[("sure", "1")]).await.expect(303);
    test.check().await;
    is_sound(&test);
}
