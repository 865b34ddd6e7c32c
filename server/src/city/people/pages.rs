//! The doors of the desk over HTTP: who is signed in, signing in and out, and one's own password. What a signed-in
//! officer may do to a case is asked of [`super::rights`], not here.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use askama::Template;
use axum::{
    Form,
    extract::{ConnectInfo, FromRequestParts, Query, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    cookies::Cookie,
    model::Officer,
    password::Typed,
    rights::{Act, CaseForRights, may},
    sessions::{self, Session},
    sign_in::{self as door, Attempt, PasswordChange, Refused},
    token::Token,
};
use crate::{
    app::{Shared, Visit},
    city::people::model::RoleKind,
    error::Error,
    pages::{
        components::{FieldError, Link, Notice, NoticeKind},
        layout::{self, Page, Section, Shell},
    },
};

/// A visit by somebody who is signed in; others are sent to the door.
pub struct SignedIn {
    /// Words and moment of the visit.
    pub visit: Visit,
    /// The session, with the officer.
    pub session: Session,
    token: Token,
    header: layout::Officer,
}

impl SignedIn {
    /// Who it is.
    pub fn officer(&self) -> &Officer {
        &self.session.officer
    }

    /// The frame of a page of the desk.
    pub fn shell(&self, title: impl Into<String>) -> Shell {
        let mut header = self.header.clone();
        let address = self.visit.preferences.address.split('?').next().unwrap_or_default();
        for link in &mut header.links {
            link.is_current = link.href == address;
        }
        self.visit.shell(title, Section::Desk).for_officer(header)
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, app).await;
        let now = visit.now;
        let found = match token(&parts.headers, Cookie::Session, app) {
            None => None,
            Some(token) => {
                let asked = token.clone();
                let session = app.read(move |tx| Ok(sessions::find(tx, &asked, now)?)).await;
                session.map_err(IntoResponse::into_response)?.map(|session| (session, token))
            }
        };
        let Some((session, token)) = found else { return Err(to_the_door(parts)) };
        if session.is_due_for_touch(now) {
            let used = token.clone();
            let touched: Result<(), Error> =
                app.db.write(move |tx| Ok(sessions::touch(tx, &used, now)?)).await;
            touched.map_err(IntoResponse::into_response)?;
        }
        let header = header_of(app, &visit, &session);
        Ok(SignedIn { visit, session, token, header })
    }
}

fn header_of(app: &Shared, visit: &Visit, session: &Session) -> layout::Officer {
    let w = &visit.w;
    let officer = &session.officer;
    let anywhere = CaseForRights::none();
    let role = officer.roles.first().map(|role| {
        let agency = app.city.agency(role.agency.as_str()).map(|agency| match w.language() {
            dantin_words::Language::Vietnamese => agency.name.vi.as_str(),
            dantin_words::Language::English => agency.name.en.as_str(),
        });
        format!("{} · {}", agency.unwrap_or(role.agency.as_str()), w.t(role.kind.word()))
    });
    layout::Officer {
        name: officer.name.as_str().to_owned(),
        role: role.unwrap_or_default(),
        csrf: session.csrf().to_owned(),
        links: [("/desk", "desk-nav-inbox"), ("/desk/file", "desk-nav-file")]
            .into_iter()
            .chain(
                may(officer, Act::SeeDashboard, &anywhere)
                    .is_ok()
                    .then_some(("/desk/dashboard", "dashboard-nav")),
            )
            .chain(
                may(officer, Act::Watch, &anywhere).is_ok().then_some(("/desk/watching", "watching-title")),
            )
            .chain(officer.holds(RoleKind::PrivacyOfficer).then_some(("/desk/erasure", "desk-nav-erasure")))
            .chain([("/desk/account", "desk-nav-account")])
            .map(|(address, key)| Link::new(address, w.t(key)))
            .collect(),
    }
}

/// A page that was asked for waits behind the door; what a form carried stays in the browser's page before.
fn to_the_door(parts: &Parts) -> Response {
    let asked = parts.uri.path_and_query().map_or("/desk", axum::http::uri::PathAndQuery::as_str);
    if matches!(parts.method, Method::GET | Method::HEAD) && asked != "/desk" {
        let next = percent_encoding::utf8_percent_encode(asked, percent_encoding::NON_ALPHANUMERIC);
        Redirect::to(&format!("/desk/sign-in?next={next}")).into_response()
    } else if parts.method == Method::POST {
        Redirect::to("/desk/sign-in?ended=1").into_response()
    } else {
        Redirect::to("/desk/sign-in").into_response()
    }
}

