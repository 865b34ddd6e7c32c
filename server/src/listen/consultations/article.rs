//! `/consultations/{code}/{provision}`: an article, or the text as a whole, with what is said of it, and the form for commenting. The
//! address says which text of it is read (`reading`).

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_drafts::ProvisionId;
use dantin_record::consultation::{ConsultationState, Speaker, Stance};
use dantin_store::Tx;
use serde::Deserialize;

use super::{
    Course, Editions,
    comment::Typed,
    draft_of, find,
    reading::{Reading, Shown, Texts, switch},
    texts,
    view::{self, Card},
    with,
};
use crate::{
    act::consultations::{self, WHOLE},
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Section, Shell},
    },
    speak::wording::Wording,
};

/// Comments of one page.
const PAGE: i64 = 50;

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    /// Comments behind this number.
    #[serde(default)]
    after: u32,
    /// Which text is read.
    #[serde(default)]
    text: String,
}

#[derive(Template)]
#[template(path = "listen/consultations/templates/article.html")]
struct ArticlePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    heading: String,
    sentence: String,
    here: String,
    switch: Vec<Link>,
    shown: Shown,
    changes: String,
    cards: Vec<Card>,
    older: String,
    is_taking: bool,
    /// Whether there is something to comment on.
    has_form: bool,
    has_ended: bool,
    typed: Typed,
    version: u32,
    places: Vec<Choice>,
    stances: Vec<Choice>,
    speakers: Vec<Choice>,
    contact_hint: String,
    /// Where the text is read, on the page of comments on the whole of it.
    draft: String,
    is_cancelled: bool,
    before: Option<Link>,
    next: Option<Link>,
}

impl ArticlePage {
    fn error(&self, field: &str) -> &str {
        crate::pages::components::error_of(&self.errors, field)
    }
}

/// `GET /consultations/{code}/{provision}`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path((code, page)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    let typed = Typed::new(app.random.as_ref());
    render(&app, &visit, &course, (&page, &asked), typed, Vec::new(), StatusCode::OK).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn render(
    app: &Shared,
    visit: &Visit,
    course: &Course,
    (page, asked): (&str, &Asked),
    typed: Typed,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Result<Response, Error> {
    let (id, version, key, after) = (course.id.clone(), course.latest(), page.to_owned(), asked.after);
    let reading = Reading::parse(&asked.text);
    let ((title, _), read, said) = app
        .read(move |tx| {
            let said = consultations::comments_of_page(tx, &id, &key, after, PAGE)?;
            Ok((texts(tx, &id)?, read(tx, &id, version, &key, reading)?, said))
        })
        .await?;
    if !read.has_page(page) {
        return Err(not_found(Missing::Consultation));
    }
    let (article, draft) = (read.article(page), &read.draft);
    let editions = Editions::of_comments(app, course, draft.clone(), &said).await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let base = format!("/consultations/{}", course.code);
    let here = format!("{base}/{page}");
    let heading = match article {
        Some(article) if article.text.is_empty() => article.cite(),
        Some(article) => format!("{}. {}", article.cite(), article.text),
        None if page == WHOLE => w.t("consultation-whole-title"),
        None => w.t("consultation-an-article"),
    };
    let older = said.last().filter(|_| i64::try_from(said.len()) == Ok(PAGE));
    let older = older.map(|last| reading.older(&here, last.number)).unwrap_or_default();
    let cards = with(app, &course.code, |consultation| view::cards(wording, &editions, consultation, said))?;
    let (before, next) = neighbours(draft, &base, page);
    let (is_article, is_whole) = (article.is_some(), page == WHOLE);
    let chosen = if typed.provision.is_empty() && is_article { page } else { &typed.provision };
    let choices = |prefix: &str, all: &[&'static str], chosen: &str| -> Vec<Choice> {
        all.iter()
            .map(|code| Choice {
                value: (*code).to_owned(),
                label: w.code(prefix, code),
                is_chosen: *code == chosen,
                ..Choice::default()
            })
            .collect()
    };
    let stances: Vec<&str> = Stance::ALL.iter().map(|stance| stance.code()).collect();
    let speakers = [Speaker::Person.code(), Speaker::Organisation.code()];
    let shown = read.shown(w, &base, page, reading)?;
    let name = article.map_or_else(|| heading.clone(), dantin_drafts::Provision::cite);
    let page = ArticlePage {
        crumbs: vec![
            Link::new("/consultations", w.t("consultations-title")),
            Link::new(base.clone(), course.code.clone()),
            Link::new("", name),
        ],
        sentence: title,
        places: view::places(w, draft, page, chosen),
        stances: choices("comment-stance", &stances, &typed.stance),
        speakers: choices("comment-speaker", &speakers, &typed.speaker),
        contact_hint: w.t(if visit.has_mail() {
            "comment-contact-hint-mail"
        } else {
            "comment-contact-hint"
        }),
        draft: if is_whole { format!("{base}#text") } else { String::new() },
        is_cancelled: course.state == ConsultationState::Cancelled,
        switch: switch(w, &here, version, reading),
        changes: match reading {
            Reading::Changes if version > 1 => format!("{base}/compare?version={version}"),
            _ => String::new(),
        },
        shown,
        has_form: course.is_taking && read.has_now(page),
        here,
        cards,
        older,
        is_taking: course.is_taking,
        has_ended: course.closes.to_timestamp() <= visit.now,
        version: course.latest(),
        before,
        next,
        shell: visit.shell(heading.clone(), Section::Consultations).with_errors(!errors.is_empty()),
        heading,
        errors,
        typed,
    };
    // The form carries a key of its own, so that no two visitors get the same page while comments are taken; what somebody typed is nobody
    // else's.
    let page =
        if course.is_taking || status != StatusCode::OK { Page::private(page) } else { Page::public(page) };
    Ok(if status == StatusCode::OK { page } else { page.with_status(status) }.into_response())
}

/// The texts that the page needs: the version before where it is read, or where the article is in it alone.
fn read(tx: &mut Tx<'_>, id: &str, version: u32, page: &str, reading: Reading) -> Result<Texts, Error> {
    let mut read = Texts {
        version,
        draft: draft_of(tx, id, version)?,
        before: None,
        matches: None,
        notes: consultations::notes_of(tx, id, i64::from(version))?,
    };
    if version > 1 && (reading != Reading::Draft || !read.has_now(page)) {
        read.before = Some(draft_of(tx, id, version - 1)?);
    }
    if reading == Reading::Changes {
        read.matches = consultations::matches_of(tx, id, i64::from(version))?;
    }
    Ok(read)
}

/// The articles before and behind this one.
fn neighbours(draft: &dantin_drafts::Draft, base: &str, page: &str) -> (Option<Link>, Option<Link>) {
    let Some(id) = ProvisionId::parse(page) else { return (None, None) };
    let walk = draft.walk();
    let articles: Vec<_> = walk
        .iter()
        .map(|step| step.provision)
        .filter(|one| one.kind == dantin_drafts::Kind::Article)
        .collect();
    let Some(place) = articles.iter().position(|one| one.id == id) else { return (None, None) };
    let link = |place: Option<usize>| {
        let one = articles.get(place?)?;
        Some(Link::new(format!("{base}/{}", one.id), one.cite()))
    };
    (link(place.checked_sub(1)), link(place.checked_add(1)))
}
