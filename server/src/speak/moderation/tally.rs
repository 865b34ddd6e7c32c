//! How often what was done, by month of the city and reason. A process counts each entry once and goes on from there.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use dantin_record::moment::Moment;
use jiff::tz::TimeZone;

use super::entries::{self, Deed};
use crate::{app::App, error::Error};

/// Month as `2026-03`, what was done, and the code of the reason.
pub type Key = (String, Deed, &'static str);

/// The counts of this process.
#[derive(Default)]
pub struct Tally(Mutex<Counted>);

#[derive(Clone, Default)]
struct Counted {
    next: i64,
    counts: BTreeMap<Key, i64>,
}

impl Tally {
    /// The counts up to the journal's end: two statements, which look at new entries only.
    pub async fn counts(app: &App) -> Result<BTreeMap<Key, i64>, Error> {
        let next = app.moderation.0.lock().unwrap_or_else(PoisonError::into_inner).next;
        let (rows, size) = app.read(move |tx| entries::from(tx, next)).await?;
        let mut counted = app.moderation.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Another request may have counted meanwhile.
        if counted.next == next {
            for (index, body) in rows {
                let entry = entries::parse(index, &body)?;
                if let Some(((deed, reason, _), (at, _))) = entries::deed(&entry).zip(entries::stamp(&entry))
                {
                    let month = month(at, app.city.calendar().zone());
                    *counted.counts.entry((month, deed, reason)).or_default() += 1;
                }
            }
            counted.next = size;
        }
        Ok(counted.counts.clone())
    }
}

fn month(at: Moment, zone: &TimeZone) -> String {
    at.to_timestamp().to_zoned(zone.clone()).strftime("%Y-%m").to_string()
}
