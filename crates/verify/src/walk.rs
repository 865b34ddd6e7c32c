//! The pass over all entries: tree, tiles, canonical form, rules, residents' voices, figures. Knows nothing of how the
//! checkpoint came to be trusted.

use std::collections::{BTreeMap, BTreeSet};

use dantin_journal::{
    audit::{Audit, AuditError},
    bundle::EntryBundle,
    checkpoint::SignedCheckpoint,
    edge::RightEdge,
    hash::{Hash, leaf_hash},
    key::VerifierKey,
    tile::Tile,
};
use dantin_record::{
    book::Book,
    entry::{Entry, Line},
    erasure::Register,
    event::{Event, Origin},
    matter::Matter,
    moment::Moment,
    notice::{Fact, Notice},
    voice::Voices,
};
use sha2::{Digest as _, Sha256};

use crate::{
    broken,
    figures::{Recounted, Shown},
    pin::Followed,
    report::Report,
    source::{BUNDLE, Cannot, SMALL, Source, schema_path},
};

/// Entries that come later than this are named, in seconds.
const LATE: i64 = 3600;

/// The key that signed, and how it follows from the one that is remembered.
pub struct Trusted<'a> {
    pub key: &'a VerifierKey,
    pub followed: Option<Followed>,
}

/// What is known after the entries so far.
struct Walk<'a> {
    /// The key that took the place of the remembered one, until the entries have announced it.
    followed: Option<Followed>,
    book: Book,
    /// The locks of residents, and what they open.
    voices: Voices,
    /// Commitments, and what was erased of them.
    register: Register,
    /// Whether entries still fit the rules; the first that does not is named, and the tree goes on being checked.
    follows: bool,
    shown: Option<&'a Shown>,
    /// The newest publication, or the one that the site shows.
    recounted: Option<Recounted>,
    /// Hashes of the schemas that the journal names.
    schemas: BTreeSet<[u8; 32]>,
    first_at: Option<String>,
    last_at: String,
}

