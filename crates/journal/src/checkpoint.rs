//! Checkpoints: the size and root of a log's tree, signed (C2SP tlog-checkpoint).
//!
//! Neither the tree nor what was signed before is known here: that a checkpoint continues all earlier ones is for its
//! caller to make sure, by [`crate::proof::verify_consistency`] or by the tree itself.

use std::fmt;
use std::str::FromStr;

use crate::decimal;
use crate::hash::{EMPTY_ROOT, Hash};
use crate::key::{KeyName, Signer, VerifierKey};
use crate::note::{Note, NoteError, NoteSignature, check_text};

/// What a log says of its tree: its own name, how many entries, their root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
}

/// A checkpoint in the note that signs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    note: Note,
    /// Invariant: what the note's text says.
    checkpoint: Checkpoint,
}

/// Why a checkpoint is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckpointError {
    /// The note is refused.
    Note(NoteError),
    /// The text is not origin, size, root and perhaps further lines that are not empty.
    Form,
    /// The size is not a number in its one spelling.
    Size,
    /// The root is not canonical base64 of 32 bytes.
    Root,
    /// The size is 0 and the root is not that of the empty tree.
    EmptyTree,
    /// The signer has another name than the origin.
    SignerName { name: KeyName },
    /// No known key with the origin as its name has signed.
    NotOfOrigin,
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => error.fmt(formatter),
            Self::Form => formatter.write_str("the text is not that of a checkpoint"),
            Self::Size => formatter.write_str("the size of the tree is not a plain number"),
            Self::Root => formatter.write_str("the root is not a hash in base64"),
            Self::EmptyTree => {
                formatter.write_str("the size is 0 and the root is not that of the empty tree")
            }
            Self::SignerName { name } => write!(formatter, "{name} cannot sign for a log of another name"),
            Self::NotOfOrigin => formatter.write_str("no known key of the log has signed the checkpoint"),
        }
    }
}

impl std::error::Error for CheckpointError {}

impl Checkpoint {
    /// The checkpoint of a tree. The origin is a key name, as the standard recommends; refuses an empty tree with
    /// another root than [`EMPTY_ROOT`].
    pub fn new(origin: &KeyName, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        Self::checked(origin.to_string(), size, root)
    }

    fn checked(origin: String, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        if size == 0 && root != EMPTY_ROOT {
            return Err(CheckpointError::EmptyTree);
        }
        Ok(Self { origin, size, root })
    }

    /// The log's name, its first line; any text that is not empty (tlog-checkpoint, "Note text").
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree (RFC 6962, section 2.1).
    pub fn root(&self) -> Hash {
        self.root
    }
}

/// Reads the text of a checkpoint with its last LF. Extension lines, which are not recommended and which nobody can
/// audit, are passed over; they stay in the note that signs them.
impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        check_text(text).map_err(CheckpointError::Note)?;
        let lines = text.strip_suffix('\n').ok_or(CheckpointError::Form)?;
        if lines.split('\n').any(str::is_empty) {
            return Err(CheckpointError::Form);
        }
        let mut lines = lines.split('\n');
        let mut next = || lines.next().ok_or(CheckpointError::Form);
        let (origin, size, root) = (next()?, next()?, next()?);
        let size = decimal::parse(size).ok_or(CheckpointError::Size)?;
        let root = Hash::from_base64(root).ok_or(CheckpointError::Root)?;
        Self::checked(origin.to_owned(), size, root)
    }
}

/// The three lines of the checkpoint. No extension lines are ever written.
impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n{}\n{}\n", self.origin, self.size, self.root)
    }
}

impl SignedCheckpoint {
    /// Signs a checkpoint with the log's key; refuses a signer whose name is not the origin. A log must never sign
    /// two checkpoints that are not consistent (tlog-checkpoint, "Signatures"); the caller sees to it.
    pub fn sign(checkpoint: Checkpoint, signer: &Signer) -> Result<Self, CheckpointError> {
        let name = signer.verifier_key().name();
        if name.as_str() != checkpoint.origin {
            return Err(CheckpointError::SignerName { name: name.clone() });
        }
        let note = Note::sign(checkpoint.to_string(), signer).map_err(CheckpointError::Note)?;
        Ok(Self { note, checkpoint })
    }

    /// Reads a checkpoint without verifying it; refuses every departure from the forms of note and checkpoint, and
    /// an empty tree with another root than [`EMPTY_ROOT`].
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::parse(bytes).map_err(CheckpointError::Note)?;
        let checkpoint = note.text().parse()?;
        Ok(Self { note, checkpoint })
    }

    /// What the checkpoint says, which nobody may have signed: only to find out against which keys to verify it, and
    /// where it is our own.
    pub fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note with all its signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Appends a cosignature, or the signature of a second key of the log; refused as in [`Note::add`].
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        self.note.add(signature)
    }

    /// The same checkpoint with the signatures that hold under these keys and no others; refuses as [`Note::verify`]
    /// does.
    pub fn signed_by<'a>(&self, keys: impl IntoIterator<Item = &'a VerifierKey>) -> Result<Self, NoteError> {
        Ok(Self { note: self.note.signed_by(keys)?, checkpoint: self.checkpoint.clone() })
    }

    /// What the checkpoint says, once a key with the origin as its name has signed it (tlog-checkpoint,
    /// "Signatures"). Refuses as [`Note::verify`] does, and if no key of that name is among those that signed.
    pub fn verify<'a>(
        &self,
        log_keys: impl IntoIterator<Item = &'a VerifierKey>,
    ) -> Result<&Checkpoint, CheckpointError> {
        let verified = self.note.verify(log_keys).map_err(CheckpointError::Note)?;
        if verified.iter().any(|one| one.key.name().as_str() == self.checkpoint.origin) {
            Ok(&self.checkpoint)
        } else {
            Err(CheckpointError::NotOfOrigin)
        }
    }
}

/// The note as it is published.
impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(formatter)
    }
}
