//! The SQL of the inbox: counts of the saved views and one page of rows by deadline. Always the same three statements,
//! whatever the number of cases. The list of open states stands in the text of each statement, so that the engines use
//! the index that holds open cases only.

use dantin_store::{FromRow, Query, Row, Tx};
use jiff::Timestamp;

use crate::{city::people::model::OfficerId, error::Error};

/// A saved view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All that agencies or the coordinator owe.
    Open,
    Mine,
    /// Nobody handles it yet.
    Unassigned,
    DueToday,
    Overdue,
    Reopened,
    Waiting,
    /// Without a lead: the coordinator decides.
    ToDecide,
    /// Reported resolved, waiting for somebody's word.
    Reported,
    Moderation,
    Ended,
}

impl View {
    /// Every view, in the order of display.
    pub const ALL: [View; 11] = [
        View::Open,
        View::Mine,
        View::Unassigned,
        View::DueToday,
        View::Overdue,
        View::Reopened,
        View::Waiting,
        View::ToDecide,
        View::Moderation,
        View::Reported,
        View::Ended,
    ];

    /// The value of `view` in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            View::Open => "open",
            View::Mine => "mine",
            View::Unassigned => "unassigned",
            View::DueToday => "due-today",
            View::Overdue => "overdue",
            View::Reopened => "reopened",
            View::Waiting => "waiting",
            View::ToDecide => "to-decide",
            View::Reported => "reported",
            View::Moderation => "moderation",
            View::Ended => "ended",
        }
    }

    /// The view of that code.
    pub fn from_code(code: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.code() == code)
    }
}

/// Which cases an officer's inbox holds.
#[derive(Clone, Debug)]
pub enum Scope {
    /// All of the city.
    City,
    /// Those in this ward, whoever leads them: what a board of residents sees.
    Ward(String),
    /// These, by id: what a board of a single project recommended.
    Cases(Vec<String>),
    /// Those led by one of these agencies.
    Agencies(Vec<String>),
}

/// What is asked of the inbox.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub view: View,
    pub scope: Scope,
    pub me: OfficerId,
    pub now: Timestamp,
    /// When the city's day ends.
    pub day_end: Timestamp,
    pub category: String,
    pub area: String,
    pub state: String,
    pub agency: String,
    pub after: Option<Cursor>,
    /// Rows of a page.
    pub limit: usize,
}

/// The last row of the page before: rows with a clock come first, by clock; then those without, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub clock: Option<Timestamp>,
    pub id: String,
}

impl Cursor {
    /// As it stands in an address.
    pub fn to_text(&self) -> String {
        let clock = self.clock.map(|clock| clock.as_millisecond().to_string()).unwrap_or_default();
        format!("{clock}~{}", self.id)
    }

    /// From an address; what cannot be read begins at the start.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (clock, id) = text.split_once('~')?;
        if !id.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
            return None;
        }
        let clock = match clock {
            "" => None,
            digits => Some(Timestamp::from_millisecond(digits.parse().ok()?).ok()?),
        };
        Some(Cursor { clock, id: id.to_owned() })
    }
}

/// How many cases each view holds.
#[derive(Clone, Debug, Default)]
pub struct Counts([i64; 9]);

impl Counts {
    /// The count of a view; `None` for the one that is not counted.
    pub fn of(&self, view: View) -> Option<i64> {
        let place = match view {
            View::Open => 0,
            View::Mine => 1,
            View::Unassigned => 2,
            View::DueToday => 3,
            View::Overdue => 4,
            View::Reopened => 5,
            View::Waiting => 6,
            View::ToDecide => 7,
            View::Reported | View::Ended => return None,
            View::Moderation => 8,
        };
        self.0.get(place).copied()
    }
}

struct CountsRow(Counts);

impl FromRow for CountsRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        let mut counts = [0; 9];
        for count in &mut counts {
            *count = row.take()?;
        }
        Ok(CountsRow(Counts(counts)))
    }
}

