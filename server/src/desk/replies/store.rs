//! The SQL of prepared replies. What was ever current stays in the versions; a template is retired, never deleted.

use dantin_store::{Error, FromRow, Query, Row, Tx};
use jiff::Timestamp;

use crate::city::people::model::OfficerId;

/// A prepared reply as it is now.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub id: String,
    /// The agency that it belongs to; none for the whole city.
    pub agency: Option<String>,
    /// 0 for one that is not written yet.
    pub version: i64,
    pub retired: bool,
    pub title: String,
    /// The step whose words it is.
    pub step: String,
    /// Empty for every category.
    pub category: String,
    /// Empty for every state.
    pub state: String,
    pub body: String,
}

impl FromRow for Reply {
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
        Ok(Reply {
            id: row.take()?,
            agency: row.take()?,
            version: row.take()?,
            retired: row.take()?,
            title: row.take()?,
            step: row.take()?,
            category: row.take()?,
            state: row.take()?,
            body: row.take()?,
        })
    }
}

/// A wording of before.
pub struct Version {
    pub number: i64,
    pub title: String,
    pub body: String,
    pub officer: String,
    pub at: Timestamp,
}

/// The reply of that id.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Reply>, Error> {
    tx.first(
        "SELECT id, agency, version, retired, title, step, category, state, body FROM reply_templates WHERE id = $1",
        &[&id],
    )
}

/// The replies of the city and of these agencies, retired ones last.
pub fn list(tx: &mut Tx<'_>, agencies: &[String]) -> Result<Vec<Reply>, Error> {
    let mut query = Query::new(
        "SELECT id, agency, version, retired, title, step, category, state, body FROM reply_templates \
         WHERE agency IS NULL OR agency IN (",
    );
    query.bind_list(agencies.iter()).push(") ORDER BY retired, title, id LIMIT 500");
    tx.all_query(&query)
}

/// What is prepared for a case: of its lead and of the city, for its category and state.
pub fn for_case(
    tx: &mut Tx<'_>,
    lead: Option<&str>,
    category: &str,
    state: &str,
) -> Result<Vec<Reply>, Error> {
    tx.all(
        "SELECT id, agency, version, retired, title, step, category, state, body FROM reply_templates \
         WHERE retired = FALSE AND (agency IS NULL OR agency = $1) AND (category = '' OR category = $2) \
         AND (state = '' OR state = $3) ORDER BY title, id LIMIT 100",
        &[&lead, &category, &state],
    )
}

/// The wordings of a reply, newest first.
pub fn versions(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Version>, Error> {
    let rows: Vec<(i64, String, String, Option<String>, Timestamp)> = tx.all(
        "SELECT v.version, v.title, v.body, o.name, v.created_at FROM reply_template_versions v \
         LEFT JOIN officers o ON o.id = v.officer_id WHERE v.template_id = $1 ORDER BY v.version DESC LIMIT 100",
        &[&id],
    )?;
    let version = |(number, title, body, officer, at): (_, _, _, Option<String>, _)| Version {
        number,
        title,
        body,
        officer: officer.unwrap_or_default(),
        at,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Writes the first wording; says no when there is a reply of that id.
pub fn insert(tx: &mut Tx<'_>, reply: &Reply, officer: &OfficerId, now: Timestamp) -> Result<bool, Error> {
    let written = tx.execute(
        "INSERT INTO reply_templates (id, agency, version, retired, title, step, category, state, body, updated_at) \
         VALUES ($1, $2, 1, FALSE, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        &[
            &reply.id,
            &reply.agency,
            &reply.title,
            &reply.step,
            &reply.category,
            &reply.state,
            &reply.body,
            &now,
        ],
    )?;
    if written > 0 {
        keep(tx, reply, 1, officer, now)?;
    }
    Ok(written > 0)
}

/// Writes another wording; says no when somebody else has written one since `reply.version`.
pub fn update(tx: &mut Tx<'_>, reply: &Reply, officer: &OfficerId, now: Timestamp) -> Result<bool, Error> {
    let written = tx.execute(
        "UPDATE reply_templates SET version = version + 1, retired = $1, title = $2, step = $3, category = $4, \
         state = $5, body = $6, updated_at = $7 WHERE id = $8 AND version = $9",
        &[
            &reply.retired,
            &reply.title,
            &reply.step,
            &reply.category,
            &reply.state,
            &reply.body,
            &now,
            &reply.id,
            &reply.version,
        ],
    )?;
    if written > 0 {
        keep(tx, reply, reply.version + 1, officer, now)?;
    }
    Ok(written > 0)
}

fn keep(
    tx: &mut Tx<'_>,
    reply: &Reply,
    version: i64,
    officer: &OfficerId,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO reply_template_versions (template_id, version, title, body, officer_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[&reply.id, &version, &reply.title, &reply.body, officer, &now],
    )?;
    Ok(())
}
