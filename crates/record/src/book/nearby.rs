//! Cases near a point that may be about the same thing, for showing before a report is sent.

use super::Book;
use super::filter::{Filter, Openness, Period};
use crate::code::CategoryCode;
use crate::moment::Moment;
use crate::place::Point;

/// Metres in a hundred-thousandth of a degree of latitude, on a sphere of 6,371,009 m (IUGG mean radius).
const METRES: f64 = 1.111_950_8;

/// A case near a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    pub row: usize,
    pub distance_m: f64,
}

/// The distance in metres between two points less than some tens of kilometres apart, on a plane that touches the
/// sphere between them.
pub fn distance_m(one: Point, other: Point) -> f64 {
    let middle = f64::midpoint(f64::from(one.lat()), f64::from(other.lat())) / 1e5;
    let north = f64::from(one.lat() - other.lat()) * METRES;
    let east = f64::from(one.lon() - other.lon()) * METRES * middle.to_radians().cos();
    north.hypot(east)
}

impl Book {
    /// Up to `limit` published, open cases of the category, submitted since `since`, whose point lies within
    /// `radius_m` metres, nearest first. Imported ones are left out, since nobody can join them.
    pub fn nearby(
        &self,
        category: CategoryCode,
        point: Point,
        radius_m: u32,
        since: Moment,
        limit: usize,
    ) -> Vec<Near> {
        let filter = Filter {
            category: Some(category),
            openness: Some(Openness::Open),
            imported: Some(false),
            submitted: Some(Period { from: since, to: Moment::from_millisecond(i64::MAX) }),
            ..Filter::default()
        };
        let compiled = filter.compile(self);
        let radius_m = f64::from(radius_m);
        let mut found: Vec<Near> = (0..self.len())
            .filter_map(|row| {
                let (lat, lon) = self.public_point(row)?;
                let far_north = f64::from(lat - point.lat()).abs() * METRES > radius_m;
                if far_north || !compiled.matches(self, row) {
                    return None;
                }
                let distance_m = distance_m(point, Point::new(lat, lon)?);
                (distance_m <= radius_m).then_some(Near { row, distance_m })
            })
            .collect();
        found.sort_by(|one, other| one.distance_m.total_cmp(&other.distance_m).then(one.row.cmp(&other.row)));
        found.truncate(limit);
        found
    }
}
