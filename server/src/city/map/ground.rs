//! What lies under the marks of a drawn map: borders, roads and names in a window, as path data and places in whole
//! numbers. A ground is drawn once and kept, since pages ask for the same few over and over.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use dantin_geo::{
    Boundaries, Bounds, Point, RoadWidth,
    svg::{self, Label, RoadPaths, View},
};
use dantin_words::sort::bare_place;

use super::snapshot::CityMap;

/// Grounds that are kept; when there are more, all are drawn anew.
const KEPT: usize = 400;
/// Thousandths of the vertices that stay on a map of the city, and on one of several wards.
const COARSE: u16 = 60;
const MIDDLE: u16 = 200;
/// Width of a letter in units of the drawing, for text of 12 units, on the safe side.
const LETTER: i32 = 7;

/// Borders, roads and names in a window.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The window and the `viewBox`.
    pub view: View,
    /// The outline of the area that the map is of; empty when it is of none or without boundaries.
    pub outline: String,
    /// All borders of areas; empty without boundaries.
    pub borders: String,
    /// Roads in three widths.
    pub roads: RoadPaths,
    /// Names of streets, or of areas where no street is named.
    pub labels: Vec<Label>,
    /// Centres of areas, drawn where there are no boundaries.
    pub centres: Vec<(i32, i32)>,
    /// How thick roads are drawn: 1 on a map of streets, 2 of a ward, 3 of a city.
    pub distance: u8,
}

impl Ground {
    /// The value of `viewBox`.
    pub fn view_box(&self) -> String {
        self.view.view_box()
    }

    /// Stroke widths of wide, middle and narrow roads in units of the drawing.
    pub fn widths(&self) -> [&'static str; 3] {
        match self.distance {
            1 => ["9", "6", "3"],
            2 => ["5", "3.5", "1.5"],
            _ => ["2.5", "1.5", "1"],
        }
    }
}

/// What a ground is asked for by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Window {
    /// An area, in a drawing of this width.
    Area(String, i32),
    /// The surroundings of a point: width and height in metres, width of the drawing.
    Around(Point, u32, u32, i32),
    /// A rectangle, in a drawing of this width.
    Rectangle(Point, Point, i32),
}

/// Grounds that were drawn before, and simpler borders for wide windows.
#[derive(Default)]
pub(super) struct Drawn {
    grounds: Mutex<HashMap<Window, Arc<Ground>>>,
    coarse: OnceLock<Option<Boundaries>>,
    middle: OnceLock<Option<Boundaries>>,
}

impl CityMap {
    /// The ground of a window; `None` for an area that the city does not have.
    pub(super) fn ground(&self, window: &Window) -> Option<Arc<Ground>> {
        if let Some(ground) = self.drawn.grounds.lock().unwrap_or_else(PoisonError::into_inner).get(window) {
            return Some(Arc::clone(ground));
        }
        let ground = Arc::new(self.draw(window)?);
        let mut kept = self.drawn.grounds.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(window.clone(), Arc::clone(&ground));
        Some(ground)
    }

