//! Turns a case into its packed row and back, without loss, so that the book moves cases by the very rules of
//! [`Case::apply`].

use super::Unfit;
use super::columns::{NONE, Packed};
use super::joint::Joint;
use super::names::{Clause, NameTables};
use crate::case::{Awaiting, Case, OriginKind, State, StateKind, Visibility};
use crate::code::AgencyCode;
use crate::event::Due;
use crate::id::{CaseCode, CaseId};
use crate::moment::Moment;
use crate::place::{Point, PublicPlace};
use crate::source::SourceState;

pub(crate) const VISIBILITY: u8 = 0b11;
pub(crate) const AWAITING_MODERATION: u8 = 0;
pub(crate) const PUBLIC: u8 = 1;
pub(crate) const HIDDEN: u8 = 2;
pub(crate) const URGENT: u8 = 1 << 2;
pub(crate) const SAMPLE: u8 = 1 << 3;
pub(crate) const IN_TIME: u8 = 1 << 4;
pub(crate) const PLACED: u8 = 1 << 5;

/// The states as numbers: the order of [`StateKind::ALL`], with three forms of the unassigned at the end.
const REFERRED: u8 = 0x20;
const COORDINATOR: u8 = 0x40;

/// The number of a state; forms of the unassigned share theirs.
pub(crate) fn state_number(kind: StateKind) -> u8 {
    StateKind::ALL
        .iter()
        .position(|other| *other == kind)
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(0)
}

/// The state with this number.
pub(crate) fn state_kind(number: u8) -> StateKind {
    StateKind::ALL.get(usize::from(number & 0x1f)).copied().unwrap_or(StateKind::Unassigned)
}

/// The number of an origin.
pub(crate) fn origin_number(origin: OriginKind) -> u8 {
    OriginKind::ALL
        .iter()
        .position(|other| *other == origin)
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(0)
}

/// The origin with this number.
pub(crate) fn origin_kind(number: u8) -> OriginKind {
    OriginKind::ALL.get(usize::from(number)).copied().unwrap_or(OriginKind::Web)
}

/// Seconds since 1970; the rules refuse what does not fit, so that nothing is cut here.
pub(crate) fn seconds(moment: Moment) -> u32 {
    u32::try_from(moment.as_second()).unwrap_or(0)
}

/// The time behind packed seconds, where there is one.
pub(crate) fn moment(seconds: u32) -> Option<Moment> {
    (seconds != 0).then(|| Moment::from_second(i64::from(seconds)))
}

fn option(moment: Option<Moment>) -> u32 {
    moment.map_or(0, seconds)
}

/// The parts of a state that packed columns hold.
struct Clock {
    lead: Option<AgencyCode>,
    due: u32,
    clause: Option<Clause>,
    second: u32,
}

fn clock(state: &State) -> Clock {
    let lead = state.lead();
    let of = |due: Due, second: u32| Clock {
        lead,
        due: seconds(due.at),
        clause: Some((due.rule, due.version, due.kind)),
        second,
    };
    match *state {
        State::Unassigned { awaiting: Awaiting::Referral(agency) } => {
            Clock { lead: Some(agency), due: 0, clause: None, second: 0 }
        }
        State::Assigned { receive_by: due, .. }
        | State::InProgress { due, .. }
        | State::Reopened { due, .. } => of(due, 0),
        State::WaitingForReporter { due, asked, .. } => of(due, seconds(asked)),
        State::ReportedResolved { due, confirm_by, .. } => of(due, seconds(confirm_by)),
        State::ConfirmedResolved { contest_by, .. } => {
            Clock { lead, due: 0, clause: None, second: option(contest_by) }
        }
        State::Imported { due, .. } => Clock { lead, due: option(due), clause: None, second: 0 },
        _ => Clock { lead, due: 0, clause: None, second: 0 },
    }
}

/// Packs a case; refuses only when a table of names is full.
pub(crate) fn pack(case: &Case, entry: u32, names: &mut NameTables) -> Result<Packed, Unfit> {
    let mut small_flags = match case.visibility {
        Visibility::AwaitingModeration => AWAITING_MODERATION,
        Visibility::Public => PUBLIC,
        Visibility::Hidden => HIDDEN,
    };
    let flag = |is_set: bool, bit: u8| if is_set { bit } else { 0 };
    small_flags |=
        flag(case.urgent, URGENT) | flag(case.sample, SAMPLE) | flag(case.accepted_in_time, IN_TIME);
    let (point, precision_m) = match case.place {
        PublicPlace::Point { point, precision_m, .. } => (Some(point), precision_m),
        PublicPlace::Area { .. } | PublicPlace::Unplaced => (None, 0),
    };
    small_flags |= flag(point.is_some(), PLACED);
    let form = match case.state {
        State::Unassigned { awaiting: Awaiting::Referral(_) } => REFERRED,
        State::Unassigned { awaiting: Awaiting::Coordinator } => COORDINATOR,
        _ => 0,
    };
    let clock = clock(&case.state);
    let prefix = names.prefixes.intern(&case.code.prefix())?;
    Ok(Packed {
        id: case.id.0,
        code: case.code.number(),
        code_prefix: u8::try_from(prefix).map_err(|_full| Unfit::Full)?,
        origin: origin_number(case.origin),
        state: state_number(case.state.kind()) | form,
        flags: small_flags,
        photos: case.photos,
        hand_overs: case.hand_overs,
        extensions: case.extensions,
        contests: case.contests,
        category: names.categories.intern_small(&case.category)?,
        subcategory: case.subcategory.map_or(Ok(NONE), |code| names.subcategories.intern_small(&code))?,
        area: case.place.area().map_or(Ok(NONE), |code| names.areas.intern_small(&code))?,
        lead: clock.lead.map_or(Ok(NONE), |code| names.agencies.intern_small(&code))?,
        clause: clock.clause.map_or(Ok(NONE), |clause| names.clauses.intern_small(&clause))?,
        precision_m,
        lat: point.map_or(0, Point::lat),
        lon: point.map_or(0, Point::lon),
        joins: case.joins,
        barred: names.barred.intern(&case.barred)?,
        source: names.sources.intern(&case.source)?,
        submitted: seconds(case.submitted),
        due: clock.due,
        second: clock.second,
        first_due: option(case.first_due),
        accepted: option(case.accepted),
        first_reported: option(case.first_reported),
        last_reported: option(case.last_reported),
        ended: option(case.ended),
        last_event: seconds(case.last_event),
        entry,
    })
}

