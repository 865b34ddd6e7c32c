//! The comments of a consultation, and what the rules ask of them. The book holds them all. Whoever works on a single event holds those
//! alone that it is about: how many there are, and how many still owe a response, is known without the others, so that the twenty-thousandth
//! comment costs what the first one did.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Answer, Comment, Consultation, ConsultationEvent, ConsultationState};
use crate::matter::MatterRefusal as Refusal;

/// The most comments of one consultation, and items of one event.
const MAX_COMMENTS: u32 = 100_000;
pub(super) const MAX_ITEMS: usize = 500;

/// The comments by their numbers, which begin with 1 and have no gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    total: u32,
    // Invariant: so many of all are open, held or not.
    open: u32,
    held: BTreeMap<u32, Comment>,
}

impl Comments {
    /// How many there are.
    pub const fn total(&self) -> u32 {
        self.total
    }

    /// How many still owe a response of their own.
    pub const fn open(&self) -> u32 {
        self.open
    }

    /// Those that are held: in the book all of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Comment> {
        self.held.values()
    }

    pub fn get(&self, number: u32) -> Option<&Comment> {
        self.held.get(&number)
    }

    /// Holds one that had been put away.
    pub fn hold(&mut self, comment: Comment) {
        if comment.number >= 1 && comment.number <= self.total {
            self.held.insert(comment.number, comment);
        }
    }

    /// Gives away those that are held; how many there are, and how many are open, stays known.
    pub fn put_away(&mut self) -> BTreeMap<u32, Comment> {
        std::mem::take(&mut self.held)
    }

    fn push(&mut self, comment: Comment) {
        self.total = self.total.saturating_add(1);
        self.open = self.open.saturating_add(u32::from(comment.is_open()));
        self.held.insert(comment.number, comment);
    }

    fn change<T>(&mut self, number: u32, change: impl FnOnce(&mut Comment) -> T) -> Result<T, Refusal> {
        let comment = self.held.get_mut(&number).ok_or(Refusal::NoSuchComment)?;
        let was_open = u32::from(comment.is_open());
        let done = change(comment);
        self.open = self.open.saturating_sub(was_open).saturating_add(u32::from(comment.is_open()));
        Ok(done)
    }
}

/// All of them where all are held, else their counts.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    All(Vec<Comment>),
    Counts { total: u32, open: u32 },
}

impl Serialize for Comments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if u32::try_from(self.held.len()) == Ok(self.total) {
            serializer.collect_seq(self.held.values())
        } else {
            Written::Counts { total: self.total, open: self.open }.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Comments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Written::All(all) => {
                let mut comments = Self::default();
                for comment in all {
                    comments.push(comment);
                }
                comments
            }
            Written::Counts { total, open } => Self { total, open, held: BTreeMap::new() },
        })
    }
}

impl ConsultationEvent {
    /// The comments that it is about, whether they are there or not.
    pub fn comments(&self) -> Vec<u32> {
        let grouped = match self {
            Self::Grouped { comments, .. } => comments.as_slice(),
            _ => &[],
        };
        self.comment().into_iter().chain(grouped.iter().copied()).collect()
    }
}

impl Consultation {
    /// The comment of this number.
    pub fn comment(&self, number: u32) -> Result<&Comment, Refusal> {
        self.comments.get(number).ok_or(Refusal::NoSuchComment)
    }

    /// The response to a comment: its own or that of its group.
    pub fn answer_to<'a>(&'a self, comment: &'a Comment) -> Option<&'a Answer> {
        match comment.grouped_into {
            Some(main) => self.comment(main).ok()?.answer.as_ref(),
            None => comment.answer.as_ref(),
        }
    }

    pub(super) fn push_comment(&mut self, comment: Comment) {
        self.comments.push(comment);
    }

    pub(super) fn change_comment<T>(
        &mut self,
        number: u32,
        change: impl FnOnce(&mut Comment) -> T,
    ) -> Result<T, Refusal> {
        self.comments.change(number, change)
    }

