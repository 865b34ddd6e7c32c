//! Periods as the Civil Code counts them, on days that anybody can check, and the table of deadlines.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use dantin_calendar::{
    Amount, Bilingual, Calendar, Confidence, Deadline, DeadlineFault, Deadlines, DueError, OpenHours,
    OutOfReach, Period, Remaining, RuleKind, StartEvent, Term,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

fn office() -> Calendar {
    let hours = OpenHours::parse(["08:00-12:00", "13:00-17:00"]).unwrap();
    let week = std::array::from_fn(|day| if day < 5 { hours.clone() } else { OpenHours::closed() });
    Calendar::new(TimeZone::get("Asia/Ho_Chi_Minh").unwrap(), week).unwrap()
}

fn at(text: &str) -> Timestamp {
    format!("{text}:00+07:00").parse().unwrap()
}

fn due(calendar: &Calendar, start: &str, amount: Amount) -> String {
    let due = calendar.add_working(at(start), amount).unwrap();
    due.to_zoned(calendar.zone().clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[test]
fn working_hours_skip_the_midday_break_nights_and_weekends() {
    let calendar = office();
    assert_eq!(due(&calendar, "2026-11-20T10:00", Amount::WorkingHours(4)), "2026-11-20 15:00:00");
    assert_eq!(due(&calendar, "2026-11-20T16:00", Amount::WorkingHours(8)), "2026-11-23 16:00:00");
    assert_eq!(due(&calendar, "2026-11-21T09:00", Amount::WorkingHours(8)), "2026-11-23 17:00:00");
    assert_eq!(due(&calendar, "2026-11-20T08:00", Amount::WorkingHours(8)), "2026-11-20 17:00:00");
}

#[test]
fn the_first_day_is_not_counted() {
    let calendar = office();
    assert_eq!(due(&calendar, "2026-11-16T08:01", Amount::WorkingDays(3)), "2026-11-19 17:00:00");
    assert_eq!(due(&calendar, "2026-11-20T23:59", Amount::WorkingDays(1)), "2026-11-23 17:00:00");
    assert_eq!(due(&calendar, "2026-11-21T10:00", Amount::WorkingDays(1)), "2026-11-23 17:00:00");
    assert_eq!(due(&calendar, "2026-11-16T08:01", Amount::Days(3)), "2026-11-19 23:59:59");
}

#[test]
fn calendar_days_that_end_on_a_day_off_end_with_the_next_working_day() {
    let mut calendar = office();
    assert_eq!(due(&calendar, "2026-11-17T09:00", Amount::Days(5)), "2026-11-23 23:59:59");
    calendar.set_day_off(date(2026, 11, 23));
    assert_eq!(due(&calendar, "2026-11-17T09:00", Amount::Days(5)), "2026-11-24 23:59:59");
    calendar.set_working_day(date(2026, 11, 22));
    assert_eq!(due(&calendar, "2026-11-17T09:00", Amount::Days(5)), "2026-11-22 23:59:59");
}

#[test]
fn a_date_with_hours_of_its_own_counts_only_those() {
    let mut calendar = office();
    calendar.set_hours(date(2026, 11, 20), OpenHours::parse(["08:00-11:30"]).unwrap());
    assert_eq!(due(&calendar, "2026-11-20T11:00", Amount::WorkingHours(1)), "2026-11-23 08:30:00");
    assert_eq!(due(&calendar, "2026-11-19T09:00", Amount::WorkingDays(1)), "2026-11-20 11:30:00");
}

#[test]
fn a_pause_moves_the_due_time_by_the_working_time_that_passed() {
    let calendar = office();
    let (pause, resume) = (at("2026-11-20T15:00"), at("2026-11-25T09:00"));
    let due = calendar.add_working(at("2026-11-20T10:00"), Amount::WorkingHours(8)).unwrap();
    let left = calendar.remaining(pause, due, Amount::WorkingHours(0)).unwrap();
    assert_eq!(left, Remaining::WorkingSeconds(4 * 3600));
    assert_eq!(calendar.due_after_resume(resume, left).unwrap(), at("2026-11-25T14:00"));
}

#[test]
fn a_clock_with_no_day_left_that_goes_on_after_closing_time_runs_to_the_next_working_day() {
    let calendar = office();
    let (pause, due) = (at("2026-11-20T10:00"), at("2026-11-20T17:00"));
    let left = calendar.remaining(pause, due, Amount::WorkingDays(0)).unwrap();
    assert_eq!(left, Remaining::WorkingDays(0));
    assert_eq!(calendar.due_after_resume(at("2026-11-20T16:59"), left).unwrap(), due);
    assert_eq!(calendar.due_after_resume(at("2026-11-20T18:00"), left).unwrap(), at("2026-11-23T17:00"));
}

#[test]
fn a_period_beyond_reach_is_refused_not_counted_for_ever() {
    let calendar = office();
    for amount in [Amount::WorkingHours(u32::MAX), Amount::WorkingDays(u32::MAX), Amount::Days(u32::MAX)] {
        assert_eq!(calendar.add_working(at("2026-11-20T15:00"), amount), Err(OutOfReach));
    }
}

#[test]
fn a_week_without_hours_is_no_calendar() {
    assert!(Calendar::new(TimeZone::UTC, std::array::from_fn(|_| OpenHours::closed())).is_err());
}

#[test]
fn a_term_before_an_event_ends_with_a_day_before_it() {
    let calendar = office();
    let latest = calendar.latest_before(at("2026-11-23T09:00"), Amount::WorkingDays(5)).unwrap();
    assert_eq!(calendar.date_at(latest), date(2026, 11, 16));
    let latest = calendar.latest_before(at("2026-11-23T09:00"), Amount::Days(5)).unwrap();
    assert_eq!(calendar.date_at(latest), date(2026, 11, 18));
}

fn rule(valid_from: Date, valid_to: Option<Date>, term: Term) -> Deadline {
    let words =
        || Bilingual { vi: "Nhận hoặc từ chối".to_owned(), en: "Accept or refuse".to_owned() };
    Deadline {
        id: "complaint.accept".to_owned(),
        valid_from,
        valid_to,
        term,
        start: StartEvent::Received,
        duty: words(),
        who: words(),
        basis: "sample".to_owned(),
        kind: RuleKind::Statutory,
        confidence: Confidence::High,
        note: String::new(),
    }
}

#[test]
fn the_version_in_force_on_the_start_day_sets_the_due_time() {
    let old = rule(date(2012, 7, 1), Some(date(2026, 6, 30)), Term::Within(Amount::Days(10)));
    let new = rule(date(2026, 7, 1), None, Term::Within(Amount::WorkingDays(7)));
    let table = Deadlines::new([new, old]).unwrap();
    let calendar = office();
    let before = table.due("complaint.accept", &calendar, at("2026-06-30T09:00")).unwrap();
    assert_eq!((before.rule_version, calendar.date_at(before.at)), (date(2012, 7, 1), date(2026, 7, 10)));
    let after = table.due("complaint.accept", &calendar, at("2026-07-01T09:00")).unwrap();
    assert_eq!((after.rule_version, calendar.date_at(after.at)), (date(2026, 7, 1), date(2026, 7, 10)));
    assert!(table.in_force("complaint.accept", date(2012, 6, 30)).is_none());
    assert!(table.version("complaint.accept", date(2012, 7, 1)).is_some());
    let early = table.due("complaint.accept", &calendar, at("2012-06-30T09:00"));
    assert!(matches!(early, Err(DueError::NotInForce { .. })));
}

#[test]
fn versions_that_overlap_or_end_before_they_begin_are_refused() {
    let term = Term::Within(Amount::Days(1));
    let open = rule(date(2020, 1, 1), None, term);
    let later = rule(date(2021, 1, 1), Some(date(2020, 12, 31)), term);
    let faults = Deadlines::new([open, later]).unwrap_err();
    assert!(matches!(faults.first(), Some(DeadlineFault::EndsBeforeItBegins { .. })));
    assert!(matches!(faults.get(1), Some(DeadlineFault::Overlap { .. })));
}

#[test]
fn a_recurring_term_has_no_due_time() {
    let term = Term::Every { times: 1, period: Period::Week };
    let table = Deadlines::new([rule(date(2020, 1, 1), None, term)]).unwrap();
    let due = table.due("complaint.accept", &office(), at("2026-11-20T09:00"));
    assert!(matches!(due, Err(DueError::NoPeriod { .. })));
}
