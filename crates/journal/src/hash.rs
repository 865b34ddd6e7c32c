//! SHA-256 as a Merkle tree uses it: one way to hash an entry, another to hash two hashes (RFC 6962, section 2.1).
//!
//! It knows neither positions nor trees. Leaves and nodes begin with different bytes, so that no entry can pass for an
//! inner node.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::base64;

/// The root of the tree without entries: SHA-256 of nothing.
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// The length of a [`struct@Hash`] in bytes.
pub const HASH_BYTES: usize = 32;

/// A SHA-256 hash of a leaf, a node or a tree; shown as base64, as in checkpoints and proofs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_BYTES]);

impl Hash {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// Reads canonical base64 of exactly 32 bytes; nothing for any other text.
    pub fn from_base64(text: &str) -> Option<Self> {
        // 44 characters are 32 bytes; anything longer is not worth decoding.
        if text.len() != 44 {
            return None;
        }
        base64::decode(text)?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base64::encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({self})")
    }
}

/// The hash of an entry: SHA-256(0x00 || entry) (RFC 6962, section 2.1).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into())
}

/// The hash over two subtrees: SHA-256(0x01 || left || right) (RFC 6962, section 2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([0x01]).chain_update(left.0).chain_update(right.0).finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_root_is_the_hash_of_nothing() {
        assert_eq!(EMPTY_ROOT.0, <[u8; 32]>::from(Sha256::digest([])));
    }

    #[test]
    fn a_hash_is_read_back_from_its_text_and_from_no_other() {
        let text = EMPTY_ROOT.to_string();
        assert_eq!(Hash::from_base64(&text), Some(EMPTY_ROOT));
        for other in
            ["", &text[..43], &format!("{text}="), "VR==", &"A".repeat(44), &text.replace("U=", "V=")]
        {
            assert_eq!(Hash::from_base64(other), None, "{other:?}");
        }
    }
}
