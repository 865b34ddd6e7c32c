//! The consultation: its state, its versions and comments, and what it makes of an event. It refuses to be shorter than the law asks,
//! and to be closed while a comment lacks its response or a version has not told its changes.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::comments::{Comments, MAX_ITEMS};
use super::{
    Answer, Change, Comment, CommentChannel, ConsultationEvent, CourseReason, DraftKind, MAX_WITHIN,
};
use crate::act::{Actor, Role};
use crate::case::Visibility;
use crate::code::{AgencyCode, AreaCode, ProvisionCode, RuleCode};
use crate::event::ShownText;
use crate::id::CaseCode;
use crate::list::closed_list;
use crate::matter::{Digest, MatterAct, MatterId, MatterRefusal as Refusal};
use crate::moment::Moment;

/// The most versions of one consultation.
const MAX_VERSIONS: usize = 100;
const DAY: i64 = 86_400;

closed_list! {
    /// The states by name.
    ConsultationState {
        Announced = "announced",
        /// Comments are taken.
        Open = "open",
        /// The time for comments is over; responses are still owed.
        Ended = "ended",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

/// A version of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// From 1.
    pub number: u32,
    /// Of its canonical text.
    pub sha256: Digest,
    pub provisions: u32,
    pub published: Moment,
    /// How many provisions differ from the version before, and which of them were told.
    pub changes: u32,
    pub told: Vec<Change>,
}

/// A consultation as the public record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub id: MatterId,
    pub code: CaseCode,
    pub kind: DraftKind,
    pub drafter: AgencyCode,
    pub area: Option<AreaCode>,
    pub opens: Moment,
    pub closes: Moment,
    /// When comments were first to end; no extension moves it.
    pub first_closes: Moment,
    pub rule: RuleCode,
    pub minimum_days: u32,
    pub sample: bool,
    pub state: ConsultationState,
    pub announced: Moment,
    pub extensions: u32,
    /// Why it was made longer last, or given up; rows of an earlier time do not say it, the book does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course_reason: Option<CourseReason>,
    pub closed: Option<Moment>,
    // Invariant: the version of number n stands at n - 1.
    pub versions: Vec<Version>,
    pub comments: Comments,
    pub last_event: Moment,
}

impl Consultation {
    /// Opens a consultation with its announcement.
    pub(crate) fn announce(
        id: MatterId,
        act: &MatterAct<'_>,
        event: &ConsultationEvent,
    ) -> Result<Self, Refusal> {
        let ConsultationEvent::Announced {
            code,
            kind,
            drafter,
            area,
            sha256,
            provisions,
            opens,
            closes,
            rule,
            minimum_days,
            sample,
        } = event
        else {
            return Err(Refusal::NotBegun);
        };
        by_drafter(act, *drafter, event)?;
        let (opens, closes) = (opens.to_whole_second(), closes.to_whole_second());
        let now = act.occurred.to_whole_second();
        times_fit([opens, closes])?;
        if opens < now {
            return Err(Refusal::OpensBeforeAnnounced);
        }
        long_enough(opens, closes, *minimum_days)?;
        let first = Version {
            number: 1,
            sha256: *sha256,
            provisions: *provisions,
            published: now,
            changes: 0,
            told: Vec::new(),
        };
        Ok(Self {
            id,
            code: *code,
            kind: *kind,
            drafter: *drafter,
            area: *area,
            opens,
            closes,
            first_closes: closes,
            rule: *rule,
            minimum_days: *minimum_days,
            sample: *sample,
            state: ConsultationState::Announced,
            announced: now,
            extensions: 0,
            course_reason: None,
            closed: None,
            versions: vec![first],
            comments: Comments::default(),
            last_event: now,
        })
    }

