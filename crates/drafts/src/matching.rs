//! Which provision of a new version was which of the old one, however it was renumbered, moved, split or merged. Equal identities decide
//! first, then equal texts, then likeness among the children of what is matched, then likeness anywhere; a person's word is above all of
//! it. The same two versions always give the same answer.

mod nodes;
mod search;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use self::{nodes::Side, search::Search};
use crate::{
    fault::DraftFault,
    provision::{Draft, NewIds, Provision, ProvisionId},
};

/// Where a provision of the new version comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "origin")]
pub enum Origin {
    /// It is the old one and keeps its identity.
    Kept {
        old: ProvisionId,
        /// Its own words differ.
        edited: bool,
        /// It stands in another parent, or elsewhere among the children of the same.
        moved: bool,
        /// Its number or kind differs.
        renumbered: bool,
    },
    /// Its words were a part of the old one, whose identity another provision keeps.
    Split { old: ProvisionId },
    /// It keeps the identity of the old one and has taken in the words of others.
    Merged { old: ProvisionId, others: Vec<ProvisionId> },
    /// It was not there.
    New,
}

/// What became of a provision of the old version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// It is this one of the new version.
    Kept { new: ProvisionId },
    /// Its words stand in several; the first keeps the identity.
    Split { new: Vec<ProvisionId> },
    /// Its words went into another, which has an identity of its own.
    Merged { new: ProvisionId },
    /// It is gone.
    Removed,
}

/// A person's word about one provision of the new version: it is this old one, or (`None`) it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub new: ProvisionId,
    pub old: Option<ProvisionId>,
}

/// The origin of every new provision and the fate of every old one, each in the order of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matches {
    pub origins: Vec<(ProvisionId, Origin)>,
    pub fates: Vec<(ProvisionId, Fate)>,
}

/// Matches two versions; an error when a decision names what is not there, or one provision twice.
pub fn match_versions(old: &Draft, new: &Draft, decisions: &[Decision]) -> Result<Matches, DraftFault> {
    let mut search = Search::new(old, new);
    let mut decided = HashSet::new();
    let mut taken = HashSet::new();
    for decision in decisions {
        let to = search.new.index(decision.new).ok_or(DraftFault::Unknown)?;
        let from = decision.old.map(|old| search.old.index(old).ok_or(DraftFault::Unknown)).transpose()?;
        if !decided.insert(to) || from.is_some_and(|from| !taken.insert(from)) {
            return Err(DraftFault::DoubleIdentity);
        }
        search.decide(from, to);
    }
    search.run();
    Ok(told(&search))
}

impl Matches {
    /// The origin of one new provision.
    pub fn origin(&self, new: ProvisionId) -> Option<&Origin> {
        self.origins.iter().find(|(id, _)| *id == new).map(|(_, origin)| origin)
    }

    /// The fate of one old provision.
    pub fn fate(&self, old: ProvisionId) -> Option<&Fate> {
        self.fates.iter().find(|(id, _)| *id == old).map(|(_, fate)| fate)
    }

    /// The new version under the identities that its provisions keep, and these matches in its terms. Whatever is new keeps its own
    /// identity, or gets another where an old provision has it.
    pub fn adopted(&self, new: &Draft, new_ids: NewIds<'_>) -> Result<(Draft, Self), DraftFault> {
        let olds: HashSet<ProvisionId> = self.fates.iter().map(|(id, _)| *id).collect();
        let mut names = HashMap::new();
        for (id, origin) in &self.origins {
            let name = match origin {
                Origin::Kept { old, .. } | Origin::Merged { old, .. } => *old,
                Origin::Split { .. } | Origin::New if olds.contains(id) => ProvisionId(new_ids()),
                Origin::Split { .. } | Origin::New => *id,
            };
            names.insert(*id, name);
        }
        let named = |id: &ProvisionId| names.get(id).copied().unwrap_or(*id);
        let mut provisions = new.provisions().to_vec();
        rename(&mut provisions, &named);
        let draft = Draft::new(new.title().to_owned(), provisions)?;
        let origins = self.origins.iter().map(|(id, origin)| (named(id), origin.clone())).collect();
        let fates = self.fates.iter().map(|(old, fate)| {
            let fate = match fate {
                Fate::Kept { new } => Fate::Kept { new: named(new) },
                Fate::Split { new } => Fate::Split { new: new.iter().map(named).collect() },
                Fate::Merged { new } => Fate::Merged { new: named(new) },
                Fate::Removed => Fate::Removed,
            };
            (*old, fate)
        });
        let fates = fates.collect();
        Ok((draft, Self { origins, fates }))
    }
}

