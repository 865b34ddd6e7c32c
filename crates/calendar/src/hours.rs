//! The hours in which work is done on one day, as half-open spans of the day: 08:00 is in "08:00-12:00", 12:00
//! is not. It knows clock faces only, neither dates nor zones.

use std::fmt;
use std::str::FromStr;

const DAY: u32 = 24 * 60;

/// A half-open span of one day in minutes after midnight, `from < to <= 1440`; written "08:00-12:00".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    from: u32,
    to: u32,
}

/// Why a text or a list of spans is not a day's hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoursFault {
    /// The text is not of the form "HH:MM-HH:MM" with a time up to 24:00.
    Form(String),
    /// The span ends before or when it starts.
    Empty(String),
    /// Two spans of one day overlap.
    Overlap(Span, Span),
}

impl fmt::Display for HoursFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(text) => write!(out, "\"{text}\" is not of the form HH:MM-HH:MM"),
            Self::Empty(text) => write!(out, "\"{text}\" ends before it starts"),
            Self::Overlap(first, second) => write!(out, "{first} and {second} overlap"),
        }
    }
}

impl std::error::Error for HoursFault {}

impl Span {
    /// A span from one minute of the day to another; refuses an empty span and times past 24:00.
    pub fn new(from: u32, to: u32) -> Result<Self, HoursFault> {
        let span = Self { from, to };
        if from > DAY || to > DAY {
            return Err(HoursFault::Form(span.to_string()));
        }
        if from >= to {
            return Err(HoursFault::Empty(span.to_string()));
        }
        Ok(span)
    }

    /// Minutes after midnight at which the span starts.
    pub fn from_minute(self) -> u32 {
        self.from
    }

    /// Minutes after midnight at which the span has ended, at most 1440.
    pub fn to_minute(self) -> u32 {
        self.to
    }
}

impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, self.to / 60, self.to % 60)
    }
}

impl FromStr for Span {
    type Err = HoursFault;

    fn from_str(text: &str) -> Result<Self, HoursFault> {
        let form = || HoursFault::Form(text.to_owned());
        let (from, to) = text.split_once('-').ok_or_else(form)?;
        let (from, to) = (minute(from).ok_or_else(form)?, minute(to).ok_or_else(form)?);
        Self::new(from, to)
    }
}

fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

/// The working hours of one day: spans in order that do not overlap; none on a day off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenHours(Vec<Span>);

impl OpenHours {
    /// Puts spans in order; refuses spans that overlap.
    pub fn new(mut spans: Vec<Span>) -> Result<Self, HoursFault> {
        spans.sort_unstable();
        for (first, second) in spans.iter().zip(spans.iter().skip(1)) {
            if second.from < first.to {
                return Err(HoursFault::Overlap(*first, *second));
            }
        }
        Ok(Self(spans))
    }

    /// Reads texts such as `["08:00-12:00", "13:00-17:00"]`; refuses wrong forms and overlaps.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, HoursFault> {
        Self::new(texts.into_iter().map(str::parse).collect::<Result<_, _>>()?)
    }

    /// No hours: a day off.
    pub fn closed() -> Self {
        Self::default()
    }

    /// The spans in order.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// Whether no work is done on such a day.
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_as_it_is_written() {
        for text in ["08:00-12:00", "00:00-24:00", "13:30-17:15"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn wrong_forms_empty_spans_and_overlaps_are_refused() {
        for text in ["8-12", "08:00", "08:60-09:00", "23:00-24:01", "+8:00-09:00", "08:00 to 09:00"] {
            assert!(matches!(text.parse::<Span>(), Err(HoursFault::Form(_))), "{text}");
        }
        assert!(matches!("12:00-08:00".parse::<Span>(), Err(HoursFault::Empty(_))));
        assert!(matches!(OpenHours::parse(["13:00-17:00", "08:00-13:01"]), Err(HoursFault::Overlap(..))));
    }

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let hours = OpenHours::parse(["12:00-17:00", "08:00-12:00"]).unwrap();
        assert_eq!(hours.spans().first().unwrap().to_string(), "08:00-12:00");
    }
}
