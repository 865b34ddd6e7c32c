//! Following a case by the code on its receipt: small letters, spaces and letters that look like digits are forgiven.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::id::{CaseCode, CodePrefix};
use dantin_words::Words;

use crate::{
    app::{App, Shared, Visit},
    error::Error,
    pages::{
        components::FieldError,
        layout::{Page, Section, Shell},
    },
};

#[derive(Template)]
#[template(path = "speak/templates/track.html")]
struct TrackPage {
    shell: Shell,
    errors: Vec<FieldError>,
    typed: String,
    hint: String,
}

/// What a code looks like, in words of this key.
pub fn like(app: &App, w: &Words, key: &str) -> String {
    w.with(key, &[("prefix", app.city.settings().code_prefix.as_str().into())])
}

/// Leads to the case, or says what is wrong with the code.
pub async fn go(app: &Shared, visit: &Visit, typed: &str) -> Result<Response, Error> {
    let typed = typed.trim();
    let code = CodePrefix::new(&app.city.settings().code_prefix)
        .ok()
        .and_then(|prefix| CaseCode::parse(typed, prefix).ok());
    let Some(code) = code else {
        return Ok(refuse(
            app,
            visit,
            typed,
            if typed.is_empty() { "track-empty" } else { "track-malformed" },
        ));
    };
    let text = code.to_string();
    let found: Option<(String,)> = app
        .read(move |tx| {
            Ok(tx.first("SELECT code FROM cases WHERE code = $1 AND visibility <> 'hidden'", &[&text])?)
        })
        .await?;
    Ok(match found {
        Some((code,)) => Redirect::to(&format!("/cases/{code}")).into_response(),
        None => refuse(app, visit, typed, "track-unknown"),
    })
}

/// Where words are the code of a case that can be seen: the way there.
pub async fn named(app: &Shared, words: &str) -> Result<Option<Response>, Error> {
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).ok();
    // A code is short and has a digit or the city's prefix: most words are looked for without asking the database.
    let code = prefix.and_then(|prefix| CaseCode::parse(words, prefix).ok());
    let Some(code) = code else { return Ok(None) };
    let code = code.to_string();
    let found: Option<(String,)> = app
        .read(move |tx| {
            Ok(tx.first("SELECT code FROM cases WHERE code = $1 AND visibility <> 'hidden'", &[&code])?)
        })
        .await?;
    Ok(found.map(|(code,)| Redirect::to(&format!("/cases/{code}")).into_response()))
}

fn refuse(app: &App, visit: &Visit, typed: &str, key: &str) -> Response {
    let errors = vec![FieldError { field: "code".to_owned(), message: like(app, &visit.w, key) }];
    let shell = visit.shell(visit.w.t("track-title"), Section::Cases).with_errors(true).unlisted();
    // A mistyped code can be long; what comes back in the field need not be.
    let typed = typed.chars().take(60).collect();
    Page::private(TrackPage { shell, errors, typed, hint: like(app, &visit.w, "track-hint") })
        .with_status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}
