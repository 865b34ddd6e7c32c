//! Base64 in its one spelling: the standard alphabet, padded, with zero trailing bits (RFC 4648, sections 3.5 and 4).
//!
//! It knows nothing of what the bytes are. Whoever decodes with it can compare texts instead of bytes, because no two
//! accepted texts mean the same.

use ::base64::Engine as _;
use ::base64::alphabet::STANDARD;
use ::base64::engine::DecodePaddingMode;
use ::base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(false),
);

/// The text of the bytes.
pub fn encode(bytes: &[u8]) -> String {
    ENGINE.encode(bytes)
}

/// The bytes of the text; nothing if it is not the text that [`encode`] gives for them (RFC 4648, section 3.5).
pub fn decode(text: &str) -> Option<Vec<u8>> {
    ENGINE.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_read() {
        assert_eq!(decode(""), Some(Vec::new()));
        assert_eq!(decode("QQ=="), Some(b"A".to_vec()));
        for other in
            ["QR==", "QQ=", "QQ", "QQ===", "QQ==\n", " QQ==", "QQ= =", "Q-==", "QUJ=", "QQ==QQ==", "=", "Q"]
        {
            assert_eq!(decode(other), None, "{other:?}");
        }
    }
}
