//! The key behind the links in mails: a file beside the database, `mail.key`, that nobody but the server reads. A link
//! carries what it opens and a code of this key over it (HMAC-SHA-256, RFC 2104, cut to 128 bits), so that no secret of it
//! is stored. Such a link opens choices about mail and nothing else: nobody can act on a case with it, not even who holds
//! the key.

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use dantin_mail::Address;
use dantin_record::id::CaseId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::{
    act::cases::hex,
    clock::{Random, random},
};

/// The file in the data folder.
pub(super) const FILE: &str = "mail.key";
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
        let path = data.join(FILE);
        if let Some(key) = read(&path)? {
            return Ok(key);
        }
        let text = hex(&random::<32>(source));
        // Whole or not at all, and never over another process's: a link gives the file its name once it is written.
        let half = data.join(format!("{FILE}.{}", hex(&random::<8>(source))));
        let written = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&half)
            .and_then(|mut file| writeln!(file, "{text}").and_then(|()| file.sync_all()));
        let linked = written.and_then(|()| match fs::hard_link(&half, &path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        });
        let _ = fs::remove_file(&half);
        linked.with_context(|| format!("{} cannot be written", path.display()))?;
        read(&path)?.with_context(|| format!("{} is gone again", path.display()))
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

fn read(path: &PathBuf) -> anyhow::Result<Option<Key>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    let text = text.trim();
    ensure!(
        text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{} holds no key: put it back from the safe, or remove it; then links in mails that were sent work no more",
        path.display()
    );
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().enumerate() {
        let digits = text.get(2 * place..2 * place + 2).unwrap_or_default();
        *byte = u8::from_str_radix(digits, 16).with_context(|| format!("{} holds no key", path.display()))?;
    }
    Ok(Some(Key(key)))
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
    use std::os::unix::fs::PermissionsExt as _;

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
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = Key::open(folder.path(), &SeededRandom::new(1)).unwrap();
        let again = Key::open(folder.path(), &SeededRandom::new(2)).unwrap();
        assert_eq!(first.0, again.0);
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no half-written file stays");
        fs::write(folder.path().join(FILE), "torn").unwrap();
        assert!(
            Key::open(folder.path(), &SeededRandom::new(3)).is_err(),
            "a damaged key is not silently replaced"
        );
    }

    #[test]
    fn spellings_of_one_mailbox_have_one_hash() {
        let hash = |text: &str| address_hash(&text.parse().unwrap());
        assert_eq!(hash("Mau@Example.vn"), hash("mau@example.vn"));
        assert_ne!(hash("mau1@example.vn"), hash("mau@example.vn"));
    }
}
