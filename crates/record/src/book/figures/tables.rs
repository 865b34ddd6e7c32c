//! All tables of figures that are published together: for all time and for each month, of the whole city, by agency, area
//! and category. Their text has one spelling, so that its hash in the journal binds every number on every page of results.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::{Figure, FigureKind, Figures, Month, Part, Population, Scope, Value, tally::Tally};
use crate::{
    book::Book,
    code::{AgencyCode, AreaCode, CategoryCode},
    moment::Moment,
    notice::Publication,
};

/// The figures of all time or of one month of submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Division {
    /// Cases that are worked on here.
    pub own: Figures,
    /// Cases imported from other systems.
    pub imported: Figures,
    /// Own cases by lead agency, by code, without those that have no case.
    pub agencies: Vec<Part<AgencyCode>>,
    pub areas: Vec<Part<AreaCode>>,
    pub categories: Vec<Part<CategoryCode>>,
}

/// All figures at one size of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// Entries that were counted.
    pub size: u64,
    /// The moment of counting: what is overdue depends on it.
    pub at: Moment,
    /// Of all time.
    pub all: Division,
    /// By month of submission in the zone, oldest first, from the first month with a case to the last.
    pub months: Vec<(Month, Division)>,
}

impl Default for Tables {
    fn default() -> Self {
        Self { size: 0, at: Moment::from_second(0), all: Division::default(), months: Vec::new() }
    }
}

impl Tables {
    /// Counts everything in the book at this moment, in one pass for each way of dividing.
    pub fn count(book: &Book, at: Moment, zone: &TimeZone) -> Self {
        let times = &book.columns.submitted;
        let bounds = times.iter().min().zip(times.iter().max());
        let months = bounds.map_or_else(Vec::new, |(first, last)| {
            let moment = |seconds: u32| Moment::from_second(i64::from(seconds));
            super::months_between(moment(*first), moment(*last), zone)
        });
        let counting = Counting { book, at, months: &months };
        let none = |_row: usize| Some(0_u16);
        let (own, own_months) = counting.divide(Population::Own, &[()], none);
        let (imported, imported_months) = counting.divide(Population::Imported, &[()], none);
        let names = &book.names;
        let (agencies, agencies_months) =
            counting.divide(Population::Own, names.agencies.values(), |row| book.lead_number(row));
        let area = |row: usize| book.columns.area.get(row).copied();
        let (areas, areas_months) = counting.divide(Population::Own, names.areas.values(), area);
        let category = |row: usize| book.columns.category.get(row).copied();
        let (categories, categories_months) =
            counting.divide(Population::Own, names.categories.values(), category);
        let whole = |parts: Vec<Part<()>>| {
            parts.into_iter().next().map_or_else(Figures::default, |part| part.figures)
        };
        let all = Division { own: whole(own), imported: whole(imported), agencies, areas, categories };
        let months = months
            .iter()
            .zip(own_months)
            .zip(imported_months)
            .zip(agencies_months)
            .zip(areas_months)
            .zip(categories_months)
            .map(|((((((month, _), own), imported), agencies), areas), categories)| {
                let division =
                    Division { own: whole(own), imported: whole(imported), agencies, areas, categories };
                (*month, division)
            })
            .collect();
        Self { size: book.size(), at, all, months }
    }

    /// The figures of all time, or of a month; none for a month without cases.
    pub fn division(&self, month: Option<Month>) -> Option<&Division> {
        match month {
            None => Some(&self.all),
            Some(month) => {
                self.months.iter().find(|(other, _)| *other == month).map(|(_, division)| division)
            }
        }
    }

