//! What overseers recommended and nobody has confirmed yet: the list by which everybody can follow it up, the most urgent first. A
//! recommendation that was let go is followed up no more and stands with its round alone.

use std::collections::HashMap;

use dantin_record::{
    book::Book,
    case::{Case, PledgeState, StateKind},
    event::PledgeKind,
    matter::Matter,
    moment::Moment as RecordMoment,
};

use crate::{pages::components::Moment, speak::wording::Wording};

/// Rows of the list.
const MOST: usize = 100;

/// A recommendation that is being followed up.
pub struct Row {
    pub href: String,
    pub text: String,
    /// The round, and the recommendation in it.
    pub round: String,
    pub to: String,
    pub due: Moment,
    pub state: String,
    /// The code of what became of it, for its look.
    pub kind: &'static str,
}

/// A recommendation and the round out of which it came.
pub struct Open {
    case: Case,
    round: String,
    number: u32,
}

/// The recommendations that are open in this book, by their due date.
pub fn open(book: &Book) -> Vec<Open> {
    let is_open = |case: &Case| case.kind() != StateKind::ConfirmedResolved;
    let of_round = |case: Case| {
        let pledged = case.pledged.filter(|pledged| pledged.pledge.kind == PledgeKind::Recommendation)?;
        let Matter::Round(round) = book.matter(pledged.matter)? else { return None };
        let is_followed = round.recommendation(pledged.number).is_ok_and(|one| one.let_go.is_none());
        is_followed.then(|| Open { round: round.code.to_string(), number: pledged.number, case })
    };
    let mut all: Vec<Open> = book.pledged_cases().filter(is_open).filter_map(of_round).collect();
    all.sort_by_key(|open| (open.case.pledged.map(|pledged| pledged.pledge.due), open.case.code.to_string()));
    all.truncate(MOST);
    all
}

/// The codes of their cases.
pub fn codes(open: &[Open]) -> Vec<String> {
    open.iter().map(|open| open.case.code.to_string()).collect()
}

/// The rows of the list.
pub fn rows(
    open: Vec<Open>,
    texts: &HashMap<String, String>,
    words: Wording<'_>,
    now: RecordMoment,
) -> Vec<Row> {
    let row = |Open { case, round, number }: Open| {
        let code = case.code.to_string();
        let state = case.pledge_state(now).unwrap_or(PledgeState::Running);
        let due = case.pledged.map_or(case.submitted, |pledged| pledged.pledge.due);
        Row {
            href: format!("/cases/{code}"),
            text: texts.get(&code).cloned().unwrap_or_else(|| words.w.t("words-gone")),
            round: format!("/oversight/{round}#recommendation-{number}"),
            to: case.state.lead().map(|lead| words.agency(lead.as_str())).unwrap_or_default(),
            due: words.dated(due),
            state: words.w.code("pledge", state.code()),
            kind: state.code(),
        }
    };
    open.into_iter().map(row).collect()
}
