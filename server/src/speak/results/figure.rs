//! `GET /results/<figure>`: what stands behind one figure: its definition as the journal has it, from how many entries it was
//! counted, in which entry it was published, the cases behind it, and how to count it again.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use dantin_record::book::figures::{Figure, Value};
use serde::Deserialize;

use super::{
    matters,
    report::{Asked, report},
    rows::{rows_address, state_behind, value_words},
};
use crate::{
    app::{Shared, Visit},
    error::{Error, Missing, invalid, not_found},
    pages::{
        components::{Link, SummaryRow},
        layout::{Page, Section, Shell},
    },
    speak::{cases::month_words, wording::Wording},
};

/// The figures of which cases.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Which {
    /// Month of sending as `2026-11`; absent for all time.
    period: Option<String>,
    /// `own` or `imported`; absent for own.
    source: Option<String>,
}

#[derive(Template)]
#[template(path = "speak/templates/figure.html")]
struct FigurePage {
    shell: Shell,
    back: Vec<Link>,
    name: String,
    shown: String,
    rows: Vec<SummaryRow>,
    cases: String,
    matters: &'static str,
    entry: u64,
    command: String,
}

/// Where a figure is explained.
pub fn address(figure: Figure, month: &str, source: &str) -> String {
    let parts: Vec<String> = [("period", month), ("source", if source == "own" { "" } else { source })]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    match parts.as_slice() {
        [] => format!("/results/{}", figure.code()),
        parts => format!("/results/{}?{}", figure.code(), parts.join("&")),
    }
}

/// The page.
pub async fn figure(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Error> {
    let figure = Figure::from_code(&code).ok_or_else(|| not_found(Missing::Page))?;
    let asked = Asked { period: which.period, by: None };
    let report = report(&app, &asked)?;
    if !report.told().contains(&figure) {
        return Err(not_found(Missing::Page));
    }
    let source = which.source.as_deref().unwrap_or("own");
    let figures = match source {
        "own" => &report.division().own,
        "imported" if !figure.is_of_matters() => &report.division().imported,
        _ => return Err(invalid("source", "unknown-choice")),
    };
    let (w, month) = (&visit.w, asked.month());
    let words = Wording { city: &app.city, w, now: visit.now };
    let value = figures.get(figure);
    let whole = |number: u64| w.integer(i64::try_from(number).unwrap_or(i64::MAX));
    let row = |key: &str, value: String| SummaryRow { term: w.t(key), value, change: String::new() };
    let mut rows = vec![
        row(
            if figure.is_of_matters() { "figure-within" } else { "figure-of-period" },
            if month.is_empty() { w.t("results-all-time") } else { month_words(month, words) },
        ),
        row(
            "figure-of-cases",
            if figure.is_of_matters() {
                w.code("results-subject", figure.subject().code())
            } else {
                w.code("figure-source", source)
            },
        ),
    ];
    if let Value::Share { numerator, denominator } = value {
        rows.push(row("figure-numerator", whole(numerator)));
        rows.push(row("figure-denominator", whole(denominator)));
    }
    let (definition, version) = {
        let book = app.book.read();
        let defined = book.log().defined.get(&figure);
        let text = defined.and_then(|defined| defined.text.get(w.language().code()).cloned());
        (text.unwrap_or_else(|| w.t(&figure.definition_key())), defined.map(|defined| defined.version))
    };
    rows.push(row("figure-definition", definition));
    if let Some(version) = version {
        rows.push(row("figure-version", whole(u64::from(version))));
    }
    rows.push(row(
        "figure-counted-from",
        w.with("figure-entries", &[("entries", whole(report.journal()).as_str().into())]),
    ));
    rows.push(row("figure-counted-at", words.dated(report.at()).shown));
    rows.push(row(
        "figure-published-in",
        w.with("figure-entry", &[("entry", whole(report.journal()).as_str().into())]),
    ));
    let cases = state_behind(figure)
        .filter(|_| value.sample() > 0)
        .map(|state| rows_address(&[("state", state), ("period", month), ("source", source)]))
        .unwrap_or_default();
    let matters = matters::behind(figure).filter(|_| value.sample() > 0).unwrap_or_default();
    let name = w.code("measure", figure.code());
    let results = if month.is_empty() { "/results".to_owned() } else { format!("/results?period={month}") };
    let page = FigurePage {
        shell: visit.shell(name.clone(), Section::Results),
        back: vec![Link::new(results, w.t("results-title"))],
        shown: value_words(value, w),
        command: format!("dantin verify {}", app.public_url),
        name,
        rows,
        cases,
        matters,
        entry: report.journal(),
    };
    Ok(Page::public(page).into_response())
}
