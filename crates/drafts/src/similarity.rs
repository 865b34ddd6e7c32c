//! How alike two texts are, by the words and pairs of neighbouring words that they share, in integers. Case, punctuation and the place
//! of tone marks do not count.

use std::collections::HashMap;

use crate::text::spelling;

/// Numbers for words and pairs of words, the same for both texts that are compared.
#[derive(Default)]
pub(crate) struct Lexicon {
    words: HashMap<String, u32>,
    pairs: HashMap<(u32, u32), u32>,
    next: u32,
}

/// The words and pairs of a text with how often each occurs, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bag {
    counts: Vec<(u32, u32)>,
    total: u64,
}

/// One thousand of a thousand: the same.
pub(crate) const SAME: u64 = 1000;

impl Lexicon {
    /// The bag of a text.
    pub(crate) fn bag(&mut self, text: &str) -> Bag {
        let mut numbers = Vec::new();
        let mut before = None;
        for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let number = self.word(&spelling(&word.to_lowercase()));
            numbers.push(number);
            if let Some(before) = before {
                let next = &mut self.next;
                numbers.push(*self.pairs.entry((before, number)).or_insert_with(|| drawn(next)));
            }
            before = Some(number);
        }
        Bag::of(numbers)
    }

    fn word(&mut self, word: &str) -> u32 {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let number = drawn(&mut self.next);
        self.words.insert(word.to_owned(), number);
        number
    }
}

fn drawn(next: &mut u32) -> u32 {
    *next += 1;
    *next
}

impl Bag {
    fn of(mut numbers: Vec<u32>) -> Self {
        numbers.sort_unstable();
        let total = numbers.len() as u64;
        let counts = numbers.chunk_by(|left, right| left == right);
        let counts = counts.filter_map(|run| Some((*run.first()?, u32::try_from(run.len()).ok()?))).collect();
        Self { counts, total }
    }

    /// How many words and pairs it holds, each as often as it occurs.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// The numbers in it.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> {
        self.counts.iter().copied()
    }

    /// What both hold.
    pub(crate) fn shared(&self, other: &Self) -> u64 {
        let mut shared = 0;
        self.both(other, |left, right| shared += u64::from(left.min(right)));
        shared
    }

    /// Twice what both hold of what both have, in thousandths (Dice's measure).
    pub(crate) fn alike(&self, other: &Self) -> u64 {
        let both = self.total + other.total;
        (2 * self.shared(other) * SAME).checked_div(both).unwrap_or(0)
    }

    /// How much of this one is in the other, in thousandths.
    pub(crate) fn within(&self, other: &Self) -> u64 {
        (self.shared(other) * SAME).checked_div(self.total).unwrap_or(0)
    }

    /// What both hold together.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let mut numbers = HashMap::new();
        for (number, count) in self.numbers().chain(other.numbers()) {
            *numbers.entry(number).or_insert(0_u32) += count;
        }
        let mut counts: Vec<_> = numbers.into_iter().collect();
        counts.sort_unstable();
        Self { counts, total: self.total + other.total }
    }

    /// What this one holds beyond the other.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let others: HashMap<u32, u32> = other.numbers().collect();
        let left = |(number, count): (u32, u32)| {
            let left = count.saturating_sub(others.get(&number).copied().unwrap_or(0));
            (left > 0).then_some((number, left))
        };
        let counts: Vec<_> = self.numbers().filter_map(left).collect();
        let total = counts.iter().map(|(_, count)| u64::from(*count)).sum();
        Self { counts, total }
    }

    fn both(&self, other: &Self, mut meet: impl FnMut(u32, u32)) {
        let mut others = other.counts.iter().copied().peekable();
        for (number, count) in self.numbers() {
            while others.next_if(|(other, _)| *other < number).is_some() {}
            if let Some((_, other)) = others.next_if(|(other, _)| *other == number) {
                meet(count, other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_neighbours_count() {
        let mut lexicon = Lexicon::default();
        let one = lexicon.bag("Không vứt rác ra đường.");
        let same = lexicon.bag("không vứt rác, ra đường");
        let turned = lexicon.bag("đường ra rác vứt không");
        let other = lexicon.bag("Giữ yên lặng");
        assert_eq!(one.alike(&same), SAME);
        assert!((300..700).contains(&one.alike(&turned)), "{}", one.alike(&turned));
        assert_eq!(one.alike(&other), 0);
        let longer = one.with(&other);
        assert_eq!(one.within(&longer), SAME);
        assert_eq!(longer.without(&one), other);
    }
}
