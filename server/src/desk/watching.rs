//! `/desk/watching`: cases and agencies that an overseer, a head or the coordinator keeps an eye on, with what happened to
//! them since they were looked at last. Watching changes nothing of a case and stands in no journal.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{case::StateKind, entry::Line};
use dantin_store::Tx;
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    form::{Check, Posted},
    seen::full_code,
    steps::Standing,
    store,
    wording::Wording,
};
use crate::{
    app::{App, Shared},
    city::people::{
        boards::{self, Confined},
        model::{Officer, OfficerId},
        pages::SignedIn,
        rights::{Act, CaseForRights, may},
    },
    error::{Error, Missing, invalid},
    pages::{
        components::{Choice, FieldError, Link, Moment, Tag, error_of},
        layout::{Page, Shell},
    },
};

/// Things that one officer watches at most.
const MOST: i64 = 100;
/// Events of one kind that a page shows.
const EVENTS: i64 = 200;
/// Events that are shown of one thing.
const SHOWN: usize = 5;

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    case: String,
}

struct Event {
    code: String,
    what: String,
    moment: Moment,
}

struct Watched {
    kind: &'static str,
    subject: String,
    name: String,
    href: String,
    tag: Option<Tag>,
    count: String,
    events: Vec<Event>,
}

#[derive(Template)]
#[template(path = "desk/templates/watching.html")]
struct WatchingPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    case: String,
    agencies: Vec<Choice>,
    watched: Vec<Watched>,
    has_news: bool,
}

impl WatchingPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

type CaseRow = (String, String, String, Option<String>, String);
type EventRow = (String, String, String, String);

struct Found {
    cases: Vec<CaseRow>,
    agencies: Vec<(String,)>,
    of_cases: Vec<EventRow>,
    of_agencies: Vec<EventRow>,
}

/// What an officer watches and what happened: four statements.
fn find(tx: &mut Tx<'_>, officer: &str) -> Result<Found, Error> {
    Ok(Found {
        cases: tx.all(
            "SELECT cases.id, cases.code, cases.category, cases.subcategory, cases.state FROM watches \
             JOIN cases ON cases.id = watches.subject \
             WHERE watches.officer_id = $1 AND watches.kind = 'case' ORDER BY cases.code LIMIT $2",
            &[&officer, &MOST],
        )?,
        agencies: tx.all(
            "SELECT subject FROM watches WHERE officer_id = $1 AND kind = 'agency' ORDER BY subject LIMIT $2",
            &[&officer, &MOST],
        )?,
        of_cases: tx.all(
            "SELECT watches.subject, cases.code, journal.at, journal.body FROM watches \
             JOIN journal ON journal.case_id = watches.subject AND journal.idx >= watches.seen \
             JOIN cases ON cases.id = watches.subject \
             WHERE watches.officer_id = $1 AND watches.kind = 'case' ORDER BY journal.idx DESC LIMIT $2",
            &[&officer, &EVENTS],
        )?,
        of_agencies: tx.all(
            "SELECT watches.subject, cases.code, journal.at, journal.body FROM watches \
             JOIN journal ON journal.idx >= watches.seen \
             JOIN cases ON cases.id = journal.case_id AND cases.lead_agency = watches.subject \
             WHERE watches.officer_id = $1 AND watches.kind = 'agency' ORDER BY journal.idx DESC LIMIT $2",
            &[&officer, &EVENTS],
        )?,
    })
}

/// `GET /desk/watching`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    may(signed.officer(), Act::Watch, &CaseForRights::none())
        .map_err(|denied| Error::Forbidden(denied.word()))?;
    let code = full_code(&app, &asked.case).unwrap_or_default();
    page(&app, &signed, (&code, ""), Vec::new()).await
}

/// The page, with what stands in the fields for a case and an agency.
async fn page(
    app: &Shared,
    signed: &SignedIn,
    (case, agency): (&str, &str),
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let officer = signed.officer();
    let id = officer.id.as_str().to_owned();
    let found = app.read(move |tx| find(tx, &id)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let of_cases = by_subject(&wording, &found.of_cases);
    let of_agencies = by_subject(&wording, &found.of_agencies);
    let mut watched: Vec<Watched> = Vec::new();
    for (case, code, category, subcategory, state) in found.cases {
        watched.push(Watched {
            kind: "case",
            name: wording.service(&category, subcategory.as_deref()),
            href: format!("/desk/cases/{code}"),
            tag: StateKind::from_code(&state).map(Tag::from),
            ..with_events("case", code, of_cases.get(&case), w)
        });
    }
    for (agency,) in found.agencies {
        watched.push(Watched {
            name: wording.agency(&agency),
            href: format!("/desk?agency={agency}"),
            ..with_events("agency", agency.clone(), of_agencies.get(&agency), w)
        });
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page::private(WatchingPage {
        has_news: watched.iter().any(|one| !one.events.is_empty()),
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("watching-title"))],
        csrf: signed.session.csrf().to_owned(),
        case: case.to_owned(),
        agencies: std::iter::once(Choice { label: w.t("watching-no-agency"), ..Choice::default() })
            .chain(wording.agencies(agency).into_iter().filter(|one| reaches(app, officer, &one.value)))
            .collect(),
        watched,
        shell: signed.shell(w.t("watching-title")).with_errors(!errors.is_empty()),
        errors,
    })
    .with_status(status)
    .into_response())
}

/// Whether the officer acts for boards of single projects alone: an agency's other cases are none of their business.
fn is_of_projects(app: &App, officer: &Officer) -> bool {
    matches!(boards::confined(&app.city, officer), Some(Confined::Projects(_)))
}

