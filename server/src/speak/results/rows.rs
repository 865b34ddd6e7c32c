//! The rows of the table and the bars of the chart, out of the parts of a report. Nothing is ranked under the minimum
//! sample: such rows stand behind the others, by name.

use dantin_record::book::figures::{Figure, Figures, Value};
use dantin_words::{Words, sort::Collator};

use super::report::{By, Report};
use crate::{
    pages::components::Bar,
    speak::{cases::month_words, wording::Wording},
};

/// Bars of one chart.
const BARS: usize = 15;

/// The figures of the table, in the order of its columns.
pub const COLUMNS: [Figure; 7] = [
    Figure::Received,
    Figure::AcceptedInTime,
    Figure::ReportedResolved,
    Figure::ConfirmedResolved,
    Figure::Contested,
    Figure::OverdueNow,
    Figure::ReportedMedian,
];

/// One agency, ward or category.
pub struct Row {
    /// Its code; empty for cases that have none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its figures.
    pub figures: Figures,
}

impl Row {
    /// Where the rows behind it are, without a state.
    pub fn address(&self, by: By, month: &str, state: &str) -> String {
        if self.code.is_empty() {
            return String::new();
        }
        rows_address(&[(by.code(), &self.code), ("state", state), ("period", month), ("source", "own")])
    }

    /// Each column's value in words with its label and where its rows are.
    pub fn cells(&self, w: &Words, by: By, month: &str) -> Vec<Cell> {
        COLUMNS
            .iter()
            .map(|figure| Cell {
                label: w.code("column", figure.code()),
                shown: value_words(self.figures.get(*figure), w),
                href: state_behind(*figure).map(|state| self.address(by, month, state)).unwrap_or_default(),
                is_thin: !self.figures.get(*figure).may_rank(),
            })
            .collect()
    }
}

/// One cell of the table.
pub struct Cell {
    /// The column.
    pub label: String,
    /// The value with its denominator.
    pub shown: String,
    /// The rows behind it; empty for none.
    pub href: String,
    /// Too few cases to compare.
    pub is_thin: bool,
}

/// The address of the list with what is asked; empty parts are left out.
pub fn rows_address(parts: &[(&str, &str)]) -> String {
    let asked: Vec<String> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("/cases?{}", asked.join("&"))
}

/// The standing in the list that the numerator of a figure counts; none where the list cannot be narrowed to it.
pub const fn state_behind(figure: Figure) -> Option<&'static str> {
    Some(match figure {
        Figure::Received => "",
        Figure::AcceptedInTime => "accepted_in_time",
        Figure::ReportedResolved => "reported",
        Figure::ConfirmedResolved => "confirmed_resolved",
        Figure::Contested => "contested",
        Figure::Unconfirmed => "unconfirmed",
        Figure::Declined => "declined",
        Figure::Reopened => "redone",
        Figure::OverdueNow => "overdue",
        Figure::SourceClosed => "source_closed",
        _ => return None,
    })
}

/// A value in words: a count, a share with its fraction, or a length of time with the number of cases behind it.
pub fn value_words(value: Value, w: &Words) -> String {
    let whole = |number: u64| w.integer(i64::try_from(number).unwrap_or(i64::MAX));
    match value {
        Value::Count(count) => whole(count),
        Value::Share { denominator: 0, .. } => w.t("figure-nothing-yet"),
        // Small counts show the fraction, not a percentage.
        Value::Share { numerator, denominator } if !value.may_rank() => w.with(
            "figure-of",
            &[
                ("numerator", whole(numerator).as_str().into()),
                ("denominator", whole(denominator).as_str().into()),
            ],
        ),
        Value::Share { numerator, denominator } => w.percent(numerator, denominator),
        Value::Seconds { seconds: None, .. } => w.t("figure-nothing-yet"),
        Value::Seconds { seconds: Some(seconds), cases } => {
            let length = w.duration(i64::try_from(seconds).unwrap_or(i64::MAX));
            w.with(
                "figure-length",
                &[("length", length.as_str().into()), ("cases", whole(cases).as_str().into())],
            )
        }
    }
}

