//! A copy of a journal that another city publishes: fetched by pull, held against the signed root file by file, and laid
//! out as the original, so that any web server can serve it and `dantin verify` can read it. The copy only ever grows from
//! what it had: a journal that was cut back, rewritten or given another key is refused, and both notes are kept.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use dantin_journal::{
    bundle::{self, EntryBundle},
    checkpoint::{Checkpoint, SignedCheckpoint},
    edge::RightEdge,
    hash::{Hash, leaf_hash},
    key::VerifierKey,
    policy::Policy,
    proof::verify_consistency,
    range::CompactRange,
    tile::{LEVELS, Tile},
    tree::{TiledTree, TreeError},
};
use dantin_record::{entry::Line, notice::Fact};
use sha2::{Digest as _, Sha256};

use crate::{
    durable,
    pin::Pin,
    source::{BUNDLE, Cannot, SMALL, Source, TABLES},
};

/// The key that this copy is of, remembered at the first use.
const PIN: &str = "mirror.json";

/// Why a copy did not grow.
#[derive(Debug)]
pub enum Trouble {
    /// Something could not be read or written: no finding about the journal, and worth another try.
    Cannot(Cannot),
    /// The journal is not what it must be.
    Wrong(Wrong),
}

/// What is wrong with a journal.
#[derive(Debug)]
pub struct Wrong {
    /// In plain words.
    pub what: String,
    /// Files with the notes that show it; none where the notes show nothing.
    pub evidence: Vec<PathBuf>,
    /// Whether it may be an old copy on the way, such as that of a cache, so that another try is worth it.
    pub may_pass: bool,
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cannot(cannot) => cannot.fmt(formatter),
            Self::Wrong(wrong) => {
                formatter.write_str(&wrong.what)?;
                wrong.evidence.iter().try_for_each(|path| write!(formatter, "\n  kept: {}", path.display()))
            }
        }
    }
}

impl std::error::Error for Trouble {}

impl From<Cannot> for Trouble {
    fn from(cannot: Cannot) -> Self {
        Self::Cannot(cannot)
    }
}

impl From<TreeError<Trouble>> for Trouble {
    fn from(error: TreeError<Trouble>) -> Self {
        match error {
            TreeError::Fetch(trouble) => trouble,
            error => wrong(error.to_string()),
        }
    }
}

fn wrong(what: impl Into<String>) -> Trouble {
    Trouble::Wrong(Wrong { what: what.into(), evidence: Vec::new(), may_pass: false })
}

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
    let shown = source.read("journal/checkpoint", SMALL)?.ok_or_else(|| {
        Cannot("there is no journal/checkpoint: no public journal is kept there".to_owned())
    })?;
    let shown =
        SignedCheckpoint::parse(&shown).map_err(|error| wrong(format!("journal/checkpoint: {error}")))?;

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

/// All entries of a log behind those of `known`, the newest checkpoint that the log shows, and the tree with them: for
/// whoever has lost what was signed. Nothing is given that does not lead from `known` to a root that one of these keys
/// signed.
pub fn entries_after(
    source: &Source,
    keys: &[VerifierKey],
    known: &CompactRange,
) -> Result<(SignedCheckpoint, Vec<Vec<u8>>, CompactRange), Trouble> {
    let shown = source.read("journal/checkpoint", SMALL)?.ok_or_else(|| {
        Cannot("there is no journal/checkpoint: no public journal is kept there".to_owned())
    })?;
    let shown =
        SignedCheckpoint::parse(&shown).map_err(|error| wrong(format!("journal/checkpoint: {error}")))?;
    let new = shown.verify(keys).map_err(|error| wrong(format!("journal/checkpoint: {error}")))?.clone();
    let (old, size) = (known.size(), new.size());
    if size < old {
        return Err(wrong(format!("only {size} entries are there, and {old} are known")));
    }
    let mut range = known.clone();
    let mut entries = Vec::new();
    for bundle in EntryBundle::grown(old, size) {
        for (index, entry) in bundle.entries().zip(fetch_bundle(source, bundle)?) {
            if index >= old {
                range.push(leaf_hash(&entry)).map_err(|error| wrong(error.to_string()))?;
                entries.push(entry);
            }
        }
    }
    if range.root() != new.root() {
        return Err(wrong(format!(
            "the entries from {old} to {size} do not lead from the {old} that are known to the root that was signed"
        )));
    }
    Ok((shown, entries, range))
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

/// The folder of a copy and what it held before.
struct Kept<'a> {
    folder: &'a Path,
    pin: Option<Pin>,
    checkpoint: Option<SignedCheckpoint>,
}

