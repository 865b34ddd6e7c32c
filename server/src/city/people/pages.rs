//! The doors of the desk over HTTP: who is signed in, signing in and out, and one's own password. What a signed-in
//! officer may do to a case is asked of [`super::rights`], not here.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use askama::Template;
use axum::{
    Form,
    extract::{ConnectInfo, FromRequestParts, MatchedPath, Query, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use dantin_words::{Language, Words};
use serde::Deserialize;

use super::{
    browser,
    cookies::Cookie,
    model::{Officer, OfficerRole},
    password::Typed,
    rights::{Act, CaseForRights, is_ever_granted, may, writes_replies_of},
    sessions::{self, Awaits, Session},
    sign_in::{self as door, Attempt, Refused},
    token::Token,
};
use crate::{
    app::{Shared, Visit},
    city::people::model::RoleKind,
    error::Error,
    pages::{
        components::{FieldError, Link, Moment, Notice, NoticeKind},
        layout::{self, Page, Section, Shell},
    },
    routes::access::{self, Who},
};

/// A visit by somebody who is signed in; others are sent to the door.
pub struct SignedIn {
    /// Words and moment of the visit.
    pub visit: Visit,
    /// The session, with the officer.
    pub session: Session,
    pub(super) token: Token,
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
        // A route that the table forgot lets nobody in.
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let who = access::entry(&parts.method, path).map(|entry| entry.who);
        match (session.awaits, who) {
            (_, Some(Who::Entering))
            | (Some(Awaits::Factor), Some(Who::ShowingFactor))
            | (Some(Awaits::Setup), Some(Who::SettingFactor)) => {}
            (Some(Awaits::Factor), _) => return Err(to_the_code(parts)),
            (Some(Awaits::Setup), _) => {
                return Err(Redirect::to("/desk/account/second-factor").into_response());
            }
            (None, Some(Who::ShowingFactor)) => return Err(Redirect::to("/desk").into_response()),
            (None, Some(who)) if who.lets_in(&session.officer) => {}
            (None, _) => return Err(Error::Forbidden("people-denied-not-your-role").into_response()),
        }
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

/// Whether an officer holds consultations, or publishes and hides their comments.
fn consults(officer: &Officer) -> bool {
    is_ever_granted(officer, Act::HoldConsultation) || officer.holds(RoleKind::Moderator)
}

/// The name of a role's agency in the reader's language; a code that left the pack says itself.
pub(super) fn agency_of<'a>(app: &'a Shared, w: &Words, role: &'a OfficerRole) -> &'a str {
    let agency = app.city.agency(role.agency.as_str()).map(|agency| match w.language() {
        Language::Vietnamese => agency.name.vi.as_str(),
        Language::English => agency.name.en.as_str(),
    });
    agency.unwrap_or(role.agency.as_str())
}

fn header_of(app: &Shared, visit: &Visit, session: &Session) -> layout::Officer {
    let w = &visit.w;
    let officer = &session.officer;
    let anywhere = CaseForRights::none();
    let role =
        officer.roles.first().map(|role| format!("{} · {}", agency_of(app, w, role), w.t(role.kind.word())));
    layout::Officer {
        name: officer.name.as_str().to_owned(),
        role: role.unwrap_or_default(),
        csrf: session.csrf().to_owned(),
        links: [
            ("/desk", "desk-nav-inbox"),
            ("/desk/changes", "changes-title"),
            ("/desk/file", "desk-nav-file"),
        ]
        .into_iter()
        .chain(
            may(officer, Act::SeeDashboard, &anywhere)
                .is_ok()
                .then_some(("/desk/dashboard", "dashboard-nav")),
        )
        .chain(
            (officer.holds(RoleKind::Handler) || is_ever_granted(officer, Act::AskExplanation))
                .then_some(("/desk/explanations", "explanations-title")),
        )
        .chain(may(officer, Act::Watch, &anywhere).is_ok().then_some(("/desk/watching", "watching-title")))
        .chain(
            [RoleKind::Overseer, RoleKind::Handler, RoleKind::Head]
                .iter()
                .any(|kind| officer.holds(*kind))
                .then_some(("/desk/oversight", "oversight-title")),
        )
        .chain(is_ever_granted(officer, Act::HoldSession).then_some(("/desk/dialogues", "desk-dialogues")))
        .chain(consults(officer).then_some(("/desk/consultations", "desk-consultations")))
        .chain((!writes_replies_of(officer).is_empty()).then_some(("/desk/replies", "replies-title")))
        .chain(officer.holds(RoleKind::Moderator).then_some(("/desk/moderation", "desk-nav-moderation")))
        .chain(officer.holds(RoleKind::Administrator).then_some(("/desk/webhooks", "desk-nav-webhooks")))
        .chain(officer.holds(RoleKind::PrivacyOfficer).then_some(("/desk/erasure", "desk-nav-erasure")))
        .chain(
            (officer.holds(RoleKind::PrivacyOfficer) || officer.holds(RoleKind::Administrator))
                .then_some(("/desk/mails", "desk-nav-mails")),
        )
        .chain(officer.holds(RoleKind::PrivacyOfficer).then_some(("/desk/reads", "reads-nav")))
        .chain(officer.holds(RoleKind::Administrator).then_some(("/desk/people", "people-nav")))
        .chain([("/desk/account", "desk-nav-account")])
        .filter(|_| session.awaits.is_none())
        .map(|(address, key)| Link::new(address, w.t(key)))
        .collect(),
    }
}

/// Who has shown the password only is asked for the second factor, and then led on.
fn to_the_code(parts: &Parts) -> Response {
    let asked = parts.uri.path_and_query().map_or("/desk", axum::http::uri::PathAndQuery::as_str);
    let next = if parts.method == Method::POST { "/desk" } else { asked };
    Redirect::to(&with_next("/desk/sign-in/code", next)).into_response()
}

/// An address of the door that remembers where its visitor wants to go.
pub(super) fn with_next(door: &str, next: &str) -> String {
    match inside_the_desk(next) {
        "/desk" => door.to_owned(),
        next => {
            let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
            format!("{door}?next={next}")
        }
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

pub(super) fn token(headers: &HeaderMap, cookie: Cookie, app: &Shared) -> Option<Token> {
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

/// A moment in the city's own time.
pub(super) fn moment(app: &Shared, visit: &Visit, at: jiff::Timestamp) -> Moment {
    let (w, zone) = (&visit.w, app.city.calendar().zone());
    Moment { machine: w.machine_time(at, zone), shown: w.date_time(at, zone), ago: w.ago(visit.now, at) }
}

/// The door.
#[derive(Template)]
#[template(path = "city/people/templates/sign_in.html")]
pub struct SignInPage {
    shell: Shell,
    errors: Vec<FieldError>,
    login: String,
    next: String,
    /// What the identity provider is called, and the address that leads to it.
    provider: Option<(String, String)>,
}

/// The identity provider as the door shows it.
fn provider_of(app: &Shared, next: &str) -> Option<(String, String)> {
    let provider = app.settings.provider.as_ref()?;
    Some((provider.name.clone(), with_next("/desk/sign-in/provider", next)))
}

/// Where to go after the door, and why one stands before it.
#[derive(Deserialize)]
pub struct Waiting {
    #[serde(default)]
    next: String,
    #[serde(default)]
    ended: String,
    #[serde(default)]
    chosen: String,
    #[serde(default)]
    factor: String,
}

/// `GET /desk/sign-in`.
pub async fn show_door(
    State(app): State<Shared>,
    visit: Visit,
    Query(waiting): Query<Waiting>,
) -> Page<SignInPage> {
    let notice = if !waiting.ended.is_empty() {
        Some((NoticeKind::Warning, "sign-in-ended", "sign-in-ended-explained"))
    } else if !waiting.chosen.is_empty() {
        Some((NoticeKind::Success, "welcome-done", "welcome-done-explained"))
    } else if !waiting.factor.is_empty() {
        Some((NoticeKind::Warning, "sign-in-factor-there", "sign-in-factor-there-explained"))
    } else {
        None
    };
    let notice =
        notice.map(|(kind, title, text)| Notice { kind, title: visit.w.t(title), text: visit.w.t(text) });
    let shell = visit.shell(visit.w.t("sign-in-title"), Section::Desk).unlisted().with_notice(notice);
    let provider = provider_of(&app, &waiting.next);
    Page::private(SignInPage {
        shell,
        errors: Vec::new(),
        login: String::new(),
        next: waiting.next,
        provider,
    })
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
    let attempt = Attempt {
        login: form.login.clone(),
        password: Typed::new(&form.password),
        address,
        device: token(&headers, Cookie::Device, &app),
        browser: browser::of(&headers),
        required: app.settings.second_factor.clone(),
    };
    let signed = door::sign_in(&app.db, &app.hasher, app.random.as_ref(), attempt, visit.now).await;
    let signed = match signed {
        Ok(signed) => signed,
        Err(refused) => {
            let (status, message) = told(&app, &visit, refused)?;
            let errors = vec![FieldError { field: "login".to_owned(), message }];
            let shell = visit.shell(visit.w.t("sign-in-title"), Section::Desk).unlisted().with_errors(true);
            let provider = provider_of(&app, &form.next);
            let page = SignInPage { shell, errors, login: form.login, next: form.next, provider };
            return Ok(Page::private(page).with_status(status).into_response());
        }
    };
    Ok(let_in(&app, &headers, &signed, &form.next))
}

/// The cookies of a session, and of the browser where it is known from now on.
pub(super) fn cookies_of(app: &Shared, signed: &door::SignedIn) -> Vec<(header::HeaderName, String)> {
    let secure = app.settings.behind_proxy;
    let device = signed.device.as_ref().map(|device| Cookie::Device.set(device, secure));
    std::iter::once(Cookie::Session.set(&signed.session, secure))
        .chain(device)
        .map(|cookie| (header::SET_COOKIE, cookie))
        .collect()
}

/// Gives the browser what it needs for a session, and leads to where its officer wanted to go or to what is still missing.
pub(super) fn let_in(app: &Shared, headers: &HeaderMap, signed: &door::SignedIn, next: &str) -> Response {
    let mut cookies = cookies_of(app, signed);
    let has_language = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(';').any(|pair| pair.trim().starts_with("lang=")));
    if !has_language {
        let language = signed.officer.language.code();
        cookies.push((header::SET_COOKIE, format!("lang={language}; Path=/; SameSite=Lax; HttpOnly")));
    }
    let there = match signed.awaits {
        None => inside_the_desk(next).to_owned(),
        Some(Awaits::Factor) => with_next("/desk/sign-in/code", next),
        Some(Awaits::Setup) => "/desk/account/second-factor".to_owned(),
    };
    (AppendHeaders(cookies), Redirect::to(&there)).into_response()
}

/// Only addresses of the desk itself: the door leads nowhere else.
pub(super) fn inside_the_desk(next: &str) -> &str {
    let is_inside = next == "/desk" || next.starts_with("/desk/") || next.starts_with("/desk?");
    let is_plain = !next.contains(['\\', '\r', '\n']) && !next.contains("//");
    if is_inside && is_plain && !next.starts_with("/desk/sign-") { next } else { "/desk" }
}

pub(super) fn told(app: &Shared, visit: &Visit, refused: Refused) -> Result<(StatusCode, String), Error> {
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

pub(super) fn out(app: &Shared) -> Response {
    let clear = Cookie::Session.clear(app.settings.behind_proxy);
    (AppendHeaders([(header::SET_COOKIE, clear)]), Redirect::to("/desk/sign-in")).into_response()
}

/// Refuses a form that does not carry the session's own text.
pub fn check_csrf(signed: &SignedIn, sent: &str) -> Result<(), Error> {
    if signed.session.has_csrf(sent) { Ok(()) } else { Err(Error::Forbidden("csrf")) }
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
