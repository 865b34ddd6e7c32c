//! Markdown as law is kept in: headings by `#`, paragraphs between empty lines, numbered lines. Emphasis is taken off, since it is no
//! word; links, code and HTML stay as they are typed. A backslash before a sign means the sign itself, and before anything else that the
//! paragraph begins no provision.

use super::{END, indent_of, is_rule, numbered, plain::is_underline};
use crate::{
    marker::marker,
    outline::{Form, Line},
};

/// The lines of a Markdown text: one for each heading, paragraph and numbered line.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut paragraph: Option<Paragraph> = None;
    let mut has_title = false;
    for (number, raw) in numbered(text) {
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            lines.extend(paragraph.take().map(Paragraph::finish));
        } else if is_underline(trimmed) && !has_title && lines.is_empty() && paragraph.is_some() {
            lines.extend(paragraph.take().map(|title| Line { form: Form::Title, ..title.finish() }));
            has_title = true;
        } else if trimmed == END || is_rule(trimmed) {
            lines.extend(paragraph.take().map(Paragraph::finish));
            lines.push(Line::new("", number, if trimmed == END { Form::End } else { Form::Rule }));
        } else if let Some((level, heading)) = heading(trimmed) {
            lines.extend(paragraph.take().map(Paragraph::finish));
            let (words, literal) = words_of(heading);
            let is_title = level == 1 && !has_title && (literal || marker(&words).is_none());
            has_title |= is_title;
            lines.push(Line::new(&words, number, if is_title { Form::Title } else { Form::Heading }));
        } else if let Some(open) = paragraph.as_mut().filter(|open| !open.broken && !begins(trimmed)) {
            open.raw.push(' ');
            open.raw.push_str(trimmed);
            open.broken = is_broken(raw);
        } else {
            lines.extend(paragraph.take().map(Paragraph::finish));
            paragraph = Some(Paragraph {
                raw: trimmed.to_owned(),
                number,
                indent: indent_of(raw),
                broken: is_broken(raw),
            });
        }
    }
    lines.extend(paragraph.map(Paragraph::finish));
    lines
}

struct Paragraph {
    raw: String,
    number: u32,
    indent: usize,
    /// Its last line ends in a hard break.
    broken: bool,
}

impl Paragraph {
    fn finish(self) -> Line {
        let raw = if self.broken { self.raw.trim_end_matches('\\') } else { self.raw.as_str() };
        let (words, literal) = words_of(raw);
        let form = if literal { Form::Literal } else { Form::Words };
        Line { indent: self.indent, ..Line::new(&words, self.number, form) }
    }
}

/// The words of a block, and whether a backslash says that they begin no provision.
fn words_of(raw: &str) -> (String, bool) {
    if let Some(rest) = raw.strip_prefix('\\')
        && !rest.starts_with(|sign: char| sign.is_ascii_punctuation())
    {
        return (shown(&inline(rest)), true);
    }
    let marked = inline(raw);
    let words = shown(&marked);
    let literal = marker(&marked).is_none() && marker(&words).is_some();
    (words, literal)
}

fn is_broken(raw: &str) -> bool {
    let line = raw.trim_end_matches('\r');
    line.ends_with("  ") || (line.ends_with('\\') && !line.ends_with("\\\\"))
}

/// Whether a line begins a provision or an item, so that it does not go on with the paragraph above.
fn begins(trimmed: &str) -> bool {
    trimmed.starts_with("- ")
        || trimmed.starts_with("+ ")
        || trimmed.starts_with("* ")
        || marker(&inline(trimmed)).is_some()
}

fn heading(trimmed: &str) -> Option<(usize, &str)> {
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let rest = trimmed.get(level..)?;
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let rest = rest.trim();
    // A row of # may close a heading.
    let open = rest.trim_end_matches('#');
    Some((level, if open.ends_with(' ') || open.is_empty() { open.trim_end() } else { rest }))
}

