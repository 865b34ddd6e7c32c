//! What a session refuses, by role, state and particulars: above all to be closed while a question lacks its end.

use super::session::{Session, SessionState};
use super::{DialogueEvent, Question, QuestionChannel, Support};
use crate::act::{Actor, Role};
use crate::code::AgencyCode;
use crate::matter::{MatterAct, MatterRefusal as Refusal};
use crate::moment::Moment;

/// The most questions of one session, and the most counts in one event.
const MAX_QUESTIONS: usize = 100_000;
const MAX_TOTALS: usize = 1_000;

impl Session {
    /// Everything that state, role and particulars decide.
    pub(super) fn check(&self, act: &MatterAct<'_>, event: &DialogueEvent) -> Result<(), Refusal> {
        self.role_allows(act, event)?;
        self.state_allows(event)?;
        let now = act.occurred.to_whole_second();
        match event {
            DialogueEvent::Changed { starts, ends, questions_from, questions_until, .. } => {
                in_order([*starts, *ends, *questions_from, *questions_until])
            }
            DialogueEvent::Opened {} if act.by.role() == Role::Clock && now < self.questions_from => {
                Err(Refusal::OutsidePeriod)
            }
            DialogueEvent::Closed {} if self.questions.iter().any(Question::is_open) => {
                Err(Refusal::QuestionsOpen)
            }
            DialogueEvent::MinutesApproved { version, .. } => {
                let next = self.minutes.map_or(1, |(version, _)| version.saturating_add(1));
                if *version == next { Ok(()) } else { Err(Refusal::WrongNumber) }
            }
            DialogueEvent::Asked { question, .. } => {
                let next = u32::try_from(self.questions.len()).unwrap_or(u32::MAX).saturating_add(1);
                if self.questions.len() >= MAX_QUESTIONS {
                    Err(Refusal::TooManyItems)
                } else if *question == next {
                    self.takes_questions(now)
                } else {
                    Err(Refusal::WrongNumber)
                }
            }
            DialogueEvent::Supported { totals } if totals.len() > MAX_TOTALS => Err(Refusal::TooManyItems),
            DialogueEvent::Supported { totals }
                if !totals.is_sorted_by(|one, next| one.question < next.question) =>
            {
                Err(Refusal::WrongNumber)
            }
            DialogueEvent::Supported { totals } => {
                totals.iter().try_for_each(|Support { question, total }| {
                    if self.question(*question)?.supports < *total { Ok(()) } else { Err(Refusal::CountFell) }
                })
            }
            other => self.check_question(other),
        }
    }

    fn check_question(&self, event: &DialogueEvent) -> Result<(), Refusal> {
        let Some(number) = event.question() else { return Ok(()) };
        let question = self.question(number)?;
        match event {
            DialogueEvent::Shown { .. } if question.withdrawn => Err(Refusal::QuestionGone),
            DialogueEvent::Shown { .. } => Ok(()),
            DialogueEvent::Unmerged { .. } => question.merged_into.map(|_| ()).ok_or(Refusal::NotMerged),
            DialogueEvent::Merged { into, .. } => {
                let main = self.question(*into)?;
                let fits = *into != number
                    && !main.is_gone()
                    && !question.is_gone()
                    && question.followers == 0
                    && question.ends.is_empty();
                if fits { Ok(()) } else { Err(Refusal::NotMergeable) }
            }
            DialogueEvent::Judged { .. } => {
                // What is merged has the end of the one it is treated as.
                let main = question.merged_into.map_or(Ok(question), |main| self.question(main))?;
                if main.ends.is_empty() { Err(Refusal::QuestionNotEnded) } else { Ok(()) }
            }
            _ if question.is_gone() => Err(Refusal::QuestionGone),
            DialogueEvent::Withdrawn { .. } if !question.ends.is_empty() => Err(Refusal::QuestionEnded),
            DialogueEvent::Withdrawn { .. } if !self.is_askers_own(question) => Err(Refusal::OthersJoined),
            // What had its end when the session was closed keeps it.
            DialogueEvent::Answered { .. }
            | DialogueEvent::Promised { .. }
            | DialogueEvent::InWriting { .. }
            | DialogueEvent::Refused { .. }
                if !self.is_at_work() && !question.ends.is_empty() =>
            {
                Err(Refusal::QuestionEnded)
            }
            DialogueEvent::Hidden { .. } if !question.ends.is_empty() => Err(Refusal::QuestionEnded),
            // Those who were merged into it must not lose their end with it.
            DialogueEvent::Hidden { .. } if question.followers > 0 => Err(Refusal::NotMergeable),
            _ => Ok(()),
        }
    }

