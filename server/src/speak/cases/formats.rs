//! The list for machines: the same view as JSON, CSV and GeoJSON, newest first, in portions that a cursor joins. Every
//! portion says the size of the journal that it was counted from.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_record::{book::Row, id::CaseId, moment::Moment, place::PublicPlace};
use serde_json::{Map, Value, json};

use super::{
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

async fn texts(app: &App, rows: &[Row]) -> Result<HashMap<CaseId, Shown>, Error> {
    let rows = rows.to_vec();
    app.read(move |tx| shown::of_rows(tx, &rows)).await
}

/// The public facts of a case under stable English names; names of things in the visitor's language.
pub fn facts(row: &Row, shown: Option<&Shown>, words: Wording<'_>) -> Map<String, Value> {
    let time = |moment: Option<Moment>| moment.map_or(Value::Null, |moment| moment.to_string().into());
    let subcategory = row.subcategory.as_ref().map(|code| code.as_str());
    let (latitude, longitude, precision) = match row.place {
        PublicPlace::Point { point, precision_m, .. } => {
            let (latitude, longitude) = point.to_degrees();
            (Some(latitude), Some(longitude), Some(precision_m))
        }
        PublicPlace::Area { .. } | PublicPlace::Unplaced => (None, None, None),
    };
    let text = shown.and_then(|shown| shown.text.clone());
    let address = shown.and_then(|shown| shown.address.clone());
    let photo = shown.and_then(|shown| shown.photo.as_ref()).map(|photo| photo.address("large"));
    let source_word =
        row.source.as_ref().and_then(|source| source.word.as_ref()).map(|word| word.as_str().to_owned());
    let facts = json!({
        "code": row.code.to_string(),
        "category": row.category.as_str(),
        "subcategory": subcategory,
        "service": words.service(row.category.as_str(), subcategory),
        "area": row.area.map(|area| area.as_str().to_owned()),
        "area_name": words.area(row.area),
        "latitude": latitude,
        "longitude": longitude,
        "precision_m": precision,
        "state": row.state.code(),
        "visibility": row.visibility.code(),
        "agency": row.lead.map(|agency| agency.as_str().to_owned()),
        "agency_name": Some(words.responsible(row.lead, row.source.as_ref())).filter(|name| !name.is_empty()),
        "source_system": row.source.as_ref().map(|source| source.system.as_str().to_owned()),
        "source_word": source_word,
        "submitted": time(Some(row.submitted)),
        "accepted": time(row.accepted),
        "accepted_in_time": row.accepted.map(|_| row.accepted_in_time),
        "first_due": time(row.first_due),
        "due": time(row.due),
        "owed_by": time(row.owed_by),
        "reported": time(row.last_reported),
        "ended": time(row.ended),
        "joins": row.joins,
        "contests": row.contests,
        "hand_overs": row.hand_overs,
        "extensions": row.extensions,
        "origin": row.origin.code(),
        "urgent": row.urgent,
        "sample": row.sample,
        "text": text,
        "address": address,
        "photo": photo,
    });
    match facts {
        Value::Object(facts) => facts,
        _ => Map::new(),
    }
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
    let cases: Vec<Value> =
        portion.rows.iter().map(|row| Value::Object(facts(row, texts.get(&row.id), words))).collect();
    let next = portion.next.as_ref().map(|cursor| absolute(&app, &view.address_after("/cases.json", cursor)));
    let body = json!({"total": portion.total, "journal": portion.journal, "cases": cases, "next": next});
    Ok(answer("application/json", body.to_string(), &portion, next.as_deref()))
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
    let features: Vec<Value> = portion
        .rows
        .iter()
        .filter_map(|row| {
            let (latitude, longitude) = row.place.point()?.to_degrees();
            let properties = facts(row, texts.get(&row.id), words);
            Some(json!({
                "type": "Feature",
                "id": row.code.to_string(),
                "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
                "properties": properties,
            }))
        })
        .collect();
    let next =
        portion.next.as_ref().map(|cursor| absolute(&app, &view.address_after("/cases.geojson", cursor)));
    let body =
        json!({"type": "FeatureCollection", "journal": portion.journal, "features": features, "next": next});
    Ok(answer("application/geo+json", body.to_string(), &portion, next.as_deref()))
}

/// The columns of the CSV file, in order; each is a fact of [`facts`].
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
        let facts = facts(row, None, words);
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
