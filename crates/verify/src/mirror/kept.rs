//! The folder of a copy: what it holds, whether a checkpoint continues it, and the evidence where one does not.

use std::{fs, io, path::Path};

use dantin_journal::{
    checkpoint::SignedCheckpoint, hash::Hash, key::VerifierKey, policy::Policy, proof::verify_consistency,
    tile::Tile, tree::TiledTree,
};

use crate::{
    durable,
    fetch::{fetch_tile, journal},
    pin::Pin,
    source::{Cannot, Source, append_hex},
    trouble::{Trouble, Wrong, cannot, wrong},
};

/// The key that a copy is of, remembered at the first use.
pub(super) const PIN: &str = "mirror.json";

/// The folder of a copy and what it held before.
pub(super) struct Kept<'a> {
    pub(super) folder: &'a Path,
    pub(super) pin: Option<Pin>,
    pub(super) checkpoint: Option<SignedCheckpoint>,
}

impl<'a> Kept<'a> {
    pub(super) fn open(folder: &'a Path) -> Result<Self, Trouble> {
        let damaged = |name: &str| Cannot(format!("{} is damaged", folder.join(name).display()));
        let mut kept = Self { folder, pin: None, checkpoint: None };
        if let Some(bytes) = kept.read(PIN)? {
            let text = String::from_utf8(bytes).unwrap_or_default();
            kept.pin = Some(Pin::from_json(&text).ok_or_else(|| damaged(PIN))?);
        }
        if let (Some(bytes), Some(pin)) = (kept.read("journal/checkpoint")?, &kept.pin) {
            // After a stop while the key changed, the policy of the copy names the newer one already.
            let policy = kept.read("journal/policy")?.and_then(|bytes| Policy::parse(&bytes).ok());
            let keys = policy.iter().flat_map(|policy| policy.logs()).map(|log| &log.key).chain([&pin.key]);
            let note = SignedCheckpoint::parse(&bytes).ok();
            let note = note.filter(|note| note.verify(keys).is_ok());
            kept.checkpoint = Some(note.ok_or_else(|| damaged("journal/checkpoint"))?);
        }
        Ok(kept)
    }

    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.folder.join(path);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot(&path, &error).into()),
        }
    }

    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let path = self.folder.join(path);
        Ok(durable::replace(&path, bytes, 0o644).map_err(|error| cannot(&path, &error))?)
    }

    /// The trusted key that signed; refuses a note that is of another log than the copy.
    pub(super) fn signer(&self, shown: &SignedCheckpoint, trusted: &Policy) -> Result<VerifierKey, Trouble> {
        let origin = shown.unverified().origin();
        if let Some(pin) = self.pin.as_ref().filter(|pin| pin.key.name().as_str() != origin) {
            return Err(self.conflict(
                format!("this copy is of the journal {}, and the site shows {origin}", pin.key.name()),
                shown,
            ));
        }
        let keys = trusted.logs().iter().map(|log| &log.key);
        if let Err(error) = shown.verify(keys) {
            let known = trusted.logs().iter().map(|log| log.key.to_string()).collect::<Vec<_>>().join(", ");
            let what = format!("the checkpoint of {origin} is not signed as trusted ({known}): {error}");
            return Err(self.conflict(what, shown));
        }
        let mut keys = trusted.logs().iter().map(|log| &log.key);
        let signer = keys.find(|key| shown.verify([*key]).is_ok());
        signer.cloned().ok_or_else(|| wrong("no trusted key has signed the checkpoint"))
    }

    /// Refuses a checkpoint that does not continue the one that is kept.
    pub(super) fn compare(&self, shown: &SignedCheckpoint, source: &Source) -> Result<(), Trouble> {
        let Some(kept) = &self.checkpoint else { return Ok(()) };
        let (old, new) = (kept.unverified(), shown.unverified());
        if new.size() < old.size() {
            let mut tree = TiledTree::new(old.size(), |tile| self.own_tile(tile));
            if tree.root_at(new.size())? != new.root() {
                return Err(self.conflict(rewritten(new.size(), old.size()), shown));
            }
            return Err(Trouble::Wrong(Wrong {
                what: format!(
                    "the site shows {} entries, and this copy has {}: it is an old checkpoint, or the journal was cut back",
                    new.size(),
                    old.size()
                ),
                evidence: Vec::new(),
                may_pass: true,
            }));
        }
        if new.size() == old.size() {
            let is_same = new.root() == old.root();
            return if is_same {
                Ok(())
            } else {
                Err(self.conflict(rewritten(old.size(), new.size()), shown))
            };
        }
        let mut tree = TiledTree::new(new.size(), |tile| fetch_tile(source, tile));
        let proof = tree.consistency_proof(old.size(), new.size())?;
        let proves =
            |root: &Hash| verify_consistency(old.size(), root, new.size(), &new.root(), &proof).is_ok();
        if proves(&old.root()) {
            return Ok(());
        }
        // Tiles that lead to the signed root from another older one prove a second history; others are only damaged.
        let other = tree.root_at(old.size())?;
        if other != old.root() && proves(&other) {
            return Err(self.conflict(rewritten(old.size(), new.size()), shown));
        }
        Err(wrong(
            "the tiles of the site do not give the root that was signed: they are damaged or being changed",
        ))
    }

    pub(super) fn own_tile(&self, tile: Tile) -> Result<Vec<u8>, Trouble> {
        let found = match self.read(&journal(&tile.path()))? {
            None => self.read(&journal(&tile.full().path()))?,
            found => found,
        };
        Ok(found.ok_or_else(|| Cannot(format!("{} is missing in this copy; try --repair", tile.path())))?)
    }

    /// Keeps what is kept and what is shown beside it as evidence, each as the note that it is.
    fn conflict(&self, what: String, shown: &SignedCheckpoint) -> Trouble {
        self.evidence(what, self.checkpoint.as_ref(), shown)
    }

    pub(super) fn evidence(
        &self,
        what: String,
        one: Option<&SignedCheckpoint>,
        other: &SignedCheckpoint,
    ) -> Trouble {
        let shown = other.unverified();
        let mut name = format!("conflict-{}-", shown.size());
        append_hex(&mut name, shown.root().as_bytes().first_chunk::<4>().unwrap_or(&[0; 4]));
        let mut evidence = Vec::new();
        for (letter, note) in one.map(|one| ("a", one)).into_iter().chain([("b", other)]) {
            let path = self.folder.join(format!("{name}-{letter}.note"));
            match durable::replace(&path, note.to_string().as_bytes(), 0o644) {
                Ok(()) => evidence.push(path),
                Err(error) => return cannot(&path, &error).into(),
            }
        }
        Trouble::Wrong(Wrong { what, evidence, may_pass: false })
    }
}

fn rewritten(size: u64, other: u64) -> String {
    format!(
        "the journal was rewritten: the city has signed two histories that differ within the first {size} entries (the notes are of {size} and {other})"
    )
}
