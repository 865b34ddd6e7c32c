//! `/desk/webhooks`: how each webhook is, and the log of what it was told, for administrators. Endpoints are added and
//! removed by the operator's command, since their secrets and addresses are no matter of a browser.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{form::Posted, wording::Wording};
use crate::{
    app::Shared,
    city::people::{
        model::Officer,
        pages::SignedIn,
        rights::{Act, CaseForRights, may},
    },
    error::{Error, Missing},
    pages::{
        components::{Link, Moment, Paging},
        layout::{Page, Shell},
    },
    speak::webhooks::{self, Delivery, Endpoint},
};

/// Deliveries of a page.
const PAGE: i64 = 50;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    name: String,
    before: Option<i64>,
}

/// An endpoint as shown.
pub struct Shown {
    name: String,
    href: String,
    url: String,
    state: String,
    filter: String,
    is_current: bool,
    is_disabled: bool,
}

/// A delivery as shown.
pub struct Told {
    entry: i64,
    state: String,
    tries: String,
    tried: Option<Moment>,
    due: Option<Moment>,
    answer: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/webhooks.html")]
pub struct WebhooksPage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    endpoints: Vec<Shown>,
    name: String,
    log: Vec<Told>,
    paging: Paging,
}

fn check(officer: &Officer) -> Result<(), Error> {
    let may = may(officer, Act::AdministerPartners, &CaseForRights::none());
    may.map(|_role| ()).map_err(|denied| Error::Forbidden(denied.word()))
}

/// `GET /desk/webhooks`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<WebhooksPage>, Error> {
    check(signed.officer())?;
    let (name, below) = (asked.name.clone(), asked.before.unwrap_or(i64::MAX));
    let (endpoints, log) = app
        .read(move |tx| {
            let endpoints = webhooks::list(tx)?;
            let chosen =
                endpoints.iter().find(|endpoint| endpoint.name == name).or_else(|| endpoints.first());
            let log = match chosen {
                Some(chosen) => webhooks::log(tx, &chosen.id, below, PAGE)?,
                None => Vec::new(),
            };
            Ok((endpoints, log))
        })
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let chosen = endpoints.iter().find(|one| one.name == asked.name).or_else(|| endpoints.first());
    let name = chosen.map(|one| one.name.clone()).unwrap_or_default();
    let address = |name: &str| {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        format!("/desk/webhooks?name={name}")
    };
    let is_full = i64::try_from(log.len()).is_ok_and(|count| count == PAGE);
    Ok(Page::private(WebhooksPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("desk-nav-webhooks"))],
        csrf: signed.session.csrf().to_owned(),
        paging: Paging {
            newer: asked.before.map(|_| address(&name)).unwrap_or_default(),
            older: log
                .last()
                .filter(|_| is_full)
                .map(|last| format!("{}&before={}", address(&name), last.index))
                .unwrap_or_default(),
            ..Paging::default()
        },
        endpoints: endpoints
            .iter()
            .map(|endpoint| shown(&wording, endpoint, address(&endpoint.name), endpoint.name == name))
            .collect(),
        log: log.into_iter().map(|delivery| told(&wording, delivery)).collect(),
        name,
        shell: signed.shell(w.t("desk-nav-webhooks")),
    }))
}

fn shown(wording: &Wording<'_>, endpoint: &Endpoint, href: String, is_current: bool) -> Shown {
    let w = wording.w;
    let dated = |key: &str, at| w.with(key, &[("time", wording.moment(at).shown.as_str().into())]);
    let filter = &endpoint.filter;
    let codes: Vec<&str> = [&filter.events, &filter.areas, &filter.categories]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    Shown {
        name: endpoint.name.clone(),
        href,
        url: endpoint.url.clone(),
        state: match (endpoint.disabled_at, endpoint.failing_since) {
            (Some(at), _) => dated("webhook-disabled", at),
            (None, Some(since)) => dated("webhook-failing", since),
            (None, None) => w.t("webhook-working"),
        },
        filter: if codes.is_empty() { w.t("webhook-everything") } else { codes.join(", ") },
        is_current,
        is_disabled: endpoint.disabled_at.is_some(),
    }
}

fn told(wording: &Wording<'_>, delivery: Delivery) -> Told {
    let w = wording.w;
    let is_waiting = delivery.state == webhooks::DeliveryState::Waiting;
    Told {
        entry: delivery.index,
        state: w.code("delivery", delivery.state.code()),
        tries: w.integer(delivery.tries),
        tried: delivery.tried.map(|at| wording.moment(at)),
        due: Some(delivery.due).filter(|_| is_waiting).map(|at| wording.moment(at)),
        answer: match (delivery.status, delivery.fault) {
            (Some(status), _) => format!("HTTP {status}"),
            (None, Some(fault)) => w.code("outgoing", &fault),
            (None, None) => String::new(),
        },
    }
}

/// `POST /desk/webhooks`: tells a range of entries again, or takes up an endpoint that was disabled.
pub async fn order(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    check(posted.signed.officer())?;
    let fields = &posted.fields;
    let name = fields.get("name").to_owned();
    let now = app.now();
    let missing = Error::NotFound(Missing::Page);
    match fields.get("order") {
        "enable" => {
            let enabled = app.db.write(move |tx| webhooks::enable(tx, &name)).await?;
            enabled.ok_or(missing)?;
        }
        "replay" => {
            let number = |field: &'static str, text: &str| {
                text.trim()
                    .parse::<i64>()
                    .ok()
                    .filter(|number| *number >= 0)
                    .ok_or(Error::Invalid { field, code: "webhook-not-an-entry" })
            };
            let from = number("from", fields.get("from"))?;
            let to = match fields.get("to").trim() {
                "" => from,
                text => number("to", text)?,
            };
            let replayed = app
                .db
                .write(move |tx| match webhooks::find(tx, &name)? {
                    Some(endpoint) => webhooks::replay(tx, &endpoint, from, to, now).map(Some),
                    None => Ok(None),
                })
                .await?;
            replayed.ok_or(missing)?;
        }
        _ => return Err(Error::Invalid { field: "order", code: "unknown-choice" }),
    }
    let name = percent_encoding::utf8_percent_encode(fields.get("name"), percent_encoding::NON_ALPHANUMERIC);
    Ok(Redirect::to(&format!("/desk/webhooks?name={name}")).into_response())
}
