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
use dantin_words::Words;
use jiff::Timestamp;

use crate::{
    act::{deadlines::moment, matters::queue::waiting},
    app::Shared,
    city::people::pages::SignedIn,
    desk::{reads, wording::Wording as DeskWording},
    error::Error,
    listen::{
        dialogues::{counts, state as session_state, texts},
        reports::may_accuse,
    },
    pages::{
        components::{Choice, FieldError, Link, Moment, SummaryRow},
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
    /// It waits, so that it has a place in the order.
    pub is_placed: bool,
    /// How long it was on the floor.
    pub time: String,
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
    speakers: Vec<Choice>,
    speaks: String,
    speaking: Vec<SummaryRow>,
    open_lines: Vec<Line>,
    done_lines: Vec<Line>,
}

/// What the page reads beside the record.
pub(super) struct Material {
    title: String,
    /// How many entries have lost their words.
    lost: i64,
    queue: Vec<u32>,
    speaker: String,
    speaks_since: Option<Timestamp>,
    /// Agencies and for how many seconds each spoke.
    speaking: Vec<(String, i64)>,
    /// By number.
    rows: BTreeMap<u32, Row>,
}

struct Row {
    public: Option<String>,
    own: Option<String>,
    floor_seconds: i64,
    called: Option<Timestamp>,
}

/// Four statements, however many questions there are.
pub(super) fn material(tx: &mut Tx<'_>, id: &str) -> Result<Material, Error> {
    type Found = (i64, Option<String>, Option<String>, i64, Option<Timestamp>);
    let rows: Vec<Found> = tx.all(
        "SELECT q.question, q.public_text, c.body, q.floor_seconds, q.called_at FROM questions q LEFT JOIN contents c \
         ON c.case_id = q.matter_id AND c.number = q.event AND c.field = 'text' WHERE q.matter_id = $1 ORDER BY q.question",
        &[&id],
    )?;
    let row = |(number, public, own, floor_seconds, called)| {
        Some((u32::try_from(number).ok()?, Row { public, own, floor_seconds, called }))
    };
    let rows = rows.into_iter().filter_map(|found: Found| row(found)).collect();
    let session = texts(tx, id)?;
    let since: Option<(Option<Timestamp>,)> =
        tx.first("SELECT speaks_since FROM sessions WHERE matter_id = $1", &[&id])?;
    let speaking = tx.all(
        "SELECT agency, seconds FROM speaking WHERE matter_id = $1 ORDER BY seconds DESC, agency",
        &[&id],
    )?;
    Ok(Material {
        title: session.title,
        lost: session.lost,
        queue: session.queue,
        speaker: session.speaker,
        speaks_since: since.and_then(|(since,)| since),
        speaking,
        rows,
    })
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

    /// For how many seconds a question was on the floor until now.
    fn seconds(&self, question: u32, now: Timestamp) -> i64 {
        let Some(row) = self.rows.get(&question) else { return 0 };
        let running = row.called.map_or(0, |called| now.duration_since(called).as_secs().max(0));
        row.floor_seconds.saturating_add(running)
    }
}

/// Minutes and seconds in words; nothing where there are none.
fn time(w: &Words, seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, 0) => String::new(),
        (0, seconds) => w.with("question-seconds", &[("seconds", seconds.into())]),
        (minutes, seconds) => {
            w.with("question-minutes-seconds", &[("minutes", minutes.into()), ("seconds", seconds.into())])
        }
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
    let open: Vec<&Question> = session.questions.iter().filter(|question| question.is_open()).collect();
    let done = session.questions.iter().filter(|question| !question.is_open());
    let may_hold = super::holder(app, signed.officer(), session.host).is_ok();
    super::moderator(app, signed.officer(), session)?;
    reads::note_words(app, signed, &session.id.to_string(), reads::Words::Unpublished).await?;
    let state = session.state;
    let (kind, state_words) = session_state(wording, session);
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
        state: state_words,
        kind,
        host: wording.agency(session.host.as_str()),
        starts: wording.dated(session.starts),
        ends: wording.dated(session.ends),
        counts: counts(wording, session),
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
        open_lines: waiting(session, &material.queue).into_iter().map(make).collect(),
        speakers: std::iter::once(Choice { label: w.t("speaking-nobody"), ..Choice::default() })
            .chain(DeskWording { w, city: &app.city, now: signed.visit.now }.agencies(&material.speaker))
            .collect(),
        speaks: match material.speaks_since {
            Some(since) => w.with(
                "speaking-since",
                &[
                    ("agency", wording.agency(&material.speaker).as_str().into()),
                    ("time", wording.dated(moment(since)).shown.as_str().into()),
                ],
            ),
            None => String::new(),
        },
        speaking: material
            .speaking
            .iter()
            .map(|(agency, seconds)| SummaryRow {
                term: wording.agency(agency),
                value: time(w, *seconds),
                change: String::new(),
            })
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
        is_placed: session.is_at_work() && question.is_open() && !is_on_floor,
        time: time(w, material.seconds(question.number, wording.now)),
    }
}
