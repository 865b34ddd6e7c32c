//! `/desk/webhooks`: how each webhook is, and the log of what it was told, for administrators. Endpoints are added and
//! removed by the operator's command, since their secrets and addresses are no matter of a browser.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
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
        components::{FieldError, Link, Moment, Notice, NoticeKind, Paging},
        layout::{Page, Shell},
    },
    speak::webhooks::{self, Delivery, Endpoint, Replayed},
};

/// Deliveries of a page.
const PAGE: i64 = 50;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    name: String,
    before: Option<i64>,
    /// How many entries are told again, after a form that asked for it.
    again: Option<i64>,
}

/// A form that came back: what was typed, and what is wrong with it.
#[derive(Default)]
struct Returned {
    from: String,
    to: String,
    errors: Vec<FieldError>,
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
    errors: Vec<FieldError>,
    notice: Option<Notice>,
    from: String,
    to: String,
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
    Ok(Page::private(page(&app, &signed, asked, Returned::default()).await?))
}

async fn page(
    app: &Shared,
    signed: &SignedIn,
    asked: Asked,
    returned: Returned,
) -> Result<WebhooksPage, Error> {
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
    let is_full = i64::try_from(log.len()).is_ok_and(|count| count == PAGE);
    Ok(WebhooksPage {
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
        shell: signed.shell(w.t("desk-nav-webhooks")).with_errors(!returned.errors.is_empty()),
        notice: asked.again.map(|count| Notice {
            kind: NoticeKind::Success,
            title: w.n("webhook-told-again", count),
            text: String::new(),
        }),
        from: returned.from,
        to: returned.to,
        errors: returned.errors,
    })
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
    let missing = Error::NotFound(Missing::Page);
    match fields.get("order") {
        "enable" => {
            let enabled = app.db.write(move |tx| webhooks::enable(tx, &name)).await?;
            enabled.ok_or(missing)?;
        }
        "replay" => return replay(&app, posted).await,
        _ => return Err(Error::Invalid { field: "order", code: "unknown-choice" }),
    }
    Ok(Redirect::to(&address(fields.get("name"))).into_response())
}

fn address(name: &str) -> String {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("/desk/webhooks?name={name}")
}

/// Tells a range of entries again; a range that there is not, or of which the endpoint is told nothing, comes back.
async fn replay(app: &Shared, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let (w, now) = (&signed.visit.w, app.now());
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|number| *number >= 0);
    let (from, to) = (number(fields.get("from")), number(fields.get("to")));
    let is_one = fields.get("to").trim().is_empty();
    let mut errors = Vec::new();
    let mut fault = |field: &str, message: String| {
        errors.push(FieldError { field: field.to_owned(), message });
    };
    if from.is_none() {
        fault("from", w.t("error-webhook-not-an-entry"));
    }
    if to.is_none() && !is_one {
        fault("to", w.t("error-webhook-not-an-entry"));
    }
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        fault("to", w.t("webhook-ends-before"));
    }
    if let (true, Some(from)) = (errors.is_empty(), from) {
        let (name, to) = (fields.get("name").to_owned(), to.unwrap_or(from));
        let replayed = app
            .db
            .write(move |tx| match webhooks::find(tx, &name)? {
                Some(endpoint) => webhooks::replay(tx, &endpoint, from, to, now).map(Some),
                None => Ok(None),
            })
            .await?;
        let message = match replayed.ok_or(Error::NotFound(Missing::Page))? {
            Replayed::Told(0) => w.t("webhook-nothing-there"),
            Replayed::Told(count) => {
                let there = format!("{}&again={count}", address(fields.get("name")));
                return Ok(Redirect::to(&there).into_response());
            }
            Replayed::NoSuchEntry(0) => w.t("webhook-empty-journal"),
            Replayed::NoSuchEntry(size) => w.with(
                "webhook-no-such-entry",
                &[
                    ("entry", from.to_string().as_str().into()),
                    ("last", (size - 1).to_string().as_str().into()),
                ],
            ),
        };
        errors.push(FieldError { field: "from".to_owned(), message });
    }
    let asked = Asked { name: fields.get("name").to_owned(), ..Asked::default() };
    let returned = Returned { from: fields.get("from").to_owned(), to: fields.get("to").to_owned(), errors };
    let page = page(app, &signed, asked, returned).await?;
    Ok(Page::private(page).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}
