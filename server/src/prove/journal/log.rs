//! The public log: the journal's entries as tiles and bundles under signed checkpoints (C2SP tlog-tiles), so that nobody can
//! change an entry without being seen. It knows files, keys and hashes; what an entry means it does not know, nor HTTP.
//!
//! A checkpoint goes through durable steps in this order: the rows are committed; they are read back and hashed; bundles
//! and tiles are written and synced; the mark, which lies outside the database, is moved to the signed checkpoint; the
//! checkpoint is published. After a stop at any step the next start finishes what is left, with the same bytes. The mark
//! says what was signed: a database that holds less, or something else, was restored or changed, and nothing more is
//! sequenced or signed until a person has looked.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use dantin_journal::{
    bundle::{self, EntryBundle},
    checkpoint::{Checkpoint, SignedCheckpoint},
    edge::RightEdge,
    hash::{EMPTY_ROOT, Hash, leaf_hash},
    key::{KeyName, Signer, VerifierKey},
    tile::Tile,
    tlog_proof::TlogProof,
    tree::TiledTree,
};

use super::{
    files::{self, FileFault},
    keys::signers,
};

/// The folder of the log below the data folder.
pub(crate) const FOLDER: &str = "journal";
/// The secret key. Whoever has it signs in the name of the city: it goes into no backup.
pub(crate) const KEY: &str = "journal.key";
/// The high-water mark: the newest checkpoint that was ever signed.
pub(crate) const MARK: &str = "journal.mark";
/// Held while a checkpoint is made, so that of several processes one does it at a time.
const LOCK: &str = "journal.lock";

/// Why nothing can be published.
#[derive(Debug)]
pub enum LogFault {
    /// A file cannot be written, or is there with other bytes.
    File(FileFault),
    /// Key, mark or tiles cannot be read or do not belong together.
    Damaged(String),
    /// The database holds less, or something else, than was signed.
    Behind(String),
    /// There is a log already; a second one under its files would be a fork.
    Exists(PathBuf),
    /// The mark is gone from this folder.
    NoMark(PathBuf),
}

impl std::fmt::Display for LogFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(fault) => fault.fmt(f),
            Self::Damaged(what) | Self::Behind(what) => f.write_str(what),
            Self::Exists(path) => write!(f, "{} is there: this folder has a log already", path.display()),
            Self::NoMark(data) => write!(
                f,
                "journal.mark is missing in {}: it is not known how far the log was signed. Put a copy of it back if there is \
                 one. Otherwise the log has ended: bring back what mirrors hold with `dantin heal --without-mark --from \
                 MIRROR`, then start a successor with `dantin journal continue`",
                data.display()
            ),
        }
    }
}
impl std::error::Error for LogFault {}

impl From<FileFault> for LogFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

/// A durable step of a checkpoint, in the order in which they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A bundle of entries is written.
    Bundle,
    /// A tile of hashes is written.
    Tile,
    /// The mark is moved to the signed checkpoint.
    Mark,
    /// The checkpoint is published.
    Published,
    /// Partial files that a full one has replaced are removed.
    Collected,
}

/// Asked before each durable step; an error ends the work there.
type Before = Box<dyn Fn(Step) -> io::Result<()> + Send + Sync>;

/// The log of an installation that has a key.
pub struct PublicLog {
    data: PathBuf,
    /// The key that signs; while a key is being replaced, the old one and then the new one.
    signer: Signer,
    next: Option<Signer>,
    edge: Mutex<RightEdge>,
    halted: Mutex<Option<String>>,
    before: Option<Before>,
}

impl PublicLog {
    /// Makes key, mark and first checkpoint of a log without entries; refused where there is one. `origin` is its name for
    /// ever: the address of the log without its scheme.
    pub fn create(data: &Path, origin: &KeyName, seed: &[u8; 32]) -> Result<VerifierKey, LogFault> {
        for name in [KEY, MARK, FOLDER] {
            let path = data.join(name);
            if path.exists() {
                return Err(LogFault::Exists(path));
            }
        }
        let signer = Signer::from_seed(origin.clone(), seed);
        let first = sign(&signer, None, 0, EMPTY_ROOT)?;
        files::create_secret(&data.join(KEY), format!("{}\n", signer.private_key()).as_bytes())?;
        let policy = format!("log {}\nquorum none\n", signer.verifier_key());
        files::write_once(&data.join(FOLDER).join("policy"), policy.as_bytes())?;
        files::replace(&data.join(MARK), first.as_bytes(), 0o644)?;
        files::replace(&data.join(FOLDER).join("checkpoint"), first.as_bytes(), 0o644)?;
        Ok(signer.verifier_key().clone())
    }

