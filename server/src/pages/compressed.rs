//! Keeps the compressed forms of public answers for a while, by the digest of what they say: the pages that everybody
//! asks for are compressed once. It knows no page and no visitor; what is private never comes here.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::Bytes;

use super::headers::Encoding;

/// Bytes that are kept at most; the oldest go first.
const ROOM: usize = 4 << 20;

type Key = ([u8; 32], Option<&'static str>);

/// The forms that are kept; clones share them.
#[derive(Clone, Default)]
pub struct Compressed(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    forms: HashMap<Key, Bytes>,
    order: VecDeque<Key>,
    size: usize,
}

impl std::fmt::Debug for Compressed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Compressed(…)")
    }
}

impl Compressed {
    /// `bytes`, whose SHA-256 is `digest`, in this encoding.
    pub fn form(&self, digest: [u8; 32], encoding: Encoding, bytes: &[u8]) -> Bytes {
        let key = (digest, encoding.name());
        if let Some(form) = self.lock().forms.get(&key) {
            return form.clone();
        }
        // Two that ask at once both compress: waiting for each other would hold up all the others.
        let form = Bytes::from(encoding.encode(bytes));
        let mut kept = self.lock();
        if form.len() <= ROOM / 8 && kept.forms.insert(key, form.clone()).is_none() {
            kept.order.push_back(key);
            kept.size += form.len();
            while kept.size > ROOM {
                let Some(oldest) = kept.order.pop_front() else { break };
                kept.size -= kept.forms.remove(&oldest).map_or(0, |form| form.len());
            }
        }
        form
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    fn form(kept: &Compressed, text: &[u8], encoding: Encoding) -> Bytes {
        kept.form(Sha256::digest(text).into(), encoding, text)
    }

    #[test]
    fn the_same_page_is_compressed_once_for_each_encoding() {
        let kept = Compressed::default();
        let page = "xin chào ".repeat(400);
        let brotli = Encoding::Brotli { quality: 4 };
        let first = form(&kept, page.as_bytes(), brotli);
        let again = form(&kept, page.as_bytes(), brotli);
        assert_eq!(first.as_ptr(), again.as_ptr(), "the kept form is given");
        assert_ne!(form(&kept, page.as_bytes(), Encoding::Gzip), first);
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let kept = Compressed::default();
        for number in 0..200_u32 {
            let page: Vec<u8> = number.to_le_bytes().repeat(10_000);
            // Uncompressed, so that each takes 40,000 bytes.
            form(&kept, &page, Encoding::Identity);
            assert!(kept.lock().size <= ROOM);
        }
        let held = kept.lock();
        assert_eq!(held.forms.len(), held.order.len());
        assert_eq!(held.size, held.forms.values().map(Bytes::len).sum::<usize>());
        assert!(held.forms.len() > 50);
    }
}