/// Reads all entries up to the checkpoint once and says in `report` what does not hold.
pub fn walk(
    source: &Source,
    signed: &SignedCheckpoint,
    trusted: Trusted<'_>,
    mut audit: Audit,
    shown: Option<&Shown>,
    report: &mut Report,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Cannot> {
    let size = signed.unverified().size();
    let mut walk = Walk {
        followed: trusted.followed,
        book: Book::new(),
        voices: Voices::default(),
        register: Register::new(),
        follows: true,
        shown,
        recounted: None,
        schemas: BTreeSet::new(),
        first_at: None,
        last_at: String::new(),
    };
    let mut edge = RightEdge::new();
    // The newest partial tile of each level: what is left of them at the end are those of this tree.
    let mut partial: BTreeMap<u8, (Tile, Vec<u8>)> = BTreeMap::new();
    for bundle in EntryBundle::grown(0, size) {
        let path = format!("journal/{}", bundle.path());
        let full = format!("journal/{}", bundle.full().path());
        let Some(bytes) = source.read_part(&path, &full, BUNDLE)? else {
            report.findings.push(format!("{path} is missing"));
            return Ok(());
        };
        let mut entries = match dantin_journal::bundle::decode(&bytes) {
            Ok(entries) => entries,
            Err(error) => {
                report.findings.push(format!("{path}: {error}"));
                return Ok(());
            }
        };
        if entries.len() < usize::from(bundle.width()) {
            report.findings.push(format!("{path} holds {} entries of {}", entries.len(), bundle.width()));
            return Ok(());
        }
        entries.truncate(usize::from(bundle.width()));
        let mut leaves: Vec<Hash> = Vec::with_capacity(entries.len());
        for (index, entry) in bundle.entries().zip(&entries) {
            if let Err(error) = audit.add(entry) {
                report.findings.push(match error {
                    AuditError::Root { size: at, .. } if at < size => format!(
                        "the first {at} entries are not those that were seen before: the journal was rewritten ({error})"
                    ),
                    error => format!("the entries are not those that were signed, up to {path}: {error}"),
                });
                return Ok(());
            }
            leaves.push(leaf_hash(entry));
            walk.take(index, entry, &path, report);
        }
        match edge.append(leaves) {
            Ok(made) => {
                for (tile, expected) in made {
                    if tile.is_full() {
                        partial.remove(&tile.level());
                        compare_tile(source, tile, &expected, report)?;
                    } else {
                        partial.insert(tile.level(), (tile, expected));
                    }
                }
            }
            Err(error) => report.findings.push(error.to_string()),
        }
        progress(edge.size(), size);
    }
    for (tile, expected) in partial.into_values() {
        compare_tile(source, tile, &expected, report)?;
    }
    if let Err(error) = audit.finish() {
        report.findings.push(error.to_string());
    }
    for schema in &walk.schemas {
        compare_schema(source, schema, report)?;
    }
    walk.finish(signed.unverified().origin(), trusted.key, report);
    Ok(())
}

impl Walk<'_> {
    fn take(&mut self, index: u64, bytes: &[u8], path: &str, report: &mut Report) {
        if !self.follows {
            return;
        }
        let line = match Line::parse(bytes) {
            Ok(line) => line,
            Err(error) => {
                return self.stop(format!("entry {index} in {path} is not in its one form: {error}"), report);
            }
        };
        if let Line::Notice(notice) = &line {
            if let Fact::Genesis { schema, .. } | Fact::Schema { schema } = &notice.fact {
                self.schemas.insert(*schema);
            }
            self.recount(index, notice, path, report);
        }
        if let Err(unfit) = self.book.take(index, &line) {
            let what = format!(
                "entry {index} in {path} breaks a rule ({}): {}{}",
                line.type_code(),
                broken::words(&unfit),
                self.whose(&line)
            );
            return self.stop(what, report);
        }
        if let Some(followed) = self.followed.take_if(|followed| followed.size == index + 1)
            && !followed.is_announced(&self.book.log().keys)
        {
            let what = "the key is another one than at the last look, and nothing that the old one signed announces it";
            report.findings.push(what.to_owned());
        }
        self.last_at = line.at().to_string();
        self.first_at.get_or_insert_with(|| self.last_at.clone());
        *report.types.entry(line.type_code().to_owned()).or_default() += 1;
        if let Some(seconds) = line.seconds_ahead() {
            let what = line.type_code();
            report.findings.push(format!(
                "entry {index} in {path} ({what}) was written {seconds} seconds before the time by which it was due{}",
                self.whose(&line)
            ));
        }
        match &line {
            Line::Case(entry) => late(entry, report),
            Line::Matter(entry) => late_by(entry.at, entry.occurred, report),
            Line::Notice(_) => {}
        }
        if let Err(forged) = self.voices.take_line(&line) {
            let what = line.type_code();
            report.findings.push(format!("entry {index} in {path} ({what}) is forged: {forged}"));
        }
        if let Err(misplaced) = self.register.take_line(index, &line) {
            self.stop(format!("entry {index} in {path} erases what it cannot: {misplaced}"), report);
        }
    }

    /// By which code people find what the entry is about; empty where the journal has not told it yet.
    fn whose(&self, line: &Line) -> String {
        let code = match line {
            Line::Case(entry) => {
                self.book.row_of(entry.case).and_then(|row| self.book.case(row)).map(|case| case.code)
            }
            Line::Matter(entry) => self.book.matter(entry.matter).map(Matter::code),
            Line::Notice(_) => None,
        };
        code.map(|code| format!(", at {code}")).unwrap_or_default()
    }

    /// Counts published figures again, from exactly the entries before the notice.
    fn recount(&mut self, index: u64, notice: &Notice, path: &str, report: &mut Report) {
        let Fact::FigurePublished(published) = &notice.fact else { return };
        self.book.settle();
        report.publications += 1;
        match Recounted::new(&self.book, index, notice.at, published) {
            Ok(recounted) => {
                let wrong = recounted.wrong();
                if !wrong.is_empty() {
                    let wrong = wrong.join("; ");
                    report.findings.push(format!(
                        "entry {index} in {path} publishes figures that the entries before it do not give: {wrong}"
                    ));
                }
                let is_shown = |one: &Recounted| self.shown.is_some_and(|shown| shown.size == one.index);
                if !self.recounted.as_ref().is_some_and(is_shown) {
                    self.recounted = Some(recounted);
                }
            }
            Err(fault) => report.findings.push(format!("entry {index} in {path}: {fault}")),
        }
    }

    /// What can be said only at the end: the figures that stand, and whose log it is.
    fn finish(self, origin: &str, key: &VerifierKey, report: &mut Report) {
        report.cases = self.book.len() as u64;
        report.committed = self.register.commitments();
        report.proven = self.voices.proven();
        report.unprovable = self.voices.unprovable();
        report.erased = self
            .register
            .by_ground()
            .iter()
            .map(|(ground, count)| (ground.code().to_owned(), *count))
            .collect();
        report.from_to = self.first_at.map(|first| (first, self.last_at));
        if let Some(recounted) = &self.recounted {
            report.figures_at = Some((recounted.index, recounted.at.to_string()));
            report.figures = recounted.compare_notice();
            if let Some(shown) = self.shown.filter(|shown| shown.size == recounted.index) {
                report.figures = shown.compare(recounted);
                report.findings.extend(shown.first_difference(recounted));
            }
        }
        if !self.follows {
            return;
        }
        if self.followed.is_some() {
            report.findings.push("the entries end before the old key's last checkpoint".to_owned());
        }
        let log = self.book.log();
        match &log.origin {
            _ if report.size == 0 => {}
            None => report.findings.push("the journal does not say how it began (log.genesis)".to_owned()),
            Some(name) if name.as_str() != origin => {
                report
                    .findings
                    .push(format!("the entries are those of the log {name}, and {origin} has signed them"));
            }
            Some(_) if !log.keys.contains(key) => {
                report
                    .findings
                    .push("the key that signed is none of those that the journal names".to_owned());
            }
            Some(_) => {}
        }
    }

    fn stop(&mut self, finding: String, report: &mut Report) {
        self.follows = false;
        report.findings.push(finding);
    }
}

