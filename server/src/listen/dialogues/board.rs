//! The board for the hall's screen: what is on the floor in letters that can be read from the last row, what comes next, and the short
//! address with its code for phones. Without a script the page refreshes itself when it is asked to.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use dantin_record::dialogue::SessionState;
use serde::Deserialize;

use super::{
    find, shown, texts,
    view::{Card, card, counts, listed, speaker, state},
};
use crate::{
    act::deadlines::moment,
    app::{Shared, Visit},
    error::Error,
    pages::{
        layout::{Page, Section, Shell},
        qr::{self, Drawing},
    },
    speak::wording::Wording,
};

/// Questions beside the one on the floor.
const NEXT: usize = 5;

/// What the address says.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    refresh: String,
}

#[derive(Template)]
#[template(path = "listen/dialogues/templates/board.html")]
struct BoardPage {
    shell: Shell,
    base: String,
    title: String,
    state: String,
    floor: Option<Card>,
    /// The agency that answers it.
    speaker: String,
    next: Vec<Card>,
    counts: String,
    address: String,
    drawing: Option<Drawing>,
    refreshes: bool,
    revision: u64,
}

/// `GET /dialogues/{code}/board`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    let id = session.id.to_string();
    let (words, questions) = app.read(move |tx| Ok((texts(tx, &id)?, shown(tx, &id)?))).await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let make = |question| card(&app, wording, &session, question, &questions, &[]);
    let all = listed(&session, &words.queue);
    let next = all
        .iter()
        .filter(|question| question.is_open() && Some(question.number) != session.floor)
        .map(|question| make(question))
        .filter(|card| card.is_shown)
        .take(NEXT)
        .collect();
    let takes = session.is_taking_questions(moment(visit.now));
    let address = format!("{}/d/{}", app.public_url, session.code);
    Ok(Page::private(BoardPage {
        base: format!("/dialogues/{}", session.code),
        state: state(wording, &session).1,
        floor: session.floor.and_then(|number| session.question(number).ok()).map(make),
        speaker: speaker(wording, &words.speaker),
        next,
        counts: counts(wording, &session),
        drawing: qr::draw(&address).filter(|_| takes),
        address: if takes {
            address.split("://").last().unwrap_or_default().to_owned()
        } else {
            String::new()
        },
        refreshes: asked.refresh == "1" && session.state != SessionState::Closed,
        revision: app.book.read().latest_of_matter(session.id).unwrap_or(0),
        shell: visit.shell(words.title.clone(), Section::Dialogues).unlisted(),
        title: words.title,
    })
    .into_response())
}
