//! `GET /`: the question, the way to report, what came of earlier reports in three figures and in pictures, the newest
//! cases, and the field to follow one by its code.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_record::{
    book::{
        Row,
        figures::{Figure, Value},
        filter::Filter,
    },
    case::StateKind,
    id::CaseId,
};
use dantin_words::Words;

use super::{
    results::{self, Asked as ResultsAsked},
    shown::{self, CasePhoto},
    wording::Wording,
};
use crate::{
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::{CaseRow, EvidencePair, LeadFigure, Photo, count},
        layout::{Page, Section, Shell},
    },
};

/// Newest cases on the page.
const NEWEST: usize = 5;
/// Results that are looked through for pictures, and shown.
const LOOKED_AT: usize = 16;
const RESULTS: usize = 2;

#[derive(Template)]
#[template(path = "speak/templates/home.html")]
struct HomePage {
    shell: Shell,
    full_name: String,
    figures: Vec<LeadFigure>,
    results: Vec<Outcome>,
    rows: Vec<CaseRow>,
    total: String,
}

/// A result with its pictures.
struct Outcome {
    row: CaseRow,
    pair: EvidencePair,
}

/// The home page.
pub async fn show(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let report = results::report(&app, &ResultsAsked::default())?;
    let (newest, done, total) = {
        let book = app.book.read();
        let take = |filter: &Filter, most: usize| -> Vec<Row> {
            book.newest(filter).take(most).filter_map(|row| book.row(row)).collect()
        };
        let done = Filter {
            states: vec![StateKind::ConfirmedResolved, StateKind::ReportedResolved, StateKind::Unconfirmed],
            ..Filter::default()
        };
        (take(&Filter::default(), NEWEST), take(&done, LOOKED_AT), book.len())
    };
    let (texts, photos) = {
        let rows: Vec<Row> = newest.iter().chain(&done).cloned().collect();
        let cases: Vec<CaseId> = done.iter().map(|row| row.id).collect();
        app.read(move |tx| Ok((shown::of_rows(tx, &rows)?, shown::photos(tx, &cases)?))).await?
    };
    let results = done
        .iter()
        .filter_map(|row| {
            let pair = pair(row, &photos, words)?;
            Some(Outcome { row: words.row(row, texts.get(&row.id)), pair })
        })
        .take(RESULTS)
        .collect();
    let mut shell = visit.shell(String::new(), Section::Home);
    shell.description = visit.w.t("home-description");
    Ok(Page::public(HomePage {
        full_name: words.say(&app.city.settings().full_name),
        figures: if total == 0 { Vec::new() } else { figures(&report.division().own, &visit.w) },
        results,
        rows: newest.iter().map(|row| words.row(row, texts.get(&row.id))).collect(),
        total: visit.w.n("home-all-cases", count(total)),
        shell,
    })
    .into_response())
}

/// The first picture after the work beside the first one before it.
fn pair(row: &Row, photos: &[CasePhoto], words: Wording<'_>) -> Option<EvidencePair> {
    let of = |moment: &str| {
        photos.iter().filter(|photo| photo.case == row.id).rfind(|photo| photo.moment == moment)
    };
    let after = of("after")?;
    // The agency's own picture of before belongs to the same event; else the report's.
    let before = of("before")
        .filter(|before| before.number == after.number)
        .or_else(|| photos.iter().find(|photo| photo.case == row.id && photo.moment == "report"));
    let service = words.service(row.category.as_str(), row.subcategory.as_ref().map(|code| code.as_str()));
    let photo = |photo: &CasePhoto, key: &str, at| -> Photo {
        let alt = words.w.with(key, &[("service", service.as_str().into())]);
        Photo { moment: words.dated(at), full: String::new(), ..photo.picture.medium(alt) }
    };
    Some(EvidencePair {
        before: before.map(|before| photo(before, "case-photo-before", row.submitted)),
        after: Some(photo(after, "case-photo-after", row.last_reported.unwrap_or(row.submitted))),
    })
}

/// The three figures by which a resident judges: accepted in time, confirmed by residents, contested.
fn figures(figures: &dantin_record::book::figures::Figures, w: &Words) -> Vec<LeadFigure> {
    [
        (Figure::AcceptedInTime, "home-figure-accepted", "/cases?state=accepted_in_time&source=own"),
        (Figure::ConfirmedResolved, "home-figure-confirmed", "/cases?state=confirmed_resolved&source=own"),
        (Figure::Contested, "home-figure-contested", "/cases?state=contested&source=own"),
    ]
    .into_iter()
    .map(|(figure, label, href)| LeadFigure {
        about: results::address(figure, "", "own"),
        ..lead_figure(figures.get(figure), w, w.t(label), href)
    })
    .collect()
}

/// A share as a large number with its numerator and denominator beneath.
pub fn lead_figure(value: Value, w: &Words, label: String, href: &str) -> LeadFigure {
    let (numerator, denominator) = match value {
        Value::Share { numerator, denominator } => (numerator, denominator),
        Value::Count(count) => (count, 0),
        Value::Seconds { cases, .. } => (0, cases),
    };
    match w.share(numerator, denominator) {
        Some(share) => LeadFigure {
            value: share.trim_end_matches('%').to_owned(),
            unit: "%".to_owned(),
            label,
            denominator: w.with(
                "figure-of",
                &[
                    ("numerator", w.integer(i64::try_from(numerator).unwrap_or(i64::MAX)).as_str().into()),
                    (
                        "denominator",
                        w.integer(i64::try_from(denominator).unwrap_or(i64::MAX)).as_str().into(),
                    ),
                ],
            ),
            href: href.to_owned(),
            ..LeadFigure::default()
        },
        // Nothing to divide by is no figure, and certainly not 0 %.
        None => LeadFigure {
            value: "–".to_owned(),
            label,
            denominator: w.t("figure-none-yet"),
            ..LeadFigure::default()
        },
    }
}
