//! The book: the public read side that replaying the journal yields.
//!
//! It holds every case in columns, moves them by the rules of [`Case::apply`] and refuses what they refuse, so that
//! the live server and a stranger with the entries arrive at the same [`Book::digest`]. It knows public facts only.
//! A hidden case stays in the figures and is shown by nothing here; the point of a case is shown once a moderator
//! has published it.

mod columns;
mod index;
mod joint;
mod matters;
mod names;
mod pack;
mod row;

pub mod clusters;
pub mod figures;
pub mod filter;
pub mod list;
pub mod nearby;

use std::fmt;

use sha2::{Digest, Sha256};

use crate::case::Case;
use crate::entry::{Entry, Line};
use crate::event::Event;
use crate::id::{CaseCode, CaseId};
use crate::matter::MatterRefusal;
use crate::moment::Moment;
use crate::notice::{LogState, NotInTurn, Notice};
use crate::refusal::Refusal;
use columns::{Columns, push_tight};
use index::Index;
pub use matters::Recommendations;
use names::NameTables;
pub use row::Row;

/// Why an entry does not fit the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The index was passed already.
    IndexWentBack { expected: u64 },
    /// The sequencing time lies before that of an earlier entry.
    TimeWentBack,
    /// No earlier entry submitted this case.
    UnknownCase,
    /// An earlier entry submitted a case of this id or code.
    NotUnique,
    /// `prev` does not name the case's latest entry.
    WrongPrevious { expected: Option<u64> },
    /// No earlier entry began this matter.
    UnknownMatter,
    /// The rules of the case refuse the event.
    Rule(Refusal),
    /// The rules of the matter refuse the event.
    MatterRule(MatterRefusal),
    /// The notice cannot stand there.
    Notice(NotInTurn),
    /// More than 2^32 entries, or more than 65,534 agencies, areas, categories or deadline rules.
    Full,
}

impl fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IndexWentBack { expected } => {
                write!(formatter, "index went back, expected {expected} or more")
            }
            Self::TimeWentBack => formatter.write_str("sequencing time went back"),
            Self::UnknownCase => formatter.write_str("the case was never submitted"),
            Self::NotUnique => formatter.write_str("a case of this id or code exists"),
            Self::WrongPrevious { expected: Some(index) } => write!(formatter, "prev should be {index}"),
            Self::WrongPrevious { expected: None } => formatter.write_str("prev should be absent"),
            Self::UnknownMatter => formatter.write_str("the matter was never begun"),
            Self::Rule(refusal) => refusal.fmt(formatter),
            Self::MatterRule(refusal) => refusal.fmt(formatter),
            Self::Notice(reason) => reason.fmt(formatter),
            Self::Full => formatter.write_str("the book is full"),
        }
    }
}

impl std::error::Error for Unfit {}

impl From<Refusal> for Unfit {
    fn from(refusal: Refusal) -> Self {
        Self::Rule(refusal)
    }
}

impl From<MatterRefusal> for Unfit {
    fn from(refusal: MatterRefusal) -> Self {
        Self::MatterRule(refusal)
    }
}

/// All cases and matters of a journal as the public may see them.
#[derive(Clone, Debug)]
pub struct Book {
    columns: Columns,
    joints: joint::Joints,
    matters: matters::Matters,
    names: NameTables,
    by_id: Index,
    by_code: Index,
    /// Rows by (submitted, id), oldest first.
    order: Vec<u32>,
    /// Rows that came out of order and wait for [`Book::settle`].
    unsettled: Vec<u32>,
    size: u64,
    last_at: Moment,
    log: LogState,
}

impl Default for Book {
    fn default() -> Self {
        Self::new()
    }
}

impl Book {
    /// A book without cases.
    pub fn new() -> Self {
        Self {
            columns: Columns::default(),
            joints: joint::Joints::default(),
            matters: matters::Matters::default(),
            names: NameTables::default(),
            by_id: Index::default(),
            by_code: Index::default(),
            order: Vec::new(),
            unsettled: Vec::new(),
            size: 0,
            last_at: Moment::from_millisecond(i64::MIN),
            log: LogState::default(),
        }
    }

