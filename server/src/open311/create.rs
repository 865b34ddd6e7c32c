//! `POST requests`: a partner files a report for a resident. All faults of one call are said together where the
//! standard allows it; what is private stays private, and a `media_url` is kept for the agency and never fetched.

use dantin_city::{Attribute, AttributeKind, Service};
use dantin_record::{act::Actor, event::Origin};
use dantin_words::{TextFault, Words, clean_text_within};

use super::{
    answer::Fault,
    document::Node,
    parameters::{Parameters, time},
    services::said,
};
use crate::{
    act::cases::{self, Asker, NewCase, Place},
    app::Shared,
    error::Error,
    listen::reports::contact,
    outgoing::Address,
};

/// Characters of a description at most.
pub const DESCRIPTION: usize = 4_000;
/// Characters of every other text at most.
pub const SHORT: usize = 500;
/// Addresses of pictures of one call at most.
const MEDIA: usize = 10;

/// Checks what was sent; everything that is wrong with 400 is said at once.
pub fn check(
    app: &Shared,
    w: &Words,
    parameters: &Parameters,
    photos: Vec<String>,
) -> Result<NewCase, Fault> {
    let Some(code) = parameters.first("service_code") else {
        return Err(Fault::bad(w.t("open311-service-missing")));
    };
    let service = app
        .city
        .services()
        .find(|service| service.code() == code)
        .ok_or_else(|| Fault::missing(w.with("open311-unknown-service", &[("code", code.into())])))?;
    let mut faults = Vec::new();
    let answers = answers(w, &service, parameters, &mut faults);
    let place = place(app, w, parameters, &mut faults);
    let mut text = |name: &'static str, limit: usize| text(w, parameters, name, limit, &mut faults);
    let description = text("description", DESCRIPTION).unwrap_or_default();
    let address = text("address_string", SHORT)
        .or_else(|| text("address", SHORT))
        .or_else(|| text("address_id", SHORT));
    let email = text("email", SHORT);
    let phone = text("phone", SHORT);
    let name = cleaned(w, "first_name", &full_name(parameters), SHORT, &mut faults);
    let reached = contact(
        w,
        name.as_deref().unwrap_or_default(),
        phone.as_deref().unwrap_or_default(),
        email.as_deref().unwrap_or_default(),
    );
    if let Err(wrong) = reached {
        faults.extend(wrong.into_iter().map(|fault| format!("{}: {}", fault.field, fault.message)));
    }
    let media = media_urls(w, parameters).unwrap_or_else(|fault| {
        faults.extend(fault.descriptions);
        Vec::new()
    });
    let has_place = ["lat", "long", "address_string", "address", "address_id"]
        .iter()
        .any(|name| parameters.first(name).is_some());
    if !has_place || (place.is_none() && address.is_none() && faults.is_empty()) {
        faults.push(w.t("open311-place-missing"));
    }
    if !faults.is_empty() {
        return Err(Fault { status: axum::http::StatusCode::BAD_REQUEST, descriptions: faults });
    }
    let answers: Vec<String> =
        answers.into_iter().chain(media.into_iter().map(|media| format!("media_url={media}"))).collect();
    let (area, place) = place.map_or((None, None), |(area, place)| (Some(area), Some(place)));
    Ok(NewCase {
        origin: Origin::Open311,
        by: Actor::Partner,
        category: service.category.code.clone(),
        subcategory: service.subcategory.map(|finer| finer.code.clone()),
        area,
        place,
        address,
        text: description,
        answers: (!answers.is_empty()).then(|| answers.join("\n")),
        photos,
        asker: Asker { name, phone, email, language: w.language().code().to_owned() },
        idempotency_key: None,
        sample: app.site.is_sample,
        officer: None,
    })
}

/// A parameter's text without what is not to be seen; nothing where there is none, and a fault where it cannot be taken.
pub fn text(
    w: &Words,
    parameters: &Parameters,
    name: &str,
    limit: usize,
    faults: &mut Vec<String>,
) -> Option<String> {
    cleaned(w, name, parameters.first(name)?, limit, faults)
}

/// The same for the text that a parameter of this name gave.
pub fn cleaned(w: &Words, name: &str, raw: &str, limit: usize, faults: &mut Vec<String>) -> Option<String> {
    if raw.contains(char::REPLACEMENT_CHARACTER) {
        faults.push(w.with("open311-text-encoding", &[("name", name.into())]));
        return None;
    }
    let fault = match clean_text_within(raw, limit) {
        Ok(text) => return Some(text).filter(|text| !text.is_empty()),
        Err(TextFault::TooLong { characters, limit }) => {
            let (characters, limit) = (count(characters), count(limit));
            let about = [("name", name.into()), ("characters", characters.into()), ("limit", limit.into())];
            w.with("open311-text-too-long", &about)
        }
        Err(TextFault::Control { place, .. }) => {
            w.with("open311-text-control", &[("name", name.into()), ("place", count(place).into())])
        }
    };
    faults.push(fault);
    None
}

/// Family name first or last, one word or four: one name, in the order it came.
pub fn full_name(parameters: &Parameters) -> String {
    let parts = ["first_name", "last_name"].into_iter().filter_map(|name| parameters.first(name));
    parts.filter(|part| *part != "-").collect::<Vec<_>>().join(" ")
}

