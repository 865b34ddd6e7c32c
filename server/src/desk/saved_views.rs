//! Saved views: a filter of the inbox under a name, an officer's own or shared with an agency. They are listed and counted
//! beside the built-in views, all by one statement each. Nothing here knows what a filter means; `inbox/store.rs` does.

use askama::Template;
use axum::{
    extract::{Path, Query as Address, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_store::{FromRow, Query, Row, Tx};

use super::{
    form::{Check, Fields, Posted},
    inbox::{
        self, Asked,
        store::{View, Wanted},
    },
    wording::Wording,
};
use crate::{
    act::cases::hex,
    app::Shared,
    city::people::{
        model::{Officer, RoleKind},
        pages::SignedIn,
    },
    clock::random,
    error::{Error, Missing},
    pages::{
        components::{Chip, Choice, FieldError, Link},
        layout::{Page, Shell},
    },
};

/// Views of one officer, and views shared with one agency, at most.
pub const MOST: usize = 12;
/// Characters of a name at most.
const NAME_LIMIT: usize = 60;

/// A saved view.
#[derive(Clone, Debug)]
pub struct Saved {
    /// Its id.
    pub id: String,
    /// Who saved it.
    pub officer: String,
    /// The agency that it is shared with.
    pub shared_with: Option<String>,
    /// What it is called.
    pub name: String,
    /// The filter.
    pub asked: Asked,
}

impl FromRow for Saved {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        let (id, officer, shared_with, name) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let asked = Asked {
            view: row.take()?,
            category: row.take()?,
            area: row.take()?,
            state: row.take()?,
            agency: row.take()?,
            ..Asked::default()
        };
        Ok(Saved { id, officer, shared_with, name, asked })
    }
}

impl Saved {
    /// Whether the address asks for just this filter.
    pub fn is(&self, asked: &Asked) -> bool {
        self.asked.filter() == asked.filter()
    }
}

/// The views that an officer sees: the own ones, and those of the agencies that the officer works for.
pub fn list(tx: &mut Tx<'_>, officer: &Officer) -> Result<Vec<Saved>, dantin_store::Error> {
    let mut query = Query::new(
        "SELECT id, officer_id, shared_with, name, view, category, area, state, agency FROM saved_views \
         WHERE (shared_with IS NULL AND officer_id = ",
    );
    query.bind(&officer.id).push(") OR shared_with IN (");
    query.bind_list(officer.agencies().iter().map(|agency| agency.as_str().to_owned()));
    query.push(") ORDER BY name, id LIMIT 60");
    tx.all_query(&query)
}

/// Numbers of one row, as many as there are.
struct Numbers(Vec<i64>);

impl FromRow for Numbers {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        let mut numbers = vec![row.take()?];
        while let Ok(number) = row.take() {
            numbers.push(number);
        }
        Ok(Numbers(numbers))
    }
}

/// How many cases each view holds, by one statement: one pass over the open cases, and a look into an index for views of
/// other cases. What has ended is not counted, as in the built-in views.
pub fn count(
    tx: &mut Tx<'_>,
    base: &Wanted,
    saved: &[Saved],
) -> Result<Vec<Option<i64>>, dantin_store::Error> {
    let wanted: Vec<Option<Wanted>> = saved.iter().map(|one| counted(base, &one.asked)).collect();
    if wanted.iter().all(Option::is_none) {
        return Ok(vec![None; saved.len()]);
    }
    let mut query = Query::new("SELECT count(*)");
    for one in wanted.iter().flatten() {
        if matches!(one.view, View::Moderation | View::Reported) {
            query.push(", (SELECT count(*) FROM cases WHERE ");
            inbox::store::conditions(&mut query, one);
            inbox::store::in_scope(&mut query, &base.scope);
            query.push(")");
        } else {
            query.push(", count(CASE WHEN ");
            inbox::store::conditions(&mut query, one);
            query.push(" THEN 1 END)");
        }
    }
    query.push(
        " FROM cases WHERE state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened')",
    );
    inbox::store::in_scope(&mut query, &base.scope);
    let Numbers(numbers) = tx.one_query(&query)?;
    let mut numbers = numbers.into_iter().skip(1);
    Ok(wanted.iter().map(|one| one.as_ref().and_then(|_| numbers.next())).collect())
}

