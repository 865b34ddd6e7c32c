//! The kinds of provisions, in the order in which they contain each other, and the labels that they bear. The words are those of
//! Vietnamese law-making (Decree 30/2020, Annex I); nothing here knows a tree or a file.

use serde::{Deserialize, Serialize};

/// What a provision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Phụ lục. Numbering begins anew in it.
    Annex,
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// Mục.
    Section,
    /// Tiểu mục.
    Subsection,
    /// Điều.
    Article,
    /// Khoản: "1."
    Clause,
    /// Điểm: "a)"
    Point,
    /// Words without a number that belong to the provision above them.
    Paragraph,
}

/// The letters of points in their order: Vietnamese, without f, j, w and z.
const LETTERS: [char; 23] = [
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v',
    'x', 'y',
];

/// How parts are counted in words: "Phần thứ nhất".
const ORDINALS: [&str; 10] = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"];

const LABEL_LIMIT: usize = 16;

impl Kind {
    /// Every kind, from the widest to the narrowest.
    pub const ALL: [Self; 9] = [
        Self::Annex,
        Self::Part,
        Self::Chapter,
        Self::Section,
        Self::Subsection,
        Self::Article,
        Self::Clause,
        Self::Point,
        Self::Paragraph,
    ];

    /// How deep it stands: a provision contains only those of a greater rank.
    pub(crate) fn rank(self) -> u8 {
        match self {
            Self::Annex | Self::Part => 1,
            Self::Chapter => 2,
            Self::Section => 3,
            Self::Subsection => 4,
            Self::Article => 5,
            Self::Clause => 6,
            Self::Point => 7,
            Self::Paragraph => 8,
        }
    }

    /// Whether its words are a heading over what it contains, rather than a rule.
    pub fn has_heading(self) -> bool {
        self <= Self::Article
    }

    /// The word before its label, for those that are announced by one.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Annex => Some("Phụ lục"),
            Self::Part => Some("Phần"),
            Self::Chapter => Some("Chương"),
            Self::Section => Some("Mục"),
            Self::Subsection => Some("Tiểu mục"),
            Self::Article => Some("Điều"),
            Self::Clause | Self::Point | Self::Paragraph => None,
        }
    }

    /// The provision's name as it is cited, in Vietnamese: "Điều 5", "khoản 2", "điểm đ"; empty for a paragraph.
    pub fn cite(self, label: &str) -> String {
        match self {
            Self::Paragraph => String::new(),
            Self::Clause => format!("khoản {label}"),
            Self::Point => format!("điểm {label}"),
            _ => format!("{} {label}", self.word().unwrap_or_default()).trim_end().to_owned(),
        }
    }

    /// Whether a provision of this kind may bear this label.
    pub fn takes_label(self, label: &str) -> bool {
        if label.chars().count() > LABEL_LIMIT {
            return false;
        }
        match self {
            Self::Paragraph => label.is_empty(),
            Self::Annex => label.is_empty() || self.place_of(label).is_some(),
            _ => self.place_of(label).is_some(),
        }
    }

    /// Where a label stands in the counting of its kind, with what was put in between later: `7a` is (7, 1), `đ` is (5, 0), `IV` is
    /// (4, 0). `None` for what is no label of this kind.
    pub fn place_of(self, label: &str) -> Option<(u32, u32)> {
        match self {
            Self::Paragraph => None,
            Self::Point => {
                let mut letters = label.chars();
                let first = letters.next()?;
                let place = letter_place(first).or_else(|| foreign_letter(first))?;
                let rest = letters.as_str();
                Some((place, if rest.is_empty() { 0 } else { digits(rest)? }))
            }
            Self::Clause | Self::Article => arabic(label),
            _ => arabic(label).or_else(|| Some((roman(label)?, 0))).or_else(|| Some((ordinal(label)?, 0))),
        }
    }

    /// The label that counts so far, written as another one of the same row is; `None` where nothing is counted or the letters end.
    pub fn label_at(self, number: u32, like: &str) -> Option<String> {
        match self {
            Self::Paragraph => None,
            Self::Point => {
                let place = usize::try_from(number).ok()?.checked_sub(1)?;
                LETTERS.get(place).map(|letter| letter.to_string())
            }
            Self::Article | Self::Clause => Some(number.to_string()),
            _ if ordinal(like).is_some() => {
                let place = usize::try_from(number).ok()?.checked_sub(1)?;
                ORDINALS.get(place).map(|word| format!("thứ {word}"))
            }
            _ if roman(like).is_some() => Some(roman_of(number)),
            _ => Some(number.to_string()),
        }
    }
}