impl<'a> Kept<'a> {
    fn open(folder: &'a Path) -> Result<Self, Trouble> {
        let damaged = |name: &str| Cannot(format!("{} is damaged", folder.join(name).display()));
        let mut kept = Self { folder, pin: None, checkpoint: None };
        if let Some(bytes) = kept.read(PIN)? {
            let text = String::from_utf8(bytes).unwrap_or_default();
            kept.pin = Some(Pin::from_json(&text).ok_or_else(|| damaged(PIN))?);
        }
        if let (Some(bytes), Some(pin)) = (kept.read("journal/checkpoint")?, &kept.pin) {
            let note = SignedCheckpoint::parse(&bytes).ok();
            let note = note.filter(|note| note.verify([&pin.key]).is_ok());
            kept.checkpoint = Some(note.ok_or_else(|| damaged("journal/checkpoint"))?);
        }
        Ok(kept)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.folder.join(path);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot(&path, &error).into()),
        }
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let path = self.folder.join(path);
        Ok(durable::replace(&path, bytes, 0o644).map_err(|error| cannot(&path, &error))?)
    }

    /// The trusted key that signed; refuses a note that is of another log than the copy.
    fn signer(&self, shown: &SignedCheckpoint, trusted: &Policy) -> Result<VerifierKey, Trouble> {
        let origin = shown.unverified().origin();
        if let Some(pin) = self.pin.as_ref().filter(|pin| pin.key.name().as_str() != origin) {
            return Err(self.conflict(
                format!("this copy is of the journal {}, and the site shows {origin}", pin.key.name()),
                shown,
            ));
        }
        let keys = trusted.logs().iter().map(|log| &log.key);
        if let Err(error) = shown.verify(keys) {
            let known = trusted.logs().iter().map(|log| log.key.to_string()).collect::<Vec<_>>().join(", ");
            let what = format!("the checkpoint of {origin} is not signed as trusted ({known}): {error}");
            return Err(self.conflict(what, shown));
        }
        let mut keys = trusted.logs().iter().map(|log| &log.key);
        let signer = keys.find(|key| shown.verify([*key]).is_ok());
        signer.cloned().ok_or_else(|| wrong("no trusted key has signed the checkpoint"))
    }

    /// Refuses a checkpoint that does not continue the one that is kept.
    fn compare(&self, shown: &SignedCheckpoint, source: &Source) -> Result<(), Trouble> {
        let Some(kept) = &self.checkpoint else { return Ok(()) };
        let (old, new) = (kept.unverified(), shown.unverified());
        if new.size() < old.size() {
            let mut tree = TiledTree::new(old.size(), |tile| self.own_tile(tile));
            if tree.root_at(new.size())? != new.root() {
                return Err(self.conflict(rewritten(new.size(), old.size()), shown));
            }
            return Err(Trouble::Wrong(Wrong {
                what: format!(
                    "the site shows {} entries, and this copy has {}: it is an old checkpoint, or the journal was cut back",
                    new.size(),
                    old.size()
                ),
                evidence: Vec::new(),
                may_pass: true,
            }));
        }
        if new.size() == old.size() {
            let is_same = new.root() == old.root();
            return if is_same {
                Ok(())
            } else {
                Err(self.conflict(rewritten(old.size(), new.size()), shown))
            };
        }
        let mut tree = TiledTree::new(new.size(), |tile| fetch_tile(source, tile));
        let proof = tree.consistency_proof(old.size(), new.size())?;
        let proves =
            |root: &Hash| verify_consistency(old.size(), root, new.size(), &new.root(), &proof).is_ok();
        if proves(&old.root()) {
            return Ok(());
        }
        // Tiles that lead to the signed root from another older one prove a second history; others are only damaged.
        let other = tree.root_at(old.size())?;
        if other != old.root() && proves(&other) {
            return Err(self.conflict(rewritten(old.size(), new.size()), shown));
        }
        Err(wrong(
            "the tiles of the site do not give the root that was signed: they are damaged or being changed",
        ))
    }

    fn own_tile(&self, tile: Tile) -> Result<Vec<u8>, Trouble> {
        let found = match self.read(&journal(&tile.path()))? {
            None => self.read(&journal(&tile.full().path()))?,
            found => found,
        };
        Ok(found.ok_or_else(|| Cannot(format!("{} is missing in this copy; try --repair", tile.path())))?)
    }

    /// Keeps what is kept and what is shown beside it as evidence, each as the note that it is.
    fn conflict(&self, what: String, shown: &SignedCheckpoint) -> Trouble {
        self.evidence(what, self.checkpoint.as_ref(), shown)
    }

    fn evidence(&self, what: String, one: Option<&SignedCheckpoint>, other: &SignedCheckpoint) -> Trouble {
        let shown = other.unverified();
        let mut name = format!("conflict-{}-", shown.size());
        append_hex(&mut name, shown.root().as_bytes().first_chunk::<4>().unwrap_or(&[0; 4]));
        let mut evidence = Vec::new();
        for (letter, note) in one.map(|one| ("a", one)).into_iter().chain([("b", other)]) {
            let path = self.folder.join(format!("{name}-{letter}.note"));
            match durable::replace(&path, note.to_string().as_bytes(), 0o644) {
                Ok(()) => evidence.push(path),
                Err(error) => return cannot(&path, &error).into(),
            }
        }
        Trouble::Wrong(Wrong { what, evidence, may_pass: false })
    }
}

