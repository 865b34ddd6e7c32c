//! A walk through the folder of the public log: which tiles and bundles lie in it, what a stop has left over, and what
//! does not belong there. It opens no file and follows no link.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use dantin_journal::{bundle::EntryBundle, tile::Tile};

/// A row of files that grow together: the entries, or the hashes of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Bundles of entries.
    Entries,
    /// Tiles of this level.
    Hashes(u8),
}

impl Part {
    /// The path of the file at this place and of this width.
    pub fn path(self, index: u64, width: u16) -> Option<String> {
        match self {
            Self::Entries => EntryBundle::new(index, width).ok().map(EntryBundle::path),
            Self::Hashes(level) => Tile::new(level, index, width).ok().map(Tile::path),
        }
    }

    /// How many items of this row a log of `size` entries has.
    pub fn items(self, size: u64) -> u64 {
        match self {
            Self::Entries => size,
            Self::Hashes(level) => size.checked_shr(u32::from(level) * 8).unwrap_or(0),
        }
    }

    fn read(path: &str) -> Option<(Part, u64, u16)> {
        if let Ok(bundle) = EntryBundle::parse_path(path) {
            return Some((Part::Entries, bundle.index(), bundle.width()));
        }
        let tile = Tile::parse_path(path).ok()?;
        Some((Part::Hashes(tile.level()), tile.index(), tile.width()))
    }
}

/// What lies in the folder of a log.
#[derive(Debug, Default)]
pub struct Found {
    /// The widths of the partial files at each place.
    pub partial: BTreeMap<(Part, u64), BTreeSet<u16>>,
    /// For each row of files one more than the last item that a file of it holds.
    pub ends: BTreeMap<Part, u64>,
    /// Temporary files that a stop left: harmless.
    pub left_over: Vec<PathBuf>,
    /// What no log has.
    pub foreign: Vec<PathBuf>,
}

impl Found {
    /// Walks through a folder; one that is not there holds nothing.
    pub fn walk(folder: &Path) -> io::Result<Found> {
        let mut found = Found::default();
        let mut foreign = Vec::new();
        visit(folder, |path, is_file| if is_file { found.take(path) } else { foreign.push(path) })?;
        found.foreign.append(&mut foreign);
        found.foreign.sort();
        Ok(found)
    }

    /// The tiles and bundles that hold more than a log of `size` entries has.
    pub fn beyond(folder: &Path, size: u64) -> io::Result<Vec<PathBuf>> {
        let mut beyond = Vec::new();
        visit(folder, |path, is_file| {
            let read = path.to_str().filter(|_| is_file).and_then(Part::read);
            if let Some((part, index, width)) = read
                && index.saturating_mul(256).saturating_add(width.into()) > part.items(size)
            {
                beyond.push(path);
            }
        })?;
        Ok(beyond)
    }

    fn take(&mut self, path: PathBuf) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let text = path.to_str().unwrap_or_default();
        if name.starts_with('.') && name.ends_with(".new") {
            self.left_over.push(path);
        } else if let Some((part, index, width)) = Part::read(text) {
            if width < 256 {
                self.partial.entry((part, index)).or_default().insert(width);
            }
            let end = index.saturating_mul(256).saturating_add(width.into());
            let last = self.ends.entry(part).or_default();
            *last = (*last).max(end);
        } else if !belongs(text) {
            self.foreign.push(path);
        }
    }
}

/// Shows every file below a folder by its path from there, and whether it is a plain one.
fn visit(folder: &Path, mut show: impl FnMut(PathBuf, bool)) -> io::Result<()> {
    let mut waiting = vec![PathBuf::new()];
    while let Some(below) = waiting.pop() {
        let entries = match fs::read_dir(folder.join(&below)) {
            Ok(entries) => entries,
            // A running server removes partial files when the full one is there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() { waiting.push(path) } else { show(path, kind.is_file()) }
        }
    }
    Ok(())
}

/// The files of a log beside tiles and bundles.
fn belongs(path: &str) -> bool {
    matches!(path, "checkpoint" | "checkpoint.witnessed" | "policy")
        || path.strip_prefix("checkpoint.").is_some_and(is_hex)
        || path.strip_prefix("schema/").is_some_and(|name| is_hex(name.trim_end_matches(".json")))
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_log_is_told_from_what_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        for path in
            ["checkpoint", "policy", "tile/0/000", "tile/entries/001.p/7", "tile/1/000.p/1", ".policy.new"]
        {
            put(path);
        }
        for path in ["tile/0/0", "tile/0/000.p/256", "journal.key", "tile/entries/001.p/07", "notes.txt"] {
            put(path);
        }
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("tile/0/001")).unwrap();
        let found = Found::walk(folder.path()).unwrap();
        let foreign: Vec<&str> = found.foreign.iter().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(
            foreign,
            [
                "journal.key",
                "notes.txt",
                "tile/0/0",
                "tile/0/000.p/256",
                "tile/0/001",
                "tile/entries/001.p/07"
            ]
        );
        assert_eq!(found.left_over, [PathBuf::from(".policy.new")]);
        assert_eq!(found.ends[&Part::Entries], 263);
        assert_eq!(found.partial[&(Part::Hashes(1), 0)], BTreeSet::from([1]));
        assert!(Found::walk(&folder.path().join("nothing")).unwrap().foreign.is_empty());
    }
}
