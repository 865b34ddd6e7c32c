//! `/consultations/{code}`: what it is about, until when one can comment, the text by its articles with the number of comments on each, and
//! what became of them.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_drafts::Kind;
use dantin_record::consultation::{ConsultationState, Figures};

use super::{
    Course, Editions, draft_of, find, texts,
    view::{self, kind_code},
    with,
};
use crate::{
    act::consultations::{self, WHOLE},
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::{
        components::{Link, Moment, SummaryRow},
        headers::CachePolicy,
        layout::{Page, Section, Shell},
    },
    speak::wording::{Wording, words_lost},
};

struct Entry {
    kind: &'static str,
    name: String,
    heading: String,
    href: String,
    count: String,
}

struct VersionLine {
    name: String,
    at: Moment,
    hash: String,
    text: String,
    compare: String,
}

#[derive(Template)]
#[template(path = "listen/consultations/templates/overview.html")]
struct OverviewPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    explanation: String,
    state: String,
    state_code: &'static str,
    base: String,
    code: String,
    is_taking: bool,
    has_mail: bool,
    facts: Vec<SummaryRow>,
    entries: Vec<Entry>,
    whole_count: String,
    versions: Vec<VersionLine>,
    figures: Vec<SummaryRow>,
    flags: Vec<String>,
    lost: String,
}

/// `GET /consultations/{code}`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    let (id, version) = (course.id.clone(), course.latest());
    let ((title, explanation), draft, counts, lost) = app
        .read(move |tx| {
            let draft = draft_of(tx, &id, version)?;
            let counts = consultations::counts_of_pages(tx, &id)?;
            Ok((texts(tx, &id)?, draft, counts, super::lost(tx, &id)?))
        })
        .await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let base = format!("/consultations/{}", course.code);
    let count = |page: &str| match counts.get(page) {
        Some(count) => w.n("consultation-comments", *count),
        None => String::new(),
    };
    let is_over = matches!(course.state, ConsultationState::Ended | ConsultationState::Closed);
    let unexplained: Vec<_> = with(&app, &course.code, |consultation| {
        consultation.unexplained_changes().into_iter().map(|(_, provision)| provision).collect()
    })?;
    let editions = Editions::naming(&app, &course, draft, &unexplained).await?;
    let entries =
        editions.draft.walk().into_iter().filter(|step| step.provision.kind.has_heading()).map(|step| {
            let id = step.provision.id.to_string();
            let is_article = step.provision.kind == Kind::Article;
            Entry {
                kind: kind_code(step.provision.kind),
                name: step.provision.cite(),
                heading: step.provision.text.clone(),
                href: if is_article { format!("{base}/{id}") } else { String::new() },
                count: if is_article { count(&id) } else { String::new() },
            }
        });
    let (figures, flags) = if is_over {
        with(&app, &course.code, |consultation| {
            let without: Vec<String> =
                consultation.accepted_without_change().map(|comment| comment.number.to_string()).collect();
            let unexplained = editions.places(w, &unexplained);
            let mut flags = Vec::new();
            if !without.is_empty() {
                flags.push(w.with(
                    "consultation-flag-accepted",
                    [("comments", without.join(", ").as_str().into())].as_slice(),
                ));
            }
            if !unexplained.is_empty() {
                flags.push(w.with(
                    "consultation-flag-unexplained",
                    [("places", unexplained.join("; ").as_str().into())].as_slice(),
                ));
            }
            (figures_of(wording, &consultation.figures()), flags)
        })?
    } else {
        (Vec::new(), Vec::new())
    };
    let page = OverviewPage {
        crumbs: vec![
            Link::new("/consultations", w.t("consultations-title")),
            Link::new("", course.code.clone()),
        ],
        state: view::state(w, &course),
        state_code: course.state.code(),
        is_taking: course.is_taking,
        has_mail: visit.has_mail(),
        facts: facts(wording, &course),
        entries: entries.collect(),
        whole_count: count(WHOLE),
        versions: versions(wording, &course, &base),
        figures,
        flags,
        lost: words_lost(w, lost),
        shell: visit.shell(title.clone(), Section::Consultations),
        title,
        explanation,
        base,
        code: course.code,
    };
    Ok(Page::public(page).into_response())
}

