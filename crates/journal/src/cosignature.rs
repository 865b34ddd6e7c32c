//! Cosignatures: what a witness or mirror adds to a checkpoint, saying that this is the largest consistent tree of the
//! log that it has seen as of some time (C2SP tlog-cosignature).
//!
//! The timestamped Ed25519 kind (0x04) is signed and verified. The ML-DSA-44 kind (0x06) has its place in
//! [`crate::key`] and its lines are carried; until it is verified here, they count for nothing. The time is a value:
//! nobody here knows what time it is, nor whether the tree is consistent.

use std::fmt;

use crate::checkpoint::SignedCheckpoint;
use crate::key::{COSIGNATURE, KeyError, KeyName, SecretKey, VerifierKey};
use crate::note::NoteSignature;

/// The latest time of a cosignature, in seconds since the epoch (tlog-cosignature, "Format").
pub const MAX_TIME: u64 = i64::MAX as u64;

/// A secret Ed25519 key under its name, for timestamped cosignatures (type 0x04). It must not be shared by two
/// cosigners, since what they sign does not hold their name; the seed is wiped when it is dropped and is never shown.
#[derive(Clone)]
pub struct Cosigner(SecretKey);

/// The time is above [`MAX_TIME`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeTooLate;

impl fmt::Display for TimeTooLate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the time of a cosignature is beyond 2^63 - 1")
    }
}

impl std::error::Error for TimeTooLate {}

impl Cosigner {
    /// The cosigner of a secret seed of 32 bytes, which the caller draws.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        Self(SecretKey::new(name, COSIGNATURE, seed))
    }

    /// Reads what [`Cosigner::private_key`] gives and refuses every other spelling, type and key id.
    pub fn from_private_key(text: &str) -> Result<Self, KeyError> {
        SecretKey::parse(text, COSIGNATURE).map(Self)
    }

    /// The secret as `PRIVATE+KEY+<name>+<key id>+<base64 of type and seed>`.
    pub fn private_key(&self) -> String {
        self.0.encode()
    }

    /// The public key that verifies what is cosigned here.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.0.public
    }

    /// Cosigns a checkpoint as of `time` in seconds since the epoch (tlog-cosignature, "Ed25519 signed message").
    /// The caller has verified the log's signature and the consistency with what was cosigned before, and has made
    /// this one durable. Refuses a time above [`MAX_TIME`].
    pub fn cosign(&self, checkpoint: &SignedCheckpoint, time: u64) -> Result<NoteSignature, TimeTooLate> {
        if time > MAX_TIME {
            return Err(TimeTooLate);
        }
        Ok(self.0.sign(&time.to_be_bytes(), &message(time, checkpoint.note().text())))
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cosigner({}+{})", self.0.public.name(), self.0.public.id())
    }
}

/// What an Ed25519 cosignature signs: two lines, then the text of the checkpoint with its last LF and any extension
/// lines.
pub(crate) fn message(time: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

/// The time of a timestamped signature and the signature; nothing if it is too short or the time too late.
pub(crate) fn split(signature: &[u8]) -> Option<(u64, &[u8])> {
    let (time, signature) = signature.split_first_chunk::<8>()?;
    let time = u64::from_be_bytes(*time);
    (time <= MAX_TIME).then_some((time, signature))
}
