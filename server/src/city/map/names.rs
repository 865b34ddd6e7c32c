//! Names of places as residents type them: wards and communes of today, units and districts of before the reform,
//! landmarks, and streets. An old unit that was split offers all its heirs; names that stand several times say where each one was.

use std::{cmp::Reverse, collections::BTreeMap, fmt, iter};

use dantin_city::{City, Landmark};
use dantin_geo::{Point, Street};
use dantin_words::{Language, Words, nfc, query::Index, sort::Collator};

/// Wards that a note names before it only counts the others.
const NAMED: usize = 3;
/// Names by which one place may be found, as a rule.
const NAMES_OF_ONE: usize = 4;

/// What kind of place a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A ward or commune of today.
    Ward,
    /// A district of before the reform.
    OldDistrict,
    /// A ward, commune or township of before the reform.
    OldWard,
    /// A well-known place.
    Landmark,
    /// A street or alley.
    Street,
}

/// A place that a text may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceMatch {
    /// What it is.
    pub kind: PlaceKind,
    /// Its name with its kind, as "Phường Trúc Bạch".
    pub name: String,
    /// What the resident should know of it, in the language of the page; may be empty.
    pub note: String,
    /// Codes of the areas of today that it lies in, at least one; several must be chosen from.
    pub areas: Vec<String>,
    /// A point on a street or in a landmark; areas have none, since their middle is nobody's place.
    pub point: Option<Point>,
    /// Metres round the point within which a landmark lies; 0 for all others.
    pub accuracy_m: u16,
}

/// One part of an old unit and where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldLink {
    /// The old unit's code.
    pub old_code: String,
    /// "Phường Trúc Bạch".
    pub old_name: String,
    /// "Quận Ba Đình".
    pub old_district: String,
    /// Code of the area of today.
    pub new_code: String,
    /// Line of the file it came from; 0 from the pack.
    pub line: u64,
}

impl OldLink {
    pub(super) fn of_pack(row: &dantin_city::OldArea) -> OldLink {
        OldLink {
            old_code: row.old_code.clone(),
            old_name: row.old_name.clone(),
            old_district: row.old_district.clone(),
            new_code: row.new_code.clone(),
            line: 0,
        }
    }
}

/// A fault in a table of old areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldAreaFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// Name of the column; empty when the row as a whole is broken.
    pub column: &'static str,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for OldAreaFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(out, ", column {}", self.column)?;
        }
        write!(out, ": {}", self.reason)
    }
}

const COLUMNS: [&str; 4] = ["old_code", "old_name", "old_district", "new_code"];

/// Reads a table of old areas: the columns `old_code`, `old_name`, `old_district` and `new_code` are required, others are
/// ignored. Gives the good rows and the faults. A code in brackets behind a district's name is left out.
pub fn read_old_areas(text: &str) -> (Vec<OldLink>, Vec<OldAreaFault>) {
    // The reader's count of lines is one short where a line ends in two characters.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let places = COLUMNS.map(|column| headers.iter().position(|name| name.trim() == column));
    let missing: Vec<OldAreaFault> = iter::zip(COLUMNS, places)
        .filter(|(_, place)| place.is_none())
        .map(|(column, _)| OldAreaFault { line: 1, column, reason: "the column is missing".to_owned() })
        .collect();
    if !missing.is_empty() {
        return (Vec::new(), missing);
    }
    let (mut links, mut faults) = (Vec::new(), Vec::new());
    let mut seen = BTreeMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(OldAreaFault { line, column: "", reason: error.to_string() });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cells =
            places.map(|place| nfc(place.and_then(|place| record.get(place)).unwrap_or_default().trim()));
        if let Some((column, _)) = iter::zip(COLUMNS, &cells).find(|(_, cell)| cell.is_empty()) {
            faults.push(OldAreaFault { line, column, reason: "empty".to_owned() });
            continue;
        }
        let [old_code, old_name, old_district, new_code] = cells;
        if let Some(before) = seen.insert((old_code.clone(), new_code.clone()), line) {
            let reason = format!("{old_code} to {new_code} stands already in line {before}");
            faults.push(OldAreaFault { line, column: "new_code", reason });
            continue;
        }
        let old_district = without_code(&old_district);
        links.push(OldLink { old_code, old_name, old_district, new_code, line });
    }
    (links, faults)
}

