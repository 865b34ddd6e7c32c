//! What an erasure leaves to be done outside its transaction: photos' files, and the old pages of the database. The rows
//! that say so were written with the erasure, so that a stop between the two loses nothing; each goes when its work is
//! done. The rows of the shelf `search` are worked off by the search index (`crate::search`).

use dantin_photos::{Hash, Shelf};
use dantin_store::{Scrubbed, Tx};

use crate::{
    act::cases::{erasure, hex},
    app::Shared,
    error::Error,
};
use dantin_journal::commitment::{DOMAIN, commitment};

/// Rows of one step at most.
const BATCH: i64 = 200;

/// The tables that lose private content; `docs/privacy.md` names the same for whoever vacuums by hand.
const TABLES: [&str; 22] = [
    "contents",
    "cases",
    "matters",
    "matter_photos",
    "askers",
    "contributors",
    "questions",
    "minutes",
    "photos",
    "case_photos",
    "case_documents",
    "notes",
    "work_links",
    "work_photos",
    "partner_cases",
    "partner_updates",
    "forwards",
    "forward_updates",
    "removals",
    "alerts",
    "mails",
    "mail_changes",
];

/// Once after the start: a database that was restored from a copy of before an erasure loses again what was erased.
pub async fn repeat(app: Shared) -> Result<usize, Error> {
    let entries = app.read(|tx| Ok(erasure::unheeded(tx)?)).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    app.command(move |tx, context| Ok(erasure::repeat(tx, context, &entries)?)).await
}

/// Works off what waits, and gives how much was done.
pub async fn work_off(app: Shared) -> Result<usize, Error> {
    let counted = note_commitments(&app).await?;
    let files: Vec<(String, String)> = app
        .db
        .read(|tx| {
            tx.all::<(String, String)>(
                "SELECT shelf, hash FROM removals WHERE shelf IN ('sealed', 'published') ORDER BY shelf, hash LIMIT $1",
                &[&BATCH],
            )
        })
        .await?;
    for (shelf, hash) in &files {
        remove(&app, shelf, hash).await?;
    }
    Ok(counted + files.len() + scrub(&app).await?)
}

async fn remove(app: &Shared, shelf: &str, hash: &str) -> Result<(), Error> {
    let place = if shelf == "sealed" { Shelf::Sealed } else { Shelf::Published };
    let named: Hash = hash.parse().map_err(anyhow::Error::new)?;
    let (sought, row) = (hash.to_owned(), (shelf.to_owned(), hash.to_owned()));
    // Somebody may have sent the same photo again, or another original may have led to the same copy.
    let is_used = app.db.read(move |tx| is_used(tx, &sought)).await?;
    if !is_used {
        app.photos.store().delete(place, named).await.map_err(anyhow::Error::new)?;
    }
    app.db
        .write(move |tx| tx.execute("DELETE FROM removals WHERE shelf = $1 AND hash = $2", &[&row.0, &row.1]))
        .await?;
    Ok(())
}

fn is_used(tx: &mut Tx<'_>, hash: &str) -> Result<bool, dantin_store::Error> {
    let found: Option<i64> = tx.first(
        "SELECT 1 FROM photos WHERE hash = $1 OR large = $1 OR medium = $1 OR small = $1 LIMIT 1",
        &[&hash],
    )?;
    Ok(found.is_some())
}

/// Once no file is left to remove: the rows that named them are old bytes too.
async fn scrub(app: &Shared) -> Result<usize, Error> {
    let waits: (i64, i64) = app
        .db
        .read(|tx| {
            tx.one(
                "SELECT count(*) FILTER (WHERE shelf = 'database'), count(*) FILTER (WHERE shelf IN ('sealed', 'published')) \
                 FROM removals",
                &[],
            )
        })
        .await?;
    if waits.0 == 0 || waits.1 > 0 {
        return Ok(0);
    }
    let db = app.db.clone();
    let scrubbed =
        tokio::task::spawn_blocking(move || db.scrub(&TABLES)).await.map_err(anyhow::Error::new)??;
    match scrubbed {
        Scrubbed::Later => return Ok(0),
        Scrubbed::Reusable => tracing::warn!(
            "Erased content may stay in free space of the database until it is overwritten: run VACUUM FULL on the \
             tables that docs/privacy.md names, in a quiet hour"
        ),
        Scrubbed::Wholly => {}
    }
    app.db.write(|tx| tx.execute("DELETE FROM removals WHERE shelf = 'database'", &[])).await?;
    Ok(1)
}

/// Contents of before commitments were kept beside them get theirs, so that they can be found by it.
async fn note_commitments(app: &Shared) -> Result<usize, Error> {
    type Row = (String, i64, String, String, Vec<u8>);
    let done = app
        .db
        .write(|tx| {
            let rows: Vec<Row> = tx.all(
                "SELECT case_id, number, field, body, salt FROM contents WHERE commitment IS NULL LIMIT $1",
                &[&BATCH],
            )?;
            for (case, number, field, body, salt) in &rows {
                let salt: [u8; 32] = salt.as_slice().try_into().map_err(|_bad| {
                    dantin_store::Error::invalid("contents.salt", format!("{} is no salt", hex(salt)))
                })?;
                let held = commitment(DOMAIN, &salt, field, body.as_bytes());
                tx.execute(
                    "UPDATE contents SET commitment = $1 WHERE case_id = $2 AND number = $3 AND field = $4",
                    &[&held.as_slice(), case, number, field],
                )?;
            }
            Ok::<_, dantin_store::Error>(rows.len())
        })
        .await?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_vacuums_by_hand_is_told_the_same_tables() {
        let (_, told) =
            include_str!("../../../docs/privacy.md").split_once("VACUUM (FULL, ANALYZE)` on ").unwrap();
        let (told, _) = told.split_once(" and `pg_catalog.pg_statistic`").unwrap();
        let told: Vec<&str> = told.split(',').map(|name| name.trim().trim_matches('`')).collect();
        assert_eq!(told, TABLES);
    }
}
