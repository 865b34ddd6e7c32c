//! Short codes out of the city pack: agencies, areas, categories, rules.
//!
//! A code is at most 31 ASCII characters and lives in place, so that a replay copies it without allocating. What a
//! code stands for, and whether it exists, the city pack knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A code of 1 to 31 of A-Z, a-z, 0-9, `-`, `_` and `.`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    // Invariant: the first `length` bytes are ASCII of the set above, the others zero.
    bytes: [u8; 31],
    length: u8,
}

/// The text is no code: empty, too long or of other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACode;

impl fmt::Display for NotACode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a code is 1 to 31 of A-Z, a-z, 0-9, '-', '_' and '.'")
    }
}

impl std::error::Error for NotACode {}

impl Code {
    /// The code with this text, or that it is none.
    pub fn new(text: &str) -> Result<Self, NotACode> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if text.is_empty() || !text.bytes().all(allowed) {
            return Err(NotACode);
        }
        let mut bytes = [0; 31];
        bytes.get_mut(..text.len()).ok_or(NotACode)?.copy_from_slice(text.as_bytes());
        let length = u8::try_from(text.len()).map_err(|_too_long| NotACode)?;
        Ok(Self { bytes, length })
    }

    /// The code's text.
    pub fn as_str(&self) -> &str {
        self.bytes
            .get(..usize::from(self.length))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl FromStr for Code {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        Self::new(text)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

macro_rules! code_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Code);

        impl $name {
            /// The code with this text, or that it is none.
            pub fn new(text: &str) -> Result<Self, NotACode> {
                Code::new(text).map(Self)
            }

            /// The code's text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = NotACode;

            fn from_str(text: &str) -> Result<Self, NotACode> {
                Self::new(text)
            }
        }
    };
}

code_type!(
    /// An agency (cơ quan, đơn vị) of the city pack.
    AgencyCode
);
code_type!(
    /// A commune-level unit (phường, xã) of the city pack.
    AreaCode
);
code_type!(
    /// A category (lĩnh vực) of the city pack.
    CategoryCode
);
code_type!(
    /// A sub-category of the city pack.
    SubcategoryCode
);
code_type!(
    /// A deadline rule of the city pack.
    RuleCode
);
code_type!(
    /// A system that cases were imported from.
    SystemCode
);
code_type!(
    /// A provision of a draft, through all its versions.
    ProvisionCode
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_keeps_its_text_and_refuses_others() {
        assert_eq!(Code::new("ihanoi.normal").unwrap().as_str(), "ihanoi.normal");
        assert_eq!(Code::new("a".repeat(31).as_str()).unwrap().as_str().len(), 31);
        for text in ["", "a b", "đường", "a\"b", "a".repeat(32).as_str()] {
            assert_eq!(Code::new(text), Err(NotACode), "{text}");
        }
    }
}
