//! Why a journal could not be copied or read back.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use dantin_journal::tree::TreeError;

use crate::source::Cannot;

/// Why a copy did not grow.
#[derive(Debug)]
pub enum Trouble {
    /// Something could not be read or written: no finding about the journal, and worth another try.
    Cannot(Cannot),
    /// The journal is not what it must be.
    Wrong(Wrong),
}

/// What is wrong with a journal.
#[derive(Debug)]
pub struct Wrong {
    /// In plain words.
    pub what: String,
    /// Files with the notes that show it; none where the notes show nothing.
    pub evidence: Vec<PathBuf>,
    /// Whether it may be an old copy on the way, such as that of a cache, so that another try is worth it.
    pub may_pass: bool,
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cannot(cannot) => cannot.fmt(formatter),
            Self::Wrong(wrong) => {
                formatter.write_str(&wrong.what)?;
                wrong.evidence.iter().try_for_each(|path| write!(formatter, "\n  kept: {}", path.display()))
            }
        }
    }
}

impl std::error::Error for Trouble {}

impl From<Cannot> for Trouble {
    fn from(cannot: Cannot) -> Self {
        Self::Cannot(cannot)
    }
}

impl From<TreeError<Trouble>> for Trouble {
    fn from(error: TreeError<Trouble>) -> Self {
        match error {
            TreeError::Fetch(trouble) => trouble,
            error => wrong(error.to_string()),
        }
    }
}

/// A finding without evidence.
pub(crate) fn wrong(what: impl Into<String>) -> Trouble {
    Trouble::Wrong(Wrong { what: what.into(), evidence: Vec::new(), may_pass: false })
}

/// A file of one's own that cannot be read or written.
pub(crate) fn cannot(path: &Path, error: &io::Error) -> Cannot {
    Cannot(format!("{}: {error}", path.display()))
}
