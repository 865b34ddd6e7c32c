//! The calendar against what another implementation counts for Viet Nam in 2024 to 2028. `make_holidays.py` says
//! where the tables come from.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use dantin_calendar::{Amount, Calendar, OpenHours};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

fn hanoi() -> Calendar {
    let office = OpenHours::parse(["08:00-12:00", "13:00-17:00"]).unwrap();
    let week = std::array::from_fn(|day| if day < 5 { office.clone() } else { OpenHours::closed() });
    let mut calendar = Calendar::new(TimeZone::get("Asia/Ho_Chi_Minh").unwrap(), week).unwrap();
    for row in rows("exceptions_2024_2028.csv") {
        let date: Date = row[0].parse().unwrap();
        if &row[1] == "off" {
            calendar.set_day_off(date);
        } else {
            calendar.set_working_day(date);
        }
    }
    calendar
}

#[test]
fn each_month_has_the_working_days_and_hours_that_the_oracle_counts() {
    let calendar = hanoi();
    for row in rows("working_days_2024_2028.csv") {
        let first: Date = format!("{}-01", &row[0]).parse().unwrap();
        let expected: u64 = row[1].parse().unwrap();
        let following = first.checked_add(1.month()).unwrap();
        let days = calendar.working_days_after(first.yesterday().unwrap(), following.yesterday().unwrap());
        assert_eq!(u64::from(days), expected, "{first}");
        let at = |date: Date| date.to_zoned(calendar.zone().clone()).unwrap().timestamp();
        assert_eq!(calendar.working_between(at(first), at(following)), expected * 8 * 3600, "{first}");
    }
}

#[test]
fn a_period_in_working_days_ends_on_the_oracles_day_at_closing_time() {
    let calendar = hanoi();
    for row in rows("working_days_2024_2028.csv") {
        let first: Date = format!("{}-01", &row[0]).parse().unwrap();
        let start = first.at(10, 30, 0, 0).to_zoned(calendar.zone().clone()).unwrap().timestamp();
        let due = calendar.add_working(start, Amount::WorkingDays(row[2].parse().unwrap())).unwrap();
        let due = due.to_zoned(calendar.zone().clone()).datetime();
        let expected: Date = row[3].parse().unwrap();
        assert_eq!(due, expected.at(17, 0, 0, 0), "{} working days after {first}", &row[2]);
    }
}

#[test]
fn the_swap_of_january_2026_is_known() {
    let calendar = hanoi();
    assert!(!calendar.is_working_day(date(2026, 1, 2)));
    assert!(calendar.is_working_day(date(2026, 1, 10)));
    assert!(!calendar.is_working_day(date(2026, 1, 11)));
}

#[test]
fn days_off_equal_a_table_of_the_years_2024_to_2028_where_it_is_at_hand() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/calendar/vn_holidays_2024_2028.csv");
    let Ok(mut table) = csv::Reader::from_path(&path) else {
        eprintln!("left out: the comparison with vn_holidays_2024_2028.csv, which is not at hand here");
        return;
    };
    let mut theirs: BTreeMap<Date, bool> = BTreeMap::new();
    for row in table.records().map(Result::unwrap) {
        let day: Date = row[0].parse().unwrap();
        let unsettled = day.month() == 11 && day.day() == 24;
        let off = &row[1] != "working_saturday";
        let weekend = day.weekday().to_monday_zero_offset() > 4;
        if !unsettled && off != weekend {
            theirs.insert(day, off);
        }
    }
    let mine: BTreeMap<Date, bool> = rows("exceptions_2024_2028.csv")
        .iter()
        .map(|row| (row[0].parse().unwrap(), &row[1] == "off"))
        .collect();
    assert_eq!(mine, theirs);
}
