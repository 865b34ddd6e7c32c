//! What came of a consultation: the counts of its comments, and the two questions that the law and the city's own word ask of it. What was
//! accepted and changed nothing? What changed and nobody said why?

use std::collections::{HashMap, HashSet};

use super::{Answer, ChangeKind, Comment, Consultation, Decision};
use crate::{case::Visibility, code::ProvisionCode};

/// What became of the comments, in counts that add up: `comments` are `gone` and those that somebody reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub comments: u32,
    /// Withdrawn or hidden.
    pub gone: u32,
    /// With a response of their own or of their group.
    pub answered: u32,
    pub accepted: u32,
    pub partly: u32,
    pub not_accepted: u32,
    pub out_of_scope: u32,
    pub noted: u32,
    /// Accepted in whole or part, with a change in a later version at a provision that the response names.
    pub turned_into_changes: u32,
}

impl Consultation {
    /// In which version each provision, or something within it, changed last.
    fn last_changes(&self) -> HashMap<ProvisionCode, u32> {
        let told =
            self.versions.iter().flat_map(|version| version.told.iter().map(move |change| (change, version)));
        told.flat_map(|(change, version)| change.touches().map(|code| (code, version.number))).collect()
    }

    /// Whether a version behind the one that was commented on changes a provision that the response names, or something within it.
    fn changed_something(&self, comment: &Comment, changes: &HashMap<ProvisionCode, u32>) -> bool {
        let Some(answer) = self.answer_to(comment) else { return false };
        answer
            .provisions
            .iter()
            .any(|code| changes.get(code).is_some_and(|version| *version > comment.version))
    }

    /// Each comment with the response to it, its own or that of its group, and whether a later version changes what the response
    /// names.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = (&Comment, Option<&Answer>, bool)> {
        let changes = self.last_changes();
        self.comments
            .iter()
            .map(move |comment| (comment, self.answer_to(comment), self.changed_something(comment, &changes)))
    }

    /// The comments that were accepted, in whole or part, and changed nothing.
    pub fn accepted_without_change(&self) -> impl Iterator<Item = &Comment> {
        let changes = self.last_changes();
        self.comments.iter().filter(move |comment| {
            let taken = comment.answer.as_ref().is_some_and(Answer::is_taken);
            !comment.is_moot() && taken && !self.changed_something(comment, &changes)
        })
    }

    /// The changes of words that neither a comment on them or on what contains them nor a note explains, with their versions.
    pub fn unexplained_changes(&self) -> Vec<(u32, ProvisionCode)> {
        let mut explained: HashSet<ProvisionCode> = HashSet::new();
        for comment in self.comments.iter().filter(|comment| !comment.is_moot()) {
            if let Some(answer) = comment.answer.as_ref().filter(|answer| answer.is_taken()) {
                explained.extend(&answer.provisions);
            }
        }
        let mut changes = Vec::new();
        for version in &self.versions {
            for change in
                version.told.iter().filter(|change| change.kind != ChangeKind::Moved && !change.noted)
            {
                if !change.touches().any(|code| explained.contains(&code)) {
                    changes.push((version.number, change.provision));
                }
            }
        }
        changes
    }

    /// How many comments wait for a moderator.
    pub fn awaiting(&self) -> usize {
        let waits = |one: &&Comment| one.visibility == Visibility::AwaitingModeration && !one.is_gone();
        self.comments.iter().filter(waits).count()
    }

    /// The counts of its comments.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        for (comment, answer, changed) in self.outcomes() {
            figures.comments += 1;
            if comment.is_gone() {
                figures.gone += 1;
                continue;
            }
            let Some(answer) = answer else { continue };
            figures.answered += 1;
            match answer.decision {
                Decision::Accepted => figures.accepted += 1,
                Decision::Partly => figures.partly += 1,
                Decision::NotAccepted => figures.not_accepted += 1,
                Decision::OutOfScope => figures.out_of_scope += 1,
                Decision::Noted => figures.noted += 1,
            }
            figures.turned_into_changes += u32::from(answer.is_taken() && changed);
        }
        figures
    }
}
