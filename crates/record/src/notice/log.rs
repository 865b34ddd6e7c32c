//! What the notices so far have told of the log and its figures, and which notice may follow.

use std::{collections::BTreeMap, fmt};

use dantin_journal::key::{KeyName, VerifierKey};

use super::{Definition, Fact, Notice};
use crate::book::figures::Figure;

/// Why a notice cannot stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInTurn {
    /// The log begins twice.
    SecondGenesis,
    /// Something is told of a log that has not begun.
    NoGenesis,
    /// The name is not the log's.
    OtherOrigin,
    /// The key has been announced already, or never.
    Key,
    /// The last key cannot be retired.
    LastKey,
    /// The version of a definition is not the next one.
    Version { expected: u32 },
    /// A figure is published that nobody has defined.
    Undefined(Figure),
    /// A figure that is defined is left out.
    Untold(Figure),
    /// Figures are said to be counted from another number of entries than stand before them.
    Size { size: u64 },
}

impl fmt::Display for NotInTurn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecondGenesis => formatter.write_str("the log has begun already"),
            Self::NoGenesis => formatter.write_str("the log has not begun"),
            Self::OtherOrigin => formatter.write_str("the name is not the log's"),
            Self::Key => formatter.write_str("the key was announced already, or never"),
            Self::LastKey => formatter.write_str("a log needs a key"),
            Self::Version { expected } => {
                write!(formatter, "the next version of the definition is {expected}")
            }
            Self::Undefined(figure) => write!(formatter, "{figure} has no definition"),
            Self::Untold(figure) => write!(formatter, "{figure} is defined and left out"),
            Self::Size { size } => {
                write!(formatter, "figures are said to be counted from {size} entries, and stand elsewhere")
            }
        }
    }
}

impl std::error::Error for NotInTurn {}

/// The log as its notices tell it.
#[derive(Clone, Debug, Default)]
pub struct LogState {
    /// Its name; none before it has begun.
    pub origin: Option<KeyName>,
    /// The keys in force, oldest first.
    pub keys: Vec<VerifierKey>,
    /// The schema in force.
    pub schema: Option<[u8; 32]>,
    /// The definitions in force.
    pub defined: BTreeMap<Figure, Definition>,
    /// Index and time of the latest published figures.
    pub published: Option<(u64, crate::moment::Moment)>,
}

impl LogState {
    /// Takes a notice at its index, or says why it cannot stand there and changes nothing.
    pub(crate) fn take(&mut self, index: u64, notice: &Notice) -> Result<(), NotInTurn> {
        match &notice.fact {
            Fact::Genesis { .. } if self.origin.is_some() => return Err(NotInTurn::SecondGenesis),
            Fact::Genesis { origin, key, schema } => {
                if key.name() != origin {
                    return Err(NotInTurn::OtherOrigin);
                }
                self.origin = Some(origin.clone());
                self.keys = vec![key.clone()];
                self.schema = Some(*schema);
            }
            Fact::Continued { origin, key, old_origin, .. } => {
                let before = self.origin.as_ref().ok_or(NotInTurn::NoGenesis)?;
                if before != old_origin || key.name() != origin || origin == old_origin {
                    return Err(NotInTurn::OtherOrigin);
                }
                self.origin = Some(origin.clone());
                self.keys = vec![key.clone()];
            }
            Fact::Schema { schema } => {
                self.origin.as_ref().ok_or(NotInTurn::NoGenesis)?;
                self.schema = Some(*schema);
            }
            Fact::KeyAdded { key } => {
                let origin = self.origin.as_ref().ok_or(NotInTurn::NoGenesis)?;
                if key.name() != origin {
                    return Err(NotInTurn::OtherOrigin);
                }
                if self.keys.contains(key) {
                    return Err(NotInTurn::Key);
                }
                self.keys.push(key.clone());
            }
            Fact::KeyRetired { key } => {
                self.origin.as_ref().ok_or(NotInTurn::NoGenesis)?;
                let place = self.keys.iter().position(|other| other == key).ok_or(NotInTurn::Key)?;
                if self.keys.len() == 1 {
                    return Err(NotInTurn::LastKey);
                }
                self.keys.remove(place);
            }
            Fact::MetricDefined(definition) => {
                let expected = self.defined.get(&definition.figure).map_or(1, |before| before.version + 1);
                if definition.version != expected {
                    return Err(NotInTurn::Version { expected });
                }
                self.defined.insert(definition.figure, definition.clone());
            }
            Fact::FigurePublished(publication) => {
                if publication.size != index {
                    return Err(NotInTurn::Size { size: publication.size });
                }
                let undefined = publication
                    .own
                    .keys()
                    .chain(publication.imported.keys())
                    .find(|figure| !self.defined.contains_key(figure));
                if let Some(figure) = undefined {
                    return Err(NotInTurn::Undefined(*figure));
                }
                // Whoever may choose which figures to tell, tells the good ones.
                let untold = |figure: &&Figure| {
                    let imported = figure.is_of_matters() || publication.imported.contains_key(*figure);
                    !(imported && publication.own.contains_key(*figure))
                };
                if let Some(figure) = self.defined.keys().find(untold) {
                    return Err(NotInTurn::Untold(*figure));
                }
                self.published = Some((index, notice.at));
            }
        }
        Ok(())
    }
}
