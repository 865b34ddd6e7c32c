//! Consultations at the desk: reading a draft in and correcting it, announcing, moderating, grouping and answering comments, publishing the next
//! version, closing. Who holds a consultation is the drafter's people and the coordinator, who also publish what waits as it was written;
//! moderators publish, in other words too, and hide.

mod announce;
pub mod import;
mod letters;
mod review;
pub mod steps;
pub mod work;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_drafts::Format;
use dantin_record::{act::Actor, code::AgencyCode, matter::Matter};

use super::{form::Posted, wording::Wording};
use crate::{
    act::{
        cases::hex,
        consultations::{self, By, Import},
    },
    app::{App, Shared},
    city::people::{
        model::{Officer, OfficerRole},
        pages::SignedIn,
        rights::{Act, CaseForRights, is_ever_granted, may},
    },
    clock::{Random, random},
    error::Error,
    pages::{
        components::{Choice, FieldError, Link, Moment},
        layout::{Page, Shell},
    },
};

/// Consultations on the page at most.
const MOST: usize = 200;

struct Row {
    href: String,
    title: String,
    drafter: String,
    closes: Moment,
    state: String,
    state_code: &'static str,
    open: String,
}

struct ImportRow {
    href: String,
    name: String,
    at: Moment,
}

#[derive(Template)]
#[template(path = "desk/consultations/templates/list.html")]
struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    rows: Vec<Row>,
    imports: Vec<ImportRow>,
    agencies: Vec<Choice>,
}

/// `GET /desk/consultations`.
pub async fn list(State(app): State<Shared>, signed: SignedIn) -> Result<Response, Error> {
    page(&app, &signed, Vec::new()).await
}

async fn page(app: &Shared, signed: &SignedIn, errors: Vec<FieldError>) -> Result<Response, Error> {
    let agencies = own_agencies(app, signed.officer());
    let asked: Vec<String> = agencies.clone();
    let (titles, imports) = app
        .read(move |tx| {
            let titles: Vec<(String, String)> =
                tx.all("SELECT id, title FROM matters WHERE kind = 'consultation' ORDER BY id DESC", &[])?;
            let mut imports = Vec::new();
            for agency in &asked {
                imports.extend(consultations::imports_of(tx, agency)?);
            }
            Ok((titles, imports))
        })
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let rows = {
        let book = app.book.read();
        let found = book.matters().rev().filter_map(Matter::as_consultation).take(MOST);
        let row = |consultation: &dantin_record::consultation::Consultation| {
            let id = consultation.id.to_string();
            let title = titles.iter().find(|(one, _)| *one == id).map(|(_, title)| title.clone());
            Row {
                href: format!("/desk/consultations/{}", consultation.code),
                title: title.unwrap_or_else(|| consultation.code.to_string()),
                drafter: wording.agency(consultation.drafter.as_str()),
                closes: wording.moment(consultation.closes.to_timestamp()),
                state: w.code("consultation-state", consultation.state.code()),
                state_code: consultation.state.code(),
                open: w.integer(i64::from(consultation.comments.open())),
            }
        };
        found.map(row).collect()
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ListPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("desk-consultations"))],
        csrf: signed.session.csrf().to_owned(),
        rows,
        imports: imports
            .into_iter()
            .map(|(id, name, _, at)| ImportRow {
                href: format!("/desk/consultations/imports/{id}"),
                name,
                at: wording.moment(at),
            })
            .collect(),
        agencies: agencies
            .into_iter()
            .map(|code| Choice { label: wording.agency(&code), value: code, ..Choice::default() })
            .collect(),
        shell: signed.shell(w.t("desk-consultations")).with_errors(!errors.is_empty()),
        errors,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

/// The agencies for which the officer may hold a consultation, the own ones first.
fn own_agencies(app: &App, officer: &Officer) -> Vec<String> {
    let mut own: Vec<String> = officer.agencies().iter().map(|agency| agency.as_str().to_owned()).collect();
    let everywhere = officer.roles.iter().any(|role| role.actor() == Some(Actor::Coordinator));
    if everywhere {
        let all = app.city.agencies().iter().map(|agency| agency.code.clone());
        let more: Vec<String> = all.filter(|code| !own.contains(code)).collect();
        own.extend(more);
    }
    own
}

