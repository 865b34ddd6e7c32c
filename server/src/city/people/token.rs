//! Secrets that a browser keeps in a cookie. The database keeps only their hashes, so that nobody who reads it can
//! sign in.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::clock::{Random, random};

/// 256 random bits, written as 43 characters of base64url. Never shown but in its cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// A new token.
    pub fn draw(source: &dyn Random) -> Token {
        Token(random(source))
    }

    /// The token that a cookie holds, if it holds one.
    pub fn parse(text: &str) -> Option<Token> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Token)
    }

    /// The text for the cookie.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database knows of it: its SHA-256. The token is random enough to need no salt.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRandom;

    #[test]
    fn a_token_is_read_back_from_its_text_only() {
        let token = Token::draw(&SeededRandom::new(3));
        assert_eq!(token.to_text().len(), 43);
        assert_eq!(Token::parse(&token.to_text()), Some(token.clone()));
        for text in ["", "abc", &token.to_text()[1..], &format!("{}=", token.to_text()), "ă"] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
        assert_eq!(format!("{token:?}"), "Token(not shown)");
        assert_ne!(token.hash(), token.0);
    }
}
