//! Joint work at the desk: what the page of a case says of parts, rises, merges and links, and the steps that change them,
//! read from their forms and carried out. What may be done is asked of `steps`, as for every other step.

use dantin_record::{
    act::{Actor, Role},
    case::Case,
    event::{Due, EvidenceKind},
    id::{CaseCode, CodePrefix},
    joint::PartState,
    reasons::{ExtendReason, ReleaseReason},
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{
    form::{Check, Fields},
    order,
    step_form::{LINE_LIMIT, WORDS_LIMIT},
    steps::Step,
    store::Relative,
    wording::Wording,
};
use crate::{
    act::cases::{
        CaseError, Context, Shown,
        commands::{Command, Paper},
        extension::{self, Wish},
        joint,
        links::{self, Link},
    },
    app::Shared,
    error::{Error, invalid},
    pages::components::{Deadline, DueState, FieldError, Moment},
};

/// A part of a supporting agency as the desk shows it.
pub struct PartShown {
    pub agency: String,
    /// Its clock, while the part is open or done.
    pub deadline: Option<Deadline>,
    /// Why the case goes on without it.
    pub released: String,
}

/// A contractor's link as the desk shows it.
pub struct LinkShown {
    pub id: String,
    pub label: String,
    pub agency: String,
    pub maker: String,
    pub expires: Moment,
    pub opened: Option<Moment>,
    pub done: Option<Moment>,
    /// The key of the word for how it stands, where it opens nothing any more.
    pub closed: &'static str,
}

/// What the page says of joint work; empty where there is none.
#[derive(Default)]
pub struct JointShown {
    pub parts: Vec<PartShown>,
    /// To whom the late case has risen, and when.
    pub risen: String,
    /// The wish for a later date, in a sentence, and its words.
    pub wish: Option<(String, String)>,
    /// The code of the case as which this one is worked on.
    pub main: String,
    /// Codes of the cases that are worked on as this one.
    pub followers: Vec<String>,
    pub links: Vec<LinkShown>,
}

impl JointShown {
    /// Whether there is anything to say.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
            && self.risen.is_empty()
            && self.wish.is_none()
            && self.main.is_empty()
            && self.followers.is_empty()
            && self.links.is_empty()
    }

    /// Puts it together.
    pub fn new(
        wording: Wording<'_>,
        case: &Case,
        wish: Option<&Wish>,
        relatives: &[Relative],
        links: &[Link],
    ) -> JointShown {
        let w = wording.w;
        let named = |agency: &str, at: Timestamp, key: &str| {
            let time = wording.moment(at).shown;
            w.with(key, &[("agency", agency.into()), ("time", time.as_str().into())])
        };
        JointShown {
            parts: case.parts.iter().map(|part| part_shown(&wording, part)).collect(),
            risen: case.escalated.map_or_else(String::new, |risen| {
                named(&wording.agency(risen.to.as_str()), risen.at.to_timestamp(), "joint-risen")
            }),
            wish: wish.map(|wish| {
                let said = w.with(
                    "joint-wish",
                    &[
                        ("name", wish.name.as_str().into()),
                        ("time", wording.moment(wish.due).shown.as_str().into()),
                        ("reason", w.code("extend", wish.reason.code()).as_str().into()),
                    ],
                );
                (said, wish.words.clone())
            }),
            main: relatives.iter().find(|one| one.is_main).map(|one| one.code.clone()).unwrap_or_default(),
            followers: relatives.iter().filter(|one| !one.is_main).map(|one| one.code.clone()).collect(),
            links: links.iter().map(|link| link_shown(&wording, link)).collect(),
        }
    }
}

fn part_shown(wording: &Wording<'_>, part: &dantin_record::joint::Part) -> PartShown {
    let (deadline, released) = match part.state {
        PartState::Open => (Some(clock(wording, &part.due, None)), String::new()),
        PartState::Done { at } => (Some(clock(wording, &part.due, Some(at.to_timestamp()))), String::new()),
        PartState::Released { reason: Some(reason), .. } => (None, wording.w.code("release", reason.code())),
        PartState::Released { reason: None, .. } => (None, wording.w.t("joint-leads-now")),
    };
    PartShown { agency: wording.agency(part.agency.as_str()), deadline, released }
}

fn clock(wording: &Wording<'_>, due: &Due, done: Option<Timestamp>) -> Deadline {
    let at = due.at.to_timestamp();
    let state = match done {
        Some(done) if done <= at => DueState::Met,
        Some(_) => DueState::MetLate,
        None => wording.due_state(at),
    };
    Deadline {
        state,
        moment: wording.moment(done.unwrap_or(at)),
        counts: wording.counts(due),
        first_due: None,
    }
}

fn link_shown(wording: &Wording<'_>, link: &Link) -> LinkShown {
    let closed = if link.revoked.is_some() {
        "joint-link-revoked"
    } else if link.expires <= wording.now {
        "joint-link-expired"
    } else {
        ""
    };
    LinkShown {
        id: link.id.clone(),
        label: link.label.clone(),
        agency: wording.agency(&link.agency),
        maker: link.maker.clone(),
        expires: wording.moment(link.expires),
        opened: link.opened.map(|at| wording.moment(at)),
        done: link.done.map(|at| wording.moment(at)),
        closed,
    }
}

/// What a form of joint work asks for.
pub enum JointOrder {
    AddPart {
        agency: String,
        words: String,
    },
    FinishPart {
        words: String,
        before: Vec<String>,
        after: Vec<String>,
        papers: Vec<(EvidenceKind, String, String)>,
    },
    ReleasePart {
        agency: String,
        reason: ReleaseReason,
        words: String,
    },
    AskExtension {
        reason: ExtendReason,
        due: Timestamp,
        words: String,
    },
    RefuseExtension(String),
    Merge {
        into: String,
        words: String,
    },
    Unmerge(String),
    WorkLink {
        label: String,
        brief: String,
        days: i64,
        key: String,
    },
    RevokeLink(String),
}

