//! Signing up for alerts: whoever wants to hear of a case, a ward, a circle or a category leaves an address, says yes in a
//! mail that goes there, and ends it with one press. What may be typed is checked here; what is kept, `mail::alerts` says.

mod choices;
mod words;

pub use choices::{choose, show as show_choices, stop_at_once, stop_page};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_geo::Point;
use dantin_mail::{Address, AddressFault};
use dantin_record::{
    id::{CaseCode, CodePrefix},
    place::PublicPlace,
};
use dantin_words::{Words, sort::Collator};
use serde::Deserialize;

use super::{
    consultations,
    form::Form,
    limits::{Deed, Source},
    show::say,
};
use crate::{
    app::{App, Shared, Visit},
    error::{Error, Missing, not_found},
    mail::{
        Letter, List, Mailer, Purpose,
        alerts::{self, Circle, RADII, SignedUp, Wish},
        new_id,
        page::{Frame, note},
    },
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Section, Shell},
    },
};

/// Characters of an address that come back in a form.
const MOST: usize = 254;

/// What the address of the form may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Code of one case.
    case: String,
    /// Code of one consultation.
    consultation: String,
    /// Code of a case round whose place the circle is.
    near: String,
    category: String,
    area: String,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    email: String,
    case: String,
    consultation: String,
    near: String,
    category: String,
    area: String,
    latitude: String,
    longitude: String,
    radius: String,
}

#[derive(Template)]
#[template(path = "listen/alerts/templates/form.html")]
struct FormPage {
    shell: Shell,
    errors: Vec<FieldError>,
    has_mail: bool,
    email: String,
    case: String,
    consultation: String,
    near: String,
    latitude: String,
    longitude: String,
    categories: Vec<Choice>,
    areas: Vec<Choice>,
    radii: Vec<Choice>,
    feeds: Vec<Link>,
}

#[derive(Template)]
#[template(path = "listen/alerts/templates/said.html")]
struct SaidPage {
    shell: Shell,
    heading: String,
    sentence: String,
    /// Where a button leads; empty for none.
    action: String,
    button: String,
    ways: Vec<Link>,
}

/// `GET /alerts`.
pub async fn ask(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let Asked { case, consultation, near, category, area } = asked;
    let typed = Typed { case, consultation, near, category, area, ..Typed::default() };
    if !typed.consultation.is_empty() {
        consultations::find(&app, &typed.consultation)?;
    }
    // An address that names what there is not is no address.
    for code in [&typed.case, &typed.near] {
        if !code.is_empty() {
            find(&app, code)?;
        }
    }
    Ok(form(&app, &visit, typed, Vec::new(), StatusCode::OK))
}