fn token(headers: &HeaderMap, cookie: Cookie, app: &Shared) -> Option<Token> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookie.read(values, app.settings.behind_proxy)
}

/// Where the visitor is: the connection's end, or what the proxy in front says of it.
pub struct Address(pub IpAddr);

impl FromRequestParts<Shared> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Self::Rejection> {
        let said = || {
            let value = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            value.rsplit(',').next()?.trim().parse().ok()
        };
        let forwarded: Option<IpAddr> = if app.settings.behind_proxy { said() } else { None };
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Address(forwarded.or(connection).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

/// The door.
#[derive(Template)]
#[template(path = "city/people/templates/sign_in.html")]
pub struct SignInPage {
    shell: Shell,
    errors: Vec<FieldError>,
    login: String,
    next: String,
}

/// Where to go after the door, and why one stands before it.
#[derive(Deserialize)]
pub struct Waiting {
    #[serde(default)]
    next: String,
    #[serde(default)]
    ended: String,
}

/// `GET /desk/sign-in`.
pub async fn show_door(visit: Visit, Query(waiting): Query<Waiting>) -> Page<SignInPage> {
    let notice = (!waiting.ended.is_empty()).then(|| Notice {
        kind: NoticeKind::Warning,
        title: visit.w.t("sign-in-ended"),
        text: visit.w.t("sign-in-ended-explained"),
    });
    let shell = visit.shell(visit.w.t("sign-in-title"), Section::Desk).unlisted().with_notice(notice);
    Page::private(SignInPage { shell, errors: Vec::new(), login: String::new(), next: waiting.next })
}

/// What the door's form sends.
#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /desk/sign-in`.
pub async fn sign_in(
    State(app): State<Shared>,
    visit: Visit,
    Address(address): Address,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, Error> {
    // Nobody may be signed in to a stranger's account by a page elsewhere.
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Err(Error::Forbidden("csrf"));
    }
    let device = token(&headers, Cookie::Device, &app);
    let attempt =
        Attempt { login: form.login.clone(), password: Typed::new(&form.password), address, device };
    let signed = door::sign_in(&app.db, &app.hasher, app.random.as_ref(), attempt, visit.now).await;
    let signed = match signed {
        Ok(signed) => signed,
        Err(refused) => {
            let (status, message) = told(&app, &visit, refused)?;
            let errors = vec![FieldError { field: "login".to_owned(), message }];
            let shell = visit.shell(visit.w.t("sign-in-title"), Section::Desk).unlisted().with_errors(true);
            let page = SignInPage { shell, errors, login: form.login, next: form.next };
            return Ok(Page::private(page).with_status(status).into_response());
        }
    };
    let secure = app.settings.behind_proxy;
    let mut cookies = vec![
        (header::SET_COOKIE, Cookie::Session.set(&signed.session, secure)),
        (header::SET_COOKIE, Cookie::Device.set(&signed.device, secure)),
    ];
    let has_language = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(';').any(|pair| pair.trim().starts_with("lang=")));
    if !has_language {
        let language = signed.officer.language.code();
        cookies.push((header::SET_COOKIE, format!("lang={language}; Path=/; SameSite=Lax; HttpOnly")));
    }
    Ok((AppendHeaders(cookies), Redirect::to(inside_the_desk(&form.next))).into_response())
}

/// Only addresses of the desk itself: the door leads nowhere else.
fn inside_the_desk(next: &str) -> &str {
    let is_inside = next == "/desk" || next.starts_with("/desk/") || next.starts_with("/desk?");
    let is_plain = !next.contains(['\\', '\r', '\n']) && !next.contains("//");
    if is_inside && is_plain && !next.starts_with("/desk/sign-") { next } else { "/desk" }
}

fn told(app: &Shared, visit: &Visit, refused: Refused) -> Result<(StatusCode, String), Error> {
    let w = &visit.w;
    Ok(match refused {
        Refused::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, w.t("sign-in-wrong")),
        Refused::Until(at) => {
            let time = w.time(app.city.calendar().zone().to_datetime(at).time());
            (StatusCode::TOO_MANY_REQUESTS, w.with("sign-in-until", &[("time", time.as_str().into())]))
        }
        Refused::Busy => (StatusCode::SERVICE_UNAVAILABLE, w.t("sign-in-busy")),
        Refused::Password(fault) => (StatusCode::UNPROCESSABLE_ENTITY, w.t(fault.word())),
        Refused::Store(error) => return Err(error.into()),
    })
}

