//! Names, times and states as the residents' pages write them. Knows the pack and the words; no database.

use dantin_calendar::{Amount, Bilingual};
use dantin_city::City;
use dantin_record::event::{Due, DueKind};
use dantin_words::{Language, Words};
use jiff::Timestamp;

use crate::pages::components::Moment;

/// The text in the language of the words.
pub(super) fn say<'a>(text: &'a Bilingual, w: &Words) -> &'a str {
    match w.language() {
        Language::Vietnamese => &text.vi,
        Language::English => &text.en,
    }
}

/// A moment for machines and people.
pub(super) fn moment(w: &Words, city: &City, at: Timestamp) -> Moment {
    let zone = city.calendar().zone();
    Moment { machine: w.machine_time(at, zone), shown: w.date_time(at, zone), ago: String::new() }
}

/// The same with how long ago it was.
pub(super) fn moment_ago(w: &Words, city: &City, at: Timestamp, now: Timestamp) -> Moment {
    Moment { ago: w.ago(now, at), ..moment(w, city, at) }
}

/// A period in its own unit: "8 giờ làm việc".
pub(super) fn amount(w: &Words, amount: Amount) -> String {
    match amount {
        Amount::WorkingHours(n) => w.n("deadline-working-hours", i64::from(n)),
        Amount::WorkingDays(n) => w.n("deadline-working-days", i64::from(n)),
        Amount::Days(n) => w.n("deadline-days", i64::from(n)),
        Amount::Hours(n) => w.n("deadline-hours", i64::from(n)),
    }
}

/// By whom the due time was set: law, city, or this platform.
pub(super) fn basis(w: &Words, due: &Due) -> String {
    w.t(match due.kind {
        DueKind::Statutory => "basis-statutory",
        DueKind::CityRule => "basis-city-rule",
        DueKind::Target => "basis-target",
        DueKind::Promise => crate::speak::wording::promised_by(due),
    })
}

/// The name of an area, or the code when the pack has none.
pub(super) fn area_name(w: &Words, city: &City, code: &str) -> String {
    city.area(code).map_or_else(|| code.to_owned(), |area| say(&area.name, w).to_owned())
}

/// The name of an agency, or the code when the pack has none.
pub(super) fn agency_name(w: &Words, city: &City, code: &str) -> String {
    city.agency(code).map_or_else(|| code.to_owned(), |agency| say(&agency.name, w).to_owned())
}

/// The name of a category with its sub-category, or the code when the pack has none.
pub(super) fn service_name(w: &Words, city: &City, category: &str, subcategory: Option<&str>) -> String {
    city.pair(category, subcategory)
        .or_else(|| city.pair(category, None))
        .map_or_else(|| category.to_owned(), |service| say(service.name(), w).to_owned())
}

/// The beginning of a text in one line.
pub(super) fn opening(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut cut: String = line.chars().take(most).collect();
    if let Some(end) = cut.rfind(' ') {
        cut.truncate(end);
    }
    cut + "…"
}
