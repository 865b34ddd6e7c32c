//! `/consultations`: texts that one can comment on now, to come, and those that are over.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_record::{
    consultation::{Consultation, ConsultationState},
    matter::Matter,
};

use crate::{
    act::matters::titles,
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::{Link, Moment},
        layout::{Page, Section, Shell},
    },
    speak::wording::Wording,
};

/// Consultations on the page at most.
const MOST: usize = 200;

struct Row {
    href: String,
    title: String,
    drafter: String,
    kind: String,
    state: String,
    state_code: &'static str,
    closes: Moment,
    comments: String,
}

#[derive(Template)]
#[template(path = "listen/consultations/templates/list.html")]
struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    open: Vec<Row>,
    over: Vec<Row>,
}

/// `GET /consultations`.
pub async fn show(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let titles = app.read(|tx| Ok(titles(tx, "consultation", MOST)?)).await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let (mut open, mut over) = (Vec::new(), Vec::new());
    {
        let book = app.book.read();
        for consultation in book.matters().rev().filter_map(Matter::as_consultation).take(MOST) {
            let title = titles.get(&consultation.id.to_string()).cloned();
            let row = row(wording, consultation, title);
            match consultation.state {
                ConsultationState::Announced | ConsultationState::Open => open.push(row),
                _ => over.push(row),
            }
        }
    }
    Ok(Page::public(ListPage {
        crumbs: vec![Link::new("/", w.t("crumb-home")), Link::new("", w.t("consultations-title"))],
        open,
        over,
        shell: visit.shell(w.t("consultations-title"), Section::Consultations),
    })
    .into_response())
}

fn row(wording: Wording<'_>, consultation: &Consultation, title: Option<String>) -> Row {
    let w = wording.w;
    let count = consultation.comments.iter().filter(|comment| !comment.is_gone()).count();
    Row {
        href: format!("/consultations/{}", consultation.code),
        title: title.unwrap_or_else(|| consultation.code.to_string()),
        drafter: wording.agency(consultation.drafter.as_str()),
        kind: w.code("draft-kind", consultation.kind.code()),
        state: w.code("consultation-state", consultation.state.code()),
        state_code: consultation.state.code(),
        closes: wording.dated(consultation.closes),
        comments: w.n("consultation-comments", i64::try_from(count).unwrap_or(i64::MAX)),
    }
}
