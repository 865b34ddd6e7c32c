//! Sequences waiting entries shortly after they were written, and keeps the book up with the journal.

use tokio::sync::watch;

use crate::{
    app::Shared,
    error::Error,
    prove::journal::{BATCH, FileFault, LogFault, follow, sequence},
};

/// Runs until told to stop, and then until nothing waits.
pub async fn run(app: Shared, mut stop: watch::Receiver<bool>) {
    let wait = app.settings.batch;
    let mut last_checkpoint: Option<tokio::time::Instant> = None;
    loop {
        let stopping = *stop.borrow();
        if let Err(error) = advance(&app).await {
            tracing::error!(?error, "The journal could not be moved on; it will be tried again");
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        if stopping || last_checkpoint.is_none_or(|last| last.elapsed() >= CHECKPOINT) {
            publish(&app).await;
            last_checkpoint = Some(tokio::time::Instant::now());
        }
        if stopping {
            return;
        }
        tokio::select! {
            () = app.entries_wait.notified() => tokio::time::sleep(wait).await,
            // Other processes may have written.
            () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
            _ = stop.changed() => {}
        }
    }
}

/// How often a checkpoint is made at most: a receipt is ready within two seconds.
const CHECKPOINT: std::time::Duration = std::time::Duration::from_secs(1);

/// Puts what is committed under a new checkpoint. When files and database contradict each other, nothing more is sequenced
/// or signed: a log that went on could fork.
pub async fn publish(app: &Shared) {
    let app = app.clone();
    let published = tokio::task::spawn_blocking(move || {
        let Some(log) = app.log.as_ref().filter(|log| log.halted().is_none()) else { return };
        match crate::prove::journal::publish(&app.db, log) {
            Ok(_) => {}
            // Every step can be done again with the same bytes: a full disk costs time and nothing else.
            Err(fault @ LogFault::File(FileFault::Io(..))) => {
                tracing::warn!(%fault, "The public log could not be written and will be tried again");
            }
            Err(fault) => {
                tracing::error!(%fault, "The public log has stopped: nothing is sequenced or signed until the next start");
                log.halt(fault.to_string());
            }
        }
    });
    if let Err(error) = published.await {
        tracing::error!(%error, "The public log could not be moved on");
    }
}

/// Sequences everything that waits and reads it into the book; gives how many entries came into the book.
pub async fn advance(app: &Shared) -> Result<u64, Error> {
    if app.is_halted() {
        return Ok(0);
    }
    loop {
        let now = app.now();
        let count = app.db.write(move |tx| sequence(tx, now)).await.map_err(Error::from)?;
        if count < BATCH {
            break;
        }
    }
    let app = app.clone();
    tokio::task::spawn_blocking(move || follow(&app.db, &app.book))
        .await
        .map_err(|e| Error::from(anyhow::Error::new(e)))?
        .map_err(Error::from)
}
