//! A matter: what a city and its residents deal with together and what is no case, such as a dialogue session. It has an
//! entry of its own form in the journal (`matter` stands where a case has `case`), its own rules, and its place in the
//! book; whatever must be done comes out of it as a case, whose origin names it.
//!
//! It knows public facts only: numbers, codes, times and hashes. Words stand in the entry's commitments, as with cases.

mod entry;
pub(crate) mod events;
mod id;
mod refusal;

use serde::{Deserialize, Serialize};

use crate::act::Actor;
use crate::code::AgencyCode;
use crate::consultation::{Consultation, ConsultationEvent};
use crate::dialogue::{DialogueEvent, Session};
use crate::event::Erasure;
use crate::id::CaseCode;
use crate::moment::Moment;
use crate::oversight::{Critique, CritiqueEvent, OversightEvent, Round};

pub use entry::{MatterEntry, PendingMatter};
pub(crate) use entry::{read_event, write_matter};
pub use id::{Digest, MatterId};
pub use refusal::MatterRefusal;

/// Something that happens to a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum MatterEvent {
    Dialogue(DialogueEvent),
    Consultation(ConsultationEvent),
    /// Content and salt of these committed fields were destroyed, as with a case.
    Erased(Erasure),
    Oversight(OversightEvent),
    Critique(CritiqueEvent),
}

/// What a resident's voice has to do with an event: the number of the question, comment or other contribution that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// No voice belongs here.
    Nobody,
    /// The entry may carry the lock of somebody who contributes here for the first time.
    Lock(u32),
    /// A resident acts again and shows the key.
    Key(u32),
}

impl MatterEvent {
    /// The code of its type.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Dialogue(event) => event.code(),
            Self::Consultation(event) => event.code(),
            Self::Erased(_) => ERASED,
            Self::Oversight(event) => event.code(),
            Self::Critique(event) => event.code(),
        }
    }

    /// Whether the event begins a matter.
    pub const fn begins(&self) -> bool {
        matches!(
            self,
            Self::Dialogue(DialogueEvent::Announced { .. })
                | Self::Consultation(ConsultationEvent::Announced { .. })
                | Self::Oversight(OversightEvent::Planned { .. })
                | Self::Critique(CritiqueEvent::Requested { .. })
        )
    }

    /// Whose voice stands in its entry.
    pub const fn speaks(&self) -> Speaks {
        match self {
            Self::Dialogue(event) => event.speaks(),
            Self::Consultation(event) => event.speaks(),
            Self::Erased(_) | Self::Oversight(_) | Self::Critique(_) => Speaks::Nobody,
        }
    }
}

/// The type of an erasure, the same for cases and matters.
pub(crate) const ERASED: &str = "content.erased";

/// Every type of an event of a matter, that of an erasure left out, which cases have too.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let oversight = OversightEvent::CODES.iter().chain(CritiqueEvent::CODES);
    DialogueEvent::CODES.iter().chain(ConsultationEvent::CODES).chain(oversight).copied()
}

/// One event as it happens to a matter.
#[derive(Clone, Copy, Debug)]
pub struct MatterAct<'a> {
    /// The claimed time of the event, by which the rules go.
    pub occurred: Moment,
    /// The time of sequencing, once there is one.
    pub at: Option<Moment>,
    pub by: Actor,
    pub event: &'a MatterEvent,
}

impl<'a> MatterAct<'a> {
    /// An act that is not sequenced yet.
    pub fn new(occurred: Moment, by: Actor, event: &'a MatterEvent) -> Self {
        Self { occurred, at: None, by, event }
    }
}

/// A matter as the public record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    Session(Session),
    Consultation(Consultation),
    Round(Round),
    Critique(Critique),
}

impl Matter {
    /// Begins a matter with its first event, or says why not.
    pub fn begin(id: MatterId, act: &MatterAct<'_>) -> Result<Self, MatterRefusal> {
        times_are_in_range(act)?;
        match act.event {
            MatterEvent::Dialogue(event) => Session::announce(id, act, event).map(Self::Session),
            MatterEvent::Consultation(event) => {
                Consultation::announce(id, act, event).map(Self::Consultation)
            }
            MatterEvent::Erased(_) => Err(MatterRefusal::NotBegun),
            MatterEvent::Oversight(event) => Round::plan(id, act, event).map(Self::Round),
            MatterEvent::Critique(event) => Critique::request(id, act, event).map(Self::Critique),
        }
    }

