//! All tables of figures that are published together: for all time and for each month, of the whole city, by agency, area
//! and category. Their text has one spelling, so that its hash in the journal binds every number on every page of results.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::{
    Figure, FigureKind, Figures, Month, Part, Population, Scope, Value,
    matters::{Item, Named},
    tally::Tally,
};
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
    /// By month in the zone in which a case was submitted, a question asked, a promise, comment or recommendation made; oldest
    /// first, from the first month with one of them to the last.
    pub months: Vec<(Month, Division)>,
    /// The figures that are told, in the order of [`Figure::ALL`]: a publication from before a figure was defined does not tell it.
    told: Vec<Figure>,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            size: 0,
            at: Moment::from_second(0),
            all: Division::default(),
            months: Vec::new(),
            told: Figure::ALL.to_vec(),
        }
    }
}

impl Tables {
    /// Counts everything in the book at this moment, in one pass for each way of dividing.
    pub fn count(book: &Book, at: Moment, zone: &TimeZone) -> Self {
        let items = book.items_of_matters(at);
        let times = || {
            let submitted = book.columns.submitted.iter().map(|seconds| i64::from(*seconds));
            submitted.chain(items.iter().map(|item| item.at.as_second()))
        };
        let months = times().min().zip(times().max()).map_or_else(Vec::new, |(first, last)| {
            super::months_between(Moment::from_second(first), Moment::from_second(last), zone)
        });
        let counting = Counting { book, at, months: &months, items: &items };
        let none = |_row: usize| Some(0_u16);
        let (own, own_months) = counting.divide(Population::Own, &[()], none, |_| Some(()));
        let (imported, imported_months) = counting.divide(Population::Imported, &[()], none, |_| Some(()));
        let names = &book.names;
        let (agencies, agencies_months) = counting.divide(
            Population::Own,
            names.agencies.values(),
            |row| book.lead_number(row),
            |named| named.agency,
        );
        let area = |row: usize| book.columns.area.get(row).copied();
        let (areas, areas_months) =
            counting.divide(Population::Own, names.areas.values(), area, |named| named.area);
        let category = |row: usize| book.columns.category.get(row).copied();
        let (categories, categories_months) =
            counting.divide(Population::Own, names.categories.values(), category, |named| named.category);
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
        Self { size: book.size(), at, all, months, told: Figure::ALL.to_vec() }
    }

    /// The same tables with those figures alone that a publication tells.
    #[must_use]
    pub fn telling(mut self, published: &Publication) -> Self {
        self.told.retain(|figure| published.own.contains_key(figure));
        self
    }

    /// The figures that are told, in the order of their columns.
    pub fn told(&self) -> &[Figure] {
        &self.told
    }

    /// The figures of all time, or of a month; none for a month without anything.
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
    /// seconds (empty for none) and cases. Groups of which no figure tells anything have no line.
    pub fn text(&self) -> String {
        let mut text = String::from("period\tby\tcode");
        for figure in &self.told {
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
        write_division(&mut text, "all", &self.all, &self.told);
        for (month, division) in &self.months {
            write_division(&mut text, &month.to_string(), division, &self.told);
        }
        text
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.text().as_bytes()).into()
    }

    /// What the journal keeps of them: the figures of the city over all time, and the hash of the rest.
    pub fn publication(&self, zone: &str) -> Publication {
        let values = |figures: &Figures, told: &dyn Fn(Figure) -> bool| -> BTreeMap<Figure, Value> {
            self.told.iter().filter(|one| told(**one)).map(|one| (*one, figures.get(*one))).collect()
        };
        Publication {
            size: self.size,
            zone: zone.to_owned(),
            own: values(&self.all.own, &|_| true),
            imported: values(&self.all.imported, &|figure| !figure.is_of_matters()),
            tables: self.hash(),
        }
    }
}

fn write_division(text: &mut String, period: &str, division: &Division, told: &[Figure]) {
    let mut line = |by: &str, code: &str, figures: &Figures| {
        if told.iter().all(|figure| figures.get(*figure).sample() == 0) {
            return;
        }
        let _ = write!(text, "{period}\t{by}\t{code}");
        for figure in told {
            let _ = match figures.get(*figure) {
                Value::Count(count) => write!(text, "\t{count}"),
                Value::Share { numerator, denominator } => write!(text, "\t{numerator}\t{denominator}"),
                Value::Seconds { seconds: Some(seconds), cases } => write!(text, "\t{seconds}\t{cases}"),
                Value::Seconds { seconds: None, cases } => write!(text, "\t\t{cases}"),
            };
        }
        text.push('\n');
    };
    line("own", "-", &division.own);
    line("imported", "-", &division.imported);
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
    items: &'a [Item],
}

impl Counting<'_> {
    /// The parts of all time and those of each month. A case whose number names no key belongs to the part without one. What
    /// comes of matters is own work: it stands in no other population.
    fn divide<K: Copy + Ord>(
        &self,
        population: Population,
        keys: &[K],
        number: impl Fn(usize) -> Option<u16>,
        key: impl Fn(&Named) -> Option<K>,
    ) -> (Vec<Part<K>>, Vec<Vec<Part<K>>>) {
        let items = if population == Population::Own { self.items } else { &[] };
        // Who holds a session or consultation need not have a case.
        let named: BTreeSet<K> = items.iter().filter_map(|item| key(&item.named)).collect();
        let known = keys.len();
        let keys: Vec<K> =
            keys.iter().copied().chain(named.into_iter().filter(|key| !keys.contains(key))).collect();
        let keys = keys.as_slice();
        let width = keys.len() + 1;
        let month_of = |seconds: i64| {
            self.months.partition_point(|(_, start)| start.as_second() <= seconds).saturating_sub(1)
        };
        let times = &self.book.columns.submitted;
        let month = |row: usize| month_of(times.get(row).map_or(0, |seconds| i64::from(*seconds)));
        let scope = Scope { population, ..Scope::default() };
        let mut tallies = self.book.tally(&scope, self.at, self.months.len() * width, |row| {
            let place = number(row).map(usize::from).filter(|number| *number < known).unwrap_or(keys.len());
            month(row) * width + place
        });
        let places: BTreeMap<K, usize> = keys.iter().enumerate().map(|(place, key)| (*key, place)).collect();
        for item in items {
            let place = key(&item.named).and_then(|key| places.get(&key).copied()).unwrap_or(keys.len());
            if let Some(tally) = tallies.get_mut(month_of(item.at.as_second()) * width + place) {
                tally.add_item(item);
            }
        }
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

/// Each key with its figures, by code, the one without a key last; groups without anything are left out.
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
