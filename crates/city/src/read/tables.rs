//! TOML files of a pack that are lists of tables (`[[category]]`): each table is read on its own, so that a fault in
//! one does not hide the next, and knows the line on which it begins.

use std::collections::BTreeMap;

use dantin_calendar::Bilingual;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::text_fault;
use crate::fault::Faults;
use crate::files::Files;

/// The tables of a file by the name of their list.
pub(super) struct Tables<'a> {
    file: &'a str,
    lists: BTreeMap<String, Vec<(usize, toml::Value)>>,
}

/// Line of a byte offset, counted from 1.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// Lines of byte offsets that ascend, each counted from the one before.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> usize {
        let passed = self.text.get(self.at..offset).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.at = self.at.max(offset);
        self.line
    }
}

/// Reads a file of lists; text that is not TOML, or a list of another name, is a fault.
pub(super) fn read<'a>(
    file: &'a str,
    files: &Files,
    known: &[&str],
    faults: &mut Faults,
) -> Option<Tables<'a>> {
    let text = files.text(file, faults)?;
    let lists: BTreeMap<String, Vec<Spanned<toml::Value>>> = match toml::from_str(text) {
        Ok(lists) => lists,
        Err(error) => {
            let line = error.span().map(|span| line_at(text, span.start));
            faults.add(file, line, error.message());
            return None;
        }
    };
    let mut tables = Tables { file, lists: BTreeMap::new() };
    for (name, list) in lists {
        let mut lines = Lines { text, at: 0, line: 1 };
        let rows: Vec<_> =
            list.into_iter().map(|table| (lines.at(table.span().start), table.into_inner())).collect();
        if known.contains(&name.as_str()) {
            tables.lists.insert(name, rows);
        } else {
            let line = rows.first().map(|row| row.0);
            faults.add(file, line, format!("unknown list \"{name}\"; known are {}", known.join(", ")));
        }
    }
    Some(tables)
}

impl Tables<'_> {
    /// The tables of one list as a type, each with its line; a table that does not fit is a fault.
    pub fn take<T: DeserializeOwned>(&mut self, name: &str, faults: &mut Faults) -> Vec<(usize, T)> {
        let mut rows = Vec::new();
        for (line, value) in self.lists.remove(name).unwrap_or_default() {
            match value.try_into() {
                Ok(row) => rows.push((line, row)),
                Err(error) => {
                    let error: toml::de::Error = error;
                    faults.add(self.file, line, error.message().trim());
                }
            }
        }
        rows
    }
}

/// Checks a text in both languages.
pub(super) fn check_words(
    file: &str,
    line: impl Into<Option<usize>>,
    name: &str,
    words: &Bilingual,
    faults: &mut Faults,
) {
    let line = line.into();
    for (language, text) in [("vi", &words.vi), ("en", &words.en)] {
        if let Some(reason) = text_fault(&format!("{name}.{language}"), text) {
            faults.add(file, line, reason);
        }
    }
}