    fn role_allows(&self, act: &MatterAct<'_>, event: &DialogueEvent) -> Result<(), Refusal> {
        let role = act.by.role();
        let allowed = match event {
            DialogueEvent::Opened {} if role == Role::Clock => true,
            DialogueEvent::FollowedUp {} | DialogueEvent::Supported { .. } => role == Role::Clock,
            DialogueEvent::Asked { channel: QuestionChannel::Web | QuestionChannel::Hall, .. }
            | DialogueEvent::Withdrawn { .. } => role == Role::Reporter,
            DialogueEvent::Joined { .. } => role == Role::Joiner,
            DialogueEvent::Judged { .. } => matches!(role, Role::Reporter | Role::Joiner),
            DialogueEvent::Shown { .. } | DialogueEvent::Hidden { .. } if role == Role::Moderator => true,
            _ => return by_host(act, self.host, event),
        };
        if allowed { Ok(()) } else { Err(Refusal::WrongRole { role, event: event.code() }) }
    }

    fn state_allows(&self, event: &DialogueEvent) -> Result<(), Refusal> {
        use SessionState::{Closed, Collecting, FollowedUp, Live, Planned};
        let allowed: &[SessionState] = match event {
            DialogueEvent::Announced { .. } => return Err(Refusal::BegunBefore),
            DialogueEvent::Changed { .. } | DialogueEvent::Cancelled { .. } => &[Planned, Collecting],
            DialogueEvent::Opened {} => &[Planned],
            DialogueEvent::Started {} => &[Planned, Collecting],
            DialogueEvent::Attended { .. } => &[Live, Closed],
            DialogueEvent::Closed {} => &[Live],
            DialogueEvent::FollowedUp {} => &[Closed],
            DialogueEvent::MinutesApproved { .. } => &[Closed, FollowedUp],
            DialogueEvent::Called { .. } => &[Live],
            DialogueEvent::Shown { .. } | DialogueEvent::Hidden { .. } | DialogueEvent::Judged { .. } => {
                &[Collecting, Live, Closed, FollowedUp]
            }
            // An answer may be given before the session, and those owed in writing are cases of their own. What a moderator shows again
            // after the end is owed its own then; where everything promised has its end, nothing more is promised.
            DialogueEvent::Answered { .. } | DialogueEvent::Refused { .. } => {
                &[Collecting, Live, Closed, FollowedUp]
            }
            DialogueEvent::Promised { .. } | DialogueEvent::InWriting { .. } => &[Collecting, Live, Closed],
            _ => &[Collecting, Live],
        };
        if allowed.contains(&self.state) {
            Ok(())
        } else {
            Err(Refusal::WrongState { state: self.state.code(), event: event.code() })
        }
    }

    /// Questions are taken in the announced time, and in the hall as long as the session goes on.
    pub(super) fn takes_questions(&self, now: Moment) -> Result<(), Refusal> {
        let in_time = now >= self.questions_from && now < self.questions_until;
        if in_time || self.state == SessionState::Live { Ok(()) } else { Err(Refusal::OutsidePeriod) }
    }
}

/// The host's people and the city's coordinator hold a session.
pub(super) fn by_host(act: &MatterAct<'_>, host: AgencyCode, event: &DialogueEvent) -> Result<(), Refusal> {
    match act.by {
        Actor::Coordinator => Ok(()),
        Actor::Handler(agency) | Actor::Head(agency) if agency == host => Ok(()),
        Actor::Handler(_) | Actor::Head(_) => Err(Refusal::NotTheHost),
        other => Err(Refusal::WrongRole { role: other.role(), event: event.code() }),
    }
}

/// Beginning before end, both of the session and of the time for questions, which ends before the session does.
pub(super) fn in_order([starts, ends, questions_from, questions_until]: [Moment; 4]) -> Result<(), Refusal> {
    let fits = |moment: Moment| u32::try_from(moment.as_second()).is_ok_and(|seconds| seconds > 0);
    if ![starts, ends, questions_from, questions_until].into_iter().all(fits) {
        return Err(Refusal::TimeOutOfRange);
    }
    let ordered = starts < ends && questions_from < questions_until && questions_until <= ends;
    if ordered { Ok(()) } else { Err(Refusal::TimesOutOfOrder) }
}
