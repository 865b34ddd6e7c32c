//! Officers, their roles, and the rules for what is typed when an account is made: logins, names, passwords. No
//! database and no hashing here.

use std::{fmt, str::FromStr};

use dantin_record::{
    act::{Actor, Role},
    code::AgencyCode,
};
use dantin_store::{FromValue, ToValue, Value};
use dantin_words::{Language, TextFault, clean_text_within, count_characters, nfc};
use jiff::Timestamp;

use crate::clock::{Random, random};

/// The name of an officer in the database: a UUID version 7 as text (RFC 9562).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficerId(String);

impl OfficerId {
    /// A new id for somebody who is added now.
    pub fn draw(now: Timestamp, source: &dyn Random) -> OfficerId {
        let milliseconds = u128::from(now.as_millisecond().max(0).unsigned_abs()) & 0xffff_ffff_ffff;
        let chance = u128::from_be_bytes(random::<16>(source));
        let bits = (milliseconds << 80)
            | (0x7 << 76)
            | (chance & 0x0fff_0000_0000_0000_0000)
            | (0x2 << 62)
            | (chance & 0x3fff_ffff_ffff_ffff);
        let hex = format!("{bits:032x}");
        let mut text = String::with_capacity(36);
        for (place, digit) in hex.chars().enumerate() {
            if matches!(place, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(digit);
        }
        OfficerId(text)
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for OfficerId {
    /// Takes an id that was stored; one that names nobody is simply not found.
    fn from(text: String) -> OfficerId {
        OfficerId(text)
    }
}
impl fmt::Display for OfficerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl ToValue for OfficerId {
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
}
impl FromValue for OfficerId {
    fn from_value(value: Value) -> Result<Self, String> {
        String::from_value(value).map(OfficerId)
    }
}

/// What an officer is in an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleKind {
    /// Works on the agency's cases (cán bộ xử lý).
    Handler,
    /// Leads the agency or signs for its head (người đứng đầu).
    Head,
    /// Sees that every case in the city has an owner (điều phối).
    Coordinator,
    /// Decides what of a report is shown (kiểm duyệt), in the whole city.
    Moderator,
    /// Confirms or contests results for an overseeing body (giám sát).
    Overseer,
    /// Keeps the accounts of the whole city (quản trị).
    Administrator,
}

impl RoleKind {
    /// Every kind; an act is done by the first of an officer's roles, in this order, that may do it.
    pub const ALL: [RoleKind; 6] = [
        RoleKind::Handler,
        RoleKind::Head,
        RoleKind::Coordinator,
        RoleKind::Moderator,
        RoleKind::Overseer,
        RoleKind::Administrator,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            RoleKind::Handler => "handler",
            RoleKind::Head => "head",
            RoleKind::Coordinator => "coordinator",
            RoleKind::Moderator => "moderator",
            RoleKind::Overseer => "overseer",
            RoleKind::Administrator => "administrator",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<RoleKind> {
        RoleKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The key of the kind's name in the word files.
    pub const fn word(self) -> &'static str {
        match self {
            RoleKind::Handler => "people-role-handler",
            RoleKind::Head => "people-role-head",
            RoleKind::Coordinator => "people-role-coordinator",
            RoleKind::Moderator => "people-role-moderator",
            RoleKind::Overseer => "people-role-overseer",
            RoleKind::Administrator => "people-role-administrator",
        }
    }
}

/// A kind of role held in an agency; written `handler@ubnd-00070`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficerRole {
    /// Invariant by order of fields: roles sort by kind first.
    pub kind: RoleKind,
    /// The agency of the city pack.
    pub agency: AgencyCode,
}

impl OfficerRole {
    /// As whom the journal names an act done by this role; an administrator does nothing to a case.
    pub fn actor(self) -> Option<Actor> {
        match self.kind {
            RoleKind::Handler => Some(Actor::Handler(self.agency)),
            RoleKind::Head => Some(Actor::Head(self.agency)),
            RoleKind::Coordinator => Some(Actor::Coordinator),
            RoleKind::Moderator => Some(Actor::Moderator),
            RoleKind::Overseer => Some(Actor::Overseer(self.agency)),
            RoleKind::Administrator => None,
        }
    }

    /// The role of [`OfficerRole::actor`], for `Case::allows`.
    pub fn role(self) -> Option<Role> {
        self.actor().map(Actor::role)
    }
}

impl fmt::Display for OfficerRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.kind.code(), self.agency)
    }
}

