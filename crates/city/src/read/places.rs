//! `areas.csv`, `old_areas.csv` and `agencies.csv`: units, what they were before, and who is responsible.

use std::collections::{HashMap, HashSet};

use super::rows::{self, Row};
use crate::fault::Faults;
use crate::files::Files;
use crate::model::{Agency, AgencyKind, Area, Bounds, OldArea};

pub(super) const AREAS: &str = "areas.csv";
pub(super) const AGENCIES: &str = "agencies.csv";

pub(super) fn areas(files: &Files, bounds: Option<Bounds>, faults: &mut Faults) -> Vec<Area> {
    let expected = [
        "code",
        "valid_from",
        "kind",
        "name_vi",
        "name_en",
        "latitude",
        "longitude",
        "area_km2",
        "source",
        "confidence",
    ];
    let mut columns = HashMap::new();
    let mut seen = HashSet::new();
    let mut areas = Vec::new();
    for row in rows::read(AREAS, files, &expected, &mut columns, faults) {
        if let Some(area) = area(&row, bounds, faults) {
            if seen.insert(area.code.clone()) {
                areas.push(area);
            } else {
                row.fault(faults, format!("the code {} stands twice", area.code));
            }
        }
    }
    areas
}

fn area(row: &Row<'_>, bounds: Option<Bounds>, faults: &mut Faults) -> Option<Area> {
    let code = unit_code(row, "code", faults);
    let valid_from = row.value("valid_from", "a date as 2025-07-01", faults);
    let kind = row.word("kind", faults);
    let name = row.words("name", faults);
    let latitude = row.value("latitude", "a number of degrees", faults);
    let longitude = row.value("longitude", "a number of degrees", faults);
    let area_km2: Option<f64> = row.value("area_km2", "a number of square kilometres", faults);
    let provenance = row.provenance(faults);
    let (latitude, longitude) = (latitude?, longitude?);
    if bounds.is_some_and(|bounds| !bounds.contains(latitude, longitude)) {
        row.fault(faults, format!("the point {latitude}, {longitude} lies outside the city's bounds"));
    }
    if area_km2.is_some_and(|area| area.is_nan() || area <= 0.0) {
        row.fault(faults, "area_km2 is not more than zero");
    }
    let (source, confidence) = provenance?;
    Some(Area {
        code: code?,
        valid_from: valid_from?,
        kind: kind?,
        name: name?,
        latitude,
        longitude,
        area_km2: area_km2?,
        source,
        confidence,
    })
}

fn unit_code(row: &Row<'_>, column: &str, faults: &mut Faults) -> Option<String> {
    let code = row.cell(column);
    if code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(code.to_owned());
    }
    row.fault(faults, format!("{column} \"{code}\" is not five digits; leading zeros matter"));
    None
}

pub(super) fn old_areas(files: &Files, areas: &[Area], faults: &mut Faults) -> Vec<OldArea> {
    if files.get(Files::OLD_AREAS).is_none() {
        return Vec::new();
    }
    let expected = ["old_code", "old_name", "old_district", "new_code", "extent", "source", "confidence"];
    let mut columns = HashMap::new();
    let known: HashSet<&str> = areas.iter().map(|area| area.code.as_str()).collect();
    let mut names: HashMap<String, (String, String)> = HashMap::new();
    let mut links = HashSet::new();
    let mut old_areas = Vec::new();
    for row in rows::read(Files::OLD_AREAS, files, &expected, &mut columns, faults) {
        let (old_code, new_code) = (unit_code(&row, "old_code", faults), unit_code(&row, "new_code", faults));
        let (name, district) = (row.text("old_name", faults), row.text("old_district", faults));
        let extent = row.word("extent", faults);
        row.provenance(faults);
        let (Some(old_code), Some(new_code), Some(old_name), Some(old_district), Some(extent)) =
            (old_code, new_code, name, district, extent)
        else {
            continue;
        };
        if !known.contains(new_code.as_str()) {
            row.unknown(AREAS, faults, format!("new_code: unknown area {new_code}"));
        }
        let named = (old_name.clone(), old_district.clone());
        let first = names.entry(old_code.clone()).or_insert_with(|| named.clone());
        if *first != named {
            let (name, district) = first;
            row.fault(faults, format!("the code {old_code} is {name}, {district} in an earlier row"));
        }
        if !links.insert((old_code.clone(), new_code.clone())) {
            row.fault(faults, format!("the link from {old_code} to {new_code} stands twice"));
        }
        old_areas.push(OldArea { old_code, old_name, old_district, new_code, extent });
    }
    old_areas
}

