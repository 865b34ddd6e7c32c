//! Numbers, shares, dates, lengths of time and sizes as people of each language write them.
//! Shares are computed in integers and never shown without numerator and denominator; the zone of a time is the caller's.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::catalogue::{Language, Words};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A whole number with the language's thousands separator.
pub(crate) fn group(number: i64, language: Language) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        text.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(if language == Language::Vietnamese { '.' } else { ',' });
        }
        text.push(digit);
    }
    text
}

impl Words {
    /// A whole number: `1.204.567` or `1,204,567`.
    pub fn integer(&self, number: i64) -> String {
        group(number, self.language())
    }

    /// A number given in tenths: `12,5` or `12.5`; a whole one keeps its `,0`.
    pub fn tenths(&self, tenths: i64) -> String {
        let sign = if tenths < 0 { "\u{2212}" } else { "" };
        let size = tenths.unsigned_abs();
        let whole = group(i64::try_from(size / 10).unwrap_or(i64::MAX), self.language());
        let comma = if self.language() == Language::Vietnamese { ',' } else { '.' };
        format!("{sign}{whole}{comma}{}", size % 10)
    }

    /// A share with one decimal, half up in integers, and its fraction: `87,4% (1.412 trên 1.616)`; words when there is nothing to share.
    pub fn percent(&self, numerator: u64, denominator: u64) -> String {
        match self.share(numerator, denominator) {
            Some(share) => {
                let whole = |number: u64| self.integer(i64::try_from(number).unwrap_or(i64::MAX));
                let (numerator, denominator) = (whole(numerator), whole(denominator));
                self.with(
                    "format-percent",
                    &[
                        ("share", share.as_str().into()),
                        ("numerator", numerator.as_str().into()),
                        ("denominator", denominator.as_str().into()),
                    ],
                )
            }
            None => self.t("format-percent-of-none"),
        }
    }

    /// The share alone, `87,4%`, for places where the fraction stands beside it; `None` when the denominator is 0.
    pub fn share(&self, numerator: u64, denominator: u64) -> Option<String> {
        let (numerator, denominator) = (u128::from(numerator), u128::from(denominator));
        let tenths = (numerator * 2000 + denominator).checked_div(denominator * 2)?;
        Some(format!("{}%", self.tenths(i64::try_from(tenths).unwrap_or(i64::MAX))))
    }

