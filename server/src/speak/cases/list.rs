//! `GET /cases`: filters, chips, count, twenty rows and links to their neighbours.

use std::collections::VecDeque;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use dantin_record::book::{Book, Row, list::Cursor};

use super::{
    track,
    view::{Asked, Choices, View, choices},
};
use crate::{
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::{CaseRow, Chip, Link, Paging, count},
        layout::{Page, Section, Shell},
    },
    speak::{feed, shown, wording::Wording},
};

/// Rows of one page.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "speak/templates/cases.html")]
struct CasesPage {
    shell: Shell,
    sentence: String,
    choices: Choices,
    source: String,
    chips: Vec<Chip>,
    is_narrow: bool,
    rows: Vec<CaseRow>,
    paging: Paging,
    map: String,
    downloads: Vec<Link>,
    feeds: Vec<Link>,
    /// Whether news can come by mail, and where from.
    alerts: String,
}

/// The list, or the case whose code was typed.
pub async fn list(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    if let Some(code) = &asked.code {
        return track::go(&app, &visit, code).await;
    }
    let view = View::new(&asked, &app.city, visit.now)?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let (rows, total, paging) = {
        let book = app.book.read();
        let page = book.page(&view.filter, view.after, ROWS);
        let rows: Vec<Row> = page.rows.iter().filter_map(|row| book.row(*row)).collect();
        let total = book.count(&view.filter);
        let place = place(&book, &view, page.rows.first().copied());
        let newer = match (view.after, place.before) {
            (None, _) => String::new(),
            (Some(_), Some(cursor)) => view.address_after("/cases", cursor),
            (Some(_), None) => view.address("/cases"),
        };
        let older = page.next.map(|cursor| view.address_after("/cases", cursor)).unwrap_or_default();
        let sentence = match rows.len() {
            0 => String::new(),
            shown => visit.w.with(
                "cases-place",
                &[
                    ("first", visit.w.integer(count(place.position + 1)).as_str().into()),
                    ("last", visit.w.integer(count(place.position + shown)).as_str().into()),
                    ("total", visit.w.integer(count(total)).as_str().into()),
                ],
            ),
        };
        (rows, total, Paging { newer, older, sentence })
    };
    let texts = {
        let rows = rows.clone();
        app.read(move |tx| shown::of_rows(tx, &rows)).await?
    };
    let mut shell = visit.shell(visit.w.t("cases-title"), Section::Cases);
    shell.description = visit.w.t("cases-description");
    let format = |ending: &str, label: &str| Link::new(view.address(&format!("/cases.{ending}")), label);
    Ok(Page::public(CasesPage {
        sentence: visit.w.n("cases-count", count(total)),
        choices: choices(&view, words),
        source: view.part("source").to_owned(),
        chips: view.chips("/cases", words),
        is_narrow: view.is_narrow(),
        rows: rows.iter().map(|row| words.row(row, texts.get(&row.id))).collect(),
        paging,
        map: view.address("/map"),
        feeds: [(feed::Form::Atom, "Atom"), (feed::Form::Json, "JSON Feed")]
            .map(|(form, label)| {
                let path = format!("/cases{}", form.ending());
                Link::new(feed::address(&path, &view.query(), visit.w.language()), label)
            })
            .to_vec(),
        alerts: if app.mail.is_some() { view.address("/alerts") } else { String::new() },
        downloads: vec![format("csv", "CSV"), format("json", "JSON"), format("geojson", "GeoJSON")],
        shell,
    })
    .into_response())
}

/// Where a page stands in its list.
struct Place {
    /// Rows before it.
    position: usize,
    /// The case after which the page before begins; none where that is the start.
    before: Option<Cursor>,
}

fn place(book: &Book, view: &View, first: Option<usize>) -> Place {
    let (Some(first), Some(_)) = (first, view.after) else { return Place { position: 0, before: None } };
    let mut position = 0;
    let mut last: VecDeque<usize> = VecDeque::with_capacity(ROWS + 2);
    for row in book.newest(&view.filter).take_while(|row| *row != first) {
        position += 1;
        last.push_back(row);
        if last.len() > ROWS + 1 {
            last.pop_front();
        }
    }
    let before = (last.len() > ROWS)
        .then(|| book.row(*last.front()?))
        .flatten()
        .map(|row| Cursor { submitted: row.submitted, id: row.id });
    Place { position, before }
}
