//! The page of a contractor's link: whoever holds it sees what is public of one case and what the agency wrote, hands in photos and
//! words, and says that the work is done. No account; the link ends by time, by the agency's hand, or with the work. What comes
//! by it goes to the agency's desk and is public only where the agency makes it its own.

mod page;

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use dantin_photos::{Hash, Shelf};
use dantin_record::id::CaseId;

use super::{
    form::{Form, Upload},
    limits::{Deed, Source},
    own::{self, Own, Place},
    reports::{self, steps},
};
use crate::{
    act::cases::{
        links::{self, Delivery, Held},
        secret_hash,
    },
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::{components::FieldError, headers::CachePolicy},
};

/// Characters of a message at most.
const MOST: usize = 4_000;

/// What was typed and could not be taken, with the reasons.
#[derive(Default)]
struct Typed {
    text: String,
    before: Vec<Own>,
    after: Vec<Own>,
    errors: Vec<FieldError>,
    status: StatusCode,
}

/// What a secret opens. A wrong one counts against the address it came from.
async fn held(app: &Shared, visit: &Visit, source: Source, secret: &str) -> Result<Held, Error> {
    let found = match secret.parse::<CaseId>() {
        Ok(_) => {
            let hash = secret_hash(secret);
            app.read(move |tx| Ok(links::find(tx, &hash)?)).await?
        }
        Err(_) => None,
    };
    if found.is_none() {
        app.limits.take(Deed::WrongSecret, source, visit.now)?;
    }
    found.ok_or_else(|| not_found(Missing::Secret))
}

/// `GET /contractor/{secret}`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let held = held(&app, &visit, source, &secret).await?;
    let (id, now) = (held.id.clone(), visit.now);
    // That it was opened is the agency's to know; where nothing can be written, the page is shown all the same.
    if !app.is_halted() && held.revoked.is_none() {
        let noted: Result<(), dantin_store::Error> =
            app.db.write(move |tx| links::opened(tx, now, &id)).await;
        if let Err(error) = noted {
            tracing::warn!(%error, "That a contractor's link was opened could not be noted");
        }
    }
    page::show(&app, &visit, &held, &secret, Typed::default()).await
}

/// `POST /contractor/{secret}`: photos, words, and whether it is done.
pub async fn deliver(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let held = held(&app, &visit, source, &secret).await?;
    if !page::is_live(&app, &held, visit.now).await? {
        return page::show(&app, &visit, &held, &secret, Typed::default()).await;
    }
    let is_done = form.value("done") == "1";
    let typed_text = form.value("text").to_owned();
    let sent = |field: &str| Own::read_all(&app.key, Place::Outside, form.values(field));
    let (kept_before, kept_after) = (sent("before_hash"), sent("after_hash"));
    let is_any_lost = kept_before.1 || kept_after.1;
    let mut typed = Typed { before: kept_before.0, after: kept_after.0, ..Typed::default() };
    let (before, after): (Vec<Upload>, Vec<Upload>) =
        form.files.into_iter().partition(|file| file.field == "before");
    typed.errors = steps::accept(&app, &visit, source, "before", &mut typed.before, before).await?;
    typed.errors.extend(steps::accept(&app, &visit, source, "after", &mut typed.after, after).await?);
    if is_any_lost {
        typed.errors.push(FieldError { field: "after".into(), message: visit.w.t("photo-fault-gone") });
    }
    typed.text = match reports::text(&visit.w, "text", &typed_text, MOST) {
        Ok(text) => text,
        Err(error) => {
            typed.errors.push(error);
            typed_text
        }
    };
    let is_empty = typed.text.is_empty() && typed.before.is_empty() && typed.after.is_empty();
    if is_empty && !is_done && typed.errors.is_empty() {
        typed.errors.push(FieldError { field: "text".into(), message: visit.w.t("work-nothing") });
    }
    if !typed.errors.is_empty() {
        typed.status = StatusCode::UNPROCESSABLE_ENTITY;
        return page::show(&app, &visit, &held, &secret, typed).await;
    }
    let (before, after) = (own::hashes(&typed.before), own::hashes(&typed.after));
    let (one, words) = (held.clone(), typed.text.clone());
    let done = match app.limits.take(Deed::Report, source, visit.now) {
        Ok(()) => {
            app.command(move |tx, context| {
                let delivery = Delivery { before: &before, after: &after, words: &words, is_done };
                Ok(links::deliver(tx, context, &one, &delivery)?)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/contractor/{secret}#sent")).into_response()),
        Err(error @ (Error::Refused(_) | Error::TooMany { .. } | Error::DiskFull | Error::Unavailable)) => {
            let (title, explanation) = error.words(&visit.w);
            typed.status = error.status();
            typed.errors =
                vec![FieldError { field: "main".into(), message: format!("{title}. {explanation}") }];
            page::show(&app, &visit, &held, &secret, typed).await
        }
        Err(Error::Invalid { .. }) => {
            typed.before.clear();
            typed.after.clear();
            typed.errors = vec![FieldError { field: "after".into(), message: visit.w.t("photo-fault-gone") }];
            typed.status = StatusCode::UNPROCESSABLE_ENTITY;
            page::show(&app, &visit, &held, &secret, typed).await
        }
        Err(error) => Err(error),
    }
}

/// `GET /contractor/{secret}/photos/{sha256}/{size}.jpg`, by the hash of the large copy: the public photos of the case, and what came by this
/// link.
pub async fn photo(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path((secret, hash, file)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let held = held(&app, &visit, source, &secret).await?;
    if !page::is_live(&app, &held, visit.now).await? {
        return Err(not_found(Missing::Photo));
    }
    let copy: Option<(String, String)> = app
        .read(move |tx| {
            Ok(tx.first(
                "SELECT large, medium FROM photos WHERE large = $1 AND (EXISTS (SELECT 1 FROM case_photos p \
                 JOIN cases c ON c.id = p.case_id WHERE p.photo = photos.hash AND p.case_id = $2 AND p.shown = TRUE \
                 AND c.visibility <> 'hidden') OR EXISTS (SELECT 1 FROM work_photos w WHERE \
                 w.photo = photos.hash AND w.link_id = $3)) LIMIT 1",
                &[&hash, &held.case, &held.id],
            )?)
        })
        .await?;
    let copy = copy.and_then(|(large, medium)| match file.as_str() {
        "large.jpg" => Some(large),
        "medium.jpg" => Some(medium),
        _ => None,
    });
    let hash = copy.and_then(|copy| copy.parse::<Hash>().ok()).ok_or_else(|| not_found(Missing::Photo))?;
    let bytes = app.photos.store().get(Shelf::Published, hash).await.map_err(anyhow::Error::new)?;
    let bytes = bytes.ok_or_else(|| not_found(Missing::Photo))?;
    Ok((CachePolicy::Private, [(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}
