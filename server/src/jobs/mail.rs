//! The mails' beat: what the journal says becomes changes, changes that are ready become mails, and mails that are due
//! leave. Once an hour what need not be known any more is forgotten.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::{
    app::Shared,
    error::Error,
    mail::{alerts, deliver, digest, follow, new_id, outbox},
};

/// How often it is looked.
const BEAT: Duration = Duration::from_secs(3);
/// Mails of one step of writing.
const BATCH: i64 = 50;
/// Seconds between two forgettings.
const FORGET: i64 = 3600;

/// Runs until told to stop.
pub async fn run(app: Shared, mut stop: watch::Receiver<bool>) {
    let mut forgot: Option<Timestamp> = None;
    while !*stop.borrow() {
        match work(&app, &stop).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "Mails were dealt with"),
            Err(error) => tracing::warn!(?error, "The mails could not be moved on and will be tried again"),
        }
        let now = app.now();
        if forgot.is_none_or(|last| now.duration_since(last).as_secs() >= FORGET) {
            match forget(&app).await {
                Ok(()) => forgot = Some(now),
                Err(error) => tracing::warn!(?error, "Old entries of the mails' log could not be deleted"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            _ = stop.changed() => {}
        }
    }
}

/// One beat; gives how many mails were dealt with.
pub async fn work(app: &Shared, stop: &watch::Receiver<bool>) -> Result<usize, Error> {
    gather(app).await?;
    write(app).await?;
    deliver::deliver(app, stop).await
}

/// Takes in what is new in the journal. Without a mail server it only goes past.
pub async fn gather(app: &Shared) -> Result<(), Error> {
    while app.read(|tx| Ok(follow::is_behind(tx)?)).await? {
        let now = app.now();
        let window = app.mail.as_ref().map(|mailer| mailer.window());
        app.db
            .write(move |tx| match window {
                Some(window) => follow::follow(tx, now, window),
                None => Ok(follow::skip(tx).map(|()| 0)?),
            })
            .await?;
    }
    Ok(())
}

/// Writes the mails that are ready, and gives how many.
pub async fn write(app: &Shared) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        let (now, sharing) = (app.now(), app.clone());
        let digests = app
            .read(move |tx| {
                let Some(mailer) = &sharing.mail else { return Ok(Vec::new()) };
                let mut records = digest::Records::default();
                digest::ready(tx, now, BATCH)?
                    .iter()
                    .map(|ready| digest::compose(tx, &sharing, mailer, now, &mut records, ready))
                    .collect::<Result<Vec<_>, Error>>()
            })
            .await?;
        if digests.is_empty() {
            return Ok(count);
        }
        let named: Vec<(String, digest::Digest)> =
            digests.into_iter().map(|digest| (new_id(now, app.random.as_ref()), digest)).collect();
        count += app
            .db
            .write(move |tx| {
                let mut made = 0;
                for (id, digest) in &named {
                    made += usize::from(digest::put(tx, now, id, digest)?);
                }
                Ok::<_, dantin_store::Error>(made)
            })
            .await?;
    }
}

/// Forgets alerts that nobody confirmed, and the log behind its time.
pub async fn forget(app: &Shared) -> Result<(), Error> {
    let now = app.now();
    let kept = app.mail.as_ref().map(|mailer| mailer.log());
    app.db.write(move |tx| alerts::forget_unconfirmed(tx, now)).await?;
    let Some(before) = kept.and_then(|kept| now.checked_sub(kept).ok()) else { return Ok(()) };
    while app.db.write(move |tx| outbox::forget(tx, before)).await? > 0 {}
    Ok(())
}
