//! The mark by which a person compares an entry on paper with the one in the journal.

use dantin_journal::hash::leaf_hash;

/// The first 64 bits of an entry's leaf hash as four groups of hexadecimal digits, such as `3f2a 91bc 0d44 77e1`: enough to
/// notice an entry that was swapped by mistake or in haste. What proves it is the receipt file.
pub fn fingerprint(entry: &[u8]) -> String {
    let leaf = leaf_hash(entry);
    let digits: Vec<String> = leaf.as_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    digits.chunks(2).map(<[String]>::concat).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn a_fingerprint_is_the_beginning_of_the_leaf_hash() {
        // Leaf of "entry 0": base64 dziFphNI… is hexadecimal 77 38 85 a6 13 48 …
        assert!(fingerprint(b"entry 0").starts_with("7738 85a6 1348 "), "{}", fingerprint(b"entry 0"));
    }
}
