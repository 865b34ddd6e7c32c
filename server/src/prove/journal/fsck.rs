//! Computes everything once more from the rows of the journal and holds it against what lies in the files and what was
//! signed: the form of every entry, its place, time and previous entry, the rules of its case, the tree, each tile and
//! bundle byte by byte, and the entries that wait. It says in plain words what is wrong and where, and changes nothing.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use dantin_journal::{
    audit::{Audit, AuditError},
    bundle,
    checkpoint::SignedCheckpoint,
    edge::RightEdge,
    hash::{HASH_BYTES, Hash, leaf_hash},
};
use dantin_record::{
    book::Book,
    entry::{Line, PendingEntry},
    erasure::Register,
    voice::Voices,
};
use dantin_store::Db;

use super::{
    folder::{Found, Part},
    log::FOLDER,
    notices::LOG,
    signed::Signed,
};
use crate::act::cases::CaseError;

/// Rows that are read at once: sixteen bundles.
const PAGE: i64 = 16 * 256;
/// Findings that are told one by one; of more only the number.
const TOLD: usize = 50;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it contradicts what the log has signed: then nothing more may be signed.
    pub contradicts: bool,
    /// What and where.
    pub text: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Examined {
    /// Rows of the journal.
    pub entries: u64,
    /// Entries under the newest signed checkpoint; `None` without a log.
    pub signed: Option<u64>,
    /// Entries that wait for their place.
    pub pending: u64,
    /// Temporary files that a stop left in the folder of the log: harmless.
    pub left_over: Vec<PathBuf>,
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<Finding>,
    untold: u64,
}

impl Examined {
    /// Whether everything is as it should be.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// The first finding that contradicts what was signed.
    pub fn contradiction(&self) -> Option<&str> {
        self.findings.iter().find(|finding| finding.contradicts).map(|finding| finding.text.as_str())
    }

    fn say(&mut self, text: impl Into<String>) {
        self.note(false, text.into());
    }

    fn contradict(&mut self, text: impl Into<String>) {
        self.note(true, text.into());
    }

    fn note(&mut self, contradicts: bool, text: String) {
        // The first contradiction is always told: what follows from it is more than a line in the log.
        if self.findings.len() < TOLD || contradicts && self.contradiction().is_none() {
            self.findings.push(Finding { contradicts, text });
        } else {
            self.untold += 1;
        }
    }
}

impl fmt::Display for Examined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Entries in the database   {}", self.entries)?;
        match self.signed {
            Some(size) => writeln!(f, "Entries that were signed  {size}")?,
            None => writeln!(f, "Entries that were signed  none: there is no public log here")?,
        }
        writeln!(f, "Entries that wait         {}", self.pending)?;
        for path in &self.left_over {
            writeln!(f, "Left over from a stop     {} (harmless; it may be deleted)", path.display())?;
        }
        if self.is_sound() {
            return writeln!(
                f,
                "\nSOUND: entries, files and checkpoint are what the rows of the journal give."
            );
        }
        writeln!(f, "\nNOT SOUND:")?;
        for finding in &self.findings {
            writeln!(f, "  - {}", finding.text)?;
        }
        if self.untold > 0 {
            writeln!(f, "  - and {} more of the kind", self.untold)?;
        }
        let advice = if self.contradiction().is_some() {
            "The database contradicts what was signed. Stop the server, keep a copy of everything, and see\n\
             docs/operation.md: `dantin heal` brings back entries that are missing."
        } else {
            "What was signed is not contradicted. `dantin heal` writes damaged or missing files anew from the rows."
        };
        writeln!(f, "\n{advice}")
    }
}

