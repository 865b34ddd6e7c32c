//! Who may do what: one function, [`may`], over a table of role, act and relation to the case. It judges the person
//! only; whether the case's state allows the act, `dantin_record` decides. No database, no clock.

use std::fmt;

use dantin_record::{case::Case, code::AgencyCode, event::EventKind, joint::PartKind};

use super::model::{Officer, OfficerId, OfficerRole, RoleKind};

/// Something that an officer may want to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// See the case at the desk: its course, its clocks, and what the public will see.
    See,
    /// See the report's own words, photos and exact place, also where the public does not.
    SeeContent,
    /// See how to reach the reporter and those who joined.
    SeeContact,
    /// Read and write internal notes.
    Note,
    Accept,
    Return,
    Ask,
    /// Enter an answer that the reporter gave by telephone or at the counter.
    EnterReply,
    /// Ask somebody above for a later due date.
    AskExtension,
    /// Approve a later due date.
    Extend,
    /// Say no to a later due date.
    RefuseExtension,
    ReportResolved,
    Decline,
    /// Give a supporting agency a part of the work.
    AddPart,
    /// Say that the part of one's own agency is done.
    FinishPart,
    /// Go on without a part.
    ReleasePart,
    /// Work on the case as another one.
    Merge,
    /// Make a merged case one of its own again.
    Unmerge,
    /// Make and end links by which a contractor works on the case.
    WorkLink,
    /// Give the case to an officer of the lead agency, oneself included.
    AssignOfficer,
    /// Name the lead agency.
    AssignAgency,
    /// File a report for a resident; needs no case.
    FileOnBehalf,
    /// Publish the case, as written or redacted.
    Show,
    Hide,
    /// Confirm a result for an overseeing body.
    Confirm,
    /// Contest a result for an overseeing body.
    Contest,
    /// Erase private content on a legal ground.
    Erase,
    /// Hand the case on to another city's server.
    Forward,
    /// Write prepared replies: heads those of their agency, coordinators those of the city; needs no case.
    WriteReplies,
    /// Add officers, change their roles, end their accounts; needs no case.
    AdministerPeople,
    /// Read which mail went to whom; needs no case.
    ReadMailLog,
    /// See how webhooks are delivered and tell them again; needs no case.
    AdministerPartners,
    /// Read the leaders' page; needs no case.
    SeeDashboard,
    /// Ask whoever handles a case why it is late.
    AskExplanation,
    /// Keep an eye on cases and agencies; needs no case.
    Watch,
    /// Announce and hold a dialogue session of one's own agency; the host stands in the place of a case's lead.
    HoldSession,
    /// Announce a consultation on a draft of one's own agency, and answer its comments; the drafter stands in the place of a case's lead.
    HoldConsultation,
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 37] = [
        Act::See,
        Act::SeeContent,
        Act::SeeContact,
        Act::Note,
        Act::Accept,
        Act::Return,
        Act::Ask,
        Act::EnterReply,
        Act::AskExtension,
        Act::Extend,
        Act::RefuseExtension,
        Act::ReportResolved,
        Act::Decline,
        Act::AddPart,
        Act::FinishPart,
        Act::ReleasePart,
        Act::Merge,
        Act::Unmerge,
        Act::WorkLink,
        Act::AssignOfficer,
        Act::AssignAgency,
        Act::FileOnBehalf,
        Act::Show,
        Act::Hide,
        Act::Confirm,
        Act::Contest,
        Act::Erase,
        Act::Forward,
        Act::WriteReplies,
        Act::AdministerPeople,
        Act::ReadMailLog,
        Act::AdministerPartners,
        Act::SeeDashboard,
        Act::AskExplanation,
        Act::Watch,
        Act::HoldSession,
        Act::HoldConsultation,
    ];

    /// The event that the act becomes in the journal, if it becomes one.
    pub const fn event(self) -> Option<EventKind> {
        match self {
            Act::See
            | Act::SeeContent
            | Act::SeeContact
            | Act::Note
            | Act::AskExtension
            | Act::RefuseExtension
            | Act::WorkLink
            | Act::AssignOfficer
            | Act::SeeDashboard
            | Act::AskExplanation
            | Act::Watch
            | Act::HoldSession
            | Act::HoldConsultation
            | Act::WriteReplies
            | Act::AdministerPeople
            | Act::AdministerPartners
            | Act::ReadMailLog => None,
            Act::Accept => Some(EventKind::Accepted),
            Act::Return => Some(EventKind::Returned),
            Act::Ask => Some(EventKind::Asked),
            Act::EnterReply => Some(EventKind::Replied),
            Act::Extend => Some(EventKind::Extended),
            Act::ReportResolved => Some(EventKind::ReportedResolved),
            Act::Decline => Some(EventKind::Declined),
            Act::AddPart => Some(EventKind::PartAdded),
            Act::FinishPart => Some(EventKind::PartDone),
            Act::ReleasePart => Some(EventKind::PartReleased),
            Act::Merge => Some(EventKind::Merged),
            Act::Unmerge => Some(EventKind::Unmerged),
            Act::AssignAgency => Some(EventKind::Assigned),
            Act::FileOnBehalf => Some(EventKind::Submitted),
            Act::Show => Some(EventKind::Shown),
            Act::Forward => Some(EventKind::Forwarded),
            Act::Hide => Some(EventKind::Hidden),
            Act::Confirm => Some(EventKind::Confirmed),
            Act::Contest => Some(EventKind::Contested),
            Act::Erase => Some(EventKind::Erased),
        }
    }
}

