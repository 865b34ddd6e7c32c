//! Partners that write through Open311: their keys, of which only hashes are kept, and what they filed. A key is looked
//! up by its hash, so that comparing takes the same time whatever was sent.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use dantin_store::Tx;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::{app::App, clock::Random, error::Error};

/// How long a process may go on with the keys it knows: so long may a removed key still work.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

/// The keys that this process knows.
#[derive(Default)]
pub struct Partners(RwLock<Known>);

#[derive(Default)]
struct Known {
    at: Option<Timestamp>,
    names: HashMap<[u8; 32], String>,
}

impl Partners {
    /// The name of the partner with this key.
    pub async fn named(&self, app: &App, key: &str) -> Result<Option<String>, Error> {
        let now = app.now();
        let hash = hash(key);
        {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if known.at.is_some_and(|at| at <= now && now.duration_since(at) < FRESH) {
                return Ok(known.names.get(&hash).cloned());
            }
        }
        let rows = app.read(list).await?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.at = Some(now);
        known.names = rows.into_iter().map(|partner| (partner.hash, partner.name)).collect();
        Ok(known.names.get(&hash).cloned())
    }
}

/// A partner with the hash of its key.
pub struct Partner {
    /// Hash of the key.
    pub hash: [u8; 32],
    /// Name, as the operator gave it.
    pub name: String,
    /// When the key was made.
    pub created_at: String,
}

/// All partners, by name.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Partner>, Error> {
    let rows: Vec<([u8; 32], String, String)> =
        tx.all("SELECT hash, name, created_at FROM api_keys ORDER BY name", &[])?;
    Ok(rows.into_iter().map(|(hash, name, created_at)| Partner { hash, name, created_at }).collect())
}

/// Makes a key for a partner; it is told once and never again.
pub fn add(tx: &mut Tx<'_>, name: &str, key: &str, now: Timestamp) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO api_keys (hash, name, created_at) VALUES ($1, $2, $3)",
        &[&hash(key).as_slice(), &name, &now],
    )?;
    Ok(())
}

/// Removes a partner's key, and says whether there was one.
pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<bool, dantin_store::Error> {
    Ok(tx.execute("DELETE FROM api_keys WHERE name = $1", &[&name])? > 0)
}

/// A new key: 128 random bits in 26 letters and digits.
pub fn new_key(random: &dyn Random) -> String {
    dantin_record::id::CaseId(crate::clock::random(random)).to_string()
}

fn hash(key: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"dantin/api-key/v1\n");
    hash.update(key.as_bytes());
    hash.finalize().into()
}
