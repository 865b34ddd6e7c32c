//! Parts of a visit's photo made unrecognisable: what becomes of the copies is the same as with a case; here is that the photo belongs
//! to the round, and that each visit which shows it tells the journal what is published of it now.

use dantin_record::{
    act::Actor,
    matter::{Digest, MatterEvent},
    oversight::{OversightEvent, Proof},
};
use dantin_store::Tx;

use super::{
    Deed, Key, MatterFile,
    oversight::{round, visit_events},
};
use crate::act::cases::{
    CaseError, Context,
    blur::{Blurred, replace},
    unknown,
};

/// Puts the new copies of a photo of this round in the place of the old ones; `version` is the one that the form was made from.
pub fn blur(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (code, version): (&str, i64),
    (by, officer): (Actor, Option<&str>),
    blurred: &Blurred<'_>,
) -> Result<(), CaseError> {
    let file = MatterFile::open(tx, &Key::Code(code))?;
    file.unchanged_since(Some(version))?;
    let has: Option<(i64,)> = tx.first(
        "SELECT 1 FROM matter_photos WHERE photo = $1 AND matter_id = $2 LIMIT 1",
        &[&blurred.photo, &file.matter.id().to_string()],
    )?;
    has.ok_or_else(|| unknown("photo", blurred.photo))?;
    replace(tx, context, (by, officer), blurred)
}

/// Tells of each visit that shows the photo what is published of it now; `large` is the hash that was told before.
pub(in crate::act) fn show_again(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (by, officer): (Actor, Option<&str>),
    blurred: &Blurred<'_>,
    large: &str,
) -> Result<(), CaseError> {
    let digest = |hash: &str| -> Result<Digest, CaseError> {
        hash.parse().map_err(|_bad| CaseError::Damaged(format!("photo {hash}")))
    };
    let [new_large, ..] = blurred.copies;
    let (was, is) = (digest(large)?, digest(new_large)?);
    let shown_in: Vec<(String, i64)> = tx.all(
        "SELECT DISTINCT matter_id, number FROM matter_photos WHERE photo = $1 ORDER BY matter_id, number",
        &[&blurred.photo],
    )?;
    for (id, number) in shown_in {
        let mut file = MatterFile::open(tx, &Key::Id(&id))?;
        let place = visit_events(tx, &id)?.iter().position(|event| *event == number);
        let visit = place.and_then(|place| u32::try_from(place + 1).ok());
        let visit = visit.ok_or_else(|| CaseError::Damaged(format!("event {number} of {id} is no visit")))?;
        let anew = |proof: &Proof| if proof.sha256 == was { Proof { sha256: is, ..*proof } } else { *proof };
        let evidence = round(&file)?.visited(visit)?.evidence.iter().map(anew).collect();
        // A reason that nothing needs would be counted as a redaction.
        let reason = blurred.reason.filter(|_| !blurred.regions.is_empty());
        let event = MatterEvent::Oversight(OversightEvent::Shown { visit, evidence, reason });
        file.add(tx, context, Deed { by, event, private: &[], published: &[], officer })?;
        file.save(tx, context)?;
    }
    Ok(())
}
