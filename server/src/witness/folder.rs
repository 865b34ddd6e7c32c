//! The folder of a witness: its key, the logs that it knows, and for each log the latest checkpoint that it cosigned, which
//! is all that it remembers. A restored or copied folder could cosign a second history; it belongs into no backup.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use dantin_journal::{
    checkpoint::SignedCheckpoint,
    cosignature::Cosigner,
    key::{KeyName, VerifierKey},
    note::NoteSignature,
    policy::Policy,
    witness::{AddCheckpoint, Refusal, add_checkpoint, monitoring_path},
};

use crate::{
    act::cases::hex,
    prove::journal::files::{self, FileFault},
};

/// The secret key, readable by its owner alone.
const KEY: &str = "witness.key";
/// The logs, in the form of a tlog-policy without witnesses.
const LOGS: &str = "logs";
/// What was cosigned last, by the hash of the log's name.
const SEEN: &str = "seen";
/// Two checkpoints of one size with different roots, both signed by the log: it has two histories.
const FORKS: &str = "forks";
/// Checkpoints that the log signed and that nobody showed to continue what was cosigned.
const UNPROVEN: &str = "unproven";
/// Held while the witness serves.
const LOCK: &str = "witness.lock";
/// Pairs of notes that are kept of one log and kind: a log that signs without end cannot fill the disk.
const MOST_EVIDENCE: usize = 100;

/// Why a witness cannot work.
#[derive(Debug)]
pub enum WitnessFault {
    /// A file cannot be read or written.
    File(FileFault),
    /// A file is not what it must be, with what is wrong.
    Damaged(PathBuf, String),
    /// There is a witness in the folder, or there is none, or another one serves from it.
    Folder(String),
}

impl std::fmt::Display for WitnessFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(fault) => fault.fmt(f),
            Self::Damaged(path, what) => write!(f, "{}: {what}", path.display()),
            Self::Folder(what) => f.write_str(what),
        }
    }
}
impl std::error::Error for WitnessFault {}

impl From<FileFault> for WitnessFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

/// A witness's folder that is open.
pub struct Folder {
    path: PathBuf,
    cosigner: Cosigner,
    /// One request is decided and stored at a time.
    turn: Mutex<()>,
    /// So that no second process decides beside this one.
    _lock: File,
}

impl Folder {
    /// Makes a witness: its key, and an empty list of logs. Refused where there is one.
    pub fn create(path: &Path, name: KeyName, seed: &[u8; 32]) -> Result<VerifierKey, WitnessFault> {
        fs::create_dir_all(path).map_err(|error| FileFault::Io(path.to_owned(), error))?;
        if path.join(KEY).exists() {
            return Err(WitnessFault::Folder(format!("{} holds a witness already", path.display())));
        }
        let cosigner = Cosigner::from_seed(name, seed);
        files::replace(&path.join(LOGS), b"quorum none\n", 0o644)?;
        files::create_secret(&path.join(KEY), format!("{}\n", cosigner.private_key()).as_bytes())?;
        Ok(cosigner.verifier_key().clone())
    }

