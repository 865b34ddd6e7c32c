//! What comes of matters, one by one: the questions of sessions, what was promised there, comments on drafts, recommendations of
//! overseers; and how each counts in the figures. Hidden ones count like all others, since hiding must not improve a figure;
//! what its author withdrew, or an overseer let go for a public reason, does not. It knows no months and no tables.

use super::{Figure, Value};
use crate::book::Book;
use crate::case::{Case, PledgeState, StateKind};
use crate::code::{AgencyCode, AreaCode, CategoryCode};
use crate::consultation::{Answer, Consultation};
use crate::dialogue::{End, Session};
use crate::event::PledgeKind;
use crate::id::CaseId;
use crate::matter::Matter;
use crate::moment::Moment;
use crate::oversight::Round;

/// The groups to which an item belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    /// The host of a session, whoever owes a promise, the drafter, the body to which something is recommended.
    pub agency: Option<AgencyCode>,
    pub area: Option<AreaCode>,
    pub category: Option<CategoryCode>,
}

/// A question, promise, comment or recommendation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// When it was asked or made.
    pub at: Moment,
    pub named: Named,
    pub outcome: Outcome,
}

/// What became of it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    Question { answered: bool, judged: Option<bool> },
    Commitment { state: PledgeState, redated: bool },
    Comment { responded: bool, taken: bool, changed: bool },
    Recommendation { in_time: Option<bool>, confirmed: bool },
}

impl Book {
    /// Everything that comes of matters and is counted, as it stands at this time.
    pub(super) fn items_of_matters(&self, now: Moment) -> Vec<Item> {
        let mut items = Vec::new();
        for matter in self.matters() {
            match matter {
                Matter::Session(session) => self.add_questions(session, &mut items),
                Matter::Consultation(consultation) => add_comments(consultation, &mut items),
                Matter::Round(round) => self.add_recommendations(round, now, &mut items),
                Matter::Critique(_) => {}
            }
        }
        let pledged = self.joints.pledged().filter_map(|row| self.case(row));
        items.extend(pledged.filter_map(|case| commitment(&case, now)));
        items
    }

    fn case_of(&self, id: CaseId) -> Option<Case> {
        self.row_of(id).and_then(|row| self.case(row))
    }

    fn add_questions(&self, session: &Session, items: &mut Vec<Item>) {
        for question in session.questions.iter().filter(|question| !question.withdrawn) {
            // What is merged is answered with the one as which it is treated.
            let main = question.merged_into.and_then(|main| session.question(main).ok()).unwrap_or(question);
            let answered = main.ends.iter().any(|end| match end {
                End::Answered { .. } => true,
                End::InWriting { case } => {
                    self.case_of(*case).is_some_and(|case| case.first_reported.is_some())
                }
                End::Promised { .. } | End::Refused { .. } => false,
            });
            items.push(Item {
                at: question.asked,
                named: Named {
                    agency: Some(session.host),
                    area: question.area.or(session.area),
                    category: question.topic,
                },
                outcome: Outcome::Question { answered, judged: question.judged },
            });
        }
    }

    fn add_recommendations(&self, round: &Round, now: Moment, items: &mut Vec<Item>) {
        for one in round.recommendations.iter().filter(|one| one.let_go.is_none()) {
            let case = self.case_of(one.case);
            let confirmed = case.as_ref().is_some_and(|case| case.kind() == StateKind::ConfirmedResolved);
            items.push(Item {
                at: one.made,
                named: Named {
                    agency: Some(one.to),
                    area: case.as_ref().and_then(|case| case.place.area()).or(round.area),
                    category: case.as_ref().map(|case| case.category),
                },
                outcome: Outcome::Recommendation { in_time: one.answered_in_time(now), confirmed },
            });
        }
    }
}

fn add_comments(consultation: &Consultation, items: &mut Vec<Item>) {
    for (comment, answer, changed) in consultation.outcomes() {
        if comment.withdrawn {
            continue;
        }
        let taken = answer.is_some_and(Answer::is_taken);
        items.push(Item {
            at: comment.made,
            named: Named { agency: Some(consultation.drafter), area: consultation.area, category: None },
            outcome: Outcome::Comment { responded: answer.is_some(), taken, changed: taken && changed },
        });
    }
}

