//! Who acts: the role, and for officers and overseers the body they act for.

use serde::{Deserialize, Serialize};

use crate::code::AgencyCode;
use crate::event::Event;
use crate::list::closed_list;
use crate::moment::Moment;

closed_list! {
    /// In which role somebody causes an event; who it is no entry says.
    Role {
        /// Whoever filed the case, proven by the secret link.
        Reporter = "reporter",
        /// Whoever joined the case, proven by a secret link.
        Joiner = "joiner",
        /// A resident near the place who did neither.
        Neighbour = "neighbour",
        /// An officer of an agency (cán bộ xử lý).
        Handler = "handler",
        /// The head of an agency, or who signs for the head (người đứng đầu).
        Head = "head",
        /// The city's coordinator: reception or mass-mobilisation office.
        Coordinator = "coordinator",
        Moderator = "moderator",
        /// An overseeing body: Fatherland Front committee, inspection board, council.
        Overseer = "overseer",
        /// Who answers for personal data (bảo vệ dữ liệu cá nhân), in a body that had no part in the case.
        PrivacyOfficer = "privacy_officer",
        /// A partner system that sends reports with a key.
        Partner = "partner",
        /// The rules of the city pack that choose an agency.
        Routing = "routing",
        /// Time itself: a period has run out.
        Clock = "clock",
        /// The import of another system's records.
        Importer = "importer",
    }
}

/// A role together with the body acted for, where the role has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Reporter,
    Joiner,
    Neighbour,
    Handler(AgencyCode),
    Head(AgencyCode),
    Coordinator,
    Moderator,
    Overseer(AgencyCode),
    PrivacyOfficer(AgencyCode),
    Partner,
    Routing,
    Clock,
    Importer,
}

impl Actor {
    /// The actor of this role and body; nothing where a body is missing or too many.
    pub fn new(role: Role, agency: Option<AgencyCode>) -> Option<Self> {
        match (role, agency) {
            (Role::Handler, Some(agency)) => Some(Self::Handler(agency)),
            (Role::Head, Some(agency)) => Some(Self::Head(agency)),
            (Role::Overseer, Some(agency)) => Some(Self::Overseer(agency)),
            (Role::PrivacyOfficer, Some(agency)) => Some(Self::PrivacyOfficer(agency)),
            (Role::Handler | Role::Head | Role::Overseer | Role::PrivacyOfficer, None) | (_, Some(_)) => None,
            (Role::Reporter, None) => Some(Self::Reporter),
            (Role::Joiner, None) => Some(Self::Joiner),
            (Role::Neighbour, None) => Some(Self::Neighbour),
            (Role::Coordinator, None) => Some(Self::Coordinator),
            (Role::Moderator, None) => Some(Self::Moderator),
            (Role::Partner, None) => Some(Self::Partner),
            (Role::Routing, None) => Some(Self::Routing),
            (Role::Clock, None) => Some(Self::Clock),
            (Role::Importer, None) => Some(Self::Importer),
        }
    }

    /// The role.
    pub const fn role(self) -> Role {
        match self {
            Self::Reporter => Role::Reporter,
            Self::Joiner => Role::Joiner,
            Self::Neighbour => Role::Neighbour,
            Self::Handler(_) => Role::Handler,
            Self::Head(_) => Role::Head,
            Self::Coordinator => Role::Coordinator,
            Self::Moderator => Role::Moderator,
            Self::Overseer(_) => Role::Overseer,
            Self::PrivacyOfficer(_) => Role::PrivacyOfficer,
            Self::Partner => Role::Partner,
            Self::Routing => Role::Routing,
            Self::Clock => Role::Clock,
            Self::Importer => Role::Importer,
        }
    }

    /// The body acted for, with the roles that have one.
    pub const fn agency(self) -> Option<AgencyCode> {
        match self {
            Self::Handler(agency)
            | Self::Head(agency)
            | Self::Overseer(agency)
            | Self::PrivacyOfficer(agency) => Some(agency),
            _ => None,
        }
    }
}

/// One event as it happens to a case.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// The claimed time of the event, by which the case's rules go.
    pub occurred: Moment,
    /// The time of sequencing, once there is one: measured durations go by it, so that back-dating shows instead of
    /// counting. Sample and imported cases go by `occurred` alone.
    pub at: Option<Moment>,
    pub by: Actor,
    pub event: &'a Event,
}

impl<'a> Act<'a> {
    /// An act that is not sequenced yet.
    pub fn new(occurred: Moment, by: Actor, event: &'a Event) -> Self {
        Self { occurred, at: None, by, event }
    }
}