fn state(packed: &Packed, names: &NameTables, joint: Option<&Joint>) -> Option<State> {
    let lead = names.agencies.value(packed.lead).copied();
    let due = || {
        let (rule, version, kind) = *names.clauses.value(packed.clause)?;
        Some(Due { at: moment(packed.due)?, rule, version, kind })
    };
    let imported = |status| State::Imported { status, lead, due: moment(packed.due) };
    Some(match state_kind(packed.state) {
        StateKind::Unassigned => State::Unassigned {
            awaiting: match packed.state & (REFERRED | COORDINATOR) {
                0 => Awaiting::Routing,
                REFERRED => Awaiting::Referral(lead?),
                _ => Awaiting::Coordinator,
            },
        },
        StateKind::Assigned => State::Assigned { lead: lead?, receive_by: due()? },
        StateKind::InProgress => State::InProgress { lead: lead?, due: due()? },
        StateKind::Reopened => State::Reopened { lead: lead?, due: due()? },
        StateKind::WaitingForReporter => {
            State::WaitingForReporter { lead: lead?, due: due()?, asked: moment(packed.second)? }
        }
        StateKind::ReportedResolved => {
            State::ReportedResolved { lead: lead?, due: due()?, confirm_by: moment(packed.second)? }
        }
        StateKind::ConfirmedResolved => {
            State::ConfirmedResolved { lead: lead?, contest_by: moment(packed.second) }
        }
        StateKind::Unconfirmed => State::Unconfirmed { lead: lead? },
        StateKind::Declined => State::Declined { lead },
        StateKind::Withdrawn => State::Withdrawn { lead },
        StateKind::Merged => State::Merged { lead, into: joint?.into? },
        StateKind::SourceOpen => imported(SourceState::Open),
        StateKind::SourceClosed => imported(SourceState::Closed),
        StateKind::SourceCancelled => imported(SourceState::Cancelled),
    })
}

/// Unpacks a case; nothing if the row refers to names that are not in the tables, which packing never does.
pub(super) fn unpack(packed: &Packed, names: &NameTables, joint: Option<&Joint>) -> Option<Case> {
    let area = names.areas.value(packed.area).copied();
    let place = if packed.flags & PLACED != 0 {
        PublicPlace::Point {
            area,
            point: Point::new(packed.lat, packed.lon)?,
            precision_m: packed.precision_m,
        }
    } else {
        area.map_or(PublicPlace::Unplaced, |area| PublicPlace::Area { area })
    };
    Some(Case {
        id: CaseId(packed.id),
        code: CaseCode::new(*names.prefixes.value(packed.code_prefix)?, packed.code),
        origin: origin_kind(packed.origin),
        category: *names.categories.value(packed.category)?,
        subcategory: names.subcategories.value(packed.subcategory).copied(),
        place,
        photos: packed.photos,
        urgent: packed.flags & URGENT != 0,
        sample: packed.flags & SAMPLE != 0,
        state: state(packed, names, joint)?,
        visibility: match packed.flags & VISIBILITY {
            PUBLIC => Visibility::Public,
            HIDDEN => Visibility::Hidden,
            _ => Visibility::AwaitingModeration,
        },
        hand_overs: packed.hand_overs,
        extensions: packed.extensions,
        contests: packed.contests,
        joins: packed.joins,
        submitted: moment(packed.submitted)?,
        accepted: moment(packed.accepted),
        accepted_in_time: packed.flags & IN_TIME != 0,
        first_due: moment(packed.first_due),
        first_reported: moment(packed.first_reported),
        last_reported: moment(packed.last_reported),
        ended: moment(packed.ended),
        last_event: moment(packed.last_event)?,
        barred: names.barred.value(packed.barred)?.clone(),
        source: names.sources.value(packed.source)?.clone(),
        parts: joint.map(|joint| joint.parts.clone()).unwrap_or_default(),
        escalated: joint.and_then(|joint| joint.escalated),
        escalations: joint.map_or(0, |joint| joint.escalations),
        before_merge: joint.and_then(|joint| joint.before_merge),
        followers: joint.map_or(0, |joint| joint.followers),
        pledged: joint.and_then(|joint| joint.pledged),
        forwards: joint.map(|joint| joint.forwards.clone()).unwrap_or_default(),
    })
}
