//! The two keys under which Vietnamese text is compared: the fold key without any mark and the tone key with the tone behind each syllable.
//! The tone key makes "hòa" equal to "hoà" without a table of spelling rules, and still tells "hoa", "hòa" and "hóa" apart.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in Unicode normal form C, the only form that is stored and shown.
pub fn nfc(text: &str) -> String {
    // Nearly every text comes in this form, which is seen much faster than made.
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    }
}

/// The fold key: lower case, no marks, đ as d, white space squeezed to single spaces; punctuation stays.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut gap = false;
    let mut put = |letter: char| {
        if letter.is_whitespace() {
            gap = !key.is_empty();
            return;
        }
        if gap {
            key.push(' ');
            gap = false;
        }
        key.push(if letter == 'đ' { 'd' } else { letter });
    };
    for letter in text.chars() {
        if letter.is_ascii() {
            put(letter.to_ascii_lowercase());
            continue;
        }
        for letter in letter.to_lowercase() {
            // The order of the marks is of no matter, since none stays.
            decompose_canonical(letter, |part| {
                if !is_combining_mark(part) {
                    put(part);
                }
            });
        }
    }
    key
}

/// The tone key: for each syllable its lower-case letters with â ă ê ô ơ ư đ kept, then the tone as a digit
/// (0 ngang, 1 huyền, 2 hỏi, 3 ngã, 4 sắc, 5 nặng); syllables joined by single spaces, punctuation dropped.
pub fn tone(text: &str) -> String {
    syllables(text).iter().map(|syllable| tone_of(syllable)).collect::<Vec<_>>().join(" ")
}

/// The syllables of a text: runs of letters, digits and their marks, in NFC and lower case.
pub(crate) fn syllables(text: &str) -> Vec<String> {
    let text: String = text.nfc().flat_map(char::to_lowercase).collect();
    text.split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter))
        .filter(|run| run.chars().any(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// The tone key of one syllable.
pub(crate) fn tone_of(syllable: &str) -> String {
    let mut tone = '0';
    let letters: String = syllable
        .chars()
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|letter| {
            let mark = match letter {
                '\u{300}' => '1',
                '\u{309}' => '2',
                '\u{303}' => '3',
                '\u{301}' => '4',
                '\u{323}' => '5',
                _ => return true,
            };
            tone = mark;
            false
        })
        .collect();
    let mut key: String = letters.nfc().collect();
    key.push(tone);
    key
}

/// Whether a text has any mark of Vietnamese: a tone, a hat, a breve, a horn or đ.
pub(crate) fn has_mark(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, 'đ' | 'Đ')) || text.nfd().any(is_combining_mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_drops_marks_and_squeezes_space() {
        assert_eq!(fold("  Đường\t NGẬP \n nước "), "duong ngap nuoc");
        assert_eq!(fold(&"Đống Đa".nfd().collect::<String>()), "dong da");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn the_tone_key_ignores_where_the_mark_stands_and_keeps_the_tone() {
        assert_eq!(tone("Yên Hoà"), "yên0 hoa1");
        for (one, two) in [("hòa", "hoà"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("Thụy", "THUỴ")]
        {
            assert_eq!(tone(one), tone(two));
        }
        assert_ne!(tone("hoa"), tone("hòa"));
        assert_ne!(tone("hòa"), tone("hóa"));
        assert_ne!(tone("đa"), tone("da"));
        assert_eq!(tone("Văn Miếu - Quốc Tử Giám"), tone("văn miếu, quốc tử giám"));
    }

    proptest! {
        #[test]
        fn keys_do_not_depend_on_the_normal_form(text in "\\PC{0,40}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&decomposed), fold(&nfc(&text)));
            prop_assert_eq!(tone(&decomposed), tone(&nfc(&text)));
        }

        #[test]
        fn the_fold_key_is_the_decomposed_text_without_marks(text in "[\\PC\u{300}-\u{323}\u{61b}đĐ ]{0,40}") {
            let bare: String =
                text.chars().flat_map(char::to_lowercase).nfd().filter(|letter| !is_combining_mark(*letter)).collect();
            let words: Vec<&str> = bare.split_whitespace().collect();
            prop_assert_eq!(fold(&text), words.join(" ").replace('đ', "d"));
        }

        #[test]
        fn normal_form_c_is_what_the_library_makes(text in "[\\PC\u{300}-\u{323}a-eăâ]{0,40}") {
            prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯáàảãạếềểễệ ]{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
