//! Marks for a map: single cases while they are few, clusters on a grid when they are many, and no two marks so close
//! that one covers the other.
//!
//! The grid lies fixed on the Web Mercator plane, so that clusters stay where they are while a map is moved. Points
//! are kept and compared as integers of degrees; only the edges of grid rows are computed, once for each request.

use super::filter::{Bounds, Filter};
use super::{Book, pack};
use crate::case::StateKind;
use crate::code::AreaCode;
use crate::list::closed_list;
use crate::place::Point;

/// The most marks in one answer.
pub const MAX_MARKS: usize = 200;
/// Cells of the finest grid are a quarter of a 256-pixel tile wide.
const CELLS_PER_TILE_BITS: u32 = 2;
/// The deepest zoom that makes a difference.
const MAX_ZOOM: u32 = 20;
/// From this zoom on nothing is put together for lack of room: whoever looks so closely wants the single cases.
const CLOSEST_ZOOM: u8 = 19;
/// The widest grid that is filled before it is made coarser, in cells.
const MAX_CELLS: i64 = 4096;

closed_list! {
    /// What a ring on the map tells apart.
    Group {
        /// An agency or the coordinator owes the next step.
        Open = "open",
        /// Reported resolved, not confirmed yet.
        Reported = "reported",
        Confirmed = "confirmed",
        /// Ended in another way.
        Ended = "ended",
    }
}

impl Group {
    /// The group of a state.
    pub const fn of(state: StateKind) -> Self {
        match state {
            StateKind::ReportedResolved => Self::Reported,
            StateKind::ConfirmedResolved => Self::Confirmed,
            state if state.is_open() => Self::Open,
            _ => Self::Ended,
        }
    }
}

/// Counts by group, in the order of [`Group::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts(pub [u32; 4]);

impl GroupCounts {
    /// All counted.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The count of one group.
    pub fn get(&self, group: Group) -> u32 {
        let [open, reported, confirmed, ended] = self.0;
        match group {
            Group::Open => open,
            Group::Reported => reported,
            Group::Confirmed => confirmed,
            Group::Ended => ended,
        }
    }

    fn add(&mut self, group: Group) {
        let [open, reported, confirmed, ended] = &mut self.0;
        *match group {
            Group::Open => open,
            Group::Reported => reported,
            Group::Confirmed => confirmed,
            Group::Ended => ended,
        } += 1;
    }
}

/// One mark on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The case's point, or the mean of a cluster's points.
    pub point: Point,
    pub counts: GroupCounts,
    /// The row, where the mark is a single case.
    pub row: Option<usize>,
}

/// What a map shows of the cases that match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    /// At most 200 marks.
    pub marks: Vec<Mark>,
    /// Cases without a public point, by area, whatever the bounds: a map may place them at the area's centre.
    pub by_area: Vec<(AreaCode, GroupCounts)>,
    /// Cases whose area is not known either.
    pub unplaced: GroupCounts,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    lat: i64,
    lon: i64,
    row: usize,
    counts: GroupCounts,
}

impl Cell {
    fn mark(&self) -> Option<Mark> {
        let total = self.counts.total();
        let mean = |sum: i64| i32::try_from(sum.div_euclid(i64::from(total.max(1)))).ok();
        let point = Point::new(mean(self.lat)?, mean(self.lon)?)?;
        Some(Mark { point, counts: self.counts, row: (total == 1).then_some(self.row) })
    }

    fn merge(&mut self, other: &Self) {
        self.lat += other.lat;
        self.lon += other.lon;
        self.row = self.row.max(other.row);
        for (count, more) in self.counts.0.iter_mut().zip(other.counts.0) {
            *count += more;
        }
    }
}

/// A rectangle of grid cells.
struct Grid {
    west: i64,
    north: i64,
    width: i64,
    height: i64,
    cells: Vec<Cell>,
}

struct Found {
    lat: i32,
    lon: i32,
    row: usize,
    group: Group,
}

