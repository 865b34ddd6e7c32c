//! The minutes of a session (biên bản, form 1.9 of Decree 30/2020), assembled from what happened: who came, each question, its answer,
//! promise or refusal. What the secretary adds stands beside it. Public is what was approved: a text whose hash stands in the journal,
//! and the same laid out as PDF and Word file.

use std::{collections::HashMap, fmt::Write as _};

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_documents::model::{
    Block, Document, Heading, Language as Tongue, Level, Number, Signature, Signatures, Text,
};
use dantin_record::{
    case::Visibility,
    code::AgencyCode,
    dialogue::{End, Question, Session},
    id::CaseId,
};
use dantin_words::Words;

use super::{Shown, Texts, find, shown, texts};
use crate::{
    act::matters::{
        minutes::{self, Minutes},
        published_texts,
    },
    app::{App, Shared, Visit},
    documents::Form,
    error::{Error, Missing, not_found},
    pages::headers::CachePolicy,
    speak::wording::Wording,
};

/// Everything that minutes are made of.
pub struct Material {
    /// The record.
    pub session: Session,
    /// The words of the announcement.
    pub texts: Texts,
    /// Questions and answers as they were published.
    pub shown: Shown,
    /// What was promised, by the code of its case.
    pub promised: HashMap<String, String>,
    /// What the secretary wrote.
    pub minutes: Minutes,
}

/// Reads it.
pub async fn material(app: &Shared, code: &str) -> Result<Material, Error> {
    let session = find(app, code)?;
    let id = session.id.to_string();
    let codes: Vec<String> = {
        let book = app.book.read();
        let code = |case| Some(book.row(book.row_of(case)?)?.code.to_string());
        session.cases().filter_map(code).collect()
    };
    let read = app.read(move |tx| {
        Ok((texts(tx, &id)?, shown(tx, &id)?, published_texts(tx, &codes)?, minutes::load(tx, &id)?))
    });
    let (texts, shown, promised, minutes) = read.await?;
    Ok(Material { session, texts, shown, promised, minutes })
}

/// The document. It is Vietnamese, as the decree wants it, whatever the reader's language.
pub fn document(app: &App, material: &Material) -> Document {
    let Material { session, texts, minutes, .. } = material;
    let words = app.words.words(dantin_words::Language::Vietnamese);
    let wording = Wording { city: &app.city, w: &words, now: app.now() };
    let w = &words;
    let when = session.started.unwrap_or(session.starts);
    let zone = app.city.calendar().zone();
    let date = when.to_timestamp().to_zoned(zone.clone()).date();
    let mut document = Document::new(Tongue::Vietnamese, w.t("minutes-title"), date);
    document.national_heading = true;
    document.issuing_body = Some(wording.agency(session.host.as_str()).to_uppercase());
    document.number = Some(number(minutes));
    document.recipients = recipients(minutes, w);
    document.place = Some(app.site.city_vi.clone());
    document.summary = Some(texts.title.clone());
    document.sample = session.sample.then(|| w.t("site-sample-data"));
    document.foot = Some(format!("{}/dialogues/{}", app.public_url, session.code));
    let said = |key: &str, value: &str| Block::Paragraph(Text::from(w.with(key, &[("what", value.into())])));
    let mut blocks = vec![
        said("minutes-begin", &wording.dated(when).shown),
        said("minutes-place", &texts.place),
        said("minutes-chair", &minutes.chair),
    ];
    if !minutes.moderators.is_empty() {
        blocks.push(said("minutes-moderators", &minutes.moderators.lines().collect::<Vec<_>>().join("; ")));
    }
    blocks.push(said("minutes-secretary", &minutes.secretary));
    if let Some(people) = session.attended {
        blocks.push(said("minutes-people", &people.to_string()));
    }
    if !minutes.attendees.is_empty() {
        blocks.push(said("minutes-attendees", &minutes.attendees));
    }
    let heading = |number: &str, text: String| {
        Block::Heading(Heading { level: Level::First, label: Some(number.to_owned()), text })
    };
    if !minutes.opening.is_empty() {
        blocks.push(heading("I.", w.t("minutes-opening")));
        blocks.push(Block::Paragraph(Text::from(minutes.opening.clone())));
    }
    blocks.push(heading(if minutes.opening.is_empty() { "I." } else { "II." }, w.t("minutes-questions")));
    for question in &session.questions {
        blocks.extend(told(wording, material, question, app));
    }
    if !minutes.conclusion.is_empty() {
        blocks.push(heading(
            if minutes.opening.is_empty() { "II." } else { "III." },
            w.t("minutes-conclusion"),
        ));
        blocks.push(Block::Paragraph(Text::from(minutes.conclusion.clone())));
    }
    document.blocks = blocks;
    let end = session.closed.unwrap_or(session.ends);
    document.closing =
        Some(Text::from(w.with("minutes-end", &[("what", wording.dated(end).shown.as_str().into())])));
    let signature = |office: &str, name: &str| Signature {
        office: w.t(office),
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        ..Signature::default()
    };
    document.signatures = Signatures::Two {
        left: signature("minutes-sign-secretary", &minutes.secretary),
        right: signature("minutes-sign-chair", &minutes.chair),
    };
    document
}

