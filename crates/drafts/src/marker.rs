//! How the beginning of a line says what kind of provision it is: "Điều 5. …", "2. …", "đ) …". The text is clean already. It looks
//! at one line and knows nothing of those around it.

use crate::{kind::Kind, text::is_capitals};

/// What a line begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marker<'a> {
    pub kind: Kind,
    pub label: String,
    /// What follows.
    pub rest: &'a str,
}

/// Words of headings in their order of trial: the longer before the shorter that they begin with.
const WORDS: [(&str, Kind); 6] = [
    ("phụ lục", Kind::Annex),
    ("phần", Kind::Part),
    ("chương", Kind::Chapter),
    ("tiểu mục", Kind::Subsection),
    ("mục", Kind::Section),
    ("điều", Kind::Article),
];

/// Reads the marker at the beginning of a line.
pub(crate) fn marker(line: &str) -> Option<Marker<'_>> {
    announced(line).or_else(|| clause(line)).or_else(|| point(line))
}

fn announced(line: &str) -> Option<Marker<'_>> {
    let (kind, after) = WORDS.iter().find_map(|(word, kind)| Some((*kind, without_word(line, word)?)))?;
    if kind == Kind::Annex && matches!(after, "" | ".") {
        return Some(Marker { kind, label: String::new(), rest: "" });
    }
    if kind == Kind::Annex
        && let Some(rest) = after.strip_prefix(". ").or_else(|| after.strip_prefix(": "))
    {
        return Some(Marker { kind, label: String::new(), rest });
    }
    let after = after.strip_prefix(' ')?;
    let (label, rest) = split_label(kind, after)?;
    Some(Marker { kind, label, rest })
}

/// The line behind a word, whatever its case.
fn without_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let mut letters = line.char_indices();
    for expected in word.chars() {
        let (_, letter) = letters.next()?;
        if !letter.to_lowercase().eq([expected]) {
            return None;
        }
    }
    Some(letters.as_str())
}

/// Splits "5. Phạm vi" into the label and the rest. Without a stop behind the label it is one only at the end of the line or before
/// a heading in capitals: "Điều 5 của Luật này" is a sentence.
fn split_label(kind: Kind, after: &str) -> Option<(String, &str)> {
    let words = if without_word(after, "thứ ").is_some() { 2 } else { 1 };
    let end = after.match_indices(' ').nth(words - 1).map_or(after.len(), |(place, _)| place);
    let (label, rest) = after.split_at_checked(end)?;
    // A stop may also stand directly between label and heading.
    let (label, rest) = match label.find(['.', ':']) {
        Some(stop) => (label.get(..stop)?, after.get(stop..)?),
        None => (label, rest),
    };
    let label = if words == 2 || kind == Kind::Article { label.to_lowercase() } else { label.to_owned() };
    if !kind.takes_label(&label) || label.is_empty() {
        return None;
    }
    let stripped = rest.trim_start_matches(['.', ':']).trim_start();
    if stripped.len() == rest.trim_start().len() {
        let dashed = stripped.strip_prefix("- ").or_else(|| stripped.strip_prefix("– "));
        return match dashed {
            Some(heading) => Some((label, heading)),
            None if stripped.is_empty() || (kind != Kind::Article && is_capitals(stripped)) => {
                Some((label, stripped))
            }
            None => None,
        };
    }
    Some((label, stripped))
}

/// "1. …", also "1) …", "1/ …" and "1.…" as people type them; "1.1" and "1.000" are no clauses.
fn clause(line: &str) -> Option<Marker<'_>> {
    let end = line.find(|letter: char| !letter.is_ascii_digit())?;
    let (_, after) = line.split_at_checked(end)?;
    let suffix = after.chars().next().filter(|letter| letter.is_lowercase()).map_or(0, char::len_utf8);
    numbered(line, end + suffix, Kind::Clause, &['.', ')', '/'])
}

