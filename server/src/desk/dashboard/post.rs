//! The writing of the weekly mails each Monday morning of the city. What stands in them, `weekly` says; who gets them,
//! `mail::weekly`.

use dantin_mail::Address;
use dantin_store::Error as StoreError;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::{
    board::{Board, Of},
    weekly,
};
use crate::{
    app::Shared,
    city::people::{model::OfficerId, rights::Act, rights::is_ever_granted, store as people},
    error::Error,
    mail,
};

/// The hour of Monday from which a week's mails are written.
const HOUR: i64 = 7;
/// Mails of one run.
const BATCH: i64 = 100;

/// The Monday whose mail is the newest that may be written.
pub fn week(now: Timestamp, zone: &TimeZone) -> Date {
    let day = zone.to_datetime(now - SignedDuration::from_hours(HOUR)).date();
    let since_monday = jiff::Span::new().days(day.weekday().to_monday_zero_offset());
    day.checked_sub(since_monday).unwrap_or(day)
}

/// Writes the mails of this week that are not written yet, and gives how many.
pub async fn write(app: Shared) -> Result<usize, Error> {
    let Some(mailer) = app.mail.as_ref() else { return Ok(0) };
    let now = app.now();
    let week = week(now, app.city.calendar().zone()).to_string();
    let before = week.clone();
    let due: Vec<(String, String)> = app
        .read(move |tx| {
            Ok(tx.all(
                "SELECT officer_id, address FROM weekly_mails WHERE week < $1 ORDER BY week, officer_id LIMIT $2",
                &[&before, &BATCH],
            )?)
        })
        .await?;
    let mut written = 0;
    for (officer, address) in due {
        let id = OfficerId::from(officer);
        let known = id.clone();
        let found = app.read(move |tx| Ok(people::find(tx, &known)?)).await?;
        let reader = found.filter(|officer| is_ever_granted(officer, Act::SeeDashboard));
        let (Some(reader), Ok(to)) = (reader, address.parse::<Address>()) else {
            // Whoever may not see the page any more gets it no more.
            app.db.write(move |tx| mail::weekly::end(tx, &id)).await?;
            continue;
        };
        let w = app.words.words(reader.language);
        let board = Board::read(&app, Of::officer(&app, &reader), &w, now).await?;
        let letter = weekly::letter(&app, mailer, &board, &w, to, now)?;
        let (sharing, week) = (app.clone(), week.clone());
        written += app
            .db
            .write(move |tx| {
                let taken = tx.execute(
                    "UPDATE weekly_mails SET week = $1 WHERE officer_id = $2 AND week < $1",
                    &[&week, &id],
                )?;
                let letter = letter.as_ref().filter(|_| taken == 1);
                let put = letter.map(|letter| mail::enqueue(tx, now, sharing.random.as_ref(), letter));
                Ok::<_, StoreError>(usize::from(put.transpose()?.flatten().is_some()))
            })
            .await?;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_morning_of_the_city() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        for (now, monday) in [
            // Sunday evening, Monday before and at seven, and the Sunday after.
            ("2026-11-29T20:00:00+07:00", "2026-11-23"),
            ("2026-11-30T06:59:59+07:00", "2026-11-23"),
            ("2026-11-30T07:00:00+07:00", "2026-11-30"),
            ("2026-12-06T23:00:00+07:00", "2026-11-30"),
        ] {
            assert_eq!(week(now.parse().unwrap(), &zone).to_string(), monday, "{now}");
        }
    }
}
