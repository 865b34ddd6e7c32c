//! The steps of the desk: each is an act of the rights table with an address of its own. Here is said which of them
//! rules and rights allow on a case; the forms are in `step_form`, the doing in `take_step`.

use dantin_city::City;
use dantin_record::{
    act::{Actor, Role},
    case::{Case, State, StateKind, Visibility},
    code::AgencyCode,
    event::EventKind,
};

use super::joint::owes_part;

use crate::city::people::{
    boards,
    model::{Officer, OfficerId, OfficerRole},
    rights::{Act, CaseForRights, Denied, may},
};

/// Something that can be done to a case at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Accept,
    Resolve,
    FinishPart,
    Ask,
    Reply,
    Return,
    AskExtension,
    Extend,
    RefuseExtension,
    AddPart,
    ReleasePart,
    Merge,
    Unmerge,
    WorkLink,
    RevokeLink,
    Decline,
    Assign,
    Confirm,
    Contest,
    Publish,
    Hide,
    Erase,
    Forward,
    Assignee,
    Note,
}

impl Step {
    /// Every step, in the order in which the desk offers them.
    pub const ALL: [Step; 25] = [
        Step::Accept,
        Step::Resolve,
        Step::FinishPart,
        Step::Ask,
        Step::Reply,
        Step::Return,
        Step::AskExtension,
        Step::Extend,
        Step::RefuseExtension,
        Step::AddPart,
        Step::ReleasePart,
        Step::Merge,
        Step::Unmerge,
        Step::WorkLink,
        Step::RevokeLink,
        Step::Decline,
        Step::Assign,
        Step::Confirm,
        Step::Contest,
        Step::Publish,
        Step::Hide,
        Step::Erase,
        Step::Forward,
        Step::Assignee,
        Step::Note,
    ];

    /// The last part of the form's address.
    pub const fn code(self) -> &'static str {
        match self {
            Step::Accept => "accept",
            Step::Resolve => "resolve",
            Step::Ask => "ask",
            Step::Reply => "reply",
            Step::Return => "return",
            Step::Extend => "extend",
            Step::Decline => "decline",
            Step::FinishPart => "finish-part",
            Step::AskExtension => "ask-extension",
            Step::RefuseExtension => "refuse-extension",
            Step::AddPart => "add-part",
            Step::ReleasePart => "release-part",
            Step::Merge => "merge",
            Step::Unmerge => "unmerge",
            Step::WorkLink => "work-link",
            Step::RevokeLink => "revoke-link",
            Step::Assign => "assign",
            Step::Confirm => "confirm",
            Step::Contest => "contest",
            Step::Publish => "publish",
            Step::Hide => "hide",
            Step::Erase => "erase",
            Step::Forward => "forward",
            Step::Assignee => "assignee",
            Step::Note => "note",
        }
    }

    /// The step at an address.
    pub fn from_code(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The right that it needs.
    pub const fn act(self) -> Act {
        match self {
            Step::Accept => Act::Accept,
            Step::Resolve => Act::ReportResolved,
            Step::Ask => Act::Ask,
            Step::Reply => Act::EnterReply,
            Step::Return => Act::Return,
            Step::Extend => Act::Extend,
            Step::Decline => Act::Decline,
            Step::FinishPart => Act::FinishPart,
            Step::AskExtension => Act::AskExtension,
            Step::RefuseExtension => Act::RefuseExtension,
            Step::AddPart => Act::AddPart,
            Step::ReleasePart => Act::ReleasePart,
            Step::Merge => Act::Merge,
            Step::Unmerge => Act::Unmerge,
            Step::WorkLink | Step::RevokeLink => Act::WorkLink,
            Step::Assign => Act::AssignAgency,
            Step::Confirm => Act::Confirm,
            Step::Contest => Act::Contest,
            Step::Publish => Act::Show,
            Step::Hide => Act::Hide,
            Step::Erase => Act::Erase,
            Step::Forward => Act::Forward,
            Step::Assignee => Act::AssignOfficer,
            Step::Note => Act::Note,
        }
    }

    /// Whether it has a place of its own on the page rather than among the next steps.
    pub const fn stands_apart(self) -> bool {
        matches!(self, Step::Assignee | Step::Note | Step::RevokeLink)
    }
}

/// An officer before a case.
pub struct Standing<'a> {
    officer: &'a Officer,
    case: &'a Case,
    rights: CaseForRights,
    has_wish: bool,
}

