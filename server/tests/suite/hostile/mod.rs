//! Changed bytes from outside: exports of other systems, map layers, forms, and the answers of other servers. Whatever comes is
//! read or refused with a named error, never a panic; what was read is in order, and no row is lost.

mod files;
mod forms;
mod servers;

use proptest::prelude::*;

/// What the formats are made of, and what most often passes where it should not.
const TOKENS: [&[u8]; 26] = [
    b"\0",
    b"\xff\xfe",
    b"\xc4",
    b"\n",
    b"\r\n",
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"=",
    b"&",
    b"%",
    b"%00",
    b"%zz",
    b"+",
    b"[",
    b"]",
    b"{}",
    b"null",
    b"-1",
    b"1e400",
    b"99999999999999999999",
    b"NaN",
    b"--",
    "“".as_bytes(),
    "e\u{301}".as_bytes(),
];

/// Where, in which way and with what bytes are changed.
pub type Changes = Vec<(usize, usize, u8)>;

pub fn changes() -> impl Strategy<Value = Changes> {
    proptest::collection::vec((any::<usize>(), 0..5_usize, any::<u8>()), 0..6)
}

/// The bytes with some put in, taken out, doubled or made others.
pub fn changed(bytes: &[u8], changes: &[(usize, usize, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, what, byte) in changes {
        let place = place % (bytes.len() + 1);
        let end = (place + usize::from(*byte)).min(bytes.len());
        match what {
            0 if place < bytes.len() => bytes[place] = *byte,
            1 => drop(bytes.splice(place..place, TOKENS[usize::from(*byte) % TOKENS.len()].iter().copied())),
            2 => drop(bytes.drain(place..end)),
            3 => {
                let part = bytes[place..end].to_vec();
                drop(bytes.splice(place..place, part));
            }
            _ => bytes.truncate(bytes.len() - usize::from(*byte) % (bytes.len() / 20 + 1)),
        }
    }
    bytes
}

/// Changed bytes of something valid, or any bytes at all.
fn input(valid: &'static str) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => changes().prop_map(move |changes| changed(valid.as_bytes(), &changes)),
        1 => proptest::collection::vec(any::<u8>(), 0..200),
    ]
}

pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn is_said(text: &str) -> bool {
    !text.trim().is_empty()
}
