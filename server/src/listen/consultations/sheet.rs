//! The consolidated table as an official document (bảng tổng hợp, tiếp thu, giải trình ý kiến): the rows of the page `table`, sorted by
//! the provisions of the text as officials read them, in the layout of Decree 30/2020. It says what the page says and nothing else.

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use dantin_documents::model::{
    Align, Block, Column, Document, Language as Tongue, Page, Row, Signature, Signatures, Style, Table, Text,
};
use dantin_drafts::{Draft, Kind};
use dantin_record::consultation::Consultation;
use dantin_words::{Language, Words};

use super::{
    Course, Editions, draft_of, find,
    table::{self, READ, Row as Line},
    texts, with,
};
use crate::{
    act::consultations::{self, Said},
    app::{App, Shared, Visit},
    documents::Form,
    error::{Error, Missing, not_found},
    pages::headers::CachePolicy,
    speak::wording::Wording,
};

/// `GET /consultations/{code}/table.docx`.
pub async fn docx(app: State<Shared>, visit: Visit, code: Path<String>) -> Result<Response, Error> {
    file(app, visit, code, "docx").await
}

/// `GET /consultations/{code}/table.pdf`; not there in a build without the typesetter.
pub async fn pdf(app: State<Shared>, visit: Visit, code: Path<String>) -> Result<Response, Error> {
    file(app, visit, code, "pdf").await
}

async fn file(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    ending: &str,
) -> Result<Response, Error> {
    let form = Form::of(ending).ok_or_else(|| not_found(Missing::Page))?;
    let course = find(&app, &code)?;
    let turn = app.press.turn().await?;
    let (id, version) = (course.id.clone(), course.latest());
    let ((title, _), draft) = app.read(move |tx| Ok((texts(tx, &id)?, draft_of(tx, &id, version)?))).await?;
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let id = course.id.clone();
        let said = app.read(move |tx| Ok(consultations::comments_of_table(tx, &id, after, READ)?)).await?;
        let Some(last) = said.last() else { break };
        after = last.number;
        all.extend(said);
    }
    let name = format!("{}.{ending}", course.code);
    let editions = Editions::of_comments(&app, &course, draft, &all).await?;
    turn.send(form, &name, CachePolicy::Public, move || {
        let wording = Wording { city: &app.city, w: &visit.w, now: visit.now };
        with(&app, &course.code, |consultation| {
            document(&app, wording, &course, consultation, (&title, &editions), all)
        })
    })
    .await
}

fn document(
    app: &App,
    wording: Wording<'_>,
    course: &Course,
    consultation: &Consultation,
    (title, editions): (&str, &Editions),
    said: Vec<Said>,
) -> Document {
    let w = wording.w;
    let language = match w.language() {
        Language::Vietnamese => Tongue::Vietnamese,
        Language::English => Tongue::English,
    };
    let calendar = app.city.calendar();
    let day = consultation.closed.map_or(wording.now, |closed| closed.to_timestamp());
    let mut document = Document::new(language, w.t("table-doc-title"), calendar.date_at(day));
    document.page = Page::Landscape;
    document.issuing_body = Some(wording.agency(course.drafter.as_str()).to_uppercase());
    document.place = Some(app.site.city(w.language()).to_owned());
    document.summary = Some(w.with("table-doc-about", &[("title", title.into())]));
    document.sample = consultation.sample.then(|| w.t("table-doc-sample"));
    let address = format!("{}/consultations/{}/table", app.public_url.trim_end_matches('/'), course.code);
    document.foot = Some(w.with("table-doc-foot", &[("address", address.as_str().into())]));
    document.signatures = Signatures::One(Signature {
        office: w.t("table-doc-signature"),
        note: Some(w.t("table-doc-sign")),
        ..Signature::default()
    });
    let opening = [time(wording, course), counts(w, consultation)].into_iter().map(Text::from);
    let mut blocks: Vec<Block> = opening.map(Block::Paragraph).collect();
    if said.is_empty() {
        blocks.push(Block::Paragraph(Text::from(w.t("table-doc-none"))));
    } else {
        let column = |key: &str, share, align| Column { title: w.t(key), share, align };
        blocks.push(Block::Table(Table {
            columns: vec![
                column("table-number", 2, Align::Centre),
                column("table-place", 4, Align::Left),
                column("table-who", 4, Align::Left),
                column("table-comment", 10, Align::Left),
                column("table-response", 10, Align::Left),
            ],
            rows: rows(wording, editions, consultation, said),
        }));
    }
    document.blocks = blocks;
    document
}

