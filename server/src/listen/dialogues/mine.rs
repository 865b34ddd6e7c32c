//! The page behind an asker's link: the question, what became of it, whether that answers it, and, where something was promised,
//! whether it is done.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    act::Actor,
    case::{Case, StateKind, Visibility},
    dialogue::{End, Question, Session},
    matter::Matter,
};

use super::{
    shown, texts,
    view::{Card, card},
};
use crate::{
    act::{
        cases::{
            Key,
            commands::{self, Command},
            erasure,
        },
        matters::{Contributor, by_secret, questions},
    },
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::{
        form::Form,
        limits::{Deed, Source},
        my::behind,
        reports::{check, may_accuse},
        show::moment,
    },
    pages::{
        components::{FieldError, Link, Moment, SummaryRow},
        layout::{Page, Section, Shell},
        qr::{self, Drawing},
    },
    speak::{case::pledge, wording::Wording},
};

/// Characters of a remark at most.
const MOST: usize = 2_000;

#[derive(Template)]
#[template(path = "listen/dialogues/templates/mine.html")]
struct MinePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    base: String,
    here: String,
    code: String,
    title: String,
    own_text: String,
    one: Card,
    link: String,
    drawing: Option<Drawing>,
    /// When erasure was asked for, and when that was decided.
    asked: Option<Moment>,
    decided: Option<Moment>,
    is_asker: bool,
    /// What belongs to the promise that it ended with.
    pledge: Vec<SummaryRow>,
    /// The numbers of the own question and of the one as which it is treated.
    merged: Option<(u32, u32)>,
    is_withdrawn: bool,
    is_hidden: bool,
    /// It waits for a moderator, and its words may accuse a person.
    accuses: bool,
    may_judge: bool,
    may_withdraw: bool,
    may_confirm: bool,
    /// What was typed before it was refused.
    typed: String,
}

/// What was typed on the page, and what is wrong with it.
#[derive(Default)]
pub struct Typed {
    text: String,
    errors: Vec<FieldError>,
}

