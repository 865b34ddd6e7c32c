//! Signed notes: a text and signatures of it, in a form that people can read (C2SP signed-note).
//!
//! A note is parsed first and verified after, against keys that the caller trusts. What the text says is not known
//! here; nothing should be made of it before [`Note::verify`] has held.

use std::fmt;
use std::str::FromStr;

use crate::base64;
use crate::key::{KeyId, KeyName, Outcome, Signer, VerifierKey};

/// The longest note in bytes: enough for [`MAX_SIGNATURES`] of the post-quantum kind.
pub const MAX_NOTE_BYTES: usize = 512 * 1024;
/// The most signatures of one note. The standard asks for 16 at least; a policy of 32 witnesses needs more.
pub const MAX_SIGNATURES: usize = 64;

/// A text that ends in LF, with one signature at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line: em dash, key name, base64 of key id and signature (signed-note, "Format").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    pub(crate) name: KeyName,
    pub(crate) id: KeyId,
    /// Invariant: never empty.
    pub(crate) signature: Vec<u8>,
}

/// A signature that holds under a key that the caller knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified<'a> {
    /// The key, one of those that the caller gave.
    pub key: &'a VerifierKey,
    /// When it was made, in seconds since the epoch (POSIX), where the type of signature says so.
    pub time: Option<u64>,
}

/// Why a note is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// Longer than 512 KiB.
    TooLong,
    /// Not UTF-8.
    NotUtf8,
    /// An ASCII control character other than LF.
    ControlCharacter,
    /// No empty line with signatures behind it, or no LF at an end.
    Form,
    /// A signature line is not spelled as the standard spells it; counted from 1.
    SignatureLine { line: usize },
    /// More than 64 signatures.
    TooManySignatures,
    /// A known key's signature does not hold, so that the whole note is refused.
    BadSignature { name: KeyName },
    /// A known key has signed twice.
    SignedTwice { name: KeyName },
    /// Two different keys were given with the same name and key id.
    AmbiguousKeys { name: KeyName },
    /// No signature is of a key that was given.
    NoKnownSignature,
}

impl fmt::Display for NoteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(formatter, "the note is longer than {MAX_NOTE_BYTES} bytes"),
            Self::NotUtf8 => formatter.write_str("the note is not UTF-8"),
            Self::ControlCharacter => formatter.write_str("the note holds a control character"),
            Self::Form => formatter.write_str("the note is not a text, an empty line and signatures"),
            Self::SignatureLine { line } => write!(formatter, "signature line {line} is malformed"),
            Self::TooManySignatures => {
                write!(formatter, "the note has more than {MAX_SIGNATURES} signatures")
            }
            Self::BadSignature { name } => write!(formatter, "the signature of {name} does not hold"),
            Self::SignedTwice { name } => write!(formatter, "{name} has signed twice with one key"),
            Self::AmbiguousKeys { name } => write!(formatter, "two keys called {name} have one key id"),
            Self::NoKnownSignature => formatter.write_str("no known key has signed the note"),
        }
    }
}

impl std::error::Error for NoteError {}

impl Note {
    /// Signs a text; refuses one that does not end in LF, holds other control characters or is too long.
    pub fn sign(text: String, signer: &Signer) -> Result<Self, NoteError> {
        check_text(&text)?;
        if !text.ends_with('\n') {
            return Err(NoteError::Form);
        }
        let signatures = vec![signer.sign(&text)];
        Ok(Self { text, signatures })
    }

