//! The rows of the journal one after the other: each entry's form, place, time and rules, the tree, and each tile and bundle byte by byte.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use dantin_journal::{
    audit::{Audit, AuditError},
    bundle,
    edge::RightEdge,
    hash::{HASH_BYTES, leaf_hash},
};
use dantin_record::{book::Book, entry::Line, erasure::Register, voice::Voices};
use dantin_store::Db;

use super::{
    super::{
        folder::{Found, Part},
        notices::LOG,
    },
    findings::Examined,
};
use crate::act::cases::CaseError;

/// Rows that are read at once: sixteen bundles.
const PAGE: i64 = 16 * 256;

/// A walk over the rows in their order, beside the files that they must give.
pub(super) struct Walk {
    folder: PathBuf,
    found: Found,
    audit: Audit,
    /// Entries whose files must be there.
    wanted: u64,
    has_log: bool,
    book: Book,
    register: Register,
    voices: Voices,
    /// Whether entries still fit the rules; the first that does not is named.
    follows: bool,
    edge: RightEdge,
    /// The newest partial tile of each level.
    partial: BTreeMap<u8, (u64, Vec<u8>)>,
    last_at: String,
    examined: Examined,
}

/// Index, time, case, number in the case, canonical text.
type Row = (i64, String, String, i64, String);

impl Walk {
    /// Before the first row; files must be there for the entries that were signed.
    pub fn new(folder: PathBuf, found: Found, audit: Audit, has_log: bool, examined: Examined) -> Walk {
        Walk {
            folder,
            found,
            audit,
            wanted: examined.signed.unwrap_or(0),
            has_log,
            book: Book::new(),
            register: Register::new(),
            voices: Voices::default(),
            follows: true,
            edge: RightEdge::new(),
            partial: BTreeMap::new(),
            last_at: String::new(),
            examined,
        }
    }

    /// What was found so far.
    pub fn into_examined(self) -> Examined {
        self.examined
    }

    /// Walks over `size` rows, until one is missing.
    pub fn rows(&mut self, db: &Db, size: u64, progress: &mut dyn FnMut(u64, u64)) -> Result<(), CaseError> {
        let mut from = 0_u64;
        while from < size {
            let first = i64::try_from(from).unwrap_or(i64::MAX);
            let most = PAGE.min(i64::try_from(size - from).unwrap_or(PAGE));
            let page: Vec<Row> = db.read_blocking(move |tx| {
                tx.all(
                    "SELECT idx, at, case_id, number, body FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2",
                    &[&first, &most],
                )
                .map_err(CaseError::from)
            })?;
            for rows in page.chunks(256) {
                let sound = rows
                    .iter()
                    .zip(from..)
                    .take_while(|(row, index)| u64::try_from(row.0).is_ok_and(|found| found == *index));
                let sound = sound.count();
                self.bundle(from, rows.get(..sound).unwrap_or_default());
                from += sound as u64;
                if sound < rows.len() {
                    self.missing(from, size);
                    return Ok(());
                }
            }
            if page.is_empty() {
                self.missing(from, size);
                return Ok(());
            }
            progress(from, size);
        }
        Ok(())
    }

    fn missing(&mut self, index: u64, size: u64) {
        let text = format!("entry {index} is missing in the database, whose head says {size} entries");
        // What comes behind a gap has another place than it had: nothing more can be computed.
        if index < self.wanted { self.examined.contradict(text) } else { self.examined.say(text) }
    }

    /// Takes the rows of one bundle, of which only the last may have fewer than 256.
    fn bundle(&mut self, first: u64, rows: &[Row]) {
        let mut leaves = Vec::with_capacity(rows.len());
        for ((_, at, case, number, body), index) in rows.iter().zip(first..) {
            self.entry(index, at, case, *number, body);
            match self.audit.add(body.as_bytes()) {
                Ok(leaf) => leaves.push(leaf),
                Err(AuditError::Root { size, expected, found }) => {
                    self.examined.contradict(format!(
                        "the first {size} entries of the database give the root {found}, and {expected} was signed: an entry was \
                         changed"
                    ));
                    leaves.push(leaf_hash(body.as_bytes()));
                }
                Err(error) => {
                    self.examined.say(error.to_string());
                    leaves.push(leaf_hash(body.as_bytes()));
                }
            }
        }
        self.examined.entries += rows.len() as u64;
        if !self.has_log || rows.is_empty() {
            return;
        }
        let bodies: Vec<&str> = rows.iter().map(|row| row.4.as_str()).collect();
        let widths = self.widths(Part::Entries, first / 256, rows.len());
        for width in widths {
            self.compare_bundle(first, &bodies, width);
        }
        match self.edge.append(leaves) {
            Ok(tiles) => {
                for (tile, bytes) in tiles {
                    if tile.is_full() {
                        self.partial.remove(&tile.level());
                        self.tile(tile.level(), tile.index(), &bytes);
                    } else {
                        self.partial.insert(tile.level(), (tile.index(), bytes));
                    }
                }
            }
            Err(error) => self.examined.say(error.to_string()),
        }
    }

