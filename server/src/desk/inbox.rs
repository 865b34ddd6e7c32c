//! The inbox: what is owed, by deadline. Saved views with counts on the left, the rows in the middle, and on wide
//! screens the chosen case on the right. Every view is an address.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::case::{StateKind, Visibility};
use dantin_words::query::expand;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{
    case_page::full_code,
    daily::{self, Tools},
    inbox_search,
    inbox_store::{self, Cursor, InboxRow, Scope, View, Wanted},
    joint_inbox::{self, Interest, JointRow},
    reads::{self, What},
    steps::Standing,
    store,
    wording::{Wording, tag, visibility_tag},
};
use crate::{
    app::Shared,
    city::people::{
        model::{Officer, RoleKind},
        pages::SignedIn,
        rights::{Act, sees_the_whole_city},
    },
    error::Error,
    pages::{
        components::{Chip, Choice, Deadline, DueState, Link, Moment, Paging, SummaryRow, Tag},
        layout::{Page, Shell},
    },
};

/// Rows of a page.
const PAGE: usize = 50;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub(super) view: String,
    #[serde(default)]
    pub(super) category: String,
    #[serde(default)]
    pub(super) area: String,
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) agency: String,
    #[serde(default)]
    pub(super) after: String,
    #[serde(default)]
    pub(super) case: String,
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) q: String,
}

impl Asked {
    /// What the list is filtered by; the first view where none is named.
    pub(super) fn filter(&self) -> [&str; 5] {
        let view = if self.view.is_empty() { View::Open.code() } else { &self.view };
        [view, &self.category, &self.area, &self.state, &self.agency]
    }

    /// The address of the filter alone, from its start.
    pub(super) fn filter_address(&self) -> String {
        self.address("view", self.filter()[0])
    }

    /// The filters, for a form that asks for other words among the same cases.
    fn kept(&self) -> Vec<(&'static str, String)> {
        [
            ("view", &self.view),
            ("category", &self.category),
            ("area", &self.area),
            ("state", &self.state),
            ("agency", &self.agency),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
    }

    /// The address of this view with one pair changed; an empty value drops it. Another filter begins at the start.
    fn address(&self, changed: &str, value: &str) -> String {
        let keeps_place = matches!(changed, "after" | "case");
        let pairs = [
            ("view", &self.view),
            ("category", &self.category),
            ("area", &self.area),
            ("state", &self.state),
            ("agency", &self.agency),
            ("q", &self.q),
            ("after", &self.after),
            ("case", &self.case),
        ];
        let mut text = String::new();
        for (key, present) in pairs {
            let present = if !keeps_place && matches!(key, "after" | "case") { "" } else { present.as_str() };
            let value = if key == changed { value } else { present };
            if !value.is_empty() {
                text.push(if text.is_empty() { '?' } else { '&' });
                text.push_str(key);
                text.push('=');
                text.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
            }
        }
        format!("/desk{text}")
    }
}

/// A row as shown.
pub struct RowShown {
    code: String,
    href: String,
    preview: String,
    what: String,
    place: String,
    age: Moment,
    due: Option<Moment>,
    due_state: DueState,
    tag: Tag,
    held: Option<Tag>,
    assignee: String,
    agency: String,
    is_chosen: bool,
    version: i64,
    /// What of the report's words answers a search.
    found: Vec<dantin_search::Piece>,
}

/// The chosen case beside the list.
pub struct Preview {
    href: String,
    code: String,
    heading: String,
    tags: Vec<Tag>,
    deadline: Option<Deadline>,
    agency: String,
    text: String,
    rows: Vec<SummaryRow>,
    next: Vec<Link>,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/inbox.html")]
pub struct InboxPage {
    shell: Shell,
    heading: String,
    views: Vec<Link>,
    chips: Vec<Chip>,
    clear: String,
    view: String,
    categories: Vec<Choice>,
    areas: Vec<Choice>,
    states: Vec<Choice>,
    agencies: Vec<Choice>,
    rows: Vec<RowShown>,
    paging: Paging,
    preview: Option<Preview>,
    has_agency: bool,
    sees_nothing: bool,
    joint: Vec<JointRow>,
    tools: Tools,
    words: String,
    kept: Vec<(&'static str, String)>,
    sentence: String,
    is_incomplete: bool,
}

/// `GET /desk`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let asked = known_only(&app, asked);
    // A code that was typed into the search leads to its case.
    for typed in [&asked.code, &asked.q] {
        if !typed.trim().is_empty()
            && let Ok(code) = full_code(&app, typed)
        {
            return Ok(Redirect::to(&format!("/desk/cases/{code}")).into_response());
        }
    }
    let officer = signed.officer().clone();
    let views = views_of(&officer);
    let view = View::from_code(&asked.view)
        .filter(|view| views.contains(view))
        .or_else(|| views.first().copied())
        .unwrap_or(View::Open);
    let wanted = wanted(&app, &signed, &asked, view);
    let (query, chosen) = (wanted.clone(), full_code(&app, &asked.case).ok());
    let interest = Interest::of(&app.city, &officer);
    let person = officer.clone();
    let search = if asked.q.is_empty() {
        None
    } else {
        Some(inbox_search::ask(&app, signed.officer(), &wanted, &asked.q, &asked.after).await?)
    };
    let (sought, is_search) = (search.clone().unwrap_or_default(), search.is_some());
    let (counts, (rows, has_more), found, loaded, chosen, joint) = app
        .read(move |tx| {
            let counts = inbox_store::counts(tx, &query)?;
            let (rows, has_more, found) = if is_search {
                inbox_search::rows(tx, &query, &sought)?
            } else {
                let (rows, has_more) = inbox_store::rows(tx, &query)?;
                (rows, has_more, inbox_search::Texts::new())
            };
            let rows = (rows, has_more);
            let loaded = daily::load(tx, &person, &query)?;
            let chosen = match &chosen {
                None => None,
                Some(code) => match store::find(tx, code)? {
                    None => None,
                    Some(record) => {
                        let contents = store::contents(tx, &record.id)?;
                        Some((record, contents))
                    }
                },
            };
            Ok((counts, rows, found, loaded, chosen, joint_inbox::rows(tx, &interest)?))
        })
        .await?;

