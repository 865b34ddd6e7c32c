//! The steps of the desk's page of a round or critique: each reads its fields, says what is wrong with them, and becomes a
//! [`Step`] that is carried out in one transaction.

use dantin_record::{
    act::Actor,
    matter::{Digest, Matter, MatterEvent},
    oversight::{CritiqueEvent, DropReason, LetGoReason, MoveReason, OversightEvent, Reply},
    reasons::ErasureGround,
};
use dantin_store::Tx;
use jiff::{Timestamp, civil};

use super::standing::{apart, overseer_of, somebody_of};
use crate::{
    act::{
        cases::{CaseError, Context},
        deadlines::moment,
        matters::{
            Deed, Key, MatterFile, may_confirm,
            oversight::{NewRecommendation, NewVisit, close, notice, recommend, round, visit},
            removal,
        },
    },
    app::App,
    city::people::{
        boards,
        model::{Officer, RoleKind},
    },
    desk::{
        dates,
        form::{Check, Fields},
        order::is_beyond,
        step_form::{LINE_LIMIT, WORDS_LIMIT},
    },
};

/// Characters of a form's key at most.
const LONGEST_KEY: usize = 64;

/// A step whose fields were read.
#[derive(Clone, Debug)]
pub enum Step {
    Move {
        visit: Timestamp,
        reason: MoveReason,
    },
    Notify,
    Receive {
        words: String,
    },
    Visit(NewVisit),
    Find {
        words: String,
    },
    Recommend(Box<NewRecommendation>),
    Answer {
        number: u32,
        reply: Reply,
        words: String,
    },
    LetGo {
        number: u32,
        reason: LetGoReason,
        words: String,
    },
    Conclude {
        words: String,
    },
    Close,
    Cancel {
        reason: DropReason,
    },
    Raise {
        words: String,
    },
    Deliver,
    /// Committed fields by the number of their event.
    Erase {
        fields: Vec<(i64, String)>,
        ground: ErasureGround,
    },
}

/// The step of this name with its fields, or nothing where there is no such step or something is wrong with a field.
pub fn read(
    app: &App,
    (officer, matter): (&Officer, &Matter),
    check: &mut Check<'_>,
    fields: &Fields,
    name: &str,
    photos: Vec<String>,
) -> Option<Step> {
    Some(match name {
        "move" => {
            let day = visit_day(app, check, fields);
            let reason = check.choice("move_reason", MoveReason::from_code);
            Step::Move { visit: day?, reason: reason? }
        }
        "notify" => Step::Notify,
        "receive" => Step::Receive { words: check.text("report_words", WORDS_LIMIT) },
        "visit" => {
            let key = Some(fields.get("idempotency_key").to_owned()).filter(|key| !key.is_empty());
            if key.as_ref().is_some_and(|key| key.len() > LONGEST_KEY) {
                check.wrong("visit_words", "error-form-broken");
            }
            Step::Visit(NewVisit { key, words: check.needed_text("visit_words", WORDS_LIMIT), photos })
        }
        "find" => Step::Find { words: check.needed_text("finding_words", WORDS_LIMIT) },
        "recommend" => return read_recommendation(app, (officer, matter), check, fields),
        "answer" => {
            let number = number(check, fields, "answer_number");
            let reply = check.choice("reply", Reply::from_code);
            let words = check.needed_text("reply_words", WORDS_LIMIT);
            Step::Answer { number: number?, reply: reply?, words }
        }
        "let-go" => {
            let number = number(check, fields, "let_go_number");
            let reason = check.choice("let_go_reason", LetGoReason::from_code);
            let words = check.needed_text("let_go_words", WORDS_LIMIT);
            Step::LetGo { number: number?, reason: reason?, words }
        }
        "conclude" => Step::Conclude { words: check.needed_text("conclusion_words", WORDS_LIMIT) },
        "close" => Step::Close,
        "cancel" => Step::Cancel { reason: check.choice("cancel_reason", DropReason::from_code)? },
        "raise" => Step::Raise { words: check.needed_text("point_words", WORDS_LIMIT) },
        "deliver" => {
            // The record takes an empty one, so that older entries still read.
            if matches!(matter, Matter::Critique(critique) if critique.points.is_empty()) {
                check.wrong("steps", "critique-nothing-to-deliver");
            }
            Step::Deliver
        }
        "erase" => return read_erasure(check, fields),
        _ => return None,
    })
}