/// `POST /alerts`.
pub async fn sign_up(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    form_sent: Form,
) -> Result<Response, Error> {
    let Some(mailer) = &app.mail else { return Err(not_found(Missing::Page)) };
    let text = |name: &str| form_sent.value(name).trim().chars().take(MOST).collect::<String>();
    let typed = Typed {
        email: form_sent.value("email").chars().take(MOST + 1).collect(),
        case: text("case"),
        consultation: text("consultation"),
        near: text("near"),
        category: text("category"),
        area: text("area"),
        latitude: text("latitude"),
        longitude: text("longitude"),
        radius: text("radius"),
    };
    let (address, (wish, code)) = match check(&app, &visit.w, &typed) {
        Ok(checked) => checked,
        Err(errors) => return Ok(form(&app, &visit, typed, errors, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    if let Err(error) = app.limits.take(Deed::Mail, source, visit.now) {
        let (title, explanation) = error.words(&visit.w);
        let errors = vec![fault("email", format!("{title}. {explanation}"))];
        return Ok(form(&app, &visit, typed, errors, error.status()));
    }
    let id = new_id(visit.now, app.random.as_ref());
    let letter = confirmation(&app, mailer, &visit.w, (&id, address), &wish, code.as_deref())?;
    let (now, random) = (visit.now, app.random.clone());
    app.db
        .write(move |tx| {
            let language = letter.language;
            if alerts::sign_up(tx, now, &id, &letter.to, language, &wish)? == SignedUp::Waits {
                crate::mail::enqueue(tx, now, random.as_ref(), &letter)?;
            }
            Ok::<_, dantin_store::Error>(())
        })
        .await?;
    // The same whether anything was sent: nobody learns here who has which alert.
    Ok(Redirect::to("/alerts/sent").into_response())
}

/// `GET /alerts/sent`.
pub async fn sent(visit: Visit) -> Response {
    let w = &visit.w;
    said(&visit, w.t("alerts-sent-title"), w.t("alerts-sent-sentence"), None)
}

/// `GET /alerts/{token}`: asks once more. A program that looks through mails opens links; it presses no button.
pub async fn confirm_page(
    State(app): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let (alert, _) = opened(&app, &visit, &token).await?;
    let w = &visit.w;
    let about = words::wish(w, &app.city, &alert.wish, alert.code.as_deref());
    let sentence = w.with("alerts-confirm-sentence", &[("wish", (&about).into())]);
    let button = (format!("/alerts/{token}"), w.t("alerts-confirm-button"));
    Ok(said(&visit, w.t("alerts-confirm-title"), sentence, Some(button)))
}

/// `POST /alerts/{token}`.
pub async fn confirm(
    State(app): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let (alert, hash) = opened(&app, &visit, &token).await?;
    let (id, now) = (alert.id, visit.now);
    app.db.write(move |tx| alerts::confirm(tx, now, &id)).await?;
    let choices = app.mail.as_ref().map(|mailer| mailer.token(Purpose::Choices, &hash));
    Ok(Redirect::to(&format!("/mail/{}?done=confirmed", choices.unwrap_or_default())).into_response())
}

async fn opened(app: &Shared, visit: &Visit, token: &str) -> Result<(alerts::Alert, String), Error> {
    let missing = || not_found(Missing::Page);
    let mailer = app.mail.as_ref().ok_or_else(missing)?;
    let id = mailer.opened(Purpose::Confirm, token).ok_or_else(missing)?.to_owned();
    let now = visit.now;
    app.read(move |tx| Ok(alerts::find(tx, now, &id)?)).await?.ok_or_else(missing)
}

fn said(visit: &Visit, heading: String, sentence: String, button: Option<(String, String)>) -> Response {
    let (action, button) = button.unwrap_or_default();
    let ways = vec![Link::new("/cases", visit.w.t("cases-title")), Link::new("/", visit.w.t("crumb-home"))];
    let shell = visit.shell(heading.clone(), Section::Cases).unlisted();
    Page::private(SaidPage { shell, heading, sentence, action, button, ways }).into_response()
}

fn form(app: &App, visit: &Visit, typed: Typed, errors: Vec<FieldError>, status: StatusCode) -> Response {
    let (w, city) = (&visit.w, &app.city);
    let choice = |value: &str, label: String, chosen: &str| Choice {
        value: value.to_owned(),
        label,
        is_chosen: value == chosen,
        ..Choice::default()
    };
    let mut categories = vec![choice("", w.t("cases-all-categories"), &typed.category)];
    categories.extend(
        city.categories().iter().map(|one| choice(&one.code, say(&one.name, w).to_owned(), &typed.category)),
    );
    let mut areas: Vec<Choice> = city
        .areas()
        .iter()
        .map(|area| choice(&area.code, say(&area.name, w).to_owned(), &typed.area))
        .collect();
    Collator::new().sort_places(&mut areas, |choice| &choice.label);
    areas.insert(0, choice("", w.t("cases-all-areas"), &typed.area));
    let radius = if typed.radius.is_empty() { "500" } else { typed.radius.as_str() };
    let radii = RADII
        .iter()
        .map(|metres| {
            choice(
                &metres.to_string(),
                w.with("alerts-metres", &[("metres", w.integer(*metres).as_str().into())]),
                radius,
            )
        })
        .collect();
    let query: Vec<String> = [("category", &typed.category), ("area", &typed.area)]
        .iter()
        .filter(|(_, value)| {
            value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !value.is_empty()
        })
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let mut shell = visit.shell(w.t("alerts-title"), Section::Cases).with_errors(!errors.is_empty());
    shell.description = w.t("alerts-description");
    let page = FormPage {
        shell,
        has_mail: app.mail.is_some(),
        errors,
        email: typed.email,
        case: typed.case,
        consultation: typed.consultation,
        near: typed.near,
        latitude: typed.latitude,
        longitude: typed.longitude,
        categories,
        areas,
        radii,
        feeds: vec![
            Link::new(format!("/cases.atom{query}"), "Atom"),
            Link::new(format!("/cases.feed.json{query}"), "JSON Feed"),
        ],
    };
    Page::private(page).with_status(status).into_response()
}

fn fault(field: &str, message: String) -> FieldError {
    FieldError { field: field.to_owned(), message }
}

/// What was typed as an address and a wish, or all that is wrong with it.
fn check(app: &App, w: &Words, typed: &Typed) -> Result<(Address, Coded), Vec<FieldError>> {
    let mut faults = Vec::new();
    let address = typed.email.parse::<Address>().map_err(|reason| {
        faults.push(fault(
            "email",
            w.t(match reason {
                AddressFault::NotAscii => "alerts-fault-email-marks",
                AddressFault::TooLong => "alerts-fault-email-long",
                AddressFault::Control | AddressFault::Form => "report-fault-email",
            }),
        ));
    });
    let wish = wish(app, w, typed).map_err(|error| faults.push(error));
    match (address, wish) {
        (Ok(address), Ok(wish)) => Ok((address, wish)),
        _ => Err(faults),
    }
}

/// A wish, and the code of its case or consultation.
type Coded = (Wish, Option<String>);

fn wish(app: &App, w: &Words, typed: &Typed) -> Result<Coded, FieldError> {
    if !typed.case.is_empty() {
        let row = find(app, &typed.case).map_err(|_gone| fault("email", w.t("error-case-missing")))?;
        let wish = Wish { case: Some(row.id.to_string()), ..Wish::default() };
        return Ok((wish, Some(row.code.to_string())));
    }
    if !typed.consultation.is_empty() {
        let course = consultations::find(app, &typed.consultation);
        let course = course.map_err(|_gone| fault("email", w.t("error-consultation-missing")))?;
        if course.closes.to_timestamp() <= app.now() {
            return Err(fault("email", w.t("comment-over")));
        }
        return Ok((Wish { matter: Some(course.id), ..Wish::default() }, Some(course.code)));
    }
    let service = match typed.category.as_str() {
        "" => None,
        code => match app.city.service(code) {
            Some(_) => Some(code.to_owned()),
            None => return Err(fault("category", w.t("error-unknown-choice"))),
        },
    };
    let circle = circle(app, w, typed)?;
    let area = match typed.area.as_str() {
        // The circle says where.
        _ if circle.is_some() => None,
        "" => None,
        code => match app.city.area(code) {
            Some(_) => Some(code.to_owned()),
            None => return Err(fault("area", w.t("error-unknown-choice"))),
        },
    };
    if service.is_none() && area.is_none() && circle.is_none() {
        return Err(fault("category", w.t("alerts-fault-all")));
    }
    Ok((Wish { case: None, matter: None, service, area, circle }, None))
}

fn circle(app: &App, w: &Words, typed: &Typed) -> Result<Option<Circle>, FieldError> {
    let at = if typed.near.is_empty() {
        match (typed.latitude.as_str(), typed.longitude.as_str()) {
            ("", "") => return Ok(None),
            (latitude, longitude) => latitude.parse::<f64>().ok().zip(longitude.parse::<f64>().ok()),
        }
    } else {
        match find(app, &typed.near).map(|row| row.place) {
            Ok(PublicPlace::Point { point, .. }) => Some(point.to_degrees()),
            _ => return Err(fault("radius", w.t("alerts-fault-near"))),
        }
    };
    let inside = at.and_then(|(latitude, longitude)| {
        let point = Point::new(latitude, longitude).ok()?;
        app.layers.read().locate(point).map(|_| (latitude, longitude))
    });
    let Some((latitude, longitude)) = inside else {
        return Err(super::reports::outside(w, &app.city, "radius"));
    };
    let radius_m = typed.radius.parse().ok().filter(|radius| RADII.contains(radius));
    let Some(radius_m) = radius_m else { return Err(fault("radius", w.t("error-unknown-choice"))) };
    Ok(Some(Circle { latitude, longitude, radius_m }))
}

/// The public facts of a case; a hidden one is as if it were not.
fn find(app: &App, code: &str) -> Result<dantin_record::book::Row, Error> {
    let missing = || not_found(Missing::Case);
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).map_err(anyhow::Error::new)?;
    let code = CaseCode::parse(code, prefix).map_err(|_not_a_code| missing())?;
    let book = app.book.read();
    book.find(code).and_then(|number| book.row(number)).ok_or_else(missing)
}

fn confirmation(
    app: &App,
    mailer: &Mailer,
    w: &Words,
    (id, to): (&str, Address),
    wish: &Wish,
    code: Option<&str>,
) -> Result<Letter, Error> {
    let about = words::wish(w, &app.city, wish, code);
    let subject = w.t("alerts-mail-subject");
    let frame = Frame {
        w,
        city: app.site.city(w.language()),
        title: &subject,
        why: &w.t("alerts-mail-why"),
        choices: "",
        is_sample: app.site.is_sample,
    };
    let link = format!("{}/alerts/{}", mailer.public_url(), mailer.token(Purpose::Confirm, id));
    let (html, text) = note(
        &frame,
        &[w.with("alerts-mail-sentence", &[("wish", (&about).into())])],
        (&link, &w.t("alerts-mail-button")),
        &[w.t("alerts-mail-after")],
    )
    .map_err(anyhow::Error::new)?;
    Ok(Letter {
        list: List::Confirm,
        to,
        language: w.language(),
        subject,
        text,
        html,
        thread: None,
        told: Vec::new(),
    })
}
