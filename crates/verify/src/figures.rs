//! The figures that a city publishes, and the same figures counted again from the entries: those of each notice in the
//! journal, and those that the site shows, which must be one of them. Integers are compared as they stand; a figure that is
//! not understood is named and never passed over.

use std::collections::BTreeMap;

use dantin_record::{
    book::{
        Book,
        figures::{Figure, Value, tables::Tables},
    },
    moment::Moment,
    notice::Publication,
};
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use crate::report::Compared;

/// A publication of the journal with what the entries before it give.
pub struct Recounted {
    /// The index of the notice, and how many entries it counts.
    pub index: u64,
    /// When it was published.
    pub at: Moment,
    /// What it says.
    pub published: Publication,
    /// What the entries give.
    pub tables: Tables,
}

impl Recounted {
    /// Counts again from the book as it stands before the notice; says in words why it cannot.
    pub fn new(book: &Book, index: u64, at: Moment, published: &Publication) -> Result<Self, String> {
        let zone = TimeZone::get(&published.zone)
            .map_err(|_unknown| format!("the time zone {} is not known to this program", published.zone))?;
        let tables = Tables::count(book, at, &zone).telling(published);
        Ok(Self { index, at, published: published.clone(), tables })
    }

    /// What is wrong with the notice, by name; empty when all is as the entries give it.
    pub fn wrong(&self) -> Vec<String> {
        let counted = self.tables.publication(&self.published.zone);
        let mut wrong: Vec<String> = self
            .compare_notice()
            .into_iter()
            .filter(|one| !one.is_same)
            .map(|one| format!("{} is said to be {} and is {}", one.name, one.published, one.recomputed))
            .collect();
        if wrong.is_empty() && counted.tables != self.published.tables {
            wrong.push("the tables by agency, area, category and month are others".to_owned());
        }
        wrong
    }

    /// Each figure of the notice beside the same counted again.
    pub fn compare_notice(&self) -> Vec<Compared> {
        let side = |published: &BTreeMap<Figure, Value>| -> Vec<Json> {
            published.iter().map(|(figure, value)| json_value(*figure, *value)).collect()
        };
        self.compare(&side(&self.published.own), &side(&self.published.imported))
    }

    fn compare(&self, own: &[Json], imported: &[Json]) -> Vec<Compared> {
        let one = |published: &Json, is_imported: bool| {
            let id = published.get("id").and_then(Json::as_str).unwrap_or_default();
            let (counted, name) = if is_imported {
                (&self.tables.all.imported, format!("{id} (imported)"))
            } else {
                (&self.tables.all.own, id.to_owned())
            };
            let recomputed = Figure::from_code(id).map(|figure| json_value(figure, counted.get(figure)));
            Compared {
                name,
                published: words(published),
                is_same: recomputed.as_ref() == Some(published),
                recomputed: recomputed.as_ref().map_or_else(|| "unknown to this program".to_owned(), words),
            }
        };
        let own = own.iter().map(|figure| one(figure, false));
        own.chain(imported.iter().map(|figure| one(figure, true))).collect()
    }
}

/// What a site shows: `results.json` and `results.tsv`.
pub struct Shown {
    /// From how many entries it was counted, by its own word.
    pub size: u64,
    own: Vec<Json>,
    imported: Vec<Json>,
    tables: Option<Vec<u8>>,
}

impl Shown {
    /// Reads the files; says in words why it cannot.
    pub fn read(figures: &[u8], tables: Option<Vec<u8>>) -> Result<Self, String> {
        let json: Json =
            serde_json::from_slice(figures).map_err(|error| format!("results.json is no JSON: {error}"))?;
        let size = json
            .get("journal_size")
            .and_then(Json::as_u64)
            .ok_or("results.json does not say from how many entries it was counted")?;
        let list = |name: &str| {
            json.get(name)
                .and_then(Json::as_array)
                .cloned()
                .ok_or_else(|| format!("results.json has no list `{name}`"))
        };
        Ok(Self { size, own: list("own")?, imported: list("imported")?, tables })
    }

    /// Each shown figure beside the same counted again.
    pub fn compare(&self, counted: &Recounted) -> Vec<Compared> {
        counted.compare(&self.own, &self.imported)
    }

    /// Where the tables first differ from those that the entries give; nothing where they are the same or not shown.
    pub fn first_difference(&self, counted: &Recounted) -> Option<String> {
        let shown = String::from_utf8_lossy(self.tables.as_deref()?);
        let right = counted.tables.text();
        if shown == right {
            return None;
        }
        let head: Vec<&str> = right.lines().next().unwrap_or_default().split('\t').collect();
        let (mut shown_lines, mut right_lines) = (shown.lines(), right.lines());
        for number in 1.. {
            let (ours, theirs) = (right_lines.next(), shown_lines.next());
            let place = format!("results.tsv, line {number}");
            match (ours, theirs) {
                (Some(ours), Some(theirs)) if ours == theirs => {}
                (Some(ours), Some(theirs)) => {
                    let cells = head.iter().zip(ours.split('\t').zip(theirs.split('\t')));
                    let differing = cells.into_iter().find(|(_, (ours, theirs))| ours != theirs);
                    let group: Vec<&str> = ours.split('\t').take(3).collect();
                    return Some(match differing {
                        Some((name, (ours, theirs))) => format!(
                            "{place} ({}): {name} is shown as {theirs} and the entries give {ours}",
                            group.join(" ")
                        ),
                        None => format!("{place}: it has another number of columns"),
                    });
                }
                (Some(_), None) => return Some(format!("{place}: it ends too early")),
                (None, Some(_)) => return Some(format!("{place}: it goes on where nothing more is given")),
                (None, None) => break,
            }
        }
        Some("results.tsv: its line ends are others".to_owned())
    }
}

/// A figure as the site writes it.
fn json_value(figure: Figure, value: Value) -> Json {
    let (id, kind) = (figure.code(), figure.kind().code());
    match value {
        Value::Count(value) => json!({"id": id, "kind": kind, "value": value}),
        Value::Share { numerator, denominator } => {
            json!({"id": id, "kind": kind, "numerator": numerator, "denominator": denominator})
        }
        Value::Seconds { seconds, cases } => {
            json!({"id": id, "kind": kind, "seconds": seconds, "cases": cases})
        }
    }
}

/// The value for people: `210`, `136 of 167`, `3600 s (190 cases)`.
fn words(figure: &Json) -> String {
    let number = |key: &str| figure.get(key).and_then(Json::as_u64);
    if let Some(value) = number("value") {
        return value.to_string();
    }
    if let (Some(numerator), Some(denominator)) = (number("numerator"), number("denominator")) {
        return format!("{numerator} of {denominator}");
    }
    match (number("seconds"), number("cases")) {
        (Some(seconds), Some(cases)) => format!("{seconds} s ({cases} cases)"),
        (None, Some(cases)) => format!("none ({cases} cases)"),
        _ => "not understood".to_owned(),
    }
}
