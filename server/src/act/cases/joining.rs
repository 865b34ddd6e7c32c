//! The joining of a case by somebody with the same problem, who gets a secret link of their own.

use dantin_record::{act::Role, event::EventKind, refusal::Refusal};
use dantin_store::Tx;

use super::{
    CaseError, CaseFile, Context, Key,
    file::{Columns, read},
    submission::{Asker, Submitted, contact_text, derived_secret, insert_asker, secret_hash, secret_text},
    voice,
};
use crate::clock::random;

/// Joins a case and gives the joiner a secret link of their own.
pub fn join(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    asker: &Asker,
) -> Result<Submitted, CaseError> {
    join_once(tx, context, code, asker, None)
}

/// As [`join`]; a second call with the same key gives the first one's answer and changes nothing.
pub fn join_once(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    asker: &Asker,
    key: Option<&str>,
) -> Result<Submitted, CaseError> {
    let mut file = CaseFile::open(tx, &Key::Code(code))?;
    // Whoever joins a merged case joins the one as which it is worked on.
    if let Some(main) = file.case.merged_into() {
        file = CaseFile::open(tx, &Key::Id(&main.to_string()))?;
    }
    let code = file.case.code.to_string();
    let id = file.case.id.to_string();
    let secret = match key {
        Some(key) => derived_secret(key),
        None => secret_text(&random(context.random)),
    };
    let earlier: Option<(String,)> = tx.first(
        "SELECT id FROM askers WHERE secret_hash = $1 AND case_id = $2",
        &[&secret_hash(&secret).as_slice(), &id],
    )?;
    if earlier.is_some() {
        let agency = Columns::of(&file.case, context.city).lead_agency;
        return Ok(Submitted { id, code, secret, agency, differs: false });
    }
    let contact = contact_text(asker);
    let private: Vec<(&str, &str)> = contact.iter().map(|contact| ("contact", contact.as_str())).collect();
    let number = file.join(tx, context, &private, voice::new_lock(&secret))?;
    insert_asker(tx, context, &id, ("joiner", number), &secret, asker)?;
    let agency = Columns::of(&file.case, context.city).lead_agency;
    file.save(tx, context)?;
    Ok(Submitted { id, code, secret, agency, differs: false })
}

/// Why nobody joins this case, or the one as which it is worked on, any more; nothing where one can.
pub fn refuses_joining(tx: &mut Tx<'_>, id: &str) -> Result<Option<Refusal>, CaseError> {
    let found: Option<(String,)> = tx.first(
        "SELECT coalesce(m.record, c.record) FROM cases c LEFT JOIN cases m ON m.id = c.merged_into WHERE c.id = $1",
        &[&id],
    )?;
    let (record,) = found.ok_or(CaseError::NotFound)?;
    Ok(read(&record)?.allows(EventKind::Joined, Role::Joiner).err())
}

/// The secret of the link that somebody got by this key already.
pub fn joined_before(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>, CaseError> {
    let secret = derived_secret(key);
    let known: Option<(String,)> =
        tx.first("SELECT id FROM askers WHERE secret_hash = $1", &[&secret_hash(&secret).as_slice()])?;
    Ok(known.map(|_| secret))
}
