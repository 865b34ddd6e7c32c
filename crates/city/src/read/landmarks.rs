//! `landmarks.toml`, which a pack may have: well-known places that residents name instead of a street.

use std::collections::HashSet;

use super::{tables, text_fault};
use crate::fault::Faults;
use crate::files::Files;
use crate::model::{Bounds, Landmark};

/// Metres round a landmark's point at most; what is wider is an area and no landmark.
const WIDEST: u16 = 5_000;

pub(super) fn landmarks(files: &Files, bounds: Option<Bounds>, faults: &mut Faults) -> Vec<Landmark> {
    let file = Files::LANDMARKS;
    if files.get(file).is_none() {
        return Vec::new();
    }
    let Some(mut lists) = tables::read(file, files, &["landmark"], faults) else { return Vec::new() };
    let mut landmarks: Vec<Landmark> = Vec::new();
    let mut names = HashSet::new();
    for (line, landmark) in lists.take::<Landmark>("landmark", faults) {
        tables::check_words(file, line, "name", &landmark.name, faults);
        for (name, text) in landmark
            .other_names
            .iter()
            .map(|text| ("other_names", text))
            .chain([("source", &landmark.source)])
        {
            if let Some(reason) = text_fault(name, text) {
                faults.add(file, line, reason);
            }
        }
        let (latitude, longitude) = (landmark.latitude, landmark.longitude);
        if bounds.is_some_and(|bounds| !bounds.contains(latitude, longitude)) {
            faults.add(
                file,
                line,
                format!("the point {latitude}, {longitude} lies outside the city's bounds"),
            );
        }
        if !(1..=WIDEST).contains(&landmark.accuracy_m) {
            faults.add(
                file,
                line,
                format!("accuracy_m {} is not between 1 and {WIDEST} metres", landmark.accuracy_m),
            );
        }
        if !names.insert(landmark.name.vi.clone()) {
            faults.add(file, line, format!("the name {} stands twice", landmark.name.vi));
        }
        landmarks.push(landmark);
    }
    landmarks
}
