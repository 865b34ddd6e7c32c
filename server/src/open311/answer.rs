//! The form of an answer: the suffix of the path decides between JSON and XML, errors come in the same form, and the
//! media types are exactly those of the standard.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use dantin_words::Words;

use super::{document::Node, parameters::Unreadable};
use crate::error::Error;

/// JSON or XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.json`
    Json,
    /// `.xml`
    Xml,
}

impl Format {
    /// Splits a path at its last dot; without a known suffix the form is XML and the path unknown.
    pub fn split(path: &str) -> (Option<&str>, Format) {
        match path.rsplit_once('.') {
            Some((name, "json")) => (Some(name), Format::Json),
            Some((name, "xml")) => (Some(name), Format::Xml),
            _ => (None, Format::Xml),
        }
    }

    /// An answer in this form.
    pub fn write(self, status: StatusCode, root: &str, node: &Node) -> Response {
        let (media_type, body) = match self {
            Format::Json => ("application/json; charset=utf-8", node.to_json()),
            Format::Xml => ("text/xml; charset=utf-8", node.to_xml(root)),
        };
        let headers: [(HeaderName, HeaderValue); 2] = [
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        ];
        (status, headers, body).into_response()
    }
}

/// Why a call is refused: a status of the standard, and one sentence or several for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// 400, 403, 404, and outside the standard's list 409, 429, 500, 503, 507.
    pub status: StatusCode,
    /// What is wrong, in the language that was asked for.
    pub descriptions: Vec<String>,
}

impl Fault {
    /// One sentence with 400.
    pub fn bad(description: String) -> Fault {
        Fault { status: StatusCode::BAD_REQUEST, descriptions: vec![description] }
    }

    /// One sentence with 404.
    pub fn missing(description: String) -> Fault {
        Fault { status: StatusCode::NOT_FOUND, descriptions: vec![description] }
    }

    /// A parameter that cannot be read.
    pub fn unreadable(w: &Words, fault: &Unreadable) -> Fault {
        let name = fault.name.as_str();
        Fault::bad(match fault.code {
            "date" => w.with("open311-bad-date", &[("name", name.into())]),
            _ => w.with("open311-bad-number", &[("name", name.into())]),
        })
    }

    /// An error of the product in the standard's words.
    pub fn of(w: &Words, error: &Error) -> Fault {
        let (headline, explanation) = error.words(w);
        let status = match error.status() {
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::PAYLOAD_TOO_LARGE => StatusCode::BAD_REQUEST,
            other => other,
        };
        if let Error::Unexpected(cause) = error {
            tracing::error!(cause = format!("{cause:#}"), "An Open311 request failed");
        }
        Fault { status, descriptions: vec![format!("{headline}. {explanation}")] }
    }

    /// The answer in the form that was asked for.
    pub fn write(&self, format: Format) -> Response {
        let errors = self
            .descriptions
            .iter()
            .map(|description| {
                Node::Fields(vec![
                    ("code", Node::Integer(i64::from(self.status.as_u16()))),
                    ("description", Node::Text(description.clone())),
                ])
            })
            .collect();
        format.write(self.status, "errors", &Node::List("error", errors))
    }
}
