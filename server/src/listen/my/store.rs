//! What the database has of one case, read in one snapshot for its page behind a secret link.

use std::collections::HashMap;

use dantin_record::{
    act::Actor,
    case::Case,
    entry::{Entry, PendingEntry},
    event::Event,
    moment::Moment,
};
use dantin_store::Tx;

use crate::{
    act::cases::CaseError,
    error::{Error, Missing, not_found},
    pages::erased::Erased,
};

/// A case with everything that may be shown of it to somebody.
pub(super) struct Dossier {
    pub case: Case,
    /// The words as a moderator published them.
    pub public_text: Option<String>,
    /// Private words by event number and field.
    pub words: HashMap<(i64, String), String>,
    /// What happened, the oldest first.
    pub events: Vec<Happened>,
    pub photos: Vec<Attached>,
    /// What was erased.
    pub erased: Erased,
    pub papers: Vec<Paper>,
    /// Index and text of the first entry, once it is sequenced.
    pub first: Option<(u64, String)>,
}

/// One event.
pub(super) struct Happened {
    /// Number in the case, from 1.
    pub number: i64,
    /// Index in the public journal; `None` while it waits to be sequenced.
    pub index: Option<i64>,
    pub by: Actor,
    pub occurred: Moment,
    pub event: Event,
}

/// A photo of an event.
pub(super) struct Attached {
    pub number: i64,
    /// Hash of the largest copy, by which it is asked for; that of the original tells nothing to whoever did not send it.
    pub large: String,
    /// `report`, `reply`, `contest`, `before` or `after`.
    pub moment: String,
    pub shown: bool,
    /// Pixels of the largest copy.
    pub width: i64,
    /// Pixels of the largest copy.
    pub height: i64,
}

/// A document or a measurement of an event.
pub(super) struct Paper {
    pub number: i64,
    pub kind: String,
    pub title: String,
    pub body: String,
}

impl Dossier {
    /// Private words of an event.
    pub fn words(&self, number: i64, field: &str) -> &str {
        self.words.get(&(number, field.to_owned())).map_or("", String::as_str)
    }
}

/// Reads the case of this id.
pub(super) fn read(tx: &mut Tx<'_>, id: &str) -> Result<Dossier, Error> {
    let damaged = |reason: String| Error::from(CaseError::Damaged(reason));
    let found: Option<(String, Option<String>)> =
        tx.first("SELECT record, public_text FROM cases WHERE id = $1", &[&id])?;
    let (record, public_text) = found.ok_or_else(|| not_found(Missing::Secret))?;
    let case: Case = serde_json::from_str(&record).map_err(|error| damaged(error.to_string()))?;
    let words: Vec<(i64, String, String)> =
        tx.all("SELECT number, field, body FROM contents WHERE case_id = $1", &[&id])?;
    let sequenced: Vec<(i64, i64, String)> =
        tx.all("SELECT number, idx, body FROM journal WHERE case_id = $1 ORDER BY number", &[&id])?;
    let waiting: Vec<(i64, String)> =
        tx.all("SELECT number, body FROM journal_pending WHERE case_id = $1 ORDER BY number", &[&id])?;
    let first = sequenced
        .first()
        .filter(|(number, ..)| *number == 1)
        .map(|(_, index, body)| (u64::try_from(*index).unwrap_or(u64::MAX), body.clone()));
    let mut events = Vec::with_capacity(sequenced.len() + waiting.len());
    for (number, index, body) in sequenced {
        let entry = Entry::parse(body.as_bytes()).map_err(|error| damaged(error.to_string()))?;
        events.push(Happened {
            number,
            index: Some(index),
            by: entry.by,
            occurred: entry.occurred,
            event: entry.event,
        });
    }
    for (number, body) in waiting {
        let entry = PendingEntry::parse(body.as_bytes()).map_err(|error| damaged(error.to_string()))?;
        events.push(Happened {
            number,
            index: None,
            by: entry.by,
            occurred: entry.occurred,
            event: entry.event,
        });
    }
    let photos: Vec<(i64, String, String, bool, i64, i64)> = tx.all(
        "SELECT c.number, p.large, c.moment, c.shown, p.width, p.height FROM case_photos c JOIN photos p ON p.hash = \
         c.photo WHERE c.case_id = $1 ORDER BY c.number, c.place",
        &[&id],
    )?;
    let papers: Vec<(i64, String, String, String)> = tx.all(
        "SELECT number, kind, title, body FROM case_documents WHERE case_id = $1 ORDER BY number, place",
        &[&id],
    )?;
    let erased = Erased::of(events.iter().map(|happened| (happened.occurred, &happened.event)));
    Ok(Dossier {
        erased,
        case,
        public_text,
        first,
        words: words.into_iter().map(|(number, field, body)| ((number, field), body)).collect(),
        events,
        photos: photos
            .into_iter()
            .map(|(number, large, moment, shown, width, height)| Attached {
                number,
                large,
                moment,
                shown,
                width,
                height,
            })
            .collect(),
        papers: papers
            .into_iter()
            .map(|(number, kind, title, body)| Paper { number, kind, title, body })
            .collect(),
    })
}
