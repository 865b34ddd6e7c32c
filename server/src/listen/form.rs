//! A form as it was sent, with or without files. Names may repeat; nothing is checked here but what can be read at all.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header},
    response::IntoResponse as _,
};

use crate::{app::Shared, error::Error};

/// Fields of one form at most; more is no form of ours.
const MOST_FIELDS: usize = 300;

/// Text fields in their order, and files.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// Files that were chosen; an empty file field is left out.
    pub files: Vec<Upload>,
}

/// A file of a form.
#[derive(Debug)]
pub struct Upload {
    /// Name of the field.
    pub field: String,
    /// Name of the file on the sender's device, only for telling them which one is meant.
    pub name: String,
    /// What it holds.
    pub bytes: Bytes,
}

impl Form {
    /// The first value of a field; empty when it is absent.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All values of a field.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All fields.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

impl FromRequest<Shared> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Error> {
        let is_multipart = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("multipart/form-data"));
        // A form in which nothing was chosen has no body, and some programs then name no type of it either.
        if !request.headers().contains_key(header::CONTENT_TYPE) {
            let body = Bytes::from_request(request, app)
                .await
                .map_err(|refusal| unreadable(refusal.into_response().status()))?;
            return if body.is_empty() {
                Ok(Form::default())
            } else {
                Err(unreadable(StatusCode::BAD_REQUEST))
            };
        }
        if !is_multipart {
            let axum::extract::Form(fields) =
                axum::extract::Form::<Vec<(String, String)>>::from_request(request, app)
                    .await
                    .map_err(|refusal| unreadable(refusal.into_response().status()))?;
            if fields.len() > MOST_FIELDS {
                return Err(unreadable(StatusCode::BAD_REQUEST));
            }
            return Ok(Form { fields, files: Vec::new() });
        }
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|refusal| unreadable(refusal.into_response().status()))?;
        let mut form = Form::default();
        while let Some(part) = parts.next_field().await.map_err(|error| unreadable(error.status()))? {
            let field = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|error| unreadable(error.status()))?;
            match file {
                Some(name) if !(name.is_empty() && bytes.is_empty()) => {
                    form.files.push(Upload { field, name, bytes });
                }
                Some(_) => {}
                None => form.fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
            }
            if form.fields.len() + form.files.len() > MOST_FIELDS {
                return Err(unreadable(StatusCode::BAD_REQUEST));
            }
        }
        Ok(form)
    }
}

fn unreadable(status: StatusCode) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Invalid { field: "form", code: "unreadable-form" },
    }
}
