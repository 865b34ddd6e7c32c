//! A form that was sent a second time with something else in it: the report stands as it was first sent, and the page says so,
//! shows what was typed, and offers to send it as a report of its own.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    answers::{self, Answered},
    draft::{Draft, Step},
    steps::Whole,
};
use crate::{
    act::cases::Submitted,
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::Photo,
        layout::{Page, Section, Shell},
    },
};

#[derive(Template)]
#[template(path = "listen/reports/templates/again.html")]
struct AgainPage {
    shell: Shell,
    code: String,
    /// The page of the report that stands.
    own: String,
    rows: Vec<Answered>,
    photos: Vec<Photo>,
    carried: Vec<(String, String)>,
}

/// The page.
pub(super) async fn show(
    app: &Shared,
    visit: &Visit,
    draft: &Draft,
    report: Whole<'_>,
    submitted: Submitted,
) -> Result<Response, Error> {
    // A new report has a key of its own; whoever sends it has seen that one stands there already.
    let another = Draft { is_another: true, key: Draft::new(app.random.as_ref()).key, ..draft.clone() };
    let mut shell = visit.shell(visit.w.t("report-again-title"), Section::Report).unlisted();
    // In the other language it is the last step again, with everything typed.
    "/report/check".clone_into(&mut shell.form);
    let page = AgainPage {
        photos: answers::pictures(app, visit, draft).await?,
        rows: answers::rows(app, visit, draft, report),
        carried: another.carried(Step::Check),
        code: submitted.code,
        own: format!("/my/{}", submitted.secret),
        shell,
    };
    Ok(Page::private(page).with_status(StatusCode::CONFLICT).into_response())
}
