//! Mail from the page behind a secret link: whether news come, and the link itself into the own mailbox. The link is sent
//! while its holder waits and stands in no table, not even for a moment: whoever reads or writes the database could speak
//! for the resident with it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_mail::{Address, Outcome};
use dantin_store::Tx;
use dantin_words::Words;
use serde::Deserialize;

use super::holder;
use crate::{
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::{
        form::Form,
        limits::{Deed, Source},
    },
    mail::{
        Letter, List, Told, address_hash, deliver, new_id, outbox,
        page::{Frame, note},
        stops,
    },
    pages::components::{Notice, NoticeKind},
};

/// The mailbox that was given with a case.
pub(super) struct Mailbox {
    pub address: String,
    /// Whether news of this case come.
    pub is_on: bool,
    /// Whether whoever reads there has stopped all such mail, or the address does not work.
    pub is_dead: bool,
}

/// The mailbox of whoever asked; none without an address that can be written to.
pub(super) fn mailbox(tx: &mut Tx<'_>, asker: &str) -> Result<Option<Mailbox>, dantin_store::Error> {
    let found: Option<(Option<String>, bool)> =
        tx.first("SELECT email, mail FROM askers WHERE id = $1", &[&asker])?;
    let Some((Some(address), is_on)) = found else { return Ok(None) };
    let Ok(parsed) = address.parse::<Address>() else { return Ok(None) };
    let is_dead = stops::is_stopped(tx, &address_hash(&parsed), List::Cases)?;
    Ok(Some(Mailbox { address, is_on, is_dead }))
}

/// What the address says has just happened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    mail: String,
}

impl Said {
    pub(super) fn notice(&self, w: &Words) -> Option<Notice> {
        let (kind, key) = match self.mail.as_str() {
            "on" => (NoticeKind::Success, "my-mail-said-on"),
            "off" => (NoticeKind::Success, "my-mail-said-off"),
            "sent" => (NoticeKind::Success, "my-mail-said-sent"),
            "later" => (NoticeKind::Warning, "my-mail-said-later"),
            "refused" => (NoticeKind::Error, "my-mail-said-refused"),
            _ => return None,
        };
        Some(Notice { kind, title: w.t(key), text: String::new() })
    }
}

/// `POST /my/{secret}/mail`.
pub async fn mail(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let holder = holder(&app, &visit, source, &secret).await?;
    let missing = || not_found(Missing::Page);
    if app.mail.is_none() {
        return Err(missing());
    }
    app.limits.take(Deed::Mail, source, visit.now)?;
    let asker = holder.asker.clone();
    let mailbox = app.read(move |tx| Ok(mailbox(tx, &asker)?)).await?.ok_or_else(missing)?;
    let said = match form.value("choice") {
        choice @ ("on" | "off") => {
            let (asker, is_on) = (holder.asker.clone(), choice == "on");
            app.db.write(move |tx| set(tx, &asker, is_on)).await?;
            if is_on { "on" } else { "off" }
        }
        "link" if !mailbox.is_dead => {
            let (case, number) = (holder.case.clone(), holder.number.unwrap_or(1));
            let told = Told { reader: holder.asker.clone(), case, number };
            send_link(&app, &visit, &secret, &mailbox.address, told).await?
        }
        _ => return Err(missing()),
    };
    Ok(Redirect::to(&format!("/my/{secret}?mail={said}#mail")).into_response())
}

fn set(tx: &mut Tx<'_>, asker: &str, is_on: bool) -> Result<(), dantin_store::Error> {
    tx.execute("UPDATE askers SET mail = $1 WHERE id = $2", &[&is_on, &asker])?;
    if !is_on {
        tx.execute("DELETE FROM mail_changes WHERE list = 'cases' AND reader = $1", &[&asker])?;
    }
    Ok(())
}

async fn send_link(
    app: &Shared,
    visit: &Visit,
    secret: &str,
    address: &str,
    told: Told,
) -> Result<&'static str, Error> {
    let w = &visit.w;
    let to: Address = address.parse().map_err(anyhow::Error::new)?;
    let case = told.case.clone();
    let (code,): (String,) =
        app.read(move |tx| Ok(tx.one("SELECT code FROM cases WHERE id = $1", &[&case])?)).await?;
    let subject = w.with("my-mail-link-subject", &[("code", (&code).into())]);
    let frame = Frame {
        w,
        city: app.site.city(w.language()),
        title: &subject,
        why: &w.t("my-mail-link-why"),
        choices: "",
        is_sample: app.site.is_sample,
    };
    let link = format!("{}/my/{secret}", app.public_url.trim_end_matches('/'));
    let (html, text) = note(
        &frame,
        &[w.with("my-mail-link-body", &[("code", (&code).into())])],
        (&link, &w.t("my-link-open")),
        &[w.t("my-link-hint")],
    )
    .map_err(anyhow::Error::new)?;
    let thread = Some(format!("case.{code}"));
    let letter = Letter {
        list: List::Link,
        to,
        language: w.language(),
        subject,
        text,
        html,
        thread,
        told: vec![told],
    };
    let (id, now, sharing) = (new_id(visit.now, app.random.as_ref()), visit.now, app.clone());
    let (outcome, id, letter) = tokio::task::spawn_blocking(move || {
        let outcome = match &sharing.mail {
            Some(mailer) => deliver::send_now(mailer, &id, &letter, now),
            None => Ok(Outcome::Later(String::new())),
        };
        (outcome, id, letter)
    })
    .await
    .map_err(anyhow::Error::new)?;
    Ok(match outcome {
        Ok(Outcome::Taken) => {
            app.db.write(move |tx| outbox::note_sent(tx, now, &id, &letter)).await?;
            "sent"
        }
        Ok(Outcome::AddressRefused(_) | Outcome::MailRefused(_)) => "refused",
        Ok(Outcome::Later(_)) => "later",
        Err(trouble) => {
            tracing::warn!(%trouble, "Mail cannot be sent now");
            "later"
        }
    })
}
