//! The list for machines: the same view as JSON, CSV and GeoJSON, newest first, in portions that a cursor joins. Every
//! portion says the size of the journal that it was counted from.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_record::{book::Row, id::CaseId};
use serde::Serialize;
use serde_json::Value;

use super::{
    facts::Facts,
    listing::{Listing, list},
    view::{Asked, View},
};
use crate::{
    app::{App, Shared, Visit},
    error::Error,
    pages::headers::CachePolicy,
    speak::{
        shown::{self, Shown},
        wording::Wording,
    },
};

/// Cases of one portion of JSON.
const JSON: usize = 200;
/// Cases of one portion of CSV or GeoJSON.
const ROWS: usize = 2_000;

#[derive(Serialize)]
struct ListJson<'a> {
    total: usize,
    journal: u64,
    cases: Vec<Facts<'a>>,
    next: Option<&'a str>,
}

#[derive(Serialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    journal: u64,
    features: Vec<Feature<'a>>,
    next: Option<&'a str>,
}

#[derive(Serialize)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    geometry: Geometry,
    properties: Facts<'a>,
}

#[derive(Serialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: &'static str,
    coordinates: [f64; 2],
}

async fn texts(app: &App, rows: &[Row]) -> Result<HashMap<CaseId, Shown>, Error> {
    let rows = rows.to_vec();
    app.read(move |tx| shown::of_rows(tx, &rows)).await
}

/// `GET /cases.json`
pub async fn json(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let view = View::new(&asked, &app.city, visit.now)?;
    let portion = list(&app, &view, JSON).await?;
    let texts = texts(&app, &portion.rows).await?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let cases: Vec<Facts<'_>> =
        portion.rows.iter().map(|row| Facts::of(row, texts.get(&row.id), words)).collect();
    let next = portion.next.as_ref().map(|cursor| absolute(&app, &view.address_after("/cases.json", cursor)));
    let body = ListJson { total: portion.total, journal: portion.journal, cases, next: next.as_deref() };
    let body = serde_json::to_string(&body).map_err(anyhow::Error::new)?;
    Ok(answer("application/json", body, &portion, next.as_deref()))
}

/// `GET /cases.geojson`: the cases of the view that have a public point.
pub async fn geojson(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let view = View::new(&asked, &app.city, visit.now)?;
    let portion = list(&app, &view, ROWS).await?;
    let texts = texts(&app, &portion.rows).await?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let feature = |row| -> Option<Feature<'_>> {
        let row: &Row = row;
        let (latitude, longitude) = row.place.point()?.to_degrees();
        Some(Feature {
            kind: "Feature",
            id: row.code.to_string(),
            geometry: Geometry { kind: "Point", coordinates: [longitude, latitude] },
            properties: Facts::of(row, texts.get(&row.id), words),
        })
    };
    let features = portion.rows.iter().filter_map(feature).collect();
    let next =
        portion.next.as_ref().map(|cursor| absolute(&app, &view.address_after("/cases.geojson", cursor)));
    let body =
        Collection { kind: "FeatureCollection", journal: portion.journal, features, next: next.as_deref() };
    let body = serde_json::to_string(&body).map_err(anyhow::Error::new)?;
    Ok(answer("application/geo+json", body, &portion, next.as_deref()))
}

/// The columns of the CSV file, in order; each is one of [`Facts`].
const COLUMNS: [&str; 29] = [
    "code",
    "category",
    "subcategory",
    "service",
    "area",
    "area_name",
    "latitude",
    "longitude",
    "precision_m",
    "state",
    "visibility",
    "agency",
    "agency_name",
    "source_system",
    "source_word",
    "submitted",
    "accepted",
    "accepted_in_time",
    "first_due",
    "due",
    "reported",
    "ended",
    "joins",
    "contests",
    "hand_overs",
    "extensions",
    "origin",
    "urgent",
    "sample",
];

/// `GET /cases.csv`: facts without the residents' words, so that a table program runs nothing that somebody typed.
pub async fn csv(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let view = View::new(&asked, &app.city, visit.now)?;
    let portion = list(&app, &view, ROWS).await?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS).map_err(anyhow::Error::new)?;
    for row in &portion.rows {
        let facts = serde_json::to_value(Facts::of(row, None, words)).map_err(anyhow::Error::new)?;
        let cells = COLUMNS.iter().map(|column| match facts.get(*column) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        });
        table.write_record(cells).map_err(anyhow::Error::new)?;
    }
    let bytes = table.into_inner().map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let text = String::from_utf8(bytes).map_err(anyhow::Error::new)?;
    let next = portion.next.as_ref().map(|cursor| absolute(&app, &view.address_after("/cases.csv", cursor)));
    let mut response = answer("text/csv; charset=utf-8", text, &portion, next.as_deref());
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"dan-tin-cases.csv\""),
    );
    Ok(response)
}

fn absolute(app: &App, path: &str) -> String {
    format!("{}{path}", app.public_url.trim_end_matches('/'))
}

fn answer(media_type: &'static str, body: String, portion: &Listing, next: Option<&str>) -> Response {
    let mut response =
        (CachePolicy::PublicShort, [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], body)
            .into_response();
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("dantin-journal-size"), HeaderValue::from(portion.journal));
    headers.insert(HeaderName::from_static("dantin-total"), HeaderValue::from(portion.total));
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
        headers.insert(header::LINK, link);
    }
    response
}