/// Examines the journal of a database and the folder of its log; `progress` is told entries done and entries in all. A
/// server may go on meanwhile.
pub fn examine(db: &Db, data: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Examined, CaseError> {
    let mut examined = Examined::default();
    // Files first, then what was signed, then the rows: each is implied by what is read after it.
    let folder = data.join(FOLDER);
    let found = match Found::walk(&folder) {
        Ok(found) => found,
        Err(error) => {
            examined.say(format!("{} cannot be read: {error}", folder.display()));
            Found::default()
        }
    };
    examined.left_over.clone_from(&found.left_over);
    for path in &found.foreign {
        examined.say(format!("{} does not belong to the log", folder.join(path).display()));
    }
    let signed = match Signed::read(data) {
        Ok(signed) => signed,
        Err(fault) => {
            examined.say(fault.to_string());
            None
        }
    };
    let audit = audit(signed.as_ref(), &mut examined);
    let (size, last_at): (i64, String) = db.read_blocking(|tx| {
        tx.one("SELECT size, last_at FROM journal_head WHERE id = 1", &[]).map_err(CaseError::from)
    })?;
    let size = u64::try_from(size).unwrap_or(0);
    let mut walk = Walk {
        folder,
        found,
        audit,
        wanted: examined.signed.unwrap_or(0),
        has_log: signed.is_some(),
        book: Book::new(),
        register: Register::new(),
        voices: Voices::default(),
        follows: true,
        edge: RightEdge::new(),
        partial: BTreeMap::new(),
        last_at: String::new(),
        examined,
    };
    walk.rows(db, size, progress)?;
    walk.end(size, &last_at);
    let mut examined = walk.examined;
    numbers(db, &mut examined)?;
    pending(db, &mut examined)?;
    Ok(examined)
}

/// The roots that the entries must lead to.
fn audit(signed: Option<&Signed>, examined: &mut Examined) -> Audit {
    let empty = || Audit::new([]).unwrap_or_else(|_never| unreachable!("no roots contradict each other"));
    let Some(signed) = signed else { return empty() };
    if signed.mark.is_none() {
        examined.say("journal.mark is missing: it is not known how far the log was signed");
    }
    if signed.published.is_none() {
        examined.say("journal/checkpoint is missing");
    }
    let root = |signed: &SignedCheckpoint| (signed.unverified().size(), signed.unverified().root());
    let roots: Vec<(u64, Hash)> = signed.mark.iter().chain(&signed.published).map(root).collect();
    examined.signed = roots.iter().map(|(size, _)| *size).max();
    let (marked, published) = (signed.mark.as_ref().map(root), signed.published.as_ref().map(root));
    if let (Some((marked, _)), Some((published, _))) = (marked, published)
        && published > marked
    {
        examined.contradict(format!(
            "journal/checkpoint holds {published} entries and journal.mark {marked}: the mark was put back to an older one"
        ));
    }
    Audit::new(roots).unwrap_or_else(|error| {
        examined.contradict(format!("journal.mark and journal/checkpoint contradict each other: {error}"));
        empty()
    })
}

struct Walk {
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
    fn rows(&mut self, db: &Db, size: u64, progress: &mut dyn FnMut(u64, u64)) -> Result<(), CaseError> {
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

    fn end(&mut self, size: u64, last_at: &str) {
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

/// The numbers of a case's entries: from one, without a gap, in the order of the journal.
fn numbers(db: &Db, examined: &mut Examined) -> Result<(), CaseError> {
    let (gaps, turned): (Vec<(String,)>, Vec<(i64,)>) = db.read_blocking(|tx| {
        let gaps = tx.all(
            "SELECT case_id FROM journal WHERE case_id <> 'log' GROUP BY case_id \
             HAVING min(number) <> 1 OR max(number) <> count(*) ORDER BY case_id LIMIT 20",
            &[],
        )?;
        let turned = tx.all(
            "SELECT a.idx FROM journal a JOIN journal b ON b.case_id = a.case_id AND b.number = a.number + 1 \
             WHERE b.idx < a.idx ORDER BY a.idx LIMIT 20",
            &[],
        )?;
        Ok::<_, CaseError>((gaps, turned))
    })?;
    for (case,) in gaps {
        examined.say(format!("the entries of case {case} are not numbered from 1 without a gap"));
    }
    for (index,) in turned {
        examined.say(format!("entry {index} stands behind the next one of its case"));
    }
    Ok(())
}

/// The entries that wait: each readable, and the next of its case.
fn pending(db: &Db, examined: &mut Examined) -> Result<(), CaseError> {
    let mut after = i64::MIN;
    loop {
        let page: Vec<(i64, String, i64, String)> = db.read_blocking(move |tx| {
            tx.all(
                "SELECT id, case_id, number, body FROM journal_pending WHERE id > $1 ORDER BY id LIMIT 1000",
                &[&after],
            )
            .map_err(CaseError::from)
        })?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        for (id, case, number, body) in &page {
            examined.pending += 1;
            match PendingEntry::parse(body.as_bytes()) {
                Ok(entry) if entry.case.to_string() == *case => {}
                Ok(entry) => examined
                    .say(format!("waiting entry {id} is of case {}, and its row of {case}", entry.case)),
                Err(error) => {
                    examined.say(format!(
                        "waiting entry {id} (case {case}, event {number}) cannot be read: {error}"
                    ));
                }
            }
        }
    }
    let sequenced: Vec<(i64, String, i64)> = db.read_blocking(|tx| {
        tx.all(
            "SELECT p.id, p.case_id, p.number FROM journal_pending p JOIN journal j ON j.case_id = p.case_id AND \
             j.number = p.number ORDER BY p.id LIMIT 20",
            &[],
        )
        .map_err(CaseError::from)
    })?;
    for (id, case, number) in sequenced {
        examined.say(format!(
            "waiting entry {id} is event {number} of case {case}, which stands in the journal already"
        ));
    }
    Ok(())
}
