//! The log of looks at personal data: which officer saw content, contact or unpublished photos of which case, and the private words of
//! which session's questions or consultation's comments, and when. It is
//! written before the page is sent, so that nobody sees what the log does not know; privacy officers read it. How long it
//! is kept, the operator sets. It knows what was shown, not why somebody looked.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State};
use dantin_store::{Query as Statement, Tx};
use jiff::{Timestamp, ToSpan as _};
use serde::Deserialize;

use super::{dates, seen::Seen, steps::Standing, wording::Wording};
use crate::{
    app::Shared,
    city::people::{model::OfficerId, pages::SignedIn, rights::Act},
    error::Error,
    pages::{
        components::{Choice, FieldError, Link, Moment, Paging, error_of},
        layout::{Page, Shell},
    },
};

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The words of the report, its address and exact place.
    Content,
    /// Names, telephones, mail addresses.
    Contact,
    /// A photo that the public does not see.
    Photo,
}

impl What {
    /// Everything.
    pub const ALL: [What; 3] = [What::Content, What::Contact, What::Photo];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            What::Content => "content",
            What::Contact => "contact",
            What::Photo => "photo",
        }
    }
}

/// A second look within so many seconds is the same look.
const BUCKET: i64 = 300;
/// Rows of one page.
const ROWS: i64 = 100;

/// Notes that an officer is about to see this of a case.
pub async fn note(
    app: &Shared,
    officer: &OfficerId,
    case: &str,
    what: &[What],
    now: Timestamp,
) -> Result<(), Error> {
    if what.is_empty() {
        return Ok(());
    }
    let at = bucket(now)?;
    let (officer, case, what) = (officer.clone(), case.to_owned(), what.to_vec());
    app.db
        .write(move |tx| {
            for what in &what {
                tx.execute(
                    "INSERT INTO reads (case_id, officer_id, what, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                    &[&case, &officer, &what.code(), &at],
                )?;
            }
            Ok::<_, Error>(())
        })
        .await
}

/// Notes that an officer is about to see this of many cases: one statement, however many they are. Whoever looks at the same list again
/// waits for no disk.
pub async fn note_many(
    app: &Shared,
    officer: &OfficerId,
    mut cases: BTreeSet<String>,
    what: What,
    now: Timestamp,
) -> Result<(), Error> {
    if cases.is_empty() {
        return Ok(());
    }
    let at = bucket(now)?;
    let mut known = Statement::new("SELECT case_id FROM reads WHERE officer_id = ");
    known.bind(officer).push(" AND what = ").bind(&what.code()).push(" AND at = ").bind(&at);
    known.push(" AND case_id IN (").bind_list(cases.iter()).push(")");
    let known: Vec<(String,)> = app.read(move |tx| Ok(tx.all_query(&known)?)).await?;
    for (case,) in &known {
        cases.remove(case);
    }
    if cases.is_empty() {
        return Ok(());
    }
    let mut query = Statement::new("INSERT INTO reads (case_id, officer_id, what, at) VALUES ");
    for (place, case) in cases.iter().enumerate() {
        query.push(if place == 0 { "(" } else { ", (" });
        query.bind_list([case.as_str(), officer.as_str(), what.code()]);
        query.push(", ").bind(&at).push(")");
    }
    query.push(" ON CONFLICT DO NOTHING");
    app.db.write(move |tx| Ok(tx.execute_query(&query).map(|_rows| ())?)).await
}

/// The beginning of the span of time that counts as one look.
fn bucket(now: Timestamp) -> Result<Timestamp, Error> {
    Ok(Timestamp::from_second(now.as_second() - now.as_second().rem_euclid(BUCKET))
        .map_err(anyhow::Error::new)?)
}

/// Which words of a session or consultation a page shows as they were sent.
pub enum Words {
    /// Of all questions that nobody has published yet.
    Unpublished,
    /// Of these questions, also where the public reads an edited text.
    Questions(Vec<i64>),
    /// Of these comments, also where the public reads an edited text.
    Comments(Vec<i64>),
}

