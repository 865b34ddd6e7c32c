//! What pages may show of a case.

use super::columns::Packed;
use super::names::NameTables;
use super::{Book, pack};
use crate::case::{Case, OriginKind, Pledged, StateKind, Visibility};
use crate::code::{AgencyCode, AreaCode, CategoryCode, SubcategoryCode};
use crate::id::{CaseCode, CaseId};
use crate::joint::{Escalation, Part};
use crate::moment::Moment;
use crate::place::PublicPlace;
use crate::source::{Source, Text};

/// The public facts of a case that is not hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's number in its book.
    pub number: usize,
    pub id: CaseId,
    pub code: CaseCode,
    pub origin: OriginKind,
    pub category: CategoryCode,
    pub subcategory: Option<SubcategoryCode>,
    pub area: Option<AreaCode>,
    /// Without its point until a moderator has published the case.
    pub place: PublicPlace,
    pub state: StateKind,
    /// Public or awaiting moderation.
    pub visibility: Visibility,
    pub lead: Option<AgencyCode>,
    /// What the system of an imported case says of it.
    pub source: Option<Source>,
    /// How many photos the report has; 0 until a moderator has published the case.
    pub photos: u8,
    pub urgent: bool,
    pub sample: bool,
    pub hand_overs: u8,
    pub extensions: u8,
    pub contests: u8,
    pub joins: u32,
    pub submitted: Moment,
    /// By when the next step of an agency is owed, while a clock runs.
    pub owed_by: Option<Moment>,
    /// The due time of the work, running or not.
    pub due: Option<Moment>,
    pub first_due: Option<Moment>,
    pub accepted: Option<Moment>,
    pub accepted_in_time: bool,
    pub first_reported: Option<Moment>,
    pub last_reported: Option<Moment>,
    pub ended: Option<Moment>,
    pub last_event: Moment,
    /// What supporting agencies owe or owed.
    pub parts: Vec<Part>,
    /// How far the case has risen for the step that is late now.
    pub escalated: Option<Escalation>,
    /// The case as which this one is worked on.
    pub merged_into: Option<CaseId>,
    /// How many cases are worked on as this one.
    pub followers: u32,
    /// The promise that the case is.
    pub pledged: Option<Pledged>,
}

impl Row {
    /// Whether an agency's next step is late at this time.
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.owed_by.is_some_and(|due| due < now)
    }

    /// Whether words, photos and point may be shown.
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }

    fn new(number: usize, case: &Case) -> Option<Self> {
        let is_public = match case.visibility {
            Visibility::Public => true,
            Visibility::AwaitingModeration => false,
            Visibility::Hidden => return None,
        };
        let place = match (case.place, case.area()) {
            (PublicPlace::Point { .. }, Some(area)) if !is_public => PublicPlace::Area { area },
            (PublicPlace::Point { .. }, None) if !is_public => PublicPlace::Unplaced,
            (place, _) => place,
        };
        Some(Self {
            number,
            id: case.id,
            code: case.code,
            origin: case.origin,
            category: case.category,
            subcategory: case.subcategory,
            area: case.area(),
            place,
            state: case.kind(),
            visibility: case.visibility,
            lead: case.state.lead(),
            source: case.source.clone(),
            photos: if is_public { case.photos } else { 0 },
            urgent: case.urgent,
            sample: case.sample,
            hand_overs: case.hand_overs,
            extensions: case.extensions,
            contests: case.contests,
            joins: case.joins,
            submitted: case.submitted,
            owed_by: case.state.owed_by(),
            due: case.due().map(|due| due.at),
            first_due: case.first_due,
            accepted: case.accepted,
            accepted_in_time: case.accepted_in_time,
            first_reported: case.first_reported,
            last_reported: case.last_reported,
            ended: case.ended,
            last_event: case.last_event,
            parts: case.parts.clone(),
            escalated: case.escalated,
            merged_into: case.merged_into(),
            followers: case.followers,
            pledged: case.pledged,
        })
    }
}

impl Book {
    /// What may be shown of the case in this row; nothing for a hidden one.
    pub fn row(&self, number: usize) -> Option<Row> {
        Row::new(number, &self.case(number)?)
    }

    /// Whether the case in this row exists and is hidden.
    pub fn is_hidden(&self, number: usize) -> bool {
        self.columns.flags.get(number).is_some_and(|flags| flags & pack::VISIBILITY == pack::HIDDEN)
    }
}

/// Every fact of a packed case with names spelled out, for the digest.
pub(super) fn write_line(packed: &Packed, names: &NameTables, line: &mut Vec<u8>) {
    let mut text = |text: Option<&str>| {
        line.extend_from_slice(text.unwrap_or_default().as_bytes());
        line.push(0);
    };
    text(names.prefixes.value(packed.code_prefix).map(crate::id::CodePrefix::as_str));
    text(names.categories.value(packed.category).map(CategoryCode::as_str));
    text(names.subcategories.value(packed.subcategory).map(SubcategoryCode::as_str));
    text(names.areas.value(packed.area).map(AreaCode::as_str));
    text(names.agencies.value(packed.lead).map(AgencyCode::as_str));
    if let Some((rule, version, kind)) = names.clauses.value(packed.clause) {
        text(Some(rule.as_str()));
        text(Some(&version.to_string()));
        text(Some(kind.code()));
    }
    text(Some(pack::state_kind(packed.state).code()));
    text(Some(pack::origin_kind(packed.origin).code()));
    for body in names.barred.value(packed.barred).into_iter().flatten() {
        text(Some(body.as_str()));
    }
    if let Some(Some(Source { system, word, agency })) = names.sources.value(packed.source) {
        text(Some(system.as_str()));
        text(word.as_ref().map(Text::as_str));
        text(agency.as_ref().map(Text::as_str));
    }
    line.extend_from_slice(&packed.id);
    line.extend_from_slice(&[
        packed.state,
        packed.flags,
        packed.photos,
        packed.hand_overs,
        packed.extensions,
        packed.contests,
    ]);
    line.extend_from_slice(&packed.precision_m.to_be_bytes());
    line.extend_from_slice(&packed.lat.to_be_bytes());
    line.extend_from_slice(&packed.lon.to_be_bytes());
    for number in [
        packed.code,
        packed.joins,
        packed.submitted,
        packed.due,
        packed.second,
        packed.first_due,
        packed.accepted,
        packed.first_reported,
        packed.last_reported,
        packed.ended,
        packed.last_event,
        packed.entry,
    ] {
        line.extend_from_slice(&number.to_be_bytes());
    }
}
