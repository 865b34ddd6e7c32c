//! What was done to accounts, by whom and when, for administrators and each account's officer to read: a log beside the journal,
//! since accounts are no matter of the public. An act on the server's command line stands there too, without an officer.

use dantin_store::{Error, Tx};
use jiff::Timestamp;

use super::model::OfficerId;

/// What was done to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Added,
    RoleGiven,
    RoleTaken,
    RolesSet,
    Ended,
    Reopened,
    /// A link by which the officer chooses a password was made.
    Invited,
    PasswordSet,
    /// Everything of the second factor was forgotten.
    FactorForgotten,
    IdentityLinked,
    IdentityUnlinked,
}

impl Change {
    /// Every change.
    pub const ALL: [Change; 11] = [
        Change::Added,
        Change::RoleGiven,
        Change::RoleTaken,
        Change::RolesSet,
        Change::Ended,
        Change::Reopened,
        Change::Invited,
        Change::PasswordSet,
        Change::FactorForgotten,
        Change::IdentityLinked,
        Change::IdentityUnlinked,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::RoleGiven => "role_given",
            Change::RoleTaken => "role_taken",
            Change::RolesSet => "roles_set",
            Change::Ended => "ended",
            Change::Reopened => "reopened",
            Change::Invited => "invited",
            Change::PasswordSet => "password_set",
            Change::FactorForgotten => "factor_forgotten",
            Change::IdentityLinked => "identity_linked",
            Change::IdentityUnlinked => "identity_unlinked",
        }
    }
}

/// Notes a change; `by` is none on the command line.
pub fn note(
    tx: &mut Tx<'_>,
    by: Option<&OfficerId>,
    about: &OfficerId,
    change: Change,
    detail: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO administration (at, by_officer, officer_id, act, detail) VALUES ($1, $2, $3, $4, $5)",
        &[&now, &by, about, &change.code(), &detail],
    )?;
    Ok(())
}

/// One change as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub at: Timestamp,
    /// Login of whoever did it; none on the command line.
    pub by: Option<String>,
    /// Login of the account.
    pub about: String,
    /// Code of the change.
    pub change: String,
    /// For instance the role.
    pub detail: String,
}

/// The newest changes, of one account or of all; one statement.
pub fn latest(tx: &mut Tx<'_>, about: Option<&OfficerId>, most: i64) -> Result<Vec<Noted>, Error> {
    let about = about.map_or("", OfficerId::as_str);
    let rows: Vec<Row> = tx.all(
        "SELECT administration.at, doers.login, officers.login, administration.act, administration.detail \
         FROM administration LEFT JOIN officers doers ON doers.id = administration.by_officer \
         LEFT JOIN officers ON officers.id = administration.officer_id \
         WHERE ($1 = '' OR administration.officer_id = $1) ORDER BY administration.id DESC LIMIT $2",
        &[&about, &most],
    )?;
    Ok(rows.into_iter().map(noted).collect())
}

/// What others than this officer did since then that may let them into an account which is not theirs: whoever makes a link,
/// gives a role or has a second factor forgotten can use it themselves. The newest; one statement.
pub fn ways_in_by_others(
    tx: &mut Tx<'_>,
    reader: &OfficerId,
    since: Timestamp,
    most: i64,
) -> Result<Vec<Noted>, Error> {
    let rows: Vec<Row> = tx.all(
        "SELECT administration.at, doers.login, officers.login, administration.act, administration.detail \
         FROM administration LEFT JOIN officers doers ON doers.id = administration.by_officer \
         LEFT JOIN officers ON officers.id = administration.officer_id \
         WHERE administration.at > $1 AND administration.act IN \
         ('added', 'role_given', 'roles_set', 'invited', 'factor_forgotten', 'identity_linked') \
         AND (administration.by_officer IS NULL OR (administration.by_officer <> $2 \
         AND administration.by_officer <> administration.officer_id)) \
         ORDER BY administration.id DESC LIMIT $3",
        &[&since, reader, &most],
    )?;
    Ok(rows.into_iter().map(noted).collect())
}

type Row = (Timestamp, Option<String>, Option<String>, String, String);

fn noted((at, by, about, change, detail): Row) -> Noted {
    Noted { at, by, about: about.unwrap_or_default(), change, detail }
}
