//! The numbers that Word writes before paragraphs without anybody typing them: "Điều 1.", "a)". It counts as Word does, so that the words
//! come out as they are seen.

use std::collections::{HashMap, HashSet};

use super::xml::{Element, Source};
use crate::{fault::ImportFault, kind::roman_of};

const LEVELS: usize = 9;

/// The lists of a document and how far each has been counted.
#[derive(Default)]
pub(super) struct Numbering {
    patterns: HashMap<String, Pattern>,
    lists: HashMap<String, List>,
    counted: HashMap<String, [Option<u32>; LEVELS]>,
    begun: HashSet<(String, usize)>,
}

#[derive(Clone, Default)]
struct Pattern {
    levels: HashMap<usize, Level>,
    /// The pattern is that of the style of this name.
    of_style: Option<String>,
    style: Option<String>,
}

#[derive(Clone)]
struct Level {
    start: u32,
    format: String,
    /// Words with `%1` to `%9` for the numbers of the levels.
    text: String,
    never_restarts: bool,
    style: Option<String>,
}

struct List {
    pattern: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

impl Numbering {
    pub(super) fn read(part: Option<&str>) -> Result<Self, ImportFault> {
        let mut read = Self::default();
        let Some(part) = part else { return Ok(read) };
        for element in Source::elements(part)? {
            match element.name.as_str() {
                "abstractNum" => {
                    if let Some(id) = element.attribute("abstractNumId") {
                        read.patterns.insert(id.to_owned(), Pattern::of(&element));
                    }
                }
                "num" => {
                    let pattern = element.child("abstractNumId").and_then(|id| id.val());
                    if let (Some(id), Some(pattern)) = (element.attribute("numId"), pattern) {
                        read.lists.insert(id.to_owned(), List::of(&element, pattern));
                    }
                }
                _ => {}
            }
        }
        read.follow_styles();
        Ok(read)
    }

    /// A pattern may only say that it is another's.
    fn follow_styles(&mut self) {
        let named: HashMap<String, HashMap<usize, Level>> = self
            .patterns
            .values()
            .filter_map(|pattern| Some((pattern.style.clone()?, pattern.levels.clone())))
            .collect();
        for pattern in self.patterns.values_mut() {
            if pattern.levels.is_empty()
                && let Some(levels) = pattern.of_style.as_ref().and_then(|name| named.get(name))
            {
                pattern.levels.clone_from(levels);
            }
        }
    }

    /// The level that a list keeps for paragraphs of a style.
    pub(super) fn level_of_style(&self, list: &str, style: &str) -> Option<usize> {
        let pattern = self.patterns.get(&self.lists.get(list)?.pattern)?;
        let mut levels: Vec<_> = pattern.levels.iter().collect();
        levels.sort_by_key(|(place, _)| **place);
        levels.into_iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(place, _)| *place)
    }

    /// Counts one paragraph of a list and gives what stands before its words; `None` when the list is unknown or shows nothing.
    pub(super) fn count(&mut self, list: &str, place: usize) -> Option<String> {
        let known = self.lists.get(list)?;
        let pattern = self.patterns.get(&known.pattern)?;
        let level = |place: usize| known.levels.get(&place).or_else(|| pattern.levels.get(&place));
        let own = level(place)?;
        let counted = self.counted.entry(known.pattern.clone()).or_default();
        let is_first = self.begun.insert((list.to_owned(), place));
        let start = known.starts.get(&place).copied().filter(|_| is_first);
        let number = counted.get_mut(place)?;
        *number = Some(start.unwrap_or_else(|| number.map_or(own.start, |number| number.saturating_add(1))));
        for (deeper, number) in counted.iter_mut().enumerate().skip(place + 1) {
            if !level(deeper).is_some_and(|level| level.never_restarts) {
                *number = None;
            }
        }
        if own.format == "bullet" {
            return Some("-".to_owned());
        }
        let mut words = own.text.clone();
        for (other, number) in counted.iter().enumerate() {
            let Some(level) = level(other) else { continue };
            let shown = written(number.unwrap_or(level.start), &level.format);
            words = words.replace(&format!("%{}", other + 1), &shown);
        }
        (!words.trim().is_empty()).then_some(words)
    }
}

impl Pattern {
    fn of(element: &Element) -> Self {
        let text = |name: &str| element.child(name).and_then(|child| child.val()).map(str::to_owned);
        Self { levels: levels_in(element), of_style: text("numStyleLink"), style: text("styleLink") }
    }
}

impl List {
    fn of(element: &Element, pattern: &str) -> Self {
        let mut list = Self { pattern: pattern.to_owned(), starts: HashMap::new(), levels: HashMap::new() };
        for change in element.elements().filter(|inside| inside.name == "lvlOverride") {
            let Some(place) = change.attribute("ilvl").and_then(|place| place.parse().ok()) else { continue };
            let start = change.child("startOverride").and_then(|start| start.val());
            if let Some(start) = start.and_then(|start| start.parse().ok()) {
                list.starts.insert(place, start);
            }
            list.levels.extend(levels_in(change));
        }
        list
    }
}

fn levels_in(element: &Element) -> HashMap<usize, Level> {
    let levels = element.elements().filter(|inside| inside.name == "lvl");
    levels
        .filter_map(|level| {
            let place = level.attribute("ilvl")?.parse().ok().filter(|place| *place < LEVELS)?;
            let text = |name: &str| level.child(name).and_then(|child| child.val()).map(str::to_owned);
            let read = Level {
                start: text("start").and_then(|start| start.parse().ok()).unwrap_or(0),
                format: text("numFmt").unwrap_or_else(|| "decimal".to_owned()),
                text: text("lvlText").unwrap_or_default(),
                never_restarts: text("lvlRestart").as_deref() == Some("0"),
                style: text("pStyle"),
            };
            Some((place, read))
        })
        .collect()
}

/// A number as a format of Word writes it; formats that Vietnamese law does not use come out in digits.
fn written(number: u32, format: &str) -> String {
    match format {
        "upperRoman" => roman_of(number),
        "lowerRoman" => roman_of(number).to_lowercase(),
        "upperLetter" => letters(number).to_uppercase(),
        "lowerLetter" => letters(number),
        "decimalZero" => format!("{number:02}"),
        "none" => String::new(),
        _ => number.to_string(),
    }
}

/// Word counts by the English alphabet and doubles the letter behind z.
fn letters(number: u32) -> String {
    let Some(before) = number.checked_sub(1) else { return String::new() };
    let letter = char::from_u32(u32::from('a') + before % 26).unwrap_or('a');
    let times = usize::try_from(before / 26 + 1).unwrap_or(1).min(30);
    std::iter::repeat_n(letter, times).collect()
}
