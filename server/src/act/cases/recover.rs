//! The row of a case from an entry that came back from the public log: what a restored database lacks. Private words,
//! photos and the people who asked are not in the log, so that they do not come back.

use dantin_city::City;
use dantin_record::{
    act::Act,
    case::Case,
    entry::PendingEntry,
    event::{Event, Origin},
    id::CaseId,
    place::PublicPlace,
    voice::lock_of,
};
use dantin_store::Tx;

use super::{
    CaseError, Context,
    erasure::erase_again,
    file::{Columns, read, save_parts, write},
};

/// Brings the row of the entry's case up to it; `number` is the number of the event in the case. A row that knows the
/// event already stays as it is.
pub fn recover(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    entry: &PendingEntry,
    number: i64,
) -> Result<(), CaseError> {
    let city = context.city;
    let id = entry.case.to_string();
    let act = Act::new(entry.occurred, entry.by, &entry.event);
    let known: Option<(String, i64)> = tx.first("SELECT record, version FROM cases WHERE id = $1", &[&id])?;
    match known {
        Some((_, version)) if version >= number => Ok(()),
        Some((record, version)) if version + 1 == number => {
            let mut case = read(&record)?;
            let followed = case.merged_into();
            case.apply(&act)?;
            let columns = Columns::of(&case, city);
            tx.execute(
                "UPDATE cases SET version = $1, record = $2, state = $3, visibility = $4, lead_agency = $5, clock_at = $6, \
                 reopened = $7, updated_at = $8, merged_into = $10, risen_to = $11, rises_at = $12 WHERE id = $9",
                &[
                    &number,
                    &write(&case)?,
                    &columns.state,
                    &columns.visibility,
                    &columns.lead_agency,
                    &columns.clock_at,
                    &columns.reopened,
                    &entry.occurred.to_timestamp(),
                    &id,
                    &columns.merged_into,
                    &columns.risen_to,
                    &columns.rises_at,
                ],
            )?;
            save_parts(tx, &case)?;
            // The key that a resident's act showed is the lock of the next one.
            if let Some(key) = entry.voice {
                tx.execute(
                    "UPDATE askers SET voice = $1 WHERE voice = $3 AND case_id IN (SELECT id FROM cases WHERE id = $2 OR \
                     merged_into = $2)",
                    &[&key.as_slice(), &id, &lock_of(&key).as_slice()],
                )?;
            }
            // Who handled it and what was shown are private; what the event took away is taken away here too.
            match &entry.event {
                Event::Returned { .. } => {
                    tx.execute("UPDATE cases SET assignee = NULL WHERE id = $1", &[&id])?;
                }
                Event::Shown { .. } | Event::Hidden { .. } => {
                    if let Event::Shown { spot: Some(spot), .. } = &entry.event {
                        let (latitude, longitude) = spot.point.to_degrees();
                        tx.execute(
                            "UPDATE cases SET latitude = $1, longitude = $2, accuracy_m = $3 WHERE id = $4 AND latitude IS NULL",
                            &[&latitude, &longitude, &i64::from(spot.precision_m), &id],
                        )?;
                    }
                    tx.execute(
                        "UPDATE cases SET public_text = NULL, public_photo = NULL, public_address = NULL WHERE id = $1",
                        &[&id],
                    )?;
                    tx.execute(
                        "UPDATE contents SET opened = FALSE WHERE case_id = $1 AND field IN ('text', 'public_text', \
                         'public_address')",
                        &[&id],
                    )?;
                }
                Event::Merged { into } => follow(tx, *into, Case::gain_follower)?,
                Event::Unmerged => {
                    if let Some(main) = followed {
                        follow(tx, main, Case::lose_follower)?;
                    }
                }
                Event::Erased(erasure) => erase_again(tx, context, &id, number, erasure)?,
                _ => {}
            }
            Ok(())
        }
        None if number == 1 => file(tx, city, entry, &act),
        _ => Err(CaseError::Damaged(format!("case {id} lacks events before its event {number}"))),
    }
}

/// Tells the main case that another one follows it, or does not any more: none of its own entries says so.
fn follow(tx: &mut Tx<'_>, main: CaseId, change: fn(&mut Case)) -> Result<(), CaseError> {
    let id = main.to_string();
    let (record,): (String,) = tx.one("SELECT record FROM cases WHERE id = $1", &[&id])?;
    let mut case = read(&record)?;
    change(&mut case);
    tx.execute("UPDATE cases SET record = $1 WHERE id = $2", &[&write(&case)?, &id])?;
    Ok(())
}

/// A new row, as far as the public entry knows it.
fn file(tx: &mut Tx<'_>, city: &City, entry: &PendingEntry, act: &Act<'_>) -> Result<(), CaseError> {
    let case = Case::submit(entry.case, act)?;
    let columns = Columns::of(&case, city);
    let (source, source_id) = match &entry.event {
        Event::Submitted(one) => match &one.origin {
            Origin::Import { system, source_id } => {
                (Some(system.as_str().to_owned()), Some(source_id.as_str().to_owned()))
            }
            _ => (None, None),
        },
        _ => (None, None),
    };
    let area = case.place.area().map(|area| area.as_str().to_owned()).unwrap_or_default();
    let point = case.place.point().map(dantin_record::place::Point::to_degrees);
    let accuracy = match case.place {
        PublicPlace::Point { precision_m, .. } => Some(i64::from(precision_m)),
        _ => None,
    };
    tx.execute(
        "INSERT INTO cases (id, code, version, record, state, visibility, origin, source, source_id, category, \
         subcategory, area, lead_agency, clock_at, reopened, latitude, longitude, accuracy_m, submitted_at, updated_at) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, FALSE, $14, $15, $16, $17, $17)",
        &[
            &case.id.to_string(),
            &case.code.to_string(),
            &write(&case)?,
            &columns.state,
            &columns.visibility,
            &case.origin.code(),
            &source,
            &source_id,
            &case.category.as_str(),
            &case.subcategory.as_ref().map(|code| code.as_str()),
            &area,
            &columns.lead_agency,
            &columns.clock_at,
            &point.map(|(latitude, _)| latitude),
            &point.map(|(_, longitude)| longitude),
            &accuracy,
            &entry.occurred.to_timestamp(),
        ],
    )?;
    Ok(())
}
