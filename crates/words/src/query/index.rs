//! A small index in memory over a few thousand names: syllable to rows, then a score for each row that has the rarest required part.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::{Expanded, Keys, Score, Slot, expand};

/// A row that answers a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a, T> {
    /// The id that was given with the text.
    pub id: &'a T,
    /// The text as it was given.
    pub text: &'a str,
    /// How well it answers.
    pub score: Score,
}

/// Names by their syllables; an id may come with several texts (an official and a customary name).
#[derive(Debug, Clone)]
pub struct Index<T> {
    rows: Vec<(T, String, Keys)>,
    syllables: BTreeMap<String, Vec<usize>>,
}

impl<T> Index<T> {
    /// Makes an index of ids and texts.
    pub fn new(rows: impl IntoIterator<Item = (T, String)>) -> Self {
        let rows: Vec<(T, String, Keys)> = rows
            .into_iter()
            .map(|(id, text)| {
                let keys = Keys::of(&text);
                (id, text, keys)
            })
            .collect();
        let mut syllables: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, (_, _, keys)) in rows.iter().enumerate() {
            for syllable in keys.folds() {
                let places = syllables.entry(syllable.clone()).or_default();
                if places.last() != Some(&number) {
                    places.push(number);
                }
            }
        }
        Self { rows, syllables }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The best rows for a query as typed, best first, equal ones in the order they were given; at most `limit`.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit<'_, T>> {
        self.find(&expand(query), limit)
    }

    /// As [`Index::search`] for a query that was read before.
    pub fn find(&self, query: &Expanded, limit: usize) -> Vec<Hit<'_, T>> {
        let rarest = query
            .slots
            .iter()
            .filter(|slot| !slot.optional)
            .map(|slot| self.candidates(slot))
            .min_by_key(BTreeSet::len);
        let mut hits: Vec<Hit<'_, T>> = rarest
            .unwrap_or_default()
            .into_iter()
            .filter_map(|number| self.rows.get(number))
            .filter_map(|(id, text, keys)| query.score(keys).map(|score| Hit { id, text, score }))
            .collect();
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        hits.truncate(limit);
        hits
    }

    fn candidates(&self, slot: &Slot) -> BTreeSet<usize> {
        let mut numbers = BTreeSet::new();
        for (place, reading) in slot.readings.iter().enumerate() {
            let Some(first) = reading.folds.first() else { continue };
            if slot.prefix && place == 0 {
                let from = (Bound::Included(first.as_str()), Bound::Unbounded);
                for (_, rows) in self
                    .syllables
                    .range::<str, _>(from)
                    .take_while(|(syllable, _)| syllable.starts_with(first.as_str()))
                {
                    numbers.extend(rows);
                }
            } else if let Some(rows) = self.syllables.get(first) {
                numbers.extend(rows);
            }
        }
        numbers
    }
}
