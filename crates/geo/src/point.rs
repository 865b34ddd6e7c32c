//! Points on the earth, distances between them, rectangles of them, and their integer coordinates in Web Mercator.
//! All are WGS 84; other reference systems come in through `projection`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Mean radius of the earth in metres (IUGG), as the haversine formula takes it.
const RADIUS: f64 = 6_371_008.8;
/// The latitude at which Web Mercator is a square, in degrees.
const MERCATOR_LIMIT: f64 = 85.051_128_779_806_6;
/// Units of the Web Mercator square along one side: about 3.7 cm at the equator.
const WORLD: f64 = 1_073_741_824.0;

/// Ten-millionths of a degree, the grid on which all vertices lie.
pub(crate) const GRID: f64 = 1e7;

/// Why two numbers are no point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PointFault {
    /// Not between −90 and 90, or not a number.
    Latitude(f64),
    /// Not between −180 and 180, or not a number.
    Longitude(f64),
}

impl fmt::Display for PointFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latitude(value) => write!(out, "latitude {value} is not between -90 and 90"),
            Self::Longitude(value) => write!(out, "longitude {value} is not between -180 and 180"),
        }
    }
}

impl std::error::Error for PointFault {}

/// A point in degrees of WGS 84, checked and laid on the grid of 1e-7 degrees (about 1 cm).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

impl Point {
    /// A point of a latitude and a longitude in degrees.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, PointFault> {
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(PointFault::Latitude(latitude));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(PointFault::Longitude(longitude));
        }
        Ok(Self { x: whole(longitude * GRID), y: whole(latitude * GRID) })
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        f64::from(self.y) / GRID
    }

    /// Degrees east.
    pub fn lon(self) -> f64 {
        f64::from(self.x) / GRID
    }

    /// The great-circle distance in metres by the haversine formula; within 0.6 % of the ellipsoid's.
    pub fn distance(self, other: Self) -> f64 {
        let (one, two) = (self.lat().to_radians(), other.lat().to_radians());
        let height = ((two - one) / 2.0).sin().powi(2);
        let width = ((other.lon() - self.lon()).to_radians() / 2.0).sin().powi(2);
        let chord = (height + one.cos() * two.cos() * width).clamp(0.0, 1.0);
        2.0 * RADIUS * chord.sqrt().asin()
    }

    /// The coordinates in Web Mercator.
    pub fn mercator(self) -> Mercator {
        let (x, y) = self.world();
        Mercator { x: whole(x), y: whole(y) }
    }

    pub(crate) fn world(self) -> (f64, f64) {
        let latitude = self.lat().clamp(-MERCATOR_LIMIT, MERCATOR_LIMIT).to_radians();
        let y = 0.5 - latitude.sin().atanh() / std::f64::consts::TAU;
        ((self.lon() / 360.0 + 0.5) * WORLD, y * WORLD)
    }

    pub(crate) fn from_world(x: f64, y: f64) -> Self {
        let longitude = (x.clamp(0.0, WORLD) / WORLD - 0.5) * 360.0;
        let latitude =
            ((0.5 - y.clamp(0.0, WORLD) / WORLD) * std::f64::consts::TAU).sinh().atan().to_degrees();
        Self { x: whole(longitude * GRID), y: whole(latitude * GRID) }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates; callers hand in what fits")]
pub(crate) fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// Integer coordinates in Web Mercator: 0 to 2^30 eastwards from the antimeridian and southwards from 85.05° north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mercator {
    /// Units east of the antimeridian.
    pub x: i32,
    /// Units south of 85.05° north.
    pub y: i32,
}

impl Mercator {
    /// Units along one side of the square.
    pub const SIDE: i32 = 1 << 30;

    /// The point on the earth.
    pub fn point(self) -> Point {
        Point::from_world(f64::from(self.x), f64::from(self.y))
    }

    /// The cell of a grid with 2^zoom cells along each side.
    pub fn cell(self, zoom: u8) -> (i32, i32) {
        let shift = 30_u32.saturating_sub(u32::from(zoom));
        (self.x.min(Self::SIDE - 1) >> shift, self.y.min(Self::SIDE - 1) >> shift)
    }
}

