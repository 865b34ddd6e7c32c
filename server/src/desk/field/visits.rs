//! The view of a round of oversight for a phone at the place: the notes and pictures of a visit are written and taken there and come
//! when there is a network. A visit is told once under its key; one that the round cannot take, or that was written before somebody
//! else acted, is refused with a sentence and stays a draft on the phone.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use dantin_record::{code::AgencyCode, matter::Matter, oversight::RoundState};
use dantin_store::Tx;
use serde::Deserialize;

use super::{CSRF, full_code};
use crate::{
    act::cases::{CaseError, hex},
    app::Shared,
    city::people::{
        model::Officer,
        pages::{SignedIn, check_csrf},
    },
    clock::random,
    desk::{
        form::{Check, Fields},
        oversight::{standing::overseer_of, steps},
    },
    error::{Error, Missing, problem},
    listen::own::{self, Own, Place},
    pages::{
        components::{Link, SummaryRow},
        layout::{Page, Shell},
    },
    speak::{oversight::view, wording::Wording},
};

/// The overseer of the round of this code; nothing where it is no round.
pub(super) fn overseer(tx: &mut Tx<'_>, code: &str) -> Result<Option<AgencyCode>, Error> {
    let host: Option<(String,)> =
        tx.first("SELECT host FROM matters WHERE code = $1 AND kind = 'round'", &[&code])?;
    host.map(|(host,)| AgencyCode::new(&host).map_err(|bad| CaseError::Damaged(bad.to_string()).into()))
        .transpose()
}

/// Refuses whoever does not oversee the round of this code.
pub(super) fn visited_by(tx: &mut Tx<'_>, officer: &Officer, code: &str) -> Result<(), Error> {
    let overseer = overseer(tx, code)?.ok_or(Error::NotFound(Missing::Page))?;
    let acts = overseer_of(officer, overseer).is_some();
    if acts { Ok(()) } else { Err(Error::Forbidden("people-denied-not-your-role")) }
}

#[derive(Template)]
#[template(path = "desk/templates/field_visit.html")]
struct VisitPage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    officer: String,
    code: String,
    title: String,
    state: String,
    facts: Vec<SummaryRow>,
    version: i64,
    key: String,
    is_open: bool,
}

/// The page of a round.
pub(super) async fn page(app: &Shared, signed: &SignedIn, code: String) -> Result<Response, Error> {
    let officer = signed.officer().clone();
    let held = app
        .read(move |tx| {
            visited_by(tx, &officer, &code)?;
            view::find(tx, &code)
        })
        .await?;
    let Matter::Round(round) = &held.matter else { return Err(Error::NotFound(Missing::Page)) };
    let w = &signed.visit.w;
    let shown = view::round(&held, round, Wording { city: &app.city, w, now: signed.visit.now });
    let title = w.t("field-title");
    Ok(Page::private(VisitPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/oversight", w.t("oversight-title")),
            Link::new(format!("/desk/oversight/{}", held.code), held.code.clone()),
            Link::new("", title.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        officer: signed.officer().id.to_string(),
        state: shown.state,
        facts: shown.facts,
        version: held.version,
        key: hex(&random::<16>(app.random.as_ref())),
        is_open: matches!(round.state, RoundState::Notified | RoundState::UnderWay),
        shell: signed.shell(format!("{} {title}", held.code)),
        code: held.code,
        title: held.title,
    })
    .into_response())
}

/// A visit as the phone sends it; its pictures have come before.
#[derive(Deserialize)]
struct Sent {
    /// The round's version when its page was opened.
    version: i64,
    words: String,
    /// What the server said to each of them.
    photos: Vec<String>,
}

/// `PUT /desk/field/{code}/visits/{key}`: a visit, which may come any number of times under its key.
pub async fn put(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, key)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Error> {
    let sent = headers.get(CSRF).and_then(|value| value.to_str().ok()).unwrap_or_default();
    check_csrf(&signed, sent)?;
    let code = full_code(&app, &code)?;
    let (officer, asked) = (signed.officer().clone(), code.clone());
    let held = app
        .read(move |tx| {
            visited_by(tx, &officer, &asked)?;
            view::find(tx, &asked)
        })
        .await?;
    let Sent { version, words, photos } = serde_json::from_slice(&bytes)
        .map_err(|_not_a_visit| Error::Invalid { field: "visit_words", code: "form-broken" })?;
    let w = &signed.visit.w;
    let (photos, is_any_lost) =
        Own::read_all(&app.key, Place::Desk(&code), photos.iter().map(String::as_str));
    if is_any_lost {
        return Ok(problem(StatusCode::UNPROCESSABLE_ENTITY, &w.t("photo-fault-gone")));
    }
    let photos = own::hashes(&photos);
    let fields = Fields::default().holding("visit_words", words).holding("idempotency_key", key);
    let mut check = Check::new(w, &fields);
    let officer = signed.officer().clone();
    let step = steps::read(&app, (&officer, &held.matter), &mut check, &fields, "visit", photos);
    if let Some(error) = check.errors.first() {
        return Ok(problem(StatusCode::UNPROCESSABLE_ENTITY, &error.message));
    }
    let step = step.ok_or(Error::NotFound(Missing::Page))?;
    let done = app
        .command_shown(move |tx, context| {
            Ok(steps::carry_out(tx, context, (&code, Some(version)), &officer, &step)?)
        })
        .await;
    match done {
        Ok(()) => Ok(StatusCode::CREATED.into_response()),
        Err(Error::Stale) => Ok(problem(StatusCode::CONFLICT, &w.t("field-visit-stale"))),
        Err(Error::Refused("matter_wrong_state")) => {
            let state = w.code("round-state", held.matter.state());
            let explanation = w.with("field-visit-wrong-state", &[("state", state.as_str().into())]);
            Ok(problem(StatusCode::CONFLICT, &explanation))
        }
        Err(error @ (Error::Refused(_) | Error::Invalid { .. })) => {
            Ok(problem(error.status(), &error.words(w).1))
        }
        Err(error) => Err(error),
    }
}
