//! `/desk/cases/{code}/photos/{hash}`: a moderator marks parts of a photo, faces and plates, and the server makes its
//! published copies anew without them. The parts are fields of a grid over the picture, which works everywhere, or
//! rectangles drawn where there is JavaScript. What is published afterwards is shown before it is left.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_photos::{AcceptError, Hash, MOST_REGIONS, Region};

use super::{
    case_page::{self, Seen},
    form::{Fields, Posted},
    steps::{Standing, Step},
};
use crate::{
    act::cases::{
        Key,
        blur::{self, Blurred},
        commands::Command,
    },
    app::Shared,
    city::people::pages::SignedIn,
    error::{Error, Missing},
    pages::{
        components::{FieldError, Link},
        layout::{Page, Shell},
    },
};

/// Fields of the grid across and down: on a narrow screen each is still large enough for a finger.
const COLUMNS: u16 = 12;
const ROWS: u16 = 9;

/// A field of the grid.
pub struct Cell {
    value: String,
    label: String,
    is_chosen: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/blur.html")]
pub struct BlurPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    version: i64,
    action: String,
    back: String,
    src: String,
    width: i64,
    height: i64,
    cells: Vec<Cell>,
    drawn: Vec<String>,
    is_blurred: bool,
    is_shown: bool,
}

struct Photo {
    hash: String,
    size: (i64, i64),
    large: String,
    shown: bool,
    regions: Vec<Region>,
}

async fn photo(app: &Shared, seen: &Seen, hash: &str) -> Result<Photo, Error> {
    let missing = || Error::NotFound(Missing::Photo);
    let stored = seen.photos.iter().find(|photo| photo.hash == hash).ok_or_else(missing)?;
    let asked = hash.to_owned();
    let marked: Option<(Option<String>,)> =
        app.read(move |tx| Ok(tx.first("SELECT blurred FROM photos WHERE hash = $1", &[&asked])?)).await?;
    Ok(Photo {
        hash: hash.to_owned(),
        size: stored.size,
        large: stored.large.clone(),
        shown: stored.shown,
        regions: blur::read(&marked.and_then(|(text,)| text).unwrap_or_default()),
    })
}

fn check(app: &Shared, signed: &SignedIn, seen: &Seen) -> Result<Option<dantin_record::act::Actor>, Error> {
    let record = &seen.record;
    let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
    standing.actor(Step::Publish).map_err(|denied| Error::Forbidden(denied.word()))
}

/// `GET /desk/cases/{code}/photos/{hash}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, hash)): Path<(String, String)>,
) -> Result<Response, Error> {
    let seen = case_page::load(&app, &code).await?;
    check(&app, &signed, &seen)?;
    let photo = photo(&app, &seen, &hash).await?;
    let chosen = photo.regions.clone();
    Ok(Page::private(page(&signed, &seen, &photo, &chosen, Vec::new())).into_response())
}

fn cell(column: u16, row: u16) -> Option<Region> {
    let cut = |number: u16, count: u16| {
        u16::try_from(u32::from(number) * 1_000 / u32::from(count)).unwrap_or(1_000)
    };
    let (left, right) = (cut(column, COLUMNS), cut(column + 1, COLUMNS));
    let (top, bottom) = (cut(row, ROWS), cut(row + 1, ROWS));
    Region::new(left, top, right - left, bottom - top)
}

fn page(
    signed: &SignedIn,
    seen: &Seen,
    photo: &Photo,
    chosen: &[Region],
    errors: Vec<FieldError>,
) -> BlurPage {
    let w = &signed.visit.w;
    let code = &seen.record.code;
    let back = format!("/desk/cases/{code}?tab=evidence#tab");
    let mut cells = Vec::new();
    let mut drawn = chosen.to_vec();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let Some(region) = cell(column, row) else { continue };
            drawn.retain(|one| *one != region);
            cells.push(Cell {
                value: blur::written(&[region]),
                label: w.with(
                    "blur-cell",
                    &[("row", i64::from(row + 1).into()), ("column", i64::from(column + 1).into())],
                ),
                is_chosen: chosen.contains(&region),
            });
        }
    }
    let (width, height) = photo.size;
    BlurPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new(back.clone(), code.clone()),
            Link::new("", w.t("blur-title")),
        ],
        csrf: signed.session.csrf().to_owned(),
        version: seen.record.version,
        action: format!("/desk/cases/{code}/photos/{}", photo.hash),
        back,
        // The copy's hash is no part of the address that is asked, but makes a new copy a new address.
        src: format!("/desk/photos/{}/large.jpg?{}", photo.hash, photo.large.get(..12).unwrap_or_default()),
        width,
        height,
        cells,
        drawn: drawn.iter().map(|region| blur::written(&[*region])).collect(),
        is_blurred: !photo.regions.is_empty(),
        is_shown: photo.shown,
        shell: signed.shell(format!("{code} {}", w.t("blur-title"))).with_errors(!errors.is_empty()),
        errors,
    }
}

