//! `/desk/cases/{code}/photos/{hash}` and `/desk/oversight/{code}/photos/{hash}`: a moderator marks parts of a photo of a case or of a
//! visit, faces and plates, and the server makes its published copies anew without them. The parts are fields of a grid over the picture, which works everywhere, or
//! rectangles drawn where there is JavaScript. What is published afterwards is shown before it is left.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_photos::{AcceptError, Hash, MOST_REGIONS, Region};
use dantin_record::{act::Actor, reasons::HideReason};

use super::{
    form::{Fields, Posted},
    oversight::standing::apart,
    seen,
    steps::{Standing, Step},
    wording::Wording,
};
use crate::{
    act::{
        cases::{
            Key,
            blur::{self, Blurred},
            commands::Command,
        },
        matters,
    },
    app::Shared,
    city::people::{model::RoleKind, pages::SignedIn},
    error::{Error, Missing},
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Shell},
    },
    speak::oversight::{page::full_code, view},
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
    back_key: &'static str,
    src: String,
    width: i64,
    height: i64,
    cells: Vec<Cell>,
    drawn: Vec<String>,
    typed: [String; 4],
    is_framed: bool,
    reasons: Vec<Choice>,
    is_blurred: bool,
    is_shown: bool,
}

/// What the photo belongs to.
#[derive(Clone, Copy)]
enum Of {
    Case,
    Round,
}

/// A photo that the officer may change, with what it belongs to.
struct Photo {
    of: Of,
    code: String,
    version: i64,
    by: Option<Actor>,
    hash: String,
    size: (i64, i64),
    large: String,
    shown: bool,
    regions: Vec<Region>,
}

impl Photo {
    /// The address of its page.
    fn address(&self) -> String {
        let (code, hash) = (&self.code, &self.hash);
        match self.of {
            Of::Case => format!("/desk/cases/{code}/photos/{hash}"),
            Of::Round => format!("/desk/oversight/{code}/photos/{hash}"),
        }
    }

    /// Where one comes from and goes back to.
    fn back(&self) -> String {
        match self.of {
            Of::Case => format!("/desk/cases/{}?tab=evidence#tab", self.code),
            Of::Round => format!("/desk/oversight/{}#visits", self.code),
        }
    }
}

async fn regions(app: &Shared, hash: &str) -> Result<Vec<Region>, Error> {
    let asked = hash.to_owned();
    let marked: Option<(Option<String>,)> =
        app.read(move |tx| Ok(tx.first("SELECT blurred FROM photos WHERE hash = $1", &[&asked])?)).await?;
    Ok(blur::read(&marked.and_then(|(text,)| text).unwrap_or_default()))
}

async fn of_case(app: &Shared, signed: &SignedIn, code: &str, hash: &str) -> Result<Photo, Error> {
    let seen = seen::load(app, code).await?;
    let record = &seen.record;
    let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
    let by = standing.actor(Step::Publish).map_err(|denied| Error::Forbidden(denied.word()))?;
    let stored = seen.photos.iter().find(|photo| photo.hash == hash);
    let stored = stored.ok_or(Error::NotFound(Missing::Photo))?;
    Ok(Photo {
        of: Of::Case,
        by,
        hash: hash.to_owned(),
        size: stored.size,
        large: stored.large.clone(),
        shown: stored.shown,
        regions: regions(app, hash).await?,
        version: record.version,
        code: record.code.clone(),
    })
}

async fn of_round(app: &Shared, signed: &SignedIn, code: &str, hash: &str) -> Result<Photo, Error> {
    let code = full_code(app, code)?;
    let held = app.read(move |tx| view::find(tx, &code)).await?;
    let by = apart(signed.officer(), &held.matter, RoleKind::Moderator);
    let by = by.ok_or(Error::Forbidden("people-denied-own-work"))?;
    let (_, picture) =
        held.photos().find(|(_, picture)| picture.original == hash).ok_or(Error::NotFound(Missing::Photo))?;
    Ok(Photo {
        of: Of::Round,
        by: Some(by),
        hash: hash.to_owned(),
        size: (i64::from(picture.width), i64::from(picture.height)),
        large: picture.published.clone(),
        shown: true,
        regions: regions(app, hash).await?,
        version: held.version,
        code: held.code,
    })
}

