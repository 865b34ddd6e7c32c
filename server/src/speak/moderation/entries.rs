//! The entries of moderation, read from the journal by an index of their own.

use dantin_record::{
    act::Actor,
    consultation::ConsultationEvent,
    dialogue::DialogueEvent,
    entry::Line as Entry,
    event::{Event, ShownText},
    matter::MatterEvent,
    moment::Moment,
    oversight::OversightEvent,
};
use dantin_store::Tx;

use crate::error::Error;

/// What a moderator or a privacy officer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// The case, question or comment is shown nowhere.
    Hidden,
    /// Its words are shown without something, or parts of a photo are unrecognisable.
    Redacted,
    /// Content was destroyed.
    Erased,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Deed; 3] = [Deed::Hidden, Deed::Redacted, Deed::Erased];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Deed::Hidden => "hidden",
            Deed::Redacted => "redacted",
            Deed::Erased => "erased",
        }
    }

    /// The deed of that code.
    pub fn from_code(code: &str) -> Option<Deed> {
        Deed::ALL.into_iter().find(|deed| deed.code() == code)
    }
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A case that has a public page.
    Case,
    /// A case that is hidden now.
    HiddenCase,
    /// A dialogue session, or a question of it.
    Session,
    /// A consultation, or a comment of it.
    Consultation,
    /// A round of oversight or a critique.
    Oversight,
}

impl About {
    fn of(visibility: Option<&str>, kind: Option<&str>) -> About {
        match kind {
            Some("session") => About::Session,
            Some("consultation") => About::Consultation,
            Some(_) => About::Oversight,
            None if visibility == Some(dantin_record::case::Visibility::Hidden.code()) => About::HiddenCase,
            None => About::Case,
        }
    }
}

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Line {
    /// Index in the journal.
    pub index: i64,
    /// When it came into the journal.
    pub at: Moment,
    /// The code of the case, session or consultation.
    pub code: String,
    /// The number of the question, comment or visit in it.
    pub number: Option<u32>,
    /// What the code stands for.
    pub about: About,
    /// What was done.
    pub deed: Deed,
    /// The code of the reason or ground; empty for a redaction of the time before redactions had one.
    pub reason: &'static str,
    /// By whom.
    pub by: Actor,
}

/// What the journal says of an entry, if it is one of moderation: what was done and why, and to which question, comment or visit.
pub fn deed(entry: &Entry) -> Option<(Deed, &'static str, Option<u32>)> {
    match entry {
        Entry::Case(entry) => match &entry.event {
            Event::Hidden { reason } => Some((Deed::Hidden, reason.code(), None)),
            Event::Shown { reason: Some(reason), .. } => Some((Deed::Redacted, reason.code(), None)),
            Event::Shown { text: ShownText::Redacted, reason: None, .. } => Some((Deed::Redacted, "", None)),
            Event::Erased(erasure) => Some((Deed::Erased, erasure.ground.code(), None)),
            _ => None,
        },
        Entry::Matter(entry) => match &entry.event {
            MatterEvent::Dialogue(DialogueEvent::Hidden { question: number, reason })
            | MatterEvent::Consultation(ConsultationEvent::Hidden { comment: number, reason }) => {
                Some((Deed::Hidden, reason.code(), Some(*number)))
            }
            MatterEvent::Dialogue(DialogueEvent::Shown {
                question: number,
                text: ShownText::Redacted,
                reason,
            })
            | MatterEvent::Consultation(ConsultationEvent::Shown {
                comment: number,
                text: ShownText::Redacted,
                reason,
            }) => Some((Deed::Redacted, reason.map_or("", |reason| reason.code()), Some(*number))),
            MatterEvent::Oversight(OversightEvent::Shown { visit: number, reason: Some(reason), .. }) => {
                Some((Deed::Redacted, reason.code(), Some(*number)))
            }
            MatterEvent::Erased(erasure) => Some((Deed::Erased, erasure.ground.code(), None)),
            _ => None,
        },
        Entry::Notice(_) => None,
    }
}

/// When an entry came into the journal, and who acted; nothing for a notice.
pub fn stamp(entry: &Entry) -> Option<(Moment, Actor)> {
    match entry {
        Entry::Case(entry) => Some((entry.at, entry.by)),
        Entry::Matter(entry) => Some((entry.at, entry.by)),
        Entry::Notice(_) => None,
    }
}

pub fn parse(index: i64, body: &str) -> Result<Entry, Error> {
    Ok(Entry::parse(body.as_bytes()).map_err(|error| anyhow::anyhow!("journal entry {index}: {error}"))?)
}

/// The newest lines below an index, at most so many entries looked at; and the index to go on below, where there is more.
pub fn below(tx: &mut Tx<'_>, below: i64, limit: i64) -> Result<(Vec<Line>, Option<i64>), Error> {
    type Row = (i64, String, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = tx.all(
        "SELECT j.idx, j.body, coalesce(c.code, m.code), c.visibility, m.kind FROM journal j \
         LEFT JOIN cases c ON c.id = j.case_id LEFT JOIN matters m ON m.id = j.case_id WHERE j.idx < $1 \
         AND (j.body LIKE '%\"text\":\"redacted\"%' OR j.body LIKE '%\"photos\":[%],\"reason\":%' \
         OR j.body LIKE '%\"type\":\"%.hidden\"%' OR j.body LIKE '%\"type\":\"content.erased\"%' \
         OR j.body LIKE '%\"type\":\"visit.shown\"%') \
         ORDER BY j.idx DESC LIMIT $2",
        &[&below, &limit],
    )?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next = rows.last().map(|(index, ..)| *index).filter(|_| is_full);
    let mut lines = Vec::with_capacity(rows.len());
    for (index, body, code, visibility, kind) in rows {
        let entry = parse(index, &body)?;
        let Some(((deed, reason, number), (at, by))) = deed(&entry).zip(stamp(&entry)) else { continue };
        let about = About::of(visibility.as_deref(), kind.as_deref());
        let code = code.unwrap_or_default();
        lines.push(Line { index, at, code, number, about, deed, reason, by });
    }
    Ok((lines, next))
}

/// Entries of moderation from an index on, oldest first, and the size of the journal up to which they were looked for.
pub fn from(tx: &mut Tx<'_>, index: i64) -> Result<(Vec<(i64, String)>, i64), Error> {
    let rows: Vec<(i64, String)> = tx.all(
        "SELECT idx, body FROM journal WHERE idx >= $1 AND (body LIKE '%\"text\":\"redacted\"%' \
         OR body LIKE '%\"photos\":[%],\"reason\":%' OR body LIKE '%\"type\":\"%.hidden\"%' \
         OR body LIKE '%\"type\":\"content.erased\"%' OR body LIKE '%\"type\":\"visit.shown\"%') ORDER BY idx",
        &[&index],
    )?;
    let (size,): (i64,) = tx.one("SELECT size FROM journal_head WHERE id = 1", &[])?;
    Ok((rows, size))
}
