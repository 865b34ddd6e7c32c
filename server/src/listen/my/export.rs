//! `GET /my/{secret}/export.json`: everything that is kept about the holder of a secret link: who they said they are, what
//! they gave, by which photos, and what they wished; with the openings that tie it to the journal. Of the case only what
//! anybody reads, and of others nothing.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use dantin_store::Tx;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Holder, holder, openings, store};
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
/// public sees the photo, and when the original was thrown away.
type Photo =
    (i64, String, String, i64, i64, Option<f64>, Option<f64>, Option<String>, bool, Option<Timestamp>);

/// The answer.
pub async fn export(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let holder = holder(&app, &visit, source, &secret).await?;
    let base = format!("{}/my/{secret}", app.public_url);
    let now = visit.now;
    let body = app.read(move |tx| read(tx, &holder, &base, now)).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dan-tin-du-lieu-cua-toi.json\""),
    ];
    let text = serde_json::to_string_pretty(&body).map_err(anyhow::Error::new)?;
    Ok((CachePolicy::Private, headers, text).into_response())
}

fn read(tx: &mut Tx<'_>, holder: &Holder, base: &str, now: Timestamp) -> Result<Value, Error> {
    let dossier = store::read(tx, &holder.case)?;
    let (name, phone, email, language, since): Asker = tx
        .one("SELECT name, phone, email, language, created_at FROM askers WHERE id = $1", &[&holder.asker])?;
    let wish = erasure::request_of(tx, &holder.asker)?;
    let place: Option<(Option<f64>, Option<f64>, Option<i64>)> =
        tx.first("SELECT latitude, longitude, accuracy_m FROM cases WHERE id = $1", &[&holder.case])?;
    let photos: Vec<Photo> = tx.all(
        "SELECT c.number, p.hash, p.format, p.width, p.height, p.latitude, p.longitude, p.taken_at, c.shown, \
         p.original_removed_at FROM case_photos c JOIN photos p ON p.hash = c.photo WHERE c.case_id = $1 \
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
    let photos = photos.into_iter().filter(|photo| is_own(photo.0)).map(
        |(number, hash, format, width, height, latitude, longitude, taken_at, shown, removed)| {
            json!({
                "event": number, "sha256": hash, "format": format, "width": width, "height": height,
                "latitude": latitude, "longitude": longitude, "taken_at": taken_at, "published": shown,
                "original_removed_at": removed.map(|at| at.to_string()),
                "large": format!("{base}/photos/{hash}/large.jpg"),
            })
        },
    );
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
    Ok(json!({
        "made_at": now.to_string(),
        "case": {"id": dossier.case.id.to_string(), "code": dossier.case.code.to_string(),
            "state": dossier.case.kind().code(), "visibility": dossier.case.visibility.code()},
        "you": {"relation": if holder.is_reporter { "reporter" } else { "joiner" }, "name": name, "phone": phone,
            "email": email, "language": language, "since": since.to_string()},
        "place": exact,
        "given": given,
        "photos": photos.collect::<Vec<Value>>(),
        "events": events,
        "erasure_request": wish.map(|(asked, decided)| {
            json!({"asked_at": asked.to_string(), "decided_at": decided.map(|at| at.to_string())})
        }),
        "openings": format!("{base}/openings.json"),
    }))
}
