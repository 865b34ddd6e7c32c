//! What others know of our log: witnesses that cosign its checkpoints, and mirrors that keep copies. At a start they are
//! asked how far the log had come; while it grows, witnesses are given each newer checkpoint. A store cannot tell from its own
//! content that it is an old copy; somebody else can. Only notes with our own signature count: a liar stops nobody.

use std::{collections::BTreeMap, fs, sync::mpsc, thread};

use dantin_journal::{
    checkpoint::SignedCheckpoint,
    key::VerifierKey,
    note::NoteSignature,
    policy::{Policy, Witness},
    witness::AddCheckpoint,
};
use dantin_verify::{Source, Submitted, WitnessSite};
use jiff::{SignedDuration, Timestamp};

use super::{
    files::{self, FileFault},
    log::{LogFault, PublicLog},
};

/// How long a cosignature counts as fresh: after it the witness is asked again although nothing has changed.
const HEARTBEAT: SignedDuration = SignedDuration::from_hours(24);
/// Bytes of a checkpoint at most.
const CHECKPOINT: u64 = 1 << 20;

/// What a checkpoint that somebody else holds says of ours.
enum Standing {
    /// It is of our tree.
    Ours,
    /// Our key has not signed it: it says nothing.
    Foreign,
    /// Our key signed what we do not have.
    Contradicts(String),
}

/// Asks every witness of the policy and every mirror how far the log had come, all at a time, and halts it when one knows
/// of more than is signed here, or of something else. One that does not answer is only warned of.
pub fn ask_others(log: &PublicLog, mirrors: &[String]) {
    let policy = match log.policy() {
        Ok(policy) => policy,
        Err(fault) => return log.halt(fault.to_string()),
    };
    let witnesses = policy.witnesses().iter().filter_map(|one| Some((one.name.clone(), one.url.clone()?)));
    let origin = log.key().name().as_str();
    thread::scope(|scope| {
        for (name, url) in witnesses {
            scope.spawn(move || {
                let found = WitnessSite::new(&url).latest(origin).map_err(|cannot| cannot.to_string());
                judge(log, &format!("the witness {name}"), found);
            });
        }
        for mirror in mirrors {
            scope.spawn(move || {
                let read = Source::new(mirror).read("journal/checkpoint", CHECKPOINT);
                let found = read.map_err(|cannot| cannot.to_string()).and_then(|bytes| {
                    let note = bytes.map(|bytes| SignedCheckpoint::parse(&bytes)).transpose();
                    note.map_err(|error| error.to_string())
                });
                judge(log, &format!("the mirror {mirror}"), found);
            });
        }
    });
}

fn judge(log: &PublicLog, who: &str, found: Result<Option<SignedCheckpoint>, String>) {
    let note = match found {
        Ok(Some(note)) => note,
        Ok(None) => return tracing::info!(who, "Nothing of this log is known there yet"),
        Err(cannot) => {
            return tracing::warn!(who, %cannot, "It could not be asked how far the log had come");
        }
    };
    match standing(log, who, &note) {
        Ok(Standing::Ours) => {}
        Ok(Standing::Foreign) => {
            tracing::warn!(who, "What is shown there is not signed by this log and says nothing");
        }
        Ok(Standing::Contradicts(reason)) => log.halt(reason),
        Err(fault) => log.halt(fault.to_string()),
    }
}

/// Compares with the mark as it is now, after the other was read: another process may have moved it on in between.
fn standing(log: &PublicLog, who: &str, note: &SignedCheckpoint) -> Result<Standing, LogFault> {
    let policy = log.policy()?;
    let keys: Vec<&VerifierKey> = policy.logs().iter().map(|log| &log.key).collect();
    if note.verify(keys).is_err() || note.unverified().origin() != log.key().name().as_str() {
        return Ok(Standing::Foreign);
    }
    let (seen, signed) = (note.unverified(), log.mark()?.unverified().size());
    if seen.size() > signed {
        return Ok(Standing::Contradicts(format!(
            "{who} holds a checkpoint of {} entries that this log signed, and here only {signed} are signed: \
             the data folder was restored from an older copy",
            seen.size()
        )));
    }
    if log.root_at(seen.size())? == seen.root() {
        return Ok(Standing::Ours);
    }
    Ok(Standing::Contradicts(format!(
        "{who} holds a checkpoint that this log signed and whose first {} entries are not those that are here: \
         the key has signed two histories",
        seen.size()
    )))
}