    /// Takes whatever stands at this index of the journal; a refusal leaves the book as it was.
    pub fn take(&mut self, index: u64, line: &Line) -> Result<(), Unfit> {
        match line {
            Line::Case(entry) => self.apply(index, entry),
            Line::Matter(entry) => self.take_matter(index, entry),
            Line::Notice(notice) => self.note(index, notice),
        }
    }

    /// Takes the notice at this index.
    pub fn note(&mut self, index: u64, notice: &Notice) -> Result<(), Unfit> {
        self.follows(index, notice.at)?;
        self.log.take(index, notice).map_err(Unfit::Notice)?;
        self.size = index + 1;
        self.last_at = notice.at;
        Ok(())
    }

    fn follows(&self, index: u64, at: Moment) -> Result<(), Unfit> {
        if index < self.size {
            return Err(Unfit::IndexWentBack { expected: self.size });
        }
        if at < self.last_at { Err(Unfit::TimeWentBack) } else { Ok(()) }
    }

    /// Takes the entry of a case at this index of the journal; a refusal leaves the book as it was. Indexes rise.
    pub fn apply(&mut self, index: u64, entry: &Entry) -> Result<(), Unfit> {
        self.follows(index, entry.at)?;
        let small_index = u32::try_from(index).map_err(|_full| Unfit::Full)?;
        match (self.row_of(entry.case), &entry.event) {
            (None, Event::Submitted(_)) => {
                let case = Case::submit(entry.case, &entry.act())?;
                if entry.prev.is_some() {
                    return Err(Unfit::WrongPrevious { expected: None });
                }
                if self.find(case.code).is_some() {
                    return Err(Unfit::NotUnique);
                }
                self.origin_exists(&case, entry)?;
                self.insert(&case, small_index)?;
            }
            (None, _) => return Err(Unfit::UnknownCase),
            (Some(_), Event::Submitted(_)) => return Err(Unfit::NotUnique),
            (Some(row), _) => {
                let packed = self.columns.get(row).ok_or(Unfit::UnknownCase)?;
                if entry.prev != Some(u64::from(packed.entry)) {
                    return Err(Unfit::WrongPrevious { expected: Some(u64::from(packed.entry)) });
                }
                let mut case = self.case(row).ok_or(Unfit::UnknownCase)?;
                let followed = case.merged_into();
                let main = match &entry.event {
                    Event::Merged { into } => Some(self.main(&case, *into, entry)?),
                    _ => None,
                };
                case.apply(&entry.act())?;
                let packed = pack::pack(&case, small_index, &mut self.names)?;
                self.columns.set(row, &packed);
                self.joints.set(row, &case);
                if let Some((main, mut case)) = main {
                    case.gain_follower();
                    self.joints.set(main, &case);
                }
                if matches!(entry.event, Event::Unmerged)
                    && let Some(main) = followed.and_then(|main| self.row_of(main))
                    && let Some(mut case) = self.case(main)
                {
                    case.lose_follower();
                    self.joints.set(main, &case);
                }
            }
        }
        self.size = index + 1;
        self.last_at = entry.at;
        Ok(())
    }

    /// The case that another one is to be merged into, with its row.
    fn main(&self, case: &Case, into: CaseId, entry: &Entry) -> Result<(usize, Case), Unfit> {
        let row = self.row_of(into).ok_or(Unfit::UnknownCase)?;
        let main = self.case(row).ok_or(Unfit::UnknownCase)?;
        case.may_merge_into(&main, entry.by)?;
        Ok((row, main))
    }

    fn insert(&mut self, case: &Case, entry: u32) -> Result<(), Unfit> {
        let packed = pack::pack(case, entry, &mut self.names)?;
        let row = self.len();
        let small_row = u32::try_from(row).ok().filter(|row| *row != u32::MAX).ok_or(Unfit::Full)?;
        self.columns.push(&packed);
        self.joints.set(row, case);
        let columns = &self.columns;
        self.by_id.insert(small_row, id_hash(&packed.id), |row| columns.id.get(row).map_or(0, id_hash));
        self.by_code.insert(small_row, u64::from(packed.code), |row| {
            columns.code.get(row).map_or(0, |code| u64::from(*code))
        });
        // A case that came a little late finds its place near the end at once; whole histories wait.
        let key = self.order_key(small_row);
        let near = self.order.iter().rev().take(64).position(|other| self.order_key(*other) < key);
        match near {
            Some(0) => push_tight(&mut self.order, small_row),
            Some(steps) => self.order.insert(self.order.len() - steps, small_row),
            None if self.order.len() <= 64 => self.order.insert(0, small_row),
            None => self.unsettled.push(small_row),
        }
        Ok(())
    }

