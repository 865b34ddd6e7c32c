//! The SQL of officers and their roles. Sessions, known devices and attempts have files of their own.

use std::{collections::BTreeMap, fmt};

use dantin_record::code::AgencyCode;
use dantin_store::{Error, FromRow, Query, Row, Tx};
use dantin_words::Language;
use jiff::Timestamp;

use super::{
    credentials::{Login, PersonName},
    invitations,
    model::{Officer, OfficerId, OfficerRole, RoleKind},
    sessions,
};

/// Why an account cannot be changed as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeFault {
    /// Another officer has this login.
    LoginTaken,
    /// Without this officer nobody could keep the accounts.
    LastAdministrator,
    /// There is no such officer.
    NotFound,
    /// The store failed.
    Store(Error),
}

impl fmt::Display for ChangeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeFault::LoginTaken => f.write_str("another officer has this login"),
            ChangeFault::LastAdministrator => {
                f.write_str("this is the last administrator: name another one first")
            }
            ChangeFault::NotFound => f.write_str("there is no such officer"),
            ChangeFault::Store(error) => error.fmt(f),
        }
    }
}
impl std::error::Error for ChangeFault {}
impl From<Error> for ChangeFault {
    fn from(error: Error) -> ChangeFault {
        if error.is_conflict_on("officers.login") {
            ChangeFault::LoginTaken
        } else {
            ChangeFault::Store(error)
        }
    }
}

/// A row of `officers` without its roles: id, login, name, language, active.
pub(super) struct OfficerRow(pub(super) Officer);

impl FromRow for OfficerRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
        let wrong = |column: &str| Error::invalid(column, "not what was stored there");
        Ok(OfficerRow(Officer {
            id: row.take()?,
            login: Login::new(&row.take::<String>()?).map_err(|_not| wrong("officers.login"))?,
            name: PersonName::new(&row.take::<String>()?).map_err(|_not| wrong("officers.name"))?,
            language: Language::parse(&row.take::<String>()?).ok_or_else(|| wrong("officers.language"))?,
            active: row.take()?,
            roles: Vec::new(),
        }))
    }
}

/// A row of `officer_roles`.
struct RoleRow(OfficerRole);

impl FromRow for RoleRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
        let (agency, kind): (String, String) = (row.take()?, row.take()?);
        role(&agency, &kind).map(RoleRow)
    }
}

/// A role by the columns of `officer_roles`.
pub(super) fn role(agency: &str, kind: &str) -> Result<OfficerRole, Error> {
    Ok(OfficerRole {
        agency: AgencyCode::new(agency)
            .map_err(|_not| Error::invalid("officer_roles.agency", "not the code of an agency"))?,
        kind: RoleKind::from_code(kind)
            .ok_or_else(|| Error::invalid("officer_roles.kind", "not a kind of role"))?,
    })
}

/// Holds the row of an officer until the transaction ends, so that of two that decide by roles, password or factors at once
/// the second sees what the first did.
pub fn hold(tx: &mut Tx<'_>, id: &OfficerId) -> Result<(), Error> {
    tx.execute("UPDATE officers SET active = active WHERE id = $1", &[id])?;
    Ok(())
}

/// Adds an officer with the roles it carries.
pub fn insert(
    tx: &mut Tx<'_>,
    officer: &Officer,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), ChangeFault> {
    tx.execute(
        "INSERT INTO officers (id, login, name, password_hash, language, active, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &officer.id,
            &officer.login.as_str(),
            &officer.name.as_str(),
            &password_hash,
            &officer.language.code(),
            &officer.active,
            &now,
        ],
    )?;
    insert_roles(tx, &officer.id, &officer.roles)?;
    Ok(())
}

fn insert_roles(tx: &mut Tx<'_>, id: &OfficerId, roles: &[OfficerRole]) -> Result<(), Error> {
    for role in roles {
        tx.execute(
            "INSERT INTO officer_roles (officer_id, agency, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[id, &role.agency.as_str(), &role.kind.code()],
        )?;
    }
    Ok(())
}