fn counted(base: &Wanted, asked: &Asked) -> Option<Wanted> {
    let view = View::from_code(&asked.view).unwrap_or(View::Open);
    (view != View::Ended).then(|| Wanted {
        view,
        category: asked.category.clone(),
        area: asked.area.clone(),
        state: asked.state.clone(),
        agency: asked.agency.clone(),
        after: None,
        ..base.clone()
    })
}

/// A view as the page lists it.
pub struct SavedRow {
    link: Link,
    filter: String,
    shared: String,
    remove: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/saved_views.html")]
pub struct ViewsPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    asked: Asked,
    present: String,
    chips: Vec<Chip>,
    name: String,
    shares: Vec<Choice>,
    views: Vec<SavedRow>,
}

/// `GET /desk/views`: names the filter of the address, and lists what there is.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Address(asked): Address<Asked>,
) -> Result<Response, Error> {
    let asked = inbox::known_only(&app, asked);
    page(&app, &signed, asked, &Fields::default(), Vec::new(), StatusCode::OK).await
}

async fn page(
    app: &Shared,
    signed: &SignedIn,
    asked: Asked,
    typed: &Fields,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Result<Response, Error> {
    let officer = signed.officer().clone();
    let saved = app.read(move |tx| Ok(list(tx, &officer)?)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let own =
        Choice { label: w.t("views-own"), is_chosen: typed.get("share").is_empty(), ..Choice::default() };
    let agencies = signed.officer().agencies().into_iter().map(|agency| {
        let name = wording.agency(agency.as_str());
        Choice {
            value: agency.as_str().to_owned(),
            label: w.with("views-shared-with", &[("agency", name.as_str().into())]),
            is_chosen: typed.get("share") == agency.as_str(),
            ..Choice::default()
        }
    });
    let title = w.t("views-title");
    Ok(Page::private(ViewsPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", title.clone())],
        csrf: signed.session.csrf().to_owned(),
        present: view_name(&wording, &asked),
        chips: inbox::chips(&wording, &asked),
        name: typed.get("name").to_owned(),
        shares: std::iter::once(own).chain(agencies).collect(),
        views: saved.iter().map(|one| row(&wording, signed.officer(), one)).collect(),
        shell: signed.shell(title).with_errors(!errors.is_empty()),
        errors,
        asked,
    })
    .with_status(status)
    .into_response())
}

fn view_name(wording: &Wording<'_>, asked: &Asked) -> String {
    wording.w.code("desk-view", View::from_code(&asked.view).unwrap_or(View::Open).code())
}

fn row(wording: &Wording<'_>, officer: &Officer, one: &Saved) -> SavedRow {
    let chips = inbox::chips(wording, &one.asked);
    let parts: Vec<String> = std::iter::once(view_name(wording, &one.asked))
        .chain(chips.into_iter().map(|chip| chip.label))
        .collect();
    let shared = one.shared_with.as_ref().map(|agency| {
        let name = wording.agency(agency);
        wording.w.with("views-shared-with", &[("agency", name.as_str().into())])
    });
    SavedRow {
        link: Link::new(one.asked.filter_address(), one.name.clone()),
        filter: parts.join(" · "),
        shared: shared.unwrap_or_default(),
        remove: if may_remove(officer, one) {
            format!("/desk/views/{}/remove", one.id)
        } else {
            String::new()
        },
    }
}

/// Whoever saved a view, and the heads of the agency that it is shared with.
fn may_remove(officer: &Officer, one: &Saved) -> bool {
    let heads = |agency: &str| {
        officer.roles.iter().any(|role| role.kind == RoleKind::Head && role.agency.as_str() == agency)
    };
    one.officer == officer.id.as_str() || one.shared_with.as_deref().is_some_and(heads)
}

/// What became of saving.
enum Kept {
    Yes,
    TooMany,
    NameTaken,
}

/// `POST /desk/views`.
pub async fn save(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let asked = Asked {
        view: fields.get("view").to_owned(),
        category: fields.get("category").to_owned(),
        area: fields.get("area").to_owned(),
        state: fields.get("state").to_owned(),
        agency: fields.get("agency").to_owned(),
        ..Asked::default()
    };
    let mut asked = inbox::known_only(&app, asked);
    if View::from_code(&asked.view).is_none() {
        View::Open.code().clone_into(&mut asked.view);
    }
    let w = &signed.visit.w;
    let mut check = Check::new(w, &fields);
    let name = check.needed_text("name", NAME_LIMIT).replace('\n', " ");
    let share = Some(fields.get("share").to_owned()).filter(|agency| !agency.is_empty());
    if let Some(agency) = &share
        && !signed.officer().agencies().iter().any(|own| own.as_str() == agency)
    {
        check.wrong("share", "error-unknown-choice");
    }
    let mut errors = check.errors;
    if errors.is_empty() {
        let kept = keep(&app, signed.officer(), name, share, asked.clone()).await?;
        let wrong = match kept {
            Kept::Yes => return Ok(Redirect::to(&asked.filter_address()).into_response()),
            Kept::TooMany => w.n("views-too-many", i64::try_from(MOST).unwrap_or(i64::MAX)),
            Kept::NameTaken => w.t("views-name-taken"),
        };
        errors.push(FieldError { field: "name".to_owned(), message: wrong });
    }
    page(&app, &signed, asked, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn keep(
    app: &Shared,
    officer: &Officer,
    name: String,
    share: Option<String>,
    asked: Asked,
) -> Result<Kept, Error> {
    let (officer, now, id) = (officer.clone(), app.now(), hex(&random::<16>(app.random.as_ref())));
    app.db
        .write(move |tx| {
            let there = list(tx, &officer)?;
            let beside: Vec<&Saved> = there.iter().filter(|one| one.shared_with == share).collect();
            if let Some(same) = beside.iter().find(|one| one.name == name) {
                // The same form sent twice is one view.
                return Ok(if same.is(&asked) { Kept::Yes } else { Kept::NameTaken });
            }
            if beside.len() >= MOST {
                return Ok(Kept::TooMany);
            }
            tx.execute(
                "INSERT INTO saved_views (id, officer_id, shared_with, name, view, category, area, state, agency, \
                 created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                &[
                    &id,
                    &officer.id,
                    &share,
                    &name,
                    &asked.view,
                    &asked.category,
                    &asked.area,
                    &asked.state,
                    &asked.agency,
                    &now,
                ],
            )?;
            Ok::<_, Error>(Kept::Yes)
        })
        .await
}

/// `POST /desk/views/{id}/remove`.
pub async fn remove(
    State(app): State<Shared>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let officer = posted.signed.officer().clone();
    let removed: Result<(), Error> = app
        .db
        .write(move |tx| {
            let there = list(tx, &officer)?;
            // A view that is gone already was removed by the same form before.
            let Some(one) = there.iter().find(|one| one.id == id) else {
                let exists: Option<i64> = tx.first("SELECT 1 FROM saved_views WHERE id = $1", &[&id])?;
                return if exists.is_some() { Err(Error::NotFound(Missing::Page)) } else { Ok(()) };
            };
            if !may_remove(&officer, one) {
                return Err(Error::Forbidden("people-denied-not-your-role"));
            }
            tx.execute("DELETE FROM saved_views WHERE id = $1", &[&id])?;
            Ok(())
        })
        .await;
    removed?;
    Ok(Redirect::to("/desk/views").into_response())
}