    /// Moves the matter by one event; a refusal leaves it as it was.
    pub fn apply(&mut self, act: &MatterAct<'_>) -> Result<(), MatterRefusal> {
        times_are_in_range(act)?;
        if act.occurred.to_whole_second() < self.last_event() {
            return Err(MatterRefusal::TimeWentBack);
        }
        match (self, act.event) {
            (matter, MatterEvent::Erased(erasure)) => matter.erase(act, erasure),
            (Self::Session(session), MatterEvent::Dialogue(event)) => session.apply(act, event),
            (Self::Consultation(consultation), MatterEvent::Consultation(event)) => {
                consultation.apply(act, event)
            }
            (Self::Round(round), MatterEvent::Oversight(event)) => round.apply(act, event),
            (Self::Critique(critique), MatterEvent::Critique(event)) => critique.apply(act, event),
            _ => Err(MatterRefusal::WrongKind),
        }
    }

    /// The law on personal data asks neither for the state nor for the kind of a matter.
    fn erase(&self, act: &MatterAct<'_>, erasure: &Erasure) -> Result<(), MatterRefusal> {
        self.may_erase(act.by)?;
        let fits = !erasure.fields.is_empty() && erasure.entry > 0;
        if fits { Ok(()) } else { Err(MatterRefusal::NothingToErase) }
    }

    /// Refuses whoever may not erase anything of it.
    pub fn may_erase(&self, by: Actor) -> Result<(), MatterRefusal> {
        match by {
            Actor::PrivacyOfficer(body) if self.host() == body => Err(MatterRefusal::OwnWork),
            Actor::PrivacyOfficer(_) => Ok(()),
            other => Err(MatterRefusal::WrongRole { role: other.role(), event: ERASED }),
        }
    }

    /// The id.
    pub const fn id(&self) -> MatterId {
        match self {
            Self::Session(session) => session.id,
            Self::Consultation(consultation) => consultation.id,
            Self::Round(round) => round.id,
            Self::Critique(critique) => critique.id,
        }
    }

    /// The code that people type.
    pub const fn code(&self) -> CaseCode {
        match self {
            Self::Session(session) => session.code,
            Self::Consultation(consultation) => consultation.code,
            Self::Round(round) => round.code,
            Self::Critique(critique) => critique.code,
        }
    }

    /// The body that holds it: the host of a session, the drafter of a consultation, the overseer of a round.
    pub const fn host(&self) -> AgencyCode {
        match self {
            Self::Session(session) => session.host,
            Self::Consultation(consultation) => consultation.drafter,
            Self::Round(round) => round.overseer,
            Self::Critique(critique) => critique.critic,
        }
    }

    /// Whether it is sample data.
    pub const fn is_sample(&self) -> bool {
        match self {
            Self::Session(session) => session.sample,
            Self::Consultation(consultation) => consultation.sample,
            Self::Round(round) => round.sample,
            Self::Critique(critique) => critique.sample,
        }
    }

    /// The code of its kind: `session` and so on.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Session(_) => "session",
            Self::Consultation(_) => "consultation",
            Self::Round(_) => "round",
            Self::Critique(_) => "critique",
        }
    }

    /// The code of its state.
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Session(session) => session.state.code(),
            Self::Consultation(consultation) => consultation.state.code(),
            Self::Round(round) => round.state.code(),
            Self::Critique(critique) => critique.state.code(),
        }
    }

    /// The claimed time of the latest event.
    pub const fn last_event(&self) -> Moment {
        match self {
            Self::Session(session) => session.last_event,
            Self::Consultation(consultation) => consultation.last_event,
            Self::Round(round) => round.last_event,
            Self::Critique(critique) => critique.last_event,
        }
    }

    /// The session, where it is one.
    pub const fn as_session(&self) -> Option<&Session> {
        match self {
            Self::Session(session) => Some(session),
            _ => None,
        }
    }

    /// The consultation, where it is one.
    pub const fn as_consultation(&self) -> Option<&Consultation> {
        match self {
            Self::Consultation(consultation) => Some(consultation),
            _ => None,
        }
    }

    /// The contribution as which this one is treated.
    pub fn main_of(&self, number: u32) -> Option<u32> {
        match self {
            Self::Session(session) => session.question(number).ok()?.merged_into,
            Self::Consultation(consultation) => consultation.comment(number).ok()?.grouped_into,
            Self::Round(_) | Self::Critique(_) => None,
        }
    }

    /// When time itself does the next step, if it does one.
    pub fn clock_at(&self) -> Option<Moment> {
        match self {
            Self::Session(session) => session.clock_at(),
            Self::Consultation(consultation) => consultation.clock_at(),
            Self::Round(_) | Self::Critique(_) => None,
        }
    }
}

/// Refuses times that do not fit into 32 bits of seconds since 1970, as with cases.
fn times_are_in_range(act: &MatterAct<'_>) -> Result<(), MatterRefusal> {
    let fits = |moment: Moment| u32::try_from(moment.as_second()).is_ok_and(|seconds| seconds > 0);
    if fits(act.occurred) && act.at.is_none_or(fits) { Ok(()) } else { Err(MatterRefusal::TimeOutOfRange) }
}
