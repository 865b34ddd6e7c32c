//! Gives the newest checkpoint to the witnesses of the policy, on a slower beat than checkpoints are made. A witness that does
//! not answer is asked again the next time and holds nothing up.

use tokio::sync::watch;

use crate::{app::Shared, prove::journal::Cosigned};

/// Runs until told to stop.
pub async fn run(app: Shared, mut stop: watch::Receiver<bool>) {
    let period = app.settings.witness_period;
    let mut cosigned = Cosigned::default();
    while !*stop.borrow() {
        let shared = app.clone();
        let submitted = tokio::task::spawn_blocking(move || {
            if let Some(log) = &shared.log {
                submit(&mut cosigned, log, shared.now());
            }
            cosigned
        });
        // A witness may take its time; stopping does not wait for it.
        cosigned = tokio::select! {
            submitted = submitted => match submitted {
                Ok(cosigned) => cosigned,
                Err(error) => {
                    tracing::error!(%error, "Checkpoints could not be given to witnesses");
                    Cosigned::default()
                }
            },
            _ = stop.changed() => return,
        };
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = stop.changed() => {}
        }
    }
}

fn submit(cosigned: &mut Cosigned, log: &crate::prove::journal::PublicLog, now: jiff::Timestamp) {
    match cosigned.submit(log, now) {
        Ok(done) => {
            for failed in &done.failed {
                tracing::warn!(%failed, "A witness has not cosigned and will be asked again");
            }
            if done.is_published {
                tracing::debug!(witnesses = done.cosigned, "A witnessed checkpoint is published");
            }
            if let Some(reason) = log.halted().filter(|_| !done.failed.is_empty()) {
                tracing::error!(%reason, "The public log has stopped: nothing is sequenced or signed until the next start");
            }
        }
        Err(fault) => tracing::warn!(%fault, "Checkpoints cannot be given to witnesses"),
    }
}
