//! How often somebody may try a password. Attempts are counted by where they come from, never by account alone: a
//! stranger can make himself wait, and nobody else. The counts are in the database, so that several processes agree.
//!
//! An attempt is counted as failed before the password is looked at, and taken back if it was right; so a thousand
//! attempts sent at once are no better than a thousand in a row.

use std::net::IpAddr;

use dantin_store::{Error, Tx};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::token::Token;

/// Where attempts are counted.
#[derive(Clone, Debug)]
pub enum Source<'a> {
    /// All from one address, whatever the login: an office may share one, so much is let through.
    Address(IpAddr),
    /// From one address for one login.
    Pair { login: &'a str, address: IpAddr },
    /// From one browser in which this officer has signed in before; nobody else's attempts count here.
    Device { login: &'a str, device: &'a Token },
    /// Out of one session, when the present password is asked for again.
    Session(&'a Token),
    /// Codes of a second factor from one address for one login.
    CodeOfPair { login: &'a str, address: IpAddr },
    /// Codes from a browser in which this officer has signed in before.
    CodeOfDevice { login: &'a str, device: &'a Token },
    /// Codes for one login from all other browsers: whoever types them there knows the password already.
    CodesOfAccount { login: &'a str },
}

/// How the wait grows with the failures.
struct Growth {
    /// The first failure that is followed by a wait.
    waits_from: i64,
    /// That wait; it doubles with each further failure.
    first: SignedDuration,
}

/// The longest wait.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// After so long without attempts the count begins anew.
pub const FORGET_AFTER: SignedDuration = SignedDuration::from_hours(24);

impl Source<'_> {
    const fn growth(&self) -> Growth {
        match self {
            Source::Address(_) => Growth { waits_from: 30, first: SignedDuration::from_secs(5) },
            Source::CodesOfAccount { .. } => Growth { waits_from: 60, first: SignedDuration::from_secs(15) },
            Source::Pair { .. } | Source::Session(_) | Source::CodeOfPair { .. } => {
                Growth { waits_from: 5, first: SignedDuration::from_secs(15) }
            }
            Source::Device { .. } | Source::CodeOfDevice { .. } => {
                Growth { waits_from: 10, first: SignedDuration::from_secs(15) }
            }
        }
    }

    /// A hash, so that neither logins nor addresses stand in the table. Addresses are few enough to be guessed from
    /// it; a day after the last attempt it is gone.
    fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        match self {
            Source::Address(address) => {
                part(b"address");
                part(&network(*address));
            }
            Source::Pair { login, address } => {
                part(b"pair");
                part(login.as_bytes());
                part(&network(*address));
            }
            Source::Device { login, device } => {
                part(b"device");
                part(login.as_bytes());
                part(&device.hash());
            }
            Source::Session(token) => {
                part(b"session");
                part(&token.hash());
            }
            Source::CodeOfPair { login, address } => {
                part(b"code-pair");
                part(login.as_bytes());
                part(&network(*address));
            }
            Source::CodeOfDevice { login, device } => {
                part(b"code-device");
                part(login.as_bytes());
                part(&device.hash());
            }
            Source::CodesOfAccount { login } => {
                part(b"codes");
                part(login.as_bytes());
            }
        }
        hash.finalize().into()
    }
}

/// The address as it is counted: of IPv6 the first 64 bits, since one customer has all the rest.
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
    }
}

/// How long to wait after so many failures.
fn wait(growth: &Growth, failures: i64) -> SignedDuration {
    if failures < growth.waits_from {
        return SignedDuration::ZERO;
    }
    // Twenty doublings are beyond the longest wait already.
    let factor = 1_i32 << (failures - growth.waits_from).min(20);
    growth.first.checked_mul(factor).map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

/// Why an attempt is not let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The next attempt is looked at from then on.
    Until(Timestamp),
    /// The store failed.
    Store(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Store(error)
    }
}

/// Counts one attempt as failed, unless it comes too early. A refused attempt must roll the transaction back: it is
/// not counted, and nobody waits longer for having knocked.
pub fn count(tx: &mut Tx<'_>, source: &Source<'_>, now: Timestamp) -> Result<(), Refused> {
    let hash = source.hash();
    let failures: Option<i64> = tx.first(
        "INSERT INTO sign_in_attempts (source_hash, failures, last_at, open_at) VALUES ($1, 1, $2, $2) \
         ON CONFLICT (source_hash) DO UPDATE SET last_at = excluded.last_at, \
         failures = CASE WHEN sign_in_attempts.last_at <= $3 THEN 1 ELSE sign_in_attempts.failures + 1 END \
         WHERE sign_in_attempts.open_at <= excluded.last_at RETURNING failures",
        &[&hash, &now, &(now - FORGET_AFTER)],
    )?;
    let Some(failures) = failures else {
        let open_at: Timestamp =
            tx.one("SELECT open_at FROM sign_in_attempts WHERE source_hash = $1", &[&hash])?;
        return Err(Refused::Until(open_at));
    };
    let wait = wait(&source.growth(), failures);
    if wait.is_positive() {
        tx.execute(
            "UPDATE sign_in_attempts SET open_at = $2 WHERE source_hash = $1",
            &[&hash, &(now + wait)],
        )?;
    }
    Ok(())
}

/// Takes everything back that was counted from here: the password was right.
pub fn clear(tx: &mut Tx<'_>, source: &Source<'_>) -> Result<(), Error> {
    tx.execute("DELETE FROM sign_in_attempts WHERE source_hash = $1", &[&source.hash()])?;
    Ok(())
}

/// Takes one attempt back: somebody's password was right, which says nothing of the others from this address.
pub fn take_back(tx: &mut Tx<'_>, source: &Source<'_>, now: Timestamp) -> Result<(), Error> {
    let hash = source.hash();
    let left: Option<i64> = tx.first(
        "UPDATE sign_in_attempts SET failures = failures - 1 WHERE source_hash = $1 AND failures > 0 \
         RETURNING failures",
        &[&hash],
    )?;
    // The wait that this very attempt set off goes with it; one that stood before would not have let it through.
    if left.is_some() {
        tx.execute(
            "UPDATE sign_in_attempts SET open_at = $2 WHERE source_hash = $1 AND open_at > $2",
            &[&hash, &now],
        )?;
    }
    Ok(())
}

/// Deletes counts that are forgotten; gives how many.
pub fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM sign_in_attempts WHERE last_at <= $1", &[&(now - FORGET_AFTER)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_ends_at_a_quarter_of_an_hour() {
        let growth = Source::Pair { login: "a", address: [127, 0, 0, 1].into() }.growth();
        let seconds: Vec<i64> = (1..=12).map(|failures| wait(&growth, failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900]);
        for failures in [40, 70, 1_000_000, i64::MAX] {
            assert_eq!(wait(&growth, failures), LONGEST_WAIT);
        }
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }
}
