//! `dantin heal`: brings a database that was put back from an older copy up to what the log has signed. The missing entries
//! come from the log's own files or from mirrors, and nothing is written before all of them lead to the signed roots.
//!
//! The order makes it safe to stop anywhere and begin again: files of the log, then the mark, then the rows, a batch of
//! entries in one transaction with the head, the rows of their cases and the waiting entries that they are. A server that
//! starts in between finds less than the mark says and signs nothing. Contradictions of what was signed are refused.

mod gather;
mod private;
mod rows;
mod tiles;

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use dantin_city::City;
use dantin_journal::checkpoint::SignedCheckpoint;
use dantin_store::Db;
use dantin_verify::Source;
use jiff::Timestamp;

use crate::prove::journal::{FOLDER, LogFault, MARK, Signed, files};

pub use private::Lacking;

/// Where the first entry of a healing that is under way is kept, so that its account is complete after a stop.
const BEGUN: &str = "journal.heal";
/// Files of the log that are not what they should be are moved here and kept.
const ASIDE: &str = "journal-set-aside";
/// Bytes of a checkpoint at most.
const SMALL: u64 = 1 << 20;

/// What is healed, and from where.
pub struct Patient<'a> {
    /// The database.
    pub db: &'a Db,
    /// The data folder.
    pub data: &'a Path,
    /// The pack.
    pub city: &'a City,
    /// The present moment.
    pub now: Timestamp,
    /// Mirrors: what the operator called them, and where they are read.
    pub mirrors: &'a [(String, Source)],
    /// Go up to what the mirrors hold although the mark is lost; the log cannot be signed on after that.
    pub without_mark: bool,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Healed {
    /// Entries that the log has signed.
    pub size: u64,
    /// The first entry that was missing, when the healing began, perhaps before a stop.
    pub from: Option<u64>,
    /// Entries that came back in this run.
    pub recovered: u64,
    /// Waiting entries that were among them and are no longer to be sequenced.
    pub dropped: u64,
    /// Files of the log that were written.
    pub written: u64,
    /// Files of the log that were moved away, and where to.
    pub aside: Vec<PathBuf>,
    /// Whether the mark was moved up to what a mirror held.
    pub mark_moved: bool,
    /// What the log cannot give back.
    pub lacking: Lacking,
}

impl Healed {
    /// Whether there was nothing to do.
    pub fn is_nothing(&self) -> bool {
        self.from.is_none() && self.written == 0 && self.aside.is_empty() && !self.mark_moved
    }
}

impl fmt::Display for Healed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nothing() {
            return writeln!(
                f,
                "Nothing is missing: the database holds all {} entries that were signed.",
                self.size
            );
        }
        if self.mark_moved {
            writeln!(
                f,
                "The mark was moved up to {} entries, which a mirror had under our own signature.",
                self.size
            )?;
        }
        if self.written > 0 {
            writeln!(f, "{} files of the log were missing or damaged and were written anew.", self.written)?;
        }
        for path in &self.aside {
            writeln!(f, "Moved away and kept: {}", path.display())?;
        }
        if let Some(from) = self.from {
            writeln!(f, "The entries from {from} on were missing; {} came back now.", self.recovered)?;
            if self.dropped > 0 {
                writeln!(f, "{} waiting entries were among them and wait no longer.", self.dropped)?;
            }
        }
        writeln!(f, "The database now holds all {} entries that were signed.", self.size)?;
        if self.from.is_some() {
            write!(f, "\n{}", self.lacking)?;
        }
        Ok(())
    }
}

/// Heals; `progress` is told entries done and entries in all.
pub fn heal(patient: &Patient<'_>, progress: &mut dyn FnMut(u64, u64)) -> anyhow::Result<Healed> {
    let Some(signed) = Signed::read(patient.data)? else {
        bail!("there is no public log in {}, so that nothing tells what is missing", patient.data.display());
    };
    if signed.mark.is_none() && !patient.without_mark {
        bail!(LogFault::NoMark(patient.data.to_owned()));
    }
    let mut checkpoints: Vec<(String, SignedCheckpoint)> = Vec::new();
    checkpoints.extend(signed.mark.clone().map(|mark| ("journal.mark".to_owned(), mark)));
    checkpoints.extend(signed.published.clone().map(|one| ("journal/checkpoint".to_owned(), one)));
    for (name, mirror) in patient.mirrors {
        checkpoints.push((name.clone(), gather::checkpoint(name, mirror, &signed.keys)?));
    }
    let Some((highest, target)) = checkpoints.iter().max_by_key(|(_, one)| one.unverified().size()) else {
        bail!("neither a mark nor a checkpoint nor a mirror says what was signed");
    };
    let size = target.unverified().size();
    let gathered = gather::gather(patient, &checkpoints, size, progress).with_context(|| {
        format!("nothing was changed: the log up to {size} entries ({highest}) cannot be had")
    })?;

    let mut healed = Healed { size, ..Healed::default() };
    tiles::write(patient, &gathered, &mut healed)?;
    let note = target.to_string();
    if !patient.without_mark {
        let marked = signed.mark.as_ref().map_or(0, |mark| mark.unverified().size());
        if marked < size {
            files::replace(&patient.data.join(MARK), note.as_bytes(), 0o644)?;
            healed.mark_moved = true;
        }
        let published = patient.data.join(FOLDER).join("checkpoint");
        if signed.published.as_ref().is_none_or(|one| one.unverified().size() < size) {
            files::replace(&published, note.as_bytes(), 0o644)?;
        }
    }
    let begun = patient.data.join(BEGUN);
    let earlier = read_begun(&begun)?;
    if gathered.has < size {
        let from = earlier.map_or(gathered.has, |earlier| earlier.min(gathered.has));
        files::replace(&begun, format!("{from}\n").as_bytes(), 0o600)?;
        healed.from = Some(from);
        rows::append(patient, &gathered, &mut healed, progress)?;
    } else {
        healed.from = earlier;
    }
    if let Some(from) = healed.from {
        healed.lacking = private::lacking(patient.db, from, size)?;
    }
    Ok(healed)
}

/// Says that the account of a healing has been given; until then every run gives it again.
pub fn finish(data: &Path) -> io::Result<()> {
    match fs::remove_file(data.join(BEGUN)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn read_begun(path: &Path) -> anyhow::Result<Option<u64>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let from = text.trim().parse();
            from.map(Some).with_context(|| format!("{} holds no number", path.display()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
