//! `GET /cases`: filters, chips, count, twenty rows and links to their neighbours.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use dantin_record::book::Row;
use dantin_search::{excerpt, mark};
use dantin_words::query::{Expanded, expand};

use super::{
    listing::{self, Back, Listing},
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
    speak::{
        feed,
        shown::{self, Shown},
        wording::Wording,
    },
};

/// Rows of one page.
const ROWS: usize = 20;
/// Characters of a case's words around what answers.
const EXCERPT: usize = 160;
/// Places that the words may name.
const PLACES: usize = 3;
/// Areas of one of them: an old district went to many.
const HEIRS: usize = 6;

#[derive(Template)]
#[template(path = "speak/templates/cases.html")]
struct CasesPage {
    shell: Shell,
    words: String,
    kept: Vec<(&'static str, String)>,
    places: Vec<PlaceFound>,
    is_incomplete: bool,
    is_missing: bool,
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

/// A place that the words may name.
struct PlaceFound {
    name: String,
    note: String,
    areas: Vec<Link>,
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
    let query = expand(view.words());
    if let Some(found) = track::named(&app, view.words()).await? {
        return Ok(found);
    }
    let listing = listing::list(&app, &view, ROWS).await?;
    let Listing { rows, total, position, .. } = &listing;
    let (total, position) = (*total, *position);
    let paging = Paging {
        newer: match &listing.back {
            Back::Nowhere => String::new(),
            Back::Start => view.address("/cases"),
            Back::After(place) => view.address_after("/cases", place),
        },
        older: listing.next.as_ref().map(|place| view.address_after("/cases", place)).unwrap_or_default(),
        sentence: match rows.len() {
            0 => String::new(),
            shown => visit.w.with(
                "cases-place",
                &[
                    ("first", visit.w.integer(count(position + 1)).as_str().into()),
                    ("last", visit.w.integer(count(position + shown)).as_str().into()),
                    ("total", visit.w.integer(count(total)).as_str().into()),
                ],
            ),
        },
    };
    let texts = {
        let rows = rows.clone();
        app.read(move |tx| shown::of_rows(tx, &rows)).await?
    };
    let mut shell = visit.shell(visit.w.t("cases-title"), Section::Cases);
    shell.description = visit.w.t("cases-description");
    let format = |ending: &str, label: &str| Link::new(view.address(&format!("/cases.{ending}")), label);
    Ok(Page::public(CasesPage {
        sentence: if view.words().is_empty() {
            visit.w.n("cases-count", count(total))
        } else {
            visit.w.with("search-count", &[("count", count(total).into()), ("words", view.words().into())])
        },
        words: view.words().to_owned(),
        kept: view.other_parts(),
        places: places(&app, &visit, &view),
        is_incomplete: listing.is_incomplete,
        is_missing: listing.is_missing,
        choices: choices(&view, words),
        source: view.part("source").to_owned(),
        chips: view.chips("/cases", words),
        is_narrow: view.is_narrow(),
        rows: rows.iter().map(|row| found(words, row, texts.get(&row.id), &query)).collect(),
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

/// The row of a list, with the words that answer where some were looked for.
fn found(words: Wording<'_>, row: &Row, shown: Option<&Shown>, query: &Expanded) -> CaseRow {
    let plain = words.row(row, shown);
    let text = shown.and_then(|shown| shown.text.as_deref()).unwrap_or_default();
    if query.is_empty() || text.is_empty() {
        return plain;
    }
    let found = excerpt(query, text, EXCERPT);
    // A row whose title says it already is not made longer.
    let is_said = found.iter().filter(|piece| piece.is_hit).all(|piece| plain.title.contains(&piece.text));
    CaseRow {
        title_found: mark(query, &plain.title),
        found: if is_said { Vec::new() } else { found },
        ..plain
    }
}

/// Places of the city that the words may name: the list can be narrowed to them.
fn places(app: &Shared, visit: &Visit, view: &View) -> Vec<PlaceFound> {
    if view.words().is_empty() || view.filter.area.is_some() {
        return Vec::new();
    }
    let map = app.layers.read();
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    map.search(&visit.w, view.words(), PLACES)
        .into_iter()
        .map(|place| PlaceFound {
            areas: place
                .areas
                .iter()
                .take(HEIRS)
                .filter_map(|code| {
                    let area = app.city.area(code)?;
                    Some(Link::new(format!("/cases?area={code}"), words.say(&area.name)))
                })
                .collect(),
            name: place.name,
            note: place.note,
        })
        .collect()
}
