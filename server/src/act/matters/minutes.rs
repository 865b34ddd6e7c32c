//! The minutes of a session while its secretary edits them, and their approval. Each saving is a version: whoever saves from an older
//! one is told what the other wrote. What is approved is one text, whose hash the journal holds.

use dantin_record::{
    dialogue::DialogueEvent,
    matter::{Digest, MatterEvent},
};
use dantin_store::Tx;
use sha2::Digest as _;

use super::{
    MatterFile,
    dialogues::Doer,
    file::{Deed, Key},
};
use crate::act::cases::{CaseError, Context};

/// What the secretary writes; the questions and their ends stand in the record already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    /// 0 before the first saving.
    pub version: i64,
    /// Who chaired.
    pub chair: String,
    /// Who kept the minutes.
    pub secretary: String,
    /// Who took part, a line each.
    pub attendees: String,
    /// What was said at the opening.
    pub opening: String,
    /// The chair's conclusion.
    pub conclusion: String,
    /// The approved text, once there is one.
    pub approved: Option<String>,
}

/// The minutes of this session; empty ones before anybody wrote.
pub fn load(tx: &mut Tx<'_>, id: &str) -> Result<Minutes, CaseError> {
    type Row = (i64, String, String, String, String, String, Option<String>);
    let row: Option<Row> = tx.first(
        "SELECT version, chair, secretary, attendees, opening, conclusion, approved_text FROM minutes WHERE matter_id = $1",
        &[&id],
    )?;
    Ok(row.map_or_else(
        Minutes::default,
        |(version, chair, secretary, attendees, opening, conclusion, approved)| Minutes {
            version,
            chair,
            secretary,
            attendees,
            opening,
            conclusion,
            approved,
        },
    ))
}

/// Saves the next version; refused where somebody else saved one meanwhile.
pub fn save(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    id: &str,
    minutes: &Minutes,
) -> Result<(), CaseError> {
    let rows = tx.execute(
        "INSERT INTO minutes (matter_id, version, chair, secretary, attendees, opening, conclusion, edited_by, edited_at) \
         VALUES ($1, $2 + 1, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (matter_id) DO UPDATE SET version = minutes.version + 1, \
         chair = excluded.chair, secretary = excluded.secretary, attendees = excluded.attendees, opening = excluded.opening, \
         conclusion = excluded.conclusion, edited_by = excluded.edited_by, edited_at = excluded.edited_at \
         WHERE minutes.version = $2",
        &[
            &id,
            &minutes.version,
            &minutes.chair,
            &minutes.secretary,
            &minutes.attendees,
            &minutes.opening,
            &minutes.conclusion,
            &doer.officer,
            &context.now,
        ],
    )?;
    if rows == 1 { Ok(()) } else { Err(CaseError::Stale { version: load(tx, id)?.version }) }
}

/// Approves what was saved last, as this text.
pub fn approve(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    code: &str,
    version: i64,
    text: &str,
) -> Result<(), CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    let id = file.matter.id().to_string();
    let saved = load(tx, &id)?;
    if saved.version != version || version == 0 {
        return Err(CaseError::Stale { version: saved.version });
    }
    let next = super::dialogues::session(&file)?.minutes.map_or(1, |(version, _)| version.saturating_add(1));
    let sha256 = Digest(sha2::Sha256::digest(text.as_bytes()).into());
    let event = MatterEvent::Dialogue(DialogueEvent::MinutesApproved { version: next, sha256 });
    let deed = Deed { by: doer.by, event, private: &[], published: &[], officer: Some(&doer.officer) };
    file.add(tx, context, deed)?;
    tx.execute("UPDATE minutes SET approved_text = $1 WHERE matter_id = $2", &[&text, &id])?;
    file.save(tx, context)
}
