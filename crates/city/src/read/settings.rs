//! `city.toml`: names, languages, zone, hours, map box, emergency numbers.

use dantin_calendar::{Bilingual, Deadlines, OpenHours, StartEvent, Term};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::tables::{check_words, line_at};
use super::{is_code, places, rules};
use crate::fault::Faults;
use crate::files::Files;
use crate::model::{Agency, AgencyKind, Bounds, Diversion, Emergency, HelpLine, Settings};

const FILE: &str = "city.toml";
/// More bodies than these never stand above each other.
const MOST_LEVELS: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    code: String,
    name: Bilingual,
    full_name: Bilingual,
    languages: Vec<String>,
    zone: String,
    code_prefix: String,
    coordinator: String,
    confirmation: String,
    #[serde(default)]
    escalation: Vec<String>,
    handover_limit: u32,
    #[serde(default)]
    flags: Vec<String>,
    map: RawMap,
    hours: RawHours,
    diversion: Diversion,
    #[serde(default)]
    emergency: Vec<Emergency>,
    help_line: Option<HelpLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMap {
    latitude: f64,
    longitude: f64,
    bounds: Bounds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHours {
    #[serde(default)]
    monday: Vec<String>,
    #[serde(default)]
    tuesday: Vec<String>,
    #[serde(default)]
    wednesday: Vec<String>,
    #[serde(default)]
    thursday: Vec<String>,
    #[serde(default)]
    friday: Vec<String>,
    #[serde(default)]
    saturday: Vec<String>,
    #[serde(default)]
    sunday: Vec<String>,
}

pub(super) fn read(files: &Files, faults: &mut Faults) -> Option<Settings> {
    let text = files.text(FILE, faults)?;
    let raw: Raw = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(error) => {
            let line = error.span().map(|span| line_at(text, span.start));
            faults.add(FILE, line, error.message());
            return None;
        }
    };
    let line = |key: &str| {
        let begins = |row: &str| row.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        text.lines().position(begins).map(|position| position + 1)
    };
    if !is_code(&raw.code) {
        faults.add(
            FILE,
            line("code"),
            format!("code \"{}\" is not of small letters, digits and hyphens", raw.code),
        );
    }
    let prefix = &raw.code_prefix;
    if !(1..=4).contains(&prefix.len()) || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
        faults.add(
            FILE,
            line("code_prefix"),
            format!("code_prefix \"{prefix}\" is not one to four letters A-Z"),
        );
    }
    if TimeZone::get(&raw.zone).is_err() {
        faults.add(FILE, line("zone"), format!("zone \"{}\" is not a known time zone", raw.zone));
    }
    for language in &raw.languages {
        if language != "vi" && language != "en" {
            faults.add(FILE, line("languages"), format!("language \"{language}\" is not one of vi, en"));
        }
    }
    if raw.languages.is_empty() {
        faults.add(FILE, line("languages"), "languages is empty");
    }
    let (bounds, centre) = (raw.map.bounds, (raw.map.latitude, raw.map.longitude));
    if bounds.south >= bounds.north || bounds.west >= bounds.east {
        faults.add(FILE, line("bounds"), "bounds: south must be less than north and west less than east");
    } else if !bounds.contains(centre.0, centre.1) {
        faults.add(FILE, line("latitude"), "the centre of the map lies outside its bounds");
    }
    check_words(FILE, line("name"), "name", &raw.name, faults);
    check_words(FILE, line("full_name"), "full_name", &raw.full_name, faults);
    check_words(FILE, None, "diversion.title", &raw.diversion.title, faults);
    check_words(FILE, None, "diversion.text", &raw.diversion.text, faults);
    if raw.emergency.is_empty() {
        faults.add(FILE, None, "no [[emergency]] number is given");
    }
    for emergency in &raw.emergency {
        check_words(FILE, None, "emergency.name", &emergency.name, faults);
        check_words(FILE, None, "emergency.when", &emergency.when, faults);
        check_number(&emergency.number, faults);
    }
    if let Some(line) = &raw.help_line {
        check_words(FILE, None, "help_line.name", &line.name, faults);
        check_number(&line.number, faults);
    }
    let hours = hours(raw.hours, faults)?;
    Some(Settings {
        code: raw.code,
        name: raw.name,
        full_name: raw.full_name,
        languages: raw.languages,
        zone: raw.zone,
        code_prefix: raw.code_prefix,
        coordinator: raw.coordinator,
        confirmation: raw.confirmation,
        escalation: raw.escalation,
        handover_limit: raw.handover_limit,
        centre,
        bounds,
        hours,
        flags: raw.flags,
        emergencies: raw.emergency,
        diversion: raw.diversion,
        help_line: raw.help_line,
    })
}