/// "a) …", also "a. …" and "a/ …".
fn point(line: &str) -> Option<Marker<'_>> {
    let letter = line.chars().next().filter(|letter| letter.is_lowercase())?;
    let rest = line.get(letter.len_utf8()..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    numbered(line, letter.len_utf8() + digits, Kind::Point, &[')', '.', '/'])
}

fn numbered<'a>(line: &'a str, end: usize, kind: Kind, stops: &[char]) -> Option<Marker<'a>> {
    let (label, after) = line.split_at_checked(end)?;
    let stop = after.chars().next().filter(|stop| stops.contains(stop))?;
    let rest = after.get(stop.len_utf8()..)?;
    let spaced = rest.starts_with(' ');
    let rest = rest.trim_start();
    let next = rest.chars().next()?;
    let fits = match stop {
        ')' => true,
        '.' if spaced => true,
        // Typed without a space; "v.v" and "1.1" are not meant.
        '.' => kind == Kind::Clause && next.is_uppercase(),
        _ => spaced,
    };
    (fits && kind.takes_label(label)).then(|| Marker { kind, label: label.to_owned(), rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(Kind, String, &str)> {
        marker(line).map(|found| (found.kind, found.label, found.rest))
    }

    #[test]
    fn headings_are_read_as_people_write_them() {
        let expected = |kind, label: &str, rest| Some((kind, label.to_owned(), rest));
        assert_eq!(read("Điều 5. Phạm vi"), expected(Kind::Article, "5", "Phạm vi"));
        assert_eq!(read("ĐIỀU 7A: Phạm vi"), expected(Kind::Article, "7a", "Phạm vi"));
        assert_eq!(read("Điều 5.Phạm vi"), expected(Kind::Article, "5", "Phạm vi"));
        assert_eq!(read("Điều 5"), expected(Kind::Article, "5", ""));
        assert_eq!(read("CHƯƠNG II"), expected(Kind::Chapter, "II", ""));
        assert_eq!(read("Chương II QUY ĐỊNH"), expected(Kind::Chapter, "II", "QUY ĐỊNH"));
        assert_eq!(read("Tiểu mục 1. NỘI DUNG"), expected(Kind::Subsection, "1", "NỘI DUNG"));
        assert_eq!(read("Mục 2 - Nội dung"), expected(Kind::Section, "2", "Nội dung"));
        assert_eq!(read("PHẦN THỨ NHẤT"), expected(Kind::Part, "thứ nhất", ""));
        assert_eq!(read("Phần thứ hai: Ứng xử"), expected(Kind::Part, "thứ hai", "Ứng xử"));
        assert_eq!(read("PHỤ LỤC"), expected(Kind::Annex, "", ""));
        assert_eq!(read("Phụ lục I. Mẫu đơn"), expected(Kind::Annex, "I", "Mẫu đơn"));
        assert_eq!(read("12. Nội dung"), expected(Kind::Clause, "12", "Nội dung"));
        assert_eq!(read("1a. Nội dung"), expected(Kind::Clause, "1a", "Nội dung"));
        assert_eq!(read("3.Nội dung"), expected(Kind::Clause, "3", "Nội dung"));
        assert_eq!(read("đ) nội dung"), expected(Kind::Point, "đ", "nội dung"));
        assert_eq!(read("a1) nội dung"), expected(Kind::Point, "a1", "nội dung"));
    }

    #[test]
    fn sentences_are_no_markers() {
        for line in [
            "Điều 5 của Luật này quy định",
            "Chương trình công tác",
            "Mục tiêu chung",
            "Phần lớn các hộ",
            "Điều kiện tham gia",
            "1.1. Nội dung",
            "1.000 đồng",
            "2024 là năm",
            "v.v và những việc khác",
            "“Điều 5. Phạm vi",
            "a",
            "1.",
            "Chương IIX. Nhầm",
            "Đ) chữ hoa",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
