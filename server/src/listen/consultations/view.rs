//! Provisions and comments as the pages write them.

use std::collections::BTreeMap;

use dantin_drafts::{Draft, Kind, Provision, ProvisionId};
use dantin_record::consultation::{Comment, Consultation, Speaker};
use dantin_words::Words;

use super::{Course, Editions};
use crate::{
    act::consultations::{Said, WHOLE},
    pages::components::{Choice, Moment},
    speak::wording::Wording,
};

/// A provision of a page.
pub struct Line {
    pub id: String,
    pub kind: &'static str,
    /// "1." or "a)"; the name and number of a heading.
    pub label: String,
    pub text: String,
    pub depth: usize,
    /// Why it changed, in the drafter's words.
    pub note: String,
}

/// The stable code of a kind, for classes and words.
pub const fn kind_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Annex => "annex",
        Kind::Part => "part",
        Kind::Chapter => "chapter",
        Kind::Section => "section",
        Kind::Subsection => "subsection",
        Kind::Article => "article",
        Kind::Clause => "clause",
        Kind::Point => "point",
        Kind::Paragraph => "paragraph",
    }
}

/// The label as the text itself shows it.
pub fn label(one: &Provision) -> String {
    match one.kind {
        Kind::Clause => format!("{}.", one.label),
        Kind::Point => format!("{})", one.label),
        Kind::Paragraph => String::new(),
        _ => one.cite(),
    }
}

/// How a provision is cited within the text, the narrowest first: "điểm a, khoản 2, Điều 5". Articles are counted through the whole text,
/// so that nothing above them is named.
pub fn cite(draft: &Draft, id: ProvisionId) -> String {
    let path = draft.path(id);
    let names = path.iter().rev().filter(|one| one.kind >= Kind::Article).map(|one| one.cite());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    if names.is_empty() { path.last().map(|one| one.cite()).unwrap_or_default() } else { names.join(", ") }
}

/// The name of a provision by its identity in digits, or of the whole text.
pub fn place_of(w: &Words, draft: &Draft, provision: &str) -> String {
    let Some(id) = ProvisionId::parse(provision) else { return w.t("consultation-whole") };
    match cite(draft, id) {
        cited if !cited.is_empty() => cited,
        _ if draft.find(id).is_some() => w.t("consultation-paragraph"),
        _ => w.t("consultation-place-gone"),
    }
}

/// The provisions of a page: an article with all that it contains, or what stands in no article.
pub fn lines(draft: &Draft, page: &str, notes: &BTreeMap<String, String>) -> Vec<Line> {
    let mut lines = Vec::new();
    if page == WHOLE {
        outside(draft.provisions(), notes, &mut lines);
    } else if let Some(article) = ProvisionId::parse(page).and_then(|id| draft.find(id)) {
        inside(article, 0, notes, &mut lines);
    }
    lines
}

fn inside(one: &Provision, depth: usize, notes: &BTreeMap<String, String>, lines: &mut Vec<Line>) {
    let id = one.id.to_string();
    lines.push(Line {
        kind: kind_code(one.kind),
        label: label(one),
        text: one.text.clone(),
        depth,
        note: notes.get(&id).cloned().unwrap_or_default(),
        id,
    });
    for child in &one.children {
        inside(child, depth + 1, notes, lines);
    }
}

fn outside(siblings: &[Provision], notes: &BTreeMap<String, String>, lines: &mut Vec<Line>) {
    for one in siblings {
        match one.kind {
            Kind::Article => {}
            kind if kind.has_heading() => outside(&one.children, notes, lines),
            _ => inside(one, 0, notes, lines),
        }
    }
}

/// What can be commented on from a page.
pub fn places(w: &Words, draft: &Draft, page: &str, chosen: &str) -> Vec<Choice> {
    let whole = (page == WHOLE).then(|| (String::new(), w.t("consultation-whole")));
    let named = lines(draft, page, &BTreeMap::new()).into_iter().map(|line| {
        let name = place_of(w, draft, &line.id);
        let words: String = line.text.chars().take(60).collect();
        (line.id, if words.is_empty() { name } else { format!("{name}: {words}") })
    });
    whole
        .into_iter()
        .chain(named)
        .map(|(value, label)| Choice { is_chosen: value == chosen, value, label, ..Choice::default() })
        .collect()
}

/// A comment as it is shown.
pub struct Card {
    pub number: u32,
    pub name: String,
    pub about: String,
    pub stance: String,
    pub stance_code: &'static str,
    pub who: String,
    pub at: Moment,
    pub text: String,
    /// That its own words are not those that are public; empty where they are.
    pub redacted: String,
    pub proposal: String,
    /// The comment with which it is answered, or empty.
    pub grouped: String,
    pub decision: String,
    pub response: String,
    /// Names of the provisions that change because of it.
    pub changes: String,
}

/// Makes cards of comments; what the record does not know yet is left out.
pub fn cards(
    wording: Wording<'_>,
    editions: &Editions,
    consultation: &Consultation,
    said: Vec<Said>,
) -> Vec<Card> {
    let w = wording.w;
    let card = |said: Said| {
        let comment = consultation.comment(said.number).ok()?;
        let answer = consultation.answer_to(comment);
        let who = match comment.speaker {
            Speaker::Organisation if !said.organisation.is_empty() => said.organisation.clone(),
            speaker => w.code("comment-speaker", speaker.code()),
        };
        let changes = answer.map(|answer| editions.places(w, &answer.provisions).join("; "));
        Some(Card {
            number: said.number,
            name: said.number.to_string(),
            about: editions.place(w, &said.provision),
            stance: w.code("comment-stance", comment.stance.code()),
            stance_code: comment.stance.code(),
            who,
            at: wording.dated(comment.made),
            text: said.text,
            redacted: if comment.redacted { w.t("words-redacted") } else { String::new() },
            proposal: said.proposal,
            grouped: comment.grouped_into.map(|main| main.to_string()).unwrap_or_default(),
            decision: answer
                .map(|answer| w.code("comment-decision", answer.decision.code()))
                .unwrap_or_default(),
            response: said.response,
            changes: changes.unwrap_or_default(),
        })
    };
    said.into_iter().filter_map(card).collect()
}

/// What became of a comment to which nothing is owed any more; empty where that is not so.
pub fn gone(w: &Words, comment: &Comment) -> String {
    match (comment.withdrawn, comment.hidden_for) {
        (true, _) => w.code("comment-standing", "withdrawn"),
        (false, Some(reason)) => {
            let reason = w.code("hide", reason.code());
            w.with("comment-hidden", &[("reason", reason.as_str().into())])
        }
        (false, None) => String::new(),
    }
}

/// The state in words.
pub fn state(w: &Words, course: &Course) -> String {
    w.code("consultation-state", course.state.code())
}
