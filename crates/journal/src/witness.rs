//! What a witness decides: whether a checkpoint that a log submits continues the one that was cosigned before (C2SP
//! tlog-witness, "add-checkpoint").
//!
//! Pure: what is known of a log and a request come in, the answer and what is to be known from then on come out. The
//! caller reads the clock, keeps the state, and makes it durable before anybody sees the answer; two requests for one
//! log must not be decided at a time.

use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::cosignature::{Cosigner, MAX_TIME};
use crate::decimal;
use crate::hash::{EMPTY_ROOT, Hash};
use crate::key::VerifierKey;
use crate::note::{MAX_NOTE_BYTES, NoteError, NoteSignature};
use crate::proof::{ProofError, verify_consistency};

/// The most hashes of a consistency proof (tlog-witness, "add-checkpoint").
pub const MAX_PROOF_HASHES: usize = 63;
/// The longest request in bytes: the longest note behind the longest proof.
pub const MAX_REQUEST_BYTES: usize = MAX_NOTE_BYTES + 4 * 1024;
/// The media type of an answer that is a size (tlog-witness, "add-checkpoint").
pub const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";

/// Where a witness shows the latest checkpoint that it cosigned for a log, below its monitoring prefix: the SHA-256 of the
/// origin in hex, and `/checkpoint` (tlog-witness, "Monitoring").
pub fn monitoring_path(origin: &str) -> String {
    let mut path = String::new();
    for byte in Sha256::digest(origin.as_bytes()) {
        // Writing into a string does not fail.
        let _ = write!(path, "{byte:02x}");
    }
    path + "/checkpoint"
}

/// The body of a request `add-checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the witness is believed to have cosigned last; 0 for none.
    pub old: u64,
    /// The consistency proof from there to the checkpoint (RFC 6962, section 2.1.2).
    pub proof: Vec<Hash>,
    /// The checkpoint with the log's signature; further ones are passed over.
    pub checkpoint: SignedCheckpoint,
}

/// Why the body of a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// Longer than [`MAX_REQUEST_BYTES`].
    TooLong,
    /// Not `old <size>`, proof lines, an empty line and a note.
    Form,
    /// The size is not a number in its one spelling.
    OldSize,
    /// A line of the proof is not canonical base64 of 32 bytes, or is one of more than 63.
    Proof,
    /// The checkpoint is refused.
    Checkpoint(CheckpointError),
}

impl fmt::Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(formatter, "the request is longer than {MAX_REQUEST_BYTES} bytes"),
            Self::Form => {
                formatter.write_str("the request is not an old size, a proof, an empty line and a checkpoint")
            }
            Self::OldSize => formatter.write_str("the old size is not a plain number"),
            Self::Proof => {
                write!(formatter, "the proof is not at most {MAX_PROOF_HASHES} lines, each a hash in base64")
            }
            Self::Checkpoint(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for RequestError {}

impl AddCheckpoint {
    /// Reads a request; refuses every departure from its form, so that what is accepted is written again with the same
    /// bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        if bytes.len() > MAX_REQUEST_BYTES {
            return Err(RequestError::TooLong);
        }
        let text = std::str::from_utf8(bytes).ok().ok_or(RequestError::Form)?;
        let (head, note) = text.split_once("\n\n").ok_or(RequestError::Form)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or(RequestError::Form)?;
        let old = decimal::parse(old).ok_or(RequestError::OldSize)?;
        let proof: Vec<Hash> =
            lines.map(Hash::from_base64).collect::<Option<_>>().ok_or(RequestError::Proof)?;
        if proof.len() > MAX_PROOF_HASHES {
            return Err(RequestError::Proof);
        }
        let checkpoint = SignedCheckpoint::parse(note.as_bytes()).map_err(RequestError::Checkpoint)?;
        Ok(Self { old, proof, checkpoint })
    }
}

/// The body as it is sent.
impl fmt::Display for AddCheckpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(formatter, "{hash}"))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

/// A checkpoint that was cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The answer's body is this line and a LF.
    pub signature: NoteSignature,
    /// What is to be known of the log from now on, and shown on the monitoring path: the checkpoint with the signatures
    /// of the log's known keys and the cosignature, and no others.
    pub kept: SignedCheckpoint,
}

