//! Who gets no more mail: readers who said so, and addresses that do not work. Kept by the hash of the address, so that the
//! wish outlives the address.

use dantin_store::Tx;
use jiff::Timestamp;

use super::{List, alerts, outbox};

/// Why an address gets no more mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The reader said so.
    Unwanted,
    /// A server refused the address.
    Refused,
    /// A mail came back.
    Bounced,
}

impl Reason {
    /// The name in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unwanted => "unwanted",
            Self::Refused => "refused",
            Self::Bounced => "bounced",
        }
    }
}

/// Whether an address gets no mail of this list. A mail that somebody asks for with a button still comes, unless the
/// address does not work.
pub fn is_stopped(tx: &mut Tx<'_>, hash: &str, list: List) -> Result<bool, dantin_store::Error> {
    let found: Option<(i64,)> = tx.first(
        "SELECT 1 FROM mail_stops WHERE address_hash = $1 AND (list = 'all' OR list = $2) LIMIT 1",
        &[&hash, &list.code()],
    )?;
    Ok(found.is_some())
}

/// Ends a list for an address, at the reader's wish: what waits for it goes. Of alerts nothing is kept but the wish to
/// have none, which a new alert takes back.
pub fn stop(tx: &mut Tx<'_>, now: Timestamp, hash: &str, list: List) -> Result<(), dantin_store::Error> {
    if list == List::Alerts {
        alerts::end_all(tx, hash)?;
    } else {
        note(tx, now, hash, list.code(), Reason::Unwanted)?;
    }
    outbox::withdraw(tx, now, hash, list)
}

/// Begins a list again, at the reader's wish.
pub fn resume(tx: &mut Tx<'_>, hash: &str, list: List) -> Result<(), dantin_store::Error> {
    tx.execute("DELETE FROM mail_stops WHERE address_hash = $1 AND list = $2", &[&hash, &list.code()])?;
    Ok(())
}

/// Takes back all that stands against an address; gives how much did.
pub fn lift(tx: &mut Tx<'_>, hash: &str) -> Result<u64, dantin_store::Error> {
    tx.execute("DELETE FROM mail_stops WHERE address_hash = $1", &[&hash])
}

/// Ends everything for an address that does not work.
pub fn disable(
    tx: &mut Tx<'_>,
    now: Timestamp,
    hash: &str,
    reason: Reason,
) -> Result<(), dantin_store::Error> {
    note(tx, now, hash, "all", reason)?;
    alerts::end_all(tx, hash)?;
    for list in [List::Cases, List::Alerts, List::Weekly] {
        outbox::withdraw(tx, now, hash, list)?;
    }
    Ok(())
}

fn note(
    tx: &mut Tx<'_>,
    now: Timestamp,
    hash: &str,
    list: &str,
    reason: Reason,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO mail_stops (address_hash, list, reason, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (address_hash, list) DO NOTHING",
        &[&hash, &list, &reason.code(), &now],
    )?;
    Ok(())
}
