//! A database that was restored from before the newest entries: what comes back from the log and from mirrors, and what never does.

use std::{fs, path::Path, process::Command};

use dantin::{
    act::cases::{
        Key,
        commands::Command as CaseCommand,
        joint,
        showing::{self, Showing},
    },
    jobs::journal::publish,
    operation::heal,
    prove::journal::PublicLog,
};
use dantin_record::{act::Actor, case::Case};
use dantin_store::{Db, Synchronous};
use dantin_verify::{Options, Source, verify};

use super::{Elsewhere, back_up, copy_folder, grow, is_sound, mirror, ran, size_of};
use crate::{
    foundation::street_light,
    reports::{filed, secret_link},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    yesterdays_backup_beside_the_live_mark_is_healed_from_a_mirror,
    what_was_erased_after_the_backup_is_erased_again,
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
    let shown = after.code.clone();
    test.app
        .command(move |tx, context| {
            let (by, key) = (Actor::Moderator, Key::Code(&shown));
            let command = CaseCommand { key, version: None, by, officer: None, secret: None };
            let text = Some("Cột đèn tắt ba đêm liền, ngõ rất tối.");
            let showing = Showing { text, photos: &[], address: None, ward_only: false, reason: None };
            showing::show(tx, context, &command, &showing)?;
            Ok(())
        })
        .await
        .unwrap();
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
    for (key, is_missing) in [("journal.key", false), ("desk.key", true), ("mail.key", true)] {
        assert_eq!(restored.contains(&format!("Put {key} back")), is_missing, "{restored}");
    }
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
    let (record, latitude, accuracy): (String, Option<f64>, Option<i64>) = healed
        .app
        .read(move |tx| {
            Ok(tx.one("SELECT record, latitude, accuracy_m FROM cases WHERE code = $1", &[&code])?)
        })
        .await
        .unwrap();
    assert_eq!((latitude, accuracy), (Some(21.0287), Some(12)), "the point is that of the showing");
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