fn letter_place(letter: char) -> Option<u32> {
    let place = LETTERS.iter().position(|known| *known == letter)?;
    u32::try_from(place + 1).ok()
}

/// Letters that Vietnamese lists leave out stand where lists made by a word processor put them; the numbering is then found to be
/// out of order, which is what a person shall see.
fn foreign_letter(letter: char) -> Option<u32> {
    match letter {
        'f' => Some(6),
        'j' => Some(9),
        'w' => Some(21),
        'z' => Some(23),
        _ => None,
    }
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// `12` or `12a`.
fn arabic(label: &str) -> Option<(u32, u32)> {
    let end = label.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(label.len());
    let (number, suffix) = label.split_at_checked(end)?;
    let number = digits(number)?;
    let mut letters = suffix.chars();
    match (letters.next(), letters.next()) {
        (None, _) => Some((number, 0)),
        (Some(letter), None) => Some((number, letter_place(letter)?)),
        _ => None,
    }
}

fn roman(label: &str) -> Option<u32> {
    let mut total = 0_u32;
    let mut before = u32::MAX;
    for letter in label.chars() {
        let value = match letter {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        };
        // A smaller one before it was added, and is to be taken off.
        total = (total + value).saturating_sub(if before < value { 2 * before } else { 0 });
        before = value;
    }
    // `IIX` and the like add up to something, but nobody writes them.
    (total > 0 && roman_of(total) == label).then_some(total)
}

/// A number below 400 in capital Roman letters; above, in Arabic digits.
pub(crate) fn roman_of(number: u32) -> String {
    if number == 0 || number >= 400 {
        return number.to_string();
    }
    let mut left = number;
    let mut written = String::new();
    for (value, letters) in
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    {
        while left >= value {
            written.push_str(letters);
            left -= value;
        }
    }
    written
}

fn ordinal(label: &str) -> Option<u32> {
    let word = label.strip_prefix("thứ ")?;
    let place = ORDINALS.iter().position(|known| *known == word)?;
    u32::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_counted_in_vietnamese_order() {
        let places: Vec<_> =
            "abcdđeghi".chars().map(|c| Kind::Point.place_of(&c.to_string()).unwrap().0).collect();
        assert_eq!(places, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(Kind::Point.place_of("a1"), Some((1, 1)));
        assert_eq!(Kind::Point.place_of("ab"), None);
    }

    #[test]
    fn labels_are_read_as_law_writes_them() {
        assert_eq!(Kind::Chapter.place_of("XIV"), Some((14, 0)));
        assert_eq!(Kind::Chapter.place_of("IIX"), None);
        assert_eq!(Kind::Chapter.place_of("3"), Some((3, 0)));
        assert_eq!(Kind::Part.place_of("thứ tư"), Some((4, 0)));
        assert_eq!(Kind::Article.place_of("7a"), Some((7, 1)));
        assert_eq!(Kind::Article.place_of("7đ"), Some((7, 5)));
        assert_eq!(Kind::Article.place_of("VII"), None);
        assert!(Kind::Annex.takes_label(""));
        assert!(!Kind::Article.takes_label(""));
        assert!(!Kind::Paragraph.takes_label("1"));
    }

    #[test]
    fn roman_numbers_are_written_and_read_alike() {
        for number in 1..400 {
            assert_eq!(roman(&roman_of(number)), Some(number));
        }
    }
}