fn read_recommendation(
    app: &App,
    (officer, matter): (&Officer, &Matter),
    check: &mut Check<'_>,
    fields: &Fields,
) -> Option<Step> {
    let observable = check.needed_text("observable", WORDS_LIMIT);
    let measure = check.text("measure", LINE_LIMIT);
    let evidence = check.text("evidence", LINE_LIMIT);
    let due = date(app, check, fields, "due_day", civil::time(23, 59, 59, 0));
    match due {
        Some(due) if due <= app.now() => check.wrong("due_day", "oversight-due-in-the-past"),
        Some(due) if is_beyond(app, due, 5) => check.wrong("due_day", "oversight-due-too-far"),
        _ => {}
    }
    let known = |code: &str| app.city.agency(code).map(|agency| agency.code.clone());
    let to = check.choice("to", known);
    let host = matter.host();
    // The overseer alone confirms it, which nobody does for itself or for those below.
    match to.as_deref() {
        Some(to) if to == host.as_str() => check.wrong("to", "oversight-recommends-to-itself"),
        Some(to) if !may_confirm(&app.city, host.as_str(), to) => check.wrong("to", "oversight-fault-below"),
        _ => {}
    }
    let category = check.choice("category", |code| app.city.category(code).map(|found| found.code.clone()));
    let area = match fields.get("area") {
        "" => None,
        _ => check.choice("area", |code| app.city.area(code).map(|found| found.code.clone())),
    };
    let finding = match fields.get("finding") {
        "" => None,
        _ => number(check, fields, "finding"),
    };
    if let Some(board) = boards::board(&app.city, host) {
        let elsewhere = to.as_ref().and_then(|to| app.city.agency(to)).and_then(|to| to.area.as_ref());
        if area != board.area {
            check.wrong("area", "oversight-own-ward-only");
        }
        if elsewhere.is_some() && elsewhere != board.area.as_ref() {
            check.wrong("to", "oversight-own-ward-only");
        }
    }
    Some(Step::Recommend(Box::new(NewRecommendation {
        // Replaced by whoever acts, before it is carried out.
        by: Actor::Clock,
        officer: Some(officer.id.as_str().to_owned()),
        finding,
        to: to?,
        due: due?,
        category: category?,
        area,
        observable,
        measure,
        evidence,
    })))
}

/// What is to be erased; nothing is until the officer says that it cannot be undone.
fn read_erasure(check: &mut Check<'_>, fields: &Fields) -> Option<Step> {
    let chosen = fields.all("field").into_iter().filter_map(|value| {
        let (number, field) = value.split_once('.')?;
        Some((number.parse().ok()?, field.to_owned()))
    });
    let chosen: Vec<(i64, String)> = chosen.collect();
    if chosen.is_empty() {
        check.wrong("field", "desk-erase-nothing");
    }
    if fields.get("sure") != "1" {
        check.wrong("sure", "desk-erase-unsure");
    }
    let ground = check.choice("ground", ErasureGround::from_code);
    Some(Step::Erase { fields: chosen, ground: ground? })
}

fn number(check: &mut Check<'_>, fields: &Fields, field: &str) -> Option<u32> {
    let number = fields.get(field).parse().ok();
    if number.is_none() {
        check.wrong(field, "error-choose");
    }
    number
}

/// A day of a form at this time of the day in the city.
pub fn date(
    app: &App,
    check: &mut Check<'_>,
    fields: &Fields,
    field: &str,
    time: civil::Time,
) -> Option<Timestamp> {
    let date = dates::day(fields.get(field));
    let zone = app.city.calendar().zone().clone();
    let at = date.and_then(|date| date.to_datetime(time).to_zoned(zone).ok()).map(|at| at.timestamp());
    if at.is_none() {
        check.wrong(field, "error-not-a-date");
    }
    at
}

/// The day of a visit that is still to come, and in the next two years.
pub fn visit_day(app: &App, check: &mut Check<'_>, fields: &Fields) -> Option<Timestamp> {
    let visit = date(app, check, fields, "visit_day", civil::time(8, 0, 0, 0));
    match visit {
        Some(visit) if visit <= app.now() => check.wrong("visit_day", "oversight-visit-in-the-past"),
        Some(visit) if is_beyond(app, visit, 2) => check.wrong("visit_day", "oversight-visit-too-far"),
        _ => {}
    }
    visit
}

/// As whom the officer takes the step: for an answer as the agency that owes it, where the officer belongs to it, else as overseer.
fn actor(officer: &Officer, matter: &Matter, step: &Step) -> Option<(Actor, bool)> {
    if matches!(step, Step::Erase { .. }) {
        return apart(officer, matter, RoleKind::PrivacyOfficer).map(|actor| (actor, false));
    }
    let (host, owing) = match (matter, step) {
        (Matter::Round(round), Step::Answer { number, .. }) => {
            (round.overseer, round.recommendation(*number).ok().map(|one| one.to))
        }
        (Matter::Round(round), Step::Receive { .. }) => (round.overseer, Some(round.overseen)),
        (Matter::Critique(critique), Step::Answer { .. }) => (critique.critic, Some(critique.drafter)),
        (matter, _) => (matter.host(), None),
    };
    let own = owing.and_then(|agency| somebody_of(officer, agency)).map(|actor| (actor, false));
    own.or_else(|| overseer_of(officer, host).map(|actor| (actor, true)))
}