    /// Moves the consultation by one event; a refusal leaves it as it was.
    pub(crate) fn apply(&mut self, act: &MatterAct<'_>, event: &ConsultationEvent) -> Result<(), Refusal> {
        self.check(act, event)?;
        let now = act.occurred.to_whole_second();
        match event {
            ConsultationEvent::Announced { .. } => return Err(Refusal::BegunBefore),
            ConsultationEvent::Opened {} => self.state = ConsultationState::Open,
            ConsultationEvent::Extended { closes, reason } => {
                self.course_reason = Some(*reason);
                self.closes = closes.to_whole_second();
                self.extensions = self.extensions.saturating_add(1);
            }
            ConsultationEvent::Ended {} => self.state = ConsultationState::Ended,
            ConsultationEvent::VersionPublished { version, sha256, provisions, changes } => {
                self.versions.push(Version {
                    number: *version,
                    sha256: *sha256,
                    provisions: *provisions,
                    published: now,
                    changes: *changes,
                    told: Vec::new(),
                });
            }
            ConsultationEvent::ChangesTold { changes, .. } => {
                if let Some(version) = self.versions.last_mut() {
                    version.told.extend(changes.iter().cloned());
                }
            }
            ConsultationEvent::Closed {} => {
                self.state = ConsultationState::Closed;
                self.closed = Some(now);
            }
            ConsultationEvent::Cancelled { reason } => {
                self.course_reason = Some(*reason);
                self.state = ConsultationState::Cancelled;
            }
            ConsultationEvent::Made { comment, version, provision, stance, speaker, channel } => {
                self.push_comment(Comment {
                    number: *comment,
                    version: *version,
                    provision: *provision,
                    stance: *stance,
                    speaker: *speaker,
                    channel: *channel,
                    made: now,
                    visibility: Visibility::AwaitingModeration,
                    hidden_for: None,
                    redacted: false,
                    withdrawn: false,
                    grouped_into: None,
                    followers: 0,
                    answer: None,
                });
            }
            ConsultationEvent::Shown { comment, text, .. } => {
                self.change_comment(*comment, |comment| {
                    comment.visibility = Visibility::Public;
                    comment.hidden_for = None;
                    comment.redacted = *text == ShownText::Redacted;
                })?;
            }
            ConsultationEvent::Hidden { comment, reason } => {
                self.leave_group(*comment)?;
                self.change_comment(*comment, |comment| {
                    comment.visibility = Visibility::Hidden;
                    comment.hidden_for = Some(*reason);
                })?;
            }
            ConsultationEvent::Withdrawn { comment } => {
                self.leave_group(*comment)?;
                self.change_comment(*comment, |comment| comment.withdrawn = true)?;
            }
            ConsultationEvent::Grouped { comments, into } => {
                for comment in comments {
                    self.join_group(*comment, *into)?;
                }
            }
            ConsultationEvent::Ungrouped { comment } => self.leave_group(*comment)?,
            ConsultationEvent::Answered { comment, revision, decision, provisions } => {
                self.change_comment(*comment, |comment| {
                    let first = comment.answer.as_ref().map_or(now, |answer| answer.first);
                    comment.answer = Some(Answer {
                        decision: *decision,
                        revision: *revision,
                        provisions: provisions.clone(),
                        first,
                    });
                })?;
            }
        }
        self.last_event = now;
        Ok(())
    }

    /// Everything that state, role and particulars decide.
    fn check(&self, act: &MatterAct<'_>, event: &ConsultationEvent) -> Result<(), Refusal> {
        self.role_allows(act, event)?;
        self.state_allows(event)?;
        let now = act.occurred.to_whole_second();
        match event {
            ConsultationEvent::Opened {} if now < self.opens => Err(Refusal::OutsidePeriod),
            ConsultationEvent::Ended {} if now < self.closes => Err(Refusal::OutsidePeriod),
            ConsultationEvent::Extended { closes, .. } => {
                let closes = closes.to_whole_second();
                times_fit([self.opens, closes])?;
                if now >= self.closes {
                    Err(Refusal::OutsidePeriod)
                } else if closes > self.closes {
                    Ok(())
                } else {
                    Err(Refusal::PeriodNotLonger)
                }
            }
            ConsultationEvent::VersionPublished { version, sha256, .. } => {
                let latest = self.versions.last().ok_or(Refusal::NoSuchVersion)?;
                if self.versions.len() >= MAX_VERSIONS {
                    Err(Refusal::TooManyItems)
                } else if *version != latest.number.saturating_add(1) {
                    Err(Refusal::WrongNumber)
                } else if *sha256 == latest.sha256 {
                    Err(Refusal::SameText)
                } else if latest.is_told() {
                    Ok(())
                } else {
                    Err(Refusal::ChangesUntold)
                }
            }
            ConsultationEvent::ChangesTold { version, changes } => self.check_changes(*version, changes),
            ConsultationEvent::Closed {} if self.comments.open() > 0 => Err(Refusal::CommentsUnanswered),
            ConsultationEvent::Closed {} if !self.versions.iter().all(Version::is_told) => {
                Err(Refusal::ChangesUntold)
            }
            ConsultationEvent::Made { comment, version, .. } => {
                self.check_made(*comment, *version)?;
                if self.is_taking_comments(now) { Ok(()) } else { Err(Refusal::OutsidePeriod) }
            }
            other => self.check_comment(other),
        }
    }

