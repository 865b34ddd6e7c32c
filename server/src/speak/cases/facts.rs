//! The public facts of a case under stable English names, with names of things in the visitor's language: what JSON, CSV and GeoJSON
//! tell of it. They are written as they are, without a tree of values in between, since one case is asked for more often than anything.

use dantin_record::{book::Row, moment::Moment, place::PublicPlace};
use serde::{Serialize, Serializer};

use crate::speak::{shown::Shown, wording::Wording};

/// A time as it is written in answers for machines.
#[derive(Clone, Copy, Debug)]
pub struct At(pub Moment);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The facts of one case.
#[derive(Debug, Serialize)]
pub struct Facts<'a> {
    code: String,
    category: &'a str,
    subcategory: Option<&'a str>,
    service: String,
    area: Option<&'a str>,
    area_name: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    precision_m: Option<u16>,
    state: &'static str,
    visibility: &'static str,
    agency: Option<&'a str>,
    agency_name: Option<String>,
    source_system: Option<&'a str>,
    source_word: Option<&'a str>,
    submitted: At,
    accepted: Option<At>,
    accepted_in_time: Option<bool>,
    first_due: Option<At>,
    due: Option<At>,
    owed_by: Option<At>,
    reported: Option<At>,
    ended: Option<At>,
    joins: u32,
    contests: u8,
    hand_overs: u8,
    extensions: u8,
    origin: &'static str,
    urgent: bool,
    sample: bool,
    text: Option<&'a str>,
    address: Option<&'a str>,
    photo: Option<String>,
}

impl<'a> Facts<'a> {
    /// The facts of a row of the book, with the words and the photo that a moderator published.
    pub fn of(row: &'a Row, shown: Option<&'a Shown>, words: Wording<'_>) -> Facts<'a> {
        let subcategory = row.subcategory.as_ref().map(|code| code.as_str());
        let point = match row.place {
            PublicPlace::Point { point, precision_m, .. } => Some((point.to_degrees(), precision_m)),
            PublicPlace::Area { .. } | PublicPlace::Unplaced => None,
        };
        let source = row.source.as_ref();
        let agency_name = words.responsible(row.lead, source);
        Facts {
            code: row.code.to_string(),
            category: row.category.as_str(),
            subcategory,
            service: words.service(row.category.as_str(), subcategory),
            area: row.area.as_ref().map(|area| area.as_str()),
            area_name: words.area(row.area),
            latitude: point.map(|((latitude, _), _)| latitude),
            longitude: point.map(|((_, longitude), _)| longitude),
            precision_m: point.map(|(_, precision_m)| precision_m),
            state: row.state.code(),
            visibility: row.visibility.code(),
            agency: row.lead.as_ref().map(|agency| agency.as_str()),
            agency_name: Some(agency_name).filter(|name| !name.is_empty()),
            source_system: source.map(|source| source.system.as_str()),
            source_word: source.and_then(|source| source.word.as_ref()).map(|word| word.as_str()),
            submitted: At(row.submitted),
            accepted: row.accepted.map(At),
            accepted_in_time: row.accepted.map(|_| row.accepted_in_time),
            first_due: row.first_due.map(At),
            due: row.due.map(At),
            owed_by: row.owed_by.map(At),
            reported: row.last_reported.map(At),
            ended: row.ended.map(At),
            joins: row.joins,
            contests: row.contests,
            hand_overs: row.hand_overs,
            extensions: row.extensions,
            origin: row.origin.code(),
            urgent: row.urgent,
            sample: row.sample,
            text: shown.and_then(|shown| shown.text.as_deref()),
            address: shown.and_then(|shown| shown.address.as_deref()),
            photo: shown.and_then(|shown| shown.photo.as_ref()).map(|photo| photo.address("large")),
        }
    }
}
