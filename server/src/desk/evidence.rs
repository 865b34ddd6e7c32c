//! Photos that officers hand in: they pass the same acceptance as residents' photos. A file that is refused becomes a
//! sentence at its field and keeps nothing else from being taken.

use dantin_photos::Refusal;
use dantin_words::Words;

use super::form::{Fields, File};
use crate::{
    app::Shared,
    error::Error,
    listen::{
        own::{Own, Place},
        photos::{NotKept, keep},
    },
    pages::components::FieldError,
};

/// Accepts the files of one field of a form about `of`, the code of a case or round. Gives the photos, those that an earlier try of the
/// same form brought, or that the form itself offered (in the field `{field}_kept`), first.
pub async fn accept(
    app: &Shared,
    w: &Words,
    fields: &Fields,
    files: &[File],
    (of, field): (&str, &str),
    errors: &mut Vec<FieldError>,
) -> Result<Vec<Own>, Error> {
    let place = Place::Desk(of);
    let kept = fields.all(&format!("{field}_kept"));
    let (mut photos, is_any_lost) = Own::read_all(&app.key, place, kept.iter().map(String::as_str));
    if is_any_lost {
        errors.push(FieldError { field: field.to_owned(), message: w.t("photo-fault-gone") });
    }
    for file in files.iter().filter(|file| file.field == field) {
        match keep(app, file.bytes.clone()).await {
            Ok(hash) if photos.iter().any(|photo| photo.hash == hash) => {}
            Ok(hash) => photos.push(Own::of(&app.key, place, hash)),
            Err(NotKept::Refused(refusal)) => {
                let message = w.with(refusal_key(&refusal), &[("file", file.name.as_str().into())]);
                errors.push(FieldError { field: field.to_owned(), message });
            }
            Err(NotKept::Failed(error)) => return Err(error),
        }
    }
    Ok(photos)
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
