//! Lists of cases, newest first, page by page, and counts of them.

use std::fmt;
use std::str::FromStr;

use super::Book;
use super::filter::Filter;
use crate::case::StateKind;
use crate::code::AreaCode;
use crate::id::CaseId;
use crate::moment::Moment;

/// The last case of a page, after which the next page goes on; written into addresses as `1795379468-…id…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub submitted: Moment,
    pub id: CaseId,
}

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACursor;

impl fmt::Display for NotACursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("this is not a place in a list")
    }
}

impl std::error::Error for NotACursor {}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.submitted.as_second(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (seconds, id) = text.split_once('-').ok_or(NotACursor)?;
        let seconds: u32 = seconds.parse().map_err(|_not_a_number| NotACursor)?;
        let id = id.parse().map_err(|_not_an_id| NotACursor)?;
        Ok(Self { submitted: Moment::from_second(i64::from(seconds)), id })
    }
}

/// Row numbers, newest case first, and where the next page goes on if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<usize>,
    pub next: Option<Cursor>,
}

/// How many cases stand in each state, by the order of [`StateKind::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts([u32; StateKind::ALL.len()]);

impl StateCounts {
    /// The cases in this state.
    pub fn get(&self, state: StateKind) -> u32 {
        self.0.get(usize::from(super::pack::state_number(state))).copied().unwrap_or(0)
    }

    /// All cases counted.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// Each state with its count.
    pub fn iter(&self) -> impl Iterator<Item = (StateKind, u32)> + '_ {
        StateKind::ALL.iter().copied().zip(self.0.iter().copied())
    }
}

impl Book {
    /// All rows that may be listed and match, newest first.
    pub fn newest<'a>(&'a self, filter: &Filter) -> impl Iterator<Item = usize> + use<'a> {
        self.rows_from(self.order.len(), filter)
    }

    /// Up to `limit` rows, newest first, that come after the cursor.
    pub fn page(&self, filter: &Filter, after: Option<Cursor>, limit: usize) -> Page {
        let end = after.map_or(self.order.len(), |cursor| {
            let key = (super::pack::seconds(cursor.submitted), cursor.id.0);
            self.order.partition_point(|row| self.order_key(*row) < key)
        });
        let mut rows: Vec<usize> = self.rows_from(end, filter).take(limit.saturating_add(1)).collect();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).and_then(|row| self.cursor(*row));
        Page { rows, next }
    }

    /// How many cases match.
    pub fn count(&self, filter: &Filter) -> usize {
        let compiled = filter.compile(self);
        (0..self.len()).filter(|row| compiled.matches(self, *row)).count()
    }

    /// How many of the cases that match stand in each state.
    pub fn count_by_state(&self, filter: &Filter) -> StateCounts {
        let compiled = filter.compile(self);
        let mut counts = StateCounts::default();
        for row in (0..self.len()).filter(|row| compiled.matches(self, *row)) {
            let state = self.columns.state.get(row).map_or(0, |state| usize::from(state & 0x1f));
            if let Some(count) = counts.0.get_mut(state) {
                *count += 1;
            }
        }
        counts
    }

    /// How many of the cases that match lie in each area, by code; the last, without a code, are those without one.
    pub fn count_by_area(&self, filter: &Filter) -> Vec<(Option<AreaCode>, usize)> {
        let compiled = filter.compile(self);
        let names = self.names.areas.values();
        let mut counts = vec![0_usize; names.len() + 1];
        for row in (0..self.len()).filter(|row| compiled.matches(self, *row)) {
            let area = self.columns.area.get(row).map_or(names.len(), |area| usize::from(*area));
            if let Some(count) = counts.get_mut(area.min(names.len())) {
                *count += 1;
            }
        }
        let keys = names.iter().copied().map(Some).chain([None]);
        let mut counts: Vec<_> = keys.zip(counts).filter(|(_, count)| *count > 0).collect();
        counts.sort_by_key(|(area, _)| (area.is_none(), *area));
        counts
    }

    /// Whether the case in a row may be listed and matches, for rows that were found elsewhere.
    pub fn matcher<'a>(&'a self, filter: &Filter) -> impl Fn(usize) -> bool + use<'a> {
        let compiled = filter.compile(self);
        move |row| compiled.matches(self, row)
    }

    /// The same for the desk: hidden cases match like others.
    pub fn matcher_with_hidden<'a>(&'a self, filter: &Filter) -> impl Fn(usize) -> bool + use<'a> {
        let compiled = filter.compile(self);
        move |row| compiled.holds(self, row)
    }

    /// When the case in this row was sent, in seconds; 0 for a row that is not there.
    pub fn submitted_second(&self, row: usize) -> i64 {
        self.columns.submitted.get(row).map_or(0, |second| i64::from(*second))
    }

    fn rows_from<'a>(&'a self, end: usize, filter: &Filter) -> impl Iterator<Item = usize> + use<'a> {
        let compiled = filter.compile(self);
        let order = self.order.get(..end).unwrap_or_default();
        order
            .iter()
            .rev()
            .filter_map(|row| usize::try_from(*row).ok())
            .filter(move |row| compiled.matches(self, *row))
    }

    fn cursor(&self, row: usize) -> Option<Cursor> {
        let submitted = Moment::from_second(i64::from(*self.columns.submitted.get(row)?));
        Some(Cursor { submitted, id: CaseId(*self.columns.id.get(row)?) })
    }
}
