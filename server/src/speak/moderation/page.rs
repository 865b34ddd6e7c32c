//! `/moderation`: counts by month and reason, and the log itself, newest first, by pages of an index; the same as CSV.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_words::Words;
use serde::Deserialize;

use super::{
    entries::{self, About, Deed, Line},
    tally::{Key, Tally},
};
use crate::{
    app::{Shared, Visit},
    error::{Error, invalid},
    pages::{
        components::{Link, Moment, Paging},
        headers::CachePolicy,
        layout::{Page, Section, Shell},
    },
    speak::{cases::month_words, wording::Wording},
};

/// Entries of a page.
const PAGE: i64 = 50;
/// Entries of one portion of CSV.
const ROWS: i64 = 2_000;
/// Months of the table.
const MONTHS: usize = 12;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    before: Option<String>,
}

impl Asked {
    fn below(&self) -> Result<i64, Error> {
        match self.before.as_deref() {
            None | Some("") => Ok(i64::MAX),
            Some(text) => text
                .parse()
                .ok()
                .filter(|index| *index >= 0)
                .ok_or_else(|| invalid("before", "unknown-choice")),
        }
    }
}

/// A line as shown.
struct Shown {
    code: String,
    /// Which question, comment or visit; empty for the whole.
    part: String,
    href: String,
    moment: Moment,
    deed: String,
    reason: String,
    by: String,
    entry: String,
    entry_href: String,
}

/// A row of the table of counts: what and why, and a number for each month.
struct Count {
    name: String,
    numbers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "speak/templates/moderation.html")]
struct ModerationPage {
    shell: Shell,
    crumbs: Vec<Link>,
    months: Vec<String>,
    counts: Vec<Count>,
    lines: Vec<Shown>,
    paging: Paging,
}

/// `GET /moderation`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let below = asked.below()?;
    let (lines, next) = app.read(move |tx| entries::below(tx, below, PAGE)).await?;
    let tally = Tally::counts(&app).await?;
    let w = &visit.w;
    let words = Wording { city: &app.city, w, now: visit.now };
    let months = months(&tally);
    let page = ModerationPage {
        crumbs: vec![Link::new("/", w.t("crumb-home")), Link::new("/moderation", w.t("moderation-title"))],
        counts: counts(words, &tally, &months),
        months: months.iter().map(|month| month_words(month, words)).collect(),
        lines: lines.iter().map(|line| shown(line, words)).collect(),
        paging: Paging {
            newer: asked.before.map(|_| "/moderation".to_owned()).unwrap_or_default(),
            older: next.map(|next| format!("/moderation?before={next}")).unwrap_or_default(),
            ..Paging::default()
        },
        shell: visit.shell(w.t("moderation-title"), Section::Results),
    };
    Ok(Page::public(page).into_response())
}

/// The latest months of the counts, newest first.
fn months(tally: &BTreeMap<Key, i64>) -> Vec<String> {
    let mut months: Vec<String> = tally.keys().map(|(month, ..)| month.clone()).collect();
    months.sort_unstable_by(|a, b| b.cmp(a));
    months.dedup();
    months.truncate(MONTHS);
    months
}

fn counts(words: Wording<'_>, tally: &BTreeMap<Key, i64>, months: &[String]) -> Vec<Count> {
    let mut kinds: Vec<(Deed, &'static str)> =
        tally.keys().map(|(_, deed, reason)| (*deed, *reason)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
        .into_iter()
        .map(|(deed, reason)| Count {
            name: named(words.w, deed, reason),
            numbers: months
                .iter()
                .map(|month| {
                    let count = tally.get(&(month.clone(), deed, reason)).copied().unwrap_or(0);
                    (month_words(month, words), words.w.integer(count))
                })
                .collect(),
        })
        .collect()
}

fn named(w: &Words, deed: Deed, reason: &str) -> String {
    match why(w, deed, reason) {
        why if why.is_empty() => w.code("moderation", deed.code()),
        why => format!("{}: {why}", w.code("moderation", deed.code())),
    }
}

fn why(w: &Words, deed: Deed, reason: &str) -> String {
    match deed {
        // Redactions of an earlier time have no reason.
        _ if reason.is_empty() => String::new(),
        Deed::Hidden | Deed::Redacted => w.code("hide", reason),
        Deed::Erased => w.code("ground", reason),
    }
}

fn shown(line: &Line, words: Wording<'_>) -> Shown {
    let w = words.w;
    let by = match line.by.agency() {
        Some(agency) => {
            format!("{} · {}", w.code("role", line.by.role().code()), words.agency(agency.as_str()))
        }
        None => w.code("role", line.by.role().code()),
    };
    Shown {
        code: line.code.clone(),
        part: match (line.about, line.number) {
            (About::Session, Some(number)) => {
                w.with("question-number", &[("number", number.to_string().as_str().into())])
            }
            (About::Consultation, Some(number)) => {
                w.with("comment-number", &[("number", number.to_string().as_str().into())])
            }
            (About::Oversight, Some(number)) => format!("{} {number}", w.t("oversight-visit")),
            _ => String::new(),
        },
        href: match line.about {
            About::Case => format!("/cases/{}", line.code),
            About::HiddenCase => String::new(),
            About::Session => format!("/dialogues/{}", line.code),
            About::Consultation => format!("/consultations/{}", line.code),
            About::Oversight => format!("/oversight/{}", line.code),
        },
        moment: words.dated(line.at),
        deed: w.code("moderation", line.deed.code()),
        reason: why(w, line.deed, line.reason),
        by,
        entry: w.integer(line.index),
        entry_href: format!("/verify?q={}", line.index),
    }
}

/// `GET /moderation.csv`: codes only, so that a table program runs nothing that somebody typed.
pub async fn csv(State(app): State<Shared>, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let below = asked.below()?;
    let (lines, next) = app.read(move |tx| entries::below(tx, below, ROWS)).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let unwritten = |error: csv::Error| Error::from(anyhow::Error::new(error));
    writer
        .write_record(["entry", "at", "code", "deed", "reason", "role", "agency", "number"])
        .map_err(unwritten)?;
    for line in &lines {
        let (entry, at) = (line.index.to_string(), line.at.to_string());
        let agency = line.by.agency();
        let agency = agency.as_ref().map(|agency| agency.as_str()).unwrap_or_default();
        let number = line.number.map(|number| number.to_string()).unwrap_or_default();
        let role = line.by.role().code();
        let row = [&entry, &at, line.code.as_str(), line.deed.code(), line.reason, role, agency, &number];
        writer.write_record(row).map_err(unwritten)?;
    }
    let body = writer.into_inner().map_err(|error| Error::from(anyhow::anyhow!("{error}")))?;
    let mut response =
        (CachePolicy::PublicShort, [(header::CONTENT_TYPE, "text/csv; charset=utf-8")], body).into_response();
    let link = next.map(|next| format!("<{}/moderation.csv?before={next}>; rel=\"next\"", app.public_url));
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    let name = HeaderValue::from_static("attachment; filename=\"moderation.csv\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    response
        .headers_mut()
        .insert(HeaderName::from_static("access-control-allow-origin"), HeaderValue::from_static("*"));
    Ok(response)
}
