//! Forms of the desk as they come in: with or without files, each checked for the session's own text before anything
//! of it is looked at. What was typed stays as it was, so that a refused form can show it again.

use axum::{
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, Multipart, Request, multipart::MultipartError,
        rejection::FormRejection,
    },
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use dantin_words::{TextFault, Words, clean_text_within};

use crate::{
    app::Shared,
    city::people::pages::{SignedIn, check_csrf},
    error::Error,
    pages::components::FieldError,
};

/// The most files of one form.
const MOST_FILES: usize = 20;

/// A form that an officer sent.
pub struct Posted {
    /// Who sent it.
    pub signed: SignedIn,
    /// Its fields.
    pub fields: Fields,
    /// Its files that are not empty.
    pub files: Vec<File>,
}

/// One file of a form.
pub struct File {
    /// Name of the field.
    pub field: String,
    /// Name on the officer's machine, only to speak of it.
    pub name: String,
    /// What it holds.
    pub bytes: Bytes,
}

/// Names and values in the order of the form.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All values of a field.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// The same with this as the one value of a field.
    pub fn replacing(mut self, name: &str, value: impl Into<String>) -> Fields {
        self.0.retain(|(key, _)| key != name);
        self.holding(name, value)
    }

    /// The same without these fields.
    pub fn without(mut self, names: &[&str]) -> Fields {
        self.0.retain(|(key, _)| !names.contains(&key.as_str()));
        self
    }

    /// The names of the fields, in the order of the form.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// Sets a field that the form did not carry.
    pub fn holding(mut self, name: &str, value: impl Into<String>) -> Fields {
        self.0.push((name.to_owned(), value.into()));
        self
    }
}

impl FromRequest<Shared> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Shared) -> Result<Posted, Response> {
        let (mut parts, body) = request.into_parts();
        let signed = SignedIn::from_request_parts(&mut parts, app).await?;
        let has_files = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("multipart/form-data"));
        let request = Request::from_parts(parts, body);
        let (fields, files) = if has_files {
            let form = Multipart::from_request(request, app).await;
            let form = form.map_err(|refusal| unreadable(refusal.status()).into_response())?;
            read_parts(form).await.map_err(IntoResponse::into_response)?
        } else {
            let form = axum::Form::<Vec<(String, String)>>::from_request(request, app).await;
            let refused = |refusal: FormRejection| unreadable(refusal.status()).into_response();
            let axum::Form(fields) = form.map_err(refused)?;
            (Fields(fields), Vec::new())
        };
        check_csrf(&signed, fields.get("csrf")).map_err(IntoResponse::into_response)?;
        Ok(Posted { signed, fields, files })
    }
}

/// A form that cannot be read, as an error of ours: an officer reads a page, and not the words of a library.
fn unreadable(status: StatusCode) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Invalid { field: "photos", code: "form-broken" },
    }
}

async fn read_parts(mut form: Multipart) -> Result<(Fields, Vec<File>), Error> {
    let broken = |error: MultipartError| unreadable(error.status());
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            None => fields.push((field, part.text().await.map_err(broken)?)),
            Some(name) => {
                let bytes = part.bytes().await.map_err(broken)?;
                // A file field that was left alone comes as an empty file without a name.
                if !bytes.is_empty() || !name.is_empty() {
                    files.push(File { field, name, bytes });
                }
                if files.len() > MOST_FILES {
                    return Err(Error::TooLarge);
                }
            }
        }
    }
    Ok((Fields(fields), files))
}

/// Looks at the fields of a form one by one and gathers what is wrong with them.
pub struct Check<'a> {
    w: &'a Words,
    fields: &'a Fields,
    /// What is wrong so far.
    pub errors: Vec<FieldError>,
}

impl<'a> Check<'a> {
    /// Begins to look.
    pub fn new(w: &'a Words, fields: &'a Fields) -> Check<'a> {
        Check { w, fields, errors: Vec::new() }
    }

    /// The words in which faults are told.
    pub fn words(&self) -> &'a Words {
        self.w
    }

    /// Notes what is wrong with a field; `key` names the sentence.
    pub fn wrong(&mut self, field: &str, key: &str) {
        self.errors.push(FieldError { field: field.to_owned(), message: self.w.t(key) });
    }

    /// A text that may be left out, cleaned; empty where it is missing or wrong.
    pub fn text(&mut self, field: &str, limit: usize) -> String {
        match clean_text_within(self.fields.get(field), limit) {
            Ok(text) => text,
            Err(fault) => {
                let message = fault_words(self.w, fault);
                self.errors.push(FieldError { field: field.to_owned(), message });
                String::new()
            }
        }
    }

    /// A text that must be there.
    pub fn needed_text(&mut self, field: &str, limit: usize) -> String {
        let before = self.errors.len();
        let text = self.text(field, limit);
        if text.is_empty() && self.errors.len() == before {
            self.wrong(field, "error-required");
        }
        text
    }

    /// One of a closed list.
    pub fn choice<T>(&mut self, field: &str, from_code: impl Fn(&str) -> Option<T>) -> Option<T> {
        let code = self.fields.get(field);
        let chosen = from_code(code);
        if chosen.is_none() {
            self.wrong(field, if code.is_empty() { "error-choose" } else { "error-unknown-choice" });
        }
        chosen
    }
}

fn fault_words(w: &Words, fault: TextFault) -> String {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    match fault {
        TextFault::TooLong { characters, limit } => w.with(
            "error-text-too-long",
            &[("characters", count(characters).into()), ("limit", count(limit).into())],
        ),
        TextFault::Control { place, .. } => w.with("error-text-control", &[("place", count(place).into())]),
    }
}
