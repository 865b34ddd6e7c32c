//! What is wrong with a pack, for the operator who wrote it: file, row and reason in plain English, all at once.

use std::fmt;

/// One fault of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name within the pack.
    pub file: String,
    /// The line in the file, counted from 1, on which the faulty row begins; `None` when the file is meant.
    pub row: Option<usize>,
    /// What is wrong and what would be right.
    pub reason: String,
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
        self.0.push(Fault { file: file.to_owned(), row: row.into(), reason: reason.into() });
    }
}
