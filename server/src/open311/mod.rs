//! Open311 GeoReport v2 under `/open311/v2`: translation to and from the standard, nothing else. The standard's words
//! (service, service request, jurisdiction) live here and nowhere else in the server.

mod answer;
pub mod client;
mod create;
mod document;
mod parameters;
pub mod partners;
mod requests;
mod services;
mod updates;

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest as _, Multipart, Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use base64::Engine as _;
use dantin_record::place::Point;
use dantin_words::Words;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    app::Shared,
    error::Error,
    listen::{
        limits::{Deed, Source},
        photos::{MOST, NotKept, fault_words, keep},
    },
};
use answer::{Fault, Format};
use document::Node;
use parameters::Parameters;

/// A whole `POST` at most, photos included.
pub const BODY: usize = 32 << 20;

/// One call: what was asked for, in which form and language.
struct Call {
    app: Shared,
    w: Words,
    parameters: Parameters,
    format: Format,
}

/// `GET /open311/v2/…`
pub async fn get(State(app): State<Shared>, Path(path): Path<String>, request: Request) -> Response {
    let (name, format) = Format::split(&path);
    let parameters = Parameters::parse(request.uri().query().unwrap_or_default());
    let w = app.words.words(requests::language(&parameters));
    let call = Call { app, w, parameters, format };
    let result = match name {
        Some(name) => call.read(name).await,
        None => Err(call.no_such_path()),
    };
    result.unwrap_or_else(|fault| fault.write(format))
}

/// `POST /open311/v2/…`
pub async fn post(
    State(app): State<Shared>,
    source: Source,
    Path(path): Path<String>,
    request: Request,
) -> Response {
    let (name, format) = Format::split(&path);
    let query = Parameters::parse(request.uri().query().unwrap_or_default());
    let w = app.words.words(requests::language(&query));
    let mut call = Call { app, w, parameters: query, format };
    // Before anything of the body is read.
    if let Err(error) = call.app.limits.take(Deed::Partner, source, call.app.now()) {
        let mut refused = Fault::of(&call.w, &error).write(format);
        if let (Error::TooMany { wait }, headers) = (&error, refused.headers_mut()) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*wait));
        }
        return refused;
    }
    let result = match name {
        Some(name) => call.write(name, source, request).await,
        None => Err(call.no_such_path()),
    };
    result.unwrap_or_else(|fault| fault.write(format))
}

impl Call {
    async fn read(&self, name: &str) -> Result<Response, Fault> {
        self.check_jurisdiction()?;
        let (app, w) = (&self.app, &self.w);
        match name.split_once('/') {
            None if name == "discovery" => Ok(self.ok("discovery", &services::discovery(app, w.language()))),
            None if name == "services" => {
                if let Some((latitude, longitude)) =
                    requests::point(w, &self.parameters)?.map(Point::to_degrees)
                    && create::located(app, latitude, longitude).is_none()
                {
                    // Nothing is offered outside the city.
                    return Ok(self.ok("services", &Node::List("service", Vec::new())));
                }
                Ok(self.ok("services", &services::list(app, w.language())))
            }
            None if name == "requests" => self.requests().await,
            None if name == "servicerequestupdates" => {
                Ok(self.ok("service_request_updates", &updates::list(app, w, &self.parameters).await?))
            }
            Some(("services", code)) => match app.city.services().find(|service| service.code() == code) {
                Some(service) => {
                    Ok(self.ok("service_definition", &services::definition(&service, w.language())))
                }
                None => Err(Fault::missing(w.with("open311-unknown-service", &[("code", code.into())]))),
            },
            Some(("requests", id)) => {
                let rows = self.named(&[id.to_owned()]).await?;
                self.listed(rows, &[id.to_owned()]).await
            }
            // Every service gives its request's id at once, so that no token was ever given out.
            Some(("tokens", _)) => Err(Fault::missing(w.t("open311-unknown-token"))),
            _ => Err(self.no_such_path()),
        }
    }

    async fn requests(&self) -> Result<Response, Fault> {
        let (app, w) = (&self.app, &self.w);
        let ids = self.parameters.list("service_request_id");
        if !ids.is_empty() {
            let rows = self.named(&ids).await?;
            return self.listed(rows, &ids).await;
        }
        let question = requests::read(app, w, &self.parameters, app.now())?;
        self.catch_up().await?;
        let (rows, next) = requests::find(&app.book.read(), &question);
        let node = self.nodes(&rows).await?;
        let mut response = self.ok("service_requests", &node);
        if let Some(next) = next {
            let link = self.next_page(&next.to_string());
            if let Ok(link) = HeaderValue::from_str(&link) {
                response.headers_mut().insert(header::LINK, link);
            }
        }
        Ok(response)
    }

