//! Notices: entries of the journal that belong to no case. With them the log says under which name, key and schema it is
//! kept, and the city says what its figures mean and what they came to. A notice stands for itself: it has no earlier entry,
//! carries no commitment and tells of nobody. When figures are due and who holds the keys, it does not know.

mod log;
mod wire;

use std::collections::BTreeMap;

use dantin_journal::{
    hash::Hash,
    key::{KeyName, VerifierKey},
};

use crate::{
    book::figures::{Figure, Value},
    entry::Malformed,
    list::closed_list,
    moment::Moment,
};

pub use log::{LogState, NotInTurn};
pub(crate) use wire::read_fact;

/// The JSON Schema of every entry that this version writes.
pub const SCHEMA: &str = include_str!("../../schema/entry.json");

/// SHA-256 of [`SCHEMA`], by which `log.genesis` and `log.schema` name it.
pub fn schema_hash() -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(SCHEMA.as_bytes()).into()
}

/// The most characters in one text of a definition.
pub const MAX_DEFINITION: usize = 1500;
/// The most languages of a definition.
pub const MAX_LANGUAGES: usize = 8;

closed_list! {
    /// The types of notices.
    FactKind {
        Genesis = "log.genesis",
        Continued = "log.continued",
        Schema = "log.schema",
        KeyAdded = "log.key.added",
        KeyRetired = "log.key.retired",
        MetricDefined = "metric.defined",
        FigurePublished = "figure.published",
    }
}

impl FactKind {
    /// Who says it: whoever runs the installation, or time itself, which makes figures due.
    pub const fn by(self) -> &'static str {
        match self {
            Self::FigurePublished => "clock",
            _ => "operator",
        }
    }
}

closed_list! {
    /// Why a log ended and another goes on from it.
    ContinueReason {
        /// Signed entries were lost and stand nowhere any more.
        EntriesLost = "entries_lost",
        /// Somebody else may have had the secret key.
        KeyCompromised = "key_compromised",
        /// The log moved to another address.
        Moved = "moved",
    }
}

/// A figure's meaning, in words, for good; a change is a new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub figure: Figure,
    /// From 1.
    pub version: u32,
    /// By language, such as `vi` and `en`.
    pub text: BTreeMap<String, String>,
}

/// Figures as they were published: counted from exactly the entries before the notice, at the notice's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// How many entries were counted; equal to the notice's own index.
    pub size: u64,
    /// The time zone by which months begin, as the IANA names it.
    pub zone: String,
    /// Of the cases that are worked on here.
    pub own: BTreeMap<Figure, Value>,
    /// Of the cases of other systems.
    pub imported: BTreeMap<Figure, Value>,
    /// SHA-256 of the tables by agency, area, category and month ([`crate::book::figures::tables::Tables::text`]).
    pub tables: [u8; 32],
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The log begins.
    Genesis {
        origin: KeyName,
        key: VerifierKey,
        schema: [u8; 32],
    },
    /// The log of the old name has ended with this checkpoint; the entries before this one are those that are left of it.
    Continued {
        origin: KeyName,
        key: VerifierKey,
        old_origin: KeyName,
        old_size: u64,
        old_root: Hash,
        reason: ContinueReason,
    },
    /// From here on entries follow another schema.
    Schema {
        schema: [u8; 32],
    },
    /// Checkpoints are signed with this key too.
    KeyAdded {
        key: VerifierKey,
    },
    /// Checkpoints are no longer signed with this key.
    KeyRetired {
        key: VerifierKey,
    },
    MetricDefined(Definition),
    FigurePublished(Publication),
}

impl Fact {
    /// Its type.
    pub const fn kind(&self) -> FactKind {
        match self {
            Self::Genesis { .. } => FactKind::Genesis,
            Self::Continued { .. } => FactKind::Continued,
            Self::Schema { .. } => FactKind::Schema,
            Self::KeyAdded { .. } => FactKind::KeyAdded,
            Self::KeyRetired { .. } => FactKind::KeyRetired,
            Self::MetricDefined(_) => FactKind::MetricDefined,
            Self::FigurePublished(_) => FactKind::FigurePublished,
        }
    }
}

/// An entry that belongs to no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When it was sequenced.
    pub at: Moment,
    pub fact: Fact,
}

impl Notice {
    /// The canonical bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        wire::write(self)
    }
}