/// What each witness has cosigned, as far as this process knows; after a start the witnesses say it again.
#[derive(Default)]
pub struct Cosigned(BTreeMap<String, Known>);

#[derive(Default)]
struct Known {
    /// The size that it cosigned last.
    size: u64,
    /// With which signature and when.
    signature: Option<(NoteSignature, Timestamp)>,
}

/// What came of submitting a checkpoint.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// How many witnesses cosigned now.
    pub cosigned: usize,
    /// What went wrong with others, each with the witness's name.
    pub failed: Vec<String>,
    /// Whether a witnessed checkpoint was published.
    pub is_published: bool,
}

impl Cosigned {
    /// Gives the newest checkpoint to every witness that has not cosigned it, or not since a day, all at a time, and
    /// publishes it with the cosignatures as soon as they are a quorum. Does nothing while the log is halted; halts it when a
    /// witness shows that our key signed another history.
    pub fn submit(&mut self, log: &PublicLog, now: Timestamp) -> Result<Submission, LogFault> {
        let mut done = Submission::default();
        if log.halted().is_some() {
            return Ok(done);
        }
        let (policy, mark) = (log.policy()?, log.mark()?);
        let size = mark.unverified().size();
        let due: Vec<&Witness> = policy
            .witnesses()
            .iter()
            .filter(|one| one.url.is_some() && self.is_due(one, size, now))
            .collect();
        let (send, receive) = mpsc::channel();
        thread::scope(|scope| {
            for witness in due {
                let (send, mark) = (send.clone(), &mark);
                let known = self.0.get(&witness.key.to_string()).map_or(0, |known| known.size);
                scope.spawn(move || send.send((witness, ask(log, witness, known, mark))));
            }
            drop(send);
            for (witness, answer) in receive {
                match answer {
                    Ok(signature) => {
                        let known = Known { size, signature: Some((signature, now)) };
                        self.0.insert(witness.key.to_string(), known);
                        done.cosigned += 1;
                        done.is_published |= self.publish(log, &policy, &mark)?;
                    }
                    Err(Failed::Now(what)) => done.failed.push(format!("{}: {what}", witness.name)),
                    Err(Failed::Halts(reason)) => {
                        done.failed.push(format!("{}: {reason}", witness.name));
                        log.halt(reason);
                    }
                }
            }
            Ok(done)
        })
    }

    fn is_due(&self, witness: &Witness, size: u64, now: Timestamp) -> bool {
        self.0.get(&witness.key.to_string()).is_none_or(|known| {
            known.size != size
                || known.signature.as_ref().is_none_or(|(_, at)| now.duration_since(*at) >= HEARTBEAT)
        })
    }

    /// Puts the checkpoint with all cosignatures of it where it is served, if they are a quorum.
    fn publish(&self, log: &PublicLog, policy: &Policy, mark: &SignedCheckpoint) -> Result<bool, LogFault> {
        let mut note = mark.clone();
        for witness in policy.witnesses() {
            let known = self.0.get(&witness.key.to_string());
            let known = known.filter(|known| known.size == mark.unverified().size());
            if let Some((signature, _)) = known.and_then(|known| known.signature.as_ref()) {
                note.add(signature.clone()).map_err(|error| LogFault::Damaged(error.to_string()))?;
            }
        }
        if policy.verify(&note).is_err() {
            return Ok(false);
        }
        log.publish_witnessed(&note)?;
        Ok(true)
    }
}

/// Why a witness has not cosigned.
enum Failed {
    /// It will be asked again.
    Now(String),
    /// Nothing more may be signed.
    Halts(String),
}

impl From<LogFault> for Failed {
    fn from(fault: LogFault) -> Self {
        Self::Now(fault.to_string())
    }
}

