//! `dantin backup`: one archive with everything that a city needs to go on elsewhere, but not with its key, and not with the
//! mark, which tells what was signed since.
//!
//! The server goes on meanwhile, so that the order matters: first the files of the log, then the database, then the photos.
//! Rows are durable before files of the log are written, and photos before the rows that name them: so the database of an
//! archive holds every entry that the archive's checkpoint has signed, with the private words, and every photo that a row
//! names is in it unless it was deleted since. Taken the other way round, an archive could hold a checkpoint that is ahead
//! of its own database, and putting it back would lose private words that were there. What was signed after the archive,
//! the mark and the mirrors know: see `dantin heal`.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use dantin_journal::{bundle::EntryBundle, tile::Tile};
use dantin_photos::Place;
use dantin_store::{Db, Settings as Database};
use jiff::Timestamp;

use super::{
    archive::{Manifest, Member, Writer, beside},
    postgres,
};
use crate::{
    prove::journal::{FOLDER, Found, KEY, MARK, Part, Signed},
    settings::Settings,
};

/// What is copied, and how.
pub struct Backup<'a> {
    /// The settings in force.
    pub settings: &'a Settings,
    /// The file they came from, if any.
    pub settings_file: Option<&'a Path>,
    /// Whether the key of the log is copied too.
    pub with_key: bool,
    /// Whether the mark of the log is copied too.
    pub with_mark: bool,
    /// The present moment.
    pub now: Timestamp,
}

/// What was copied.
#[derive(Debug)]
pub struct Copied {
    /// The list of the archive.
    pub manifest: Manifest,
}

impl fmt::Display for Copied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |start: &str| self.manifest.members.keys().filter(|name| name.starts_with(start)).count();
        let bytes: u64 = self.manifest.members.values().map(|member: &Member| member.bytes).sum();
        let log = match self.manifest.log_size {
            Some(size) => format!("the log up to {size} entries"),
            None => "no public log".to_owned(),
        };
        write!(
            f,
            "{} database, {log}, {} files of photos, {} settings file; {bytes} bytes in {} members",
            self.manifest.engine,
            count("photos/"),
            count("settings.toml"),
            self.manifest.members.len()
        )?;
        match &self.manifest.photos_elsewhere {
            Some(place) => write!(f, "\nThe photos in {place} are NOT in it: back that up by its own means"),
            None => Ok(()),
        }
    }
}