/// `POST /desk/consultations`: a file is read in, to be looked over.
pub async fn read_in(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, files } = posted;
    let officer = signed.officer();
    if !is_ever_granted(officer, Act::HoldConsultation) {
        return Err(Error::Forbidden("people-denied-not-your-role"));
    }
    let w = &signed.visit.w;
    let agency = fields.get("agency").to_owned();
    if !own_agencies(&app, officer).contains(&agency) {
        let errors = vec![FieldError { field: "agency".to_owned(), message: w.t("error-choose") }];
        return page(&app, &signed, errors).await;
    }
    match import_of(&app, &signed, agency, None, &files).await? {
        Ok(id) => Ok(Redirect::to(&format!("/desk/consultations/imports/{id}")).into_response()),
        Err(message) => page(&app, &signed, vec![FieldError { field: "file".to_owned(), message }]).await,
    }
}

/// Reads the file of a form into an import; gives its id, or in words why the file is not read.
async fn import_of(
    app: &Shared,
    signed: &SignedIn,
    agency: String,
    matter: Option<String>,
    files: &[super::form::File],
) -> Result<Result<String, String>, Error> {
    let w = &signed.visit.w;
    let Some(file) = files.first().filter(|file| file.field == "file") else {
        return Ok(Err(w.t("error-required")));
    };
    let (name, bytes, source) = (file.name.clone(), file.bytes.clone(), app.clone());
    // Reading a large file takes longer than other requests should wait.
    let read = tokio::task::spawn_blocking(move || {
        let format = Format::of(&name, &bytes)?;
        dantin_drafts::import(&bytes, format, &mut || new_id(source.random.as_ref()))
    });
    let imported = match read.await.map_err(anyhow::Error::new)? {
        Ok(imported) => imported,
        Err(fault) => return Ok(Err(w.code("draft-fault", fault.code()))),
    };
    let id = hex(&random::<16>(app.random.as_ref()));
    let import = Import {
        id: id.clone(),
        matter,
        agency,
        officer: signed.officer().id.as_str().to_owned(),
        file_name: dantin_words::nfc(&file.name)
            .chars()
            .filter(|letter| !letter.is_control())
            .take(200)
            .collect(),
        version: 1,
        draft: imported.draft,
        findings: imported.findings,
        decisions: Vec::new(),
    };
    app.command(move |tx, context| Ok(consultations::insert_import(tx, context, &import)?)).await?;
    Ok(Ok(id))
}

/// The identity of a new provision.
fn new_id(source: &dyn Random) -> u64 {
    u64::from_be_bytes(random::<8>(source))
}

/// As whom the officer holds a consultation of this drafter.
fn holder(app: &App, officer: &Officer, drafter: &str) -> Result<By, Error> {
    let drafter = AgencyCode::new(drafter).map_err(anyhow::Error::new)?;
    let parent_of = |agency: AgencyCode| {
        app.city.ancestors(agency.as_str()).first().and_then(|above| AgencyCode::new(&above.code).ok())
    };
    let case = CaseForRights::of(Some(drafter), &[], None, parent_of);
    let role =
        may(officer, Act::HoldConsultation, &case).map_err(|denied| Error::Forbidden(denied.word()))?;
    by(officer, role)
}

/// As whom the officer publishes and hides comments.
fn moderator(officer: &Officer) -> Result<By, Error> {
    let role =
        may(officer, Act::Show, &CaseForRights::none()).map_err(|denied| Error::Forbidden(denied.word()))?;
    by(officer, role)
}

/// As whom the officer publishes comments, and whether also in other words, and against what a moderator decided. Whoever works for the body
/// that wrote the draft, or holds the consultation without being a moderator, publishes what waits as it was written.
fn publisher(app: &App, officer: &Officer, drafter: &str) -> Result<(By, bool), Error> {
    // All roles count: whoever wrote the draft does not choose the words in which it is criticised.
    let is_own = officer.roles.iter().any(|role| role.agency.as_str() == drafter);
    match (moderator(officer), holder(app, officer, drafter)) {
        (Ok(by), _) if !is_own => Ok((by, true)),
        (_, Ok(by)) | (Ok(by), _) => Ok((by, false)),
        (Err(error), _) => Err(error),
    }
}

fn by(officer: &Officer, role: OfficerRole) -> Result<By, Error> {
    let actor = role.actor().ok_or(Error::Forbidden("people-denied-not-your-role"))?;
    Ok(By { actor, officer: Some(officer.id.as_str().to_owned()) })
}
