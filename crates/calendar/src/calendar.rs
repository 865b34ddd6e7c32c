//! One city's calendar: which days are working days, which hours of them, and where a period of time ends. It
//! counts as the Civil Code 2015 counts (Art. 147 and 148) and does not know which deadline it is counting for.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::hours::OpenHours;

/// How many days ahead a period may end; a longer one is a mistake in the data.
const REACH_DAYS: u32 = 40 * 366;

/// A length of time as a rule states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "unit", content = "count", rename_all = "snake_case")]
pub enum Amount {
    /// Hours that count only while the offices work.
    WorkingHours(u32),
    /// Working days ("ngày làm việc"); the day of the start is not counted.
    WorkingDays(u32),
    /// Calendar days ("ngày"); the day of the start is not counted.
    Days(u32),
    /// Hours that pass at all times.
    Hours(u32),
}

/// A calendar with no working hours in its week: nothing could ever fall due on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoWorkingHours;

impl fmt::Display for NoWorkingHours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the week has no working hours")
    }
}

impl std::error::Error for NoWorkingHours {}

/// A period that ends more than forty years ahead or outside the years that can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfReach;

impl fmt::Display for OutOfReach {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the period ends too far in the future to be counted")
    }
}

impl std::error::Error for OutOfReach {}

/// A week of working hours in one zone, with single dates that differ from it.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    week: [OpenHours; 7],
    usual: OpenHours,
    exceptions: BTreeMap<Date, OpenHours>,
}

impl Calendar {
    /// A calendar from a zone and the hours of Monday to Sunday; refuses a week without working hours.
    pub fn new(zone: TimeZone, week: [OpenHours; 7]) -> Result<Self, NoWorkingHours> {
        let usual = week.iter().find(|hours| !hours.is_closed()).cloned().ok_or(NoWorkingHours)?;
        Ok(Self { zone, week, usual, exceptions: BTreeMap::new() })
    }

    /// Makes a date a day off.
    pub fn set_day_off(&mut self, date: Date) {
        self.exceptions.insert(date, OpenHours::closed());
    }

    /// Makes a date a working day, as a Saturday worked for a day off elsewhere; its hours are those of the first
    /// working day of the week unless its own weekday has hours.
    pub fn set_working_day(&mut self, date: Date) {
        let own = self.of_weekday(date.weekday());
        let hours = if own.is_closed() { self.usual.clone() } else { own.clone() };
        self.exceptions.insert(date, hours);
    }

    /// Gives one date hours of its own; closed hours make it a day off.
    pub fn set_hours(&mut self, date: Date, hours: OpenHours) {
        self.exceptions.insert(date, hours);
    }

    /// The zone in which dates and hours are read.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The date in the calendar's zone at an instant.
    pub fn date_at(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The working hours of a date, closed on a day off.
    pub fn hours_on(&self, date: Date) -> &OpenHours {
        self.exceptions.get(&date).unwrap_or_else(|| self.of_weekday(date.weekday()))
    }

    /// Whether work is done on a date.
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.hours_on(date).is_closed()
    }

    /// Whether an instant lies in working hours; the last instant of a span counts as outside.
    pub fn is_working_time(&self, at: Timestamp) -> bool {
        self.spans_on(self.date_at(at)).iter().any(|(from, to)| *from <= at && at < *to)
    }

    /// Where a period that starts at an instant ends.
    ///
    /// * `WorkingHours`: after so many hours within working time; the end of a span is within it. Zero hours end
    ///   at the next working instant.
    /// * `WorkingDays`: at the end of the working hours of the n-th working day after the day of the start, which
    ///   is not counted (Civil Code Art. 147.1). The offices' closing and not midnight is chosen, since nobody is
    ///   there to act after it.
    /// * `Days`: at the last second of the n-th day after the day of the start (a period ends at 24:00 of its last
    ///   day, Art. 148.6; the last second is given so that the date shown is the day itself); when that is a day
    ///   off, at the last second of the next working day (Art. 148.5).
    /// * `Hours`: after so many hours, at any time.
    ///
    /// Fails only when the end lies more than forty years ahead.
    pub fn add_working(&self, start: Timestamp, amount: Amount) -> Result<Timestamp, OutOfReach> {
        match amount {
            Amount::WorkingHours(hours) => self.after_working_seconds(start, u64::from(hours) * 3600),
            Amount::WorkingDays(days) => self.after_working_days(start, days),
            Amount::Days(days) => self.after_days(start, days),
            Amount::Hours(hours) => after_seconds(start, u64::from(hours) * 3600),
        }
    }