impl<'a> Standing<'a> {
    /// Whether a wish for a later date waits, which can be refused.
    #[must_use]
    pub fn with_wish(mut self, has_wish: bool) -> Self {
        self.has_wish = has_wish;
        self
    }

    /// How this officer stands to this case.
    pub fn new(
        city: &City,
        officer: &'a Officer,
        case: &'a Case,
        assignee: Option<&OfficerId>,
    ) -> Standing<'a> {
        let parent_of = |agency: AgencyCode| {
            let parent = city.agency(agency.as_str())?.parent.as_deref()?;
            AgencyCode::new(parent).ok()
        };
        Standing {
            officer,
            case,
            rights: CaseForRights::new(case, assignee.cloned(), parent_of)
                .beyond(boards::out_of_reach(city, officer, case)),
            has_wish: false,
        }
    }

    /// Whether the officer has this right here.
    pub fn has(&self, act: Act) -> bool {
        may(self.officer, act, &self.rights).is_ok()
    }

    /// As whom the officer takes a step, or why he may not.
    pub fn actor(&self, step: Step) -> Result<Option<Actor>, Denied> {
        may(self.officer, step.act(), &self.rights).map(OfficerRole::actor)
    }

    /// The same for a right that is no step.
    pub fn check(&self, act: Act) -> Result<(), Denied> {
        may(self.officer, act, &self.rights).map(|_role| ())
    }

    /// The steps that rules and rights allow now.
    pub fn steps(&self) -> Vec<Step> {
        Step::ALL.into_iter().filter(|step| self.allows(*step)).collect()
    }

    fn allows(&self, step: Step) -> bool {
        let Ok(role) = may(self.officer, step.act(), &self.rights) else { return false };
        let actor = role.actor();
        match (step.act().event(), role.role()) {
            (Some(EventKind::PartDone), Some(role)) => owes_part(self.case, role, actor),
            // Nobody is asked about what was promised or recommended: a question would only stop its clock.
            (Some(EventKind::Asked), Some(_)) if self.case.pledged.is_some() => false,
            (Some(event), Some(role)) => self.case.allows(event, role).is_ok(),
            (Some(_), None) => false,
            (None, role) => match step {
                // A colleague takes over open work.
                Step::Assignee => is_work(self.case.kind()),
                // Only a date that may be moved is asked for or refused.
                Step::AskExtension => self.case.allows(EventKind::Extended, Role::Head).is_ok(),
                Step::RefuseExtension => {
                    self.has_wish && self.case.allows(EventKind::Extended, Role::Head).is_ok()
                }
                Step::WorkLink => {
                    let leads = actor.and_then(Actor::agency) == self.case.state.lead();
                    let owes = role.is_some_and(|role| owes_part(self.case, role, actor));
                    is_work(self.case.kind()) && (leads || owes)
                }
                _ => true,
            },
        }
    }

    /// Whether the officer can take the case on now, and does more than look, note, or keep what is public in order.
    pub fn handles(&self) -> bool {
        Step::ALL.into_iter().any(|step| match step {
            Step::Note | Step::Assignee | Step::Hide | Step::Erase => false,
            Step::Publish => self.case.visibility == Visibility::AwaitingModeration && self.allows(step),
            _ => self.allows(step),
        })
    }

    /// The step that the page opens with.
    pub fn first(&self, steps: &[Step]) -> Option<Step> {
        let wanted: &[Step] = match self.case.state {
            State::Assigned { .. } => &[Step::Accept, Step::FinishPart, Step::Publish],
            State::InProgress { .. } | State::Reopened { .. } => {
                &[Step::Resolve, Step::FinishPart, Step::Publish]
            }
            State::WaitingForReporter { .. } => &[Step::Reply, Step::FinishPart, Step::Publish],
            State::ReportedResolved { .. } => &[Step::Confirm, Step::Publish],
            State::Unassigned { .. } => &[Step::Assign, Step::Publish],
            _ => &[Step::Publish],
        };
        let is_useful =
            |step: &Step| *step != Step::Publish || self.case.visibility == Visibility::AwaitingModeration;
        wanted.iter().copied().filter(is_useful).find(|step| steps.contains(step))
    }
}

/// Whether an agency owes something.
pub fn is_work(state: StateKind) -> bool {
    matches!(
        state,
        StateKind::Assigned | StateKind::InProgress | StateKind::WaitingForReporter | StateKind::Reopened
    )
}
