//! «Tôi cũng gặp»: joining a case that somebody else reported. The joiner gets a secret link of their own.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    book::Row,
    id::{CaseCode, CodePrefix},
};

use super::{check, draft::Draft, pages, steps};
use crate::{
    act::cases::{join_once, refuses_joining},
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::{
        form::Form,
        limits::{Deed, Source},
    },
    pages::{
        components::{CaseRow, FieldError},
        layout::{Page, Section, Shell},
    },
};

#[derive(Template)]
#[template(path = "listen/reports/templates/join.html")]
struct JoinPage {
    shell: Shell,
    errors: Vec<FieldError>,
    action: String,
    key: String,
    row: CaseRow,
    contact_hint: String,
    name: String,
    phone: String,
    email: String,
}

/// `GET /cases/{code}/join`.
pub async fn ask(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let row = public_row(&app, &code)?;
    let sought = row.id.to_string();
    let refused = app.read(move |tx| Ok(refuses_joining(tx, &sought)?)).await?;
    if let Some(refused) = refused {
        return Err(Error::Refused(refused.code()));
    }
    let draft = Draft::new(app.random.as_ref());
    page(&app, &visit, &row, draft, Vec::new(), StatusCode::OK).await
}

/// `POST /cases/{code}/join`.
pub async fn join(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let row = public_row(&app, &code)?;
    let draft = Draft::read(&form, &app);
    let contact = match check::contact(&visit.w, &draft.name, &draft.phone, &draft.email) {
        Ok(contact) => contact,
        Err(errors) => {
            return page(&app, &visit, &row, draft, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    if let Err(error) = app.limits.take(Deed::Report, source, visit.now) {
        return refuse(&app, &visit, &row, draft, error).await;
    }
    let asker = steps::asker(&visit, &contact);
    let (code, key) = (row.code.to_string(), draft.key.clone());
    let joined = app.command(move |tx, context| Ok(join_once(tx, context, &code, &asker, Some(&key))?)).await;
    match joined {
        Ok(joined) => Ok(Redirect::to(&format!("/my/{}", joined.secret)).into_response()),
        Err(error @ (Error::Refused(_) | Error::DiskFull | Error::Unavailable)) => {
            refuse(&app, &visit, &row, draft, error).await
        }
        Err(error) => Err(error),
    }
}

async fn refuse(
    app: &Shared,
    visit: &Visit,
    row: &Row,
    draft: Draft,
    error: Error,
) -> Result<Response, Error> {
    let (title, explanation) = error.words(&visit.w);
    let errors = vec![check::fault("join", format!("{title}. {explanation}"))];
    page(app, visit, row, draft, errors, error.status()).await
}

async fn page(
    app: &Shared,
    visit: &Visit,
    row: &Row,
    draft: Draft,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Result<Response, Error> {
    let texts = pages::summaries(app, vec![row.code.to_string()]).await?;
    let title = visit.w.t("join-title");
    let page = JoinPage {
        shell: visit.shell(title, Section::Cases).unlisted().with_errors(!errors.is_empty()),
        errors,
        action: format!("/cases/{}/join", row.code),
        key: draft.key,
        row: pages::case_row(app, visit, row, &texts),
        contact_hint: pages::contact_hint(visit),
        name: draft.name,
        phone: draft.phone,
        email: draft.email,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

/// The public facts of a case; a hidden one is as if it were not.
fn public_row(app: &Shared, code: &str) -> Result<Row, Error> {
    let missing = || not_found(Missing::Case);
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).map_err(anyhow::Error::new)?;
    let code = CaseCode::parse(code, prefix).map_err(|_not_a_code| missing())?;
    let book = app.book.read();
    book.find(code).and_then(|number| book.row(number)).ok_or_else(missing)
}
