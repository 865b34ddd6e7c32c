//! Announcing a session, and moving one that has not begun.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    code::AgencyCode,
    dialogue::{Attendance, ChangeReason, Session, SessionKind},
    moment::Moment,
};

use super::holder;
use crate::{
    act::{
        cases::hex,
        matters::dialogues::{self, NewSession, Notes, Times, Words},
    },
    app::{App, Shared},
    city::people::pages::SignedIn,
    clock::random,
    desk::{
        dates,
        form::{Check, Fields, Posted},
        wording::Wording,
    },
    error::Error,
    listen::dialogues::{find, page::timed, papers::paper, texts},
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Shell},
    },
};

/// Characters of the title, of place and link, of the subject and the agenda, at most.
const TITLE: usize = 150;
const LINE: usize = 300;
const TEXT: usize = 4_000;
/// Characters of the lines of moderators and of papers, and how many such lines.
const NOTES: usize = 2_000;
const LINES: usize = 20;
/// Characters of a line by which it is found again.
const EXCERPT: usize = 60;

#[derive(Template)]
#[template(path = "desk/dialogues/templates/announce.html")]
struct AnnouncePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    key: String,
    action: String,
    typed: Fields,
    kinds: Vec<Choice>,
    hosts: Vec<Choice>,
    areas: Vec<Choice>,
    attendances: Vec<Choice>,
    reasons: Vec<Choice>,
    /// Only the times of a session that is announced already.
    is_change: bool,
}

/// `GET /desk/dialogues/new`.
pub async fn form(State(app): State<Shared>, signed: SignedIn) -> Result<Response, Error> {
    let own = signed.officer().agencies().first().map(|agency| agency.as_str().to_owned());
    let typed = Fields::default()
        .holding("host", own.unwrap_or_else(|| app.city.settings().coordinator.clone()))
        .holding("kind", SessionKind::Conference.code())
        .holding("attendance", Attendance::InPerson.code())
        .holding("idempotency_key", hex(&random::<32>(app.random.as_ref())));
    Ok(page(&app, &signed, typed, Vec::new(), None))
}

/// `POST /desk/dialogues/new`.
pub async fn announce(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let w = &signed.visit.w;
    let mut check = Check::new(w, &fields);
    let kind = check.choice("kind", SessionKind::from_code);
    let host = check.choice("host", |code| app.city.agency(code).map(|agency| agency.code.clone()));
    let words = Words {
        title: check.needed_text("title", TITLE),
        subject: check.needed_text("subject", TEXT),
        notes: notes(&mut check),
    };
    let area = fields.get("area").to_owned();
    if !area.is_empty() && app.city.area(&area).is_none() {
        check.wrong("area", "error-unknown-choice");
    }
    let times = times(&app, &fields, &mut check);
    fit(times.as_ref(), &words.notes, &mut check);
    let key = fields.get("idempotency_key").to_owned();
    if key.len() != 64 {
        check.wrong("title", "error-form-broken");
    }
    let errors = check.errors;
    let (Some(kind), Some(host), Some(times), true) = (kind, host, times, errors.is_empty()) else {
        return Ok(page(&app, &signed, fields, errors, None));
    };
    let agency = AgencyCode::new(&host).map_err(anyhow::Error::new)?;
    let doer = holder(&app, signed.officer(), agency)?;
    let area = Some(area).filter(|area| !area.is_empty());
    let sample = app.site.is_sample;
    let new = NewSession { kind, host, area, times, words, key, sample };
    let code =
        app.command_shown(move |tx, context| Ok(dialogues::announce(tx, context, &doer, &new)?)).await?;
    Ok(Redirect::to(&format!("/desk/dialogues/{code}")).into_response())
}

/// `GET /desk/dialogues/{code}/change`.
pub async fn change_form(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    holder(&app, signed.officer(), session.host)?;
    let id = session.id.to_string();
    let words = app.read(move |tx| texts(tx, &id)).await?;
    let zone = app.city.calendar().zone();
    let local = |at: Moment| at.to_timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
    let typed = Fields::default()
        .holding("attendance", session.attendance.code())
        .holding("starts", local(session.starts))
        .holding("ends", local(session.ends))
        .holding("questions_from", local(session.questions_from))
        .holding("questions_until", local(session.questions_until))
        .holding("place", words.place)
        .holding("link", words.link)
        .holding("agenda", words.agenda)
        .holding("moderators", words.moderators)
        .holding("papers", words.papers);
    Ok(page(&app, &signed, typed, Vec::new(), Some(&session)))
}

/// `POST /desk/dialogues/{code}/change`.
pub async fn change(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let session = find(&app, &code)?;
    let doer = holder(&app, signed.officer(), session.host)?;
    let mut check = Check::new(&signed.visit.w, &fields);
    let reason = check.choice("reason", ChangeReason::from_code);
    let notes = notes(&mut check);
    let times = times(&app, &fields, &mut check);
    fit(times.as_ref(), &notes, &mut check);
    let errors = check.errors;
    let (Some(reason), Some(times), true) = (reason, times, errors.is_empty()) else {
        return Ok(page(&app, &signed, fields, errors, Some(&session)));
    };
    let code = session.code.to_string();
    let there = format!("/desk/dialogues/{code}");
    app.command_shown(move |tx, context| {
        Ok(dialogues::change(tx, context, &doer, &code, (&times, &notes), reason)?)
    })
    .await?;
    Ok(Redirect::to(&there).into_response())
}

