//! Reads what is there and what is missing once, writes nothing, and refuses everything that does not lead to the signed
//! roots: rows of the database first, then bundles of the log's own folder and of the mirrors.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use dantin_journal::{
    audit::{Audit, AuditError},
    bundle::{self, EntryBundle},
    checkpoint::SignedCheckpoint,
    hash::{Hash, leaf_hash},
    key::VerifierKey,
};
use dantin_record::{book::Book, entry::Line};
use dantin_store::Db;
use dantin_verify::Source;

use super::{Patient, SMALL};
use crate::act::cases::CaseError;

/// Bytes of a full bundle of the largest entries.
const BUNDLE: u64 = 256 * (65_535 + 2);
/// Rows that are read at once.
const PAGE: i64 = 16 * 256;

/// What was found to be there and to be had.
pub(super) struct Gathered {
    /// Entries in the database.
    pub has: u64,
    /// Entries that were signed.
    pub size: u64,
    /// The leaf hashes of the missing entries, so that what is read once more is the same.
    pub leaves: Vec<Hash>,
    /// Which source to ask first: 0 the own folder, then the mirrors.
    pub first: usize,
}

impl Gathered {
    /// Whether the bytes are those of the missing entry with this index.
    pub fn is_leaf(&self, index: u64, bytes: &[u8]) -> bool {
        let place = index.checked_sub(self.has).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.leaves.get(place)) == Some(&leaf_hash(bytes))
    }
}

/// The checkpoint of a mirror, signed by our own log.
pub(super) fn checkpoint(
    name: &str,
    mirror: &Source,
    keys: &[VerifierKey],
) -> anyhow::Result<SignedCheckpoint> {
    let bytes = mirror
        .read("journal/checkpoint", SMALL)
        .with_context(|| {
            format!("the mirror {name} cannot be read; leave it out if another one holds enough")
        })?
        .ok_or_else(|| anyhow!("{name} has no journal/checkpoint: it is no mirror"))?;
    let signed =
        SignedCheckpoint::parse(&bytes).map_err(|error| anyhow!("the checkpoint of {name}: {error}"))?;
    signed.verify(keys).map_err(|error| {
        anyhow!("the checkpoint of {name} is not signed by this log, whose mirror it should be: {error}")
    })?;
    Ok(signed)
}

/// Shows the rows of the journal from an index on, in their order and without a gap, until before `end`.
pub(super) fn rows(
    db: &Db,
    mut from: u64,
    end: u64,
    mut show: impl FnMut(u64, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    while from < end {
        let first = i64::try_from(from).unwrap_or(i64::MAX);
        let most = PAGE.min(i64::try_from(end - from).unwrap_or(PAGE));
        let page: Vec<(i64, String)> = db.read_blocking(move |tx| {
            tx.all("SELECT idx, body FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2", &[&first, &most])
                .map_err(CaseError::from)
        })?;
        if page.is_empty() {
            bail!(
                "entry {from} is missing in the database, whose head says {end} entries: restore another copy"
            );
        }
        for (index, body) in &page {
            if u64::try_from(*index).ok() != Some(from) {
                bail!(
                    "entry {from} is missing in the database, although later ones are there: restore another copy"
                );
            }
            show(from, body)?;
            from += 1;
        }
    }
    Ok(())
}

/// What is known after the entries so far.
#[derive(Clone)]
struct Walk {
    audit: Audit,
    book: Book,
    /// Events of the cases that missing entries are about.
    numbers: HashMap<String, i64>,
    leaves: Vec<Hash>,
}

impl Walk {
    fn add(&mut self, index: u64, bytes: &[u8]) -> anyhow::Result<Line> {
        self.audit.add(bytes).map_err(|error| match error {
            AuditError::Root { size, .. } => anyhow!(
                "the first {size} entries are not those that were signed, from entry {index} backwards ({error})"
            ),
            other => anyhow!("{other}"),
        })?;
        let line =
            Line::parse(bytes).map_err(|error| anyhow!("entry {index} is not in its one form: {error}"))?;
        self.book.take(index, &line).map_err(|unfit| anyhow!("entry {index} breaks a rule: {unfit}"))?;
        Ok(line)
    }
}

/// Goes through everything up to the signed size.
pub(super) fn gather(
    patient: &Patient<'_>,
    checkpoints: &[(String, SignedCheckpoint)],
    size: u64,
    progress: &mut dyn FnMut(u64, u64),
) -> anyhow::Result<Gathered> {
    let roots = checkpoints.iter().map(|(_, one)| (one.unverified().size(), one.unverified().root()));
    let audit = Audit::new(roots).map_err(|error| {
        let names: Vec<&str> = checkpoints.iter().map(|(name, _)| name.as_str()).collect();
        anyhow!(
            "what was signed contradicts itself ({error}), among {}: keep all of it as evidence",
            names.join(", ")
        )
    })?;
    let has = size_of(patient.db)?;
    let mut walk = Walk { audit, book: Book::new(), numbers: HashMap::new(), leaves: Vec::new() };
    let begun = has / 256 * 256;
    let mut last_rows: Vec<Vec<u8>> = Vec::new();
    rows(patient.db, 0, has, |index, body| {
        walk.add(index, body.as_bytes()).context("in the database")?;
        if index >= begun {
            last_rows.push(body.as_bytes().to_vec());
        }
        if index % 4096 == 0 {
            progress(index, size);
        }
        Ok(())
    })?;
    if has >= size {
        walk.audit.finish().map_err(|error| anyhow!("{error}"))?;
        return Ok(Gathered { has, size, leaves: Vec::new(), first: 0 });
    }
    let waiting = waiting(patient.db)?;
    let own = Source::Folder(patient.data.to_owned());
    let sources = sources(&own, patient);
    let mut refusals = Vec::new();
    for first in 0..sources.len() {
        let mut attempt = walk.clone();
        match fetch(patient, &sources, first, &mut attempt, (has, size), &last_rows, &waiting, progress) {
            Ok(()) => match attempt.audit.finish() {
                Ok(_) => return Ok(Gathered { has, size, leaves: attempt.leaves, first }),
                Err(error) => refusals.push(error.to_string()),
            },
            Err(error) => {
                refusals.push(format!("{} first: {error:#}", sources.get(first).map_or("", |one| one.0)));
            }
        }
    }
    refusals.dedup();
    bail!("{}", refusals.join("; "))
}

/// The own folder and the mirrors, by name.
pub(super) fn sources<'a>(own: &'a Source, patient: &'a Patient<'_>) -> Vec<(&'a str, &'a Source)> {
    let mirrors = patient.mirrors.iter().map(|(name, mirror)| (name.as_str(), mirror));
    std::iter::once(("the own folder", own)).chain(mirrors).collect()
}

