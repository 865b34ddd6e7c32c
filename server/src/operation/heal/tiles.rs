//! Brings the folder of the log to what the signed entries give: files that are missing are written, files that hold
//! something else are moved away and written anew, and files beyond what is known, which a stop left unsigned, are moved
//! away so that the log can go on there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use dantin_journal::{
    bundle::{self, EntryBundle},
    edge::RightEdge,
    hash::{HASH_BYTES, leaf_hash},
};
use dantin_verify::Source;

use super::{ASIDE, Healed, Patient, gather, gather::Gathered};
use crate::prove::journal::{FOLDER, Found, Part, files};

/// Writes what the folder lacks.
pub(super) fn write(patient: &Patient<'_>, gathered: &Gathered, healed: &mut Healed) -> anyhow::Result<()> {
    let folder = patient.data.join(FOLDER);
    let all = gathered.size.max(gathered.has);
    let mut keeper =
        Keeper { data: patient.data, folder, size: gathered.size, found: Found::default(), healed };
    for path in Found::beyond(&keeper.folder, all)? {
        keeper.move_away(&path)?;
    }
    keeper.found = Found::walk(&keeper.folder)?;
    let mut edge = RightEdge::new();
    let mut partial = Vec::new();
    let mut rows: Vec<Vec<u8>> = Vec::with_capacity(256);
    let mut take = |keeper: &mut Keeper<'_, '_>, rows: &mut Vec<Vec<u8>>| -> anyhow::Result<()> {
        let index = edge.size() / 256;
        keeper.bring(Part::Entries, index, rows.len(), |width| {
            bundle::encode(rows.get(..width).unwrap_or_default()).map_err(|error| anyhow!("{error}"))
        })?;
        let tiles = edge.append(rows.iter().map(|row| leaf_hash(row))).map_err(|error| anyhow!("{error}"))?;
        for (tile, bytes) in tiles {
            partial.retain(|(level, _, _)| *level != tile.level());
            if tile.is_full() {
                keeper.hashes(tile.level(), tile.index(), &bytes)?;
            } else {
                partial.push((tile.level(), tile.index(), bytes));
            }
        }
        rows.clear();
        Ok(())
    };
    gather::rows(patient.db, 0, gathered.has, |_, body| {
        rows.push(body.as_bytes().to_vec());
        if rows.len() == 256 { take(&mut keeper, &mut rows) } else { Ok(()) }
    })?;
    if gathered.has < gathered.size {
        let own = Source::Folder(patient.data.to_owned());
        let sources = gather::sources(&own, patient);
        for wanted in EntryBundle::grown(gathered.has, gathered.size) {
            let fits = |entries: &[&[u8]]| {
                let mut missing = wanted.entries().zip(entries).filter(|(index, _)| *index >= gathered.has);
                missing.all(|(index, bytes)| gathered.is_leaf(index, bytes))
            };
            let entries = gather::bundle(&sources, gathered.first, wanted, fits)?;
            let fresh = wanted.entries().zip(entries).filter(|(index, _)| *index >= gathered.has);
            rows.extend(fresh.map(|(_, entry)| entry));
            if rows.len() == 256 {
                take(&mut keeper, &mut rows)?;
            }
        }
    }
    if !rows.is_empty() {
        take(&mut keeper, &mut rows)?;
    }
    for (level, index, bytes) in partial {
        keeper.hashes(level, index, &bytes)?;
    }
    Ok(())
}

struct Keeper<'a, 'h> {
    data: &'a Path,
    folder: PathBuf,
    size: u64,
    found: Found,
    healed: &'h mut Healed,
}

impl Keeper<'_, '_> {
    fn hashes(&mut self, level: u8, index: u64, bytes: &[u8]) -> anyhow::Result<()> {
        self.bring(Part::Hashes(level), index, bytes.len() / HASH_BYTES, |width| {
            Ok(bytes.get(..width * HASH_BYTES).unwrap_or_default().to_vec())
        })
    }

    /// Compares what is at a place with what should be there, and writes the file that the signed size asks for.
    fn bring(
        &mut self,
        part: Part,
        index: u64,
        items: usize,
        bytes: impl Fn(usize) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<()> {
        let mut widths = self.found.partial.remove(&(part, index)).unwrap_or_default();
        widths.insert(256);
        let mut has_full = false;
        for width in widths.into_iter().filter(|width| usize::from(*width) <= items) {
            let Some(path) = part.path(index, width) else { continue };
            match fs::read(self.folder.join(&path)) {
                Ok(found) if found == bytes(usize::from(width))? => has_full |= width == 256,
                Ok(_) => self.move_away(Path::new(&path))?,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("cannot read {path}")),
            }
        }
        let wanted = part.items(self.size).saturating_sub(index.saturating_mul(256)).min(256);
        let Some(width) = u16::try_from(wanted).ok().filter(|width| *width > 0 && !has_full) else {
            return Ok(());
        };
        let Some(path) = part.path(index, width).map(|path| self.folder.join(path)) else { return Ok(()) };
        if !path.exists() {
            files::write_once(&path, &bytes(usize::from(width))?)?;
            self.healed.written += 1;
        }
        Ok(())
    }

    fn move_away(&mut self, path: &Path) -> anyhow::Result<()> {
        let name = path.display().to_string().replace('/', "_");
        let aside = self.data.join(ASIDE);
        fs::create_dir_all(&aside).with_context(|| format!("cannot make {}", aside.display()))?;
        let mut to = aside.join(&name);
        let mut turn = 1;
        while to.exists() {
            turn += 1;
            to = aside.join(format!("{name}.{turn}"));
        }
        fs::rename(self.folder.join(path), &to)
            .with_context(|| format!("cannot move {} away", path.display()))?;
        self.healed.aside.push(to);
        Ok(())
    }
}