fn check_number(number: &str, faults: &mut Faults) {
    if !(3..=15).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        faults.add(FILE, None, format!("\"{number}\" is not a telephone number of 3 to 15 digits"));
    }
}

fn hours(raw: RawHours, faults: &mut Faults) -> Option<[OpenHours; 7]> {
    let days = [
        ("monday", raw.monday),
        ("tuesday", raw.tuesday),
        ("wednesday", raw.wednesday),
        ("thursday", raw.thursday),
        ("friday", raw.friday),
        ("saturday", raw.saturday),
        ("sunday", raw.sunday),
    ];
    let read = days.map(|(day, spans)| match OpenHours::parse(spans.iter().map(String::as_str)) {
        Ok(hours) => Some(hours),
        Err(fault) => {
            faults.add(FILE, None, format!("hours.{day}: {fault}"));
            None
        }
    });
    let [
        Some(monday),
        Some(tuesday),
        Some(wednesday),
        Some(thursday),
        Some(friday),
        Some(saturday),
        Some(sunday),
    ] = read
    else {
        return None;
    };
    Some([monday, tuesday, wednesday, thursday, friday, saturday, sunday])
}

pub(super) fn check_references(
    settings: &Settings,
    agencies: &[Agency],
    deadlines: Option<&Deadlines>,
    faults: &mut Faults,
) {
    match agencies.iter().find(|agency| agency.code == settings.coordinator) {
        Some(agency) if agency.kind == AgencyKind::Coordinator => {}
        Some(agency) => {
            faults.add(FILE, None, format!("the agency \"{}\" is not of the kind coordinator", agency.code));
        }
        None => {
            let reason = format!("coordinator: unknown agency \"{}\"", settings.coordinator);
            faults.unknown(places::AGENCIES, FILE, None, reason);
        }
    }
    if deadlines.is_some_and(|deadlines| !deadlines.contains(&settings.confirmation)) {
        let reason = format!("confirmation: unknown deadline \"{}\"", settings.confirmation);
        faults.unknown(rules::DEADLINES, FILE, None, reason);
    }
    check_escalation(&settings.escalation, deadlines, faults);
}

/// Each time of escalation is a deadline "within", counted from when a step was due.
fn check_escalation(ids: &[String], deadlines: Option<&Deadlines>, faults: &mut Faults) {
    let Some(deadlines) = deadlines else { return };
    if ids.len() > MOST_LEVELS {
        faults.add(FILE, None, format!("escalation: at most {MOST_LEVELS} levels"));
    }
    for id in ids {
        let mut versions = deadlines.iter().filter(|one| one.id == *id).peekable();
        if versions.peek().is_none() {
            let reason = format!("escalation: unknown deadline \"{id}\"");
            faults.unknown(rules::DEADLINES, FILE, None, reason);
        }
        if versions.any(|one| !matches!(one.term, Term::Within(_)) || one.start != StartEvent::Overdue) {
            faults.add(
                FILE,
                None,
                format!("escalation: \"{id}\" must be a term \"within\" that starts with \"overdue\""),
            );
        }
    }
}
