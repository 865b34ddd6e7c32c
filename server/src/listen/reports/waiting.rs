//! A report of the same kind nearby that no moderator has looked at yet. Told of it is only that there is one and how long ago
//! it was sent: no words, photo, place or code. Which case is joined is looked for anew from what the joiner said of their
//! own, so that nothing on the page names it.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_city::Service;
use dantin_record::{book::nearby::distance_m, place::Point};
use dantin_store::FromRow;
use jiff::Timestamp;

use super::{
    check::{self, Spot},
    draft::{Draft, Step},
    pages, steps,
};
use crate::{
    act::cases::{join_once, joined_before},
    app::{Shared, Visit},
    error::Error,
    listen::{
        form::Form,
        limits::{Deed, Source},
    },
    pages::{
        components::FieldError,
        layout::{Page, Section, Shell},
    },
};

/// Side of the cells in which a case that nobody has looked at yet is told of, in hundred-thousandths of a degree: about 55 metres.
const CELL: i32 = 50;
/// Half the diagonal of a cell, in metres.
const HALF_CELL: f64 = 39.4;
/// Metres in a degree of latitude, less than anywhere on the earth, so that no place is left out.
const DEGREE: f64 = 110_000.0;

/// When the report was sent that may be offered for joining; nothing where the place is not known, for kinds of reports whose
/// public place is made coarse, and for an address that asks too often.
pub(super) async fn sent(
    app: &Shared,
    visit: &Visit,
    source: Source,
    service: &Service<'_>,
    spot: &Spot,
) -> Result<Option<Timestamp>, Error> {
    if spot.place.is_none() || app.limits.take(Deed::Nearby, source, visit.now).is_err() {
        return Ok(None);
    }
    Ok(find(app, visit, service, spot).await?.map(|waits| waits.submitted))
}

/// A report that waits for a moderator. Where it is, only the database knows until then.
struct Waits {
    code: String,
    category: String,
    subcategory: Option<String>,
    point: Option<Point>,
    submitted: Timestamp,
}

impl FromRow for Waits {
    fn from_row(row: &mut dantin_store::Row<'_>) -> Result<Waits, dantin_store::Error> {
        let (code, category, subcategory) = (row.take()?, row.take()?, row.take()?);
        let (latitude, longitude): (f64, f64) = (row.take()?, row.take()?);
        let point = Point::from_degrees(latitude, longitude);
        Ok(Waits { code, category, subcategory, point, submitted: row.take()? })
    }
}

/// The oldest open report of the category that awaits moderation and lies about within the reach of this one. Its place is taken as
/// the middle of a cell, so that whoever asks from many points learns a cell and no point.
async fn find(
    app: &Shared,
    visit: &Visit,
    service: &Service<'_>,
    spot: &Spot,
) -> Result<Option<Waits>, Error> {
    let Some(place) = spot.place.filter(|_| !service.has_coarse_place()) else { return Ok(None) };
    let Some(point) = Point::from_degrees(place.latitude, place.longitude) else { return Ok(None) };
    let (radius, since) = pages::reach(visit, service, &place)?;
    let radius = f64::from(radius) + HALF_CELL;
    let (category, since) = (service.category.code.clone(), since.to_timestamp());
    let (south, north) = (place.latitude - radius / DEGREE, place.latitude + radius / DEGREE);
    let found: Vec<Waits> = app
        .read(move |tx| {
            Ok(tx.all(
                "SELECT code, category, subcategory, latitude, longitude, submitted_at FROM cases \
                 WHERE visibility = 'awaiting_moderation' AND submitted_at >= $1 AND category = $2 AND origin <> 'import' \
                 AND state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reported_resolved', \
                 'reopened') AND latitude BETWEEN $3 AND $4 AND longitude IS NOT NULL ORDER BY submitted_at, id",
                &[&since, &category, &south, &north],
            )?)
        })
        .await?;
    let middle = |degrees: i32| degrees.div_euclid(CELL) * CELL + CELL / 2;
    let is_near = |waits: &Waits| {
        let cell = waits.point.and_then(|point| Point::new(middle(point.lat()), middle(point.lon())));
        cell.is_some_and(|cell| distance_m(point, cell) <= radius)
    };
    // A kind that was made coarse since is told of as little as one that always was.
    let is_told = |waits: &Waits| {
        let service = app.city.pair(&waits.category, waits.subcategory.as_deref());
        service.is_some_and(|service| !service.has_coarse_place())
    };
    Ok(found.into_iter().find(|waits| is_near(waits) && is_told(waits)))
}

