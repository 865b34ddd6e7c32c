//! Salted commitments: what stands in a public entry for content that stays private.
//!
//! Whoever holds content and salt can show that the entry spoke of exactly this content; whoever holds neither
//! learns nothing, not even for a short phone number. Salts are drawn by the caller, one for each field and version.

use sha2::{Digest, Sha256};

/// The domain line of every commitment of this journal.
pub const DOMAIN: &str = "dantin/commit/v1\n";

/// SHA-256 over the domain line, 32 bytes of salt, the field's name with its length as two big-endian bytes, and
/// the content, which has no length of its own because it stands last.
///
/// A field name longer than 65,535 bytes is cut to that length; names in entries are shorter than 40.
pub fn commitment(domain: &str, salt: &[u8; 32], field: &str, content: &[u8]) -> [u8; 32] {
    let length = u16::try_from(field.len()).unwrap_or(u16::MAX);
    let mut hash = Sha256::new();
    hash.update(domain.as_bytes());
    hash.update(salt);
    hash.update(length.to_be_bytes());
    hash.update(field.as_bytes().get(..usize::from(length)).unwrap_or_default());
    hash.update(content);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write as _;
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    fn counting_salt() -> [u8; 32] {
        std::array::from_fn(|index| u8::try_from(index).unwrap())
    }

    #[test]
    fn a_known_commitment_is_reproduced() {
        let found = commitment("city-ledger/commit/v1\n", &counting_salt(), "report.text", b"Lamp broken");
        assert_eq!(hex(&found), "1ba3a169664e0b9bc3cc3c9fcfb9992118b84b1120775bdcb5dadd56311fc1be");
    }

    #[test]
    fn each_part_of_a_commitment_changes_it() {
        let salt = counting_salt();
        let base = commitment(DOMAIN, &salt, "text", b"abc");
        assert_ne!(base, commitment("other\n", &salt, "text", b"abc"));
        assert_ne!(base, commitment(DOMAIN, &[0; 32], "text", b"abc"));
        assert_ne!(base, commitment(DOMAIN, &salt, "tex", b"tabc"));
        assert_ne!(base, commitment(DOMAIN, &salt, "text", b"abd"));
    }
}
