//! Which cases a list, a map or a count is about.
//!
//! A filter names what people choose; it is turned into numbers of the book's names once and then compared row by
//! row. Hidden cases match no filter.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Book, pack};
use crate::case::{OriginKind, StateKind};
use crate::code::{AgencyCode, AreaCode, CategoryCode, SubcategoryCode};
use crate::list::closed_list;
use crate::moment::Moment;
use crate::place::Point;

/// A half-open span of time: from `from` on, before `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from: Moment,
    pub to: Moment,
}

/// A rectangle in hundred-thousandths of a degree, its edges included; it does not cross the date line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    pub south: i32,
    pub west: i32,
    pub north: i32,
    pub east: i32,
}

impl Bounds {
    /// Whether the point lies inside.
    pub fn contains(&self, point: Point) -> bool {
        self.holds(point.lat(), point.lon())
    }

    pub(super) fn holds(&self, lat: i32, lon: i32) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lon)
    }
}

closed_list! {
    /// Whether anything is still owed.
    Openness {
        Open = "open",
        Ended = "ended",
    }
}

/// Some rows of a book, named from outside: those that answer words, say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(Arc<Vec<u64>>);

impl Rows {
    /// Whether this row is among them.
    pub fn contains(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|bits| bits & (1 << (row % 64)) != 0)
    }
}

impl FromIterator<usize> for Rows {
    fn from_iter<T: IntoIterator<Item = usize>>(rows: T) -> Self {
        let mut all: Vec<u64> = Vec::new();
        for row in rows {
            if all.len() <= row / 64 {
                all.resize(row / 64 + 1, 0);
            }
            if let Some(bits) = all.get_mut(row / 64) {
                *bits |= 1 << (row % 64);
            }
        }
        Self(Arc::new(all))
    }
}

/// What must hold of a case; an absent part asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub category: Option<CategoryCode>,
    pub subcategory: Option<SubcategoryCode>,
    pub area: Option<AreaCode>,
    /// The lead agency, now or at the end.
    pub agency: Option<AgencyCode>,
    /// Any of these states; empty for all.
    pub states: Vec<StateKind>,
    pub openness: Option<Openness>,
    pub submitted: Option<Period>,
    /// Cases whose public point lies inside.
    pub bounds: Option<Bounds>,
    /// Cases whose next step is late at this time.
    pub overdue_at: Option<Moment>,
    pub origin: Option<OriginKind>,
    pub sample: Option<bool>,
    pub imported: Option<bool>,
    /// Cases that were contested at least once, or never.
    pub contested: Option<bool>,
    /// Cases that were reported resolved at least once, or never.
    pub reported: Option<bool>,
    /// Cases whose first acceptance came by its time, or that were accepted late.
    pub accepted_in_time: Option<bool>,
    /// Only these rows of the book.
    pub only: Option<Rows>,
}

/// A filter in the numbers of one book.
pub(super) struct Compiled {
    // Absent parts are checked by their own flags, so that a name unknown to the book matches nothing.
    category: Option<u16>,
    subcategory: Option<u16>,
    area: Option<u16>,
    agency: Option<u16>,
    /// One bit for each state.
    states: u32,
    submitted: Option<(i64, i64)>,
    bounds: Option<Bounds>,
    overdue_before: Option<i64>,
    origin: Option<u8>,
    sample: Option<bool>,
    contested: Option<bool>,
    reported: Option<bool>,
    accepted_in_time: Option<bool>,
    only: Option<Rows>,
    nothing: bool,
}

impl Filter {
    pub(super) fn compile(&self, book: &Book) -> Compiled {
        let names = &book.names;
        let mut states = 0_u32;
        for state in StateKind::ALL {
            let wanted = (self.states.is_empty() || self.states.contains(state))
                && self.openness.is_none_or(|openness| (openness == Openness::Open) == state.is_open())
                && self.imported.is_none_or(|imported| imported == state.is_imported());
            if wanted {
                states |= 1 << pack::state_number(*state);
            }
        }
        let category = self.category.map(|code| names.categories.small(&code));
        let subcategory = self.subcategory.map(|code| names.subcategories.small(&code));
        let area = self.area.map(|code| names.areas.small(&code));
        let agency = self.agency.map(|code| names.agencies.small(&code));
        let unknown = Some(super::columns::NONE);
        Compiled {
            nothing: states == 0
                || category == unknown
                || subcategory == unknown
                || area == unknown
                || agency == unknown,
            category,
            subcategory,
            area,
            agency,
            states,
            // Rows hold whole seconds, so that bounds within a second round up.
            submitted: self.submitted.map(|period| (second_up(period.from), second_up(period.to))),
            bounds: self.bounds,
            overdue_before: self.overdue_at.map(second_up),
            origin: self.origin.map(pack::origin_number),
            sample: self.sample,
            contested: self.contested,
            reported: self.reported,
            accepted_in_time: self.accepted_in_time,
            only: self.only.clone(),
        }
    }
}