/// Submits a checkpoint to one witness; `old` is the size that it is believed to have cosigned last.
fn ask(
    log: &PublicLog,
    witness: &Witness,
    mut old: u64,
    mark: &SignedCheckpoint,
) -> Result<NoteSignature, Failed> {
    let size = mark.unverified().size();
    let site = WitnessSite::new(witness.url.as_deref().unwrap_or_default());
    for _turn in 0..2 {
        if old > size {
            return Err(other_history(log, witness, &site));
        }
        let proof = log.consistency_proof(old, size)?;
        let request = AddCheckpoint { old, proof, checkpoint: mark.clone() };
        match site.add_checkpoint(&request).map_err(|cannot| Failed::Now(cannot.to_string()))? {
            Submitted::Cosigned(lines) => {
                let own = |line: &NoteSignature| {
                    *line.name() == *witness.key.name() && line.id() == witness.key.id()
                };
                let line = lines.into_iter().find(own);
                let line = line.ok_or_else(|| Failed::Now("it signed with another key".to_owned()))?;
                let mut note = mark.clone();
                let held =
                    note.add(line.clone()).and_then(|()| note.note().verify([&witness.key]).map(|_| ()));
                return held.map(|()| line).map_err(|error| Failed::Now(error.to_string()));
            }
            Submitted::Knows(size) => old = size,
            Submitted::OtherHistory => return Err(other_history(log, witness, &site)),
            Submitted::Refused(status, text) => {
                return Err(Failed::Now(format!("it answers {status}: {text}")));
            }
        }
    }
    Err(Failed::Now("what it cosigned last changes from answer to answer".to_owned()))
}

/// A witness says that it saw something else: it must show a note with our signature.
fn other_history(log: &PublicLog, witness: &Witness, site: &WitnessSite) -> Failed {
    let shown = match site.latest(log.key().name().as_str()) {
        Ok(Some(note)) => standing(log, &format!("the witness {}", witness.name), &note),
        Ok(None) => Ok(Standing::Foreign),
        Err(cannot) => return Failed::Now(format!("it says that it saw more or something else: {cannot}")),
    };
    match shown {
        Ok(Standing::Contradicts(reason)) => Failed::Halts(reason),
        Ok(Standing::Ours) => Failed::Now("it had to be asked anew".to_owned()),
        Ok(Standing::Foreign) => Failed::Now(
            "it says that it saw more or something else, and shows nothing that we signed".to_owned(),
        ),
        Err(fault) => fault.into(),
    }
}

impl PublicLog {
    /// The policy of the installation, which its operator edits: the log's keys, the witnesses that cosign it, and how many
    /// of them are a quorum (C2SP tlog-policy).
    pub fn policy(&self) -> Result<Policy, LogFault> {
        let policy = Policy::parse(self.policy_text()?.as_bytes());
        let path = self.folder().join("policy");
        let policy = policy.map_err(|error| LogFault::Damaged(format!("{}: {error}", path.display())))?;
        if policy.logs().iter().any(|log| log.key == *self.key()) {
            return Ok(policy);
        }
        Err(LogFault::Damaged(format!("{} has no line `log {}`", path.display(), self.key())))
    }

    /// The same as it is served: with the address at which the log is read, and without remarks.
    pub fn served_policy(&self, address: &str) -> Result<String, LogFault> {
        let address = address.trim_end_matches('/');
        let text = self.policy_text()?;
        let lines = text.lines().map(|line| line.split_ascii_whitespace().collect::<Vec<_>>());
        let lines = lines.filter_map(|words| match words.as_slice() {
            [] => None,
            [first, ..] if first.starts_with('#') => None,
            ["log", key, ..] => Some(format!("log {key} {address}/journal\n")),
            words => Some(format!("{}\n", words.join(" "))),
        });
        Ok(lines.collect())
    }

    fn policy_text(&self) -> Result<String, LogFault> {
        let path = self.folder().join("policy");
        Ok(fs::read_to_string(&path).map_err(|error| FileFault::Io(path, error))?)
    }

    /// Puts a cosigned checkpoint where it is served; a newer one stays.
    fn publish_witnessed(&self, note: &SignedCheckpoint) -> Result<(), LogFault> {
        let _held = self.lock()?;
        let path = self.folder().join("checkpoint.witnessed");
        let there = fs::read(&path).ok().and_then(|bytes| SignedCheckpoint::parse(&bytes).ok());
        if there.is_some_and(|there| there.unverified().size() > note.unverified().size()) {
            return Ok(());
        }
        Ok(files::replace(&path, note.to_string().as_bytes(), 0o644)?)
    }
}