#[derive(Template)]
#[template(path = "listen/reports/templates/waiting.html")]
struct WaitingPage {
    shell: Shell,
    errors: Vec<FieldError>,
    carried: Vec<(String, String)>,
    contact_hint: String,
    name: String,
    phone: String,
    email: String,
}

/// `POST /report/waiting`: how the joiner can be reached, before anything is done.
pub async fn ask(State(app): State<Shared>, visit: Visit, form: Form) -> Result<Response, Error> {
    let draft = Draft::read(&form, &app);
    Ok(page(&visit, &draft, Vec::new(), StatusCode::OK))
}

/// `POST /report/join`.
pub async fn join(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    form: Form,
) -> Result<Response, Error> {
    let draft = Draft::read(&form, &app);
    let contact = match check::contact(&visit.w, &draft.name, &draft.phone, &draft.email) {
        Ok(contact) => contact,
        Err(errors) => return Ok(page(&visit, &draft, errors, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    // Whoever is led to a page has learned as much as whoever is offered it.
    for deed in [Deed::Report, Deed::Nearby] {
        if let Err(error) = app.limits.take(deed, source, visit.now) {
            return Ok(refuse(&visit, &draft, &error));
        }
    }
    let typed = (
        check::what(&visit.w, &app.city, &draft),
        check::place(&visit.w, &app.city, &app.layers.read(), &draft),
    );
    let found = match typed {
        (Ok(service), Ok(spot)) => find(&app, &visit, &service, &spot).await?,
        _ => None,
    };
    let code = found.map(|waits| waits.code);
    // Whoever has joined may still send a report by the same form: it has another secret.
    let (asker, key) = (steps::asker(&visit, &contact), format!("join {}", draft.key));
    let joined = app
        .command(move |tx, context| {
            // Pressed twice, it is the same joining, whatever became of the case meanwhile.
            if let Some(secret) = joined_before(tx, &key)? {
                return Ok(Some(secret));
            }
            let Some(code) = &code else { return Ok(None) };
            Ok(Some(join_once(tx, context, code, &asker, Some(&key))?.secret))
        })
        .await;
    match joined {
        Ok(Some(secret)) => Ok(Redirect::to(&format!("/my/{secret}")).into_response()),
        // It was published, hidden or ended a moment ago; which, is nobody's business here.
        Ok(None) | Err(Error::Refused(_)) => steps::onward(&app, &visit, source, &draft, Step::Words).await,
        Err(error @ (Error::DiskFull | Error::Unavailable)) => Ok(refuse(&visit, &draft, &error)),
        Err(error) => Err(error),
    }
}

fn refuse(visit: &Visit, draft: &Draft, error: &Error) -> Response {
    let (title, explanation) = error.words(&visit.w);
    let errors = vec![check::fault("join", format!("{title}. {explanation}"))];
    page(visit, draft, errors, error.status())
}

fn page(visit: &Visit, draft: &Draft, errors: Vec<FieldError>, status: StatusCode) -> Response {
    // What was typed for an own report goes along, for whoever sends that after all.
    let mut carried = draft.carried(Step::Check);
    carried.retain(|(name, _)| !matches!(name.as_str(), "name" | "phone" | "email"));
    let page = WaitingPage {
        shell: visit
            .shell(visit.w.t("join-title"), Section::Report)
            .unlisted()
            .with_errors(!errors.is_empty()),
        errors,
        carried,
        contact_hint: pages::contact_hint(visit),
        name: draft.name.clone(),
        phone: draft.phone.clone(),
        email: draft.email.clone(),
    };
    Page::private(page).with_status(status).into_response()
}
