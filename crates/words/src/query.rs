//! Search as residents type: without marks, in either spelling of the tone, in shorthand ("p. yen hoa", "tphcm") and in Telex left undone.
//! Only queries are expanded, never documents. The rows and what they lead to are the caller's; this module sees text and an id.

mod index;
mod shorthand;

pub use index::{Hit, Index};

use crate::fold::{fold, has_mark, nfc, syllables, tone_of};

/// So much of a query is read; the rest is dropped, which bounds the time of a search.
const LONGEST_QUERY: usize = 400;
const MOST_SYLLABLES: usize = 24;

/// Words that say what kind of place a name is: they rank a hit but are not required of it.
const DESIGNATORS: [&str; 20] = [
    "phuong",
    "xa",
    "quan",
    "huyen",
    "thi tran",
    "thi xa",
    "thanh pho",
    "tinh",
    "dac khu",
    "pho",
    "duong",
    "ngo",
    "ngach",
    "hem",
    "so",
    "so nha",
    "nha",
    "thon",
    "to",
    "to dan pho",
];

/// The two keys of each syllable of a document, made once and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    folds: Vec<String>,
    tones: Vec<String>,
}

impl Keys {
    /// The keys of a text in any normal form.
    pub fn of(text: &str) -> Self {
        let syllables = syllables(text);
        Self {
            folds: syllables.iter().map(|one| fold(one)).collect(),
            tones: syllables.iter().map(|one| tone_of(one)).collect(),
        }
    }

    /// The fold keys of the syllables in their order.
    pub fn folds(&self) -> &[String] {
        &self.folds
    }

    /// The tone keys of the syllables in their order, as many as [`Keys::folds`].
    pub fn tones(&self) -> &[String] {
        &self.tones
    }
}

/// One way to read a part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    folds: Vec<String>,
    /// Present when the reading has a mark: then its tone can be compared.
    tones: Option<Vec<String>>,
}

impl Reading {
    fn of(text: &str) -> Self {
        let keys = Keys::of(text);
        Self { folds: keys.folds, tones: has_mark(text).then_some(keys.tones) }
    }

    /// The fold keys of its syllables.
    pub fn folds(&self) -> &[String] {
        &self.folds
    }

    /// The tone keys of its syllables, where it has marks.
    pub fn tones(&self) -> Option<&[String]> {
        self.tones.as_deref()
    }
}

/// One part of a query: usually a syllable, and all that it may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    readings: Vec<Reading>,
    /// The slot was typed with marks, so a document with the same marks goes first.
    marked: bool,
    /// A kind of place or a house number: ranks, but is not required.
    optional: bool,
    /// The last slot may be an unfinished syllable.
    prefix: bool,
}

/// A query with all its readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    slots: Vec<Slot>,
}

/// How well a document answers a query; greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Every slot typed with marks found the same letters and tone.
    exact: bool,
    /// Slots found, the optional ones too.
    found: usize,
    /// Slots found right behind the one before.
    adjacent: usize,
    /// Slots with marks that found the same letters and tone.
    tones: usize,
    /// Nothing was matched by the beginning of a syllable only.
    whole: bool,
    /// Syllables of the document that the query does not speak of, negated.
    spare: std::cmp::Reverse<usize>,
}

impl Score {
    /// Whether every part typed with marks was found with these marks.
    pub const fn is_exact(self) -> bool {
        self.exact
    }
}

/// Reads a query: shorthand, undone Telex, marks, the last syllable as a beginning; at most 400 characters and 24 syllables of it.
pub fn expand(query: &str) -> Expanded {
    let head: String = query.chars().take(LONGEST_QUERY).collect();
    let finished = head.ends_with(|letter: char| {
        !letter.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(letter)
    });
    let words = syllables(&nfc(&head));
    let mut slots: Vec<Slot> = words.iter().take(MOST_SYLLABLES).flat_map(|word| slots_of(word)).collect();
    join_designators(&mut slots);
    if slots.iter().all(|slot| slot.optional) {
        for slot in &mut slots {
            slot.optional = false;
        }
    }
    if let Some(last) = slots.last_mut() {
        last.prefix = !finished && words.len() <= MOST_SYLLABLES;
    }
    Expanded { slots }
}

fn slots_of(word: &str) -> Vec<Slot> {
    let bare = fold(word);
    if let Some((designator, number)) = shorthand::numbered(&bare) {
        let mut slots = vec![slot(&[designator], false, true)];
        slots.push(slot(&[number], false, false));
        return slots;
    }
    let mut texts = vec![word.to_owned()];
    let shorthand = shorthand::readings(word);
    texts.extend(shorthand.iter().map(|reading| (*reading).to_owned()));
    let telex = crate::telex::decode(word);
    let marked = has_mark(word) || telex.is_some();
    texts.extend(telex);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let designates = shorthand.iter().any(|reading| is_designator(reading));
    let optional =
        designates || is_designator(word) || bare.starts_with(|letter: char| letter.is_ascii_digit());
    vec![slot(&texts, marked, optional)]
}

