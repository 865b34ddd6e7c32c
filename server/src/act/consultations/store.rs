//! The rows of consultations: versions, notes, imports, and what comments are found by.

use std::collections::BTreeMap;

use dantin_drafts::{Draft, Kind, Matches};
use dantin_record::{consultation::ConsultationEvent, matter::Matter};
use dantin_store::Tx;

use crate::act::cases::{CaseError, Context};

/// The page of comments on the text as a whole, and on what stands in no article.
pub const WHOLE: &str = "whole";

pub(super) fn damaged(error: &serde_json::Error) -> CaseError {
    CaseError::Damaged(error.to_string())
}

/// Keeps the text of a version.
pub(super) fn insert_version(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (matter, version): (&str, i64),
    draft: &Draft,
    canonical: &str,
    matches: Option<&Matches>,
) -> Result<(), CaseError> {
    let draft = serde_json::to_string(draft).map_err(|error| damaged(&error))?;
    let matches = match matches {
        Some(matches) => serde_json::to_string(matches).map_err(|error| damaged(&error))?,
        None => String::new(),
    };
    tx.execute(
        "INSERT INTO draft_versions (matter_id, version, draft, canonical, matches, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&matter, &version, &draft, &canonical, &matches, &context.now],
    )?;
    Ok(())
}

pub(super) fn insert_note(
    tx: &mut Tx<'_>,
    (matter, version): (&str, i64),
    provision: &str,
    body: &str,
) -> Result<(), CaseError> {
    tx.execute(
        "INSERT INTO draft_notes (matter_id, version, provision, body) VALUES ($1, $2, $3, $4)",
        &[&matter, &version, &provision, &body],
    )?;
    Ok(())
}

/// The provisions of a version and its canonical text.
pub fn version_of(tx: &mut Tx<'_>, matter: &str, version: i64) -> Result<Option<(Draft, String)>, CaseError> {
    let found: Option<(String, String)> = tx.first(
        "SELECT draft, canonical FROM draft_versions WHERE matter_id = $1 AND version = $2",
        &[&matter, &version],
    )?;
    found
        .map(|(draft, text)| Ok((serde_json::from_str(&draft).map_err(|error| damaged(&error))?, text)))
        .transpose()
}

/// The texts of all versions before this one by their numbers, the newest first.
pub fn drafts_before(tx: &mut Tx<'_>, matter: &str, version: u32) -> Result<Vec<(u32, Draft)>, CaseError> {
    let rows: Vec<(i64, String)> = tx.all(
        "SELECT version, draft FROM draft_versions WHERE matter_id = $1 AND version < $2 ORDER BY version DESC",
        &[&matter, &i64::from(version)],
    )?;
    let read = |(number, draft): (i64, String)| {
        let draft = serde_json::from_str(&draft).map_err(|error| damaged(&error))?;
        Ok((u32::try_from(number).unwrap_or(0), draft))
    };
    rows.into_iter().map(read).collect()
}

/// Where the provisions of a version come from; nothing for the first.
pub fn matches_of(tx: &mut Tx<'_>, matter: &str, version: i64) -> Result<Option<Matches>, CaseError> {
    let found: Option<(String,)> = tx.first(
        "SELECT matches FROM draft_versions WHERE matter_id = $1 AND version = $2",
        &[&matter, &version],
    )?;
    let found = found.map(|(matches,)| matches).filter(|matches| !matches.is_empty());
    found.map(|matches| serde_json::from_str(&matches).map_err(|error| damaged(&error))).transpose()
}

/// What the drafter says of the changes of a version, by provision.
pub fn notes_of(tx: &mut Tx<'_>, matter: &str, version: i64) -> Result<BTreeMap<String, String>, CaseError> {
    let rows: Vec<(String, String)> = tx.all(
        "SELECT provision, body FROM draft_notes WHERE matter_id = $1 AND version = $2",
        &[&matter, &version],
    )?;
    Ok(rows.into_iter().collect())
}

/// The page on which comments on a provision of a version stand; nothing where there is no such version or provision.
pub fn page_of(
    tx: &mut Tx<'_>,
    matter: &str,
    version: u32,
    provision: Option<&str>,
) -> Result<Option<String>, CaseError> {
    let Some((draft, _)) = version_of(tx, matter, i64::from(version))? else { return Ok(None) };
    Ok(match provision {
        None => Some(WHOLE.to_owned()),
        Some(provision) => page_in(&draft, provision),
    })
}

fn page_in(draft: &Draft, provision: &str) -> Option<String> {
    let id = dantin_drafts::ProvisionId::parse(provision)?;
    let path = draft.path(id);
    if path.is_empty() {
        return None;
    }
    let article = path.iter().find(|one| one.kind == Kind::Article);
    Some(article.map_or_else(|| WHOLE.to_owned(), |article| article.id.to_string()))
}

