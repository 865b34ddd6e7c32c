//! One question at the desk: its words, its way, and the forms for each end that it can have.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_record::{
    case::Visibility,
    dialogue::{End, RefuseReason, Session, SessionState},
    reasons::HideReason,
};

use super::{holder, manage_page, moderator};
use crate::{
    act::{
        cases::CaseError,
        matters::{self, questions::Stamp},
    },
    app::Shared,
    city::people::pages::SignedIn,
    desk::{form::Fields, matter_erasure, reads, wording::Wording},
    error::Error,
    listen::{
        dialogues::{find, number, shown, view_card},
        reports::may_accuse,
    },
    pages::{
        components::{Choice, FieldError, Link, error_of},
        layout::{Page, Shell},
    },
};

#[derive(Template)]
#[template(path = "desk/dialogues/templates/question.html")]
struct QuestionPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    base: String,
    name: String,
    own_text: String,
    /// It waits, and its words may accuse a person.
    accuses: bool,
    one: crate::listen::dialogues::Card,
    /// The step whose form came back, and what was typed in it.
    sent: String,
    typed: Fields,
    answer: Lists,
    promise: Lists,
    writing: Lists,
    verifiers: Vec<Choice>,
    authorities: Vec<Choice>,
    refuse_reasons: Vec<Choice>,
    hide_reasons: Vec<Choice>,
    redact_reasons: Vec<Choice>,
    /// What its forms are made from.
    seen: String,
    /// Where a privacy officer erases words; empty for everybody else.
    erasure: String,
    may_hold: bool,
    may_end: bool,
    /// Where everything promised has its end, nothing more is promised.
    may_promise: bool,
    is_open: bool,
    is_merged: bool,
    is_shown: bool,
}

/// What can be chosen in the form of one end.
struct Lists {
    agencies: Vec<Choice>,
    categories: Vec<Choice>,
    areas: Vec<Choice>,
}

impl QuestionPage {
    /// What was typed in a field of this step's form: nothing, where another form came back.
    fn typed(&self, step: &str, field: &str) -> &str {
        if self.sent == step { self.typed.get(field) } else { "" }
    }

    /// What is wrong with the field of this id.
    fn error(&self, id: &str) -> &str {
        error_of(&self.errors, id)
    }

    fn is_back(&self, step: &str) -> bool {
        self.sent == step
    }
}

/// The id of a field of a step's form; several forms stand on the page, and some have fields of one name.
fn id_of(step: &str, field: &str) -> String {
    match (step, field) {
        (_, "main") => field.to_owned(),
        ("writing", _) | ("promise", "agency") | ("refuse", "words") => format!("{step}-{field}"),
        _ => field.to_owned(),
    }
}

/// `GET /desk/dialogues/{code}/questions/{question}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, question)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (session, question) = (find(&app, &code)?, number(&question)?);
    page(&app, &signed, &session, question, ("", Fields::default()), Vec::new()).await
}

