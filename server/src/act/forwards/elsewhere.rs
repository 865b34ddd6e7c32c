//! What other servers have of a case, for pages.

use std::collections::BTreeMap;

use dantin_store::Tx;
use jiff::Timestamp;

use super::Forward;

/// Something that another server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Their word for the state.
    pub status: String,
    /// What they say.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A case at another server, for pages.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// How people call the server.
    pub name: String,
    /// The filing.
    pub forward: Forward,
    /// What was said, newest first.
    pub said: Vec<Said>,
}

/// What is shown of one filing at most.
const SHOWN: i64 = 20;

/// Everything that other servers have of a case: two statements.
pub fn of_case(tx: &mut Tx<'_>, case: &str) -> Result<Vec<Elsewhere>, dantin_store::Error> {
    let found: Vec<(String, Forward)> = tx.all(
        "SELECT r.name, f.id, f.case_id, f.remote, f.service, f.body, f.state, f.tries, f.remote_id, f.token, \
         f.remote_status, f.remote_word, f.remote_at, f.fault, f.created_at FROM forwards f \
         JOIN remotes r ON r.code = f.remote WHERE f.case_id = $1 ORDER BY f.created_at, f.id",
        &[&case],
    )?;
    let said: Vec<(String, String, String, Timestamp)> = tx.all(
        "SELECT u.forward, u.status, u.body, u.said_at FROM forward_updates u JOIN forwards f ON f.id = u.forward \
         WHERE f.case_id = $1 ORDER BY u.said_at DESC, u.update_id DESC LIMIT $2",
        &[&case, &(SHOWN * 5)],
    )?;
    let mut by_forward: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for (forward, status, text, at) in said {
        let list = by_forward.entry(forward).or_default();
        if i64::try_from(list.len()).is_ok_and(|count| count < SHOWN) {
            list.push(Said { status, text, at });
        }
    }
    Ok(found
        .into_iter()
        .map(|(name, forward)| {
            let said = by_forward.remove(&forward.id).unwrap_or_default();
            Elsewhere { name, forward, said }
        })
        .collect())
}
