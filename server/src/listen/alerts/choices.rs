//! `/mail/{token}`: whoever reads at an address chooses here what comes: ends single alerts, all of them, the mails about
//! own cases or the weekly mails, and begins these again. The token comes with each mail and opens nothing else. With one press a mail program
//! ends a whole list (RFC 8058), without cookies and without a second question.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::words;
use crate::{
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::form::Form,
    mail::{List, Purpose, alerts, stops, weekly},
    pages::{
        components::{Notice, NoticeKind},
        layout::{Page, Section, Shell},
    },
};

struct Alert {
    id: String,
    about: String,
}

#[derive(Template)]
#[template(path = "listen/alerts/templates/choices.html")]
struct ChoicesPage {
    shell: Shell,
    action: String,
    alerts: Vec<Alert>,
    gets_cases: bool,
    /// Whether weekly mails come; none where no officer has them sent here.
    gets_weekly: Option<bool>,
}

/// What just happened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

/// `GET /mail/{token}`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Error> {
    let hash = opened(&app, &token)?;
    let (found, gets_cases, gets_weekly) = app
        .read(move |tx| {
            let mut gets = |list| stops::is_stopped(tx, &hash, list).map(|is_stopped| !is_stopped);
            let (cases, weekly) = (gets(List::Cases)?, gets(List::Weekly)?);
            let weekly = weekly::is_wanted_at(tx, &hash)?.then_some(weekly);
            Ok((alerts::of_address(tx, &hash)?, cases, weekly))
        })
        .await?;
    let w = &visit.w;
    let confirmed = found.into_iter().filter(|alert| alert.is_confirmed);
    let alerts = confirmed.map(|alert| Alert {
        about: words::wish(w, &app.city, &alert.wish, alert.code.as_deref()),
        id: alert.id,
    });
    let key = match done.done.as_str() {
        "confirmed" => Some("mail-done-confirmed"),
        "ended" => Some("mail-done-ended"),
        "resumed" => Some("mail-done-resumed"),
        "resumed-weekly" => Some("mail-done-resumed-weekly"),
        _ => None,
    };
    let notice = key.map(|key| Notice { kind: NoticeKind::Success, title: w.t(key), text: String::new() });
    let shell = visit.shell(w.t("mail-choices-title"), Section::None).unlisted().with_notice(notice);
    let alerts = alerts.collect();
    Ok(Page::private(ChoicesPage {
        shell,
        action: format!("/mail/{token}"),
        alerts,
        gets_cases,
        gets_weekly,
    })
    .into_response())
}

/// `POST /mail/{token}`.
pub async fn choose(
    State(app): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let hash = opened(&app, &token)?;
    let now = visit.now;
    let (choice, alert) = (form.value("choice").to_owned(), form.value("alert").to_owned());
    let done = match choice.as_str() {
        "end-alert" | "end-alerts" | "end-cases" | "end-weekly" => "ended",
        "resume-cases" => "resumed",
        "resume-weekly" => "resumed-weekly",
        _ => return Err(not_found(Missing::Page)),
    };
    app.db
        .write(move |tx| match choice.as_str() {
            "end-alert" => alerts::end(tx, &hash, &alert),
            "end-alerts" => stops::stop(tx, now, &hash, List::Alerts),
            "end-cases" => stops::stop(tx, now, &hash, List::Cases),
            "end-weekly" => stops::stop(tx, now, &hash, List::Weekly),
            "resume-weekly" => stops::resume(tx, &hash, List::Weekly),
            _ => stops::resume(tx, &hash, List::Cases),
        })
        .await?;
    Ok(Redirect::to(&format!("/mail/{token}?done={done}")).into_response())
}

/// `POST /mail/{token}/stop/{list}`: one press in a mail program.
pub async fn stop_at_once(
    State(app): State<Shared>,
    visit: Visit,
    Path((token, list)): Path<(String, String)>,
) -> Result<Response, Error> {
    let hash = opened(&app, &token)?;
    let list = subscribed(&list)?;
    let now = visit.now;
    app.db.write(move |tx| stops::stop(tx, now, &hash, list)).await?;
    let w = &visit.w;
    Ok(super::said(&visit, w.t("mail-done-ended"), w.t("mail-stopped-sentence"), None))
}

/// `GET /mail/{token}/stop/{list}`: a person who follows the address of the header chooses on the page.
pub async fn stop_page(
    State(app): State<Shared>,
    Path((token, list)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    opened(&app, &token)?;
    subscribed(&list)?;
    Ok(Redirect::to(&format!("/mail/{token}")))
}

fn subscribed(list: &str) -> Result<List, Error> {
    List::from_code(list).filter(|list| list.is_subscribed()).ok_or_else(|| not_found(Missing::Page))
}

fn opened(app: &Shared, token: &str) -> Result<String, Error> {
    let mailer = app.mail.as_ref().ok_or_else(|| not_found(Missing::Page))?;
    mailer.opened(Purpose::Choices, token).map(ToOwned::to_owned).ok_or_else(|| not_found(Missing::Page))
}
