//! Discovery, the list of services and their definitions, out of the city pack.

use dantin_city::{AttributeKind, Bilingual, Service};
use dantin_words::Language;
use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};

use super::document::Node;
use crate::app::App;

/// The text in a language.
pub fn said(text: &Bilingual, language: Language) -> String {
    match language {
        Language::Vietnamese => text.vi.clone(),
        Language::English => text.en.clone(),
    }
}

/// A time in the city's zone, in whole seconds with its offset.
pub fn written(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The answer to `discovery`.
pub fn discovery(app: &App, language: Language) -> Node {
    let changeset = changeset(app);
    let formats = ["text/xml", "application/json"].map(|name| Node::Text(name.to_owned())).to_vec();
    let kind = if app.site.is_sample { "test" } else { "production" };
    let contact = match language {
        Language::Vietnamese => format!("{}/help", app.public_url),
        Language::English => format!("{}/help?lang=en", app.public_url),
    };
    Node::Fields(vec![
        ("changeset", Node::Text(changeset.clone())),
        ("contact", Node::Text(contact.clone())),
        ("key_service", Node::Text(contact)),
        (
            "endpoints",
            Node::List(
                "endpoint",
                vec![Node::Fields(vec![
                    ("specification", Node::Text("http://wiki.open311.org/GeoReport_v2".to_owned())),
                    ("url", Node::Text(format!("{}/open311/v2", app.public_url))),
                    ("changeset", Node::Text(changeset)),
                    ("type", Node::Text(kind.to_owned())),
                    ("formats", Node::List("format", formats)),
                ])],
            ),
        ),
    ])
}

/// A time that moves whenever a service or a definition changes: the pack has no clock, so the seconds of a fixed span
/// of years are chosen by the hash of what clients see. It sorts as the standard asks; only equality has a meaning.
fn changeset(app: &App) -> String {
    let seen: String = [Language::Vietnamese, Language::English]
        .iter()
        .flat_map(|language| {
            app.city.services().map(|service| {
                format!(
                    "{}{}",
                    summary(&service, *language).to_json(),
                    definition(&service, *language).to_json()
                )
            })
        })
        .collect();
    let hash = Sha256::digest(seen.as_bytes());
    let number = hash.iter().take(4).fold(0_i64, |sum, byte| (sum << 8) | i64::from(*byte));
    // 2020-01-01 plus up to six years.
    let at = Timestamp::from_second(1_577_836_800 + number % 189_302_400).unwrap_or(Timestamp::UNIX_EPOCH);
    written(at, app.city.calendar().zone())
}

/// The answer to `services`.
pub fn list(app: &App, language: Language) -> Node {
    Node::List("service", app.city.services().map(|service| summary(&service, language)).collect())
}

fn summary(service: &Service<'_>, language: Language) -> Node {
    Node::Fields(vec![
        ("service_code", Node::Text(service.code().to_owned())),
        ("service_name", Node::Text(said(service.name(), language))),
        ("description", Node::Text(said(service.description(), language))),
        ("metadata", Node::Boolean(!service.attributes().is_empty())),
        ("type", Node::Text("realtime".to_owned())),
        ("keywords", Node::Text(service.keywords().join(", "))),
        ("group", Node::Text(said(&service.category.name, language))),
    ])
}

/// The answer to `services/{code}`.
pub fn definition(service: &Service<'_>, language: Language) -> Node {
    let attributes = service
        .attributes()
        .iter()
        .enumerate()
        .map(|(place, attribute)| {
            let kind = match attribute.datatype {
                AttributeKind::String => "string",
                AttributeKind::Number => "number",
                AttributeKind::Datetime => "datetime",
                AttributeKind::Text => "text",
                AttributeKind::SingleValueList => "singlevaluelist",
                AttributeKind::MultiValueList => "multivaluelist",
            };
            let values = attribute
                .values
                .iter()
                .map(|value| {
                    Node::Fields(vec![
                        ("key", Node::Text(value.code.clone())),
                        ("name", Node::Text(said(&value.name, language))),
                    ])
                })
                .collect();
            Node::Fields(vec![
                ("variable", Node::Boolean(true)),
                ("code", Node::Text(attribute.code.clone())),
                ("datatype", Node::Text(kind.to_owned())),
                ("required", Node::Boolean(attribute.required)),
                ("datatype_description", Node::Null),
                ("order", Node::Integer(i64::try_from(place + 1).unwrap_or(i64::MAX))),
                ("description", Node::Text(said(&attribute.description, language))),
                ("values", Node::List("value", values)),
            ])
        })
        .collect();
    Node::Fields(vec![
        ("service_code", Node::Text(service.code().to_owned())),
        ("attributes", Node::List("attribute", attributes)),
    ])
}
