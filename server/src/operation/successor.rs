//! `dantin journal continue`: ends a log whose entries are lost, whose key somebody else may have, or whose address changes,
//! and begins its successor under a new name and a new key. The successor's tree holds the surviving entries unchanged, and
//! its first own entry, `log.continued`, tells which log ended, where, and why. The old log's key, mark and files are
//! kept beside it and never used again.
//!
//! The order makes it safe to stop anywhere and begin again: the successor is prepared in a folder of its own, said in the
//! journal, published there, and only then moved to the place of the old log. A server does not start meanwhile.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail, ensure};
use dantin_journal::{hash::Hash, key::KeyName};
use dantin_record::notice::{ContinueReason, Fact};
use dantin_store::Db;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{replayed, say};
use crate::{
    act::cases::hex,
    prove::journal::{FOLDER, KEY, MARK, PublicLog, Signed, files, publish},
};

/// Where the successor is prepared.
pub const PREPARED: &str = "journal.successor";
/// What it continues, beside it.
const PLAN: &str = "continues.json";
/// Says in the archive that everything of the old log is there.
const ENDED: &str = "ended.json";

/// What ended, and how it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The name of the log that ended.
    pub old_origin: String,
    /// Entries under its newest checkpoint that is known.
    pub old_size: u64,
    /// Their root.
    pub old_root: String,
    /// The name of the successor.
    pub origin: String,
    /// Why.
    pub reason: String,
}

/// What was done.
#[derive(Debug)]
pub struct Continued {
    /// What ended, and how it goes on.
    pub plan: Plan,
    /// The key of the successor.
    pub key: String,
    /// Entries under its first checkpoint.
    pub size: u64,
    /// Where the old log is kept.
    pub archive: PathBuf,
}

/// What a successor would continue; also after a stop, when it is half made. Refuses where the old log need not end.
pub fn plan(db: &Db, data: &Path, origin: &KeyName, reason: ContinueReason) -> anyhow::Result<Plan> {
    let prepared = data.join(PREPARED).join(PLAN);
    if prepared.exists() {
        let text =
            fs::read_to_string(&prepared).with_context(|| format!("cannot read {}", prepared.display()))?;
        let plan: Plan =
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", prepared.display()))?;
        ensure!(
            plan.origin == origin.as_str() && plan.reason == reason.code(),
            "a successor named {} because of {} is half made: run the command with these again",
            plan.origin,
            plan.reason
        );
        return Ok(plan);
    }
    let signed = Signed::read(data)?
        .ok_or_else(|| anyhow!("there is no log in {} that could end: see `dantin init`", data.display()))?;
    let newest = signed.mark.iter().chain(&signed.published).max_by_key(|one| one.unverified().size());
    let Some(newest) = newest.map(|one| one.unverified()) else {
        bail!(
            "neither journal.mark nor journal/checkpoint is there: put one of them back, which the successor must name"
        )
    };
    ensure!(newest.origin() != origin.as_str(), "a successor needs another name than {origin}");
    let book = replayed(db)?;
    let Some(known) = &book.log().origin else {
        bail!(
            "no entry has survived that the successor could continue: move journal, journal.key and journal.mark away and \
             make a new log with `dantin init`"
        )
    };
    ensure!(
        known.as_str() == newest.origin(),
        "the journal in the database is that of {known}, and what was signed is of {}",
        newest.origin()
    );
    if reason == ContinueReason::EntriesLost {
        ensure!(
            book.size() < newest.size(),
            "no entry is lost: the database holds {} and {} were signed. If they are not the same, see `dantin fsck`; \
             nothing needs a successor that `dantin heal` can bring back",
            book.size(),
            newest.size()
        );
    } else {
        ensure!(
            book.size() >= newest.size(),
            "the database holds {} entries and {} were signed: run `dantin heal` first, or give the reason entries_lost",
            book.size(),
            newest.size()
        );
    }
    Ok(Plan {
        old_origin: newest.origin().to_owned(),
        old_size: newest.size(),
        old_root: newest.root().to_string(),
        origin: origin.to_string(),
        reason: reason.code().to_owned(),
    })
}