    fn entry(&mut self, index: u64, at: &str, case: &str, number: i64, body: &str) {
        let line = match Line::parse(body.as_bytes()) {
            Ok(line) => line,
            Err(error) => {
                self.follows = false;
                return self.examined.say(format!("entry {index} is not in its one form: {error}"));
            }
        };
        let (said, kind) = (line.at(), line.type_code());
        let whose = line.subject().unwrap_or_else(|| LOG.to_owned());
        if said.to_string() != at {
            self.examined.say(format!("entry {index} says the time {said}, and its row {at}"));
        }
        if whose != case {
            self.examined.say(format!("entry {index} is of {whose}, and its row of {case}"));
        }
        if whose == LOG && u64::try_from(number).ok() != Some(index) {
            self.examined.say(format!("entry {index} is a notice, and its row is numbered {number}"));
        }
        at.clone_into(&mut self.last_at);
        if let Err(forged) = self.voices.take_line(&line) {
            self.examined.say(format!("entry {index} ({kind}) is forged: {forged}"));
        }
        if let Err(misplaced) = self.register.take_line(index, &line) {
            self.examined.say(format!("entry {index} ({kind}): {misplaced}"));
        }
        if let Some(seconds) = line.seconds_ahead() {
            self.examined
                .say(format!("entry {index} ({kind}) claims a time {seconds} seconds after its own"));
        }
        if self.follows
            && let Err(unfit) = self.book.take(index, &line)
        {
            self.follows = false;
            self.examined.say(format!("entry {index} breaks a rule ({kind}): {unfit}"));
        }
    }

    /// The files at a place that must be there or are there: the full one and partial ones, none wider than `items`.
    fn widths(&mut self, part: Part, index: u64, items: usize) -> Vec<u16> {
        let first = index.saturating_mul(256);
        let wanted = part.items(self.wanted).saturating_sub(first).min(256);
        let mut widths = self.found.partial.remove(&(part, index)).unwrap_or_default();
        let full = part.path(index, 256).is_some_and(|path| self.folder.join(path).exists());
        // A partial file may be gone when the full one is there.
        if full {
            widths.insert(256);
        } else if wanted > 0 {
            widths.insert(u16::try_from(wanted).unwrap_or(256));
        }
        let items = u16::try_from(items).unwrap_or(256);
        let (known, beyond): (Vec<u16>, Vec<u16>) = widths.into_iter().partition(|width| *width <= items);
        for width in beyond {
            self.beyond(part, index, width);
        }
        known
    }

    fn beyond(&mut self, part: Part, index: u64, width: u16) {
        if let Some(path) = part.path(index, width) {
            let path = self.folder.join(path);
            self.examined.say(format!("{} holds more than the database does", path.display()));
        }
    }

    fn read(&mut self, part: Part, index: u64, width: u16) -> Option<(PathBuf, Vec<u8>)> {
        let path = self.folder.join(part.path(index, width)?);
        match fs::read(&path) {
            Ok(bytes) => Some((path, bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let full = part.path(index, 256).map(|full| self.folder.join(full));
                if !full.is_some_and(|full| full.exists()) {
                    self.examined.say(format!("{} is missing", path.display()));
                }
                None
            }
            Err(error) => {
                self.examined.say(format!("{} cannot be read: {error}", path.display()));
                None
            }
        }
    }

    fn compare_bundle(&mut self, first: u64, bodies: &[&str], width: u16) {
        let Some((path, bytes)) = self.read(Part::Entries, first / 256, width) else { return };
        let bodies = bodies.get(..usize::from(width)).unwrap_or_default();
        if bundle::encode(bodies).is_ok_and(|expected| expected == bytes) {
            return;
        }
        let place = match bundle::decode(&bytes) {
            Err(error) => format!("cannot be read: {error}"),
            Ok(entries) => {
                let differs = bodies.iter().zip(&entries).position(|(body, entry)| body.as_bytes() != *entry);
                match differs.and_then(|place| u64::try_from(place).ok()) {
                    Some(place) => format!("holds another entry {} than the database", first + place),
                    None => format!("holds {} entries of {width}", entries.len()),
                }
            }
        };
        self.examined.say(format!("{} {place}", path.display()));
    }

    fn tile(&mut self, level: u8, index: u64, hashes: &[u8]) {
        for width in self.widths(Part::Hashes(level), index, hashes.len() / HASH_BYTES) {
            let Some((path, bytes)) = self.read(Part::Hashes(level), index, width) else { continue };
            let expected = hashes.get(..usize::from(width) * HASH_BYTES).unwrap_or_default();
            if bytes != expected {
                let differs = expected.chunks(HASH_BYTES).zip(bytes.chunks(HASH_BYTES));
                let place = differs.into_iter().position(|(one, other)| one != other).unwrap_or(0);
                self.examined.say(format!(
                    "{} does not hold the hashes of the entries (first at place {place})",
                    path.display()
                ));
            }
        }
    }

    /// What is left when all rows are read: files beyond them, and what the head says.
    pub fn end(&mut self, size: u64, last_at: &str) {
        for (level, (index, bytes)) in std::mem::take(&mut self.partial) {
            self.tile(level, index, &bytes);
        }
        let found = self.examined.entries;
        for (part, end) in std::mem::take(&mut self.found.ends) {
            // The partial ones among them were told already, or are told below.
            let index = end.saturating_sub(1) / 256;
            if end % 256 == 0 && index.saturating_mul(256) >= part.items(found) {
                self.beyond(part, index, 256);
            }
        }
        for ((part, index), widths) in std::mem::take(&mut self.found.partial) {
            for width in widths {
                self.beyond(part, index, width);
            }
        }
        if self.has_log && size < self.wanted {
            self.examined.contradict(format!(
                "the database holds {size} entries, and {} were signed: it was restored from an older copy",
                self.wanted
            ));
        }
        if size > 0 && found == size && self.last_at != last_at {
            self.examined.say(format!(
                "the head says that the last entry is of {last_at}, and it is of {}",
                self.last_at
            ));
        }
    }
}
