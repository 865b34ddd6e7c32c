//! The facts of one case as JSON. They come from the book; the published words join them once per state of the case and
//! language, so that a case that many look at costs neither statement nor rendering.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_record::{code::AgencyCode, id::CaseCode};
use dantin_words::Language;
use serde::Serialize;
use serde_json::Value;

use super::{
    pledge,
    record::{Record, load},
    source,
};
use crate::{
    act::cases::hex,
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::headers::CachePolicy,
    speak::{
        cases::{At, Facts},
        shown::Shown,
        wording::Wording,
    },
};

/// Answers of one generation; two generations are kept.
const GENERATION: usize = 4_096;

type Key = (CaseCode, Language);

/// Rendered answers by case and language, each with the journal index it was rendered at. Never more than two
/// generations of them: when the younger is full, it takes the place of the older.
#[derive(Default)]
pub struct Rendered(Mutex<[HashMap<Key, (u64, Bytes)>; 2]>);

impl Rendered {
    fn get(&self, key: Key, index: u64) -> Option<Bytes> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [younger, older] = &mut *generations;
        if let Some((at, bytes)) = younger.get(&key) {
            return (*at == index).then(|| bytes.clone());
        }
        let (at, bytes) = older.remove(&key)?;
        if at != index {
            return None;
        }
        put(&mut generations, key, index, bytes.clone());
        Some(bytes)
    }

    fn keep(&self, key: Key, index: u64, bytes: Bytes) {
        put(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), key, index, bytes);
    }
}

fn put(generations: &mut [HashMap<Key, (u64, Bytes)>; 2], key: Key, index: u64, bytes: Bytes) {
    let [younger, older] = generations;
    if younger.len() >= GENERATION {
        *older = std::mem::take(younger);
    }
    younger.insert(key, (index, bytes));
}

/// The answer to `GET /cases/{code}.json`.
pub(super) async fn answer(app: &Shared, visit: &Visit, code: CaseCode) -> Result<Response, Error> {
    let key = (code, visit.w.language());
    let found = {
        let book = app.book.read();
        let row = book.find(code).ok_or_else(|| not_found(Missing::Case))?;
        let index = book.latest_entry(row).unwrap_or_default();
        match app.rendered.get(key, index) {
            Some(bytes) if !book.is_hidden(row) => return Ok(respond(bytes)),
            _ => (index, book.row(row).ok_or_else(|| not_found(Missing::Case))?),
        }
    };
    let (index, row) = found;
    let text = code.to_string();
    let record = app.read(move |tx| load(tx, &text)).await?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let shown = Shown {
        text: record.text.clone(),
        address: record.address.clone(),
        photo: record.photos.iter().find(|photo| photo.moment == "report").map(|photo| photo.picture.clone()),
    };
    let told = Told {
        facts: Facts::of(&row, Some(&shown), words),
        url: format!("{}/cases/{code}", app.public_url.trim_end_matches('/')),
        source: source::facts(&record.case, record.source.as_ref()),
        pledge: pledge::facts(&record.case, record.pledge.as_ref()),
        merged_into: record.relatives.iter().find(|one| one.is_main).map(|one| one.code.as_str()),
        parts: parts(&record),
        risen_to: risen(&record),
        events: events(&record, index),
        evidence: evidence(&record),
    };
    let bytes = Bytes::from(serde_json::to_vec(&told).map_err(anyhow::Error::new)?);
    app.rendered.keep(key, index, bytes.clone());
    Ok(respond(bytes))
}

/// All that is told of a case.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    facts: Facts<'a>,
    url: String,
    source: Value,
    /// What was promised or recommended with it, and who confirms it.
    pledge: Value,
    /// The code of the case as which this one is worked on.
    merged_into: Option<&'a str>,
    parts: Vec<PartTold<'a>>,
    risen_to: Option<Risen<'a>>,
    events: Vec<EventTold<'a>>,
    evidence: Vec<Proof<'a>>,
}

/// What a supporting agency owes or owed.
#[derive(Serialize)]
struct PartTold<'a> {
    agency: &'a str,
    due: At,
    state: &'static str,
}

fn parts(record: &Record) -> Vec<PartTold<'_>> {
    let parts = record.case.parts.iter();
    parts
        .map(|part| PartTold {
            agency: part.agency.as_str(),
            due: At(part.due.at),
            state: part.kind().code(),
        })
        .collect()
}

/// The body to which the late case has risen, and since when.
#[derive(Serialize)]
struct Risen<'a> {
    agency: &'a str,
    level: u8,
    at: At,
}

fn risen(record: &Record) -> Option<Risen<'_>> {
    let risen = record.case.escalated.as_ref()?;
    Some(Risen { agency: risen.to.as_str(), level: risen.level, at: At(risen.at) })
}

/// One event of the case.
#[derive(Serialize)]
struct EventTold<'a> {
    event: &'static str,
    occurred: At,
    by: &'static str,
    agency: Option<AgencyCode>,
    entry: Option<u64>,
    words: Option<&'a str>,
    basis: Option<&'a str>,
    /// Where the content behind the event's commitments is opened, by field.
    content: BTreeMap<&'a str, String>,
}

/// The events that the facts are made of, oldest first: those up to the journal index of the facts.
fn events(record: &Record, index: u64) -> Vec<EventTold<'_>> {
    let lines = record.lines.iter().filter(|line| line.index.is_some_and(|at| at <= index));
    lines
        .map(|line| EventTold {
            event: line.event.kind().code(),
            occurred: At(line.occurred),
            by: line.by.role().code(),
            agency: line.by.agency(),
            entry: line.index,
            words: record.said(line.number, "words"),
            basis: record.said(line.number, "basis"),
            content: record
                .opened(line)
                .map(|(field, commitment)| (field, format!("/content/{}", hex(commitment))))
                .collect(),
        })
        .collect()
}

/// What proves a result.
#[derive(Serialize)]
#[serde(untagged)]
enum Proof<'a> {
    Photo { kind: &'static str, moment: &'a str, sha256: &'a str, url: String },
    Paper { kind: &'a str, sha256: &'a str, title: &'a str, body: &'a str },
}

fn evidence(record: &Record) -> Vec<Proof<'_>> {
    let photos = record.photos.iter().map(|photo| Proof::Photo {
        kind: "photo",
        moment: &photo.moment,
        sha256: &photo.picture.published,
        url: photo.picture.address("large"),
    });
    let papers = record.papers.iter().map(|paper| Proof::Paper {
        kind: &paper.kind,
        sha256: &paper.sha256,
        title: &paper.title,
        body: &paper.body,
    });
    photos.chain(papers).collect()
}

fn respond(bytes: Bytes) -> Response {
    let media_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (CachePolicy::PublicShort, media_type, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rendered_answer_is_kept_for_one_state_of_the_case_and_the_store_is_bounded() {
        let rendered = Rendered::default();
        let key = |number| {
            let prefix = dantin_record::id::CodePrefix::new("DT").unwrap();
            (CaseCode::new(prefix, number), Language::Vietnamese)
        };
        rendered.keep(key(1), 7, Bytes::from_static(b"one"));
        assert_eq!(rendered.get(key(1), 7).unwrap(), "one");
        assert_eq!(rendered.get(key(1), 8), None, "the case has moved on");
        for number in 2..30_000 {
            rendered.keep(key(number), 1, Bytes::new());
        }
        let kept: usize = rendered.0.lock().unwrap().iter().map(HashMap::len).sum();
        assert!(kept <= 2 * GENERATION, "{kept}");
    }
}
