//! The SQL of the leaders' page: what is late now, what is due this month, and who was asked to explain. Always the same
//! two statements.

use dantin_store::{FromRow, Query, Row, Tx};
use jiff::Timestamp;

use super::board::Of;
use crate::error::Error;

/// Late cases of one page.
pub const LATE: i64 = 20;

/// A case whose next step is late.
#[derive(Clone, Debug)]
pub struct Late {
    pub code: String,
    pub category: String,
    pub subcategory: Option<String>,
    pub area: String,
    pub agency: String,
    pub state: String,
    pub due: Timestamp,
    pub assignee: Option<String>,
    pub asked: Option<Timestamp>,
}

impl FromRow for Late {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        Ok(Late {
            code: row.take()?,
            category: row.take()?,
            subcategory: row.take()?,
            area: row.take()?,
            agency: row.take()?,
            state: row.take()?,
            due: row.take()?,
            assignee: row.take()?,
            asked: row.take()?,
        })
    }
}

/// Promises that fall into the month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// Due in the month.
    pub due: i64,
    /// Of these late now.
    pub late: i64,
    /// All that are late now, of whatever month.
    pub all_late: i64,
}

fn of(query: &mut Query, of: &Of) {
    if let Of::Agencies(agencies) = of {
        query.push(" AND lead_agency IN (").bind_list(agencies.iter()).push(")");
    }
}

/// The latest first: whose time passed longest ago.
pub fn late(tx: &mut Tx<'_>, group: &Of, now: Timestamp) -> Result<Vec<Late>, Error> {
    let mut query = Query::new(
        "SELECT cases.code, cases.category, cases.subcategory, cases.area, cases.lead_agency, cases.state, cases.clock_at, \
         officers.name, explanations.asked_at FROM cases LEFT JOIN officers ON officers.id = cases.assignee \
         LEFT JOIN explanations ON explanations.case_id = cases.id AND explanations.asked_at >= cases.clock_at \
         WHERE cases.state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened') \
         AND cases.state IN ('assigned', 'in_progress', 'reopened') AND cases.clock_at < ",
    );
    query.bind(&now);
    of(&mut query, group);
    query.push(" ORDER BY cases.clock_at, cases.id LIMIT ").bind(&LATE);
    Ok(tx.all_query(&query)?)
}

/// Counts the promises between two moments.
pub fn promises(
    tx: &mut Tx<'_>,
    group: &Of,
    now: Timestamp,
    month: (Timestamp, Timestamp),
) -> Result<Promises, Error> {
    let mut query = Query::new("SELECT count(CASE WHEN clock_at >= ");
    query.bind(&month.0).push(" AND clock_at < ").bind(&month.1);
    query.push(" THEN 1 END), count(CASE WHEN clock_at >= ").bind(&month.0);
    query.push(" AND clock_at < ").bind(&now).push(" THEN 1 END), count(CASE WHEN clock_at < ").bind(&now);
    query.push(
        " THEN 1 END) FROM cases \
         WHERE state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened') \
         AND state IN ('assigned', 'in_progress', 'reopened')",
    );
    of(&mut query, group);
    let (due, late, all_late): (i64, i64, i64) = tx.one_query(&query)?;
    Ok(Promises { due, late, all_late })
}

/// Notes that somebody was asked to explain why a case is late; `false` where that was asked since it became late.
pub fn ask(
    tx: &mut Tx<'_>,
    case: &str,
    officer: &str,
    due: Timestamp,
    now: Timestamp,
) -> Result<bool, dantin_store::Error> {
    let changed = tx.execute(
        "INSERT INTO explanations (case_id, officer_id, asked_at) VALUES ($1, $2, $3) \
         ON CONFLICT (case_id) DO UPDATE SET officer_id = excluded.officer_id, asked_at = excluded.asked_at, \
         answer_note = NULL, answered_by = NULL, answered_at = NULL WHERE explanations.asked_at < $4",
        &[&case, &officer, &now, &due],
    )?;
    Ok(changed > 0)
}
