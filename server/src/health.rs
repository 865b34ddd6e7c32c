//! Two questions of those who watch the server: does it live, and can it do its work now.

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use serde_json::json;

use crate::app::Shared;

/// `GET /livez`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers, and the book has what the journal holds, or 503 with the reason.
pub async fn ready(State(app): State<Shared>) -> impl IntoResponse {
    let state = app
        .db
        .read(|tx| {
            let (size,): (i64,) = tx.one("SELECT size FROM journal_head WHERE id = 1", &[])?;
            let (waiting,): (i64,) = tx.one("SELECT count(*) FROM journal_pending", &[])?;
            Ok::<_, dantin_store::Error>((size, waiting))
        })
        .await;
    match state {
        Ok(_) if app.log.as_ref().is_some_and(|log| log.halted().is_some()) => {
            let reason = app.log.as_ref().and_then(|log| log.halted()).unwrap_or_default();
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"ready": false, "reason": reason})))
        }
        Ok((size, waiting)) => {
            let known = app.book.read().size();
            (
                StatusCode::OK,
                Json(json!({"ready": true, "journal": size, "waiting": waiting, "book": known,
                           "database": app.db.engine().name()})),
            )
        }
        Err(error) => {
            tracing::warn!(%error, "The server is not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({"ready": false, "reason": "the database does not answer"})),
            )
        }
    }
}
