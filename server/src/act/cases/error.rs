//! Why a command on a case or a matter was not carried out. A closed list; the pages have words for each.

use dantin_record::{matter::MatterRefusal, refusal::Refusal};

use crate::act::deadlines::NoDeadline;

/// The reasons.
#[derive(Debug)]
pub enum CaseError {
    /// There is no such case.
    NotFound,
    /// The rules of the case refuse it.
    Refused(Refusal),
    /// The rules of the matter refuse it.
    MatterRefused(MatterRefusal),
    /// Somebody else acted since the page was shown; the number is how many events the case has now.
    Stale {
        /// Events of the case now.
        version: i64,
    },
    /// A code that the city pack does not have: which field, and the code.
    Unknown {
        /// `category`, `area`, `agency`…
        field: &'static str,
        /// What was sent.
        code: String,
    },
    /// Words of a report are changed or left out, and nobody said why.
    ReasonMissing,
    /// The pack gives no due time.
    Deadline(NoDeadline),
    /// The record of the case in the database cannot be read back.
    Damaged(String),
    /// The store failed.
    Store(dantin_store::Error),
}

impl std::fmt::Display for CaseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such case"),
            Self::Refused(refusal) => write!(f, "refused: {}", refusal.code()),
            Self::MatterRefused(refusal) => write!(f, "refused: {}", refusal.code()),
            Self::Stale { version } => write!(f, "the case has moved on to event {version}"),
            Self::Unknown { field, code } => write!(f, "unknown {field} {code}"),
            Self::ReasonMissing => f.write_str("a redaction needs a reason"),
            Self::Deadline(reason) => reason.fmt(f),
            Self::Damaged(reason) => write!(f, "the stored case cannot be read: {reason}"),
            Self::Store(error) => error.fmt(f),
        }
    }
}
impl std::error::Error for CaseError {}

impl From<dantin_store::Error> for CaseError {
    fn from(error: dantin_store::Error) -> CaseError {
        match error {
            dantin_store::Error::NotFound => CaseError::NotFound,
            other => CaseError::Store(other),
        }
    }
}
impl From<Refusal> for CaseError {
    fn from(refusal: Refusal) -> CaseError {
        CaseError::Refused(refusal)
    }
}
impl From<MatterRefusal> for CaseError {
    fn from(refusal: MatterRefusal) -> CaseError {
        CaseError::MatterRefused(refusal)
    }
}
impl From<NoDeadline> for CaseError {
    fn from(reason: NoDeadline) -> CaseError {
        CaseError::Deadline(reason)
    }
}
