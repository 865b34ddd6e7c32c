//! Roads as lines to draw: class, name and geometry; and the part of them in a window.
//! They are a picture, not a network: nothing here finds a way.

use crate::layer::{Geometry, GeometryFault, Layer, LayerFault, Line};
use crate::point::{Bounds, Point, whole};

/// The width in which a road is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoadWidth {
    /// Streets and lanes, and every class that is not known.
    Narrow,
    /// Secondary and tertiary roads.
    Middle,
    /// Motorways, trunk and primary roads.
    Wide,
}

impl RoadWidth {
    /// The width of an OpenStreetMap `highway` class; links are as wide as their road.
    pub fn of_class(class: &str) -> Self {
        match class.trim_end_matches("_link") {
            "motorway" | "trunk" | "primary" => Self::Wide,
            "secondary" | "tertiary" => Self::Middle,
            _ => Self::Narrow,
        }
    }
}

/// One line of a road.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Road {
    /// The class as the file gives it, such as `primary`; empty when it gives none.
    pub class: String,
    /// The name in NFC; empty for a road without one.
    pub name: String,
    /// At least two different vertices.
    pub line: Line,
    bounds: Bounds,
}

impl Road {
    /// The width in which it is drawn.
    pub fn width(&self) -> RoadWidth {
        RoadWidth::of_class(&self.class)
    }
}

/// Roads of one or several layers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roads {
    roads: Vec<Road>,
}

impl Roads {
    /// Reads GeoJSON or TopoJSON text with lines; class and name are the properties `class` and `name`; gives every fault found.
    pub fn read(text: &str) -> Result<Self, Vec<LayerFault>> {
        Self::from_layer(&Layer::read(text)?, "class", "name")
    }

    /// Takes the lines of a layer; `class` and `name` are names of properties and may be absent.
    pub fn from_layer(layer: &Layer, class: &str, name: &str) -> Result<Self, Vec<LayerFault>> {
        let mut faults = Vec::new();
        let mut roads = Vec::new();
        for feature in &layer.features {
            let Geometry::Lines(lines) = &feature.geometry else {
                faults.push(LayerFault::Geometry {
                    feature: feature.number,
                    reason: GeometryFault::Kind("polygon".to_owned()),
                });
                continue;
            };
            let (class, name) =
                (feature.text(class).unwrap_or_default(), feature.text(name).unwrap_or_default());
            for line in lines {
                if let Some(bounds) = Bounds::around(line.iter().copied()) {
                    roads.push(Road { class: class.clone(), name: name.clone(), line: line.clone(), bounds });
                }
            }
        }
        if faults.is_empty() { Ok(Self { roads }) } else { Err(faults) }
    }

    /// Adds the roads of another layer.
    pub fn append(&mut self, other: Self) {
        self.roads.extend(other.roads);
    }

    /// All roads, a road of several lines once for each.
    pub fn roads(&self) -> &[Road] {
        &self.roads
    }

    /// The parts of the roads in a window, cut at its edges; a road that leaves and comes back gives several lines.
    pub fn within(&self, window: Bounds) -> Vec<(&Road, Line)> {
        self.roads
            .iter()
            .filter(|road| road.bounds.meets(window))
            .flat_map(|road| clip(&road.line, window).into_iter().map(move |line| (road, line)))
            .collect()
    }
}

/// The parts of a line in a window (Liang and Barsky, 1984, edge by edge).
pub(crate) fn clip(line: &[Point], window: Bounds) -> Vec<Line> {
    let mut parts: Vec<Line> = Vec::new();
    for pair in line.windows(2) {
        let [from, to] = pair else { continue };
        let Some((start, end)) = clip_edge(*from, *to, window) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&start) && start == *from => part.push(end),
            _ => parts.push(vec![start, end]),
        }
    }
    for part in &mut parts {
        part.dedup();
    }
    parts.retain(|part| part.len() >= 2);
    parts
}

fn clip_edge(from: Point, to: Point, window: Bounds) -> Option<(Point, Point)> {
    if window.contains(from) && window.contains(to) {
        return Some((from, to));
    }
    let (x, y) = (f64::from(from.x), f64::from(from.y));
    let (dx, dy) = (f64::from(to.x) - x, f64::from(to.y) - y);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let sides = [
        (-dx, x - f64::from(window.least.x)),
        (dx, f64::from(window.most.x) - x),
        (-dy, y - f64::from(window.least.y)),
        (dy, f64::from(window.most.y) - y),
    ];
    for (speed, room) in sides {
        if speed == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if speed < 0.0 {
            enter = enter.max(room / speed);
        } else {
            leave = leave.min(room / speed);
        }
    }
    if enter > leave {
        return None;
    }
    let at = |share: f64, whole_end: Point| {
        if share <= 0.0 {
            from
        } else if share >= 1.0 {
            whole_end
        } else {
            Point { x: whole(x + share * dx), y: whole(y + share * dy) }
        }
    };
    Some((at(enter, to), at(leave, to)))
}
