//! `/dialogues/{code}`: one page before, while and after a session takes place.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use dantin_record::{
    case::Visibility,
    dialogue::{Attendance, Question, SessionState},
    moment::Moment as RecordMoment,
};
use serde::Deserialize;

use super::{
    find,
    papers::{Paper, papers},
    shown, support, texts,
    view::{Card, card, counts, listed, speaker, state},
};
use crate::{
    act::{deadlines::moment, matters::supports},
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::{Link, Moment},
        layout::{Page, Section, Shell},
    },
    speak::wording::{Wording, words_lost},
};

/// Questions on one page.
const PAGE: usize = 40;

/// What the address says.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    page: usize,
}

/// How often something was named, for the spread of questions.
struct Share {
    label: String,
    count: String,
    percent: usize,
}

struct Item {
    minutes: String,
    what: String,
}

#[derive(Template)]
#[template(path = "listen/dialogues/templates/session.html")]
struct SessionPage {
    shell: Shell,
    crumbs: Vec<Link>,
    base: String,
    ask: String,
    title: String,
    state: String,
    kind: &'static str,
    host: String,
    area: String,
    place: String,
    attendance: String,
    link: String,
    subject: String,
    starts: Moment,
    ends: Moment,
    first_starts: Option<Moment>,
    until: Option<Moment>,
    from: Option<Moment>,
    agenda: Vec<Item>,
    moderators: Vec<String>,
    papers: Vec<Paper>,
    /// The agency that answers at present.
    speaker: String,
    is_taking: bool,
    is_live: bool,
    is_over: bool,
    has_minutes: bool,
    attended: String,
    floor: Option<Card>,
    cards: Vec<Card>,
    counts: String,
    waiting: String,
    wards: Vec<Share>,
    topics: Vec<Share>,
    older: String,
    newer: String,
    revision: u64,
    lost: String,
}

/// `GET /dialogues/{code}`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    let id = session.id.to_string();
    let token = support::token(&headers);
    let (words, questions, supported) = app
        .read(move |tx| {
            let supported = match &token {
                Some(token) => supports::supported_by(tx, &id, token)?,
                None => Vec::new(),
            };
            Ok((texts(tx, &id)?, shown(tx, &id)?, supported))
        })
        .await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let make = |question: &Question| card(&app, wording, &session, question, &questions, &supported);
    let all = listed(&session, &words.queue);
    let on_floor = session.floor;
    let first = asked.page.saturating_mul(PAGE);
    let rest: Vec<&&Question> = all.iter().filter(|question| Some(question.number) != on_floor).collect();
    let cards = rest.iter().skip(first).take(PAGE).map(|question| make(question)).collect();
    let base = format!("/dialogues/{}", session.code);
    let page = |number: usize| match number {
        0 => base.clone(),
        number => format!("{base}?page={number}"),
    };
    let has_older = rest.len() > first.saturating_add(PAGE);
    let now = moment(visit.now);
    let waiting = all.iter().filter(|question| question.visibility != Visibility::Public).count();
    let title = if words.title.is_empty() { session.code.to_string() } else { words.title.clone() };
    let when = |at: RecordMoment| wording.dated(at);
    let (kind, state_words) = state(wording, &session);
    let is_before = matches!(session.state, SessionState::Planned | SessionState::Collecting);
    Ok(Page::private(SessionPage {
        crumbs: vec![
            Link::new("/", w.t("crumb-home")),
            Link::new("/dialogues", w.t("dialogues-title")),
            Link::new("", session.code.to_string()),
        ],
        state: state_words,
        kind,
        host: wording.agency(session.host.as_str()),
        area: session.area.map(|area| wording.area(Some(area))).unwrap_or_default(),
        place: words.place,
        attendance: match session.attendance {
            Attendance::InPerson => String::new(),
            other => w.code("attendance", other.code()),
        },
        link: words.link,
        subject: words.subject,
        starts: when(session.starts),
        ends: when(session.ends),
        // Forms know minutes: a change by seconds is none that anybody sees.
        first_starts: Some(when(session.first_starts))
            .filter(|first| first.shown != when(session.starts).shown),
        until: (is_before && now < session.questions_until).then(|| when(session.questions_until)),
        from: (session.state == SessionState::Planned).then(|| when(session.questions_from)),
        agenda: agenda(&words.agenda),
        moderators: words.moderators.lines().map(str::to_owned).collect(),
        papers: papers(&words.papers),
        speaker: speaker(wording, &words.speaker),
        is_taking: session.is_taking_questions(now),
        is_live: session.state == SessionState::Live,
        is_over: matches!(session.state, SessionState::Closed | SessionState::FollowedUp),
        has_minutes: session.minutes.is_some(),
        attended: session
            .attended
            .map(|people| w.n("session-attended", i64::from(people)))
            .unwrap_or_default(),
        floor: on_floor.and_then(|number| session.question(number).ok()).map(make),
        cards,
        counts: counts(wording, &session),
        waiting: if waiting > 0 {
            w.n("session-waiting", i64::try_from(waiting).unwrap_or(i64::MAX))
        } else {
            String::new()
        },
        wards: shares(wording, &all, |question| question.area.map(|area| wording.area(Some(area)))),
        topics: shares(wording, &all, |question| {
            question.topic.map(|topic| wording.service(topic.as_str(), None))
        }),
        newer: if asked.page > 0 { page(asked.page - 1) } else { String::new() },
        older: if has_older { page(asked.page + 1) } else { String::new() },
        lost: words_lost(w, words.lost),
        revision: app.book.read().latest_of_matter(session.id).unwrap_or(0),
        shell: visit.shell(title.clone(), Section::Dialogues),
        title,
        ask: format!("{base}/ask"),
        base,
    })
    .into_response())
}

/// Minutes and what, of a line of an agenda in which they stand before and behind a colon; an error where the first is no number.
pub fn timed(line: &str) -> Result<Option<(u16, &str)>, std::num::ParseIntError> {
    let Some((minutes, what)) = line.split_once(':') else { return Ok(None) };
    Ok(Some((minutes.trim().parse()?, what.trim())))
}

/// The lines of an agenda; a line without minutes is told as it stands.
fn agenda(text: &str) -> Vec<Item> {
    let line = |line: &str| match timed(line) {
        Ok(Some((minutes, what))) => Item { minutes: minutes.to_string(), what: what.to_owned() },
        _ => Item { minutes: String::new(), what: line.trim().to_owned() },
    };
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

/// The spread of questions; what was not said stands last.
fn shares(
    wording: Wording<'_>,
    questions: &[&Question],
    label: impl Fn(&Question) -> Option<String>,
) -> Vec<Share> {
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let mut unsaid = 0;
    for question in questions {
        match label(question) {
            Some(label) => *counts.entry(label).or_default() += 1,
            None => unsaid += 1,
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| usize::MAX - count);
    if !counts.is_empty() && unsaid > 0 {
        counts.push((wording.w.t("session-unsaid"), unsaid));
    }
    let all = questions.len().max(1);
    let share = |(label, count): (String, usize)| Share {
        label,
        count: wording.w.integer(i64::try_from(count).unwrap_or(i64::MAX)),
        percent: count * 100 / all,
    };
    counts.into_iter().map(share).collect()
}
