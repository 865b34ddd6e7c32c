//! The inbox: what is owed, by deadline. Saved views with counts on the left, the rows in the middle, and on wide
//! screens the chosen case on the right. Every view is an address.

mod asked;
mod joint;
mod search;
mod shown;
pub(super) mod store;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::case::StateKind;
use dantin_store::Tx;
use dantin_words::query::expand;

pub use asked::Asked;
pub(super) use asked::{below, known_only};
pub(super) use shown::chips;

use self::{
    asked::{views_of, wanted},
    joint::{Interest, JointRow},
    search::Sought,
    shown::{Preview, RowShown, agencies, categories, preview, shown, with_any},
    store::{Cursor, InboxRow, Scope, View, Wanted},
};
use super::{
    daily::{self, Tools},
    presence::{self, Present},
    reads::{self, What},
    seen::full_code,
    steps::Standing,
    store as cases,
    wording::Wording,
};
use crate::{
    app::Shared,
    city::people::{model::Officer, pages::SignedIn, rights::Act},
    error::Error,
    pages::{
        components::{Chip, Choice, Link, Paging},
        layout::{Page, Shell},
    },
};

/// Rows of a page.
const PAGE: usize = 50;

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
    // The list is read, or the index asked, while the database counts what stands beside it.
    let beside = app.read(move |tx| {
        let counts = store::counts(tx, &query)?;
        let loaded = daily::load(tx, &person, &query)?;
        let chosen = match &chosen {
            None => None,
            Some(code) => match cases::find(tx, code)? {
                None => None,
                Some(record) => {
                    let contents = cases::contents(tx, &record.id)?;
                    Some((record, contents))
                }
            },
        };
        Ok((counts, loaded, chosen, joint::rows(tx, &interest)?))
    });
    let (list, beside) = tokio::join!(listed(&app, &officer, &wanted, &asked), beside);
    let (list, (counts, loaded, chosen, joint)) = (list?, beside?);

    if let Some((record, _)) = &chosen {
        let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
        if standing.has(Act::See) && standing.has(Act::SeeContent) {
            reads::note(&app, &signed.officer().id, &record.id, &[What::Content], signed.visit.now).await?;
        }
    }
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let has_agency = match &wanted.scope {
        Scope::City | Scope::Ward(_) | Scope::Cases(_) => true,
        Scope::Agencies(agencies) => agencies.len() > 1,
    };
    let on_screen = Asked { view: view.code().to_owned(), ..asked.clone() };
    let tools = daily::shown(&signed, &wording, &on_screen, &loaded);
    let words = expand(&asked.q);
    let heading = match list.sought {
        Some(_) => w.with("desk-search-heading", &[("words", asked.q.as_str().into())]),
        None => w.code("desk-view", view.code()),
    };
    let page = InboxPage {
        sentence: list.sought.as_ref().map(|sought| sought.sentence(w)).unwrap_or_default(),
        is_incomplete: list.sought.as_ref().is_some_and(|sought| sought.is_incomplete),
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
                .current_if(*one == view && list.sought.is_none() && !tools.is_on_saved());
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
        rows: list
            .rows
            .iter()
            .map(|row| RowShown {
                found: search::found(&words, list.found.get(&row.id)),
                present: presence::sentence(
                    w,
                    &app.city,
                    list.present.get(&row.id).map_or(&[], Vec::as_slice),
                ),
                ..shown(&wording, &asked, row)
            })
            .collect(),
        paging: Paging {
            newer: if asked.after.is_empty() { String::new() } else { asked.address("after", "") },
            older: list.next.map(|next| asked.address("after", &next)).unwrap_or_default(),
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

/// The rows of a page with what belongs to them.
struct Listed {
    rows: Vec<InboxRow>,
    /// Where the next page begins.
    next: Option<String>,
    /// The words of each that a search may show.
    found: search::Texts,
    present: Present,
    /// What the index answered, where words were asked for.
    sought: Option<Sought>,
}

async fn listed(app: &Shared, officer: &Officer, wanted: &Wanted, asked: &Asked) -> Result<Listed, Error> {
    let wanted = wanted.clone();
    if asked.q.is_empty() {
        return app
            .read(move |tx| {
                let (rows, has_more) = store::rows(tx, &wanted)?;
                let last = rows.last().filter(|_| has_more);
                let next = last.map(|row| Cursor { clock: row.clock, id: row.id.clone() }.to_text());
                let present = at_rows(tx, &rows, &wanted)?;
                Ok(Listed { rows, next, found: search::Texts::new(), present, sought: None })
            })
            .await;
    }
    let sought = search::ask(app, officer, &wanted, &asked.q, &asked.after).await?;
    let seeking = sought.clone();
    let (page, present) = app
        .read(move |tx| {
            let page = search::page(tx, &wanted, &seeking)?;
            let present = at_rows(tx, &page.rows, &wanted)?;
            Ok((page, present))
        })
        .await?;
    let search::Page { rows, next, texts, sealed } = page;
    reads::note_many(app, &officer.id, sealed, What::Content, app.now()).await?;
    Ok(Listed { rows, next, found: texts, present, sought: Some(sought) })
}

fn at_rows(tx: &mut Tx<'_>, rows: &[InboxRow], wanted: &Wanted) -> Result<Present, dantin_store::Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    presence::at_rows(tx, &ids, &wanted.me, wanted.now)
}
