//! Which area a point belongs to, with boundaries when they were imported and by the nearest centre when not.
//! Only an answer from boundaries is exact; the other is marked, and the page says so.

use crate::area::Boundaries;
use crate::point::Point;

/// The area of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Code of the area.
    pub area: String,
    /// Whether it is only the nearest centre.
    pub approximate: bool,
}

/// Finds areas for points.
#[derive(Debug, Clone)]
pub struct Locator {
    boundaries: Option<Boundaries>,
    centres: Vec<(String, Point)>,
    reach: f64,
}

impl Locator {
    /// A locator with boundaries or without; a centre farther than `reach` metres never answers.
    pub const fn new(boundaries: Option<Boundaries>, centres: Vec<(String, Point)>, reach: f64) -> Self {
        Self { boundaries, centres, reach }
    }

    /// The imported boundaries.
    pub const fn boundaries(&self) -> Option<&Boundaries> {
        self.boundaries.as_ref()
    }

    /// The area of a point; `None` outside all boundaries or, without boundaries, out of reach of every centre.
    pub fn locate(&self, point: Point) -> Option<Located> {
        if let Some(boundaries) = &self.boundaries {
            return boundaries
                .locate(point)
                .map(|area| Located { area: area.code.clone(), approximate: false });
        }
        let (code, distance) = self
            .centres
            .iter()
            .map(|(code, centre)| (code, point.distance(*centre)))
            .min_by(|one, two| one.1.total_cmp(&two.1))?;
        (distance <= self.reach).then(|| Located { area: code.clone(), approximate: true })
    }

    /// The areas by the distance of their centres from a point in metres, nearest first, at most `limit`.
    pub fn nearest(&self, point: Point, limit: usize) -> Vec<(&str, f64)> {
        let mut areas: Vec<(&str, f64)> =
            self.centres.iter().map(|(code, centre)| (code.as_str(), point.distance(*centre))).collect();
        areas.sort_by(|one, two| one.1.total_cmp(&two.1));
        areas.truncate(limit);
        areas
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_boundaries_the_nearest_centre_answers_and_says_so() {
        let at = |lat, lon| Point::new(lat, lon).unwrap();
        let centres = vec![("1".to_owned(), at(21.0, 105.8)), ("2".to_owned(), at(21.1, 105.8))];
        let locator = Locator::new(None, centres, 10_000.0);
        assert_eq!(
            locator.locate(at(21.08, 105.8)),
            Some(Located { area: "2".to_owned(), approximate: true })
        );
        assert_eq!(locator.locate(at(22.0, 105.8)), None);
        assert_eq!(locator.nearest(at(21.0, 105.8), 1).first().map(|near| near.0), Some("1"));
    }
}
