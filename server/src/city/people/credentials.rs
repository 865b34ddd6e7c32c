//! The rules for what is typed when an account is made: logins, names, passwords. No database and no hashing here.

use std::{fmt, str::FromStr};

use dantin_words::{TextFault, clean_text_within, count_characters, nfc};

/// What an officer types to say who he is: 2 to 40 of `a-z`, `0-9`, `.`, `-`, `_`, beginning with a letter or digit.
/// Capital letters are made small.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

/// The text is no login; see [`Login`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALogin;

impl fmt::Display for NotALogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a login has 2 to 40 of the letters a-z, digits, '.', '-' and '_', and begins with a letter or digit",
        )
    }
}
impl std::error::Error for NotALogin {}

impl Login {
    /// The login in small letters, without white space at its ends.
    pub fn new(text: &str) -> Result<Login, NotALogin> {
        let login = text.trim().to_ascii_lowercase();
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_');
        let begins_well = login.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
        if (2..=40).contains(&login.len()) && begins_well && login.bytes().all(allowed) {
            Ok(Login(login))
        } else {
            Err(NotALogin)
        }
    }

    /// The login's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl FromStr for Login {
    type Err = NotALogin;
    fn from_str(text: &str) -> Result<Login, NotALogin> {
        Login::new(text)
    }
}

/// A person's name as colleagues read it: 1 to 100 characters on one line, in normal form C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    Empty,
    /// More than 100 characters.
    TooLong,
    /// It holds a line end or another control character.
    Control,
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NameFault::Empty => "the name is empty",
            NameFault::TooLong => "the name has more than 100 characters",
            NameFault::Control => "the name holds a line end or another control character",
        })
    }
}
impl std::error::Error for NameFault {}

impl PersonName {
    /// The name, cut at both ends, with single spaces between its words.
    pub fn new(text: &str) -> Result<PersonName, NameFault> {
        let clean = clean_text_within(text, 100).map_err(|fault| match fault {
            TextFault::TooLong { .. } => NameFault::TooLong,
            TextFault::Control { .. } => NameFault::Control,
        })?;
        if clean.contains('\n') {
            return Err(NameFault::Control);
        }
        let words: Vec<&str> = clean.split_whitespace().collect();
        if words.is_empty() { Err(NameFault::Empty) } else { Ok(PersonName(words.join(" "))) }
    }

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password that may be set: at least ten characters, not the login, not one of those that everybody tries first.
/// Nothing is asked of its composition (NIST SP 800-63B-4, 3.1.1.2). It is never shown.
#[derive(Clone)]
pub struct Password(String);

/// Why a password cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer than [`Password::LEAST`] characters.
    TooShort,
    /// More than [`Password::MOST`] characters.
    TooLong,
    /// It is the login.
    IsLogin,
    /// One sign repeated, a plain run of signs, or one of the passwords that are tried first.
    Common,
}

impl PasswordFault {
    /// The key of the sentence that says it, in the word files.
    pub const fn word(self) -> &'static str {
        match self {
            PasswordFault::TooShort => "people-password-too-short",
            PasswordFault::TooLong => "people-password-too-long",
            PasswordFault::IsLogin => "people-password-is-login",
            PasswordFault::Common => "people-password-common",
        }
    }
}

impl fmt::Display for PasswordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PasswordFault::TooShort => {
                write!(f, "the password has fewer than {} characters", Password::LEAST)
            }
            PasswordFault::TooLong => write!(f, "the password has more than {} characters", Password::MOST),
            PasswordFault::IsLogin => f.write_str("the password is the login"),
            PasswordFault::Common => f.write_str("this password is among the first that strangers try"),
        }
    }
}
impl std::error::Error for PasswordFault {}

/// Passwords of ten characters and more that are tried first, in small letters, besides runs and repetitions.
const TRIED_FIRST: [&str; 14] = [
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "matkhau123",
    "matkhau1234",
    "matkhau12345",
    "quantri123",
    "administrator",
    "admin12345",
    "qwertyuiop",
    "1q2w3e4r5t",
    "iloveyou123",
    "vietnam123",
];