impl Backup<'_> {
    /// Writes the archive.
    pub fn write(&self, path: &Path) -> anyhow::Result<Copied> {
        let mut archive = Writer::create(path)?;
        let log_size = self.log(&mut archive)?;
        self.database(&mut archive, path)?;
        let photos_elsewhere = self.photos(&mut archive)?;
        if let Some(file) = self.settings_file {
            let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            archive.add("settings.toml", &bytes)?;
        }
        for (name, is_wanted) in [(KEY, self.with_key), (MARK, self.with_mark)] {
            if is_wanted {
                let file = self.settings.data.join(name);
                archive.add(
                    name,
                    &fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?,
                )?;
            }
        }
        let engine = match self.settings.database {
            Database::Sqlite { .. } => "SQLite",
            Database::Postgres { .. } => "PostgreSQL",
        };
        let manifest = archive.finish(Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.to_owned(),
            made_at: self.now.to_string(),
            log_size,
            photos_elsewhere,
            members: BTreeMap::new(),
        })?;
        Ok(Copied { manifest })
    }

    /// The checkpoint, and then what it implies: all of it was durable before the checkpoint was.
    fn log(&self, archive: &mut Writer) -> anyhow::Result<Option<u64>> {
        let folder = self.settings.data.join(FOLDER);
        let Some(signed) = Signed::read(&self.settings.data)? else { return Ok(None) };
        let published = signed
            .published
            .ok_or_else(|| anyhow!("{} has no checkpoint; see `dantin fsck`", folder.display()))?;
        let size = published.unverified().size();
        archive.add("journal/checkpoint", published.to_string().as_bytes())?;
        let mut parts: Vec<(Part, u64, u16)> = Vec::new();
        parts.extend(EntryBundle::grown(0, size).map(|one| (Part::Entries, one.index(), one.width())));
        parts.extend(Tile::grown(0, size).map(|one| (Part::Hashes(one.level()), one.index(), one.width())));
        // Smaller partial files serve those who hold an older checkpoint.
        let found = Found::walk(&folder)?;
        let older: Vec<(Part, u64, u16)> = parts
            .iter()
            .filter(|(_, _, width)| *width < 256)
            .flat_map(|(part, index, width)| {
                let widths = found.partial.get(&(*part, *index)).into_iter().flatten();
                widths.filter(|other| *other < width).map(|other| (*part, *index, *other))
            })
            .collect();
        for (part, index, width) in parts {
            self.part(archive, &folder, (part, index, width))?.then_some(()).ok_or_else(|| {
                anyhow!(
                    "{} is missing in the log; see `dantin fsck`",
                    part.path(index, width).unwrap_or_default()
                )
            })?;
        }
        for (part, index, width) in older {
            let Some(path) = part.path(index, width) else { continue };
            if let Some(bytes) = present(&folder.join(&path))? {
                archive.add(&format!("journal/{path}"), &bytes)?;
            }
        }
        for name in files_beside(&folder)? {
            if let Some(bytes) = present(&folder.join(&name))? {
                archive.add(&format!("journal/{name}"), &bytes)?;
            }
        }
        Ok(Some(size))
    }

    /// A tile or bundle, or the full one that took its place.
    fn part(
        &self,
        archive: &mut Writer,
        folder: &Path,
        (part, index, width): (Part, u64, u16),
    ) -> anyhow::Result<bool> {
        for width in [width, 256] {
            let Some(path) = part.path(index, width) else { continue };
            if let Some(bytes) = present(&folder.join(&path))? {
                archive.add(&format!("journal/{path}"), &bytes)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn database(&self, archive: &mut Writer, path: &Path) -> anyhow::Result<()> {
        let copy = Temporary(beside(path, "database")?);
        let _ = fs::remove_file(&copy.0);
        // Made by us first, so that nobody else may read it while it grows.
        drop(super::archive::create_private(&copy.0)?);
        match &self.settings.database {
            Database::Sqlite { path, .. } => {
                anyhow::ensure!(path.exists(), "there is no database {}", path.display());
                let db = Db::open(&self.settings.database).context("cannot open the database")?;
                db.copy_to(&copy.0).context("cannot copy the database")?;
                db.close();
                archive.add_file("database.sqlite", &copy.0)
            }
            Database::Postgres { url, .. } => {
                postgres::dump(url, &copy.0)?;
                archive.add_file("database.pgdump", &copy.0)
            }
        }
    }

    fn photos(&self, archive: &mut Writer) -> anyhow::Result<Option<String>> {
        let Place::Folder(folder) = &self.settings.photos else {
            return Ok(Some(self.settings.photos.to_string()));
        };
        let mut waiting = vec![PathBuf::new()];
        while let Some(below) = waiting.pop() {
            let entries = match fs::read_dir(folder.join(&below)) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error).with_context(|| format!("cannot read {}", folder.display())),
            };
            let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
            entries.sort_by_key(|entry| entry.file_name());
            for entry in entries {
                let path = below.join(entry.file_name());
                let kind = entry.file_type()?;
                // The store writes under a name with `#` until a photo is whole.
                let name = path.to_str().filter(|name| !name.contains('#'));
                if kind.is_dir() {
                    waiting.push(path);
                } else if let (true, Some(name)) = (kind.is_file(), name)
                    && let Some(bytes) = present(&folder.join(&path))?
                {
                    archive.add(&format!("photos/{name}"), &bytes)?;
                }
            }
        }
        Ok(None)
    }
}

/// The small files beside the tiles: policy, schema, checkpoints of other kinds.
fn files_beside(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for below in ["", "schema"] {
        let entries = match fs::read_dir(folder.join(below)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_file()
                && !name.starts_with('.')
                && !(below.is_empty() && name == "checkpoint")
            {
                names.push(if below.is_empty() { name } else { format!("{below}/{name}") });
            }
        }
    }
    names.sort();
    Ok(names)
}

fn present(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// A file that goes with its owner.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
