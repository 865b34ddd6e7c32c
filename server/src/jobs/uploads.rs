//! Throws away photos that were uploaded for a report that was never sent, and those that came by a contractor's link and
//! that no agency took up. Pictures from the place are drafts of the desk and go by `desk`. The files go by `removals`, which asks whether
//! somebody sent the same photo meanwhile, or whether another original leads to the same copies.

use jiff::ToSpan as _;

use crate::{app::Shared, error::Error};

/// Photos of one run at most.
const BATCH: i64 = 200;

/// For so long after its end a contractor's link keeps the photos that the agency did not use.
const DRAFT_DAYS: i64 = 30;

/// Deletes photos that no case has after a day, and gives how many.
pub async fn clean(app: Shared) -> Result<usize, Error> {
    let before = app.now().checked_sub(24.hours()).map_err(anyhow::Error::new)?;
    let ended = app
        .now()
        .checked_sub(jiff::SignedDuration::from_hours(24 * DRAFT_DAYS))
        .map_err(anyhow::Error::new)?;
    app.db
        .write(move |tx| {
            tx.execute(
                "DELETE FROM work_photos WHERE link_id IN (SELECT id FROM work_links WHERE expires_at < $1 OR \
                 revoked_at < $1)",
                &[&ended],
            )
        })
        .await?;
    let now = app.now();
    app.db
        .write(move |tx| {
            let orphans: Vec<(String, String, String, String)> = tx.all(
                "DELETE FROM photos WHERE hash IN (SELECT p.hash FROM photos p LEFT JOIN case_photos c ON c.photo = \
                 p.hash LEFT JOIN work_photos w ON w.photo = p.hash WHERE c.photo IS NULL AND w.photo IS NULL AND \
                 p.created_at < $1 AND NOT EXISTS (SELECT 1 FROM field_photos f WHERE f.photo = p.hash) \
                 AND NOT EXISTS (SELECT 1 FROM matter_photos m WHERE m.photo = p.hash) ORDER BY p.created_at LIMIT $2) RETURNING hash, \
                 large, medium, small",
                &[&before, &BATCH],
            )?;
            for (original, large, medium, small) in &orphans {
                let copies = [large, medium, small].map(|copy| ("published", copy));
                for (shelf, hash) in copies.into_iter().chain([("sealed", original)]) {
                    tx.execute(
                        "INSERT INTO removals (shelf, hash, created_at) VALUES ($1, $2, $3) \
                         ON CONFLICT (shelf, hash) DO NOTHING",
                        &[&shelf, hash, &now],
                    )?;
                }
            }
            Ok(orphans.len())
        })
        .await
}
