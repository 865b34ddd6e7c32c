//! The round of oversight: its state, its visits, findings and recommendations, and what it makes of an event. It refuses a
//! notice that comes too late, a result without a visit, and to be closed while a recommendation is unanswered. Whether a
//! recommendation is carried out it does not know: the book looks at the cases.

use serde::{Deserialize, Serialize};

use super::{LetGoReason, OversightBody, OversightEvent, OversightForm, Proof, Reply};
use crate::act::Actor;
use crate::code::{AgencyCode, AreaCode};
use crate::event::{Due, MAX_ITEMS};
use crate::id::{CaseCode, CaseId};
use crate::list::closed_list;
use crate::matter::{MatterAct, MatterId, MatterRefusal as Refusal};
use crate::moment::Moment;

/// The most visits, findings and recommendations of one round, of each.
const MOST: usize = 1_000;

closed_list! {
    /// The states by name.
    RoundState {
        Planned = "planned",
        Notified = "notified",
        /// There was a visit.
        UnderWay = "under_way",
        /// The result is published; recommendations are being followed up.
        Concluded = "concluded",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

/// A visit, or a study of papers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub at: Moment,
    pub evidence: Vec<Proof>,
}

/// Something that was found; what, the words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub at: Moment,
}

/// A recommendation and what became of it in the round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// From 1, in the order of making.
    pub number: u32,
    pub finding: Option<u32>,
    pub to: AgencyCode,
    pub case: CaseId,
    pub made: Moment,
    pub answer_by: Option<Due>,
    pub reply: Option<Reply>,
    pub answered: Option<Moment>,
    pub let_go: Option<LetGoReason>,
}

impl Recommendation {
    /// Whether it is still followed up and has no answer in writing.
    pub fn is_unanswered(&self) -> bool {
        self.let_go.is_none() && self.reply.is_none()
    }

    /// Whether it was answered by its term; nothing where there is none, or where it has not come and nothing was answered.
    pub fn answered_in_time(&self, now: Moment) -> Option<bool> {
        let due = self.answer_by?;
        match self.answered {
            Some(answered) => Some(answered <= due.at),
            None => (now > due.at).then_some(false),
        }
    }
}

/// A count of what became of recommendations, without what only their cases know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    pub made: u32,
    /// No longer followed up, for a public reason; counted in nothing below.
    pub let_go: u32,
    pub answered: u32,
    /// With a term by law for the answer that has come: answered or past.
    pub with_term: u32,
    pub answered_in_time: u32,
}

/// A round as the public record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub id: MatterId,
    pub code: CaseCode,
    pub overseer: AgencyCode,
    pub body: OversightBody,
    pub form: OversightForm,
    pub overseen: AgencyCode,
    pub area: Option<AreaCode>,
    pub year: u16,
    pub visit: Moment,
    /// When it was first to be; no change moves it.
    pub first_visit: Moment,
    pub moved: u32,
    pub notify_by: Due,
    pub report_by: Due,
    pub sample: bool,
    pub state: RoundState,
    pub planned: Moment,
    pub notified: Option<Moment>,
    pub report_received: Option<Moment>,
    pub conclude_by: Option<Due>,
    pub concluded: Option<Moment>,
    pub closed: Option<Moment>,
    // Invariant of the three lists: number n stands at n - 1.
    pub visits: Vec<Visit>,
    pub findings: Vec<Finding>,
    pub recommendations: Vec<Recommendation>,
    pub last_event: Moment,
}

impl Round {
    /// Begins a round with its place in the plan.
    pub(crate) fn plan(id: MatterId, act: &MatterAct<'_>, event: &OversightEvent) -> Result<Self, Refusal> {
        let OversightEvent::Planned {
            code,
            overseer,
            body,
            form,
            overseen,
            area,
            year,
            visit,
            notify_by,
            report_by,
            sample,
        } = event
        else {
            return Err(Refusal::NotBegun);
        };
        by_overseer(act, *overseer, event)?;
        if overseer == overseen {
            return Err(Refusal::OwnWork);
        }
        in_order(*visit, *notify_by, *report_by)?;
        let now = act.occurred.to_whole_second();
        let visit = visit.to_whole_second();
        Ok(Self {
            id,
            code: *code,
            overseer: *overseer,
            body: *body,
            form: *form,
            overseen: *overseen,
            area: *area,
            year: *year,
            visit,
            first_visit: visit,
            moved: 0,
            notify_by: *notify_by,
            report_by: *report_by,
            sample: *sample,
            state: RoundState::Planned,
            planned: now,
            notified: None,
            report_received: None,
            conclude_by: None,
            concluded: None,
            closed: None,
            visits: Vec::new(),
            findings: Vec::new(),
            recommendations: Vec::new(),
            last_event: now,
        })
    }

