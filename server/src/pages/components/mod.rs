//! What the component macros of `templates/components/` show: plain values, already worded and formatted in the page's language.
//! Nothing here knows the domain types that they are made from.

mod case;
mod data;
mod forms;

pub use case::{CaseRow, Deadline, DueState, EvidencePair, Photo, Tag, TimelineEntry, Voice};
pub use data::{Bar, Chip, LeadFigure, Paging};
pub use forms::{Choice, FieldError, Step, SummaryRow, error_of};

/// A link with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// Whether it leads to the page one is on.
    pub is_current: bool,
    /// A count behind the words, formatted; empty for none.
    pub count: String,
}

impl Link {
    /// A plain link.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), is_current: false, count: String::new() }
    }

    /// The same link marked as where one is.
    #[must_use]
    pub fn current_if(mut self, is_current: bool) -> Self {
        self.is_current = is_current;
        self
    }

    /// The same link with a count.
    #[must_use]
    pub fn counting(mut self, count: impl Into<String>) -> Self {
        self.count = count.into();
        self
    }
}

/// What a notice is about; never shown by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something to know.
    Information,
    /// Something worked.
    Success,
    /// Something to mind.
    Warning,
    /// Something was refused or failed.
    Error,
}

impl NoticeKind {
    /// The class is `notice--{code}`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The symbol of the icon sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Information => "info",
            Self::Success => "circle-check",
            Self::Warning => "triangle-alert",
            Self::Error => "octagon-alert",
        }
    }

    /// The key of the word that names the kind.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Information => "notice-information",
            Self::Success => "notice-success",
            Self::Warning => "notice-warning",
            Self::Error => "notice-error",
        }
    }
}

/// A notice above a page or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// One short sentence.
    pub title: String,
    /// More, or empty.
    pub text: String,
}

/// A length as the count of a message: templates cannot write `rows.len() as i64` as an argument.
pub fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// A moment, for machines and for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339 with offset, for `<time datetime>`.
    pub machine: String,
    /// "17:30 22/11/2026".
    pub shown: String,
    /// "2 giờ trước", or empty.
    pub ago: String,
}
