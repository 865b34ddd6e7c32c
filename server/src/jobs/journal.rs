//! Sequences waiting entries shortly after they were written, and keeps the book up with the journal.

use dantin_record::{moment::Moment, notice::Fact};
use tokio::sync::watch;

use crate::{
    act::deadlines::moment,
    app::{App, Shared},
    error::Error,
    prove::journal::{BATCH, FileFault, LogFault, follow, notices, sequence},
};

/// Runs until told to stop, and then until nothing waits.
pub async fn run(app: Shared, mut stop: watch::Receiver<bool>) {
    let wait = app.settings.batch;
    let mut last_checkpoint: Option<tokio::time::Instant> = None;
    loop {
        let stopping = *stop.borrow();
        if let Err(error) = advance_with_figures(&app).await {
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

/// How often published figures are counted anew although nothing happened: what is overdue changes with time alone.
const FIGURES_AT_LEAST: i64 = 24 * 3600;
/// How often it is tried to append behind the entries that were counted, while other processes append too.
const TRIES: u32 = 5;

async fn advance_with_figures(app: &Shared) -> Result<(), Error> {
    advance(app).await?;
    if figures_are_due(app) {
        publish_figures(app).await?;
    }
    Ok(())
}

/// Whether the figures that stand are older than they may be: entries came since, or a day passed.
fn figures_are_due(app: &Shared) -> bool {
    let book = app.book.read();
    let Some((index, at)) = book.log().published else { return true };
    let age = moment(app.now()).as_second() - at.as_second();
    let has_grown = book.size() > index + 1;
    (has_grown && age >= app.settings.figures_every) || age >= FIGURES_AT_LEAST
}

/// Counts the figures and publishes them in the journal: from then on all pages show these. Gives `false` where the journal
/// is read-only, or others wrote into it all the while.
pub async fn publish_figures(app: &Shared) -> Result<bool, Error> {
    for _ in 0..TRIES {
        advance(app).await?;
        let counting = app.clone();
        let (size, at, fact) = tokio::task::spawn_blocking(move || {
            let book = counting.book.read();
            let at = moment(counting.now()).max(book.last_at());
            (book.size(), at, notices::figures(&book, at, counting.city.calendar().zone()))
        })
        .await
        .map_err(|e| Error::from(anyhow::Error::new(e)))?;
        if append(app, size, at, vec![fact]).await? {
            return Ok(true);
        }
        if app.is_halted() {
            break;
        }
    }
    Ok(false)
}

/// What must be said in the journal before the next entry.
pub fn announcements(app: &App) -> Vec<Fact> {
    notices::due(&app.book.read(), app.log.as_ref(), &app.figure_texts)
}

/// Says what must be said before the next entry, if anything: a new log begins with it.
async fn announce(app: &Shared) -> Result<(), Error> {
    let (size, at) = {
        let book = app.book.read();
        (book.size(), moment(app.now()).max(book.last_at()))
    };
    let facts = announcements(app);
    if !facts.is_empty() {
        append(app, size, at, facts).await?;
    }
    Ok(())
}

async fn append(app: &Shared, size: u64, at: Moment, facts: Vec<Fact>) -> Result<bool, Error> {
    if app.is_halted() {
        return Ok(false);
    }
    let done = app.db.write(move |tx| notices::append(tx, size, at, &facts)).await.map_err(Error::from)?;
    read(app).await?;
    Ok(done)
}

/// Sequences everything that waits and reads it into the book; gives how many entries came into the book.
pub async fn advance(app: &Shared) -> Result<u64, Error> {
    if app.is_halted() {
        return Ok(0);
    }
    announce(app).await?;
    loop {
        let now = app.now();
        let count = app.db.write(move |tx| sequence(tx, now)).await.map_err(Error::from)?;
        if count < BATCH {
            break;
        }
    }
    read(app).await
}

/// Reads what is new in the journal into the book.
pub async fn read(app: &Shared) -> Result<u64, Error> {
    let app = app.clone();
    tokio::task::spawn_blocking(move || follow(&app.db, &app.book))
        .await
        .map_err(|e| Error::from(anyhow::Error::new(e)))?
        .map_err(Error::from)
}