/// Reads the form of a step of joint work; nothing where a field cannot be taken.
pub fn read(
    app: &Shared,
    step: Step,
    check: &mut Check<'_>,
    fields: &Fields,
    before: Vec<String>,
    after: Vec<String>,
) -> Option<JointOrder> {
    Some(match step {
        Step::AddPart => {
            let agency = order::worker(app, check, fields);
            let words = check.needed_text("text", WORDS_LIMIT);
            JointOrder::AddPart { agency: agency?, words }
        }
        Step::FinishPart => {
            let words = check.needed_text("text", WORDS_LIMIT);
            let papers = order::papers(check, fields);
            if before.is_empty() && after.is_empty() && papers.is_empty() && check.errors.is_empty() {
                check.wrong("photos", "refusal-evidence-missing");
            }
            JointOrder::FinishPart { words, before, after, papers }
        }
        Step::ReleasePart => {
            let agency = check.choice("part", |code| (!code.is_empty()).then(|| code.to_owned()));
            let reason = check.choice("reason", ReleaseReason::from_code);
            let words = check.needed_text("text", WORDS_LIMIT);
            JointOrder::ReleasePart { agency: agency?, reason: reason?, words }
        }
        Step::AskExtension => {
            let reason = check.choice("reason", ExtendReason::from_code);
            let words = check.needed_text("text", WORDS_LIMIT);
            let due = order::new_due(app, check, fields);
            JointOrder::AskExtension { reason: reason?, due: due?, words }
        }
        Step::RefuseExtension => JointOrder::RefuseExtension(check.needed_text("text", WORDS_LIMIT)),
        Step::Merge => {
            let into = code(app, check, fields);
            let words = check.text("text", WORDS_LIMIT);
            JointOrder::Merge { into: into?, words }
        }
        Step::Unmerge => JointOrder::Unmerge(check.needed_text("text", WORDS_LIMIT)),
        Step::WorkLink => {
            let label = check.needed_text("label", LINE_LIMIT);
            let brief = check.text("brief", WORDS_LIMIT);
            let days = days(check, fields);
            let key = fields.get("key").to_owned();
            if key.len() < 32 {
                check.wrong("label", "error-form-broken");
            }
            JointOrder::WorkLink { label, brief, days: days?, key }
        }
        Step::RevokeLink => JointOrder::RevokeLink(fields.get("link").to_owned()),
        _ => return None,
    })
}

/// For how many days a link lives.
fn days(check: &mut Check<'_>, fields: &Fields) -> Option<i64> {
    let most = links::DAYS.0;
    let days = fields.get("days").trim().parse().ok().filter(|days| (1..=most).contains(days));
    if days.is_none() {
        let message = check.words().with("joint-link-days-wrong", &[("most", most.into())]);
        check.errors.push(FieldError { field: "days".to_owned(), message });
    }
    days
}

/// The code of another case as typed.
fn code(app: &Shared, check: &mut Check<'_>, fields: &Fields) -> Option<String> {
    let typed = fields.get("into").trim();
    if typed.is_empty() {
        check.wrong("into", "error-required");
        return None;
    }
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).ok()?;
    let found = CaseCode::parse(typed, prefix).ok();
    if found.is_none() {
        let message = crate::speak::cases::like(app, check.words(), "joint-into-unknown");
        check.errors.push(FieldError { field: "into".to_owned(), message });
    }
    found.map(|code| code.to_string())
}

/// Carries a step out; gives the secret of a link that was made.
pub fn run(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    c: &Command<'_>,
    order: &JointOrder,
) -> Result<Option<String>, Error> {
    match order {
        JointOrder::AddPart { agency, words } => {
            joint::add_part(tx, context, c, agency, words)?;
        }
        JointOrder::FinishPart { words, before, after, papers } => {
            let papers: Vec<Paper<'_>> =
                papers.iter().map(|(kind, title, body)| Paper { kind: *kind, title, body }).collect();
            joint::finish_part(tx, context, c, Shown { words, before, after, papers: &papers })?;
        }
        JointOrder::ReleasePart { agency, reason, words } => {
            joint::release_part(tx, context, c, agency, *reason, words)?;
        }
        JointOrder::AskExtension { reason, due, words } => {
            extension::ask(tx, context, c, *reason, *due, words)?;
        }
        JointOrder::RefuseExtension(words) => extension::refuse(tx, context, c, words)?,
        JointOrder::Merge { into, words } => {
            joint::merge(tx, context, c, into, words).map_err(|error| match error {
                CaseError::Unknown { field: "into", .. } => invalid("into", "no-such-case"),
                other => other.into(),
            })?;
        }
        JointOrder::Unmerge(words) => {
            joint::unmerge(tx, context, c, words)?;
        }
        JointOrder::WorkLink { label, brief, days, key } => {
            let (Actor::Handler(agency) | Actor::Head(agency)) = c.by else {
                return Err(Error::Forbidden("people-denied-not-your-role"));
            };
            return Ok(Some(links::make(tx, context, c, agency, (label, brief), *days, key)?));
        }
        JointOrder::RevokeLink(link) => links::revoke(tx, context, c, link)?,
    }
    Ok(None)
}

/// Whether an open part of this role's agency waits in the case.
pub fn owes_part(case: &Case, role: Role, actor: Option<Actor>) -> bool {
    matches!(role, Role::Handler | Role::Head)
        && actor.and_then(Actor::agency).is_some_and(|agency| case.open_part(agency).is_some())
}
