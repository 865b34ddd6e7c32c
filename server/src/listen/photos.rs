//! Photos at the edge: taking them in, and giving out the published copies to those who may see them. Decoding and
//! keeping are of `dantin_photos`; which case a photo belongs to is in the database.

use axum::{
    body::Bytes,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use dantin_photos::{AcceptError, Accepted, Hash, Refusal, Shelf, Size, StoreError};
use dantin_store::{Query, Tx};
use dantin_words::Words;
use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};

use super::{
    limits::{Deed, Source},
    own::{Own, Place},
};
use crate::{
    app::{Shared, Visit},
    error::{Error, Missing, invalid, not_found, problem},
    pages::headers::CachePolicy,
    routes::bodies,
};

/// Photos of one report or one answer at most.
pub const MOST: usize = 3;

/// Why a photo was not kept.
#[derive(Debug)]
pub enum NotKept {
    /// The file is at fault.
    Refused(Refusal),
    /// We are.
    Failed(Error),
}

/// Decodes a photo, stores original and copies, and gives the original's hash. The same photo may come twice.
pub async fn keep(app: &Shared, bytes: Bytes) -> Result<Hash, NotKept> {
    let accepted = app.photos.accept(bytes.clone()).await.map_err(|error| match error {
        AcceptError::Refused(refusal) => NotKept::Refused(refusal),
        AcceptError::Store(error) => NotKept::Failed(store_error(error)),
    })?;
    let original = accepted.original;
    let zone = app.city.calendar().zone().clone();
    let now = app.now();
    app.db
        .write(move |tx| insert(tx, &accepted, &zone, now))
        .await
        .map_err(|error: dantin_store::Error| NotKept::Failed(error.into()))?;
    Ok(original)
}