    /// Opens the log of this folder; `None` when it has no key. Files that contradict what was signed halt it.
    pub fn open(data: &Path) -> Result<Option<PublicLog>, LogFault> {
        let path = data.join(KEY);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(FileFault::Io(path, error).into()),
        };
        let (signer, next) =
            signers(&text).map_err(|error| LogFault::Damaged(format!("{}: {error}", path.display())))?;
        let log = PublicLog {
            data: data.to_owned(),
            signer,
            next,
            edge: Mutex::new(RightEdge::new()),
            halted: Mutex::new(None),
            before: None,
        };
        // Files that do not fit together are no reason to answer nobody, but a reason to sign nothing.
        match log.catch_up().and_then(|()| log.policy().map(|_policy| ())) {
            Ok(()) => {}
            Err(LogFault::Damaged(what)) => log.halt(what),
            Err(fault) => return Err(fault),
        }
        Ok(Some(log))
    }

    /// The name and the public key.
    pub fn key(&self) -> &VerifierKey {
        self.signer.verifier_key()
    }

    /// The public keys that sign now: one, or two while a key is being replaced.
    pub fn keys(&self) -> Vec<&VerifierKey> {
        std::iter::once(&self.signer).chain(&self.next).map(Signer::verifier_key).collect()
    }

    /// Lets a test ask before each durable step and end the work there, as a stop or a full disk would.
    pub fn ask_before_steps(&mut self, ask: impl Fn(Step) -> io::Result<()> + Send + Sync + 'static) {
        self.before = Some(Box::new(ask));
    }

    fn step(&self, step: Step, path: &Path) -> Result<(), LogFault> {
        match &self.before {
            Some(ask) => ask(step).map_err(|error| FileFault::Io(path.to_owned(), error).into()),
            None => Ok(()),
        }
    }

    /// Where the files are that everybody may read.
    pub fn folder(&self) -> PathBuf {
        self.data.join(FOLDER)
    }

    /// Keeps a text that describes the entries under its hash, for whoever reads them later.
    pub fn keep_schema(&self, hash: &str, text: &str) -> Result<(), LogFault> {
        Ok(files::write_once(&self.folder().join("schema").join(hash), text.as_bytes())?)
    }

    /// Why nothing is sequenced and signed any more; `None` while all is well.
    pub fn halted(&self) -> Option<String> {
        self.halted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops sequencing and signing until the next start.
    pub fn halt(&self, reason: String) {
        *self.halted.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
    }

    /// The newest checkpoint that was signed.
    pub fn mark(&self) -> Result<SignedCheckpoint, LogFault> {
        let path = self.data.join(MARK);
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => LogFault::NoMark(self.data.clone()),
            _ => FileFault::Io(path.clone(), error).into(),
        })?;
        let mark = SignedCheckpoint::parse(&bytes)
            .map_err(|error| LogFault::Damaged(format!("{}: {error}", path.display())))?;
        mark.verify(self.keys())
            .map_err(|error| LogFault::Damaged(format!("{}: {error}", path.display())))?;
        Ok(mark)
    }

    /// Reads the edge from the tiles at the mark, where this process has not seen it yet, and publishes the mark if a stop
    /// came between.
    fn catch_up(&self) -> Result<(), LogFault> {
        let mark = self.mark()?;
        let (size, root) = (mark.unverified().size(), mark.unverified().root());
        let mut edge = self.edge.lock().unwrap_or_else(PoisonError::into_inner);
        if edge.size() != size || edge.root() != root {
            let loaded = RightEdge::load(size, |tile| self.read_tile(tile))
                .map_err(|error| LogFault::Damaged(format!("the tiles of the log: {error}")))?;
            if loaded.root() != root {
                let what =
                    format!("the tiles of the log do not give the root that was signed at {size} entries");
                return Err(LogFault::Damaged(what));
            }
            *edge = loaded;
        }
        let published = self.folder().join("checkpoint");
        if fs::read(&published).ok().as_deref() != Some(mark.to_string().as_bytes()) {
            files::replace(&published, mark.to_string().as_bytes(), 0o644)?;
        }
        Ok(())
    }

    fn read_tile(&self, tile: Tile) -> io::Result<Vec<u8>> {
        read_whole(&self.folder(), &tile.path(), &tile.full().path())
    }

    fn read_bundle(&self, bundle: EntryBundle) -> io::Result<Vec<u8>> {
        read_whole(&self.folder(), &bundle.path(), &bundle.full().path())
    }

    /// Holds the first rows of the database after a start against what was signed: `size` is how many it has, `rows` are
    /// those of the last bundle at the mark.
    pub fn check_rows(&self, size: u64, rows: &[String]) -> Result<(), LogFault> {
        let mark = self.mark()?;
        let signed = mark.unverified().size();
        if size < signed {
            return Err(LogFault::Behind(format!(
                "the database holds {size} entries, and {signed} were signed: it was restored from an older copy"
            )));
        }
        let first = signed / 256 * 256;
        let mut tree = TiledTree::new(signed, |tile| self.read_tile(tile));
        for (index, row) in (first..signed).zip(rows) {
            let leaf = tree
                .leaf(index)
                .map_err(|error| LogFault::Damaged(format!("the tiles of the log: {error}")))?;
            if leaf != leaf_hash(row.as_bytes()) {
                return Err(LogFault::Behind(format!(
                    "entry {index} in the database is not the one that was signed"
                )));
            }
        }
        Ok(())
    }

    /// Where the next rows are to be read from: the beginning of the last bundle, so that it can be written whole.
    pub fn wants_from(&self) -> Result<u64, LogFault> {
        Ok(self.mark()?.unverified().size() / 256 * 256)
    }

    /// Publishes the rows from the index that [`PublicLog::wants_from`] gave, all of which are committed; gives the size of
    /// the new checkpoint. Rows that were published by another process in between are passed over.
    pub fn publish(&self, from: u64, rows: &[String]) -> Result<u64, LogFault> {
        let _held = self.lock()?;
        self.catch_up()?;
        let mut kept = self.edge.lock().unwrap_or_else(PoisonError::into_inner);
        let old = kept.size();
        let new = from.saturating_add(rows.len() as u64);
        let begun = usize::try_from(old.saturating_sub(from)).unwrap_or(usize::MAX);
        let Some(fresh) = rows.get(begun..).filter(|fresh| !fresh.is_empty() && from <= old) else {
            return Ok(old);
        };
        let mut edge = kept.clone();
        let tiles = edge
            .append(fresh.iter().map(|row| leaf_hash(row.as_bytes())))
            .map_err(|error| LogFault::Damaged(error.to_string()))?;
        let folder = self.folder();
        for bundle in EntryBundle::grown(old, new) {
            let place = |index: u64| usize::try_from(index.saturating_sub(from)).unwrap_or(usize::MAX);
            let entries = bundle.entries();
            let entries = rows.get(place(entries.start)..place(entries.end)).ok_or_else(|| {
                LogFault::Damaged(format!("rows of the bundle {} are missing", bundle.path()))
            })?;
            let bytes = bundle::encode(entries).map_err(|error| LogFault::Damaged(error.to_string()))?;
            let path = folder.join(bundle.path());
            self.step(Step::Bundle, &path)?;
            files::write_once(&path, &bytes)?;
        }
        for (tile, bytes) in &tiles {
            let path = folder.join(tile.path());
            self.step(Step::Tile, &path)?;
            files::write_once(&path, bytes)?;
        }
        let signed = sign(&self.signer, self.next.as_ref(), edge.size(), edge.root())?;
        let (mark, published) = (self.data.join(MARK), folder.join("checkpoint"));
        self.step(Step::Mark, &mark)?;
        files::replace(&mark, signed.as_bytes(), 0o644)?;
        self.step(Step::Published, &published)?;
        files::replace(&published, signed.as_bytes(), 0o644)?;
        self.step(Step::Collected, &folder)?;
        // A partial file has served its turn when the full one is there; who asks for it takes the full one.
        for (tile, _) in tiles.iter().filter(|(tile, _)| tile.is_full()) {
            let _ = fs::remove_dir_all(folder.join(format!("{}.p", tile.path())));
            if tile.level() == 0 {
                let bundle = EntryBundle::new(tile.index(), 256).map(|bundle| format!("{}.p", bundle.path()));
                let _ = bundle.map(|path| fs::remove_dir_all(folder.join(path)));
            }
        }
        *kept = edge;
        Ok(kept.size())
    }

    /// Signs the newest checkpoint once more, with the keys of now: the same entries, so that no second history can come of it.
    pub fn sign_again(&self) -> Result<SignedCheckpoint, LogFault> {
        let _held = self.lock()?;
        self.catch_up()?;
        let mark = self.mark()?;
        let (size, root) = (mark.unverified().size(), mark.unverified().root());
        let signed = sign(&self.signer, self.next.as_ref(), size, root)?;
        files::replace(&self.data.join(MARK), signed.as_bytes(), 0o644)?;
        files::replace(&self.folder().join("checkpoint"), signed.as_bytes(), 0o644)?;
        self.mark()
    }

    /// Waits until no other process makes a checkpoint; it is this one's turn while the answer lives.
    pub(super) fn lock(&self) -> Result<File, LogFault> {
        let lock = self.data.join(LOCK);
        let held = File::create(&lock).map_err(|error| FileFault::Io(lock.clone(), error))?;
        held.lock().map_err(|error| FileFault::Io(lock, error))?;
        Ok(held)
    }

    /// The root of the first `size` entries, which are at most as many as were signed.
    pub fn root_at(&self, size: u64) -> Result<Hash, LogFault> {
        let signed = self.mark()?.unverified().size();
        TiledTree::new(signed, |tile| self.read_tile(tile))
            .root_at(size)
            .map_err(|error| LogFault::Damaged(format!("the tiles of the log: {error}")))
    }

    /// The proof that the tree of `new` entries continues that of `old`; both are at most what was signed.
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogFault> {
        let signed = self.mark()?.unverified().size();
        TiledTree::new(signed, |tile| self.read_tile(tile))
            .consistency_proof(old, new)
            .map_err(|error| LogFault::Damaged(format!("the tiles of the log: {error}")))
    }

    /// The proof that an entry stands in the newest checkpoint that witnesses have cosigned, or else in the newest, with the
    /// entry; `None` for one that is in neither yet.
    pub fn receipt(&self, index: u64) -> Result<Option<(TlogProof, Vec<u8>)>, LogFault> {
        let witnessed = fs::read(self.folder().join("checkpoint.witnessed")).ok();
        let witnessed = witnessed.and_then(|bytes| SignedCheckpoint::parse(&bytes).ok());
        let checkpoint = match witnessed.filter(|one| one.unverified().size() > index) {
            Some(witnessed) => witnessed,
            None => self.mark()?,
        };
        let size = checkpoint.unverified().size();
        if index >= size {
            return Ok(None);
        }
        let damaged =
            |what: &dyn std::fmt::Display| LogFault::Damaged(format!("the files of the log: {what}"));
        let hashes = TiledTree::new(size, |tile| self.read_tile(tile))
            .inclusion_proof(index, size)
            .map_err(|error| damaged(&error))?;
        let bundle = EntryBundle::in_tree(index / 256, size).ok_or_else(|| damaged(&"no bundle"))?;
        let bytes = self.read_bundle(bundle).map_err(|error| damaged(&error))?;
        let entries = bundle::decode(&bytes).map_err(|error| damaged(&error))?;
        let place = usize::try_from(index % 256).unwrap_or(usize::MAX);
        let entry = entries.get(place).ok_or_else(|| damaged(&"a bundle is too short"))?.to_vec();
        Ok(Some((TlogProof { index, hashes, checkpoint, extra: Vec::new() }, entry)))
    }
}

/// A file of the log, or the full one in the place of a partial one that is gone.
pub fn read_whole(folder: &Path, path: &str, full: &str) -> io::Result<Vec<u8>> {
    match fs::read(folder.join(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && path != full => fs::read(folder.join(full)),
        read => read,
    }
}

fn sign(signer: &Signer, next: Option<&Signer>, size: u64, root: Hash) -> Result<String, LogFault> {
    let damaged = |error: dantin_journal::checkpoint::CheckpointError| LogFault::Damaged(error.to_string());
    let checkpoint = Checkpoint::new(signer.verifier_key().name(), size, root).map_err(damaged)?;
    let mut signed = SignedCheckpoint::sign(checkpoint, signer).map_err(damaged)?;
    if let Some(next) = next {
        let second = next.sign(signed.note().text());
        signed.add(second).map_err(|error| LogFault::Damaged(error.to_string()))?;
    }
    Ok(signed.to_string())
}
