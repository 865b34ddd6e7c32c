//! The row of a matter from an entry that came back from the public log. Words, and the people who contributed, are not in the
//! log, so that they do not come back: a session whose announcement was lost has its code for a title, and the row counts the
//! entries whose words are lost, so that pages can say it.

use std::collections::BTreeMap;

use dantin_record::{
    matter::{Matter, MatterAct, MatterEvent, PendingMatter},
    moment::Moment,
    voice::lock_of,
};
use dantin_store::Tx;

use super::{
    comments,
    erasure::erase_again,
    file::{read, write},
    questions,
};
use crate::act::cases::{CaseError, Context};

/// Brings the row of the entry's matter up to it; `number` is the number of the event in the matter. A row that knows the event
/// already stays as it is.
pub fn recover(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    entry: &PendingMatter,
    number: i64,
) -> Result<(), CaseError> {
    let id = entry.matter.to_string();
    let act = MatterAct::new(entry.occurred, entry.by, &entry.event);
    let known: Option<(String, i64)> =
        tx.first("SELECT record, version FROM matters WHERE id = $1", &[&id])?;
    let mut loaded = BTreeMap::new();
    let mut matter = match known {
        Some((_, version)) if version >= number => return Ok(()),
        Some((record, version)) if version + 1 == number => {
            let mut matter = read(&record)?;
            comments::bring(tx, &mut matter, &mut loaded, &entry.event)?;
            matter.apply(&act)?;
            matter
        }
        None if number == 1 => {
            let matter = Matter::begin(entry.matter, &act)?;
            tx.execute(
                "INSERT INTO matters (id, code, kind, version, record, state, host, title, clock_at, created_at, updated_at) \
                 VALUES ($1, $2, $3, 0, '', '', $4, $2, NULL, $5, $5)",
                &[
                    &id,
                    &matter.code().to_string(),
                    &matter.kind(),
                    &matter.host().as_str(),
                    &entry.occurred.to_timestamp(),
                ],
            )?;
            matter
        }
        _ => {
            return Err(CaseError::Damaged(format!("event {number} of matter {id} does not follow its row")));
        }
    };
    if let MatterEvent::Consultation(event) = &entry.event {
        crate::act::consultations::rebuild(tx, context, &matter, event)?;
    }
    comments::put_away(tx, &mut matter, &mut loaded)?;
    let kept: i64 =
        tx.one("SELECT count(*) FROM contents WHERE case_id = $1 AND number = $2", &[&id, &number])?;
    let is_lost = !entry.commit.is_empty() && kept == 0;
    tx.execute(
        "UPDATE matters SET version = $1, record = $2, state = $3, clock_at = $4, updated_at = $5, \
         words_lost = words_lost + $7 WHERE id = $6",
        &[
            &number,
            &write(&matter)?,
            &matter.state(),
            &matter.clock_at().map(Moment::to_timestamp),
            &context.now,
            &id,
            &i64::from(is_lost),
        ],
    )?;
    if let MatterEvent::Dialogue(event) = &entry.event {
        questions::rebuild(tx, &id, event, number)?;
    }
    // The key that a resident's act showed is the lock of the next one.
    if let Some(key) = entry.voice {
        tx.execute(
            "UPDATE contributors SET voice = $1 WHERE voice = $3 AND matter_id = $2",
            &[&key.as_slice(), &id, &lock_of(&key).as_slice()],
        )?;
    }
    match &entry.event {
        MatterEvent::Erased(erasure) => erase_again(tx, context, (&id, number), erasure).map(drop),
        _ => Ok(()),
    }
}
