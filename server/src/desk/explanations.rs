//! `/desk/explanations`: who asked why a case is late, and what whoever handles it answered. A question and its answer are
//! notes of the case too, so that they stand where the case is worked on; here they stand together. Asking is the leaders'
//! page's (`dashboard`).

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::case::Case;
use dantin_store::{FromRow, Query, Row, Tx};
use jiff::Timestamp;

use super::{
    form::{Check, Posted},
    inbox,
    seen::full_code,
    step_form::WORDS_LIMIT,
    steps::Standing,
    store as cases,
    wording::Wording,
};
use crate::{
    act::cases::commands,
    app::Shared,
    city::people::{
        model::{Officer, OfficerId, RoleKind},
        pages::SignedIn,
        rights::{Act, is_ever_granted, sees_the_whole_city},
    },
    error::{Error, Missing},
    pages::{
        components::{FieldError, Link, Moment},
        layout::{Page, Shell},
    },
};

/// Rows of the page: those without an answer first, then the latest.
const MOST: i64 = 100;

/// A question as it is read.
struct Asked {
    code: String,
    record: String,
    assignee: Option<OfficerId>,
    category: String,
    subcategory: Option<String>,
    area: String,
    agency: String,
    at: Timestamp,
    by: Option<String>,
    answer: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<Timestamp>,
}

impl FromRow for Asked {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        Ok(Asked {
            code: row.take()?,
            record: row.take()?,
            assignee: row.take()?,
            category: row.take()?,
            subcategory: row.take()?,
            area: row.take()?,
            agency: row.take()?,
            at: row.take()?,
            by: row.take()?,
            answer: row.take()?,
            answered_by: row.take()?,
            answered_at: row.take()?,
        })
    }
}

/// Whose questions an officer reads.
enum Whose {
    /// All of the city.
    All,
    /// Those about cases of these agencies, and those that he asked himself.
    Of(Vec<String>),
}

fn whose(app: &Shared, officer: &Officer) -> Whose {
    if sees_the_whole_city(officer) && is_ever_granted(officer, Act::AskExplanation) {
        Whose::All
    } else if officer.holds(RoleKind::Handler) || officer.holds(RoleKind::Head) {
        Whose::Of(inbox::below(app, officer))
    } else {
        Whose::Of(Vec::new())
    }
}

fn read(tx: &mut Tx<'_>, whose: &Whose, me: &OfficerId) -> Result<Vec<Asked>, Error> {
    let mut query = Query::new(
        "SELECT c.code, c.record, c.assignee, c.category, c.subcategory, c.area, c.lead_agency, e.asked_at, a.name, \
         n.body, b.name, e.answered_at FROM explanations e JOIN cases c ON c.id = e.case_id \
         LEFT JOIN officers a ON a.id = e.officer_id LEFT JOIN officers b ON b.id = e.answered_by \
         LEFT JOIN notes n ON n.id = e.answer_note",
    );
    if let Whose::Of(agencies) = whose {
        query.push(" WHERE c.lead_agency IN (").bind_list(agencies.iter());
        query.push(") OR e.officer_id = ").bind(me);
    }
    query.push(
        " ORDER BY CASE WHEN e.answered_at IS NULL THEN 0 ELSE 1 END, e.asked_at DESC, e.case_id LIMIT ",
    );
    query.bind(&MOST);
    Ok(tx.all_query(&query)?)
}

/// A question as shown.
struct Shown {
    code: String,
    href: String,
    what: String,
    place: String,
    agency: String,
    asked_by: String,
    asked: Moment,
    answer: String,
    answered_by: String,
    answered: Option<Moment>,
    may_answer: bool,
    /// What was typed into a form that came back.
    typed: String,
    error: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/explanations.html")]
pub struct ExplanationsPage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    errors: Vec<FieldError>,
    asked: Vec<Shown>,
}

/// A form that came back: the case's code, the words, and what is wrong with them.
type Returned = (String, String, Vec<FieldError>);

/// `GET /desk/explanations`.
pub async fn show(State(app): State<Shared>, signed: SignedIn) -> Result<Response, Error> {
    Ok(Page::private(page(&app, &signed, None).await?).into_response())
}

async fn page(app: &Shared, signed: &SignedIn, back: Option<Returned>) -> Result<ExplanationsPage, Error> {
    let officer = signed.officer();
    let (asking, me) = (whose(app, officer), officer.id.clone());
    let found = app.read(move |tx| read(tx, &asking, &me)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let (returned, typed, errors) = back.unwrap_or_default();
    let mut asked = Vec::with_capacity(found.len());
    for row in found {
        let case: Case = serde_json::from_str(&row.record).map_err(anyhow::Error::new)?;
        let standing = Standing::new(&app.city, officer, &case, row.assignee.as_ref());
        let may_read = standing.has(Act::Note);
        let is_back = row.code == returned;
        asked.push(Shown {
            href: format!("/desk/cases/{}", row.code),
            what: wording.service(&row.category, row.subcategory.as_deref()),
            place: wording.area(&row.area),
            agency: wording.agency(&row.agency),
            asked_by: row.by.unwrap_or_default(),
            asked: wording.moment(row.at),
            answer: match (row.answered_at, row.answer) {
                (Some(_), Some(answer)) if may_read => answer,
                // The note went with an erasure, or is not this officer's to read.
                (Some(_), _) => w.t("explanations-answer-gone"),
                (None, _) => String::new(),
            },
            answered_by: row.answered_by.unwrap_or_default(),
            answered: row.answered_at.map(|at| wording.moment(at)),
            may_answer: row.answered_at.is_none() && standing.has(Act::AskExtension),
            typed: if is_back { typed.clone() } else { String::new() },
            error: errors.first().filter(|_| is_back).map(|one| one.message.clone()).unwrap_or_default(),
            code: row.code,
        });
    }
    Ok(ExplanationsPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("explanations-title"))],
        csrf: signed.session.csrf().to_owned(),
        shell: signed.shell(w.t("explanations-title")).with_errors(!errors.is_empty()),
        errors,
        asked,
    })
}

/// `POST /desk/explanations`: whoever may ask for more time for the case says why none was left.
pub async fn answer(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let code = full_code(&app, fields.get("code"))?;
    let mut check = Check::new(&signed.visit.w, &fields);
    let words = check.needed_text("text", WORDS_LIMIT);
    let errors = check.errors;
    if !errors.is_empty() {
        let errors: Vec<FieldError> = errors
            .into_iter()
            .map(|error| FieldError { field: format!("text-{code}"), message: error.message })
            .collect();
        let back = (code, fields.get("text").to_owned(), errors);
        let page = page(&app, &signed, Some(back)).await?;
        return Ok(Page::private(page).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    let officer = signed.officer().clone();
    app.command(move |tx, context| {
        let record = cases::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
        Standing::new(context.city, &officer, &record.case, record.assignee.as_ref())
            .check(Act::AskExtension)
            .map_err(|denied| Error::Forbidden(denied.word()))?;
        let open: Option<i64> = tx.first(
            "SELECT 1 FROM explanations WHERE case_id = $1 AND answered_at IS NULL",
            &[&record.id],
        )?;
        // Nobody asks, or a colleague has answered: what stands there stays.
        if open.is_some() {
            let note = commands::note(tx, context, &record.id, officer.id.as_str(), &words)?;
            tx.execute(
                "UPDATE explanations SET answer_note = $1, answered_by = $2, answered_at = $3 WHERE case_id = $4",
                &[&note, &officer.id, &context.now, &record.id],
            )?;
        }
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/desk/explanations").into_response())
}