/// Box 3 of the decree; what nobody set yet stays open for a hand.
fn number(minutes: &Minutes) -> Number {
    let symbol = if minutes.symbol.is_empty() { "BB-……".to_owned() } else { minutes.symbol.clone() };
    Number { number: minutes.number, symbol }
}

/// Box 9b: whoever the secretary names, and the files.
fn recipients(minutes: &Minutes, w: &Words) -> Vec<String> {
    // The mark before each line and the one behind it are the layout's.
    let bare = |line: &str| {
        line.trim().trim_start_matches(['-', '–', ' ']).trim_end_matches([';', '.', ' ']).to_owned()
    };
    let named = minutes.recipients.lines().map(bare);
    let mut named: Vec<String> = named.filter(|line| !line.is_empty()).collect();
    if named.is_empty() {
        named.push(w.t("oversight-doc-archive"));
    }
    named
}

/// A question with what became of it.
fn told(wording: Wording<'_>, material: &Material, question: &Question, app: &App) -> Vec<Block> {
    let w = wording.w;
    let Material { session, shown, .. } = material;
    let (text, answer) = shown.get(&question.number).cloned().unwrap_or_default();
    let label = w.with("question-number", &[("number", question.number.to_string().as_str().into())]);
    let mut blocks = vec![Block::Heading(Heading {
        level: Level::Second,
        label: Some(format!("{label}.")),
        text: text.unwrap_or_else(|| w.t(unread(question))),
    })];
    let line = |key: &str, what: &str| Block::Paragraph(Text::from(w.with(key, &[("what", what.into())])));
    blocks.push(Block::Paragraph(Text::from(w.n("question-behind", i64::from(session.behind(question))))));
    if question.withdrawn {
        blocks.push(Block::Paragraph(Text::from(w.t("question-withdrawn"))));
    }
    if let Some(main) = question.merged_into.filter(|main| session.question(*main).is_ok()) {
        blocks.push(line("minutes-merged", &main.to_string()));
    }
    // Whoever reads must not take it for something that was said in the hall.
    if let Some(ended) = question.ended.filter(|ended| session.closed.is_some_and(|closed| *ended > closed)) {
        blocks.push(line("minutes-after", &wording.dated(ended).shown));
    }
    for end in standing(&question.ends) {
        match end {
            End::Answered { agency } => {
                blocks.push(line("minutes-answered", &wording.agency(agency.as_str())));
            }
            End::Refused { reason, .. } => {
                blocks.push(line("minutes-refused", &w.code("refuse", reason.code())));
            }
            End::Promised { case } | End::InWriting { case } => {
                let key = if end.code() == "promised" { "minutes-promised" } else { "minutes-in-writing" };
                blocks.push(Block::Paragraph(owed(wording, material, app, *case, key)));
            }
        }
    }
    // What was promised stands with the promise already.
    let is_said = |answer: &String| {
        let promised = material.promised.values().any(|promised| promised == answer);
        promised && question.ends.iter().any(|end| matches!(end, End::Promised { .. }))
    };
    if let Some(answer) = answer.filter(|answer| !answer.is_empty() && !is_said(answer)) {
        blocks.push(Block::Paragraph(Text::from(answer)));
    }
    blocks
}

/// The ends of a question that stand: what was promised stays owed; of answers and refusals the last one counts, and a refusal only as long
/// as nothing followed it.
fn standing(ends: &[End]) -> impl Iterator<Item = &End> {
    ends.iter()
        .enumerate()
        .filter(move |(place, end)| {
            let mut later = ends.iter().skip(place + 1);
            match end {
                End::Promised { .. } | End::InWriting { .. } => true,
                End::Answered { .. } => later.all(|end| end.case().is_some()),
                End::Refused { .. } => later.next().is_none(),
            }
        })
        .map(|(_, end)| end)
}

