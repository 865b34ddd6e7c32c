//! What a verifier remembers of a journal between two looks: its key, and how far it had come. It is how a journal that was
//! cut back, rewritten or given another key is found out.

use dantin_journal::{checkpoint::Checkpoint, hash::Hash, key::VerifierKey};
use serde_json::{Value, json};

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
