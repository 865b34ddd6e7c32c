//! What an examination looked at and what it found, in plain words.

use std::{fmt, path::PathBuf};

/// Findings that are told one by one; of more only the number.
const TOLD: usize = 50;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it contradicts what the log has signed: then nothing more may be signed.
    pub contradicts: bool,
    /// What and where.
    pub text: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Examined {
    /// Rows of the journal.
    pub entries: u64,
    /// Entries under the newest signed checkpoint; `None` without a log.
    pub signed: Option<u64>,
    /// Entries that wait for their place.
    pub pending: u64,
    /// Temporary files that a stop left in the folder of the log: harmless.
    pub left_over: Vec<PathBuf>,
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<Finding>,
    untold: u64,
}

impl Examined {
    /// Whether everything is as it should be.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// The first finding that contradicts what was signed.
    pub fn contradiction(&self) -> Option<&str> {
        self.findings.iter().find(|finding| finding.contradicts).map(|finding| finding.text.as_str())
    }

    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.note(false, text.into());
    }

    pub(super) fn contradict(&mut self, text: impl Into<String>) {
        self.note(true, text.into());
    }

    fn note(&mut self, contradicts: bool, text: String) {
        // The first contradiction is always told: what follows from it is more than a line in the log.
        if self.findings.len() < TOLD || contradicts && self.contradiction().is_none() {
            self.findings.push(Finding { contradicts, text });
        } else {
            self.untold += 1;
        }
    }
}

impl fmt::Display for Examined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Entries in the database   {}", self.entries)?;
        match self.signed {
            Some(size) => writeln!(f, "Entries that were signed  {size}")?,
            None => writeln!(f, "Entries that were signed  none: there is no public log here")?,
        }
        writeln!(f, "Entries that wait         {}", self.pending)?;
        for path in &self.left_over {
            writeln!(f, "Left over from a stop     {} (harmless; it may be deleted)", path.display())?;
        }
        if self.is_sound() {
            return writeln!(
                f,
                "\nSOUND: entries, files and checkpoint are what the rows of the journal give."
            );
        }
        writeln!(f, "\nNOT SOUND:")?;
        for finding in &self.findings {
            writeln!(f, "  - {}", finding.text)?;
        }
        if self.untold > 0 {
            writeln!(f, "  - and {} more of the kind", self.untold)?;
        }
        let advice = if self.contradiction().is_some() {
            "The database contradicts what was signed. Stop the server, keep a copy of everything, and see\n\
             docs/operation.md: `dantin heal` brings back entries that are missing."
        } else {
            "What was signed is not contradicted. `dantin heal` writes damaged or missing files anew from the rows."
        };
        writeln!(f, "\n{advice}")
    }
}