/// Notes that an officer is about to see words of a session or consultation that the public does not read; nothing where the
/// public reads them all.
pub async fn note_words(app: &Shared, signed: &SignedIn, matter: &str, words: Words) -> Result<(), Error> {
    if matches!(&words, Words::Comments(numbers) | Words::Questions(numbers) if numbers.is_empty()) {
        return Ok(());
    }
    let sought = matter.to_owned();
    if !app.read(move |tx| shows_private_words(tx, &sought, &words)).await? {
        return Ok(());
    }
    let (officer, matter, at) = (signed.officer().id.clone(), matter.to_owned(), bucket(signed.visit.now)?);
    app.db
        .write(move |tx| {
            tx.execute(
                "INSERT INTO reads (case_id, officer_id, what, at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING",
                &[&matter, &officer, &What::Content.code(), &at],
            )?;
            Ok::<_, Error>(())
        })
        .await
}

fn shows_private_words(tx: &mut Tx<'_>, matter: &str, words: &Words) -> Result<bool, Error> {
    let found: Option<i64> = match words {
        Words::Unpublished => tx.first(
            "SELECT 1 FROM questions q JOIN contents c ON c.case_id = q.matter_id AND c.number = q.event \
             AND c.field = 'text' WHERE q.matter_id = $1 AND q.public_text IS NULL LIMIT 1",
            &[&matter],
        )?,
        Words::Questions(numbers) => {
            let mut query = Statement::new(
                "SELECT 1 FROM questions q JOIN contents c ON c.case_id = q.matter_id AND c.number = q.event \
                 AND c.field = 'text' WHERE (q.public_text IS NULL OR q.public_text <> c.body) AND q.matter_id = ",
            );
            query.bind(&matter).push(" AND q.question IN (").bind_list(numbers.iter()).push(") LIMIT 1");
            let rows: Vec<(i64,)> = tx.all_query(&query)?;
            rows.first().map(|(one,)| *one)
        }
        Words::Comments(numbers) => {
            let mut query = Statement::new(
                "SELECT 1 FROM comments c JOIN contents t ON t.case_id = c.matter_id AND t.number = c.made_event \
                 LEFT JOIN contents s ON s.case_id = c.matter_id AND s.number = c.shown_event AND s.field = t.field \
                 WHERE c.visibility <> 'public' AND c.matter_id = ",
            );
            query.bind(&matter).push(" AND c.number IN (").bind_list(numbers.iter());
            query.push(") OR c.visibility = 'public' AND c.matter_id = ").bind(&matter);
            query.push(" AND c.number IN (").bind_list(numbers.iter());
            query.push(
                ") AND t.field IN ('text', 'proposal') AND (s.body IS NULL OR s.body <> t.body) LIMIT 1",
            );
            let rows: Vec<(i64,)> = tx.all_query(&query)?;
            rows.first().map(|(one,)| *one)
        }
    };
    Ok(found.is_some())
}

/// Notes what the page of a case shows this officer.
pub async fn note_page(app: &Shared, signed: &SignedIn, seen: &Seen) -> Result<(), Error> {
    let record = &seen.record;
    let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
    let mut what = Vec::new();
    if standing.has(Act::SeeContent) && seen.has_private_words() {
        what.push(What::Content);
    }
    if standing.has(Act::SeeContact) && seen.has_contact() {
        what.push(What::Contact);
    }
    note(app, &signed.officer().id, &record.id, &what, signed.visit.now).await
}

/// What is sought.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    what: String,
    /// Days in the city's own time.
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    /// Rows that newer pages have shown.
    #[serde(default)]
    skip: String,
}

/// A look as shown.
pub struct Look {
    at: Moment,
    who: String,
    login: String,
    what: String,
    code: String,
    href: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/reads.html")]
pub struct ReadsPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    asked: Asked,
    kinds: Vec<Choice>,
    rows: Vec<Look>,
    paging: Paging,
}

impl ReadsPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// Case, login, kind, and the span of time, each empty or as wide as can be.
struct Filter {
    code: String,
    login: String,
    what: String,
    from: Timestamp,
    until: Timestamp,
    skip: i64,
}

type Row = (Timestamp, Option<String>, Option<String>, String, Option<String>, String);

/// Where the desk has it.
fn page_of(kind: &str, code: &str) -> String {
    match kind {
        "session" => format!("/desk/dialogues/{code}"),
        "consultation" => format!("/desk/consultations/{code}"),
        _ => format!("/desk/cases/{code}"),
    }
}

