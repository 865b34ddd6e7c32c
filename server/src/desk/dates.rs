//! Dates and times of forms. Browsers write `2026-12-05` and `2026-12-05T14:00`; where they offer no calendar, people write
//! `5/12/2026` and `5/12/2026 14:00`, the day first. It does not know which dates are fit for what.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// A day as it was typed; nothing where it is none.
pub fn day(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    typed.parse().or_else(|_not_iso| Date::strptime("%d/%m/%Y", typed)).ok()
}

/// A day with a time, in the city's zone; nothing where it is none.
pub fn instant(typed: &str, zone: &TimeZone) -> Option<Timestamp> {
    let typed = typed.trim();
    let local: DateTime =
        typed.parse().or_else(|_not_iso| DateTime::strptime("%d/%m/%Y %H:%M", typed)).ok()?;
    zone.to_ambiguous_timestamp(local).compatible().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_and_as_people_write_it() {
        for typed in ["2026-12-05", " 2026-12-05 ", "05/12/2026", "5/12/2026"] {
            assert_eq!(day(typed), Some(date(2026, 12, 5)), "{typed}");
        }
        for typed in ["", "12", "2026-13-05", "31/02/2026", "5/12", "05-12-2026", "mai", "5/12/2026/1"] {
            assert_eq!(day(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_time_is_that_of_the_city() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let afternoon = "2026-12-05T07:00:00Z".parse().ok();
        for typed in ["2026-12-05T14:00", "5/12/2026 14:00", " 05/12/2026 14:00 "] {
            assert_eq!(instant(typed, &zone), afternoon, "{typed}");
        }
        for typed in ["", "2026-12-05T25:00", "5/12/2026 2 giờ chiều"] {
            assert_eq!(instant(typed, &zone), None, "{typed}");
        }
    }
}