/// A rectangle in degrees, its edges included; it never crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// South-west corner.
    pub least: Point,
    /// North-east corner.
    pub most: Point,
}

impl Bounds {
    /// The smallest rectangle round the points; `None` when there are none.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        Some(points.fold(Self { least: first, most: first }, |bounds, point| Self {
            least: Point { x: bounds.least.x.min(point.x), y: bounds.least.y.min(point.y) },
            most: Point { x: bounds.most.x.max(point.x), y: bounds.most.y.max(point.y) },
        }))
    }

    /// The rectangle of a width and a height in metres round a centre.
    pub fn window(centre: Point, width: f64, height: f64) -> Self {
        let metres_per_degree = RADIUS.to_radians();
        let vertical = height / 2.0 / metres_per_degree;
        let horizontal = width / 2.0 / (metres_per_degree * centre.lat().to_radians().cos().max(0.01));
        let corner = |sign: f64| Point {
            x: whole((centre.lon() + sign * horizontal).clamp(-180.0, 180.0) * GRID),
            y: whole((centre.lat() + sign * vertical).clamp(-90.0, 90.0) * GRID),
        };
        Self { least: corner(-1.0), most: corner(1.0) }
    }

    /// Whether a point lies in it or on its edge.
    pub const fn contains(self, point: Point) -> bool {
        self.least.x <= point.x && point.x <= self.most.x && self.least.y <= point.y && point.y <= self.most.y
    }

    /// Whether two rectangles have a point in common.
    pub const fn meets(self, other: Self) -> bool {
        self.least.x <= other.most.x
            && other.least.x <= self.most.x
            && self.least.y <= other.most.y
            && other.least.y <= self.most.y
    }

    /// The middle, in degrees.
    pub const fn centre(self) -> Point {
        Point { x: self.least.x.midpoint(self.most.x), y: self.least.y.midpoint(self.most.y) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_outside_the_earth_are_refused() {
        assert_eq!(Point::new(90.1, 0.0), Err(PointFault::Latitude(90.1)));
        assert_eq!(Point::new(0.0, -180.5), Err(PointFault::Longitude(-180.5)));
        assert!(Point::new(f64::NAN, 0.0).is_err() && Point::new(0.0, f64::INFINITY).is_err());
        assert!(Point::new(-90.0, 180.0).is_ok());
    }

    #[test]
    fn a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() {
        let metres = Point::new(21.0, 105.8).unwrap().distance(Point::new(22.0, 105.8).unwrap());
        assert!((metres - 111_195.0).abs() < 1.0, "{metres}");
        let window = Bounds::window(Point::new(21.0, 105.8).unwrap(), 800.0, 450.0);
        let height = window.least.distance(Point::new(window.most.lat(), window.least.lon()).unwrap());
        assert!((height - 450.0).abs() < 0.1, "{height}");
    }

    #[test]
    fn the_square_begins_in_the_north_west() {
        assert_eq!(Point::new(0.0, 0.0).unwrap().mercator(), Mercator { x: 1 << 29, y: 1 << 29 });
        assert_eq!(Point::new(90.0, -180.0).unwrap().mercator(), Mercator { x: 0, y: 0 });
        assert_eq!(Point::new(-90.0, 180.0).unwrap().mercator().cell(1), (1, 1));
    }

    proptest! {
        #[test]
        fn mercator_comes_back(lat in -85.0_f64..85.0, lon in -180.0_f64..180.0) {
            let point = Point::new(lat, lon).unwrap();
            let back = point.mercator().point();
            prop_assert!(point.distance(back) < 0.04, "{point:?} {back:?}");
        }

        #[test]
        fn distance_is_symmetric_and_keeps_the_triangle(points in proptest::collection::vec((-89.0_f64..89.0, -180.0_f64..180.0), 3)) {
            let points: Vec<Point> = points.iter().map(|(lat, lon)| Point::new(*lat, *lon).unwrap()).collect();
            let (a, b, c) = (points[0], points[1], points[2]);
            prop_assert!((a.distance(b) - b.distance(a)).abs() < 1e-6);
            prop_assert!(a.distance(c) <= a.distance(b) + b.distance(c) + 1e-3);
        }
    }
}
