//! Asking a question, and joining one that somebody else asked. What resembles the question is shown before it is sent; whoever
//! sends it all the same has looked. Asking needs no account: the answer comes to a secret link.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    case::Visibility,
    dialogue::{QuestionChannel, Session, SessionState},
};

use super::{
    ask_page::{self, Draft},
    find, number, shown,
    similar::similar,
};
use crate::{
    act::{
        cases::{Asker, CaseError},
        deadlines::moment,
        matters::questions::{self, NewQuestion, is_supportable},
    },
    app::{Shared, Visit},
    error::Error,
    listen::{
        form::Form,
        limits::{Deed, Source},
        reports::{check, steps},
    },
    pages::components::FieldError,
};

/// Characters of a question at least and at most.
const LEAST: usize = 10;
pub const MOST: usize = 500;

/// `GET /d/{code}`: the short address that the hall's screen shows leads to the form.
pub async fn short(State(app): State<Shared>, Path(code): Path<String>) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    let there = match session.state {
        SessionState::Collecting | SessionState::Live => format!("/dialogues/{}/ask?hall=1", session.code),
        _ => format!("/dialogues/{}", session.code),
    };
    Ok(Redirect::to(&there).into_response())
}

/// `GET /dialogues/{code}/ask`.
pub async fn form(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    axum::extract::Query(query): axum::extract::Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    if !session.is_taking_questions(moment(visit.now)) {
        return Err(Error::Refused(over(&session).unwrap_or("outside_period")));
    }
    let draft = Draft { is_hall: query.contains_key("hall"), ..Draft::new(app.random.as_ref()) };
    ask_page::show(&app, &visit, &session, draft, Vec::new(), Vec::new(), StatusCode::OK).await
}

/// `POST /dialogues/{code}/ask`.
pub async fn ask(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    let draft = Draft::read(&form, app.random.as_ref());
    let new = match check(&app, &visit, &draft) {
        Ok(new) => new,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return ask_page::show(&app, &visit, &session, draft, errors, Vec::new(), status).await;
        }
    };
    if !draft.has_looked {
        let alike = alike(&app, &session, &new.text).await?;
        if !alike.is_empty() {
            return ask_page::show(&app, &visit, &session, draft, Vec::new(), alike, StatusCode::OK).await;
        }
    }
    if let Err(error) = app.limits.take(Deed::Report, source, visit.now) {
        return refuse(&app, &visit, &session, draft, error).await;
    }
    let code = session.code.to_string();
    let asked = app
        .command_shown(move |tx, context| match questions::ask(tx, context, &code, &new, None) {
            Err(CaseError::MatterRefused(refusal)) => Err(Error::Refused(refusal.code())),
            other => Ok(other?),
        })
        .await;
    match asked {
        Ok((_, secret)) => Ok(Redirect::to(&format!("/my/{secret}")).into_response()),
        Err(Error::Refused(code)) => {
            // It may have ended since the form was made, or a moment ago.
            let code = over(&find(&app, &session.code.to_string())?).unwrap_or(code);
            refuse(&app, &visit, &session, draft, Error::Refused(code)).await
        }
        Err(error @ (Error::DiskFull | Error::Unavailable)) => {
            refuse(&app, &visit, &session, draft, error).await
        }
        Err(error) => Err(error),
    }
}