/// `GET /desk/cases/{code}/photos/{hash}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, hash)): Path<(String, String)>,
) -> Result<Response, Error> {
    let photo = of_case(&app, &signed, &code, &hash).await?;
    Ok(as_it_stands(&app, &signed, &photo))
}

/// `GET /desk/oversight/{code}/photos/{hash}`.
pub async fn show_of_round(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, hash)): Path<(String, String)>,
) -> Result<Response, Error> {
    let photo = of_round(&app, &signed, &code, &hash).await?;
    Ok(as_it_stands(&app, &signed, &photo))
}

fn as_it_stands(app: &Shared, signed: &SignedIn, photo: &Photo) -> Response {
    let chosen = Chosen { regions: &photo.regions, typed: [""; 4], reason: "" };
    Page::private(page(app, signed, photo, chosen, Vec::new())).into_response()
}

fn cell(column: u16, row: u16) -> Option<Region> {
    let cut = |number: u16, count: u16| {
        u16::try_from(u32::from(number) * 1_000 / u32::from(count)).unwrap_or(1_000)
    };
    let (left, right) = (cut(column, COLUMNS), cut(column + 1, COLUMNS));
    let (top, bottom) = (cut(row, ROWS), cut(row + 1, ROWS));
    Region::new(left, top, right - left, bottom - top)
}

/// What a form holds: what stands, or what was chosen when it came back.
#[derive(Clone, Copy)]
struct Chosen<'a> {
    regions: &'a [Region],
    typed: [&'a str; 4],
    reason: &'a str,
}

fn page(
    app: &Shared,
    signed: &SignedIn,
    photo: &Photo,
    chosen: Chosen<'_>,
    errors: Vec<FieldError>,
) -> BlurPage {
    let w = &signed.visit.w;
    let (code, back) = (&photo.code, photo.back());
    let mut cells = Vec::new();
    let mut drawn = chosen.regions.to_vec();
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
                is_chosen: chosen.regions.contains(&region),
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
        version: photo.version,
        action: photo.address(),
        back,
        back_key: match photo.of {
            Of::Case => "blur-back",
            Of::Round => "blur-back-round",
        },
        // The copy's hash is no part of the address that is asked, but makes a new copy a new address.
        src: format!("/desk/photos/{}/large.jpg?{}", photo.hash, photo.large.get(..12).unwrap_or_default()),
        width,
        height,
        cells,
        drawn: drawn.iter().map(|region| blur::written(&[*region])).collect(),
        typed: chosen.typed.map(str::to_owned),
        is_framed: chosen.typed.iter().any(|text| !text.is_empty()),
        reasons: Wording { w, city: &app.city, now: signed.visit.now }.choices(
            "hide",
            HideReason::ALL,
            HideReason::code,
            chosen.reason,
        ),
        is_blurred: !photo.regions.is_empty(),
        is_shown: photo.shown,
        shell: signed.shell(format!("{code} {}", w.t("blur-title"))).with_errors(!errors.is_empty()),
        errors,
    }
}

/// The fields of the frame that is given in per cent.
const FRAME: [&str; 4] = ["left", "top", "across", "down"];

/// The parts that a form marks: fields of the grid and drawn ones, and the frame in per cent. What cannot be read is a fault at
/// its field, and takes nothing of the rest along.
#[derive(Default)]
struct Marked {
    chosen: Vec<Region>,
    frame: Option<Region>,
    faults: Vec<(&'static str, &'static str)>,
}

impl Marked {
    fn of(fields: &Fields) -> Marked {
        let mut marked = Marked::default();
        let mut is_broken = false;
        for text in fields.all("region") {
            match blur::read(&text).as_slice() {
                [region] => marked.chosen.push(*region),
                _ => is_broken = true,
            }
        }
        marked.chosen.sort_unstable_by_key(|region| region.parts());
        marked.chosen.dedup();
        match frame(&FRAME.map(|name| fields.get(name))) {
            Ok(frame) => marked.frame = frame,
            Err(field) => marked.faults.push((field, "blur-bad-region")),
        }
        if is_broken {
            marked.faults.insert(0, ("cells", "blur-bad-region"));
        } else if marked.all().len() > MOST_REGIONS {
            marked.faults.insert(0, ("cells", "blur-too-many"));
        }
        marked
    }

    /// Every part once, in order.
    fn all(&self) -> Vec<Region> {
        let mut all = self.chosen.clone();
        all.extend(self.frame);
        all.sort_unstable_by_key(|region| region.parts());
        all.dedup();
        all
    }
}

