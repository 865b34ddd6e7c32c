//! Finds times in the journal. The sequencer never lets `at` go back, so entries of a period are found by halving the
//! indexes: some twenty reads by the primary key, and no index by time that every entry would pay for.

use std::ops::Range;

use dantin_store::Tx;

use crate::act::cases::CaseError;

/// The indexes of all entries from one time to another, both included; times are written as the journal writes them.
pub fn between(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<Range<i64>, CaseError> {
    let (size,): (i64,) = tx.one("SELECT size FROM journal_head WHERE id = 1", &[])?;
    let first = halve(tx, 0..size, |at| at < from)?;
    let end = halve(tx, first..size, |at| at <= to)?;
    Ok(first..end)
}

/// The first index within `among` whose time is not `before`.
fn halve(tx: &mut Tx<'_>, among: Range<i64>, before: impl Fn(&str) -> bool) -> Result<i64, CaseError> {
    let Range { mut start, mut end } = among;
    while start < end {
        let middle = i64::midpoint(start, end);
        let (at,): (String,) = tx.one("SELECT at FROM journal WHERE idx = $1", &[&middle])?;
        if before(&at) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    Ok(start)
}

#[cfg(test)]
mod tests {
    use dantin_store::{on_both_engines, testing::TestDb};

    use super::*;

    on_both_engines! { crate::app::MIGRATIONS;
        fn a_period_is_found_whatever_stands_at_its_ends(db: &TestDb) {
            let times = ["01", "01", "02", "04", "04", "04", "07"];
            db
                .write_blocking(move |tx| {
                    for (index, at) in (0_i64..).zip(times) {
                        tx.execute(
                            "INSERT INTO journal (idx, at, case_id, number, body) VALUES ($1, $2, $3, $1, $3)",
                            &[&index, &at, &"log"],
                        )?;
                    }
                    tx.execute("UPDATE journal_head SET size = 7 WHERE id = 1", &[])?;
                    Ok::<(), CaseError>(())
                })
                .unwrap();
            for (from, to, indexes) in [
                ("00", "09", 0..7),
                ("01", "01", 0..2),
                ("02", "04", 2..6),
                ("03", "03", 3..3),
                ("04", "05", 3..6),
                ("08", "09", 7..7),
                ("05", "02", 6..6),
            ] {
                let found = db.read_blocking(move |tx| between(tx, from, to)).unwrap();
                assert_eq!(found, indexes, "{from} to {to}");
            }
        }
    }
}
