//! Questions as pages show them.

use dantin_record::{
    case::Visibility,
    dialogue::{End, Question, Session, SessionState},
    id::CaseId,
};

use super::Shown;
use crate::{app::App, speak::wording::Wording};

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
        text: text.unwrap_or_else(|| w.t(if is_public { "words-gone" } else { "question-awaits" })),
        is_shown,
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
        is_supportable: is_shown && !question.is_gone() && session.is_at_work() && question.ends.is_empty(),
        is_supported: supported.contains(&question.number),
        judged,
    }
}

fn linked(app: &App, case: CaseId) -> Option<(String, String, String)> {
    let book = app.book.read();
    let row = book.row_of(case).and_then(|row| book.row(row))?;
    let lead = row.lead.map(|lead| lead.as_str().to_owned()).unwrap_or_default();
    Some((format!("/cases/{}", row.code), row.code.to_string(), lead))
}

/// The questions in the order in which a page lists them: the one on the floor, then those that most stand behind, and after the
/// session in the order of their numbers. Merged, withdrawn and hidden ones come at no place of their own.
pub fn listed(session: &Session) -> Vec<&Question> {
    let mut all: Vec<&Question> = session.questions.iter().filter(|question| !question.is_gone()).collect();
    if session.is_at_work() || session.state == SessionState::Planned {
        all.sort_by_cached_key(|question| {
            (!question.ends.is_empty(), u32::MAX - session.behind(question), question.number)
        });
    }
    all
}
