//! Argon2id hashes of passwords, as PHC strings. A check of a login that does not exist costs what a check of a wrong
//! password costs, and few run at once, since each takes much memory. Nothing here knows officers or the database.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use super::credentials::Password;
use crate::clock::{Random, random};

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB, at least 8.
    pub memory_kib: u32,
    /// Passes over the memory, at least 1.
    pub passes: u32,
}

impl Cost {
    /// 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's minimum for Argon2id.
    pub const OWASP: Cost = Cost { memory_kib: 19 * 1024, passes: 2 };
    /// The least that the algorithm allows; for tests and sample data only.
    pub const LEAST: Cost = Cost { memory_kib: 8, passes: 1 };
}

/// A password as it was typed at the door, in normal form C. It is never shown.
#[derive(Clone)]
pub struct Typed(String);

impl Typed {
    /// Takes what was typed.
    pub fn new(text: &str) -> Typed {
        Typed(dantin_words::nfc(text))
    }
}

/// What a check of a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password, or there is no such account.
    Wrong,
    /// The password; `outdated` when it should be hashed anew at the present cost.
    Right { outdated: bool },
}

/// Why no check or hash was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashFault {
    /// Too many wait already; trying again in a moment helps.
    Busy,
    /// The algorithm or its thread failed, which should not happen.
    Failed,
}

impl std::fmt::Display for HashFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            HashFault::Busy => "too many passwords are being checked at once",
            HashFault::Failed => "a password could not be hashed",
        })
    }
}
impl std::error::Error for HashFault {}

/// Makes and checks hashes at one cost.
#[derive(Clone)]
pub struct Hasher {
    cost: Cost,
    /// The hash that a login without account is checked against.
    decoy: Arc<str>,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// How many hashes may run at once; with [`Cost::OWASP`] they take 38 MiB together.
const AT_ONCE: usize = 2;
/// How many more may wait for their turn.
const MAY_WAIT: usize = 64;

impl Hasher {
    /// A hasher of this cost; blocks for as long as one hash takes.
    pub fn new(cost: Cost, source: &dyn Random) -> Result<Hasher, HashFault> {
        let password: [u8; 32] = random(source);
        let decoy = hash(cost, &password, &random(source))?;
        Ok(Hasher {
            cost,
            decoy: decoy.into(),
            running: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(AT_ONCE + MAY_WAIT)),
        })
    }

    /// Hashes a password; blocks. For commands and sample data.
    pub fn hash_blocking(&self, password: &Password, source: &dyn Random) -> Result<String, HashFault> {
        hash(self.cost, password.as_bytes(), &random(source))
    }

    /// Checks what was typed against a stored hash, or against nobody's; blocks. A stored text that is no hash is
    /// nobody's.
    pub fn verify_blocking(&self, typed: &Typed, stored: Option<&str>) -> Verdict {
        let stored = stored.and_then(|text| PasswordHash::new(text).ok());
        let is_somebodys = stored.is_some();
        let Some(hash) = stored.or_else(|| PasswordHash::new(&self.decoy).ok()) else {
            return Verdict::Wrong;
        };
        // The parameters come out of the hash, not from this value.
        let is_right = Argon2::default().verify_password(typed.0.as_bytes(), &hash).is_ok();
        if is_right && is_somebodys {
            Verdict::Right { outdated: self.is_outdated(&hash) }
        } else {
            Verdict::Wrong
        }
    }

    /// [`Hasher::hash_blocking`] on a thread of its own, when its turn has come.
    pub async fn hash(&self, password: Password, source: &dyn Random) -> Result<String, HashFault> {
        let (cost, salt) = (self.cost, random(source));
        self.in_turn(move || hash(cost, password.as_bytes(), &salt)).await?
    }

    /// [`Hasher::verify_blocking`] on a thread of its own, when its turn has come.
    pub async fn verify(&self, typed: Typed, stored: Option<String>) -> Result<Verdict, HashFault> {
        let hasher = self.clone();
        self.in_turn(move || hasher.verify_blocking(&typed, stored.as_deref())).await
    }

