//! What the public may know of where a case is.

use serde::{Deserialize, Serialize};

use crate::code::AreaCode;

/// A point in hundred-thousandths of a degree (about 1.1 m), WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Point {
    lat: i32,
    lon: i32,
}

impl Point {
    /// The point; nothing beyond the poles or the date line.
    pub fn new(lat: i32, lon: i32) -> Option<Self> {
        let inside = (-9_000_000..=9_000_000).contains(&lat) && (-18_000_000..=18_000_000).contains(&lon);
        inside.then_some(Self { lat, lon })
    }

    /// The point nearest to degrees; nothing beyond the poles or the date line, nor for what is no number.
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let (lat, lon) = ((lat * 1e5).round(), (lon * 1e5).round());
        if !(lat.abs() <= 9e6 && lon.abs() <= 18e6) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
        let point = Self { lat: lat as i32, lon: lon as i32 };
        Some(point)
    }

    /// Latitude in hundred-thousandths of a degree.
    pub const fn lat(self) -> i32 {
        self.lat
    }

    /// Longitude in hundred-thousandths of a degree.
    pub const fn lon(self) -> i32 {
        self.lon
    }

    /// Latitude and longitude in degrees.
    pub fn to_degrees(self) -> (f64, f64) {
        (f64::from(self.lat) / 1e5, f64::from(self.lon) / 1e5)
    }
}

/// A point with the radius in metres within which the true place lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    pub point: Point,
    pub precision_m: u16,
}

/// The public place of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PublicPlace {
    /// A point and the radius in metres within which the true place lies.
    Point { area: Option<AreaCode>, point: Point, precision_m: u16 },
    /// Only the commune-level unit is public.
    Area { area: AreaCode },
    /// Nothing is known, or nothing may be shown.
    Unplaced,
}

impl PublicPlace {
    /// The commune-level unit, where known.
    pub fn area(&self) -> Option<AreaCode> {
        match self {
            Self::Point { area, .. } => *area,
            Self::Area { area } => Some(*area),
            Self::Unplaced => None,
        }
    }

    /// The point, where public.
    pub fn point(&self) -> Option<Point> {
        match self {
            Self::Point { point, .. } => Some(*point),
            Self::Area { .. } | Self::Unplaced => None,
        }
    }
}
