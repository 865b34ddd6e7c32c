//! The entries of moderation, read from the journal by an index of their own.

use dantin_record::{
    act::Actor,
    entry::Entry,
    event::{Event, ShownText},
    moment::Moment,
};
use dantin_store::Tx;

use crate::error::Error;

/// What a moderator or a privacy officer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// The case is shown nowhere.
    Hidden,
    /// Its words are shown without something.
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

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Line {
    /// Index in the journal.
    pub index: i64,
    /// When it came into the journal.
    pub at: Moment,
    /// The case's code.
    pub code: String,
    /// Whether the case is hidden now.
    pub is_hidden: bool,
    /// What was done.
    pub deed: Deed,
    /// The code of the reason or ground; empty for a redaction, which has none in the journal.
    pub reason: &'static str,
    /// By whom.
    pub by: Actor,
}

/// What the journal says of an entry, if it is one of moderation: what was done and why.
pub fn deed(event: &Event) -> Option<(Deed, &'static str)> {
    match event {
        Event::Hidden { reason } => Some((Deed::Hidden, reason.code())),
        Event::Shown { text: ShownText::Redacted, .. } => Some((Deed::Redacted, "")),
        Event::Erased(erasure) => Some((Deed::Erased, erasure.ground.code())),
        _ => None,
    }
}

/// The newest lines below an index, at most so many entries looked at; and the index to go on below, where there is more.
pub fn below(tx: &mut Tx<'_>, below: i64, limit: i64) -> Result<(Vec<Line>, Option<i64>), Error> {
    let rows: Vec<(i64, String, String, String)> = tx.all(
        "SELECT j.idx, j.body, c.code, c.visibility FROM journal j JOIN cases c ON c.id = j.case_id WHERE j.idx < $1 \
         AND (j.body LIKE '%\"text\":\"redacted\"%' OR j.body LIKE '%\"type\":\"case.hidden\"%' \
         OR j.body LIKE '%\"type\":\"content.erased\"%') ORDER BY j.idx DESC LIMIT $2",
        &[&below, &limit],
    )?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next = rows.last().map(|(index, ..)| *index).filter(|_| is_full);
    let mut lines = Vec::with_capacity(rows.len());
    for (index, body, code, visibility) in rows {
        let entry = Entry::parse(body.as_bytes())
            .map_err(|error| anyhow::anyhow!("journal entry {index}: {error}"))?;
        let Some((deed, reason)) = deed(&entry.event) else { continue };
        let is_hidden = visibility == dantin_record::case::Visibility::Hidden.code();
        lines.push(Line { index, at: entry.at, code, is_hidden, deed, reason, by: entry.by });
    }
    Ok((lines, next))
}

/// Entries of moderation from an index on, oldest first, and the size of the journal up to which they were looked for.
pub fn from(tx: &mut Tx<'_>, index: i64) -> Result<(Vec<(i64, String)>, i64), Error> {
    let rows: Vec<(i64, String)> = tx.all(
        "SELECT idx, body FROM journal WHERE idx >= $1 AND (body LIKE '%\"text\":\"redacted\"%' \
         OR body LIKE '%\"type\":\"case.hidden\"%' OR body LIKE '%\"type\":\"content.erased\"%') ORDER BY idx",
        &[&index],
    )?;
    let (size,): (i64,) = tx.one("SELECT size FROM journal_head WHERE id = 1", &[])?;
    Ok((rows, size))
}
