//! What the public page of a case says of joint work: who else owes what and until when, how far a late case has risen,
//! and which cases are worked on as one.

use dantin_record::joint::{Part, PartState};

use super::record::Record;
use crate::{pages::components::Deadline, speak::wording::Wording};

/// The part of a supporting agency.
pub struct PartShown {
    pub agency: String,
    /// Its clock, running or met.
    pub deadline: Option<Deadline>,
    /// Why the case goes on without it; empty for the others.
    pub released: String,
}

/// Everything of it; empty texts and lists where there is none.
#[derive(Default)]
pub struct JointShown {
    pub parts: Vec<PartShown>,
    /// To whom the late case has risen, and when.
    pub risen: String,
    /// How often it rose in all.
    pub escalations: String,
    /// How often its date was moved.
    pub extensions: String,
    /// The code of the case as which this one is worked on.
    pub main: String,
    /// Codes of the cases that are worked on as this one.
    pub followers: Vec<String>,
}

/// Out of what is public of the case.
pub fn shown(record: &Record, words: Wording<'_>) -> JointShown {
    let (case, w) = (&record.case, words.w);
    let count = |number: u8, key: &str| match number {
        0 => String::new(),
        number => w.n(key, i64::from(number)),
    };
    JointShown {
        parts: case.parts.iter().map(|part| part_shown(part, words)).collect(),
        risen: case.escalated.map_or_else(String::new, |risen| {
            let (agency, time) = (words.agency(risen.to.as_str()), words.dated(risen.at).shown);
            w.with("joint-risen", &[("agency", agency.as_str().into()), ("time", time.as_str().into())])
        }),
        escalations: count(case.escalations, "joint-escalations"),
        extensions: count(case.extensions, "joint-extensions"),
        main: record.relatives.iter().find(|one| one.is_main).map(|one| one.code.clone()).unwrap_or_default(),
        followers: record.relatives.iter().filter(|one| !one.is_main).map(|one| one.code.clone()).collect(),
    }
}

fn part_shown(part: &Part, words: Wording<'_>) -> PartShown {
    let (deadline, released) = match part.state {
        PartState::Open => (Some(words.deadline(&part.due, None, None, false)), String::new()),
        PartState::Done { at } => (Some(words.deadline(&part.due, None, Some(at), false)), String::new()),
        PartState::Released { reason: Some(reason), .. } => (None, words.w.code("release", reason.code())),
        PartState::Released { reason: None, .. } => (None, words.w.t("joint-leads-now")),
    };
    PartShown { agency: words.agency(part.agency.as_str()), deadline, released }
}
