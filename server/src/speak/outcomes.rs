//! Results in pictures: cases whose work is reported done, each with a published picture of after beside one of before. What is
//! shown is what moderators and agencies have published, and nothing is chosen by how good it looks.

use std::{collections::HashMap, hash::BuildHasher};

use dantin_record::{book::Row, id::CaseId};

use super::{
    shown::{CasePhoto, Shown},
    wording::Wording,
};
use crate::pages::components::{CaseRow, EvidencePair, Photo};

/// A result with its pictures.
pub struct Outcome {
    /// The case.
    pub row: CaseRow,
    /// Its pictures.
    pub pair: EvidencePair,
}

/// The rows that have a picture of after, in their order.
pub fn outcomes<'a, S: BuildHasher>(
    rows: &'a [Row],
    texts: &'a HashMap<CaseId, Shown, S>,
    photos: &'a [CasePhoto],
    words: Wording<'a>,
) -> impl Iterator<Item = Outcome> + 'a {
    rows.iter().filter_map(move |row| {
        let pair = pair(row, photos, words)?;
        Some(Outcome { row: words.row(row, texts.get(&row.id)), pair })
    })
}

/// The first picture after the work beside the first one before it.
fn pair(row: &Row, photos: &[CasePhoto], words: Wording<'_>) -> Option<EvidencePair> {
    let of = |moment: &str| {
        photos.iter().filter(|photo| photo.case == row.id).rfind(|photo| photo.moment == moment)
    };
    let after = of("after")?;
    // The agency's own picture of before belongs to the same event; else the report's.
    let before = of("before")
        .filter(|before| before.number == after.number)
        .or_else(|| photos.iter().find(|photo| photo.case == row.id && photo.moment == "report"));
    let service = words.service(row.category.as_str(), row.subcategory.as_ref().map(|code| code.as_str()));
    let photo = |photo: &CasePhoto, key: &str, at| -> Photo {
        let alt = words.w.with(key, &[("service", service.as_str().into())]);
        Photo { moment: words.dated(at), full: String::new(), ..photo.picture.medium(alt) }
    };
    Some(EvidencePair {
        before: before.map(|before| photo(before, "case-photo-before", row.submitted)),
        after: Some(photo(after, "case-photo-after", row.last_reported.unwrap_or(row.submitted))),
    })
}
