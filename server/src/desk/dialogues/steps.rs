//! What is done to a session and its questions from the desk, one address for each step. Everything that the rules refuse is said on
//! the page from which it came, with what was typed still there.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    code::Code,
    dialogue::{ChangeReason, DialogueEvent, RefuseReason, Session},
    event::PledgeKind,
    reasons::HideReason,
};

use super::{holder, manage_page, moderator, question};
use crate::{
    act::matters::{
        Key, MatterFile, NewPromise,
        dialogues::{self, Doer},
        floor, may_confirm, promise,
        questions::{self, Stamp},
        queue::{self, Place},
    },
    app::Shared,
    desk::{
        dates,
        form::{Check, Fields, Posted},
    },
    error::{Error, Missing, not_found},
    listen::dialogues::find,
    pages::components::FieldError,
};

/// Characters of an answer, and of a field of a promise, at most.
const ANSWER: usize = 4_000;
const FIELD: usize = 1_000;
/// Somebody else changed the question while the form was being filled in.
const CHANGED: &str = "question_changed";
/// People in one hall at most.
const PEOPLE: u32 = 1_000_000;

/// `POST /desk/dialogues/{code}/{step}`.
pub async fn take(
    State(app): State<Shared>,
    Path((code, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let session = find(&app, &code)?;
    let number = fields.get("question").parse::<u32>().ok();
    let is_moderation = matches!(step.as_str(), "show" | "hide");
    let doer = if is_moderation {
        moderator(&app, signed.officer(), &session)?
    } else {
        holder(&app, signed.officer(), session.host)?
    };
    let mut check = Check::new(&signed.visit.w, &fields);
    let order = read(&app, &step, number, &fields, &mut check)?;
    let seen = number.zip(Stamp::parse(fields.get("seen")));
    let mut errors = check.errors;
    if errors.is_empty() {
        let Some(order) = order else { return Err(not_found(Missing::Page)) };
        match carry_out(&app, &session, &doer, order, seen).await {
            Ok(()) => {
                let there = match number {
                    Some(number) => format!("/desk/dialogues/{}#q{number}", session.code),
                    None => format!("/desk/dialogues/{}", session.code),
                };
                return Ok(Redirect::to(&there).into_response());
            }
            Err(Error::Refused(CHANGED)) => {
                let Some((number, seen)) = seen else { return Err(not_found(Missing::Page)) };
                return question::changed(&app, &signed, &session, (number, seen), (&step, fields)).await;
            }
            Err(error @ Error::Refused(_)) => {
                let (title, explanation) = error.words(&signed.visit.w);
                let message = format!("{title}. {explanation}");
                errors.push(FieldError { field: "main".to_owned(), message });
            }
            Err(error) => return Err(error),
        }
    }
    // The page from which the step came, with what is wrong.
    match number {
        Some(number) => question::page(&app, &signed, &session, number, (&step, fields), errors).await,
        None => manage_page::show(&app, &signed, &session, errors).await,
    }
}

/// What is to be done, checked.
enum Order {
    Plain(DialogueEvent),
    Show(u32, Option<(String, HideReason)>),
    Hide(u32, HideReason),
    Answer(u32, String, String),
    Refuse(u32, RefuseReason, Option<Code>, String),
    Promise(Box<NewPromise>),
    Arrange(u32, Place),
    Speak(Option<String>),
}

fn read(
    app: &Shared,
    step: &str,
    number: Option<u32>,
    fields: &Fields,
    check: &mut Check<'_>,
) -> Result<Option<Order>, Error> {
    let question = || number.ok_or(Error::Refused("no_such_question"));
    let plain = |event| Ok(Some(Order::Plain(event)));
    match step {
        "open" => plain(DialogueEvent::Opened {}),
        "start" => plain(DialogueEvent::Started {}),
        "close" => plain(DialogueEvent::Closed {}),
        "cancel" => Ok(check
            .choice("reason", ChangeReason::from_code)
            .map(|reason| Order::Plain(DialogueEvent::Cancelled { reason }))),
        "attend" => {
            let people = fields.get("people").trim().parse::<u32>().ok().filter(|people| *people <= PEOPLE);
            if people.is_none() {
                check.wrong("people", "session-fault-people");
            }
            Ok(people.map(|people| Order::Plain(DialogueEvent::Attended { people })))
        }
        "call" => plain(DialogueEvent::Called { question: question()? }),
        "first" => Ok(Some(Order::Arrange(question()?, Place::First))),
        "up" => Ok(Some(Order::Arrange(question()?, Place::Up))),
        "down" => Ok(Some(Order::Arrange(question()?, Place::Down))),
        "speak" => Ok(match fields.get("speaker") {
            "" => Some(Order::Speak(None)),
            _ => check
                .choice("speaker", |code| app.city.agency(code).map(|agency| agency.code.clone()))
                .map(|agency| Order::Speak(Some(agency))),
        }),
        "unmerge" => plain(DialogueEvent::Unmerged { question: question()? }),
        "merge" => {
            let into = fields.get("into").trim().parse::<u32>().ok();
            if into.is_none() {
                check.wrong("into", "question-fault-into");
            }
            let question = question()?;
            Ok(into.map(|into| Order::Plain(DialogueEvent::Merged { question, into })))
        }
        "show" => {
            let text = check.text("redacted", crate::listen::dialogues::ask::MOST);
            let question = question()?;
            if text.is_empty() {
                // Whoever gives a reason means other words, and not those that were sent.
                if !fields.get("redact_reason").is_empty() {
                    check.wrong("redacted", "question-fault-redacted");
                }
                return Ok(Some(Order::Show(question, None)));
            }
            let reason = check.choice("redact_reason", HideReason::from_code);
            Ok(reason.map(|reason| Order::Show(question, Some((text, reason)))))
        }
        "hide" => {
            let question = question()?;
            Ok(check.choice("hide_reason", HideReason::from_code).map(|reason| Order::Hide(question, reason)))
        }
        "answer" => {
            let agency =
                check.choice("agency", |code| app.city.agency(code).map(|agency| agency.code.clone()));
            let words = check.needed_text("words", ANSWER);
            let question = question()?;
            Ok(agency.map(|agency| Order::Answer(question, agency, words)))
        }
        "refuse" => {
            let reason = check.choice("refuse_reason", RefuseReason::from_code);
            let words = check.needed_text("words", ANSWER);
            let authority = Some(fields.get("authority")).filter(|code| !code.is_empty());
            let authority = authority
                .filter(|code| app.city.agency(code).is_some())
                .and_then(|code| Code::new(code).ok());
            let question = question()?;
            Ok(reason.map(|reason| Order::Refuse(question, reason, authority, words)))
        }
        "promise" => Ok(read_promise(app, question()?, PledgeKind::Commitment, fields, check)),
        "writing" => Ok(read_promise(app, question()?, PledgeKind::WrittenAnswer, fields, check)),
        _ => Err(not_found(Missing::Page)),
    }
}

/// A promise in its fixed form: nothing of it may be left out, or it is a statement and no commitment.
fn read_promise(
    app: &Shared,
    question: u32,
    kind: PledgeKind,
    fields: &Fields,
    check: &mut Check<'_>,
) -> Option<Order> {
    let agency = check.choice("agency", |code| app.city.agency(code).map(|agency| agency.code.clone()));
    let category =
        check.choice("category", |code| app.city.category(code).map(|category| category.code.clone()));
    let observable = check.needed_text("observable", FIELD);
    let (mut measure, mut evidence) = (String::new(), String::new());
    if kind == PledgeKind::Commitment {
        measure = check.needed_text("measure", FIELD);
        evidence = check.needed_text("evidence", FIELD);
    }
    let words = check.text("speaker", FIELD);
    let place = check.text("place", FIELD);
    let area = fields.get("area").to_owned();
    if !area.is_empty() && app.city.area(&area).is_none() {
        check.wrong("area", "error-unknown-choice");
    }
    let zone = app.city.calendar().zone();
    // A day that is promised is promised whole.
    let due = dates::day(fields.get("due"))
        .and_then(|day| zone.to_ambiguous_timestamp(day.at(23, 59, 0, 0)).compatible().ok());
    match due {
        None => check
            .wrong("due", if fields.get("due").is_empty() { "error-required" } else { "session-fault-day" }),
        Some(due) if due <= app.now() => check.wrong("due", "question-fault-due"),
        Some(_) => {}
    }
    let verifier = fields.get("verifier").to_owned();
    let is_barred = agency.as_ref().is_some_and(|agency| !may_confirm(&app.city, &verifier, agency));
    if !verifier.is_empty() && (app.city.agency(&verifier).is_none() || is_barred) {
        check.wrong("verifier", "question-fault-verifier");
    }
    let (agency, category, due) = (agency?, category?, due?);
    Some(Order::Promise(Box::new(NewPromise {
        by: dantin_record::act::Actor::Coordinator,
        officer: String::new(),
        kind,
        question,
        agency,
        due,
        verifier: Some(verifier).filter(|verifier| !verifier.is_empty()),
        category,
        area: Some(area).filter(|area| !area.is_empty()),
        observable,
        place: Some(place).filter(|place| !place.is_empty()),
        measure,
        evidence,
        words,
    })))
}

async fn carry_out(
    app: &Shared,
    session: &Session,
    doer: &Doer,
    order: Order,
    seen: Option<(u32, Stamp)>,
) -> Result<(), Error> {
    let (code, doer) = (session.code.to_string(), doer.clone());
    let is_arranged = matches!(order, Order::Arrange(..) | Order::Speak(_));
    let order = std::sync::Arc::new(order);
    let done = app.command_shown(move |tx, context| {
        if let Some((number, seen)) = seen
            && !questions::unchanged_since(tx, &code, number, seen)?
        {
            return Err(Error::Refused(CHANGED));
        }
        match order.as_ref() {
            Order::Plain(event) => {
                dialogues::step(tx, context, &doer, &code, event.clone())?;
            }
            Order::Show(question, text) => {
                let text = text.as_ref().map(|(text, reason)| (text.as_str(), *reason));
                questions::show(tx, context, &doer, &code, *question, text)?;
            }
            Order::Hide(question, reason) => {
                questions::hide(tx, context, &doer, &code, *question, *reason)?;
            }
            Order::Answer(question, agency, words) => {
                questions::answer(tx, context, &doer, (&code, *question), agency, words)?;
            }
            Order::Refuse(question, reason, authority, words) => {
                questions::refuse(tx, context, &doer, (&code, *question), (*reason, *authority), words)?;
            }
            Order::Promise(new) => {
                let mut file = MatterFile::open(tx, &Key::Code(&code))?;
                let new = NewPromise { by: doer.by, officer: doer.officer.clone(), ..(**new).clone() };
                promise(tx, context, &mut file, &new)?;
                file.save(tx, context)?;
            }
            Order::Arrange(question, place) => queue::arrange(tx, &code, *question, *place)?,
            Order::Speak(agency) => floor::speak(tx, context, &code, agency.as_deref())?,
        }
        Ok(())
    });
    done.await?;
    if is_arranged {
        app.live.arranged(session.id);
    }
    Ok(())
}
