//! `GET /oversight/{code}`: one round or critique with everything that is public of it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    entry::Line,
    id::{CaseCode, CodePrefix},
    matter::Matter,
};
use dantin_store::Tx;

use super::{
    gone,
    view::{self, CritiqueShown, RoundShown},
};
use crate::{
    app::{App, Shared, Visit},
    error::{Error, Missing, not_found},
    pages::{
        components::{Link, TimelineEntry, Voice},
        layout::{Page, Section, Shell},
    },
    speak::wording::{Wording, words_lost},
};

#[derive(Template)]
#[template(path = "speak/templates/oversight_one.html")]
struct OnePage {
    shell: Shell,
    crumbs: Vec<Link>,
    code: String,
    title: String,
    is_sample: bool,
    round: Option<RoundShown>,
    critique: Option<CritiqueShown>,
    entries: Vec<TimelineEntry>,
    has_pdf: bool,
    gone: Vec<String>,
    lost: String,
}

/// What was typed as a code of this city, in full.
pub fn full_code(app: &App, typed: &str) -> Result<String, Error> {
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).map_err(anyhow::Error::new)?;
    CaseCode::parse(typed, prefix).map(|code| code.to_string()).map_err(|_bad| not_found(Missing::Page))
}

/// The entries of a matter in the journal, oldest first.
fn entries(tx: &mut Tx<'_>, id: &str) -> Result<Vec<(i64, String)>, Error> {
    Ok(tx.all("SELECT idx, body FROM journal WHERE case_id = $1 ORDER BY idx", &[&id])?)
}

/// The page.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path(typed): Path<String>,
) -> Result<Response, Error> {
    let code = full_code(&app, &typed)?;
    if code != typed {
        return Ok(Redirect::to(&format!("/oversight/{code}")).into_response());
    }
    let (held, entries) = app
        .read(move |tx| {
            let held = view::find(tx, &code)?;
            let entries = entries(tx, &held.id)?;
            Ok((held, entries))
        })
        .await?;
    let w = &visit.w;
    let words = Wording { city: &app.city, w, now: visit.now };
    let mut shell = visit.shell(held.title.clone(), Section::None);
    shell.description = w.t("oversight-lead");
    let page = OnePage {
        crumbs: vec![
            Link::new("/", w.t("crumb-home")),
            Link::new("/oversight", w.t("oversight-title")),
            Link::new("", held.title.clone()),
        ],
        is_sample: held.matter.is_sample(),
        round: match &held.matter {
            Matter::Round(round) => Some(view::round(&held, round, words)),
            _ => None,
        },
        critique: match &held.matter {
            Matter::Critique(critique) => Some(view::critique(&held, critique, words)),
            _ => None,
        },
        gone: gone::erased(&entries, words),
        lost: words_lost(w, held.words_lost),
        entries: entries.iter().rev().filter_map(|(index, body)| timeline(*index, body, words)).collect(),
        has_pdf: crate::documents::HAS_PDF,
        title: held.title,
        code: held.code,
        shell,
    };
    Ok(Page::public(page).into_response())
}

fn timeline(index: i64, body: &str, words: Wording<'_>) -> Option<TimelineEntry> {
    let Ok(Line::Matter(entry)) = Line::parse(body.as_bytes()) else { return None };
    let actor = match entry.by.agency() {
        Some(agency) => words.agency(agency.as_str()),
        None => words.w.code("role", entry.by.role().code()),
    };
    Some(TimelineEntry {
        title: words.w.code("event", entry.event.code()),
        moment: words.moment(entry.occurred),
        actor,
        voice: Voice::Official,
        text: String::new(),
        tag: None,
        photos: Vec::new(),
        pairs: Vec::new(),
        entry: words.w.integer(index),
        entry_href: format!("/verify?q={index}"),
    })
}
