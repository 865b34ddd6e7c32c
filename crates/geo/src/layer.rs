//! Reading GeoJSON (RFC 7946) and TopoJSON into one form: features with properties and vertices on a grid of 1e-7 degrees.
//! Which properties a feature needs is known to `area` and `road`; this module only reads geometry, and names feature and reason of each fault.

use std::fmt;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::point::{Point, PointFault};

/// A line or a ring; a ring is stored without repeating its first vertex.
pub type Line = Vec<Point>;

/// What is wrong with a file of features.
#[derive(Debug, Clone, PartialEq)]
pub enum LayerFault {
    /// Not JSON; the parser's words with line and column.
    Json(String),
    /// Neither a GeoJSON `FeatureCollection` nor a TopoJSON `Topology`.
    NotALayer,
    /// A part of a topology outside its features is broken.
    Topology(&'static str),
    /// An arc of a topology is broken, by its index.
    Arc {
        /// Index from 0.
        arc: usize,
        /// What is wrong.
        reason: GeometryFault,
    },
    /// The geometry of a feature is broken.
    Geometry {
        /// Number of the feature in the file, from 1.
        feature: usize,
        /// What is wrong.
        reason: GeometryFault,
    },
    /// A property that is needed is absent, empty or neither text nor a whole number.
    Property {
        /// Number of the feature in the file, from 1.
        feature: usize,
        /// Name of the property.
        property: String,
    },
    /// Two features have the same code.
    DuplicateCode {
        /// Number of the second one, from 1.
        feature: usize,
        /// The code.
        code: String,
    },
    /// There is no feature at all.
    Empty,
}

/// What is wrong with a geometry.
#[derive(Debug, Clone, PartialEq)]
pub enum GeometryFault {
    /// The type does not belong in this layer, or there is none.
    Kind(String),
    /// The nesting or the numbers of `coordinates` or `arcs` are not those of the type.
    Shape,
    /// A position lies outside the earth; a projected file gives this.
    Point(PointFault),
    /// A ring does not end where it began.
    OpenRing,
    /// A ring has fewer than three different vertices, or a line fewer than two.
    TooFewVertices,
    /// An arc index outside the topology.
    NoSuchArc(i64),
    /// Neighbouring arcs do not meet.
    ArcsApart,
}

impl fmt::Display for GeometryFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(out, "geometry of type {kind} does not belong here"),
            Self::Shape => out.write_str("coordinates are not nested as the type demands"),
            Self::Point(fault) => write!(out, "{fault}; is the file in degrees of WGS 84?"),
            Self::OpenRing => out.write_str("a ring does not end where it began"),
            Self::TooFewVertices => out.write_str("too few different vertices"),
            Self::NoSuchArc(index) => write!(out, "there is no arc {index}"),
            Self::ArcsApart => out.write_str("neighbouring arcs do not meet"),
        }
    }
}

impl fmt::Display for LayerFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(reason) => write!(out, "not JSON: {reason}"),
            Self::NotALayer => out.write_str("neither a GeoJSON FeatureCollection nor a TopoJSON Topology"),
            Self::Topology(part) => write!(out, "the topology's {part} is broken"),
            Self::Arc { arc, reason } => write!(out, "arc {arc}: {reason}"),
            Self::Geometry { feature, reason } => write!(out, "feature {feature}: {reason}"),
            Self::Property { feature, property } => {
                write!(out, "feature {feature}: the property {property} is missing or unusable")
            }
            Self::DuplicateCode { feature, code } => {
                write!(out, "feature {feature}: the code {code} stands twice")
            }
            Self::Empty => out.write_str("no features"),
        }
    }
}

impl std::error::Error for LayerFault {}

/// The geometry of a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Geometry {
    /// Lines of at least two different vertices.
    Lines(Vec<Line>),
    /// Polygons: each an outer ring and holes, by position, of at least three different vertices.
    Polygons(Vec<Vec<Line>>),
}

