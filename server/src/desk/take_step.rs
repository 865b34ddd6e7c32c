//! Taking a step: reads the form of a step back, runs the command, and either goes on or brings the form back with
//! words at what was wrong. A form made before somebody else acted shows what the other did.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{act::Actor, refusal::Refusal};
use dantin_store::Tx;

use super::{
    case_page::{self, Asked, Returned, Since},
    evidence,
    form::{Check, Fields, Posted},
    joint,
    order::{self, Order},
    presence, reads, replies,
    seen::{self, Seen},
    steps::{Standing, Step},
    store,
};
use crate::{
    act::{
        cases::{
            Context, Key,
            commands::{self, Command, Paper},
            erasure, showing,
        },
        forwards,
    },
    app::Shared,
    city::people::{
        model::{Officer, OfficerId},
        pages::SignedIn,
        rights::Act,
        store as people,
    },
    error::{Error, Missing},
    listen::own,
    mail::digest::Look,
    pages::{
        components::{FieldError, Notice, NoticeKind},
        layout::{Page, Shell},
        qr,
    },
};

/// `POST /desk/cases/{code}/{step}`.
pub async fn take(
    State(app): State<Shared>,
    Path((code, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let step = Step::from_code(&step).ok_or(Error::NotFound(Missing::Page))?;
    let Posted { signed, mut fields, files } = posted;
    let seen = seen::load(&app, &code).await?;
    let officer = signed.officer().clone();
    let standing = Standing::new(&app.city, &officer, &seen.record.case, seen.record.assignee.as_ref());
    let actor = standing.actor(step).map_err(|denied| Error::Forbidden(denied.word()))?;
    // A form that comes back shows what the page showed.
    reads::note_page(&app, &signed, &seen).await?;
    let version: i64 = match fields.get("version").parse() {
        Ok(version) => version,
        Err(_not_a_number) => return Err(Error::Invalid { field: "version", code: "form-broken" }),
    };

    let w = &signed.visit.w;
    let mut photo_errors = Vec::new();
    let mut hashes = Vec::new();
    for field in ["before", "photos"] {
        let of = (seen.record.code.as_str(), field);
        let accepted = evidence::accept(&app, w, &fields, &files, of, &mut photo_errors).await?;
        let kept = format!("{field}_kept");
        fields = fields.without(&[&kept]);
        for photo in &accepted {
            fields = fields.holding(&kept, photo.to_string());
        }
        hashes.push(own::hashes(&accepted));
    }
    let (after, before) = (hashes.pop().unwrap_or_default(), hashes.pop().unwrap_or_default());
    if !fields.get("insert").is_empty() {
        // A prepared reply is put behind what was typed; nothing is sent yet.
        fields = replies::insert::filled(&app, signed.visit.now, &seen.record, &seen.replies, step, fields);
        let back =
            Returned { step, fields: &fields, errors: photo_errors, notice: None, since: None, look: None };
        return bring_back(&app, &signed, &seen, back, StatusCode::OK).await;
    }
    let mut check = Check::new(w, &fields);
    check.errors = photo_errors;
    let order = order::read(&app, &seen, w, step, &mut check, &fields, before, after);
    if let Some(Order::Publish { reason: Some(_), .. }) = &order
        && standing.check(Act::Hide).is_err()
    {
        // To leave words or photos out is to hide a part.
        check.wrong("reason", "desk-publish-own-work");
    }
    let errors = check.errors;
    let returned =
        |errors, notice, since| Returned { step, fields: &fields, errors, notice, since, look: None };
    let (Some(order), true) = (order, errors.is_empty()) else {
        let back = returned(errors, None, None);
        return bring_back(&app, &signed, &seen, back, StatusCode::UNPROCESSABLE_ENTITY).await;
    };

    let code = seen.record.code.clone();
    let (key, person) = (code.clone(), officer);
    let step_taken =
        move |tx: &mut Tx<'_>, context: Context<'_>| run(tx, context, &key, version, actor, &person, &order);
    let done = if fields.get("look") == "1" && app.mail.is_some() {
        look(&app, &code, version, step_taken).await.map(Taken::Look)
    } else {
        // Pages of what was promised or recommended read the book.
        let taken = match seen.record.case.pledged {
            Some(_) => app.command_shown(step_taken).await,
            None => app.command(step_taken).await,
        };
        taken.map(|link| link.map_or(Taken::Plainly, Taken::Link))
    };
    match done {
        Ok(Taken::Link(secret)) => Ok(link_page(&app, &signed, &fields, code, &secret)),
        Ok(Taken::Look(look)) => {
            let back = Returned { look: Some(look), ..returned(Vec::new(), None, None) };
            bring_back(&app, &signed, &seen, back, StatusCode::OK).await
        }
        Ok(Taken::Plainly) => {
            Ok(Redirect::to(&format!("/desk/cases/{code}?done={}", step.code())).into_response())
        }
        Err(Error::Stale) => {
            let seen = seen::load(&app, &code).await?;
            let (notice, since) = overtaken(&app, &signed, &seen, step, version).await?;
            let back = returned(Vec::new(), Some(notice), Some(since));
            bring_back(&app, &signed, &seen, back, StatusCode::CONFLICT).await
        }
        Err(Error::Refused(reason)) => {
            let message = w.code("refusal", reason);
            let errors = vec![FieldError { field: field_of(reason).to_owned(), message }];
            let seen = seen::load(&app, &code).await?;
            bring_back(&app, &signed, &seen, returned(errors, None, None), StatusCode::UNPROCESSABLE_ENTITY)
                .await
        }
        Err(Error::Invalid { field, code: reason }) => {
            let field = if field == "photo" { "photos" } else { field };
            let message = w.t(&format!("error-{reason}"));
            let errors = vec![FieldError { field: field.to_owned(), message }];
            bring_back(&app, &signed, &seen, returned(errors, None, None), StatusCode::UNPROCESSABLE_ENTITY)
                .await
        }
        Err(other) => Err(other),
    }
}

/// What is said of a form that the case has gone on from: that somebody else acted, or the officer, who may have pressed the
/// button twice or work in two windows.
async fn overtaken(
    app: &Shared,
    signed: &SignedIn,
    seen: &Seen,
    step: Step,
    version: i64,
) -> Result<(Notice, Since), Error> {
    let (id, officer) = (seen.record.id.clone(), signed.officer().id.clone());
    let own = app.read(move |tx| store::own_acts(tx, &id, &officer, version)).await?;
    let events = || seen.events.iter().filter(|happened| happened.number > version);
    // What follows by itself from the officer's step is nobody else's doing.
    let is_own = !own.is_empty()
        && events().all(|happened| {
            own.contains(&happened.number) || matches!(happened.by, Actor::Routing | Actor::Clock)
        });
    let is_done = is_own
        && events().any(|happened| {
            own.contains(&happened.number) && Some(happened.event.kind()) == step.act().event()
        });
    let (kind, title, text) = match (is_done, is_own) {
        (true, _) => (NoticeKind::Information, "desk-done-before", "desk-done-before-explained"),
        (false, true) => (NoticeKind::Warning, "desk-stale-own", "desk-stale-explained"),
        (false, false) => (NoticeKind::Warning, "error-stale", "desk-stale-explained"),
    };
    let w = &signed.visit.w;
    Ok((Notice { kind, title: w.t(title), text: w.t(text) }, Since { version, is_own, is_done }))
}

/// What came of a step.
enum Taken {
    Plainly,
    /// The secret of a contractor's link, shown once.
    Link(String),
    /// Nothing was done: only the mails were looked at.
    Look(Look),
}

/// What the mails of a step would say: the step is taken, the mail written from what then stands there, and all of it
/// undone.
async fn look<F>(app: &Shared, code: &str, version: i64, step_taken: F) -> Result<Look, Error>
where
    F: Fn(&mut Tx<'_>, Context<'_>) -> Result<Option<String>, Error> + Send + 'static,
{
    if app.is_halted() {
        return Err(Error::ReadOnly);
    }
    enum Undone {
        Looked(Box<Look>),
        Failed(Error),
    }
    impl From<dantin_store::Error> for Undone {
        fn from(error: dantin_store::Error) -> Undone {
            Undone::Failed(error.into())
        }
    }
    let (sharing, code, now) = (app.clone(), code.to_owned(), app.now());
    let undone = app.db.write(move |tx| {
        let context = Context { city: &sharing.city, now, random: sharing.random.as_ref() };
        let looked = step_taken(tx, context)
            .and_then(|_link| crate::mail::digest::preview(tx, &sharing, &code, version, now));
        Err::<(), Undone>(looked.map_or_else(Undone::Failed, |look| Undone::Looked(Box::new(look))))
    });
    match undone.await {
        Err(Undone::Looked(look)) => Ok(*look),
        Err(Undone::Failed(error)) => Err(error),
        Ok(()) => Err(anyhow::anyhow!("a step that was only looked at was taken").into()),
    }
}

async fn bring_back(
    app: &Shared,
    signed: &SignedIn,
    seen: &Seen,
    returned: Returned<'_>,
    status: StatusCode,
) -> Result<Response, Error> {
    let mut page = case_page::page(app, signed, seen, &Asked::default(), Some(returned))?;
    page.beside = presence::look(app, signed, &seen.record).await;
    Ok(Page::private(page).with_status(status).into_response())
}

/// The link that was made: it is shown once, since only its hash is kept.
#[derive(Template)]
#[template(path = "desk/templates/link.html")]
struct LinkPage {
    shell: Shell,
    code: String,
    label: String,
    link: String,
    drawing: Option<qr::Drawing>,
}

fn link_page(app: &Shared, signed: &SignedIn, fields: &Fields, code: String, secret: &str) -> Response {
    let link = format!("{}/contractor/{secret}", app.public_url);
    let shell = signed.shell(signed.visit.w.t("joint-link-title"));
    let label = fields.get("label").trim().to_owned();
    Page::private(LinkPage { shell, code, label, drawing: qr::draw(&link), link }).into_response()
}

/// The field at which a refusal of the rules is told.
fn field_of(refusal: &str) -> &'static str {
    match refusal {
        code if code == Refusal::DueNotLater.code() => "due_date",
        code if code == Refusal::EvidenceMissing.code() => "photos",
        code if code == Refusal::HandOverToItself.code()
            || code == Refusal::PartOfTheLead.code()
            || code == Refusal::PartIsOpen.code() =>
        {
            "agency"
        }
        code if code == Refusal::NoOpenPart.code() => "part",
        code if is_about_the_main_case(code) => "into",
        code if code == Refusal::NothingToErase.code() => "field",
        _ => "step",
    }
}

fn is_about_the_main_case(code: &str) -> bool {
    let about = [
        Refusal::MergedIntoItself,
        Refusal::MainNotOpen,
        Refusal::MainIsYounger,
        Refusal::MainOfAnother,
        Refusal::MainUnlike,
    ];
    about.iter().any(|refusal| refusal.code() == code)
}

fn run(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    version: i64,
    actor: Option<Actor>,
    officer: &Officer,
    order: &Order,
) -> Result<Option<String>, Error> {
    if let Order::Note(_) | Order::Assignee(_) | Order::Forward { .. } = order {
        return run_apart(tx, context, code, officer, order).map(|()| None);
    }
    let by = actor.ok_or(Error::Forbidden("people-denied-not-your-role"))?;
    let key = Key::Code(code);
    let c = Command { key, version: Some(version), by, officer: Some(officer.id.as_str()), secret: None };
    match order {
        Order::Accept => commands::accept(tx, context, &c)?,
        Order::Return { to, reason, words } => {
            commands::give_back(tx, context, &c, to.as_deref(), *reason, words)?
        }
        Order::Ask(question) => commands::ask(tx, context, &c, question)?,
        Order::Reply { words, photos } => commands::reply(tx, context, &c, words, photos)?,
        Order::Extend { reason, due, words } => commands::extend(tx, context, &c, *reason, *due, words)?,
        Order::Resolve { words, before, after, papers } => {
            let papers: Vec<Paper<'_>> =
                papers.iter().map(|(kind, title, body)| Paper { kind: *kind, title, body }).collect();
            commands::report_resolved(tx, context, &c, words, before, after, &papers)?
        }
        Order::Decline { reason, basis, words, authority } => {
            commands::decline(tx, context, &c, *reason, basis, words, authority.as_deref())?
        }
        Order::Assign(to) => commands::assign(tx, context, &c, to)?,
        Order::Confirm(words) => commands::confirm(tx, context, &c, words.as_deref())?,
        Order::Contest { words, photos } => commands::contest(tx, context, &c, words, photos)?,
        Order::Publish { text, photos, address, ward_only, reason } => {
            let showing = showing::Showing {
                text: text.as_deref(),
                photos,
                address: address.as_deref(),
                ward_only: *ward_only,
                reason: *reason,
            };
            showing::show(tx, context, &c, &showing)?
        }
        Order::Hide(reason) => showing::hide(tx, context, &c, *reason)?,
        Order::Erase { fields, notes, partner_copies, ground, trace } => {
            let erase = erasure::Erase { fields, notes, partner_copies: *partner_copies, ground: *ground };
            let case = erasure::erase(tx, context, &c, &erase)?;
            if let Some(trace) = trace {
                commands::note(tx, context, &case.id.to_string(), officer.id.as_str(), trace)?;
            }
            case
        }
        Order::Joint(order) => return joint::run(tx, context, &c, order),
        Order::Assignee(_) | Order::Note(_) | Order::Forward { .. } => return Ok(None),
    };
    Ok(None)
}

/// Notes and colleagues are no events, and what other servers are told changes nothing for those who work on the case. No
/// version guards them, so the right is asked again here.
fn run_apart(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    officer: &Officer,
    order: &Order,
) -> Result<(), Error> {
    let record = store::find(tx, code)?.ok_or(Error::NotFound(Missing::Case))?;
    let standing = Standing::new(context.city, officer, &record.case, record.assignee.as_ref());
    let may = |step: Step| standing.actor(step).map_err(|denied| Error::Forbidden(denied.word()));
    match order {
        Order::Note(body) => {
            may(Step::Note)?;
            commands::note(tx, context, &record.id, officer.id.as_str(), body)?;
        }
        Order::Forward { remote, service, words, trace } => {
            let actor = may(Step::Forward)?.ok_or(Error::Forbidden("people-denied-not-your-role"))?;
            let by = forwards::By { actor, officer: Some(officer.id.as_str()) };
            // Who presses the button twice hands on once.
            if forwards::hand_on(tx, context, by, &record.id, (remote, service), words)? {
                commands::note(tx, context, &record.id, officer.id.as_str(), trace)?;
            }
        }
        Order::Assignee(to) => {
            may(Step::Assignee)?;
            if let (Some(to), Some(lead)) = (to, record.case.state.lead()) {
                let colleagues = people::list_colleagues(tx, lead)?;
                if !colleagues.iter().any(|colleague| colleague.id == *to) {
                    return Err(Error::Invalid { field: "officer", code: "unknown-choice" });
                }
            }
            commands::set_assignee(tx, &record.id, to.as_ref().map(OfficerId::as_str))?;
        }
        _ => {}
    }
    Ok(())
}