/// The parts that a form marks: fields of the grid, drawn ones, and one in per cent.
fn marked(fields: &Fields) -> Result<Vec<Region>, &'static str> {
    let mut regions = Vec::new();
    for text in fields.all("region") {
        match blur::read(&text).as_slice() {
            [region] => regions.push(*region),
            _ => return Err("blur-bad-region"),
        }
    }
    let typed = ["left", "top", "across", "down"].map(|name| fields.get(name).trim().replace(',', "."));
    if typed.iter().any(|text| !text.is_empty()) {
        let thousandths = |text: &String| {
            let number: f64 = text.parse().ok().filter(|number| (0.0..=100.0).contains(number))?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
            let part = (number * 10.0).round() as u16;
            Some(part)
        };
        let numbers: Option<Vec<u16>> = typed.iter().map(thousandths).collect();
        let region = match numbers.as_deref() {
            Some([left, top, across, down]) => Region::new(*left, *top, *across, *down),
            _ => None,
        };
        regions.push(region.ok_or("blur-bad-region")?);
    }
    regions.sort_unstable_by_key(|region| region.parts());
    regions.dedup();
    if regions.len() > MOST_REGIONS { Err("blur-too-many") } else { Ok(regions) }
}

/// `POST /desk/cases/{code}/photos/{hash}`.
pub async fn take(
    State(app): State<Shared>,
    Path((code, hash)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let seen = case_page::load(&app, &code).await?;
    let by = check(&app, &signed, &seen)?.ok_or(Error::Forbidden("people-denied-not-your-role"))?;
    let photo = photo(&app, &seen, &hash).await?;
    let version: i64 = fields.get("version").parse().map_err(|_not_a_number: std::num::ParseIntError| {
        Error::Invalid { field: "version", code: "form-broken" }
    })?;
    let w = &signed.visit.w;
    let back = |chosen: &[Region], key: &str, status: StatusCode| {
        let errors = vec![FieldError { field: "cells".to_owned(), message: w.t(key) }];
        Page::private(page(&signed, &seen, &photo, chosen, errors)).with_status(status).into_response()
    };
    let regions = match marked(&fields) {
        Ok(regions) => regions,
        Err(key) => return Ok(back(&photo.regions, key, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    if regions.is_empty() && photo.regions.is_empty() {
        return Ok(back(&[], "blur-nothing", StatusCode::UNPROCESSABLE_ENTITY));
    }
    let named: Hash =
        hash.parse().map_err(|_no_hash: dantin_photos::BadHash| Error::NotFound(Missing::Photo))?;
    let made = app.photos.blur(named, regions.clone()).await.map_err(|error| match error {
        AcceptError::Store(error) if error.is_for_lack_of_room() => Error::DiskFull,
        other => anyhow::Error::new(other).into(),
    })?;
    let made = made.ok_or(Error::NotFound(Missing::Photo))?;
    let copies = made.sizes.map(|size| size.sha256.to_string());
    let (key, officer, marked) = (seen.record.code.clone(), signed.officer().id.to_string(), regions.clone());
    let done = app
        .command(move |tx, context| {
            let command = Command {
                key: Key::Code(&key),
                version: Some(version),
                by,
                officer: Some(&officer),
                secret: None,
            };
            let [large, medium, small] = &copies;
            let blurred = Blurred { photo: &hash, copies: [large, medium, small], regions: &marked };
            blur::blur(tx, context, &command, &blurred)?;
            Ok(())
        })
        .await;
    match done {
        // The photo's page shows what is published now, before the moderator goes on.
        Ok(()) => Ok(Redirect::to(&format!("/desk/cases/{}/photos/{}?done", seen.record.code, photo.hash))
            .into_response()),
        Err(Error::Stale { .. }) => Ok(back(&regions, "desk-stale-explained", StatusCode::CONFLICT)),
        Err(other) => Err(other),
    }
}
