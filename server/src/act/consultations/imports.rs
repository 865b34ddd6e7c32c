//! Files that were read and wait for a person to look them over.

use dantin_drafts::Draft;
use dantin_store::Tx;
use jiff::Timestamp;

use super::store::damaged;
use crate::act::cases::{CaseError, Context};

/// A file that a person looks over.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: String,
    /// The consultation whose next version it shall be.
    pub matter: Option<String>,
    pub agency: String,
    pub officer: String,
    pub file_name: String,
    /// Changes with every edit, so that two people do not write over each other.
    pub version: i64,
    pub draft: Draft,
    pub findings: Vec<dantin_drafts::Finding>,
    pub decisions: Vec<dantin_drafts::matching::Decision>,
}

/// One line of the list of imports.
pub type Listed = (String, String, Option<String>, Timestamp);

pub fn insert_import(tx: &mut Tx<'_>, context: Context<'_>, import: &Import) -> Result<(), CaseError> {
    let [draft, findings, decisions] = texts(import)?;
    tx.execute(
        "INSERT INTO draft_imports (id, matter_id, agency, officer_id, file_name, version, draft, findings, decisions, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        &[
            &import.id,
            &import.matter,
            &import.agency,
            &import.officer,
            &import.file_name,
            &import.version,
            &draft,
            &findings,
            &decisions,
            &context.now,
        ],
    )?;
    Ok(())
}

fn texts(import: &Import) -> Result<[String; 3], CaseError> {
    let draft = serde_json::to_string(&import.draft).map_err(|error| damaged(&error))?;
    let findings = serde_json::to_string(&import.findings).map_err(|error| damaged(&error))?;
    let decisions = serde_json::to_string(&import.decisions).map_err(|error| damaged(&error))?;
    Ok([draft, findings, decisions])
}

/// Writes an import that was edited from this version; a newer one is not written over.
pub fn save_import(tx: &mut Tx<'_>, context: Context<'_>, import: &Import) -> Result<(), CaseError> {
    let [draft, findings, decisions] = texts(import)?;
    let rows = tx.execute(
        "UPDATE draft_imports SET version = version + 1, draft = $1, findings = $2, decisions = $3, updated_at = $4 \
         WHERE id = $5 AND version = $6",
        &[&draft, &findings, &decisions, &context.now, &import.id, &import.version],
    )?;
    if rows == 1 { Ok(()) } else { Err(CaseError::Stale { version: import.version }) }
}

pub fn find_import(tx: &mut Tx<'_>, id: &str) -> Result<Option<Import>, CaseError> {
    type Found = (Option<String>, String, String, String, i64, String, String, String);
    let found: Option<Found> = tx.first(
        "SELECT matter_id, agency, officer_id, file_name, version, draft, findings, decisions FROM draft_imports WHERE id = $1",
        &[&id],
    )?;
    let Some((matter, agency, officer, file_name, version, draft, findings, decisions)) = found else {
        return Ok(None);
    };
    Ok(Some(Import {
        id: id.to_owned(),
        matter,
        agency,
        officer,
        file_name,
        version,
        draft: serde_json::from_str(&draft).map_err(|error| damaged(&error))?,
        findings: serde_json::from_str(&findings).map_err(|error| damaged(&error))?,
        decisions: serde_json::from_str(&decisions).map_err(|error| damaged(&error))?,
    }))
}

/// The imports of an agency that wait, the newest first.
pub fn imports_of(tx: &mut Tx<'_>, agency: &str) -> Result<Vec<Listed>, CaseError> {
    Ok(tx.all(
        "SELECT id, file_name, matter_id, created_at FROM draft_imports WHERE agency = $1 ORDER BY created_at DESC, id LIMIT 50",
        &[&agency],
    )?)
}

pub fn delete_import(tx: &mut Tx<'_>, id: &str) -> Result<(), CaseError> {
    tx.execute("DELETE FROM draft_imports WHERE id = $1", &[&id])?;
    Ok(())
}