    /// Moves the journal on at once where entries wait, and reads what is new in it: a client that asks for what it has just filed
    /// finds it, before the sequencer's next turn and in the middle of one.
    async fn catch_up(&self) -> Result<(), Fault> {
        let waits = self.app.read(requests::anything_waits).await;
        let moved = if waits.map_err(|error| Fault::of(&self.w, &error))? {
            crate::jobs::journal::advance(&self.app).await
        } else {
            crate::jobs::journal::read(&self.app).await
        };
        match moved {
            // What cannot be written now must not keep anybody from reading what is there.
            Ok(_) | Err(Error::DiskFull) => Ok(()),
            Err(error) => Err(Fault::of(&self.w, &error)),
        }
    }

    /// The rows of these ids.
    async fn named(&self, ids: &[String]) -> Result<Vec<dantin_record::book::Row>, Fault> {
        let app = &self.app;
        let rows = requests::by_ids(&app.book.read(), &app.city, ids);
        if rows.len() == ids.len() {
            return Ok(rows);
        }
        self.catch_up().await?;
        Ok(requests::by_ids(&app.book.read(), &app.city, ids))
    }

    async fn listed(&self, rows: Vec<dantin_record::book::Row>, ids: &[String]) -> Result<Response, Fault> {
        if rows.is_empty() {
            let asked = ids.join(", ");
            let id = [("id", asked.as_str().into())];
            return Err(Fault::missing(self.w.with("open311-unknown-request", &id)));
        }
        let node = self.nodes(&rows).await?;
        Ok(self.ok("service_requests", &node))
    }

    async fn nodes(&self, rows: &[dantin_record::book::Row]) -> Result<Node, Fault> {
        let ids: Vec<String> =
            rows.iter().filter(|row| row.is_public()).map(|row| row.id.to_string()).collect();
        let extensions = self.parameters.is_true("extensions");
        let shown = match self.app.read(move |tx| requests::shown(tx, &ids, extensions)).await {
            Ok(shown) => shown,
            Err(error) => return Err(Fault::of(&self.w, &error)),
        };
        let nodes = rows
            .iter()
            .map(|row| requests::request(&self.app, &self.w, row, shown.get(&row.id.to_string()), extensions))
            .collect();
        Ok(Node::List("request", nodes))
    }

    async fn write(&mut self, name: &str, source: Source, request: Request) -> Result<Response, Fault> {
        let reference_key = request.headers().get("idempotency-key").and_then(|value| value.to_str().ok());
        let reference_key = reference_key.map(str::to_owned);
        let photos = self.read_body(request).await?;
        self.w = self.app.words.words(requests::language(&self.parameters));
        self.check_jurisdiction()?;
        let (app, w) = (&self.app, &self.w);
        let key = self.parameters.first("api_key").unwrap_or_default();
        let partner = app.partners.named(app, key).await.map_err(|error| Fault::of(w, &error))?;
        let refused =
            || Fault { status: StatusCode::FORBIDDEN, descriptions: vec![w.t("open311-wrong-key")] };
        let partner = partner.ok_or_else(refused)?;
        // A city's own application sends for everybody, and from one address: it is known by its key.
        app.limits.give_back(Deed::Partner, source, app.now());
        if reference_key.as_ref().is_some_and(|key| !(16..=200).contains(&key.len())) {
            // A key that counts for nothing would let a repeated call make a second case.
            return Err(Fault::bad(w.t("open311-repeat-key")));
        }
        match name {
            "requests" => {
                // Everything else is checked first: no photo is kept for a report that is refused.
                create::check(app, w, &self.parameters, Vec::new())?;
                let kept = self.keep_photos(photos).await?;
                let mut new = create::check(app, w, &self.parameters, kept)?;
                // The secret link follows from this key, so that the partner's own secret must be part of it.
                new.idempotency_key = reference_key.map(|repeat| format!("{key}\n{repeat}"));
                let reference = self.parameters.first("fixmystreet_id").map(str::to_owned);
                let node = create::file(app, w, partner, new, reference).await;
                Ok(self.ok("service_requests", &node.map_err(|error| Fault::of(w, &error))?))
            }
            "servicerequestupdates" => {
                let update = updates::check(app, w, &self.parameters)?;
                let kept = self.keep_photos(photos).await?;
                let node = updates::add(app, w, partner, update, kept).await?;
                Ok(self.ok("service_request_updates", &node))
            }
            _ => Err(self.no_such_path()),
        }
    }

