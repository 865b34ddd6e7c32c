//! `/dialogues`: sessions to come, going on, and over.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_record::{
    dialogue::{End, Session, SessionState},
    matter::Matter,
};

use super::view::{state, was_never_held};
use crate::{
    act::{deadlines::moment, matters::titles},
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::{Link, Moment},
        layout::{Page, Section, Shell},
    },
    speak::wording::Wording,
};

/// Sessions on the page at most.
const MOST: usize = 200;

struct Row {
    href: String,
    title: String,
    host: String,
    area: String,
    starts: Moment,
    state: String,
    kind: &'static str,
    questions: String,
}

#[derive(Template)]
#[template(path = "listen/dialogues/templates/list.html")]
struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    coming: Vec<Row>,
    over: Vec<Row>,
    language: &'static str,
}

/// `GET /dialogues`.
pub async fn show(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let mut sessions: Vec<Session> =
        app.book.read().matters().rev().filter_map(Matter::as_session).take(MOST).cloned().collect();
    sessions.sort_by_key(|session| session.starts);
    let titles = app.read(|tx| Ok(titles(tx, "session", MOST)?)).await?;
    let wording = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let row = |session: &Session| {
        let title = titles.get(&session.id.to_string()).cloned();
        row(wording, session, title.unwrap_or_else(|| session.code.to_string()))
    };
    let is_over = |session: &&Session| {
        matches!(session.state, SessionState::Closed | SessionState::FollowedUp | SessionState::Cancelled)
            || was_never_held(session, moment(visit.now))
    };
    let coming = sessions.iter().filter(|session| !is_over(session)).map(row).collect();
    let over = sessions.iter().rev().filter(is_over).map(row).collect();
    let w = &visit.w;
    Ok(Page::public(ListPage {
        crumbs: vec![Link::new("/", w.t("crumb-home")), Link::new("", w.t("dialogues-title"))],
        coming,
        over,
        language: w.language().code(),
        shell: visit.shell(w.t("dialogues-title"), Section::Dialogues),
    })
    .into_response())
}

fn row(wording: Wording<'_>, session: &Session, title: String) -> Row {
    let w = wording.w;
    let count = session.questions.iter().filter(|question| !question.withdrawn).count();
    let promised = session
        .questions
        .iter()
        .flat_map(|question| &question.ends)
        .filter(|end| matches!(end, End::Promised { .. }))
        .count();
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let questions = match promised {
        0 => w.n("dialogue-questions", number(count)),
        promised => format!(
            "{} · {}",
            w.n("dialogue-questions", number(count)),
            w.n("dialogue-promises", number(promised))
        ),
    };
    let (kind, state) = state(wording, session);
    Row {
        href: format!("/dialogues/{}", session.code),
        title,
        host: wording.agency(session.host.as_str()),
        area: session.area.map(|area| wording.area(Some(area))).unwrap_or_default(),
        starts: wording.dated(session.starts),
        state,
        kind,
        questions,
    }
}
