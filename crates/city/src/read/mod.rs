//! From files to a checked city. Each file is read on its own and what refers to another file is checked when both
//! are there, so that one run tells an operator everything that is wrong.

mod boards;
mod landmarks;
mod places;
mod rows;
mod rules;
mod services;
mod settings;
mod tables;

use std::collections::HashMap;

use crate::city::{City, Index};
use crate::fault::Faults;
use crate::files::Files;
use crate::find::Keywords;
use crate::model::AgencyKind;

/// Reads and checks every file; the city when nothing is wrong.
pub(crate) fn city(files: &Files) -> Result<City, Faults> {
    let mut faults = Faults::default();
    let settings = settings::read(files, &mut faults);
    let bounds = settings.as_ref().map(|settings| settings.bounds);
    let areas = places::areas(files, bounds, &mut faults);
    let mut agencies = places::agencies(files, &areas, &mut faults);
    agencies.extend(boards::boards(files, &areas, &agencies, &mut faults));
    let agencies = agencies;
    let old_areas = places::old_areas(files, &areas, &mut faults);
    let landmarks = landmarks::landmarks(files, bounds, &mut faults);
    let flags = settings.as_ref().map(|settings| settings.flags.as_slice());
    let holidays = rules::holidays(files, flags, &mut faults);
    let (deadlines, not_found) = rules::deadlines(files, &mut faults);
    let categories = services::categories(files, &agencies, deadlines.as_ref(), &mut faults);
    let channels = services::channels(files, deadlines.as_ref(), &mut faults);
    if let Some(settings) = &settings {
        settings::check_references(settings, &agencies, deadlines.as_ref(), &mut faults);
    }
    let calendar = settings.as_ref().and_then(|settings| rules::calendar(settings, &holidays, &mut faults));
    let (Some(settings), Some(deadlines), Some(calendar), true) =
        (settings, deadlines, calendar, faults.0.is_empty())
    else {
        faults.without_what_follows();
        faults.0.sort_by(|one, other| (&one.file, one.row).cmp(&(&other.file, other.row)));
        return Err(faults);
    };
    let mut index = Index { keywords: Keywords::new(&categories), ..Index::default() };
    index.agencies = positions(&agencies, |agency| agency.code.clone());
    index.areas = positions(&areas, |area| area.code.clone());
    for (position, agency) in agencies.iter().enumerate() {
        if let Some(area) = agency.area.as_ref().filter(|_| agency.kind == AgencyKind::Ward) {
            index.ward_agencies.insert(area.clone(), position);
        }
    }
    index.categories = positions(&categories, |category| category.code.clone());
    for (outer, category) in categories.iter().enumerate() {
        for (inner, finer) in category.subcategories.iter().enumerate() {
            index.subcategories.insert(finer.code.clone(), (outer, inner));
        }
    }
    index.channels = positions(&channels, |channel| channel.kind);
    Ok(City {
        settings,
        calendar,
        agencies,
        areas,
        old_areas,
        landmarks,
        categories,
        channels,
        deadlines,
        not_found,
        holidays,
        index,
    })
}

fn positions<T, K: Eq + std::hash::Hash>(rows: &[T], key: impl Fn(&T) -> K) -> HashMap<K, usize> {
    rows.iter().enumerate().map(|(position, row)| (key(row), position)).collect()
}

/// Whether a text is a code: one to sixty-four of `[a-z0-9-]`, not beginning or ending with the hyphen.
pub(crate) fn is_code(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len())
        && text.bytes().all(letter)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// What is wrong with a text shown to people; `None` when nothing is.
pub(crate) fn text_fault(name: &str, text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some(format!("{name} is empty"));
    }
    if text.trim() != text {
        return Some(format!("{name} begins or ends with white space"));
    }
    if dantin_words::nfc(text) != text {
        return Some(format!("{name} is not in Unicode normal form C"));
    }
    text.chars()
        .any(|letter| letter.is_control() && letter != '\n')
        .then(|| format!("{name} has a control character"))
}
