//! An opening: what somebody needs to see that a commitment of the journal spoke of this content. Whether anybody may have
//! it, is asked elsewhere.

use dantin_journal::commitment::DOMAIN;
use serde_json::{Value, json};

use crate::act::cases::hex;

/// An opening as JSON: everything that goes into the hash, and the hash.
pub fn opening(commitment: &str, field: &str, content: &str, salt: &[u8]) -> Value {
    json!({
        "commitment": commitment,
        "domain": DOMAIN,
        "salt": hex(salt),
        "field": field,
        "content": content,
    })
}
