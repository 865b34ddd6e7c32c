//! Officers and their roles. No database here.

use std::{fmt, str::FromStr};

use dantin_record::{
    act::{Actor, Role},
    code::AgencyCode,
};
use dantin_store::{FromValue, ToValue, Value};
use dantin_words::Language;
use jiff::Timestamp;

use super::credentials::{Login, PersonName};
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
    /// Answers for personal data and erases them on a legal ground (bảo vệ dữ liệu cá nhân), in the whole city.
    PrivacyOfficer,
    /// Keeps the accounts of the whole city (quản trị).
    Administrator,
}

impl RoleKind {
    /// Every kind; an act is done by the first of an officer's roles, in this order, that may do it.
    pub const ALL: [RoleKind; 7] = [
        RoleKind::Handler,
        RoleKind::Head,
        RoleKind::Coordinator,
        RoleKind::Moderator,
        RoleKind::Overseer,
        RoleKind::PrivacyOfficer,
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
            RoleKind::PrivacyOfficer => "privacy_officer",
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
            RoleKind::PrivacyOfficer => "people-role-privacy-officer",
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
            RoleKind::PrivacyOfficer => Some(Actor::PrivacyOfficer(self.agency)),
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
