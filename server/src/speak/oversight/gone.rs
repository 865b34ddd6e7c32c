//! What is said of a round or critique where words or photos stood that were erased: which, when and on which ground. Of the content
//! itself nothing is left to say.

use dantin_record::{entry::Line, matter::MatterEvent};
use dantin_words::Words;

use crate::speak::wording::Wording;

/// A field by its name: `visit.2` is "visit 2".
pub fn field_name(w: &Words, field: &str) -> String {
    match field.split_once('.') {
        Some((stem, number)) => format!("{} {number}", w.code("round-field", stem)),
        None => w.code("round-field", field),
    }
}

/// What was erased, a line for each entry that says so, out of the matter's entries in the journal.
pub fn erased(entries: &[(i64, String)], words: Wording<'_>) -> Vec<String> {
    let line = |(_, body): &(i64, String)| {
        let Ok(Line::Matter(entry)) = Line::parse(body.as_bytes()) else { return None };
        let MatterEvent::Erased(erasure) = &entry.event else { return None };
        let names: Vec<String> =
            erasure.fields.iter().map(|field| field_name(words.w, field.as_str())).collect();
        let (what, date) = (names.join(", "), words.dated(entry.occurred).shown);
        let ground = words.w.code("ground", erasure.ground.code());
        let values = [
            ("what", what.as_str().into()),
            ("date", date.as_str().into()),
            ("ground", ground.as_str().into()),
        ];
        Some(words.w.with("erased-here", &values))
    };
    entries.iter().filter_map(line).collect()
}
