//! The way to the identity provider and back. What fails on it ends at the door with one sentence; what failed is told to
//! those who read the server's log.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{Asked, Failed, begin, belongs, subject};
use crate::{
    app::{Shared, Visit},
    city::people::{
        browser,
        ceremonies::{self, Kind},
        cookies::Cookie,
        factors, identities,
        pages::{Address, inside_the_desk, let_in, token},
        sessions::{self, NewSession, Origin},
        sign_in::SignedIn as In,
        store,
        throttle::{self, Source},
        token::Token,
    },
    error::{Error, Missing},
    pages::layout::{Page, Section, Shell},
};

/// Where to go after the door.
#[derive(Deserialize)]
pub struct Waiting {
    #[serde(default)]
    next: String,
}

/// Nobody came in: why, and for whom the administrator must make an entry.
#[derive(Template)]
#[template(path = "city/people/templates/provider.html")]
pub struct RefusedPage {
    shell: Shell,
    title: String,
    text: String,
    subject: String,
}

fn refused(visit: &Visit, title: &str, text: &str, subject: String) -> Response {
    let w = &visit.w;
    let page = RefusedPage {
        shell: visit.shell(w.t("sign-in-title"), Section::Desk).unlisted(),
        title: w.t(title),
        text: w.t(text),
        subject,
    };
    Page::private(page).with_status(StatusCode::FORBIDDEN).into_response()
}

fn failure(visit: &Visit, why: &Failed) -> Response {
    tracing::warn!(why = why.0, "A sign-in through the identity provider failed");
    refused(visit, "provider-failed", "provider-failed-explained", String::new())
}

/// `GET /desk/sign-in/provider`: off to the provider.
pub async fn leave(
    State(app): State<Shared>,
    visit: Visit,
    Address(address): Address,
    Query(waiting): Query<Waiting>,
) -> Result<Response, Error> {
    let Some(provider) = app.settings.provider.clone() else { return Err(Error::NotFound(Missing::Page)) };
    let now = visit.now;
    // It counts as an attempt until it succeeds: nobody makes the server ask and remember without end.
    let counted = app.db.write(move |tx| throttle::count(tx, &Source::Address(address), now)).await;
    match counted {
        Ok(()) => {}
        Err(throttle::Refused::Until(at)) => {
            let wait = u64::try_from(at.duration_since(now).as_secs()).unwrap_or(0).max(1);
            return Err(Error::TooMany { wait });
        }
        Err(throttle::Refused::Store(error)) => return Err(error.into()),
    }
    let (here, next) = (app.clone(), inside_the_desk(&waiting.next).to_owned());
    let begun = tokio::task::spawn_blocking(move || {
        begin(&here.provider, &provider, &here.public_url, here.random.as_ref(), &next, now)
    });
    let (there, asked) = match begun.await.map_err(anyhow::Error::new)? {
        Ok(begun) => begun,
        Err(why) => return Ok(failure(&visit, &why)),
    };
    let mark = Token::draw(app.random.as_ref());
    let body = serde_json::to_string(&asked).map_err(anyhow::Error::new)?;
    let kept = mark.clone();
    let begun: Result<(), Error> =
        app.db.write(move |tx| Ok(ceremonies::begin(tx, &kept, Kind::Provider, &body, now)?)).await;
    begun?;
    let cookie = Cookie::Provider.set(&mark, app.settings.behind_proxy);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&there)).into_response())
}

/// What the provider sends along; whatever else it sends is not looked at.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    iss: String,
}

/// `GET /desk/sign-in/provider/back`: somebody comes back.
pub async fn back(
    State(app): State<Shared>,
    visit: Visit,
    Address(address): Address,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Error> {
    let Some(provider) = app.settings.provider.clone() else { return Err(Error::NotFound(Missing::Page)) };
    let fail = |why: &str| Ok(failure(&visit, &Failed(why.to_owned())));
    let Some(mark) = token(&headers, Cookie::Provider, &app) else {
        return fail("this browser did not ask");
    };
    let now = visit.now;
    let kept: Result<Option<String>, Error> =
        app.db.write(move |tx| Ok(ceremonies::take(tx, &mark, Kind::Provider, now)?)).await;
    let asked: Option<Asked> = kept?.and_then(|body| serde_json::from_str(&body).ok());
    let Some(asked) = asked.filter(|asked| belongs(asked, &back.state)) else {
        return fail("nothing was asked that this answers");
    };
    if !back.error.is_empty() {
        return fail("the provider refused");
    }
    // RFC 9207: an answer of another provider is none.
    if !back.iss.is_empty() && back.iss != provider.issuer {
        return fail("another provider answers");
    }
    let next = asked.next.clone();
    let (here, there) = (app.clone(), provider.clone());
    let said = tokio::task::spawn_blocking(move || {
        subject(&here.provider, &there, &here.public_url, asked, &back.code, now)
    });
    let subject = match said.await.map_err(anyhow::Error::new)? {
        Ok(subject) => subject,
        Err(why) => return Ok(failure(&visit, &why)),
    };
    let (session, mark) = (NewSession::draw(app.random.as_ref()), Token::draw(app.random.as_ref()));
    let origin = Origin { address: Some(address.to_canonical().to_string()), browser: browser::of(&headers) };
    let required = app.settings.second_factor.clone();
    let (old, sought) = (token(&headers, Cookie::Device, &app), subject.clone());
    let signed: Result<Option<In>, Error> = app
        .db
        .write(move |tx| {
            let Some(officer) = identities::find(tx, &provider.issuer, &sought)? else { return Ok(None) };
            // Roles and factors as they are when nobody else can change them any more.
            store::hold(tx, &officer.id)?;
            let Some(officer) = identities::find(tx, &provider.issuer, &sought)? else { return Ok(None) };
            let awaits = if provider.second_factor {
                None
            } else {
                factors::owed(&required, &officer, factors::store::has_any(tx, &officer.id)?)
            };
            throttle::take_back(tx, &Source::Address(address), now)?;
            sessions::insert(tx, &officer.id, &session, awaits, &origin, now)?;
            let device = if awaits.is_none() {
                sessions::renew_device(tx, old.as_ref(), &mark, &officer.id, now)?;
                Some(mark.clone())
            } else {
                None
            };
            Ok(Some(In { officer, session: session.token.clone(), awaits, device }))
        })
        .await;
    match signed? {
        Some(signed) => Ok(let_in(&app, &headers, &signed, &next)),
        None => Ok(refused(&visit, "provider-unknown", "provider-unknown-explained", subject)),
    }
}
