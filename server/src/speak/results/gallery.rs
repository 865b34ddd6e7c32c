//! The newest confirmed results of a period in pictures of before and after.

use std::cmp::Reverse;

use dantin_record::{book::Row, id::CaseId};

use crate::{
    app::{Shared, Visit},
    error::Error,
    speak::{
        cases::{Asked, View},
        outcomes::{Outcome, outcomes},
        shown,
        wording::Wording,
    },
};

/// Confirmed cases that are looked through for pictures, and results that are shown.
const LOOKED_AT: usize = 48;
const SHOWN: usize = 6;

/// The results, and the list of all confirmed cases of the period.
pub async fn gallery(app: &Shared, visit: &Visit, month: &str) -> Result<(Vec<Outcome>, String), Error> {
    let given = |value: &str| Some(value.to_owned());
    let asked = Asked {
        state: given("confirmed_resolved"),
        period: given(month),
        source: given("own"),
        ..Asked::default()
    };
    let view = View::new(&asked, &app.city, visit.now)?;
    let mut rows: Vec<Row> = {
        let book = app.book.read();
        book.newest(&view.filter).take(LOOKED_AT).filter_map(|row| book.row(row)).collect()
    };
    rows.sort_by_key(|row| Reverse(row.ended));
    let (texts, photos) = {
        let rows = rows.clone();
        let cases: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
        app.read(move |tx| Ok((shown::of_rows(tx, &rows)?, shown::photos(tx, &cases)?))).await?
    };
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let pairs = outcomes(&rows, &texts, &photos, words).filter(|one| one.pair.before.is_some());
    Ok((pairs.take(SHOWN).collect(), view.address("/cases")))
}
