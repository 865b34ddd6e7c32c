//! `GET /my/{secret}/export.json` and `export.zip`: everything that is kept about the holder of a secret link: who they said they are, what
//! they gave to a case or a matter, by which photos, and what they wished; with the openings that tie it to the journal. Of the case only what
//! anybody reads, and of others nothing. The archive holds the same text with the photos beside it, as they were sent, or,
//! where an original was thrown away after its term, or where somebody else had sent the very same file before, as they are kept: place and time in a
//! file, and what was covered of it, belong to whoever attached it first.

use std::io::{Cursor, Write as _};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use dantin_photos::{Hash, Shelf};
use dantin_store::Tx;
use jiff::Timestamp;
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Behind, Holder, contribution, openings, store, whoever};
use crate::{
    act::cases::erasure,
    app::{Shared, Visit},
    error::Error,
    listen::limits::Source,
    pages::headers::CachePolicy,
};

/// Name, telephone, mail, language and when they asked.
type Asker = (Option<String>, Option<String>, Option<String>, String, Timestamp);
/// Event, hash of the original, format, width, height, hint of the place in the file, hint of the time in it, whether the
/// public sees the photo, when the original was thrown away, and the hash of the largest copy.
type Photo = (
    i64,
    String,
    String,
    i64,
    i64,
    Option<f64>,
    Option<f64>,
    Option<String>,
    bool,
    Option<Timestamp>,
    String,
);

/// The answer.
pub async fn export(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let (text, _pictures) = kept(&app, &visit, source, &secret).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dan-tin-du-lieu-cua-toi.json\""),
    ];
    Ok((CachePolicy::Private, headers, text).into_response())
}

/// The same with the photos, in one file.
pub async fn archive(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let (text, pictures) = kept(&app, &visit, source, &secret).await?;
    let mut files = vec![("du-lieu.json".to_owned(), Bytes::from(text))];
    for picture in pictures {
        let store = app.photos.store();
        let original = match picture.original {
            Some(original) => store.get(Shelf::Sealed, original).await.map_err(anyhow::Error::new)?,
            None => None,
        };
        let found = match original {
            Some(original) => Some(original),
            None => store.get(Shelf::Published, picture.large).await.map_err(anyhow::Error::new)?,
        };
        files.extend(found.map(|found| (picture.name, found)));
    }
    let packed = tokio::task::spawn_blocking(move || pack(&files));
    let packed = packed.await.map_err(anyhow::Error::new)?.map_err(anyhow::Error::new)?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dan-tin-du-lieu-cua-toi.zip\""),
    ];
    Ok((CachePolicy::Private, headers, packed).into_response())
}