    fn draw(&self, window: &Window) -> Option<Ground> {
        let view = match window {
            Window::Area(code, units) => View::fit(self.window_of(code)?, *units, 0),
            Window::Around(centre, width, height, units) => {
                View::fit(Bounds::window(*centre, f64::from(*width), f64::from(*height)), *units, 0)
            }
            Window::Rectangle(least, most, units) => {
                View::fit(Bounds { least: *least, most: *most }, *units, 0)
            }
        };
        // Metres that one unit of the drawing stands for, along the middle of the window.
        let metres = {
            let middle = view.height / 2;
            view.point_at(0, middle).distance(view.point_at(view.width, middle)) / f64::from(view.width)
        };
        let (distance, least_width) = match metres {
            m if m <= 2.6 => (1, RoadWidth::Narrow),
            m if m <= 9.0 => (2, if m <= 5.0 { RoadWidth::Narrow } else { RoadWidth::Middle }),
            m if m <= 40.0 => (3, RoadWidth::Middle),
            _ => (3, RoadWidth::Wide),
        };
        let boundaries = match metres {
            m if m <= 12.0 => self.locator.boundaries(),
            m if m <= 60.0 => self.simplified(&self.drawn.middle, MIDDLE),
            _ => self.coarse(),
        };
        let mut labels = if metres <= 9.0 { svg::labels(&self.roads, &view) } else { Vec::new() };
        if labels.is_empty() && metres <= 90.0 {
            labels = self.area_names(&view);
        }
        let outline = match (window, boundaries) {
            (Window::Area(code, _), Some(boundaries)) => {
                svg::area_path(boundaries, code, &view).unwrap_or_default()
            }
            _ => String::new(),
        };
        Some(Ground {
            outline,
            borders: boundaries.map(|boundaries| svg::border_path(boundaries, &view)).unwrap_or_default(),
            roads: svg::road_paths(&self.roads, &view, least_width),
            labels,
            centres: if boundaries.is_none() { self.centres_in(&view) } else { Vec::new() },
            distance,
            view,
        })
    }

    /// Borders for the whole city.
    pub(super) fn coarse(&self) -> Option<&Boundaries> {
        self.simplified(&self.drawn.coarse, COARSE)
    }

    fn simplified<'a>(
        &'a self,
        kept: &'a OnceLock<Option<Boundaries>>,
        per_mille: u16,
    ) -> Option<&'a Boundaries> {
        kept.get_or_init(|| self.locator.boundaries().map(|boundaries| boundaries.simplified(per_mille)))
            .as_ref()
    }

    /// The rectangle in which an area is drawn: round its outline with a margin, or of its size round its centre; never
    /// much higher than wide, so that it fits a screen.
    fn window_of(&self, code: &str) -> Option<Bounds> {
        let area = self.city.area(code)?;
        let imported = self.locator.boundaries().and_then(|boundaries| boundaries.area(code));
        let (centre, width, height) = if let Some(area) = imported {
            let (least, most) = (area.bounds.least, area.bounds.most);
            let corner = Point::new(least.lat(), most.lon()).ok()?;
            (area.bounds.centre(), least.distance(corner), corner.distance(most))
        } else {
            let side = area.area_km2.max(0.5).sqrt() * 1_600.0;
            (self.centre(code)?, side, side)
        };
        let (width, height) = (width * 1.08, height * 1.08);
        Some(Bounds::window(centre, width.max(height / 1.1), height.max(width / 2.0)))
    }

    fn centres_in(&self, view: &View) -> Vec<(i32, i32)> {
        let centres = self.city.areas().iter().filter_map(|area| self.centre(&area.code));
        centres.filter(|point| view.window.contains(*point)).map(|point| view.place(point)).collect()
    }

    /// Names of areas at their centres, larger areas first, where they touch no other.
    fn area_names(&self, view: &View) -> Vec<Label> {
        let mut areas: Vec<_> = self.city.areas().iter().collect();
        areas.sort_by(|one, two| two.area_km2.total_cmp(&one.area_km2));
        let mut labels: Vec<Label> = Vec::new();
        for area in areas {
            let Some(point) = self.centre(&area.code).filter(|point| view.window.contains(*point)) else {
                continue;
            };
            let text = bare_place(&area.name.vi);
            let (x, y) = view.place(point);
            // Under the dot of the centre.
            let y = y + 14;
            let half =
                |text: &str| i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 16) * LETTER / 2 + 3;
            let is_inside = x >= half(&text) && x + half(&text) <= view.width && y <= view.height - 8;
            let is_free = labels.iter().all(|other| {
                (x - other.x).abs() >= half(&text) + half(&other.text) || (y - other.y).abs() >= 15
            });
            if is_inside && is_free {
                labels.push(Label { text, x, y, angle: 0 });
            }
        }
        labels
    }
}
