//! How a case is named: the id that entries use, and the short code that people read to each other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::moment::Moment;

const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Crockford's alphabet: no I, L, O and U, which people mistake for digits or read as words.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS: usize = 6;

/// A case in entries: a time and 80 random bits, written as 26 characters of lower-case base32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub [u8; 16]);

/// The text names no case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("this is not the id or code of a case")
    }
}

impl std::error::Error for NotAnId {}

impl CaseId {
    /// An id whose first 48 bits are the milliseconds of `at` since 1970, as in a UUID of version 7 (RFC 9562), the others
    /// `random`: rows of new cases lie side by side in every index, and what it tells of the time the journal tells anyway.
    pub fn new(at: Moment, random: [u8; 10]) -> Self {
        let mut bytes = [0; 16];
        let [_, _, time @ ..] = at.as_millisecond().to_be_bytes();
        for (to, from) in bytes.iter_mut().zip(time.into_iter().chain(random)) {
            *to = from;
        }
        Self(bytes)
    }

    /// The 26 characters as bytes.
    pub fn to_text(self) -> [u8; 26] {
        let bits = u128::from_be_bytes(self.0);
        std::array::from_fn(|index| {
            // 26 symbols hold 130 bits; the two missing ones are zeros at the end.
            let shift = 123_i32 - 5 * i32::try_from(index).unwrap_or(0);
            let symbol = if shift >= 0 { bits >> shift } else { bits << -shift };
            symbol_of(BASE32, symbol)
        })
    }
}

fn symbol_of(alphabet: &[u8; 32], bits: u128) -> u8 {
    usize::try_from(bits & 31).ok().and_then(|index| alphabet.get(index).copied()).unwrap_or(b'0')
}

impl FromStr for CaseId {
    type Err = NotAnId;

    /// Reads exactly the written form.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 26 {
            return Err(NotAnId);
        }
        let mut bits = 0_u128;
        for (index, byte) in text.bytes().enumerate() {
            let symbol = match byte {
                b'a'..=b'z' => byte - b'a',
                b'2'..=b'7' => byte - b'2' + 26,
                _ => return Err(NotAnId),
            };
            if index == 25 {
                if symbol & 3 != 0 {
                    return Err(NotAnId);
                }
                bits = bits << 3 | u128::from(symbol >> 2);
            } else {
                bits = bits << 5 | u128::from(symbol);
            }
        }
        Ok(Self(bits.to_be_bytes()))
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(std::str::from_utf8(&self.to_text()).unwrap_or_default())
    }
}

impl fmt::Debug for CaseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The letters before the hyphen of a city's case codes: 1 to 4 of A-Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodePrefix([u8; 4]);

impl CodePrefix {
    /// The prefix with these letters; refuses other characters and lengths.
    pub fn new(text: &str) -> Result<Self, NotAnId> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(NotAnId);
        }
        let mut bytes = [0; 4];
        bytes.get_mut(..text.len()).ok_or(NotAnId)?.copy_from_slice(text.as_bytes());
        Ok(Self(bytes))
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(4);
        self.0.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for CodePrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

/// A case as people name it, such as `DT-7K3M9Q`: the city's prefix and 30 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseCode {
    prefix: CodePrefix,
    // Invariant: below 2^30.
    number: u32,
}

impl CaseCode {
    /// The code with the lowest 30 of the given random bits.
    pub fn new(prefix: CodePrefix, random: u32) -> Self {
        Self { prefix, number: random & 0x3fff_ffff }
    }

    /// The city's letters.
    pub fn prefix(self) -> CodePrefix {
        self.prefix
    }

    /// The 30 bits behind the six symbols.
    pub fn number(self) -> u32 {
        self.number
    }

    /// Reads what people type for a code of the city with this prefix: any case, blanks and hyphens anywhere or
    /// nowhere, O for 0, I and L for 1, with or without the prefix.
    pub fn parse(text: &str, prefix: CodePrefix) -> Result<Self, NotAnId> {
        let mut symbols = Vec::with_capacity(10);
        for character in text.chars() {
            if character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '_' | '.') {
                continue;
            }
            if !character.is_ascii_alphanumeric() || symbols.len() >= 10 {
                return Err(NotAnId);
            }
            symbols.push(u8::try_from(character.to_ascii_uppercase()).map_err(|_not_ascii| NotAnId)?);
        }
        let digits = match symbols.strip_prefix(prefix.as_str().as_bytes()) {
            Some(digits) if digits.len() == SYMBOLS => digits,
            _ => symbols.as_slice(),
        };
        if digits.len() != SYMBOLS {
            return Err(NotAnId);
        }
        let mut number = 0;
        for digit in digits {
            let digit = match digit {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => *other,
            };
            let value = CROCKFORD.iter().position(|symbol| *symbol == digit).ok_or(NotAnId)?;
            number = number << 5 | u32::try_from(value).unwrap_or(0);
        }
        Ok(Self { prefix, number })
    }
}

impl FromStr for CaseCode {
    type Err = NotAnId;

    /// Reads exactly the written form; for what people type see [`CaseCode::parse`].
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (letters, digits) = text.split_once('-').ok_or(NotAnId)?;
        let prefix = CodePrefix::new(letters)?;
        if digits.len() != SYMBOLS {
            return Err(NotAnId);
        }
        let number = digits.bytes().try_fold(0_u32, |number, digit| {
            let value = CROCKFORD.iter().position(|symbol| *symbol == digit).ok_or(NotAnId)?;
            Ok(number << 5 | u32::try_from(value).unwrap_or(0))
        })?;
        Ok(Self { prefix, number })
    }
}

impl fmt::Display for CaseCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbols: [u8; SYMBOLS] = std::array::from_fn(|index| {
            symbol_of(CROCKFORD, u128::from(self.number) >> (5 * (SYMBOLS - 1 - index)))
        });
        write!(formatter, "{}-{}", self.prefix.as_str(), std::str::from_utf8(&symbols).unwrap_or_default())
    }
}

impl fmt::Debug for CaseCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

macro_rules! serde_by_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

serde_by_text!(CaseId);
serde_by_text!(CaseCode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let prefix = CodePrefix::new("DT").unwrap();
        let code: CaseCode = "DT-7K3M01".parse().unwrap();
        for text in ["DT-7K3M01", "dt-7k3m01", " DT 7K3 M01 ", "DT7K3MOI", "7k3mol", "DT\u{2013}7K3M01"] {
            assert_eq!(CaseCode::parse(text, prefix), Ok(code), "{text}");
        }
        for text in ["", "DT-7K3M0", "DT-7K3MU1", "D7-7K3M01", "ABCDE-7K3M01", "đt-7K3M01"] {
            assert_eq!(CaseCode::parse(text, prefix), Err(NotAnId), "{text}");
        }
    }

    proptest! {
        #[test]
        fn ids_and_codes_round_trip(bytes: [u8; 16], random: u32) {
            let id = CaseId(bytes);
            prop_assert_eq!(id.to_string().len(), 26);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            let prefix = CodePrefix::new("DT").unwrap();
            let code = CaseCode::new(prefix, random);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
            prop_assert_eq!(CaseCode::parse(&code.to_string().to_lowercase(), prefix), Ok(code));
        }
    }
}