/// Whether the officer may begin to watch this agency: boards of one ward watch those of that ward, boards of single projects none.
fn reaches(app: &App, officer: &Officer, agency: &str) -> bool {
    match boards::confined(&app.city, officer) {
        None => true,
        Some(Confined::Projects(_)) => false,
        Some(Confined::Ward(ward)) => {
            app.city.agency(agency).is_some_and(|agency| agency.area.as_deref() == Some(ward))
        }
    }
}

fn by_subject(wording: &Wording<'_>, rows: &[EventRow]) -> BTreeMap<String, Vec<Event>> {
    let mut all: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for (subject, code, at, body) in rows {
        let Ok(Line::Case(entry)) = Line::parse(body.as_bytes()) else { continue };
        let Ok(at) = at.parse::<Timestamp>() else { continue };
        all.entry(subject.clone()).or_default().push(Event {
            code: code.clone(),
            what: wording.w.code("event", entry.event.kind().code()),
            moment: wording.moment(at),
        });
    }
    all
}

fn with_events(
    kind: &'static str,
    subject: String,
    events: Option<&Vec<Event>>,
    w: &dantin_words::Words,
) -> Watched {
    let events = events.map(Vec::as_slice).unwrap_or_default();
    let shown = events.iter().take(SHOWN).map(|event| Event {
        code: event.code.clone(),
        what: event.what.clone(),
        moment: event.moment.clone(),
    });
    Watched {
        kind,
        subject,
        name: String::new(),
        href: String::new(),
        tag: None,
        count: w.n("watching-news", i64::try_from(events.len()).unwrap_or(i64::MAX)),
        events: shown.collect(),
    }
}

/// `POST /desk/watching`: begins or ends watching, or takes note of what happened.
pub async fn change(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let officer = signed.officer().clone();
    may(&officer, Act::Watch, &CaseForRights::none()).map_err(|denied| Error::Forbidden(denied.word()))?;
    let action = fields.get("action").to_owned();
    let (typed, chosen) = (fields.get("case").trim(), fields.get("agency"));
    let mut check = Check::new(&signed.visit.w, &fields);
    let code = full_code(&app, typed).unwrap_or_default();
    if !typed.is_empty() && code.is_empty() {
        check.wrong("case", "error-no-such-case");
    }
    if !chosen.is_empty() && app.city.agency(chosen).is_none() {
        check.wrong("agency", "error-unknown-choice");
    }
    if action != "seen" && typed.is_empty() && chosen.is_empty() {
        check.wrong("case", "watching-nothing-named");
    }
    let is_begun = action == "watch" && !chosen.is_empty();
    if is_begun && !is_of_projects(&app, &officer) && !reaches(&app, &officer, chosen) {
        check.wrong("agency", "oversight-own-ward-only");
    }
    if !check.errors.is_empty() {
        return page(&app, &signed, (typed, chosen), check.errors).await;
    }
    let agency = chosen.to_owned();
    if action == "watch" && !agency.is_empty() && is_of_projects(&app, &officer) {
        return Err(Error::Forbidden("people-denied-not-your-case"));
    }
    let seen = i64::try_from(app.book.read().size()).unwrap_or(i64::MAX);
    let is_of_a_ward = matches!(boards::confined(&app.city, &officer), Some(Confined::Ward(_)));
    let city = std::sync::Arc::clone(&app.city);
    let done = app
        .db
        .write(move |tx| {
            if action == "seen" {
                tx.execute("UPDATE watches SET seen = $1 WHERE officer_id = $2", &[&seen, &officer.id])?;
                return Ok::<_, Error>(());
            }
            let mut subjects = Vec::new();
            if !code.is_empty() {
                let record = store::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
                // What was watched before the officer's reach was what it is can still be left.
                if action != "stop" {
                    Standing::new(&city, &officer, &record.case, record.assignee.as_ref())
                        .check(Act::See)
                        .map_err(|denied| Error::Forbidden(denied.word()))?;
                }
                subjects.push(("case", record.id));
            }
            if !agency.is_empty() {
                subjects.push(("agency", agency.clone()));
            }
            for (kind, subject) in &subjects {
                if action == "stop" {
                    tx.execute(
                        "DELETE FROM watches WHERE officer_id = $1 AND kind = $2 AND subject = $3",
                        &[&officer.id, kind, subject],
                    )?;
                } else {
                    begin(tx, &officer.id, kind, subject, seen)?;
                }
            }
            Ok(())
        })
        .await;
    match done {
        Ok(()) => return Ok(Redirect::to("/desk/watching").into_response()),
        Err(Error::NotFound(Missing::Case)) => check.wrong("case", "error-no-such-case"),
        Err(Error::Forbidden(_)) if is_of_a_ward => check.wrong("case", "oversight-own-ward-only"),
        Err(Error::Invalid { field, code }) => check.wrong(field, &format!("error-{code}")),
        Err(other) => return Err(other),
    }
    page(&app, &signed, (typed, chosen), check.errors).await
}

fn begin(tx: &mut Tx<'_>, officer: &OfficerId, kind: &str, subject: &str, seen: i64) -> Result<(), Error> {
    let (count,): (i64,) = tx.one("SELECT count(*) FROM watches WHERE officer_id = $1", &[officer])?;
    if count >= MOST {
        return Err(invalid("case", "watching-full"));
    }
    tx.execute(
        "INSERT INTO watches (officer_id, kind, subject, seen) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (officer_id, kind, subject) DO NOTHING",
        &[officer, &kind, &subject, &seen],
    )?;
    Ok(())
}
