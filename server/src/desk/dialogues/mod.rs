//! Dialogue sessions at the desk: announcing them, and holding them from the first question to the approved minutes. Who holds a
//! session is the host's people and the coordinator; moderators publish and hide questions.

pub mod announce;
pub mod file;
mod manage_page;
pub mod minutes;
pub mod question;
pub mod slips;
pub mod steps;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use dantin_record::{act::Actor, code::AgencyCode, dialogue::Session, matter::Matter};

use crate::{
    act::matters::{dialogues::Doer, titles},
    app::{App, Shared},
    city::people::{
        model::Officer,
        pages::SignedIn,
        rights::{Act, CaseForRights, may},
    },
    error::Error,
    listen::dialogues::{find, state},
    pages::{
        components::{Link, Moment},
        layout::{Page, Shell},
    },
    speak::wording::Wording,
};

/// Sessions on the page at most.
const MOST: usize = 200;

struct Row {
    href: String,
    title: String,
    host: String,
    starts: Moment,
    state: String,
    kind: &'static str,
    open: String,
}

#[derive(Template)]
#[template(path = "desk/dialogues/templates/list.html")]
struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    rows: Vec<Row>,
}

/// `GET /desk/dialogues`.
pub async fn list(State(app): State<Shared>, signed: SignedIn) -> Result<Response, Error> {
    let titles = app.read(|tx| Ok(titles(tx, "session", MOST)?)).await?;
    let w = &signed.visit.w;
    let wording = Wording { city: &app.city, w, now: signed.visit.now };
    let book = app.book.read();
    let rows = book.matters().rev().filter_map(Matter::as_session).take(MOST).map(|session| {
        let title = titles.get(&session.id.to_string()).cloned();
        let open = session.questions.iter().filter(|question| question.is_open()).count();
        let (kind, state) = state(wording, session);
        Row {
            href: format!("/desk/dialogues/{}", session.code),
            title: title.unwrap_or_else(|| session.code.to_string()),
            host: wording.agency(session.host.as_str()),
            starts: wording.dated(session.starts),
            state,
            kind,
            open: w.integer(i64::try_from(open).unwrap_or(i64::MAX)),
        }
    });
    let rows = rows.collect();
    drop(book);
    Ok(Page::private(ListPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("desk-dialogues"))],
        rows,
        shell: signed.shell(w.t("desk-dialogues")),
    })
    .into_response())
}

/// `GET /desk/dialogues/{code}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    manage_page::show(&app, &signed, &session, Vec::new()).await
}

/// As whom the officer holds a session of this host.
fn holder(app: &App, officer: &Officer, host: AgencyCode) -> Result<Doer, Error> {
    let parent_of = |agency: AgencyCode| {
        app.city.ancestors(agency.as_str()).first().and_then(|above| AgencyCode::new(&above.code).ok())
    };
    let session = CaseForRights::of(Some(host), &[], None, parent_of);
    let role = may(officer, Act::HoldSession, &session).map_err(|denied| Error::Forbidden(denied.word()))?;
    doer(officer, role.actor())
}

/// As whom the officer publishes and hides questions there: who holds the session, or a moderator.
fn moderator(app: &App, officer: &Officer, session: &Session) -> Result<Doer, Error> {
    if let Ok(doer) = holder(app, officer, session.host) {
        return Ok(doer);
    }
    let role =
        may(officer, Act::Show, &CaseForRights::none()).map_err(|denied| Error::Forbidden(denied.word()))?;
    doer(officer, role.actor())
}

fn doer(officer: &Officer, by: Option<Actor>) -> Result<Doer, Error> {
    let by = by.ok_or(Error::Forbidden("people-denied-not-your-role"))?;
    Ok(Doer { by, officer: officer.id.as_str().to_owned() })
}