/// Notes a photo that is in the store, with the hints of its file; a time without a zone is one of the city.
pub fn insert(
    tx: &mut Tx<'_>,
    photo: &Accepted,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<(), dantin_store::Error> {
    let [large, medium, small] = &photo.sizes;
    let point = photo.hint.as_ref().and_then(|hint| hint.point);
    let taken = photo.hint.as_ref().and_then(|hint| hint.taken).and_then(|taken| {
        let zone = match taken.offset_minutes {
            Some(minutes) => Offset::from_seconds(i32::from(minutes) * 60).ok()?.to_time_zone(),
            None => zone.clone(),
        };
        taken.local.to_zoned(zone).ok().map(|zoned| zoned.timestamp())
    });
    // What an erasure wants removed and somebody sends anew is kept.
    let files = [photo.original, large.sha256, medium.sha256, small.sha256].map(|hash| hash.to_string());
    let [original, first, second, third] = &files;
    tx.execute("DELETE FROM removals WHERE hash IN ($1, $2, $3, $4)", &[original, first, second, third])?;
    // A photo that was sent before and waits to be thrown away is as young as this upload.
    let standing: (String, String, String) = tx.one(
        "INSERT INTO photos (hash, format, width, height, large, medium, small, latitude, longitude, taken_at, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (hash) DO UPDATE SET \
         created_at = excluded.created_at RETURNING large, medium, small",
        &[
            &photo.original.to_string(),
            &photo.format.name(),
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
    )?;
    // Sent again after parts of it were made unrecognisable: the copies that were just made show what must not be seen.
    let [_, made @ ..] = &files;
    let standing = [&standing.0, &standing.1, &standing.2];
    for copy in made.iter().filter(|copy| !standing.contains(copy)) {
        tx.execute(
            "INSERT INTO removals (shelf, hash, created_at) VALUES ('published', $1, $2) \
             ON CONFLICT (shelf, hash) DO NOTHING",
            &[copy, &now],
        )?;
    }
    Ok(())
}

fn store_error(error: StoreError) -> Error {
    if error.is_for_lack_of_room() { Error::DiskFull } else { anyhow::Error::new(error).into() }
}

/// Why a file was not taken, in words for the one who sent it.
pub fn fault_words(w: &Words, name: &str, refusal: &Refusal) -> String {
    let million = |pixels: u64| i64::try_from(pixels / 1_000_000).unwrap_or(i64::MAX);
    let reason = match refusal {
        Refusal::Heic => w.t("photo-fault-heic"),
        Refusal::NotAnImage { .. } => w.t("photo-fault-not-an-image"),
        Refusal::Unsupported { format } => w.with("photo-fault-format", &[("format", (*format).into())]),
        Refusal::TooManyPixels { limit, .. } => w.n("photo-fault-pixels", million(*limit)),
        Refusal::TooLarge { limit, .. } => {
            w.n("photo-fault-bytes", i64::try_from(limit >> 20).unwrap_or(i64::MAX))
        }
        Refusal::TooMuchMemory { .. } | Refusal::TooSlow { .. } => w.t("photo-fault-heavy"),
        Refusal::Truncated => w.t("photo-fault-truncated"),
        Refusal::Damaged => w.t("photo-fault-damaged"),
        Refusal::Animated => w.t("photo-fault-animated"),
    };
    if name.is_empty() {
        reason
    } else {
        w.with("photo-fault", &[("name", name.into()), ("reason", (&reason).into())])
    }
}

/// `PUT /photos/{sha256}`: a photo ahead of its form. The body is the image, and the address must be its hash. The answer is what the
/// form says to have it.
pub async fn upload(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(hash): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    let Ok(named) = hash.parse::<Hash>() else { return Err(not_found(Missing::Photo)) };
    app.limits.take(Deed::Photo, source, app.now())?;
    let bytes = bodies::read(&app, request).await?;
    if Hash::of(&bytes) != named {
        return Err(invalid("photo", "photo-hash"));
    }
    match keep(&app, bytes).await {
        Ok(hash) => {
            Ok((StatusCode::CREATED, Own::of(&app.key, Place::Outside, hash).to_string()).into_response())
        }
        Err(NotKept::Refused(refusal)) => {
            Ok(problem(StatusCode::UNPROCESSABLE_ENTITY, &fault_words(&visit.w, "", &refusal)))
        }
        Err(NotKept::Failed(error)) => Err(error),
    }
}

/// `GET /photos/{sha256}/{size}.jpg`: a copy of a photo that a moderator or an agency has published, by the hash of its
/// large copy, and then it never changes; or by that of the original, which may lead to other copies tomorrow.
pub async fn public(
    State(app): State<Shared>,
    Path((hash, file)): Path<(String, String)>,
) -> Result<Response, Error> {
    let size = size(&file)?;
    let asked = hash.clone();
    let copies = app
        .read(move |tx| {
            let found: Option<(String, String, String)> = tx.first(
                "SELECT large, medium, small FROM photos WHERE (hash = $1 OR large = $1) AND EXISTS (SELECT 1 FROM \
                 case_photos p JOIN cases c ON c.id = p.case_id WHERE p.photo = photos.hash AND p.shown = TRUE AND \
                 c.visibility <> 'hidden' UNION ALL SELECT 1 FROM matter_photos m WHERE m.photo = photos.hash) LIMIT 1",
                &[&hash],
            )?;
            Ok(found)
        })
        .await?;
    let names_its_content = copies.as_ref().is_some_and(|(large, _, _)| *large == asked);
    let policy = if names_its_content { CachePolicy::Immutable } else { CachePolicy::Public };
    send(&app, copies.map(|copies| choose(copies, size)), policy).await
}

/// A copy of a photo of this case, by the hash of its large copy, for somebody whose right to see it has been asked before; kept by no
/// cache. `shown_only` leaves out what is not published, and all of a case that is hidden.
pub async fn of_case(
    app: &Shared,
    case: String,
    hash: String,
    file: &str,
    shown_only: bool,
) -> Result<Response, Error> {
    let size = size(file)?;
    let copy = app
        .read(move |tx| {
            let found: Option<(String, String, String)> = tx.first(
                "SELECT large, medium, small FROM photos WHERE large = $1 AND EXISTS (SELECT 1 FROM case_photos p \
                 JOIN cases c ON c.id = p.case_id WHERE p.photo = photos.hash AND p.case_id = $2 AND \
                 (p.shown = TRUE AND c.visibility <> 'hidden' OR $3 = FALSE)) LIMIT 1",
                &[&hash, &case, &shown_only],
            )?;
            Ok(found.map(|copies| choose(copies, size)))
        })
        .await?;
    send(app, copy, CachePolicy::Private).await
}

fn size(file: &str) -> Result<Size, Error> {
    let name = file.strip_suffix(".jpg").unwrap_or_default();
    Size::ALL.into_iter().find(|size| size.name() == name).ok_or_else(|| not_found(Missing::Photo))
}

fn choose((large, medium, small): (String, String, String), size: Size) -> String {
    match size {
        Size::Large => large,
        Size::Medium => medium,
        Size::Small => small,
    }
}

async fn send(app: &Shared, copy: Option<String>, policy: CachePolicy) -> Result<Response, Error> {
    let hash = copy.and_then(|copy| copy.parse::<Hash>().ok()).ok_or_else(|| not_found(Missing::Photo))?;
    let bytes = app.photos.store().get(Shelf::Published, hash).await.map_err(store_error)?;
    let bytes = bytes.ok_or_else(|| not_found(Missing::Photo))?;
    Ok((policy, [(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}

/// A photo that was uploaded and is not sent yet, with the hash of its small copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What the form carries.
    pub own: Own,
    small: Hash,
}

/// Which of these the store has, in the order asked.
pub fn waiting(tx: &mut Tx<'_>, photos: &[Own]) -> Result<Vec<Waiting>, Error> {
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("SELECT hash, small FROM photos WHERE hash IN (");
    query.bind_list(photos.iter().map(|own| own.hash.to_string())).push(")");
    let rows: Vec<(String, String)> = tx.all_query(&query)?;
    Ok(photos
        .iter()
        .filter_map(|own| {
            let name = own.hash.to_string();
            let (_, small) = rows.iter().find(|(found, _)| *found == name)?;
            Some(Waiting { own: own.clone(), small: small.parse().ok()? })
        })
        .collect())
}

/// The small copy as an address that only this page has: what was not sent yet has no address of its own.
pub async fn preview(app: &Shared, photo: &Waiting) -> Result<String, Error> {
    use base64::Engine as _;
    let bytes = app.photos.store().get(Shelf::Published, photo.small).await.map_err(store_error)?;
    let bytes = bytes.ok_or_else(|| not_found(Missing::Photo))?;
    Ok(format!("data:image/jpeg;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes)))
}
