//! Areas with a code and a name, such as wards, held by shared arcs; and which area a point lies in.
//! A point on a border belongs to exactly one of the areas that share the border. What lies outside all areas is for `locate` to judge.

use std::collections::BTreeMap;

use crate::layer::{Geometry, GeometryFault, Layer, LayerFault, Line};
use crate::point::{Bounds, Point};
use crate::topology::{ArcUse, Arcs};

/// One area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its code, unique in the layer.
    pub code: String,
    /// Its name in NFC; empty when the file gives none.
    pub name: String,
    /// The rectangle round it.
    pub bounds: Bounds,
    /// Outer rings and holes in no order: a point is inside when it lies in an odd number of them.
    pub(crate) rings: Vec<Vec<ArcUse>>,
}

/// The areas of a layer with their shared borders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundaries {
    pub(crate) areas: Vec<Area>,
    pub(crate) arcs: Arcs,
    /// The rings of each area, in the order of `areas`, kept for point-in-area.
    rings: Vec<Vec<Line>>,
    by_code: BTreeMap<String, usize>,
}

impl Boundaries {
    /// Reads GeoJSON or TopoJSON text with polygons; the code is the property `code`, the name `name`; gives every fault found.
    pub fn read(text: &str) -> Result<Self, Vec<LayerFault>> {
        Self::from_layer(&Layer::read(text)?, "code", "name")
    }

    /// Takes the polygons of a layer; `code` and `name` are names of properties, of which the first is required and unique.
    pub fn from_layer(layer: &Layer, code: &str, name: &str) -> Result<Self, Vec<LayerFault>> {
        let mut faults = Vec::new();
        let mut found: Vec<(String, String, Vec<&Line>)> = Vec::new();
        let mut by_code = BTreeMap::new();
        for feature in &layer.features {
            let Geometry::Polygons(polygons) = &feature.geometry else {
                faults.push(LayerFault::Geometry {
                    feature: feature.number,
                    reason: GeometryFault::Kind("line".to_owned()),
                });
                continue;
            };
            match feature.required(code) {
                Ok(code) if by_code.contains_key(&code) => {
                    faults.push(LayerFault::DuplicateCode { feature: feature.number, code });
                }
                Ok(code) => {
                    by_code.insert(code.clone(), found.len());
                    found.push((
                        code,
                        feature.text(name).unwrap_or_default(),
                        polygons.iter().flatten().collect(),
                    ));
                }
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let all: Vec<&Line> = found.iter().flat_map(|(_, _, rings)| rings.iter().copied()).collect();
        let (arcs, uses) = Arcs::cut(&all);
        let mut uses = uses.into_iter();
        let mut areas = Vec::with_capacity(found.len());
        let mut rings = Vec::with_capacity(found.len());
        for (number, (code, name, lines)) in (1..).zip(found) {
            let bounds =
                Bounds::around(lines.iter().flat_map(|line| line.iter().copied())).ok_or_else(|| {
                    vec![LayerFault::Geometry { feature: number, reason: GeometryFault::TooFewVertices }]
                })?;
            areas.push(Area { code, name, bounds, rings: uses.by_ref().take(lines.len()).collect() });
            rings.push(lines.into_iter().cloned().collect());
        }
        Ok(Self { areas, arcs, rings, by_code })
    }

    /// The same areas along other arcs, which must have the same numbers and ends.
    pub(crate) fn with_arcs(&self, arcs: Arcs) -> Self {
        let rings =
            self.areas.iter().map(|area| area.rings.iter().map(|uses| arcs.ring(uses)).collect()).collect();
        Self { areas: self.areas.clone(), arcs, rings, by_code: self.by_code.clone() }
    }

    /// The areas in the order of the file.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The area of a code.
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.areas.get(*self.by_code.get(code)?)
    }

    /// The rings of an area, outer ones and holes, the first vertex not repeated.
    pub fn rings(&self, code: &str) -> &[Line] {
        self.by_code.get(code).and_then(|index| self.rings.get(*index)).map_or(&[], Vec::as_slice)
    }

    /// The rectangle round all areas; `None` without areas.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.areas.iter().flat_map(|area| [area.bounds.least, area.bounds.most]))
    }

    /// The number of vertices, those of a shared border counted once.
    pub fn vertex_count(&self) -> usize {
        self.arcs.lines.iter().map(Vec::len).sum()
    }

    /// The codes of the areas that share a border line with an area, in the order of the file.
    pub fn neighbours(&self, code: &str) -> Vec<&str> {
        let Some(area) = self.area(code) else { return Vec::new() };
        let own: Vec<usize> = area.rings.iter().flatten().map(|piece| piece.arc).collect();
        self.areas
            .iter()
            .filter(|other| {
                other.code != code && other.rings.iter().flatten().any(|piece| own.contains(&piece.arc))
            })
            .map(|other| other.code.as_str())
            .collect()
    }

    /// The area in which a point lies. On a border, the area to the north or the east has it; of overlapping areas, the first in the file.
    pub fn locate(&self, point: Point) -> Option<&Area> {
        let pairs = self.areas.iter().zip(&self.rings);
        pairs
            .filter(|(area, _)| area.bounds.contains(point))
            .find(|(_, rings)| inside(rings, point))
            .map(|(area, _)| area)
    }
}

/// Counts the edges that a ray to the east crosses, in integers. Each edge owns its lower end and not its upper one, and a point
/// on an edge counts as east of it whatever the edge's direction, so that areas which share the edge never both have the point.
fn inside(rings: &[Line], point: Point) -> bool {
    let mut odd = false;
    for ring in rings {
        let Some(mut before) = ring.last().copied() else { continue };
        for here in ring.iter().copied() {
            let (low, high) = if before.y < here.y { (before, here) } else { (here, before) };
            if low.y <= point.y && point.y < high.y {
                let wide = |value: i32| i128::from(value);
                let cross = (wide(high.x) - wide(low.x)) * (wide(point.y) - wide(low.y))
                    - (wide(point.x) - wide(low.x)) * (wide(high.y) - wide(low.y));
                odd ^= cross > 0;
            }
            before = here;
        }
    }
    odd
}