fn second_up(moment: Moment) -> i64 {
    let floor = moment.as_second();
    if moment.as_millisecond() > floor * 1000 { floor + 1 } else { floor }
}

/// The states in which `due` is owed by an agency or another system.
pub(super) const fn clock_runs(state: StateKind) -> bool {
    matches!(state, StateKind::Assigned | StateKind::InProgress | StateKind::Reopened | StateKind::SourceOpen)
}

fn same<T: PartialEq>(wanted: Option<T>, column: &[T], row: usize) -> bool {
    wanted.is_none_or(|wanted| column.get(row) == Some(&wanted))
}

impl Compiled {
    /// Whether the case in this row is shown and everything asked holds of it.
    pub fn matches(&self, book: &Book, row: usize) -> bool {
        let is_shown =
            book.columns.flags.get(row).is_some_and(|flags| flags & pack::VISIBILITY != pack::HIDDEN);
        is_shown && self.holds(book, row)
    }

    /// Whether everything asked holds of the case in this row, hidden or not.
    pub fn holds(&self, book: &Book, row: usize) -> bool {
        let columns = &book.columns;
        let (Some(state), Some(flags)) = (columns.state.get(row), columns.flags.get(row)) else {
            return false;
        };
        if self.nothing || self.states & (1 << (state & 0x1f)) == 0 {
            return false;
        }
        let seconds = |column: &[u32]| column.get(row).map_or(0, |seconds| i64::from(*seconds));
        same(self.category, &columns.category, row)
            && same(self.subcategory, &columns.subcategory, row)
            && same(self.area, &columns.area, row)
            && (self.agency.is_none() || same(self.agency, &columns.lead, row) && !is_unassigned(*state))
            && self.only.as_ref().is_none_or(|only| only.contains(row))
            && same(self.origin, &columns.origin, row)
            && self.sample.is_none_or(|sample| sample == (flags & pack::SAMPLE != 0))
            && self.contested.is_none_or(|contested| {
                columns.contests.get(row).is_some_and(|count| contested == (*count > 0))
            })
            && self.reported.is_none_or(|reported| reported == (seconds(&columns.first_reported) != 0))
            && self.accepted_in_time.is_none_or(|in_time| {
                // As the figure counts them: promises are accepted as they are made.
                seconds(&columns.accepted) != 0
                    && in_time == (flags & pack::IN_TIME != 0)
                    && columns.origin.get(row).is_some_and(|origin| !pack::origin_kind(*origin).is_promise())
            })
            && self.submitted.is_none_or(|(from, to)| (from..to).contains(&seconds(&columns.submitted)))
            && self.overdue_before.is_none_or(|now| {
                let due = seconds(&columns.due);
                due != 0 && due < now && clock_runs(pack::state_kind(*state))
            })
            && self
                .bounds
                .is_none_or(|bounds| book.public_point(row).is_some_and(|(lat, lon)| bounds.holds(lat, lon)))
    }
}

/// A case under referral keeps the named agency in the column of leads without being led by it.
fn is_unassigned(state: u8) -> bool {
    pack::state_kind(state) == StateKind::Unassigned
}

impl Book {
    /// The point of a published case as (latitude, longitude), in hundred-thousandths of a degree.
    pub(super) fn public_point(&self, row: usize) -> Option<(i32, i32)> {
        const SHOWN: u8 = pack::PLACED | pack::PUBLIC;
        let flags = self.columns.flags.get(row)?;
        if flags & (pack::PLACED | pack::VISIBILITY) != SHOWN {
            return None;
        }
        Some((*self.columns.lat.get(row)?, *self.columns.lon.get(row)?))
    }
}
