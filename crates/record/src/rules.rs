//! The rules of the case: which event belongs to which state, who may cause it, and what it must carry.
//!
//! The table stands here once. What a particular person may do beyond that (is this officer of that agency, does
//! this link belong to that case) is the server's to know.

use crate::act::{Act, Actor, Role};
use crate::case::{Awaiting, COORDINATOR_DECIDES_AT, Case, State, StateKind, Visibility};
use crate::code::AgencyCode;
use crate::entry::MAX_COMMITMENTS;
use crate::event::{Destination, Event, EventKind, MAX_ITEMS, Origin};
use crate::forward::ForwardOutcome;
use crate::moment::Moment;
use crate::refusal::Refusal;

/// Refuses a submission whose origin does not go with the role that files it.
pub(crate) fn origin_goes_with_role(origin: &Origin, role: Role) -> Result<(), Refusal> {
    let goes = match origin {
        Origin::Web => role == Role::Reporter,
        Origin::OnBehalf { .. } => matches!(role, Role::Handler | Role::Head | Role::Coordinator),
        Origin::Open311 => matches!(role, Role::Reporter | Role::Partner),
        Origin::Import { .. } => role == Role::Importer,
        Origin::Session { .. } => matches!(role, Role::Handler | Role::Head | Role::Coordinator),
        Origin::Oversight { .. } => role == Role::Overseer,
    };
    let may_submit = matches!(
        role,
        Role::Reporter | Role::Handler | Role::Head | Role::Coordinator | Role::Partner | Role::Importer
    );
    match (goes, may_submit) {
        (true, _) => Ok(()),
        (false, true) => Err(Refusal::WrongOrigin),
        (false, false) => Err(Refusal::WrongRole { role, event: EventKind::Submitted }),
    }
}

/// Everything that kind, role and state decide.
pub(crate) fn allows(case: &Case, event: EventKind, role: Role) -> Result<(), Refusal> {
    let state = case.state.kind();
    match event {
        EventKind::Submitted => return Err(Refusal::AlreadySubmitted),
        // The law on personal data asks neither for the state nor for who shows the case.
        EventKind::Erased => return role_allows(event, role),
        EventKind::SourceStatus if !state.is_imported() => return Err(Refusal::NotImported),
        EventKind::SourceStatus | EventKind::Shown | EventKind::Hidden => {}
        // Who else asked there is part of an imported record; here nobody joins it.
        EventKind::Joined if role == Role::Importer && state.is_imported() => return Ok(()),
        _ if state.is_imported() => return Err(Refusal::ImportedCase),
        _ => {}
    }
    role_allows(event, role)?;
    if case.pledged.is_some()
        && matches!(event, EventKind::Returned | EventKind::Withdrawn | EventKind::Merged)
    {
        return Err(Refusal::Pledged);
    }
    state_allows(case, event, role)
}

fn role_allows(event: EventKind, role: Role) -> Result<(), Refusal> {
    let officer = matches!(role, Role::Handler | Role::Head);
    let allowed = match event {
        EventKind::Submitted => false,
        EventKind::Assigned => matches!(role, Role::Routing | Role::Coordinator),
        EventKind::Returned | EventKind::Accepted | EventKind::Asked | EventKind::ReportedResolved => officer,
        // An answer by telephone is entered by whoever took it; that only sets the agency's own clock going.
        EventKind::Replied => officer || matches!(role, Role::Reporter | Role::Coordinator),
        EventKind::Extended if role == Role::Handler => return Err(Refusal::ApproverMissing),
        EventKind::Extended => matches!(role, Role::Head | Role::Coordinator),
        EventKind::Declined => officer || role == Role::Coordinator,
        EventKind::Confirmed | EventKind::Contested if officer => return Err(Refusal::OwnWork),
        EventKind::Confirmed | EventKind::Contested => {
            matches!(role, Role::Reporter | Role::Joiner | Role::Neighbour | Role::Overseer)
        }
        EventKind::PartAdded | EventKind::PartReleased | EventKind::Merged | EventKind::Unmerged => {
            officer || role == Role::Coordinator
        }
        EventKind::PartDone => officer,
        // The clock makes up for what was handed on before the journal told of it.
        EventKind::Forwarded => officer || matches!(role, Role::Coordinator | Role::Clock),
        EventKind::ForwardStatus => role == Role::Partner,
        EventKind::Expired | EventKind::Escalated => role == Role::Clock,
        EventKind::Joined => role == Role::Joiner,
        EventKind::Withdrawn => role == Role::Reporter,
        EventKind::Shown | EventKind::Hidden => role == Role::Moderator,
        EventKind::SourceStatus => role == Role::Importer,
        EventKind::Erased => role == Role::PrivacyOfficer,
    };
    if allowed { Ok(()) } else { Err(Refusal::WrongRole { role, event }) }
}

