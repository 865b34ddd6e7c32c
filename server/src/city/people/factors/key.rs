//! The key of the desk: 32 random bytes in a file of the data folder, apart from the database and from its backups. It
//! seals what the database must not hold in clear, and signs what browsers bring back. Whoever loses it loses only what was
//! sealed: officers then set up their second factor again.

use std::{fmt, path::Path};

use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    hmac,
};

use crate::{
    clock::{Random, random},
    key_file,
};

/// The name of its file.
pub const FILE: &str = "desk.key";
const NONCE: usize = 12;

/// The key.
#[derive(Clone)]
pub struct DeskKey([u8; 32]);

impl fmt::Debug for DeskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeskKey(not shown)")
    }
}

impl DeskKey {
    /// The key of a data folder, made when there is none.
    pub fn open(data: &Path, source: &dyn Random) -> anyhow::Result<DeskKey> {
        let without = "officers then set up their second factor again";
        Ok(DeskKey(key_file::open(data, FILE, without, source)?))
    }

    /// Seals bytes of this owner for this purpose; for any other they cannot be opened.
    pub fn seal(&self, purpose: &str, owner: &str, plain: &[u8], source: &dyn Random) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE] = random(source);
        let mut sealed = plain.to_vec();
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound(purpose, owner), &mut sealed)
            .ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`DeskKey::seal`] sealed.
    pub fn unseal(&self, purpose: &str, owner: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = body.to_vec();
        let plain = self.cipher()?.open_in_place(nonce, bound(purpose, owner), &mut body).ok()?;
        Some(plain.to_vec())
    }

    /// A signature that only this key makes.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let tag = hmac::sign(&self.signer(), &labelled(purpose, message));
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        bytes
    }

    /// Whether it made this signature; takes as long whatever was sent.
    pub fn has_signed(&self, purpose: &str, message: &[u8], signature: &[u8]) -> bool {
        hmac::verify(&self.signer(), &labelled(purpose, message), signature).is_ok()
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, &self.0).ok().map(LessSafeKey::new)
    }

    /// One key never does two kinds of work: what signs is made from what seals.
    fn signer(&self) -> hmac::Key {
        let own = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&own, b"dantin/desk/sign/v1").as_ref())
    }
}

fn bound(purpose: &str, owner: &str) -> Aad<Vec<u8>> {
    Aad::from(labelled(purpose, owner.as_bytes()))
}

/// The length of the purpose stands before it, so that no two pairs give the same bytes.
fn labelled(purpose: &str, message: &[u8]) -> Vec<u8> {
    let length = u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes();
    [length.as_slice(), purpose.as_bytes(), message].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::SeededRandom;

    #[test]
    fn the_key_stays_and_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let first = DeskKey::open(folder.path(), &SeededRandom::new(1)).unwrap();
        let again = DeskKey::open(folder.path(), &SeededRandom::new(2)).unwrap();
        assert_eq!(first.0, again.0);
        assert_eq!(format!("{first:?}"), "DeskKey(not shown)");
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_for_its_owner_and_purpose_alone(
            plain in proptest::collection::vec(any::<u8>(), 0..80), bit in 0_usize..800, seed in any::<u64>(),
        ) {
            let source = SeededRandom::new(seed);
            let key = DeskKey(random(&source));
            let sealed = key.seal("totp", "one", &plain, &source).unwrap();
            prop_assert_eq!(key.unseal("totp", "one", &sealed), Some(plain));
            prop_assert_eq!(key.unseal("totp", "two", &sealed), None);
            prop_assert_eq!(key.unseal("tot", "pone", &sealed), None);
            prop_assert_eq!(DeskKey(random(&source)).unseal("totp", "one", &sealed), None);
            let mut damaged = sealed.clone();
            let place = bit % (damaged.len() * 8);
            damaged[place / 8] ^= 1 << (place % 8);
            prop_assert_eq!(key.unseal("totp", "one", &damaged), None);
            prop_assert_eq!(key.unseal("totp", "one", &sealed[..bit % sealed.len()]), None);
        }

        #[test]
        fn a_signature_holds_for_its_message_and_purpose_alone(message in ".{0,40}", other in ".{0,40}") {
            let key = DeskKey([7; 32]);
            let signature = key.sign("ticket", message.as_bytes());
            prop_assert!(key.has_signed("ticket", message.as_bytes(), &signature));
            prop_assert!(!key.has_signed("other", message.as_bytes(), &signature));
            prop_assert_eq!(key.has_signed("ticket", other.as_bytes(), &signature), other == message);
            prop_assert!(!key.has_signed("ticket", message.as_bytes(), &signature[..31]));
        }
    }
}
