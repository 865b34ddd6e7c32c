//! `deadlines.toml` and `holidays.csv`, and the calendar they and the working hours make.

use std::collections::{HashMap, HashSet};

use dantin_calendar::{
    Amount, Bilingual, Calendar, Confidence, Deadline, DeadlineFault, Deadlines, Period, RuleKind,
    StartEvent, Term,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::tables::{self, check_words};
use super::{rows, text_fault};
use crate::fault::Faults;
use crate::files::Files;
use crate::model::{Holiday, HolidayKind, NotFound, Settings};

pub(super) const DEADLINES: &str = "deadlines.toml";
const HOLIDAYS: &str = "holidays.csv";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDeadline {
    id: String,
    valid_from: String,
    valid_to: Option<String>,
    within: Option<Length>,
    at_least: Option<Length>,
    before: Option<Length>,
    every: Option<Every>,
    start: StartEvent,
    duty: Bilingual,
    who: Bilingual,
    basis: String,
    kind: RuleKind,
    confidence: Confidence,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Length {
    working_hours: Option<u32>,
    working_days: Option<u32>,
    days: Option<u32>,
    hours: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Every {
    times: u32,
    period: Period,
}

pub(super) fn deadlines(files: &Files, faults: &mut Faults) -> (Option<Deadlines>, Vec<NotFound>) {
    let Some(mut lists) = tables::read(DEADLINES, files, &["deadline", "not_found"], faults) else {
        return (None, Vec::new());
    };
    let before = faults.0.len();
    let mut lines = HashMap::new();
    let mut rules = Vec::new();
    for (line, raw) in lists.take::<RawDeadline>("deadline", faults) {
        if let Some(rule) = deadline(line, raw, faults) {
            lines.insert((rule.id.clone(), rule.valid_from), line);
            rules.push(rule);
        }
    }
    let mut not_found = Vec::new();
    for (line, row) in lists.take::<NotFound>("not_found", faults) {
        check_words(DEADLINES, line, "reason", &row.reason, faults);
        if rules.iter().any(|rule| rule.id == row.id) {
            faults.add(DEADLINES, line, format!("{} is given as a deadline and as not found", row.id));
        }
        not_found.push(row);
    }
    // A rule that could not be read would make every reference to it look wrong as well.
    let complete = faults.0.len() == before;
    match Deadlines::new(rules) {
        Ok(table) => (complete.then_some(table), not_found),
        Err(found) => {
            for fault in found {
                let key = match &fault {
                    DeadlineFault::EndsBeforeItBegins { id, valid_from } => (id.clone(), *valid_from),
                    DeadlineFault::Overlap { id, second, .. } => (id.clone(), *second),
                };
                faults.add(DEADLINES, lines.get(&key).copied(), fault.to_string());
            }
            (None, not_found)
        }
    }
}

fn deadline(line: usize, raw: RawDeadline, faults: &mut Faults) -> Option<Deadline> {
    let before = faults.0.len();
    let letter =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'_';
    if raw.id.is_empty() || !raw.id.bytes().all(letter) {
        let reason = format!("id \"{}\" is not of small letters, digits, dots and underscores", raw.id);
        faults.add(DEADLINES, line, reason);
    }
    check_words(DEADLINES, line, "duty", &raw.duty, faults);
    check_words(DEADLINES, line, "who", &raw.who, faults);
    if let Some(reason) = text_fault("basis", &raw.basis) {
        faults.add(DEADLINES, line, reason);
    }
    let valid_from = date(line, "valid_from", &raw.valid_from, faults);
    let valid_to = raw.valid_to.as_deref().map(|text| date(line, "valid_to", text, faults));
    let terms = [
        raw.within.map(|length| Some(Term::Within(amount(line, &length, faults)?))),
        raw.at_least.map(|length| Some(Term::AtLeast(amount(line, &length, faults)?))),
        raw.before.map(|length| Some(Term::Before(amount(line, &length, faults)?))),
        raw.every.map(|every| Some(Term::Every { times: every.times, period: every.period })),
    ];
    let mut given = terms.into_iter().flatten();
    let (first, second) = (given.next(), given.next());
    if first.is_none() || second.is_some() {
        faults.add(DEADLINES, line, format!("{}: give one of within, at_least, before, every", raw.id));
    }
    let (valid_from, term) = (valid_from?, first??);
    if faults.0.len() > before {
        return None;
    }
    Some(Deadline {
        id: raw.id,
        valid_from,
        valid_to: valid_to.flatten(),
        term,
        start: raw.start,
        duty: raw.duty,
        who: raw.who,
        basis: raw.basis,
        kind: raw.kind,
        confidence: raw.confidence,
        note: raw.note,
    })
}

fn date(line: usize, name: &str, text: &str, faults: &mut Faults) -> Option<Date> {
    let date = text.parse().ok();
    if date.is_none() {
        faults.add(DEADLINES, line, format!("{name} \"{text}\" is not a date as 2026-07-01"));
    }
    date
}

fn amount(line: usize, length: &Length, faults: &mut Faults) -> Option<Amount> {
    let amounts = [
        length.working_hours.map(Amount::WorkingHours),
        length.working_days.map(Amount::WorkingDays),
        length.days.map(Amount::Days),
        length.hours.map(Amount::Hours),
    ];
    let mut given = amounts.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(amount), None) if count(amount) > 0 && count(amount) <= 10_000 => Some(amount),
        (Some(_), None) => {
            faults.add(DEADLINES, line, "the number of a term must lie between 1 and 10000");
            None
        }
        _ => {
            faults.add(DEADLINES, line, "a term has one of working_hours, working_days, days, hours");
            None
        }
    }
}

fn count(amount: Amount) -> u32 {
    let (Amount::WorkingHours(count)
    | Amount::WorkingDays(count)
    | Amount::Days(count)
    | Amount::Hours(count)) = amount;
    count
}

pub(super) fn holidays(files: &Files, flags: Option<&[String]>, faults: &mut Faults) -> Vec<Holiday> {
    let expected = ["date", "kind", "flag", "name_vi", "name_en", "source", "confidence", "note"];
    let mut columns = HashMap::new();
    let mut seen = HashSet::new();
    let mut named = HashSet::new();
    let mut holidays: Vec<Holiday> = Vec::new();
    for row in rows::read(HOLIDAYS, files, &expected, &mut columns, faults) {
        let date: Option<Date> = row.value("date", "a date as 2026-01-02", faults);
        let kind = row.word("kind", faults);
        let name = row.words("name", faults);
        let provenance = row.provenance(faults);
        let flag = Some(row.cell("flag").to_owned()).filter(|flag| !flag.is_empty());
        if kind.is_some_and(|kind: HolidayKind| (kind == HolidayKind::Flagged) != flag.is_some()) {
            row.fault(faults, "a row of the kind flagged has a flag, and no other row has one");
        }
        let (Some(date), Some(kind), Some(name), Some((source, confidence))) = (date, kind, name, provenance)
        else {
            continue;
        };
        if !seen.insert(date) {
            row.fault(faults, format!("the date {date} stands twice"));
        }
        named.extend(flag.clone());
        let note = row.cell("note").to_owned();
        holidays.push(Holiday { date, kind, flag, name, source, confidence, note });
    }
    for flag in flags.unwrap_or_default().iter().filter(|flag| !named.contains(*flag)) {
        faults.add("city.toml", None, format!("flags: no row of holidays.csv has the flag \"{flag}\""));
    }
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

pub(super) fn calendar(settings: &Settings, holidays: &[Holiday], faults: &mut Faults) -> Option<Calendar> {
    let zone = TimeZone::get(&settings.zone).ok()?;
    let mut calendar = match Calendar::new(zone, settings.hours.clone()) {
        Ok(calendar) => calendar,
        Err(reason) => {
            faults.add("city.toml", None, format!("hours: {reason}"));
            return None;
        }
    };
    for holiday in holidays {
        match holiday.kind {
            HolidayKind::PublicHoliday | HolidayKind::InLieu | HolidayKind::SwapOff => {
                calendar.set_day_off(holiday.date);
            }
            HolidayKind::WorkingDay => calendar.set_working_day(holiday.date),
            HolidayKind::Flagged => {
                if holiday.flag.as_ref().is_some_and(|flag| settings.flags.contains(flag)) {
                    calendar.set_day_off(holiday.date);
                }
            }
        }
    }
    Some(calendar)
}