fn state_allows(case: &Case, event: EventKind, role: Role) -> Result<(), Refusal> {
    use StateKind::{
        Assigned, ConfirmedResolved, InProgress, Merged, Reopened, ReportedResolved, Unassigned, Unconfirmed,
        WaitingForReporter,
    };
    let state = case.state.kind();
    let allowed = match event {
        EventKind::Assigned => match (case.state, role) {
            (State::Unassigned { awaiting: Awaiting::Coordinator }, Role::Routing) => {
                return Err(Refusal::CoordinatorMustDecide);
            }
            (State::Unassigned { .. }, _) | (State::Assigned { .. }, Role::Coordinator) => true,
            _ => false,
        },
        EventKind::Accepted => state == Assigned,
        EventKind::Returned => matches!(state, Assigned | InProgress | Reopened),
        EventKind::Asked | EventKind::Extended => matches!(state, InProgress | Reopened),
        EventKind::Replied => state == WaitingForReporter,
        // A question that nobody answers must not keep a case open for ever.
        EventKind::ReportedResolved => matches!(state, InProgress | Reopened | WaitingForReporter),
        EventKind::Declined if role == Role::Coordinator => state == Unassigned,
        EventKind::Declined => matches!(state, Assigned | InProgress | Reopened | WaitingForReporter),
        // The one body that may say whether a promise is kept says so also after the period that everybody else has.
        EventKind::Confirmed | EventKind::Contested if state == Unconfirmed => case.verifier().is_some(),
        EventKind::Contested if state == ConfirmedResolved => {
            matches!(case.state, State::ConfirmedResolved { contest_by: Some(_), .. })
                && matches!(role, Role::Reporter | Role::Joiner)
        }
        EventKind::Confirmed | EventKind::Contested | EventKind::Expired => state == ReportedResolved,
        EventKind::Joined | EventKind::Hidden if case.visibility == Visibility::Hidden => {
            return Err(Refusal::Hidden);
        }
        EventKind::Joined => state.is_open(),
        EventKind::Withdrawn if (case.joins > 0 || case.followers > 0) && state.is_open() => {
            return Err(Refusal::OthersJoined);
        }
        EventKind::Withdrawn => state.is_open() && state != ReportedResolved,
        EventKind::PartAdded => matches!(state, InProgress | Reopened | WaitingForReporter),
        // Parts outlive a hand-over: the next lead finds them.
        EventKind::PartDone | EventKind::PartReleased if !state.is_open() => false,
        EventKind::PartDone | EventKind::PartReleased if case.open_parts().next().is_none() => {
            return Err(Refusal::NoOpenPart);
        }
        EventKind::PartDone | EventKind::PartReleased => true,
        // The clock of a part goes on whatever its lead waits for.
        EventKind::Escalated => {
            matches!(state, Assigned | InProgress | Reopened)
                || (state.is_open() && case.open_parts().next().is_some())
        }
        EventKind::Forwarded if role == Role::Clock => true,
        EventKind::Forwarded => matches!(state, Assigned | InProgress | Reopened | WaitingForReporter),
        // What is said elsewhere is heard whatever became of the case here.
        EventKind::ForwardStatus if case.forwards.is_empty() => return Err(Refusal::NotForwarded),
        EventKind::ForwardStatus => true,
        // Whoever was asked whether it is done answers first.
        EventKind::Merged if state == Unassigned && role != Role::Coordinator => false,
        EventKind::Merged if state.is_open() && state != ReportedResolved => {
            return if case.followers > 0 { Err(Refusal::HasFollowers) } else { Ok(()) };
        }
        EventKind::Merged => false,
        EventKind::Unmerged => state == Merged,
        EventKind::Shown | EventKind::Hidden | EventKind::SourceStatus | EventKind::Erased => true,
        EventKind::Submitted => false,
    };
    if allowed { Ok(()) } else { Err(Refusal::WrongState { state, event }) }
}