/// Where a sign stands while it is known that a backslash was before it: Unicode's invisible twins of ASCII (tags), which no text keeps.
const ESCAPED: u32 = 0xe_0000;

fn escaped(sign: char) -> char {
    char::from_u32(ESCAPED + u32::from(sign)).unwrap_or(sign)
}

/// The words with every escaped sign as itself.
fn shown(marked: &str) -> String {
    marked.chars().map(|letter| shown_as(letter).unwrap_or(letter)).collect()
}

fn shown_as(letter: char) -> Option<char> {
    u32::from(letter).checked_sub(ESCAPED).filter(|code| *code < 128).and_then(char::from_u32)
}

/// Takes off emphasis and backslashes; a sign behind a backslash becomes another, so that it marks nothing.
fn inline(raw: &str) -> String {
    let mut letters: Vec<char> = raw.chars().collect();
    let mut keep = vec![true; letters.len()];
    // Runs of `*` or `_` that may still close: sign, start, length left.
    let mut openers: Vec<(char, usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        if let Some(sign) = next.filter(|next| letter == '\\' && next.is_ascii_punctuation()) {
            drop_at(&mut keep, at);
            if let Some(place) = letters.get_mut(at + 1) {
                *place = escaped(sign);
            }
            at += 2;
            continue;
        }
        if letter != '*' && letter != '_' {
            if shown_as(letter).is_some() {
                drop_at(&mut keep, at);
            }
            at += 1;
            continue;
        }
        let length = letters.iter().skip(at).take_while(|other| **other == letter).count();
        let before = at.checked_sub(1).and_then(|place| letters.get(place)).copied();
        let after = letters.get(at + length).copied();
        let (opens, closes) = flanks(letter, before, after);
        let mut left = length;
        let mut start = at;
        if closes {
            while left > 0 {
                let Some(place) = openers.iter().rposition(|(sign, _, _)| *sign == letter) else { break };
                openers.truncate(place + 1);
                let Some(opener) = openers.last_mut() else { break };
                let taken = left.min(opener.2);
                for offset in 0..taken {
                    drop_at(&mut keep, opener.1 + opener.2 - 1 - offset);
                    drop_at(&mut keep, start + offset);
                }
                start += taken;
                left -= taken;
                opener.2 -= taken;
                if opener.2 == 0 {
                    openers.pop();
                }
            }
        }
        if opens && left > 0 {
            openers.push((letter, start, left));
        }
        at += length;
    }
    letters.iter().zip(keep).filter_map(|(letter, keep)| keep.then_some(*letter)).collect()
}

fn drop_at(keep: &mut [bool], place: usize) {
    if let Some(kept) = keep.get_mut(place) {
        *kept = false;
    }
}

/// Whether a run of `*` or `_` can open and close emphasis, by the words around it; `_` does neither inside a word.
fn flanks(sign: char, before: Option<char>, after: Option<char>) -> (bool, bool) {
    let blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    let word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let opens = !blank(after) && (sign == '*' || !word(before));
    let closes = !blank(before) && (sign == '*' || !word(after));
    (opens, closes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_goes_and_words_stay() {
        let inline = |raw| shown(&inline(raw));
        assert_eq!(inline("**Điều 1.** Phạm vi *áp dụng*"), "Điều 1. Phạm vi áp dụng");
        assert_eq!(inline("***nặng*** và __nặng__"), "nặng và nặng");
        assert_eq!(inline("2 * 3 = 6, tên_tệp_a, (*)"), "2 * 3 = 6, tên_tệp_a, (*)");
        assert_eq!(inline(r"1\. \*sao\* \\ \Điều"), r"1. *sao* \ \Điều");
        assert_eq!(inline("**mở"), "**mở");
    }

    #[test]
    fn headings_may_be_closed() {
        assert_eq!(heading("## Chương I ##"), Some((2, "Chương I")));
        assert_eq!(heading("## C#"), Some((2, "C#")));
        assert_eq!(heading("#thẻ"), None);
        assert_eq!(heading("####### bảy"), None);
    }
}