    /// The tables as tab-separated text in UTF-8 with a head line. A line is one group of cases: the period (`all` or a month
    /// such as `2026-11`), how it is divided (`own`, `imported`, `agency`, `area`, `category`), the code (`-` for cases that
    /// have none), and all figures in integers: a count in one column, a share as numerator and denominator, a duration as
    /// seconds (empty for none) and cases. Groups without a case have no line.
    pub fn text(&self) -> String {
        let mut text = String::from("period\tby\tcode");
        for figure in Figure::ALL {
            let code = figure.code();
            let _ = match figure.kind() {
                FigureKind::Count => write!(text, "\t{code}"),
                FigureKind::Share => write!(text, "\t{code}.numerator\t{code}.denominator"),
                FigureKind::Median | FigureKind::Percentile90 => {
                    write!(text, "\t{code}.seconds\t{code}.cases")
                }
            };
        }
        text.push('\n');
        write_division(&mut text, "all", &self.all);
        for (month, division) in &self.months {
            write_division(&mut text, &month.to_string(), division);
        }
        text
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.text().as_bytes()).into()
    }

    /// What the journal keeps of them: the figures of the city over all time, and the hash of the rest.
    pub fn publication(&self, zone: &str) -> Publication {
        let values = |figures: &Figures| -> BTreeMap<Figure, Value> { figures.iter().collect() };
        Publication {
            size: self.size,
            zone: zone.to_owned(),
            own: values(&self.all.own),
            imported: values(&self.all.imported),
            tables: self.hash(),
        }
    }
}

fn write_division(text: &mut String, period: &str, division: &Division) {
    let mut line = |by: &str, code: &str, figures: &Figures| {
        let _ = write!(text, "{period}\t{by}\t{code}");
        for (_, value) in figures.iter() {
            let _ = match value {
                Value::Count(count) => write!(text, "\t{count}"),
                Value::Share { numerator, denominator } => write!(text, "\t{numerator}\t{denominator}"),
                Value::Seconds { seconds: Some(seconds), cases } => write!(text, "\t{seconds}\t{cases}"),
                Value::Seconds { seconds: None, cases } => write!(text, "\t\t{cases}"),
            };
        }
        text.push('\n');
    };
    for (by, figures) in [("own", &division.own), ("imported", &division.imported)] {
        if figures.get(Figure::Received).sample() > 0 {
            line(by, "-", figures);
        }
    }
    let code = |code: Option<&str>| code.unwrap_or("-").to_owned();
    for part in &division.agencies {
        line("agency", &code(part.key.as_ref().map(AgencyCode::as_str)), &part.figures);
    }
    for part in &division.areas {
        line("area", &code(part.key.as_ref().map(AreaCode::as_str)), &part.figures);
    }
    for part in &division.categories {
        line("category", &code(part.key.as_ref().map(CategoryCode::as_str)), &part.figures);
    }
}

struct Counting<'a> {
    book: &'a Book,
    at: Moment,
    months: &'a [(Month, Moment)],
}

impl Counting<'_> {
    /// The parts of all time and those of each month. A case whose number names no key belongs to the part without one.
    fn divide<K: Copy + Ord>(
        &self,
        population: Population,
        keys: &[K],
        number: impl Fn(usize) -> Option<u16>,
    ) -> (Vec<Part<K>>, Vec<Vec<Part<K>>>) {
        let width = keys.len() + 1;
        let times = &self.book.columns.submitted;
        let month = |row: usize| {
            let submitted = times.get(row).map_or(0, |seconds| i64::from(*seconds));
            self.months.partition_point(|(_, start)| start.as_second() <= submitted).saturating_sub(1)
        };
        let scope = Scope { population, ..Scope::default() };
        let tallies = self.book.tally(&scope, self.at, self.months.len() * width, |row| {
            let place = number(row).map_or(keys.len(), |number| usize::from(number).min(keys.len()));
            month(row) * width + place
        });
        let mut all = vec![Tally::default(); width];
        for (place, tally) in tallies.iter().enumerate() {
            if let Some(sum) = all.get_mut(place % width) {
                sum.merge(tally);
            }
        }
        let mut tallies = tallies.into_iter();
        let months =
            self.months.iter().map(|_| parts(keys, tallies.by_ref().take(width).collect())).collect();
        (parts(keys, all), months)
    }
}

/// Each key with its figures, by code, the one without a key last; groups without a case are left out.
pub(super) fn parts<K: Copy + Ord>(keys: &[K], tallies: Vec<Tally>) -> Vec<Part<K>> {
    let mut parts: Vec<Part<K>> = keys
        .iter()
        .copied()
        .map(Some)
        .chain([None])
        .zip(tallies)
        .filter(|(_, tally)| !tally.is_empty())
        .map(|(key, tally)| Part { key, figures: tally.into_figures() })
        .collect();
    parts.sort_by_key(|part| (part.key.is_none(), part.key));
    parts
}
