//! The only place where an error becomes an HTTP answer or an error page. Handlers return [`Error`]; a middleware
//! renders it in the visitor's language, as a page or, under `/api`, for photos and for contents, as a problem document (RFC 9457).
//! What is unexpected is logged here, once, with a reference that the page shows.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use dantin_words::Words;

use crate::{
    act::cases::CaseError,
    app::Shared,
    clock::random,
    pages::{
        components::Link,
        layout::{ErrorPage, Page, Section, Shell},
        preferences::Preferences,
    },
};

/// What can go wrong for a person, as a closed list; everything unexpected is one variant.
#[derive(Debug, Clone)]
pub enum Error {
    /// The thing at this address does not exist, or not for this visitor.
    NotFound(Missing),
    /// The address takes requests of another kind, such as forms.
    Method,
    /// The visitor may not do this; the code has words.
    Forbidden(&'static str),
    /// A field of the request cannot be taken; the code has words. Forms show these at the field instead.
    Invalid {
        /// Name of the field.
        field: &'static str,
        /// Code, a key of `words/` after `error-`.
        code: &'static str,
    },
    /// The form was made before somebody else acted.
    Stale,
    /// The rules of the case refuse it; the code is the record's.
    Refused(&'static str),
    /// More than the server takes.
    TooLarge,
    /// Too many requests from one place; wait this many seconds.
    TooMany {
        /// Seconds.
        wait: u64,
    },
    /// What is wanted is made for one visitor at a time, and it is somebody else's turn; come again after this many seconds.
    Busy {
        /// Seconds.
        wait: u64,
    },
    /// Too much is being sent at the same time; come again after this many seconds.
    Crowded {
        /// Seconds.
        wait: u64,
    },
    /// No room is left, on the disk or by a quota or limit: nothing was stored, and nothing is lost.
    DiskFull,
    /// The database does not answer now.
    Unavailable,
    /// Database and public log contradict each other: everything can be read, nothing is changed until a person has looked.
    ReadOnly,
    /// Anything else, with its cause for the log.
    Unexpected(Arc<anyhow::Error>),
}

/// What is missing, so that the page can offer the right way on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No page has this address.
    Page,
    /// No case has this code, or it is not public.
    Case,
    /// No report belongs to this secret link.
    Secret,
    /// No such photo.
    Photo,
    /// No dialogue session has this code.
    Session,
    /// No consultation has this code, or its text no such provision.
    Consultation,
}

/// The page has no such address.
pub fn not_found(what: Missing) -> Error {
    Error::NotFound(what)
}

/// A field cannot be taken.
pub fn invalid(field: &'static str, code: &'static str) -> Error {
    Error::Invalid { field, code }
}

impl Error {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale | Self::Refused(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::Busy { .. } | Self::Crowded { .. } | Self::Unavailable | Self::ReadOnly => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Unexpected(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Headline and explanation in the visitor's language.
    pub fn words(&self, w: &Words) -> (String, String) {
        match self {
            Self::NotFound(Missing::Page) => (w.t("error-page-missing"), w.t("error-page-missing-explained")),
            Self::NotFound(Missing::Case) => (w.t("error-case-missing"), w.t("error-case-missing-explained")),
            Self::NotFound(Missing::Secret) => {
                (w.t("error-secret-missing"), w.t("error-secret-missing-explained"))
            }
            Self::NotFound(Missing::Session) => {
                (w.t("error-session-missing"), w.t("error-session-missing-explained"))
            }
            Self::NotFound(Missing::Consultation) => {
                (w.t("error-consultation-missing"), w.t("error-consultation-missing-explained"))
            }
            Self::NotFound(Missing::Photo) => {
                (w.t("error-photo-missing"), w.t("error-photo-missing-explained"))
            }
            Self::Method => (w.t("error-method"), w.t("error-method-explained")),
            // Rights have sentences of their own, named by their whole key.
            Self::Forbidden(key) if key.starts_with("people-denied-") => (w.t("error-forbidden"), w.t(key)),
            Self::Forbidden(code) => (w.t("error-forbidden"), w.t(&format!("error-forbidden-{code}"))),
            Self::Invalid { code, .. } => (w.t("error-invalid"), w.t(&format!("error-{code}"))),
            Self::Stale => (w.t("error-stale"), w.t("error-stale-explained")),
            Self::Refused(code) => {
                (w.t("error-refused"), w.t(&format!("refusal-{}", code.replace('_', "-"))))
            }
            Self::TooLarge => (w.t("error-too-large"), w.t("error-too-large-explained")),
            Self::TooMany { wait } => (
                w.t("error-too-many"),
                w.n("error-too-many-explained", i64::try_from(*wait).unwrap_or(i64::MAX)),
            ),
            Self::Busy { wait } => {
                (w.t("error-busy"), w.n("error-busy-explained", i64::try_from(*wait).unwrap_or(i64::MAX)))
            }
            Self::Crowded { wait } => (
                w.t("error-crowded"),
                w.n("error-crowded-explained", i64::try_from(*wait).unwrap_or(i64::MAX)),
            ),
            Self::DiskFull => (w.t("error-disk-full"), w.t("error-disk-full-explained")),
            Self::Unavailable => (w.t("error-unavailable"), w.t("error-unavailable-explained")),
            Self::ReadOnly => (w.t("error-read-only"), w.t("error-read-only-explained")),
            Self::Unexpected(_) => (w.t("error-unexpected"), w.t("error-unexpected-explained")),
        }
    }

    fn ways_on(&self, w: &Words) -> Vec<Link> {
        let mut ways = Vec::new();
        if matches!(self, Self::NotFound(Missing::Case | Missing::Secret)) {
            ways.push(Link::new("/cases", w.t("error-way-cases")));
        }
        if matches!(self, Self::NotFound(Missing::Session)) {
            ways.push(Link::new("/dialogues", w.t("error-way-dialogues")));
        }
        if matches!(self, Self::NotFound(Missing::Consultation)) {
            ways.push(Link::new("/consultations", w.t("error-way-consultations")));
        }
        ways.push(Link::new("/", w.t("error-way-home")));
        ways.push(Link::new("/help", w.t("error-way-help")));
        ways
    }
}

impl From<CaseError> for Error {
    fn from(error: CaseError) -> Error {
        match error {
            CaseError::NotFound => Error::NotFound(Missing::Case),
            CaseError::Refused(refusal) => Error::Refused(refusal.code()),
            CaseError::MatterRefused(refusal) => Error::Refused(refusal.code()),
            CaseError::Stale { .. } => Error::Stale,
            CaseError::Unknown { field, .. } => Error::Invalid { field, code: "unknown-choice" },
            CaseError::ReasonMissing => Error::Invalid { field: "reason", code: "redaction-reason" },
            CaseError::Store(error) => error.into(),
            other => anyhow::Error::new(other).into(),
        }
    }
}
impl From<dantin_store::Error> for Error {
    fn from(error: dantin_store::Error) -> Error {
        match error {
            dantin_store::Error::DiskFull => Error::DiskFull,
            // Forms look for it at their fields; what is left stood in an address.
            error if error.is_of_nul() => Error::NotFound(Missing::Page),
            other => anyhow::Error::new(other).into(),
        }
    }
}
impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Error {
        Error::Unexpected(Arc::new(error))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany { wait } | Self::Busy { wait } | Self::Crowded { wait } = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*wait));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: gives every error its words.
pub async fn render(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let preferences =
        Preferences::read(request.uri().path(), request.uri().query().unwrap_or_default(), request.headers());
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    // However the answer was made: as a page, in a form that came back, or in another program's form.
    if response.status() == StatusCode::INSUFFICIENT_STORAGE {
        tracing::error!(route = %route(&path), "No room is left: requests that write are refused");
    }
    let error = match response.extensions_mut().remove::<Error>() {
        Some(error) => error,
        // Answers that axum makes by itself: no route, a body over the limit, a form that cannot be read.
        None => match response.status() {
            StatusCode::NOT_FOUND if response.headers().get(header::CONTENT_TYPE).is_none() => {
                Error::NotFound(Missing::Page)
            }
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            // An address to which forms are sent is no page: whoever opens it, by a switch of the language say, is led to the one above.
            StatusCode::METHOD_NOT_ALLOWED
                if matches!(method, Method::GET | Method::HEAD) && is_of_pages(&path) =>
            {
                return Redirect::to(&above(&path, &query)).into_response();
            }
            StatusCode::METHOD_NOT_ALLOWED => Error::Method,
            _ => return response,
        },
    };
    let mut reference = String::new();
    if let Error::Unexpected(cause) = &error {
        reference = crate::act::cases::hex(&random::<4>(app.random.as_ref()));
        tracing::error!(reference, route = %route(&path), %method, cause = format!("{cause:#}"), "A request failed");
    }
    let w = app.words.words(preferences.language);
    let (headline, explanation) = error.words(&w);
    let kept =
        [header::RETRY_AFTER, header::ALLOW].map(|name| (response.headers().get(&name).cloned(), name));
    let mut answer = if path.starts_with("/open311/") {
        crate::open311::render(&path, &w, &error)
    } else if !is_of_pages(&path) {
        let problem = serde_json::json!({
            "type": "about:blank", "status": error.status().as_u16(), "title": headline, "detail": explanation,
        });
        (error.status(), [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string())
            .into_response()
    } else {
        let shell = Shell::new(&app.site, w.clone(), preferences)
            .titled(headline.clone(), Section::None)
            .halted(app.is_halted())
            .unlisted();
        let status = error.status();
        let ways_on = error.ways_on(&w);
        Page::private(ErrorPage { shell, status: status.as_u16(), headline, explanation, ways_on, reference })
            .with_status(status)
            .into_response()
    };
    for (value, name) in kept {
        answer.headers_mut().extend(value.map(|value| (name, value)));
    }
    answer
}

/// Whether people meet what stands there; what does not, programs ask for.
fn is_of_pages(path: &str) -> bool {
    !["/open311/", "/api/", "/photos/", "/content/"].iter().any(|start| path.starts_with(start))
}

/// The address above a path, with the same query.
fn above(path: &str, query: &str) -> String {
    let above = path.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
    let above = if above.is_empty() { "/" } else { above };
    if query.is_empty() { above.to_owned() } else { format!("{above}?{query}") }
}

/// A refusal for a script of ours, whose `detail` is shown as it is (RFC 9457).
pub fn problem(status: StatusCode, detail: &str) -> Response {
    let body = serde_json::json!({"type": "about:blank", "status": status.as_u16(), "detail": detail});
    (status, axum::Json(body)).into_response()
}

/// The first part of a path: secret links and tokens are never logged.
fn route(path: &str) -> String {
    path.split('/').take(2).collect::<Vec<_>>().join("/")
}