/// What the rules must know of a case.
#[derive(Clone, Debug, Default)]
pub struct CaseForRights {
    /// The agency that answers for the case, now or at its end.
    lead: Option<AgencyCode>,
    /// The bodies above the lead, nearest first.
    above: Vec<AgencyCode>,
    /// Every body that leads or led the case, had a part in it, or stands above one that did.
    barred: Vec<AgencyCode>,
    /// The supporting agencies whose parts are open or done.
    supporting: Vec<AgencyCode>,
    /// The officer who handles it.
    assignee: Option<OfficerId>,
    /// Boards whose ward or project it is not part of: as one of them nobody does anything with it.
    out_of_reach: Vec<AgencyCode>,
}

/// Bodies above an agency that are followed at most; a pack whose agencies stand above themselves ends here.
const LEVELS: usize = 16;

impl CaseForRights {
    /// What the rules must know of this case; `parent_of` gives the body right above an agency, from the city pack.
    pub fn new(
        case: &Case,
        assignee: Option<OfficerId>,
        parent_of: impl Fn(AgencyCode) -> Option<AgencyCode>,
    ) -> CaseForRights {
        let parts = case.parts.iter().filter(|part| part.kind() != PartKind::Released);
        CaseForRights::of(case.state.lead(), &case.barred, assignee, parent_of)
            .supported_by(parts.map(|part| part.agency))
    }

    /// The same with these supporting agencies.
    #[must_use]
    pub fn supported_by(mut self, agencies: impl Iterator<Item = AgencyCode>) -> CaseForRights {
        self.supporting.extend(agencies);
        self
    }

    /// The same with these boards kept out.
    #[must_use]
    pub fn beyond(mut self, boards: impl Iterator<Item = AgencyCode>) -> CaseForRights {
        self.out_of_reach.extend(boards);
        self
    }

    /// The same out of its parts: the lead, and who else led or stood above a lead.
    pub fn of(
        lead: Option<AgencyCode>,
        barred: &[AgencyCode],
        assignee: Option<OfficerId>,
        parent_of: impl Fn(AgencyCode) -> Option<AgencyCode>,
    ) -> CaseForRights {
        let above: Vec<AgencyCode> =
            std::iter::successors(lead.and_then(&parent_of), |agency| parent_of(*agency))
                .take(LEVELS)
                .collect();
        let barred = barred.iter().chain(&lead).chain(&above).copied().collect();
        let (supporting, out_of_reach) = (Vec::new(), Vec::new());
        CaseForRights { lead, above, barred, supporting, assignee, out_of_reach }
    }

    /// For acts that need no case.
    pub fn none() -> CaseForRights {
        CaseForRights::default()
    }

    fn relation(&self, agency: AgencyCode) -> Relation {
        if self.lead == Some(agency) {
            Relation::Lead
        } else if self.supporting.contains(&agency) {
            Relation::Supporting
        } else if self.above.contains(&agency) {
            Relation::Above
        } else if self.barred.contains(&agency) {
            Relation::Former
        } else {
            Relation::Apart
        }
    }
}

/// How an agency stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Lead,
    /// Has a part in it.
    Supporting,
    /// Stands above the lead, directly or not.
    Above,
    /// Led the case before or had a part that was released, or stands above an agency that did.
    Former,
    Apart,
}

