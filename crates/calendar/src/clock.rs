//! Pausing a clock and starting it again, in the unit the clock counts in. It does not know why a clock waits,
//! nor who may make it wait.

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::calendar::{Amount, Calendar, OutOfReach, after_seconds};

/// What was left of a period when its clock was paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "unit", content = "left", rename_all = "snake_case")]
pub enum Remaining {
    /// Seconds within working hours.
    WorkingSeconds(u64),
    /// Working days after the day of the pause.
    WorkingDays(u32),
    /// Calendar days after the day of the pause.
    Days(u32),
    /// Seconds at any time.
    Seconds(u64),
}

impl Calendar {
    /// What is left at an instant of a period that ends at `due`, counted in the unit of `unit` (its number is
    /// not used); `None` when `due` has passed: an overdue clock cannot be paused and its due time stands.
    ///
    /// A period in days keeps whole days: those after the day of the pause, up to and with the day it is due.
    /// A fraction of a second left counts as none.
    pub fn remaining(&self, now: Timestamp, due: Timestamp, unit: Amount) -> Option<Remaining> {
        if now > due {
            return None;
        }
        // Offices that close at 24:00 close on the day that ends then.
        let last_instant = due.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(due);
        let today = self.date_at(now);
        let last = self.date_at(last_instant).max(today);
        Some(match unit {
            Amount::WorkingHours(_) => Remaining::WorkingSeconds(self.working_between(now, due)),
            Amount::WorkingDays(_) => Remaining::WorkingDays(self.working_days_after(today, last)),
            Amount::Days(_) => {
                let days = today.until(last).map_or(0, |span| span.get_days());
                Remaining::Days(u32::try_from(days).unwrap_or(0))
            }
            Amount::Hours(_) => {
                Remaining::Seconds(u64::try_from(due.duration_since(now).as_secs()).unwrap_or(0))
            }
        })
    }

    /// When a period ends whose clock starts again at an instant with so much left; fails as `add_working` does.
    pub fn due_after_resume(&self, now: Timestamp, remaining: Remaining) -> Result<Timestamp, OutOfReach> {
        match remaining {
            Remaining::WorkingSeconds(seconds) => self.after_working_seconds(now, seconds),
            Remaining::WorkingDays(days) => self.after_working_days(now, days),
            Remaining::Days(days) => self.after_days(now, days),
            Remaining::Seconds(seconds) => after_seconds(now, seconds),
        }
    }

    /// The latest time for a term such as "at least 5 days before": the last second of the day that lies so many
    /// days (calendar or working) before the day of an event, or so many hours before the event. Fails for working
    /// hours, in which no such term is stated, and outside the years that can be counted.
    pub fn latest_before(&self, event: Timestamp, amount: Amount) -> Result<Timestamp, OutOfReach> {
        let day = self.date_at(event);
        let back = |days: u32| day.checked_sub(i64::from(days).days()).map_err(|_too_early| OutOfReach);
        let date = match amount {
            Amount::Days(days) if days < 36_600 => back(days)?,
            Amount::WorkingDays(days) if days < 36_600 => {
                let mut date = day;
                let mut left = days;
                while left > 0 {
                    date = date.yesterday().map_err(|_too_early| OutOfReach)?;
                    left -= u32::from(self.is_working_day(date));
                }
                date
            }
            Amount::Hours(hours) => {
                let seconds = i64::from(hours) * 3600;
                return event.checked_sub(seconds.seconds()).map_err(|_too_early| OutOfReach);
            }
            Amount::Days(_) | Amount::WorkingDays(_) | Amount::WorkingHours(_) => return Err(OutOfReach),
        };
        let local = date.at(23, 59, 59, 0);
        self.zone().to_ambiguous_timestamp(local).compatible().map_err(|_out_of_range| OutOfReach)
    }
}
