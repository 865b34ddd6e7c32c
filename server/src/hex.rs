//! Bytes as lower-case hexadecimal digits, and back. Each value has one spelling, so that whoever compares texts compares bytes.

/// The digits of some bytes.
pub fn write(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The `N` bytes that are written so; none for anything else, a sign and capital letters among it.
pub fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        for digit in pair {
            let half = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return None,
            };
            *byte = (*byte << 4) | half;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_value_has_one_spelling() {
        assert_eq!(write(&[0x00, 0x09, 0xaf, 0xff]), "0009afff");
        assert_eq!(read("0009afff"), Some([0x00, 0x09, 0xaf, 0xff]));
        assert_eq!(read::<0>(""), Some([]));
        for wrong in
            ["0009AFFF", "+f+f+f+f", "-0009aff", "0009aff", "0009afff0", "0009afg0", " 009afff", "ăăăă", ""]
        {
            assert_eq!(read::<4>(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(bytes in any::<[u8; 32]>()) {
            prop_assert_eq!(read(&write(&bytes)), Some(bytes));
        }

        #[test]
        fn what_is_read_was_written_so(text in "[0-9a-fA-F+]{4}") {
            if let Some(bytes) = read::<2>(&text) {
                prop_assert_eq!(write(&bytes), text);
            }
        }
    }
}
