//! `/desk/erasure`: what residents asked to have erased, oldest first, for the privacy officers. Erasing itself is a step
//! of the case; here a request is also laid aside without erasing, after the officer has answered whoever asked.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    form::Posted,
    steps::{Standing, Step},
    store,
    wording::Wording,
};
use crate::{
    act::cases::erasure,
    app::Shared,
    city::people::{model::RoleKind, pages::SignedIn},
    error::{Error, Missing},
    pages::{
        components::{Link, Moment},
        layout::{Page, Shell},
    },
};

/// A request as shown.
pub struct Request {
    asker: String,
    code: String,
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
    csrf: String,
    requests: Vec<Request>,
}

/// `GET /desk/erasure`.
pub async fn show(State(app): State<Shared>, signed: SignedIn) -> Result<Page<RequestsPage>, Error> {
    if !signed.officer().holds(RoleKind::PrivacyOfficer) {
        return Err(Error::Forbidden("people-denied-not-your-role"));
    }
    let open = app.read(|tx| Ok(erasure::open_requests(tx)?)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let requests = open.into_iter().map(|request| Request {
        href: format!("/desk/cases/{}?step={}#step", request.code, Step::Erase.code()),
        who: w.code("role", &request.relation),
        asked: wording.moment(request.asked_at),
        asker: request.asker,
        code: request.code,
    });
    Ok(Page::private(RequestsPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("desk-nav-erasure"))],
        csrf: signed.session.csrf().to_owned(),
        requests: requests.collect(),
        shell: signed.shell(w.t("desk-nav-erasure")),
    }))
}

/// `POST /desk/erasure`: a request is answered without erasing.
pub async fn settle(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let officer = posted.signed.officer().clone();
    let asker = posted.fields.get("asker").to_owned();
    app.command(move |tx, context| {
        let missing = || Error::NotFound(Missing::Page);
        let code = erasure::case_of_request(tx, &asker)?.ok_or_else(missing)?;
        let record = store::find(tx, &code)?.ok_or_else(missing)?;
        let standing = Standing::new(context.city, &officer, &record.case, record.assignee.as_ref());
        standing.actor(Step::Erase).map_err(|denied| Error::Forbidden(denied.word()))?;
        Ok(erasure::settle(tx, context, &asker)?)
    })
    .await?;
    Ok(Redirect::to("/desk/erasure").into_response())
}
