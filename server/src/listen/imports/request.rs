//! What the walk through an export yields: requests in our types and the source's words, what is peculiar about them,
//! and faults of rows that could not be read.

use std::fmt;

use dantin_record::source::{SourceState, Word};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Why a row, or the whole file, was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The file's name.
    pub file: String,
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// The column, where one is at fault.
    pub column: Option<String>,
    /// The reason in words.
    pub reason: String,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(f, "{column}: ")?;
        }
        f.write_str(&self.reason)
    }
}

/// A time of the source: an instant, or a day that stands for all its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// To the second.
    At(Timestamp),
    /// The whole day, which ends at the given instant.
    Day {
        /// The date on the spot.
        date: Date,
        /// Its last second.
        end: Timestamp,
    },
}

impl When {
    /// The instant, or the last second of the day: what is due on the 9th is kept until the end of the 9th.
    pub fn end(self) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Day { end, .. } => end,
        }
    }

    /// Whether this lies before another time for certain: by days where one of them is only a day.
    pub(super) fn is_before(self, other: Self, zone: &TimeZone) -> bool {
        match (self, other) {
            (Self::At(one), Self::At(two)) => one < two,
            _ => self.date(zone) < other.date(zone),
        }
    }

    fn date(self, zone: &TimeZone) -> Date {
        match self {
            Self::At(at) => zone.to_datetime(at).date(),
            Self::Day { date, .. } => date,
        }
    }
}

/// A peculiarity of a row that is kept as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Closed earlier than requested.
    ClosedBeforeRequested,
    /// Seen or worked on before it was requested, as with paper forms.
    DoneBeforeRequested,
    /// Seen or worked on after it was closed.
    DoneAfterClosed,
    /// Closed more than seven days after the work.
    ClosedLongAfterDone,
    /// Last changed before it was closed.
    UpdatedBeforeClosed,
    /// Promised for a day before it was requested.
    ExpectedBeforeRequested,
    /// Promised for a day more than sixty days away.
    ExpectedFarAway,
    /// Called closed or cancelled without a time of it.
    ClosedWithoutTime,
    /// Called open with a time of closing.
    OpenWithClosingTime,
    /// No point.
    WithoutPoint,
    /// A point outside the box that the mapping gives; the point is left out.
    PointOutside,
    /// No ward or district, or one that is no number.
    WithoutArea,
    /// In a ward or district that the pack does not have.
    UnknownArea,
    /// No unit responsible.
    WithoutAgency,
    /// A unit that the pack does not have.
    UnknownAgency,
}

impl Flag {
    /// The peculiarity in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::ClosedBeforeRequested => "closed before being requested",
            Self::DoneBeforeRequested => "done on the spot before being requested, as with paper forms",
            Self::DoneAfterClosed => "done on the spot after being closed",
            Self::ClosedLongAfterDone => "closed more than 7 days after being done on the spot",
            Self::UpdatedBeforeClosed => "last changed before being closed",
            Self::ExpectedBeforeRequested => "promised for a day before being requested",
            Self::ExpectedFarAway => "promised for a day more than 60 days away",
            Self::ClosedWithoutTime => "called closed or cancelled without a time of it",
            Self::OpenWithClosingTime => "called open with a time of closing, which is left out",
            Self::WithoutPoint => "without a point, so on no map",
            Self::PointOutside => "with a point outside the box of the mapping, which is left out",
            Self::WithoutArea => "without ward or district",
            Self::UnknownArea => "in a ward or district that the pack does not have, which is left out",
            Self::WithoutAgency => "without a unit responsible",
            Self::UnknownAgency => "of a unit that the pack does not have: shown by its own name",
        }
    }
}

/// A request of the source, in our types and its words.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRequest {
    /// The line of its first row.
    pub line: u64,
    /// Its id there.
    pub id: Word,
    /// When it was requested.
    pub requested: Timestamp,
    /// The category's word or code.
    pub category: String,
    /// The category's name.
    pub category_name: String,
    /// The unit responsible.
    pub agency: Option<String>,
    /// How it stands.
    pub status: SourceState,
    /// How it stands, in its own word.
    pub word: Word,
    /// When it was closed or cancelled.
    pub closed: Option<When>,
    /// When it was last changed: the latest time that the row knows.
    pub updated: Timestamp,
    /// The promised date.
    pub expected: Option<When>,
    /// When somebody was on the spot.
    pub done: Option<When>,
    /// Latitude and longitude in degrees.
    pub point: Option<(f64, f64)>,
    /// The address.
    pub address: Option<String>,
    /// Code of the ward or district.
    pub area: Option<String>,
    /// By which way it came.
    pub channel: Option<String>,
    /// What is peculiar.
    pub flags: Vec<Flag>,
}
