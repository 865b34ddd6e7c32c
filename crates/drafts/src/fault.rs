//! What can be wrong with a file, a tree or an edit, as closed lists with codes; the words for the codes live with whoever shows them.

use std::fmt;

/// Why a file was not read. Nothing of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportFault {
    /// No words in it.
    Empty,
    /// More bytes than [`crate::limits`] allow, packed or unpacked, or more words than a draft may have.
    TooLarge,
    /// More provisions than a draft may have.
    TooMany,
    /// The text is UTF-16; it must be saved as UTF-8.
    Utf16,
    /// The text is in another encoding than UTF-8, such as Windows-1258 or TCVN3.
    Encoding,
    /// It holds U+0000 and is no text.
    Nul,
    /// Named .docx or given as such, and no such file: damaged, or something else inside a ZIP.
    NotDocx,
    /// A document of old Word (.doc), or one that is locked by a password.
    OldWord,
    /// A PDF; its words have no structure that could be trusted.
    Pdf,
    /// Rich text, `OpenDocument` or another format that is not read.
    Format,
    /// It carries macros.
    Macros,
    /// It unpacks to far more than a document would: made to harm.
    Bomb,
    /// Its XML is broken.
    Xml,
    /// Its XML declares a document type or entities, which no word processor writes.
    XmlEntities,
    /// Tables in tables, or elements in elements, deeper than a person could have made.
    Depth,
}

/// Why a tree is no draft, or an edit was refused. The draft is as it was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DraftFault {
    /// No provision has this identity.
    Unknown,
    /// Two provisions have one identity.
    DoubleIdentity,
    /// This kind of provision cannot bear this label.
    Label,
    /// A clause, point or paragraph without words, or words that hold a line break or a sign that nobody sees.
    Text,
    /// A provision cannot stand inside that one.
    Nesting,
    /// It cannot stand behind what comes before it there: it would be read as a part of that.
    Order,
    /// The place to split at is at an end, or behind it.
    SplitPlace,
    /// There is nothing before it that it could be merged with.
    NothingBefore,
    /// Longer than a provision or a draft may be.
    TooLarge,
    /// More provisions than a draft may have.
    TooMany,
}

impl ImportFault {
    /// Every fault, for whoever must have words for all.
    pub const ALL: [Self; 15] = [
        Self::Empty,
        Self::TooLarge,
        Self::TooMany,
        Self::Utf16,
        Self::Encoding,
        Self::Nul,
        Self::NotDocx,
        Self::OldWord,
        Self::Pdf,
        Self::Format,
        Self::Macros,
        Self::Bomb,
        Self::Xml,
        Self::XmlEntities,
        Self::Depth,
    ];

    /// The code that words are found by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many",
            Self::Utf16 => "utf-16",
            Self::Encoding => "encoding",
            Self::Nul => "nul",
            Self::NotDocx => "not-docx",
            Self::OldWord => "old-word",
            Self::Pdf => "pdf",
            Self::Format => "format",
            Self::Macros => "macros",
            Self::Bomb => "bomb",
            Self::Xml => "xml",
            Self::XmlEntities => "xml-entities",
            Self::Depth => "depth",
        }
    }
}

impl DraftFault {
    /// Every fault, for whoever must have words for all.
    pub const ALL: [Self; 10] = [
        Self::Unknown,
        Self::DoubleIdentity,
        Self::Label,
        Self::Text,
        Self::Nesting,
        Self::Order,
        Self::SplitPlace,
        Self::NothingBefore,
        Self::TooLarge,
        Self::TooMany,
    ];

    /// The code that words are found by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::DoubleIdentity => "double-identity",
            Self::Label => "label",
            Self::Text => "text",
            Self::Nesting => "nesting",
            Self::Order => "order",
            Self::SplitPlace => "split-place",
            Self::NothingBefore => "nothing-before",
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many",
        }
    }
}

impl fmt::Display for ImportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the file is not read: {}", self.code())
    }
}

impl fmt::Display for DraftFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no draft: {}", self.code())
    }
}

impl std::error::Error for ImportFault {}
impl std::error::Error for DraftFault {}
