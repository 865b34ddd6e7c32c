//! Fetches the parts of a log, tiles and bundles, and gives entries back to whoever lost them.

use dantin_journal::{
    bundle::{self, EntryBundle},
    checkpoint::SignedCheckpoint,
    hash::leaf_hash,
    key::VerifierKey,
    range::CompactRange,
    tile::Tile,
};

use crate::{
    source::{BUNDLE, Cannot, SMALL, Source},
    trouble::{Trouble, wrong},
};

/// All entries of a log behind those of `known`, the newest checkpoint that the log shows, and the tree with them: for
/// whoever has lost what was signed. Nothing is given that does not lead from `known` to a root that one of these keys
/// signed.
pub fn entries_after(
    source: &Source,
    keys: &[VerifierKey],
    known: &CompactRange,
) -> Result<(SignedCheckpoint, Vec<Vec<u8>>, CompactRange), Trouble> {
    let shown = fetch_checkpoint(source)?;
    let new = shown.verify(keys).map_err(|error| wrong(format!("journal/checkpoint: {error}")))?.clone();
    let (old, size) = (known.size(), new.size());
    if size < old {
        return Err(wrong(format!("only {size} entries are there, and {old} are known")));
    }
    let mut range = known.clone();
    let mut entries = Vec::new();
    for bundle in EntryBundle::grown(old, size) {
        for (index, entry) in bundle.entries().zip(fetch_bundle(source, bundle)?) {
            if index >= old {
                range.push(leaf_hash(&entry)).map_err(|error| wrong(error.to_string()))?;
                entries.push(entry);
            }
        }
    }
    if range.root() != new.root() {
        return Err(wrong(format!(
            "the entries from {old} to {size} do not lead from the {old} that are known to the root that was signed"
        )));
    }
    Ok((shown, entries, range))
}

/// Where a part of the log lies.
pub(crate) fn journal(path: &str) -> String {
    format!("journal/{path}")
}

/// The bytes of a tile, cut to its width where the site has only the full one left.
pub(crate) fn fetch_tile(source: &Source, tile: Tile) -> Result<Vec<u8>, Trouble> {
    let path = journal(&tile.path());
    let mut bytes = source
        .read_part(&path, &journal(&tile.full().path()), SMALL)?
        .ok_or_else(|| wrong(format!("{path} is missing")))?;
    bytes.truncate(usize::from(tile.width()) * 32);
    Ok(bytes)
}

/// The entries of a bundle, cut to its width where the site has only the full one left.
pub(crate) fn fetch_bundle(source: &Source, bundle: EntryBundle) -> Result<Vec<Vec<u8>>, Trouble> {
    let path = journal(&bundle.path());
    let bytes = source
        .read_part(&path, &journal(&bundle.full().path()), BUNDLE)?
        .ok_or_else(|| wrong(format!("{path} is missing")))?;
    let entries = bundle::decode(&bytes).map_err(|error| wrong(format!("{path}: {error}")))?;
    if entries.len() < usize::from(bundle.width()) {
        return Err(wrong(format!("{path} holds {} entries of {}", entries.len(), bundle.width())));
    }
    Ok(entries.into_iter().take(usize::from(bundle.width())).map(<[u8]>::to_vec).collect())
}

/// The newest checkpoint, which is still to be verified.
pub(crate) fn fetch_checkpoint(source: &Source) -> Result<SignedCheckpoint, Trouble> {
    let shown = source.read("journal/checkpoint", SMALL)?.ok_or_else(|| {
        Cannot("there is no journal/checkpoint: no public journal is kept there".to_owned())
    })?;
    SignedCheckpoint::parse(&shown).map_err(|error| wrong(format!("journal/checkpoint: {error}")))
}