/// What was promised in a session; written answers count with their questions, recommendations for themselves.
fn commitment(case: &Case, now: Moment) -> Option<Item> {
    case.pledged.filter(|pledged| pledged.pledge.kind == PledgeKind::Commitment)?;
    Some(Item {
        at: case.submitted,
        named: Named { agency: case.state.lead(), area: case.place.area(), category: Some(case.category) },
        outcome: Outcome::Commitment { state: case.pledge_state(now)?, redated: case.extensions > 0 },
    })
}

/// What has been counted of one group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MatterTally {
    asked: u64,
    answered: u64,
    judged: u64,
    satisfied: u64,
    promised: u64,
    kept: u64,
    late: u64,
    broken: u64,
    redated: u64,
    made: u64,
    responded: u64,
    taken: u64,
    changed: u64,
    recommended: u64,
    with_term: u64,
    in_time: u64,
    confirmed: u64,
}

impl MatterTally {
    pub(super) fn add(&mut self, item: &Item) {
        match item.outcome {
            Outcome::Question { answered, judged } => {
                self.asked += 1;
                self.answered += u64::from(answered);
                self.judged += u64::from(judged.is_some());
                self.satisfied += u64::from(judged == Some(true));
            }
            Outcome::Commitment { state, redated } => {
                self.promised += 1;
                self.redated += u64::from(redated);
                match state {
                    PledgeState::Running | PledgeState::Unconfirmed => {}
                    PledgeState::Kept => self.kept += 1,
                    PledgeState::Late => self.late += 1,
                    PledgeState::Broken => self.broken += 1,
                }
            }
            Outcome::Comment { responded, taken, changed } => {
                self.made += 1;
                self.responded += u64::from(responded);
                self.taken += u64::from(taken);
                self.changed += u64::from(changed);
            }
            Outcome::Recommendation { in_time, confirmed } => {
                self.recommended += 1;
                self.with_term += u64::from(in_time.is_some());
                self.in_time += u64::from(in_time == Some(true));
                self.confirmed += u64::from(confirmed);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, count) in [
            (&mut self.asked, other.asked),
            (&mut self.answered, other.answered),
            (&mut self.judged, other.judged),
            (&mut self.satisfied, other.satisfied),
            (&mut self.promised, other.promised),
            (&mut self.kept, other.kept),
            (&mut self.late, other.late),
            (&mut self.broken, other.broken),
            (&mut self.redated, other.redated),
            (&mut self.made, other.made),
            (&mut self.responded, other.responded),
            (&mut self.taken, other.taken),
            (&mut self.changed, other.changed),
            (&mut self.recommended, other.recommended),
            (&mut self.with_term, other.with_term),
            (&mut self.in_time, other.in_time),
            (&mut self.confirmed, other.confirmed),
        ] {
            *sum += count;
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.asked + self.promised + self.made + self.recommended == 0
    }

    /// The value of a figure of matters; nothing of nothing for all others.
    pub(super) const fn value(&self, figure: Figure) -> Value {
        let decided = self.kept + self.late + self.broken;
        let (numerator, denominator) = match figure {
            Figure::QuestionsAnswered => (self.answered, self.asked),
            Figure::QuestionsSatisfied => (self.satisfied, self.judged),
            Figure::CommitmentsKept => (self.kept, decided),
            Figure::CommitmentsLate => (self.late, decided),
            Figure::CommitmentsBroken => (self.broken, decided),
            Figure::CommitmentsRedated => (self.redated, self.promised),
            Figure::CommentsResponded => (self.responded, self.made),
            Figure::CommentsAccepted => (self.taken, self.responded),
            Figure::CommentsChanged => (self.changed, self.taken),
            Figure::RecommendationsInTime => (self.in_time, self.with_term),
            Figure::RecommendationsConfirmed => (self.confirmed, self.recommended),
            _ => (0, 0),
        };
        Value::Share { numerator, denominator }
    }
}