    /// Working time between two instants in seconds; zero when the second is not after the first.
    pub fn working_between(&self, from: Timestamp, to: Timestamp) -> u64 {
        if to <= from {
            return 0;
        }
        let (mut date, last) = (self.date_at(from), self.date_at(to));
        let mut seconds = 0;
        loop {
            for (open, close) in self.spans_on(date) {
                let (open, close) = (open.max(from), close.min(to));
                if open < close {
                    seconds += whole_seconds(open, close);
                }
            }
            match date.tomorrow() {
                Ok(next) if date < last => date = next,
                _ => return seconds,
            }
        }
    }

    /// Number of working days after one date up to and with another; zero when the second is not after the first.
    pub fn working_days_after(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut date = from;
        while date < to {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
            count += u32::from(self.is_working_day(date));
        }
        count
    }

    pub(crate) fn after_working_seconds(
        &self,
        start: Timestamp,
        seconds: u64,
    ) -> Result<Timestamp, OutOfReach> {
        let mut left = seconds;
        let mut date = self.date_at(start);
        for _ in 0..REACH_DAYS {
            for (open, close) in self.spans_on(date) {
                let open = open.max(start);
                if open >= close {
                    continue;
                }
                let length = whole_seconds(open, close);
                if left <= length {
                    return after_seconds(open, left);
                }
                left -= length;
            }
            date = next_day(date)?;
        }
        Err(OutOfReach)
    }

    pub(crate) fn after_working_days(&self, start: Timestamp, days: u32) -> Result<Timestamp, OutOfReach> {
        let mut date = self.date_at(start);
        let mut left = days;
        for _ in 0..REACH_DAYS {
            if left == 0 && self.is_working_day(date) {
                let close = self.spans_on(date).last().map(|(_, close)| *close).ok_or(OutOfReach)?;
                // No day is left, and this one is over already: it ends with the next.
                if close >= start {
                    return Ok(close);
                }
            }
            date = next_day(date)?;
            if left > 0 {
                left -= u32::from(self.is_working_day(date));
            }
        }
        Err(OutOfReach)
    }

    pub(crate) fn after_days(&self, start: Timestamp, days: u32) -> Result<Timestamp, OutOfReach> {
        if days > REACH_DAYS {
            return Err(OutOfReach);
        }
        let days = i64::from(days).days();
        let mut date = self.date_at(start).checked_add(days).map_err(|_too_late| OutOfReach)?;
        for _ in 0..REACH_DAYS {
            if self.is_working_day(date) {
                return self.instant(date.at(23, 59, 59, 0)).ok_or(OutOfReach);
            }
            date = next_day(date)?;
        }
        Err(OutOfReach)
    }

    fn of_weekday(&self, weekday: Weekday) -> &OpenHours {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = &self.week;
        match weekday {
            Weekday::Monday => monday,
            Weekday::Tuesday => tuesday,
            Weekday::Wednesday => wednesday,
            Weekday::Thursday => thursday,
            Weekday::Friday => friday,
            Weekday::Saturday => saturday,
            Weekday::Sunday => sunday,
        }
    }

    fn spans_on(&self, date: Date) -> Vec<(Timestamp, Timestamp)> {
        let at = |minute| self.instant(minute_of(date, minute)?);
        self.hours_on(date)
            .spans()
            .iter()
            .filter_map(|span| Some((at(span.from_minute())?, at(span.to_minute())?)))
            // A span can vanish on the night the clock is put forward.
            .filter(|(open, close)| open < close)
            .collect()
    }

    fn instant(&self, local: DateTime) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(local).compatible().ok()
    }
}

fn minute_of(date: Date, minute: u32) -> Option<DateTime> {
    let midnight = date.to_datetime(Time::midnight());
    midnight.checked_add(i64::from(minute).minutes()).ok()
}

fn next_day(date: Date) -> Result<Date, OutOfReach> {
    date.tomorrow().map_err(|_end_of_time| OutOfReach)
}

fn whole_seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or(0)
}

pub(crate) fn after_seconds(start: Timestamp, seconds: u64) -> Result<Timestamp, OutOfReach> {
    let seconds = i64::try_from(seconds).map_err(|_too_many| OutOfReach)?;
    start.checked_add(SignedDuration::from_secs(seconds)).map_err(|_too_late| OutOfReach)
}
