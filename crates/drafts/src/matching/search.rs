//! The search for matches in its steps, from the sure to the likely. It works on places in the two versions.

use std::collections::{HashMap, HashSet};

use super::nodes::{Classes, Node, Side};
use crate::{
    provision::Draft,
    similarity::{Lexicon, SAME},
};

/// Children of matched parents are alike from here on, in thousandths;
const AMONG_SIBLINGS: u64 = 450;
/// and from here on when they bear the same number.
const SAME_NUMBER: u64 = 250;
/// Provisions anywhere are.
const ANYWHERE: u64 = 600;
/// So much of one's words stands in the other when it was split from it or merged into it,
const WITHIN: u64 = 700;
/// and so much of them is not accounted for by the other's own match.
const UNACCOUNTED: u64 = 500;
/// Words and pairs of words that make a text more than a phrase that recurs.
const PHRASE: u64 = 7;
/// A word in more provisions than this tells nothing when candidates are sought.
const COMMON: usize = 64;
/// Candidates that are looked at closely for each provision.
const CLOSE: usize = 8;

pub(super) struct Search<'a> {
    pub old: Side<'a>,
    pub new: Side<'a>,
    old_of_new: Vec<Option<usize>>,
    new_of_old: Vec<Option<usize>>,
    /// New ones that a person declared to be none of the old.
    barred: HashSet<usize>,
    /// New ones with the old one that they were a part of.
    pub split: Vec<(usize, usize)>,
    /// Old ones with the new one that took them in.
    pub merged: Vec<(usize, usize)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(old: &'a Draft, new: &'a Draft) -> Self {
        let mut lexicon = Lexicon::default();
        let mut classes = Classes::default();
        let old = Side::new(old, &mut lexicon, &mut classes);
        let new = Side::new(new, &mut lexicon, &mut classes);
        let (old_of_new, new_of_old) = (vec![None; new.nodes.len()], vec![None; old.nodes.len()]);
        Self {
            old,
            new,
            old_of_new,
            new_of_old,
            barred: HashSet::new(),
            split: Vec::new(),
            merged: Vec::new(),
        }
    }

    pub(super) fn old_of(&self, to: usize) -> Option<usize> {
        self.old_of_new.get(to).copied().flatten()
    }

    pub(super) fn new_of(&self, from: usize) -> Option<usize> {
        self.new_of_old.get(from).copied().flatten()
    }

    pub(super) fn decide(&mut self, from: Option<usize>, to: usize) {
        match from {
            Some(from) => self.pair(from, to),
            None => drop(self.barred.insert(to)),
        }
    }

    pub(super) fn run(&mut self) {
        self.equal_identities();
        self.single_trees();
        self.below(None, None);
        self.parents_by_children();
        self.equal_trees();
        self.alike_anywhere();
        self.parents_by_children();
        self.splits();
        self.merges();
    }

    fn is_old_free(&self, from: usize) -> bool {
        self.new_of(from).is_none()
    }

    fn is_new_free(&self, to: usize) -> bool {
        self.old_of(to).is_none() && !self.barred.contains(&to)
    }

    fn pair(&mut self, from: usize, to: usize) {
        if let (Some(old), Some(new)) = (self.new_of_old.get_mut(from), self.old_of_new.get_mut(to))
            && old.is_none()
            && new.is_none()
        {
            *old = Some(to);
            *new = Some(from);
        }
    }

    fn pair_free(&mut self, from: usize, to: usize) -> bool {
        let free = self.is_old_free(from) && self.is_new_free(to);
        if free {
            self.pair(from, to);
        }
        free
    }

    /// Pairs two equal trees with all that they contain.
    fn pair_trees(&mut self, from: usize, to: usize) {
        let length = self.new.node(to).map_or(1, |node| node.end - to);
        for offset in 0..length {
            self.pair_free(from + offset, to + offset);
        }
    }

    fn equal_identities(&mut self) {
        for to in 0..self.new.nodes.len() {
            let id = self.new.node(to).map(|node| node.provision.id);
            if let Some(from) = id.and_then(|id| self.old.index(id)) {
                self.pair_free(from, to);
            }
        }
    }

    /// What is there just once in each version, with all that it contains: the widest first.
    fn single_trees(&mut self) {
        let old = single(&self.old);
        let new = single(&self.new);
        for to in 0..self.new.nodes.len() {
            let Some(node) = self.new.node(to).filter(|node| node.all.total() >= PHRASE) else { continue };
            let tree = node.tree;
            if let (Some(Some(from)), Some(Some(_))) = (old.get(&tree), new.get(&tree))
                && self.is_old_free(*from)
                && self.is_new_free(to)
            {
                self.pair_trees(*from, to);
            }
        }
    }

    /// Matches the children of a matched pair, then theirs.
    fn below(&mut self, from: Option<usize>, to: Option<usize>) {
        let mut pairs = vec![(from, to)];
        while let Some((from, to)) = pairs.pop() {
            self.children(from, to);
            for child in self.new.children(to).iter().rev() {
                if let Some(old) = self.old_of(*child) {
                    pairs.push((Some(old), Some(*child)));
                }
            }
        }
    }

    fn children(&mut self, from: Option<usize>, to: Option<usize>) {
        for same in [
            (|node: &Node<'_>| Some((node.tree, None))) as fn(&Node<'_>) -> Option<(u32, Option<String>)>,
            // The same words over other contents; a bare phrase must bear the same number too.
            |node| (node.own.total() > 0).then(|| (node.text, Some(node.provision.label.clone()))),
            |node| (node.own.total() >= PHRASE).then_some((node.text, None)),
        ] {
            let (olds, news) = self.free_children(from, to);
            self.pair_in_order(&olds, &news, same);
        }
        let (olds, news) = self.free_children(from, to);
        let mut found = Vec::new();
        for (from, to) in self.candidates(&olds, &news) {
            let (Some(old), Some(new)) = (self.old.node(from), self.new.node(to)) else { continue };
            let alike = old.own.alike(&new.own).max(old.all.alike(&new.all));
            let same_number =
                (old.provision.kind, &old.provision.label) == (new.provision.kind, &new.provision.label);
            if alike >= AMONG_SIBLINGS || (same_number && alike >= SAME_NUMBER) {
                found.push((alike, same_number, from, to));
            }
        }
        self.pair_best(found);
    }

    fn free_children(&self, from: Option<usize>, to: Option<usize>) -> (Vec<usize>, Vec<usize>) {
        let olds = self.old.children(from).iter().copied().filter(|old| self.is_old_free(*old)).collect();
        let news = self.new.children(to).iter().copied().filter(|new| self.is_new_free(*new)).collect();
        (olds, news)
    }

    fn pair_in_order<K: std::hash::Hash + Eq>(
        &mut self,
        olds: &[usize],
        news: &[usize],
        same: fn(&Node<'_>) -> Option<K>,
    ) {
        let mut waiting: HashMap<K, Vec<usize>> = HashMap::new();
        for from in olds.iter().rev() {
            if let Some(key) = self.old.node(*from).and_then(same) {
                waiting.entry(key).or_default().push(*from);
            }
        }
        for to in news {
            let key = self.new.node(*to).and_then(same);
            if let Some(from) = key.and_then(|key| waiting.get_mut(&key)).and_then(|row| row.pop()) {
                self.pair_free(from, *to);
            }
        }
    }

    /// Takes the most alike first; of equals those with the same number, then those least far apart, then the first.
    fn pair_best(&mut self, mut found: Vec<(u64, bool, usize, usize)>) -> Vec<(usize, usize)> {
        found.sort_by_key(|(alike, same_number, from, to)| {
            (std::cmp::Reverse(*alike), !same_number, from.abs_diff(*to), *from, *to)
        });
        found
            .into_iter()
            .filter(|(_, _, from, to)| self.pair_free(*from, *to))
            .map(|(.., from, to)| (from, to))
            .collect()
    }

    /// Pairs that share words: all of them when they are few, else those that share the most of the words that are not everywhere.
    fn candidates(&self, olds: &[usize], news: &[usize]) -> Vec<(usize, usize)> {
        let fits = |from: usize, to: usize| match (self.old.node(from), self.new.node(to)) {
            (Some(old), Some(new)) => old.has_heading() == new.has_heading(),
            _ => false,
        };
        if olds.len() * news.len() <= 400 {
            let pairs = news.iter().flat_map(|to| olds.iter().map(move |from| (*from, *to)));
            return pairs.filter(|(from, to)| fits(*from, *to)).collect();
        }
        let mut postings: HashMap<u32, Vec<usize>> = HashMap::new();
        for from in olds {
            for (number, _) in self.old.node(*from).iter().flat_map(|node| node.all.numbers()) {
                postings.entry(number).or_default().push(*from);
            }
        }
        let mut pairs = Vec::new();
        for to in news {
            let mut shared: HashMap<usize, u32> = HashMap::new();
            for (number, _) in self.new.node(*to).iter().flat_map(|node| node.all.numbers()) {
                let row = postings.get(&number).filter(|row| row.len() <= COMMON);
                for from in row.into_iter().flatten() {
                    *shared.entry(*from).or_insert(0) += 1;
                }
            }
            let mut best: Vec<_> = shared.into_iter().filter(|(from, _)| fits(*from, *to)).collect();
            best.sort_by_key(|(from, count)| (std::cmp::Reverse(*count), *from));
            pairs.extend(best.into_iter().take(CLOSE).map(|(from, _)| (from, *to)));
        }
        pairs
    }

    /// A provision whose children were for the most part another's is that one, whatever its heading says now.
    fn parents_by_children(&mut self) {
        for to in (0..self.new.nodes.len()).rev() {
            if !self.is_new_free(to) {
                continue;
            }
            let children = self.new.children(Some(to));
            let mut votes: HashMap<usize, usize> = HashMap::new();
            for child in children {
                let was_in =
                    self.old_of(*child).and_then(|from| self.old.node(from)).and_then(|node| node.parent);
                if let Some(parent) = was_in.filter(|parent| self.is_old_free(*parent)) {
                    *votes.entry(parent).or_insert(0) += 1;
                }
            }
            let most = votes.into_iter().max_by_key(|(from, count)| (*count, std::cmp::Reverse(*from)));
            let Some((from, count)) = most else { continue };
            let all = children.len().max(self.old.children(Some(from)).len());
            let same_sort =
                self.old.node(from).map(Node::has_heading) == self.new.node(to).map(Node::has_heading);
            if same_sort && count * 2 > all && self.pair_free(from, to) {
                self.below(Some(from), Some(to));
            }
        }
    }

    fn free(&self) -> (Vec<usize>, Vec<usize>) {
        let olds = (0..self.old.nodes.len()).filter(|from| self.is_old_free(*from)).collect();
        let news = (0..self.new.nodes.len()).filter(|to| self.is_new_free(*to)).collect();
        (olds, news)
    }

    /// Equal texts anywhere, in their order.
    fn equal_trees(&mut self) {
        let mut waiting: HashMap<u32, Vec<usize>> = HashMap::new();
        let (olds, news) = self.free();
        for from in olds.into_iter().rev() {
            if let Some(node) = self.old.node(from).filter(|node| node.all.total() >= PHRASE) {
                waiting.entry(node.tree).or_default().push(from);
            }
        }
        for to in news {
            let Some(tree) = self.new.node(to).filter(|_| self.is_new_free(to)).map(|node| node.tree) else {
                continue;
            };
            let row = waiting.entry(tree).or_default();
            while let Some(from) = row.pop() {
                if self.is_old_free(from) {
                    self.pair_trees(from, to);
                    break;
                }
            }
        }
    }

    fn alike_anywhere(&mut self) {
        let (olds, news) = self.free();
        let mut found = Vec::new();
        for (from, to) in self.candidates(&olds, &news) {
            let (Some(old), Some(new)) = (self.old.node(from), self.new.node(to)) else { continue };
            if old.all.total() < PHRASE || new.all.total() < PHRASE {
                continue;
            }
            // A heading that recurs is not enough: what stands under it must be alike too.
            let alike = if old.children.is_empty() && new.children.is_empty() {
                old.own.alike(&new.own)
            } else {
                old.own.alike(&new.own).midpoint(old.all.alike(&new.all)).max(old.all.alike(&new.all))
            };
            if alike >= ANYWHERE {
                found.push((alike, old.provision.label == new.provision.label, from, to));
            }
        }
        for (from, to) in self.pair_best(found) {
            self.below(Some(from), Some(to));
        }
    }

    /// New provisions whose words stood in an old one that lost them.
    fn splits(&mut self) {
        let news: Vec<usize> = (0..self.new.nodes.len()).filter(|to| self.is_new_free(*to)).collect();
        let olds: Vec<usize> = (0..self.old.nodes.len()).collect();
        let mut found = Vec::new();
        for (from, to) in self.parts(&olds, &news) {
            let (Some(old), Some(new)) = (self.old.node(from), self.new.node(to)) else { continue };
            let (whole, part) = if new.has_heading() { (&old.all, &new.all) } else { (&old.own, &new.own) };
            let within = part.within(whole);
            if part.total() < PHRASE || within < WITHIN {
                continue;
            }
            let kept = self.new_of(from).and_then(|kept| self.new.node(kept));
            let kept = kept.map(|kept| if new.has_heading() { &kept.all } else { &kept.own });
            let lost = kept.map_or_else(|| whole.clone(), |kept| whole.without(kept));
            if part.within(&lost) >= UNACCOUNTED {
                found.push((within, part.total(), from, to));
            }
        }
        found.sort_by_key(|(within, total, from, to)| {
            (std::cmp::Reverse(*within), std::cmp::Reverse(*total), from.abs_diff(*to), *from, *to)
        });
        // Where nobody keeps the identity of the old one, its largest part does.
        let mut by_size = found.clone();
        by_size
            .sort_by_key(|(_, total, from, to)| (std::cmp::Reverse(*total), from.abs_diff(*to), *from, *to));
        for (_, _, from, to) in by_size {
            if self.pair_free(from, to) {
                self.below(Some(from), Some(to));
            }
        }
        let mut done = HashSet::new();
        for (_, _, from, to) in found {
            if self.is_new_free(to) && done.insert(to) {
                self.split.push((to, from));
            }
        }
        self.split.sort_unstable();
    }

    /// Old provisions whose words stand in a new one that has more than its own match had.
    fn merges(&mut self) {
        let olds: Vec<usize> = (0..self.old.nodes.len()).filter(|from| self.is_old_free(*from)).collect();
        let news: Vec<usize> = (0..self.new.nodes.len()).filter(|to| self.old_of(*to).is_some()).collect();
        let mut found = Vec::new();
        for (from, to) in self.parts(&olds, &news) {
            let (Some(old), Some(new)) = (self.old.node(from), self.new.node(to)) else { continue };
            let (part, whole) = if old.has_heading() { (&old.all, &new.all) } else { (&old.own, &new.own) };
            let within = part.within(whole);
            if part.total() < PHRASE || within < WITHIN {
                continue;
            }
            let before = self.old_of(to).and_then(|before| self.old.node(before));
            let before = before.map(|before| if old.has_heading() { &before.all } else { &before.own });
            let gained = before.map_or_else(|| whole.clone(), |before| whole.without(before));
            if part.within(&gained) >= UNACCOUNTED {
                found.push((within, from, to));
            }
        }
        found.sort_by_key(|(within, from, to)| (std::cmp::Reverse(*within), from.abs_diff(*to), *from, *to));
        let split: HashSet<usize> = self.split.iter().map(|(_, from)| *from).collect();
        let mut done = HashSet::new();
        for (_, from, to) in found {
            if !split.contains(&from) && done.insert(from) {
                self.merged.push((from, to));
            }
        }
        self.merged.sort_unstable();
    }

    /// Pairs of which one may be a part of the other.
    fn parts(&self, olds: &[usize], news: &[usize]) -> Vec<(usize, usize)> {
        if olds.is_empty() || news.is_empty() { Vec::new() } else { self.candidates(olds, news) }
    }
}

/// The place of each class of trees that occurs once; `None` for one that occurs more often.
fn single(side: &Side<'_>) -> HashMap<u32, Option<usize>> {
    let mut places = HashMap::new();
    for (place, node) in side.nodes.iter().enumerate() {
        places.entry(node.tree).and_modify(|place| *place = None).or_insert(Some(place));
    }
    places
}

// Thresholds are in thousandths.
const _: () = assert!(SAME == 1000);
