//! Putting a prepared reply into the form of a step: on the server behind what was typed, or as plain text for the script
//! that puts it where the cursor stands.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_record::code::SubcategoryCode;
use dantin_words::Language;
use jiff::Timestamp;

use super::{
    fill::fill,
    store::{self, Reply},
};
use crate::{
    app::{App, Shared},
    city::people::{pages::SignedIn, rights::Act},
    desk::{
        form::Fields,
        seen::full_code,
        steps::{Standing, Step},
        store as cases,
        wording::Wording,
    },
    error::{Error, Missing},
    pages::{components::Choice, headers::CachePolicy},
};

/// What a form of this step offers.
pub fn choices(replies: &[Reply], step: Step, chosen: &str) -> Vec<Choice> {
    let fitting = replies.iter().filter(|reply| reply.step == step.code());
    fitting
        .map(|reply| Choice {
            value: reply.id.clone(),
            label: reply.title.clone(),
            is_chosen: reply.id == chosen,
            ..Choice::default()
        })
        .collect()
}

/// A prepared reply with what is known of a case, in the language in which agencies write, whatever the officer's screen speaks.
pub fn words(app: &App, now: Timestamp, record: &cases::Record, body: &str) -> String {
    let w = &app.words.words(Language::default());
    let (wording, case) = (Wording { w, city: &app.city, now }, &record.case);
    fill(body, |name| match name {
        "code" => record.code.clone(),
        "category" => {
            wording.service(case.category.as_str(), case.subcategory.as_ref().map(SubcategoryCode::as_str))
        }
        "area" => case.area().map_or_else(|| wording.w.t("desk-no-area"), |area| wording.area(area.as_str())),
        "agency" => wording.lead(case),
        "due" => match wording.deadline(case) {
            Some(deadline) => deadline.moment.shown,
            None => wording.w.t("replies-no-due"),
        },
        _ => String::new(),
    })
}

/// The fields of a form with the chosen reply behind what was typed; as they were where none fits.
pub fn filled(
    app: &App,
    now: Timestamp,
    record: &cases::Record,
    replies: &[Reply],
    step: Step,
    fields: Fields,
) -> Fields {
    let chosen = fields.get("template");
    let Some(reply) = replies.iter().find(|reply| reply.id == chosen && reply.step == step.code()) else {
        return fields;
    };
    let prepared = words(app, now, record, &reply.body);
    let typed = fields.get("text").trim_end();
    let text = if typed.is_empty() { prepared } else { format!("{typed}\n{prepared}") };
    fields.replacing("text", text)
}

/// `GET /desk/cases/{code}/replies/{id}`: the words for this case.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let code = full_code(&app, &code)?;
    let (record, reply) = app
        .read(move |tx| {
            let record = cases::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
            Ok((record, store::find(tx, &id)?))
        })
        .await?;
    let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
    standing.check(Act::See).map_err(|denied| Error::Forbidden(denied.word()))?;
    let lead = record.case.state.lead();
    let reply = reply
        .filter(|reply| !reply.retired)
        .filter(|reply| {
            reply.agency.is_none() || reply.agency.as_deref() == lead.as_ref().map(|lead| lead.as_str())
        })
        .ok_or(Error::NotFound(Missing::Page))?;
    let text = words(&app, signed.visit.now, &record, &reply.body);
    Ok((CachePolicy::Private, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
