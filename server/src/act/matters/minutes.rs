//! The minutes of a session while its secretary edits them, and their approval. Each saving is a version: whoever saves from an older
//! one is told what the other wrote. What is approved is one text, whose hash the journal holds, and the document that it was read off,
//! from which pages are laid out: neither follows what is saved or happens later. Words that may be public no more leave both.

use dantin_documents::model::{Block, Document, Text};
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

/// What stands in approved minutes in the place of words that were erased, hidden or put in other words.
const GONE: &str = "[…]";

/// What the secretary writes; the questions and their ends stand in the record already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    /// 0 before the first saving.
    pub version: i64,
    /// Who chaired.
    pub chair: String,
    /// Who kept the minutes.
    pub secretary: String,
    /// Who moderated, a line each; before anybody wrote it, those of the announcement.
    pub moderators: String,
    /// The number in the series of the body that issues them; none leaves room for one written by hand.
    pub number: Option<u32>,
    /// What follows the slash behind the number, such as "BB-UBND"; may be empty.
    pub symbol: String,
    /// To whom they go, a line each; may be empty.
    pub recipients: String,
    /// Who took part, a line each.
    pub attendees: String,
    /// What was said at the opening.
    pub opening: String,
    /// The chair's conclusion.
    pub conclusion: String,
    /// What was approved last, once something was.
    pub approved: Option<Approved>,
}

/// Approved minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// The text, whose hash the journal holds.
    pub text: String,
    /// The document as JSON; none for what was approved before documents were kept.
    pub document: Option<String>,
}

/// The minutes of this session; empty ones before anybody wrote.
pub fn load(tx: &mut Tx<'_>, id: &str) -> Result<Minutes, CaseError> {
    type Row = (
        i64,
        String,
        String,
        String,
        String,
        String,
        Option<String>,
        Option<String>,
        String,
        Option<i64>,
        String,
        String,
    );
    let row: Option<Row> = tx.first(
        "SELECT version, chair, secretary, attendees, opening, conclusion, approved_text, approved_document, \
         moderators, number, symbol, recipients \
         FROM minutes WHERE matter_id = $1",
        &[&id],
    )?;
    let Some((
        version,
        chair,
        secretary,
        attendees,
        opening,
        conclusion,
        approved,
        document,
        moderators,
        number,
        symbol,
        recipients,
    )) = row
    else {
        return Ok(Minutes::default());
    };
    Ok(Minutes {
        version,
        chair,
        secretary,
        moderators,
        number: number.and_then(|number| u32::try_from(number).ok()),
        symbol,
        recipients,
        attendees,
        opening,
        conclusion,
        approved: approved.map(|text| Approved { text, document }),
    })
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
        "INSERT INTO minutes (matter_id, version, chair, secretary, attendees, opening, conclusion, edited_by, edited_at, \
         moderators, number, symbol, recipients) \
         VALUES ($1, $2 + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (matter_id) DO UPDATE SET version = minutes.version + 1, \
         chair = excluded.chair, secretary = excluded.secretary, attendees = excluded.attendees, opening = excluded.opening, \
         conclusion = excluded.conclusion, edited_by = excluded.edited_by, edited_at = excluded.edited_at, \
         moderators = excluded.moderators, number = excluded.number, symbol = excluded.symbol, recipients = excluded.recipients \
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
            &minutes.moderators,
            &minutes.number.map(i64::from),
            &minutes.symbol,
            &minutes.recipients,
        ],
    )?;
    if rows == 1 { Ok(()) } else { Err(CaseError::Stale { version: load(tx, id)?.version }) }
}

/// Approves what was saved last: this text, and the document that it was read off.
pub fn approve(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    code: &str,
    version: i64,
    (text, document): (&str, &Document),
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
    keep(tx, &id, text, Some(document))?;
    file.save(tx, context)
}

fn keep(tx: &mut Tx<'_>, id: &str, text: &str, document: Option<&Document>) -> Result<(), CaseError> {
    let document = document.map(serde_json::to_string).transpose();
    let document = document.map_err(|fault| CaseError::Damaged(fault.to_string()))?;
    tx.execute(
        "UPDATE minutes SET approved_text = $1, approved_document = $2 WHERE matter_id = $3",
        &[&text, &document, &id],
    )?;
    Ok(())
}

/// The document of approved minutes; none for what was approved before documents were kept.
pub fn approved_document(approved: &Approved) -> Result<Option<Document>, CaseError> {
    let document = approved.document.as_deref().map(serde_json::from_str).transpose();
    document.map_err(|fault| CaseError::Damaged(format!("approved minutes: {fault}")))
}

/// Puts a mark in the place of words that may be public no more, in the text and the document that were approved. The journal holds
/// the hash of the text as it was, and the event for which it differs now.
pub fn take_out(tx: &mut Tx<'_>, id: &str, words: &str) -> Result<(), CaseError> {
    let Some(approved) = load(tx, id)?.approved.filter(|_| !words.is_empty()) else { return Ok(()) };
    // Whole lines, and questions behind their number: short words may stand in others.
    let text = approved
        .text
        .replace(&format!("\n{words}\n"), &format!("\n{GONE}\n"))
        .replace(&format!(". {words}\n"), &format!(". {GONE}\n"));
    if text == approved.text {
        return Ok(());
    }
    let mut document = approved_document(&approved)?;
    for block in document.iter_mut().flat_map(|document| &mut document.blocks) {
        match block {
            Block::Heading(heading) if heading.text == words => GONE.clone_into(&mut heading.text),
            Block::Paragraph(paragraph) if *paragraph == Text::from(words) => *paragraph = Text::from(GONE),
            _ => {}
        }
    }
    keep(tx, id, &text, document.as_ref())
}