fn row(term: String, value: String) -> SummaryRow {
    SummaryRow { term, value, change: String::new() }
}

fn facts(wording: Wording<'_>, course: &Course) -> Vec<SummaryRow> {
    let w = wording.w;
    let mut closes = wording.dated(course.closes).shown;
    if course.closes != course.first_closes {
        let first = wording.dated(course.first_closes).shown;
        closes =
            format!("{closes}\n{}", w.with("consultation-first-closes", &[("at", first.as_str().into())]));
    }
    let reason = course.reason.map(|reason| w.code("course-reason", reason.code())).unwrap_or_default();
    let is_cancelled = course.state == ConsultationState::Cancelled;
    if !is_cancelled && !reason.is_empty() {
        closes =
            format!("{closes}\n{}", w.with("consultation-longer-for", &[("reason", reason.as_str().into())]));
    }
    let area = course.area.map(|area| wording.area(Some(area)));
    let mut facts = vec![
        row(w.t("consultation-drafter"), wording.agency(course.drafter.as_str())),
        row(w.t("consultation-kind"), w.code("draft-kind", course.kind.code())),
        row(w.t("consultation-area"), area.unwrap_or_else(|| w.t("session-whole-city"))),
        row(w.t("consultation-opens"), wording.dated(course.opens).shown),
        row(w.t("consultation-closes"), closes),
        row(w.t("consultation-minimum"), w.n("deadline-days", i64::from(course.minimum_days))),
    ];
    if is_cancelled && !reason.is_empty() {
        facts.insert(0, row(w.t("consultation-cancelled-for"), reason));
    }
    facts
}

fn versions(wording: Wording<'_>, course: &Course, base: &str) -> Vec<VersionLine> {
    let line = |(number, at, hash): &(u32, dantin_record::moment::Moment, dantin_record::matter::Digest)| {
        VersionLine {
            name: wording.w.with("consultation-version", &[("number", i64::from(*number).into())]),
            at: wording.dated(*at),
            hash: hash.to_string(),
            text: format!("{base}/text/{number}"),
            compare: if *number > 1 { format!("{base}/compare?version={number}") } else { String::new() },
        }
    };
    course.versions.iter().rev().map(line).collect()
}

/// What became of the comments, each count with what it is a part of.
fn figures_of(wording: Wording<'_>, figures: &Figures) -> Vec<SummaryRow> {
    let w = wording.w;
    let of = |part: u32, whole: u32| {
        w.with("consultation-of", &[("part", i64::from(part).into()), ("whole", i64::from(whole).into())])
    };
    let read = figures.comments.saturating_sub(figures.gone);
    vec![
        row(w.t("consultation-figure-comments"), w.integer(i64::from(figures.comments))),
        row(w.t("consultation-figure-gone"), of(figures.gone, figures.comments)),
        row(w.t("consultation-figure-answered"), of(figures.answered, read)),
        row(w.t("comment-decision-accepted"), of(figures.accepted, figures.answered)),
        row(w.t("comment-decision-partly"), of(figures.partly, figures.answered)),
        row(w.t("comment-decision-not-accepted"), of(figures.not_accepted, figures.answered)),
        row(w.t("comment-decision-out-of-scope"), of(figures.out_of_scope, figures.answered)),
        row(w.t("comment-decision-noted"), of(figures.noted, figures.answered)),
        row(
            w.t("consultation-figure-changes"),
            of(figures.turned_into_changes, figures.accepted + figures.partly),
        ),
    ]
}

/// `GET /consultations/{code}/text/{version}`: the canonical text whose hash stands in the journal.
pub async fn text(
    State(app): State<Shared>,
    Path((code, version)): Path<(String, u32)>,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    let id = course.id;
    let found = app.read(move |tx| Ok(consultations::version_of(tx, &id, i64::from(version))?)).await?;
    let (_, text) = found.ok_or_else(|| not_found(Missing::Consultation))?;
    Ok((CachePolicy::Public, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