/// How far an act of a role reaches.
#[derive(Clone, Copy)]
enum Reach {
    Nowhere,
    /// Cases that the officer's agency leads.
    Led,
    /// Cases in which it has a part.
    Supported,
    /// Cases that it leads or has a part in.
    Joint,
    /// Cases led by it or by agencies below it.
    LedOrBelow,
    /// Those and cases in which it has a part.
    JointOrBelow,
    /// Those and cases that it led before.
    Known,
    /// Cases without a lead.
    WithoutLead,
    Everywhere,
}

/// The table: which role reaches how far with which act.
#[expect(clippy::match_same_arms, reason = "a table is read by its acts")]
const fn reach(kind: RoleKind, act: Act) -> Reach {
    use Reach::{Everywhere, Joint, JointOrBelow, Known, Led, LedOrBelow, Nowhere, Supported, WithoutLead};
    use RoleKind::{Administrator, Coordinator, Handler, Head, Moderator, Overseer, PrivacyOfficer};
    match (act, kind) {
        (Act::See, Handler | Head) => Known,
        (Act::See, Coordinator | Moderator | Overseer | PrivacyOfficer) => Everywhere,

        (Act::SeeContent | Act::Note, Handler | Head) => JointOrBelow,
        (Act::SeeContent | Act::Note, Coordinator | Moderator | PrivacyOfficer) => Everywhere,

        (Act::SeeContact, Handler | Head) => Led,
        (Act::SeeContact, Coordinator | PrivacyOfficer) => Everywhere,

        (
            Act::Accept
            | Act::Return
            | Act::Ask
            | Act::AskExtension
            | Act::ReportResolved
            | Act::AssignOfficer,
            Handler | Head,
        ) => Led,

        (Act::AddPart | Act::ReleasePart | Act::Merge | Act::Unmerge, Handler | Head) => Led,
        (Act::AddPart | Act::ReleasePart | Act::Merge | Act::Unmerge, Coordinator) => Everywhere,
        (Act::FinishPart, Handler | Head) => Supported,
        (Act::WorkLink, Handler | Head) => Joint,

        (Act::EnterReply, Handler | Head) => Led,
        (Act::EnterReply, Coordinator) => Everywhere,

        (Act::Decline, Handler | Head) => Led,
        (Act::Decline, Coordinator) => WithoutLead,

        (Act::Extend | Act::RefuseExtension, Head) => LedOrBelow,
        (Act::Extend | Act::RefuseExtension, Coordinator) => Everywhere,

        (Act::AssignAgency, Coordinator) => Everywhere,
        (Act::FileOnBehalf, Handler | Head | Coordinator) => Everywhere,
        (Act::Show | Act::Hide, Moderator) => Everywhere,
        (Act::Confirm | Act::Contest, Overseer) => Everywhere,
        (Act::Erase, PrivacyOfficer) => Everywhere,
        (Act::WriteReplies, Head | Coordinator) => Everywhere,
        (Act::ReadMailLog, PrivacyOfficer | Administrator) => Everywhere,
        (Act::Forward, Handler | Head) => Led,
        (Act::Forward, Coordinator) => Everywhere,
        (Act::AdministerPeople | Act::AdministerPartners, Administrator) => Everywhere,
        (Act::SeeDashboard | Act::Watch, Head | Coordinator | Overseer) => Everywhere,
        (Act::HoldSession | Act::HoldConsultation, Handler | Head) => Led,
        (Act::HoldSession | Act::HoldConsultation, Coordinator) => Everywhere,
        (Act::AskExplanation, Head) => LedOrBelow,
        (Act::AskExplanation, Coordinator) => Everywhere,
        _ => Nowhere,
    }
}

/// Why an officer may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The account has ended.
    Inactive,
    /// None of the officer's roles does this.
    NotYourRole,
    /// The role would do, but the case is another agency's.
    NotYourCase,
    /// Whoever handles a case never moves its due date.
    OwnDeadline,
    /// Who did the work, or stands above who did, never verifies it, and never erases its traces.
    OwnWork,
}

impl Denied {
    /// Every reason.
    pub const ALL: [Denied; 5] =
        [Denied::Inactive, Denied::NotYourRole, Denied::NotYourCase, Denied::OwnDeadline, Denied::OwnWork];