    /// Moves the round by one event; a refusal leaves it as it was.
    pub(crate) fn apply(&mut self, act: &MatterAct<'_>, event: &OversightEvent) -> Result<(), Refusal> {
        self.role_allows(act, event)?;
        self.state_allows(event)?;
        self.check(act, event)?;
        let now = act.occurred.to_whole_second();
        match event {
            OversightEvent::Planned { .. } => return Err(Refusal::BegunBefore),
            OversightEvent::Moved { visit, notify_by, report_by, .. } => {
                self.visit = visit.to_whole_second();
                self.notify_by = *notify_by;
                self.report_by = *report_by;
                self.moved = self.moved.saturating_add(1);
                // Who was told of another day has not been told of this one.
                self.state = RoundState::Planned;
                self.notified = None;
            }
            OversightEvent::Notified { .. } => {
                self.state = RoundState::Notified;
                self.notified = Some(now);
            }
            OversightEvent::ReportReceived { .. } => self.report_received = Some(now),
            OversightEvent::Visited { evidence, conclude_by, .. } => {
                self.state = RoundState::UnderWay;
                self.visits.push(Visit { at: now, evidence: evidence.clone() });
                self.conclude_by = Some(*conclude_by);
            }
            OversightEvent::Shown { visit, evidence, .. } => {
                self.visited_mut(*visit)?.evidence.clone_from(evidence);
            }
            OversightEvent::Found { .. } => self.findings.push(Finding { at: now }),
            OversightEvent::Recommended { recommendation, finding, to, case, answer_by } => {
                self.recommendations.push(Recommendation {
                    number: *recommendation,
                    finding: *finding,
                    to: *to,
                    case: *case,
                    made: now,
                    answer_by: *answer_by,
                    reply: None,
                    answered: None,
                    let_go: None,
                });
            }
            OversightEvent::Answered { recommendation, reply, .. } => {
                let answered = self.recommendation_mut(*recommendation)?;
                answered.reply = Some(*reply);
                answered.answered = Some(now);
            }
            OversightEvent::LetGo { recommendation, reason } => {
                self.recommendation_mut(*recommendation)?.let_go = Some(*reason);
            }
            OversightEvent::Concluded { .. } => {
                self.state = RoundState::Concluded;
                self.concluded = Some(now);
            }
            OversightEvent::Closed {} => {
                self.state = RoundState::Closed;
                self.closed = Some(now);
            }
            OversightEvent::Cancelled { .. } => {
                self.state = RoundState::Cancelled;
                self.closed = Some(now);
            }
        }
        self.last_event = now;
        Ok(())
    }

    fn check(&self, act: &MatterAct<'_>, event: &OversightEvent) -> Result<(), Refusal> {
        let now = act.occurred.to_whole_second();
        match event {
            OversightEvent::Moved { visit, notify_by, report_by, .. } => {
                in_order(*visit, *notify_by, *report_by)
            }
            OversightEvent::Notified { .. } if now > self.notify_by.at => Err(Refusal::NoticeTooShort),
            OversightEvent::Visited { visit, evidence, .. } => {
                next(*visit, self.visits.len())?;
                if evidence.len() > MAX_ITEMS { Err(Refusal::TooManyItems) } else { Ok(()) }
            }
            OversightEvent::Shown { visit, evidence, .. } => {
                let published = &self.visited(*visit)?.evidence;
                let kinds = |proofs: &[Proof]| proofs.iter().map(|proof| proof.kind).collect::<Vec<_>>();
                // A moderator adds nothing and takes nothing away.
                let is_same = kinds(published) == kinds(evidence) && published != evidence;
                if is_same { Ok(()) } else { Err(Refusal::OtherEvidence) }
            }
            OversightEvent::Found { finding } => next(*finding, self.findings.len()),
            OversightEvent::Recommended { recommendation, finding, to, .. } => {
                next(*recommendation, self.recommendations.len())?;
                let exists = |number: u32| {
                    usize::try_from(number).is_ok_and(|number| (1..=self.findings.len()).contains(&number))
                };
                if *to == self.overseer {
                    Err(Refusal::OwnWork)
                } else if finding.is_none_or(exists) {
                    Ok(())
                } else {
                    Err(Refusal::NoSuchFinding)
                }
            }
            OversightEvent::Answered { recommendation, .. } => {
                let recommendation = self.recommendation(*recommendation)?;
                match (recommendation.let_go, recommendation.reply) {
                    (Some(_), _) => Err(Refusal::RecommendationLetGo),
                    (None, Some(_)) => Err(Refusal::AnsweredBefore),
                    (None, None) => Ok(()),
                }
            }
            OversightEvent::LetGo { recommendation, .. } => {
                match self.recommendation(*recommendation)?.let_go {
                    Some(_) => Err(Refusal::RecommendationLetGo),
                    None => Ok(()),
                }
            }
            OversightEvent::Closed {} if self.recommendations.iter().any(Recommendation::is_unanswered) => {
                Err(Refusal::RecommendationsOpen)
            }
            _ => Ok(()),
        }
    }