impl Book {
    /// The marks of the cases that match and lie within `bounds`, for a map at this zoom: each case its own mark
    /// while there are at most 200, clusters otherwise.
    pub fn clusters(&self, bounds: Bounds, zoom: u8, filter: &Filter) -> Clusters {
        let compiled = filter.compile(self);
        let mut clusters = Clusters::default();
        let mut by_area = vec![GroupCounts::default(); self.names.areas.values().len()];
        let mut found = Vec::new();
        for row in 0..self.len() {
            let point = self.public_point(row);
            if point.is_some_and(|(lat, lon)| !bounds.holds(lat, lon)) || !compiled.matches(self, row) {
                continue;
            }
            let group = Group::of(pack::state_kind(self.columns.state.get(row).copied().unwrap_or(0)));
            if let Some((lat, lon)) = point {
                found.push(Found { lat, lon, row, group });
            } else {
                let area = self.columns.area.get(row).copied().map_or(usize::MAX, usize::from);
                by_area.get_mut(area).unwrap_or(&mut clusters.unplaced).add(group);
            }
        }
        clusters.marks = if found.len() <= MAX_MARKS {
            found.iter().filter_map(|found| cell(found).mark()).collect()
        } else {
            grid_marks(&found, bounds, zoom)
        };
        let areas = self.names.areas.values().iter().copied().zip(by_area);
        clusters.by_area = areas.filter(|(_, counts)| counts.total() > 0).collect();
        clusters
    }
}

impl Mark {
    /// Width and height in pixels of the mark as it is drawn: a single case, or a ring with a number of one to four digits.
    pub fn side(&self) -> u32 {
        match self.counts.total() {
            1 if self.row.is_some() => 28,
            0..=9 => 36,
            10..=99 => 42,
            100..=999 => 48,
            _ => 56,
        }
    }

    /// Both as one, at the mean of their cases' points.
    fn with(&self, other: &Self) -> Option<Self> {
        let (own, more) = (i64::from(self.counts.total()), i64::from(other.counts.total()));
        let mean = |a: i32, b: i32| {
            i32::try_from((i64::from(a) * own + i64::from(b) * more).div_euclid((own + more).max(1))).ok()
        };
        let point = Point::new(
            mean(self.point.lat(), other.point.lat())?,
            mean(self.point.lon(), other.point.lon())?,
        )?;
        let mut counts = self.counts;
        for (count, more) in counts.0.iter_mut().zip(other.counts.0) {
            *count += more;
        }
        Some(Self { point, counts, row: None })
    }
}

/// The marks with those put together that would cover each other on a map at this zoom, so that each can be seen and hit;
/// at most [`MAX_MARKS`]. No case is lost. From zoom 19 on only too many marks are put together.
pub fn apart(marks: Vec<Mark>, zoom: u8) -> Vec<Mark> {
    // Pixels of the world on a map of 256-pixel tiles; marks on a coarser map are as if they were larger.
    let mut level = u32::from(zoom).min(MAX_ZOOM) + 8;
    let mut marks = if zoom < CLOSEST_ZOOM { apart_at(marks, level) } else { marks };
    while marks.len() > MAX_MARKS && level > 0 {
        level -= 1;
        marks = apart_at(marks, level);
    }
    marks
}

fn apart_at(marks: Vec<Mark>, level: u32) -> Vec<Mark> {
    struct Placed {
        mark: Mark,
        x: i64,
        y: i64,
    }
    let place = |mark: Mark| Placed {
        mark,
        x: column(mark.point.lon(), level),
        y: grid_row(mark.point.lat(), level),
    };
    let mut kept: Vec<Placed> = Vec::with_capacity(marks.len());
    for mark in marks {
        let mut next = place(mark);
        // A mark that takes another in has moved and grown: it is held against all once more.
        while let Some(index) = kept.iter().position(|other| {
            let room = i64::from(u32::midpoint(next.mark.side(), other.mark.side()));
            (next.x - other.x).abs() < room && (next.y - other.y).abs() < room
        }) {
            let other = kept.swap_remove(index);
            let Some(both) = next.mark.with(&other.mark) else {
                kept.push(other);
                break;
            };
            next = place(both);
        }
        kept.push(next);
    }
    kept.into_iter().map(|placed| placed.mark).collect()
}

