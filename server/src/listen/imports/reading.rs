//! Rows of an export as requests, by a mapping. A row that cannot be understood is a fault with its line, column and
//! reason, and the next row goes on; a row whose times contradict each other is real data, and is flagged. It knows
//! neither the database nor the pack.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};
use std::io::Read;

use csv::StringRecord;
use dantin_record::source::{SourceState, Word};
use dantin_words::clean_text_within;
use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};

use super::mapping::{LeaveOut, Mapping};
use super::request::{Flag, RowFault, SourceRequest, When};

/// The most characters of a text of the source that is kept.
const LONGEST_TEXT: usize = 400;

/// What a row is.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A request, at its first row.
    Request(Box<SourceRequest>),
    /// A further row of a request: one more who asked.
    Repeat(Word),
    /// Left behind by the rule of this position in the mapping.
    LeftOut(usize),
}

/// An export that is being read, row by row.
pub struct Reader<'m, R> {
    file: String,
    mapping: &'m Mapping,
    rows: csv::Reader<R>,
    positions: HashMap<String, usize>,
    width: usize,
    may_differ: Vec<usize>,
    /// Line and digest of the first row of each id.
    seen: HashMap<Word, (u64, u64)>,
}

impl<'m, R: Read> Reader<'m, R> {
    /// Reads the header; all columns that the mapping names and the file lacks are faults.
    pub fn open(file: &str, source: R, mapping: &'m Mapping) -> Result<Self, Vec<RowFault>> {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let fault = |column, reason| RowFault { file: file.to_owned(), line: 1, column, reason };
        let header = rows.headers().map_err(|error| vec![fault(None, reason_of(&error))])?;
        let mut positions = HashMap::new();
        let mut faults = Vec::new();
        for (position, name) in header.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').trim();
            if positions.insert(name.to_owned(), position).is_some() {
                faults.push(fault(Some(name.to_owned()), "the column stands twice".to_owned()));
            }
        }
        for name in mapping.column_names() {
            if !positions.contains_key(name) {
                faults.push(fault(Some(name.to_owned()), "the file has no such column".to_owned()));
            }
        }
        if !faults.is_empty() {
            faults.dedup();
            return Err(faults);
        }
        let width = header.len();
        let free = mapping.repeats.iter().flat_map(|repeats| &repeats.may_differ);
        let may_differ = free.filter_map(|name| positions.get(name).copied()).collect();
        Ok(Self { file: file.to_owned(), mapping, rows, positions, width, may_differ, seen: HashMap::new() })
    }

    fn read(&mut self, record: &StringRecord, line: u64) -> Result<Row, RowFault> {
        let cells =
            Cells { file: &self.file, mapping: self.mapping, positions: &self.positions, record, line };
        if record.len() != self.width {
            let reason = format!("the row has {} values, the header {}", record.len(), self.width);
            return Err(cells.fault(None, reason));
        }
        let stays = |rule: &LeaveOut| {
            cells.text(&rule.column).is_some_and(|text| rule.is.iter().any(|is| is == text))
        };
        if let Some(rule) = self.mapping.leave_out.iter().position(stays) {
            return Ok(Row::LeftOut(rule));
        }
        let id = cells.word(&self.mapping.columns.id)?;
        let digest = digest(record, &self.may_differ);
        match self.seen.entry(id) {
            Entry::Vacant(place) => {
                // Noted before the rest is read: repeats of a faulty row are not requests of their own.
                let id = place.key().clone();
                place.insert((line, digest));
                cells.request(id).map(|request| Row::Request(Box::new(request)))
            }
            Entry::Occupied(earlier) => {
                let (first, same) = *earlier.get();
                if self.mapping.repeats.is_none() {
                    return Err(cells.fault(
                        Some(&self.mapping.columns.id),
                        format!("the id stands on line {first} too"),
                    ));
                }
                if same != digest {
                    let reason = format!("the id stands on line {first} with other values");
                    return Err(cells.fault(Some(&self.mapping.columns.id), reason));
                }
                Ok(Row::Repeat(earlier.key().clone()))
            }
        }
    }
}

impl<R: Read> Iterator for Reader<'_, R> {
    type Item = Result<Row, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        match self.rows.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                Some(self.read(&record, line))
            }
            Err(error) => {
                let line = error.position().map_or_else(|| self.rows.position().line(), csv::Position::line);
                let over = matches!(error.kind(), csv::ErrorKind::Io(_));
                let fault =
                    RowFault { file: self.file.clone(), line, column: None, reason: reason_of(&error) };
                if over && self.rows.is_done() { None } else { Some(Err(fault)) }
            }
        }
    }
}

