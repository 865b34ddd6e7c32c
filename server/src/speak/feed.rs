//! Feeds: the list of cases with its filters, and one case, as Atom (RFC 4287) and as JSON Feed 1.1, for programs that tell
//! their readers what is new. They say what the pages say. The language stands in the address, so that one address has one
//! text and any cache may keep it.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_record::{book::Row, moment::Moment};
use dantin_words::{Language, Words};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    case::{Record, told},
    cases::{Asked, View},
    shown,
    wording::Wording,
};
use crate::{
    app::{App, Shared, Visit},
    error::Error,
    pages::headers::CachePolicy,
};

/// Cases of one feed.
const CASES: usize = 50;

/// The two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// RFC 4287.
    Atom,
    /// <https://www.jsonfeed.org/version/1.1/>
    Json,
}

impl Form {
    /// How an address of this form ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Atom => ".atom",
            Self::Json => ".feed.json",
        }
    }
}

/// In which language a feed is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Spoken {
    language: String,
}

impl Spoken {
    /// The language of the address; Vietnamese where it names none.
    pub fn language(&self) -> Language {
        Language::parse(&self.language).unwrap_or_default()
    }
}

/// The address of a feed under a path that ends in its form, in a language.
pub fn address(path: &str, query: &str, language: Language) -> String {
    let language = match language {
        Language::Vietnamese => String::new(),
        Language::English => "language=en".to_owned(),
    };
    let query: Vec<&str> = [query, language.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// What a feed tells.
pub(super) struct Item {
    pub address: String,
    pub title: String,
    pub text: String,
    pub published: Moment,
    pub updated: Moment,
    pub tags: Vec<String>,
}

/// A feed, before it takes one of the two forms.
pub(super) struct Feed {
    pub title: String,
    pub author: String,
    pub page: String,
    pub address: String,
    pub language: &'static str,
    pub updated: Moment,
    pub items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "speak/templates/feed.xml", ext = "xml")]
struct Atom<'a> {
    feed: &'a Feed,
}

impl Feed {
    pub(super) fn answer(&self, form: Form) -> Result<Response, Error> {
        let (media_type, body) = match form {
            Form::Atom => (
                "application/atom+xml; charset=utf-8",
                Atom { feed: self }.render().map_err(anyhow::Error::new)?,
            ),
            Form::Json => ("application/feed+json; charset=utf-8", self.json().to_string()),
        };
        let media_type = [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))];
        Ok((CachePolicy::PublicShort, media_type, body).into_response())
    }

    fn json(&self) -> Value {
        let items: Vec<Value> = self
            .items
            .iter()
            .map(|item| {
                json!({
                    "id": item.address, "url": item.address, "title": item.title, "content_text": item.text,
                    "date_published": item.published.to_string(), "date_modified": item.updated.to_string(),
                    "tags": item.tags,
                })
            })
            .collect();
        json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title, "home_page_url": self.page,
            "feed_url": self.address, "language": self.language, "authors": [{"name": self.author}], "items": items,
        })
    }
}

/// What XML can carry: no control characters but line ends and tabs.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')))
        .collect()
}

/// `GET /cases.atom`.
pub async fn atom(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(spoken): Query<Spoken>,
) -> Result<Response, Error> {
    cases(&app, &visit, &asked, &spoken, Form::Atom).await
}

/// `GET /cases.feed.json`.
pub async fn json(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(spoken): Query<Spoken>,
) -> Result<Response, Error> {
    cases(&app, &visit, &asked, &spoken, Form::Json).await
}

async fn cases(
    app: &Shared,
    visit: &Visit,
    asked: &Asked,
    spoken: &Spoken,
    form: Form,
) -> Result<Response, Error> {
    let view = View::new(asked, &app.city, visit.now)?;
    let w = app.words.words(spoken.language());
    let words = Wording { city: &app.city, w: &w, now: visit.now };
    let (rows, last): (Vec<Row>, Moment) = {
        let book = app.book.read();
        let page = book.page(&view.filter, None, CASES);
        (page.rows.iter().filter_map(|row| book.row(*row)).collect(), book.last_at())
    };
    let texts = {
        let rows = rows.clone();
        app.read(move |tx| shown::of_rows(tx, &rows)).await?
    };
    let url = base(app);
    let items = rows.iter().map(|row| {
        let shown = words.row(row, texts.get(&row.id));
        let state = w.code("state", row.state.code());
        let whole = texts.get(&row.id).and_then(|shown| shown.text.clone()).unwrap_or_default();
        let facts = [shown.place.as_str(), state.as_str(), shown.agency.as_str()];
        let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let parts = [facts.join(" · "), whole];
        Item {
            address: format!("{url}{}", shown.href),
            title: plain(&shown.title),
            text: plain(
                parts
                    .iter()
                    .filter(|part| !part.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join("\n\n")
                    .as_str(),
            ),
            published: row.submitted,
            updated: row.last_event.max(row.submitted),
            tags: vec![shown.category, state],
        }
    });
    let items: Vec<Item> = items.collect();
    let query = view.query();
    let narrowed: Vec<String> = view.chips("/cases", words).into_iter().map(|chip| chip.label).collect();
    let mut title = vec![title(app, &w)];
    title.extend(narrowed);
    let feed = Feed {
        title: title.join(" · "),
        author: author(app, &w),
        page: format!("{url}{}", view.address("/cases")),
        address: format!("{url}{}", address(&format!("/cases{}", form.ending()), &query, w.language())),
        language: w.language().code(),
        updated: items.iter().map(|item| item.updated).max().unwrap_or(last),
        items,
    };
    feed.answer(form)
}

/// The feed of one case: an entry for each event.
pub(super) fn case(
    app: &App,
    visit: &Visit,
    record: &Record,
    spoken: &Spoken,
    form: Form,
) -> Result<Response, Error> {
    let w = app.words.words(spoken.language());
    let words = Wording { city: &app.city, w: &w, now: visit.now };
    let case = &record.case;
    let service = words.service(case.category.as_str(), case.subcategory.as_ref().map(|code| code.as_str()));
    let page = format!("{}/cases/{}", base(app), case.code);
    let items: Vec<Item> = record
        .lines
        .iter()
        .rev()
        .map(|line| {
            let entry = told(record, line, words);
            let text = [entry.actor.as_str(), entry.text.as_str()];
            let text: Vec<&str> = text.into_iter().filter(|part| !part.is_empty()).collect();
            Item {
                // An event is named by its number in the case, which never changes.
                address: format!("{page}#event-{}", line.number),
                title: plain(&entry.title),
                text: plain(&text.join("\n")),
                published: line.occurred,
                updated: line.occurred,
                tags: vec![line.event.kind().code().to_owned()],
            }
        })
        .collect();
    let feed = Feed {
        title: format!("{} · {service}, {}", case.code, words.area(case.area())),
        author: author(app, &w),
        address: format!(
            "{}{}",
            base(app),
            address(&format!("/cases/{}{}", case.code, form.ending()), "", w.language())
        ),
        language: w.language().code(),
        updated: items.iter().map(|item| item.updated).max().unwrap_or(case.submitted),
        page,
        items,
    };
    feed.answer(form)
}

/// The address of this server, without a slash at its end.
pub(super) fn base(app: &App) -> &str {
    app.public_url.trim_end_matches('/')
}

/// Who publishes.
pub(super) fn author(app: &App, w: &Words) -> String {
    format!("Dân Tin {}", app.site.city(w.language()))
}

fn title(app: &App, w: &Words) -> String {
    format!("{} · {}", w.t("cases-title"), author(app, w))
}
