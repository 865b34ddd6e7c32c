//! A new key for the log, and a log that goes on under another name.

use std::{fs, path::Path};

use dantin::{
    jobs::journal::publish,
    operation::{rotation, successor},
    prove::journal::{PublicLog, examine},
};
use dantin_record::notice::ContinueReason;
use dantin_verify::{MirrorOptions, Options, Pin, Report, Source, Trouble, verify};

use super::{Elsewhere, back_up, copy_folder, grow, is_sound, size_of};
use crate::{
    foundation::street_light,
    reports::filed,
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    a_key_is_replaced_and_whoever_knew_the_old_one_follows,
    a_log_whose_entries_are_lost_is_continued_under_another_name,
);

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
    grow(&test, 140).await;
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
