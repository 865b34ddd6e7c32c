//! The page from which a session is held: what it needs next, the questions in the order of those who stand behind them, and how
//! long each was on the floor.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_record::{
    case::Visibility,
    dialogue::{ChangeReason, Question, Session, SessionState},
};
use dantin_store::Tx;

use crate::{
    app::Shared,
    city::people::pages::SignedIn,
    desk::reads,
    error::Error,
    listen::{dialogues::texts, reports::may_accuse},
    pages::{
        components::{Choice, FieldError, Link, Moment},
        layout::{Page, Shell},
    },
    speak::wording::{Wording, words_lost},
};

/// A question in the moderator's list.
pub(super) struct Line {
    pub name: String,
    pub href: String,
    /// The public words, or the own ones of a question that nobody has published yet.
    pub text: String,
    pub about: String,
    pub behind: String,
    pub state: String,
    pub kind: &'static str,
    pub is_waiting: bool,
    /// It waits, and its words may accuse a person: nobody publishes it unread.
    pub accuses: bool,
    pub is_callable: bool,
    pub minutes: String,
}

#[derive(Template)]
#[template(path = "desk/dialogues/templates/manage.html")]
struct ManagePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    base: String,
    lost: String,
    public: String,
    title: String,
    state: String,
    kind: &'static str,
    host: String,
    starts: Moment,
    ends: Moment,
    counts: String,
    may_hold: bool,
    may_open: bool,
    may_start: bool,
    may_close: bool,
    may_change: bool,
    may_attend: bool,
    is_over: bool,
    open: usize,
    open_count: i64,
    file: String,
    change: String,
    minutes: String,
    reasons: Vec<Choice>,
    attended: String,
    floor: Option<Line>,
    open_lines: Vec<Line>,
    done_lines: Vec<Line>,
}

/// What the page reads beside the record.
pub(super) struct Material {
    title: String,
    /// How many entries have lost their words.
    lost: i64,
    /// By number.
    rows: BTreeMap<u32, Row>,
}

struct Row {
    public: Option<String>,
    own: Option<String>,
    floor_seconds: i64,
}

/// Two statements, however many questions there are.
pub(super) fn material(tx: &mut Tx<'_>, id: &str) -> Result<Material, Error> {
    let rows: Vec<(i64, Option<String>, Option<String>, i64)> = tx.all(
        "SELECT q.question, q.public_text, c.body, q.floor_seconds FROM questions q LEFT JOIN contents c \
         ON c.case_id = q.matter_id AND c.number = q.event AND c.field = 'text' WHERE q.matter_id = $1 ORDER BY q.question",
        &[&id],
    )?;
    let row = |(number, public, own, floor_seconds)| {
        Some((u32::try_from(number).ok()?, Row { public, own, floor_seconds }))
    };
    let rows = rows.into_iter().filter_map(|found: (i64, _, _, _)| row(found)).collect();
    let session = texts(tx, id)?;
    Ok(Material { title: session.title, lost: session.lost, rows })
}

impl Material {
    pub(super) fn text(&self, question: u32) -> String {
        let row = self.rows.get(&question);
        row.and_then(|row| row.public.clone().or_else(|| row.own.clone())).unwrap_or_default()
    }

    /// The words as they were sent, where they were not erased.
    pub(super) fn text_as_written(&self, question: u32) -> String {
        self.rows.get(&question).and_then(|row| row.own.clone()).unwrap_or_default()
    }

    /// Whole minutes that a question was on the floor.
    fn minutes(&self, question: u32) -> Option<i64> {
        let seconds = self.rows.get(&question)?.floor_seconds;
        (seconds > 0).then_some((seconds + 30) / 60)
    }
}

