//! The verification itself, in one pass over all entries: signature, tree, tiles, canonical form, rules, figures.

use std::{collections::BTreeMap, time::Duration};

use dantin_journal::{
    audit::{Audit, AuditError},
    bundle::EntryBundle,
    checkpoint::SignedCheckpoint,
    edge::RightEdge,
    hash::{Hash, leaf_hash},
    policy::Policy,
    tile::Tile,
};
use dantin_record::{book::Book, entry::Entry, event::Event};

use crate::{
    figures::Published,
    pin::Pin,
    report::Report,
    source::{Cannot, Source},
};

/// Bytes of a checkpoint, a policy, a tile, the figures.
pub(crate) const SMALL: u64 = 1 << 20;
/// Bytes of a full bundle of the largest entries.
pub(crate) const BUNDLE: u64 = 256 * (65_535 + 2);
/// Entries that come later than this are named, in seconds.
const LATE: i64 = 3600;
/// How often a site is asked again for a checkpoint that reaches its figures, a second apart.
const PATIENCE: u32 = 5;

/// What the one who verifies brings along.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which log and witnesses are trusted; without it the key that is remembered, or else the site's own word.
    pub policy: Option<Policy>,
    /// What is remembered of an earlier look.
    pub pin: Option<Pin>,
}

/// Verifies a journal; `progress` is told entries done and entries in all. Gives what was found and, if all is well, what to
/// remember. Fails only where something could not be read at all.
pub fn verify(
    source: &Source,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Report, Option<Pin>), Cannot> {
    let mut report = Report::default();
    let published = match source.read("results.json", SMALL)?.as_deref().map(Published::read) {
        Some(Ok(published)) => Some(published),
        Some(Err(fault)) => {
            report.findings.push(fault);
            None
        }
        None => None,
    };
    let wanted = published.as_ref().map_or(0, |published| published.size);
    let signed = match checkpoint(source, wanted)? {
        Ok(signed) => signed,
        Err(finding) => {
            report.findings.push(finding);
            return Ok((report, None));
        }
    };
    let policy = policy(source, options, &mut report)?;
    let (size, root) = (signed.unverified().size(), signed.unverified().root());
    signed.unverified().origin().clone_into(&mut report.origin);
    report.size = size;
    report.root = root.to_string();
    let key = match policy.verify(&signed) {
        Ok(accepted) => {
            report.witnesses =
                accepted.cosignatures.iter().map(|(witness, _)| witness.name.clone()).collect();
            accepted.log.key.clone()
        }
        Err(refusal) => {
            report.findings.push(format!("journal/checkpoint: {refusal}"));
            return Ok((report, None));
        }
    };
    report.key = key.to_string();
    let mut roots = vec![(size, root)];
    if let Some(pin) = &options.pin {
        if pin.key != key {
            report
                .findings
                .push(format!("the key is another one than at the last look, when it was {}", pin.key));
        }
        if pin.size > size {
            report.findings.push(format!(
                "the checkpoint holds {size} entries, and {} were seen before: it is an old one, or the journal was cut back",
                pin.size
            ));
        } else {
            roots.push((pin.size, pin.root));
            report.grown_from = Some(pin.size);
        }
    }
    match Audit::new(roots) {
        Ok(audit) => walk(source, size, audit, published.as_ref(), &mut report, progress)?,
        Err(error) => report.findings.push(format!("this is not the journal that was seen before: {error}")),
    }
    if let Some(published) = &published
        && published.size > size
    {
        report.findings.push(format!(
            "the figures are said to be counted from {} entries, and only {size} are under the checkpoint",
            published.size
        ));
    }
    let wrong: Vec<&str> =
        report.figures.iter().filter(|one| !one.is_same).map(|one| one.name.as_str()).collect();
    if !wrong.is_empty() {
        report
            .findings
            .push(format!("published figures are not what the entries give: {}", wrong.join(", ")));
    }
    let pin = report.is_verified().then(|| Pin::new(&key, signed.unverified()));
    Ok((report, pin))
}

