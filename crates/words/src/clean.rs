//! Cleaning of text that people type, at the edge and before anything is stored.
//! How long a text may be is the form's knowledge; this module only counts.

use std::fmt;

use crate::fold::nfc;

/// Why a typed text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    /// A control character, such as NUL, at a place counted in characters from 1.
    Control {
        /// The character.
        character: char,
        /// Its place in the text as it was sent, in characters from 1.
        place: usize,
    },
    /// The cleaned text has more characters than allowed.
    TooLong {
        /// Characters of the cleaned text.
        characters: usize,
        /// How many are allowed.
        limit: usize,
    },
}

impl fmt::Display for TextFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control { character, place } => {
                write!(out, "control character U+{:04X} at character {place}", u32::from(*character))
            }
            Self::TooLong { characters, limit } => {
                write!(out, "{characters} characters, {limit} are allowed")
            }
        }
    }
}

impl std::error::Error for TextFault {}

/// The text in NFC, line ends as `\n`, tabs as spaces, invisible direction marks and byte-order marks dropped, white space cut at both ends;
/// any other control character is refused with its place.
pub fn clean_text(input: &str) -> Result<String, TextFault> {
    let mut text = String::with_capacity(input.len());
    let mut letters = input.chars().enumerate().peekable();
    while let Some((index, letter)) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if(|(_, next)| *next == '\n');
                text.push('\n');
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            '\t' => text.push(' '),
            '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            _ if letter.is_control() => {
                return Err(TextFault::Control { character: letter, place: index + 1 });
            }
            _ => text.push(letter),
        }
    }
    Ok(nfc(text.trim()))
}

/// As [`clean_text`], and refused when the cleaned text has more than `limit` characters.
pub fn clean_text_within(input: &str, limit: usize) -> Result<String, TextFault> {
    let text = clean_text(input)?;
    let characters = count_characters(&text);
    if characters > limit { Err(TextFault::TooLong { characters, limit }) } else { Ok(text) }
}

/// The number of Unicode characters of a text once it is in NFC, as limits count them.
pub fn count_characters(text: &str) -> usize {
    nfc(text).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_ends_and_normal_form_are_made_one() {
        assert_eq!(clean_text(" a\r\nb\rc\u{2028}d\te\u{0302} ").as_deref(), Ok("a\nb\nc\nd ê"));
        assert_eq!(clean_text("\u{feff}Phố\u{202e} Huế").as_deref(), Ok("Phố Huế"));
    }

    #[test]
    fn a_control_character_is_refused_with_its_place() {
        assert_eq!(clean_text("rác\0thải"), Err(TextFault::Control { character: '\0', place: 4 }));
        assert_eq!(clean_text("\u{1b}[31m"), Err(TextFault::Control { character: '\u{1b}', place: 1 }));
    }

    #[test]
    fn characters_are_counted_after_composition() {
        assert_eq!(count_characters("e\u{0302}\u{0323}"), 1);
        assert_eq!(clean_text_within("đủ", 2).as_deref(), Ok("đủ"));
        assert_eq!(
            clean_text_within(&"ặ".repeat(4001), 4000),
            Err(TextFault::TooLong { characters: 4001, limit: 4000 })
        );
    }

    proptest! {
        #[test]
        fn cleaning_is_idempotent(text in any::<String>()) {
            if let Ok(once) = clean_text(&text) {
                prop_assert_eq!(clean_text(&once), Ok(once));
            }
        }
    }
}
