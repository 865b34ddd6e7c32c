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
    cases::like,
    outcomes::{Outcome, outcomes},
    results::{self, Asked as ResultsAsked},
    shown,
    wording::Wording,
};
use crate::{
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::{CaseRow, LeadFigure, count},
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
    /// What a code looks like.
    track_hint: String,
    figures: Vec<LeadFigure>,
    outcomes: Vec<Outcome>,
    rows: Vec<CaseRow>,
    total: String,
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
    let outcomes = outcomes(&done, &texts, &photos, words).take(RESULTS).collect();
    let mut shell = visit.shell(String::new(), Section::Home);
    shell.description = visit.w.t("home-description");
    Ok(Page::public(HomePage {
        full_name: words.say(&app.city.settings().full_name),
        track_hint: like(&app, &visit.w, "track-hint"),
        figures: if total == 0 { Vec::new() } else { figures(&report.division().own, &visit.w) },
        outcomes,
        rows: newest.iter().map(|row| words.row(row, texts.get(&row.id))).collect(),
        total: visit.w.n("home-all-cases", count(total)),
        shell,
    })
    .into_response())
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
