//! The slips of one sitting, and the sheet with a strip for each, so that links are handed over together. The secrets of the links stand
//! in hidden fields of the officer's own pages and nowhere else, since hashes alone are kept: a page that was closed has lost them, and the
//! form says so.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use dantin_record::dialogue::Session;
use dantin_store::Tx;

use super::{holder, manage_page};
use crate::{
    act::matters::by_secret,
    app::{App, Shared},
    city::people::pages::SignedIn,
    desk::{
        form::{Fields, Posted},
        reads,
    },
    error::{Error, Missing, not_found},
    listen::dialogues::find,
    pages::{
        components::Link,
        layout::{Page, Shell},
        qr::{self, Drawing},
    },
};

/// Slips of one sitting at most.
const MOST: usize = 200;
/// Characters by which whoever asked knows the own question again.
const WORDS: usize = 90;

pub(crate) struct Strip {
    name: String,
    words: String,
    /// What whoever gets it finds behind the link.
    sentence: String,
    link: String,
    drawing: Option<Drawing>,
}

impl Strip {
    /// The strip of one contribution: its name, its words, what its link is good for, and the secret of the link.
    pub fn new(app: &App, name: String, words: &str, sentence: String, secret: &str) -> Strip {
        let link = format!("{}/my/{secret}", app.public_url);
        let short: String = words.chars().take(WORDS).collect();
        Strip {
            name,
            words: if short.len() < words.len() { format!("{short}…") } else { short },
            sentence,
            drawing: qr::draw(&link),
            link,
        }
    }
}

#[derive(Template)]
#[template(path = "desk/dialogues/templates/slips.html")]
struct SheetPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    sentence: String,
    code: String,
    strips: Vec<Strip>,
}

/// The secrets that a form carries along, each once.
pub(super) fn of_sitting(fields: &Fields) -> Vec<String> {
    let mut slips = Vec::new();
    for secret in fields.all("slip") {
        add(&mut slips, secret);
    }
    slips
}

/// Adds one; the oldest go where a sitting has too many.
pub(super) fn add(slips: &mut Vec<String>, secret: String) {
    if !slips.contains(&secret) {
        slips.push(secret);
    }
    let too_many = slips.len().saturating_sub(MOST);
    slips.drain(..too_many);
}

/// `POST /desk/dialogues/{code}/slips`: the sheet of this sitting.
pub async fn show(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let session = find(&app, &code)?;
    holder(&app, signed.officer(), session.host)?;
    sheet(&app, &signed, &session, of_sitting(&fields)).await
}

/// The sheet with the strips of these secrets; one that opens no question of this session has none.
pub(super) async fn sheet(
    app: &Shared,
    signed: &SignedIn,
    session: &Session,
    slips: Vec<String>,
) -> Result<Response, Error> {
    let id = session.id.to_string();
    let found = app.read(move |tx| questions(tx, &id, &slips)).await?;
    if found.is_empty() {
        return Err(not_found(Missing::Secret));
    }
    let numbers = found.iter().map(|(number, ..)| i64::from(*number)).collect();
    reads::note_words(app, signed, &session.id.to_string(), reads::Words::Questions(numbers)).await?;
    let w = &signed.visit.w;
    let strip = |(number, secret, words): (u32, String, String)| {
        let name = w.with("question-number", &[("number", number.to_string().as_str().into())]);
        Strip::new(app, name, &words, w.t("slips-strip"), &secret)
    };
    let crumbs = vec![
        Link::new("/desk/dialogues", w.t("desk-dialogues")),
        Link::new(format!("/desk/dialogues/{}", session.code), session.code.to_string()),
        Link::new("", w.t("slips-title")),
    ];
    let strips = found.into_iter().map(strip).collect();
    Ok(printed(signed, crumbs, session.code.to_string(), w.t("slips-sentence"), strips))
}

/// The sheet of these strips.
pub(crate) fn printed(
    signed: &SignedIn,
    crumbs: Vec<Link>,
    code: String,
    sentence: String,
    strips: Vec<Strip>,
) -> Response {
    let title = signed.visit.w.t("slips-title");
    Page::private(SheetPage { crumbs, code, sentence, strips, shell: signed.shell(title.clone()), title })
        .into_response()
}

/// Number, secret and words of the questions that these secrets open in this session, by number.
fn questions(tx: &mut Tx<'_>, session: &str, slips: &[String]) -> Result<Vec<(u32, String, String)>, Error> {
    let material = manage_page::material(tx, session)?;
    let mut found = Vec::new();
    for secret in slips {
        let Some(contributor) = by_secret(tx, secret)? else { continue };
        if contributor.matter == session {
            let words = material.text_as_written(contributor.number);
            found.push((contributor.number, secret.clone(), words));
        }
    }
    found.sort_unstable();
    Ok(found)
}
