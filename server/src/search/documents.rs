//! Cases as documents of the index: what of them is public, which names belong to them, and the sealed words. Contacts and
//! exact places are never among them.

use std::collections::HashMap;

use dantin_city::City;
use dantin_record::book::Book;
use dantin_search::Document;
use dantin_store::{FromRow, Query, Row, Tx};
use dantin_words::{Catalogue, Language, Words};

use crate::error::Error;

/// The private fields that the desk finds cases by.
const SEALED: [&str; 7] = ["text", "address", "answers", "words", "basis", "public_text", "public_address"];

/// The names of the city in both languages, put together once for many cases.
pub(super) struct Names<'a> {
    city: &'a City,
    words: [Words; 2],
    /// The units of before the reform by the area of today.
    old: HashMap<&'a str, Vec<String>>,
}

impl<'a> Names<'a> {
    pub fn new(city: &'a City, words: &Catalogue) -> Names<'a> {
        let mut old: HashMap<&str, Vec<String>> = HashMap::new();
        for unit in city.old_areas() {
            let names = old.entry(unit.new_code.as_str()).or_default();
            for name in [&unit.old_name, &unit.old_district] {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        Names { city, words: Language::ALL.map(|language| words.words(language)), old }
    }

    /// Every name by which a case may be looked for.
    fn of(&self, case: &CaseRow, book: &Book, row: usize) -> Vec<String> {
        let mut names = vec![case.code.clone()];
        let mut both = |name: &dantin_calendar::Bilingual| {
            names.push(name.vi.clone());
            names.push(name.en.clone());
        };
        if let Some(category) = self.city.category(&case.category) {
            both(&category.name);
        }
        if let Some(finer) = case.subcategory.as_deref().and_then(|code| self.city.subcategory(code)) {
            both(&finer.name);
        }
        if let Some(area) = self.city.area(&case.area) {
            both(&area.name);
        }
        if let Some(agency) = self.city.agency(&case.lead) {
            both(&agency.name);
        }
        names.extend(self.old.get(case.area.as_str()).into_iter().flatten().cloned());
        names.extend(self.words.iter().map(|words| words.code("state", &case.state)));
        if let Some(source) = book.row(row).and_then(|row| row.source) {
            names.extend(source.agency.map(|agency| agency.as_str().to_owned()));
            names.extend(source.word.map(|word| word.as_str().to_owned()));
        }
        names
    }
}

struct CaseRow {
    id: String,
    code: String,
    category: String,
    subcategory: Option<String>,
    area: String,
    lead: String,
    state: String,
    visibility: String,
    text: Option<String>,
    address: Option<String>,
}

impl FromRow for CaseRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        Ok(CaseRow {
            id: row.take()?,
            code: row.take()?,
            category: row.take()?,
            subcategory: row.take()?,
            area: row.take()?,
            lead: row.take()?,
            state: row.take()?,
            visibility: row.take()?,
            text: row.take()?,
            address: row.take()?,
        })
    }
}

/// What the database holds of some cases at one moment.
pub(super) struct Read {
    cases: Vec<CaseRow>,
    sealed: HashMap<String, Vec<String>>,
    partners: HashMap<String, Vec<String>>,
    entries: HashMap<String, i64>,
}

/// Reads what is indexed of these cases: five statements, however many they are.
pub(super) fn read(tx: &mut Tx<'_>, ids: &[String]) -> Result<Read, Error> {
    let mut query = Query::new(
        "SELECT id, code, category, subcategory, area, lead_agency, state, visibility, public_text, public_address \
         FROM cases WHERE id IN (",
    );
    query.bind_list(ids.iter()).push(")");
    let cases: Vec<CaseRow> = tx.all_query(&query)?;
    let mut sealed: HashMap<String, Vec<String>> = HashMap::new();
    let mut query = Query::new("SELECT case_id, field, body FROM contents WHERE case_id IN (");
    query.bind_list(ids.iter()).push(") ORDER BY case_id, number, field");
    for (id, field, body) in tx.all_query::<(String, String, String)>(&query)? {
        if SEALED.contains(&field.as_str()) {
            sealed.entry(id).or_default().push(body);
        }
    }
    let mut query = Query::new("SELECT case_id, body FROM notes WHERE case_id IN (");
    query.bind_list(ids.iter()).push(") ORDER BY case_id, created_at, id");
    for (id, body) in tx.all_query::<(String, String)>(&query)? {
        sealed.entry(id).or_default().push(body);
    }
    let mut partners: HashMap<String, Vec<String>> = HashMap::new();
    let mut query =
        Query::new("SELECT case_id, agency FROM case_parts WHERE state <> 'released' AND case_id IN (");
    query.bind_list(ids.iter()).push(")");
    for (id, agency) in tx.all_query::<(String, String)>(&query)? {
        partners.entry(id).or_default().push(agency);
    }
    let mut query = Query::new("SELECT case_id, max(idx) FROM journal WHERE case_id IN (");
    query.bind_list(ids.iter()).push(") GROUP BY case_id");
    let entries = tx.all_query::<(String, i64)>(&query)?.into_iter().collect();
    Ok(Read { cases, sealed, partners, entries })
}

impl Read {
    /// The documents of the cases that the book knows.
    pub fn documents(self, names: &Names<'_>, book: &Book) -> Vec<Document> {
        let Read { cases, mut sealed, mut partners, entries } = self;
        let document = |case: CaseRow| {
            let row = book.row_of(case.id.parse().ok()?)?;
            let entry = u32::try_from(*entries.get(&case.id)?).ok()?;
            let facts = names.of(&case, book, row);
            let is_public = case.visibility == "public";
            let text: Vec<String> =
                [case.text, case.address].into_iter().flatten().filter(|_| is_public).collect();
            // The desk looks into both: what is published as it was written need not stand there twice.
            let mut sealed = sealed.remove(&case.id).unwrap_or_default();
            sealed.retain(|words| !text.contains(words));
            Some(Document {
                row: u32::try_from(row).ok()?,
                entry,
                lead: case.lead,
                text,
                facts,
                sealed,
                partners: partners.remove(&case.id).unwrap_or_default(),
                id: case.id,
            })
        };
        cases.into_iter().filter_map(document).collect()
    }
}