    fn check_changes(&self, version: u32, changes: &[Change]) -> Result<(), Refusal> {
        let latest =
            self.versions.last().filter(|latest| latest.number == version).ok_or(Refusal::NoSuchVersion)?;
        let mut known: HashSet<ProvisionCode> = latest.told.iter().map(|change| change.provision).collect();
        let left = usize::try_from(latest.changes).unwrap_or(usize::MAX).saturating_sub(latest.told.len());
        if changes.is_empty() || changes.len() > MAX_ITEMS || changes.len() > left {
            return Err(Refusal::TooManyItems);
        }
        if changes.iter().any(|change| change.within.len() > MAX_WITHIN) {
            return Err(Refusal::TooManyItems);
        }
        let single = changes.iter().all(|change| known.insert(change.provision));
        if single { Ok(()) } else { Err(Refusal::WrongNumber) }
    }

    fn role_allows(&self, act: &MatterAct<'_>, event: &ConsultationEvent) -> Result<(), Refusal> {
        let role = act.by.role();
        let allowed = match event {
            ConsultationEvent::Opened {} | ConsultationEvent::Ended {} => role == Role::Clock,
            ConsultationEvent::Made { channel: CommentChannel::Web, .. }
            | ConsultationEvent::Withdrawn { .. } => role == Role::Reporter,
            // The server lets the drafter publish what waits as it was written and nothing more; journals may hold the rest.
            ConsultationEvent::Shown { .. } if role == Role::Moderator => true,
            // Whoever wrote the draft does not decide which criticism is read.
            ConsultationEvent::Hidden { .. } => role == Role::Moderator,
            _ => return by_drafter(act, self.drafter, event),
        };
        if allowed { Ok(()) } else { Err(Refusal::WrongRole { role, event: event.code() }) }
    }

    fn state_allows(&self, event: &ConsultationEvent) -> Result<(), Refusal> {
        use ConsultationState::{Announced, Closed, Ended, Open};
        let allowed: &[ConsultationState] = match event {
            ConsultationEvent::Announced { .. } => return Err(Refusal::BegunBefore),
            ConsultationEvent::Opened {} => &[Announced],
            ConsultationEvent::Extended { .. } => &[Announced, Open],
            ConsultationEvent::Ended {} | ConsultationEvent::Made { .. } => &[Open],
            ConsultationEvent::VersionPublished { .. } | ConsultationEvent::ChangesTold { .. } => {
                &[Announced, Open, Ended]
            }
            ConsultationEvent::Closed {} => &[Ended],
            ConsultationEvent::Cancelled { .. } => &[Announced, Open, Ended],
            // What breaks the law is hidden at any time; what a moderator shows again after the end is owed its response then.
            ConsultationEvent::Hidden { .. }
            | ConsultationEvent::Shown { .. }
            | ConsultationEvent::Answered { .. } => &[Open, Ended, Closed],
            _ => &[Open, Ended],
        };
        if allowed.contains(&self.state) {
            Ok(())
        } else {
            Err(Refusal::WrongState { state: self.state.code(), event: event.code() })
        }
    }

    /// Whether a comment may be made at this time.
    pub fn is_taking_comments(&self, now: Moment) -> bool {
        self.state == ConsultationState::Open && now >= self.opens && now < self.closes
    }

    /// The version that is read now.
    pub fn latest(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// When time itself does the next step: opening, or ending the time for comments.
    pub fn clock_at(&self) -> Option<Moment> {
        match self.state {
            ConsultationState::Announced => Some(self.opens),
            ConsultationState::Open => Some(self.closes),
            _ => None,
        }
    }
}

impl Version {
    /// Whether all its changes were told.
    pub fn is_told(&self) -> bool {
        u32::try_from(self.told.len()).is_ok_and(|told| told == self.changes)
    }
}

/// The drafter's people and the city's coordinator hold a consultation.
fn by_drafter(act: &MatterAct<'_>, drafter: AgencyCode, event: &ConsultationEvent) -> Result<(), Refusal> {
    match act.by {
        Actor::Coordinator => Ok(()),
        Actor::Handler(agency) | Actor::Head(agency) if agency == drafter => Ok(()),
        Actor::Handler(_) | Actor::Head(_) => Err(Refusal::NotTheDrafter),
        other => Err(Refusal::WrongRole { role: other.role(), event: event.code() }),
    }
}

fn times_fit(times: [Moment; 2]) -> Result<(), Refusal> {
    let fits = |moment: Moment| u32::try_from(moment.as_second()).is_ok_and(|seconds| seconds > 0);
    if times.into_iter().all(fits) { Ok(()) } else { Err(Refusal::TimeOutOfRange) }
}

/// At least the days that the rule asks for, and never none.
fn long_enough(opens: Moment, closes: Moment, minimum_days: u32) -> Result<(), Refusal> {
    let shortest = i64::from(minimum_days).saturating_mul(DAY).max(1);
    let length = closes.as_second().saturating_sub(opens.as_second());
    if length >= shortest { Ok(()) } else { Err(Refusal::PeriodTooShort) }
}
