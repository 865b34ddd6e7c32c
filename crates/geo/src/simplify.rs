//! Fewer vertices for small drawings, by Visvalingam and Whyatt ("Line generalisation by repeated elimination of points", 1993).
//! Whole arcs are simplified, never single areas, so that neighbours keep their common border.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::area::Boundaries;
use crate::layer::Line;
use crate::point::Point;
use crate::topology::Arcs;

impl Boundaries {
    /// The same areas with about `per_mille` thousandths of the vertices that lie inside arcs, the least important ones left out.
    /// The ends of arcs stay, and every ring keeps at least three different vertices.
    #[must_use]
    pub fn simplified(&self, per_mille: u16) -> Self {
        let weights: Vec<Vec<f64>> = self.arcs.lines.iter().map(|line| weights(line)).collect();
        let mut all: Vec<f64> =
            weights.iter().flatten().copied().filter(|weight| weight.is_finite()).collect();
        all.sort_by(|one, two| two.total_cmp(one));
        let keep = all.len() * usize::from(per_mille.min(1000)) / 1000;
        let threshold = all.get(keep).copied().unwrap_or(-1.0);
        let mut lines: Vec<Line> = self
            .arcs
            .lines
            .iter()
            .zip(&weights)
            .map(|(line, weights)| above(line, weights, threshold))
            .collect();
        // Two arcs between the same junctions, or one closed arc, may have shrunk to a line there and back.
        for uses in self.areas.iter().flat_map(|area| &area.rings) {
            let arcs =
                Arcs { lines: uses.iter().filter_map(|piece| lines.get(piece.arc).cloned()).collect() };
            let mut vertices: Line = arcs.lines.into_iter().flatten().collect();
            vertices.sort_unstable();
            vertices.dedup();
            if vertices.len() >= 3 {
                continue;
            }
            for piece in uses {
                let (Some(line), Some(weights), Some(slot)) =
                    (self.arcs.lines.get(piece.arc), weights.get(piece.arc), lines.get_mut(piece.arc))
                else {
                    continue;
                };
                *slot = strongest(line, weights);
            }
        }
        self.with_arcs(Arcs { lines })
    }
}

fn above(line: &[Point], weights: &[f64], threshold: f64) -> Line {
    line.iter().zip(weights).filter(|(_, weight)| **weight > threshold).map(|(vertex, _)| *vertex).collect()
}

/// The ends of an arc and its two most important inner vertices, which make even a closed arc a triangle.
fn strongest(line: &[Point], weights: &[f64]) -> Line {
    let mut order: Vec<usize> = (0..line.len()).collect();
    order.sort_by(|one, two| {
        weights.get(*two).copied().unwrap_or(0.0).total_cmp(&weights.get(*one).copied().unwrap_or(0.0))
    });
    order.truncate(4);
    order.sort_unstable();
    order.iter().filter_map(|index| line.get(*index).copied()).collect()
}

/// The importance of each vertex: the area of its triangle when it goes, never less than that of a vertex that went before; infinite at the ends.
fn weights(line: &[Point]) -> Vec<f64> {
    let mut weights = vec![f64::INFINITY; line.len()];
    let mut before: Vec<usize> = (0..line.len()).map(|index| index.wrapping_sub(1)).collect();
    let mut after: Vec<usize> = (1..=line.len()).collect();
    let triangle =
        |one: usize, two: usize, three: usize| match (line.get(one), line.get(two), line.get(three)) {
            (Some(one), Some(two), Some(three)) => Some(area(*one, *two, *three)),
            _ => None,
        };
    let mut heap: BinaryHeap<Reverse<(Order, usize)>> = BinaryHeap::new();
    let mut current: Vec<f64> = (0..line.len())
        .map(|index| triangle(index.wrapping_sub(1), index, index + 1).unwrap_or(f64::INFINITY))
        .collect();
    heap.extend(
        current
            .iter()
            .enumerate()
            .filter(|(_, area)| area.is_finite())
            .map(|(index, area)| Reverse((Order(*area), index))),
    );
    let mut gone = vec![false; line.len()];
    let mut least = 0.0_f64;
    while let Some(Reverse((Order(area), index))) = heap.pop() {
        // A vertex whose neighbours changed stands in the heap again with its new area.
        if gone.get(index) != Some(&false)
            || current.get(index).is_none_or(|now| now.total_cmp(&area).is_ne())
        {
            continue;
        }
        least = least.max(area);
        let (Some(&left), Some(&right)) = (before.get(index), after.get(index)) else { continue };
        set(&mut weights, index, least);
        set(&mut gone, index, true);
        set(&mut after, left, right);
        set(&mut before, right, left);
        for neighbour in [left, right] {
            let sides = before.get(neighbour).copied().zip(after.get(neighbour).copied());
            if let Some(area) = sides.and_then(|(one, two)| triangle(one, neighbour, two)) {
                set(&mut current, neighbour, area);
                heap.push(Reverse((Order(area), neighbour)));
            }
        }
    }
    weights
}

fn set<T>(values: &mut [T], index: usize, value: T) {
    if let Some(slot) = values.get_mut(index) {
        *slot = value;
    }
}

/// Twice the area of a triangle, with degrees of longitude as long as they are at its latitude.
fn area(one: Point, two: Point, three: Point) -> f64 {
    let scale = two.lat().to_radians().cos();
    let east = |point: Point| (f64::from(point.x) - f64::from(two.x)) * scale;
    let north = |point: Point| f64::from(point.y) - f64::from(two.y);
    (east(one) * north(three) - east(three) * north(one)).abs()
}

#[derive(Clone, Copy)]
struct Order(f64);

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Order {}

impl PartialOrd for Order {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Order {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