    /// Reads a note without verifying it; refuses every departure from the form (signed-note, "Format"): whatever is
    /// accepted is written again with the same bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        let note = std::str::from_utf8(bytes).ok().ok_or(NoteError::NotUtf8)?;
        check_text(note)?;
        let end = note.rfind("\n\n").ok_or(NoteError::Form)?;
        let (text, rest) = note.split_at(end + 1);
        let signatures = NoteSignature::parse_lines(rest.strip_prefix('\n').unwrap_or(rest))?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The text with its last LF, which is what signatures cover. Not to be believed before it is verified.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in their order, of known and unknown keys.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Appends a signature, as that of a witness; refuses a second one of the same name and key id, and the 65th.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.iter().any(|other| other.name == signature.name && other.id == signature.id) {
            return Err(NoteError::SignedTwice { name: signature.name });
        }
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// The same text with the signatures that hold under these keys and no others; refuses as [`Note::verify`] does.
    pub fn signed_by<'a>(&self, keys: impl IntoIterator<Item = &'a VerifierKey>) -> Result<Self, NoteError> {
        let verified = self.verify(keys)?;
        let is_known = |line: &&NoteSignature| {
            verified.iter().any(|one| *one.key.name() == line.name && one.key.id() == line.id)
        };
        Ok(Self {
            text: self.text.clone(),
            signatures: self.signatures.iter().filter(is_known).cloned().collect(),
        })
    }

    /// The signatures that hold under these keys, in the note's order (signed-note, "Signatures"). Signatures of other
    /// keys and of types not supported are passed over. Refuses the note when a known key's signature does not hold
    /// or stands twice, when the keys are ambiguous, and when no known key has signed.
    pub fn verify<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a VerifierKey>,
    ) -> Result<Vec<Verified<'a>>, NoteError> {
        let keys: Vec<&VerifierKey> = keys.into_iter().collect();
        let mut verified: Vec<Verified<'a>> = Vec::new();
        for line in &self.signatures {
            let name = || line.name.clone();
            let mut matching = keys.iter().filter(|key| *key.name() == line.name && key.id() == line.id);
            let Some(key) = matching.next() else { continue };
            if matching.any(|other| other != key) {
                return Err(NoteError::AmbiguousKeys { name: name() });
            }
            let time = match key.check(&self.text, &line.signature) {
                Outcome::Good(time) => time,
                Outcome::Bad => return Err(NoteError::BadSignature { name: name() }),
                Outcome::Unsupported => continue,
            };
            if verified.iter().any(|other| other.key == *key) {
                return Err(NoteError::SignedTwice { name: name() });
            }
            verified.push(Verified { key, time });
        }
        if verified.is_empty() { Err(NoteError::NoKnownSignature) } else { Ok(verified) }
    }
}

/// The note as it is published.
impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(formatter, "{signature}"))
    }
}

impl NoteSignature {
    /// Reads signature lines, each with its LF, as a witness answers them (tlog-witness, "add-checkpoint"); refuses
    /// none, more than 64 and any malformed one.
    pub fn parse_lines(text: &str) -> Result<Vec<Self>, NoteError> {
        let lines = text.strip_suffix('\n').ok_or(NoteError::Form)?;
        if lines.split('\n').nth(MAX_SIGNATURES).is_some() {
            return Err(NoteError::TooManySignatures);
        }
        let parse = |(place, line): (usize, &str)| {
            line.parse().ok().ok_or(NoteError::SignatureLine { line: place + 1 })
        };
        lines.split('\n').enumerate().map(parse).collect()
    }

    /// The name of the key that is said to have signed.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of that key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The signature behind the key id, of whatever type.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

/// Reads one signature line without its LF, in its one spelling.
impl FromStr for NoteSignature {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let parse = || {
            let (name, signature) = text.strip_prefix("— ")?.split_once(' ')?;
            let signature = base64::decode(signature)?;
            let (id, signature) = signature.split_first_chunk::<4>()?;
            let known = !signature.is_empty();
            known.then(|| {
                Some(Self { name: name.parse().ok()?, id: KeyId(*id), signature: signature.to_vec() })
            })?
        };
        parse().ok_or(NoteError::SignatureLine { line: 1 })
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signature = base64::encode(&[self.id.0.as_slice(), &self.signature].concat());
        write!(formatter, "— {} {signature}", self.name)
    }
}

/// What holds for every byte of a note: its length, and no ASCII control character but LF.
pub(crate) fn check_text(text: &str) -> Result<(), NoteError> {
    if text.len() > MAX_NOTE_BYTES {
        Err(NoteError::TooLong)
    } else if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        Err(NoteError::ControlCharacter)
    } else {
        Ok(())
    }
}
