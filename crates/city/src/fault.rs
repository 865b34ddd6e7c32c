//! What is wrong with a pack, for the operator who wrote it: file, row and reason in plain English, all at once.

use std::{collections::HashSet, fmt};

/// One fault of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name within the pack.
    pub file: String,
    /// The line in the file, counted from 1, on which the faulty row begins; `None` when the file is meant.
    pub row: Option<usize>,
    /// What is wrong and what would be right.
    pub reason: String,
    /// The file in which the row names something that is not there.
    named_in: Option<&'static str>,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(out, "{}:{row}: {}", self.file, self.reason),
            None => write!(out, "{}: {}", self.file, self.reason),
        }
    }
}

/// All faults of a pack, at least one; shown one a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.0.iter().enumerate() {
            if position > 0 {
                out.write_str("\n")?;
            }
            fault.fmt(out)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

impl Faults {
    pub(crate) fn add(&mut self, file: &str, row: impl Into<Option<usize>>, reason: impl Into<String>) {
        self.0.push(Fault { file: file.to_owned(), row: row.into(), reason: reason.into(), named_in: None });
    }

    /// A row names something that is not in this file.
    pub(crate) fn unknown(
        &mut self,
        named_in: &'static str,
        file: &str,
        row: impl Into<Option<usize>>,
        reason: impl Into<String>,
    ) {
        self.0.push(Fault {
            file: file.to_owned(),
            row: row.into(),
            reason: reason.into(),
            named_in: Some(named_in),
        });
    }

    /// Leaves out what may be unknown only because the file that would name it has a fault of its own: that one is to be mended
    /// first, and would not be found among hundreds.
    pub(crate) fn without_what_follows(&mut self) {
        let faulty: HashSet<String> =
            self.0.iter().filter(|fault| fault.named_in.is_none()).map(|fault| fault.file.clone()).collect();
        self.0.retain(|fault| fault.named_in.is_none_or(|file| !faulty.contains(file)));
    }
}