    /// Opens a witness for serving; refused while another process does.
    pub fn open(path: &Path) -> Result<Self, WitnessFault> {
        let key = path.join(KEY);
        let text = match fs::read_to_string(&key) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let what =
                    format!("{} holds no witness: make one with `dantin witness init`", path.display());
                return Err(WitnessFault::Folder(what));
            }
            Err(error) => return Err(FileFault::Io(key, error).into()),
        };
        let cosigner = Cosigner::from_private_key(text.trim_end())
            .map_err(|error| WitnessFault::Damaged(key, error.to_string()))?;
        let lock = path.join(LOCK);
        let held = File::create(&lock).map_err(|error| FileFault::Io(lock, error))?;
        held.try_lock().map_err(|_held| {
            WitnessFault::Folder(format!("another process serves the witness in {}", path.display()))
        })?;
        let folder = Self { path: path.to_owned(), cosigner, turn: Mutex::new(()), _lock: held };
        folder.logs()?;
        Ok(folder)
    }

    /// The witness's public key.
    pub fn key(&self) -> &VerifierKey {
        self.cosigner.verifier_key()
    }

    /// The logs that are known; read anew each time, so that adding one needs no new start.
    pub fn logs(&self) -> Result<Policy, WitnessFault> {
        logs(&self.path)
    }

    /// Decides the body of a request and stores what follows before it gives the answer.
    pub fn add_checkpoint(
        &self,
        body: &[u8],
        time: u64,
    ) -> Result<Result<NoteSignature, Refusal>, WitnessFault> {
        let request = match AddCheckpoint::parse(body) {
            Ok(request) => request,
            Err(error) => return Ok(Err(error.into())),
        };
        let keys: Vec<VerifierKey> = self.logs()?.logs().iter().map(|log| log.key.clone()).collect();
        let origin = request.checkpoint.unverified().origin();
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = self.seen(origin)?;
        let added = match add_checkpoint(&request, &keys, seen.as_ref(), &self.cosigner, time) {
            Ok(added) => added,
            Err(refusal) => {
                if let Some(seen) = seen.filter(|_| refusal.is_other_history()) {
                    self.keep_evidence(&refusal, &seen, &request, &keys)?;
                }
                return Ok(Err(refusal));
            }
        };
        files::replace(&self.place(origin), added.kept.to_string().as_bytes(), 0o644)?;
        Ok(Ok(added.signature))
    }

    /// The latest cosigned checkpoint of the log with this hash; `None` for anything else.
    pub fn shown(&self, log: &str) -> Result<Option<String>, WitnessFault> {
        let is_hash = log.len() == 64 && log.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hash {
            return Ok(None);
        }
        read(&self.path.join(SEEN).join(log).join("checkpoint"))
    }

    /// Who this is, in a few lines.
    pub fn introduction(&self) -> Result<String, WitnessFault> {
        let logs: Vec<String> = self.logs()?.logs().iter().map(|log| format!("log {}\n", log.key)).collect();
        Ok(format!(
            "This is the witness {}, by the standard c2sp.org/tlog-witness.\n\n{}\n\nIt cosigns the journals of:\n\n{}",
            self.key().name(),
            self.key(),
            logs.concat()
        ))
    }

    fn place(&self, origin: &str) -> PathBuf {
        self.path.join(SEEN).join(monitoring_path(origin))
    }

    fn seen(&self, origin: &str) -> Result<Option<SignedCheckpoint>, WitnessFault> {
        let place = self.place(origin);
        let Some(text) = read(&place)? else { return Ok(None) };
        // Without it nothing may be cosigned: what it said is not known.
        let damaged = |what: String| WitnessFault::Damaged(place.clone(), what);
        let seen = SignedCheckpoint::parse(text.as_bytes()).map_err(|error| damaged(error.to_string()))?;
        seen.note().verify([self.key()]).map_err(|error| damaged(error.to_string()))?;
        Ok(Some(seen))
    }

    /// Keeps what was cosigned and what was refused, each as a note of its own.
    fn keep_evidence(
        &self,
        refusal: &Refusal,
        seen: &SignedCheckpoint,
        request: &AddCheckpoint,
        keys: &[VerifierKey],
    ) -> Result<(), WitnessFault> {
        let kind = if matches!(refusal, Refusal::OtherRoot) { FORKS } else { UNPROVEN };
        let new = request.checkpoint.unverified();
        let monitored = monitoring_path(new.origin());
        let folder = self.path.join(kind).join(monitored.trim_end_matches("/checkpoint"));
        let root = hex(new.root().as_bytes().first_chunk::<4>().unwrap_or(&[0; 4]));
        let pair = format!("{}-{}-{root}", seen.unverified().size(), new.size());
        let refused = folder.join(format!("{pair}-refused.note"));
        let count = fs::read_dir(&folder).map_or(0, Iterator::count);
        if refused.exists() || count >= 2 * MOST_EVIDENCE {
            return Ok(());
        }
        // Signatures of strangers prove nothing and would make the file as long as anybody likes.
        let signed =
            request.checkpoint.signed_by(keys.iter().filter(|key| key.name().as_str() == new.origin()));
        let Ok(signed) = signed else { return Ok(()) };
        files::replace(&folder.join(format!("{pair}-cosigned.note")), seen.to_string().as_bytes(), 0o644)?;
        files::replace(&refused, signed.to_string().as_bytes(), 0o644)?;
        tracing::error!(
            log = new.origin(), folder = %folder.display(), %refusal,
            "A log submitted what does not continue what was cosigned; both notes are kept"
        );
        Ok(())
    }
}

/// Adds logs by their keys: a key, or the text of a policy or of lines `log <key>`. Gives the keys that were not known.
pub fn add(path: &Path, text: &str) -> Result<Vec<VerifierKey>, WitnessFault> {
    let known = logs(path)?;
    let file = path.join(LOGS);
    let mut keys: Vec<VerifierKey> = Vec::new();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        let key = match (words.next(), words.next()) {
            (Some("log"), Some(key)) => key,
            // A key alone stands in a line of its own.
            (Some(key), None) if key.contains('+') => key,
            _ => continue,
        };
        let key = key.parse::<VerifierKey>();
        let key = key.map_err(|error| WitnessFault::Folder(format!("`{line}` names no key: {error}")))?;
        if !known.logs().iter().any(|log| log.key == key) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.is_empty() && known.logs().is_empty() {
        return Err(WitnessFault::Folder("no key of a log was found there".to_owned()));
    }
    let mut lines = read(&file)?.unwrap_or_default();
    lines.extend(keys.iter().map(|key| format!("log {key}\n")));
    Policy::parse(lines.as_bytes())
        .map_err(|error| WitnessFault::Damaged(file.clone(), error.to_string()))?;
    files::replace(&file, lines.as_bytes(), 0o644)?;
    Ok(keys)
}

fn logs(path: &Path) -> Result<Policy, WitnessFault> {
    let file = path.join(LOGS);
    let text = read(&file)?.ok_or_else(|| {
        WitnessFault::Folder(format!(
            "{} holds no witness: make one with `dantin witness init`",
            path.display()
        ))
    })?;
    Policy::parse(text.as_bytes()).map_err(|error| WitnessFault::Damaged(file, error.to_string()))
}

fn read(path: &Path) -> Result<Option<String>, WitnessFault> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileFault::Io(path.to_owned(), error).into()),
    }
}
