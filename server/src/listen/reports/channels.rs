//! What is no report: danger, formal complaints, denunciations. These pages say where to turn and by when one must be
//! answered, and give a form to print. They take nothing: there is no form to send, and what is typed for printing
//! stays on the device.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_calendar::RuleKind;
use dantin_city::{Channel, ChannelKind};

use crate::{
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::show,
    pages::layout::{Page, Section, Shell},
};

#[derive(Template)]
#[template(path = "listen/reports/templates/danger.html")]
struct DangerPage {
    shell: Shell,
    heading: String,
    sentence: String,
    lines: Vec<Line>,
}

struct Line {
    number: String,
    name: String,
    when: String,
}

/// `GET /report/danger`: whom to call.
pub async fn danger(State(app): State<Shared>, visit: Visit) -> Response {
    let (w, settings) = (&visit.w, app.city.settings());
    let heading = show::say(&settings.diversion.title, w).to_owned();
    let page = DangerPage {
        shell: visit.shell(heading.clone(), Section::Report),
        heading,
        sentence: show::say(&settings.diversion.text, w).to_owned(),
        lines: settings
            .emergencies
            .iter()
            .map(|line| Line {
                number: line.number.clone(),
                name: show::say(&line.name, w).to_owned(),
                when: show::say(&line.when, w).to_owned(),
            })
            .collect(),
    };
    Page::public(page).into_response()
}

#[derive(Template)]
#[template(path = "listen/reports/templates/channel.html")]
struct ChannelPage {
    shell: Shell,
    is_denunciation: bool,
    name: String,
    what: String,
    handling: String,
    authority: String,
    requirements: Vec<String>,
    protection: String,
    law: String,
    terms: Vec<Term>,
}

struct Term {
    duty: String,
    who: String,
    amount: String,
    basis: String,
    is_law: bool,
}

/// `GET /report/complaint`.
pub async fn complaint(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    show_channel(&app, &visit, ChannelKind::FormalComplaint)
}

/// `GET /report/denunciation`.
pub async fn denunciation(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    show_channel(&app, &visit, ChannelKind::Denunciation)
}

fn show_channel(app: &Shared, visit: &Visit, kind: ChannelKind) -> Result<Response, Error> {
    let channel = app.city.channel(kind).ok_or_else(|| not_found(Missing::Page))?;
    let w = &visit.w;
    let name = show::say(&channel.name, w).to_owned();
    let page = ChannelPage {
        shell: visit.shell(name.clone(), Section::Report),
        is_denunciation: kind == ChannelKind::Denunciation,
        name,
        what: show::say(&channel.what, w).to_owned(),
        handling: show::say(&channel.handling, w).to_owned(),
        authority: show::say(&channel.authority, w).to_owned(),
        requirements: channel.requirements.iter().map(|text| show::say(text, w).to_owned()).collect(),
        protection: show::say(&channel.protection, w).to_owned(),
        law: channel.law.clone(),
        terms: terms(app, visit, channel),
    };
    Ok(Page::public(page).into_response())
}

fn terms(app: &Shared, visit: &Visit, channel: &Channel) -> Vec<Term> {
    let today = app.city.calendar().date_at(visit.now);
    channel
        .terms
        .iter()
        .filter_map(|id| {
            let rule = app.city.deadlines().in_force(id, today)?;
            Some(Term {
                duty: show::say(&rule.duty, &visit.w).to_owned(),
                who: show::say(&rule.who, &visit.w).to_owned(),
                amount: show::amount(&visit.w, rule.amount()?),
                basis: rule.basis.clone(),
                is_law: rule.kind == RuleKind::Statutory,
            })
        })
        .collect()
}
