//! Signing in, and changing one's password. The password is checked outside any transaction, since that takes long;
//! what is counted before and stored after are two transactions. An unknown login, a wrong password and an ended
//! account get one and the same answer, at the same cost.
//!
//! Nobody can lock somebody else out: attempts count by address, by address and login together, and by browser; an
//! officer in a browser that is known for him is delayed by nothing that happens elsewhere. See [`super::throttle`].

use std::{fmt, net::IpAddr};

use dantin_store::{Db, Error, Tx};
use jiff::Timestamp;

use super::{
    ceremonies,
    credentials::{Login, Password, PasswordFault},
    factors, invitations,
    model::{Officer, OfficerId, RoleKind},
    password::{HashFault, Hasher, Typed, Verdict},
    sessions::{self, Awaits, NewSession, Origin},
    store::{self, ChangeFault},
    throttle::{self, Source},
    token::Token,
};
use crate::clock::Random;

/// What came in through the door.
pub struct Attempt {
    /// As it was typed.
    pub login: String,
    pub password: Typed,
    /// The visitor's, as the proxy says it where there is one.
    pub address: IpAddr,
    /// From the cookie of [`super::cookies::Cookie::Device`].
    pub device: Option<Token>,
    /// Kind of browser and system.
    pub browser: Option<String>,
    /// The roles that must have a second factor.
    pub required: Vec<RoleKind>,
}

/// Somebody is signed in, or stands before the second factor; the tokens go into their cookies.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub officer: Officer,
    pub session: Token,
    /// What the session still waits for.
    pub awaits: Option<Awaits>,
    /// None while the session waits: a browser is known only to whoever came in with it.
    pub device: Option<Token>,
}

/// Why nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Login and password do not go together.
    Wrong,
    /// Too many attempts failed; the next is looked at from then on.
    Until(Timestamp),
    /// Too many passwords are being checked; trying again in a moment helps.
    Busy,
    /// The new password cannot be set.
    Password(PasswordFault),
    /// Something failed that should not.
    Store(Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Wrong => f.write_str("login and password do not go together"),
            Refused::Until(at) => write!(f, "too many attempts; the next is looked at from {at}"),
            Refused::Busy => f.write_str("too many passwords are being checked at once"),
            Refused::Password(fault) => fault.fmt(f),
            Refused::Store(error) => error.fmt(f),
        }
    }
}
impl std::error::Error for Refused {}
impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Store(error)
    }
}
impl From<throttle::Refused> for Refused {
    fn from(refused: throttle::Refused) -> Refused {
        match refused {
            throttle::Refused::Until(at) => Refused::Until(at),
            throttle::Refused::Store(error) => Refused::Store(error),
        }
    }
}
impl From<ChangeFault> for Refused {
    fn from(fault: ChangeFault) -> Refused {
        match fault {
            ChangeFault::Store(error) => Refused::Store(error),
            ChangeFault::LoginTaken | ChangeFault::LastAdministrator | ChangeFault::NotFound => {
                Refused::Wrong
            }
        }
    }
}
impl From<HashFault> for Refused {
    fn from(fault: HashFault) -> Refused {
        match fault {
            HashFault::Busy => Refused::Busy,
            HashFault::Failed => Refused::Store(Error::Engine(fault.to_string())),
        }
    }
}

/// Which account an attempt is about, and where it was counted.
struct Begun {
    account: Option<(OfficerId, String)>,
    from_known_device: bool,
}

/// Looks at an attempt and opens a session if login and password go together.
pub async fn sign_in(
    db: &Db,
    hasher: &Hasher,
    random: &dyn Random,
    attempt: Attempt,
    now: Timestamp,
) -> Result<SignedIn, Refused> {
    let Attempt { login, password, address, device, browser, required } = attempt;
    let origin = Origin { address: Some(address.to_canonical().to_string()), browser };
    // What cannot be a login is counted like one that nobody has.
    let typed = Login::new(&login).ok();
    let counted = typed.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);

    let (login, name, known) = (typed.clone(), counted.clone(), device.clone());
    let begun = db
        .write(move |tx| begin(tx, login.as_ref(), &Place::new(&name, address, known.as_ref()), now))
        .await?;
    let stored = begun.account.as_ref().map(|(_, hash)| hash.clone());
    let again = Typed::clone(&password);
    let verdict = hasher.verify(password, stored).await?;
    let (Verdict::Right { outdated }, Some((id, hash))) = (verdict, begun.account) else {
        return Err(Refused::Wrong);
    };
    let renewed = if outdated { Some(hasher.renew(again, random).await?) } else { None };

    let (session, new_device) = (NewSession::draw(random), Token::draw(random));
    db.write(move |tx| {
        let place = Place::new(&counted, address, device.as_ref());
        // The account may have ended, or its password or roles changed, while this one was being checked.
        store::hold(tx, &id)?;
        let still = store::find_password_of(tx, &id)?.is_some_and(|present| present == hash);
        let officer = if still { store::find(tx, &id)? } else { None }.ok_or(Refused::Wrong)?;
        if let Some(renewed) = &renewed {
            store::renew_hash(tx, &id, &hash, renewed)?;
        }
        place.absolve(tx, begun.from_known_device, now)?;
        let awaits = factors::owed(&required, &officer, factors::store::has_any(tx, &id)?);
        sessions::insert(tx, &id, &session, awaits, &origin, now)?;
        let device = if awaits.is_none() {
            sessions::renew_device(tx, device.as_ref(), &new_device, &id, now)?;
            Some(new_device.clone())
        } else {
            None
        };
        Ok(SignedIn { officer, session: session.token.clone(), awaits, device })
    })
    .await
}