fn find(tx: &mut Tx<'_>, filter: &Filter) -> Result<Vec<Row>, Error> {
    Ok(tx.all(
        "SELECT reads.at, officers.name, officers.login, reads.what, coalesce(cases.code, matters.code) AS code, \
         coalesce(matters.kind, 'case') FROM reads \
         LEFT JOIN cases ON cases.id = reads.case_id LEFT JOIN matters ON matters.id = reads.case_id \
         LEFT JOIN officers ON officers.id = reads.officer_id \
         WHERE reads.at >= $1 AND reads.at < $2 AND ($3 = '' OR coalesce(cases.code, matters.code) = $3) \
         AND ($4 = '' OR officers.login = $4) AND ($5 = '' OR reads.what = $5) \
         ORDER BY reads.at DESC, code, officers.login, reads.what LIMIT $6 OFFSET $7",
        &[
            &filter.from,
            &filter.until,
            &filter.code,
            &filter.login,
            &filter.what,
            &(ROWS + 1),
            &filter.skip,
        ],
    )?)
}

/// `GET /desk/reads`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<ReadsPage>, Error> {
    let w = &signed.visit.w;
    let mut errors = Vec::new();
    let filter = read(&app, w, &asked, &mut errors);
    let skip = filter.skip;
    let found = if errors.is_empty() { app.read(move |tx| find(tx, &filter)).await? } else { Vec::new() };
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let has_older = found.len() > most;
    let rows = found.into_iter().take(most).map(|(at, name, login, what, code, kind)| Look {
        at: wording.moment(at),
        who: name.unwrap_or_default(),
        login: login.unwrap_or_default(),
        what: w.code("looked-at", &what),
        href: page_of(&kind, code.as_deref().unwrap_or_default()),
        code: code.unwrap_or_default(),
    });
    let paging = Paging {
        newer: if skip > 0 { address(&asked, (skip - ROWS).max(0)) } else { String::new() },
        older: if has_older { address(&asked, skip + ROWS) } else { String::new() },
        sentence: String::new(),
    };
    let kinds = std::iter::once(("", w.t("reads-everything")))
        .chain(What::ALL.map(|what| (what.code(), w.code("looked-at", what.code()))))
        .map(|(value, label)| Choice {
            is_chosen: asked.what == value,
            value: value.to_owned(),
            label,
            ..Choice::default()
        });
    Ok(Page::private(ReadsPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("reads-title"))],
        kinds: kinds.collect(),
        rows: rows.collect(),
        paging,
        shell: signed.shell(w.t("reads-title")).with_errors(!errors.is_empty()),
        errors,
        asked,
    }))
}

fn read(app: &Shared, w: &dantin_words::Words, asked: &Asked, errors: &mut Vec<FieldError>) -> Filter {
    let zone = app.city.calendar().zone();
    let mut day = |field: &str, typed: &str, days: i64, otherwise: Timestamp| {
        let typed = typed.trim();
        if typed.is_empty() {
            return otherwise;
        }
        let read: Option<Timestamp> = dates::day(typed).and_then(|date| {
            let begins = date.checked_add(days.days()).ok()?.to_zoned(zone.clone()).ok()?;
            Some(begins.timestamp())
        });
        read.unwrap_or_else(|| {
            errors.push(FieldError { field: field.to_owned(), message: w.t("error-not-a-date") });
            otherwise
        })
    };
    let from = day("from", &asked.from, 0, Timestamp::UNIX_EPOCH);
    let until = day("until", &asked.until, 1, Timestamp::MAX);
    let code = asked.code.trim();
    // A code that is none finds nothing, as one that no case has.
    let code = super::seen::full_code(app, code).unwrap_or_else(|_none| code.to_owned());
    Filter {
        code,
        login: asked.login.trim().to_lowercase(),
        what: asked.what.trim().to_owned(),
        from,
        until,
        skip: asked.skip.parse::<i64>().ok().filter(|skip| (0..1_000_000).contains(skip)).unwrap_or(0),
    }
}

fn address(asked: &Asked, skip: i64) -> String {
    let escape = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs = [
        ("code", asked.code.as_str()),
        ("login", &asked.login),
        ("what", &asked.what),
        ("from", &asked.from),
        ("until", &asked.until),
    ];
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let skip = ("skip", skip.to_string());
    let pairs = pairs.map(|(name, value)| (*name, escape(value))).chain([skip]);
    let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
    format!("/desk/reads?{}", pairs.join("&"))
}