/// Why a checkpoint is not cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request cannot be read.
    Request(RequestError),
    /// The old size is above that of the checkpoint.
    OldAboveSize,
    /// No known key of the log has signed, or the signature of one does not hold.
    Signature(NoteError),
    /// No log of that origin is known.
    UnknownLog,
    /// Another size was cosigned last.
    Conflict {
        /// That size; 0 if none was.
        size: u64,
    },
    /// What was cosigned last has the same size and another root: both are signed, and the log has two histories.
    OtherRoot,
    /// The proof does not lead from what was cosigned last to the checkpoint.
    Proof(ProofError),
    /// The tree is said to be empty and has the root of another.
    EmptyTree,
}

impl Refusal {
    /// The HTTP status that says so (tlog-witness, "add-checkpoint").
    pub fn status(&self) -> u16 {
        match self {
            Self::Request(_) | Self::OldAboveSize => 400,
            Self::Signature(_) => 403,
            Self::UnknownLog => 404,
            Self::Conflict { .. } => 409,
            Self::OtherRoot | Self::Proof(_) | Self::EmptyTree => 422,
        }
    }

    /// Whether the log itself signed something that does not continue what was cosigned, as far as anybody showed.
    pub fn is_other_history(&self) -> bool {
        matches!(self, Self::OtherRoot | Self::Proof(_))
    }
}

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Checkpoint(CheckpointError::EmptyTree) => Self::EmptyTree,
            error => Self::Request(error),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(formatter),
            Self::OldAboveSize => formatter.write_str("the old size is above that of the checkpoint"),
            Self::Signature(error) => error.fmt(formatter),
            Self::UnknownLog => formatter.write_str("no log of that origin is known here"),
            Self::Conflict { size } => write!(formatter, "the checkpoint cosigned last has size {size}"),
            Self::OtherRoot => {
                formatter.write_str("a checkpoint of the same size with another root was cosigned before")
            }
            Self::Proof(error) => {
                write!(formatter, "this does not continue the checkpoint cosigned last: {error}")
            }
            Self::EmptyTree => CheckpointError::EmptyTree.fmt(formatter),
        }
    }
}

impl std::error::Error for Refusal {}

/// Decides a request. `keys` are the known keys, of whatever logs; `seen` is what was kept for the log of that origin;
/// `time` is in seconds since the epoch. A clock that was set back repeats the last cosignature's time, since a later
/// one must not say that less was seen (tlog-cosignature).
pub fn add_checkpoint(
    request: &AddCheckpoint,
    keys: &[VerifierKey],
    seen: Option<&SignedCheckpoint>,
    cosigner: &Cosigner,
    time: u64,
) -> Result<Added, Refusal> {
    let new = request.checkpoint.unverified();
    if request.old > new.size() {
        return Err(Refusal::OldAboveSize);
    }
    let own: Vec<&VerifierKey> = keys.iter().filter(|key| key.name().as_str() == new.origin()).collect();
    if own.is_empty() {
        return Err(Refusal::UnknownLog);
    }
    let mut kept = request.checkpoint.signed_by(own).map_err(Refusal::Signature)?;
    let (size, root) =
        seen.map_or((0, EMPTY_ROOT), |seen| (seen.unverified().size(), seen.unverified().root()));
    if request.old != size {
        return Err(Refusal::Conflict { size });
    }
    if new.size() == size && seen.is_some() && new.root() != root {
        return Err(Refusal::OtherRoot);
    }
    verify_consistency(size, &root, new.size(), &new.root(), &request.proof).map_err(Refusal::Proof)?;
    let last = seen.and_then(|seen| {
        let verified = seen.note().verify([cosigner.verifier_key()]).ok()?;
        verified.first()?.time
    });
    let time = time.max(last.unwrap_or(0)).min(MAX_TIME);
    // Neither can fail: the time is below its limit, and the note holds signatures of the log's keys alone.
    let signature = cosigner.cosign(&kept, time).map_err(|_late| Refusal::OldAboveSize)?;
    kept.add(signature.clone()).map_err(Refusal::Signature)?;
    Ok(Added { signature, kept })
}