    if let Some((record, _)) = &chosen {
        let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
        if standing.has(Act::See) && standing.has(Act::SeeContent) {
            reads::note(&app, &signed.officer().id, &record.id, &[What::Content], signed.visit.now).await?;
        }
    }
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let has_agency = match &wanted.scope {
        Scope::City => true,
        Scope::Agencies(agencies) => agencies.len() > 1,
    };
    let on_screen = Asked { view: view.code().to_owned(), ..asked.clone() };
    let tools = daily::shown(&signed, &wording, &on_screen, &loaded);
    let last = match &search {
        Some(search) => Some(search.behind(rows.len())),
        None => rows.last().map(|row| Cursor { clock: row.clock, id: row.id.clone() }.to_text()),
    };
    let words = expand(&asked.q);
    let heading = match search {
        Some(_) => w.with("desk-search-heading", &[("words", asked.q.as_str().into())]),
        None => w.code("desk-view", view.code()),
    };
    let page = InboxPage {
        sentence: search.as_ref().map(|search| search.sentence(w)).unwrap_or_default(),
        is_incomplete: search.as_ref().is_some_and(|search| search.is_incomplete),
        words: asked.q.clone(),
        kept: asked.kept(),
        heading: heading.clone(),
        views: views
            .iter()
            .map(|one| {
                let link = Link::new(
                    Asked { view: String::new(), q: String::new(), ..asked.clone() }
                        .address("view", one.code()),
                    w.code("desk-view", one.code()),
                )
                .current_if(*one == view && search.is_none() && !tools.is_on_saved());
                match counts.of(*one) {
                    Some(count) => link.counting(w.integer(count)),
                    None => link,
                }
            })
            .collect(),
        chips: chips(&wording, &asked),
        clear: format!("/desk?view={}", view.code()),
        view: view.code().to_owned(),
        categories: with_any(w, categories(&wording, &asked.category)),
        areas: with_any(w, wording.areas(&asked.area)),
        states: with_any(w, wording.choices("state", StateKind::ALL, StateKind::code, &asked.state)),
        agencies: if has_agency {
            with_any(w, agencies(&wording, &wanted.scope, &asked.agency))
        } else {
            Vec::new()
        },
        rows: rows
            .iter()
            .map(|row| RowShown {
                found: inbox_search::found(&words, found.get(&row.id)),
                ..shown(&wording, &asked, row)
            })
            .collect(),
        paging: Paging {
            newer: if asked.after.is_empty() { String::new() } else { asked.address("after", "") },
            older: last.filter(|_| has_more).map(|last| asked.address("after", &last)).unwrap_or_default(),
            sentence: String::new(),
        },
        joint: joint.iter().map(|row| JointRow::new(&wording, row)).collect(),
        preview: chosen.and_then(|(record, contents)| preview(&app, &signed, &record, &contents)),
        has_agency,
        sees_nothing: matches!(&wanted.scope, Scope::Agencies(agencies) if agencies.is_empty()),
        shell: signed.shell(heading),
        tools,
    };
    Ok(Page::private(page).into_response())
}

/// Drops filters that name nothing: an old address then shows more rather than none.
pub(super) fn known_only(app: &Shared, asked: Asked) -> Asked {
    let city = &app.city;
    let known = |value: String, is_known: bool| if is_known { value } else { String::new() };
    let (category, area) = (city.category(&asked.category).is_some(), city.area(&asked.area).is_some());
    let (agency, state) =
        (city.agency(&asked.agency).is_some(), StateKind::from_code(&asked.state).is_some());
    Asked {
        category: known(asked.category, category),
        area: known(asked.area, area),
        agency: known(asked.agency, agency),
        state: known(asked.state, state),
        after: known(
            asked.after.clone(),
            Cursor::parse(&asked.after).is_some() || inbox_search::is_place(&asked.after),
        ),
        q: inbox_search::words_of(&asked.q),
        ..asked
    }
}

fn views_of(officer: &Officer) -> Vec<View> {
    let works = officer.holds(RoleKind::Handler) || officer.holds(RoleKind::Head);
    let coordinates = officer.holds(RoleKind::Coordinator);
    let moderates = officer.holds(RoleKind::Moderator);
    let oversees = officer.holds(RoleKind::Overseer);
    let mut views: Vec<View> = View::ALL
        .into_iter()
        .filter(|view| match view {
            View::Mine => works,
            View::ToDecide => coordinates,
            View::Moderation => moderates,
            _ => true,
        })
        .collect();
    // The first view is the one that opens: what somebody came for.
    let first = if works || coordinates {
        View::Open
    } else if moderates {
        View::Moderation
    } else if oversees {
        View::Reported
    } else {
        View::Open
    };
    views.sort_by_key(|view| *view != first);
    views
}

fn wanted(app: &Shared, signed: &SignedIn, asked: &Asked, view: View) -> Wanted {
    let officer = signed.officer();
    let zone = app.city.calendar().zone();
    let now = signed.visit.now;
    let day_end = now.to_zoned(zone.clone()).tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    Wanted {
        view,
        scope: if sees_the_whole_city(officer) { Scope::City } else { Scope::Agencies(below(app, officer)) },
        me: officer.id.clone(),
        now,
        day_end: day_end.map_or(now, |end| end.timestamp()),
        category: asked.category.clone(),
        area: asked.area.clone(),
        state: asked.state.clone(),
        agency: asked.agency.clone(),
        after: Cursor::parse(&asked.after),
        limit: PAGE,
    }
}

/// The officer's agencies, and for heads all that stand below theirs.
pub(super) fn below(app: &Shared, officer: &Officer) -> Vec<String> {
    let own = officer.agencies();
    let headed: Vec<&str> = officer
        .roles
        .iter()
        .filter(|role| role.kind == RoleKind::Head)
        .map(|role| role.agency.as_str())
        .collect();
    let is_inside = |code: &str| {
        own.iter().any(|agency| agency.as_str() == code)
            || app.city.ancestors(code).iter().any(|above| headed.contains(&above.code.as_str()))
    };
    let all = app.city.agencies().iter().map(|agency| agency.code.clone());
    all.filter(|code| is_inside(code)).collect()
}

fn with_any(w: &dantin_words::Words, choices: Vec<Choice>) -> Vec<Choice> {
    let any = Choice { label: w.t("desk-any"), ..Choice::default() };
    std::iter::once(any).chain(choices).collect()
}

fn categories(wording: &Wording<'_>, chosen: &str) -> Vec<Choice> {
    let all = wording.city.categories().iter();
    all.map(|category| Choice {
        value: category.code.clone(),
        label: wording.of(&category.name),
        is_chosen: category.code == chosen,
        ..Choice::default()
    })
    .collect()
}

fn agencies(wording: &Wording<'_>, scope: &Scope, chosen: &str) -> Vec<Choice> {
    let mut choices = wording.agencies(chosen);
    if let Scope::Agencies(agencies) = scope {
        choices.retain(|choice| agencies.contains(&choice.value));
    }
    choices
}

pub(super) fn chips(wording: &Wording<'_>, asked: &Asked) -> Vec<Chip> {
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

fn shown(wording: &Wording<'_>, asked: &Asked, row: &InboxRow) -> RowShown {
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
        tag: tag(state),
        held: visibility_tag(visibility),
        assignee: row.assignee.clone().unwrap_or_default(),
        agency: wording.agency(&row.agency),
        is_chosen: asked.case == row.code,
        version: row.version,
        found: Vec::new(),
    }
}

fn preview(
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
    let subcategory = case.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str);
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
        tags: std::iter::once(tag(case.kind())).chain(visibility_tag(case.visibility)).collect(),
        deadline: wording.deadline(case),
        agency: wording.lead(case),
        text: text.unwrap_or_default(),
        rows,
        href,
    })
}
