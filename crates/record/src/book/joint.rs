//! What few cases have: parts of supporting agencies, a rise to those above, a merge, a filing elsewhere. It stands beside the columns, by
//! row, so that all other cases pay nothing for it.

use std::collections::BTreeMap;

use crate::case::{Case, Pledged, State};
use crate::forward::{Forward, ForwardOutcome};
use crate::id::CaseId;
use crate::joint::{Escalation, Part, PartState};
use crate::source::Text;

/// What one row has of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Joint {
    pub parts: Vec<Part>,
    pub escalated: Option<Escalation>,
    pub escalations: u8,
    pub before_merge: Option<State>,
    pub into: Option<CaseId>,
    pub followers: u32,
    pub pledged: Option<Pledged>,
    pub forwards: Vec<Forward>,
}

impl Joint {
    fn of(case: &Case) -> Self {
        Self {
            parts: case.parts.clone(),
            escalated: case.escalated,
            escalations: case.escalations,
            before_merge: case.before_merge,
            into: case.merged_into(),
            followers: case.followers,
            pledged: case.pledged,
            forwards: case.forwards.clone(),
        }
    }
}

/// All rows that have any.
#[derive(Clone, Debug, Default)]
pub(super) struct Joints(BTreeMap<usize, Joint>);

impl Joints {
    /// What this row has.
    pub fn get(&self, row: usize) -> Option<&Joint> {
        self.0.get(&row)
    }

    /// Keeps what the case in this row has, and nothing for a case without any.
    pub fn set(&mut self, row: usize, case: &Case) {
        let joint = Joint::of(case);
        if joint == Joint::default() {
            self.0.remove(&row);
        } else {
            self.0.insert(row, joint);
        }
    }

    /// The rows of cases that are promises.
    pub fn pledged(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.0.iter().filter(|(_, joint)| joint.pledged.is_some()).map(|(row, _)| *row)
    }

    /// Bytes of memory, nodes of the tree estimated.
    pub fn bytes(&self) -> usize {
        let parts: usize = self.0.values().map(|joint| joint.parts.capacity() * size_of::<Part>()).sum();
        let forwards: usize =
            self.0.values().map(|joint| joint.forwards.capacity() * size_of::<Forward>()).sum();
        self.0.len() * (size_of::<Joint>() + size_of::<usize>()) * 3 / 2 + parts + forwards
    }
}

/// Every fact of it, for the digest.
pub(super) fn write_line(joint: &Joint, line: &mut Vec<u8>) {
    let mut text = |text: &str| {
        line.extend_from_slice(text.as_bytes());
        line.push(0);
    };
    for part in &joint.parts {
        text(part.agency.as_str());
        text(&part.due.at.to_string());
        text(part.due.rule.as_str());
        text(&part.due.version.to_string());
        text(part.due.kind.code());
        text(part.kind().code());
        match part.state {
            PartState::Open => {}
            PartState::Done { at } => text(&at.to_string()),
            PartState::Released { at, reason } => {
                text(&at.to_string());
                text(reason.map_or("", crate::reasons::ReleaseReason::code));
            }
        }
        if let Some(escalated) = part.escalated {
            text(escalated.to.as_str());
            text(&format!("{} {}", escalated.level, escalated.at));
        }
    }
    if let Some(escalated) = joint.escalated {
        text(escalated.to.as_str());
        text(&format!("{} {}", escalated.level, escalated.at));
    }
    text(&format!("{} {}", joint.escalations, joint.followers));
    if let Some(Pledged { matter, number, pledge }) = joint.pledged {
        text(&format!("{matter} {number} {} {}", pledge.kind, pledge.due));
        text(pledge.verifier.as_ref().map_or("", |verifier| verifier.as_str()));
    }
    if let Some((into, before)) = joint.into.zip(joint.before_merge) {
        text(&into.to_string());
        text(&state_text(&before));
    }
    for forward in &joint.forwards {
        text(forward.to.as_str());
        text(forward.outcome.map_or("", ForwardOutcome::code));
        text(forward.number.as_ref().map_or("", Text::as_str));
        text(forward.word.as_ref().map_or("", Text::as_str));
    }
}

/// A state in full, of those that a case can have before it is merged.
fn state_text(state: &State) -> String {
    let lead = state.lead().map(|lead| lead.as_str().to_owned()).unwrap_or_default();
    let (due, second) = match state {
        State::Unassigned { awaiting } => return format!("{} {awaiting:?}", state.kind()),
        State::Assigned { receive_by: due, .. }
        | State::InProgress { due, .. }
        | State::Reopened { due, .. } => (Some(due), None),
        State::WaitingForReporter { due, asked, .. } => (Some(due), Some(*asked)),
        State::ReportedResolved { due, confirm_by, .. } => (Some(due), Some(*confirm_by)),
        _ => (None, None),
    };
    let due = due.map(|due| format!("{} {} {} {}", due.at, due.rule.as_str(), due.version, due.kind));
    let second = second.map(|second| second.to_string()).unwrap_or_default();
    format!("{} {lead} {} {second}", state.kind(), due.unwrap_or_default())
}
