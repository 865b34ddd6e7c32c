//! Finding the category a resident means from a few words, with or without marks: "o ga", "rác chưa lấy", "street
//! light". It compares words of the pack only and learns nothing from use.

use std::collections::{HashMap, HashSet};

use dantin_words::{fold, tone};

use crate::choices::Category;
use crate::city::{City, Service};

/// A service that fits what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// The service.
    pub service: Service<'a>,
    /// How well it fits; only the order means anything.
    pub score: u32,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Keywords {
    phrases: Vec<Phrase>,
}

#[derive(Debug, Clone)]
struct Phrase {
    service: String,
    weight: u32,
    folded: String,
    words: Vec<String>,
    tone: String,
}

impl Keywords {
    pub(crate) fn new(categories: &[Category]) -> Self {
        let mut index = Self::default();
        for category in categories {
            let own = [&category.name.vi, &category.name.en].into_iter().chain(&category.keywords);
            if category.subcategories.is_empty() {
                own.for_each(|text| index.add(&category.code, text, 4));
            } else {
                for text in own {
                    category.subcategories.iter().for_each(|finer| index.add(&finer.code, text, 1));
                }
            }
            for finer in &category.subcategories {
                let texts = [&finer.name.vi, &finer.name.en].into_iter().chain(&finer.keywords);
                texts.for_each(|text| index.add(&finer.code, text, 4));
            }
        }
        index
    }

    fn add(&mut self, service: &str, text: &str, weight: u32) {
        let folded = fold(text);
        let words = words(&folded);
        self.phrases.push(Phrase { service: service.to_owned(), weight, folded, words, tone: tone(text) });
    }
}

fn words(folded: &str) -> Vec<String> {
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Phrase {
    /// Points for what was typed; zero when nothing fits.
    fn points(&self, asked: &Asked) -> u32 {
        let count = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let whole = asked.words.windows(self.words.len().max(1)).any(|window| window == self.words);
        let points = if self.folded == asked.folded {
            120
        } else if whole {
            // The longer the phrase found in a sentence, the surer.
            40 + 20 * count.min(4)
        } else if self.folded.starts_with(&asked.folded) {
            50
        } else if self.words.iter().any(|word| word.starts_with(&asked.folded)) {
            30
        } else {
            let shared = self.words.iter().filter(|word| asked.set.contains(*word)).count();
            let shared = u32::try_from(shared).unwrap_or(0);
            // One shared syllable of several says little in Vietnamese.
            if shared >= 2 { 10 * shared * shared / count.max(1) } else { 0 }
        };
        let marked = points > 0 && !self.tone.is_empty() && asked.tone.contains(&self.tone);
        self.weight * points + if marked { 2 * self.weight * count.min(4) } else { 0 }
    }
}

struct Asked {
    folded: String,
    words: Vec<String>,
    set: HashSet<String>,
    tone: String,
}

impl City {
    /// Services that fit a few words, the best first, at most twelve; none for a text without letters or digits.
    pub fn find_categories(&self, text: &str) -> Vec<Found<'_>> {
        let folded = fold(text.trim());
        let words = words(&folded);
        if words.is_empty() {
            return Vec::new();
        }
        let asked = Asked { folded, set: words.iter().cloned().collect(), words, tone: tone(text) };
        let mut best: HashMap<&str, u32> = HashMap::new();
        for phrase in &self.index.keywords.phrases {
            let points = phrase.points(&asked);
            if points > 0 {
                let entry = best.entry(&phrase.service).or_default();
                *entry = points.max(*entry);
            }
        }
        let mut found: Vec<Found<'_>> = self
            .services()
            .filter_map(|service| Some(Found { service, score: *best.get(service.code())? }))
            .collect();
        found.sort_by_key(|found| std::cmp::Reverse(found.score));
        found.truncate(12);
        found
    }
}
