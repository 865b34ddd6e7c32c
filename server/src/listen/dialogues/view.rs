//! Questions as pages show them.

use std::collections::HashMap;

use dantin_record::{
    case::Visibility,
    dialogue::{End, Question, Session, SessionState},
    id::CaseId,
    moment::Moment,
};

use super::Shown;
use crate::{
    act::{deadlines::moment, matters::queue::waiting},
    app::App,
    speak::wording::Wording,
};

/// A question on a page.
pub struct Card {
    /// Its number, by which people in the hall name it.
    pub number: u32,
    /// The number as text.
    pub name: String,
    /// The published words; what stands for them before a moderator has looked.
    pub text: String,
    /// Whether these are the words.
    pub is_shown: bool,
    /// That its own words are not those that are public; empty where they are.
    pub redacted: String,
    /// Ward and topic, as far as they were said.
    pub about: String,
    /// How many stand behind it, in words.
    pub behind: String,
    /// The word for where it stands.
    pub state: String,
    /// The colour of the tag: `open`, `floor`, `answered`, `promised` or `refused`.
    pub kind: &'static str,
    /// Who answered and what.
    pub answered_by: String,
    /// The words of its end.
    pub answer: String,
    /// Address and code of the case that came out of it.
    pub case: Option<(String, String)>,
    /// The question as which it is treated.
    pub merged_into: Option<u32>,
    /// Numbers and published words of the questions that are treated as this one.
    pub merged: Vec<(u32, String)>,
    /// Whether it can be supported and joined now.
    pub is_supportable: bool,
    /// Whether this browser supports it.
    pub is_supported: bool,
    /// What the asker said of the answer.
    pub judged: String,
}

/// Makes the card of a question.
pub fn card(
    app: &App,
    wording: Wording<'_>,
    session: &Session,
    question: &Question,
    shown: &Shown,
    supported: &[u32],
) -> Card {
    let w = wording.w;
    let (text, answer) = shown.get(&question.number).cloned().unwrap_or_default();
    let is_public = question.visibility == Visibility::Public;
    let text = text.filter(|_| is_public);
    let is_shown = text.is_some();
    let area = question.area.map(|area| wording.area(Some(area)));
    let topic = question.topic.map(|topic| wording.service(topic.as_str(), None));
    let about: Vec<String> = [area, topic].into_iter().flatten().collect();
    let end = question.ends.last();
    let on_floor = session.floor == Some(question.number);
    let (kind, state) = match (end, question.merged_into) {
        _ if question.withdrawn => ("refused", "question-withdrawn"),
        _ if question.visibility == Visibility::Hidden => ("refused", "question-hidden"),
        (None, Some(_)) => ("answered", "question-merged"),
        _ if on_floor => ("floor", "question-on-floor"),
        (Some(End::Answered { .. }), _) => ("answered", "question-answered"),
        (Some(End::Promised { .. }), _) => ("promised", "question-promised"),
        (Some(End::InWriting { .. }), _) => ("promised", "question-in-writing"),
        (Some(End::Refused { .. }), _) => ("refused", "question-refused"),
        (None, None) => ("open", "question-open"),
    };
    let mut answered_by = match end {
        Some(End::Answered { agency }) => wording.agency(agency.as_str()),
        Some(End::Refused { reason, .. }) => w.code("refuse", reason.code()),
        _ => String::new(),
    };
    let case = question.ends.iter().rev().find_map(End::case);
    let case = case.and_then(|case| linked(app, case));
    if let Some((_, _, lead)) = &case {
        answered_by = wording.agency(lead);
    }
    let judged = match question.judged {
        Some(true) => w.t("question-judged-yes"),
        Some(false) => w.t("question-judged-no"),
        None => String::new(),
    };
    Card {
        number: question.number,
        name: question.number.to_string(),
        // What was published and is not there was lost or erased; that is not what waits for a moderator.
        text: text.unwrap_or_else(|| {
            w.t(match question.visibility {
                _ if question.withdrawn => "question-taken-back",
                Visibility::Public => "words-gone",
                Visibility::AwaitingModeration => "question-awaits",
                Visibility::Hidden => "minutes-hidden",
            })
        }),
        is_shown,
        redacted: if is_shown && question.redacted { w.t("words-redacted") } else { String::new() },
        about: about.join(" · "),
        behind: w.n("question-behind", i64::from(session.behind(question))),
        state: w.t(state),
        kind,
        answered_by,
        answer: match end {
            Some(End::Answered { .. }) => answer.unwrap_or_else(|| w.t("words-gone")),
            _ => answer.unwrap_or_default(),
        },
        case: case.map(|(href, code, _)| (href, code)),
        merged_into: question.merged_into,
        merged: merged(session, question, shown),
        is_supportable: is_shown && !question.is_gone() && session.is_at_work() && question.ends.is_empty(),
        is_supported: supported.contains(&question.number),
        judged,
    }
}

