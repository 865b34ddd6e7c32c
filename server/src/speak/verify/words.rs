//! `GET /verify/words.json`: what the page's script says, in the visitor's language, and the names behind the codes in
//! entries. `{size}` and its like are filled in by the script.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_record::{
    act::Role,
    event::{EventKind, MAX_ITEMS},
    notice::FactKind,
    oversight::OversightEvent,
    reasons::ErasureGround,
};
use dantin_words::{Language, Words};
use serde_json::json;

use super::answer::type_name;
use crate::{
    act::cases::fields,
    app::{Shared, Visit},
    pages::{erased::field_name, headers::CachePolicy},
    speak::wording::Wording,
};

/// Sentences, with the values that the script fills in.
const SENTENCES: &[(&str, &[&str])] = &[
    ("verify-working", &[]),
    ("verify-first", &[]),
    ("verify-today", &[]),
    ("verify-raw", &[]),
    ("verify-log-now", &[]),
    ("verify-good-entry", &["index"]),
    ("verify-good-case", &["code", "count"]),
    ("verify-good-receipt", &["index"]),
    ("verify-good-file", &["code"]),
    ("verify-signed", &["size"]),
    ("verify-grown", &["old"]),
    ("verify-elsewhere", &["origin"]),
    ("verify-entry", &["index"]),
    ("verify-fault-bare", &[]),
    ("verify-fault-case", &["code"]),
    ("verify-fault-chain", &[]),
    ("verify-fault-cut", &[]),
    ("verify-fault-damaged", &[]),
    ("verify-fault-empty", &[]),
    ("verify-fault-entry", &["index"]),
    ("verify-fault-file", &[]),
    ("verify-fault-inclusion", &[]),
    ("verify-fault-key", &[]),
    ("verify-fault-key-changed", &["key"]),
    ("verify-fault-missing", &["path"]),
    ("verify-fault-network", &[]),
    ("verify-fault-no-entry", &["size", "index"]),
    ("verify-fault-other", &["found", "expected"]),
    ("verify-fault-receipt", &[]),
    ("verify-fault-rewritten", &["old"]),
    ("verify-fault-shorter", &["size", "old"]),
    ("verify-fault-signature", &[]),
];
/// Faults that accuse nobody, with the title under which they are said.
const SOFT: &[(&str, &str)] = &[
    ("case", "verify-unknown"),
    ("empty", "verify-cannot"),
    ("file", "verify-unknown"),
    ("key", "verify-cannot"),
    ("network", "verify-cannot"),
    ("no-entry", "verify-unknown"),
];
/// Which fields of an entry are shown, in this order: label, place in the entry, and the list that names its codes.
const ROWS: &[(&str, &str, &str)] = &[
    ("verify-row-code", "data.code", ""),
    ("verify-row-service", "data.category", "services"),
    ("verify-row-finer", "data.subcategory", "services"),
    ("verify-row-area", "data.place.area", "areas"),
    ("verify-row-at", "at", "time"),
    ("verify-row-occurred", "occurred", "time"),
    ("verify-row-by", "by", "roles"),
    ("verify-row-for", "agency", "agencies"),
    ("verify-row-agency", "data.agency", "agencies"),
    ("verify-row-agency", "data.to", "agencies"),
    ("verify-row-due", "data.receive_by.at", "time"),
    ("verify-row-due", "data.due.at", "time"),
    ("verify-row-due", "data.confirm_by", "time"),
    ("verify-row-evidence", "data.evidence", ""),
    ("verify-row-photos", "data.photos", ""),
    ("verify-row-commit", "commit", "fields"),
    ("verify-row-erased", "data.fields", "fields"),
    ("verify-row-ground", "data.ground", "grounds"),
    ("verify-row-leaf", "leaf", ""),
];
/// Private fields for which commitments stand; photos and papers are numbered besides.
const FIELDS: &[&str] =
    &["text", "address", "answers", "place", "contact", "words", "basis", "public_text", "public_address"];

/// The answer: small, the same for everybody with the same language.
pub async fn words(State(app): State<Shared>, visit: Visit) -> Response {
    let (w, words) = (&visit.w, Wording { city: &app.city, w: &visit.w, now: visit.now });
    let agencies: BTreeMap<&str, String> =
        app.city.agencies().iter().map(|one| (one.code.as_str(), words.say(&one.name))).collect();
    let areas: BTreeMap<&str, String> =
        app.city.areas().iter().map(|one| (one.code.as_str(), words.say(&one.name))).collect();
    let mut services: BTreeMap<&str, String> = BTreeMap::new();
    for one in app.city.services() {
        services.insert(&one.category.code, words.say(&one.category.name));
        services.insert(one.code(), words.say(one.name()));
    }
    let types = EventKind::ALL.iter().map(|kind| kind.code());
    let types = types
        .chain(FactKind::ALL.iter().map(|kind| kind.code()))
        .chain(OversightEvent::CODES.iter().copied());
    let events: BTreeMap<&str, String> = types.map(|code| (code, type_name(w, code))).collect();
    let roles: BTreeMap<&str, String> = Role::ALL
        .iter()
        .map(|role| role.code())
        .chain(["operator"])
        .map(|code| (code, w.code("role", code)))
        .collect();
    let numbered = (0..MAX_ITEMS).flat_map(|place| [fields::photo(place), fields::paper(place)]);
    let fields: BTreeMap<String, String> = FIELDS
        .iter()
        .map(|field| (*field).to_owned())
        .chain(numbered)
        .map(|field| (field.clone(), field_name(w, &field)))
        .collect();
    let grounds: BTreeMap<&str, String> =
        ErasureGround::ALL.iter().map(|one| (one.code(), w.code("ground", one.code()))).collect();
    let zone = app.city.calendar().zone().iana_name().unwrap_or("UTC");
    let locale = match w.language() {
        Language::Vietnamese => "vi-VN",
        Language::English => "en-GB",
    };
    let soft: BTreeMap<&str, String> = SOFT.iter().map(|(fault, title)| (*fault, w.t(title))).collect();
    let rows: Vec<_> = ROWS.iter().map(|(label, place, list)| (w.t(label), place, list)).collect();
    let body = json!({
        "say": sentences(w), "soft": soft, "rows": rows, "events": events, "roles": roles, "fields": fields, "grounds": grounds,
        "agencies": agencies, "areas": areas, "services": services, "locale": locale,
        "time": {"dateStyle": "short", "timeStyle": "short", "timeZone": zone},
    });
    (CachePolicy::Public, Json(body)).into_response()
}

fn sentences(w: &Words) -> BTreeMap<&'static str, String> {
    let filled = SENTENCES.iter().map(|(key, names)| {
        let marks: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
        let values: Vec<_> =
            names.iter().zip(&marks).map(|(name, mark)| (*name, mark.as_str().into())).collect();
        (key.trim_start_matches("verify-"), w.with(key, &values))
    });
    filled.collect()
}