/// Counts all views at once.
pub fn counts(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Counts, Error> {
    let mut query = Query::new("SELECT count(*), count(CASE WHEN assignee = ");
    query.bind(&wanted.me);
    query.push(
        " THEN 1 END), count(CASE WHEN assignee IS NULL AND state <> 'unassigned' THEN 1 END), \
         count(CASE WHEN state IN ('assigned', 'in_progress', 'reopened') AND clock_at >= ",
    );
    query.bind(&wanted.now).push(" AND clock_at < ").bind(&wanted.day_end);
    query.push(
        " THEN 1 END), count(CASE WHEN state IN ('assigned', 'in_progress', 'reopened') AND clock_at < ",
    );
    query.bind(&wanted.now);
    query.push(
        " THEN 1 END), count(CASE WHEN state = 'reopened' THEN 1 END), \
         count(CASE WHEN state = 'waiting_for_reporter' THEN 1 END), \
         count(CASE WHEN state = 'unassigned' THEN 1 END), \
         (SELECT count(*) FROM cases WHERE visibility = 'awaiting_moderation'",
    );
    in_scope(&mut query, &wanted.scope);
    query.push(
        ") FROM cases WHERE state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened')",
    );
    in_scope(&mut query, &wanted.scope);
    let CountsRow(counts) = tx.one_query(&query)?;
    Ok(counts)
}

/// Keeps to the cases of the inbox.
pub(in crate::desk) fn in_scope(query: &mut Query, scope: &Scope) {
    match scope {
        Scope::City => {}
        Scope::Ward(area) => {
            query.push(" AND area = ").bind(area);
        }
        Scope::Cases(ids) => {
            query.push(" AND cases.id IN (").bind_list(ids.iter()).push(")");
        }
        Scope::Agencies(agencies) => {
            query.push(" AND lead_agency IN (").bind_list(agencies.iter()).push(")");
        }
    }
}

/// One row of the inbox.
#[derive(Clone, Debug)]
pub struct InboxRow {
    pub id: String,
    pub code: String,
    pub category: String,
    pub subcategory: Option<String>,
    pub area: String,
    pub agency: String,
    pub state: String,
    pub visibility: String,
    pub submitted: Timestamp,
    pub clock: Option<Timestamp>,
    pub assignee: Option<String>,
    pub version: i64,
}

impl FromRow for InboxRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        Ok(InboxRow {
            id: row.take()?,
            code: row.take()?,
            category: row.take()?,
            subcategory: row.take()?,
            area: row.take()?,
            agency: row.take()?,
            state: row.take()?,
            visibility: row.take()?,
            submitted: row.take()?,
            clock: row.take()?,
            assignee: row.take()?,
            version: row.take()?,
        })
    }
}