/// Brings comments to the pages on which their provisions stand now. Those whose provision is gone stay where they were.
pub(super) fn follow_pages(tx: &mut Tx<'_>, matter: &str, draft: &Draft) -> Result<(), CaseError> {
    let rows: Vec<(String, String)> = tx.all(
        "SELECT provision, page FROM comments WHERE matter_id = $1 AND provision <> '' GROUP BY provision, page",
        &[&matter],
    )?;
    for (provision, page) in rows {
        if let Some(now) = page_in(draft, &provision).filter(|now| *now != page) {
            tx.execute(
                "UPDATE comments SET page = $1 WHERE matter_id = $2 AND provision = $3",
                &[&now, &matter, &provision],
            )?;
        }
    }
    Ok(())
}

pub(super) fn insert_comment(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (matter, number): (&str, u32),
    event: i64,
    (provision, page): (&str, &str),
) -> Result<(), CaseError> {
    tx.execute(
        "INSERT INTO comments (matter_id, number, made_event, provision, page, visibility, created_at) \
         VALUES ($1, $2, $3, $4, $5, 'awaiting_moderation', $6)",
        &[&matter, &i64::from(number), &event, &provision, &page, &context.now],
    )?;
    Ok(())
}

/// Makes the rows of the comments of an event anew from the record, as after a heal. Which events carry their words, the journal no longer
/// tells here: the words themselves did not come back either.
pub fn rebuild(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    matter: &Matter,
    event: &ConsultationEvent,
) -> Result<(), CaseError> {
    let consultation = matter.as_consultation().ok_or(CaseError::NotFound)?;
    let matter = consultation.id.to_string();
    for number in event.comments() {
        let comment = consultation.comment(number)?;
        let visibility = if comment.withdrawn { "withdrawn" } else { comment.visibility.code() };
        let provision = comment.provision.map(|provision| provision.to_string()).unwrap_or_default();
        let page =
            page_of(tx, &matter, comment.version, comment.provision.as_ref().map(|code| code.as_str()))?;
        let page = page.unwrap_or_else(|| WHOLE.to_owned());
        tx.execute(
            "INSERT INTO comments (matter_id, number, made_event, provision, page, visibility, grouped_into, decision, created_at) \
             VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8) ON CONFLICT (matter_id, number) DO UPDATE SET \
             visibility = excluded.visibility, grouped_into = excluded.grouped_into, decision = excluded.decision",
            &[
                &matter,
                &i64::from(comment.number),
                &provision,
                &page,
                &visibility,
                &comment.grouped_into.map(i64::from),
                &comment.answer.as_ref().map(|answer| answer.decision.code()),
                &context.now,
            ],
        )?;
    }
    Ok(())
}

pub(super) fn made_event(tx: &mut Tx<'_>, matter: &str, number: u32) -> Result<i64, CaseError> {
    let (event,): (i64,) = tx.one(
        "SELECT made_event FROM comments WHERE matter_id = $1 AND number = $2",
        &[&matter, &i64::from(number)],
    )?;
    Ok(event)
}

/// Whether a comment waits for a moderator; nothing where there is none of this number.
pub(super) fn waits(tx: &mut Tx<'_>, matter: &str, number: u32) -> Result<Option<bool>, CaseError> {
    let found: Option<(String,)> = tx.first(
        "SELECT visibility FROM comments WHERE matter_id = $1 AND number = $2",
        &[&matter, &i64::from(number)],
    )?;
    Ok(found.map(|(visibility,)| visibility == "awaiting_moderation"))
}

/// The events whose words are those of a comment.
pub(super) fn events_with_words(tx: &mut Tx<'_>, matter: &str, number: u32) -> Result<Vec<i64>, CaseError> {
    let (made, shown): (i64, Option<i64>) = tx.one(
        "SELECT made_event, shown_event FROM comments WHERE matter_id = $1 AND number = $2",
        &[&matter, &i64::from(number)],
    )?;
    Ok(std::iter::once(made).chain(shown).collect())
}

pub(super) fn open_field(
    tx: &mut Tx<'_>,
    (matter, event): (&str, i64),
    field: &str,
) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE contents SET opened = TRUE WHERE case_id = $1 AND number = $2 AND field = $3",
        &[&matter, &event, &field],
    )?;
    Ok(())
}

pub(super) fn close_fields(tx: &mut Tx<'_>, (matter, event): (&str, i64)) -> Result<(), CaseError> {
    tx.execute("UPDATE contents SET opened = FALSE WHERE case_id = $1 AND number = $2", &[&matter, &event])?;
    Ok(())
}

pub(super) fn set_shown(tx: &mut Tx<'_>, (matter, number): (&str, u32), event: i64) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE comments SET visibility = 'public', shown_event = $1 WHERE matter_id = $2 AND number = $3",
        &[&event, &matter, &i64::from(number)],
    )?;
    Ok(())
}

pub(super) fn set_gone(tx: &mut Tx<'_>, (matter, number): (&str, u32), how: &str) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE comments SET visibility = $1, grouped_into = NULL WHERE matter_id = $2 AND number = $3",
        &[&how, &matter, &i64::from(number)],
    )?;
    Ok(())
}

