//! `dantin journal key`: replaces the key that signs the log. For a while both keys sign, so that whoever knows only the
//! older one still verifies, reads in the journal which key comes, and remembers it; then the older one goes. The journal
//! says each step before it is taken, and each may be run again after a stop.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use dantin_journal::key::{Signer, VerifierKey};
use dantin_record::notice::Fact;
use dantin_store::Db;
use jiff::Timestamp;

use super::{replayed, say};
use crate::prove::journal::{FOLDER, KEY, PublicLog, check, files, keys, publish};

/// Where the new key waits until the journal has announced it.
const COMING: &str = "journal.key.new";

/// Announces a second key and lets both sign from now on; gives the new one. `seed` is not used where a stop left one.
pub fn add(db: &Db, data: &Path, seed: &[u8; 32], now: Timestamp) -> anyhow::Result<VerifierKey> {
    let log = opened(db, data)?;
    let coming = data.join(COMING);
    let signed_by = signers(data)?;
    let (older, None) = signed_by else {
        // A stop came after the key file was replaced and before the rest.
        let (_, Some(newer)) = signed_by else { bail!("the key file is damaged") };
        ensure!(
            coming.exists(),
            "there are two keys already: retire the older one first (dantin journal key retire)"
        );
        log.sign_again()?;
        remove(&coming)?;
        return Ok(newer.verifier_key().clone());
    };
    if !coming.exists() {
        let made = Signer::from_seed(older.verifier_key().name().clone(), seed);
        // Written whole before it gets its name, so that what lies there is a key.
        files::replace(&coming, format!("{}\n", made.private_key()).as_bytes(), 0o600)?;
    }
    let newer = read(&coming)?;
    let key = newer.verifier_key().clone();
    let book = replayed(db)?;
    ensure!(book.log().origin.is_some(), "the log has not begun: start the server once first");
    if !book.log().keys.contains(&key) {
        say(db, &book, now, Fact::KeyAdded { key: key.clone() })?;
    }
    publish(db, &log)?;
    // The policy may name more keys than sign, never fewer.
    keys::name(data, &[older.verifier_key(), &key])?;
    keys::keep(data, &older, Some(&newer))?;
    opened(db, data)?.sign_again()?;
    remove(&coming)?;
    Ok(key)
}

/// Announces that the older key goes and lets the newer one sign alone from now on; gives the newer one and the file that
/// keeps the last checkpoint under both.
pub fn retire(db: &Db, data: &Path, now: Timestamp) -> anyhow::Result<(VerifierKey, PathBuf)> {
    let log = opened(db, data)?;
    let (older, newer) = signers(data)?;
    let Some(newer) = newer else {
        // A stop came after the key file was replaced and before the rest.
        let key = older.verifier_key();
        let policy = log.policy()?;
        let named = policy.logs().iter().map(|one| &one.key).find(|named| *named != key);
        let gone = named.context("only one key signs: add the new one first (dantin journal key add)")?;
        keys::name(data, &[key])?;
        return Ok((key.clone(), data.join(FOLDER).join(keys::farewell(gone))));
    };
    let (gone, key) = (older.verifier_key().clone(), newer.verifier_key().clone());
    let book = replayed(db)?;
    if book.log().keys.contains(&gone) {
        say(db, &book, now, Fact::KeyRetired { key: gone.clone() })?;
    }
    publish(db, &log)?;
    let last = log.sign_again()?;
    let farewell = data.join(FOLDER).join(keys::farewell(&gone));
    files::replace(&farewell, last.to_string().as_bytes(), 0o644)?;
    keys::keep(data, &newer, None)?;
    opened(db, data)?.sign_again()?;
    keys::name(data, &[&key])?;
    Ok((key, farewell))
}

/// The log, when database and files agree with what was signed.
fn opened(db: &Db, data: &Path) -> anyhow::Result<PublicLog> {
    let Some(log) = PublicLog::open(data)? else { bail!("there is no log with a key in {}", data.display()) };
    if let Some(reason) = log.halted() {
        bail!("the log signs nothing: {reason}");
    }
    let live = crate::prove::journal::LiveBook::default();
    crate::prove::journal::follow(db, &live)?;
    check(db, &live, &log)?;
    Ok(log)
}

fn signers(data: &Path) -> anyhow::Result<(Signer, Option<Signer>)> {
    let path = data.join(KEY);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    keys::signers(&text).map_err(|what| anyhow::anyhow!("{}: {what}", path.display()))
}

fn read(path: &Path) -> anyhow::Result<Signer> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Signer::from_private_key(text.trim_end()).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