    /// Puts cases that came far out of order, as imported histories do, into the order by which lists go. Whoever
    /// applies entries calls it after each batch; until then such cases are counted and not yet listed.
    pub fn settle(&mut self) {
        if self.unsettled.is_empty() {
            return;
        }
        self.order.append(&mut self.unsettled);
        let mut order = std::mem::take(&mut self.order);
        order.sort_by_key(|row| self.order_key(*row));
        order.shrink_to_fit();
        self.order = order;
        self.unsettled = Vec::new();
    }

    fn order_key(&self, row: u32) -> (u32, [u8; 16]) {
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        (
            self.columns.submitted.get(row).copied().unwrap_or(0),
            self.columns.id.get(row).copied().unwrap_or_default(),
        )
    }

    /// How many cases there are, hidden ones included.
    pub fn len(&self) -> usize {
        self.columns.id.len()
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The size of the journal up to the latest entry taken.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// When the latest entry was sequenced; long before everything in a book without entries.
    pub fn last_at(&self) -> Moment {
        self.last_at
    }

    /// What the notices so far tell of the log and its figures.
    pub fn log(&self) -> &LogState {
        &self.log
    }

    /// The row of the case with this id, hidden ones included.
    pub fn row_of(&self, id: CaseId) -> Option<usize> {
        self.by_id.find(id_hash(&id.0), |row| self.columns.id.get(row) == Some(&id.0))
    }

    /// The row of the case with this code, hidden ones included.
    pub fn find(&self, code: CaseCode) -> Option<usize> {
        self.by_code.find(u64::from(code.number()), |row| {
            self.columns.code.get(row) == Some(&code.number())
                && self
                    .columns
                    .code_prefix
                    .get(row)
                    .and_then(|prefix| self.names.prefixes.value(*prefix))
                    .is_some_and(|prefix| *prefix == code.prefix())
        })
    }

    /// The case in this row as the rules know it, for checking a live copy against; pages show a [`Row`] instead.
    pub fn case(&self, row: usize) -> Option<Case> {
        pack::unpack(&self.columns.get(row)?, &self.names, self.joints.get(row))
    }

    /// The index of the case's latest entry, which is the `prev` of its next.
    pub fn latest_entry(&self, row: usize) -> Option<u64> {
        self.columns.entry.get(row).map(|entry| u64::from(*entry))
    }

    /// Bytes of memory for each case: columns, order, tables for finding and names; 0 for an empty book.
    pub fn bytes_per_case(&self) -> usize {
        let order = (self.order.capacity() + self.unsettled.capacity()) * size_of::<u32>();
        let bytes = self.columns.bytes()
            + order
            + self.by_id.bytes()
            + self.by_code.bytes()
            + self.names.bytes()
            + self.joints.bytes();
        bytes.checked_div(self.len()).unwrap_or(0)
    }

    /// SHA-256 over the size of the journal and every fact of every case, in the order of the journal; equal books
    /// have equal digests on every machine.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"dantin/book/v1\n");
        hash.update(self.size.to_be_bytes());
        let mut line = Vec::with_capacity(512);
        for row in 0..self.len() {
            line.clear();
            if let Some(packed) = self.columns.get(row) {
                row::write_line(&packed, &self.names, &mut line);
                if let Some(joint) = self.joints.get(row) {
                    joint::write_line(joint, &mut line);
                }
            }
            hash.update(u32::try_from(line.len()).unwrap_or(u32::MAX).to_be_bytes());
            hash.update(&line);
        }
        if let Some(matters) = self.matters.digest() {
            hash.update(matters);
        }
        hash.finalize().into()
    }
}

fn id_hash(id: &[u8; 16]) -> u64 {
    // The second half of an id is random, so that it is a hash; the first half is a time.
    id.last_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