/// `GET /dialogues/{code}/questions/{question}/join`.
pub async fn join_form(
    State(app): State<Shared>,
    visit: Visit,
    Path((code, question)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (session, question) = joinable(&app, &code, number(&question)?)?;
    let draft = Draft::new(app.random.as_ref());
    ask_page::join(&app, &visit, &session, question, draft, Vec::new(), StatusCode::OK).await
}

/// `POST /dialogues/{code}/questions/{question}/join`.
pub async fn join(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path((code, question)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Error> {
    let asked = number(&question)?;
    let draft = Draft::read(&form, app.random.as_ref());
    let (session, question) = match joinable(&app, &code, asked) {
        Ok(found) => found,
        // It may have ended since the form was made; what was typed is not lost with it.
        Err(error @ Error::Refused(_)) => {
            return not_joined(&app, &visit, (&code, asked), draft, error).await;
        }
        Err(error) => return Err(error),
    };
    let contact = match check::contact(&visit.w, &draft.name, &draft.phone, &draft.email) {
        Ok(contact) => contact,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return ask_page::join(&app, &visit, &session, question, draft, errors, status).await;
        }
    };
    if let Err(error) = app.limits.take(Deed::Report, source, visit.now) {
        return not_joined(&app, &visit, (&code, asked), draft, error).await;
    }
    let asker = steps::asker(&visit, &contact);
    let (of, key) = (session.code.to_string(), draft.key.clone());
    let joined = app
        .command_shown(move |tx, context| Ok(questions::join(tx, context, &of, question, &asker, &key)?))
        .await;
    match joined {
        Ok(secret) => Ok(Redirect::to(&format!("/my/{secret}")).into_response()),
        Err(Error::Refused(refused)) => {
            let refused = over(&find(&app, &code)?).unwrap_or(refused);
            not_joined(&app, &visit, (&code, asked), draft, Error::Refused(refused)).await
        }
        Err(error @ (Error::DiskFull | Error::Unavailable)) => {
            not_joined(&app, &visit, (&code, asked), draft, error).await
        }
        Err(error) => Err(error),
    }
}

/// The form for joining with what was typed and why it was not taken; the error itself where there is no question to show.
async fn not_joined(
    app: &Shared,
    visit: &Visit,
    (code, question): (&str, u32),
    draft: Draft,
    error: Error,
) -> Result<Response, Error> {
    let session = find(app, code)?;
    if session.question(question).is_err() {
        return Err(error);
    }
    let (title, explanation) = error.words(&visit.w);
    let errors = vec![check::fault("name", format!("{title}. {explanation}"))];
    ask_page::join(app, visit, &session, question, draft, errors, error.status()).await
}

/// The session and the question, where it can be joined now.
fn joinable(app: &Shared, code: &str, question: u32) -> Result<(Session, u32), Error> {
    let session = find(app, code)?;
    let found = session.question(question).map_err(CaseError::from)?;
    let number = found.merged_into.unwrap_or(question);
    let main = session.question(number).map_err(CaseError::from)?;
    if is_supportable(main) && session.is_at_work() {
        Ok((session, number))
    } else {
        Err(Error::Refused(over(&session).unwrap_or("question_gone")))
    }
}

/// Why a session that is over takes nothing any more.
const fn over(session: &Session) -> Option<&'static str> {
    match session.state {
        SessionState::Closed | SessionState::FollowedUp => Some("session_ended"),
        SessionState::Cancelled => Some("session_cancelled"),
        _ => None,
    }
}

async fn refuse(
    app: &Shared,
    visit: &Visit,
    session: &Session,
    draft: Draft,
    error: Error,
) -> Result<Response, Error> {
    let (title, explanation) = error.words(&visit.w);
    let errors = vec![check::fault("text", format!("{title}. {explanation}"))];
    ask_page::show(app, visit, session, draft, errors, Vec::new(), error.status()).await
}

/// The question out of what was typed, or what is wrong with it, each at its field.
fn check(app: &Shared, visit: &Visit, draft: &Draft) -> Result<NewQuestion, Vec<FieldError>> {
    let w = &visit.w;
    let mut errors = Vec::new();
    let text = match check::text(w, "text", &draft.text, MOST) {
        Ok(text) if text.chars().count() < LEAST => {
            errors.push(check::fault("text", w.n("question-too-short", i64::try_from(LEAST).unwrap_or(0))));
            text
        }
        Ok(text) => text,
        Err(error) => {
            errors.push(error);
            String::new()
        }
    };
    let chosen = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
    let (area, topic) = (chosen(&draft.area), chosen(&draft.topic));
    if area.as_deref().is_some_and(|area| app.city.area(area).is_none()) {
        errors.push(check::fault("area", w.t("error-unknown-choice")));
    }
    if topic.as_deref().is_some_and(|topic| app.city.category(topic).is_none()) {
        errors.push(check::fault("topic", w.t("error-unknown-choice")));
    }
    let asker = match check::contact(w, &draft.name, &draft.phone, &draft.email) {
        Ok(contact) => steps::asker(visit, &contact),
        Err(faults) => {
            errors.extend(faults);
            Asker::default()
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let channel = if draft.is_hall { QuestionChannel::Hall } else { QuestionChannel::Web };
    Ok(NewQuestion { channel, area, topic, text, asker, key: draft.key.clone() })
}

/// The numbers of public questions that resemble this one.
async fn alike(app: &Shared, session: &Session, text: &str) -> Result<Vec<u32>, Error> {
    let id = session.id.to_string();
    let shown = app.read(move |tx| shown(tx, &id)).await?;
    let public = session
        .questions
        .iter()
        .filter(|question| question.visibility == Visibility::Public && !question.is_gone())
        .filter_map(|question| Some((question.number, shown.get(&question.number)?.0.as_deref()?)));
    Ok(similar(text, public))
}
