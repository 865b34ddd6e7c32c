//! The one form in which words are kept: composed (NFC), on one line, single spaces, nothing that nobody sees. It knows no structure.

use unicode_normalization::UnicodeNormalization;

/// One line of words in the form in which they are kept, and how many unseen signs were taken out.
pub(crate) struct Cleaned {
    pub text: String,
    pub unseen: usize,
}

/// Composes the words, makes every run of white space one space, and takes out control and formatting signs.
pub(crate) fn clean(raw: &str) -> Cleaned {
    let mut text = String::with_capacity(raw.len());
    let mut unseen = 0;
    let mut space = false;
    for letter in raw.nfc() {
        if letter.is_whitespace() {
            space = true;
        } else if is_unseen(letter) {
            unseen += 1;
        } else {
            if space && !text.is_empty() {
                text.push(' ');
            }
            space = false;
            text.push(letter);
        }
    }
    // Taking a sign out may bring two others together that compose.
    if unseen > 0 {
        text = text.nfc().collect();
    }
    Cleaned { text, unseen }
}

/// Whether the words are already in the form that [`clean`] gives.
pub(crate) fn is_clean(text: &str) -> bool {
    clean(text).text == text
}

/// Control signs, marks of direction, zero-width signs, tags, soft hyphens and the mark of byte order.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The first characters of a text, for showing where something is.
pub(crate) fn excerpt(text: &str, characters: usize) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(characters).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// Whether the words have capital letters and no small ones.
pub(crate) fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// A word with its tone mark at the end, so that it is the same wherever the mark was put: "hoà" and "hòa".
pub(crate) fn spelling(word: &str) -> String {
    let mut letters = String::with_capacity(word.len() + 2);
    let mut tones = String::new();
    for letter in word.nfd() {
        // Grave, acute, tilde, hook above, dot below: huyền, sắc, ngã, hỏi, nặng.
        match letter {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones.push(letter),
            _ => letters.push(letter),
        }
    }
    letters.push_str(&tones);
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_composed_and_put_on_one_line() {
        let cleaned = clean(" Đi\u{ea}\u{300}u\u{a0}\t 1.\u{200b} Quy\u{ad} \u{201c}định\u{201d} \n");
        assert_eq!(cleaned.text, "Điều 1. Quy “định”");
        assert_eq!(cleaned.unseen, 2);
    }

    #[test]
    fn the_place_of_the_tone_mark_makes_no_other_word() {
        assert_eq!(spelling("hoà"), spelling("hòa"));
        assert_eq!(spelling("Uỷ"), spelling("Ủy"));
        assert_ne!(spelling("hòa"), spelling("hóa"));
        assert_ne!(spelling("ban"), spelling("bàn"));
        assert_ne!(spelling("đa"), spelling("da"));
        assert_ne!(spelling("cơ"), spelling("cô"));
    }

    #[test]
    fn cleaning_twice_changes_nothing_more() {
        for raw in ["e\u{200b}\u{301}", "a\u{200d}\u{323} b", "  ", "\u{feff}x"] {
            let once = clean(raw).text;
            assert_eq!(clean(&once).text, once);
        }
    }
}