/// The row's values without those that may differ, as a number that tells rows apart.
fn digest(record: &StringRecord, but: &[usize]) -> u64 {
    let mut hasher = DefaultHasher::new();
    record
        .iter()
        .enumerate()
        .filter(|(at, _)| !but.contains(at))
        .for_each(|(_, value)| value.hash(&mut hasher));
    hasher.finish()
}

fn reason_of(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        csv::ErrorKind::Io(cause) => format!("the file cannot be read: {cause}"),
        _ => error.to_string(),
    }
}

/// The values of one row by the names of their columns.
struct Cells<'a> {
    file: &'a str,
    mapping: &'a Mapping,
    positions: &'a HashMap<String, usize>,
    record: &'a StringRecord,
    line: u64,
}

impl Cells<'_> {
    fn fault(&self, column: Option<&str>, reason: impl Into<String>) -> RowFault {
        RowFault {
            file: self.file.to_owned(),
            line: self.line,
            column: column.map(str::to_owned),
            reason: reason.into(),
        }
    }

    /// The value, unless it is missing.
    fn text(&self, column: &str) -> Option<&str> {
        let value = self.positions.get(column).and_then(|at| self.record.get(*at)).map(str::trim)?;
        (!value.is_empty() && !self.mapping.source.missing.iter().any(|word| word == value)).then_some(value)
    }

    fn needed(&self, column: &str) -> Result<&str, RowFault> {
        self.text(column).ok_or_else(|| self.fault(Some(column), "the value is missing"))
    }

    fn word(&self, column: &str) -> Result<Word, RowFault> {
        Word::new(self.needed(column)?).map_err(|error| self.fault(Some(column), error.to_string()))
    }

    /// A text that is kept: NFC, without control characters.
    fn kept(&self, column: Option<&String>) -> Result<Option<String>, RowFault> {
        let Some((column, text)) = column.and_then(|column| Some((column, self.text(column)?))) else {
            return Ok(None);
        };
        let clean = clean_text_within(text, LONGEST_TEXT);
        clean.map(Some).map_err(|_fault| {
            self.fault(Some(column), format!("more than {LONGEST_TEXT} characters, or a control character"))
        })
    }

    fn time(&self, column: &str) -> Result<Option<When>, RowFault> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let times = &self.mapping.times;
        let wrong = || self.fault(Some(column), format!("\"{text}\" is not a time as {}", times.format));
        let local = DateTime::strptime(&times.format, text).map_err(|_fault| wrong())?;
        let zone = &self.mapping.source.zone;
        let instant =
            |local: DateTime| local.to_zoned(zone.clone()).map(|at| at.timestamp()).map_err(|_fault| wrong());
        if local.time() == Time::midnight() && times.days.iter().any(|day| day == column) {
            let date = local.date();
            return Ok(Some(When::Day { date, end: instant(date.at(23, 59, 59, 0))? }));
        }
        Ok(Some(When::At(instant(local)?)))
    }

    fn request(&self, id: Word) -> Result<SourceRequest, RowFault> {
        let mapping = self.mapping;
        let columns = &mapping.columns;
        let time = |column: Option<&String>| column.map_or(Ok(None), |column| self.time(column));
        self.needed(&columns.requested)?;
        let requested = time(Some(&columns.requested))?;
        let requested =
            requested.ok_or_else(|| self.fault(Some(&columns.requested), "the value is missing"))?;
        let category = self.kept(Some(&columns.category))?;
        let category = category.ok_or_else(|| self.fault(Some(&columns.category), "the value is missing"))?;
        let category_name = self.kept(columns.category_name.as_ref())?.unwrap_or_else(|| category.clone());
        let word = self.word(&columns.status)?;
        let status = mapping.status.meaning(word.as_str()).ok_or_else(|| {
            self.fault(
                Some(&columns.status),
                format!("[status] of the mapping does not name \"{}\"", word.as_str()),
            )
        })?;
        let closings =
            columns.closed.iter().map(|column| self.time(column)).collect::<Result<Vec<_>, _>>()?;
        let closing = closings.into_iter().flatten().next();
        let (expected, done) = (time(columns.expected.as_ref())?, time(columns.done.as_ref())?);
        let changed = time(columns.updated.as_ref())?;
        let agency = self.kept(columns.agency.as_ref())?.and_then(|text| self.agency_name(&text));
        let area = self.kept(columns.area.as_ref())?.and_then(|text| self.area_code(&text));
        let mut flags = self.time_flags(requested, closing, changed, expected, done, status);
        let point = self.point(&mut flags)?;
        flags.extend((columns.area.is_some() && area.is_none()).then_some(Flag::WithoutArea));
        flags.extend((columns.agency.is_some() && agency.is_none()).then_some(Flag::WithoutAgency));
        let closed = closing.filter(|_| status != SourceState::Open);
        let updated = match changed {
            Some(changed) => changed.end(),
            None => closed.or(done).unwrap_or(requested).end(),
        };
        Ok(SourceRequest {
            line: self.line,
            id,
            requested: requested.end(),
            category,
            category_name,
            agency,
            status,
            word,
            closed,
            updated: updated.max(requested.end()),
            expected,
            done,
            point,
            address: self.kept(columns.address.as_ref())?,
            area,
            channel: self.kept(columns.channel.as_ref())?,
            flags,
        })
    }

    fn agency_name(&self, text: &str) -> Option<String> {
        let rule = &self.mapping.agencies;
        let short = rule
            .cut_at
            .as_ref()
            .and_then(|sign| text.split_once(sign.as_str()))
            .map_or(text, |(name, _)| name);
        let short = short.trim();
        let name = rule.names.get(short).map_or(short, String::as_str);
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn area_code(&self, text: &str) -> Option<String> {
        match self.mapping.areas.digits {
            None => Some(text.to_owned()),
            Some(digits) => {
                let number: u64 = text.parse().ok()?;
                let code = format!("{number:0>digits$}");
                (code.len() == digits).then_some(code)
            }
        }
    }

    fn time_flags(
        &self,
        requested: When,
        closed: Option<When>,
        changed: Option<When>,
        expected: Option<When>,
        done: Option<When>,
        status: SourceState,
    ) -> Vec<Flag> {
        let zone = &self.mapping.source.zone;
        let before = |one: Option<When>, two: Option<When>| match (one, two) {
            (Some(one), Some(two)) => one.is_before(two, zone),
            _ => false,
        };
        let hours_between = |one: Option<When>, two: Option<When>| match (one, two) {
            (Some(one), Some(two)) => two.end().duration_since(one.end()),
            _ => SignedDuration::ZERO,
        };
        let requested = Some(requested);
        let is_open = status == SourceState::Open;
        [
            (before(closed, requested), Flag::ClosedBeforeRequested),
            (before(done, requested), Flag::DoneBeforeRequested),
            (before(closed, done), Flag::DoneAfterClosed),
            (hours_between(done, closed) > SignedDuration::from_hours(7 * 24), Flag::ClosedLongAfterDone),
            (before(changed, closed), Flag::UpdatedBeforeClosed),
            (before(expected, requested), Flag::ExpectedBeforeRequested),
            (hours_between(requested, expected) > SignedDuration::from_hours(61 * 24), Flag::ExpectedFarAway),
            (
                !is_open && closed.is_none() && !self.mapping.columns.closed.is_empty(),
                Flag::ClosedWithoutTime,
            ),
            (is_open && closed.is_some(), Flag::OpenWithClosingTime),
        ]
        .into_iter()
        .filter_map(|(holds, flag)| holds.then_some(flag))
        .collect()
    }

    fn point(&self, flags: &mut Vec<Flag>) -> Result<Option<(f64, f64)>, RowFault> {
        let Some(rule) = &self.mapping.place else { return Ok(None) };
        let number = |column: &str| {
            let Some(text) = self.text(column) else { return Ok(None) };
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.map(Some).ok_or_else(|| self.fault(Some(column), format!("\"{text}\" is not a number")))
        };
        let (x, y) = match (number(&rule.x)?, number(&rule.y)?) {
            (Some(x), Some(y)) => (x, y),
            (None, None) => {
                flags.push(Flag::WithoutPoint);
                return Ok(None);
            }
            (None, Some(_)) => return Err(self.fault(Some(&rule.x), "one half of the point is missing")),
            (Some(_), None) => return Err(self.fault(Some(&rule.y), "one half of the point is missing")),
        };
        let (latitude, longitude) = rule.transverse_mercator.map_or((y, x), |grid| grid.to_degrees(x, y));
        if rule.bounds.contains(latitude, longitude) {
            return Ok(Some((latitude, longitude)));
        }
        flags.push(Flag::PointOutside);
        Ok(None)
    }
}
