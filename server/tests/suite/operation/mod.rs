//! What an operator does at night: backup, restore, heal, and the examination of the whole, with everything that goes wrong
//! meanwhile.

mod damage;
mod healing;
mod keys;
mod matters;

use std::{fs, io, path::Path, process::Command};

use dantin::{
    jobs::journal::publish,
    operation::{
        backup::{Backup, Copied},
        heal::{self, Healed, Patient},
        restore::{Restore, Restored},
    },
    prove::journal::{Examined, examine},
    settings::Settings,
};
use dantin_city::City;
use dantin_store::{Db, Synchronous};
use dantin_verify::Source;

use crate::{foundation::street_light, support::TestApp};

pub(super) fn examined(test: &TestApp) -> Examined {
    examine(&test.app.db, &test.app.settings.data, &mut |_, _| {}).unwrap()
}

#[track_caller]
pub(super) fn is_sound(test: &TestApp) -> u64 {
    let examined = examined(test);
    assert!(examined.is_sound(), "{examined}");
    examined.entries
}

/// Adds cases until there are so many entries, and publishes.
pub(super) async fn grow(test: &TestApp, entries: u64) {
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
pub(super) struct Elsewhere {
    pub(super) folder: tempfile::TempDir,
    pub(super) settings: Settings,
    pub(super) kept: Option<dantin_store::testing::TestDb>,
}

impl Elsewhere {
    pub(super) fn beside(test: &TestApp) -> Elsewhere {
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

    pub(super) fn restore(&self, archive: &Path) -> anyhow::Result<Restored> {
        Restore { settings: &self.settings, settings_file: None, with_key: false, with_mark: false }
            .run(archive)
    }

    /// Brings the live key and mark here, as they lay outside what was lost.
    pub(super) fn take_key_and_mark(&self, from: &Path) {
        for name in ["journal.key", "journal.mark"] {
            fs::copy(from.join(name), self.folder.path().join(name)).unwrap();
        }
    }

    pub(super) fn db(&self) -> Db {
        Db::open(&self.settings.database).unwrap()
    }

    pub(super) fn heal(&self, mirrors: &[&Path]) -> anyhow::Result<Healed> {
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

    pub(super) fn open(self) -> TestApp {
        TestApp::over(self.db(), self.folder, self.kept)
    }
}

pub(super) fn settings_of(test: &TestApp) -> Settings {
    Settings { database: test.database().settings().clone(), ..test.app.settings.clone() }
}

pub(super) fn back_up(test: &TestApp, to: &Path) -> Copied {
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

pub(super) fn copy_folder(from: &Path, to: &Path) {
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
pub(super) fn mirror(test: &TestApp) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&test.app.settings.data.join("journal"), &folder.path().join("journal"));
    folder
}

pub(super) async fn size_of(test: &TestApp) -> i64 {
    let read = test.app.db.read(|tx| tx.one::<(i64,)>("SELECT size FROM journal_head WHERE id = 1", &[]));
    read.await.unwrap().0
}

/// What a stopped program leaves: nothing after the step was done.
pub(super) fn stop() -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, "no space left on device")
}

pub(super) fn ran(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_dantin")).arg("--data").arg(data).args(arguments).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}
