//! `dantin restore`: puts an archive back where nothing is. The archive is read to its end and checked before anything is
//! written, nothing that is there is ever overwritten, and the database gets its name last: after a stop at any moment the
//! same command begins again.
//!
//! A database that is put back is older than what was signed since. That the log does not sign a second history over it,
//! the mark sees to, which is therefore not put back unless asked by name.

use std::{
    fmt, fs,
    fs::File,
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use dantin_photos::Place;
use dantin_store::{Db, Settings as Database};

use super::{
    archive::{self, Manifest, create_private, sync_folder},
    postgres,
};
use crate::{
    city::people::factors::key::FILE as DESK_KEY,
    mail::KEY_FILE as MAIL_KEY,
    prove::journal::{FOLDER, KEY, MARK, files},
    settings::Settings,
};

/// Where settings of the archive are put; nothing reads them there.
const SETTINGS: &str = "restored-settings.toml";

/// What is put back, and how.
pub struct Restore<'a> {
    /// The settings in force here.
    pub settings: &'a Settings,
    /// The file they came from, which may lie in the data folder.
    pub settings_file: Option<&'a Path>,
    /// Whether the key of the log is put back, if the archive has it.
    pub with_key: bool,
    /// Whether the mark of the log is put back, if the archive has it.
    pub with_mark: bool,
}

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    manifest: Manifest,
    kept_log: bool,
    photos: u64,
    has_key: bool,
    has_mark: bool,
    has_desk_key: bool,
    has_mail_key: bool,
    has_settings: bool,
}

impl fmt::Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Restored: the {} database as of {}, {} files of photos.",
            self.manifest.engine, self.manifest.made_at, self.photos
        )?;
        if let Some(place) = &self.manifest.photos_elsewhere {
            writeln!(f, "The photos in {place} were not in the archive.")?;
        }
        if self.has_settings {
            writeln!(
                f,
                "The settings of then are in {SETTINGS}, for you to compare; nothing reads them there."
            )?;
        }
        if self.kept_log {
            writeln!(
                f,
                "The files of the log that were here are newer or the same and were left as they are."
            )?;
        }
        writeln!(f, "\nWhat to do next, before a server starts:")?;
        if !self.has_desk_key {
            writeln!(
                f,
                "  - Put {DESK_KEY} back from the safe (mode 0600). Without it codes of phones are refused, and officers set \
                 up their second step again."
            )?;
        }
        if !self.has_mail_key {
            writeln!(
                f,
                "  - Put {MAIL_KEY} back from the safe (mode 0600). Without it links in mails that were sent work no more."
            )?;
        }
        if self.manifest.log_size.is_none() && !self.kept_log {
            return writeln!(f, "  - dantin doctor");
        }
        if !self.has_key {
            writeln!(
                f,
                "  - Put journal.key back from the safe (mode 0600). Without it nothing can be signed."
            )?;
        }
        if !self.has_mark {
            writeln!(
                f,
                "  - Put the newest journal.mark back that can be found: it tells how far the log was signed. It is no secret."
            )?;
        }
        writeln!(
            f,
            "  - dantin heal [--from MIRROR]...   brings back the entries that were signed after the backup\n\
             \x20 - dantin fsck                       looks whether everything fits\n\
             \x20 - dantin doctor"
        )
    }
}