/// One file of others, as they are: photos are packed already.
fn pack(files: &[(String, Bytes)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// A photo of the holder's, by the name that it has in the archive.
struct Picture {
    name: String,
    /// None where it is not the holder's, or not there any more.
    original: Option<Hash>,
    large: Hash,
}

async fn kept(
    app: &Shared,
    visit: &Visit,
    source: Source,
    secret: &str,
) -> Result<(String, Vec<Picture>), Error> {
    let behind = whoever(app, visit, source, secret).await?;
    let base = format!("{}/my/{secret}", app.public_url);
    let now = visit.now;
    let (body, pictures) = app
        .read(move |tx| match &behind {
            Behind::Case(holder) => read(tx, holder, &base, now),
            Behind::Contribution(contributor) => {
                Ok((contribution::export(tx, contributor, &base, now)?, Vec::new()))
            }
        })
        .await?;
    Ok((serde_json::to_string_pretty(&body).map_err(anyhow::Error::new)?, pictures))
}

fn read(
    tx: &mut Tx<'_>,
    holder: &Holder,
    base: &str,
    now: Timestamp,
) -> Result<(Value, Vec<Picture>), Error> {
    let dossier = store::read(tx, &holder.case)?;
    let (name, phone, email, language, since): Asker = tx
        .one("SELECT name, phone, email, language, created_at FROM askers WHERE id = $1", &[&holder.asker])?;
    let wish = erasure::request_of(tx, &holder.asker)?;
    let place: Option<(Option<f64>, Option<f64>, Option<i64>)> =
        tx.first("SELECT latitude, longitude, accuracy_m FROM cases WHERE id = $1", &[&holder.case])?;
    let photos: Vec<Photo> = tx.all(
        "SELECT c.number, p.hash, p.format, p.width, p.height, p.latitude, p.longitude, p.taken_at, c.shown, \
         p.original_removed_at, p.large FROM case_photos c JOIN photos p ON p.hash = c.photo WHERE c.case_id = $1 \
         ORDER BY c.number, c.place",
        &[&holder.case],
    )?;
    let is_own = |number: i64| {
        let event = dossier.events.iter().find(|happened| happened.number == number);
        event.is_some_and(|happened| openings::is_own(holder, number, happened.by, &happened.event))
    };
    let given = dossier.words.iter().filter(|((number, _), _)| is_own(*number));
    let mut given: Vec<(i64, &str, &str)> =
        given.map(|((number, field), body)| (*number, field.as_str(), body.as_str())).collect();
    given.sort_unstable();
    let given: Vec<Value> = given
        .into_iter()
        .map(|(number, field, body)| json!({"event": number, "field": field, "content": body}))
        .collect();
    let mut pictures = Vec::new();
    let mut described = Vec::new();
    for (place, photo) in photos.into_iter().filter(|photo| is_own(photo.0)).enumerate() {
        let (number, hash, format, width, height, latitude, longitude, taken_at, shown, removed, large) =
            photo;
        let is_first = is_first(tx, &hash, |case, number| case == holder.case && is_own(number))?;
        let is_whole = is_first && removed.is_none();
        let (latitude, longitude) = (latitude.filter(|_| is_first), longitude.filter(|_| is_first));
        let taken_at = taken_at.filter(|_| is_first);
        let ending = if is_whole { format.as_str() } else { "jpg" };
        let name = format!("anh-{}.{ending}", place + 1);
        described.push(json!({
                "event": number, "sha256": hash, "format": format, "width": width, "height": height,
                "latitude": latitude, "longitude": longitude, "taken_at": taken_at, "published": shown,
                "original_removed_at": removed.map(|at| at.to_string()),
                "large": format!("{base}/photos/{large}/large.jpg"), "file": name,
        }));
        if let (Ok(original), Ok(large)) = (hash.parse(), large.parse()) {
            pictures.push(Picture { name, original: Some(original).filter(|_| is_whole), large });
        }
    }
    let events: Vec<Value> = dossier
        .events
        .iter()
        .map(|happened| {
            json!({
                "event": happened.number, "entry": happened.index, "type": happened.event.kind().code(),
                "at": happened.occurred.to_timestamp().to_string(), "own": is_own(happened.number),
            })
        })
        .collect();
    let exact = place.filter(|_| holder.is_reporter).and_then(|(latitude, longitude, accuracy)| {
        Some(json!({"latitude": latitude?, "longitude": longitude?, "accuracy_m": accuracy}))
    });
    let body = json!({
        "made_at": now.to_string(),
        "case": {"id": dossier.case.id.to_string(), "code": dossier.case.code.to_string(),
            "state": dossier.case.kind().code(), "visibility": dossier.case.visibility.code()},
        "you": {"relation": if holder.is_reporter { "reporter" } else { "joiner" }, "name": name, "phone": phone,
            "email": email, "language": language, "since": since.to_string()},
        "place": exact,
        "given": given,
        "photos": described,
        "events": events,
        "erasure_request": wish.map(|(asked, decided)| {
            json!({"asked_at": asked.to_string(), "decided_at": decided.map(|at| at.to_string())})
        }),
        "openings": format!("{base}/openings.json"),
    });
    Ok((body, pictures))
}

/// Whether this photo came first by an event that is the holder's own. What a contractor, an officer or a partner handed in has no
/// entry that tells when, and is nobody else's.
fn is_first(tx: &mut Tx<'_>, hash: &str, is_own: impl Fn(&str, i64) -> bool) -> Result<bool, Error> {
    let beside: Option<i64> = tx.first(
        "SELECT 1 FROM work_photos WHERE photo = $1 UNION ALL SELECT 1 FROM field_photos WHERE photo = $1 \
         UNION ALL SELECT 1 FROM matter_photos WHERE photo = $1 \
         UNION ALL SELECT 1 FROM case_photos WHERE photo = $1 AND number = 0 LIMIT 1",
        &[&hash],
    )?;
    // What waits to be sequenced comes behind all that is.
    let attached: Vec<(String, i64, Option<i64>)> = tx.all(
        "SELECT c.case_id, c.number, j.idx FROM case_photos c LEFT JOIN journal j ON j.case_id = c.case_id \
         AND j.number = c.number WHERE c.photo = $1",
        &[&hash],
    )?;
    let at = |index: Option<i64>| index.unwrap_or(i64::MAX);
    let first = attached.iter().map(|(_, _, index)| at(*index)).min().unwrap_or(i64::MAX);
    let mut of_first = attached.iter().filter(|(_, _, index)| at(*index) == first);
    Ok(beside.is_none() && of_first.all(|(case, number, _)| is_own(case, *number)))
}