/// Everything that the particulars of an act decide beyond [`allows`].
pub(crate) fn check(case: &Case, act: &Act<'_>) -> Result<(), Refusal> {
    let event = act.event.kind();
    allows(case, event, act.by.role())?;
    times_are_in_range(act)?;
    if act.occurred.to_whole_second() < case.last_event {
        return Err(Refusal::TimeWentBack);
    }
    let lead = case.state.lead();
    // A later due date may also be approved by the head of a body above the lead.
    let is_above = |body| case.is_barred(body) && !case.parts.iter().any(|part| part.agency == body);
    let approves_from_above = event == EventKind::Extended && act.by.agency().is_some_and(is_above);
    let is_officer = matches!(act.by.role(), Role::Handler | Role::Head);
    if event == EventKind::PartDone {
        act.by.agency().and_then(|agency| case.open_part(agency)).ok_or(Refusal::NoOpenPart)?;
    } else if is_officer && act.by.agency() != lead && !approves_from_above {
        return Err(Refusal::NotTheLead);
    }
    // Neither does it destroy what could be held against its work.
    let is_apart = matches!(act.by.role(), Role::Overseer | Role::PrivacyOfficer);
    if is_apart && act.by.agency().is_some_and(|body| case.is_barred(body)) {
        return Err(Refusal::OwnWork);
    }
    particulars(case, act)
}

/// Refuses times that do not fit into 32 bits of seconds since 1970, as the book keeps them.
pub(crate) fn times_are_in_range(act: &Act<'_>) -> Result<(), Refusal> {
    let (first, second) = match act.event {
        Event::Submitted(submission) => (submission.origin.pledge().map(|pledge| pledge.due), None),
        Event::Assigned { receive_by: due, .. }
        | Event::Accepted { due }
        | Event::Replied { due }
        | Event::Extended { due, .. }
        | Event::PartAdded { due, .. }
        | Event::Contested { due, .. } => (Some(due.at), None),
        Event::ReportedResolved { confirm_by, .. } => (Some(*confirm_by), None),
        Event::SourceStatus { closed, due, .. } => (*closed, *due),
        _ => (None, None),
    };
    let fits = |moment: Moment| u32::try_from(moment.as_second()).is_ok_and(|seconds| seconds > 0);
    let all_fit = [Some(act.occurred), act.at, first, second].into_iter().flatten().all(fits);
    if all_fit { Ok(()) } else { Err(Refusal::TimeOutOfRange) }
}