pub(super) fn set_group(
    tx: &mut Tx<'_>,
    (matter, number): (&str, u32),
    into: Option<u32>,
) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE comments SET grouped_into = $1 WHERE matter_id = $2 AND number = $3",
        &[&into.map(i64::from), &matter, &i64::from(number)],
    )?;
    Ok(())
}

pub(super) fn set_answer(
    tx: &mut Tx<'_>,
    (matter, number): (&str, u32),
    event: i64,
    decision: &str,
) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE comments SET answer_event = $1, decision = $2 WHERE matter_id = $3 AND number = $4",
        &[&event, &decision, &matter, &i64::from(number)],
    )?;
    Ok(())
}

/// The words of one comment and of its response, as far as they are kept. Who may read which, the pages decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub number: u32,
    pub provision: String,
    pub visibility: String,
    pub text: String,
    pub proposal: String,
    pub organisation: String,
    pub response: String,
}

type Row = (i64, String, String, Option<String>, Option<String>, Option<String>, Option<String>);

impl Said {
    fn of((number, provision, visibility, text, proposal, organisation, response): Row) -> Said {
        Said {
            number: u32::try_from(number).unwrap_or(0),
            provision,
            visibility,
            text: text.unwrap_or_default(),
            proposal: proposal.unwrap_or_default(),
            organisation: organisation.unwrap_or_default(),
            response: response.unwrap_or_default(),
        }
    }
}

/// Comments with the words of an event of theirs, and with their response or that of their group.
macro_rules! said {
    ($event:literal, $shown:literal, $rest:literal) => {
        concat!(
            "SELECT c.number, c.provision, c.visibility, t.body, p.body, o.body, r.body FROM comments c \
             LEFT JOIN contents t ON t.case_id = c.matter_id AND t.field = 'text' AND t.number = c.", $event, $shown,
            " LEFT JOIN contents p ON p.case_id = c.matter_id AND p.field = 'proposal' AND p.number = c.", $event, $shown,
            " LEFT JOIN contents o ON o.case_id = c.matter_id AND o.field = 'organisation' AND o.number = c.", $event, $shown,
            " LEFT JOIN comments m ON m.matter_id = c.matter_id AND m.number = COALESCE(c.grouped_into, c.number) \
             LEFT JOIN contents r ON r.case_id = c.matter_id AND r.number = m.answer_event AND r.field = 'response' \
             WHERE c.matter_id = $1 AND c.number > $2 ",
            $rest
        )
    };
}

fn said(rows: Vec<Row>) -> Vec<Said> {
    rows.into_iter().map(Said::of).collect()
}

/// The published comments of a page behind this number, the first ones first.
pub fn comments_of_page(
    tx: &mut Tx<'_>,
    matter: &str,
    page: &str,
    behind: u32,
    most: i64,
) -> Result<Vec<Said>, CaseError> {
    let rows = tx.all(
        said!("shown_event", "", "AND c.page = $3 AND c.visibility = 'public' ORDER BY c.number LIMIT $4"),
        &[&matter, &i64::from(behind), &page, &most],
    )?;
    Ok(said(rows))
}

/// All comments behind this number with their public words, for the consolidated table; of those that wait or are gone the words are left out.
pub fn comments_of_table(
    tx: &mut Tx<'_>,
    matter: &str,
    behind: u32,
    most: i64,
) -> Result<Vec<Said>, CaseError> {
    let rows = tx.all(
        said!("shown_event", " AND c.visibility = 'public'", "ORDER BY c.number LIMIT $3"),
        &[&matter, &i64::from(behind), &most],
    )?;
    Ok(said(rows))
}

/// The comments behind this number that owe or have a response, with the words as they were written: for the desk, and for their makers.
pub fn comments_waiting(
    tx: &mut Tx<'_>,
    matter: &str,
    behind: u32,
    most: i64,
    only_open: bool,
) -> Result<Vec<Said>, CaseError> {
    let rows = tx.all(
        said!(
            "made_event",
            "",
            "AND (c.decision IS NULL OR $3 = FALSE) AND (c.grouped_into IS NULL OR $3 = FALSE) \
             AND (c.visibility IN ('public', 'awaiting_moderation') OR $3 = FALSE OR EXISTS \
             (SELECT 1 FROM comments f WHERE f.matter_id = c.matter_id AND f.grouped_into = c.number)) \
             ORDER BY c.number LIMIT $4"
        ),
        &[&matter, &i64::from(behind), &only_open, &most],
    )?;
    Ok(said(rows))
}

/// How many published comments stand on each page.
pub fn counts_of_pages(tx: &mut Tx<'_>, matter: &str) -> Result<BTreeMap<String, i64>, CaseError> {
    let rows: Vec<(String, i64)> = tx.all(
        "SELECT page, count(*) FROM comments WHERE matter_id = $1 AND visibility = 'public' GROUP BY page",
        &[&matter],
    )?;
    Ok(rows.into_iter().collect())
}
