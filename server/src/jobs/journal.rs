//! Sequences waiting entries shortly after they were written, and keeps the book up with the journal.

use tokio::sync::watch;

use crate::{
    app::Shared,
    error::Error,
    prove::journal::{BATCH, follow, sequence},
};

/// Runs until told to stop, and then until nothing waits.
pub async fn run(app: Shared, mut stop: watch::Receiver<bool>) {
    let wait = app.settings.batch;
    loop {
        let stopping = *stop.borrow();
        if let Err(error) = advance(&app).await {
            tracing::error!(?error, "The journal could not be moved on; it will be tried again");
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
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

/// Sequences everything that waits and reads it into the book; gives how many entries came into the book.
pub async fn advance(app: &Shared) -> Result<u64, Error> {
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
