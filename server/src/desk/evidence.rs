//! Photos that officers hand in: they pass the same acceptance as residents' photos. A file that is refused becomes a
//! sentence at its field and keeps nothing else from being taken.

use dantin_photos::Refusal;
use dantin_words::Words;

use super::form::{Fields, File};
use crate::{
    app::Shared,
    error::Error,
    listen::photos::{NotKept, keep},
    pages::components::FieldError,
};

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
        match keep(app, file.bytes.clone()).await {
            Ok(hash) => {
                let hash = hash.to_string();
                if !hashes.contains(&hash) {
                    hashes.push(hash);
                }
            }
            Err(NotKept::Refused(refusal)) => {
                let message = w.with(refusal_key(&refusal), &[("file", file.name.as_str().into())]);
                errors.push(FieldError { field: field.to_owned(), message });
            }
            Err(NotKept::Failed(error)) => return Err(error),
        }
    }
    Ok(hashes)
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