pub(super) async fn page(
    app: &Shared,
    signed: &SignedIn,
    session: &Session,
    number: u32,
    (sent, typed): (&str, Fields),
    mut errors: Vec<FieldError>,
) -> Result<Response, Error> {
    for error in &mut errors {
        error.field = id_of(sent, &error.field);
    }
    moderator(app, signed.officer(), session)?;
    let question = session.question(number).map_err(CaseError::from)?;
    let id = session.id.to_string();
    let (shown, material) =
        app.read(move |tx| Ok((shown(tx, &id)?, manage_page::material(tx, &id)?))).await?;
    reads::note_words(app, signed, &session.id.to_string(), reads::Words::Questions(vec![i64::from(number)]))
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let public = crate::speak::wording::Wording { w, city: &app.city, now: signed.visit.now };
    let may_hold = holder(app, signed.officer(), session.host).is_ok();
    let none = |key: &str| Choice { label: w.t(key), ..Choice::default() };
    let topic = question.topic.map(|topic| topic.as_str().to_owned()).unwrap_or_default();
    let area = question.area.or(session.area).map(|area| area.as_str().to_owned()).unwrap_or_default();
    let lists = |step: &str| {
        // What was sent stands, even where it is nothing: the whole city is an area without a code.
        let chosen = |field: &str, first: &str| {
            let value = if sent == step { typed.get(field) } else { first };
            value.to_owned()
        };
        let category = chosen("category", &topic);
        let categories = app.city.categories().iter().map(|one| Choice {
            value: one.code.clone(),
            label: wording.of(&one.name),
            is_chosen: one.code == category,
            ..Choice::default()
        });
        Lists {
            agencies: wording.agencies(&chosen("agency", session.host.as_str())),
            categories: categories.collect(),
            areas: std::iter::once(none("session-whole-city"))
                .chain(wording.areas(&chosen("area", &area)))
                .collect(),
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = w.with("question-number", &[("number", number.to_string().as_str().into())]);
    Ok(Page::private(QuestionPage {
        crumbs: vec![
            Link::new("/desk/dialogues", w.t("desk-dialogues")),
            Link::new(format!("/desk/dialogues/{}", session.code), session.code.to_string()),
            Link::new("", title.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        base: format!("/desk/dialogues/{}", session.code),
        name: number.to_string(),
        accuses: question.visibility == Visibility::AwaitingModeration
            && may_accuse(&material.text_as_written(number)),
        own_text: material.text_as_written(number),
        one: view_card(app, public, session, question, &shown, &[]),
        answer: lists("answer"),
        promise: lists("promise"),
        writing: lists("writing"),
        verifiers: std::iter::once(none("question-verifier-all"))
            .chain(wording.agencies(typed.get("verifier")))
            .collect(),
        authorities: std::iter::once(none("question-no-authority"))
            .chain(wording.agencies(typed.get("authority")))
            .collect(),
        refuse_reasons: wording.choices(
            "refuse",
            RefuseReason::ALL,
            RefuseReason::code,
            typed.get("refuse_reason"),
        ),
        redact_reasons: std::iter::once(none("question-no-reason"))
            .chain(wording.choices("hide", HideReason::ALL, HideReason::code, typed.get("redact_reason")))
            .collect(),
        hide_reasons: wording.choices("hide", HideReason::ALL, HideReason::code, typed.get("hide_reason")),
        seen: Stamp::of(question).to_string(),
        erasure: matter_erasure::address(app, signed, session.host, (session.code, number)),
        may_hold,
        may_end: may_hold && session.may_end(question),
        may_promise: session.state != SessionState::FollowedUp,
        is_open: question.is_open() && question.followers == 0,
        is_merged: question.merged_into.is_some(),
        is_shown: question.visibility == Visibility::Public,
        shell: signed.shell(title).with_errors(!errors.is_empty()),
        sent: sent.to_owned(),
        typed,
        errors,
    })
    .with_status(status)
    .into_response())
}

/// The page of a question that somebody else changed while a form was being filled in: what changed, and what was typed.
pub(super) async fn changed(
    app: &Shared,
    signed: &SignedIn,
    session: &Session,
    (number, seen): (u32, Stamp),
    typed: (&str, Fields),
) -> Result<Response, Error> {
    let id = session.id.to_string();
    // The book may be a moment behind the row by which the form was refused.
    let matter = app.read(move |tx| Ok(matters::load(tx, &id)?)).await?;
    let session = matter.as_session().unwrap_or(session);
    let question = session.question(number).map_err(CaseError::from)?;
    let (w, now) = (&signed.visit.w, Stamp::of(question));
    let mut changes = Vec::new();
    if now.withdrawn != seen.withdrawn {
        changes.push(w.t("question-withdrawn"));
    }
    if now.merged_into != seen.merged_into {
        changes.push(match now.merged_into {
            Some(main) => w.with("question-merged-into", &[("number", main.to_string().as_str().into())]),
            None => w.t("question-do-unmerge"),
        });
    }
    if now.visibility != seen.visibility {
        changes.push(w.t(match now.visibility {
            Visibility::Public => "question-do-show",
            Visibility::Hidden => "question-hidden",
            Visibility::AwaitingModeration => "question-awaits-moderator",
        }));
    }
    if let Some(end) = question.ends.last().filter(|_| now.ends != seen.ends) {
        changes.push(w.t(match end {
            End::Answered { .. } => "question-answered",
            End::Promised { .. } => "question-promised",
            End::InWriting { .. } => "question-in-writing",
            End::Refused { .. } => "question-refused",
        }));
    }
    let what = changes.join(", ");
    let message = w.with("question-changed", &[("what", what.as_str().into())]);
    let errors = vec![FieldError { field: "main".to_owned(), message }];
    let mut response = page(app, signed, session, number, typed, errors).await?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}
