//! The figures that a site publishes, and the same figures counted again from the entries. A published value is compared as
//! it stands, in integers; one that is not understood is named and never passed over.

use dantin_record::{
    book::{
        Book,
        figures::{Figure, Population, Scope, Value},
    },
    moment::Moment,
};
use serde_json::{Value as Json, json};

use crate::report::Compared;

/// What `results.json` says.
pub struct Published {
    /// From how many entries it was counted.
    pub size: u64,
    /// At which moment.
    pub at: Moment,
    figures: Vec<(Population, Json)>,
}

impl Published {
    /// Reads the file; says in words why it cannot.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let json: Json =
            serde_json::from_slice(bytes).map_err(|error| format!("results.json is no JSON: {error}"))?;
        let size = json.get("journal_size").and_then(Json::as_u64);
        let at = json.get("at").and_then(Json::as_str).and_then(Moment::parse);
        let (Some(size), Some(at)) = (size, at) else {
            return Err(
                "results.json does not say from which entries and at which moment it was counted".to_owned()
            );
        };
        let mut figures = Vec::new();
        for (name, population) in [("own", Population::Own), ("imported", Population::Imported)] {
            let Some(list) = json.get(name).and_then(Json::as_array) else {
                return Err(format!("results.json has no list `{name}`"));
            };
            figures.extend(list.iter().map(|figure| (population, figure.clone())));
        }
        Ok(Self { size, at, figures })
    }

    /// Counts each again from the book of exactly these entries.
    pub fn compare(&self, book: &Book) -> Vec<Compared> {
        let count = |population| book.figures(&Scope { population, ..Scope::default() }, self.at);
        let (own, imported) = (count(Population::Own), count(Population::Imported));
        self.figures
            .iter()
            .map(|(population, published)| {
                let id = published.get("id").and_then(Json::as_str).unwrap_or_default();
                let (counted, name) = match population {
                    Population::Imported => (&imported, format!("{id} (imported)")),
                    _ => (&own, id.to_owned()),
                };
                let recomputed = Figure::from_code(id).map(|figure| value(figure, counted.get(figure)));
                let is_same = recomputed.as_ref() == Some(published);
                Compared {
                    name,
                    published: words(published),
                    recomputed: recomputed
                        .as_ref()
                        .map_or_else(|| "unknown to this program".to_owned(), words),
                    is_same,
                }
            })
            .collect()
    }
}

/// A figure as the site writes it.
fn value(figure: Figure, value: Value) -> Json {
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
