//! `GET /help`: what this is, how to report, where formal complaints and denunciations go, what is public when, how it
//! is counted. The channels, telephone numbers and terms are those of the city pack.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_calendar::Amount;

use super::wording::Wording;
use crate::{
    app::{Shared, Visit},
    error::Error,
    pages::layout::{Page, Section, Shell},
};

#[derive(Template)]
#[template(path = "speak/templates/help.html")]
struct HelpPage {
    shell: Shell,
    full_name: String,
    danger: String,
    danger_text: String,
    emergencies: Vec<Line>,
    help_line: Option<Line>,
    channels: Vec<ChannelView>,
    rules: Vec<Rule>,
    address: String,
}

/// A telephone number.
struct Line {
    number: String,
    name: String,
    when: String,
}

/// One of the four things that residents bring.
struct ChannelView {
    id: &'static str,
    name: String,
    what: String,
    handling: String,
    authority: String,
    requirements: Vec<String>,
    protection: String,
    law: String,
    is_kept_here: bool,
}

/// A term of the pack that every case meets.
struct Rule {
    duty: String,
    amount: String,
    basis: String,
}

/// The page.
pub async fn show(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let settings = app.city.settings();
    let channels = app
        .city
        .channels()
        .iter()
        .map(|channel| ChannelView {
            id: channel.kind.code(),
            name: words.say(&channel.name),
            what: words.say(&channel.what),
            handling: words.say(&channel.handling),
            authority: words.say(&channel.authority),
            requirements: channel.requirements.iter().map(|text| words.say(text)).collect(),
            protection: words.say(&channel.protection),
            law: channel.law.clone(),
            is_kept_here: channel.kind.is_kept_here(),
        })
        .collect();
    let mut shell = visit.shell(visit.w.t("help-title"), Section::Help);
    shell.description = visit.w.t("help-description");
    Ok(Page::public(HelpPage {
        full_name: words.say(&settings.full_name),
        danger: words.say(&settings.diversion.title),
        danger_text: words.say(&settings.diversion.text),
        emergencies: settings
            .emergencies
            .iter()
            .map(|line| Line {
                number: line.number.clone(),
                name: words.say(&line.name),
                when: words.say(&line.when),
            })
            .collect(),
        help_line: settings.help_line.as_ref().map(|line| Line {
            number: line.number.clone(),
            name: words.say(&line.name),
            when: String::new(),
        }),
        channels,
        rules: rules(words),
        address: app.public_url.trim_end_matches('/').to_owned(),
        shell,
    })
    .into_response())
}

/// The terms for accepting, for solving and for confirming that the pack's categories use, each once.
fn rules(words: Wording<'_>) -> Vec<Rule> {
    let city = words.city;
    let date = city.calendar().date_at(words.now);
    let mut ids: Vec<String> = Vec::new();
    for service in city.services() {
        for id in [service.receive(), service.resolve()] {
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
    }
    ids.push(city.settings().confirmation.clone());
    ids.iter()
        .filter_map(|id| {
            let rule = city.deadlines().in_force(id, date)?;
            let amount = match rule.amount()? {
                Amount::WorkingHours(count) => words.w.n("deadline-working-hours", i64::from(count)),
                Amount::WorkingDays(count) => words.w.n("deadline-working-days", i64::from(count)),
                Amount::Days(count) => words.w.n("deadline-days", i64::from(count)),
                Amount::Hours(count) => words.w.n("deadline-hours", i64::from(count)),
            };
            Some(Rule { duty: words.say(&rule.duty), amount, basis: rule.basis.clone() })
        })
        .collect()
}
