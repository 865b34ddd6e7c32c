//! What the holder of a secret link does: confirm, contest, answer, withdraw. The link acts on its own case alone, and
//! the rules of the case decide; what they refuse is said on the page, with everything typed still there.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::act::Actor;
use dantin_store::Tx;

use super::{
    Behind, Holder, holder,
    page::{self, Typed},
    whoever,
};
use crate::{
    act::cases::{
        Context, Key,
        commands::{self, Command},
        erasure,
    },
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::{
        form::Form,
        limits::{Deed, Source},
        own::{self, Own, Place},
        reports::steps,
    },
    pages::components::FieldError,
};

/// Characters of an answer at most.
const MOST: usize = 4_000;

/// An answer as it was typed, after its photos were kept.
struct Answer {
    text: String,
    photos: Vec<Own>,
    errors: Vec<FieldError>,
}

async fn read(app: &Shared, visit: &Visit, source: Source, form: Form) -> Result<Answer, Error> {
    let typed = form.value("text").to_owned();
    let (mut photos, is_any_lost) = Own::read_all(&app.key, Place::Outside, form.values("photo_hash"));
    let mut errors = steps::accept(app, visit, source, "photos", &mut photos, form.files).await?;
    if is_any_lost {
        errors.push(FieldError { field: "photos".into(), message: visit.w.t("photo-fault-gone") });
    }
    let text = match crate::listen::reports::text(&visit.w, "text", &typed, MOST) {
        Ok(text) => text,
        Err(error) => {
            errors.push(error);
            typed
        }
    };
    Ok(Answer { text, photos, errors })
}

/// `POST /my/{secret}/answer`: «Đã xong» or «Chưa xong».
pub async fn answer(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let holder = holder(&app, &visit, source, &secret).await?;
    let is_done = match form.value("answer") {
        "done" => true,
        "not_done" => false,
        _ => return Err(not_found(Missing::Page)),
    };
    let mut answer = read(&app, &visit, source, form).await?;
    if !is_done && answer.errors.is_empty() && answer.text.is_empty() && answer.photos.is_empty() {
        answer.errors.push(FieldError { field: "text".into(), message: visit.w.t("my-fault-contest") });
    }
    let photos = own::hashes(&answer.photos);
    let text = answer.text.clone();
    perform(&app, &visit, source, &holder, holder.answers(), &secret, answer, move |tx, context, command| {
        let words = Some(text.as_str()).filter(|text| !text.is_empty());
        if is_done {
            commands::confirm(tx, context, command, words)?;
        } else {
            commands::contest(tx, context, command, &text, &photos)?;
        }
        Ok(())
    })
    .await
}

/// `POST /my/{secret}/reply`: the answer to the agency's question.
pub async fn reply(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let holder = holder(&app, &visit, source, &secret).await?;
    let mut answer = read(&app, &visit, source, form).await?;
    if answer.errors.is_empty() && answer.text.is_empty() && answer.photos.is_empty() {
        answer.errors.push(FieldError { field: "text".into(), message: visit.w.t("my-fault-reply") });
    }
    let photos = own::hashes(&answer.photos);
    let text = answer.text.clone();
    let own = (holder.case.clone(), holder.actor());
    perform(&app, &visit, source, &holder, own, &secret, answer, move |tx, context, command| {
        commands::reply(tx, context, command, &text, &photos)?;
        Ok(())
    })
    .await
}

/// `POST /my/{secret}/withdraw`.
pub async fn withdraw(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let holder = holder(&app, &visit, source, &secret).await?;
    let mut answer = Answer { text: String::new(), photos: Vec::new(), errors: Vec::new() };
    if form.value("sure") != "1" {
        answer.errors.push(FieldError { field: "sure".into(), message: visit.w.t("my-fault-withdraw") });
    }
    let own = (holder.case.clone(), holder.actor());
    perform(&app, &visit, source, &holder, own, &secret, answer, |tx, context, command| {
        commands::withdraw(tx, context, command)?;
        Ok(())
    })
    .await
}

/// `POST /my/{secret}/erasure`: asks a privacy officer to erase.
pub async fn ask_erasure(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let (of, who) = match whoever(&app, &visit, source, &secret).await? {
        Behind::Case(holder) => (holder.case, holder.asker),
        Behind::Contribution(contributor) => (contributor.matter, contributor.id),
    };
    app.limits.take(Deed::Report, source, visit.now)?;
    app.command(move |tx, context| Ok(erasure::request(tx, context, &of, &who)?)).await?;
    Ok(Redirect::to(&format!("/my/{secret}#data")).into_response())
}

#[expect(clippy::too_many_arguments, reason = "each is one thing that an answer needs")]
async fn perform<F>(
    app: &Shared,
    visit: &Visit,
    source: Source,
    holder: &Holder,
    (case, by): (String, Actor),
    secret: &str,
    answer: Answer,
    function: F,
) -> Result<Response, Error>
where
    F: Fn(&mut Tx<'_>, Context<'_>, &Command<'_>) -> Result<(), Error> + Send + 'static,
{
    let mut typed =
        Typed { text: answer.text, photos: answer.photos, errors: answer.errors, ..Typed::default() };
    if typed.errors.is_empty() {
        let done = match app.limits.take(Deed::Report, source, visit.now) {
            Ok(()) => {
                let link = secret.to_owned();
                app.command(move |tx, context| {
                    let secret = Some(link.as_str());
                    let command = Command { key: Key::Id(&case), version: None, by, officer: None, secret };
                    function(tx, context, &command)
                })
                .await
            }
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => return Ok(Redirect::to(&format!("/my/{secret}")).into_response()),
            Err(Error::Invalid { .. }) => {
                typed.photos.clear();
                typed.errors =
                    vec![FieldError { field: "photos".into(), message: visit.w.t("photo-fault-gone") }];
                typed.status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            Err(
                error @ (Error::Refused(_) | Error::TooMany { .. } | Error::DiskFull | Error::Unavailable),
            ) => {
                let (title, explanation) = error.words(&visit.w);
                typed.status = error.status();
                typed.errors =
                    vec![FieldError { field: "main".into(), message: format!("{title}. {explanation}") }];
            }
            Err(error) => return Err(error),
        }
    } else {
        typed.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    page::show(app, visit, holder, secret, typed).await
}