/// A promise, or an answer in writing: who owes it, by which day, who confirms it, and the code by which it is followed.
fn owed(wording: Wording<'_>, material: &Material, app: &App, case: CaseId, key: &str) -> Text {
    let book = app.book.read();
    let Some(case) = book.row_of(case).and_then(|row| book.case(row)) else { return Text::default() };
    let code = case.code.to_string();
    let agency = |code: Option<AgencyCode>| code.map(|one| wording.agency(one.as_str())).unwrap_or_default();
    let lead = agency(case.state.lead());
    let pledge = case.pledged.map(|pledged| pledged.pledge);
    let due = pledge.map(|pledge| wording.dated(pledge.due).shown).unwrap_or_default();
    let verifier = agency(pledge.and_then(|pledge| pledge.verifier));
    let text = material.promised.get(&code).cloned().unwrap_or_else(|| wording.w.t("minutes-unpublished"));
    let values = [
        ("what", lead.as_str().into()),
        ("code", code.as_str().into()),
        ("text", text.as_str().into()),
        ("due", due.as_str().into()),
        ("verifier", if verifier.is_empty() { "none" } else { verifier.as_str() }.into()),
    ];
    Text::from(wording.w.with(key, &values))
}

/// What stands in place of words that nobody published, or that are gone.
const fn unread(question: &Question) -> &'static str {
    match question.visibility {
        Visibility::Public => "words-gone",
        Visibility::AwaitingModeration => "minutes-unpublished",
        Visibility::Hidden => "minutes-hidden",
    }
}

/// The document as lines of text: what is approved, and what the journal holds the hash of.
pub fn plain(document: &Document, words: &Words) -> String {
    let mut text = String::new();
    let run = |text: &Text| text.0.iter().map(|run| run.text.as_str()).collect::<String>();
    let mut line = |one: &str| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{one}");
    };
    line(document.issuing_body.as_deref().unwrap_or_default());
    if let Some(number) = &document.number {
        line(&number.line(document.language));
    }
    line(&document.title);
    line(document.summary.as_deref().unwrap_or_default());
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => {
                line(&format!("{} {}", heading.label.as_deref().unwrap_or_default(), heading.text));
            }
            Block::Paragraph(paragraph) => line(&run(paragraph)),
            Block::Items(items) => items.items.iter().for_each(|item| line(&run(item))),
            Block::Table(_) => {}
        }
    }
    if let Some(closing) = &document.closing {
        line(&run(closing));
    }
    if let Signatures::Two { left, right } = &document.signatures {
        let name = |one: &Signature| one.name.clone().unwrap_or_default();
        line(&format!("{}: {}", words.t("minutes-sign-secretary"), name(left)));
        line(&format!("{}: {}", words.t("minutes-sign-chair"), name(right)));
    }
    if !document.recipients.is_empty() {
        line(&words.with("minutes-recipients", &[("who", document.recipients.join("; ").as_str().into())]));
    }
    text
}

/// `GET /dialogues/{code}/minutes`: the approved text.
pub async fn text(State(app): State<Shared>, Path(code): Path<String>) -> Result<Response, Error> {
    let approved = material(&app, &code).await?.minutes.approved.ok_or_else(|| not_found(Missing::Page))?;
    Ok((CachePolicy::Private, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], approved.text)
        .into_response())
}

/// `GET /dialogues/{code}/minutes.docx`.
pub async fn docx(app: State<Shared>, visit: Visit, code: Path<String>) -> Result<Response, Error> {
    laid_out(app, visit, code, "docx").await
}

/// `GET /dialogues/{code}/minutes.pdf`; not there in a build without the typesetter.
pub async fn pdf(app: State<Shared>, visit: Visit, code: Path<String>) -> Result<Response, Error> {
    laid_out(app, visit, code, "pdf").await
}

async fn laid_out(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    ending: &str,
) -> Result<Response, Error> {
    let form = Form::of(ending).ok_or_else(|| not_found(Missing::Page))?;
    let material = material(&app, &code).await?;
    let approved = material.minutes.approved.as_ref().ok_or_else(|| not_found(Missing::Page))?;
    let document = if let Some(document) = minutes::approved_document(approved)? {
        document
    } else {
        // Approved before documents were kept: the text that was approved, line by line.
        let lines = approved.text.lines().map(|line| Block::Paragraph(Text::from(line)));
        Document { blocks: lines.collect(), closing: None, ..document(&app, &material) }
    };
    let name = format!("{}.{ending}", visit.w.t("minutes-file"));
    let turn = app.press.turn().await?;
    turn.send(form, &name, CachePolicy::Private, move || Ok(document)).await
}