fn rewritten(size: u64, other: u64) -> String {
    format!(
        "the journal was rewritten: the city has signed two histories that differ within the first {size} entries (the notes are of {size} and {other})"
    )
}

/// The work of one time.
struct Copy<'a> {
    source: &'a Source,
    kept: &'a Kept<'a>,
    size: u64,
}

impl Copy<'_> {
    /// Fetches tiles from the root down and bundles after them, each held against the hash above it.
    fn bring(&self, old: u64, root: Hash, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Trouble> {
        let mut partial = BTreeMap::new();
        let edge = RightEdge::load(self.size, |tile| {
            let bytes = fetch_tile(self.source, tile)?;
            partial.insert((tile.level(), tile.index()), bytes.clone());
            Ok::<_, Trouble>(bytes)
        })?;
        if edge.root() != root {
            return Err(wrong("the tiles of the site do not give the root that was signed"));
        }
        for level in (0..LEVELS).rev() {
            let hashes = |size: u64| size >> (8 * u32::from(level));
            if hashes(old) == hashes(self.size) {
                continue;
            }
            for index in hashes(old) / 256..hashes(self.size).div_ceil(256) {
                let Some(tile) = Tile::in_tree(level, index, self.size) else { continue };
                match partial.get(&(level, index)) {
                    Some(bytes) => self.kept.write(&journal(&tile.path()), bytes)?,
                    None => self.bring_full(tile, &partial)?,
                }
            }
        }
        for bundle in EntryBundle::grown(old, self.size) {
            self.bring_bundle(bundle, &partial)?;
            progress(bundle.entries().end, self.size);
        }
        Ok(())
    }

    /// A full tile, whose root stands in the tile above it.
    fn bring_full(&self, tile: Tile, partial: &BTreeMap<(u8, u64), Vec<u8>>) -> Result<(), Trouble> {
        let above = self.authentic(tile.level() + 1, tile.index() / 256, partial)?;
        let place = usize::try_from(tile.index() % 256).unwrap_or(usize::MAX);
        let expected = above.get(place).copied();
        let fits = |bytes: &[u8]| {
            let mut range = CompactRange::new();
            let hashes = tile.decode(bytes).unwrap_or_default();
            hashes.into_iter().all(|hash| range.push(hash).is_ok()) && Some(range.root()) == expected
        };
        let path = journal(&tile.path());
        if self.kept.read(&path)?.is_some_and(|bytes| fits(&bytes)) {
            return Ok(());
        }
        let bytes = fetch_tile(self.source, tile)?;
        if !fits(&bytes) {
            return Err(wrong(format!("{path} does not hold the hashes that were signed")));
        }
        self.kept.write(&path, &bytes)
    }

    fn bring_bundle(
        &self,
        bundle: EntryBundle,
        partial: &BTreeMap<(u8, u64), Vec<u8>>,
    ) -> Result<(), Trouble> {
        let leaves = self.authentic(0, bundle.index(), partial)?;
        let fits = |entries: &[Vec<u8>]| {
            entries.len() == leaves.len()
                && entries.iter().zip(&leaves).all(|(entry, leaf)| leaf_hash(entry) == *leaf)
        };
        let path = journal(&bundle.path());
        let there = self.kept.read(&path)?;
        let there = there.as_deref().and_then(|bytes| bundle.decode(bytes).ok()).unwrap_or_default();
        let there: Vec<Vec<u8>> = there.into_iter().map(<[u8]>::to_vec).collect();
        if fits(&there) {
            return there.iter().try_for_each(|entry| self.bring_schema(entry));
        }
        let entries = fetch_bundle(self.source, bundle)?;
        if !fits(&entries) {
            return Err(wrong(format!("{path} does not hold the entries that were signed")));
        }
        let bytes = bundle::encode(&entries).map_err(|error| wrong(format!("{path}: {error}")))?;
        self.kept.write(&path, &bytes)?;
        entries.iter().try_for_each(|entry| self.bring_schema(entry))
    }

    /// The description of entries that a notice of the log names by its hash, if the site has it.
    fn bring_schema(&self, entry: &[u8]) -> Result<(), Trouble> {
        const NOTICE: &[u8] = b"\"type\":\"log.";
        if !entry.windows(NOTICE.len()).any(|part| part == NOTICE) {
            return Ok(());
        }
        let Ok(Line::Notice(notice)) = Line::parse(entry) else { return Ok(()) };
        let (Fact::Genesis { schema, .. } | Fact::Schema { schema }) = &notice.fact else { return Ok(()) };
        let mut path = "journal/schema/".to_owned();
        append_hex(&mut path, schema);
        let fits = |text: &Vec<u8>| Sha256::digest(text).as_slice() == schema;
        if self.kept.read(&path)?.is_some_and(|text| fits(&text)) {
            return Ok(());
        }
        match self.source.read(&path, SMALL)?.filter(fits) {
            Some(text) => self.kept.write(&path, &text),
            None => Ok(()),
        }
    }

    /// The hashes of a tile that was held against the root before.
    fn authentic(
        &self,
        level: u8,
        index: u64,
        partial: &BTreeMap<(u8, u64), Vec<u8>>,
    ) -> Result<Vec<Hash>, Trouble> {
        let tile = Tile::in_tree(level, index, self.size);
        let tile = tile.ok_or_else(|| wrong(format!("there is no tile {index} at level {level}")))?;
        let bytes = match partial.get(&(level, index)) {
            Some(bytes) => bytes.clone(),
            None => self.kept.own_tile(tile)?,
        };
        tile.decode(&bytes).map_err(|error| wrong(format!("{}: {error}", tile.path())))
    }

    /// The checkpoint that witnesses have seen, which must be of this tree; refuses where the policy asks for more of them.
    fn witnessed(
        &self,
        bytes: Option<&[u8]>,
        shown: &SignedCheckpoint,
        key: &VerifierKey,
        trusted: &Policy,
    ) -> Result<Option<(SignedCheckpoint, Vec<String>)>, Trouble> {
        let too_few = |error: &dyn fmt::Display| wrong(format!("journal/checkpoint.witnessed: {error}"));
        let is_asked_for = trusted.verify(shown).is_err();
        let Some(bytes) = bytes else {
            return if is_asked_for {
                Err(too_few(&"it is missing, and the policy asks for witnesses"))
            } else {
                Ok(None)
            };
        };
        let note = SignedCheckpoint::parse(bytes).map_err(|error| too_few(&error))?;
        let checkpoint = note.verify([key]).map_err(|error| too_few(&error))?;
        if checkpoint.size() > self.size {
            // It came in between; the next time has it.
            return Ok(None);
        }
        let mut tree = TiledTree::new(self.size, |tile| self.kept.own_tile(tile));
        if tree.root_at(checkpoint.size())? != checkpoint.root() {
            let what = format!(
                "the city shows its witnesses another history than its readers, within the first {} entries",
                checkpoint.size()
            );
            return Err(self.kept.evidence(what, Some(shown), &note));
        }
        let accepted = trusted.verify(&note).map_err(|error| too_few(&error))?;
        let names = accepted.cosignatures.iter().map(|(witness, _)| witness.name.clone()).collect();
        Ok(Some((note.clone(), names)))
    }

    /// A partial file has served its turn when the full one is there.
    fn drop_superseded(&self, old: u64) {
        let tiles = Tile::grown(old, self.size).filter(|tile| tile.is_full()).map(Tile::path);
        let bundles = EntryBundle::grown(old, self.size).filter(|bundle| bundle.width() == 256);
        for path in tiles.chain(bundles.map(EntryBundle::path)) {
            let _ = fs::remove_dir_all(self.kept.folder.join(format!("{}.p", journal(&path))));
        }
    }
}

