//! The keys of signed notes: names, key ids, verifier keys, and the signer that holds a secret one (C2SP signed-note).
//!
//! A key is configured, never taken from what it verifies. Where keys are kept, and who is trusted for what, is not
//! known here; nor is where a seed comes from.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::base64;
use crate::cosignature;
use crate::note::NoteSignature;

/// The type byte of an Ed25519 note signature (signed-note, "Signature types").
pub const ED25519: u8 = 0x01;
/// The type byte of a timestamped Ed25519 cosignature (tlog-cosignature).
pub const COSIGNATURE: u8 = 0x04;
/// The type byte of a timestamped ML-DSA-44 cosignature (tlog-cosignature), which is carried and not verified yet.
pub const ML_DSA_44_COSIGNATURE: u8 = 0x06;
/// The longest verifier key that is read, in bytes; one of ML-DSA-44 has about 1,800 beside its name.
pub const MAX_KEY_BYTES: usize = 8 * 1024;

const PRIVATE_KEY: &str = "PRIVATE+KEY+";

/// The name of a key: not empty, without Unicode spaces, ASCII control characters and `+` (signed-note, "Format").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// The four bytes that tell apart the keys of one name, and the types of one key (signed-note, "Signatures").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

/// A public key under its name, written as a *vkey* `<name>+<key id>+<base64 of type and key>` (signed-note,
/// "Verifier keys").
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: KeyId,
    material: Material,
}

#[derive(Clone, PartialEq, Eq)]
enum Material {
    Ed25519(VerifyingKey),
    Cosignature(VerifyingKey),
    /// A type that is not verified here: its signatures are passed over like those of unknown keys.
    Other {
        signature_type: u8,
        key: Vec<u8>,
    },
}

/// What became of a signature under a key that matches its name and id.
pub(crate) enum Outcome {
    /// It holds; a cosignature with its time in POSIX seconds.
    Good(Option<u64>),
    /// It does not hold.
    Bad,
    /// Nobody here can tell.
    Unsupported,
}

/// Why a key is refused. The text itself is never told, since it may hold a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// A name is empty or holds a space, a control character or `+`.
    Name,
    /// The text has not the form of a key, or has trailing or non-canonical parts.
    Form,
    /// The text is longer than 8 KiB.
    TooLong,
    /// The key is of another type than is asked for here.
    Type(u8),
    /// The key id is not that of the name and the key.
    Id,
    /// The bytes are not a sound public key.
    Material,
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => {
                formatter.write_str("a key name is empty or holds a space, a control character or '+'")
            }
            Self::Form => formatter.write_str("the text is not a key"),
            Self::TooLong => write!(formatter, "the key is longer than {MAX_KEY_BYTES} bytes"),
            Self::Type(signature_type) => {
                write!(formatter, "a key of type {signature_type:#04x} does not serve here")
            }
            Self::Id => formatter.write_str("the key id does not belong to the name and the key"),
            Self::Material => formatter.write_str("the bytes are not a sound public key"),
        }
    }
}

impl std::error::Error for KeyError {}

impl KeyName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bad = |character: char| character.is_whitespace() || character < ' ' || character == '+';
        if text.is_empty() || text.contains(bad) { Err(KeyError::Name) } else { Ok(Self(text.to_owned())) }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl KeyId {
    /// The id of a key: the first four bytes of SHA-256(name || 0x0A || type || public key) (signed-note,
    /// "Signatures").
    pub fn new(name: &KeyName, signature_type: u8, public_key: &[u8]) -> Self {
        let hash = Sha256::new()
            .chain_update(name.as_str())
            .chain_update([b'\n', signature_type])
            .chain_update(public_key)
            .finalize();
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
        Self([a, b, c, d])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl VerifierKey {
    /// A key for Ed25519 note signatures (type 0x01), from its 32 bytes (RFC 8032, section 5.1.5); refuses what is
    /// not a point of the curve or one of small order.
    pub fn ed25519(name: KeyName, public_key: &[u8; 32]) -> Result<Self, KeyError> {
        Self::new(name, ED25519, public_key)
    }

    /// A key for timestamped Ed25519 cosignatures (type 0x04), refused as in [`VerifierKey::ed25519`].
    pub fn cosignature(name: KeyName, public_key: &[u8; 32]) -> Result<Self, KeyError> {
        Self::new(name, COSIGNATURE, public_key)
    }

    fn new(name: KeyName, signature_type: u8, public_key: &[u8]) -> Result<Self, KeyError> {
        let id = KeyId::new(&name, signature_type, public_key);
        let material = match signature_type {
            ED25519 => Material::Ed25519(point(public_key)?),
            COSIGNATURE => Material::Cosignature(point(public_key)?),
            ML_DSA_44_COSIGNATURE if public_key.len() != 1312 => return Err(KeyError::Material),
            _ => Material::Other { signature_type, key: public_key.to_vec() },
        };
        Ok(Self { name, id, material })
    }

    /// The name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key id.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The type byte (signed-note, "Signature types").
    pub fn signature_type(&self) -> u8 {
        match self.material {
            Material::Ed25519(_) => ED25519,
            Material::Cosignature(_) => COSIGNATURE,
            Material::Other { signature_type, .. } => signature_type,
        }
    }

    /// The public key without its type byte, by which two verifier keys are duplicates (tlog-policy, "Public key
    /// representation").
    pub fn public_key(&self) -> &[u8] {
        match &self.material {
            Material::Ed25519(key) | Material::Cosignature(key) => key.as_bytes(),
            Material::Other { key, .. } => key,
        }
    }

    /// Whether signatures of this type can be verified here; those of others are passed over.
    pub fn is_supported(&self) -> bool {
        !matches!(self.material, Material::Other { .. })
    }

    /// What a signature under this key is worth for a note's text.
    pub(crate) fn check(&self, text: &str, signature: &[u8]) -> Outcome {
        match &self.material {
            Material::Ed25519(key) if holds(key, text.as_bytes(), signature) => Outcome::Good(None),
            Material::Cosignature(key) => match cosignature::split(signature) {
                Some((time, rest)) if holds(key, &cosignature::message(time, text), rest) => {
                    Outcome::Good(Some(time))
                }
                _ => Outcome::Bad,
            },
            Material::Ed25519(_) => Outcome::Bad,
            Material::Other { .. } => Outcome::Unsupported,
        }
    }
}

/// Reads a verifier key in its one spelling. The id must be that of name and key, except for types that make it
/// otherwise or that are not known; those are kept and pass over signatures.
impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, signature_type, public_key) = fields(text)?;
        let mut key = Self::new(name, signature_type, &public_key)?;
        let known = matches!(signature_type, ED25519 | COSIGNATURE | ML_DSA_44_COSIGNATURE);
        if known && key.id != id {
            return Err(KeyError::Id);
        }
        key.id = id;
        Ok(key)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let material = base64::encode(&[&[self.signature_type()], self.public_key()].concat());
        write!(formatter, "{}+{}+{material}", self.name, self.id)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifierKey({self})")
    }
}