fn with_roles(tx: &mut Tx<'_>, officer: Option<OfficerRow>) -> Result<Option<Officer>, Error> {
    let Some(OfficerRow(mut officer)) = officer else { return Ok(None) };
    let roles: Vec<RoleRow> =
        tx.all("SELECT agency, kind FROM officer_roles WHERE officer_id = $1", &[&officer.id])?;
    officer.roles = roles.into_iter().map(|RoleRow(role)| role).collect();
    officer.roles.sort_unstable();
    Ok(Some(officer))
}

/// The officer with this id, also when the account has ended.
pub fn find(tx: &mut Tx<'_>, id: &OfficerId) -> Result<Option<Officer>, Error> {
    let row = tx.first("SELECT id, login, name, language, active FROM officers WHERE id = $1", &[id])?;
    with_roles(tx, row)
}

/// The officer with this login, also when the account has ended.
pub fn find_by_login(tx: &mut Tx<'_>, login: &Login) -> Result<Option<Officer>, Error> {
    let row = tx.first(
        "SELECT id, login, name, language, active FROM officers WHERE login = $1",
        &[&login.as_str()],
    )?;
    with_roles(tx, row)
}

/// The id and the password's hash of the active officer with this login.
pub(super) fn find_password(tx: &mut Tx<'_>, login: &Login) -> Result<Option<(OfficerId, String)>, Error> {
    tx.first("SELECT id, password_hash FROM officers WHERE login = $1 AND active", &[&login.as_str()])
}

/// The hash of an active officer's password.
pub(super) fn find_password_of(tx: &mut Tx<'_>, id: &OfficerId) -> Result<Option<String>, Error> {
    tx.first("SELECT password_hash FROM officers WHERE id = $1 AND active", &[id])
}

/// All officers by login, also those whose accounts have ended; two statements.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Officer>, Error> {
    let rows: Vec<OfficerRow> =
        tx.all("SELECT id, login, name, language, active FROM officers ORDER BY login", &[])?;
    let roles: Vec<(OfficerId, RoleRow)> =
        tx.all("SELECT officer_id, agency, kind FROM officer_roles", &[])?;
    Ok(joined(rows, roles))
}

/// The active handlers and heads of an agency by login, with all their roles: to whom a case may be given; two
/// statements.
pub fn list_colleagues(tx: &mut Tx<'_>, agency: AgencyCode) -> Result<Vec<Officer>, Error> {
    let rows: Vec<OfficerRow> = tx.all(
        "SELECT id, login, name, language, active FROM officers WHERE active AND id IN \
         (SELECT officer_id FROM officer_roles WHERE agency = $1 AND kind IN ('handler', 'head')) ORDER BY login",
        &[&agency.as_str()],
    )?;
    let roles: Vec<(OfficerId, RoleRow)> = tx.all(
        "SELECT officer_id, agency, kind FROM officer_roles WHERE officer_id IN \
         (SELECT officer_id FROM officer_roles WHERE agency = $1)",
        &[&agency.as_str()],
    )?;
    Ok(joined(rows, roles))
}

/// The officers with these ids, also when their accounts have ended, with all their roles; two statements.
pub fn list_among(tx: &mut Tx<'_>, ids: &[OfficerId]) -> Result<Vec<Officer>, Error> {
    let mut query = Query::new("SELECT id, login, name, language, active FROM officers WHERE id IN (");
    query.bind_list(ids.iter()).push(") ORDER BY login");
    let rows: Vec<OfficerRow> = tx.all_query(&query)?;
    let mut query = Query::new("SELECT officer_id, agency, kind FROM officer_roles WHERE officer_id IN (");
    query.bind_list(ids.iter()).push(")");
    let roles: Vec<(OfficerId, RoleRow)> = tx.all_query(&query)?;
    Ok(joined(rows, roles))
}