/// Ends the old log and begins the successor; `seed` is not used where a stop left one half made.
pub fn proceed(
    db: &Db,
    data: &Path,
    plan: &Plan,
    seed: &[u8; 32],
    now: Timestamp,
) -> anyhow::Result<Continued> {
    let prepared = data.join(PREPARED);
    let origin: KeyName = plan.origin.parse().context("the name of the successor")?;
    if !prepared.exists() {
        // A folder without its name was never used.
        let fresh = data.join(format!("{PREPARED}.new"));
        if fresh.exists() {
            fs::remove_dir_all(&fresh).with_context(|| format!("cannot remove {}", fresh.display()))?;
        }
        fs::create_dir_all(&fresh).with_context(|| format!("cannot make {}", fresh.display()))?;
        PublicLog::create(&fresh, &origin, seed)?;
        files::replace(&fresh.join(PLAN), serde_json::to_string_pretty(plan)?.as_bytes(), 0o600)?;
        rename(&fresh, &prepared)?;
    }
    let archive = data.join(format!("journal-{}", short_hash(&plan.old_origin)));
    let ended = archive.join(ENDED);
    if !ended.exists() {
        let log = open(&prepared)?;
        let key = log.key().clone();
        let book = replayed(db)?;
        if book.log().origin.as_ref() != Some(&origin) {
            let reason = ContinueReason::from_code(&plan.reason)
                .ok_or_else(|| anyhow!("the reason {}", plan.reason))?;
            let fact = Fact::Continued {
                origin,
                key: key.clone(),
                old_origin: plan.old_origin.parse().context("the name of the old log")?,
                old_size: plan.old_size,
                old_root: Hash::from_base64(&plan.old_root)
                    .ok_or_else(|| anyhow!("the root {}", plan.old_root))?,
                reason,
            };
            say(db, &book, now, fact)?;
        } else {
            ensure!(
                book.log().keys.contains(&key),
                "the journal names another key of {origin} than the one that is prepared"
            );
        }
        publish(db, &log)?;
        fs::create_dir_all(&archive).with_context(|| format!("cannot make {}", archive.display()))?;
        for name in [FOLDER, MARK, KEY, "journal.heal", "journal.key.new"] {
            let (from, to) = (data.join(name), archive.join(name));
            if from.exists() {
                ensure!(!to.exists(), "{} is there already", to.display());
                rename(&from, &to)?;
            }
        }
        files::replace(&ended, serde_json::to_string_pretty(plan)?.as_bytes(), 0o644)?;
    }
    // The key goes last: with it the log is open.
    for name in [FOLDER, MARK, KEY] {
        let from = prepared.join(name);
        if from.exists() {
            rename(&from, &data.join(name))?;
        }
    }
    let log = open(data)?;
    let (size, key) = (log.mark()?.unverified().size(), log.key().to_string());
    fs::remove_dir_all(&prepared).with_context(|| format!("cannot remove {}", prepared.display()))?;
    Ok(Continued { plan: plan.clone(), key, size, archive })
}

fn open(data: &Path) -> anyhow::Result<PublicLog> {
    let log = PublicLog::open(data)?;
    let log = log.ok_or_else(|| anyhow!("the key of the successor is missing in {}", data.display()))?;
    match log.halted() {
        Some(reason) => bail!("the successor signs nothing: {reason}"),
        None => Ok(log),
    }
}

fn short_hash(name: &str) -> String {
    let mut text = hex(&Sha256::digest(name.as_bytes()));
    text.truncate(16);
    text
}

fn rename(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::rename(from, to).with_context(|| format!("cannot move {} to {}", from.display(), to.display()))?;
    let sync = |path: &Path| -> io::Result<()> {
        fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    sync(from).and_then(|()| sync(to)).with_context(|| format!("cannot sync {}", to.display()))
}
