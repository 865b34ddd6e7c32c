//! Once a night, at a quiet hour of the city, computes the whole journal and its files once more. What contradicts the
//! signed history stops the log; everything else is told to those who read the log of the server.

use std::time::Duration;

use jiff::{ToSpan as _, civil::time, tz::TimeZone};
use tokio::sync::watch;

use crate::{
    app::Shared,
    error::Error,
    prove::journal::{Examined, examine},
};

/// The hour of the city's zone at which it begins.
const HOUR: i8 = 3;

/// Waits for the night and examines, until told to stop.
pub async fn nightly(app: Shared, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let wait = until_the_hour(HOUR, app.now(), app.city.calendar().zone());
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => continue,
        }
        if let Err(error) = run(&app).await {
            tracing::warn!(?error, "The journal could not be examined; it will be tried again tomorrow");
        }
    }
}

/// How long until an hour of the city's day comes next.
pub(super) fn until_the_hour(hour: i8, now: jiff::Timestamp, zone: &TimeZone) -> Duration {
    let local = now.to_zoned(zone.clone());
    let days = i32::from(local.hour() >= hour);
    let next = local
        .date()
        .checked_add(days.days())
        .and_then(|day| day.to_datetime(time(hour, 0, 0, 0)).to_zoned(zone.clone()));
    let wait = next.ok().and_then(|next| Duration::try_from(next.timestamp().duration_since(now)).ok());
    // A zone that cannot tell waits a day.
    wait.unwrap_or(Duration::from_hours(24)).max(Duration::from_secs(1))
}

/// Examines now; a contradiction stops the log.
pub async fn run(app: &Shared) -> Result<Examined, Error> {
    let app = app.clone();
    let examined = tokio::task::spawn_blocking(move || {
        let examined = examine(&app.db, &app.settings.data, &mut |_, _| {})?;
        for finding in &examined.findings {
            tracing::error!(
                finding = finding.text,
                contradicts = finding.contradicts,
                "The journal is not sound"
            );
        }
        if let (Some(log), Some(what)) = (&app.log, examined.contradiction()) {
            log.halt(what.to_owned());
            tracing::error!(
                "The public log has stopped: nothing is sequenced or signed until the next start"
            );
        }
        if examined.is_sound() {
            tracing::info!(entries = examined.entries, signed = examined.signed, "The journal is sound");
        }
        Ok::<_, Error>(examined)
    });
    examined.await.map_err(|error| Error::from(anyhow::Error::new(error)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_is_the_citys() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let wait = |now: &str| until_the_hour(HOUR, now.parse().unwrap(), &zone).as_secs();
        assert_eq!(
            wait("2026-03-10T02:00:00Z"),
            18 * 3600,
            "at nine in the morning it is eighteen hours away"
        );
        assert_eq!(wait("2026-03-09T18:30:00Z"), 90 * 60, "at half past one it is this night");
        assert_eq!(wait("2026-03-09T20:00:00Z"), 24 * 3600, "at three it has just been");
    }
}
