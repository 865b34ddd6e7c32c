//! `GET /results.json`: the figures of the whole city over all time with the size of the journal and the moment that they were
//! counted at, so that anybody with the journal can count them again and compare. Integers only.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_record::book::figures::{Figure, Figures, Value};
use serde_json::{Value as JsonValue, json};

use super::report::{Asked, report};
use crate::{app::Shared, error::Error, pages::headers::CachePolicy};

/// The figures as programs read them.
pub async fn json(State(app): State<Shared>) -> Result<Response, Error> {
    let report = report(&app, &Asked::default())?;
    let body = json!({
        "journal_size": report.journal(),
        "at": report.at().to_string(),
        "own": figures(&report.division().own, report.told(), |_| true),
        "imported": figures(&report.division().imported, report.told(), |figure| !figure.is_of_matters()),
    });
    Ok((CachePolicy::PublicShort, Json(body)).into_response())
}

fn figures(figures: &Figures, told: &[Figure], is_asked: impl Fn(Figure) -> bool) -> Vec<JsonValue> {
    let one = |figure: &Figure| {
        let (id, kind) = (figure.code(), figure.kind().code());
        match figures.get(*figure) {
            Value::Count(value) => json!({"id": id, "kind": kind, "value": value}),
            Value::Share { numerator, denominator } => {
                json!({"id": id, "kind": kind, "numerator": numerator, "denominator": denominator})
            }
            Value::Seconds { seconds, cases } => {
                json!({"id": id, "kind": kind, "seconds": seconds, "cases": cases})
            }
        }
    };
    told.iter().filter(|figure| is_asked(**figure)).map(one).collect()
}