/// Names entries that were written long after what they tell; imports tell of the past by their nature.
fn late(entry: &Entry, report: &mut Report) {
    let is_import = match &entry.event {
        Event::SourceStatus { .. } => true,
        Event::Submitted(submission) => matches!(submission.origin, Origin::Import { .. }),
        _ => false,
    };
    if !is_import {
        late_by(entry.at, entry.occurred, report);
    }
}

fn late_by(at: Moment, occurred: Moment, report: &mut Report) {
    let late = (at.as_millisecond() - occurred.as_millisecond()).div_euclid(1000);
    if late > LATE {
        report.late.count += 1;
        report.late.longest = report.late.longest.max(u64::try_from(late).unwrap_or(0));
    }
}

fn compare_tile(source: &Source, tile: Tile, expected: &[u8], report: &mut Report) -> Result<(), Cannot> {
    let path = format!("journal/{}", tile.path());
    match source.read_part(&path, &format!("journal/{}", tile.full().path()), SMALL)? {
        Some(bytes) if bytes.get(..expected.len()) == Some(expected) => {}
        Some(_) => report.findings.push(format!("{path} does not hold the hashes of the entries")),
        None => report.findings.push(format!("{path} is missing")),
    }
    Ok(())
}

fn compare_schema(source: &Source, hash: &[u8; 32], report: &mut Report) -> Result<(), Cannot> {
    let path = schema_path(hash);
    match source.read(&path, SMALL)? {
        Some(bytes) if Sha256::digest(&bytes).as_slice() == hash => {}
        Some(_) => report.findings.push(format!("{path} is not the schema that the entries name")),
        None => report.findings.push(format!("{path} is missing")),
    }
    Ok(())
}