fn particulars(case: &Case, act: &Act<'_>) -> Result<(), Refusal> {
    match act.event {
        Event::Assigned { receive_by, .. }
            if case.pledged.is_some_and(|pledged| pledged.pledge.due != receive_by.at.to_whole_second()) =>
        {
            Err(Refusal::NotThePledge)
        }
        Event::Assigned { agency, .. } if case.verifier() == Some(*agency) => Err(Refusal::OwnWork),
        Event::Contested { .. } if is_past_contest(case, act.occurred) => {
            Err(Refusal::WrongState { state: case.state.kind(), event: EventKind::Contested })
        }
        Event::Confirmed | Event::Contested { .. } if !may_verify(case, act) => Err(Refusal::NotTheVerifier),
        Event::Assigned { agency, parents, .. } => {
            at_most(parents.len())?;
            match case.state {
                State::Unassigned { awaiting: Awaiting::Referral(named) }
                    if act.by.role() == Role::Routing && named != *agency =>
                {
                    Err(Refusal::NotTheNamedAgency)
                }
                _ => Ok(()),
            }
        }
        Event::Returned { to: Destination::Agency(agency), .. } => {
            if case.hand_overs.saturating_add(1) >= COORDINATOR_DECIDES_AT {
                Err(Refusal::CoordinatorMustDecide)
            } else if case.state.lead() == Some(*agency) {
                Err(Refusal::HandOverToItself)
            } else {
                Ok(())
            }
        }
        Event::Extended { due, .. } => later(case, due.at.to_whole_second(), false),
        Event::Replied { due } => later(case, due.at.to_whole_second(), true),
        Event::ReportedResolved { .. } if case.open_parts().next().is_some() => Err(Refusal::PartsOpen),
        Event::ReportedResolved { evidence, .. } | Event::PartDone { evidence } if evidence.is_empty() => {
            Err(Refusal::EvidenceMissing)
        }
        Event::ReportedResolved { evidence, .. }
        | Event::PartDone { evidence }
        | Event::Contested { evidence, .. } => at_most(evidence.len()),
        Event::PartAdded { agency, parents, .. } => {
            at_most(parents.len())?;
            if case.state.lead() == Some(*agency) {
                Err(Refusal::PartOfTheLead)
            } else if case.open_part(*agency).is_some() {
                Err(Refusal::PartIsOpen)
            } else {
                at_most(case.parts.iter().filter(|part| part.agency != *agency).count() + 1)
            }
        }
        Event::PartReleased { agency, .. } if case.open_part(*agency).is_none() => Err(Refusal::NoOpenPart),
        Event::Escalated { level, to, part: None } => rises(case, *level, *to, act.occurred),
        Event::Escalated { level, to, part: Some(agency) } => {
            part_rises(case, *agency, *level, *to, act.occurred)
        }
        Event::Forwarded { to } => match case.forward(*to).map(|forward| forward.outcome) {
            None => at_most(case.forwards.len() + 1),
            Some(Some(ForwardOutcome::Unsure | ForwardOutcome::Failed)) => Ok(()),
            Some(None | Some(ForwardOutcome::Received)) => Err(Refusal::AlreadyForwarded),
        },
        Event::ForwardStatus { to, .. } if case.forward(*to).is_none() => Err(Refusal::NotForwarded),
        Event::Merged { into } if *into == case.id => Err(Refusal::MergedIntoItself),
        Event::Shown { photos, .. } => at_most(photos.len()),
        Event::Erased(erasure) if erasure.fields.is_empty() || erasure.entry == 0 => {
            Err(Refusal::NothingToErase)
        }
        Event::Erased(erasure) if erasure.fields.len() > MAX_COMMITMENTS => Err(Refusal::TooManyItems),
        Event::Expired => match case.state {
            State::ReportedResolved { confirm_by, .. } if act.occurred < confirm_by => Err(Refusal::TooEarly),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether the case is confirmed and the time is over in which whoever asked could say that it is not done.
fn is_past_contest(case: &Case, occurred: Moment) -> bool {
    matches!(case.state, State::ConfirmedResolved { contest_by: Some(by), .. } if occurred > by)
}

/// A promise can name the one body that says whether it is kept.
fn may_verify(case: &Case, act: &Act<'_>) -> bool {
    case.verifier().is_none_or(|body| act.by == Actor::Overseer(body))
}

/// A late case rises one level after the other: to its lead first, then to bodies above it.
fn rises(case: &Case, level: u8, to: AgencyCode, occurred: Moment) -> Result<(), Refusal> {
    if !case.is_overdue(occurred) {
        return Err(Refusal::TooEarly);
    }
    let before = case.escalated.map_or(0, |escalated| escalated.level);
    let is_lead = case.state.lead() == Some(to);
    let is_right = if level == 1 { is_lead } else { !is_lead && case.is_barred(to) };
    if before.checked_add(1) == Some(level) && is_right { Ok(()) } else { Err(Refusal::NotTheNextLevel) }
}

/// So does a late part: to its own agency first, then to bodies above that have no work of their own in the case.
fn part_rises(
    case: &Case,
    agency: AgencyCode,
    level: u8,
    to: AgencyCode,
    occurred: Moment,
) -> Result<(), Refusal> {
    let part = case.open_part(agency).ok_or(Refusal::NoOpenPart)?;
    if !part.is_overdue(occurred) {
        return Err(Refusal::TooEarly);
    }
    let before = part.escalated.map_or(0, |escalated| escalated.level);
    let works = case.state.lead() == Some(to) || case.parts.iter().any(|part| part.agency == to);
    let is_right = if level == 1 { to == agency } else { !works && case.is_barred(to) };
    if before.checked_add(1) == Some(level) && is_right { Ok(()) } else { Err(Refusal::NotTheNextLevel) }
}

fn at_most(items: usize) -> Result<(), Refusal> {
    if items <= MAX_ITEMS { Ok(()) } else { Err(Refusal::TooManyItems) }
}

fn later(case: &Case, due: Moment, or_same: bool) -> Result<(), Refusal> {
    let before = case.due().map(|due| due.at);
    let fine = before.is_none_or(|before| due > before || (or_same && due == before));
    if fine { Ok(()) } else { Err(Refusal::DueNotLater) }
}
