//! Checks a file of map data against the city pack before it is stored: every fault with feature or line and reason, and
//! nothing is stored when there is one. What is merely odd becomes a warning. Files are text here; where they come from is
//! the command's knowledge.

use dantin_city::City;
use dantin_geo::{Boundaries, Point, Roads, street};
use jiff::Timestamp;

use super::{
    names::read_old_areas,
    store::{LayerKind, StoredLayer},
};

/// Names that a warning lists before it only counts the others.
const LISTED: usize = 5;

/// A sound file and what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Ready to be stored.
    pub layer: StoredLayer,
    /// What the operator should look at, in sentences.
    pub warnings: Vec<String>,
}

/// Where a layer comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The file's name without its folder; roads of different files stand side by side.
    pub file: &'a str,
    /// Who made it, as it must stand under a map.
    pub attribution: &'a str,
    /// The moment of the import.
    pub now: Timestamp,
}

/// Reads and checks a file; gives all faults found when there are some.
pub fn check(kind: LayerKind, text: String, origin: Origin<'_>, city: &City) -> Result<Checked, Vec<String>> {
    let found = match kind {
        LayerKind::Areas => areas(&text, city),
        LayerKind::OldAreas => old_areas(&text, city),
        LayerKind::Roads => roads(&text, city),
        LayerKind::Streets => streets(&text, city),
    };
    let (rows, warnings) = found?;
    let format = match kind {
        LayerKind::OldAreas | LayerKind::Streets => "csv",
        LayerKind::Areas | LayerKind::Roads if text.contains("\"Topology\"") => "topojson",
        LayerKind::Areas | LayerKind::Roads => "geojson",
    };
    let name = match kind {
        LayerKind::Roads => format!("{}:{}", kind.code(), origin.file),
        other => other.code().to_owned(),
    };
    let layer = StoredLayer {
        name,
        attribution: origin.attribution.trim().to_owned(),
        format: format.to_owned(),
        rows: i64::try_from(rows).unwrap_or(i64::MAX),
        text,
        imported_at: origin.now,
    };
    Ok(Checked { layer, warnings })
}

type Found = Result<(usize, Vec<String>), Vec<String>>;

fn said(faults: &[impl ToString]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn is_in_city(city: &City, point: Point) -> bool {
    city.settings().bounds.contains(point.lat(), point.lon())
}

fn areas(text: &str, city: &City) -> Found {
    let boundaries = Boundaries::read(text).map_err(|faults| said(&faults))?;
    let mut faults = Vec::new();
    for (number, area) in (1..).zip(boundaries.areas()) {
        match city.area(&area.code) {
            None => faults.push(format!(
                "feature {number}: the city pack has no area with the code {} ({})",
                area.code, area.name
            )),
            Some(known) => {
                let centre = Point::new(known.latitude, known.longitude);
                if !centre.is_ok_and(|centre| area.bounds.contains(centre)) {
                    faults.push(format!(
                        "feature {number}: the centre of {} lies outside the boundary of {}; is the code right?",
                        known.name.vi, area.code
                    ));
                }
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let missing: Vec<&str> = city
        .areas()
        .iter()
        .filter(|area| boundaries.area(&area.code).is_none())
        .map(|area| area.name.vi.as_str())
        .collect();
    let warnings = listed("areas of the city have no boundary here and stay approximate", &missing);
    Ok((boundaries.areas().len(), warnings))
}

fn old_areas(text: &str, city: &City) -> Found {
    let (links, faults) = read_old_areas(text);
    let mut faults = said(&faults);
    for link in &links {
        if city.area(&link.new_code).is_none() {
            faults.push(format!(
                "line {}, column new_code: the city pack has no area with the code {}",
                link.line, link.new_code
            ));
        }
    }
    if faults.is_empty() && links.is_empty() {
        faults.push("no rows".to_owned());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let without: Vec<&str> = city
        .areas()
        .iter()
        .filter(|area| links.iter().all(|link| link.new_code != area.code))
        .map(|area| area.name.vi.as_str())
        .collect();
    Ok((links.len(), listed("areas of the city have no old unit here", &without)))
}

fn roads(text: &str, city: &City) -> Found {
    let roads = Roads::read(text).map_err(|faults| said(&faults))?;
    let outside = roads
        .roads()
        .iter()
        .filter(|road| !road.line.iter().any(|point| is_in_city(city, *point)))
        .map(|road| road.name.as_str())
        .collect::<Vec<_>>();
    let lines = roads.roads().len();
    if outside.len() == lines {
        return Err(vec!["no line runs through the city; is this the file of another city?".to_owned()]);
    }
    Ok((lines, listed("lines lie wholly outside the city", &outside)))
}

fn streets(text: &str, city: &City) -> Found {
    let (streets, faults) = street::read_streets(text);
    let mut faults = said(&faults);
    for street in &streets {
        for code in street.areas.iter().filter(|code| city.area(code).is_none()) {
            faults.push(format!(
                "row \u{201c}{}\u{201d}, column ward_codes: the city pack has no area with the code {code}",
                street.name
            ));
        }
    }
    if faults.is_empty() && streets.is_empty() {
        faults.push("no rows".to_owned());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let outside: Vec<&str> = streets
        .iter()
        .filter(|street| !is_in_city(city, street.point))
        .map(|street| street.name.as_str())
        .collect();
    Ok((streets.len(), listed("streets lie outside the city", &outside)))
}

/// "3 areas …: A, B, C", or nothing.
fn listed(what: &str, names: &[&str]) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let shown: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).take(LISTED).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    vec![format!("{} {what}: {}{more}", names.len(), shown.join(", "))]
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