fn append_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
}

fn journal(path: &str) -> String {
    format!("journal/{path}")
}

fn cannot(path: &Path, error: &io::Error) -> Cannot {
    Cannot(format!("{}: {error}", path.display()))
}

/// The bytes of a tile, cut to its width where the site has only the full one left.
fn fetch_tile(source: &Source, tile: Tile) -> Result<Vec<u8>, Trouble> {
    let path = journal(&tile.path());
    let mut bytes = source
        .read_part(&path, &journal(&tile.full().path()), SMALL)?
        .ok_or_else(|| wrong(format!("{path} is missing")))?;
    bytes.truncate(usize::from(tile.width()) * 32);
    Ok(bytes)
}

/// The entries of a bundle, cut to its width where the site has only the full one left.
fn fetch_bundle(source: &Source, bundle: EntryBundle) -> Result<Vec<Vec<u8>>, Trouble> {
    let path = journal(&bundle.path());
    let bytes = source
        .read_part(&path, &journal(&bundle.full().path()), BUNDLE)?
        .ok_or_else(|| wrong(format!("{path} is missing")))?;
    let entries = bundle::decode(&bytes).map_err(|error| wrong(format!("{path}: {error}")))?;
    if entries.len() < usize::from(bundle.width()) {
        return Err(wrong(format!("{path} holds {} entries of {}", entries.len(), bundle.width())));
    }
    Ok(entries.into_iter().take(usize::from(bundle.width())).map(<[u8]>::to_vec).collect())
}
