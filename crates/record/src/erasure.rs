//! Erasures checked over a whole journal: that each names fields which an earlier entry of its case committed to, and
//! each of them once. The rules of the case cannot know this, since a case does not keep its commitments; a register
//! that reads every entry can, with eight bytes for an entry.
//!
//! It knows commitments and grounds. What the content was, nobody can learn from a journal.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use crate::entry::{Commitments, Entry, Line};
use crate::event::{Erasure, Event};
use crate::field::FieldName;
use crate::matter::MatterEvent;
use crate::reasons::ErasureGround;

/// What stands for "no earlier entry" and for an index that holds no entry of a case.
const NONE: u32 = u32::MAX;

/// Why an erasure is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// The case has no entry of that number before the erasure.
    NoSuchEntry { number: u32 },
    /// That entry has no commitment of this name.
    NotCommitted { index: u64, field: FieldName },
    /// An earlier entry erased the same field.
    ErasedBefore { index: u64, field: FieldName },
    /// More than 2^32 entries, or an index that was taken before.
    Unreadable,
}

impl fmt::Display for Misplaced {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchEntry { number } => write!(formatter, "the case has no entry {number} to erase from"),
            Self::NotCommitted { index, field } => {
                write!(formatter, "entry {index} has no commitment to {field} that could be erased")
            }
            Self::ErasedBefore { index, field } => {
                write!(formatter, "{field} of entry {index} was erased before")
            }
            Self::Unreadable => formatter.write_str("the entry does not follow the ones before it"),
        }
    }
}

impl std::error::Error for Misplaced {}

/// One entry of a case or matter: the one before it, and which fields it commits to.
#[derive(Clone, Copy, Debug)]
struct Held {
    prev: u32,
    /// A place in `sets`; 0 is the empty set.
    fields: u32,
}

/// All commitments and erasures of a journal so far.
#[derive(Clone, Debug)]
pub struct Register {
    lines: Vec<Held>,
    /// The different sets of fields that entries commit to, each as its names and a space after every one: few,
    /// however long the journal is.
    sets: Vec<String>,
    known: HashMap<String, u32>,
    erased: HashSet<(u32, FieldName)>,
    grounds: BTreeMap<ErasureGround, u64>,
    commitments: u64,
}

impl Default for Register {
    fn default() -> Self {
        Self::new()
    }
}

impl Register {
    /// A register of no entries.
    pub fn new() -> Self {
        Self {
            lines: Vec::new(),
            sets: vec![String::new()],
            known: HashMap::from([(String::new(), 0)]),
            erased: HashSet::new(),
            grounds: BTreeMap::new(),
            commitments: 0,
        }
    }

    /// Takes whatever stands at this index. Indexes rise; notices commit to nothing. An erasure that is refused erases
    /// nothing here, and its entry counts as one of its case or matter all the same.
    pub fn take_line(&mut self, index: u64, line: &Line) -> Result<(), Misplaced> {
        match line {
            Line::Case(entry) => self.take(index, entry),
            Line::Matter(entry) => {
                let erasure = match &entry.event {
                    MatterEvent::Erased(erasure) => Some(erasure),
                    _ => None,
                };
                self.take_parts(index, entry.prev, &entry.commit, erasure)
            }
            Line::Notice(_) => Ok(()),
        }
    }

    /// The same for the entry of a case.
    pub fn take(&mut self, index: u64, entry: &Entry) -> Result<(), Misplaced> {
        let erasure = match &entry.event {
            Event::Erased(erasure) => Some(erasure),
            _ => None,
        };
        self.take_parts(index, entry.prev, &entry.commit, erasure)
    }

    fn take_parts(
        &mut self,
        index: u64,
        prev: Option<u64>,
        commit: &Commitments,
        erasure: Option<&Erasure>,
    ) -> Result<(), Misplaced> {
        let place = usize::try_from(index).ok().filter(|place| *place >= self.lines.len());
        let (Some(place), Ok(_)) = (place, u32::try_from(index)) else { return Err(Misplaced::Unreadable) };
        let prev = match prev {
            None => NONE,
            Some(prev) => u32::try_from(prev).ok().filter(|_| prev < index).ok_or(Misplaced::Unreadable)?,
        };
        let mut fields = String::new();
        for field in commit.keys() {
            fields.push_str(field.as_str());
            fields.push(' ');
        }
        self.commitments += commit.len() as u64;
        let fields = if let Some(known) = self.known.get(&fields) {
            *known
        } else {
            let new = u32::try_from(self.sets.len()).map_err(|_full| Misplaced::Unreadable)?;
            self.sets.push(fields.clone());
            self.known.insert(fields, new);
            new
        };
        self.lines.resize(place, Held { prev: NONE, fields: 0 });
        self.lines.push(Held { prev, fields });
        erasure.map_or(Ok(()), |erasure| self.erase(prev, erasure))
    }

    fn erase(&mut self, prev: u32, erasure: &Erasure) -> Result<(), Misplaced> {
        let missing = Misplaced::NoSuchEntry { number: erasure.entry };
        let target = self.numbered(prev, erasure.entry).ok_or(missing)?;
        let set = self.line(target).and_then(|line| self.sets.get(usize::try_from(line.fields).ok()?));
        let committed: BTreeSet<&str> = set.map(|set| set.split(' ').collect()).unwrap_or_default();
        for field in &erasure.fields {
            let (index, field) = (u64::from(target), field.clone());
            if !committed.contains(field.as_str()) {
                return Err(Misplaced::NotCommitted { index, field });
            }
            if self.erased.contains(&(target, field.clone())) {
                return Err(Misplaced::ErasedBefore { index, field });
            }
        }
        self.erased.extend(erasure.fields.iter().map(|field| (target, field.clone())));
        *self.grounds.entry(erasure.ground).or_default() += erasure.fields.len() as u64;
        Ok(())
    }

    /// The index of the case's entry of this number, where `last` is the latest that counts.
    fn numbered(&self, last: u32, number: u32) -> Option<u32> {
        let back = |from: u32| Some(self.line(from)?.prev).filter(|prev| *prev != NONE);
        let chain = || std::iter::successors(Some(last).filter(|last| *last != NONE), |from| back(*from));
        let ago = chain().count().checked_sub(usize::try_from(number).ok().filter(|number| *number > 0)?)?;
        chain().nth(ago)
    }

    fn line(&self, index: u32) -> Option<&Held> {
        self.lines.get(usize::try_from(index).ok()?)
    }

    /// How many commitments the entries hold, erased ones included.
    pub fn commitments(&self) -> u64 {
        self.commitments
    }

    /// How many fields were erased on each ground; grounds without any are left out.
    pub fn by_ground(&self) -> &BTreeMap<ErasureGround, u64> {
        &self.grounds
    }

    /// How many fields were erased in all.
    pub fn erased(&self) -> u64 {
        self.grounds.values().sum()
    }
}
