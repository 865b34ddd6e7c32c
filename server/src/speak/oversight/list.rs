//! `GET /oversight`: the plan of oversight by year, the critiques, and what became of recommendations.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dantin_record::matter::Matter;
use dantin_store::Tx;

use super::{
    follow_up,
    hearing::{self, HalfYear},
    view,
};
use crate::{
    act::{deadlines::moment, matters::published_texts},
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::LeadFigure,
        components::Link,
        layout::{Page, Section, Shell},
    },
    speak::wording::Wording,
};

/// Rows of a list at most, newest first.
const MOST: i64 = 500;

/// A row of either list.
pub struct Row {
    pub code: String,
    pub title: String,
    pub overseer: String,
    pub overseen: String,
    pub year: String,
    pub day: String,
    pub state: String,
    /// "2 of 3": answered or confirmed of all.
    pub done: String,
    pub is_sample: bool,
}

#[derive(Template)]
#[template(path = "speak/templates/oversight.html")]
struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    leads: Vec<LeadFigure>,
    rounds: Vec<Row>,
    critiques: Vec<Row>,
    has_samples: bool,
    hearings: Vec<Link>,
    open: Vec<follow_up::Row>,
}

/// Records of rounds or critiques, newest first: code, title, record.
pub fn records(tx: &mut Tx<'_>, kind: &str) -> Result<Vec<(String, String, String)>, Error> {
    Ok(tx.all(
        "SELECT code, title, record FROM matters WHERE kind = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        &[&kind, &MOST],
    )?)
}

/// Rows of a list out of records.
pub fn rows(found: Vec<(String, String, String)>, words: Wording<'_>) -> Result<Vec<Row>, Error> {
    found
        .into_iter()
        .map(|(code, title, record)| Ok(row(code, title, &view::read(&record)?, words)))
        .collect()
}

fn row(code: String, title: String, matter: &Matter, words: Wording<'_>) -> Row {
    let w = words.w;
    let of = |done: usize, all: usize| {
        let count = |number: usize| w.integer(i64::try_from(number).unwrap_or(i64::MAX));
        let (done, all) = (count(done), count(all));
        w.with("oversight-of", &[("done", done.as_str().into()), ("all", all.as_str().into())])
    };
    match matter {
        Matter::Round(round) => {
            let followed: Vec<_> = round.recommendations.iter().filter(|one| one.let_go.is_none()).collect();
            let answered = followed.iter().filter(|one| one.reply.is_some()).count();
            Row {
                code,
                title,
                overseer: words.agency(round.overseer.as_str()),
                overseen: words.agency(round.overseen.as_str()),
                year: round.year.to_string(),
                day: view::day(words, round.visit),
                state: w.code("round-state", round.state.code()),
                done: of(answered, followed.len()),
                is_sample: round.sample,
            }
        }
        Matter::Critique(critique) => Row {
            code,
            title,
            overseer: words.agency(critique.critic.as_str()),
            overseen: words.agency(critique.drafter.as_str()),
            year: String::new(),
            day: view::day(words, critique.submission),
            state: w.code("critique-state", critique.state.code()),
            done: of(critique.answered(), critique.points.len()),
            is_sample: critique.sample,
        },
        Matter::Session(_) | Matter::Consultation(_) => Row {
            code,
            title,
            overseer: String::new(),
            overseen: String::new(),
            year: String::new(),
            day: String::new(),
            state: String::new(),
            done: String::new(),
            is_sample: false,
        },
    }
}

/// The page.
pub async fn show(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let open = follow_up::open(&app.book.read());
    let codes = follow_up::codes(&open);
    let (rounds, critiques, texts) = app
        .read(move |tx| Ok((records(tx, "round")?, records(tx, "critique")?, published_texts(tx, &codes)?)))
        .await?;
    let w = &visit.w;
    let words = Wording { city: &app.city, w, now: visit.now };
    let (rounds, critiques) = (rows(rounds, words)?, rows(critiques, words)?);
    let mut shell = visit.shell(w.t("oversight-title"), Section::None);
    shell.description = w.t("oversight-lead");
    let page = ListPage {
        crumbs: vec![Link::new("/", w.t("crumb-home")), Link::new("/oversight", w.t("oversight-title"))],
        leads: leads(&app, words),
        open: follow_up::rows(open, &texts, words, moment(words.now)),
        hearings: hearings(&app, words),
        has_samples: rounds.iter().chain(&critiques).any(|row| row.is_sample),
        rounds,
        critiques,
        shell,
    };
    Ok(Page::public(page).into_response())
}

/// The reports of this half year and the one before, newest first.
fn hearings(app: &Shared, words: Wording<'_>) -> Vec<Link> {
    let today = app.city.calendar().date_at(words.now);
    let of = |half: HalfYear| {
        let name = half.name(words);
        let file =
            |(href, ending): (String, &str)| Link::new(href, format!("{name} ({})", ending.to_uppercase()));
        let files: Vec<Link> = hearing::files(half).into_iter().map(file).collect();
        std::iter::once(Link::new(half.address(), name.clone())).chain(files).collect::<Vec<_>>()
    };
    HalfYear::two_until(today).into_iter().flat_map(of).collect()
}

/// What became of recommendations, out of the book: numerator and denominator as counts.
fn leads(app: &Shared, words: Wording<'_>) -> Vec<LeadFigure> {
    let w = words.w;
    let count = app.book.read().recommendations(moment(words.now));
    let followed = count.followed.made - count.followed.let_go;
    let figure = |label: &str, numerator: u32, denominator: u32, of: &str| LeadFigure {
        label: w.t(label),
        value: w.integer(i64::from(numerator)),
        denominator: w.n(of, i64::from(denominator)),
        ..LeadFigure::default()
    };
    vec![
        figure(
            "oversight-figure-answered",
            count.followed.answered,
            followed,
            "oversight-of-recommendations",
        ),
        figure(
            "oversight-figure-answered-in-time",
            count.followed.answered_in_time,
            count.followed.with_term,
            "oversight-of-terms",
        ),
        figure(
            "oversight-figure-confirmed",
            count.confirmed_in_time + count.confirmed_late,
            followed,
            "oversight-of-recommendations",
        ),
        figure("oversight-figure-in-time", count.confirmed_in_time, followed, "oversight-of-recommendations"),
    ]
}
