//! All that is known of the map at one moment: [`CityMap`], made whole from the pack and the imported layers, and
//! [`Layers`], which hands it out and puts a newer one in its place after an import.

use std::{
    collections::{BTreeSet, HashSet},
    sync::{Arc, OnceLock, RwLock},
};

use dantin_city::City;
use dantin_geo::{Boundaries, Located, Locator, Point, Roads, street};
use dantin_store::Db;
use dantin_words::Words;
use jiff::Timestamp;

use super::{
    drawing::Outlines,
    ground::Drawn,
    names::{self, Names, OldLink, PlaceMatch, read_old_areas},
    store::{self, LayerKind, StoredLayer},
};

/// How far the nearest centre may be from a point that is still in the city, in metres.
const REACH: f64 = 15_000.0;

/// Why the map cannot be loaded.
#[derive(Debug)]
pub enum LayerError {
    /// The database does not answer.
    Store(dantin_store::Error),
    /// A layer that was sound when it was imported is not now.
    Damaged {
        /// Its name.
        name: String,
        /// What is wrong.
        reason: String,
    },
}

impl std::fmt::Display for LayerError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => write!(out, "the map layers cannot be read: {error}"),
            Self::Damaged { name, reason } => {
                write!(out, "the map layer {name} is damaged ({reason}); import its file again")
            }
        }
    }
}

impl std::error::Error for LayerError {}

impl From<dantin_store::Error> for LayerError {
    fn from(error: dantin_store::Error) -> LayerError {
        LayerError::Store(error)
    }
}

/// Hands out the map as it stands, cheaply; an import puts a newer one in its place.
pub struct Layers(RwLock<Loaded>);

struct Loaded {
    map: Arc<CityMap>,
    stamps: Vec<(String, Timestamp, i64)>,
}

impl Layers {
    /// Reads the imported layers and makes the map of the city. Blocks.
    pub fn load(db: &Db, city: &Arc<City>) -> Result<Layers, LayerError> {
        Ok(Layers(RwLock::new(read(db, city)?)))
    }

    /// The map as it stands; keep it for one request.
    pub fn read(&self) -> Arc<CityMap> {
        Arc::clone(&self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).map)
    }

    /// Makes the map anew when an import changed a layer, and tells whether it did. Blocks.
    pub fn refresh(&self, db: &Db, city: &Arc<City>) -> Result<bool, LayerError> {
        let stamps = db.read_blocking(store::stamps)?;
        if stamps == self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).stamps {
            return Ok(false);
        }
        let loaded = read(db, city)?;
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = loaded;
        Ok(true)
    }
}

fn read(db: &Db, city: &Arc<City>) -> Result<Loaded, LayerError> {
    let (stamps, layers) =
        db.read_blocking(|tx| Ok::<_, dantin_store::Error>((store::stamps(tx)?, store::all(tx)?)))?;
    Ok(Loaded { map: Arc::new(CityMap::new(Arc::clone(city), &layers)?), stamps })
}

/// The map of a city at one moment: never changed, only replaced.
pub struct CityMap {
    pub(super) city: Arc<City>,
    pub(super) locator: Locator,
    pub(super) roads: Roads,
    /// Areas that the imported boundaries lack.
    gaps: HashSet<String>,
    names: Names,
    attribution: String,
    pub(super) drawn: Drawn,
    pub(super) outlines: OnceLock<Outlines>,
}

