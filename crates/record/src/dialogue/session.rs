//! The session: its state, its questions, and what it makes of an event; what it refuses stands in `rules.rs`. Whether what was promised
//! is done, it does not know: the book looks at the cases.

use serde::{Deserialize, Serialize};

use super::rules::{by_host, in_order};
use super::{Attendance, DialogueEvent, End, Question, SessionKind, Support};
use crate::act::Role;
use crate::case::Visibility;
use crate::code::{AgencyCode, AreaCode};
use crate::event::ShownText;
use crate::id::{CaseCode, CaseId};
use crate::list::closed_list;
use crate::matter::{Digest, MatterAct, MatterId, MatterRefusal as Refusal};
use crate::moment::Moment;

closed_list! {
    /// The states by name.
    SessionState {
        Planned = "planned",
        /// Questions are taken.
        Collecting = "collecting",
        /// It takes place now.
        Live = "live",
        Closed = "closed",
        /// What was promised has its end too.
        FollowedUp = "followed_up",
        Cancelled = "cancelled",
    }
}

/// A session as the public record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: MatterId,
    pub code: CaseCode,
    pub kind: SessionKind,
    pub host: AgencyCode,
    pub area: Option<AreaCode>,
    pub attendance: Attendance,
    pub starts: Moment,
    pub ends: Moment,
    pub questions_from: Moment,
    pub questions_until: Moment,
    pub sample: bool,
    pub state: SessionState,
    pub announced: Moment,
    /// When it was first to begin; no change moves it.
    pub first_starts: Moment,
    pub changes: u32,
    pub started: Option<Moment>,
    pub closed: Option<Moment>,
    pub attended: Option<u32>,
    /// The approved minutes: version and hash.
    pub minutes: Option<(u32, Digest)>,
    /// The question on the floor.
    pub floor: Option<u32>,
    // Invariant: the question of number n stands at n - 1.
    pub questions: Vec<Question>,
    pub last_event: Moment,
}

impl Session {
    /// Opens a session with its announcement.
    pub(crate) fn announce(
        id: MatterId,
        act: &MatterAct<'_>,
        event: &DialogueEvent,
    ) -> Result<Self, Refusal> {
        let DialogueEvent::Announced {
            code,
            kind,
            host,
            area,
            attendance,
            starts,
            ends,
            questions_from,
            questions_until,
            sample,
        } = event
        else {
            return Err(Refusal::NotBegun);
        };
        by_host(act, *host, event)?;
        let times = [*starts, *ends, *questions_from, *questions_until];
        in_order(times)?;
        let [starts, ends, questions_from, questions_until] = times.map(Moment::to_whole_second);
        let now = act.occurred.to_whole_second();
        Ok(Self {
            id,
            code: *code,
            kind: *kind,
            host: *host,
            area: *area,
            attendance: *attendance,
            starts,
            ends,
            questions_from,
            questions_until,
            sample: *sample,
            state: SessionState::Planned,
            announced: now,
            first_starts: starts,
            changes: 0,
            started: None,
            closed: None,
            attended: None,
            minutes: None,
            floor: None,
            questions: Vec::new(),
            last_event: now,
        })
    }

    /// Moves the session by one event; a refusal leaves it as it was.
    pub(crate) fn apply(&mut self, act: &MatterAct<'_>, event: &DialogueEvent) -> Result<(), Refusal> {
        self.check(act, event)?;
        let now = act.occurred.to_whole_second();
        match event {
            DialogueEvent::Announced { .. } => return Err(Refusal::BegunBefore),
            DialogueEvent::Changed { attendance, starts, ends, questions_from, questions_until, .. } => {
                self.attendance = *attendance;
                self.starts = starts.to_whole_second();
                self.ends = ends.to_whole_second();
                self.questions_from = questions_from.to_whole_second();
                self.questions_until = questions_until.to_whole_second();
                self.changes = self.changes.saturating_add(1);
            }
            DialogueEvent::Opened {} => self.state = SessionState::Collecting,
            DialogueEvent::Started {} => {
                self.state = SessionState::Live;
                self.started = Some(now);
            }
            DialogueEvent::Attended { people } => self.attended = Some(*people),
            DialogueEvent::Closed {} => {
                self.state = SessionState::Closed;
                self.closed = Some(now);
                self.floor = None;
            }
            DialogueEvent::FollowedUp {} => self.state = SessionState::FollowedUp,
            DialogueEvent::Cancelled { .. } => self.state = SessionState::Cancelled,
            DialogueEvent::MinutesApproved { version, sha256 } => self.minutes = Some((*version, *sha256)),
            DialogueEvent::Asked { question, channel, area, topic } => self.questions.push(Question {
                number: *question,
                channel: *channel,
                area: *area,
                topic: *topic,
                asked: now,
                visibility: Visibility::AwaitingModeration,
                redacted: false,
                withdrawn: false,
                joins: 0,
                supports: 0,
                merged_into: None,
                followers: 0,
                ends: Vec::new(),
                ended: None,
                judged: None,
                joiners_satisfied: 0,
                joiners_unsatisfied: 0,
            }),
            DialogueEvent::Supported { totals } => {
                for Support { question, total } in totals {
                    self.question_mut(*question)?.supports = *total;
                }
            }
            DialogueEvent::Called { question } => self.floor = Some(*question),
            DialogueEvent::Merged { question, into } => {
                self.question_mut(*question)?.merged_into = Some(*into);
                let into = self.question_mut(*into)?;
                into.followers = into.followers.saturating_add(1);
            }
            DialogueEvent::Unmerged { question } => {
                if let Some(into) = self.question_mut(*question)?.merged_into.take() {
                    let into = self.question_mut(into)?;
                    into.followers = into.followers.saturating_sub(1);
                }
            }
            other => self.move_question(act, other, now)?,
        }
        self.last_event = now;
        Ok(())
    }