/// The checkpoint, asked for again while it has not reached what the figures were counted from.
fn checkpoint(source: &Source, wanted: u64) -> Result<Result<SignedCheckpoint, String>, Cannot> {
    let mut turn = 0;
    loop {
        let bytes = source.read("journal/checkpoint", SMALL)?.ok_or_else(|| {
            Cannot("there is no journal/checkpoint: no public journal is kept there".to_owned())
        })?;
        let signed = match SignedCheckpoint::parse(&bytes) {
            Ok(signed) => signed,
            Err(error) => return Ok(Err(format!("journal/checkpoint: {error}"))),
        };
        turn += 1;
        if signed.unverified().size() >= wanted || !source.is_live() || turn > PATIENCE {
            return Ok(Ok(signed));
        }
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn policy(source: &Source, options: &Options, report: &mut Report) -> Result<Policy, Cannot> {
    if let Some(policy) = &options.policy {
        return Ok(policy.clone());
    }
    let own = if let Some(pin) = &options.pin {
        format!("log {}\nquorum none\n", pin.key).into_bytes()
    } else {
        report.is_first_use = true;
        source.read("journal/policy", SMALL)?.ok_or_else(|| {
            Cannot("there is no journal/policy: name the key to trust with a policy file".to_owned())
        })?
    };
    Policy::parse(&own).map_err(|error| Cannot(format!("journal/policy: {error}")))
}

/// What is known after the entries so far.
struct Walk<'a> {
    book: Book,
    /// Whether entries still fit the rules; the first that does not is named, and the tree goes on being checked.
    follows: bool,
    published: Option<&'a Published>,
    first_at: Option<String>,
    last_at: String,
}

fn walk(
    source: &Source,
    size: u64,
    mut audit: Audit,
    published: Option<&Published>,
    report: &mut Report,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Cannot> {
    let mut walk =
        Walk { book: Book::new(), follows: true, published, first_at: None, last_at: String::new() };
    let mut edge = RightEdge::new();
    let mut tiles: BTreeMap<Tile, Vec<u8>> = BTreeMap::new();
    walk.count(0, report);
    for bundle in EntryBundle::grown(0, size) {
        let path = format!("journal/{}", bundle.path());
        let Some(bytes) = part(source, &path, &format!("journal/{}", bundle.full().path()), BUNDLE)? else {
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
            // A partial tile is made anew with each bundle; only the last is one of this tree.
            Ok(made) => {
                tiles.extend(made.into_iter().filter(|(tile, _)| tile.is_full() || edge.size() == size));
            }
            Err(error) => report.findings.push(error.to_string()),
        }
        for (tile, expected) in std::mem::take(&mut tiles) {
            compare_tile(source, tile, &expected, report)?;
        }
        progress(edge.size(), size);
    }
    if let Err(error) = audit.finish() {
        report.findings.push(error.to_string());
    }
    report.cases = walk.book.len() as u64;
    report.from_to = walk.first_at.map(|first| (first, walk.last_at));
    Ok(())
}

impl Walk<'_> {
    fn take(&mut self, index: u64, bytes: &[u8], path: &str, report: &mut Report) {
        if !self.follows {
            return;
        }
        let entry = match Entry::parse(bytes) {
            Ok(entry) => entry,
            Err(error) => {
                return self.stop(format!("entry {index} in {path} is not in its one form: {error}"), report);
            }
        };
        if let Err(unfit) = self.book.apply(index, &entry) {
            let what =
                format!("entry {index} in {path} breaks a rule ({}): {unfit}", entry.event.kind().code());
            return self.stop(what, report);
        }
        self.last_at = entry.at.to_string();
        self.first_at.get_or_insert_with(|| self.last_at.clone());
        *report.types.entry(entry.event.kind().code().to_owned()).or_default() += 1;
        let late = (entry.at.as_millisecond() - entry.occurred.as_millisecond()).div_euclid(1000);
        let is_import = matches!(entry.event, Event::SourceStatus { .. })
            || matches!(&entry.event, Event::Submitted(one) if matches!(one.origin, dantin_record::event::Origin::Import { .. }));
        if late > LATE && !is_import {
            report.late.count += 1;
            report.late.longest = report.late.longest.max(u64::try_from(late).unwrap_or(0));
        }
        self.count(index + 1, report);
    }

    /// Counts the figures when exactly the entries are there that they were published from.
    fn count(&mut self, size: u64, report: &mut Report) {
        if let Some(published) = self.published.filter(|published| published.size == size) {
            self.book.settle();
            report.figures = published.compare(&self.book);
            report.figures_at = Some((size, published.at.to_string()));
        }
    }

    fn stop(&mut self, finding: String, report: &mut Report) {
        self.follows = false;
        report.findings.push(finding);
    }
}

fn compare_tile(source: &Source, tile: Tile, expected: &[u8], report: &mut Report) -> Result<(), Cannot> {
    let path = format!("journal/{}", tile.path());
    match part(source, &path, &format!("journal/{}", tile.full().path()), SMALL)? {
        Some(bytes) if bytes.get(..expected.len()) == Some(expected) => {}
        Some(_) => report.findings.push(format!("{path} does not hold the hashes of the entries")),
        None => report.findings.push(format!("{path} is missing")),
    }
    Ok(())
}

/// A partial file, or the full one that took its place.
pub(crate) fn part(source: &Source, path: &str, full: &str, limit: u64) -> Result<Option<Vec<u8>>, Cannot> {
    match source.read(path, limit)? {
        None if path != full => source.read(full, limit),
        found => Ok(found),
    }
}
