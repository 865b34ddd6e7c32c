//! Instants as entries write them: UTC, whole milliseconds, fixed width, so that their texts sort as they do.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const DAY_MS: i64 = 86_400_000;
/// 0001-01-01 and the last millisecond of 9999, in milliseconds since 1970.
const EARLIEST: i64 = -62_135_596_800_000;
const LATEST: i64 = 253_402_300_799_999;

/// An instant in whole milliseconds between the years 1 and 9999, written `2026-11-22T20:31:08.123Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The instant so many milliseconds after 1970 began in UTC, held within the years 1 and 9999.
    pub const fn from_millisecond(milliseconds: i64) -> Self {
        Self(if milliseconds < EARLIEST {
            EARLIEST
        } else if milliseconds > LATEST {
            LATEST
        } else {
            milliseconds
        })
    }

    /// The instant so many seconds after 1970 began in UTC, held within the years 1 and 9999.
    pub const fn from_second(seconds: i64) -> Self {
        Self::from_millisecond(seconds.saturating_mul(1000))
    }

    /// Milliseconds since 1970 began in UTC.
    pub const fn as_millisecond(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970 began in UTC, rounded down.
    pub const fn as_second(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The same instant with its milliseconds dropped.
    #[must_use]
    pub const fn to_whole_second(self) -> Self {
        Self(self.0 - self.0.rem_euclid(1000))
    }

    /// The same instant for calendars.
    pub fn to_timestamp(self) -> Timestamp {
        // The range of a Timestamp encloses that of a Moment.
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The instant that a text of exactly the written form names; nothing for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let &[
            y1,
            y2,
            y3,
            y4,
            b'-',
            m1,
            m2,
            b'-',
            d1,
            d2,
            b'T',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
            b'.',
            f1,
            f2,
            f3,
            b'Z',
        ] = text.as_bytes()
        else {
            return None;
        };
        let year = number(&[y1, y2, y3, y4])?;
        let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
        let (hour, minute, second) = (number(&[h1, h2])?, number(&[n1, n2])?, number(&[s1, s2])?);
        let thousandth = number(&[f1, f2, f3])?;
        let days = days_since_1970(year, month, day);
        if year < 1 || hour > 23 || minute > 59 || second > 59 || date_of(days) != (year, month, day) {
            return None;
        }
        Some(Self(days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000 + thousandth))
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits
        .iter()
        .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(*digit - b'0')))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that the leap day is last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        // `as_millisecond` rounds towards zero; before 1970 that would be upwards.
        let nanosecond = timestamp.as_nanosecond().div_euclid(1_000_000);
        Self::from_millisecond(i64::try_from(nanosecond).unwrap_or(0))
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        moment.to_timestamp()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of(self.0.div_euclid(DAY_MS));
        let rest = self.0.rem_euclid(DAY_MS);
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
        let (second, thousandth) = (rest / 1000 % 60, rest % 1000);
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{thousandth:03}Z")
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::from_millisecond)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_that_are_not_of_the_fixed_form_are_refused() {
        for text in [
            "2026-11-22T20:31:08Z",
            "2026-11-22T20:31:08.123+07:00",
            "2026-02-29T00:00:00.000Z",
            "2026-11-22T24:00:00.000Z",
            "2026-11-22t20:31:08.123Z",
            "2026-11-22T20:31:60.000Z",
            "0000-01-01T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-00-10T00:00:00.000Z",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_moment_and_its_text_are_one(milliseconds in EARLIEST..=LATEST) {
            let moment = Moment::from_millisecond(milliseconds);
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
            prop_assert_eq!(Moment::from(moment.to_timestamp()), moment);
            let by_calendar: Timestamp = moment.to_string().parse().unwrap();
            prop_assert_eq!(by_calendar, moment.to_timestamp());
        }
    }
}