    /// Stores the photos that came with a call and gives their hashes.
    async fn keep_photos(&self, photos: Vec<Bytes>) -> Result<Vec<String>, Fault> {
        let (app, w) = (&self.app, &self.w);
        let mut kept: Vec<String> = Vec::new();
        for photo in photos {
            match keep(app, photo).await {
                Ok(hash) => kept.push(hash.to_string()),
                Err(NotKept::Refused(refusal)) => return Err(Fault::bad(fault_words(w, "", &refusal))),
                Err(NotKept::Failed(error)) => return Err(Fault::of(w, &error)),
            }
        }
        Ok(kept)
    }

    /// Reads a form of either kind into the parameters and gives the photos that came with it.
    async fn read_body(&mut self, request: Request) -> Result<Vec<Bytes>, Fault> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let mut photos = Vec::new();
        if media_type.is_some_and(|text| text.starts_with("multipart/form-data")) {
            let broken = |w: &Words| Fault::bad(w.t("open311-bad-form"));
            let mut form =
                Multipart::from_request(request, &()).await.map_err(|_rejection| broken(&self.w))?;
            while let Some(field) = form.next_field().await.map_err(|_broken| broken(&self.w))? {
                let name = field.name().unwrap_or_default().to_owned();
                let is_file = field.file_name().is_some_and(|name| !name.is_empty());
                let bytes = field.bytes().await.map_err(|_broken| broken(&self.w))?;
                if is_file {
                    photos.push(bytes);
                } else {
                    let text = dantin_words::nfc(&String::from_utf8_lossy(&bytes));
                    self.parameters.0.push((name, text));
                }
            }
        } else {
            let too_large = |w: &Words| Fault::bad(w.t("open311-bad-form"));
            let bytes = to_bytes(request.into_body(), BODY).await.map_err(|_too_large| too_large(&self.w))?;
            self.parameters.0.extend(Parameters::parse(&String::from_utf8_lossy(&bytes)).0);
        }
        let is_picture = |(name, value): &&(String, String)| {
            name == "media"
                || (matches!(name.as_str(), "media_url" | "media_url[]") && value.starts_with("data:"))
        };
        for (_, value) in self.parameters.0.iter().filter(is_picture).filter(|(_, value)| !value.is_empty()) {
            let encoded =
                value.split_once("base64,").map_or(value.as_str(), |(_, rest)| rest).replace([' ', '\n'], "");
            let decoded = base64::engine::general_purpose::STANDARD.decode(encoded);
            photos.push(decoded.map_err(|_bad| Fault::bad(self.w.t("open311-bad-media")))?.into());
        }
        if photos.len() > MOST {
            return Err(Fault::bad(self.w.t("open311-too-many-photos")));
        }
        Ok(photos)
    }

    fn check_jurisdiction(&self) -> Result<(), Fault> {
        match self.parameters.first("jurisdiction_id") {
            Some(id) if id != self.app.city.settings().code => {
                Err(Fault::missing(self.w.with("open311-unknown-jurisdiction", &[("id", id.into())])))
            }
            _ => Ok(()),
        }
    }

    fn next_page(&self, cursor: &str) -> String {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let kept = self
            .parameters
            .0
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "page" | "offset" | "cursor"));
        let query: Vec<String> =
            kept.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let suffix = if self.format == Format::Json { "json" } else { "xml" };
        let joint = if query.is_empty() { "" } else { "&" };
        let url = &self.app.public_url;
        format!(
            "<{url}/open311/v2/requests.{suffix}?{}{joint}cursor={cursor}>; rel=\"next\"",
            query.join("&")
        )
    }

    fn ok(&self, root: &str, node: &Node) -> Response {
        self.format.write(StatusCode::OK, root, node)
    }

    fn no_such_path(&self) -> Fault {
        Fault::missing(self.w.t("open311-no-such-path"))
    }
}

/// An error of a layer above, such as a request that is too large, in the standard's form.
pub fn render(path: &str, w: &Words, error: &Error) -> Response {
    let (_, format) = Format::split(path);
    Fault::of(w, error).write(format)
}
