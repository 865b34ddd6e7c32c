//! What every text goes through before it is laid out: composed (NFC), without characters that cannot be printed or that
//! only mislead, cut at its line breaks. Also the few places where punctuation depends on the place in a list, and the depth of
//! headings. It knows neither PDF nor DOCX.

use unicode_normalization::UnicodeNormalization;

use crate::model::{Block, Heading, Level, Marks, Run, Style, Text};
use crate::numbering::letter;

/// A text on one line.
pub fn line(text: &str) -> String {
    cleaned(text).split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The lines of a text that have anything in them, in runs; adjacent spaces become one.
pub fn lines(text: &Text) -> Vec<Vec<Run>> {
    let mut lines = vec![Vec::new()];
    for run in &text.0 {
        for (index, part) in cleaned(&run.text).split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push(Run { text: part.to_owned(), style: run.style });
            }
        }
    }
    for line in &mut lines {
        trim(line);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn trim(line: &mut Vec<Run>) {
    while let Some(first) = line.first_mut() {
        first.text = first.text.trim_start().to_owned();
        if !first.text.is_empty() {
            break;
        }
        line.remove(0);
    }
    while let Some(last) = line.last_mut() {
        last.text = last.text.trim_end().to_owned();
        if !last.text.is_empty() {
            break;
        }
        line.pop();
    }
}

fn cleaned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.nfc().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' | ' ' if out.ends_with(' ') => {}
            '\t' => out.push(' '),
            _ if is_unprintable(character) => {}
            _ => out.push(character),
        }
    }
    out
}

/// Controls, what turns the direction of reading, invisible characters in which words can hide, and what is no character. XML
/// and PDF/A forbid some of them; none can be seen on paper.
fn is_unprintable(character: char) -> bool {
    let code = u32::from(character);
    character.is_control()
        || code & 0xfffe == 0xfffe
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
        )
        || matches!(code, 0x202a..=0x202e | 0x2066..=0x2069 | 0xfdd0..=0xfdef | 0xfff9..=0xfffb | 0xe0000..=0xe007f)
}

/// A line of a list whose lines end in ";" and the last in ".", as legal bases and recipients do.
pub fn listed(lines: &[String]) -> Vec<String> {
    let lines: Vec<String> = lines.iter().map(|text| line(text)).filter(|text| !text.is_empty()).collect();
    let last = lines.len().saturating_sub(1);
    lines
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let bare = text.trim_end_matches([';', '.', ',']);
            format!("{bare}{}", if index == last { '.' } else { ';' })
        })
        .collect()
}

/// The name of a body for a box that is as wide as `longest` capitals: what needs two lines is cut before the name of its area,
/// "ỦY BAN NHÂN DÂN / PHƯỜNG …", as people do it by hand. A name without such a place is left to the paper's width.
pub fn in_box(name: &str, longest: usize) -> Vec<String> {
    const AREAS: [&str; 5] = [" PHƯỜNG ", " XÃ ", " ĐẶC KHU ", " THÀNH PHỐ ", " TỈNH "];
    let whole = line(name);
    if whole.chars().count() <= longest {
        return vec![whole];
    }
    let cut = AREAS.iter().filter_map(|area| whole.rfind(area)).find_map(|at| {
        let halves = (whole.get(..at)?, whole.get(at + 1..)?);
        (halves.0.chars().count().max(halves.1.chars().count()) <= longest).then_some(halves)
    });
    match cut {
        Some((body, area)) => vec![body.to_owned(), area.to_owned()],
        None => vec![whole],
    }
}

/// How many capitals of 12 points surely stand in a line of the box of the bodies.
pub fn capitals(landscape: bool) -> usize {
    if landscape { 31 } else { 21 }
}

/// The lines of an item, the first with its mark. An empty item keeps its mark: others may refer to it.
pub fn marked(marks: Marks, index: usize, item: &Text) -> Vec<Vec<Run>> {
    let mark = match marks {
        Marks::Numbers { first } => format!("{}. ", u64::from(first) + index as u64),
        Marks::Letters => format!("{}) ", letter(index)),
        Marks::Dashes => "- ".to_owned(),
    };
    let mut found = lines(item);
    if found.is_empty() {
        found.push(Vec::new());
    }
    if let Some(first) = found.first_mut() {
        first.insert(0, Run { text: mark, style: Style::Plain });
    }
    found
}

/// The headings of a document with how deep each stands, from 1. A level below what precedes it is one deeper, whatever
/// levels lie between: readers' programs ask that none be skipped.
pub fn depths(blocks: &[Block]) -> Vec<usize> {
    let mut open: Vec<Level> = Vec::new();
    let mut depths = Vec::new();
    for block in blocks {
        if let Block::Heading(Heading { level, .. }) = block {
            while open.last().is_some_and(|above| above >= level) {
                open.pop();
            }
            open.push(*level);
            depths.push(open.len());
        }
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: Level) -> Block {
        Block::Heading(Heading { level, label: None, text: "x".into() })
    }

    #[test]
    fn a_text_is_composed_and_loses_only_what_cannot_be_seen() {
        assert_eq!(line("Hoa\u{300} \u{202e}Bi\u{300}nh\0\u{7}\t  xa\u{303}"), "Hoà Bình xã");
        assert_eq!(line(" một\r\nhai\u{2028}ba "), "một hai ba");
        assert_eq!(line("a\u{e0041}\u{feff}\u{fffe}\u{200b}b"), "ab");
    }

    #[test]
    fn breaks_begin_lines_and_spaces_between_styles_stay() {
        let text = Text::from("một ").and(Style::Bold, "hai\n\n ba").and(Style::Plain, " \n");
        let found: Vec<Vec<(String, Style)>> = lines(&text)
            .into_iter()
            .map(|line| line.into_iter().map(|run| (run.text, run.style)).collect())
            .collect();
        assert_eq!(
            found,
            [
                vec![("một ".into(), Style::Plain), ("hai".into(), Style::Bold)],
                vec![("ba".into(), Style::Bold)]
            ]
        );
    }

    #[test]
    fn lists_end_as_the_decree_asks() {
        let lines = ["Như trên".to_owned(), String::new(), "Lưu: VT;".to_owned()];
        assert_eq!(listed(&lines), ["Như trên;", "Lưu: VT."]);
    }

    #[test]
    fn a_name_for_two_lines_is_cut_before_its_area() {
        assert_eq!(in_box("ỦY BAN NHÂN DÂN PHƯỜNG MẪU", 22), ["ỦY BAN NHÂN DÂN", "PHƯỜNG MẪU"]);
        assert_eq!(in_box("SỞ VĂN HÓA", 22), ["SỞ VĂN HÓA"]);
        let long = "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM PHƯỜNG MẪU";
        assert_eq!(in_box(long, 22), [long]);
    }

    #[test]
    fn no_depth_of_heading_is_skipped() {
        let blocks =
            [Level::Second, Level::Chapter, Level::Second, Level::Third, Level::Section, Level::Second];
        assert_eq!(depths(&blocks.map(heading)), [1, 1, 2, 3, 2, 3]);
    }
}
