//! The table of street names: CSV with a name, a kind, a length, a point and the codes of the areas that the street crosses.
//! A bad row is reported with line, column and reason, and the others are read; which codes exist is the caller's knowledge.

use std::collections::HashMap;
use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::point::Point;

/// A street or alley by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Street {
    /// The name in NFC, with its kind ("Phố Huế").
    pub name: String,
    /// The kind ("Phố", "Ngõ"); empty when the file gives none.
    pub kind: String,
    /// Length in metres.
    pub length: u32,
    /// A point on or near the street.
    pub point: Point,
    /// Codes of the areas it crosses, as given.
    pub areas: Vec<String>,
    /// OpenStreetMap class of its most important part; empty when the file gives none.
    pub main_class: String,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreetFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// Name of the column; empty when the row as a whole is broken.
    pub column: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for StreetFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(out, ", column {}", self.column)?;
        }
        write!(out, ": {}", self.reason)
    }
}

impl std::error::Error for StreetFault {}

/// Reads a table of streets: columns `name`, `lon`, `lat` are required, `kind`, `length_km`, `ward_codes` (separated by spaces) and
/// `main_class` may be absent, others are ignored. Gives the good rows and the faults; a missing column is a fault of line 1.
pub fn read_streets(text: &str) -> (Vec<Street>, Vec<StreetFault>) {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = Lines { text, byte: 0, line: 1 };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns: HashMap<String, usize> = match reader.headers() {
        Ok(headers) => {
            headers.iter().enumerate().map(|(index, name)| (name.trim().to_owned(), index)).collect()
        }
        Err(fault) => {
            return (
                Vec::new(),
                vec![StreetFault { line: 1, column: String::new(), reason: fault.to_string() }],
            );
        }
    };
    let missing: Vec<StreetFault> = ["name", "lon", "lat"]
        .into_iter()
        .filter(|column| !columns.contains_key(*column))
        .map(|column| StreetFault {
            line: 1,
            column: column.to_owned(),
            reason: "the column is missing".to_owned(),
        })
        .collect();
    if !missing.is_empty() {
        return (Vec::new(), missing);
    }
    let mut streets = Vec::new();
    let mut faults = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = lines.at(record.position());
                match read_row(&record, &columns) {
                    Ok(street) => streets.push(street),
                    Err((column, reason)) => {
                        faults.push(StreetFault { line, column: column.to_owned(), reason });
                    }
                }
            }
            Err(fault) => {
                let line = lines.at(fault.position());
                faults.push(StreetFault { line, column: String::new(), reason: fault.to_string() });
            }
        }
    }
    (streets, faults)
}

/// Counts lines from where a record begins, since the reader's own count is one short after a line end of two characters.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.byte);
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let start = start + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.as_bytes().get(self.byte..start).unwrap_or_default();
        self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.byte = start.max(self.byte);
        self.line
    }
}

fn read_row(
    record: &csv::StringRecord,
    columns: &HashMap<String, usize>,
) -> Result<Street, (&'static str, String)> {
    let field = |column: &str| {
        columns.get(column).and_then(|index| record.get(*index)).map(str::trim).unwrap_or_default()
    };
    let number = |column: &'static str| {
        let text = field(column);
        text.parse::<f64>()
            .ok()
            .filter(|value| value.is_finite())
            .ok_or_else(|| (column, format!("\u{201c}{text}\u{201d} is not a number")))
    };
    let name: String = field("name").nfc().collect();
    if name.is_empty() {
        return Err(("name", "empty".to_owned()));
    }
    let kilometres = if field("length_km").is_empty() { 0.0 } else { number("length_km")? };
    if !(0.0..=10_000.0).contains(&kilometres) {
        return Err(("length_km", format!("{kilometres} is not between 0 and 10000")));
    }
    let point = Point::new(number("lat")?, number("lon")?).map_err(|fault| ("lat", fault.to_string()))?;
    Ok(Street {
        name,
        kind: field("kind").nfc().collect(),
        length: crate::point::whole(kilometres * 1000.0).unsigned_abs(),
        point,
        areas: field("ward_codes").split_whitespace().map(str::to_owned).collect(),
        main_class: field("main_class").to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_rows_are_read_and_bad_ones_named() {
        let text = "name,kind,length_km,lon,lat,ward_codes,main_class,other\r\n\
            Phố Mẫu,Phố,1.25,105.8,21.0,00001 00002,primary,9\r\n\
            Ngõ Sai,Ngõ,0.1,abc,21.0,00001,,\r\n\
            ,Ngõ,0.1,105.8,21.0,,,\r\n\
            Đường Xa,,,105.8,91.0,,,\r\n\
            Đường Thử,,,105.9,21.1,,,\r\n";
        let (streets, faults) = read_streets(text);
        assert_eq!(
            streets.iter().map(|street| street.name.as_str()).collect::<Vec<_>>(),
            ["Phố Mẫu", "Đường Thử"]
        );
        assert_eq!((streets[0].length, streets[0].areas.len(), streets[0].point.lon()), (1250, 2, 105.8));
        assert_eq!(
            faults.iter().map(|fault| (fault.line, fault.column.as_str())).collect::<Vec<_>>(),
            [(3, "lon"), (4, "name"), (5, "lat")]
        );
    }

    #[test]
    fn a_missing_column_is_named() {
        let (streets, faults) = read_streets("name,lon\nA,1\n");
        assert!(streets.is_empty());
        assert_eq!(
            faults.first().map(ToString::to_string).as_deref(),
            Some("line 1, column lat: the column is missing")
        );
        assert_eq!(read_streets("").1.len(), 3);
    }
}