    /// A date: `22/11/2026` or `22 Nov 2026`.
    pub fn date(&self, date: Date) -> String {
        match self.language() {
            Language::Vietnamese => format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year()),
            Language::English => {
                let month: String = self.month(date.month()).chars().take(3).collect();
                format!("{} {month} {}", date.day(), date.year())
            }
        }
    }

    /// A date in full: `ngày 22 tháng 11 năm 2026` (zeros as Decree 30/2020/NĐ-CP has them) or `22 November 2026`.
    pub fn long_date(&self, date: Date) -> String {
        match self.language() {
            Language::Vietnamese => {
                let month =
                    if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
                format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
            }
            Language::English => format!("{} {} {}", date.day(), self.month(date.month()), date.year()),
        }
    }

    /// The name of a month, 1 to 12: `tháng 11` or `November`.
    pub fn month(&self, month: i8) -> String {
        self.t(&format!("month-{month}"))
    }

    /// A time of day on 24 hours: `17:30`.
    pub fn time(&self, time: Time) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// An instant in a zone: `17:30, 22/11/2026` or `22 Nov 2026, 17:30`.
    pub fn date_time(&self, instant: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(instant);
        let (date, time) = (self.date(local.date()), self.time(local.time()));
        match self.language() {
            Language::Vietnamese => format!("{time}, {date}"),
            Language::English => format!("{date}, {time}"),
        }
    }

    /// The value of `<time datetime>`: the local time with its offset, to the second.
    pub fn machine_time(&self, instant: Timestamp, zone: &TimeZone) -> String {
        let local: DateTime = zone.to_datetime(instant);
        let offset = zone.to_offset(instant).seconds();
        let sign = if offset < 0 { '-' } else { '+' };
        let offset = offset.unsigned_abs() / 60;
        format!("{}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), offset / 60, offset % 60)
    }

    /// A length of time in its two largest units: `3 ngày 4 giờ`, `2 giờ 10 phút`; below a minute in seconds; the sign is dropped.
    pub fn duration(&self, seconds: i64) -> String {
        let seconds = i64::try_from(seconds.unsigned_abs()).unwrap_or(i64::MAX);
        let (days, hours, minutes) = (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
        let parts = match (days, hours, minutes) {
            (0, 0, 0) => vec![self.n("duration-seconds", seconds)],
            (0, 0, minutes) => vec![self.n("duration-minutes", minutes)],
            (0, hours, 0) => vec![self.n("duration-hours", hours)],
            (0, hours, minutes) => vec![self.n("duration-hours", hours), self.n("duration-minutes", minutes)],
            (days, 0, _) => vec![self.n("duration-days", days)],
            (days, hours, _) => vec![self.n("duration-days", days), self.n("duration-hours", hours)],
        };
        parts.join(" ")
    }

    /// How far an instant is from now, in one unit: `2 giờ trước`, `vừa xong`, `3 ngày nữa`; months are 30 days, years 365.
    pub fn ago(&self, now: Timestamp, then: Timestamp) -> String {
        let seconds = now.as_second() - then.as_second();
        let size = seconds.abs();
        if size < MINUTE {
            return self.t("time-just-now");
        }
        let length = if size < HOUR {
            self.n("duration-minutes", size / MINUTE)
        } else if size < DAY {
            self.n("duration-hours", size / HOUR)
        } else if size < 60 * DAY {
            self.n("duration-days", size / DAY)
        } else if size < 365 * DAY {
            self.n("duration-months", size / (30 * DAY))
        } else {
            self.n("duration-years", size / (365 * DAY))
        };
        self.with(if seconds < 0 { "time-ahead" } else { "time-ago" }, &[("length", length.as_str().into())])
    }

    /// A length on the ground: `350 m` below a kilometre, `1,2 km` above.
    pub fn distance(&self, metres: u32) -> String {
        if metres < 1000 {
            format!("{metres}\u{a0}m")
        } else {
            format!("{}\u{a0}km", self.tenths((i64::from(metres) + 50) / 100))
        }
    }

    /// The accuracy of a place: `± 12 m`.
    pub fn accuracy(&self, metres: u32) -> String {
        format!("±\u{a0}{}", self.distance(metres))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;
    use jiff::civil::date;
    use std::sync::LazyLock;

    use proptest::prelude::*;

    fn both() -> (Words, Words) {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
        let catalogue = &*CATALOGUE;
        (catalogue.words(Language::Vietnamese), catalogue.words(Language::English))
    }

    #[test]
    fn integers_and_shares_follow_the_language() {
        let (vi, en) = both();
        assert_eq!(
            (vi.integer(1_204_567), en.integer(-1_204_567)),
            ("1.204.567".into(), "−1,204,567".into())
        );
        assert_eq!(
            (vi.integer(0), vi.integer(999), vi.integer(1000)),
            ("0".into(), "999".into(), "1.000".into())
        );
        assert_eq!(vi.percent(1412, 1616), "87,4% (1.412 trên 1.616)");
        assert_eq!(en.percent(1412, 1616), "87.4% (1,412 of 1,616)");
        assert_eq!(vi.percent(1, 2000), "0,1% (1 trên 2.000)");
        assert_eq!(vi.percent(1, 2001), "0,0% (1 trên 2.001)");
        assert_eq!(vi.percent(3, 3), "100,0% (3 trên 3)");
        assert_eq!(vi.percent(0, 0), "chưa có trường hợp nào");
        assert_eq!(vi.share(1, 0), None);
        assert_eq!(vi.share(u64::MAX, u64::MAX).as_deref(), Some("100,0%"));
    }

    #[test]
    fn dates_and_times_follow_the_language() {
        let (vi, en) = both();
        let day = date(2026, 11, 2);
        assert_eq!((vi.date(day), en.date(day)), ("02/11/2026".into(), "2 Nov 2026".into()));
        assert_eq!(vi.long_date(date(2026, 2, 5)), "ngày 05 tháng 02 năm 2026");
        assert_eq!(vi.long_date(day), "ngày 02 tháng 11 năm 2026");
        assert_eq!(en.long_date(day), "2 November 2026");
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let instant: Timestamp = "2026-11-21T18:05:09Z".parse().unwrap();
        assert_eq!(vi.date_time(instant, &zone), "01:05, 22/11/2026");
        assert_eq!(en.date_time(instant, &zone), "22 Nov 2026, 01:05");
        assert_eq!(vi.machine_time(instant, &zone), "2026-11-22T01:05:09+07:00");
    }

    #[test]
    fn lengths_of_time_are_said_in_two_units_and_distances_from_now_in_one() {
        let (vi, en) = both();
        assert_eq!(vi.duration(3 * DAY + 4 * HOUR + 59), "3 ngày 4 giờ");
        assert_eq!(vi.duration(2 * HOUR + 10 * MINUTE), "2 giờ 10 phút");
        assert_eq!(en.duration(DAY + HOUR), "1 day 1 hour");
        assert_eq!((vi.duration(0), vi.duration(-5 * MINUTE)), ("0 giây".into(), "5 phút".into()));
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let at = |seconds: i64| Timestamp::from_second(now.as_second() - seconds).unwrap();
        assert_eq!(vi.ago(now, at(2 * HOUR + 20)), "2 giờ trước");
        assert_eq!(vi.ago(now, at(30)), "vừa xong");
        assert_eq!(en.ago(now, at(-3 * DAY)), "in 3 days");
        assert_eq!(vi.ago(now, at(70 * DAY)), "2 tháng trước");
        assert_eq!(en.ago(now, at(800 * DAY)), "2 years ago");
    }

    #[test]
    fn distances_follow_the_language() {
        let (vi, _) = both();
        let plain = |text: String| text.replace('\u{a0}', " ");
        assert_eq!((plain(vi.accuracy(12)), plain(vi.distance(1240))), ("± 12 m".into(), "1,2 km".into()));
    }

    proptest! {
        #[test]
        fn a_share_is_half_up_to_one_decimal(numerator in 0_u64..100_000, denominator in 1_u64..100_000) {
            let (_, en) = both();
            let shown = en.share(numerator, denominator).unwrap().replace([',', '%', '.'], "");
            let tenths: u64 = shown.parse().unwrap();
            let twice = 2000 * numerator;
            prop_assert!(2 * tenths * denominator <= twice + denominator && twice + denominator < 2 * (tenths + 1) * denominator);
        }
    }
}
