//! What could not be taken of an export: the first rows on the terminal, and all of them in a file where one is named.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::listen::imports::request::RowFault;

/// Faults that are shown one by one.
const SHOWN: usize = 50;

/// Where the faults of an import go.
pub(super) struct Faults {
    file: Option<(PathBuf, csv::Writer<File>)>,
    /// The first trouble with the file: the walk goes on, and the end says it.
    trouble: Option<csv::Error>,
}

impl Faults {
    /// Makes the file, where one is wanted; one that is there is never overwritten.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Faults> {
        let Some(path) = path else { return Ok(Faults { file: None, trouble: None }) };
        let file = File::create_new(path).with_context(|| {
            format!("cannot make {} for the faults; name a file that is not there yet", path.display())
        })?;
        let mut rows = csv::Writer::from_writer(file);
        rows.write_record(["file", "line", "column", "reason"])
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Faults { file: Some((path.to_owned(), rows)), trouble: None })
    }

    /// Notes a fault in the file.
    pub(super) fn note(&mut self, fault: &RowFault) {
        let Some((_, rows)) = &mut self.file else { return };
        let line = fault.line.to_string();
        let column = fault.column.as_deref().unwrap_or_default();
        if let Err(error) = rows.write_record([fault.file.as_str(), &line, column, &fault.reason]) {
            self.trouble.get_or_insert(error);
        }
    }

    /// Shows the first faults of `all`, and says where the others are to be found.
    pub(super) fn show(&self, faults: &[RowFault], all: u64) {
        for fault in faults.iter().take(SHOWN) {
            eprintln!("{fault}");
        }
        let shown = faults.len().min(SHOWN) as u64;
        if all > shown {
            let more = all - shown;
            match &self.file {
                Some((path, _)) => eprintln!("… and {more} more; {} holds all of them.", path.display()),
                None => eprintln!("… and {more} more; --faults FILE.csv writes all of them into a file."),
            }
        }
        if all > 0 {
            eprintln!("{all} rows cannot be taken.");
        }
    }

    /// Ends the file; the first trouble with it is the error.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let Some((path, mut rows)) = self.file else { return Ok(()) };
        let written = self.trouble.map_or_else(|| rows.flush().map_err(csv::Error::from), Err);
        written.with_context(|| format!("{} does not hold all faults", path.display()))
    }
}