/// A secret Ed25519 key under its name, for note signatures (type 0x01). The seed is wiped from memory when it is
/// dropped and is never shown.
#[derive(Clone)]
pub struct Signer(SecretKey);

impl Signer {
    /// The signer of a secret seed of 32 bytes (RFC 8032, section 5.1.5), which the caller draws.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        Self(SecretKey::new(name, ED25519, seed))
    }

    /// Reads what [`Signer::private_key`] gives and refuses every other spelling, type and key id.
    pub fn from_private_key(text: &str) -> Result<Self, KeyError> {
        SecretKey::parse(text, ED25519).map(Self)
    }

    /// The secret as `PRIVATE+KEY+<name>+<key id>+<base64 of type and seed>`, the form in which tools for signed
    /// notes keep it. Whoever has this text signs in the name of the log.
    pub fn private_key(&self) -> String {
        self.0.encode()
    }

    /// The public key that verifies what is signed here.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.0.public
    }

    /// A signature of a note's text, which ends in LF (signed-note, "Ed25519 signatures").
    pub fn sign(&self, text: &str) -> NoteSignature {
        self.0.sign(&[], text.as_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Signer({}+{})", self.0.public.name, self.0.public.id)
    }
}

/// What signers of every type have in common. It has no `Debug` on purpose.
#[derive(Clone)]
pub(crate) struct SecretKey {
    key: SigningKey,
    pub(crate) public: VerifierKey,
}

impl SecretKey {
    pub(crate) fn new(name: KeyName, signature_type: u8, seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let verifying = key.verifying_key();
        let id = KeyId::new(&name, signature_type, verifying.as_bytes());
        let material = match signature_type {
            COSIGNATURE => Material::Cosignature(verifying),
            _ => Material::Ed25519(verifying),
        };
        Self { key, public: VerifierKey { name, id, material } }
    }

    pub(crate) fn parse(text: &str, signature_type: u8) -> Result<Self, KeyError> {
        let (name, id, found, seed) = fields(text.strip_prefix(PRIVATE_KEY).ok_or(KeyError::Form)?)?;
        if found != signature_type {
            return Err(KeyError::Type(found));
        }
        let seed = <[u8; 32]>::try_from(seed).ok().ok_or(KeyError::Material)?;
        let secret = Self::new(name, signature_type, &seed);
        if secret.public.id == id { Ok(secret) } else { Err(KeyError::Id) }
    }

    pub(crate) fn encode(&self) -> String {
        let material = [&[self.public.signature_type()], self.key.as_bytes().as_slice()].concat();
        format!("{PRIVATE_KEY}{}+{}+{}", self.public.name, self.public.id, base64::encode(&material))
    }

    /// The signature line for a message, whose signature begins with `prefix`.
    pub(crate) fn sign(&self, prefix: &[u8], message: &[u8]) -> NoteSignature {
        let signature = [prefix, &self.key.sign(message).to_bytes()].concat();
        NoteSignature { name: self.public.name.clone(), id: self.public.id, signature }
    }
}

/// Name, key id, type byte and the rest of a key as it is written.
fn fields(text: &str) -> Result<(KeyName, KeyId, u8, Vec<u8>), KeyError> {
    if text.len() > MAX_KEY_BYTES {
        return Err(KeyError::TooLong);
    }
    let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
    let (id, material) = rest.split_once('+').ok_or(KeyError::Form)?;
    let id = u32::from_str_radix(id, 16)
        .ok()
        .map(|number| KeyId(number.to_be_bytes()))
        .filter(|found| found.to_string() == id)
        .ok_or(KeyError::Form)?;
    let material = base64::decode(material).ok_or(KeyError::Form)?;
    let (signature_type, material) = material.split_first().ok_or(KeyError::Form)?;
    Ok((name.parse()?, id, *signature_type, material.to_vec()))
}

/// A point of the curve that is not of small order, for which signatures would hold that nobody made.
fn point(public_key: &[u8]) -> Result<VerifyingKey, KeyError> {
    let bytes = <[u8; 32]>::try_from(public_key).ok().ok_or(KeyError::Material)?;
    VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak()).ok_or(KeyError::Material)
}

fn holds(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}
