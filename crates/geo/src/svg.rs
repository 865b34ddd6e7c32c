//! Drawings as SVG path data with integer coordinates in a fixed `viewBox`, in Web Mercator: the city by area, one area, and the
//! surroundings of a place. Only path data, places and angles are made here; elements, colours and words are the pages' work.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::area::Boundaries;
use crate::layer::Line;
use crate::point::{Bounds, Point, whole};
use crate::road::{RoadWidth, Roads, clip};

/// A window on the map and the `viewBox` it is drawn in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The window on the earth, in degrees.
    pub window: Bounds,
    /// Width of the `viewBox`; it begins at 0 0.
    pub width: i32,
    /// Height of the `viewBox`.
    pub height: i32,
    left: f64,
    top: f64,
    /// Units of the `viewBox` per unit of Web Mercator.
    scale: f64,
}

impl View {
    /// A view of the given width on a window, with a margin on all sides in units of the `viewBox`; its height follows from the window.
    pub fn fit(window: Bounds, width: i32, margin: i32) -> Self {
        let width = width.clamp(16, 1 << 20);
        let margin = margin.clamp(0, width / 4);
        let (left, bottom) = window.least.world();
        let (right, top) = window.most.world();
        // A window without width, such as that of a single point, is drawn as if it were some metres wide.
        let scale = f64::from(width - 2 * margin) / (right - left).max(256.0);
        let height = whole((bottom - top).max(256.0) * scale).clamp(1, 1 << 21) + 2 * margin;
        let margin = f64::from(margin) / scale;
        let (left, top) = (left - margin, top - margin);
        let corner =
            |x: i32, y: i32| Point::from_world(left + f64::from(x) / scale, top + f64::from(y) / scale);
        let (west_north, east_south) = (corner(0, 0), corner(width, height));
        let window = Bounds {
            least: Point { x: west_north.x, y: east_south.y },
            most: Point { x: east_south.x, y: west_north.y },
        };
        Self { window, width, height, left, top, scale }
    }

    /// The value of the attribute `viewBox`.
    pub fn view_box(&self) -> String {
        format!("0 0 {} {}", self.width, self.height)
    }

    /// Where a point is drawn; outside the `viewBox` for points outside the window.
    pub fn place(&self, point: Point) -> (i32, i32) {
        let (x, y) = point.world();
        (whole((x - self.left) * self.scale), whole((y - self.top) * self.scale))
    }

    /// The point drawn at a place, such as that of a click on the image.
    pub fn point_at(&self, x: i32, y: i32) -> Point {
        Point::from_world(self.left + f64::from(x) / self.scale, self.top + f64::from(y) / self.scale)
    }

    /// How many units of the `viewBox` a length in metres takes at the middle of the window; at least 1.
    pub fn length(&self, metres: f64) -> i32 {
        let middle = self.window.centre();
        let other = Bounds::window(middle, metres * 2.0, 0.0).most;
        (self.place(other).0 - self.place(middle).0).max(1)
    }
}

/// The path data of every area, by its code, in the order of the file. Simplify the boundaries first: with 40 to 100 thousandths of its
/// vertices a city of a hundred areas looks right at 640 units of width.
pub fn city_paths(boundaries: &Boundaries, view: &View) -> Vec<(String, String)> {
    boundaries
        .areas()
        .iter()
        .map(|area| (area.code.clone(), rings_path(boundaries.rings(&area.code), view)))
        .collect()
}

/// The path data of one area's outline; `None` for an unknown code.
pub fn area_path(boundaries: &Boundaries, code: &str, view: &View) -> Option<String> {
    boundaries.area(code)?;
    Some(rings_path(boundaries.rings(code), view))
}

/// The parts of all borders that run through a window, as lines to stroke.
pub fn border_path(boundaries: &Boundaries, view: &View) -> String {
    let mut path = String::new();
    for line in &boundaries.arcs.lines {
        for part in clip(line, view.window) {
            write_line(&mut path, part.iter().map(|point| view.place(*point)), false);
        }
    }
    path
}

/// The roads of a window in three widths, as lines to stroke; each may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoadPaths {
    /// Motorways, trunk and primary roads.
    pub wide: String,
    /// Secondary and tertiary roads.
    pub middle: String,
    /// All others.
    pub narrow: String,
}

/// A street name to write along its street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The name.
    pub text: String,
    /// Middle of the text.
    pub x: i32,
    /// Middle of the text.
    pub y: i32,
    /// Degrees clockwise, −90 to 90, for `rotate(angle x y)`.
    pub angle: i32,
}

/// So many names a map of a place has at most.
pub const MOST_LABELS: usize = 10;
/// Width of a letter in units of the `viewBox`, for text of 12 units, on the safe side.
const LETTER: f64 = 7.0;
/// How far a stretch may turn from its beginning and still count as straight, in degrees.
const STRAIGHT: f64 = 15.0;

