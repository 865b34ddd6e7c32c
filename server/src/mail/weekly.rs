//! Who gets the leaders' page by mail, at which address. Its mails end like all others by the link in them, which is kept
//! by the address (`stops`); an officer who signs up again takes that back.

use dantin_mail::Address;
use dantin_store::{Error, Tx};

use super::{List, address_hash, stops};
use crate::city::people::model::OfficerId;

/// Where an officer gets the page.
#[derive(Clone, Debug, Default)]
pub struct Subscription {
    /// The address; empty for nowhere.
    pub address: String,
    /// Whether whoever reads there has stopped these mails, or the address does not work.
    pub is_stopped: bool,
}

/// Where an officer gets the page, if anywhere.
pub fn of(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<Subscription, Error> {
    let found: Option<(String,)> =
        tx.first("SELECT address FROM weekly_mails WHERE officer_id = $1", &[officer])?;
    let Some((address,)) = found else { return Ok(Subscription::default()) };
    let is_stopped = match hash_of(&address) {
        Some(hash) => stops::is_stopped(tx, &hash, List::Weekly)?,
        None => true,
    };
    Ok(Subscription { address, is_stopped })
}

/// Whether the page goes to the address of this hash, unless it was stopped there. There are as many rows as leaders.
pub fn is_wanted_at(tx: &mut Tx<'_>, hash: &str) -> Result<bool, Error> {
    let all: Vec<(String,)> = tx.all("SELECT address FROM weekly_mails", &[])?;
    Ok(all.iter().any(|(address,)| hash_of(address).as_deref() == Some(hash)))
}

fn hash_of(address: &str) -> Option<String> {
    address.parse::<Address>().ok().map(|address| address_hash(&address))
}

/// From now on the page goes to this address, whatever its reader stopped before; the first mail is written at the next
/// look. Gives whether mails reach the address at all: nothing is kept of one that does not work.
pub fn begin(tx: &mut Tx<'_>, officer: &OfficerId, address: &Address) -> Result<bool, Error> {
    let hash = address_hash(address);
    stops::resume(tx, &hash, List::Weekly)?;
    if stops::is_stopped(tx, &hash, List::Weekly)? {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO weekly_mails (officer_id, address, week) VALUES ($1, $2, '') \
         ON CONFLICT (officer_id) DO UPDATE SET address = $2, week = ''",
        &[officer, &address.to_string()],
    )?;
    Ok(true)
}

/// Ends it.
pub fn end(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<(), Error> {
    tx.execute("DELETE FROM weekly_mails WHERE officer_id = $1", &[officer])?;
    Ok(())
}
