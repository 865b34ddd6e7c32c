//! The view for a phone at the place. Of a case: where it is, and two buttons that take pictures before and after the work, which are
//! drafts until the form that reports the result takes them up. Of a round of oversight (`visits.rs`): the notes and pictures of a
//! visit. With JavaScript everything waits on the phone until there is a network and a session (`assets/js/field.js`); without it
//! everything goes with forms.

pub mod visits;

use askama::Template;
use axum::{
    extract::{Path, Query, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use dantin_photos::Hash;
use dantin_store::{FromRow, Row, Tx};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    evidence,
    form::Posted,
    presence::visible,
    reads::{self, What},
    seen::full_code,
    sheet,
    steps::{Standing, Step},
    store,
    wording::Wording,
};
use crate::{
    app::Shared,
    city::people::{
        model::{Officer, OfficerId},
        pages::{SignedIn, check_csrf},
        rights::Act,
    },
    error::{Error, Missing, problem},
    listen::{
        own::{Own, Place},
        photos::{NotKept, fault_words, keep},
    },
    pages::{
        components::{Deadline, FieldError, Link, SummaryRow},
        layout::{Page, Shell},
    },
    routes::bodies,
};

/// Drafts of one case at most.
const MOST: i64 = 20;
/// The header that carries the session's text where there is no form.
const CSRF: &str = "dantin-csrf";

/// When a picture was taken: before or after the work on a case, or at a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    Before,
    After,
    Visit,
}

impl Phase {
    /// As it stands in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Phase::Before => "before",
            Phase::After => "after",
            Phase::Visit => "visit",
        }
    }

    fn of_work(code: &str) -> Option<Phase> {
        [Phase::Before, Phase::After].into_iter().find(|phase| phase.code() == code)
    }
}

/// A picture that is no evidence yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Hash of its original.
    pub hash: String,
    /// `before` or `after`.
    pub phase: String,
    /// Who took it.
    pub officer: String,
    /// When it came.
    pub at: Timestamp,
}

impl FromRow for Draft {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        Ok(Draft { hash: row.take()?, phase: row.take()?, officer: row.take()?, at: row.take()? })
    }
}

/// The drafts of a case that are not used yet and still there.
pub fn drafts(tx: &mut Tx<'_>, case: &str) -> Result<Vec<Draft>, dantin_store::Error> {
    tx.all(
        "SELECT f.photo, f.phase, officers.name, f.created_at FROM field_photos f \
         JOIN photos ON photos.hash = f.photo JOIN officers ON officers.id = f.officer_id \
         WHERE f.case_id = $1 AND NOT EXISTS (SELECT 1 FROM case_photos c WHERE c.case_id = f.case_id \
         AND c.photo = f.photo) ORDER BY f.created_at, f.photo",
        &[&case],
    )
}

/// Keeps a picture as a draft; the same one again only says anew when it was taken.
fn insert(
    tx: &mut Tx<'_>,
    case: &str,
    hash: &str,
    phase: Phase,
    officer: &OfficerId,
    now: Timestamp,
) -> Result<(), Error> {
    let there: i64 =
        tx.one("SELECT count(*) FROM field_photos WHERE case_id = $1 AND photo <> $2", &[&case, &hash])?;
    if there >= MOST {
        return Err(Error::Invalid { field: "photo", code: "field-too-many" });
    }
    tx.execute(
        "INSERT INTO field_photos (case_id, photo, phase, officer_id, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (case_id, photo) DO UPDATE SET phase = excluded.phase",
        &[&case, &hash, &phase.code(), officer, &now],
    )?;
    Ok(())
}

/// The case, for those who may bring evidence for it.
fn worked_on(
    tx: &mut Tx<'_>,
    city: &dantin_city::City,
    officer: &Officer,
    code: &str,
) -> Result<store::Record, Error> {
    let record = visible(tx, city, officer, code)?;
    let standing = Standing::new(city, officer, &record.case, record.assignee.as_ref());
    standing.actor(Step::Resolve).map_err(|denied| Error::Forbidden(denied.word()))?;
    Ok(record)
}

