//! `GET /results` and `GET /results.csv`.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_city::Area;
use dantin_record::book::figures::{Figure, FigureKind, MINIMUM_SAMPLE, Subject, Value};

use super::{
    figure::address as address_of,
    gallery::gallery,
    matters::{self, Group, Line},
    report::{Asked, By, report},
    rows::{COLUMNS, Cell, Row, bars, month_bars, rows, rows_address, state_behind, value_words},
};
use crate::{
    app::{Shared, Visit},
    city::map::{CityDrawing, WardLook},
    error::Error,
    pages::{
        components::{Bar, Choice, LeadFigure, Link, Moment, SummaryRow, count},
        headers::CachePolicy,
        layout::{Page, Section, Shell},
    },
    speak::{
        cases::{month_words, months},
        home::lead_figure,
        outcomes::Outcome,
        wording::Wording,
    },
};

#[derive(Template)]
#[template(path = "speak/templates/results.html")]
struct ResultsPage {
    shell: Shell,
    period: String,
    periods: Vec<Choice>,
    by: &'static str,
    leads: Vec<LeadFigure>,
    more: Vec<Line>,
    tabs: Vec<Link>,
    columns: Vec<String>,
    head: String,
    table: Vec<TableRow>,
    bars: Vec<Bar>,
    drawing: Option<CityDrawing>,
    attribution: String,
    message: String,
    measure: String,
    month_bars: Vec<Bar>,
    csv: String,
    outcomes: Vec<Outcome>,
    confirmed: String,
    matters: Vec<Group>,
    matters_columns: Vec<String>,
    matters_table: Vec<(String, Vec<Cell>)>,
    imported: Vec<Line>,
    definitions: Vec<SummaryRow>,
    minimum: i64,
    counted: Moment,
    journal: String,
    steps: [&'static str; 5],
}

struct TableRow {
    name: String,
    href: String,
    cells: Vec<Cell>,
}

/// The figures that stand large.
const LEADS: [Figure; 3] = [Figure::AcceptedInTime, Figure::ConfirmedResolved, Figure::Contested];

/// The others, in the order of a case's life.
const OTHERS: [Figure; 14] = [
    Figure::Received,
    Figure::ReportedResolved,
    Figure::Unconfirmed,
    Figure::Declined,
    Figure::Reopened,
    Figure::OverdueNow,
    Figure::Redated,
    Figure::HandOvers,
    Figure::AcceptanceMedian,
    Figure::AcceptanceP90,
    Figure::ReportedMedian,
    Figure::ReportedP90,
    Figure::ConfirmedMedian,
    Figure::ConfirmedP90,
];

const IMPORTED: [Figure; 4] =
    [Figure::Received, Figure::SourceClosed, Figure::SourceClosedMedian, Figure::SourceClosedP90];

/// The page.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let by = asked.division()?;
    let report = report(&app, &asked)?;
    let w = &visit.w;
    let words = Wording { city: &app.city, w, now: visit.now };
    let month = asked.month();
    let period = if month.is_empty() { w.t("results-all-time") } else { month_words(month, words) };
    let (outcomes, confirmed) = gallery(&app, &visit, month).await?;
    let mut rows = rows(&report, by, words);
    let matters_table = if matters::is_told_by(by) { matters::table(rows.iter(), words) } else { Vec::new() };
    // Who has no case stands in no comparison of cases.
    rows.retain(|row| row.figures.tells_of(&[Subject::Case]));
    let behind = |figure: Figure, source: &str| {
        state_behind(figure)
            .map(|state| rows_address(&[("state", state), ("period", month), ("source", source)]))
            .unwrap_or_default()
    };
    let line = |figure: &Figure, value: Value, source: &str| Line {
        label: w.code("measure", figure.code()),
        about: address_of(*figure, month, source),
        shown: value_words(value, w),
        href: if value.sample() > 0 { behind(*figure, source) } else { String::new() },
    };
    let ranked = rows.iter().filter(|row| row.figures.get(Figure::ConfirmedResolved).may_rank()).count();
    let mut periods = vec![Choice { label: w.t("results-all-time"), ..Choice::default() }];
    periods.extend(months(&app.city, visit.now).into_iter().map(|code| Choice {
        label: month_words(&code, words),
        is_chosen: code == month,
        value: code,
        ..Choice::default()
    }));
    let address = |by: By| {
        let period = if month.is_empty() { String::new() } else { format!("&period={month}") };
        format!("by={}{period}", by.code())
    };
    let map = app.layers.read();
    let mut shell = visit.shell(w.t("results-title"), Section::Results);
    shell.description = w.t("results-description");
    let page = ResultsPage {
        leads: LEADS
            .iter()
            .map(|figure| {
                let value = report.division().own.get(*figure);
                let numerator = match value {
                    Value::Share { numerator, .. } => numerator,
                    Value::Count(count) => count,
                    Value::Seconds { cases, .. } => cases,
                };
                LeadFigure {
                    about: address_of(*figure, month, "own"),
                    id: figure.code().trim_start_matches("case.").to_owned(),
                    numerator: numerator.to_string(),
                    ..lead_figure(value, w, w.code("measure", figure.code()), &behind(*figure, "own"))
                }
            })
            .collect(),
        more: OTHERS.iter().map(|figure| line(figure, report.division().own.get(*figure), "own")).collect(),
        imported: match report.division().imported.get(Figure::Received).sample() {
            0 => Vec::new(),
            _ => IMPORTED
                .iter()
                .map(|figure| line(figure, report.division().imported.get(*figure), "imported"))
                .collect(),
        },
        tabs: By::ALL
            .into_iter()
            .map(|other| {
                Link::new(format!("/results?{}#table", address(other)), w.code("results-by", other.code()))
                    .current_if(other == by)
            })
            .collect(),
        columns: COLUMNS.iter().map(|figure| w.code("column", figure.code())).collect(),
        head: w.code("results-head", by.code()),
        bars: bars(&rows, by, month, w),
        drawing: matches!(by, By::Area).then(|| map.city(|area| ward_look(area, &rows, month, words))),
        attribution: map.attribution().to_owned(),
        message: match ranked {
            0 => w.t("results-nothing-ranked"),
            ranked => w.n("results-ranked", count(ranked)),
        },
        measure: w.with("results-measure", &[("period", period.as_str().into())]),
        table: rows
            .iter()
            .map(|row| TableRow {
                name: row.name.clone(),
                href: row.address(by, month, ""),
                cells: row.cells(w, by, month),
            })
            .collect(),
        month_bars: month_bars(&report, words),
        csv: format!("/results.csv?{}", address(by)),
        outcomes,
        confirmed,
        matters: matters::groups(&report, month, words),
        matters_columns: matters::COLUMNS.iter().map(|figure| w.code("column", figure.code())).collect(),
        matters_table,
        definitions: report
            .told()
            .iter()
            .map(|figure| SummaryRow {
                term: w.code("measure", figure.code()),
                value: w.t(&figure.definition_key()),
                change: String::new(),
            })
            .collect(),
        minimum: i64::try_from(MINIMUM_SAMPLE).unwrap_or(i64::MAX),
        counted: words.dated(report.at()),
        journal: w.integer(i64::try_from(report.journal()).unwrap_or(i64::MAX)),
        steps: STEPS,
        by: by.code(),
        period,
        periods,
        shell,
    };
    Ok(Page::public(page).into_response())
}

