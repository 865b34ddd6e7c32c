//! The page behind a contractor's link, and what it says when the link opens nothing any more.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use dantin_record::{
    case::{Case, Visibility},
    place::PublicPlace,
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::Typed;
use crate::{
    act::cases::{
        CaseError,
        links::{self, Held},
    },
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::show,
    pages::{
        components::{FieldError, Moment, Photo},
        layout::{Page, Section, Shell},
    },
};

/// Longest side of the middle size, in pixels.
const MEDIUM: i64 = 640;

#[derive(Template)]
#[template(path = "listen/work/templates/work.html")]
struct WorkPage {
    shell: Shell,
    errors: Vec<FieldError>,
    code: String,
    service: String,
    area: String,
    address: String,
    point: String,
    agency: String,
    label: String,
    /// What the agency wrote for the holder.
    brief: String,
    /// Whether the report's words are not public.
    is_held: bool,
    text: String,
    photos: Vec<Photo>,
    sent: Vec<Photo>,
    expires: Moment,
    done: Option<Moment>,
    typed: String,
    before: Vec<String>,
    after: Vec<String>,
    action: String,
}

#[derive(Template)]
#[template(path = "listen/work/templates/closed.html")]
struct ClosedPage {
    shell: Shell,
    code: String,
    agency: String,
    /// The key of the reason.
    reason: &'static str,
}

/// What is public of the case, and what came by the link. What a moderator withheld, or has not looked at, the holder of a link does
/// not see either: it may be whoever the report is about.
struct Job {
    case: Case,
    text: String,
    address: String,
    /// Hash of the large copy, moment, width, height.
    photos: Vec<(String, String, i64, i64)>,
    /// What came by this link: hash of the large copy, phase.
    sent: Vec<(String, String)>,
}

fn case(tx: &mut Tx<'_>, held: &Held) -> Result<Case, Error> {
    let found: Option<(String,)> = tx.first("SELECT record FROM cases WHERE id = $1", &[&held.case])?;
    let (record,) = found.ok_or_else(|| not_found(Missing::Secret))?;
    serde_json::from_str(&record).map_err(|error| CaseError::Damaged(error.to_string()).into())
}

fn job(tx: &mut Tx<'_>, held: &Held) -> Result<Job, Error> {
    let case = case(tx, held)?;
    let (text, address): (Option<String>, Option<String>) =
        tx.one("SELECT public_text, public_address FROM cases WHERE id = $1", &[&held.case])?;
    let photos = tx.all(
        "SELECT p.large, c.moment, p.width, p.height FROM case_photos c JOIN photos p ON p.hash = c.photo \
         JOIN cases ON cases.id = c.case_id WHERE c.case_id = $1 AND c.shown = TRUE AND cases.visibility <> 'hidden' ORDER BY c.number, c.place LIMIT 60",
        &[&held.case],
    )?;
    let sent = links::photos_of(tx, &held.id)?;
    Ok(Job { text: text.unwrap_or_default(), address: address.unwrap_or_default(), case, photos, sent })
}

/// Whether the link opens its case now.
pub(super) async fn is_live(app: &Shared, held: &Held, now: Timestamp) -> Result<bool, Error> {
    let held = held.clone();
    app.read(move |tx| Ok(held.is_live(&case(tx, &held)?, now))).await
}

/// Shows the page, or why there is none any more.
pub(super) async fn show(
    app: &Shared,
    visit: &Visit,
    held: &Held,
    secret: &str,
    typed: Typed,
) -> Result<Response, Error> {
    let (w, city) = (&visit.w, &app.city);
    let one = held.clone();
    let job = app.read(move |tx| job(tx, &one)).await?;
    let case = &job.case;
    let agency = show::agency_name(w, city, &held.agency);
    let shell = visit.shell(w.t("work-title"), Section::None).unlisted();
    if !held.is_live(case, visit.now) {
        let reason = if held.revoked.is_some() {
            "work-revoked"
        } else if held.expires <= visit.now {
            "work-expired"
        } else {
            "work-over"
        };
        let page = ClosedPage { shell, code: case.code.to_string(), agency, reason };
        return Ok(Page::private(page).with_status(StatusCode::GONE).into_response());
    }
    let picture = |hash: &str, alt: String, (width, height): (i64, i64)| {
        let longest = width.max(height).max(1);
        let side = |length: i64| u32::try_from((length * MEDIUM.min(longest) / longest).max(1)).unwrap_or(1);
        Photo {
            src: format!("/contractor/{secret}/photos/{hash}/medium.jpg"),
            full: format!("/contractor/{secret}/photos/{hash}/large.jpg"),
            width: side(width),
            height: side(height),
            alt,
            ..Photo::default()
        }
    };
    let photos = job
        .photos
        .iter()
        .map(|(hash, moment, width, height)| picture(hash, w.code("desk-photo", moment), (*width, *height)));
    let sent = job.sent.iter().map(|(hash, phase)| picture(hash, w.code("phase", phase), (4, 3)));
    let subcategory = case.subcategory.as_ref().map(|code| code.as_str());
    let page = WorkPage {
        shell: shell.with_errors(!typed.errors.is_empty()),
        code: case.code.to_string(),
        service: show::service_name(w, city, case.category.as_str(), subcategory),
        area: case.area().map(|area| show::area_name(w, city, area.as_str())).unwrap_or_default(),
        address: job.address.clone(),
        point: match case.place {
            PublicPlace::Point { point, precision_m, .. } => {
                let (latitude, longitude) = point.to_degrees();
                format!("{latitude:.5}, {longitude:.5} ({})", w.accuracy(u32::from(precision_m)))
            }
            PublicPlace::Area { .. } | PublicPlace::Unplaced => String::new(),
        },
        brief: held.brief.clone(),
        is_held: case.visibility != Visibility::Public,
        agency,
        label: held.label.clone(),
        text: job.text.clone(),
        photos: photos.collect(),
        sent: sent.collect(),
        expires: show::moment(w, city, held.expires),
        done: held.done.map(|at| show::moment(w, city, at)),
        typed: typed.text,
        before: typed.before.iter().map(ToString::to_string).collect(),
        after: typed.after.iter().map(ToString::to_string).collect(),
        errors: typed.errors,
        action: format!("/contractor/{secret}"),
    };
    Ok(Page::private(page).with_status(typed.status).into_response())
}
