//! What another system says of a case that was imported from it: how the case stands there, in our terms and in its
//! own word, and which agency it names. These are that system's claims; nobody confirms them here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::code::{AgencyCode, SystemCode};
use crate::list::closed_list;

/// A text of another system, of 1 to `MOST` characters, in normal form C and without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MOST: usize>(String);

/// A word or number of another system, such as the id of a request.
pub type Word = Text<40>;

/// The public name that another system has for an agency; never a person's.
pub type AgencyName = Text<120>;

/// The text is empty, too long or holds control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAText {
    /// The most characters it may have.
    pub most: usize,
}

impl fmt::Display for NotAText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "only 1 to {} characters and no control characters are taken", self.most)
    }
}

impl std::error::Error for NotAText {}

impl<const MOST: usize> Text<MOST> {
    /// The text, trimmed and in normal form C.
    pub fn new(text: &str) -> Result<Self, NotAText> {
        let text = dantin_journal::canonical::nfc(text.trim());
        let length = text.chars().count();
        if !(1..=MOST).contains(&length) || text.chars().any(char::is_control) {
            return Err(NotAText { most: MOST });
        }
        Ok(Self(text.into_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MOST: usize> TryFrom<String> for Text<MOST> {
    type Error = NotAText;

    fn try_from(text: String) -> Result<Self, NotAText> {
        Self::new(&text)
    }
}

impl<const MOST: usize> From<Text<MOST>> for String {
    fn from(text: Text<MOST>) -> Self {
        text.0
    }
}

closed_list! {
    /// How an imported case stands in its own system.
    SourceState {
        Open = "open",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

/// The agency that another system names as responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceAgency {
    /// One that the city pack knows.
    Known(AgencyCode),
    /// One that it does not know, by the name that it has there.
    Named(AgencyName),
}

/// What an imported case keeps of its own system beside its state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The system.
    pub system: SystemCode,
    /// How the case stands there, in its own word; none before it said so.
    pub word: Option<Word>,
    /// The agency by its name there, where the city pack knows none.
    pub agency: Option<AgencyName>,
}

impl Source {
    /// Bytes of the texts that it holds.
    pub(crate) fn text_bytes(&self) -> usize {
        let word = self.word.as_ref().map_or(0, |word| word.as_str().len());
        word + self.agency.as_ref().map_or(0, |name| name.as_str().len())
    }
}