/// The steps of the ward map's key, lowest first.
const STEPS: [&str; 5] = ["< 60%", "60–69%", "70–79%", "80–89%", "≥ 90%"];

/// The share confirmed as one of five steps; a ward with too few cases has no colour and says its fraction.
fn ward_look(area: &Area, rows: &[Row], month: &str, words: Wording<'_>) -> WardLook {
    let name = words.say(&area.name);
    let Some(row) = rows.iter().find(|row| row.code == area.code) else {
        let href = rows_address(&[("area", &area.code), ("period", month), ("source", "own")]);
        return WardLook { step: 0, title: format!("{name}: {}", words.w.t("figure-nothing-yet")), href };
    };
    let value = row.figures.get(Figure::ConfirmedResolved);
    let step = match value {
        Value::Share { numerator, denominator } if value.may_rank() => {
            match numerator * 10 / denominator.max(1) {
                0..=5 => 1,
                6 => 2,
                7 => 3,
                8 => 4,
                _ => 5,
            }
        }
        _ => 0,
    };
    WardLook {
        step,
        title: format!("{name}: {}", value_words(value, words.w)),
        href: row.address(By::Area, month, "reported"),
    }
}

/// The rows of the table with every figure, numerators and denominators apart.
pub async fn csv(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let by = asked.division()?;
    let report = report(&app, &asked)?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["code".to_owned(), "name".to_owned()];
    for figure in report.told() {
        match figure.kind() {
            FigureKind::Count => head.push(figure.code().to_owned()),
            FigureKind::Share => {
                head.push(format!("{}.numerator", figure.code()));
                head.push(format!("{}.denominator", figure.code()));
            }
            FigureKind::Median | FigureKind::Percentile90 => {
                head.push(format!("{}.seconds", figure.code()));
                head.push(format!("{}.cases", figure.code()));
            }
        }
    }
    table.write_record(&head).map_err(anyhow::Error::new)?;
    for row in rows(&report, by, words) {
        let mut cells = vec![row.code.clone(), row.name.clone()];
        for figure in report.told() {
            match row.figures.get(*figure) {
                Value::Count(count) => cells.push(count.to_string()),
                Value::Share { numerator, denominator } => {
                    cells.extend([numerator.to_string(), denominator.to_string()]);
                }
                Value::Seconds { seconds, cases } => {
                    cells.extend([seconds.map(|s| s.to_string()).unwrap_or_default(), cases.to_string()]);
                }
            }
        }
        table.write_record(&cells).map_err(anyhow::Error::new)?;
    }
    let bytes = table.into_inner().map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let media_type = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = HeaderValue::from_static("attachment; filename=\"dan-tin-results.csv\"");
    let size = (HeaderName::from_static("dantin-journal-size"), HeaderValue::from(report.journal()));
    let headers = [media_type, (header::CONTENT_DISPOSITION, name), size];
    Ok((CachePolicy::PublicShort, headers, bytes).into_response())
}
