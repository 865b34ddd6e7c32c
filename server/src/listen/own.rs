//! Whose an upload is. The hash of an original is no secret: officers' pages name it, and so may whatever quotes them. A form therefore
//! names a photo by its hash and a ticket behind it, which only the server makes and only for whoever sent the file itself (and, at
//! the desk, in the forms of the case whose draft it is). A hash without its ticket attaches nothing and shows nothing. A ticket follows
//! from the file: two residents who send the same file both have one, a form that is sent again has the same, and none runs out, since the
//! photo itself is thrown away after a day.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dantin_photos::Hash;

use crate::city::people::factors::key::DeskKey;

/// Bytes of a ticket: what is left of a signature, since forms and drafts carry it along.
const TICKET: usize = 16;

/// Where a ticket is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// In the forms of residents and contractors.
    Outside,
    /// In officers' forms about one case or round, by its code; so that what a case's form offers to its officers is good for nothing else.
    Desk(&'a str),
}

/// A photo that whoever names it has sent, or that the desk offered in the same place; written as forms carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Hash of the original.
    pub hash: Hash,
    ticket: [u8; TICKET],
}

impl Own {
    /// The photo of somebody who has just sent it. Whoever calls this has seen the file arrive, or has asked for the right.
    pub fn of(key: &DeskKey, place: Place<'_>, hash: Hash) -> Own {
        let purpose = match place {
            Place::Outside => "photo".to_owned(),
            Place::Desk(code) => format!("photo of {code}"),
        };
        let mut ticket = [0; TICKET];
        let signature = key.sign(&purpose, hash.to_string().as_bytes());
        ticket.iter_mut().zip(signature).for_each(|(to, from)| *to = from);
        Own { hash, ticket }
    }

    /// What a form named, if its ticket is ours.
    pub fn read(key: &DeskKey, place: Place<'_>, text: &str) -> Option<Own> {
        let (hash, ticket) = text.split_once('.')?;
        let sent = URL_SAFE_NO_PAD.decode(ticket).ok().filter(|sent| sent.len() == TICKET)?;
        let own = Own::of(key, place, hash.parse().ok()?);
        // All bytes are compared whatever was sent.
        let differs = own.ticket.iter().zip(&sent).fold(0, |differs, (one, other)| differs | (one ^ other));
        (differs == 0).then_some(own)
    }

    /// What the fields of a form named, each once, and whether any of them is not the sender's.
    pub fn read_all<'t>(
        key: &DeskKey,
        place: Place<'_>,
        texts: impl Iterator<Item = &'t str>,
    ) -> (Vec<Own>, bool) {
        let (mut own, mut is_any_lost): (Vec<Own>, bool) = (Vec::new(), false);
        for text in texts.filter(|text| !text.is_empty()) {
            match Own::read(key, place, text) {
                Some(photo) if own.contains(&photo) => {}
                Some(photo) => own.push(photo),
                None => is_any_lost = true,
            }
        }
        (own, is_any_lost)
    }
}

impl fmt::Display for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.hash, URL_SAFE_NO_PAD.encode(self.ticket))
    }
}

/// The hashes of originals as commands take them.
pub fn hashes(photos: &[Own]) -> Vec<String> {
    photos.iter().map(|photo| photo.hash.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::SeededRandom;

    fn key(seed: u64) -> DeskKey {
        let folder = tempfile::tempdir().unwrap();
        DeskKey::open(folder.path(), &SeededRandom::new(seed)).unwrap()
    }

    #[test]
    fn a_ticket_is_good_for_its_file_its_place_and_its_server_alone() {
        let (here, elsewhere, hash) = (key(1), key(2), Hash::of(b"photo"));
        let places = [Place::Outside, Place::Desk("DT-7K3M9Q"), Place::Desk("DT-000000")];
        for place in places {
            let own = Own::of(&here, place, hash);
            let text = own.to_string();
            assert_eq!(text.len(), 64 + 1 + 22);
            assert_eq!(Own::read(&here, place, &text), Some(own));
            assert_eq!(Own::read(&elsewhere, place, &text), None);
            for other in places.into_iter().filter(|other| *other != place) {
                assert_eq!(Own::read(&here, other, &text), None, "{other:?}");
            }
            let foreign = format!("{}{}", Hash::of(b"other"), &text[64..]);
            assert_eq!(Own::read(&here, place, &foreign), None);
        }
        assert_eq!(Own::read(&here, Place::Outside, &hash.to_string()), None, "a bare hash proves nothing");
        let text = Own::of(&here, Place::Outside, hash).to_string();
        let bare = hash.to_string();
        let (own, is_any_lost) =
            Own::read_all(&here, Place::Outside, [text.as_str(), "", &text, &bare].into_iter());
        assert_eq!((own.len(), is_any_lost), (1, true));
    }

    proptest! {
        #[test]
        fn nothing_that_was_made_up_is_a_ticket(text in "[0-9a-f]{64}[.]?[A-Za-z0-9_=-]{0,24}") {
            prop_assert_eq!(Own::read(&key(1), Place::Outside, &text), None);
        }
    }
}
