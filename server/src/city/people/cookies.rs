//! The cookies of the desk: the session, the mark by which a browser is known again, and what goes along to the identity
//! provider and back. Nothing here knows what
//! they stand for, and residents are given neither.

use std::fmt::Write as _;

use super::token::Token;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Ends with the browser, or earlier by the limits of the session.
    Session,
    /// Says that somebody has signed in here before; kept for as long as browsers allow.
    Device,
    /// That this browser asked the identity provider; minutes.
    Provider,
}

/// How long the way to the provider and back may take, in seconds.
const PROVIDER_SECONDS: u32 = 600;
/// How long browsers keep a cookie at most, in seconds (RFC 6265bis: 400 days).
const DEVICE_SECONDS: u32 = 400 * 24 * 3600;

impl Cookie {
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Cookie::Session, true) => "__Host-dantin-desk",
            (Cookie::Session, false) => "dantin-desk",
            (Cookie::Device, true) => "__Host-dantin-device",
            (Cookie::Device, false) => "dantin-device",
            (Cookie::Provider, true) => "__Host-dantin-provider",
            (Cookie::Provider, false) => "dantin-provider",
        }
    }

    /// The value of a `Set-Cookie` header that gives the browser this token; `secure` where the visitor speaks TLS.
    pub fn set(self, token: &Token, secure: bool) -> String {
        let seconds = match self {
            Cookie::Session => None,
            Cookie::Device => Some(DEVICE_SECONDS),
            Cookie::Provider => Some(PROVIDER_SECONDS),
        };
        self.header(&token.to_text(), seconds, secure)
    }

    /// The value of a `Set-Cookie` header that takes it away.
    pub fn clear(self, secure: bool) -> String {
        self.header("", Some(0), secure)
    }

    /// The token in the values of a request's `Cookie` headers. A cookie that stands there twice counts as none:
    /// the second may have been planted.
    pub fn read<'a>(self, headers: impl IntoIterator<Item = &'a str>, secure: bool) -> Option<Token> {
        let name = self.name(secure);
        let mut values = headers
            .into_iter()
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter_map(|(key, value)| (key == name).then_some(value));
        let value = values.next()?;
        if values.next().is_some() { None } else { Token::parse(value) }
    }

    fn header(self, value: &str, seconds: Option<u32>, secure: bool) -> String {
        let mut text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.name(secure));
        if let Some(seconds) = seconds {
            // Writing to a text cannot fail.
            let _ = write!(text, "; Max-Age={seconds}");
        }
        if secure {
            text.push_str("; Secure");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRandom;

    #[test]
    fn behind_tls_the_cookie_is_bound_to_the_host() {
        let token = Token::draw(&SeededRandom::new(3));
        let text = token.to_text();
        assert_eq!(
            Cookie::Session.set(&token, true),
            format!("__Host-dantin-desk={text}; Path=/; HttpOnly; SameSite=Lax; Secure")
        );
        assert_eq!(
            Cookie::Device.set(&token, false),
            format!("dantin-device={text}; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000")
        );
        assert_eq!(Cookie::Session.clear(false), "dantin-desk=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn a_cookie_is_found_among_others_and_never_guessed() {
        let token = Token::draw(&SeededRandom::new(3));
        let pair = format!("dantin-desk={}", token.to_text());
        let read = |headers: &[&str]| Cookie::Session.read(headers.iter().copied(), false);
        assert_eq!(read(&[&format!("a=b; {pair}; c=d")]), Some(token.clone()));
        assert_eq!(read(&["a=b", &pair]), Some(token.clone()));
        assert_eq!(read(&[&pair, &pair]), None, "twice");
        assert_eq!(read(&["dantin-desk=", "x"]), None);
        assert_eq!(
            Cookie::Session.read([pair.as_str()], true),
            None,
            "behind TLS only the bound name counts"
        );
    }
}