/// The entries of a bundle as the first source has them that can give it whole; `fits` says whether they will do.
pub(super) fn bundle(
    sources: &[(&str, &Source)],
    first: usize,
    wanted: EntryBundle,
    fits: impl Fn(&[&[u8]]) -> bool,
) -> anyhow::Result<Vec<Vec<u8>>> {
    let order = sources.iter().skip(first).chain(sources.iter().take(first));
    let mut refusals = Vec::new();
    for (name, source) in order {
        let mut paths = vec![wanted.path(), wanted.full().path()];
        paths.dedup();
        for path in paths {
            let read = match source.read(&format!("journal/{path}"), BUNDLE) {
                Ok(Some(read)) => read,
                Ok(None) => continue,
                Err(error) => {
                    refusals.push(format!("{name}: {error}"));
                    continue;
                }
            };
            match bundle::decode(&read) {
                Ok(entries) => match entries.get(..usize::from(wanted.width())) {
                    Some(entries) if fits(entries) => {
                        return Ok(entries.iter().map(|one| one.to_vec()).collect());
                    }
                    Some(_) => refusals.push(format!("{name}: {path} holds other entries")),
                    None => refusals.push(format!("{name}: {path} holds {} entries", entries.len())),
                },
                Err(error) => refusals.push(format!("{name}: {path}: {error}")),
            }
        }
    }
    let said = if refusals.is_empty() { "nobody has it".to_owned() } else { refusals.join("; ") };
    bail!("the bundle {} cannot be had ({said}): name a mirror with --from", wanted.path())
}

#[expect(clippy::too_many_arguments, reason = "one walk needs all of it, and only one caller walks")]
fn fetch(
    patient: &Patient<'_>,
    sources: &[(&str, &Source)],
    first: usize,
    walk: &mut Walk,
    (has, size): (u64, u64),
    last_rows: &[Vec<u8>],
    waiting: &HashMap<(String, i64), String>,
    progress: &mut dyn FnMut(u64, u64),
) -> anyhow::Result<()> {
    for wanted in EntryBundle::grown(has, size) {
        let known = if wanted.index() == has / 256 { last_rows } else { &[] };
        let fits = |entries: &[&[u8]]| known.iter().zip(entries).all(|(row, entry)| row == entry);
        let entries = bundle(sources, first, wanted, fits)?;
        for (index, bytes) in wanted.entries().zip(&entries).filter(|(index, _)| *index >= has) {
            let line = walk.add(index, bytes)?;
            walk.leaves.push(leaf_hash(bytes));
            let (Some(id), Some(pending)) = (line.subject(), line.pending()) else { continue };
            let number = next_number(patient.db, &mut walk.numbers, &id)?;
            let waits = waiting.get(&(id.clone(), number));
            if waits.is_some_and(|body| pending.to_bytes().is_ok_and(|signed| signed != body.as_bytes())) {
                bail!(
                    "event {number} of {id} waits in the database as another one than was signed as entry {index}: this \
                     copy was worked on after it was restored. Restore it once more into an empty place and heal it before \
                     a server runs on it"
                );
            }
        }
        progress(wanted.entries().end, size);
    }
    Ok(())
}

fn next_number(db: &Db, numbers: &mut HashMap<String, i64>, id: &str) -> anyhow::Result<i64> {
    let last = if let Some(last) = numbers.get(id) {
        *last
    } else {
        let id = id.to_owned();
        let (last,): (Option<i64>,) = db.read_blocking(move |tx| {
            tx.one("SELECT max(number) FROM journal WHERE case_id = $1", &[&id]).map_err(CaseError::from)
        })?;
        last.unwrap_or(0)
    };
    numbers.insert(id.to_owned(), last + 1);
    Ok(last + 1)
}

fn waiting(db: &Db) -> anyhow::Result<HashMap<(String, i64), String>> {
    let rows: Vec<(String, i64, String)> = db.read_blocking(|tx| {
        tx.all("SELECT case_id, number, body FROM journal_pending ORDER BY id", &[]).map_err(CaseError::from)
    })?;
    Ok(rows.into_iter().map(|(case, number, body)| ((case, number), body)).collect())
}

fn size_of(db: &Db) -> anyhow::Result<u64> {
    let (size,): (i64,) = db.read_blocking(|tx| {
        tx.one("SELECT size FROM journal_head WHERE id = 1", &[]).map_err(CaseError::from)
    })?;
    Ok(u64::try_from(size)?)
}
