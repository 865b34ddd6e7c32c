//! `GET /journal/…`: the public log as static files by the C2SP standard tlog-tiles: checkpoint, tiles, bundles of entries and
//! the policy by which the log is verified. Read from files only, never from the database; anybody's page may read them.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use dantin_journal::{bundle::EntryBundle, tile::Tile};

use crate::{
    app::Shared,
    error::{Error, Missing, not_found},
    pages::headers::{CachePolicy, Encoding},
    prove::journal::{PublicLog, read_whole},
};

/// What is asked for.
enum Asked {
    /// The newest checkpoint.
    Checkpoint,
    /// The newest one that witnesses have cosigned.
    Witnessed,
    /// The last checkpoint under a key that was retired.
    Farewell(String),
    /// Names of log and keys, and the witnesses.
    Policy,
    /// The description of entries of this hash.
    Schema(String),
    /// Hashes: the path and the one of the full tile.
    Tile(String, String),
    /// Entries: the path and the one of the full bundle.
    Bundle(String, String),
}

impl Asked {
    fn read(path: &str) -> Option<Asked> {
        match path {
            "checkpoint" => return Some(Asked::Checkpoint),
            "checkpoint.witnessed" => return Some(Asked::Witnessed),
            "policy" => return Some(Asked::Policy),
            _ => {}
        }
        if let Some(id) = path.strip_prefix("checkpoint.") {
            let is_id = id.len() == 8
                && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
            return is_id.then(|| Asked::Farewell(path.to_owned()));
        }
        if let Some(hash) = path.strip_prefix("schema/") {
            let is_hash = hash.len() == 64
                && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
            return is_hash.then(|| Asked::Schema(path.to_owned()));
        }
        if let Ok(bundle) = EntryBundle::parse_path(path) {
            return Some(Asked::Bundle(bundle.path(), bundle.full().path()));
        }
        let tile = Tile::parse_path(path).ok()?;
        Some(Asked::Tile(tile.path(), tile.full().path()))
    }
}

/// A file of the log.
pub async fn file(
    State(app): State<Shared>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let missing = || not_found(Missing::Page);
    let asked = Asked::read(&path).ok_or_else(missing)?;
    let Some(log) = &app.log else { return Err(missing()) };
    let text = "text/plain; charset=utf-8";
    let (policy, media_type, bytes) = match asked {
        Asked::Policy => (CachePolicy::PublicShort, text, policy(&app).await?.into_bytes()),
        Asked::Witnessed => {
            let name = "checkpoint.witnessed".to_owned();
            match read(log, name.clone(), name).await {
                Err(error) if error.status() == StatusCode::NOT_FOUND => {
                    let nothing =
                        (StatusCode::NOT_FOUND, CachePolicy::PublicShort, [ALL_MAY_READ], NOT_WITNESSED);
                    return Ok(nothing.into_response());
                }
                found => (CachePolicy::Public, text, found?),
            }
        }
        Asked::Checkpoint => {
            (CachePolicy::Public, text, read(log, "checkpoint".into(), "checkpoint".into()).await?)
        }
        Asked::Farewell(path) => (CachePolicy::Public, text, read(log, path.clone(), path).await?),
        Asked::Schema(path) => {
            (CachePolicy::Immutable, "application/schema+json", read(log, path.clone(), path).await?)
        }
        Asked::Tile(path, full) => {
            (CachePolicy::Immutable, "application/octet-stream", read(log, path, full).await?)
        }
        Asked::Bundle(path, full) => {
            let bytes = read(log, path, full).await?;
            return Ok(bundle(&bytes, &headers));
        }
    };
    Ok((policy, [(header::CONTENT_TYPE, media_type), ALL_MAY_READ], bytes).into_response())
}

/// What is said where no witnesses cosign yet.
const NOT_WITNESSED: &str = "No checkpoint of this journal has been cosigned by enough witnesses yet. The newest one, signed by the \
    city alone, is at /journal/checkpoint; which witnesses the city has named stands in /journal/policy.\n";

/// Pages of others may read the log too.
pub(super) const ALL_MAY_READ: (header::HeaderName, &str) = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");

/// A partial file may be gone when the full one is there, whose first part it is (tlog-tiles, "Partial Tiles").
async fn read(log: &PublicLog, path: String, full: String) -> Result<Vec<u8>, Error> {
    let folder = log.folder();
    let found = tokio::task::spawn_blocking(move || read_whole(&folder, &path, &full))
        .await
        .map_err(|error| Error::from(anyhow::Error::new(error)))?;
    found.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => not_found(Missing::Page),
        _ => Error::from(anyhow::Error::new(error)),
    })
}

/// Entries compress to a fraction (tlog-tiles asks for it at the level of HTTP).
fn bundle(bytes: &[u8], asked: &HeaderMap) -> Response {
    let encoding = Encoding::accepted(asked);
    let body = encoding.encode(bytes);
    let media_type = (header::CONTENT_TYPE, "application/octet-stream");
    let mut response = (CachePolicy::Immutable, [media_type, ALL_MAY_READ], body).into_response();
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(name) = encoding.name() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}

/// The policy of this log by the C2SP standard tlog-policy: its keys, where it is read, and which witnesses are asked for.
async fn policy(app: &Shared) -> Result<String, Error> {
    let app = app.clone();
    let read = move || app.log.as_ref().map_or(Ok(String::new()), |log| log.served_policy(&app.public_url));
    let policy =
        tokio::task::spawn_blocking(read).await.map_err(|error| Error::from(anyhow::Error::new(error)))?;
    policy.map_err(|fault| Error::from(anyhow::Error::new(fault)))
}
