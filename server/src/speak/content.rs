//! `GET /content/{commitment}`: the content behind a commitment of the journal, where it is published, with the salt by
//! which anybody can compute the commitment again. The address is the commitment's 32 bytes in lower-case hexadecimal.
//!
//! Published are the report's words as the page of the case shows them, the address line, agencies' answers and reasons
//! in words, and documents; of sessions, consultations and rounds of oversight what was announced, questions and comments as a moderator
//! published them, and what was answered. For everything else the answer is that of an address that never was: whoever asks learns
//! nothing, since what is not published is not even looked for. After an erasure the answer is 410 with the index of the
//! entry that tells of it; that the field was erased, the journal says anyway.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use dantin_record::case::Visibility;
use dantin_store::Tx;
use serde_json::json;

use crate::{
    act::cases::fields::SAID,
    app::Shared,
    error::{Error, Missing, not_found},
    hex,
    pages::headers::CachePolicy,
    prove::opening::opening,
};

/// What there is behind a commitment.
enum Found {
    Opened { field: String, content: String, salt: Vec<u8> },
    Erased { entry: Option<i64> },
}

/// The answer.
pub async fn show(State(app): State<Shared>, Path(text): Path<String>) -> Result<Response, Error> {
    let Some(commitment) = hex::read(&text) else { return Err(not_found(Missing::Page)) };
    let found = app.read(move |tx| find(tx, &commitment)).await?;
    let (status, body) = match found {
        Some(Found::Opened { field, content, salt }) => {
            (StatusCode::OK, opening(&text, &field, &content, &salt))
        }
        Some(Found::Erased { entry }) => {
            (StatusCode::GONE, json!({"commitment": text, "erased": true, "entry": entry}))
        }
        None => return Err(not_found(Missing::Page)),
    };
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    // Nobody keeps what may be erased tomorrow.
    Ok((status, CachePolicy::Private, headers, body.to_string()).into_response())
}

/// Always the same three statements, each over an index that holds nothing private: what does not exist and what is
/// not published take the same way.
fn find(tx: &mut Tx<'_>, commitment: &[u8; 32]) -> Result<Option<Found>, Error> {
    let opened: Option<(String, String, String, Vec<u8>)> = tx.first(
        "SELECT case_id, field, body, salt FROM contents WHERE commitment = $1 AND opened = TRUE",
        &[&commitment.as_slice()],
    )?;
    let case = opened.as_ref().map_or("", |(case, ..)| case);
    // Sessions and consultations are public from their announcement on; which of their words are open, `opened` says alone.
    let visibility: Option<(String,)> = tx.first(
        "SELECT visibility FROM cases WHERE id = $1 UNION ALL SELECT 'public' FROM matters WHERE id = $1",
        &[&case],
    )?;
    let erased: Option<(Option<i64>,)> = tx.first(
        "SELECT j.idx FROM erasures e LEFT JOIN journal j ON j.case_id = e.case_id AND j.number = e.erased_in \
         WHERE e.commitment = $1",
        &[&commitment.as_slice()],
    )?;
    // What others say may name what a moderator has not looked at yet.
    let is_others = opened.as_ref().is_some_and(|(_, field, ..)| field == SAID);
    let is_shown = visibility.is_some_and(|(visibility,)| {
        if is_others {
            visibility == Visibility::Public.code()
        } else {
            visibility != Visibility::Hidden.code()
        }
    });
    Ok(match (opened, erased) {
        (_, Some((entry,))) => Some(Found::Erased { entry }),
        (Some((_, field, content, salt)), None) if is_shown => Some(Found::Opened { field, content, salt }),
        _ => None,
    })
}