/// A form that carries nothing but its token.
#[derive(Deserialize)]
pub struct Bare {
    #[serde(default)]
    csrf: String,
}

/// `POST /desk/sign-out`.
pub async fn sign_out(
    State(app): State<Shared>,
    signed: SignedIn,
    Form(form): Form<Bare>,
) -> Result<Response, Error> {
    check_csrf(&signed, &form.csrf)?;
    let token = signed.token.clone();
    let closed: Result<(), Error> = app.db.write(move |tx| Ok(sessions::close(tx, &token)?)).await;
    closed?;
    Ok(out(&app))
}

/// `POST /desk/sign-out-everywhere`.
pub async fn sign_out_everywhere(
    State(app): State<Shared>,
    signed: SignedIn,
    Form(form): Form<Bare>,
) -> Result<Response, Error> {
    check_csrf(&signed, &form.csrf)?;
    let id = signed.officer().id.clone();
    let closed: Result<u64, Error> = app.db.write(move |tx| Ok(sessions::close_all(tx, &id)?)).await;
    closed?;
    Ok(out(&app))
}

fn out(app: &Shared) -> Response {
    let clear = Cookie::Session.clear(app.settings.behind_proxy);
    (AppendHeaders([(header::SET_COOKIE, clear)]), Redirect::to("/desk/sign-in")).into_response()
}

/// Refuses a form that does not carry the session's own text.
pub fn check_csrf(signed: &SignedIn, sent: &str) -> Result<(), Error> {
    if signed.session.has_csrf(sent) { Ok(()) } else { Err(Error::Forbidden("csrf")) }
}

/// One's own account: sessions and password.
#[derive(Template)]
#[template(path = "city/people/templates/account.html")]
pub struct AccountPage {
    shell: Shell,
    errors: Vec<FieldError>,
    csrf: String,
    login: String,
    roles: Vec<String>,
    sessions: i64,
}

/// Whether the password was just changed.
#[derive(Deserialize)]
pub struct Changed {
    #[serde(default)]
    changed: String,
}

/// `GET /desk/account`.
pub async fn account(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(changed): Query<Changed>,
) -> Result<Page<AccountPage>, Error> {
    let notice = (!changed.changed.is_empty()).then(|| Notice {
        kind: NoticeKind::Success,
        title: signed.visit.w.t("account-changed"),
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
    let sessions = app.read(move |tx| Ok(sessions::count(tx, &id, now)?)).await?;
    let roles = signed.officer().roles.iter().map(|role| {
        let agency = app.city.agency(role.agency.as_str()).map(|agency| agency.name.vi.as_str());
        format!("{} · {}", w.t(role.kind.word()), agency.unwrap_or(role.agency.as_str()))
    });
    Ok(AccountPage {
        shell: signed.shell(w.t("account-title")).with_notice(notice).with_errors(!errors.is_empty()),
        errors,
        csrf: signed.session.csrf().to_owned(),
        login: signed.officer().login.to_string(),
        roles: roles.collect(),
        sessions,
    })
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
                let secure = app.settings.behind_proxy;
                let cookies = [
                    (header::SET_COOKIE, Cookie::Session.set(&renewed.session, secure)),
                    (header::SET_COOKIE, Cookie::Device.set(&renewed.device, secure)),
                ];
                let there = Redirect::to("/desk/account?changed=1");
                return Ok((AppendHeaders(cookies), there).into_response());
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

#[cfg(test)]
mod tests {
    use super::inside_the_desk;

    #[test]
    fn the_door_leads_into_the_desk_and_nowhere_else() {
        assert_eq!(inside_the_desk("/desk/cases/DT-7K3M9Q?tab=history"), "/desk/cases/DT-7K3M9Q?tab=history");
        assert_eq!(inside_the_desk("/desk?view=mine"), "/desk?view=mine");
        for elsewhere in [
            "",
            "/",
            "//evil.test",
            "https://evil.test",
            "/desk//evil.test",
            "/desk\\evil",
            "/desker",
            "/desk/sign-out",
        ] {
            assert_eq!(inside_the_desk(elsewhere), "/desk", "{elsewhere}");
        }
    }
}