/// The addresses of pictures that came with a call, each once. They are kept for the agency and never fetched; an address
/// that leads into a private network would only lead its reader astray. Pictures within a `data:` address come as photos.
pub fn media_urls(w: &Words, parameters: &Parameters) -> Result<Vec<String>, Fault> {
    let mut found: Vec<String> = Vec::new();
    for (_, value) in
        parameters.0.iter().filter(|(name, _)| matches!(name.as_str(), "media_url" | "media_url[]"))
    {
        let value = value.trim();
        if value.is_empty() || value.starts_with("data:") || found.iter().any(|known| known == value) {
            continue;
        }
        let is_web = value.starts_with("https://") || value.starts_with("http://");
        let judged = value.replacen("http://", "https://", 1);
        if !is_web || Address::parse(&judged, false).is_err() || is_here(&judged) || found.len() == MEDIA {
            return Err(Fault::bad(w.with("open311-bad-media-url", &[("limit", count(MEDIA).into())])));
        }
        found.push(value.to_owned());
    }
    Ok(found)
}

/// Whether a web address names the machine that reads it.
fn is_here(address: &str) -> bool {
    let host = address.parse::<axum::http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    host.is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]")
}

/// The answers to the service's questions as lines; each missing or impossible one is a fault of its own.
fn answers(
    w: &Words,
    service: &Service<'_>,
    parameters: &Parameters,
    faults: &mut Vec<String>,
) -> Vec<String> {
    let sent = parameters.attributes();
    let mut lines = Vec::new();
    for attribute in service.attributes() {
        let values: Vec<&str> =
            sent.iter().filter(|(code, _)| *code == attribute.code).map(|(_, value)| *value).collect();
        let question = said(&attribute.description, w.language());
        let about = [("code", attribute.code.as_str().into()), ("question", question.as_str().into())];
        if values.is_empty() {
            if attribute.required {
                faults.push(w.with("open311-attribute-missing", &about));
            }
        } else if !fits(attribute, &values) {
            faults.push(w.with("open311-attribute-impossible", &about));
        } else {
            lines.push(format!("{}={}", attribute.code, values.join(",")));
        }
    }
    for (code, _) in &sent {
        if !service.attributes().iter().any(|attribute| attribute.code == *code) {
            faults.push(w.with("open311-attribute-unknown", &[("code", (*code).into())]));
        }
    }
    lines
}

fn fits(attribute: &Attribute, values: &[&str]) -> bool {
    let offered = |value: &&str| attribute.values.iter().any(|choice| choice.code == **value);
    let single = values.len() == 1;
    match attribute.datatype {
        AttributeKind::SingleValueList => single && values.iter().all(offered),
        AttributeKind::MultiValueList => values.iter().all(offered),
        AttributeKind::Number => {
            single && values.iter().all(|value| value.parse::<f64>().is_ok_and(f64::is_finite))
        }
        AttributeKind::Datetime => single && values.iter().all(|value| time(value).is_some()),
        AttributeKind::String | AttributeKind::Text => {
            single && values.iter().all(|value| clean_text_within(value, DESCRIPTION).is_ok())
        }
    }
}

/// Latitude and longitude win over an address; a point outside the city is a fault.
fn place(
    app: &Shared,
    w: &Words,
    parameters: &Parameters,
    faults: &mut Vec<String>,
) -> Option<(String, Place)> {
    let (latitude, longitude) = (parameters.decimal("lat"), parameters.decimal("long"));
    let (latitude, longitude) = match (latitude, longitude) {
        (Ok(Some(latitude)), Ok(Some(longitude))) => (latitude, longitude),
        (Ok(None), Ok(None)) => return None,
        _ => {
            faults.push(w.t("open311-bad-place"));
            return None;
        }
    };
    if let Some(located) = located(app, latitude, longitude) {
        Some((located.area, Place { latitude, longitude, accuracy_m: 25 }))
    } else {
        faults.push(w.t("open311-outside"));
        None
    }
}

/// The ward of a point; nothing outside the city.
pub fn located(app: &Shared, latitude: f64, longitude: f64) -> Option<dantin_geo::Located> {
    app.layers.read().locate(dantin_geo::Point::new(latitude, longitude).ok()?)
}

/// Files the checked report for the partner and gives the standard's answer.
pub async fn file(
    app: &Shared,
    w: &Words,
    partner: String,
    new: NewCase,
    reference: Option<String>,
) -> Result<Node, Error> {
    let filed = app
        .command(move |tx, context| {
            let filed = cases::submit(tx, context, &new)?;
            tx.execute(
                "INSERT INTO partner_cases (case_id, partner, reference) VALUES ($1, $2, $3) \
                 ON CONFLICT (case_id) DO NOTHING",
                &[&filed.id, &partner, &reference],
            )?;
            Ok(filed)
        })
        .await?;
    let link = format!("{}/my/{}", app.public_url, filed.secret);
    let notice =
        w.with("open311-notice", &[("code", filed.code.as_str().into()), ("link", link.as_str().into())]);
    Ok(Node::List(
        "request",
        vec![Node::Fields(vec![
            ("service_request_id", Node::Text(filed.code)),
            ("service_notice", Node::Text(notice)),
            ("account_id", Node::Null),
        ])],
    ))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