/// A feature with its number in the file, from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Number in the file, from 1.
    pub number: usize,
    properties: Map<String, Value>,
    /// Its geometry.
    pub geometry: Geometry,
}

impl Feature {
    /// A property as text in NFC; numbers are written out; `None` when absent, null, empty or of another kind.
    pub fn text(&self, property: &str) -> Option<String> {
        let text = match self.properties.get(property)? {
            Value::String(text) => text.trim().nfc().collect(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// As [`Feature::text`], with a fault that names feature and property when it is absent.
    pub fn required(&self, property: &str) -> Result<String, LayerFault> {
        self.text(property)
            .ok_or_else(|| LayerFault::Property { feature: self.number, property: property.to_owned() })
    }
}

/// The features of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// In the order of the file.
    pub features: Vec<Feature>,
}

impl Layer {
    /// Reads a GeoJSON `FeatureCollection` or a TopoJSON `Topology` (all its objects), or gives every fault found.
    pub fn read(text: &str) -> Result<Self, Vec<LayerFault>> {
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|fault| vec![LayerFault::Json(fault.to_string())])?;
        let (items, source) = match value.get("type").and_then(Value::as_str) {
            Some("FeatureCollection") => (
                list(value.get("features")).ok_or_else(|| vec![LayerFault::NotALayer])?.iter().collect(),
                Source::Positions,
            ),
            Some("Topology") => {
                let arcs = read_arcs(&value).map_err(|fault| vec![fault])?;
                let objects = value
                    .get("objects")
                    .and_then(Value::as_object)
                    .ok_or_else(|| vec![LayerFault::Topology("objects")])?;
                let items: Vec<&Value> = objects
                    .values()
                    .flat_map(|object| {
                        list(object.get("geometries"))
                            .map_or_else(|| vec![object], |inner| inner.iter().collect())
                    })
                    .collect();
                (items, Source::Arcs(arcs))
            }
            _ => return Err(vec![LayerFault::NotALayer]),
        };
        let mut features = Vec::new();
        let mut faults = Vec::new();
        for (number, item) in (1..).zip(items) {
            let geometry = match source {
                Source::Positions => item.get("geometry").unwrap_or(&Value::Null),
                Source::Arcs(_) => item,
            };
            match read_geometry(geometry, &source) {
                Ok(geometry) => features.push(Feature {
                    number,
                    properties: item
                        .get("properties")
                        .and_then(Value::as_object)
                        .cloned()
                        .unwrap_or_default(),
                    geometry,
                }),
                Err(reason) => faults.push(LayerFault::Geometry { feature: number, reason }),
            }
        }
        if features.is_empty() && faults.is_empty() {
            faults.push(LayerFault::Empty);
        }
        if faults.is_empty() { Ok(Self { features }) } else { Err(faults) }
    }
}

enum Source {
    Positions,
    Arcs(Vec<Line>),
}

fn list(value: Option<&Value>) -> Option<&Vec<Value>> {
    value.and_then(Value::as_array)
}

fn position(value: &Value) -> Result<Point, GeometryFault> {
    let numbers = value.as_array().ok_or(GeometryFault::Shape)?;
    let number = |index: usize| numbers.get(index).and_then(Value::as_f64).ok_or(GeometryFault::Shape);
    Point::new(number(1)?, number(0)?).map_err(GeometryFault::Point)
}

fn read_arcs(topology: &Value) -> Result<Vec<Line>, LayerFault> {
    let pair = |value: Option<&Value>| -> Option<(f64, f64)> {
        match value?.as_array()?.as_slice() {
            [x, y, ..] => Some((x.as_f64()?, y.as_f64()?)),
            _ => None,
        }
    };
    let transform = match topology.get("transform") {
        None | Some(Value::Null) => None,
        Some(transform) => {
            let scale = pair(transform.get("scale")).ok_or(LayerFault::Topology("transform"))?;
            let translate = pair(transform.get("translate")).ok_or(LayerFault::Topology("transform"))?;
            Some((scale, translate))
        }
    };
    let arcs = list(topology.get("arcs")).ok_or(LayerFault::Topology("arcs"))?;
    let mut lines = Vec::with_capacity(arcs.len());
    for (index, arc) in arcs.iter().enumerate() {
        let fault = |reason| LayerFault::Arc { arc: index, reason };
        let mut line = Vec::new();
        let (mut x, mut y) = (0.0, 0.0);
        for value in arc.as_array().ok_or_else(|| fault(GeometryFault::Shape))? {
            let point = match transform {
                None => position(value),
                Some((scale, translate)) => {
                    let (dx, dy) = pair(Some(value)).ok_or_else(|| fault(GeometryFault::Shape))?;
                    (x, y) = (x + dx, y + dy);
                    Point::new(y * scale.1 + translate.1, x * scale.0 + translate.0)
                        .map_err(GeometryFault::Point)
                }
            };
            line.push(point.map_err(fault)?);
        }
        lines.push(line);
    }
    Ok(lines)
}

fn read_geometry(geometry: &Value, source: &Source) -> Result<Geometry, GeometryFault> {
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("none");
    let body = match source {
        Source::Positions => geometry.get("coordinates"),
        Source::Arcs(_) => geometry.get("arcs"),
    };
    let body = body.unwrap_or(&Value::Null);
    let parts = || body.as_array().ok_or(GeometryFault::Shape);
    // Quantising shrinks short lines to a point: these are left out, and only a feature without any line left is a fault.
    let lines = |values: &[Value]| -> Result<Geometry, GeometryFault> {
        let lines: Vec<Line> = values.iter().map(|value| chain(value, source)).collect::<Result<_, _>>()?;
        let lines: Vec<Line> = lines.into_iter().filter_map(open_line).collect();
        if lines.is_empty() { Err(GeometryFault::TooFewVertices) } else { Ok(Geometry::Lines(lines)) }
    };
    let polygon = |value: &Value| -> Result<Vec<Line>, GeometryFault> {
        value
            .as_array()
            .ok_or(GeometryFault::Shape)?
            .iter()
            .map(|ring| chain(ring, source).and_then(closed_ring))
            .collect()
    };
    match kind {
        "LineString" => lines(std::slice::from_ref(body)),
        "MultiLineString" => lines(parts()?),
        "Polygon" => Ok(Geometry::Polygons(vec![polygon(body)?])),
        "MultiPolygon" => Ok(Geometry::Polygons(parts()?.iter().map(polygon).collect::<Result<_, _>>()?)),
        other => Err(GeometryFault::Kind(other.to_owned())),
    }
}

fn chain(value: &Value, source: &Source) -> Result<Line, GeometryFault> {
    let items = value.as_array().ok_or(GeometryFault::Shape)?;
    let arcs = match source {
        Source::Positions => return items.iter().map(position).collect(),
        Source::Arcs(arcs) => arcs,
    };
    let mut line: Line = Vec::new();
    for item in items {
        let index = item.as_i64().ok_or(GeometryFault::Shape)?;
        // A negative index is the arc of its complement, backwards.
        let number = usize::try_from(if index < 0 { !index } else { index }).ok();
        let mut arc =
            number.and_then(|number| arcs.get(number)).ok_or(GeometryFault::NoSuchArc(index))?.clone();
        if index < 0 {
            arc.reverse();
        }
        if let (Some(last), Some(first)) = (line.last(), arc.first()) {
            if last != first {
                return Err(GeometryFault::ArcsApart);
            }
            line.pop();
        }
        line.append(&mut arc);
    }
    Ok(line)
}

fn open_line(mut line: Line) -> Option<Line> {
    line.dedup();
    (line.len() >= 2).then_some(line)
}

fn closed_ring(mut ring: Line) -> Result<Line, GeometryFault> {
    if ring.first() != ring.last() {
        return Err(GeometryFault::OpenRing);
    }
    ring.dedup();
    ring.pop();
    if ring.len() < 3 { Err(GeometryFault::TooFewVertices) } else { Ok(ring) }
}
