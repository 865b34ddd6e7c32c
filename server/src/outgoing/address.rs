//! Which addresses may be asked: https anywhere in public, http on this machine alone. What a name resolves to is judged
//! by [`is_public`] when a connection is made.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use axum::http::Uri;

/// Letters of an address at most.
const LONGEST: usize = 500;

/// An address that may be kept: whole, without a password, and with https unless it is this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAddress {
    /// It is none, or has no host.
    NotAnAddress,
    /// http to another machine, or another scheme.
    Insecure,
    /// A name and password stand before the host.
    WithPassword,
    /// The host is a number of a private network.
    Private,
}

impl BadAddress {
    /// Every reason.
    pub const ALL: [BadAddress; 4] =
        [BadAddress::NotAnAddress, BadAddress::Insecure, BadAddress::WithPassword, BadAddress::Private];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            BadAddress::NotAnAddress => "not_an_address",
            BadAddress::Insecure => "insecure",
            BadAddress::WithPassword => "with_password",
            BadAddress::Private => "private",
        }
    }
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BadAddress::NotAnAddress => "this is no whole address; write https://host/path",
            BadAddress::Insecure => "the address must begin with https:// (http:// only for this machine)",
            BadAddress::WithPassword => "the address must not hold a name or password",
            BadAddress::Private => {
                "the address lies in a private network; partners.private_addresses = yes would allow it"
            }
        })
    }
}
impl std::error::Error for BadAddress {}

impl Address {
    /// Reads an address. Names are not resolved here; a number that is private is refused, unless it is this machine or
    /// `allows_private`.
    pub fn parse(text: &str, allows_private: bool) -> Result<Address, BadAddress> {
        let text = text.trim();
        if text.len() > LONGEST || text.contains('#') {
            return Err(BadAddress::NotAnAddress);
        }
        let uri: Uri = text.parse().map_err(|_not_a_uri| BadAddress::NotAnAddress)?;
        let authority = uri.authority().ok_or(BadAddress::NotAnAddress)?;
        if authority.as_str().contains('@') {
            return Err(BadAddress::WithPassword);
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(BadAddress::NotAnAddress)?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_this_machine(host) || allows_private => {}
            Some(_) => return Err(BadAddress::Insecure),
            None => return Err(BadAddress::NotAnAddress),
        }
        let is_private = number(host).is_some_and(|ip| !is_public(ip));
        if is_private && !allows_private && !is_this_machine(host) {
            return Err(BadAddress::Private);
        }
        Ok(Address(text.trim_end_matches('/').to_owned()))
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host as a number, if it is written as one.
fn number(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether the host is written as this machine: by its name or a loopback number, not by a name that leads there.
pub(super) fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || number(host).is_some_and(|ip| ip.is_loopback())
}

/// Whether anybody's machine may have this number: not this machine, no private, shared, local or reserved network
/// (the IANA special-purpose registries of IPv4 and IPv6), also where one hides in an IPv6 address.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(four) => is_public_four(four),
        IpAddr::V6(six) => is_public_six(six),
    }
}

fn is_public_four(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240)
}

fn is_public_six(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let four = |high: u16, low: u16| {
        let [one, two] = high.to_be_bytes();
        let [three, four] = low.to_be_bytes();
        Ipv4Addr::new(one, two, three, four)
    };
    match (a, b) {
        // Mapped, compatible and translated addresses of IPv4 are what they hold.
        (0, 0) if c == 0 && d == 0 && e == 0 && f == 0xffff => is_public_four(four(g, h)),
        (0x64, 0xff9b) if c == 0 && d == 0 && e == 0 && f == 0 => is_public_four(four(g, h)),
        (0x2002, _) => is_public_four(four(b, c)),
        // Only the range of global addresses is left, less documentation, Teredo and other protocols' own.
        (0x2001, 0x0db8) => false,
        (0x2001, 0..0x0200) => false,
        (0x3fff, 0..0x1000) => false,
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn https_goes_anywhere_in_public_and_http_to_this_machine_alone() {
        for text in [
            "https://receiver.example/hook",
            "https://receiver.example:8443/hook?a=1",
            "http://127.0.0.1:9000/hook",
            "http://[::1]:9000",
            "http://localhost/",
        ] {
            assert!(Address::parse(text, false).is_ok(), "{text}");
        }
        for (text, fault) in [
            ("http://receiver.example/hook", BadAddress::Insecure),
            ("ftp://receiver.example/", BadAddress::Insecure),
            ("file:///etc/passwd", BadAddress::NotAnAddress),
            ("receiver.example/hook", BadAddress::NotAnAddress),
            ("/hook", BadAddress::NotAnAddress),
            ("", BadAddress::NotAnAddress),
            ("https://", BadAddress::NotAnAddress),
            ("https://a b/", BadAddress::NotAnAddress),
            ("https://a/#b", BadAddress::NotAnAddress),
            ("https://me:secret@receiver.example/", BadAddress::WithPassword),
            ("https://10.0.0.1/", BadAddress::Private),
            ("https://169.254.169.254/latest/meta-data", BadAddress::Private),
            ("https://[fd00::1]/", BadAddress::Private),
            ("https://[::ffff:10.0.0.1]/", BadAddress::Private),
        ] {
            assert_eq!(Address::parse(text, false), Err(fault), "{text}");
        }
        assert!(Address::parse("http://10.0.0.1/", true).is_ok());
        assert!(Address::parse(&format!("https://a.example/{}", "a".repeat(600)), false).is_err());
    }

    #[test]
    fn no_special_network_counts_as_public() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "240.0.0.1",
            "192.0.0.8",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "3fff::1",
            "2001::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in
            ["1.1.1.1", "113.160.0.1", "2606:4700::1111", "2001:ee0::1", "::ffff:1.1.1.1", "64:ff9b::101:101"]
        {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_the_reader_panic_and_what_it_takes_is_https_or_here(text in ".{0,60}") {
            if let Ok(address) = Address::parse(&text, false) {
                prop_assert!(address.as_str().starts_with("https://") || address.as_str().starts_with("http://"));
            }
        }

        #[test]
        fn a_hidden_number_is_judged_like_the_number(four in any::<u32>()) {
            let four = Ipv4Addr::from(four);
            prop_assert_eq!(is_public(four.to_ipv6_mapped().into()), is_public(four.into()));
        }
    }
}
