//! An officer's own account over HTTP: the open sessions, each of which can be ended, another password, and what was done to the
//! account by whom.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    administration, browser,
    cookies::Cookie,
    pages::{Address, SignedIn, agency_of, check_csrf, let_in, moment, out, token, told},
    password::Typed,
    sessions,
    sign_in::{self as door, PasswordChange, Refused},
};
use crate::{
    act::cases::hex,
    app::Shared,
    error::Error,
    pages::{
        components::{FieldError, Moment, Notice, NoticeKind},
        layout::{Page, Shell},
    },
};

/// One's own account: sessions and password.
#[derive(Template)]
#[template(path = "city/people/templates/account.html")]
pub struct AccountPage {
    shell: Shell,
    errors: Vec<FieldError>,
    csrf: String,
    login: String,
    roles: Vec<String>,
    sessions: Vec<OpenSession>,
    acts: Vec<Done>,
}

/// The most acts that are listed.
const ACTS: i64 = 20;

/// What somebody did to the account.
struct Done {
    at: Moment,
    by: String,
    what: String,
    detail: String,
}

/// A session of the officer as shown.
struct OpenSession {
    handle: String,
    is_this: bool,
    with: String,
    from: String,
    since: Moment,
    seen: Moment,
}

/// What was just done.
#[derive(Deserialize)]
pub struct Changed {
    #[serde(default)]
    changed: String,
    #[serde(default)]
    closed: String,
}

/// `GET /desk/account`.
pub async fn account(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(changed): Query<Changed>,
) -> Result<Page<AccountPage>, Error> {
    let done = match (changed.changed.is_empty(), changed.closed.is_empty()) {
        (false, _) => Some("account-changed"),
        (true, false) => Some("account-session-closed"),
        (true, true) => None,
    };
    let notice = done.map(|key| Notice {
        kind: NoticeKind::Success,
        title: signed.visit.w.t(key),
        text: String::new(),
    });
    Ok(Page::private(account_page(&app, &signed, Vec::new(), notice).await?))
}

async fn account_page(
    app: &Shared,
    signed: &SignedIn,
    errors: Vec<FieldError>,
    notice: Option<Notice>,
) -> Result<AccountPage, Error> {
    let w = &signed.visit.w;
    let (id, now) = (signed.officer().id.clone(), signed.visit.now);
    let (running, noted) = app
        .read(move |tx| Ok((sessions::list(tx, &id, now)?, administration::latest(tx, Some(&id), ACTS)?)))
        .await?;
    let this = signed.token.hash();
    let sessions = running.into_iter().map(|one| OpenSession {
        is_this: one.handle == this,
        handle: hex(&one.handle),
        with: one.origin.browser.unwrap_or_else(|| w.t("account-session-unknown")),
        from: one.origin.address.unwrap_or_default(),
        since: moment(app, &signed.visit, one.created_at),
        seen: moment(app, &signed.visit, one.seen_at),
    });
    let acts = noted.into_iter().map(|noted| Done {
        at: moment(app, &signed.visit, noted.at),
        by: noted.by.unwrap_or_else(|| w.t("people-by-command")),
        what: w.code("people-change", &noted.change),
        detail: noted.detail,
    });
    let roles = signed
        .officer()
        .roles
        .iter()
        .map(|role| format!("{} · {}", w.t(role.kind.word()), agency_of(app, w, role)));
    Ok(AccountPage {
        shell: signed.shell(w.t("account-title")).with_notice(notice).with_errors(!errors.is_empty()),
        errors,
        csrf: signed.session.csrf().to_owned(),
        login: signed.officer().login.to_string(),
        roles: roles.collect(),
        sessions: sessions.collect(),
        acts: acts.collect(),
    })
}

/// The form that ends one session.
#[derive(Deserialize)]
pub struct SessionForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    session: String,
}

/// `POST /desk/account/sessions`.
pub async fn close_session(
    State(app): State<Shared>,
    signed: SignedIn,
    Form(form): Form<SessionForm>,
) -> Result<Response, Error> {
    check_csrf(&signed, &form.csrf)?;
    let Some(handle) = crate::hex::read::<32>(&form.session) else {
        return Err(Error::Invalid { field: "session", code: "form-broken" });
    };
    let is_this = handle == signed.token.hash();
    let id = signed.officer().id.clone();
    // One that has ended by itself is as good as closed.
    let closed: Result<bool, Error> =
        app.db.write(move |tx| Ok(sessions::close_one(tx, &id, &handle)?)).await;
    closed?;
    Ok(if is_this { out(&app) } else { Redirect::to("/desk/account?closed=1").into_response() })
}

/// The form that sets another password.
#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    present: String,
    #[serde(default)]
    wanted: String,
    #[serde(default)]
    again: String,
}

/// `POST /desk/account/password`.
pub async fn change_password(
    State(app): State<Shared>,
    signed: SignedIn,
    Address(address): Address,
    headers: HeaderMap,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Error> {
    check_csrf(&signed, &form.csrf)?;
    let w = &signed.visit.w;
    let refused = if form.wanted == form.again {
        let change = PasswordChange {
            present: Typed::new(&form.present),
            wanted: form.wanted.clone(),
            session: signed.token.clone(),
            device: token(&headers, Cookie::Device, &app),
            origin: sessions::Origin {
                address: Some(address.to_canonical().to_string()),
                browser: browser::of(&headers),
            },
        };
        let changed = door::change_password(
            &app.db,
            &app.hasher,
            app.random.as_ref(),
            signed.officer(),
            change,
            signed.visit.now,
        );
        match changed.await {
            Ok(renewed) => {
                return Ok(let_in(&app, &headers, &renewed, "/desk/account?changed=1"));
            }
            Err(Refused::Wrong) => {
                ("present", StatusCode::UNPROCESSABLE_ENTITY, w.t("account-present-wrong"))
            }
            Err(other) => {
                let field = if matches!(other, Refused::Password(_)) { "wanted" } else { "present" };
                let (status, message) = told(&app, &signed.visit, other)?;
                (field, status, message)
            }
        }
    } else {
        ("again", StatusCode::UNPROCESSABLE_ENTITY, w.t("account-again-differs"))
    };
    let (field, status, message) = refused;
    let errors = vec![FieldError { field: field.to_owned(), message }];
    let page = account_page(&app, &signed, errors, None).await?;
    Ok(Page::private(page).with_status(status).into_response())
}
