//! `GET /results.tsv`: all tables of the published figures as the text whose hash stands in the journal.

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{app::Shared, pages::headers::CachePolicy};

/// The text, byte for byte.
pub async fn tables(State(app): State<Shared>) -> Response {
    let tables = app.book.tables();
    let media_type = HeaderValue::from_static("text/tab-separated-values; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (HeaderName::from_static("dantin-journal-size"), HeaderValue::from(tables.size)),
    ];
    (CachePolicy::PublicShort, headers, tables.text()).into_response()
}