    fn role_allows(&self, act: &MatterAct<'_>, event: &OversightEvent) -> Result<(), Refusal> {
        let (Actor::Handler(agency) | Actor::Head(agency)) = act.by else {
            return match event {
                OversightEvent::Shown { .. } if act.by == Actor::Moderator => Ok(()),
                OversightEvent::Shown { .. } => {
                    Err(Refusal::WrongRole { role: act.by.role(), event: event.code() })
                }
                // What an overseer enters of an answer came on paper, and the entry says so.
                OversightEvent::Answered { on_paper: false, .. } => Err(Refusal::NotTheOverseen),
                _ => by_overseer(act, self.overseer, event),
            };
        };
        match event {
            OversightEvent::Answered { recommendation, on_paper: false, .. } => {
                let is_theirs = self.recommendation(*recommendation)?.to == agency;
                if is_theirs { Ok(()) } else { Err(Refusal::NotTheOverseen) }
            }
            OversightEvent::ReportReceived { .. } if agency == self.overseen => Ok(()),
            OversightEvent::ReportReceived { .. } => Err(Refusal::NotTheOverseen),
            _ => Err(Refusal::WrongRole { role: act.by.role(), event: event.code() }),
        }
    }

    fn state_allows(&self, event: &OversightEvent) -> Result<(), Refusal> {
        use RoundState::{Closed, Concluded, Notified, Planned, UnderWay};
        let allowed: &[RoundState] = match event {
            OversightEvent::Planned { .. } => return Err(Refusal::BegunBefore),
            OversightEvent::Moved { .. } | OversightEvent::Cancelled { .. } => &[Planned, Notified],
            OversightEvent::Notified { .. } => &[Planned],
            OversightEvent::ReportReceived { .. } | OversightEvent::Visited { .. } => &[Notified, UnderWay],
            // Somebody's face is no less somebody's when the round is over.
            OversightEvent::Shown { .. } => &[UnderWay, Concluded, Closed],
            OversightEvent::Found { .. } | OversightEvent::Concluded { .. } => &[UnderWay],
            OversightEvent::Recommended { .. }
            | OversightEvent::Answered { .. }
            | OversightEvent::LetGo { .. } => &[UnderWay, Concluded],
            OversightEvent::Closed {} => &[Concluded],
        };
        if allowed.contains(&self.state) {
            Ok(())
        } else {
            Err(Refusal::WrongState { state: self.state.code(), event: event.code() })
        }
    }

    /// The visit of this number.
    pub fn visited(&self, number: u32) -> Result<&Visit, Refusal> {
        let place = number.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.visits.get(place)).ok_or(Refusal::NoSuchVisit)
    }

    fn visited_mut(&mut self, number: u32) -> Result<&mut Visit, Refusal> {
        let place = number.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.visits.get_mut(place)).ok_or(Refusal::NoSuchVisit)
    }

    /// The recommendation of this number.
    pub fn recommendation(&self, number: u32) -> Result<&Recommendation, Refusal> {
        let place = number.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.recommendations.get(place)).ok_or(Refusal::NoSuchRecommendation)
    }

    fn recommendation_mut(&mut self, number: u32) -> Result<&mut Recommendation, Refusal> {
        let place = number.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.recommendations.get_mut(place)).ok_or(Refusal::NoSuchRecommendation)
    }

    /// The number that the next recommendation gets.
    pub fn next_recommendation(&self) -> u32 {
        u32::try_from(self.recommendations.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The cases of the recommendations that are followed up.
    pub fn cases(&self) -> impl Iterator<Item = CaseId> + '_ {
        self.recommendations.iter().filter(|one| one.let_go.is_none()).map(|one| one.case)
    }

    /// Counts what became of its recommendations by this time.
    pub fn followed(&self, now: Moment) -> Followed {
        let mut count = Followed::default();
        for one in &self.recommendations {
            count.made += 1;
            if one.let_go.is_some() {
                count.let_go += 1;
                continue;
            }
            count.answered += u32::from(one.answered.is_some());
            if let Some(in_time) = one.answered_in_time(now) {
                count.with_term += 1;
                count.answered_in_time += u32::from(in_time);
            }
        }
        count
    }
}

/// Numbers go from 1 without a gap, up to [`MOST`].
pub(super) fn next(number: u32, so_far: usize) -> Result<(), Refusal> {
    if so_far >= MOST {
        return Err(Refusal::TooManyItems);
    }
    let fits = usize::try_from(number).is_ok_and(|number| number == so_far + 1);
    if fits { Ok(()) } else { Err(Refusal::WrongNumber) }
}

/// The notice comes first, then the report, then the visit.
fn in_order(visit: Moment, notify_by: Due, report_by: Due) -> Result<(), Refusal> {
    let fits = |moment: Moment| u32::try_from(moment.as_second()).is_ok_and(|seconds| seconds > 0);
    if ![visit, notify_by.at, report_by.at].into_iter().all(fits) {
        return Err(Refusal::TimeOutOfRange);
    }
    if notify_by.at <= report_by.at && report_by.at <= visit { Ok(()) } else { Err(Refusal::TimesOutOfOrder) }
}

fn by_overseer(act: &MatterAct<'_>, overseer: AgencyCode, event: &OversightEvent) -> Result<(), Refusal> {
    match act.by {
        Actor::Overseer(agency) if agency == overseer => Ok(()),
        Actor::Overseer(_) => Err(Refusal::NotTheHost),
        other => Err(Refusal::WrongRole { role: other.role(), event: event.code() }),
    }
}