    pub(super) fn join_group(&mut self, number: u32, into: u32) -> Result<(), Refusal> {
        self.comments.change(number, |comment| comment.grouped_into = Some(into))?;
        self.comments.change(into, |main| main.followers = main.followers.saturating_add(1))
    }

    pub(super) fn leave_group(&mut self, number: u32) -> Result<(), Refusal> {
        match self.comments.change(number, |comment| comment.grouped_into.take())? {
            Some(main) => {
                self.comments.change(main, |main| main.followers = main.followers.saturating_sub(1))
            }
            None => Ok(()),
        }
    }

    /// What a new comment must be; when one may be made, the consultation says.
    pub(super) fn check_made(&self, number: u32, version: u32) -> Result<(), Refusal> {
        if self.comments.total() >= MAX_COMMENTS {
            Err(Refusal::TooManyItems)
        } else if version == 0 || usize::try_from(version).is_ok_and(|version| version > self.versions.len())
        {
            Err(Refusal::NoSuchVersion)
        } else if number == self.comments.total().saturating_add(1) {
            Ok(())
        } else {
            Err(Refusal::WrongNumber)
        }
    }

    pub(super) fn check_comment(&self, event: &ConsultationEvent) -> Result<(), Refusal> {
        let Some(number) = event.comment() else { return Ok(()) };
        let comment = self.comment(number)?;
        match event {
            ConsultationEvent::Shown { .. } if comment.withdrawn => Err(Refusal::CommentGone),
            ConsultationEvent::Shown { .. } => Ok(()),
            ConsultationEvent::Ungrouped { .. } => {
                comment.grouped_into.map(|_| ()).ok_or(Refusal::NotGrouped)
            }
            ConsultationEvent::Answered { revision, provisions, .. } => {
                self.check_answer(event, comment, (*revision, provisions.len()))
            }
            _ if comment.is_gone() => Err(Refusal::CommentGone),
            // Withdrawn alone: what breaks the law is hidden though others are answered with it, and they keep its number and response.
            ConsultationEvent::Withdrawn { .. } if comment.followers > 0 => Err(Refusal::NotGroupable),
            ConsultationEvent::Withdrawn { .. } if comment.answer.is_some() => Err(Refusal::CommentAnswered),
            ConsultationEvent::Grouped { comments, into } => self.check_group(comments, *into, comment),
            _ => Ok(()),
        }
    }

    fn check_answer(
        &self,
        event: &ConsultationEvent,
        comment: &Comment,
        (revision, provisions): (u32, usize),
    ) -> Result<(), Refusal> {
        let next = comment.answer.as_ref().map_or(0, |answer| answer.revision).saturating_add(1);
        if comment.is_moot() {
            Err(Refusal::CommentGone)
        } else if provisions > MAX_ITEMS {
            Err(Refusal::TooManyItems)
        } else if comment.grouped_into.is_some() {
            Err(Refusal::CommentGrouped)
        } else if revision != next {
            Err(Refusal::CommentAnswered)
        } else if self.state == ConsultationState::Closed && !comment.is_open() {
            // What was answered when it was closed stands as it is.
            Err(Refusal::WrongState { state: self.state.code(), event: event.code() })
        } else {
            Ok(())
        }
    }

    fn check_group(&self, comments: &[u32], into: u32, main: &Comment) -> Result<(), Refusal> {
        if comments.is_empty() || comments.len() > MAX_ITEMS {
            return Err(Refusal::TooManyItems);
        }
        if !comments.is_sorted_by(|one, next| one < next) {
            return Err(Refusal::WrongNumber);
        }
        if main.grouped_into.is_some() {
            return Err(Refusal::NotGroupable);
        }
        comments.iter().try_for_each(|number| {
            let comment = self.comment(*number)?;
            let fits = *number != into
                && !comment.is_gone()
                && comment.grouped_into.is_none()
                && comment.followers == 0
                && comment.answer.is_none();
            if fits { Ok(()) } else { Err(Refusal::NotGroupable) }
        })
    }
}
