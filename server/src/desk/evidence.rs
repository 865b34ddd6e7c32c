//! Photos that officers hand in: they pass the same acceptance as residents' photos. A file that is refused becomes a
//! sentence at its field and keeps nothing else from being taken.

use dantin_photos::{AcceptError, Accepted, Refusal};
use dantin_words::Words;

use super::form::{Fields, File};
use crate::{app::Shared, error::Error, pages::components::FieldError};

/// Accepts the files of one field. Gives the originals' hashes, those that an earlier try of the same form brought
/// (in the field `{field}_kept`) first.
pub async fn accept(
    app: &Shared,
    w: &Words,
    fields: &Fields,
    files: &[File],
    field: &str,
    errors: &mut Vec<FieldError>,
) -> Result<Vec<String>, Error> {
    let mut hashes: Vec<String> = Vec::new();
    for kept in fields.all(&format!("{field}_kept")) {
        if kept.parse::<dantin_photos::Hash>().is_ok() && !hashes.contains(&kept) {
            hashes.push(kept);
        }
    }
    for file in files.iter().filter(|file| file.field == field) {
        match app.photos.accept(file.bytes.clone()).await {
            Ok(accepted) => {
                let hash = accepted.original.to_string();
                keep(app, accepted).await?;
                if !hashes.contains(&hash) {
                    hashes.push(hash);
                }
            }
            Err(AcceptError::Refused(refusal)) => {
                let message = w.with(refusal_key(&refusal), &[("file", file.name.as_str().into())]);
                errors.push(FieldError { field: field.to_owned(), message });
            }
            Err(AcceptError::Store(error)) => return Err(anyhow::Error::new(error).into()),
        }
    }
    Ok(hashes)
}

async fn keep(app: &Shared, accepted: Accepted) -> Result<(), Error> {
    let now = app.now();
    let kept: Result<u64, Error> = app
        .db
        .write(move |tx| {
            let [large, medium, small] = &accepted.sizes;
            let point = accepted.hint.as_ref().and_then(|hint| hint.point);
            let taken = accepted.hint.as_ref().and_then(|hint| hint.taken).map(|taken| taken.local.to_string());
            Ok(tx.execute(
                "INSERT INTO photos (hash, format, width, height, large, medium, small, latitude, longitude, \
                 taken_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
                &[
                    &accepted.original.to_string(),
                    &accepted.format.name(),
                    &i64::from(large.width),
                    &i64::from(large.height),
                    &large.sha256.to_string(),
                    &medium.sha256.to_string(),
                    &small.sha256.to_string(),
                    &point.map(|point| point.latitude),
                    &point.map(|point| point.longitude),
                    &taken,
                    &now,
                ],
            )?)
        })
        .await;
    kept.map(|_rows| ())
}

fn refusal_key(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Heic => "desk-refused-photo-heic",
        Refusal::NotAnImage { .. } => "desk-refused-photo-not-an-image",
        Refusal::Unsupported { .. } => "desk-refused-photo-unsupported",
        Refusal::TooManyPixels { .. } | Refusal::TooMuchMemory { .. } => "desk-refused-photo-too-many-pixels",
        Refusal::TooLarge { .. } => "desk-refused-photo-too-large",
        Refusal::Truncated | Refusal::Damaged => "desk-refused-photo-damaged",
        Refusal::Animated => "desk-refused-photo-animated",
        Refusal::TooSlow { .. } => "desk-refused-photo-too-slow",
    }
}