/// The rows of a division: those that may be ranked by the share confirmed, then the others by name.
pub fn rows(report: &Report, by: By, words: Wording<'_>) -> Vec<Row> {
    let none = || words.w.t("results-none-of-them");
    let mut rows: Vec<Row> = match by {
        By::Agency => report
            .division()
            .agencies
            .iter()
            .map(|part| {
                row(part.key.map(|code| code.to_string()), &part.figures, |code| words.agency(code), none)
            })
            .collect(),
        By::Area => report
            .division()
            .areas
            .iter()
            .map(|part| {
                row(part.key.map(|code| code.to_string()), &part.figures, |_| words.area(part.key), none)
            })
            .collect(),
        By::Category => report
            .division()
            .categories
            .iter()
            .map(|part| {
                row(
                    part.key.map(|code| code.to_string()),
                    &part.figures,
                    |code| words.service(code, None),
                    none,
                )
            })
            .collect(),
    };
    Collator::new().sort_places(&mut rows, |row| &row.name);
    rows.sort_by_key(|row| std::cmp::Reverse(rank(&row.figures)));
    rows
}

fn row(
    code: Option<String>,
    figures: &Figures,
    name: impl Fn(&str) -> String,
    none: impl Fn() -> String,
) -> Row {
    let name = code.as_deref().map_or_else(none, name);
    Row { code: code.unwrap_or_default(), name, figures: figures.clone() }
}

/// The share confirmed in millionths; none under the minimum sample, which sorts behind every share.
fn rank(figures: &Figures) -> Option<u64> {
    let value = figures.get(Figure::ConfirmedResolved);
    match value {
        Value::Share { numerator, denominator } if value.may_rank() => {
            (numerator * 1_000_000).checked_div(denominator)
        }
        _ => None,
    }
}

/// The bars of the share confirmed; those under the minimum sample are hatched and carry their fraction.
pub fn bars(rows: &[Row], by: By, month: &str, w: &Words) -> Vec<Bar> {
    rows.iter()
        .filter(|row| row.figures.get(Figure::ConfirmedResolved).sample() > 0)
        .take(BARS)
        .map(|row| {
            let value = row.figures.get(Figure::ConfirmedResolved);
            let (numerator, denominator) = match value {
                Value::Share { numerator, denominator } => (numerator, denominator),
                Value::Count(_) | Value::Seconds { .. } => (0, 0),
            };
            let length = (numerator * 1000).checked_div(denominator).unwrap_or(0);
            Bar {
                label: row.name.clone(),
                href: row.address(by, month, "confirmed_resolved"),
                length: u32::try_from(length).unwrap_or(1000),
                interval: None,
                shown: value_words(value, w),
                is_thin: !value.may_rank(),
            }
        })
        .collect()
}

/// The bars of cases received month by month.
pub fn month_bars(report: &Report, words: Wording<'_>) -> Vec<Bar> {
    let received = |figures: &Figures| match figures.get(Figure::Received) {
        Value::Count(count) => count,
        Value::Share { .. } | Value::Seconds { .. } => 0,
    };
    let months: Vec<_> = report.months().into_iter().rev().take(12).collect();
    let most = months.iter().map(|part| received(&part.figures)).max().unwrap_or(0).max(1);
    months
        .into_iter()
        .rev()
        .filter_map(|part| {
            let month = part.key?;
            let code = format!("{:04}-{:02}", month.year, month.month);
            let count = received(&part.figures);
            Some(Bar {
                label: month_words(&code, words),
                href: rows_address(&[("period", &code), ("source", "own")]),
                length: u32::try_from(count * 1000 / most).unwrap_or(1000),
                shown: words.w.integer(i64::try_from(count).unwrap_or(i64::MAX)),
                ..Bar::default()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speak::cases::{Asked, View};
    use dantin_words::{Catalogue, Language};

    #[test]
    fn few_cases_show_a_fraction_and_many_a_percentage_with_its_fraction() {
        let w = Catalogue::embedded().unwrap().words(Language::Vietnamese);
        assert_eq!(value_words(Value::Share { numerator: 2, denominator: 3 }, &w), "2 trên 3");
        assert_eq!(value_words(Value::Share { numerator: 7, denominator: 10 }, &w), "70,0% (7 trên 10)");
        assert_eq!(value_words(Value::Share { numerator: 0, denominator: 0 }, &w), "chưa có");
    }

    #[test]
    fn every_figure_with_rows_leads_to_a_view_that_the_list_takes() {
        let city = dantin_city::City::embedded().unwrap();
        for figure in Figure::ALL {
            if let Some(state) = state_behind(*figure) {
                let asked = Asked { state: Some(state.to_owned()), ..Asked::default() };
                assert!(
                    View::new(&asked, &city, "2026-11-22T10:00:00Z".parse().unwrap()).is_ok(),
                    "{figure}"
                );
            }
        }
    }
}