/// Why a text is no role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleFault {
    /// Not of the form `kind@agency`.
    Form,
    /// The kind is none of [`RoleKind::ALL`].
    Kind,
    /// The agency is no code. Whether it exists, the city pack knows.
    Agency,
}

impl fmt::Display for RoleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RoleFault::Form => f.write_str("write a role as kind@agency, such as handler@ubnd-00070"),
            RoleFault::Kind => {
                let kinds: Vec<&str> = RoleKind::ALL.iter().map(|kind| kind.code()).collect();
                write!(f, "the kinds of roles are {}", kinds.join(", "))
            }
            RoleFault::Agency => {
                f.write_str("the part after @ must be the code of an agency of the city pack")
            }
        }
    }
}
impl std::error::Error for RoleFault {}

impl FromStr for OfficerRole {
    type Err = RoleFault;

    fn from_str(text: &str) -> Result<OfficerRole, RoleFault> {
        let (kind, agency) = text.trim().split_once('@').ok_or(RoleFault::Form)?;
        Ok(OfficerRole {
            kind: RoleKind::from_code(kind).ok_or(RoleFault::Kind)?,
            agency: AgencyCode::new(agency).map_err(|_not_a_code| RoleFault::Agency)?,
        })
    }
}

/// Somebody who signs in to the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    pub id: OfficerId,
    pub login: Login,
    pub name: PersonName,
    pub language: Language,
    /// Whether the account may sign in.
    pub active: bool,
    /// Sorted by kind, then agency; without doubles.
    pub roles: Vec<OfficerRole>,
}

impl Officer {
    /// The agencies that the officer works for as handler or head, sorted, without doubles.
    pub fn agencies(&self) -> Vec<AgencyCode> {
        let mut agencies: Vec<AgencyCode> = self
            .roles
            .iter()
            .filter(|role| matches!(role.kind, RoleKind::Handler | RoleKind::Head))
            .map(|role| role.agency)
            .collect();
        agencies.sort_unstable();
        agencies.dedup();
        agencies
    }

    /// Whether the officer holds a role of this kind anywhere.
    pub fn holds(&self, kind: RoleKind) -> bool {
        self.roles.iter().any(|role| role.kind == kind)
    }
}

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
    use crate::clock::SeededRandom;

    #[test]
    fn an_id_is_a_uuid_of_version_7_and_sorts_by_time() {
        let source = SeededRandom::new(1);
        let at = |second| Timestamp::from_second(second).unwrap();
        let first = OfficerId::draw(at(1_800_000_000), &source);
        let second = OfficerId::draw(at(1_800_000_001), &source);
        assert!(first < second);
        let text = first.as_str();
        assert_eq!(text.len(), 36);
        assert_eq!(&text[14..15], "7");
        assert!(matches!(&text[19..20], "8" | "9" | "a" | "b"), "{text}");
        assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        let milliseconds = u64::from_str_radix(&text.replace('-', "")[..12], 16).unwrap();
        assert_eq!(milliseconds, 1_800_000_000_000);
    }

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

    #[test]
    fn a_role_is_written_as_kind_at_agency() {
        let role: OfficerRole = "handler@ubnd-00070".parse().unwrap();
        assert_eq!(role.to_string(), "handler@ubnd-00070");
        assert_eq!("handler".parse::<OfficerRole>(), Err(RoleFault::Form));
        assert_eq!("chief@ubnd-00070".parse::<OfficerRole>(), Err(RoleFault::Kind));
        assert_eq!("head@".parse::<OfficerRole>(), Err(RoleFault::Agency));
        for kind in RoleKind::ALL {
            assert_eq!(RoleKind::from_code(kind.code()), Some(kind));
        }
    }
}