/// A draft as shown.
pub struct Shown {
    hash: String,
    alt: String,
}

/// The pictures of one phase.
pub struct Part {
    phase: &'static str,
    label: String,
    shown: Vec<Shown>,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/field.html")]
pub struct FieldPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    officer: String,
    code: String,
    heading: String,
    agency: String,
    deadline: Option<Deadline>,
    rows: Vec<SummaryRow>,
    text: String,
    point: String,
    may_send: bool,
    parts: Vec<Part>,
}

/// `GET /desk/field/{code}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let code = full_code(&app, &code)?;
    let asked = code.clone();
    match app.read(move |tx| visits::overseer(tx, &asked)).await? {
        Some(_) => visits::page(&app, &signed, code).await,
        None => page(&app, &signed, code, Vec::new(), StatusCode::OK).await,
    }
}

async fn page(
    app: &Shared,
    signed: &SignedIn,
    code: String,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Result<Response, Error> {
    let (officer, city) = (signed.officer().clone(), app.city.clone());
    let (record, contents, drafts) = app
        .read(move |tx| {
            let record = visible(tx, &city, &officer, &code)?;
            let contents = store::contents(tx, &record.id)?;
            let drafts = drafts(tx, &record.id)?;
            Ok((record, contents, drafts))
        })
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
    let with_content = standing.has(Act::SeeContent);
    if with_content {
        reads::note(app, &signed.officer().id, &record.id, &[What::Content], signed.visit.now).await?;
    }
    let (rows, text) = sheet::place(&wording, &record, &contents, with_content);
    let shown = |phase: Phase| -> Vec<Shown> {
        drafts
            .iter()
            .filter(|draft| with_content && draft.phase == phase.code())
            .map(|draft| Shown {
                hash: draft.hash.clone(),
                alt: format!(
                    "{}, {}, {}",
                    w.code("desk-photo", &draft.phase),
                    draft.officer,
                    wording.moment(draft.at).shown
                ),
            })
            .collect()
    };
    let title = w.t("field-title");
    Ok(Page::private(FieldPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new(format!("/desk/cases/{}", record.code), record.code.clone()),
            Link::new("", title.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        officer: signed.officer().id.to_string(),
        heading: sheet::heading(&wording, &record),
        agency: wording.lead(&record.case),
        deadline: wording.deadline(&record.case),
        rows,
        text,
        point: record
            .place
            .filter(|_| with_content)
            .map(|(latitude, longitude, _)| format!("geo:{latitude:.5},{longitude:.5}"))
            .unwrap_or_default(),
        may_send: standing.actor(Step::Resolve).is_ok(),
        parts: [(Phase::Before, "field-before"), (Phase::After, "field-after")]
            .into_iter()
            .map(|(phase, key)| Part { phase: phase.code(), label: w.t(key), shown: shown(phase) })
            .collect(),
        shell: signed.shell(format!("{} {title}", record.code)).with_errors(!errors.is_empty()),
        errors,
        code: record.code,
    })
    .with_status(status)
    .into_response())
}

/// `POST /desk/field/{code}`: pictures with a form, or one that is taken away (`remove`).
pub async fn send(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let code = full_code(&app, &code)?;
    let Posted { signed, fields, files } = posted;
    let (officer, city, key) = (signed.officer().clone(), app.city.clone(), code.clone());
    let removed = Some(fields.get("remove").to_owned()).filter(|hash| !hash.is_empty());
    if let Some(hash) = removed {
        let gone: Result<(), Error> = app
            .db
            .write(move |tx| {
                let record = worked_on(tx, &city, &officer, &key)?;
                tx.execute(
                    "DELETE FROM field_photos WHERE case_id = $1 AND photo = $2",
                    &[&record.id, &hash],
                )?;
                Ok(())
            })
            .await;
        gone?;
        return Ok(Redirect::to(&format!("/desk/field/{code}")).into_response());
    }
    let phase =
        Phase::of_work(fields.get("phase")).ok_or(Error::Invalid { field: "phase", code: "form-broken" })?;
    // The right is asked before a picture is decoded.
    app.read(move |tx| worked_on(tx, &city, &officer, &key).map(|_| ())).await?;
    let mut errors = Vec::new();
    let kept =
        evidence::accept(&app, &signed.visit.w, &fields, &files, (&code, "photo"), &mut errors).await?;
    if kept.is_empty() && errors.is_empty() {
        let message = signed.visit.w.t("field-no-photo");
        errors.push(FieldError { field: "photo".to_owned(), message });
    }
    let (officer, city, now, key) =
        (signed.officer().clone(), app.city.clone(), signed.visit.now, code.clone());
    let written: Result<(), Error> = app
        .db
        .write(move |tx| {
            let record = worked_on(tx, &city, &officer, &key)?;
            for photo in &kept {
                insert(tx, &record.id, &photo.hash.to_string(), phase, &officer.id, now)?;
            }
            Ok(())
        })
        .await;
    match written {
        Ok(()) => {}
        Err(Error::Invalid { field, code: "field-too-many" }) => {
            let message = signed.visit.w.t("error-field-too-many");
            errors.push(FieldError { field: field.to_owned(), message });
        }
        Err(other) => return Err(other),
    }
    if errors.is_empty() {
        Ok(Redirect::to(&format!("/desk/field/{code}")).into_response())
    } else {
        page(&app, &signed, code, errors, StatusCode::UNPROCESSABLE_ENTITY).await
    }
}

/// When the picture was taken.
#[derive(Deserialize)]
pub struct Taken {
    phase: Phase,
}

/// `PUT /desk/field/{code}/{sha256}?phase=after`, of a round `?phase=visit`: one picture; the address must be its hash, so it may come any number of
/// times.
pub async fn upload(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, hash)): Path<(String, String)>,
    Query(taken): Query<Taken>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Error> {
    let sent = headers.get(CSRF).and_then(|value| value.to_str().ok()).unwrap_or_default();
    check_csrf(&signed, sent)?;
    let code = full_code(&app, &code)?;
    let named: Hash = hash.parse().map_err(|_not_a_hash| Error::NotFound(Missing::Photo))?;
    let (officer, city, key) = (signed.officer().clone(), app.city.clone(), code.clone());
    let is_round = taken.phase == Phase::Visit;
    let allowed = move |tx: &mut Tx<'_>| {
        if is_round {
            visits::visited_by(tx, &officer, &key)
        } else {
            worked_on(tx, &city, &officer, &key).map(|_| ())
        }
    };
    app.read(allowed).await?;
    let bytes = bodies::read(&app, request).await?;
    if Hash::of(&bytes) != named {
        return Err(Error::Invalid { field: "photo", code: "photo-hash" });
    }
    match keep(&app, bytes).await {
        Ok(_) => {}
        Err(NotKept::Refused(refusal)) => {
            let reason = fault_words(&signed.visit.w, "", &refusal);
            return Ok(problem(StatusCode::UNPROCESSABLE_ENTITY, &reason));
        }
        Err(NotKept::Failed(error)) => return Err(error),
    }
    // The visit itself names it, and comes right behind.
    if is_round {
        let own = Own::of(&app.key, Place::Desk(&code), named);
        return Ok((StatusCode::CREATED, own.to_string()).into_response());
    }
    let (officer, city, now) = (signed.officer().clone(), app.city.clone(), signed.visit.now);
    let written: Result<(), Error> = app
        .db
        .write(move |tx| {
            let record = worked_on(tx, &city, &officer, &code)?;
            insert(tx, &record.id, &named.to_string(), taken.phase, &officer.id, now)
        })
        .await;
    written?;
    Ok(StatusCode::CREATED.into_response())
}
