//! What leads from something that a person holds to numbers of entries: a case's code, a published file's hash. All of it
//! follows from the public journal and the public pages; who relies on it checks the entries themselves.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use dantin_record::{
    entry::Line,
    id::{CaseCode, CodePrefix},
};
use dantin_store::Tx;
use serde::Serialize;
use serde_json::json;

use crate::{
    app::{App, Shared},
    error::{Error, Missing, not_found},
    pages::headers::CachePolicy,
    speak::journal::ALL_MAY_READ,
};

/// The entries of a case or a matter, oldest first: index and type. A hidden case has them too, since its entries stand in the
/// journal with its code for everybody to read; what has no entry that is sequenced yet has none.
pub(super) fn of_code(tx: &mut Tx<'_>, code: &str) -> Result<Vec<(u64, String)>, Error> {
    let rows: Vec<(i64, String)> = tx.all(
        "SELECT idx, body FROM journal WHERE case_id IN (SELECT id FROM cases WHERE code = $1 \
         UNION ALL SELECT id FROM matters WHERE code = $1) ORDER BY idx",
        &[&code],
    )?;
    rows.into_iter()
        .map(|(index, body)| {
            let entry = Line::parse(body.as_bytes())
                .map_err(|fault| anyhow::anyhow!("entry {index} in the journal: {fault}"))?;
            Ok((u64::try_from(index).unwrap_or(u64::MAX), entry.type_code().to_owned()))
        })
        .collect()
}

/// What shows a file with a hash: a published photo, or a document.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Showing {
    /// Codes of public cases.
    pub cases: Vec<String>,
    /// Codes of rounds of oversight, by their visits.
    pub rounds: Vec<String>,
}

/// What shows the file with this hash.
pub(super) fn showing(tx: &mut Tx<'_>, sha256: &str) -> Result<Showing, Error> {
    let cases: Vec<(String,)> = tx.all(
        "SELECT c.code FROM photos p JOIN case_photos s ON s.photo = p.hash JOIN cases c ON c.id = s.case_id \
         WHERE p.large = $1 AND s.shown AND c.visibility = 'public' \
         UNION SELECT c.code FROM case_documents d JOIN cases c ON c.id = d.case_id \
         WHERE d.sha256 = $1 AND c.visibility = 'public' ORDER BY code",
        &[&sha256],
    )?;
    let rounds: Vec<(String,)> = tx.all(
        "SELECT DISTINCT m.code FROM photos p JOIN matter_photos s ON s.photo = p.hash \
         JOIN matters m ON m.id = s.matter_id WHERE p.large = $1 ORDER BY m.code",
        &[&sha256],
    )?;
    let codes = |rows: Vec<(String,)>| rows.into_iter().map(|(code,)| code).collect();
    Ok(Showing { cases: codes(cases), rounds: codes(rounds) })
}

/// What was typed as a code of this city.
pub(super) fn code(app: &App, typed: &str) -> Option<CaseCode> {
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).ok()?;
    CaseCode::parse(typed, prefix).ok()
}

/// `GET /cases/{code}/entries.json`, with the code of a case or of a matter.
pub async fn entries(State(app): State<Shared>, Path(typed): Path<String>) -> Result<Response, Error> {
    let code = code(&app, &typed).ok_or_else(|| not_found(Missing::Case))?.to_string();
    let asked = code.clone();
    let mut entries = app.read(move |tx| of_code(tx, &asked)).await?;
    // What is not under a signed checkpoint yet cannot be checked.
    let signed = app.log.as_ref().and_then(|log| log.mark().ok()).map_or(0, |mark| mark.unverified().size());
    entries.retain(|(index, _)| *index < signed);
    if entries.is_empty() {
        return Err(not_found(Missing::Case));
    }
    let (indexes, types): (Vec<u64>, Vec<String>) = entries.into_iter().unzip();
    let body = json!({"code": code, "indexes": indexes, "types": types});
    Ok((CachePolicy::Public, [ALL_MAY_READ], Json(body)).into_response())
}

/// `GET /api/v1/evidence/{sha256}`: which public cases and which rounds show this file. An unknown file has none.
pub async fn evidence(State(app): State<Shared>, Path(sha256): Path<String>) -> Result<Response, Error> {
    if sha256.len() != 64 || !sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(not_found(Missing::Page));
    }
    let showing = app.read(move |tx| showing(tx, &sha256)).await?;
    Ok((CachePolicy::Public, [ALL_MAY_READ], Json(showing)).into_response())
}
