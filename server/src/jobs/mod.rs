//! Background work, one file per job. A job never holds the server up: it works in small transactions and tells the
//! log when one fails.

pub mod bulk;
mod confirmations;
pub mod consultations;
pub mod desk;
pub mod dialogues;
pub mod escalations;
pub mod forwards;
pub mod fsck;
pub mod journal;
mod layers;
pub mod mail;
pub mod removals;
pub mod retention;
pub mod search;
pub mod uploads;
pub mod webhooks;
mod witnesses;

use std::time::Duration;

use tokio::{sync::watch, task::JoinHandle};

use crate::app::Shared;

/// Starts all jobs; each ends soon after `stop` turns true, and the sequencer only after everything is sequenced.
pub fn start(app: &Shared, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    vec![
        tokio::spawn(journal::run(app.clone(), stop.clone())),
        tokio::spawn(witnesses::run(app.clone(), stop.clone())),
        tokio::spawn(every(
            app.clone(),
            stop.clone(),
            Duration::from_mins(1),
            "confirmations",
            confirmations::expire,
        )),
        tokio::spawn(every(
            app.clone(),
            stop.clone(),
            Duration::from_mins(1),
            "escalations",
            escalations::rise,
        )),
        tokio::spawn(dialogues::live(app.clone(), stop.clone())),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_secs(20), "dialogues", dialogues::turn)),
        tokio::spawn(every(
            app.clone(),
            stop.clone(),
            Duration::from_secs(20),
            "consultations",
            consultations::turn,
        )),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_secs(1), "bulk", bulk::carry_out)),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_mins(1), "layers", layers::refresh)),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_hours(1), "desk", desk::clean)),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_hours(1), "uploads", uploads::clean)),
        tokio::spawn(every(
            app.clone(),
            stop.clone(),
            Duration::from_mins(5),
            "weekly mails",
            crate::desk::dashboard::post::write,
        )),
        tokio::spawn(mail::run(app.clone(), stop.clone())),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_secs(2), "webhooks", webhooks::tell)),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_secs(5), "forwards", forwards::send)),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_mins(5), "answers", forwards::poll)),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_secs(1), "search", search::follow)),
        tokio::spawn(erase(app.clone(), stop.clone())),
        tokio::spawn(every(app.clone(), stop.clone(), Duration::from_hours(1), "entering", retention::leave)),
        tokio::spawn(retention::nightly(app.clone(), stop.clone())),
        tokio::spawn(fsck::nightly(app.clone(), stop.clone())),
    ]
}

/// Erases again what a restored copy brought back, then removes what erasures leave, every minute.
async fn erase(app: Shared, stop: watch::Receiver<bool>) {
    match removals::repeat(app.clone()).await {
        Ok(0) => {}
        Ok(count) => {
            tracing::warn!(count, "Content that the journal says was erased stood here, and is erased again");
        }
        Err(error) => tracing::error!(?error, "Whether erased content has come back could not be looked up"),
    }
    every(app, stop, Duration::from_mins(1), "removals", removals::work_off).await;
}

/// Runs `job` now and then every `period`, until told to stop.
async fn every<F>(
    app: Shared,
    mut stop: watch::Receiver<bool>,
    period: Duration,
    name: &'static str,
    job: impl Fn(Shared) -> F,
) where
    F: Future<Output = Result<usize, crate::error::Error>>,
{
    while !*stop.borrow() {
        match job(app.clone()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(job = name, count, "The job {name} did its work"),
            Err(error) => tracing::warn!(job = name, ?error, "The job {name} failed and will be tried again"),
        }
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = stop.changed() => {}
        }
    }
}