/// Where it takes place, its agenda, who moderates and what is read beforehand, a line for each.
fn notes(check: &mut Check<'_>) -> Notes {
    let (place, link) = (check.text("place", LINE), check.text("link", LINE));
    if !link.is_empty() && !link.starts_with("https://") {
        check.wrong("link", "session-fault-link");
    }
    let agenda = check.text("agenda", TEXT);
    if let Some(line) = agenda.lines().find(|line| timed(line).is_err()) {
        let line: String = line.trim().chars().take(EXCERPT).collect();
        let message = check.words().with("session-fault-agenda", &[("line", line.as_str().into())]);
        check.errors.push(FieldError { field: "agenda".to_owned(), message });
    }
    let lines = |text: String| {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    };
    let moderators = lines(check.text("moderators", NOTES));
    let papers = lines(check.text("papers", NOTES));
    for (field, text) in [("moderators", &moderators), ("papers", &papers)] {
        if text.lines().count() > LINES {
            check.wrong(field, "session-fault-lines");
        }
    }
    if let Some(line) = papers.lines().find(|line| paper(line).is_none()) {
        let line: String = line.chars().take(EXCERPT).collect();
        let message = check.words().with("session-fault-paper", &[("line", line.as_str().into())]);
        check.errors.push(FieldError { field: "papers".to_owned(), message });
    }
    Notes { place, link, agenda, moderators, papers }
}

/// What must be there for people to take part in this way, and an agenda that its time holds.
fn fit(times: Option<&Times>, notes: &Notes, check: &mut Check<'_>) {
    let Some(times) = times else { return };
    let is_online = times.attendance == Attendance::Online;
    // A field that is wrong in itself is told of once.
    let mut need = |field: &str, text: &str| {
        if text.is_empty() && !check.errors.iter().any(|error| error.field == field) {
            check.wrong(field, "error-required");
        }
    };
    if is_online {
        need("link", &notes.link);
    } else {
        need("place", &notes.place);
    }
    let minutes = |line: &str| timed(line).ok().flatten().map_or(0, |(minutes, _)| i64::from(minutes));
    let planned: i64 = notes.agenda.lines().map(minutes).sum();
    let length = times.ends.duration_since(times.starts).as_mins();
    if planned > length {
        let values = [("planned", planned.into()), ("length", length.into())];
        let message = check.words().with("session-fault-agenda-long", &values);
        check.errors.push(FieldError { field: "agenda".to_owned(), message });
    }
}

/// The times that were typed, in the city's zone.
fn times(app: &App, fields: &Fields, check: &mut Check<'_>) -> Option<Times> {
    let attendance = check.choice("attendance", Attendance::from_code);
    let zone = app.city.calendar().zone();
    let mut at = |field: &'static str| {
        let found = dates::instant(fields.get(field), zone);
        if found.is_none() {
            check.wrong(
                field,
                if fields.get(field).is_empty() { "error-required" } else { "session-fault-time" },
            );
        }
        found
    };
    let starts = at("starts");
    let ends = at("ends");
    let questions_from = at("questions_from");
    let questions_until = at("questions_until");
    let times = Times {
        attendance: attendance?,
        starts: starts?,
        ends: ends?,
        questions_from: questions_from?,
        questions_until: questions_until?,
    };
    if times.starts >= times.ends {
        check.wrong("ends", "session-fault-ends");
        return None;
    }
    if times.ends <= app.now() {
        check.wrong("ends", "session-fault-past");
        return None;
    }
    if times.questions_from >= times.questions_until || times.questions_until > times.ends {
        check.wrong("questions_until", "session-fault-until");
        return None;
    }
    Some(times)
}

fn page(
    app: &App,
    signed: &SignedIn,
    typed: Fields,
    errors: Vec<FieldError>,
    change: Option<&Session>,
) -> Response {
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let (title, action) = match change {
        Some(session) => (w.t("session-change"), format!("/desk/dialogues/{}/change", session.code)),
        None => (w.t("session-announce"), "/desk/dialogues/new".to_owned()),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::private(AnnouncePage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/dialogues", w.t("desk-dialogues")),
            Link::new("", title.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        key: typed.get("idempotency_key").to_owned(),
        action,
        kinds: wording.choices("session-kind", SessionKind::ALL, SessionKind::code, typed.get("kind")),
        hosts: wording.agencies(typed.get("host")),
        areas: std::iter::once(Choice { label: w.t("session-whole-city"), ..Choice::default() })
            .chain(wording.areas(typed.get("area")))
            .collect(),
        attendances: wording.choices(
            "attendance",
            Attendance::ALL,
            Attendance::code,
            typed.get("attendance"),
        ),
        reasons: wording.choices(
            "session-reason",
            ChangeReason::ALL,
            ChangeReason::code,
            typed.get("reason"),
        ),
        is_change: change.is_some(),
        shell: signed.shell(title).with_errors(!errors.is_empty()),
        typed,
        errors,
    })
    .with_status(status)
    .into_response()
}
