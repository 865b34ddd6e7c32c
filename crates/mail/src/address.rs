//! Addresses: what people type, checked once so that it can stand in a header and in a command of SMTP. A host in any
//! script becomes its ASCII form (IDNA); the part before the @ is ASCII, since most servers take no other.

use std::{fmt, str::FromStr};

/// The longest address that SMTP carries (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;
/// The longest part before the @ (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// A checked address. Two spellings of one mailbox may differ in letter case: [`Address::key`] is the same for both.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    local: String,
    host: String,
}

/// Why something is no address that mail can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// There is a line break or another control character in it.
    Control,
    /// It is longer than mail allows.
    TooLong,
    /// The part before the @ holds letters outside ASCII.
    NotAscii,
    /// It has not the form name@host.
    Form,
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Control => "it holds a line break or another control character",
            Self::TooLong => "it is longer than mail allows",
            Self::NotAscii => "the part before the @ holds letters with marks",
            Self::Form => "it has not the form name@host",
        })
    }
}
impl std::error::Error for AddressFault {}

impl FromStr for Address {
    type Err = AddressFault;

    fn from_str(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim_matches(' ');
        if text.chars().any(char::is_control) {
            return Err(AddressFault::Control);
        }
        let (local, host) = text.rsplit_once('@').ok_or(AddressFault::Form)?;
        if !local.is_ascii() {
            return Err(AddressFault::NotAscii);
        }
        let is_atom = |part: &str| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        };
        if !local.split('.').all(is_atom) {
            return Err(AddressFault::Form);
        }
        let host = idna::domain_to_ascii_strict(host).map_err(|_bad| AddressFault::Form)?;
        let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
        if !host.contains('.') || !host.split('.').all(is_label) {
            return Err(AddressFault::Form);
        }
        if local.len() > LONGEST_LOCAL || local.len() + 1 + host.len() > LONGEST {
            return Err(AddressFault::TooLong);
        }
        // The library that writes the mail must agree.
        lettre::Address::new(local, &host).map_err(|_bad| AddressFault::Form)?;
        Ok(Self { local: local.to_owned(), host })
    }
}

impl Address {
    /// The host in ASCII.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// One text for all spellings of a mailbox that are the same everywhere in practice.
    pub fn key(&self) -> String {
        format!("{}@{}", self.local, self.host).to_ascii_lowercase()
    }

    pub(crate) fn lettre(&self) -> Result<lettre::Address, AddressFault> {
        lettre::Address::new(&self.local, &self.host).map_err(|_bad| AddressFault::Form)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.host)
    }
}

/// Who writes: a name for people and an address that answers go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The name; may be empty.
    pub name: String,
    /// The address.
    pub address: Address,
}

impl FromStr for Sender {
    type Err = AddressFault;

    /// Reads `Dân Tin <dan-tin@city.example>` or the address alone.
    fn from_str(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(AddressFault::Control);
        }
        match text.strip_suffix('>').and_then(|start| start.rsplit_once('<')) {
            Some((name, address)) => {
                Ok(Self { name: name.trim().trim_matches('"').trim().to_owned(), address: address.parse()? })
            }
            None => Ok(Self { name: String::new(), address: text.parse()? }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_break_in_an_address_is_refused() {
        for text in
            ["mau@example.vn\r\nBcc: x@example.vn", "mau\n@example.vn", "mau@example.vn\n", "\u{0}@a.vn"]
        {
            assert_eq!(text.parse::<Address>(), Err(AddressFault::Control), "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in [
            "",
            "mau",
            "@example.vn",
            "mau@",
            "mau@localhost",
            "a b@example.vn",
            "a@b@example.vn",
            "mau@example..vn",
            "mau@-example.vn",
            ".mau@example.vn",
            "mau.@example.vn",
            "<mau@example.vn>",
            "mau@example.vn>",
            "mau@exam ple.vn",
            "mau@example.vn,x@example.vn",
        ] {
            assert_eq!(text.parse::<Address>(), Err(AddressFault::Form), "{text:?}");
        }
        assert_eq!("mẫu@example.vn".parse::<Address>(), Err(AddressFault::NotAscii));
        assert_eq!(format!("{}@example.vn", "a".repeat(65)).parse::<Address>(), Err(AddressFault::TooLong));
    }

    #[test]
    fn a_host_with_marks_becomes_its_ascii_form_whether_composed_or_not() {
        let composed: Address = "mau@thử.example.vn".parse().unwrap();
        let decomposed: Address = "mau@thu\u{31b}\u{309}.example.vn".parse().unwrap();
        assert_eq!(composed, decomposed);
        assert!(composed.host().starts_with("xn--") && composed.to_string().is_ascii());
    }

    #[test]
    fn letter_case_makes_no_second_mailbox() {
        let address: Address = "Mau.Thu+dantin@Example.VN".parse().unwrap();
        assert_eq!(address.key(), "mau.thu+dantin@example.vn");
    }

    #[test]
    fn a_sender_has_a_name_or_none() {
        let sender: Sender = "Dân Tin Hà Nội <dantin@example.vn>".parse().unwrap();
        assert_eq!(
            (sender.name.as_str(), sender.address.to_string().as_str()),
            ("Dân Tin Hà Nội", "dantin@example.vn")
        );
        assert_eq!("dantin@example.vn".parse::<Sender>().unwrap().name, "");
        assert_eq!("x\nBcc: y <dantin@example.vn>".parse::<Sender>(), Err(AddressFault::Control));
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_one_line_of_ascii_with_one_at(text in "\\PC{0,20}@?\\PC{0,20}") {
            if let Ok(address) = text.parse::<Address>() {
                let shown = address.to_string();
                prop_assert!(shown.is_ascii() && shown.len() <= LONGEST);
                prop_assert!(!shown.chars().any(|c| c.is_ascii_control() || c == ' ' || c == '<' || c == '>'));
                prop_assert_eq!(shown.matches('@').count(), 1);
                prop_assert_eq!(shown.parse::<Address>(), Ok(address));
            }
        }
    }
}