pub(super) fn agencies(files: &Files, areas: &[Area], faults: &mut Faults) -> Vec<Agency> {
    let expected = [
        "code",
        "kind",
        "name_vi",
        "name_en",
        "parent",
        "area",
        "competence_vi",
        "competence_en",
        "source",
        "confidence",
    ];
    let mut columns = HashMap::new();
    let known: HashSet<&str> = areas.iter().map(|area| area.code.as_str()).collect();
    let mut lines = HashMap::new();
    let mut governed = HashSet::new();
    let mut agencies = Vec::new();
    for row in rows::read(AGENCIES, files, &expected, &mut columns, faults) {
        let Some(agency) = agency(&row, faults) else { continue };
        if lines.contains_key(&agency.code) {
            row.fault(faults, format!("the code {} stands twice", agency.code));
            continue;
        }
        match &agency.area {
            _ if agency.kind.is_board() => {
                row.fault(
                    faults,
                    format!("boards stand in {}, with the area that they oversee", Files::BOARDS),
                );
            }
            Some(area) if !known.contains(area.as_str()) => {
                row.unknown(AREAS, faults, format!("unknown area {area}"));
            }
            Some(_) if agency.kind != AgencyKind::Ward => {
                row.fault(faults, "only an agency of the kind ward has an area");
            }
            Some(area) if !governed.insert(area.clone()) => {
                row.fault(faults, format!("the area {area} has another agency already"));
            }
            None if agency.kind == AgencyKind::Ward => {
                row.fault(faults, "an agency of the kind ward needs an area");
            }
            _ => {}
        }
        lines.insert(agency.code.clone(), row.line);
        agencies.push(agency);
    }
    for area in areas.iter().filter(|area| !governed.contains(&area.code)) {
        faults.unknown(
            AGENCIES,
            AGENCIES,
            None,
            format!("the area {} ({}) has no agency of the kind ward", area.code, area.name.vi),
        );
    }
    check_parents(&agencies, &lines, faults);
    agencies
}

fn agency(row: &Row<'_>, faults: &mut Faults) -> Option<Agency> {
    let code = row.code("code", faults);
    let kind = row.word("kind", faults);
    let name = row.words("name", faults);
    let competence = row.words("competence", faults);
    let provenance = row.provenance(faults);
    let filled = |column: &str| Some(row.cell(column).to_owned()).filter(|text| !text.is_empty());
    let (source, confidence) = provenance?;
    Some(Agency {
        code: code?,
        kind: kind?,
        name: name?,
        parent: filled("parent"),
        area: filled("area"),
        project: None,
        competence: competence?,
        source,
        confidence,
    })
}

fn check_parents(agencies: &[Agency], lines: &HashMap<String, usize>, faults: &mut Faults) {
    let parents: HashMap<&str, Option<&str>> =
        agencies.iter().map(|agency| (agency.code.as_str(), agency.parent.as_deref())).collect();
    for agency in agencies {
        let line = lines.get(&agency.code).copied();
        let mut seen = HashSet::from([agency.code.as_str()]);
        let mut above = agency.parent.as_deref();
        while let Some(parent) = above {
            let Some(next) = parents.get(parent) else {
                if agency.parent.as_deref() == Some(parent) {
                    let reason = format!("parent: unknown agency \"{parent}\"");
                    faults.unknown(AGENCIES, AGENCIES, line, reason);
                }
                break;
            };
            if !seen.insert(parent) {
                faults.add(
                    AGENCIES,
                    line,
                    format!("{} stands above itself through \"{parent}\"", agency.code),
                );
                break;
            }
            above = *next;
        }
    }
}