fn rename(siblings: &mut [Provision], named: &impl Fn(&ProvisionId) -> ProvisionId) {
    for one in siblings {
        one.id = named(&one.id);
        rename(&mut one.children, named);
    }
}

/// What the search found, in words of the two drafts.
fn told(search: &Search<'_>) -> Matches {
    let moved = moved(search);
    let id_of = |side: &Side<'_>, place: usize| side.node(place).map(|node| node.provision.id);
    let mut others: HashMap<usize, Vec<ProvisionId>> = HashMap::new();
    let mut parts: HashMap<usize, Vec<ProvisionId>> = HashMap::new();
    for (from, to) in &search.merged {
        others.entry(*to).or_default().extend(id_of(&search.old, *from));
    }
    for (to, from) in &search.split {
        parts.entry(*from).or_default().extend(id_of(&search.new, *to));
    }
    let mut origins = Vec::new();
    for (to, node) in search.new.nodes.iter().enumerate() {
        let kept = search.old_of(to).and_then(|from| search.old.node(from));
        let split = search.split.iter().find(|(other, _)| *other == to).map(|(_, from)| *from);
        let origin = match (kept, others.get(&to), split.and_then(|from| id_of(&search.old, from))) {
            (Some(old), Some(others), _) => Origin::Merged { old: old.provision.id, others: others.clone() },
            (Some(old), None, _) => Origin::Kept {
                old: old.provision.id,
                edited: old.provision.text != node.provision.text,
                moved: moved.contains(&to),
                renumbered: (old.provision.kind, &old.provision.label)
                    != (node.provision.kind, &node.provision.label),
            },
            (None, _, Some(old)) => Origin::Split { old },
            (None, _, None) => Origin::New,
        };
        origins.push((node.provision.id, origin));
    }
    let mut fates = Vec::new();
    for (from, node) in search.old.nodes.iter().enumerate() {
        let kept = search.new_of(from).and_then(|to| id_of(&search.new, to));
        let merged = search.merged.iter().find(|(other, _)| *other == from).map(|(_, to)| *to);
        let fate = match (kept, parts.get(&from), merged.and_then(|to| id_of(&search.new, to))) {
            (Some(new), Some(parts), _) => {
                Fate::Split { new: std::iter::once(new).chain(parts.iter().copied()).collect() }
            }
            (Some(new), None, _) => Fate::Kept { new },
            (None, _, Some(new)) => Fate::Merged { new },
            // Where nobody keeps the identity, its words still stand in these.
            (None, Some(parts), None) => Fate::Split { new: parts.clone() },
            (None, None, None) => Fate::Removed,
        };
        fates.push((node.provision.id, fate));
    }
    Matches { origins, fates }
}

/// Which of the matched new provisions stand elsewhere: in another parent or, among those that stayed in theirs, outside the longest
/// row that kept its order.
fn moved(search: &Search<'_>) -> HashSet<usize> {
    let mut moved = HashSet::new();
    let parents = std::iter::once(None).chain((0..search.new.nodes.len()).map(Some));
    for parent in parents {
        let old_parent = parent.map(|parent| search.old_of(parent));
        let mut stayed = Vec::new();
        for to in search.new.children(parent) {
            let Some(from) = search.old_of(*to) else { continue };
            let was_in = search.old.node(from).and_then(|node| node.parent);
            let same = match old_parent {
                None => was_in.is_none(),
                Some(old_parent) => old_parent.is_some() && was_in == old_parent,
            };
            if same {
                stayed.push((*to, from));
            } else {
                moved.insert(*to);
            }
        }
        let order: Vec<usize> = stayed.iter().map(|(_, from)| *from).collect();
        let kept = longest_rising(&order);
        moved.extend(
            stayed
                .iter()
                .map(|(to, _)| *to)
                .enumerate()
                .filter(|(place, _)| !kept.contains(place))
                .map(|(_, to)| to),
        );
    }
    moved
}

/// The places of a longest rising row in a sequence without equal numbers.
fn longest_rising(numbers: &[usize]) -> HashSet<usize> {
    // For each length the place of the lowest number that ends a row of it, and for each place the one before it.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|(lowest, _)| lowest < number);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).map(|(_, place)| *place));
        match ends.get_mut(length) {
            Some(end) => *end = (*number, place),
            None => ends.push((*number, place)),
        }
    }
    let mut row = HashSet::new();
    let mut next = ends.last().map(|(_, place)| *place);
    while let Some(place) = next {
        row.insert(place);
        next = before.get(place).copied().flatten();
    }
    row
}