impl Password {
    /// The fewest characters.
    pub const LEAST: usize = 10;
    /// The most characters.
    pub const MOST: usize = 200;

    /// The password in normal form C, for an account with this login. Spaces stay, also at the ends.
    pub fn new(typed: &str, login: &Login) -> Result<Password, PasswordFault> {
        let password = nfc(typed);
        let characters = count_characters(&password);
        let small = password.trim().to_lowercase();
        if characters < Self::LEAST {
            Err(PasswordFault::TooShort)
        } else if characters > Self::MOST {
            Err(PasswordFault::TooLong)
        } else if small == login.as_str() {
            Err(PasswordFault::IsLogin)
        } else if TRIED_FIRST.contains(&small.as_str()) || is_a_run(&small) {
            Err(PasswordFault::Common)
        } else {
            Ok(Password(password))
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(not shown)")
    }
}

/// Whether every step from one sign to the next is the same 0, +1 or -1, counting 9 to 0 as +1.
fn is_a_run(text: &str) -> bool {
    let signs: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps = || signs.iter().zip(signs.iter().skip(1)).map(|(a, b)| (a, b, b - a));
    [-1, 0, 1].into_iter().any(|wanted| {
        steps().all(|(a, b, step)| {
            let round = (*a, *b) == (57, 48) && wanted == 1 || (*a, *b) == (48, 57) && wanted == -1;
            step == wanted || round
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_has_a_small_alphabet() {
        assert_eq!(Login::new(" Can.Bo_70 ").unwrap().as_str(), "can.bo_70");
        for text in ["", "a", ".ab", "-ab", "nguyễn", "a b", "a@b", "a\0b", &"a".repeat(41)] {
            assert_eq!(Login::new(text), Err(NotALogin), "{text:?}");
        }
    }

    #[test]
    fn a_name_of_four_words_is_kept_in_normal_form() {
        let typed = "  Nguye\u{302}\u{303}n  Thi\u{323} Mẫu   Dữ ";
        assert_eq!(PersonName::new(typed).unwrap().as_str(), "Nguyễn Thị Mẫu Dữ");
        assert_eq!(PersonName::new("  "), Err(NameFault::Empty));
        assert_eq!(PersonName::new("a\nb"), Err(NameFault::Control));
        assert_eq!(PersonName::new("a\0b"), Err(NameFault::Control));
        assert_eq!(PersonName::new(&"ă".repeat(100)).map(|n| count_characters(n.as_str())), Ok(100));
        assert_eq!(PersonName::new(&"ă".repeat(101)), Err(NameFault::TooLong));
    }

    #[test]
    fn a_password_is_counted_in_characters_and_asks_no_composition() {
        let login = Login::new("canbo.phuong").unwrap();
        let fault = |text: &str| Password::new(text, &login).err();
        assert_eq!(fault("đường phố đẹp"), None);
        assert_eq!(fault("trời xanh"), Some(PasswordFault::TooShort));
        // Nine letters of which some need three code points when taken apart.
        assert_eq!(fault("a\u{302}\u{323}bcdefghi"), Some(PasswordFault::TooShort));
        assert_eq!(fault(&"ộx".repeat(100)), None);
        assert_eq!(fault(&"ộx".repeat(101)), Some(PasswordFault::TooLong));
        assert_eq!(fault("CanBo.Phuong"), Some(PasswordFault::IsLogin));
        for common in ["1234567890", "0123456789", "9876543210", "aaaaaaaaaaaa", "Matkhau123", "abcdefghijk"]
        {
            assert_eq!(fault(common), Some(PasswordFault::Common), "{common}");
        }
    }

    #[test]
    fn both_normal_forms_of_a_password_are_the_same_password() {
        let login = Login::new("ab").unwrap();
        let composed = Password::new("đường phố đẹp", &login).unwrap();
        let apart = Password::new("đu\u{31b}o\u{31b}\u{300}ng phô\u{301} đe\u{323}p", &login).unwrap();
        assert_eq!(composed.as_bytes(), apart.as_bytes());
        assert_eq!(format!("{composed:?}"), "Password(not shown)");
    }
}
