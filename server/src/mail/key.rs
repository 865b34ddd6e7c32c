//! The key behind the links in mails: a file beside the database, `mail.key`, that nobody but the server reads. A link
//! carries what it opens and a code of this key over it (HMAC-SHA-256, RFC 2104, cut to 128 bits), so that no secret of it
//! is stored. Such a link opens choices about mail and nothing else: nobody can act on a case with it, not even who holds
//! the key.

use std::path::Path;

use dantin_mail::Address;
use dantin_record::id::CaseId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::{clock::Random, key_file};

/// The file in the data folder.
pub const FILE: &str = "mail.key";
/// Symbols of an id, and of a code.
const SYMBOLS: usize = 26;

/// The key.
pub(super) struct Key([u8; 32]);

/// For what a token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Choosing what comes to an address; its id is the address's hash.
    Choices,
    /// Confirming an alert; its id is the alert's.
    Confirm,
}

impl Purpose {
    const fn domain(self) -> &'static [u8] {
        match self {
            Self::Choices => b"dantin/mail-choices/v1\n",
            Self::Confirm => b"dantin/mail-confirm/v1\n",
        }
    }
}

impl Key {
    /// Reads the key, or makes one where there is none.
    pub(super) fn open(data: &Path, source: &dyn Random) -> anyhow::Result<Key> {
        let without = "links in mails that were sent then work no more";
        Ok(Key(key_file::open(data, FILE, without, source)?))
    }

    pub(super) fn token(&self, purpose: Purpose, id: &str) -> String {
        format!("{id}{}", self.code(purpose, id))
    }

    pub(super) fn opened<'t>(&self, purpose: Purpose, token: &'t str) -> Option<&'t str> {
        let (id, code) = token.split_at_checked(SYMBOLS)?;
        let sent: CaseId = code.parse().ok()?;
        // Compared in constant time.
        self.mac(purpose, id)?.verify_truncated_left(&sent.0).ok()?;
        Some(id)
    }

    fn code(&self, purpose: Purpose, id: &str) -> String {
        let mut short = [0; 16];
        if let Some(mac) = self.mac(purpose, id) {
            for (to, from) in short.iter_mut().zip(mac.finalize().into_bytes()) {
                *to = from;
            }
        }
        CaseId(short).to_string()
    }

    fn mac(&self, purpose: Purpose, id: &str) -> Option<Hmac<Sha256>> {
        // A key of any length is taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(purpose.domain());
        mac.update(id.as_bytes());
        Some(mac)
    }
}

/// By what an address is found where it must not stand: 128 bits of its hash as 26 symbols.
pub fn address_hash(address: &Address) -> String {
    let mut hash = Sha256::new();
    hash.update(b"dantin/mail-address/v1\n");
    hash.update(address.key().as_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(digest) {
        *to = from;
    }
    CaseId(short).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRandom;

    #[test]
    fn a_token_opens_its_own_thing_for_its_own_purpose_alone() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::open(folder.path(), &SeededRandom::new(1)).unwrap();
        let id = address_hash(&"mau@example.vn".parse().unwrap());
        let token = key.token(Purpose::Choices, &id);
        assert_eq!(key.opened(Purpose::Choices, &token), Some(id.as_str()));
        assert_eq!(key.opened(Purpose::Confirm, &token), None);
        let other = address_hash(&"khac@example.vn".parse().unwrap());
        assert_eq!(key.opened(Purpose::Choices, &format!("{other}{}", &token[26..])), None);
        for bad in ["", &token[..51], &format!("{token}0"), &token.replace(|_| true, "0"), "ầ"] {
            assert_eq!(key.opened(Purpose::Choices, bad), None, "{bad}");
        }
        let second = tempfile::tempdir().unwrap();
        let stranger = Key::open(second.path(), &SeededRandom::new(2)).unwrap();
        assert_eq!(stranger.opened(Purpose::Choices, &token), None);
    }

    #[test]
    fn the_key_stays() {
        let folder = tempfile::tempdir().unwrap();
        let first = Key::open(folder.path(), &SeededRandom::new(1)).unwrap();
        let again = Key::open(folder.path(), &SeededRandom::new(2)).unwrap();
        assert_eq!(first.0, again.0);
    }

    #[test]
    fn spellings_of_one_mailbox_have_one_hash() {
        let hash = |text: &str| address_hash(&text.parse().unwrap());
        assert_eq!(hash("Mau@Example.vn"), hash("mau@example.vn"));
        assert_ne!(hash("mau1@example.vn"), hash("mau@example.vn"));
    }
}
