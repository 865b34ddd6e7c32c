//! What is done to a consultation and its comments from the desk. Everything that the rules refuse is said on the page from which it came, with
//! what was typed still there.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_drafts::ProvisionId;
use dantin_record::{
    case::Visibility,
    consultation::{CommentChannel, CourseReason, Decision, Speaker, Stance},
    reasons::HideReason,
};

use super::{
    announce::{check_near, time_of},
    holder, import_of, letters, moderator, publisher, work,
};
use crate::{
    act::{
        cases::Asker,
        consultations::{self, Answering, By, NewComment},
    },
    app::Shared,
    city::people::pages::SignedIn,
    desk::{
        dialogues::slips::{self, Strip},
        form::{Check, Fields, Posted},
    },
    error::{Error, Missing, not_found},
    listen::{
        consultations::{Course, draft_of, find, with},
        reports::contact,
    },
    pages::components::{FieldError, Link},
};

/// Characters of a response and of words in the place of a comment's, at most.
const WORDS: usize = 4_000;

/// What whoever wrote the draft may not do about a comment. Refused here and not in the record, whose journals may hold it.
const FOR_MODERATORS: &str = "comment_for_moderators";

/// Why the time for comments is made longer.
pub(super) const LONGER: &[CourseReason] =
    &[CourseReason::Demand, CourseReason::NewVersion, CourseReason::Hindrance, CourseReason::Correction];
/// Why nothing comes of a consultation.
pub(super) const GIVEN_UP: &[CourseReason] =
    &[CourseReason::GivenUp, CourseReason::NewVersion, CourseReason::Hindrance, CourseReason::Correction];

fn one_of(reasons: &'static [CourseReason]) -> impl Fn(&str) -> Option<CourseReason> {
    move |code| CourseReason::from_code(code).filter(|reason| reasons.contains(reason))
}

/// What is to be done, checked.
enum Order {
    /// As it was written, if it waits.
    Publish(u32),
    Show(u32, Option<(String, HideReason)>),
    Hide(u32, HideReason),
    Answer(Answering),
    Group(Vec<u32>, u32),
    Ungroup(u32),
    Extend(jiff::Timestamp, CourseReason),
    Enter(Box<NewComment>),
    Close,
    Cancel(CourseReason),
}

/// `POST /desk/consultations/{code}`.
pub async fn take(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, files } = posted;
    let course = find(&app, &code)?;
    let step = fields.get("step").to_owned();
    let here = format!("/desk/consultations/{}", course.code);
    let drafter = course.drafter.as_str();
    let (by, may_reword) = match step.as_str() {
        "hide" => (moderator(signed.officer())?, false),
        "show" => publisher(&app, signed.officer(), drafter)?,
        _ => (holder(&app, signed.officer(), drafter)?, false),
    };
    let number = fields.get("comment").parse::<u32>().ok();
    let asked = work::Asked { comment: number, ..work::Asked::default() };
    if step == "upload" {
        let agency = course.drafter.as_str().to_owned();
        return match import_of(&app, &signed, agency, Some(course.id.clone()), &files).await? {
            Ok(id) => Ok(Redirect::to(&format!("/desk/consultations/imports/{id}")).into_response()),
            Err(message) => {
                let errors = vec![FieldError { field: "file".to_owned(), message }];
                work::page(&app, &signed, &course, &asked, (fields, errors)).await
            }
        };
    }
    let mut check = Check::new(&signed.visit.w, &fields);
    let order = read(&app, &course, (&step, number), (&by, may_reword), &mut check, &fields)?;
    if let Some(Order::Answer(answering)) = &order
        && !are_there(&app, &course, &answering.provisions).await?
    {
        check.wrong("provisions", "comment-fault-provisions");
    }
    let mut errors = check.errors;
    if let (Some(order), true) = (order, errors.is_empty()) {
        match carry_out(&app, &course, by, order).await {
            Ok(Some(secret)) => return Ok(link_of(&app, &signed, &course, &secret, fields.get("said"))),
            Ok(None) => {
                let there = match (step.as_str(), number) {
                    ("show" | "ungroup", Some(number)) => format!("{here}?comment={number}"),
                    _ => here,
                };
                return Ok(Redirect::to(&there).into_response());
            }
            Err(error @ Error::Refused(code)) => {
                let (title, explanation) = error.words(&signed.visit.w);
                let field = match (step.as_str(), code) {
                    ("extend", "period_not_longer" | "matter_time_out_of_range") => "closes",
                    ("group", "not_groupable" | "no_such_comment" | "comment_gone") => "into",
                    _ => "main",
                };
                errors
                    .push(FieldError { field: field.to_owned(), message: format!("{title}. {explanation}") });
            }
            Err(error) => return Err(error),
        }
    }
    work::page(&app, &signed, &course, &asked, (fields, errors)).await
}

