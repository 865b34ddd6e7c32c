//! Telex that was left undone: "ddoongs" typed where the keyboard should have made "đống".
//! Only what has the shape of a Vietnamese syllable is read so; whether the reading is meant is for the search to try.

const ONSETS: [&str; 29] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "qu", "r", "s", "t", "th", "tr", "v", "x", "q",
];
const CODAS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];
const LONGEST: usize = 12;

/// The syllable that the keys of an undone Telex syllable stand for; `None` when nothing in it is Telex or the result is no syllable.
pub(crate) fn decode(keys: &str) -> Option<String> {
    if keys.len() > LONGEST || !keys.bytes().all(|key| key.is_ascii_lowercase()) {
        return None;
    }
    let mut letters: Vec<char> = Vec::with_capacity(keys.len());
    let mut tone = None;
    let mut changed = false;
    for key in keys.chars() {
        let seen_vowel = letters.iter().any(|letter| is_vowel(*letter));
        let done = match key {
            'd' if letters.first() == Some(&'d') => replace(&mut letters, 'd', 'đ'),
            'a' => replace_last_vowel(&mut letters, 'a', 'â'),
            'e' => replace_last_vowel(&mut letters, 'e', 'ê'),
            'o' => replace_last_vowel(&mut letters, 'o', 'ô'),
            'w' => horn(&mut letters),
            's' | 'f' | 'r' | 'x' | 'j' if seen_vowel => {
                tone = Some(key);
                true
            }
            _ => false,
        };
        if done {
            changed = true;
        } else {
            letters.push(key);
        }
    }
    (changed && is_syllable(&letters)).then(|| spell(&letters, tone))
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y')
}

fn replace(letters: &mut [char], from: char, to: char) -> bool {
    letters.iter_mut().find(|letter| **letter == from).map(|letter| *letter = to).is_some()
}

fn replace_last_vowel(letters: &mut [char], from: char, to: char) -> bool {
    match letters.iter_mut().rev().find(|letter| is_vowel(**letter)) {
        Some(letter) if *letter == from => {
            *letter = to;
            true
        }
        _ => false,
    }
}

fn horn(letters: &mut Vec<char>) -> bool {
    let mut changed = false;
    let mut later_was_o = false;
    for letter in letters.iter_mut().rev() {
        match *letter {
            'o' if !changed => (*letter, changed, later_was_o) = ('ơ', true, true),
            'u' if !changed || later_was_o => {
                *letter = 'ư';
                return true;
            }
            'a' if !changed => {
                *letter = 'ă';
                return true;
            }
            _ if changed => return true,
            _ => {}
        }
    }
    if !changed && !letters.iter().any(|letter| is_vowel(*letter)) {
        letters.push('ư');
        return true;
    }
    changed
}

fn is_syllable(letters: &[char]) -> bool {
    let text: String = letters.iter().collect();
    let Some(start) = text.find(is_vowel) else { return false };
    let Some((onset, rest)) = text.split_at_checked(start) else { return false };
    let end = rest.find(|letter| !is_vowel(letter)).unwrap_or(rest.len());
    let Some((vowels, coda)) = rest.split_at_checked(end) else { return false };
    ONSETS.contains(&onset) && CODAS.contains(&coda) && (1..=4).contains(&vowels.chars().count())
}

fn spell(letters: &[char], tone: Option<char>) -> String {
    let mark = match tone {
        Some('f') => Some('\u{300}'),
        Some('r') => Some('\u{309}'),
        Some('x') => Some('\u{303}'),
        Some('s') => Some('\u{301}'),
        Some('j') => Some('\u{323}'),
        _ => None,
    };
    // The tone key does not depend on which vowel bears the mark, so the last one that has a hat or horn, or else the first, will do.
    let bearer = letters
        .iter()
        .rposition(|letter| is_vowel(*letter) && !letter.is_ascii())
        .or_else(|| letters.iter().position(|letter| is_vowel(*letter)));
    let mut text = String::new();
    for (index, letter) in letters.iter().enumerate() {
        text.push(*letter);
        if Some(index) == bearer {
            text.extend(mark);
        }
    }
    crate::fold::nfc(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undone_telex_is_read() {
        for (keys, syllable) in [
            ("ddoongs", "đống"),
            ("dda", "đa"),
            ("dduwowngf", "đường"),
            ("dduongwf", "đường"),
            ("nuwowcs", "nước"),
            ("ngaajp", "ngập"),
            ("rasc", "rác"),
            ("hangf", "hàng"),
            ("trawngs", "trắng"),
            ("tuw", "tư"),
        ] {
            assert_eq!(decode(keys).as_deref(), Some(syllable), "{keys}");
        }
    }

    #[test]
    fn what_is_no_undone_syllable_is_left_alone() {
        for keys in ["duong", "hang", "rac", "street", "1a", "", "www", "fff", "aaaaaaaaaaaaa"] {
            assert_eq!(decode(keys), None, "{keys}");
        }
    }
}
