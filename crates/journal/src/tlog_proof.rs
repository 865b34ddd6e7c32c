//! Proofs that can be handed out: one file shows offline that an entry is in a log that witnesses have seen (C2SP
//! tlog-proof, extension `.tlog-proof`). This is a resident's receipt.
//!
//! The file holds neither the entry nor the keys: whoever verifies it brings both.

use std::fmt::{self, Write as _};

use crate::base64;
use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::decimal;
use crate::hash::Hash;
use crate::note::MAX_NOTE_BYTES;
use crate::policy::{Accepted, Policy, PolicyRefusal};
use crate::proof::{ProofError, verify_inclusion};

/// The longest proof in bytes, with checkpoint and extra data.
pub const MAX_PROOF_BYTES: usize = MAX_NOTE_BYTES + 128 * 1024;
/// The most hashes of a proof: a tree of 2^64 entries is no higher.
pub const MAX_PROOF_HASHES: usize = 64;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// An entry's index, its inclusion proof and the checkpoint of the tree it is in (tlog-proof, "Format").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// The index of the entry in the log, from 0.
    pub index: u64,
    /// The inclusion proof, the leaf's sibling first (RFC 6962, section 2.1.1); at most 64 are read.
    pub hashes: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub checkpoint: SignedCheckpoint,
    /// Data that no signature covers and nobody should trust; empty means that there are none.
    pub extra: Vec<u8>,
}

/// Why a proof is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlogProofError {
    /// Longer than 640 KiB.
    TooLong,
    /// Not UTF-8.
    NotUtf8,
    /// The first line is not that of a proof.
    FirstLine,
    /// The extra data are empty or not canonical base64.
    Extra,
    /// The index is missing or not a number in its one spelling.
    Index,
    /// A line of the inclusion proof is not a hash, or there are more than 64.
    Hashes,
    /// The checkpoint is missing or malformed.
    Checkpoint(CheckpointError),
    /// The checkpoint is not acceptable under the policy.
    Policy(PolicyRefusal),
    /// The entry is not at that index of the tree.
    Inclusion(ProofError),
}

impl fmt::Display for TlogProofError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(formatter, "the proof is longer than {MAX_PROOF_BYTES} bytes"),
            Self::NotUtf8 => formatter.write_str("the proof is not UTF-8"),
            Self::FirstLine => write!(formatter, "the first line is not {FIRST_LINE}"),
            Self::Extra => formatter.write_str("the line of extra data is malformed"),
            Self::Index => formatter.write_str("the line of the index is missing or malformed"),
            Self::Hashes => formatter.write_str("a line of the inclusion proof is malformed or one too many"),
            Self::Checkpoint(error) => error.fmt(formatter),
            Self::Policy(error) => error.fmt(formatter),
            Self::Inclusion(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for TlogProofError {}

impl TlogProof {
    /// Reads a proof without verifying it; refuses every departure from the form: whatever is accepted is written
    /// again with the same bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogProofError> {
        if bytes.len() > MAX_PROOF_BYTES {
            return Err(TlogProofError::TooLong);
        }
        let text = std::str::from_utf8(bytes).ok().ok_or(TlogProofError::NotUtf8)?;
        let (head, note) =
            text.split_once("\n\n").ok_or(TlogProofError::Checkpoint(CheckpointError::Form))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST_LINE) {
            return Err(TlogProofError::FirstLine);
        }
        let mut extra = Vec::new();
        if let Some(line) = lines.next_if(|line| line.starts_with("extra ")) {
            extra = line
                .strip_prefix("extra ")
                .and_then(base64::decode)
                .filter(|extra| !extra.is_empty())
                .ok_or(TlogProofError::Extra)?;
        }
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(decimal::parse)
            .ok_or(TlogProofError::Index)?;
        let mut hashes = Vec::new();
        for line in lines {
            if hashes.len() == MAX_PROOF_HASHES {
                return Err(TlogProofError::Hashes);
            }
            hashes.push(Hash::from_base64(line).ok_or(TlogProofError::Hashes)?);
        }
        let checkpoint = SignedCheckpoint::parse(note.as_bytes()).map_err(TlogProofError::Checkpoint)?;
        Ok(Self { index, hashes, checkpoint, extra })
    }

    /// Holds if the entry with this leaf hash is at the index in the tree of the checkpoint, and the checkpoint is
    /// acceptable under the policy; says who vouched for it.
    pub fn verify<'a>(&'a self, leaf: &Hash, policy: &'a Policy) -> Result<Accepted<'a>, TlogProofError> {
        let accepted = policy.verify(&self.checkpoint).map_err(TlogProofError::Policy)?;
        let (size, root) = (accepted.checkpoint.size(), accepted.checkpoint.root());
        verify_inclusion(leaf, self.index, size, &self.hashes, &root).map_err(TlogProofError::Inclusion)?;
        Ok(accepted)
    }
}

/// The file's content.
impl fmt::Display for TlogProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{FIRST_LINE}")?;
        if !self.extra.is_empty() {
            writeln!(formatter, "extra {}", base64::encode(&self.extra))?;
        }
        writeln!(formatter, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(formatter, "{hash}"))?;
        formatter.write_char('\n')?;
        self.checkpoint.fmt(formatter)
    }
}