/// The page of whoever contributed.
pub async fn show(
    app: &Shared,
    visit: &Visit,
    contributor: &Contributor,
    secret: &str,
    Typed { text: typed, errors }: Typed,
) -> Result<Response, Error> {
    let (session, question) = found(app, contributor)?;
    let (id, number) = (contributor.matter.clone(), question.number);
    let is_asker = contributor.relation == "reporter";
    let who = contributor.id.clone();
    // What is merged has the end of the one as which it is treated.
    let main = question.merged_into.and_then(|main| session.question(main).ok()).unwrap_or(&question);
    let owed = owed(app, main);
    let asked: Vec<_> = owed.iter().filter_map(pledge::asked).collect();
    let (words, questions, own, wish, pledges) = app
        .read(move |tx| {
            let own: Option<(String,)> = tx.first(
                "SELECT c.body FROM questions q JOIN contents c ON c.case_id = q.matter_id AND c.number = q.event AND \
                 c.field = 'text' WHERE q.matter_id = $1 AND q.question = $2",
                &[&id, &i64::from(number)],
            )?;
            let wish = erasure::request_of(tx, &who)?;
            Ok((texts(tx, &id)?, shown(tx, &id)?, own, wish, pledge::words(tx, &asked)?))
        })
        .await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let promised = to_confirm(app, main);
    let rows = owed.as_ref().and_then(|case| {
        let (pledged, words) = (case.pledged?, pledges.get(&case.id)?);
        Some(pledge::rows(case, pledged, |field| words.get(field).map(str::to_owned), wording))
    });
    let link = format!("{}/my/{secret}", app.public_url);
    let title = if words.title.is_empty() { session.code.to_string() } else { words.title };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = MinePage {
        crumbs: vec![
            Link::new("/dialogues", w.t("dialogues-title")),
            Link::new(format!("/dialogues/{}", session.code), session.code.to_string()),
            Link::new("", w.t("question-mine")),
        ],
        here: format!("/my/{secret}"),
        base: format!("/dialogues/{}", session.code),
        code: session.code.to_string(),
        one: card(app, wording, &session, main, &questions, &[]),
        pledge: rows.unwrap_or_default(),
        merged: question.merged_into.map(|main| (question.number, main)),
        is_withdrawn: question.withdrawn,
        is_hidden: question.visibility == Visibility::Hidden,
        accuses: is_asker
            && !question.withdrawn
            && question.visibility == Visibility::AwaitingModeration
            && own.as_ref().is_some_and(|(text,)| may_accuse(text)),
        own_text: own.filter(|_| is_asker).map(|(text,)| text).unwrap_or_default(),
        drawing: qr::draw(&link),
        link,
        decided: wish.and_then(|(_, decided)| decided).map(|at| moment(w, &app.city, at)),
        asked: wish.map(|(asked, _)| moment(w, &app.city, asked)),
        is_asker,
        may_judge: !main.ends.is_empty(),
        may_withdraw: is_asker
            && question.is_open()
            && session.is_at_work()
            && session.is_askers_own(&question),
        may_confirm: promised.is_some(),
        shell: visit
            .shell(w.t("question-mine"), Section::Dialogues)
            .unlisted()
            .with_errors(!errors.is_empty()),
        title,
        typed,
        errors,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

/// The case that the question ended with last.
fn owed(app: &Shared, question: &Question) -> Option<Case> {
    let book = app.book.read();
    let case = question.ends.iter().rev().find_map(End::case)?;
    book.row_of(case).and_then(|row| book.case(row))
}

/// The case that was promised for this question and waits to be confirmed.
fn to_confirm(app: &Shared, question: &Question) -> Option<String> {
    let book = app.book.read();
    question.ends.iter().rev().filter_map(End::case).find_map(|case| {
        let record = book.row_of(case).and_then(|row| book.case(row))?;
        let verifier = record.pledged.and_then(|pledged| pledged.pledge.verifier);
        (record.kind() == StateKind::ReportedResolved && verifier.is_none()).then(|| case.to_string())
    })
}

fn found(app: &Shared, contributor: &Contributor) -> Result<(Session, Question), Error> {
    let missing = || not_found(Missing::Secret);
    let id = contributor.matter.parse().map_err(|_not_an_id| missing())?;
    let book = app.book.read();
    let session = book.matter(id).and_then(Matter::as_session).ok_or(Error::Unavailable)?;
    // The journal may be a moment behind the form.
    let question = session.question(contributor.number).map_err(|_not_yet| Error::Unavailable)?;
    Ok((session.clone(), question.clone()))
}

async fn contributor(
    app: &Shared,
    visit: &Visit,
    source: Source,
    secret: &str,
) -> Result<Contributor, Error> {
    let copy = secret.to_owned();
    behind(app, visit, source, secret, move |tx| Ok(by_secret(tx, &copy)?)).await
}

/// `POST /my/{secret}/question/judge`: whether the answer answers the question, or whether what was promised is done.
pub async fn judge(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let contributor = contributor(&app, &visit, source, &secret).await?;
    let typed = form.value("text").to_owned();
    let refuse = async |error: FieldError| {
        let typed = Typed { text: typed.clone(), errors: vec![error] };
        show(&app, &visit, &contributor, &secret, typed).await
    };
    let text = match check::text(&visit.w, "text", &typed, MOST) {
        Ok(text) => text,
        Err(error) => return refuse(error).await,
    };
    let (_, question) = found(&app, &contributor)?;
    let (answers, of_result) = match form.value("answer") {
        "yes" => (true, false),
        "no" => (false, false),
        "done" => (true, true),
        "not_done" => (false, true),
        _ => return Err(not_found(Missing::Page)),
    };
    if of_result && !answers && text.is_empty() {
        return refuse(check::fault("text", visit.w.t("my-fault-contest"))).await;
    }
    if let Err(error) = app.limits.take(Deed::Report, source, visit.now) {
        return after(&app, &visit, &contributor, (&secret, typed), Err(error)).await;
    }
    let main = match question.merged_into {
        Some(main) => found(&app, &Contributor { number: main, ..contributor.clone() })?.1,
        None => question,
    };
    let case = to_confirm(&app, &main);
    let copy = secret.clone();
    let done = app
        .command_shown(move |tx, context| {
            if !of_result {
                return Ok(questions::judge(tx, context, &copy, answers, &text)?);
            }
            let case = case.as_deref().ok_or(Error::Refused("question_not_ended"))?;
            let command = Command {
                key: Key::Id(case),
                by: Actor::Reporter,
                version: None,
                officer: None,
                secret: Some(&copy),
            };
            if answers {
                commands::confirm(
                    tx,
                    context,
                    &command,
                    Some(text.as_str()).filter(|text| !text.is_empty()),
                )?;
            } else {
                commands::contest(tx, context, &command, &text, &[])?;
            }
            Ok(())
        })
        .await;
    after(&app, &visit, &contributor, (&secret, typed), done).await
}

/// `POST /my/{secret}/question/withdraw`.
pub async fn withdraw(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let contributor = contributor(&app, &visit, source, &secret).await?;
    let copy = secret.clone();
    let done = app.command_shown(move |tx, context| Ok(questions::withdraw(tx, context, &copy)?)).await;
    after(&app, &visit, &contributor, (&secret, String::new()), done).await
}

async fn after(
    app: &Shared,
    visit: &Visit,
    contributor: &Contributor,
    (secret, typed): (&str, String),
    done: Result<(), Error>,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/my/{secret}")).into_response()),
        Err(error @ (Error::Refused(_) | Error::TooMany { .. } | Error::DiskFull | Error::Unavailable)) => {
            let (title, explanation) = error.words(&visit.w);
            let errors = vec![check::fault("text", format!("{title}. {explanation}"))];
            let mut page = show(app, visit, contributor, secret, Typed { text: typed, errors }).await?;
            *page.status_mut() = error.status();
            Ok(page)
        }
        Err(error) => Err(error),
    }
}
