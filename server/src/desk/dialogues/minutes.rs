//! The secretary's page: what the record tells already, and the few fields that a person must write. Two secretaries do not overwrite
//! each other: the second is shown what the first saved, with everything typed still there.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::holder;
use crate::{
    act::matters::minutes::{self, Minutes},
    app::Shared,
    city::people::pages::SignedIn,
    desk::form::{Check, Fields, Posted},
    error::Error,
    listen::dialogues::minutes::{Material, document, material, plain},
    pages::{
        components::{FieldError, Link},
        layout::{Page, Shell},
    },
};

const NAME: usize = 150;
const TEXT: usize = 10_000;

#[derive(Template)]
#[template(path = "desk/dialogues/templates/minutes.html")]
struct MinutesPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    action: String,
    public: String,
    typed: Minutes,
    /// What somebody else saved meanwhile.
    other: Option<Minutes>,
    version: String,
    preview: String,
    may_approve: bool,
    is_approved: bool,
}

/// `GET /desk/dialogues/{code}/minutes`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let material = material(&app, &code).await?;
    holder(&app, signed.officer(), material.session.host)?;
    let typed = material.minutes.clone();
    Ok(page(&app, &signed, &material, typed, None, Vec::new(), StatusCode::OK))
}

/// `POST /desk/dialogues/{code}/minutes`.
pub async fn write(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let mut material = material(&app, &code).await?;
    let doer = holder(&app, signed.officer(), material.session.host)?;
    let mut check = Check::new(&signed.visit.w, &fields);
    let typed = read(&fields, &mut check);
    let errors = check.errors;
    if !errors.is_empty() {
        return Ok(page(&app, &signed, &material, typed, None, errors, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let code = material.session.code.to_string();
    let there = format!("/desk/dialogues/{code}/minutes");
    let saved = if fields.get("action") == "approve" {
        // What is approved is what was saved, not what was typed since.
        let words = app.words.words(dantin_words::Language::Vietnamese);
        let text = plain(&document(&app, &material), &words);
        let version = typed.version;
        app.command_shown(move |tx, context| Ok(minutes::approve(tx, context, &doer, &code, version, &text)?))
            .await
    } else {
        let (id, new) = (material.session.id.to_string(), typed.clone());
        app.command(move |tx, context| Ok(minutes::save(tx, context, &doer, &id, &new)?)).await
    };
    match saved {
        Ok(()) => Ok(Redirect::to(&there).into_response()),
        Err(Error::Stale { .. }) => {
            let id = material.session.id.to_string();
            let other = app.read(move |tx| Ok(minutes::load(tx, &id)?)).await?;
            let message = signed.visit.w.t("minutes-stale");
            let errors = vec![FieldError { field: "other".to_owned(), message }];
            // The next saving knows of the other's.
            let typed = Minutes { version: other.version, ..typed };
            material.minutes = other.clone();
            Ok(page(&app, &signed, &material, typed, Some(other), errors, StatusCode::CONFLICT))
        }
        Err(error @ Error::Refused(_)) => {
            let (title, explanation) = error.words(&signed.visit.w);
            let errors =
                vec![FieldError { field: "main".to_owned(), message: format!("{title}. {explanation}") }];
            Ok(page(&app, &signed, &material, typed, None, errors, StatusCode::CONFLICT))
        }
        Err(error) => Err(error),
    }
}

fn read(fields: &Fields, check: &mut Check<'_>) -> Minutes {
    Minutes {
        version: fields.get("version").parse().unwrap_or(0),
        chair: check.text("chair", NAME),
        secretary: check.text("secretary", NAME),
        attendees: check.text("attendees", TEXT),
        opening: check.text("opening", TEXT),
        conclusion: check.text("conclusion", TEXT),
        approved: None,
    }
}

fn page(
    app: &Shared,
    signed: &SignedIn,
    material: &Material,
    typed: Minutes,
    other: Option<Minutes>,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Response {
    let w = &signed.visit.w;
    let code = material.session.code;
    let words = app.words.words(dantin_words::Language::Vietnamese);
    let is_complete = !material.minutes.chair.is_empty() && !material.minutes.secretary.is_empty();
    Page::private(MinutesPage {
        crumbs: vec![
            Link::new("/desk/dialogues", w.t("desk-dialogues")),
            Link::new(format!("/desk/dialogues/{code}"), code.to_string()),
            Link::new("", w.t("session-minutes-edit")),
        ],
        csrf: signed.session.csrf().to_owned(),
        action: format!("/desk/dialogues/{code}/minutes"),
        public: format!("/dialogues/{code}/minutes"),
        version: typed.version.to_string(),
        preview: plain(&document(app, material), &words),
        may_approve: material.minutes.version > 0 && is_complete && material.session.closed.is_some(),
        is_approved: material.minutes.approved.is_some(),
        shell: signed.shell(w.t("session-minutes-edit")).with_errors(!errors.is_empty()),
        typed,
        other,
        errors,
    })
    .with_status(status)
    .into_response()
}