    /// Hashes anew what has just been found right, whatever today's rules say of its length.
    pub(super) async fn renew(&self, typed: Typed, source: &dyn Random) -> Result<String, HashFault> {
        let (cost, salt) = (self.cost, random(source));
        self.in_turn(move || hash(cost, typed.0.as_bytes(), &salt)).await?
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashFault> {
        let _place = self.waiting.try_acquire().map_err(|_full| HashFault::Busy)?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(|_closed| HashFault::Failed)?;
        // The turn goes with the work: a caller that stops waiting does not let another hash begin beside it.
        let task = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        task.await.map_err(|_panicked| HashFault::Failed)
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        let of = |name: &str| hash.params.get_decimal(name);
        hash.algorithm.as_str() != Algorithm::Argon2id.ident().as_str()
            || hash.version != Some(Version::V0x13.into())
            || of("m") != Some(self.cost.memory_kib)
            || of("t") != Some(self.cost.passes)
            || of("p") != Some(1)
    }
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher").field("cost", &self.cost).finish_non_exhaustive()
    }
}

fn hash(cost: Cost, password: &[u8], salt: &[u8; 16]) -> Result<String, HashFault> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_params| HashFault::Failed)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password, salt)
        .map(|hash| hash.to_string())
        .map_err(|_fault| HashFault::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{city::people::credentials::Login, clock::SeededRandom};

    fn password() -> Password {
        Password::new("đường phố đẹp", &Login::new("ab").unwrap()).unwrap()
    }

    #[test]
    fn a_password_is_known_again_in_either_normal_form() {
        let source = SeededRandom::new(7);
        let hasher = Hasher::new(Cost::LEAST, &source).unwrap();
        let stored = hasher.hash_blocking(&password(), &source).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        for typed in ["đường phố đẹp", "đu\u{31b}o\u{31b}\u{300}ng phô\u{301} đe\u{323}p"] {
            assert_eq!(
                hasher.verify_blocking(&Typed::new(typed), Some(&stored)),
                Verdict::Right { outdated: false }
            );
        }
        assert_eq!(hasher.verify_blocking(&Typed::new("đường phố xấu"), Some(&stored)), Verdict::Wrong);
        assert_ne!(stored, hasher.hash_blocking(&password(), &source).unwrap(), "each hash has its own salt");
    }

    #[test]
    fn nobody_has_no_password_not_even_an_empty_one() {
        let hasher = Hasher::new(Cost::LEAST, &SeededRandom::new(7)).unwrap();
        for typed in ["", "đường phố đẹp"] {
            assert_eq!(hasher.verify_blocking(&Typed::new(typed), None), Verdict::Wrong);
            assert_eq!(hasher.verify_blocking(&Typed::new(typed), Some("")), Verdict::Wrong);
        }
    }

    #[test]
    fn the_decoy_costs_what_a_password_costs() {
        let source = SeededRandom::new(7);
        let cost = Cost { memory_kib: 64, passes: 3 };
        let hasher = Hasher::new(cost, &source).unwrap();
        let stored = hasher.hash_blocking(&password(), &source).unwrap();
        let params = |text: &str| PasswordHash::new(text).unwrap().params;
        assert_eq!(params(&hasher.decoy), params(&stored));
    }

    #[test]
    fn a_hash_of_another_cost_is_outdated() {
        let source = SeededRandom::new(7);
        let old = Hasher::new(Cost::LEAST, &source).unwrap();
        let stored = old.hash_blocking(&password(), &source).unwrap();
        let new = Hasher::new(Cost { memory_kib: 16, passes: 1 }, &source).unwrap();
        let typed = Typed::new("đường phố đẹp");
        assert_eq!(new.verify_blocking(&typed, Some(&stored)), Verdict::Right { outdated: true });
    }

    #[tokio::test]
    async fn many_checks_wait_in_line_and_too_many_are_refused() {
        let source = SeededRandom::new(7);
        let hasher = Hasher::new(Cost::LEAST, &source).unwrap();
        let stop = hasher.running.clone().acquire_many_owned(2).await.unwrap();
        let checks: Vec<_> = (0..AT_ONCE + MAY_WAIT)
            .map(|_| {
                let hasher = hasher.clone();
                tokio::spawn(async move { hasher.verify(Typed::new("x"), None).await })
            })
            .collect();
        while hasher.waiting.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(hasher.verify(Typed::new("x"), None).await, Err(HashFault::Busy));
        drop(stop);
        for check in checks {
            assert_eq!(check.await.unwrap(), Ok(Verdict::Wrong));
        }
        assert_eq!(hasher.verify(Typed::new("x"), None).await, Ok(Verdict::Wrong));
    }
}
