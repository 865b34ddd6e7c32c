//! The work of one time: tiles from the root down and bundles after them, each held against the hash above it.

use std::{collections::BTreeMap, fmt, fs};

use dantin_journal::{
    bundle::{self, EntryBundle},
    checkpoint::SignedCheckpoint,
    edge::RightEdge,
    hash::{Hash, leaf_hash},
    key::VerifierKey,
    policy::Policy,
    range::CompactRange,
    tile::{LEVELS, Tile},
    tree::TiledTree,
};
use dantin_record::{book::Book, entry::Line, notice::Fact};
use sha2::{Digest as _, Sha256};

use super::kept::Kept;
use crate::{
    fetch::{fetch_bundle, fetch_tile, journal},
    pin::Followed,
    source::{SMALL, Source, schema_path},
    trouble::{Trouble, wrong},
};

/// Fetches what a folder lacks of a tree.
pub(super) struct Copy<'a> {
    pub(super) source: &'a Source,
    pub(super) kept: &'a Kept<'a>,
    pub(super) size: u64,
}

impl Copy<'_> {
    /// Fetches tiles from the root down and bundles after them, each held against the hash above it.
    pub(super) fn bring(
        &self,
        old: u64,
        root: Hash,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), Trouble> {
        let mut partial = BTreeMap::new();
        let edge = RightEdge::load(self.size, |tile| {
            let bytes = fetch_tile(self.source, tile)?;
            partial.insert((tile.level(), tile.index()), bytes.clone());
            Ok::<_, Trouble>(bytes)
        })?;
        if edge.root() != root {
            return Err(wrong("the tiles of the site do not give the root that was signed"));
        }
        for level in (0..LEVELS).rev() {
            let hashes = |size: u64| size >> (8 * u32::from(level));
            if hashes(old) == hashes(self.size) {
                continue;
            }
            for index in hashes(old) / 256..hashes(self.size).div_ceil(256) {
                let Some(tile) = Tile::in_tree(level, index, self.size) else { continue };
                match partial.get(&(level, index)) {
                    Some(bytes) => self.kept.write(&journal(&tile.path()), bytes)?,
                    None => self.bring_full(tile, &partial)?,
                }
            }
        }
        for bundle in EntryBundle::grown(old, self.size) {
            self.bring_bundle(bundle, &partial)?;
            progress(bundle.entries().end, self.size);
        }
        Ok(())
    }

    /// A full tile, whose root stands in the tile above it.
    fn bring_full(&self, tile: Tile, partial: &BTreeMap<(u8, u64), Vec<u8>>) -> Result<(), Trouble> {
        let above = self.authentic(tile.level() + 1, tile.index() / 256, partial)?;
        let place = usize::try_from(tile.index() % 256).unwrap_or(usize::MAX);
        let expected = above.get(place).copied();
        let fits = |bytes: &[u8]| {
            let mut range = CompactRange::new();
            let hashes = tile.decode(bytes).unwrap_or_default();
            hashes.into_iter().all(|hash| range.push(hash).is_ok()) && Some(range.root()) == expected
        };
        let path = journal(&tile.path());
        if self.kept.read(&path)?.is_some_and(|bytes| fits(&bytes)) {
            return Ok(());
        }
        let bytes = fetch_tile(self.source, tile)?;
        if !fits(&bytes) {
            return Err(wrong(format!("{path} does not hold the hashes that were signed")));
        }
        self.kept.write(&path, &bytes)
    }

    fn bring_bundle(
        &self,
        bundle: EntryBundle,
        partial: &BTreeMap<(u8, u64), Vec<u8>>,
    ) -> Result<(), Trouble> {
        let leaves = self.authentic(0, bundle.index(), partial)?;
        let fits = |entries: &[Vec<u8>]| {
            entries.len() == leaves.len()
                && entries.iter().zip(&leaves).all(|(entry, leaf)| leaf_hash(entry) == *leaf)
        };
        let path = journal(&bundle.path());
        let there = self.kept.read(&path)?;
        let there = there.as_deref().and_then(|bytes| bundle.decode(bytes).ok()).unwrap_or_default();
        let there: Vec<Vec<u8>> = there.into_iter().map(<[u8]>::to_vec).collect();
        if fits(&there) {
            return there.iter().try_for_each(|entry| self.bring_schema(entry));
        }
        let entries = fetch_bundle(self.source, bundle)?;
        if !fits(&entries) {
            return Err(wrong(format!("{path} does not hold the entries that were signed")));
        }
        let bytes = bundle::encode(&entries).map_err(|error| wrong(format!("{path}: {error}")))?;
        self.kept.write(&path, &bytes)?;
        entries.iter().try_for_each(|entry| self.bring_schema(entry))
    }

    /// Refuses a key that took the place of the remembered one, unless entries under the remembered key's last checkpoint name
    /// it. That checkpoint is kept, for whoever remembers the older key too.
    pub(super) fn check_announced(&self, followed: &Followed, before: &VerifierKey) -> Result<(), Trouble> {
        let mut tree = TiledTree::new(self.size, |tile| self.kept.own_tile(tile));
        if tree.root_at(followed.size)? != followed.root {
            return Err(wrong(format!(
                "the last checkpoint under the key {before} is not one of this journal"
            )));
        }
        let mut book = Book::new();
        for index in 0..followed.size.div_ceil(256) {
            let Some(bundle) = EntryBundle::in_tree(index, self.size) else { break };
            let path = journal(&bundle.path());
            let bytes = self.kept.read(&path)?;
            let bytes =
                bytes.ok_or_else(|| wrong(format!("{path} is missing in this copy; try --repair")))?;
            let entries = bundle::decode(&bytes).map_err(|error| wrong(format!("{path}: {error}")))?;
            for (index, entry) in (bundle.entries().start..followed.size).zip(entries) {
                let line = is_of_the_log(entry).then(|| Line::parse(entry));
                if let Some(Ok(line @ Line::Notice(_))) = line {
                    book.take(index, &line).map_err(|error| wrong(format!("entry {index}: {error}")))?;
                }
            }
        }
        if !followed.is_announced(&book.log().keys) {
            return Err(wrong(format!(
                "the journal is signed by another key than {before}, which never announced it in the journal"
            )));
        }
        let name = format!("journal/checkpoint.{}", before.id());
        match self.source.read(&name, SMALL)? {
            Some(note) => self.kept.write(&name, &note),
            None => Ok(()),
        }
    }

    /// The description of entries that a notice of the log names by its hash, if the site has it.
    fn bring_schema(&self, entry: &[u8]) -> Result<(), Trouble> {
        if !is_of_the_log(entry) {
            return Ok(());
        }
        let Ok(Line::Notice(notice)) = Line::parse(entry) else { return Ok(()) };
        let (Fact::Genesis { schema, .. } | Fact::Schema { schema }) = &notice.fact else { return Ok(()) };
        let path = schema_path(schema);
        let fits = |text: &Vec<u8>| Sha256::digest(text).as_slice() == schema;
        if self.kept.read(&path)?.is_some_and(|text| fits(&text)) {
            return Ok(());
        }
        match self.source.read(&path, SMALL)?.filter(fits) {
            Some(text) => self.kept.write(&path, &text),
            None => Ok(()),
        }
    }

    /// The hashes of a tile that was held against the root before.
    fn authentic(
        &self,
        level: u8,
        index: u64,
        partial: &BTreeMap<(u8, u64), Vec<u8>>,
    ) -> Result<Vec<Hash>, Trouble> {
        let tile = Tile::in_tree(level, index, self.size);
        let tile = tile.ok_or_else(|| wrong(format!("there is no tile {index} at level {level}")))?;
        let bytes = match partial.get(&(level, index)) {
            Some(bytes) => bytes.clone(),
            None => self.kept.own_tile(tile)?,
        };
        tile.decode(&bytes).map_err(|error| wrong(format!("{}: {error}", tile.path())))
    }

    /// The checkpoint that witnesses have seen, which must be of this tree; refuses where the policy asks for more of them.
    pub(super) fn witnessed(
        &self,
        bytes: Option<&[u8]>,
        shown: &SignedCheckpoint,
        key: &VerifierKey,
        trusted: &Policy,
    ) -> Result<Option<(SignedCheckpoint, Vec<String>)>, Trouble> {
        let too_few = |error: &dyn fmt::Display| wrong(format!("journal/checkpoint.witnessed: {error}"));
        let is_asked_for = trusted.verify(shown).is_err();
        let Some(bytes) = bytes else {
            return if is_asked_for {
                Err(too_few(&"it is missing, and the policy asks for witnesses"))
            } else {
                Ok(None)
            };
        };
        let note = SignedCheckpoint::parse(bytes).map_err(|error| too_few(&error))?;
        let checkpoint = note.verify([key]).map_err(|error| too_few(&error))?;
        if checkpoint.size() > self.size {
            // It came in between; the next time has it.
            return Ok(None);
        }
        let mut tree = TiledTree::new(self.size, |tile| self.kept.own_tile(tile));
        if tree.root_at(checkpoint.size())? != checkpoint.root() {
            let what = format!(
                "the city shows its witnesses another history than its readers, within the first {} entries",
                checkpoint.size()
            );
            return Err(self.kept.evidence(what, Some(shown), &note));
        }
        let accepted = trusted.verify(&note).map_err(|error| too_few(&error))?;
        let names = accepted.cosignatures.iter().map(|(witness, _)| witness.name.clone()).collect();
        Ok(Some((note.clone(), names)))
    }

    /// A partial file has served its turn when the full one is there.
    pub(super) fn drop_superseded(&self, old: u64) {
        let tiles = Tile::grown(old, self.size).filter(|tile| tile.is_full()).map(Tile::path);
        let bundles = EntryBundle::grown(old, self.size).filter(|bundle| bundle.width() == 256);
        for path in tiles.chain(bundles.map(EntryBundle::path)) {
            let _ = fs::remove_dir_all(self.kept.folder.join(format!("{}.p", journal(&path))));
        }
    }
}

/// Whether an entry looks like a notice of the log itself; most are not, and need not be read.
fn is_of_the_log(entry: &[u8]) -> bool {
    const NOTICE: &[u8] = b"\"type\":\"log.";
    entry.windows(NOTICE.len()).any(|part| part == NOTICE)
}
