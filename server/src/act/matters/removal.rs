//! Erasing what stands in a round of oversight: words and salts, the photos of visits, and what was made of either. Who may, the record's rules
//! say; that it vanished, on which ground and through which body, the journal says for ever. As with cases, files and old pages of the
//! database are left to `jobs::removals`.

use std::collections::BTreeSet;

use dantin_record::{act::Actor, matter::MatterRefusal, reasons::ErasureGround};
use dantin_store::Tx;

use super::{
    MatterFile,
    erasure::{Content, destroy},
};
use crate::act::cases::{CaseError, Context};

/// Erases these fields, each named by the number of its event, and everything in the matter that says the same; tells the journal
/// which.
pub fn erase(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    (by, officer): (Actor, Option<&str>),
    fields: &[(i64, String)],
    ground: ErasureGround,
) -> Result<(), CaseError> {
    let id = file.matter.id().to_string();
    let chosen = chosen(tx, &id, fields)?;
    if chosen.is_empty() {
        return Err(MatterRefusal::NothingToErase.into());
    }
    let chosen: Vec<&Content> = chosen.iter().collect();
    destroy(tx, context, file, (by, officer), None, &chosen, ground)
}

/// What was asked for, and its doubles; an empty text says nothing that another one could repeat.
fn chosen(tx: &mut Tx<'_>, id: &str, fields: &[(i64, String)]) -> Result<Vec<Content>, CaseError> {
    let all: Vec<(i64, String, String, Vec<u8>)> =
        tx.all("SELECT number, field, body, salt FROM contents WHERE case_id = $1", &[&id])?;
    let all: Vec<Content> =
        all.into_iter().map(|(number, field, body, salt)| Content { number, field, body, salt }).collect();
    let is_named = |content: &Content| {
        fields.iter().any(|(number, field)| *number == content.number && *field == content.field)
    };
    for (number, field) in fields {
        if !all.iter().any(|content| content.number == *number && content.field == *field) {
            return Err(CaseError::Unknown { field: "field", code: format!("{number}.{field}") });
        }
    }
    let bodies: BTreeSet<String> =
        all.iter().filter(|content| is_named(content)).map(|content| content.body.clone()).collect();
    let repeats = |content: &Content| !content.body.is_empty() && bodies.contains(&content.body);
    Ok(all.into_iter().filter(|content| is_named(content) || repeats(content)).collect())
}