fn slot(texts: &[&str], marked: bool, optional: bool) -> Slot {
    Slot { readings: texts.iter().map(|text| Reading::of(text)).collect(), marked, optional, prefix: false }
}

/// A designator typed with marks counts only with the right ones: "xã", not "xả".
fn is_designator(text: &str) -> bool {
    const MARKED: [&str; 14] = [
        "phường",
        "xã",
        "quận",
        "huyện",
        "tỉnh",
        "phố",
        "đường",
        "ngõ",
        "ngách",
        "hẻm",
        "số",
        "nhà",
        "thôn",
        "tổ",
    ];
    if !has_mark(text) {
        return DESIGNATORS.contains(&text);
    }
    let tone = crate::fold::tone(text);
    MARKED.iter().any(|word| crate::fold::tone(word) == tone)
        || DESIGNATORS.contains(&fold(text).as_str()) && text.contains(' ')
}

/// "thanh pho", "thi tran", "so nha" and "to dan pho" are designators of several syllables.
fn join_designators(slots: &mut [Slot]) {
    for first in 0..slots.len() {
        for length in 2..=3 {
            let Some(run) = slots.get_mut(first..first + length) else { continue };
            let text: Vec<&str> = run
                .iter()
                .filter_map(|slot| slot.readings.first())
                .flat_map(|reading| reading.folds.iter().map(String::as_str))
                .collect();
            if DESIGNATORS.contains(&text.join(" ").as_str()) {
                for slot in run {
                    slot.optional = true;
                }
            }
        }
    }
}

impl Expanded {
    /// The parts, for an index that asks for them in its own way.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Whether there is nothing to look for: no letter and no digit.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether any part was typed with marks.
    pub fn is_marked(&self) -> bool {
        self.slots.iter().any(|slot| slot.marked)
    }

    /// How well a document answers; `None` when a required part is missing or the query is empty. The order of the parts is free.
    pub fn score(&self, keys: &Keys) -> Option<Score> {
        if self.slots.is_empty() {
            return None;
        }
        let mut score =
            Score { exact: true, found: 0, adjacent: 0, tones: 0, whole: true, spare: std::cmp::Reverse(0) };
        let mut covered = 0;
        let mut next = None;
        for slot in &self.slots {
            let Some(place) = slot.find(keys, next) else {
                if slot.optional {
                    next = None;
                    continue;
                }
                return None;
            };
            score.found += 1;
            score.adjacent += usize::from(next == Some(place.start));
            score.tones += usize::from(slot.marked && place.toned);
            score.exact &= !slot.marked || place.toned;
            score.whole &= place.whole;
            covered += place.length;
            next = Some(place.start + place.length);
        }
        score.spare = std::cmp::Reverse(keys.folds.len().saturating_sub(covered));
        Some(score)
    }

    /// Whether a document answers the query.
    pub fn matches(&self, keys: &Keys) -> bool {
        self.score(keys).is_some()
    }
}

struct Place {
    start: usize,
    length: usize,
    toned: bool,
    whole: bool,
}

impl Slot {
    /// All readings; the first is the part as typed.
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// Whether it was typed with marks.
    pub const fn is_marked(&self) -> bool {
        self.marked
    }

    /// Whether it ranks a document and is not required of it.
    pub const fn is_optional(&self) -> bool {
        self.optional
    }

    /// Whether it may be the beginning of a syllable.
    pub const fn may_be_unfinished(&self) -> bool {
        self.prefix
    }

    /// The best place of this slot in a document: with its marks first, then right behind the slot before, then a whole syllable.
    fn find(&self, keys: &Keys, next: Option<usize>) -> Option<Place> {
        let mut best: Option<((bool, bool, bool), Place)> = None;
        for (number, reading) in self.readings.iter().enumerate() {
            let prefix = self.prefix && number == 0;
            let length = reading.folds.len();
            if length == 0 {
                continue;
            }
            for (start, run) in keys.folds.windows(length).enumerate() {
                let whole = run == reading.folds.as_slice();
                let begun = prefix
                    && length == 1
                    && run
                        .first()
                        .zip(reading.folds.first())
                        .is_some_and(|(have, want)| have.starts_with(want.as_str()));
                if !whole && !begun {
                    continue;
                }
                let toned = whole
                    && reading
                        .tones
                        .as_deref()
                        .is_some_and(|tones| keys.tones.get(start..start + length) == Some(tones));
                let rank = (toned, next == Some(start), whole);
                if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                    best = Some((rank, Place { start, length, toned, whole }));
                }
            }
        }
        best.map(|(_, place)| place)
    }
}