impl CityMap {
    /// Puts a map together out of the pack and imported layers; layers whose name is not known are left out.
    pub fn new(city: Arc<City>, layers: &[StoredLayer]) -> Result<CityMap, LayerError> {
        let mut boundaries = None;
        let mut roads = Roads::default();
        let mut streets = Vec::new();
        let mut old: Option<Vec<OldLink>> = None;
        let mut makers = BTreeSet::new();
        for layer in layers {
            let damaged = |reason: String| LayerError::Damaged { name: layer.name.clone(), reason };
            match layer.kind() {
                Some(LayerKind::Areas) => {
                    boundaries =
                        Some(Boundaries::read(&layer.text).map_err(|faults| damaged(first(&faults)))?);
                }
                Some(LayerKind::Roads) => {
                    roads.append(Roads::read(&layer.text).map_err(|faults| damaged(first(&faults)))?);
                }
                Some(LayerKind::Streets) => {
                    let (rows, faults) = street::read_streets(&layer.text);
                    if !faults.is_empty() {
                        return Err(damaged(first(&faults)));
                    }
                    streets = rows;
                }
                Some(LayerKind::OldAreas) => {
                    let (rows, faults) = read_old_areas(&layer.text);
                    if !faults.is_empty() {
                        return Err(damaged(first(&faults)));
                    }
                    old = Some(rows);
                }
                None => continue,
            }
            if !layer.attribution.is_empty() {
                makers.insert(layer.attribution.clone());
            }
        }
        let centres: Vec<(String, Point)> = city
            .areas()
            .iter()
            .filter_map(|area| Some((area.code.clone(), Point::new(area.latitude, area.longitude).ok()?)))
            .collect();
        let gaps = boundaries.as_ref().map_or_else(HashSet::new, |boundaries| {
            let without = city.areas().iter().filter(|area| boundaries.area(&area.code).is_none());
            without.map(|area| area.code.clone()).collect()
        });
        let locator = Locator::new(boundaries, centres, REACH);
        let mut map = CityMap {
            names: Names::default(),
            city,
            locator,
            roads,
            gaps,
            attribution: makers.into_iter().collect::<Vec<_>>().join(" · "),
            drawn: Drawn::default(),
            outlines: OnceLock::new(),
        };
        for street in &mut streets {
            if street.areas.is_empty() {
                street.areas.extend(map.locate(street.point).map(|located| located.area));
            }
        }
        let old = old.unwrap_or_else(|| map.city.old_areas().iter().map(OldLink::of_pack).collect());
        let landmarks = map
            .city
            .landmarks()
            .iter()
            .map(|one| {
                let point = Point::new(one.latitude, one.longitude).ok();
                let area = point.and_then(|point| map.locate(point)).map(|located| located.area);
                names::landmark(one, area, point)
            })
            .collect();
        map.names = Names::new(&map.city, old, landmarks, streets);
        Ok(map)
    }

    /// The area of a point: exact from imported boundaries, else the nearest centre, marked as approximate; `None` outside
    /// the city.
    pub fn locate(&self, point: Point) -> Option<Located> {
        if let Some(located) = self.locator.locate(point) {
            let is_near =
                !located.approximate || self.city.settings().bounds.contains(point.lat(), point.lon());
            return is_near.then_some(located);
        }
        // Boundaries that lack an area must not make its residents strangers.
        let (nearest, metres) = self.locator.nearest(point, 1).into_iter().next()?;
        (metres <= REACH && self.gaps.contains(nearest))
            .then(|| Located { area: nearest.to_owned(), approximate: true })
    }

    /// The places that a text may mean, best first, at most `limit`: areas of today and of before the reform, districts of
    /// before, landmarks, streets. Marks, spelling of the tone and shorthand are free; a house number does not matter.
    pub fn search(&self, w: &Words, text: &str, limit: usize) -> Vec<PlaceMatch> {
        self.names.search(&self.city, w, text, limit)
    }

    /// The centre of an area, from the city pack.
    pub fn centre(&self, area: &str) -> Option<Point> {
        let area = self.city.area(area)?;
        Point::new(area.latitude, area.longitude).ok()
    }

    /// The areas by the distance of their centres in metres, nearest first, at most `limit`: offered when an approximate
    /// answer may be wrong.
    pub fn nearest(&self, point: Point, limit: usize) -> Vec<(&str, f64)> {
        self.locator.nearest(point, limit)
    }

    /// Whether boundaries were imported.
    pub fn has_boundaries(&self) -> bool {
        self.locator.boundaries().is_some()
    }

    /// Who made the imported layers, as it must stand under each map; empty when nothing needs to be said.
    pub fn attribution(&self) -> &str {
        &self.attribution
    }
}

fn first(faults: &[impl ToString]) -> String {
    faults.first().map(ToString::to_string).unwrap_or_default()
}
