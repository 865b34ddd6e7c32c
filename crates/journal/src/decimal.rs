//! Sizes and indexes as the C2SP texts write them: ASCII decimal digits, no sign, no leading zero but in `0` itself.

/// The number, in its one spelling; nothing for any other text or above [`u64::MAX`].
pub(crate) fn parse(text: &str) -> Option<u64> {
    // The standard parser takes a plus sign and leading zeros.
    let canonical = match text.as_bytes() {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if canonical { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_the_canonical_spelling_is_read() {
        assert_eq!(parse("0"), Some(0));
        assert_eq!(parse("18446744073709551615"), Some(u64::MAX));
        for other in
            ["", "00", "01", "+1", "-1", " 1", "1 ", "1\n", "1_0", "0x1", "٣", "18446744073709551616"]
        {
            assert_eq!(parse(other), None, "{other:?}");
        }
    }
}