/// The published words of the questions that are treated as this one.
fn merged(session: &Session, question: &Question, shown: &Shown) -> Vec<(u32, String)> {
    if question.followers == 0 {
        return Vec::new();
    }
    let is_one = |one: &&Question| {
        one.merged_into == Some(question.number) && one.visibility == Visibility::Public && !one.withdrawn
    };
    let text = |one: &Question| Some((one.number, shown.get(&one.number)?.0.clone()?));
    session.questions.iter().filter(is_one).filter_map(text).collect()
}

/// How many questions have their end, in a sentence: merged, withdrawn and hidden ones count nowhere.
pub fn counts(wording: Wording<'_>, session: &Session) -> String {
    let all = session.questions.iter().filter(|question| !question.is_gone());
    let done = all.clone().filter(|question| !question.is_open()).count();
    let count = |count: usize| wording.w.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let (all, done) = (count(all.count()), count(done));
    wording.w.with("session-counts", &[("all", all.as_str().into()), ("done", done.as_str().into())])
}

/// Whether its time has passed without anybody beginning it.
pub fn was_never_held(session: &Session, now: Moment) -> bool {
    matches!(session.state, SessionState::Planned | SessionState::Collecting) && session.ends <= now
}

/// The state of a session: the code by which it is coloured, and its words.
pub fn state(wording: Wording<'_>, session: &Session) -> (&'static str, String) {
    if was_never_held(session, moment(wording.now)) {
        return (SessionState::Closed.code(), wording.w.t("session-never-held"));
    }
    (session.state.code(), wording.w.code("session-state", session.state.code()))
}

fn linked(app: &App, case: CaseId) -> Option<(String, String, String)> {
    let book = app.book.read();
    let row = book.row_of(case).and_then(|row| book.row(row))?;
    let lead = row.lead.map(|lead| lead.as_str().to_owned()).unwrap_or_default();
    Some((format!("/cases/{}", row.code), row.code.to_string(), lead))
}

/// Who answers at present, as a sentence; empty where nobody does.
pub fn speaker(wording: Wording<'_>, agency: &str) -> String {
    if agency.is_empty() {
        return String::new();
    }
    wording.w.with("session-answers", &[("agency", wording.agency(agency).as_str().into())])
}

/// The questions in the order in which a page lists them: those that whoever moderates takes first, then those that most stand behind, and
/// after the session in the order of their numbers. Merged, withdrawn and hidden ones come at no place of their own.
pub fn listed<'a>(session: &'a Session, queue: &[u32]) -> Vec<&'a Question> {
    let mut all: Vec<&Question> = session.questions.iter().filter(|question| !question.is_gone()).collect();
    if session.is_at_work() || session.state == SessionState::Planned {
        let place: HashMap<u32, usize> =
            waiting(session, queue).iter().enumerate().map(|(place, one)| (one.number, place)).collect();
        all.sort_by_cached_key(|question| {
            let place = place.get(&question.number).copied();
            (!question.ends.is_empty(), place, u32::MAX - session.behind(question), question.number)
        });
    }
    all
}