    /// What happens to one question alone.
    fn move_question(
        &mut self,
        act: &MatterAct<'_>,
        event: &DialogueEvent,
        now: Moment,
    ) -> Result<(), Refusal> {
        let number = event.question().ok_or(Refusal::NoSuchQuestion)?;
        let is_asker = act.by.role() == Role::Reporter;
        let question = self.question_mut(number)?;
        let end = match event {
            DialogueEvent::Joined { .. } => {
                question.joins = question.joins.saturating_add(1);
                return Ok(());
            }
            DialogueEvent::Shown { text, .. } => {
                question.visibility = Visibility::Public;
                question.redacted = *text == ShownText::Redacted;
                return Ok(());
            }
            DialogueEvent::Hidden { .. } => {
                question.visibility = Visibility::Hidden;
                None
            }
            DialogueEvent::Withdrawn { .. } => {
                question.withdrawn = true;
                None
            }
            DialogueEvent::Judged { answers, .. } => {
                match (is_asker, answers) {
                    (true, answers) => question.judged = Some(*answers),
                    (false, true) => {
                        question.joiners_satisfied = question.joiners_satisfied.saturating_add(1);
                    }
                    (false, false) => {
                        question.joiners_unsatisfied = question.joiners_unsatisfied.saturating_add(1);
                    }
                }
                return Ok(());
            }
            DialogueEvent::Answered { agency, .. } => Some(End::Answered { agency: *agency }),
            DialogueEvent::Promised { case, .. } => Some(End::Promised { case: *case }),
            DialogueEvent::InWriting { case, .. } => Some(End::InWriting { case: *case }),
            DialogueEvent::Refused { reason, authority, .. } => {
                Some(End::Refused { reason: *reason, authority: *authority })
            }
            _ => return Err(Refusal::WrongKind),
        };
        if let Some(end) = end {
            question.ends.push(end);
            question.ended.get_or_insert(now);
        }
        if self.floor == Some(number) {
            self.floor = None;
        }
        Ok(())
    }

    /// Whether a question may be asked at this time.
    pub fn is_taking_questions(&self, now: Moment) -> bool {
        matches!(self.state, SessionState::Collecting | SessionState::Live)
            && self.takes_questions(now).is_ok()
    }

    /// Whether questions are being dealt with.
    pub fn is_at_work(&self) -> bool {
        matches!(self.state, SessionState::Collecting | SessionState::Live)
    }

    /// Whether the end of this question may be given now: at work any, afterwards only to one that has none.
    pub fn may_end(&self, question: &Question) -> bool {
        let is_over = matches!(self.state, SessionState::Closed | SessionState::FollowedUp);
        !question.is_gone() && (self.is_at_work() || (is_over && question.is_open()))
    }

    /// Whether a question is still its asker's alone to take back. Whoever only supports it has said nothing that would go with it, so that
    /// until the session begins one press of a stranger does not stand in the way.
    pub fn is_askers_own(&self, question: &Question) -> bool {
        let is_unsupported = question.supports == 0 || self.state == SessionState::Collecting;
        question.joins == 0 && question.followers == 0 && is_unsupported
    }

    /// The question of this number.
    pub fn question(&self, number: u32) -> Result<&Question, Refusal> {
        let place = number.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.questions.get(place)).ok_or(Refusal::NoSuchQuestion)
    }

    /// How many questions wait for a moderator.
    pub fn awaiting(&self) -> usize {
        let waits = |one: &&Question| one.visibility == Visibility::AwaitingModeration && one.is_open();
        self.questions.iter().filter(waits).count()
    }

    /// Everybody behind a question: those of its own, and those of the questions that are treated as it.
    pub fn behind(&self, question: &Question) -> u32 {
        if question.followers == 0 {
            return question.weight();
        }
        let merged = self.questions.iter().filter(|one| one.merged_into == Some(question.number));
        merged.map(Question::weight).fold(question.weight(), u32::saturating_add)
    }

    fn question_mut(&mut self, number: u32) -> Result<&mut Question, Refusal> {
        let place = number.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.questions.get_mut(place)).ok_or(Refusal::NoSuchQuestion)
    }

    /// The cases that came out of its questions.
    pub fn cases(&self) -> impl Iterator<Item = CaseId> + '_ {
        self.questions.iter().flat_map(|question| question.ends.iter().filter_map(End::case))
    }

    /// When time itself does the next step: opening for questions.
    pub fn clock_at(&self) -> Option<Moment> {
        (self.state == SessionState::Planned).then_some(self.questions_from)
    }
}