/// Whether these are provisions of the text as it is, or as it was in one of its versions.
async fn are_there(app: &Shared, course: &Course, provisions: &[String]) -> Result<bool, Error> {
    if provisions.is_empty() {
        return Ok(true);
    }
    let (id, version) = (course.id.clone(), course.latest());
    let (now, before) = app
        .read(move |tx| Ok((draft_of(tx, &id, version)?, consultations::drafts_before(tx, &id, version)?)))
        .await?;
    // Where a text was lost nobody can say what was in it.
    let is_lost = now.is_empty() || u32::try_from(before.len()).is_ok_and(|count| count + 1 < version);
    let is_there = |code: &String| {
        let mut drafts = std::iter::once(&now).chain(before.iter().map(|(_, draft)| draft));
        ProvisionId::parse(code).is_some_and(|id| drafts.any(|draft| draft.find(id).is_some()))
    };
    Ok(is_lost || provisions.iter().all(is_there))
}

fn read(
    app: &Shared,
    course: &Course,
    (step, number): (&str, Option<u32>),
    (by, may_reword): (&By, bool),
    check: &mut Check<'_>,
    fields: &Fields,
) -> Result<Option<Order>, Error> {
    let comment = || number.ok_or(Error::Refused("no_such_comment"));
    match step {
        "show" if !may_reword => {
            if !(fields.get("redacted").trim().is_empty() && fields.get("redact_reason").is_empty()) {
                check.wrong("main", "refusal-comment-for-moderators");
            }
            Ok(Some(Order::Publish(comment()?)))
        }
        "show" => {
            let words = check.text("redacted", WORDS);
            let comment = comment()?;
            if words.is_empty() {
                if is_read_as_written(app, course, comment)? {
                    check.wrong("redacted", "error-required");
                }
                // A reason means that something is to be replaced: nothing goes out as it was written by oversight.
                if check.errors.is_empty() && !fields.get("redact_reason").is_empty() {
                    check.wrong("redacted", "comment-fault-redacted");
                }
                return Ok(Some(Order::Show(comment, None)));
            }
            let reason = check.choice("redact_reason", HideReason::from_code);
            Ok(reason.map(|reason| Order::Show(comment, Some((words, reason)))))
        }
        "hide" => {
            let comment = comment()?;
            Ok(check.choice("hide_reason", HideReason::from_code).map(|reason| Order::Hide(comment, reason)))
        }
        "answer" => {
            let decision = check.choice("decision", Decision::from_code);
            let text = check.needed_text("text", WORDS);
            let provisions: Vec<String> =
                fields.all("provisions").into_iter().filter(|code| !code.is_empty()).collect();
            let revision = fields.get("revision").parse().unwrap_or(0);
            let comment = comment()?;
            Ok(decision.map(|decision| {
                let taken = matches!(decision, Decision::Accepted | Decision::Partly);
                let provisions = if taken { provisions } else { Vec::new() };
                Order::Answer(Answering { comment, revision, decision, provisions, text })
            }))
        }
        "group" => {
            let into = fields.get("into").trim().parse::<u32>().ok();
            if into.is_none() {
                check.wrong("into", "comment-fault-into");
            }
            let chosen = fields.all("chosen");
            let comments: Vec<u32> = chosen.iter().filter_map(|number| number.parse().ok()).collect();
            if comments.is_empty() {
                check.wrong("into", "comment-fault-chosen");
            }
            let others: Vec<u32> = comments.iter().copied().filter(|one| Some(*one) != into).collect();
            if others.is_empty() && !comments.is_empty() {
                check.wrong("into", "comment-fault-into-itself");
            }
            Ok(into.map(|into| Order::Group(others, into)))
        }
        "ungroup" => Ok(Some(Order::Ungroup(comment()?))),
        "extend" => {
            let reason = check.choice("reason", one_of(LONGER));
            let zone = app.city.calendar().zone();
            let closes = time_of(check, fields, "closes", zone);
            check_near(check, closes, (course.closes.to_timestamp(), 1), zone);
            Ok(reason.zip(closes).map(|(reason, closes)| Order::Extend(closes, reason)))
        }
        "enter" => Ok(read_comment(course, by, check, fields)),
        "close" => Ok(Some(Order::Close)),
        "cancel" => Ok(check.choice("cancel_reason", one_of(GIVEN_UP)).map(Order::Cancel)),
        _ => Err(not_found(Missing::Page)),
    }
}