fn joined(rows: Vec<OfficerRow>, roles: Vec<(OfficerId, RoleRow)>) -> Vec<Officer> {
    let mut by_officer: BTreeMap<OfficerId, Vec<OfficerRole>> = BTreeMap::new();
    for (id, RoleRow(role)) in roles {
        by_officer.entry(id).or_default().push(role);
    }
    rows.into_iter()
        .map(|OfficerRow(mut officer)| {
            officer.roles = by_officer.remove(&officer.id).unwrap_or_default();
            officer.roles.sort_unstable();
            officer
        })
        .collect()
}

/// The names of all officers, for lists of cases; one statement.
pub fn names(tx: &mut Tx<'_>) -> Result<BTreeMap<OfficerId, String>, Error> {
    let rows: Vec<(OfficerId, String)> = tx.all("SELECT id, name FROM officers", &[])?;
    Ok(rows.into_iter().collect())
}

/// Puts a new hash in the place of an older one of the same password; whoever is signed in stays so.
pub(super) fn renew_hash(tx: &mut Tx<'_>, id: &OfficerId, old: &str, new: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE officers SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
        &[id, &old, &new],
    )?;
    Ok(())
}

/// Sets another password, signs the officer out everywhere, forgets his devices, and takes back links by which a password
/// could be chosen: whoever changes it because one got into wrong hands is rid of it.
pub fn set_password(tx: &mut Tx<'_>, id: &OfficerId, password_hash: &str) -> Result<(), ChangeFault> {
    let changed =
        tx.execute("UPDATE officers SET password_hash = $2 WHERE id = $1", &[id, &password_hash])?;
    found(changed)?;
    sessions::close_all(tx, id)?;
    invitations::withdraw(tx, id)?;
    Ok(())
}

/// Puts these roles in the place of the officer's present ones. Whoever gets one of the kinds that must have a second factor
/// is signed out everywhere: what a session must show was settled when it was opened.
pub fn set_roles(
    tx: &mut Tx<'_>,
    id: &OfficerId,
    roles: &[OfficerRole],
    required: &[RoleKind],
) -> Result<(), ChangeFault> {
    if !roles.iter().any(|role| role.kind == RoleKind::Administrator) {
        refuse_for_the_last_administrator(tx, id)?;
    }
    hold(tx, id)?;
    let held = find(tx, id)?.ok_or(ChangeFault::NotFound)?.roles;
    tx.execute("DELETE FROM officer_roles WHERE officer_id = $1", &[id])?;
    insert_roles(tx, id, roles)?;
    if roles.iter().any(|role| required.contains(&role.kind) && !held.contains(role)) {
        sessions::close_all(tx, id)?;
    }
    Ok(())
}

/// Ends an account and signs it out everywhere, or opens it again. What the officer did stays.
pub fn set_active(tx: &mut Tx<'_>, id: &OfficerId, active: bool) -> Result<(), ChangeFault> {
    if !active {
        refuse_for_the_last_administrator(tx, id)?;
        sessions::close_all(tx, id)?;
    }
    found(tx.execute("UPDATE officers SET active = $2 WHERE id = $1", &[id, &active])?)
}

fn found(changed: u64) -> Result<(), ChangeFault> {
    if changed == 0 { Err(ChangeFault::NotFound) } else { Ok(()) }
}

fn refuse_for_the_last_administrator(tx: &mut Tx<'_>, id: &OfficerId) -> Result<(), ChangeFault> {
    let administrators: Vec<OfficerId> = tx.all(
        "SELECT DISTINCT officers.id FROM officers JOIN officer_roles ON officer_roles.officer_id = officers.id \
         WHERE officer_roles.kind = 'administrator' AND officers.active",
        &[],
    )?;
    if administrators == [id.clone()] { Err(ChangeFault::LastAdministrator) } else { Ok(()) }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
