//! What a verifier remembers of a journal between two looks: its key, and how far it had come. It is how a journal that was
//! cut back, rewritten or given another key is found out.

use dantin_journal::{
    checkpoint::{Checkpoint, SignedCheckpoint},
    hash::Hash,
    key::VerifierKey,
    policy::Policy,
};
use serde_json::{Value, json};

use crate::source::{Cannot, Source};

/// Bytes of a checkpoint or a policy at most.
const SMALL: u64 = 1 << 20;

/// A journal as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The key that signed it.
    pub key: VerifierKey,
    /// How many entries it had.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

impl Pin {
    /// What is seen now.
    pub fn new(key: &VerifierKey, checkpoint: &Checkpoint) -> Self {
        Self { key: key.clone(), size: checkpoint.size(), root: checkpoint.root() }
    }

    /// As a small JSON file.
    pub fn to_json(&self) -> String {
        format!(
            "{:#}\n",
            json!({"key": self.key.to_string(), "size": self.size, "root": self.root.to_string()})
        )
    }

    /// Reads what [`Pin::to_json`] writes; `None` for anything else.
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        Some(Self {
            key: value.get("key")?.as_str()?.parse().ok()?,
            size: value.get("size")?.as_u64()?,
            root: Hash::from_base64(value.get("root")?.as_str()?)?,
        })
    }
}

/// The key that took the place of a remembered one. It is the journal itself that must announce it, in entries which the
/// remembered key has signed; whoever reads the entries sees to that with [`Followed::is_announced`].
pub(crate) struct Followed {
    /// The newer key.
    pub key: VerifierKey,
    /// The last size that the remembered key has signed.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
}

impl Followed {
    /// Looks for the way from the remembered key to the one that signs now: the last checkpoint under the older key, which a
    /// log keeps when it retires a key. Nothing where the remembered key still signs, or no way is shown.
    pub fn find(source: &Source, pin: &Pin, signed: &SignedCheckpoint) -> Result<Option<Self>, Cannot> {
        if signed.verify([&pin.key]).is_ok() {
            return Ok(None);
        }
        let farewell = source.read(&format!("journal/checkpoint.{}", pin.key.id()), SMALL)?;
        let farewell = farewell.and_then(|bytes| SignedCheckpoint::parse(&bytes).ok());
        let Some(farewell) = farewell.filter(|one| one.verify([&pin.key]).is_ok()) else { return Ok(None) };
        let policy = source.read("journal/policy", SMALL)?.and_then(|bytes| Policy::parse(&bytes).ok());
        // The site's own word is only where the key is found, not why it is trusted.
        let mut keys = policy.iter().flat_map(|policy| policy.logs()).map(|log| &log.key);
        let key = keys.find(|key| signed.verify([*key]).is_ok());
        let last = farewell.unverified();
        let follows = last.size() >= pin.size && last.size() <= signed.unverified().size();
        Ok(key.filter(|_| follows).map(|key| Self { key: key.clone(), size: last.size(), root: last.root() }))
    }

    /// Whether the entries that the remembered key has signed name the newer key; `keys` are those in force after exactly
    /// these entries.
    pub fn is_announced(&self, keys: &[VerifierKey]) -> bool {
        keys.contains(&self.key)
    }
}