    /// The stable code, for problem documents.
    pub const fn code(self) -> &'static str {
        match self {
            Denied::Inactive => "inactive",
            Denied::NotYourRole => "not_your_role",
            Denied::NotYourCase => "not_your_case",
            Denied::OwnDeadline => "own_deadline",
            Denied::OwnWork => "own_work",
        }
    }

    /// The key of the sentence that says it, in the word files.
    pub const fn word(self) -> &'static str {
        match self {
            Denied::Inactive => "people-denied-inactive",
            Denied::NotYourRole => "people-denied-not-your-role",
            Denied::NotYourCase => "people-denied-not-your-case",
            Denied::OwnDeadline => "people-denied-own-deadline",
            Denied::OwnWork => "people-denied-own-work",
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl std::error::Error for Denied {}

/// Says by which of the roles this officer may do this to this case, or why not. Where several roles would do, it is
/// the first in the order of [`RoleKind::ALL`]; `OfficerRole::actor` says how the journal names it.
pub fn may(officer: &Officer, act: Act, case: &CaseForRights) -> Result<OfficerRole, Denied> {
    if !officer.active {
        return Err(Denied::Inactive);
    }
    let mut roles = officer.roles.clone();
    roles.sort_unstable();
    let mut is_anybodys = false;
    let role = roles.into_iter().find(|role| {
        let reach = reach(role.kind, act);
        is_anybodys |= !matches!(reach, Reach::Nowhere);
        if case.out_of_reach.contains(&role.agency) {
            return false;
        }
        let relation = case.relation(role.agency);
        match reach {
            Reach::Nowhere => false,
            Reach::Led => relation == Relation::Lead,
            Reach::Supported => relation == Relation::Supporting,
            Reach::Joint => matches!(relation, Relation::Lead | Relation::Supporting),
            Reach::LedOrBelow => matches!(relation, Relation::Lead | Relation::Above),
            Reach::JointOrBelow => {
                matches!(relation, Relation::Lead | Relation::Supporting | Relation::Above)
            }
            Reach::Known => relation != Relation::Apart,
            Reach::WithoutLead => case.lead.is_none(),
            Reach::Everywhere => true,
        }
    });
    let role = role.ok_or(if is_anybodys { Denied::NotYourCase } else { Denied::NotYourRole })?;
    match act {
        Act::Extend | Act::RefuseExtension if case.assignee.as_ref() == Some(&officer.id) => {
            Err(Denied::OwnDeadline)
        }
        // All roles count, not only the one used: an overseer who also works for the lead is no overseer here.
        Act::Confirm | Act::Contest | Act::Erase
            if officer.roles.iter().any(|role| case.relation(role.agency) != Relation::Apart) =>
        {
            Err(Denied::OwnWork)
        }
        // Neither does whoever works on a case take what is said about that work off the page.
        Act::Hide
            if officer
                .roles
                .iter()
                .any(|role| matches!(case.relation(role.agency), Relation::Lead | Relation::Supporting)) =>
        {
            Err(Denied::OwnWork)
        }
        _ => Ok(role),
    }
}

/// Whose prepared replies an officer writes: agencies, and `None` for the city's.
pub fn writes_replies_of(officer: &Officer) -> Vec<Option<String>> {
    let may = |role: &&OfficerRole| {
        officer.active && !matches!(reach(role.kind, Act::WriteReplies), Reach::Nowhere)
    };
    let owner =
        |role: &OfficerRole| (role.kind != RoleKind::Coordinator).then(|| role.agency.as_str().to_owned());
    let mut owners: Vec<Option<String>> = officer.roles.iter().filter(may).map(owner).collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}

/// Whether some role of the officer does this act at all, to whichever case.
pub fn is_ever_granted(officer: &Officer, act: Act) -> bool {
    officer.active && officer.roles.iter().any(|role| !matches!(reach(role.kind, act), Reach::Nowhere))
}

/// Whether the officer sees the cases of the whole city at the desk, and not only those of his agencies and of the
/// ones below them.
pub fn sees_the_whole_city(officer: &Officer) -> bool {
    officer.active && officer.roles.iter().any(|role| matches!(reach(role.kind, Act::See), Reach::Everywhere))
}

/// Whose reports' own words an officer reads wherever they are.
pub fn reads_the_whole_city(officer: &Officer) -> bool {
    officer.active
        && officer.roles.iter().any(|role| matches!(reach(role.kind, Act::SeeContent), Reach::Everywhere))
}

/// The agencies whose reports' own words an officer reads, together with those of the agencies below them.
pub fn reads_below(officer: &Officer) -> Vec<AgencyCode> {
    let roles = officer.roles.iter().filter(|role| {
        officer.active
            && matches!(
                reach(role.kind, Act::SeeContent),
                Reach::Led | Reach::Joint | Reach::LedOrBelow | Reach::JointOrBelow
            )
    });
    roles.map(|role| role.agency).collect()
}

#[cfg(test)]
#[path = "rights_tests.rs"]
mod tests;