/// Where an attempt comes from.
struct Place<'a> {
    login: &'a str,
    address: IpAddr,
    device: Option<&'a Token>,
}

impl<'a> Place<'a> {
    fn new(login: &'a str, address: IpAddr, device: Option<&'a Token>) -> Place<'a> {
        Place { login, address, device }
    }

    fn pair(&self) -> Source<'a> {
        Source::Pair { login: self.login, address: self.address }
    }

    fn known_device(&self) -> Option<Source<'a>> {
        self.device.map(|device| Source::Device { login: self.login, device })
    }

    /// Takes back what was counted before the password was found right.
    fn absolve(&self, tx: &mut Tx<'_>, from_known_device: bool, now: Timestamp) -> Result<(), Error> {
        if let Some(device) = self.known_device().filter(|_| from_known_device) {
            throttle::clear(tx, &device)
        } else {
            throttle::take_back(tx, &Source::Address(self.address), now)?;
            throttle::clear(tx, &self.pair())
        }
    }
}

fn begin(
    tx: &mut Tx<'_>,
    login: Option<&Login>,
    place: &Place<'_>,
    now: Timestamp,
) -> Result<Begun, Refused> {
    let account = match login {
        Some(login) => store::find_password(tx, login)?,
        None => None,
    };
    let from_known_device = match (&account, place.device) {
        (Some((id, _)), Some(device)) => sessions::is_known_device(tx, device, id, now)?,
        _ => false,
    };
    if let Some(device) = place.known_device().filter(|_| from_known_device) {
        throttle::count(tx, &device, now)?;
    } else {
        throttle::count(tx, &Source::Address(place.address), now)?;
        throttle::count(tx, &place.pair(), now)?;
    }
    Ok(Begun { account, from_known_device })
}

/// What somebody who is signed in typed to change his password.
pub struct PasswordChange {
    pub present: Typed,
    /// As it was typed.
    pub wanted: String,
    /// The session that asks.
    pub session: Token,
    pub device: Option<Token>,
    /// From where and with what.
    pub origin: Origin,
}

/// Changes a password, signs the officer out everywhere else, and gives a new session for where he is.
pub async fn change_password(
    db: &Db,
    hasher: &Hasher,
    random: &dyn Random,
    officer: &Officer,
    change: PasswordChange,
    now: Timestamp,
) -> Result<SignedIn, Refused> {
    let PasswordChange { present, wanted, session, device, origin } = change;
    let wanted = Password::new(&wanted, &officer.login).map_err(Refused::Password)?;
    let (id, asking) = (officer.id.clone(), session.clone());
    let stored = db
        .write(move |tx| {
            throttle::count(tx, &Source::Session(&asking), now)?;
            Ok::<_, Refused>(store::find_password_of(tx, &id)?)
        })
        .await?;
    let (Verdict::Right { .. }, Some(old)) = (hasher.verify(present, stored.clone()).await?, stored) else {
        return Err(Refused::Wrong);
    };
    let hash = hasher.hash(wanted, random).await?;
    let (new_session, new_device) = (NewSession::draw(random), Token::draw(random));
    let id = officer.id.clone();
    db.write(move |tx| {
        store::hold(tx, &id)?;
        let officer = store::find(tx, &id)?.ok_or(Refused::Wrong)?;
        // The session may have ended meanwhile, for instance with a role that asks for more than it has shown.
        let is_open = sessions::find(tx, &session, now)?.is_some();
        if !is_open || store::find_password_of(tx, &id)?.as_ref() != Some(&old) {
            return Err(Refused::Wrong);
        }
        throttle::clear(tx, &Source::Session(&session))?;
        store::set_password(tx, &id, &hash)?;
        sessions::insert(tx, &id, &new_session, None, &origin, now)?;
        sessions::renew_device(tx, device.as_ref(), &new_device, &id, now)?;
        let device = Some(new_device.clone());
        Ok(SignedIn { officer, session: new_session.token.clone(), awaits: None, device })
    })
    .await
}

/// Deletes sessions, devices, counts, links and unanswered questions whose time is over; gives how many rows went. For a job
/// that runs hourly.
pub fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Error> {
    Ok(sessions::purge(tx, now)?
        + throttle::purge(tx, now)?
        + invitations::purge(tx, now)?
        + ceremonies::purge(tx, now)?)
}

/// How many rows [`purge`] would delete now.
pub fn over(tx: &mut Tx<'_>, now: Timestamp) -> Result<i64, Error> {
    let sessions: i64 = tx.one(
        "SELECT count(*) FROM officer_sessions WHERE created_at <= $1 OR seen_at <= $2 \
         OR (awaits IS NOT NULL AND created_at <= $3)",
        &[&(now - sessions::AGE_LIMIT), &(now - sessions::IDLE_LIMIT), &(now - sessions::DOOR_LIMIT)],
    )?;
    let devices: i64 =
        tx.one("SELECT count(*) FROM known_devices WHERE seen_at <= $1", &[&(now - sessions::DEVICE_LIMIT)])?;
    let attempts: i64 = tx.one(
        "SELECT count(*) FROM sign_in_attempts WHERE last_at <= $1",
        &[&(now - throttle::FORGET_AFTER)],
    )?;
    let links: i64 =
        tx.one("SELECT count(*) FROM invitations WHERE created_at <= $1", &[&(now - invitations::LIMIT)])?;
    let questions: i64 =
        tx.one("SELECT count(*) FROM ceremonies WHERE created_at <= $1", &[&(now - ceremonies::LIMIT)])?;
    Ok(sessions + devices + attempts + links + questions)
}

#[cfg(test)]
#[path = "sign_in_tests.rs"]
mod tests;
