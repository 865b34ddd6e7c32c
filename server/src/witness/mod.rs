//! A witness as a small server (C2SP tlog-witness): cities submit their checkpoints, it cosigns what continues what it saw,
//! and shows the latest that it cosigned. It stands alone: no database, no city, no journal of its own.

mod folder;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use dantin_journal::witness::{MAX_REQUEST_BYTES, Refusal, SIZE_MEDIA_TYPE};

pub use folder::{Folder, WitnessFault, add};

use crate::clock::Clock;

/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A witness that serves.
pub struct Witness {
    /// Its key and what it saw.
    pub folder: Folder,
    /// The time that it cosigns.
    pub clock: Arc<dyn Clock>,
}

/// The routes of a witness.
pub fn router(witness: Arc<Witness>) -> Router {
    Router::new()
        .route("/", get(introduce))
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{log}/checkpoint", get(latest))
        .with_state(witness)
}

/// `GET /`: who this is, for people who come by.
async fn introduce(State(witness): State<Arc<Witness>>) -> Response {
    match witness.folder.introduction() {
        Ok(text) => plain(StatusCode::OK, text),
        Err(fault) => failed(&fault),
    }
}

/// `POST /add-checkpoint`.
async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: Body) -> Response {
    let body = match tokio::time::timeout(PATIENCE, to_bytes(body, MAX_REQUEST_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_too_long)) => {
            return plain(StatusCode::BAD_REQUEST, "The request is too long or broke off.\n".to_owned());
        }
        Err(_elapsed) => {
            return plain(StatusCode::REQUEST_TIMEOUT, "The request did not arrive in time.\n".to_owned());
        }
    };
    let decided = tokio::task::spawn_blocking(move || {
        let time = u64::try_from(witness.clock.now().as_second()).unwrap_or(0);
        witness.folder.add_checkpoint(&body, time)
    });
    match decided.await {
        Ok(Ok(Ok(signature))) => plain(StatusCode::OK, format!("{signature}\n")),
        Ok(Ok(Err(refusal))) => refuse(&refusal),
        Ok(Err(fault)) => failed(&fault),
        Err(error) => {
            tracing::error!(%error, "A request could not be decided");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `GET /<hex of SHA-256(origin)>/checkpoint`.
async fn latest(State(witness): State<Arc<Witness>>, Path(log): Path<String>) -> Response {
    let found = tokio::task::spawn_blocking(move || witness.folder.shown(&log)).await;
    match found {
        Ok(Ok(Some(note))) => {
            let mut response = plain(StatusCode::OK, note);
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
            response
        }
        Ok(Ok(None)) => plain(StatusCode::NOT_FOUND, "Nothing was cosigned for such a log.\n".to_owned()),
        Ok(Err(fault)) => failed(&fault),
        Err(error) => {
            tracing::error!(%error, "A checkpoint could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn refuse(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    if let Refusal::Conflict { size } = refusal {
        return (status, [(header::CONTENT_TYPE, SIZE_MEDIA_TYPE)], format!("{size}\n")).into_response();
    }
    plain(status, format!("{refusal}\n"))
}

fn plain(status: StatusCode, text: String) -> Response {
    let open = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), open], text).into_response()
}

fn failed(fault: &WitnessFault) -> Response {
    tracing::error!(%fault, "The witness cannot answer");
    plain(StatusCode::INTERNAL_SERVER_ERROR, "The witness cannot answer now.\n".to_owned())
}