/// Whether the officer has a role for the step at all.
pub fn has_role(officer: &Officer, matter: &Matter, step: &Step) -> bool {
    actor(officer, matter, step).is_some()
}

/// Carries out a step that was decided upon when the matter had this version; a visit that has come before changes nothing.
pub fn carry_out(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (code, version): (&str, Option<i64>),
    officer: &Officer,
    step: &Step,
) -> Result<(), CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    if let Step::Visit(new) = step
        && new.is_there(tx, &file)?
    {
        return Ok(());
    }
    file.unchanged_since(version)?;
    take(tx, context, &mut file, officer, step)
}

fn take(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    officer: &Officer,
    step: &Step,
) -> Result<(), CaseError> {
    let (by, on_paper) = actor(officer, &file.matter, step).ok_or(CaseError::NotFound)?;
    let officer = Some(officer.id.as_str());
    let is_critique = matches!(file.matter, Matter::Critique(_));
    // What carries one text: its field, the text, and the event.
    let (field, words, event) = match step {
        Step::Visit(new) => {
            visit(tx, context, file, (by, officer), new)?;
            return file.save(tx, context);
        }
        Step::Erase { fields, ground } => {
            return removal::erase(tx, context, file, (by, officer), fields, *ground);
        }
        Step::Recommend(new) => {
            let new = NewRecommendation { by, ..(**new).clone() };
            recommend(tx, context, file, &new)?;
            return file.save(tx, context);
        }
        Step::Close if !is_critique => {
            close(tx, context, file, (by, officer))?;
            return file.save(tx, context);
        }
        Step::Move { visit, reason } => {
            let (notify_by, report_by) = notice(context.city, round(file)?.body, *visit)?;
            let event =
                OversightEvent::Moved { visit: moment(*visit), notify_by, report_by, reason: *reason };
            (String::new(), "", MatterEvent::Oversight(event))
        }
        Step::Notify => (String::new(), "", MatterEvent::Oversight(OversightEvent::Notified { plan: None })),
        Step::Receive { words } => {
            let event = OversightEvent::ReportReceived { report: None::<Digest> };
            ("overseen_report".to_owned(), words.as_str(), MatterEvent::Oversight(event))
        }
        Step::Find { words } => {
            let finding = next(round(file)?.findings.len());
            let event = MatterEvent::Oversight(OversightEvent::Found { finding });
            (format!("finding.{finding}"), words.as_str(), event)
        }
        Step::Answer { number, reply, words } if is_critique => {
            let event = CritiqueEvent::Answered { point: *number, reply: *reply, on_paper };
            (format!("reply.{number}"), words.as_str(), MatterEvent::Critique(event))
        }
        Step::Answer { number, reply, words } => {
            let event = OversightEvent::Answered { recommendation: *number, reply: *reply, on_paper };
            (format!("reply.{number}"), words.as_str(), MatterEvent::Oversight(event))
        }
        Step::LetGo { number, reason, words } => {
            let event = OversightEvent::LetGo { recommendation: *number, reason: *reason };
            (format!("let_go.{number}"), words.as_str(), MatterEvent::Oversight(event))
        }
        Step::Conclude { words } => {
            let event = MatterEvent::Oversight(OversightEvent::Concluded { report: None });
            ("conclusion".to_owned(), words.as_str(), event)
        }
        Step::Cancel { reason } if is_critique => {
            (String::new(), "", MatterEvent::Critique(CritiqueEvent::Cancelled { reason: *reason }))
        }
        Step::Cancel { reason } => {
            (String::new(), "", MatterEvent::Oversight(OversightEvent::Cancelled { reason: *reason }))
        }
        Step::Raise { words } => {
            let point = match &file.matter {
                Matter::Critique(critique) => critique.next_point(),
                _ => 1,
            };
            (format!("point.{point}"), words.as_str(), MatterEvent::Critique(CritiqueEvent::Raised { point }))
        }
        Step::Deliver => (String::new(), "", MatterEvent::Critique(CritiqueEvent::Delivered {})),
        Step::Close => (String::new(), "", MatterEvent::Critique(CritiqueEvent::Closed {})),
    };
    let mut private = vec![(field.as_str(), words)];
    private.retain(|(field, words)| !field.is_empty() && !words.is_empty());
    file.add(tx, context, Deed { by, event, private: &private, published: &[&field], officer })?;
    file.save(tx, context)
}

fn next(so_far: usize) -> u32 {
    u32::try_from(so_far).unwrap_or(u32::MAX).saturating_add(1)
}
