//! `/desk/erasure`: what residents asked to have erased, oldest first, for the privacy officers. Erasing itself is a step
//! of the case, or of the question or comment; here a request is also laid aside without erasing, after the officer has answered whoever
//! asked. Words of questions and comments are also reached from here by code and number.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use serde::Deserialize;

use super::{
    form::Posted,
    matter_erasure::{self, Astray},
    steps::{Standing, Step},
    store,
    wording::Wording,
};
use crate::{
    act::{cases::erasure, matters},
    app::{App, Shared},
    city::people::{model::RoleKind, pages::SignedIn},
    error::{Error, Missing},
    pages::{
        components::{FieldError, Link, Moment, error_of},
        layout::{Page, Shell},
    },
};

/// A request as shown.
pub struct Request {
    asker: String,
    code: String,
    /// Of the question or comment; empty in a case.
    number: String,
    href: String,
    who: String,
    asked: Moment,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/erasure_requests.html")]
pub struct RequestsPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    requests: Vec<Request>,
    code: String,
    number: String,
}

impl RequestsPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// Where to go: to a question of a session, or to a comment; nothing where the list alone is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    code: Option<String>,
    number: Option<String>,
}

/// The address of the question or comment, or what is wrong with its code or number.
fn look_up(app: &App, code: &str, number: &str) -> Result<String, Vec<Astray>> {
    let empty = [("code", code), ("number", number)].into_iter().filter(|(_, typed)| typed.is_empty());
    let empty: Vec<Astray> = empty.map(|(field, _)| Astray(field, "error-required")).collect();
    if empty.is_empty() {
        matter_erasure::look_up(app, code, number).map_err(|astray| vec![astray])
    } else {
        Err(empty)
    }
}

/// `GET /desk/erasure`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    if !signed.officer().holds(RoleKind::PrivacyOfficer) {
        return Err(Error::Forbidden("people-denied-not-your-role"));
    }
    let is_asked = asked.code.is_some() || asked.number.is_some();
    let (code, number) = (asked.code.unwrap_or_default(), asked.number.unwrap_or_default());
    let w = &signed.visit.w;
    let mut errors = Vec::new();
    if is_asked {
        match look_up(&app, code.trim(), number.trim()) {
            Ok(there) => return Ok(Redirect::to(&there).into_response()),
            Err(astray) => errors.extend(
                astray
                    .into_iter()
                    .map(|Astray(field, key)| FieldError { field: field.to_owned(), message: w.t(key) }),
            ),
        }
    }
    let open = app.read(|tx| Ok(erasure::open_requests(tx)?)).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let requests = open.into_iter().map(|request| Request {
        href: match request.number {
            None => format!("/desk/cases/{}?step={}#step", request.code, Step::Erase.code()),
            Some(number) => format!("/desk/erasure/{}/{number}", request.code),
        },
        who: w.code("role", &request.relation),
        number: request.number.map(|number| number.to_string()).unwrap_or_default(),
        asked: wording.moment(request.asked_at),
        asker: request.asker,
        code: request.code,
    });
    Ok(Page::private(RequestsPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("desk-nav-erasure"))],
        csrf: signed.session.csrf().to_owned(),
        requests: requests.collect(),
        shell: signed.shell(w.t("desk-nav-erasure")).with_errors(!errors.is_empty()),
        errors,
        code,
        number,
    })
    .with_status(status)
    .into_response())
}

/// `POST /desk/erasure`: a request is answered without erasing.
pub async fn settle(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let officer = posted.signed.officer().clone();
    let asker = posted.fields.get("asker").to_owned();
    app.command(move |tx, context| {
        let missing = || Error::NotFound(Missing::Page);
        if let Some(matter) = matters::erasure::wished_of(tx, &asker)? {
            let by = matter_erasure::actor(context.city, &officer, matter.host())?;
            return Ok(matters::erasure::settle(tx, context, &asker, &matter, by)?);
        }
        let code = erasure::case_of_request(tx, &asker)?.ok_or_else(missing)?;
        let record = store::find(tx, &code)?.ok_or_else(missing)?;
        let standing = Standing::new(context.city, &officer, &record.case, record.assignee.as_ref());
        standing.actor(Step::Erase).map_err(|denied| Error::Forbidden(denied.word()))?;
        Ok(erasure::settle(tx, context, &asker)?)
    })
    .await?;
    Ok(Redirect::to("/desk/erasure").into_response())
}