impl Restore<'_> {
    /// Puts the archive back.
    pub fn run(&self, path: &Path) -> anyhow::Result<Restored> {
        let manifest = archive::check(path)?;
        for name in manifest.members.keys() {
            let is_known = ["journal/", "photos/"].iter().any(|start| name.starts_with(start))
                || [database_name(&manifest), "settings.toml", KEY, MARK].contains(&name.as_str());
            ensure!(is_known, "{} is refused, and nothing was written: it holds {name}", path.display());
        }
        ensure!(
            manifest.members.contains_key(database_name(&manifest)),
            "{} is refused, and nothing was written: it holds no database",
            path.display()
        );
        self.fits(&manifest)?;
        self.is_empty()?;
        let data = &self.settings.data;
        let log = data.join(FOLDER);
        let mut restored = Restored {
            kept_log: log.join("checkpoint").exists(),
            photos: 0,
            has_key: data.join(KEY).exists(),
            has_mark: data.join(MARK).exists(),
            has_desk_key: data.join(DESK_KEY).exists(),
            has_mail_key: data.join(MAIL_KEY).exists(),
            has_settings: false,
            manifest,
        };
        let mut checkpoint = None;
        let copy = data.join(".database.restoring");
        let _ = fs::remove_file(&copy);
        archive::extract(path, &restored.manifest, |name, from| {
            if name == database_name(&restored.manifest) {
                let mut file = create_private(&copy)?;
                io::copy(from, &mut file).with_context(|| format!("cannot write {}", copy.display()))?;
                return file.sync_all().with_context(|| format!("cannot write {}", copy.display()));
            }
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes)?;
            match name {
                "journal/checkpoint" => checkpoint = Some(bytes),
                "settings.toml" => {
                    restored.has_settings = true;
                    put(&data.join(SETTINGS), &bytes, 0o600)?;
                }
                KEY if self.with_key => {
                    restored.has_key = true;
                    put(&data.join(KEY), &bytes, 0o600)?;
                }
                MARK if self.with_mark => {
                    restored.has_mark = true;
                    put(&data.join(MARK), &bytes, 0o644)?;
                }
                KEY | MARK => {}
                _ => {
                    match (name.strip_prefix("journal/"), name.strip_prefix("photos/"), &self.settings.photos)
                    {
                        (Some(_), _, _) if restored.kept_log => {}
                        (Some(name), _, _) => put(&log.join(name), &bytes, 0o644)?,
                        (_, Some(name), Place::Folder(folder)) => {
                            put(&folder.join(name), &bytes, 0o600)?;
                            restored.photos += 1;
                        }
                        _ => {}
                    }
                }
            }
            Ok(())
        })?;
        // One flush for the many small files, and before the names that say that they are there.
        rustix::fs::sync();
        if let (Some(bytes), false) = (checkpoint, restored.kept_log) {
            files::replace(&log.join("checkpoint"), &bytes, 0o644)?;
        }
        match &self.settings.database {
            Database::Sqlite { path, .. } => {
                ensure!(!path.exists(), "{} came to be there meanwhile", path.display());
                fs::rename(&copy, path)
                    .with_context(|| format!("cannot give {} its name", path.display()))?;
                sync_folder(path)?;
            }
            Database::Postgres { url, .. } => {
                let put_back = postgres::restore(url, &copy);
                let _ = fs::remove_file(&copy);
                put_back?;
            }
        }
        Ok(restored)
    }

    /// Whether the archive can go where the settings point.
    fn fits(&self, manifest: &Manifest) -> anyhow::Result<()> {
        let here = match self.settings.database {
            Database::Sqlite { .. } => "SQLite",
            Database::Postgres { .. } => "PostgreSQL",
        };
        ensure!(
            manifest.engine == here,
            "the archive holds a {} database, and database.url points to {here}; nothing was written",
            manifest.engine
        );
        let has_photos = manifest.members.keys().any(|name| name.starts_with("photos/"));
        ensure!(
            !has_photos || matches!(self.settings.photos, Place::Folder(_)),
            "the archive holds photos, and photos.store points to {}: name a folder first; nothing was written",
            self.settings.photos
        );
        Ok(())
    }

    /// Refuses where something is that belongs to another installation, or a database.
    fn is_empty(&self) -> anyhow::Result<()> {
        let data = &self.settings.data;
        let mut allowed: Vec<PathBuf> =
            [KEY, MARK, FOLDER, "dantin.lock", "journal.lock", "lost+found", SETTINGS, ".database.restoring"]
                .iter()
                .map(|name| data.join(name))
                .collect();
        if let Place::Folder(folder) = &self.settings.photos {
            allowed.push(folder.clone());
        }
        if let dantin_store::Settings::Sqlite { path, .. } = &self.settings.database {
            allowed.push(super::lock::serving(path));
        }
        allowed.extend(self.settings_file.map(Path::to_path_buf));
        for entry in fs::read_dir(data).with_context(|| format!("cannot read {}", data.display()))? {
            let path = entry?.path();
            if !allowed.contains(&path) {
                bail!(
                    "{} is there: a backup is put back only where nothing is but the log's key, mark and files and photos; \
                     nothing was written",
                    path.display()
                );
            }
        }
        match &self.settings.database {
            Database::Sqlite { path, .. } => {
                ensure!(!path.exists(), "{} is there already; nothing was written", path.display());
            }
            Database::Postgres { .. } => {
                let db = Db::open(&self.settings.database).context("cannot open the database")?;
                let is_empty = db.is_empty();
                db.close();
                ensure!(
                    is_empty.context("cannot ask the database what is in it")?,
                    "the database has tables already; nothing was written"
                );
            }
        }
        Ok(())
    }
}

fn database_name(manifest: &Manifest) -> &'static str {
    if manifest.engine == "SQLite" { "database.sqlite" } else { "database.pgdump" }
}

/// Writes a file whole or not at all; one that is there stays as it is.
fn put(path: &Path, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let context = || format!("cannot write {}", path.display());
    super::folder::make(folder)?;
    let temporary = archive::beside(path, "new")?;
    let _ = fs::remove_file(&temporary);
    let file: File = create_private(&temporary)?;
    io::Write::write_all(&mut &file, bytes).with_context(context)?;
    file.set_permissions(fs::Permissions::from_mode(mode)).with_context(context)?;
    fs::rename(&temporary, path).with_context(context)
}