/// From when to when people were heard, and the first date where it was moved.
fn time(wording: Wording<'_>, course: &Course) -> String {
    let (opens, closes) = (wording.dated(course.opens).shown, wording.dated(course.closes).shown);
    let said = wording
        .w
        .with("table-doc-time", &[("opens", opens.as_str().into()), ("closes", closes.as_str().into())]);
    if course.closes == course.first_closes {
        return said;
    }
    let first = wording.dated(course.first_closes).shown;
    format!("{said} {}.", wording.w.with("consultation-first-closes", &[("at", first.as_str().into())]))
}

fn counts(w: &Words, consultation: &Consultation) -> String {
    let figures = consultation.figures();
    let count = |count: u32| w.integer(i64::from(count));
    let (comments, answered, gone) = (count(figures.comments), count(figures.answered), count(figures.gone));
    let (accepted, partly) = (count(figures.accepted), count(figures.partly));
    let (refused, outside, noted) =
        (count(figures.not_accepted), count(figures.out_of_scope), count(figures.noted));
    w.with(
        "table-doc-counts",
        &[
            ("comments", comments.as_str().into()),
            ("answered", answered.as_str().into()),
            ("accepted", accepted.as_str().into()),
            ("partly", partly.as_str().into()),
            ("refused", refused.as_str().into()),
            ("outside", outside.as_str().into()),
            ("noted", noted.as_str().into()),
            ("gone", gone.as_str().into()),
        ],
    )
}

/// The rows in the order of the text, each article under its name; first what is about the text as a whole, last what is about provisions
/// that are no longer there.
fn rows(
    wording: Wording<'_>,
    editions: &Editions,
    consultation: &Consultation,
    mut said: Vec<Said>,
) -> Vec<Row> {
    let w = wording.w;
    let (places, names) = places(&editions.draft);
    let last = names.len() + 1;
    let place = |one: &Said| match one.provision.as_str() {
        "" => (0, 0),
        provision => places.get(provision).copied().unwrap_or((last, 0)),
    };
    said.sort_by_cached_key(|one| (place(one), one.number));
    let groups: Vec<usize> = said.iter().map(|one| place(one).0).collect();
    let mut rows = Vec::with_capacity(said.len() + names.len());
    let mut group = None;
    for (line, of) in table::rows(wording, editions, consultation, said).into_iter().zip(groups) {
        if group != Some(of) {
            group = Some(of);
            let name = match of.checked_sub(1).map(|place| names.get(place)) {
                None => w.t("consultation-whole"),
                Some(Some(name)) => name.clone(),
                Some(None) => w.t("table-doc-gone"),
            };
            rows.push(Row::Group(Text::from(name)));
        }
        rows.push(Row::Cells(cells(w, line)));
    }
    rows
}

/// For each provision the number of the article that it stands in, from 1 (0 outside of all), with its own place in the text; and the
/// articles' names.
fn places(draft: &Draft) -> (HashMap<String, (usize, usize)>, Vec<String>) {
    let (mut places, mut names) = (HashMap::new(), Vec::new());
    let mut depth_of_article = None;
    for (place, step) in draft.walk().into_iter().enumerate() {
        let one = step.provision;
        if depth_of_article.is_some_and(|depth| step.depth <= depth) {
            depth_of_article = None;
        }
        if one.kind == Kind::Article {
            depth_of_article = Some(step.depth);
            let heading =
                if one.text.is_empty() { one.cite() } else { format!("{}. {}", one.cite(), one.text) };
            names.push(heading);
        }
        let article = if depth_of_article.is_some() { names.len() } else { 0 };
        places.insert(one.id.to_string(), (article, place + 1));
    }
    (places, names)
}

fn cells(w: &Words, line: Line) -> Vec<Text> {
    let mut comment = Text::default().and(Style::Bold, line.stance);
    if !line.text.is_empty() {
        comment = comment.and(Style::Plain, format!("\n{}", line.text));
    }
    if !line.proposal.is_empty() {
        comment = comment
            .and(Style::Italic, format!("\n{}:", w.t("comment-proposal")))
            .and(Style::Plain, format!("\n{}", line.proposal));
    }
    let mut response = match (line.gone.as_str(), line.decision.as_str()) {
        ("", "") => Text::default().and(Style::Plain, w.t("table-no-response")),
        (gone, "") => Text::default().and(Style::Plain, gone),
        ("", decision) => Text::default().and(Style::Bold, decision),
        (gone, decision) => Text::default().and(Style::Plain, gone).and(Style::Bold, format!("\n{decision}")),
    };
    if !line.response.is_empty() {
        response = response.and(Style::Plain, format!("\n{}", line.response));
    }
    if !line.changes.is_empty() {
        response = response.and(Style::Plain, format!("\n{}: {}", w.t("comment-changes"), line.changes));
    }
    vec![line.number.into(), line.about.into(), line.who.into(), comment, response]
}