fn cell(found: &Found) -> Cell {
    let mut counts = GroupCounts::default();
    counts.add(found.group);
    Cell { lat: i64::from(found.lat), lon: i64::from(found.lon), row: found.row, counts }
}

fn grid_marks(found: &[Found], bounds: Bounds, zoom: u8) -> Vec<Mark> {
    let mut level = u32::from(zoom).min(MAX_ZOOM) + CELLS_PER_TILE_BITS;
    while level > 0 && {
        let (width, height) = extent(bounds, level);
        width * height > MAX_CELLS
    } {
        level -= 1;
    }
    let mut grid = fill(found, bounds, level);
    while grid.cells.iter().filter(|cell| cell.counts.total() > 0).count() > MAX_MARKS {
        grid = grid.halved();
    }
    grid.cells.iter().filter(|cell| cell.counts.total() > 0).filter_map(Cell::mark).collect()
}

/// The column of a longitude when the world is 2^level columns wide.
fn column(lon: i32, level: u32) -> i64 {
    let last = (1_i64 << level) - 1;
    (((i64::from(lon) + 18_000_000) << level) / 36_000_000).clamp(0, last)
}

/// The grid row of a latitude when the world is 2^level rows high, counted from the north.
///
/// Web Mercator: y = (1 - asinh(tan(lat)) / pi) / 2 (OGC 17-083r4, annex D).
fn grid_row(lat: i32, level: u32) -> i64 {
    let degrees = (f64::from(lat) / 1e5).clamp(-85.0, 85.0);
    let y = (1.0 - degrees.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    let last = (1_i64 << level) - 1;
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most 2^22 rows")]
    let row = (y * (1_i64 << level) as f64).floor() as i64;
    row.clamp(0, last)
}

/// The latitude of the southern edge of a grid row, in hundred-thousandths of a degree.
fn southern_edge(row: i64, level: u32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "at most 2^22 rows")]
    let y = (row + 1) as f64 / (1_i64 << level) as f64;
    (std::f64::consts::PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees() * 1e5
}

fn extent(bounds: Bounds, level: u32) -> (i64, i64) {
    let width = column(bounds.east, level) - column(bounds.west, level) + 1;
    let height = grid_row(bounds.south, level) - grid_row(bounds.north, level) + 1;
    (width.max(1), height.max(1))
}

fn fill(found: &[Found], bounds: Bounds, level: u32) -> Grid {
    let (width, height) = extent(bounds, level);
    let (west, north) = (column(bounds.west, level), grid_row(bounds.north, level));
    let size = usize::try_from(width * height).unwrap_or(0);
    let mut grid = Grid { west, north, width, height, cells: vec![Cell::default(); size] };
    // From north to south, so that a latitude's row is the number of edges at or above it.
    let edges: Vec<f64> = (north..north + height - 1).map(|row| southern_edge(row, level)).collect();
    for found in found {
        let lat = f64::from(found.lat);
        let row = edges.partition_point(|edge| *edge >= lat);
        let row = i64::try_from(row).unwrap_or(0);
        grid.add(column(found.lon, level) - west, row, &cell(found));
    }
    grid
}

impl Grid {
    fn add(&mut self, column: i64, row: i64, cell: &Cell) {
        let place = usize::try_from(row * self.width + column.clamp(0, self.width - 1));
        if let Some(own) = place.ok().and_then(|place| self.cells.get_mut(place)) {
            own.merge(cell);
        }
    }

    /// The grid with cells twice as wide and high, on the lines of the coarser level.
    fn halved(&self) -> Self {
        let (west, north) = (self.west >> 1, self.north >> 1);
        let width = ((self.west + self.width - 1) >> 1) - west + 1;
        let height = ((self.north + self.height - 1) >> 1) - north + 1;
        let size = usize::try_from(width * height).unwrap_or(0);
        let mut halved = Self { west, north, width, height, cells: vec![Cell::default(); size] };
        let mut place = (0, 0);
        for cell in &self.cells {
            let (column, row) = place;
            if cell.counts.total() > 0 {
                halved.add(((self.west + column) >> 1) - west, ((self.north + row) >> 1) - north, cell);
            }
            place = if column + 1 == self.width { (0, row + 1) } else { (column + 1, row) };
        }
        halved
    }
}
