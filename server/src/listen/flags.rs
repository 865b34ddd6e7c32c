//! A reader says that something on a case's page should not be public. What is counted is how often for which reason, and
//! nothing of who said so; a moderator looks, and the page stays as it is until then.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_record::{
    case::Visibility,
    id::{CaseCode, CodePrefix},
    reasons::HideReason,
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{
    form::Form,
    limits::{Deed, Source},
};
use crate::{
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Section, Shell},
    },
};

/// Above so many flags of one reason nothing more is counted.
const MOST: i64 = 1_000;

#[derive(Template)]
#[template(path = "listen/templates/flag.html")]
struct FlagPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    action: String,
    reasons: Vec<Choice>,
    is_done: bool,
}

/// `GET /cases/{code}/flag`.
pub async fn ask(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let code = public_code(&app, &code)?;
    Ok(page(&visit, &code, "", Vec::new(), false).into_response())
}

/// `POST /cases/{code}/flag`.
pub async fn flag(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let code = public_code(&app, &code)?;
    let typed = form.value("reason");
    let Some(reason) = HideReason::from_code(typed) else {
        let key = if typed.is_empty() { "error-choose" } else { "error-unknown-choice" };
        let errors = vec![FieldError { field: "reason".to_owned(), message: visit.w.t(key) }];
        let page = page(&visit, &code, typed, errors, false).with_status(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(page.into_response());
    };
    app.limits.take(Deed::Report, source, visit.now)?;
    let (key, now) = (code.clone(), visit.now);
    app.db.write(move |tx| insert(tx, &key, reason, now)).await?;
    Ok(page(&visit, &code, "", Vec::new(), true).into_response())
}

fn page(visit: &Visit, code: &str, chosen: &str, errors: Vec<FieldError>, is_done: bool) -> Page<FlagPage> {
    let w = &visit.w;
    let reasons = HideReason::ALL.iter().map(|reason| Choice {
        value: reason.code().to_owned(),
        label: w.code("hide", reason.code()),
        is_chosen: reason.code() == chosen,
        ..Choice::default()
    });
    Page::private(FlagPage {
        crumbs: vec![
            Link::new("/", w.t("crumb-home")),
            Link::new(format!("/cases/{code}"), code),
            Link::new("", w.t("flag-title")),
        ],
        action: format!("/cases/{code}/flag"),
        reasons: reasons.collect(),
        is_done,
        shell: visit.shell(w.t("flag-title"), Section::Cases).unlisted().with_errors(!errors.is_empty()),
        errors,
    })
}

/// The code of a case whose words are public; of others there is nothing to flag.
fn public_code(app: &Shared, code: &str) -> Result<String, Error> {
    let missing = || not_found(Missing::Case);
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).map_err(anyhow::Error::new)?;
    let code = CaseCode::parse(code, prefix).map_err(|_not_a_code| missing())?;
    let book = app.book.read();
    let row = book.find(code).and_then(|number| book.row(number)).ok_or_else(missing)?;
    if row.visibility == Visibility::Public { Ok(code.to_string()) } else { Err(missing()) }
}

fn insert(
    tx: &mut Tx<'_>,
    code: &str,
    reason: HideReason,
    now: Timestamp,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO flags (case_id, reason, times, first_at) SELECT id, $1, 1, $2 FROM cases WHERE code = $3 \
         ON CONFLICT (case_id, reason) DO UPDATE SET times = flags.times + 1 WHERE flags.times < $4",
        &[&reason.code(), &now, &code, &MOST],
    )?;
    Ok(())
}
