//! What can go wrong in the store, the same on both engines. No driver's error leaves this crate, and no message
//! carries a value that somebody typed.

use std::fmt;

/// Why a statement or a transaction failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// [`Tx::one`](crate::Tx::one) found no row.
    NotFound,
    /// A unique key or a foreign key was violated.
    ///
    /// For a unique key or primary key `constraint` is `table.column` or `table.column,column`, for a unique index
    /// over expressions the index's name, and for any foreign key the words `foreign key` (SQLite tells no more).
    Conflict {
        /// Which rule, named equally on both engines.
        constraint: String,
    },
    /// A value or a row breaks a rule: a check, a missing value, a wrong type, U+0000 in a text, a number that is
    /// not finite.
    Invalid {
        /// The name of the check, `table.column`, `column 3` or `parameter $2`.
        place: String,
        /// What is wrong with it, without the value.
        reason: String,
    },
    /// Another process holds the database, or every retry met a deadlock or a serialization failure.
    Busy,
    /// The disk is full, or a quota or a limit on the size of files is reached; nothing was stored.
    DiskFull,
    /// The closure panicked; its effects were rolled back.
    Panicked {
        /// The panic's message.
        message: String,
    },
    /// The database was closed before the closure could run.
    Closed,
    /// Anything else the engine said; unexpected.
    Engine(String),
}

impl Error {
    /// Whether a text held U+0000, which no database keeps: what was asked for is not there.
    pub fn is_of_nul(&self) -> bool {
        matches!(self, Error::Invalid { reason, .. } if reason == crate::value::NUL)
    }

    /// An [`Error::Invalid`] about `place`.
    pub fn invalid(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid { place: place.into(), reason: reason.into() }
    }

    /// Whether this is a conflict on the given constraint, for instance `cases.code`.
    pub fn is_conflict_on(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint == name)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such row"),
            Self::Conflict { constraint } => write!(f, "conflict with {constraint}"),
            Self::Invalid { place, reason } => write!(f, "invalid value in {place}: {reason}"),
            Self::Busy => f.write_str("the database is busy"),
            Self::DiskFull => f.write_str("the disk of the database is full"),
            Self::Panicked { message } => write!(f, "a transaction panicked: {message}"),
            Self::Closed => f.write_str("the database is closed"),
            Self::Engine(message) => write!(f, "database error: {message}"),
        }
    }
}

impl std::error::Error for Error {}
