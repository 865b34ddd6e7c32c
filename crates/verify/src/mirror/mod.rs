//! A copy of a journal that another city publishes: fetched by pull, held against the signed root file by file, and laid
//! out as the original, so that any web server can serve it and `dantin verify` can read it. The copy only ever grows from
//! what it had: a journal that was cut back, rewritten or given another key is refused, and both notes are kept.

mod copying;
mod kept;

use std::{
    fs::{self, File},
    path::Path,
};

use dantin_journal::{checkpoint::Checkpoint, key::VerifierKey, policy::Policy, range::CompactRange};

use self::{
    copying::Copy,
    kept::{Kept, PIN},
};
use crate::{
    fetch::fetch_checkpoint,
    pin::Pin,
    source::{Cannot, SMALL, Source, TABLES},
    trouble::{Trouble, cannot, wrong},
};

/// What the one who keeps the copy asks for.
#[derive(Clone, Debug, Default)]
pub struct MirrorOptions {
    /// Which key and witnesses are trusted; without it the key that is remembered, or else the site's own word.
    pub policy: Option<Policy>,
    /// Whether files that were fetched before are held against the tree again, and fetched anew where they do not fit.
    pub repair: bool,
}

/// How a copy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirrored {
    /// The key of the log, whose name is the log's.
    pub key: VerifierKey,
    /// Whether nobody vouched for the key but the site itself, for the first time.
    pub is_first_use: bool,
    /// Entries before.
    pub from: u64,
    /// Entries now.
    pub size: u64,
    /// How many of them witnesses have seen, and the witnesses of the policy that was brought along.
    pub witnessed: Option<(u64, Vec<String>)>,
}

/// Brings the copy in a folder up to what a site shows; `progress` is told entries done and entries in all. What was
/// fetched before an interruption is kept where it fits. The new checkpoint is put in its place last, when everything under
/// it is there.
pub fn mirror(
    source: &Source,
    folder: &Path,
    options: &MirrorOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Mirrored, Trouble> {
    fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    let lock = folder.join("mirror.lock");
    let lock = File::create(&lock).map_err(|error| cannot(&lock, &error))?;
    lock.try_lock()
        .map_err(|error| Cannot(format!("another mirror works in {}: {error}", folder.display())))?;
    let kept = Kept::open(folder)?;

    // In this order the later ones hold what the earlier ones are of.
    let results = Results::read(source)?;
    let witnessed = source.read("journal/checkpoint.witnessed", SMALL)?;
    let served_policy = source.read("journal/policy", SMALL)?;
    let shown = fetch_checkpoint(source)?;

    let is_first_use = options.policy.is_none() && kept.pin.is_none();
    let trusted = trusted(options, &kept, served_policy.as_deref())?;
    let key = kept.signer(&shown, &trusted)?;
    kept.compare(&shown, source)?;
    let new = shown.unverified();
    if kept.pin.as_ref().is_none_or(|pin| pin.key != key) {
        let empty = Checkpoint::new(key.name(), 0, CompactRange::new().root());
        let empty = empty.map_err(|error| wrong(error.to_string()))?;
        kept.write(PIN, Pin::new(&key, &empty).to_json().as_bytes())?;
    }

    let from = kept.checkpoint.as_ref().map_or(0, |kept| kept.unverified().size());
    let copy = Copy { source, kept: &kept, size: new.size() };
    let begin = if options.repair { 0 } else { from };
    copy.bring(begin, new.root(), progress)?;

    let witnessed = copy.witnessed(witnessed.as_deref(), &shown, &key, &trusted)?;
    let served_policy = served_policy.filter(|bytes| {
        Policy::parse(bytes).is_ok_and(|policy| policy.logs().iter().any(|log| log.key == key))
    });
    let policy = served_policy.unwrap_or_else(|| format!("log {key}\nquorum none\n").into_bytes());
    kept.write("journal/policy", &policy)?;
    if let Some((note, _)) = &witnessed {
        kept.write("journal/checkpoint.witnessed", note.to_string().as_bytes())?;
    }
    if let Some(results) = results.filter(|results| results.counted_from < new.size()) {
        kept.write("results.json", &results.figures)?;
        kept.write("results.tsv", &results.tables)?;
    }
    kept.write("journal/checkpoint", shown.to_string().as_bytes())?;
    kept.write(PIN, Pin::new(&key, new).to_json().as_bytes())?;
    copy.drop_superseded(begin);
    Ok(Mirrored {
        key,
        is_first_use,
        from,
        size: new.size(),
        witnessed: witnessed.map(|(note, names)| (note.unverified().size(), names)),
    })
}

/// Which keys and witnesses count.
fn trusted(options: &MirrorOptions, kept: &Kept<'_>, served: Option<&[u8]>) -> Result<Policy, Trouble> {
    if let Some(policy) = &options.policy {
        return Ok(policy.clone());
    }
    if let Some(pin) = &kept.pin {
        return keys_alone([&pin.key]);
    }
    let served = served.ok_or_else(|| {
        Cannot("there is no journal/policy: name the key to trust with a policy file".to_owned())
    })?;
    let served = Policy::parse(served).map_err(|error| Cannot(format!("journal/policy: {error}")))?;
    // Witnesses that the site names itself vouch for nothing.
    keys_alone(served.logs().iter().map(|log| &log.key))
}

fn keys_alone<'a>(keys: impl IntoIterator<Item = &'a VerifierKey>) -> Result<Policy, Trouble> {
    let lines: Vec<String> = keys.into_iter().map(|key| format!("log {key}\n")).collect();
    let policy = Policy::parse(format!("{}quorum none\n", lines.concat()).as_bytes());
    Ok(policy.map_err(|error| Cannot(format!("the keys of the log: {error}")))?)
}

/// The figures that the site shows.
struct Results {
    figures: Vec<u8>,
    tables: Vec<u8>,
    /// How many entries they were counted from; the next entry publishes them.
    counted_from: u64,
}

impl Results {
    /// Nothing where they are not there, or changed while they were read: the next time has them.
    fn read(source: &Source) -> Result<Option<Self>, Cannot> {
        let Some(figures) = source.read("results.json", SMALL)? else { return Ok(None) };
        let Some(tables) = source.read("results.tsv", TABLES)? else { return Ok(None) };
        let is_same = source.read("results.json", SMALL)?.as_ref() == Some(&figures);
        let json: Option<serde_json::Value> = serde_json::from_slice(&figures).ok().filter(|_| is_same);
        let counted_from = json.and_then(|json| json.get("journal_size")?.as_u64());
        Ok(counted_from.map(|counted_from| Self { figures, tables, counted_from }))
    }
}
