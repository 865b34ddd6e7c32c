//! Once a night, at a quiet hour of the city, lets go of what was kept long enough: contact data of ended cases and matters,
//! originals of photos, and old rows of the logs of looks and accounts. Every hour sessions, attempts and links that are over. The
//! terms are the operator's; what may go at all, `act::retention` says.

use dantin_photos::{Hash, Shelf};
use tokio::sync::watch;

use super::fsck::until_the_hour;
use crate::{act::retention, app::Shared, city::people::sign_in, error::Error};

/// The hour of the city's zone at which it begins.
const HOUR: i8 = 2;

/// What one run let go of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Cases that lost contact data.
    pub contacts: usize,
    /// Questions, comments and joinings that lost them.
    pub contributions: usize,
    /// Originals of photos.
    pub originals: usize,
    /// Rows of logs.
    pub rows: u64,
}

/// Waits for the night and lets go, until told to stop.
pub async fn nightly(app: Shared, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let wait = until_the_hour(HOUR, app.now(), app.city.calendar().zone());
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => continue,
        }
        match run(&app).await {
            Ok(gone) if gone == Gone::default() => {}
            Ok(gone) => tracing::info!(
                contacts = gone.contacts,
                contributions = gone.contributions,
                originals = gone.originals,
                rows = gone.rows,
                "What was kept long enough is gone"
            ),
            Err(error) => {
                tracing::warn!(
                    ?error,
                    "What was kept long enough could not be let go; it will be tried again tomorrow"
                );
            }
        }
    }
}

/// Lets go now of everything whose time is over.
pub async fn run(app: &Shared) -> Result<Gone, Error> {
    let mut gone = Gone::default();
    let mut after = Some(String::new());
    while let Some(code) = after {
        let rules = app.settings.retention.clone();
        let step = app
            .command(move |tx, context| Ok(retention::erase_contacts(tx, context, &rules, &code)?))
            .await?;
        gone.contacts += step.erased;
        after = step.last;
    }
    let mut after = Some(String::new());
    while let Some(code) = after {
        let rules = app.settings.retention.clone();
        let step = app
            .command(move |tx, context| Ok(retention::matters::erase_contacts(tx, context, &rules, &code)?))
            .await?;
        gone.contributions += step.erased;
        after = step.last;
    }
    loop {
        let (rules, now) = (app.settings.retention.clone(), app.now());
        let hashes = app.read(move |tx| Ok(retention::some_originals(tx, &rules, now)?)).await?;
        if hashes.is_empty() {
            break;
        }
        for hash in hashes {
            // The file first: after a stop between the two it is removed once more, which does no harm.
            let named: Hash = hash.parse().map_err(anyhow::Error::new)?;
            app.photos.store().delete(Shelf::Sealed, named).await.map_err(anyhow::Error::new)?;
            let noted: Result<(), Error> =
                app.db.write(move |tx| Ok(retention::original_is_gone(tx, &hash, now)?)).await;
            noted?;
            gone.originals += 1;
        }
    }
    let (rules, now) = (app.settings.retention.clone(), app.now());
    let rows: Result<u64, Error> = app.db.write(move |tx| Ok(retention::forget(tx, &rules, now)?)).await;
    gone.rows = rows?;
    Ok(gone)
}

/// Deletes sessions, attempts and links that are over.
pub async fn leave(app: Shared) -> Result<usize, Error> {
    let now = app.now();
    let gone: Result<u64, Error> = app.db.write(move |tx| Ok(sign_in::purge(tx, now)?)).await;
    Ok(usize::try_from(gone?).unwrap_or(usize::MAX))
}
