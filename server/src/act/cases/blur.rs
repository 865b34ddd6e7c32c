//! Parts of a photo made unrecognisable: the published copies are other ones from now on, everywhere the photo is shown;
//! the old ones are noted to be removed, and each public case and each visit that shows it tells the journal the new hash. The
//! original stays sealed. The copies themselves are made before; here is only the transaction.

use dantin_photos::Region;
use dantin_record::{
    act::Actor,
    case::{Case, Visibility},
    entry::{Entry, PendingEntry},
    event::Event,
    reasons::HideReason,
};
use dantin_store::Tx;

use super::{
    CaseError, CaseFile, Context, Key,
    commands::Command,
    showing::{self, Showing},
    unknown,
};
use crate::act::matters;

/// The copies that take the place of the old ones.
pub struct Blurred<'a> {
    /// Hash of the original.
    pub photo: &'a str,
    /// Hashes of the new copies: large, medium, small.
    pub copies: [&'a str; 3],
    /// Which parts.
    pub regions: &'a [Region],
    /// Why; needed where any part is marked.
    pub reason: Option<HideReason>,
}

/// The parts as the table keeps them: lines of left, top, width and height in thousandths.
pub fn written(regions: &[Region]) -> String {
    let line = |region: &Region| region.parts().map(|part| part.to_string()).join(" ");
    regions.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads what [`written`] wrote; what is no part is left out.
pub fn read(text: &str) -> Vec<Region> {
    let part = |line: &str| {
        let numbers: Vec<u16> =
            line.split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        match numbers.as_slice() {
            [left, top, width, height] => Region::new(*left, *top, *width, *height),
            _ => None,
        }
    };
    text.lines().filter_map(part).collect()
}

/// Puts the new copies of a case's photo in the place of the old ones.
pub fn blur(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    blurred: &Blurred<'_>,
) -> Result<Case, CaseError> {
    let id = command.open(tx)?.case.id.to_string();
    let has: Option<(i64,)> = tx.first(
        "SELECT 1 FROM case_photos WHERE photo = $1 AND case_id = $2 LIMIT 1",
        &[&blurred.photo, &id],
    )?;
    has.ok_or_else(|| unknown("photo", blurred.photo))?;
    replace(tx, context, (command.by, command.officer), blurred)?;
    Ok(CaseFile::open(tx, &Key::Id(&id))?.case)
}

/// Puts the new copies in the place of the old ones, whatever shows them.
pub(in crate::act) fn replace(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (by, officer): (Actor, Option<&str>),
    blurred: &Blurred<'_>,
) -> Result<(), CaseError> {
    if blurred.reason.is_none() && !blurred.regions.is_empty() {
        return Err(CaseError::ReasonMissing);
    }
    let old: Option<(String, String, String)> =
        tx.first("SELECT large, medium, small FROM photos WHERE hash = $1", &[&blurred.photo])?;
    let (large, medium, small) = old.ok_or_else(|| unknown("photo", blurred.photo))?;
    let [new_large, new_medium, new_small] = blurred.copies;
    let marked = Some(written(blurred.regions)).filter(|text| !text.is_empty());
    tx.execute(
        "UPDATE photos SET large = $1, medium = $2, small = $3, blurred = $4 WHERE hash = $5",
        &[&new_large, &new_medium, &new_small, &marked, &blurred.photo],
    )?;
    tx.execute(
        "DELETE FROM removals WHERE shelf = 'published' AND hash IN ($1, $2, $3)",
        &[&new_large, &new_medium, &new_small],
    )?;
    for copy in [&large, &medium, &small] {
        if !blurred.copies.contains(&copy.as_str()) {
            tx.execute(
                "INSERT INTO removals (shelf, hash, created_at) VALUES ('published', $1, $2) \
                 ON CONFLICT (shelf, hash) DO NOTHING",
                &[copy, &context.now],
            )?;
        }
    }
    // Nothing changed for the readers when the copies are the same ones.
    if large == new_large {
        return Ok(());
    }
    matters::blur::show_again(tx, context, (by, officer), blurred, &large)?;
    let shown_in: Vec<(String,)> = tx.all(
        "SELECT DISTINCT c.id FROM cases c JOIN case_photos e ON e.case_id = c.id WHERE e.photo = $1 AND e.shown = TRUE \
         AND c.visibility || '' = 'public' ORDER BY c.id",
        &[&blurred.photo],
    )?;
    for (case,) in shown_in {
        show_again(tx, context, (by, officer), &case, blurred.reason)?;
    }
    Ok(())
}

/// Shows a public case as it is shown, with the photos' present hashes; without a reason of its own for that of the latest
/// time that it was shown.
fn show_again(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (by, officer): (Actor, Option<&str>),
    case: &str,
    reason: Option<HideReason>,
) -> Result<(), CaseError> {
    let reason = match reason {
        None => latest_reason(tx, case)?,
        reason => reason,
    };
    let (text, address): (Option<String>, Option<String>) =
        tx.one("SELECT public_text, public_address FROM cases WHERE id = $1", &[&case])?;
    let photos: Vec<(String,)> = tx.all(
        "SELECT photo FROM case_photos WHERE case_id = $1 AND moment = 'report' AND shown = TRUE ORDER BY number, place",
        &[&case],
    )?;
    let photos: Vec<String> = photos.into_iter().map(|(photo,)| photo).collect();
    let again = Command { key: Key::Id(case), version: None, by, officer, secret: None };
    let showing = Showing {
        text: text.as_deref(),
        photos: &photos,
        address: address.as_deref(),
        ward_only: false,
        reason,
    };
    let (shown, _is_reduced) = showing::show_as(tx, context, &again, &showing)?;
    debug_assert_eq!(shown.visibility, Visibility::Public);
    Ok(())
}

/// Why the case is shown as it is, by the entry that showed it last; entries of an earlier time do not say.
fn latest_reason(tx: &mut Tx<'_>, case: &str) -> Result<Option<HideReason>, CaseError> {
    let found: Option<(i64, i64, String)> = tx.first(
        "SELECT number, idx, body FROM journal WHERE case_id = $1 AND body LIKE '%\"type\":\"case.shown\"%' \
         UNION ALL SELECT number, -1, body FROM journal_pending WHERE case_id = $1 \
         AND body LIKE '%\"type\":\"case.shown\"%' ORDER BY number DESC LIMIT 1",
        &[&case],
    )?;
    let Some((number, index, body)) = found else { return Ok(None) };
    let event = if index < 0 {
        PendingEntry::parse(body.as_bytes()).map(|entry| entry.event)
    } else {
        Entry::parse(body.as_bytes()).map(|entry| entry.event)
    };
    match event.map_err(|fault| CaseError::Damaged(format!("event {number} in the journal: {fault}")))? {
        Event::Shown { reason, .. } => Ok(reason),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic_and_what_was_written_is_read(text in "[0-9 \\n.-]{0,60}", parts in proptest::collection::vec((0_u16..500, 0_u16..500, 1_u16..=500, 1_u16..=500), 0..5)) {
            let _ = read(&text);
            let regions: Vec<Region> = parts.into_iter().filter_map(|(a, b, c, d)| Region::new(a, b, c, d)).collect();
            prop_assert_eq!(read(&written(&regions)), regions);
        }
    }
}
