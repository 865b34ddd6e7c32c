//! One message: its body, its id and its signature, as the specification has them.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::store::Told;
use crate::{
    act::cases::hex,
    clock::{Random, random},
};

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a secret that is made here.
const MADE: usize = 32;

/// The secret that both sides know.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// A text is no secret: `whsec_` and 24 to 64 bytes in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSecret;

impl fmt::Display for BadSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret is whsec_ and 24 to 64 bytes in base64")
    }
}
impl std::error::Error for BadSecret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(not shown)")
    }
}

impl Secret {
    /// A new one.
    pub fn draw(source: &dyn Random) -> Secret {
        Secret(random::<MADE>(source).to_vec())
    }

    /// Reads one.
    pub fn parse(text: &str) -> Result<Secret, BadSecret> {
        let bytes = text.trim().strip_prefix(PREFIX).and_then(|rest| STANDARD.decode(rest).ok());
        bytes.filter(|bytes| (24..=64).contains(&bytes.len())).map(Secret).ok_or(BadSecret)
    }

    /// As people keep it.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }
}

/// The value of `webhook-signature`: HMAC-SHA256 over id, time and body, joined by full stops.
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &str) -> String {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else { return String::new() };
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// The id of the message about an entry: the same however often it is sent, and another one in another city.
pub fn id(public_url: &str, index: i64) -> String {
    let city = hex(&Sha256::digest(public_url.as_bytes()));
    format!("msg_{}_{index}", city.get(..12).unwrap_or_default())
}

/// The body of the message about an entry.
pub fn body(public_url: &str, told: &Told) -> String {
    let code = told.code.as_str();
    json!({
        "type": told.event.code(),
        "timestamp": told.at.to_string(),
        "data": {
            "entry": told.index,
            "case": code,
            "number": told.number,
            "occurred": told.occurred.to_string(),
            "category": told.category,
            "subcategory": told.subcategory,
            "area": Some(told.area.as_str()).filter(|area| !area.is_empty()),
            "agency": told.agency,
            "state": told.state,
            "visibility": told.visibility,
            "url": format!("{public_url}/cases/{code}"),
            "entry_url": format!("{public_url}/verify?q={}", told.index),
        },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_signature_is_that_of_the_specification() {
        // The example of the reference libraries of Standard Webhooks.
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn a_secret_is_read_as_it_was_written_and_never_shown() {
        let secret = Secret::draw(&crate::clock::SeededRandom::new(1));
        assert_eq!(Secret::parse(&secret.to_text()), Ok(secret.clone()));
        assert!(!format!("{secret:?}").contains(&secret.to_text()[6..12]));
        for text in
            ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!", "whsk_AAAA"]
        {
            assert_eq!(Secret::parse(text), Err(BadSecret), "{text}");
        }
    }

    #[test]
    fn ids_hold_no_full_stop_and_differ_between_cities() {
        assert_ne!(id("https://a.example", 7), id("https://b.example", 7));
        assert!(!id("https://a.example", 7).contains('.'));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_of_secrets_panic(text in ".{0,120}") {
            let _ = Secret::parse(&text);
        }
    }
}
