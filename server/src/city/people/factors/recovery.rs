//! Codes on paper for whoever has lost the device: ten, each good once. The database keeps their hashes; at 80 random bits
//! they need no slow one.

use sha2::{Digest as _, Sha256};

use crate::clock::{Random, random};

/// How many there are at a time.
pub const COUNT: usize = 10;
/// The letters of the codes: base32 without what is mistaken for something else (Crockford).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;

/// Ten new codes as people read them.
pub fn draw(source: &dyn Random) -> Vec<String> {
    (0..COUNT).map(|_| written(&random::<10>(source))).collect()
}

fn written(bytes: &[u8; 10]) -> String {
    let mut bits = bytes.iter().fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let mut signs = Vec::with_capacity(LENGTH);
    for _ in 0..LENGTH {
        let place = usize::try_from(bits & 31).unwrap_or(0);
        signs.push(LETTERS.get(place).map_or('0', |letter| char::from(*letter)));
        bits >>= 5;
    }
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What the database knows of a code as it was typed; nothing for what cannot be one.
pub fn hash(typed: &str) -> Option<[u8; 32]> {
    let signs: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_code = signs.len() == LENGTH && signs.bytes().all(|sign| LETTERS.contains(&sign));
    is_code.then(|| Sha256::digest(signs.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::SeededRandom;

    #[test]
    fn a_code_is_known_again_however_it_is_copied() {
        let codes = draw(&SeededRandom::new(5));
        assert_eq!(codes.len(), COUNT);
        let code = &codes[0];
        assert_eq!(code.len(), 19, "{code}");
        let known = hash(code).unwrap();
        assert_eq!(hash(&code.to_lowercase().replace('-', " ")), Some(known));
        assert_eq!(hash(&code.replace('0', "o").replace('1', "l")), Some(known));
        assert_ne!(hash(&codes[1]), Some(known));
        for typed in ["", "123456", "ABCD-EFGH-JKMN-PQR", "ABCD-EFGH-JKMN-PQRSU", "ăBCD-EFGH-JKMN-PQRS"] {
            assert_eq!(hash(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_looked_at_in_peace(typed in ".{0,60}") {
            let _ = hash(&typed);
        }
    }
}