/// "Quận Ba Đình (001)" is "Quận Ba Đình".
fn without_code(name: &str) -> String {
    match name.rsplit_once('(') {
        Some((bare, code)) if code.trim_end_matches(')').bytes().all(|byte| byte.is_ascii_digit()) => {
            bare.trim().to_owned()
        }
        _ => name.to_owned(),
    }
}

/// All names that can be searched.
pub(super) struct Names {
    places: Vec<Place>,
    index: Index<usize>,
}

impl Default for Names {
    fn default() -> Self {
        Self { places: Vec::new(), index: Index::new([]) }
    }
}

pub(super) struct Place {
    kind: PlaceKind,
    name: String,
    district: String,
    areas: Vec<String>,
    point: Option<Point>,
    accuracy_m: u16,
    /// The name in English, where it has one of its own.
    english: String,
    other_names: Vec<String>,
}

impl Place {
    fn new(kind: PlaceKind, name: String, areas: Vec<String>) -> Place {
        Place {
            kind,
            name,
            district: String::new(),
            areas,
            point: None,
            accuracy_m: 0,
            english: String::new(),
            other_names: Vec::new(),
        }
    }
}

/// A landmark with the area that its point lies in; none where it is nowhere in the city.
pub(super) fn landmark(landmark: &Landmark, area: Option<String>, point: Option<Point>) -> Place {
    Place {
        point,
        accuracy_m: landmark.accuracy_m,
        english: landmark.name.en.clone(),
        other_names: landmark.other_names.clone(),
        ..Place::new(PlaceKind::Landmark, landmark.name.vi.clone(), area.into_iter().collect())
    }
}

impl Names {
    pub(super) fn new(city: &City, old: Vec<OldLink>, landmarks: Vec<Place>, streets: Vec<Street>) -> Names {
        let mut places: Vec<Place> = city
            .areas()
            .iter()
            .map(|area| Place::new(PlaceKind::Ward, area.name.vi.clone(), vec![area.code.clone()]))
            .collect();
        places.extend(old_places(old));
        places.extend(landmarks);
        places.extend(street_places(streets));
        // A name that goes on as it was leads to the same place twice: the one of today is enough.
        places.retain(|place| place.areas.iter().any(|code| city.area(code).is_some()));
        let rows = places.iter().enumerate().flat_map(|(number, place)| {
            let with_district = format!("{} {}", place.name, place.district);
            iter::once((number, place.name.clone()))
                .chain((place.kind == PlaceKind::OldWard).then_some((number, with_district)))
                .chain((!place.english.is_empty()).then(|| (number, place.english.clone())))
                .chain(place.other_names.iter().map(move |name| (number, name.clone())))
        });
        let index = Index::new(rows.collect::<Vec<_>>());
        Names { places, index }
    }

    pub(super) fn search(&self, city: &City, w: &Words, text: &str, limit: usize) -> Vec<PlaceMatch> {
        let mut taken = std::collections::HashSet::new();
        self.index
            // An old unit stands twice in the index, by itself and with its district; a landmark by each of its names.
            .search(text, limit.saturating_mul(NAMES_OF_ONE))
            .into_iter()
            .filter(|hit| taken.insert(*hit.id))
            .filter_map(|hit| self.places.get(*hit.id))
            .take(limit)
            .map(|place| place.shown(city, w))
            .collect()
    }
}