/// The frame of four numbers in per cent, none where nothing was typed; else the field that is to be put right.
fn frame(typed: &[&str; 4]) -> Result<Option<Region>, &'static str> {
    if typed.iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let mut parts = [0_u16; 4];
    for ((field, text), part) in FRAME.into_iter().zip(typed).zip(&mut parts) {
        let number: Option<f64> = text.trim().replace(',', ".").parse().ok();
        let number = number.filter(|number| (0.0..=100.0).contains(number)).ok_or(field)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
        let thousandths = (number * 10.0).round() as u16;
        *part = thousandths;
    }
    let [left, top, across, down] = parts;
    let fits_across = Region::new(left, 0, across, 1).is_some();
    Region::new(left, top, across, down).map(Some).ok_or(if fits_across { "down" } else { "across" })
}

/// `POST /desk/cases/{code}/photos/{hash}`.
pub async fn take(
    State(app): State<Shared>,
    Path((code, hash)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let photo = of_case(&app, &posted.signed, &code, &hash).await?;
    change(&app, &photo, posted).await
}

/// `POST /desk/oversight/{code}/photos/{hash}`.
pub async fn take_of_round(
    State(app): State<Shared>,
    Path((code, hash)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let photo = of_round(&app, &posted.signed, &code, &hash).await?;
    change(&app, &photo, posted).await
}

async fn change(app: &Shared, photo: &Photo, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let by = photo.by.ok_or(Error::Forbidden("people-denied-not-your-role"))?;
    let version: i64 = fields.get("version").parse().map_err(|_not_a_number: std::num::ParseIntError| {
        Error::Invalid { field: "version", code: "form-broken" }
    })?;
    let w = &signed.visit.w;
    let marked = Marked::of(&fields);
    let back = |faults: &[(&'static str, &'static str)], status: StatusCode| {
        let error = |(field, key): &(&'static str, &'static str)| FieldError {
            field: (*field).to_owned(),
            message: w.t(key),
        };
        let chosen = Chosen {
            regions: &marked.chosen,
            typed: FRAME.map(|name| fields.get(name)),
            reason: fields.get("reason"),
        };
        let errors = faults.iter().map(error).collect();
        Page::private(page(app, &signed, photo, chosen, errors)).with_status(status).into_response()
    };
    let regions = marked.all();
    let mut faults = marked.faults.clone();
    if faults.is_empty() && regions.is_empty() && photo.regions.is_empty() {
        faults.push(("cells", "blur-nothing"));
    }
    let reason = HideReason::from_code(fields.get("reason"));
    if reason.is_none() && !regions.is_empty() {
        faults.push(("reason", "error-redaction-reason"));
    }
    if !faults.is_empty() {
        return Ok(back(&faults, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let named: Hash =
        photo.hash.parse().map_err(|_no_hash: dantin_photos::BadHash| Error::NotFound(Missing::Photo))?;
    let made = app.photos.blur(named, regions.clone()).await.map_err(|error| match error {
        AcceptError::Store(error) if error.is_for_lack_of_room() => Error::DiskFull,
        other => anyhow::Error::new(other).into(),
    })?;
    let made = made.ok_or(Error::NotFound(Missing::Photo))?;
    let copies = made.sizes.map(|size| size.sha256.to_string());
    let (of, key, hash) = (photo.of, photo.code.clone(), photo.hash.clone());
    let (officer, covered) = (signed.officer().id.to_string(), regions.clone());
    let done = app
        .command(move |tx, context| {
            let [large, medium, small] = &copies;
            let blurred = Blurred { photo: &hash, copies: [large, medium, small], regions: &covered, reason };
            let officer = Some(officer.as_str());
            match of {
                Of::Case => {
                    let (key, version) = (Key::Code(&key), Some(version));
                    let command = Command { key, version, by, officer, secret: None };
                    blur::blur(tx, context, &command, &blurred)?;
                }
                Of::Round => matters::blur::blur(tx, context, (&key, version), (by, officer), &blurred)?,
            }
            Ok(())
        })
        .await;
    match done {
        // The photo's page shows what is published now, before the moderator goes on.
        Ok(()) => Ok(Redirect::to(&format!("{}?done", photo.address())).into_response()),
        Err(Error::Stale) => Ok(back(&[("cells", "desk-stale-explained")], StatusCode::CONFLICT)),
        Err(other) => Err(other),
    }
}
