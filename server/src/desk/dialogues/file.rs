//! Entering questions that came on paper or by telephone, one slip after another. Whoever may publish can do it by the same form: the
//! question is taken in and published in one transaction, two events as if done apart. What may accuse somebody is published from the page
//! of the question alone. The links of those who asked go along in the pages of this sitting (`slips`).

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::dialogue::{QuestionChannel, Session};

use super::{holder, moderator, slips};
use crate::{
    act::{
        cases::{Asker, hex},
        matters::questions::{self, NewQuestion},
    },
    app::{App, Shared},
    city::people::pages::SignedIn,
    clock::random,
    desk::{
        form::{Check, Fields, Posted},
        wording::Wording,
    },
    error::Error,
    listen::{
        dialogues::{ask::MOST, find},
        reports::{Contact, contact, may_accuse},
    },
    pages::{
        components::{Choice, FieldError, Link, Notice, NoticeKind, count},
        layout::{Page, Shell},
    },
};

#[derive(Template)]
#[template(path = "desk/dialogues/templates/file.html")]
struct FilePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    action: String,
    sheet: String,
    typed: Fields,
    channels: Vec<Choice>,
    areas: Vec<Choice>,
    topics: Vec<Choice>,
    /// The secrets of the links of this sitting.
    slips: Vec<String>,
    slip_count: i64,
    may_publish: bool,
}

/// An empty form under a key of its own.
fn blank(app: &App, channel: &str) -> Fields {
    Fields::default()
        .holding("channel", channel)
        .holding("idempotency_key", hex(&random::<32>(app.random.as_ref())))
}

/// `GET /desk/dialogues/{code}/file`.
pub async fn form(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    holder(&app, signed.officer(), session.host)?;
    let typed = blank(&app, QuestionChannel::Paper.code());
    Ok(page(&app, &signed, &session, typed, Vec::new(), None, Vec::new()))
}

/// `POST /desk/dialogues/{code}/file`: takes the question in, and goes on with the next slip, or to the links of those who asked.
pub async fn file(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let session = find(&app, &code)?;
    let doer = holder(&app, signed.officer(), session.host)?;
    let publisher = match fields.get("publish") {
        "1" => Some(moderator(&app, signed.officer(), &session)?),
        _ => None,
    };
    let is_published = publisher.is_some();
    let mut slips = slips::of_sitting(&fields);
    let (new, mut errors) = read(&app, &signed, &fields, is_published);
    let mut typed = fields;
    if let Some(new) = new {
        let code = session.code.to_string();
        let filed = app.command_shown(move |tx, context| {
            Ok(questions::take_in(tx, context, &code, &new, &doer, publisher.as_ref())?)
        });
        match filed.await {
            Ok(Some((number, secret))) => {
                let is_first = slips.is_empty();
                slips::add(&mut slips, secret.clone());
                if typed.get("then") == "next" {
                    let blank = blank(&app, typed.get("channel"));
                    let notice = done(&signed, number, is_published);
                    return Ok(page(&app, &signed, &session, blank, slips, Some(notice), Vec::new()));
                }
                return if is_first {
                    Ok(Redirect::to(&format!("/my/{secret}")).into_response())
                } else {
                    slips::sheet(&app, &signed, &session, slips).await
                };
            }
            Ok(None) => {
                // Under a key of its own the same words are another question.
                let key = hex(&random::<32>(app.random.as_ref()));
                typed = typed.replacing("idempotency_key", key);
                errors.push(fault("text", signed.visit.w.t("question-fault-sent-before")));
            }
            Err(error @ Error::Refused(_)) => {
                let (title, explanation) = error.words(&signed.visit.w);
                errors.push(fault("text", format!("{title}. {explanation}")));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(page(&app, &signed, &session, typed, slips, None, errors))
}

fn fault(field: &str, message: String) -> FieldError {
    FieldError { field: field.to_owned(), message }
}

/// The question out of what was typed, or what is wrong with it.
fn read(
    app: &App,
    signed: &SignedIn,
    fields: &Fields,
    is_published: bool,
) -> (Option<NewQuestion>, Vec<FieldError>) {
    let w = &signed.visit.w;
    let mut check = Check::new(w, fields);
    let channel = check.choice("channel", |code| match QuestionChannel::from_code(code) {
        Some(channel @ (QuestionChannel::Phone | QuestionChannel::Paper)) => Some(channel),
        _ => None,
    });
    let text = check.needed_text("text", MOST);
    if is_published && may_accuse(&text) {
        check.wrong("publish", "question-fault-publish");
    }
    let chosen = |field: &str| Some(fields.get(field).to_owned()).filter(|value| !value.is_empty());
    let (area, topic) = (chosen("area"), chosen("topic"));
    if area.as_deref().is_some_and(|area| app.city.area(area).is_none()) {
        check.wrong("area", "error-unknown-choice");
    }
    if topic.as_deref().is_some_and(|topic| app.city.category(topic).is_none()) {
        check.wrong("topic", "error-unknown-choice");
    }
    let key = fields.get("idempotency_key").to_owned();
    if key.len() != 64 {
        check.wrong("text", "error-form-broken");
    }
    let mut errors = check.errors;
    let [name, phone, email] = ["name", "phone", "email"].map(|field| fields.get(field));
    let Contact { name, phone, email } = contact(w, name, phone, email).unwrap_or_else(|faults| {
        errors.extend(faults);
        Contact::default()
    });
    let asker = Asker { name, phone, email, language: w.language().code().to_owned() };
    let new = channel.filter(|_| errors.is_empty());
    (new.map(|channel| NewQuestion { channel, area, topic, text, asker, key }), errors)
}

/// What was done with the slip before.
fn done(signed: &SignedIn, number: u32, is_published: bool) -> Notice {
    let key = if is_published { "question-entered-published" } else { "question-entered" };
    let number = number.to_string();
    Notice {
        kind: NoticeKind::Success,
        title: signed.visit.w.with(key, &[("number", number.as_str().into())]),
        text: String::new(),
    }
}

fn page(
    app: &App,
    signed: &SignedIn,
    session: &Session,
    typed: Fields,
    slips: Vec<String>,
    notice: Option<Notice>,
    errors: Vec<FieldError>,
) -> Response {
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let none = |key: &str| Choice { label: w.t(key), ..Choice::default() };
    let topics = app.city.categories().iter().map(|category| Choice {
        value: category.code.clone(),
        label: wording.of(&category.name),
        is_chosen: category.code == typed.get("topic"),
        ..Choice::default()
    });
    let base = format!("/desk/dialogues/{}", session.code);
    Page::private(FilePage {
        crumbs: vec![
            Link::new("/desk/dialogues", w.t("desk-dialogues")),
            Link::new(base.clone(), session.code.to_string()),
            Link::new("", w.t("session-do-file")),
        ],
        csrf: signed.session.csrf().to_owned(),
        action: format!("{base}/file"),
        sheet: format!("{base}/slips"),
        channels: wording.choices(
            "question-channel",
            &[QuestionChannel::Paper, QuestionChannel::Phone],
            QuestionChannel::code,
            typed.get("channel"),
        ),
        areas: std::iter::once(none("question-no-area")).chain(wording.areas(typed.get("area"))).collect(),
        topics: std::iter::once(none("question-no-topic")).chain(topics).collect(),
        may_publish: moderator(app, signed.officer(), session).is_ok(),
        slip_count: count(slips.len()),
        shell: signed.shell(w.t("session-do-file")).with_errors(!errors.is_empty()).with_notice(notice),
        slips,
        typed,
        errors,
    })
    .with_status(status)
    .into_response()
}
