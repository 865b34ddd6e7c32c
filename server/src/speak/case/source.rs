//! What another system says of a case that was imported from it, plainly and as its claim: its word, its agency and
//! its dates; its number and name stand in the notice above. Nothing here says that anything is confirmed.

use dantin_record::{
    case::{Case, State},
    moment::Moment,
};
use serde_json::{Value, json};

use super::record::{Record, SourceName};
use crate::{
    pages::components::{SummaryRow, Tag},
    speak::wording::Wording,
};

/// The lines of the case's page; none for a case of ours.
pub fn rows(record: &Record, words: Wording<'_>) -> Vec<SummaryRow> {
    let (case, w) = (&record.case, words.w);
    let (Some(source), Some(name)) = (&case.source, &record.source) else { return Vec::new() };
    let dated = |moment| words.dated(moment).shown;
    let word = source.word.as_ref().map(|word| {
        let meaning = w.t(Tag::from(case.kind()).key());
        w.with("case-source-quoted", &[("word", word.as_str().into()), ("meaning", meaning.as_str().into())])
    });
    let due = match case.state {
        State::Imported { due, .. } => due,
        _ => None,
    };
    let is_another = |at: &Moment| *at != case.submitted && case.ended != Some(*at);
    [
        ("case-source-status", word),
        ("case-source-agency", Some(words.responsible(case.state.lead(), Some(source)))),
        ("case-source-requested", Some(dated(case.submitted))),
        ("case-source-due", due.map(dated)),
        ("case-source-ended", case.ended.map(dated)),
        ("case-source-updated", Some(case.last_event).filter(is_another).map(dated)),
        ("case-source-data", Some(name.attribution.clone())),
    ]
    .into_iter()
    .filter_map(|(key, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(SummaryRow { term: w.t(key), value, ..SummaryRow::default() })
    })
    .collect()
}

/// The same for machines; null for a case of ours.
pub fn facts(case: &Case, name: Option<&SourceName>) -> Value {
    let (Some(source), Some(name)) = (&case.source, name) else { return Value::Null };
    json!({
        "system": source.system.as_str(),
        "name": name.name,
        "attribution": name.attribution,
        "id": name.id,
        "word": source.word.as_ref().map(|word| word.as_str().to_owned()),
        "agency": source.agency.as_ref().map(|agency| agency.as_str().to_owned()),
        "confirmed_here": false,
    })
}