pub(super) async fn show(
    app: &Shared,
    signed: &SignedIn,
    session: &Session,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let id = session.id.to_string();
    let material = app.read(move |tx| material(tx, &id)).await?;
    let w = &signed.visit.w;
    let wording = Wording { city: &app.city, w, now: signed.visit.now };
    let make = |question: &Question| line(wording, session, question, &material);
    let mut open: Vec<&Question> = session.questions.iter().filter(|question| question.is_open()).collect();
    open.sort_by_cached_key(|question| (u32::MAX - session.behind(question), question.number));
    let done = session.questions.iter().filter(|question| !question.is_open());
    let count = |count: usize| w.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let may_hold = super::holder(app, signed.officer(), session.host).is_ok();
    super::moderator(app, signed.officer(), session)?;
    reads::note_words(app, signed, &session.id.to_string(), reads::Words::Unpublished).await?;
    let state = session.state;
    let is_before = matches!(state, SessionState::Planned | SessionState::Collecting);
    let is_over = matches!(state, SessionState::Closed | SessionState::FollowedUp);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = if material.title.is_empty() { session.code.to_string() } else { material.title.clone() };
    Ok(Page::private(ManagePage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/dialogues", w.t("desk-dialogues")),
            Link::new("", session.code.to_string()),
        ],
        csrf: signed.session.csrf().to_owned(),
        base: format!("/desk/dialogues/{}", session.code),
        lost: words_lost(w, material.lost),
        public: format!("/dialogues/{}", session.code),
        state: w.code("session-state", state.code()),
        kind: state.code(),
        host: wording.agency(session.host.as_str()),
        starts: wording.dated(session.starts),
        ends: wording.dated(session.ends),
        counts: w.with(
            "session-counts",
            &[
                ("all", count(session.questions.len()).as_str().into()),
                ("done", count(session.questions.len() - open.len()).as_str().into()),
            ],
        ),
        may_hold,
        may_open: state == SessionState::Planned,
        may_start: is_before,
        may_close: state == SessionState::Live,
        may_change: is_before,
        may_attend: matches!(state, SessionState::Live | SessionState::Closed),
        is_over,
        open: open.len(),
        open_count: i64::try_from(open.len()).unwrap_or(i64::MAX),
        file: format!("/desk/dialogues/{}/file", session.code),
        change: format!("/desk/dialogues/{}/change", session.code),
        minutes: format!("/desk/dialogues/{}/minutes", session.code),
        reasons: ChangeReason::ALL
            .iter()
            .map(|reason| Choice {
                value: reason.code().to_owned(),
                label: w.code("session-reason", reason.code()),
                ..Choice::default()
            })
            .collect(),
        attended: session.attended.map(|people| people.to_string()).unwrap_or_default(),
        floor: session.floor.and_then(|number| session.question(number).ok()).map(make),
        open_lines: open
            .iter()
            .filter(|one| Some(one.number) != session.floor)
            .map(|one| make(one))
            .collect(),
        done_lines: done.map(make).collect(),
        shell: signed.shell(title.clone()).with_errors(!errors.is_empty()),
        title,
        errors,
    })
    .with_status(status)
    .into_response())
}

fn line(wording: Wording<'_>, session: &Session, question: &Question, material: &Material) -> Line {
    let w = wording.w;
    let area = question.area.map(|area| wording.area(Some(area)));
    let topic = question.topic.map(|topic| wording.service(topic.as_str(), None));
    let about: Vec<String> = [area, topic].into_iter().flatten().collect();
    let is_on_floor = session.floor == Some(question.number);
    let (kind, state) = match (question.ends.last(), question.visibility) {
        _ if question.withdrawn => ("refused", w.t("question-withdrawn")),
        (_, Visibility::Hidden) => ("refused", w.t("question-hidden")),
        (Some(end), _) => (
            match end.code() {
                "answered" => "answered",
                "refused" => "refused",
                _ => "promised",
            },
            w.code("question", end.code()),
        ),
        (None, _) if question.merged_into.is_some() => ("answered", w.t("question-merged")),
        (None, _) if is_on_floor => ("floor", w.t("question-on-floor")),
        (None, Visibility::AwaitingModeration) => ("waiting", w.t("question-awaits-moderator")),
        (None, Visibility::Public) => ("open", w.t("question-open")),
    };
    let minutes = material.minutes(question.number);
    let text = material.text(question.number);
    let is_waiting = question.visibility == Visibility::AwaitingModeration && question.is_open();
    Line {
        name: question.number.to_string(),
        href: format!("/desk/dialogues/{}/questions/{}", session.code, question.number),
        accuses: is_waiting && may_accuse(&text),
        text,
        about: about.join(" · "),
        behind: w.n("question-behind", i64::from(session.behind(question))),
        state,
        kind,
        is_waiting,
        is_callable: session.state == SessionState::Live && question.is_open() && !is_on_floor,
        minutes: minutes.map(|minutes| w.n("question-minutes", minutes)).unwrap_or_default(),
    }
}
