//! CSV files of a pack: the header must be exactly the expected columns in any order, each row knows its line, and
//! a cell that does not fit is a fault with the column's name.

use std::collections::HashMap;
use std::str::FromStr;

use dantin_calendar::{Bilingual, Confidence};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as WordError, StrDeserializer};

use super::{is_code, text_fault};
use crate::fault::Faults;
use crate::files::Files;

/// One row with its line in the file.
pub(super) struct Row<'a> {
    file: &'a str,
    pub line: usize,
    columns: &'a HashMap<String, usize>,
    record: csv::StringRecord,
}

/// Reads the rows of a file; a wrong header or a row of another length is a fault.
pub(super) fn read<'a>(
    file: &'a str,
    files: &Files,
    expected: &[&str],
    columns: &'a mut HashMap<String, usize>,
    faults: &mut Faults,
) -> Vec<Row<'a>> {
    let Some(text) = files.text(file, faults) else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            faults.add(file, 1, error.to_string());
            return Vec::new();
        }
    };
    let before = faults.0.len();
    for (position, name) in header.iter().enumerate() {
        if !expected.contains(&name) {
            faults.add(file, 1, format!("unknown column \"{name}\"; known are {}", expected.join(", ")));
        } else if columns.insert(name.to_owned(), position).is_some() {
            faults.add(file, 1, format!("the column \"{name}\" stands twice"));
        }
    }
    for name in expected {
        if !columns.contains_key(*name) {
            faults.add(file, 1, format!("the column \"{name}\" is missing"));
        }
    }
    if faults.0.len() > before {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                rows.push(Row { file, line: usize::try_from(line).unwrap_or(0), columns, record });
            }
            Err(error) => {
                let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
                faults.add(file, line, cell_count_or(&error));
            }
        }
    }
    rows
}

fn cell_count_or(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} cells, the header {expected_len}")
        }
        _ => error.to_string(),
    }
}

impl Row<'_> {
    pub fn fault(&self, faults: &mut Faults, reason: impl Into<String>) {
        faults.add(self.file, self.line, reason);
    }

    /// The row names something that is not in another file of the pack.
    pub fn unknown(&self, named_in: &'static str, faults: &mut Faults, reason: impl Into<String>) {
        faults.unknown(named_in, self.file, self.line, reason);
    }

    /// A cell as it stands.
    pub fn cell(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|position| self.record.get(*position)).unwrap_or_default()
    }

    /// A cell that people read.
    pub fn text(&self, column: &str, faults: &mut Faults) -> Option<String> {
        let text = self.cell(column);
        match text_fault(column, text) {
            None => Some(text.to_owned()),
            Some(reason) => {
                self.fault(faults, reason);
                None
            }
        }
    }

    /// Two cells, `{name}_vi` and `{name}_en`.
    pub fn words(&self, name: &str, faults: &mut Faults) -> Option<Bilingual> {
        let (vi, en) = (self.text(&format!("{name}_vi"), faults), self.text(&format!("{name}_en"), faults));
        Some(Bilingual { vi: vi?, en: en? })
    }

    /// A code of `[a-z0-9-]`.
    pub fn code(&self, column: &str, faults: &mut Faults) -> Option<String> {
        let text = self.cell(column);
        if is_code(text) {
            return Some(text.to_owned());
        }
        self.fault(
            faults,
            format!("{column} \"{text}\" is not a code of small letters a-z, digits and hyphens"),
        );
        None
    }

    /// A date or number.
    pub fn value<T: FromStr>(&self, column: &str, what: &str, faults: &mut Faults) -> Option<T> {
        let text = self.cell(column);
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(faults, format!("{column} \"{text}\" is not {what}"));
        }
        value
    }

    /// One word of a fixed set.
    pub fn word<T: for<'de> Deserialize<'de>>(&self, column: &str, faults: &mut Faults) -> Option<T> {
        let cell: StrDeserializer<'_, WordError> = self.cell(column).into_deserializer();
        match T::deserialize(cell) {
            Ok(word) => Some(word),
            Err(error) => {
                self.fault(faults, format!("{column}: {error}"));
                None
            }
        }
    }

    /// Where the row comes from and how sure its authors are.
    pub fn provenance(&self, faults: &mut Faults) -> Option<(String, Confidence)> {
        let (source, confidence) = (self.text("source", faults), self.word("confidence", faults));
        Some((source?, confidence?))
    }
}
