//! The inbox in words: its rows, the case that was chosen, filters as chips and lists of choices. It reads nothing.

use dantin_record::{
    case::{StateKind, Visibility},
    code::SubcategoryCode,
};

use super::{
    Asked,
    store::{InboxRow, Scope},
};
use crate::{
    app::Shared,
    city::people::{pages::SignedIn, rights::Act},
    desk::{
        steps::Standing,
        store,
        wording::{Wording, visibility_tag},
    },
    pages::components::{Chip, Choice, Deadline, DueState, Link, Moment, SummaryRow, Tag},
};

/// A row as shown.
pub struct RowShown {
    pub(super) code: String,
    pub(super) href: String,
    pub(super) preview: String,
    pub(super) what: String,
    pub(super) place: String,
    pub(super) age: Moment,
    pub(super) due: Option<Moment>,
    pub(super) due_state: DueState,
    pub(super) tag: Tag,
    pub(super) held: Option<Tag>,
    pub(super) assignee: String,
    pub(super) agency: String,
    pub(super) is_chosen: bool,
    pub(super) version: i64,
    /// Which colleagues have it open.
    pub(super) present: String,
    /// What of the report's words answers a search.
    pub(super) found: Vec<dantin_search::Piece>,
}

/// The chosen case beside the list.
pub struct Preview {
    pub(super) href: String,
    pub(super) code: String,
    pub(super) heading: String,
    pub(super) tags: Vec<Tag>,
    pub(super) deadline: Option<Deadline>,
    pub(super) agency: String,
    pub(super) text: String,
    pub(super) rows: Vec<SummaryRow>,
    pub(super) next: Vec<Link>,
}

/// The choices behind one for all.
pub(super) fn with_any(w: &dantin_words::Words, choices: Vec<Choice>) -> Vec<Choice> {
    let any = Choice { label: w.t("desk-any"), ..Choice::default() };
    std::iter::once(any).chain(choices).collect()
}

/// Every category.
pub(super) fn categories(wording: &Wording<'_>, chosen: &str) -> Vec<Choice> {
    let all = wording.city.categories().iter();
    all.map(|category| Choice {
        value: category.code.clone(),
        label: wording.of(&category.name),
        is_chosen: category.code == chosen,
        ..Choice::default()
    })
    .collect()
}

/// The agencies whose cases the inbox holds.
pub(super) fn agencies(wording: &Wording<'_>, scope: &Scope, chosen: &str) -> Vec<Choice> {
    let mut choices = wording.agencies(chosen);
    if let Scope::Agencies(agencies) = scope {
        choices.retain(|choice| agencies.contains(&choice.value));
    }
    choices
}

/// The filters that are set, each with the address without it.
pub(in crate::desk) fn chips(wording: &Wording<'_>, asked: &Asked) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |field: &str, value: &str, label: String| {
        if !value.is_empty() {
            chips.push(Chip { label, remove: asked.address(field, "") });
        }
    };
    chip("category", &asked.category, wording.service(&asked.category, None));
    chip("area", &asked.area, wording.area(&asked.area));
    chip("state", &asked.state, wording.w.code("state", &asked.state));
    chip("agency", &asked.agency, wording.agency(&asked.agency));
    chip("q", &asked.q, wording.w.with("search-chip", &[("words", asked.q.as_str().into())]));
    chips
}

/// A row without who has it open and what answers.
pub(super) fn shown(wording: &Wording<'_>, asked: &Asked, row: &InboxRow) -> RowShown {
    let state = StateKind::from_code(&row.state).unwrap_or(StateKind::Unassigned);
    let visibility = Visibility::from_code(&row.visibility).unwrap_or(Visibility::AwaitingModeration);
    let due_state = match (state, row.clock) {
        (StateKind::ReportedResolved, _) | (_, None) => DueState::Running,
        (_, Some(clock)) => wording.due_state(clock),
    };
    RowShown {
        code: row.code.clone(),
        href: format!("/desk/cases/{}", row.code),
        preview: asked.address("case", &row.code),
        what: wording.service(&row.category, row.subcategory.as_deref()),
        place: wording.area(&row.area),
        age: wording.moment(row.submitted),
        due: row.clock.map(|clock| wording.moment(clock)),
        due_state,
        tag: state.into(),
        held: visibility_tag(visibility),
        assignee: row.assignee.clone().unwrap_or_default(),
        agency: wording.agency(&row.agency),
        is_chosen: asked.case == row.code,
        version: row.version,
        present: String::new(),
        found: Vec::new(),
    }
}

/// The chosen case, as far as the officer may see it.
pub(super) fn preview(
    app: &Shared,
    signed: &SignedIn,
    record: &store::Record,
    contents: &store::Contents,
) -> Option<Preview> {
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let case = &record.case;
    let standing = Standing::new(&app.city, signed.officer(), case, record.assignee.as_ref());
    if !standing.has(Act::See) {
        return None;
    }
    let href = format!("/desk/cases/{}", record.code);
    let subcategory = case.subcategory.as_ref().map(SubcategoryCode::as_str);
    let area = case.area().map_or_else(|| w.t("desk-no-area"), |area| wording.area(area.as_str()));
    let steps = standing.steps();
    let text = if standing.has(Act::SeeContent) {
        contents.of(1, "text").map(str::to_owned)
    } else {
        record.public_text.clone()
    };
    let mut rows = vec![SummaryRow { term: w.t("desk-place-area"), value: area, ..SummaryRow::default() }];
    if let (true, Some(address)) = (standing.has(Act::SeeContent), contents.of(1, "address")) {
        rows.push(SummaryRow {
            term: w.t("desk-place-address"),
            value: address.to_owned(),
            ..SummaryRow::default()
        });
    }
    Some(Preview {
        next: steps
            .iter()
            .filter(|step| !step.stands_apart())
            .map(|step| {
                Link::new(format!("{href}?step={}#step", step.code()), w.code("desk-step", step.code()))
            })
            .collect(),
        code: record.code.clone(),
        heading: wording.service(case.category.as_str(), subcategory),
        tags: std::iter::once(Tag::from(case.kind())).chain(visibility_tag(case.visibility)).collect(),
        deadline: wording.deadline(case),
        agency: wording.lead(case),
        text: text.unwrap_or_default(),
        rows,
        href,
    })
}
