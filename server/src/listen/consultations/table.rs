//! The consolidated table of comments and responses (bảng tổng hợp, tiếp thu, giải trình), as a page and as CSV. What was withdrawn or
//! hidden keeps its row without its words, so that the numbers have no gap.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_record::consultation::Consultation;
use serde::Deserialize;

use super::{Editions, draft_of, find, texts, view, with};
use crate::{
    act::consultations::{self, Said},
    app::{Shared, Visit},
    documents::HAS_PDF,
    error::Error,
    pages::{
        components::Link,
        headers::CachePolicy,
        layout::{Page, Section, Shell},
    },
    speak::wording::Wording,
};

/// Rows of a page, and of one read for the file.
const PAGE: i64 = 100;
pub(super) const READ: i64 = 2_000;

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    after: u32,
}

pub(super) struct Row {
    pub number: String,
    pub about: String,
    pub who: String,
    pub stance: String,
    pub text: String,
    pub proposal: String,
    /// Why nothing is owed to it: it was hidden, and for what, or withdrawn; empty where neither is so.
    pub gone: String,
    pub decision: String,
    pub response: String,
    pub changes: String,
}

#[derive(Template)]
#[template(path = "listen/consultations/templates/table.html")]
struct TablePage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    rows: Vec<Row>,
    base: String,
    has_pdf: bool,
    older: String,
}

/// `GET /consultations/{code}/table`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    let (id, version) = (course.id.clone(), course.latest());
    let ((title, _), draft, said) = app
        .read(move |tx| {
            let said = consultations::comments_of_table(tx, &id, asked.after, PAGE)?;
            Ok((texts(tx, &id)?, draft_of(tx, &id, version)?, said))
        })
        .await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let base = format!("/consultations/{}", course.code);
    let older = said.last().filter(|_| i64::try_from(said.len()) == Ok(PAGE));
    let older = older.map(|last| format!("{base}/table?after={}", last.number)).unwrap_or_default();
    let editions = Editions::of_comments(&app, &course, draft, &said).await?;
    let rows = with(&app, &course.code, |consultation| rows(wording, &editions, consultation, said))?;
    let heading = w.t("consultation-table");
    Ok(Page::public(TablePage {
        crumbs: vec![
            Link::new("/consultations", w.t("consultations-title")),
            Link::new(base.clone(), course.code.clone()),
            Link::new("", heading.clone()),
        ],
        title,
        rows,
        base,
        has_pdf: HAS_PDF,
        older,
        shell: visit.shell(heading, Section::Consultations),
    })
    .into_response())
}

pub(super) fn rows(
    wording: Wording<'_>,
    editions: &Editions,
    consultation: &Consultation,
    said: Vec<Said>,
) -> Vec<Row> {
    let w = wording.w;
    let gone: HashMap<u32, String> = said
        .iter()
        .filter(|one| one.visibility != "public")
        .map(|one| (one.number, one.visibility.clone()))
        .collect();
    view::cards(wording, editions, consultation, said)
        .into_iter()
        .map(|card| {
            let left_out = gone.get(&card.number).map(String::as_str);
            let grouped = match card.grouped.as_str() {
                "" => String::new(),
                main => w.with("comment-grouped", &[("number", main.into())]),
            };
            // A response repeats what it responds to; where that is hidden, it would say it all the same.
            let response = if left_out == Some("hidden") { String::new() } else { card.response };
            let response = [grouped, response].into_iter().filter(|part| !part.is_empty());
            Row {
                number: card.name,
                about: card.about,
                who: card.who,
                stance: card.stance,
                text: match left_out {
                    Some(visibility) => w.code("comment-left-out", visibility),
                    None if card.redacted.is_empty() => card.text,
                    None => format!("{}\n{}", card.text, card.redacted),
                },
                proposal: card.proposal,
                gone: consultation
                    .comment(card.number)
                    .map(|comment| view::gone(w, comment))
                    .unwrap_or_default(),
                decision: card.decision,
                response: response.collect::<Vec<_>>().join("\n"),
                changes: card.changes,
            }
        })
        .collect()
}

/// `GET /consultations/{code}/table.csv`.
pub async fn csv(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let (id, version) = (course.id.clone(), course.latest());
    let draft = app.read(move |tx| draft_of(tx, &id, version)).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = ["number", "about", "who", "stance", "text", "proposal", "decision", "response", "changes"];
    writer.write_record(heads).map_err(anyhow::Error::new)?;
    let mut after = 0;
    loop {
        let id = course.id.clone();
        let said = app.read(move |tx| Ok(consultations::comments_of_table(tx, &id, after, READ)?)).await?;
        let Some(last) = said.last() else { break };
        after = last.number;
        let editions = Editions::of_comments(&app, &course, draft.clone(), &said).await?;
        for row in with(&app, &course.code, |consultation| rows(wording, &editions, consultation, said))? {
            let response = [row.gone, row.response].into_iter().filter(|part| !part.is_empty());
            let response = response.collect::<Vec<_>>().join("\n");
            let cells = [
                row.number,
                row.about,
                row.who,
                row.stance,
                row.text,
                row.proposal,
                row.decision,
                response,
                row.changes,
            ];
            writer.write_record(cells.map(as_words)).map_err(anyhow::Error::new)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
    let name = format!("attachment; filename=\"{}.csv\"", course.code);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((CachePolicy::Public, headers, bytes).into_response())
}

/// A resident's words that a spreadsheet would take for a formula are marked as words.
fn as_words(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::as_words;

    #[test]
    fn no_comment_becomes_a_formula() {
        assert_eq!(as_words("=HYPERLINK(1)".to_owned()), "'=HYPERLINK(1)");
        assert_eq!(as_words("Đồng ý".to_owned()), "Đồng ý");
    }
}
