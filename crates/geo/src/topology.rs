//! Rings cut into arcs at the vertices where more than one way goes on, each arc stored once for all the rings that run along it.
//! It knows vertices and rings only; what they enclose is known to `area`.

use std::collections::HashMap;

use crate::layer::Line;
use crate::point::Point;

/// An arc of a ring and the direction in which the ring runs along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArcUse {
    pub(crate) arc: usize,
    pub(crate) backwards: bool,
}

/// All arcs; a closed arc repeats its first vertex at its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Arcs {
    pub(crate) lines: Vec<Line>,
}

impl Arcs {
    /// Cuts rings (first vertex not repeated, at least three vertices) into arcs; gives the uses of each ring in its order.
    pub(crate) fn cut(rings: &[&Line]) -> (Self, Vec<Vec<ArcUse>>) {
        let junctions = junctions(rings);
        let mut arcs = Self::default();
        let mut known: HashMap<Line, usize> = HashMap::new();
        let uses = rings
            .iter()
            .map(|ring| {
                pieces(ring, &junctions)
                    .into_iter()
                    .map(|mut line| {
                        let mut turned = line.clone();
                        turned.reverse();
                        let backwards = turned < line;
                        if backwards {
                            line = turned;
                        }
                        let next = arcs.lines.len();
                        let arc = *known.entry(line.clone()).or_insert(next);
                        if arc == next {
                            arcs.lines.push(line);
                        }
                        ArcUse { arc, backwards }
                    })
                    .collect()
            })
            .collect();
        (arcs, uses)
    }

    /// The vertices of a ring, the first not repeated.
    pub(crate) fn ring(&self, uses: &[ArcUse]) -> Line {
        let mut ring = Line::new();
        for piece in uses {
            let Some(line) = self.lines.get(piece.arc) else { continue };
            // The last vertex of each arc is the first of the next one.
            let count = line.len().saturating_sub(1);
            if piece.backwards {
                ring.extend(line.iter().rev().take(count));
            } else {
                ring.extend(line.iter().take(count));
            }
        }
        ring
    }
}

/// Whether a vertex is passed always between the same two neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passage {
    Between(Point, Point),
    Junction,
}

fn junctions(rings: &[&Line]) -> HashMap<Point, Passage> {
    let mut passages: HashMap<Point, Passage> = HashMap::new();
    for ring in rings {
        for (index, here) in ring.iter().enumerate() {
            let before = if index == 0 { ring.last() } else { ring.get(index - 1) };
            let after = ring.get(index + 1).or_else(|| ring.first());
            let (Some(before), Some(after)) = (before, after) else { continue };
            let passage = Passage::Between(*before.min(after), *before.max(after));
            passages
                .entry(*here)
                .and_modify(|known| {
                    if *known != passage {
                        *known = Passage::Junction;
                    }
                })
                .or_insert(passage);
        }
    }
    passages
}

fn pieces(ring: &Line, junctions: &HashMap<Point, Passage>) -> Vec<Line> {
    let is_junction = |vertex: &Point| junctions.get(vertex) == Some(&Passage::Junction);
    // A ring without junctions is one closed arc; it begins at its least vertex, so that an equal ring gives an equal arc.
    let start = ring
        .iter()
        .position(is_junction)
        .or_else(|| (0..ring.len()).min_by_key(|index| ring.get(*index)))
        .unwrap_or(0);
    let mut around: Line = ring.iter().cycle().skip(start).take(ring.len()).copied().collect();
    around.extend(ring.get(start));
    let mut pieces = Vec::new();
    let mut piece = Line::new();
    let last = around.len().saturating_sub(1);
    for (index, vertex) in around.into_iter().enumerate() {
        piece.push(vertex);
        if index > 0 && (index == last || is_junction(&vertex)) {
            pieces.push(std::mem::replace(&mut piece, vec![vertex]));
        }
    }
    pieces
}
