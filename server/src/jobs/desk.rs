//! Throws away what the desk's daily tools need no more: who had a case open, batches of before, and pictures from the place
//! that became evidence or that nobody used.

use jiff::{SignedDuration, Timestamp};

use crate::{app::Shared, error::Error};

/// For how long a batch can be looked up.
const BATCHES: SignedDuration = SignedDuration::from_hours(30 * 24);
/// For how long a picture from the place waits to be used.
const DRAFTS: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Cleans up, and gives how many rows went. A picture's files go a day later, with those that no case has.
pub async fn clean(app: Shared) -> Result<usize, Error> {
    let now: Timestamp = app.now();
    let gone: u64 = app
        .db
        .write(move |tx| {
            let present = tx.execute("DELETE FROM presence WHERE until < $1", &[&now])?;
            tx.execute(
                "DELETE FROM bulk_items WHERE batch_id IN (SELECT id FROM bulk_batches WHERE state <> 'waiting' \
                 AND created_at < $1)",
                &[&(now - BATCHES)],
            )?;
            let batches = tx.execute(
                "DELETE FROM bulk_batches WHERE state <> 'waiting' AND created_at < $1",
                &[&(now - BATCHES)],
            )?;
            let drafts = tx.execute(
                "DELETE FROM field_photos WHERE created_at < $1 OR EXISTS (SELECT 1 FROM case_photos c \
                 WHERE c.case_id = field_photos.case_id AND c.photo = field_photos.photo)",
                &[&(now - DRAFTS)],
            )?;
            Ok::<_, dantin_store::Error>(present + batches + drafts)
        })
        .await?;
    Ok(usize::try_from(gone).unwrap_or(usize::MAX))
}