/// Whether the public reads a comment in its own words already, so that publishing it anew needs others.
fn is_read_as_written(app: &Shared, course: &Course, comment: u32) -> Result<bool, Error> {
    with(app, &course.code, |consultation| {
        let comment = consultation.comment(comment);
        comment.is_ok_and(|comment| comment.visibility == Visibility::Public && !comment.redacted)
    })
}

/// What somebody said at a meeting, by telephone or on paper.
fn read_comment(course: &Course, by: &By, check: &mut Check<'_>, fields: &Fields) -> Option<Order> {
    let stance = check.choice("stance", Stance::from_code);
    let channel = check.choice("channel", CommentChannel::from_code);
    let text = check.needed_text("said", WORDS);
    let proposal = check.text("proposal", WORDS);
    let organisation = check.text("organisation", 200);
    let key = fields.get("idempotency_key").to_owned();
    if key.len() != 64 {
        check.wrong("said", "error-form-broken");
    }
    let asker = match contact(check.words(), fields.get("name"), fields.get("phone"), fields.get("email")) {
        Ok(contact) => Asker {
            name: contact.name,
            phone: contact.phone,
            email: contact.email,
            language: check.words().language().code().to_owned(),
        },
        Err(errors) => {
            check.errors.extend(errors);
            Asker::default()
        }
    };
    Some(Order::Enter(Box::new(NewComment {
        by: by.clone(),
        provision: Some(fields.get("provision").to_owned()).filter(|code| !code.is_empty()),
        version: course.latest(),
        stance: stance?,
        speaker: if organisation.is_empty() { Speaker::OnBehalf } else { Speaker::Organisation },
        channel: channel.filter(|channel| *channel != CommentChannel::Web)?,
        text,
        proposal,
        organisation,
        asker,
        key,
    })))
}

/// The sheet with the link for whoever's comment was written down; sent again, the form leads to the same.
fn link_of(
    app: &Shared,
    signed: &SignedIn,
    course: &Course,
    (number, secret): &(u32, String),
    words: &str,
) -> Response {
    let w = &signed.visit.w;
    let crumbs = vec![
        Link::new("/desk/consultations", w.t("desk-consultations")),
        Link::new(format!("/desk/consultations/{}", course.code), course.code.clone()),
        Link::new("", w.t("slips-title")),
    ];
    let name = w.with("comment-number", &[("number", number.to_string().as_str().into())]);
    let strip = Strip::new(app, name, words, w.t("comment-strip"), secret);
    slips::printed(signed, crumbs, course.code.clone(), w.t("comment-strip-sentence"), vec![strip])
}

/// Does it; gives number and secret of a comment that was written down.
async fn carry_out(
    app: &Shared,
    course: &Course,
    by: By,
    order: Order,
) -> Result<Option<(u32, String)>, Error> {
    let code = course.code.clone();
    let letters = match &order {
        Order::Answer(answering) => {
            letters::of_answer(app, course, answering.comment, &answering.text).await?
        }
        _ => Vec::new(),
    };
    app.command_shown(move |tx, context| {
        let mut file = consultations::open(tx, &code)?;
        let file = &mut file;
        match &order {
            Order::Publish(number) => {
                if !consultations::waits(tx, file, *number)? {
                    return Err(Error::Refused(FOR_MODERATORS));
                }
                consultations::show(tx, context, file, &by, *number, None)?;
            }
            Order::Show(number, words) => {
                let words = words.as_ref().map(|(words, reason)| (words.as_str(), *reason));
                consultations::show(tx, context, file, &by, *number, words)?;
            }
            Order::Hide(number, reason) => consultations::hide(tx, context, file, &by, *number, *reason)?,
            Order::Answer(answering) => {
                consultations::answer(tx, context, file, &by, answering)?;
                for letter in &letters {
                    crate::mail::enqueue(tx, context.now, context.random, letter)?;
                }
            }
            Order::Group(comments, into) => consultations::group(tx, context, file, &by, comments, *into)?,
            Order::Ungroup(number) => consultations::ungroup(tx, context, file, &by, *number)?,
            Order::Extend(closes, reason) => consultations::extend(tx, context, file, &by, *closes, *reason)?,
            Order::Enter(new) => return Ok(Some(consultations::comment(tx, context, file, new)?)),
            Order::Close => consultations::close(tx, context, file, &by)?,
            Order::Cancel(reason) => consultations::cancel(tx, context, file, &by, *reason)?,
        }
        Ok(None)
    })
    .await
}