/// One page of rows and whether there are more: rows with a clock by it, then rows without.
pub fn rows(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<(Vec<InboxRow>, bool), Error> {
    let most = wanted.limit + 1;
    // No clock runs for what has ended, and looking for one means looking at every clock of an agency.
    let is_past_the_clocks =
        wanted.view == View::Ended || wanted.after.as_ref().is_some_and(|cursor| cursor.clock.is_none());
    let mut rows = part(tx, wanted, true, if is_past_the_clocks { 0 } else { most })?;
    rows.extend(part(tx, wanted, false, most.saturating_sub(rows.len()))?);
    let has_more = rows.len() > wanted.limit;
    rows.truncate(wanted.limit);
    Ok((rows, has_more))
}

/// The columns of a row of the inbox, as its reader takes them.
pub(super) const COLUMNS: &str = "SELECT cases.id, cases.code, cases.category, cases.subcategory, cases.area, cases.lead_agency, \
     cases.state, cases.visibility, cases.submitted_at, cases.clock_at, officers.name, cases.version";
/// From where they are read.
pub(super) const FROM: &str = " FROM cases LEFT JOIN officers ON officers.id = cases.assignee";

fn part(tx: &mut Tx<'_>, wanted: &Wanted, has_clock: bool, limit: usize) -> Result<Vec<InboxRow>, Error> {
    let mut query = Query::new(COLUMNS);
    query.push(FROM).push(" WHERE ");
    conditions(&mut query, wanted);
    in_scope(&mut query, &wanted.scope);
    match (has_clock, &wanted.after) {
        (true, Some(Cursor { clock: Some(clock), id })) => {
            query.push(" AND (clock_at, cases.id) > (").bind(clock).push(", ").bind(id).push(")");
        }
        (true, _) => {
            query.push(" AND clock_at IS NOT NULL");
        }
        // What has ended has no clock: asked for it, SQLite would look for the clock first, unless one state is asked for too.
        (false, _) if wanted.view == View::Ended && wanted.state.is_empty() => {}
        (false, _) => {
            query.push(" AND clock_at IS NULL");
        }
    }
    if let (false, Some(Cursor { clock: None, id })) = (has_clock, &wanted.after) {
        query.push(" AND cases.id > ").bind(id);
    }
    query.push(if has_clock { " ORDER BY clock_at, cases.id LIMIT " } else { " ORDER BY cases.id LIMIT " });
    query.bind(&i64::try_from(limit).unwrap_or(i64::MAX));
    Ok(tx.all_query(&query)?)
}

/// Which cases are wanted, wherever the page begins and whosever they are.
pub(in crate::desk) fn conditions(query: &mut Query, wanted: &Wanted) {
    view_condition(query, wanted);
    for (text, value) in [
        (" AND category = ", &wanted.category),
        (" AND area = ", &wanted.area),
        (" AND state = ", &wanted.state),
        (" AND lead_agency = ", &wanted.agency),
    ] {
        if !value.is_empty() {
            query.push(text).bind(value);
        }
    }
}

fn view_condition(query: &mut Query, wanted: &Wanted) {
    match wanted.view {
        View::Moderation => {
            query.push("visibility = 'awaiting_moderation'");
            return;
        }
        View::Reported => {
            query.push("state = 'reported_resolved'");
            return;
        }
        // One state alone: with the list of open ones beside it, SQLite walks through all of them.
        View::Reopened => {
            query.push("state = 'reopened'");
            return;
        }
        View::Waiting => {
            query.push("state = 'waiting_for_reporter'");
            return;
        }
        View::ToDecide => {
            query.push("state = 'unassigned'");
            return;
        }
        View::Ended => {
            // The words of the indexes of what has ended: any others, and SQLite sorts all of it by id.
            query.push("state || '' IN ('confirmed_resolved', 'unconfirmed', 'declined', 'withdrawn')");
            return;
        }
        _ => {}
    }
    query.push("state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened')");
    match wanted.view {
        View::Mine => {
            query.push(" AND assignee = ").bind(&wanted.me);
        }
        View::Unassigned => {
            query.push(" AND assignee IS NULL AND state <> 'unassigned'");
        }
        View::DueToday => {
            query
                .push(" AND state IN ('assigned', 'in_progress', 'reopened') AND clock_at >= ")
                .bind(&wanted.now);
            query.push(" AND clock_at < ").bind(&wanted.day_end);
        }
        View::Overdue => {
            query
                .push(" AND state IN ('assigned', 'in_progress', 'reopened') AND clock_at < ")
                .bind(&wanted.now);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nonsense_begins_at_the_start() {
        for clock in [None, Some("2026-03-10T02:00:00.120Z".parse().unwrap())] {
            let cursor = Cursor { clock, id: "abc".to_owned() };
            assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        }
        for nonsense in ["", "abc", "x~y", "99999999999999999999~a", "~a\u{0}"] {
            assert_eq!(Cursor::parse(nonsense), None, "{nonsense}");
        }
    }
}
