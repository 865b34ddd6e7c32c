//! The names of committed fields. Which fields an event has is the writer's to choose; here is only how they are spelled.

use std::fmt;

use dantin_journal::canonical::is_key;
use serde::{Deserialize, Serialize};

/// The name of a committed field, such as `text` or `contact`: 1 to 40 of a-z, 0-9, `.` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldName(pub(crate) String);

/// The text is no field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAFieldName;

impl fmt::Display for NotAFieldName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a field name is 1 to 40 of a-z, 0-9, '.' and '_'")
    }
}

impl std::error::Error for NotAFieldName {}

impl FieldName {
    /// The field name with this text.
    pub fn new(text: &str) -> Result<Self, NotAFieldName> {
        if is_key(text) { Ok(Self(text.to_owned())) } else { Err(NotAFieldName) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FieldName {
    type Error = NotAFieldName;

    fn try_from(text: String) -> Result<Self, NotAFieldName> {
        if is_key(&text) { Ok(Self(text)) } else { Err(NotAFieldName) }
    }
}

impl From<FieldName> for String {
    fn from(name: FieldName) -> Self {
        name.0
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
