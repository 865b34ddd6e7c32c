//! Showing a second factor at the door, and when something of it is to be changed. A wrong code is counted where it comes
//! from; from browsers that the officer never used, also for the account as a whole, since whoever guesses there has the
//! password already. A browser that is known for the officer is delayed by nothing that happens elsewhere.

use std::net::IpAddr;

use dantin_store::{Error, Tx};
use jiff::Timestamp;

use super::{codes::Shared, key::DeskKey, recovery, store};
use crate::city::people::{
    model::Officer,
    sessions::{self, NewSession},
    sign_in::Refused,
    throttle::{self, Source},
    token::Token,
};

/// What seals a generator's secret.
pub const PURPOSE: &str = "totp";

/// Where a code was typed.
#[derive(Clone)]
pub struct Place {
    pub address: IpAddr,
    /// From the cookie of the browser.
    pub device: Option<Token>,
}

impl Place {
    /// Counts an attempt as failed, before it is looked at.
    pub fn count(&self, tx: &mut Tx<'_>, officer: &Officer, now: Timestamp) -> Result<bool, Refused> {
        let login = officer.login.as_str();
        let known = match &self.device {
            Some(device) => sessions::is_known_device(tx, device, &officer.id, now)?,
            None => false,
        };
        if let Some(device) = self.device.as_ref().filter(|_| known) {
            throttle::count(tx, &Source::CodeOfDevice { login, device }, now)?;
        } else {
            throttle::count(tx, &Source::CodeOfPair { login, address: self.address }, now)?;
            throttle::count(tx, &Source::CodesOfAccount { login }, now)?;
        }
        Ok(known)
    }

    /// Takes back what was counted: the code was right.
    pub fn absolve(&self, tx: &mut Tx<'_>, officer: &Officer, known: bool) -> Result<(), Error> {
        let login = officer.login.as_str();
        if let Some(device) = self.device.as_ref().filter(|_| known) {
            throttle::clear(tx, &Source::CodeOfDevice { login, device })
        } else {
            throttle::clear(tx, &Source::CodeOfPair { login, address: self.address })?;
            throttle::clear(tx, &Source::CodesOfAccount { login })
        }
    }
}

/// Whether what was typed is the code of the officer's device or one of the codes on paper; either is used up.
pub fn takes(
    tx: &mut Tx<'_>,
    key: &DeskKey,
    officer: &Officer,
    typed: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    if let Some((sealed, newest, Some(_since))) = store::generator(tx, &officer.id)?
        && let Some(shared) = open(key, officer, &sealed)
        && let Some(period) = shared.period_of(typed, now.as_second(), newest)
    {
        return store::take_period(tx, &officer.id, period);
    }
    match recovery::hash(typed) {
        Some(hash) => store::take_recovery(tx, &officer.id, &hash),
        None => Ok(false),
    }
}

/// The secret of a generator; none where the key of the desk is another than the one that sealed it.
pub fn open(key: &DeskKey, officer: &Officer, sealed: &[u8]) -> Option<Shared> {
    let opened = key.unseal(PURPOSE, officer.id.as_str(), sealed)?;
    Shared::from_bytes(&opened)
}

/// What became of a code. A wrong one is no error: its count must be kept.
pub enum Shown {
    /// The session is complete; its token and the browser's are new.
    In,
    /// It is not the code.
    Wrong,
}

/// Completes a session by a code.
#[expect(clippy::too_many_arguments, reason = "each is a different thing that the door knows")]
pub fn complete_by_code(
    tx: &mut Tx<'_>,
    key: &DeskKey,
    officer: &Officer,
    typed: &str,
    place: &Place,
    session: &Token,
    new: &NewSession,
    device: &Token,
    now: Timestamp,
) -> Result<Shown, Refused> {
    let known = place.count(tx, officer, now)?;
    if !takes(tx, key, officer, typed, now)? {
        return Ok(Shown::Wrong);
    }
    place.absolve(tx, officer, known)?;
    sessions::complete(tx, session, new, now)?;
    sessions::renew_device(tx, place.device.as_ref(), device, &officer.id, now)?;
    Ok(Shown::In)
}

/// What became of the wish to remove the generator.
pub enum Removal {
    Done,
    Wrong,
    /// A role must have a second factor, and this is the only one.
    Needed,
}

/// Removes the generator: only whoever can still show a code.
pub fn take_away(
    tx: &mut Tx<'_>,
    key: &DeskKey,
    officer: &Officer,
    typed: &str,
    place: &Place,
    required: bool,
    now: Timestamp,
) -> Result<Removal, Refused> {
    let set_up = store::of(tx, &officer.id)?;
    if required && set_up.passkeys.is_empty() {
        return Ok(Removal::Needed);
    }
    let known = place.count(tx, officer, now)?;
    if !takes(tx, key, officer, typed, now)? {
        return Ok(Removal::Wrong);
    }
    place.absolve(tx, officer, known)?;
    store::remove_generator(tx, &officer.id)?;
    if set_up.passkeys.is_empty() {
        store::set_recovery(tx, &officer.id, &[], now)?;
    }
    Ok(Removal::Done)
}
