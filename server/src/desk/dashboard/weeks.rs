//! Twelve weeks as small pictures, one for each agency: how many reports came in, and how many of them are late now. Drawn on
//! the server; the table behind each says every number.

use std::fmt::Write as _;

use dantin_calendar::Calendar;
use dantin_record::{
    book::{Book, figures::Figure},
    moment::Moment,
};
use dantin_words::Words;
use jiff::{Timestamp, ToSpan as _};

use super::{board::Of, figures::amount};
use crate::act::deadlines::moment;

/// Weeks of a picture.
pub const WEEKS: i64 = 12;
/// Agencies with a picture.
pub const PICTURES: usize = 9;
/// Units of a picture.
const WIDTH: u64 = 240;
const HEIGHT: u64 = 64;
const BAR: u64 = 16;

/// One week of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// The day it begins, in words.
    pub begins: String,
    /// Reports that came in.
    pub received: u64,
    /// Of these late now.
    pub late: u64,
    /// Of these reported resolved.
    pub reported: u64,
    /// Of these contested.
    pub contested: u64,
}

/// An agency's weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The agency's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Oldest first.
    pub weeks: Vec<Week>,
    /// All late cases of these weeks.
    pub late: u64,
    /// All cases of these weeks.
    pub received: u64,
}

/// The bounds of the last weeks: Mondays at the city's midnight, and the end of the present week.
pub fn bounds(calendar: &Calendar, now: Timestamp) -> Vec<Moment> {
    let today = calendar.date_at(now);
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    let start = |back: i64| {
        let day = monday.as_ref().ok()?.checked_sub((7 * back).days()).ok()?;
        Some(moment(day.to_zoned(calendar.zone().clone()).ok()?.timestamp()))
    };
    (-1..WEEKS).rev().filter_map(start).collect()
}

/// Each agency of the group that had a report in these weeks; those with most late cases first, then by their number.
pub fn pictures(
    book: &Book,
    of: &Of,
    bounds: &[Moment],
    at: Moment,
    name: impl Fn(&str) -> String,
    day: impl Fn(Moment) -> String,
) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = book
        .figures_by_agency_and_span(at, bounds)
        .into_iter()
        .filter_map(|(key, spans)| {
            let key = key.filter(|key| of.has(*key))?;
            let weeks: Vec<Week> = spans
                .iter()
                .zip(bounds)
                .map(|(figures, begins)| Week {
                    begins: day(*begins),
                    received: amount(figures.get(Figure::Received)),
                    late: amount(figures.get(Figure::OverdueNow)),
                    reported: amount(figures.get(Figure::ReportedResolved)),
                    contested: amount(figures.get(Figure::Contested)),
                })
                .collect();
            Some(Picture {
                code: key.as_str().to_owned(),
                name: name(key.as_str()),
                late: weeks.iter().map(|week| week.late).sum(),
                received: weeks.iter().map(|week| week.received).sum(),
                weeks,
            })
        })
        .collect();
    pictures.sort_by(|one, other| {
        (other.late, other.received, &one.code).cmp(&(one.late, one.received, &other.code))
    });
    pictures
}

impl Picture {
    /// The picture as SVG; all of a page share one scale, whose top is `most`.
    pub fn svg(&self, w: &Words, most: u64) -> String {
        let number = |value: u64| w.integer(i64::try_from(value).unwrap_or(i64::MAX));
        let height = |value: u64| (value * HEIGHT).div_ceil(most.max(1)).min(HEIGHT);
        let id = format!("week-{}", self.code);
        let mut svg = format!(
            "<svg class=\"weeks\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {WIDTH} {}\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
            HEIGHT + 1,
            escaped(&self.name),
            escaped(&self.sentence(w))
        );
        for (place, week) in (0_u64..).zip(&self.weeks) {
            let x = place * (WIDTH / 12) + 2;
            let (all, late) = (height(week.received), height(week.late));
            let _ = write!(
                svg,
                "<g><title>{}</title><rect class=\"weeks__all\" x=\"{x}\" y=\"{}\" width=\"{BAR}\" height=\"{all}\"/>\
                 <rect class=\"weeks__late\" x=\"{x}\" y=\"{}\" width=\"{BAR}\" height=\"{late}\"/></g>",
                escaped(&w.with(
                    "dashboard-week",
                    &[
                        ("week", week.begins.as_str().into()),
                        ("received", number(week.received).as_str().into()),
                        ("late", number(week.late).as_str().into()),
                    ]
                )),
                HEIGHT - all,
                HEIGHT - late,
            );
        }
        let _ = write!(svg, "<path class=\"weeks__ground\" d=\"M0 {HEIGHT}h{WIDTH}\"/></svg>");
        svg
    }

    /// What the picture says.
    pub fn sentence(&self, w: &Words) -> String {
        let number = |value: u64| w.integer(i64::try_from(value).unwrap_or(i64::MAX));
        w.with(
            "dashboard-weeks-sentence",
            &[
                ("received", number(self.received).as_str().into()),
                ("late", number(self.late).as_str().into()),
            ],
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use dantin_words::{Catalogue, Language};

    #[test]
    fn the_weeks_begin_on_mondays_of_the_city_and_the_present_one_is_the_last() {
        let city = dantin_city::City::embedded().unwrap();
        // Sunday evening in London is Monday in Hanoi.
        let bounds = bounds(city.calendar(), "2026-11-29T20:00:00Z".parse().unwrap());
        assert_eq!(bounds.len(), 13);
        assert_eq!(bounds[12].to_string(), "2026-12-06T17:00:00.000Z");
        assert_eq!(bounds[11].to_string(), "2026-11-29T17:00:00.000Z");
        assert_eq!(bounds[0].to_string(), "2026-09-13T17:00:00.000Z");
    }

    #[test]
    fn a_picture_says_its_numbers_and_never_leaves_its_frame() {
        let w = Catalogue::embedded().unwrap().words(Language::Vietnamese);
        let week = |received, late| Week { begins: "1/9".into(), received, late, reported: 0, contested: 0 };
        let picture = Picture {
            code: "so-mau".into(),
            name: "Sở <Mẫu>".into(),
            weeks: vec![week(10, 3), week(0, 0), week(200, 200)],
            late: 203,
            received: 210,
        };
        let svg = picture.svg(&w, 100);
        assert!(svg.contains("<title id=\"week-so-mau-t\">Sở &lt;Mẫu&gt;</title>"), "{svg}");
        assert!(
            svg.contains("y=\"57\" width=\"16\" height=\"7\"")
                && svg.contains("y=\"62\" width=\"16\" height=\"2\""),
            "{svg}"
        );
        assert!(
            svg.contains("y=\"0\" width=\"16\" height=\"64\""),
            "what is more than the top stays inside: {svg}"
        );
        assert_eq!(svg.matches("<g>").count(), 3);
    }
}
