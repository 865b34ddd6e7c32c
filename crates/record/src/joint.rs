//! Work that several bodies share: the parts of supporting agencies, the rising of a late case to those above, and cases
//! that are worked on as one.
//!
//! Here is what a case remembers of it; which events bring it about, `event` says, and when they may, `rules`.

use serde::{Deserialize, Serialize};

use crate::act::{Actor, Role};
use crate::case::{Case, State, Visibility};
use crate::code::AgencyCode;
use crate::event::Due;
use crate::id::CaseId;
use crate::list::closed_list;
use crate::moment::Moment;
use crate::reasons::ReleaseReason;
use crate::refusal::Refusal;

closed_list! {
    /// How a part stands.
    PartKind {
        Open = "open",
        Done = "done",
        Released = "released",
    }
}

/// How a part stands, and since when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    Open,
    Done {
        at: Moment,
    },
    /// The case goes on without it; the reason is absent where the agency leads the case itself by now.
    Released {
        at: Moment,
        reason: Option<ReleaseReason>,
    },
}

/// What a supporting agency owes in a case, or owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub agency: AgencyCode,
    pub due: Due,
    pub state: PartState,
    /// How far it has risen since it is late.
    #[serde(default)]
    pub escalated: Option<Escalation>,
}

impl Part {
    /// Whether it is still owed.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, PartState::Open)
    }

    /// How it stands, by name.
    pub const fn kind(&self) -> PartKind {
        match self.state {
            PartState::Open => PartKind::Open,
            PartState::Done { .. } => PartKind::Done,
            PartState::Released { .. } => PartKind::Released,
        }
    }

    /// Whether it is owed and late at this time.
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.is_open() && self.due.at < now
    }
}

/// How far a late step has risen: 1 is the head of the agency that owes it, 2 the body above it, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    pub level: u8,
    pub to: AgencyCode,
    pub at: Moment,
}

impl Case {
    /// The parts that are still owed.
    pub fn open_parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.is_open())
    }

    /// The part that this agency still owes.
    pub fn open_part(&self, agency: AgencyCode) -> Option<&Part> {
        self.open_parts().find(|part| part.agency == agency)
    }

    /// The case as which this one is worked on.
    pub const fn merged_into(&self) -> Option<CaseId> {
        match self.state {
            State::Merged { into, .. } => Some(into),
            _ => None,
        }
    }

    /// Whether this case may be worked on as the other one: that one is open and shown, was filed first, so that no
    /// promise is lost, and, for officers, is led by the same agency.
    pub fn may_merge_into(&self, main: &Self, by: Actor) -> Result<(), Refusal> {
        let is_officer = matches!(by.role(), Role::Handler | Role::Head);
        if main.id == self.id {
            Err(Refusal::MergedIntoItself)
        } else if !main.kind().is_open() || main.kind().is_imported() || main.visibility == Visibility::Hidden
        {
            Err(Refusal::MainNotOpen)
        } else if main.sample != self.sample {
            Err(Refusal::SampleWithReal)
        // An id begins with the time of filing; unlike the measured one it is the same before and after sequencing.
        } else if main.id > self.id {
            Err(Refusal::MainIsYounger)
        } else if is_officer && main.state.lead() != self.state.lead() {
            Err(Refusal::MainOfAnother)
        } else {
            Ok(())
        }
    }

    /// Remembers that another case is worked on as this one. It comes about by the other's event and is none of its own.
    pub fn gain_follower(&mut self) {
        self.followers = self.followers.saturating_add(1);
    }

    /// Forgets one such case: it goes its own way again.
    pub fn lose_follower(&mut self) {
        self.followers = self.followers.saturating_sub(1);
    }

    /// Puts a part in the place of an earlier one of the same agency, or beside the others; sorted by agency.
    pub(crate) fn set_part(&mut self, part: Part) {
        match self.parts.binary_search_by(|other| other.agency.cmp(&part.agency)) {
            Ok(place) => {
                if let Some(old) = self.parts.get_mut(place) {
                    *old = part;
                }
            }
            Err(place) => self.parts.insert(place, part),
        }
    }

    /// Lets the open part of an agency rise.
    pub(crate) fn raise_part(&mut self, agency: AgencyCode, escalation: Escalation) {
        let part = self.parts.iter_mut().find(|part| part.agency == agency && part.is_open());
        if let Some(part) = part {
            part.escalated = Some(escalation);
        }
    }

    /// Ends the open part of an agency.
    pub(crate) fn end_part(&mut self, agency: AgencyCode, state: PartState) {
        let part = self.parts.iter_mut().find(|part| part.agency == agency && part.is_open());
        if let Some(part) = part {
            part.state = state;
        }
    }

    /// Bars bodies from verifying this case.
    pub(crate) fn bar<'a>(&mut self, bodies: impl Iterator<Item = &'a AgencyCode>) {
        for body in bodies {
            if let Err(place) = self.barred.binary_search(body) {
                self.barred.insert(place, *body);
            }
        }
    }
}