/// Roads of a view up to a width: [`RoadWidth::Narrow`] draws all, [`RoadWidth::Wide`] the main roads only.
pub fn road_paths(roads: &Roads, view: &View, least: RoadWidth) -> RoadPaths {
    let mut paths = RoadPaths::default();
    for (road, line) in roads.within(view.window).into_iter().filter(|(road, _)| road.width() >= least) {
        let path = match road.width() {
            RoadWidth::Wide => &mut paths.wide,
            RoadWidth::Middle => &mut paths.middle,
            RoadWidth::Narrow => &mut paths.narrow,
        };
        write_line(path, line.iter().map(|point| view.place(*point)), false);
    }
    paths
}

/// Names of the streets in a view, each at its longest straight stretch, longest first, where the name fits and touches no other.
pub fn labels(roads: &Roads, view: &View) -> Vec<Label> {
    let mut longest: BTreeMap<&str, Stretch> = BTreeMap::new();
    for (road, line) in roads.within(view.window) {
        if road.name.is_empty() {
            continue;
        }
        let places: Vec<(f64, f64)> =
            line.iter().map(|point| view.place(*point)).map(|(x, y)| (f64::from(x), f64::from(y))).collect();
        for stretch in stretches(&places) {
            let known = longest.entry(&road.name).or_insert(stretch);
            if stretch.length() > known.length() {
                *known = stretch;
            }
        }
    }
    let mut candidates: Vec<(&str, Stretch)> = longest.into_iter().collect();
    candidates.sort_by(|one, two| two.1.length().total_cmp(&one.1.length()).then_with(|| one.0.cmp(two.0)));
    let mut placed: Vec<(f64, f64, f64, f64)> = Vec::new();
    let mut labels = Vec::new();
    for (text, stretch) in candidates {
        let letters = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
        let long = f64::from(letters) * LETTER;
        let (x, y) = (stretch.from.0.midpoint(stretch.to.0), stretch.from.1.midpoint(stretch.to.1));
        let angle = stretch.angle();
        let half_width = (angle.cos().abs() * long).midpoint(angle.sin().abs() * 14.0);
        let half_height = (angle.sin().abs() * long).midpoint(angle.cos().abs() * 14.0);
        let inside = x >= half_width
            && y >= half_height
            && x + half_width <= f64::from(view.width)
            && y + half_height <= f64::from(view.height);
        let free = placed.iter().all(|other| {
            (x - other.0).abs() >= half_width + other.2 || (y - other.1).abs() >= half_height + other.3
        });
        if long <= stretch.length() && inside && free {
            placed.push((x, y, half_width, half_height));
            labels.push(Label {
                text: text.to_owned(),
                x: whole(x),
                y: whole(y),
                angle: whole(angle.to_degrees()),
            });
            if labels.len() == MOST_LABELS {
                break;
            }
        }
    }
    labels
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: (f64, f64),
    to: (f64, f64),
}

impl Stretch {
    fn length(self) -> f64 {
        (self.to.0 - self.from.0).hypot(self.to.1 - self.from.1)
    }

    /// Radians clockwise, turned so that text along it is never upside down.
    fn angle(self) -> f64 {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        if dx < 0.0 { (-dy).atan2(-dx) } else { dy.atan2(dx) }
    }
}

/// Cuts a line where it turns too far from the direction in which the stretch began.
fn stretches(places: &[(f64, f64)]) -> Vec<Stretch> {
    let mut found: Vec<(Stretch, f64)> = Vec::new();
    for pair in places.windows(2) {
        let [from, to] = pair else { continue };
        let edge = Stretch { from: *from, to: *to };
        if edge.length() == 0.0 {
            continue;
        }
        let direction = (to.1 - from.1).atan2(to.0 - from.0).to_degrees();
        match found.last_mut() {
            Some((stretch, begun)) if turn(*begun, direction) <= STRAIGHT && stretch.to == *from => {
                stretch.to = *to;
            }
            _ => found.push((edge, direction)),
        }
    }
    found.into_iter().map(|(stretch, _)| stretch).collect()
}

fn turn(one: f64, two: f64) -> f64 {
    let difference = (one - two).abs() % 360.0;
    difference.min(360.0 - difference)
}

fn rings_path(rings: &[Line], view: &View) -> String {
    let mut path = String::new();
    for ring in rings {
        write_line(&mut path, ring.iter().map(|point| view.place(*point)), true);
    }
    path
}

/// Writes a line as an absolute start and relative steps, steps of nothing left out; a ring that shrank to less than a triangle is still
/// drawn, as a dot or a line, since a link must have something to be hit.
fn write_line(path: &mut String, places: impl Iterator<Item = (i32, i32)>, close: bool) {
    let mut before: Option<(i32, i32)> = None;
    let mut steps = 0_usize;
    for (x, y) in places {
        // Writing to a string cannot fail.
        let _ = match before {
            None => write!(path, "M{x} {y}"),
            Some(last) if last == (x, y) => continue,
            Some((last_x, last_y)) => {
                steps += 1;
                let (dx, dy) = (x - last_x, y - last_y);
                let letter = if steps == 1 {
                    "l"
                } else if dx < 0 {
                    ""
                } else {
                    " "
                };
                write!(path, "{letter}{dx}{}{dy}", if dy < 0 { "" } else { " " })
            }
        };
        before = Some((x, y));
    }
    if before.is_some() {
        path.push_str(match (close, steps) {
            (true, _) => "z",
            (false, 0) => "h0",
            (false, _) => "",
        });
    }
}
