//! The verification itself, in one pass over all entries: signature, tree, tiles, canonical form, rules, figures.

use std::{collections::BTreeMap, time::Duration};

use dantin_journal::{
    audit::{Audit, AuditError},
    bundle::EntryBundle,
    checkpoint::SignedCheckpoint,
    edge::RightEdge,
    hash::{Hash, leaf_hash},
    key::VerifierKey,
    policy::Policy,
    tile::Tile,
};
use dantin_record::{
    book::Book,
    entry::{Entry, Line},
    erasure::Register,
    event::{Event, Origin},
    moment::Moment,
    notice::{Fact, Notice},
    voice::Voices,
};

use crate::{
    figures::{Recounted, Shown},
    pin::{Followed, Pin},
    report::Report,
    source::{BUNDLE, Cannot, SMALL, Source, TABLES},
    trust::{policy, signer, witnessed},
};

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
    /// An older checkpoint of this log, from wherever: the journal must have grown from it.
    pub since: Option<SignedCheckpoint>,
}

/// Verifies a journal; `progress` is told entries done and entries in all. Gives what was found and, if all is well, what to
/// remember. Fails only where something could not be read at all.
pub fn verify(
    source: &Source,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Report, Option<Pin>), Cannot> {
    let mut report = Report::default();
    let shown = shown(source, &mut report)?;
    // The figures are counted from the entries before their notice, which is one of the journal too.
    let wanted = shown.as_ref().map_or(0, |shown| shown.size.saturating_add(1));
    let signed = match checkpoint(source, wanted)? {
        Ok(signed) => signed,
        Err(finding) => {
            report.findings.push(finding);
            return Ok((report, None));
        }
    };
    let followed = match &options.pin {
        Some(pin) if options.policy.is_none() => Followed::find(source, pin, &signed)?,
        _ => None,
    };
    let policy = policy(source, options, followed.as_ref(), &mut report)?;
    let (size, root) = (signed.unverified().size(), signed.unverified().root());
    signed.unverified().origin().clone_into(&mut report.origin);
    report.size = size;
    report.root = root.to_string();
    let pinned = options.pin.as_ref().map(|pin| &pin.key);
    let key = match signer(&policy, pinned, &signed) {
        Ok(key) => key,
        Err(refusal) => {
            report.findings.push(format!("journal/checkpoint: {refusal}"));
            return Ok((report, None));
        }
    };
    report.key = key.to_string();
    let mut roots = vec![(size, root)];
    roots.extend(witnessed(source, &policy, &signed, &mut report)?);
    if let Some(pin) = &options.pin {
        if let Some(followed) = &followed {
            roots.push((followed.size, followed.root));
        } else if pin.key != key {
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
    if let Some(since) = &options.since {
        let old = since.unverified();
        if let Err(refusal) = signer(&policy, pinned, since) {
            report.findings.push(format!("the older checkpoint is not one of this log: {refusal}"));
        } else if old.size() > size {
            report.findings.push(format!(
                "the checkpoint holds {size} entries, and the older one {}: the journal was cut back",
                old.size()
            ));
        } else {
            roots.push((old.size(), old.root()));
            report.grown_from = report.grown_from.max(Some(old.size()));
        }
    }
    match Audit::new(roots) {
        Ok(audit) => {
            let trusted = Trusted { key: &key, followed };
            walk(source, &signed, trusted, audit, shown.as_ref(), &mut report, progress)?;
        }
        Err(error) => report.findings.push(format!("this is not the journal that was seen before: {error}")),
    }
    if let Some(shown) = &shown
        && report.is_verified()
        && report.figures_at.as_ref().is_none_or(|(counted, _)| *counted != shown.size)
    {
        report.findings.push(format!(
            "the figures on the site are said to be counted from {} entries, and the journal holds no such publication",
            shown.size
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

/// What the site shows, where it shows anything. The two files are asked for again while a publication came between them.
fn shown(source: &Source, report: &mut Report) -> Result<Option<Shown>, Cannot> {
    let Some(mut figures) = source.read("results.json", SMALL)? else { return Ok(None) };
    let mut tables = source.read("results.tsv", TABLES)?;
    for _ in 0..PATIENCE {
        let again = source.read("results.json", SMALL)?.unwrap_or_default();
        if again == figures {
            break;
        }
        figures = again;
        tables = source.read("results.tsv", TABLES)?;
    }
    match Shown::read(&figures, tables) {
        Ok(shown) => Ok(Some(shown)),
        Err(fault) => {
            report.findings.push(fault);
            Ok(None)
        }
    }
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

/// The key that signed, and how it follows from the one that is remembered.
struct Trusted<'a> {
    key: &'a VerifierKey,
    followed: Option<Followed>,
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
    first_at: Option<String>,
    last_at: String,
}

fn walk(
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
        first_at: None,
        last_at: String::new(),
    };
    let mut edge = RightEdge::new();
    let mut tiles: BTreeMap<Tile, Vec<u8>> = BTreeMap::new();
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
            self.recount(index, notice, path, report);
        }
        if let Err(unfit) = self.book.take(index, &line) {
            let what = format!("entry {index} in {path} breaks a rule ({}): {unfit}", line.type_code());
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
        if let Line::Case(entry) = &line {
            late(entry, report);
            if let Err(forged) = self.voices.take(entry) {
                let what = entry.event.kind().code();
                report.findings.push(format!("entry {index} in {path} ({what}) is forged: {forged}"));
            }
            if let Err(misplaced) = self.register.take(index, entry) {
                self.stop(format!("entry {index} in {path} erases what it cannot: {misplaced}"), report);
            }
        }
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
    let millis = |moment: Moment| moment.as_millisecond();
    let late = (millis(entry.at) - millis(entry.occurred)).div_euclid(1000);
    let is_import = match &entry.event {
        Event::SourceStatus { .. } => true,
        Event::Submitted(submission) => matches!(submission.origin, Origin::Import { .. }),
        _ => false,
    };
    if late > LATE && !is_import {
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
