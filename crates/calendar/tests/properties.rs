//! What must hold on every calendar: due times lie in working time, clocks that pause lose and gain nothing, and
//! more time never ends earlier.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use dantin_calendar::{Amount, Calendar, OpenHours, Remaining, Span};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

fn hours() -> impl Strategy<Value = OpenHours> {
    let span = (0_u32..1440).prop_flat_map(|from| (Just(from), from + 1..=1440));
    prop::collection::vec(span, 0..3).prop_map(|spans| {
        let spans = spans.into_iter().map(|(from, to)| Span::new(from, to).unwrap()).collect();
        OpenHours::new(spans).unwrap_or_default()
    })
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let zone = prop::sample::select(vec!["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/Los_Angeles"]);
    let exceptions = prop::collection::vec((0_i64..730, prop::option::of(hours())), 0..60);
    (zone, prop::array::uniform7(hours()), exceptions).prop_filter_map(
        "hardly any working hours",
        |(zone, week, exceptions)| {
            let mut calendar = Calendar::new(TimeZone::get(zone).unwrap(), week).ok()?;
            for (day, hours) in exceptions {
                let date = date(2026, 1, 1).checked_add(day.days()).unwrap();
                match hours {
                    None => calendar.set_working_day(date),
                    Some(hours) if hours.is_closed() => calendar.set_day_off(date),
                    Some(hours) => calendar.set_hours(date, hours),
                }
            }
            // A calendar that opens for minutes a week would need decades for the largest amount: out of reach, rightly.
            let week = Timestamp::from_second(1_900_000_000).unwrap();
            (calendar.working_between(week, week + SignedDuration::from_hours(7 * 24)) >= 1800)
                .then_some(calendar)
        },
    )
}

fn instants() -> impl Strategy<Value = Timestamp> {
    // Two years from 2026-01-01, on whole seconds as the product stores them.
    (1_767_225_600_i64..1_830_297_600).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn amounts() -> impl Strategy<Value = Amount> {
    prop_oneof![
        (0_u32..200).prop_map(Amount::WorkingHours),
        (0_u32..60).prop_map(Amount::WorkingDays),
        (0_u32..90).prop_map(Amount::Days),
        (0_u32..500).prop_map(Amount::Hours),
    ]
}

fn one_more(amount: Amount) -> Amount {
    match amount {
        Amount::WorkingHours(count) => Amount::WorkingHours(count + 1),
        Amount::WorkingDays(count) => Amount::WorkingDays(count + 1),
        Amount::Days(count) => Amount::Days(count + 1),
        Amount::Hours(count) => Amount::Hours(count + 1),
    }
}

fn second_before(at: Timestamp) -> Timestamp {
    at - SignedDuration::from_secs(1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_due_time_never_lies_outside_working_time(calendar in calendars(), start in instants(), amount in amounts()) {
        let due = calendar.add_working(start, amount).unwrap();
        prop_assert!(due >= start || matches!(amount, Amount::WorkingDays(0)));
        match amount {
            Amount::WorkingHours(_) | Amount::WorkingDays(_) => {
                prop_assert!(calendar.is_working_time(due) || calendar.is_working_time(second_before(due)));
            }
            Amount::Days(_) => prop_assert!(calendar.is_working_day(calendar.date_at(due))),
            Amount::Hours(count) => {
                prop_assert_eq!(due.duration_since(start), SignedDuration::from_hours(i64::from(count)));
            }
        }
    }

    #[test]
    fn working_hours_added_are_working_hours_counted(calendar in calendars(), start in instants(), count in 0_u32..200) {
        let due = calendar.add_working(start, Amount::WorkingHours(count)).unwrap();
        prop_assert_eq!(calendar.working_between(start, due), u64::from(count) * 3600);
    }

    #[test]
    fn working_time_adds_up_over_any_cut(calendar in calendars(), mut cuts in prop::array::uniform3(instants())) {
        cuts.sort();
        let [first, middle, last] = cuts;
        prop_assert_eq!(
            calendar.working_between(first, middle) + calendar.working_between(middle, last),
            calendar.working_between(first, last)
        );
    }

    #[test]
    fn a_later_start_or_a_larger_amount_never_ends_earlier(
        calendar in calendars(), mut starts in prop::array::uniform2(instants()), amount in amounts()
    ) {
        starts.sort();
        let [earlier, later] = starts;
        let due = calendar.add_working(earlier, amount).unwrap();
        prop_assert!(due <= calendar.add_working(later, amount).unwrap());
        prop_assert!(due <= calendar.add_working(earlier, one_more(amount)).unwrap());
    }

    #[test]
    fn a_clock_resumed_at_once_is_due_when_it_was(
        calendar in calendars(), start in instants(), amount in amounts(), share in 0_i64..1000
    ) {
        let due = calendar.add_working(start, amount).unwrap();
        prop_assume!(due >= start);
        let pause = start + SignedDuration::from_secs((due.as_second() - start.as_second()) * share / 1000);
        let left = calendar.remaining(pause, due, amount).unwrap();
        let resumed = calendar.due_after_resume(pause, left).unwrap();
        if let Remaining::WorkingSeconds(seconds) = left {
            // With nothing left but a break, the clock is due when work begins again or when it was.
            prop_assert_eq!(calendar.working_between(pause, resumed), seconds);
            prop_assert!(seconds == 0 || resumed == due);
        } else {
            prop_assert_eq!(resumed, due);
        }
    }

    #[test]
    fn what_is_left_at_the_pause_is_left_at_the_resumption(
        calendar in calendars(), start in instants(), amount in amounts(),
        share in 0_i64..1000, break_hours in 0_i64..2000
    ) {
        let due = calendar.add_working(start, amount).unwrap();
        prop_assume!(due >= start);
        let pause = start + SignedDuration::from_secs((due.as_second() - start.as_second()) * share / 1000);
        let resume = pause + SignedDuration::from_hours(break_hours);
        let left = calendar.remaining(pause, due, amount).unwrap();
        let shifted = calendar.due_after_resume(resume, left).unwrap();
        prop_assert!(shifted >= due || left == Remaining::WorkingSeconds(0));
        match (left, calendar.remaining(resume, shifted, amount)) {
            // The last day of calendar days is put off to a working day, so more of them can be left.
            (Remaining::Days(before), Some(Remaining::Days(after))) => prop_assert!(after >= before),
            // No day left means: by closing time of this day, which may have passed, or of the next working day.
            (Remaining::WorkingDays(0), _) => {}
            (before, after) => prop_assert_eq!(Some(before), after),
        }
    }

    #[test]
    fn an_overdue_clock_cannot_be_paused(calendar in calendars(), start in instants(), amount in amounts()) {
        let due = calendar.add_working(start, amount).unwrap();
        prop_assert_eq!(calendar.remaining(due + SignedDuration::from_secs(1), due, amount), None);
    }
}
