//! The social critique of a draft: its points, and that each is answered in writing before it is closed.

use serde::{Deserialize, Serialize};

use super::{CritiqueEvent, CritiqueForm, Reply, round::next};
use crate::act::Actor;
use crate::code::AgencyCode;
use crate::event::Due;
use crate::id::CaseCode;
use crate::list::closed_list;
use crate::matter::{Digest, MatterAct, MatterId, MatterRefusal as Refusal};
use crate::moment::Moment;

closed_list! {
    /// The states by name.
    CritiqueState {
        /// The draft is being criticised.
        Open = "open",
        /// The drafter has the written critique and owes answers.
        Delivered = "delivered",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

/// One point of a critique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// From 1, in the order of raising.
    pub number: u32,
    pub raised: Moment,
    pub reply: Option<Reply>,
    pub answered: Option<Moment>,
}

/// A critique as the public record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Critique {
    pub id: MatterId,
    pub code: CaseCode,
    pub critic: AgencyCode,
    pub drafter: AgencyCode,
    pub form: CritiqueForm,
    pub draft: Option<Digest>,
    pub submission: Moment,
    pub send_by: Due,
    pub sample: bool,
    pub state: CritiqueState,
    pub requested: Moment,
    pub delivered: Option<Moment>,
    pub closed: Option<Moment>,
    // Invariant: the point of number n stands at n - 1.
    pub points: Vec<Point>,
    pub last_event: Moment,
}

impl Critique {
    /// Begins a critique with the draft that came.
    pub(crate) fn request(id: MatterId, act: &MatterAct<'_>, event: &CritiqueEvent) -> Result<Self, Refusal> {
        let CritiqueEvent::Requested { code, critic, drafter, form, draft, submission, send_by, sample } =
            event
        else {
            return Err(Refusal::NotBegun);
        };
        if critic == drafter {
            return Err(Refusal::OwnWork);
        }
        by_either(act, *critic, *drafter, event)?;
        let fits = |moment: Moment| u32::try_from(moment.as_second()).is_ok_and(|seconds| seconds > 0);
        if !fits(*submission) || !fits(send_by.at) {
            return Err(Refusal::TimeOutOfRange);
        }
        if send_by.at > *submission {
            return Err(Refusal::TimesOutOfOrder);
        }
        let now = act.occurred.to_whole_second();
        Ok(Self {
            id,
            code: *code,
            critic: *critic,
            drafter: *drafter,
            form: *form,
            draft: *draft,
            submission: submission.to_whole_second(),
            send_by: *send_by,
            sample: *sample,
            state: CritiqueState::Open,
            requested: now,
            delivered: None,
            closed: None,
            points: Vec::new(),
            last_event: now,
        })
    }

    /// Moves the critique by one event; a refusal leaves it as it was.
    pub(crate) fn apply(&mut self, act: &MatterAct<'_>, event: &CritiqueEvent) -> Result<(), Refusal> {
        self.role_allows(act, event)?;
        self.state_allows(event)?;
        let now = act.occurred.to_whole_second();
        match event {
            CritiqueEvent::Requested { .. } => return Err(Refusal::BegunBefore),
            CritiqueEvent::Raised { point } => {
                next(*point, self.points.len())?;
                self.points.push(Point { number: *point, raised: now, reply: None, answered: None });
            }
            CritiqueEvent::Delivered {} => {
                self.state = CritiqueState::Delivered;
                self.delivered = Some(now);
            }
            CritiqueEvent::Answered { point, reply, .. } => {
                let place = point.checked_sub(1).and_then(|place| usize::try_from(place).ok());
                let point = place.and_then(|place| self.points.get_mut(place)).ok_or(Refusal::NoSuchPoint)?;
                if point.reply.is_some() {
                    return Err(Refusal::AnsweredBefore);
                }
                point.reply = Some(*reply);
                point.answered = Some(now);
            }
            CritiqueEvent::Closed {} if self.points.iter().any(|point| point.reply.is_none()) => {
                return Err(Refusal::PointsOpen);
            }
            CritiqueEvent::Closed {} => {
                self.state = CritiqueState::Closed;
                self.closed = Some(now);
            }
            CritiqueEvent::Cancelled { .. } => {
                self.state = CritiqueState::Cancelled;
                self.closed = Some(now);
            }
        }
        self.last_event = now;
        Ok(())
    }

    fn role_allows(&self, act: &MatterAct<'_>, event: &CritiqueEvent) -> Result<(), Refusal> {
        match (act.by, event) {
            (
                Actor::Handler(agency) | Actor::Head(agency),
                CritiqueEvent::Answered { on_paper: false, .. },
            ) => {
                if agency == self.drafter {
                    Ok(())
                } else {
                    Err(Refusal::NotTheDrafter)
                }
            }
            (Actor::Overseer(_), CritiqueEvent::Answered { on_paper: false, .. }) => {
                Err(Refusal::NotTheDrafter)
            }
            (Actor::Overseer(agency), _) if agency == self.critic => Ok(()),
            (Actor::Overseer(_), _) => Err(Refusal::NotTheHost),
            (other, _) => Err(Refusal::WrongRole { role: other.role(), event: event.code() }),
        }
    }

    fn state_allows(&self, event: &CritiqueEvent) -> Result<(), Refusal> {
        use CritiqueState::{Delivered, Open};
        let allowed: &[CritiqueState] = match event {
            CritiqueEvent::Requested { .. } => return Err(Refusal::BegunBefore),
            CritiqueEvent::Raised { .. } | CritiqueEvent::Delivered {} => &[Open],
            CritiqueEvent::Answered { .. } | CritiqueEvent::Cancelled { .. } => &[Open, Delivered],
            CritiqueEvent::Closed {} => &[Delivered],
        };
        if allowed.contains(&self.state) {
            Ok(())
        } else {
            Err(Refusal::WrongState { state: self.state.code(), event: event.code() })
        }
    }

    /// The number that the next point gets.
    pub fn next_point(&self) -> u32 {
        u32::try_from(self.points.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// How many points have an answer.
    pub fn answered(&self) -> usize {
        self.points.iter().filter(|point| point.reply.is_some()).count()
    }
}

/// The drafter sends the draft, or the critic enters what came on paper.
fn by_either(
    act: &MatterAct<'_>,
    critic: AgencyCode,
    drafter: AgencyCode,
    event: &CritiqueEvent,
) -> Result<(), Refusal> {
    match act.by {
        Actor::Handler(agency) | Actor::Head(agency) if agency == drafter => Ok(()),
        Actor::Overseer(agency) if agency == critic => Ok(()),
        Actor::Handler(_) | Actor::Head(_) => Err(Refusal::NotTheDrafter),
        Actor::Overseer(_) => Err(Refusal::NotTheHost),
        other => Err(Refusal::WrongRole { role: other.role(), event: event.code() }),
    }
}
