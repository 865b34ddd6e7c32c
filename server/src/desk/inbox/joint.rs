//! What waits for an officer in cases that the inbox does not hold by their lead: open parts of the own agency, late cases
//! and late parts that rose to it, and wishes for more time. One statement, whatever there is.

use dantin_city::City;
use dantin_store::{FromRow, Query, Row, Tx};
use jiff::Timestamp;

use crate::{
    city::people::model::{Officer, RoleKind},
    desk::wording::Wording,
    error::Error,
    pages::components::{DueState, Moment},
};

/// Rows of one kind at most.
const MOST: i64 = 20;

/// For which agencies an officer looks at what.
#[derive(Clone, Debug, Default)]
pub struct Interest {
    /// Those whose parts are his.
    works: Vec<String>,
    /// Those to which late cases rise, where he signs for the head.
    heads: Vec<String>,
    /// Those whose wishes for more time he decides on.
    decides: Vec<String>,
}

impl Interest {
    /// Out of the officer's roles.
    pub fn of(city: &City, officer: &Officer) -> Interest {
        let of = |kind: RoleKind| {
            let roles = officer.roles.iter().filter(move |role| role.kind == kind);
            roles.map(|role| role.agency.as_str().to_owned())
        };
        let heads: Vec<String> = of(RoleKind::Head).collect();
        let coordinates = officer.holds(RoleKind::Coordinator);
        let is_below = |code: &str| {
            heads.iter().any(|head| head == code)
                || city.ancestors(code).iter().any(|above| heads.contains(&above.code))
        };
        let agencies = city.agencies().iter().map(|agency| &agency.code);
        let decides = agencies.filter(|code| coordinates || is_below(code)).cloned().collect();
        let works = officer.agencies().iter().map(|agency| agency.as_str().to_owned()).collect();
        Interest { works, heads, decides }
    }
}

/// One thing that waits.
pub struct Waiting {
    /// `part`, `risen`, `risen-part` or `wish`.
    kind: String,
    code: String,
    category: String,
    subcategory: Option<String>,
    area: String,
    agency: String,
    at: Timestamp,
}

impl FromRow for Waiting {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        Ok(Waiting {
            kind: row.take()?,
            code: row.take()?,
            category: row.take()?,
            subcategory: row.take()?,
            area: row.take()?,
            agency: row.take()?,
            at: row.take()?,
        })
    }
}

/// All that waits, what is due first at the top.
pub fn rows(tx: &mut Tx<'_>, interest: &Interest) -> Result<Vec<Waiting>, Error> {
    if interest.works.is_empty() && interest.decides.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT * FROM (SELECT 'part' AS kind, c.code, c.category, c.subcategory, c.area, p.agency AS agency, p.due_at AS at \
         FROM case_parts p JOIN cases c ON c.id = p.case_id WHERE p.state = 'open' AND c.state IN ('unassigned', 'assigned', \
         'in_progress', 'waiting_for_reporter', 'reopened') AND p.agency IN (",
    );
    query.bind_list(interest.works.iter());
    query.push(") ORDER BY p.due_at LIMIT ").bind(&MOST);
    query.push(
        ") AS parts UNION ALL SELECT * FROM (SELECT 'risen' AS kind, c.code, c.category, c.subcategory, c.area, \
         c.lead_agency AS agency, c.clock_at AS at FROM cases c WHERE c.state IN ('assigned', 'in_progress', 'reopened') AND \
         c.clock_at IS NOT NULL AND c.risen_to IN (",
    );
    query.bind_list(interest.heads.iter());
    query.push(") ORDER BY c.clock_at LIMIT ").bind(&MOST);
    query.push(
        ") AS risen UNION ALL SELECT * FROM (SELECT 'risen-part' AS kind, c.code, c.category, c.subcategory, c.area, \
         p.agency AS agency, p.due_at AS at FROM case_parts p JOIN cases c ON c.id = p.case_id WHERE p.state = 'open' AND \
         c.state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened') AND p.risen_to IN (",
    );
    query.bind_list(interest.heads.iter());
    query.push(") ORDER BY p.due_at LIMIT ").bind(&MOST);
    query.push(
        ") AS risen_parts UNION ALL SELECT * FROM (SELECT 'wish' AS kind, c.code, c.category, c.subcategory, c.area, \
         r.agency AS agency, r.due_at AS at FROM extension_requests r JOIN cases c ON c.id = r.case_id WHERE \
         r.settled_at IS NULL AND c.state IN ('in_progress', 'reopened') AND r.agency IN (",
    );
    query.bind_list(interest.decides.iter());
    query.push(") ORDER BY r.asked_at LIMIT ").bind(&MOST);
    query.push(") AS wishes ORDER BY 7, 2");
    Ok(tx.all_query(&query)?)
}

/// The same as shown.
pub struct JointRow {
    pub kind: String,
    pub code: String,
    pub href: String,
    pub what: String,
    pub place: String,
    pub agency: String,
    pub at: Moment,
    pub due_state: DueState,
}

impl JointRow {
    /// In words.
    pub fn new(wording: &Wording<'_>, row: &Waiting) -> JointRow {
        let is_wish = row.kind == "wish";
        let step = if is_wish { "?step=extend#step" } else { "" };
        JointRow {
            kind: row.kind.clone(),
            href: format!("/desk/cases/{}{step}", row.code),
            code: row.code.clone(),
            what: wording.service(&row.category, row.subcategory.as_deref()),
            place: wording.area(&row.area),
            agency: wording.agency(&row.agency),
            at: wording.moment(row.at),
            due_state: if is_wish { DueState::Running } else { wording.due_state(row.at) },
        }
    }
}