/// Districts first, then units; a unit's parts are one place.
fn old_places(links: Vec<OldLink>) -> Vec<Place> {
    let mut districts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut units: BTreeMap<String, Place> = BTreeMap::new();
    for link in links {
        let heirs = districts.entry(link.old_district.clone()).or_default();
        if !heirs.contains(&link.new_code) {
            heirs.push(link.new_code.clone());
        }
        let unit = units.entry(link.old_code).or_insert_with(|| Place {
            district: link.old_district,
            ..Place::new(PlaceKind::OldWard, link.old_name, Vec::new())
        });
        unit.areas.push(link.new_code);
    }
    let mut places: Vec<Place> =
        districts.into_iter().map(|(name, areas)| Place::new(PlaceKind::OldDistrict, name, areas)).collect();
    let mut units: Vec<Place> = units.into_values().collect();
    let collator = Collator::new();
    collator.sort_places(&mut places, |place| &place.name);
    collator.sort_places(&mut units, |place| &place.name);
    places.extend(units);
    places
}

/// Streets by their length, longest first, then alleys in the order of their numbers.
fn street_places(streets: Vec<Street>) -> Vec<Place> {
    let is_alley = |street: &Street| matches!(street.kind.as_str(), "Ngõ" | "Ngách" | "Hẻm");
    let (alleys, mut ways): (Vec<Street>, Vec<Street>) = streets.into_iter().partition(is_alley);
    ways.sort_by_key(|street| Reverse(street.length));
    let mut alleys: Vec<(String, Street)> =
        alleys.into_iter().map(|street| (by_number(&street.name), street)).collect();
    Collator::new().sort_by(&mut alleys, |(key, _)| key);
    let alleys = alleys.into_iter().map(|(_, street)| street);
    ways.into_iter()
        .chain(alleys)
        .map(|street| Place {
            point: Some(street.point),
            ..Place::new(PlaceKind::Street, street.name, street.areas)
        })
        .collect()
}

/// The name with its numbers filled up to one length, so that 2 comes before 10.
fn by_number(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 8);
    let mut digits = String::new();
    for letter in name.chars().chain(iter::once(' ')) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            key.push_str(&"0".repeat(6_usize.saturating_sub(digits.len())));
            key.push_str(&digits);
            digits.clear();
        }
        key.push(letter);
    }
    key
}

impl Place {
    fn shown(&self, city: &City, w: &Words) -> PlaceMatch {
        let areas: Vec<String> =
            self.areas.iter().filter(|code| city.area(code).is_some()).cloned().collect();
        let wards = ward_list(city, w, &areas);
        let count = i64::try_from(areas.len()).unwrap_or(i64::MAX);
        let note = match self.kind {
            PlaceKind::Ward => String::new(),
            PlaceKind::OldDistrict => w.n("place-old-district", count),
            PlaceKind::OldWard if areas.len() == 1 => {
                w.with("place-old-ward", &[("district", (&self.district).into()), ("wards", (&wards).into())])
            }
            PlaceKind::OldWard => w.with(
                "place-old-ward-split",
                &[("district", (&self.district).into()), ("wards", (&wards).into())],
            ),
            PlaceKind::Landmark => w.with("place-landmark", &[("wards", (&wards).into())]),
            PlaceKind::Street => wards,
        };
        let name = match (self.kind, areas.first().and_then(|code| city.area(code))) {
            (PlaceKind::Ward, Some(area)) => in_language(w, &area.name.vi, &area.name.en),
            (PlaceKind::Landmark, _) => in_language(w, &self.name, &self.english),
            _ => self.name.clone(),
        };
        let (point, accuracy_m) = (self.point, self.accuracy_m);
        PlaceMatch { kind: self.kind, name, note, areas, point, accuracy_m }
    }
}

/// "Phường A, Phường B, Phường C và 2 nơi khác".
fn ward_list(city: &City, w: &Words, areas: &[String]) -> String {
    let names: Vec<String> = areas
        .iter()
        .filter_map(|code| city.area(code))
        .take(NAMED)
        .map(|area| in_language(w, &area.name.vi, &area.name.en))
        .collect();
    let list = names.join(", ");
    match areas.len().saturating_sub(names.len()) {
        0 => list,
        more => w.with(
            "place-wards-more",
            &[("wards", (&list).into()), ("count", i64::try_from(more).unwrap_or(i64::MAX).into())],
        ),
    }
}

fn in_language(w: &Words, vi: &str, en: &str) -> String {
    match w.language() {
        Language::Vietnamese => vi.to_owned(),
        Language::English => en.to_owned(),
    }
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
