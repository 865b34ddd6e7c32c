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
const NAMES: usize = 2_000;
const TEXT: usize = 10_000;
/// Characters of the symbol behind the number, and the highest number of a series.
const SYMBOL: usize = 30;
const NUMBER: u32 = 99_999;

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
    /// The number as it was typed.
    number: String,
    /// What somebody else saved meanwhile.
    other: Option<Minutes>,
    version: String,
    preview: String,
    may_approve: bool,
    is_approved: bool,
    /// What is shown below is not what was approved.
    is_changed: bool,
}

/// `GET /desk/dialogues/{code}/minutes`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let material = material(&app, &code).await?;
    holder(&app, signed.officer(), material.session.host)?;
    let mut typed = material.minutes.clone();
    if typed.version == 0 {
        typed.moderators.clone_from(&material.texts.moderators);
    }
    let number = typed.number.map(|number| number.to_string()).unwrap_or_default();
    Ok(page(&app, &signed, &material, (typed, number), None, Vec::new(), StatusCode::OK))
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
    let number = fields.get("number").trim().to_owned();
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&app, &signed, &material, (typed, number), None, errors, status));
    }
    let code = material.session.code.to_string();
    let there = format!("/desk/dialogues/{code}/minutes");
    let saved = if fields.get("action") == "approve" {
        // What is approved is what was saved, not what was typed since.
        let words = app.words.words(dantin_words::Language::Vietnamese);
        let document = document(&app, &material);
        let text = plain(&document, &words);
        let version = typed.version;
        app.command_shown(move |tx, context| {
            Ok(minutes::approve(tx, context, &doer, &code, version, (&text, &document))?)
        })
        .await
    } else {
        let (id, new) = (material.session.id.to_string(), typed.clone());
        app.command(move |tx, context| Ok(minutes::save(tx, context, &doer, &id, &new)?)).await
    };
    match saved {
        Ok(()) => Ok(Redirect::to(&there).into_response()),
        Err(Error::Stale) => {
            let id = material.session.id.to_string();
            let other = app.read(move |tx| Ok(minutes::load(tx, &id)?)).await?;
            let message = signed.visit.w.t("minutes-stale");
            let errors = vec![FieldError { field: "other".to_owned(), message }];
            // The next saving knows of the other's.
            let typed = Minutes { version: other.version, ..typed };
            material.minutes = other.clone();
            Ok(page(&app, &signed, &material, (typed, number), Some(other), errors, StatusCode::CONFLICT))
        }
        Err(error @ Error::Refused(_)) => {
            let (title, explanation) = error.words(&signed.visit.w);
            let errors =
                vec![FieldError { field: "main".to_owned(), message: format!("{title}. {explanation}") }];
            Ok(page(&app, &signed, &material, (typed, number), None, errors, StatusCode::CONFLICT))
        }
        Err(error) => Err(error),
    }
}

fn read(fields: &Fields, check: &mut Check<'_>) -> Minutes {
    let typed = fields.get("number").trim();
    let number = typed.parse::<u32>().ok().filter(|number| (1..=NUMBER).contains(number));
    if number.is_none() && !typed.is_empty() {
        check.wrong("number", "minutes-fault-number");
    }
    let symbol = check.text("symbol", SYMBOL);
    if symbol.contains(char::is_whitespace) {
        check.wrong("symbol", "minutes-fault-symbol");
    }
    Minutes {
        number,
        symbol,
        recipients: check.text("recipients", NAMES),
        moderators: check.text("moderators", NAMES),
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
    (typed, number): (Minutes, String),
    other: Option<Minutes>,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Response {
    let w = &signed.visit.w;
    let code = material.session.code;
    let words = app.words.words(dantin_words::Language::Vietnamese);
    let preview = plain(&document(app, material), &words);
    let approved = material.minutes.approved.as_ref();
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
        may_approve: material.minutes.version > 0 && is_complete && material.session.closed.is_some(),
        is_approved: approved.is_some(),
        is_changed: approved.is_some_and(|approved| approved.text != preview),
        preview,
        shell: signed.shell(w.t("session-minutes-edit")).with_errors(!errors.is_empty()),
        typed,
        number,
        other,
        errors,
    })
    .with_status(status)
    .into_response()
}
