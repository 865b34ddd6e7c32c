//! The page behind a secret link, with what its holder may do now.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_record::{
    act::Role,
    case::{Case, State, Visibility},
    event::EventKind,
};

use super::{
    Holder,
    mail::{self, Mailbox},
    store::{self, Dossier},
    story::Teller,
};
use crate::{
    act::{
        cases::{commands::is_too_late, erasure},
        deadlines::{Duty, due, moment, unit},
    },
    app::{Shared, Visit},
    error::Error,
    listen::{own::Own, photos, show},
    pages::{
        components::{Deadline, DueState, FieldError, Moment, Notice, Photo, Tag, TimelineEntry},
        layout::{Page, Section, Shell},
        qr::{self, Drawing},
    },
};

/// For so long after sending, the page is a receipt first.
const FRESH_SECONDS: i64 = 1_800;

/// What was typed and could not be taken, with the reasons.
#[derive(Default)]
pub(super) struct Typed {
    pub text: String,
    pub photos: Vec<Own>,
    pub errors: Vec<FieldError>,
    pub status: StatusCode,
    /// What just happened to the mails.
    pub notice: Option<Notice>,
}

#[derive(Template)]
#[template(path = "listen/my/templates/my.html")]
struct MyPage {
    shell: Shell,
    errors: Vec<FieldError>,
    code: String,
    service: String,
    area: String,
    agency: String,
    /// The code of the case as which this one is worked on; empty for its own.
    main: String,
    tag: Tag,
    deadline: Option<Deadline>,
    visibility: &'static str,
    is_reporter: bool,
    is_fresh: bool,
    is_new: bool,
    link: String,
    drawing: Option<Drawing>,
    receive_by: Option<Moment>,
    resolve_within: String,
    own_text: String,
    own_photos: Vec<Photo>,
    question: String,
    answer_by: Option<Moment>,
    may_answer: bool,
    /// Somebody else has confirmed, and the time to say that it is not done still runs.
    is_confirmed: bool,
    may_confirm: bool,
    may_reply: bool,
    /// What was written came too late; it is shown for copying.
    has_unsent: bool,
    may_withdraw: bool,
    text: String,
    waiting: Vec<Photo>,
    timeline: Vec<TimelineEntry>,
    asked: Option<Moment>,
    decided: Option<Moment>,
    written: Option<Written>,
    mailbox: Option<Mailbox>,
    base: String,
}

/// What the page says of the public journal.
struct Written {
    /// The number of the case's first entry, written for people; empty while it waits for the next checkpoint.
    entry: String,
    /// By what a copy on paper is compared.
    fingerprint: String,
    /// Whether nothing is signed until a person has looked.
    is_halted: bool,
    /// Where everybody checks it. It names the case and never the secret.
    address: String,
    drawing: Option<Drawing>,
}

/// Shows the page.
pub(super) async fn show(
    app: &Shared,
    visit: &Visit,
    holder: &Holder,
    secret: &str,
    typed: Typed,
) -> Result<Response, Error> {
    let (w, city) = (&visit.w, &app.city);
    let id = holder.case.clone();
    let sent = typed.photos.clone();
    let asker = holder.asker.clone();
    let main_id = holder.main.clone();
    let has_mail = app.mail.is_some();
    let (file, main, known, wish, mailbox) = app
        .read(move |tx| {
            let wish = erasure::request_of(tx, &asker)?;
            let mailbox = if has_mail { mail::mailbox(tx, &asker)? } else { None };
            let main = main_id.as_deref().map(|main| store::read(tx, main)).transpose()?;
            // A main case that is hidden is shown to nobody else's askers.
            let main = main.filter(|main| main.case.visibility != Visibility::Hidden);
            Ok((store::read(tx, &id)?, main, photos::waiting(tx, &sent)?, wish, mailbox))
        })
        .await?;
    let mut waiting = Vec::new();
    for photo in &known {
        waiting.push(Photo {
            src: photos::preview(app, photo).await?,
            hash: photo.own.to_string(),
            alt: w.t("my-photo-answer"),
            ..Photo::default()
        });
    }
    let teller = Teller { w, city, holder, secret, file: &file };
    let case = &file.case;
    let role = holder.actor().role();
    // What is going on, goes on in the case as which this one is worked on.
    let at_work = main.as_ref().map_or(case, |main| &main.case);
    let in_main = holder.in_main();
    let mut timeline = Vec::new();
    if let Some(main) = &main {
        timeline = Teller { w, city, holder: &in_main, secret: "", file: main }.timeline();
    }
    timeline.extend(teller.timeline());
    let answering = if main.is_some() { in_main.actor().role() } else { role };
    let link = format!("{}/my/{secret}", app.public_url);
    let category = case.category.as_str();
    let subcategory = case.subcategory.as_ref().map(|code| code.as_str());
    let resolve_within = due(city, Duty::Resolve, category, subcategory, case.submitted.to_timestamp())
        .map(|due| show::amount(w, unit(city, &due)))
        .unwrap_or_default();
    let receive_by = match at_work.state {
        State::Assigned { receive_by, .. } => Some(show::moment(w, city, receive_by.at.to_timestamp())),
        _ => None,
    };
    let answer_by = match at_work.state {
        State::ReportedResolved { confirm_by: by, .. }
        | State::ConfirmedResolved { contest_by: Some(by), .. } => {
            Some(show::moment(w, city, by.to_timestamp()))
        }
        _ => None,
    };
    let agency =
        at_work.state.lead().map(|lead| show::agency_name(w, city, lead.as_str())).unwrap_or_default();
    let code = case.code.to_string();
    let is_fresh = visit.now.duration_since(holder.since).as_secs() < FRESH_SECONDS;
    let title = if is_fresh && typed.errors.is_empty() {
        w.t("my-title-receipt")
    } else {
        w.with("my-title", &[("code", (&code).into())])
    };
    let own_text = if holder.is_reporter { file.words(1, "text").to_owned() } else { String::new() };
    let own_photos = file
        .photos
        .iter()
        .filter(|photo| photo.moment == "report" && teller.may_see(photo))
        .map(|photo| teller.photo(photo))
        .collect();
    let is_confirmed = matches!(at_work.state, State::ConfirmedResolved { contest_by: Some(by), .. }
        if moment(visit.now) <= by && at_work.allows(EventKind::Contested, answering).is_ok());
    let may_confirm = at_work.allows(EventKind::Confirmed, answering).is_ok();
    let may_answer = may_confirm || is_confirmed;
    let may_confirm = may_confirm && (answering != Role::Joiner || !is_too_late(at_work, holder.since));
    let may_reply = case.allows(EventKind::Replied, role).is_ok();
    // The case went on while somebody wrote: what was written has no field any more, and is not lost.
    let mut errors = typed.errors;
    let is_late = typed.status == StatusCode::CONFLICT && !may_answer && !may_reply;
    if is_late {
        let state = w.code("state", at_work.kind().code());
        let message = w.with("my-fault-late", &[("state", state.as_str().into())]);
        errors = vec![FieldError { field: "state-title".into(), message }];
    }
    let has_unsent = is_late && (!typed.text.is_empty() || !waiting.is_empty());
    let page = MyPage {
        shell: visit
            .shell(title, Section::None)
            .unlisted()
            .with_errors(!errors.is_empty())
            .with_notice(typed.notice),
        service: show::service_name(w, city, category, subcategory),
        area: case.area().map(|area| show::area_name(w, city, area.as_str())).unwrap_or_default(),
        tag: at_work.kind().into(),
        deadline: deadline(visit, app, at_work),
        main: main.as_ref().map(|main| main.case.code.to_string()).unwrap_or_default(),
        visibility: match case.visibility {
            Visibility::AwaitingModeration => "my-not-public-yet",
            Visibility::Public => "my-is-public",
            Visibility::Hidden => "my-is-hidden",
        },
        is_reporter: holder.is_reporter,
        is_fresh,
        is_new: file.events.len() <= 3,
        drawing: qr::draw(&link),
        link,
        receive_by,
        resolve_within,
        own_text,
        own_photos,
        question: question(&file),
        answer_by,
        may_answer,
        is_confirmed,
        may_confirm,
        may_reply,
        has_unsent,
        may_withdraw: case.allows(EventKind::Withdrawn, role).is_ok(),
        text: typed.text,
        waiting,
        timeline,
        decided: wish.and_then(|(_, decided)| decided).map(|at| show::moment(w, city, at)),
        asked: wish.map(|(asked, _)| show::moment(w, city, asked)),
        written: written(app, visit, file.first.as_ref(), &code)?,
        mailbox,
        base: format!("/my/{secret}"),
        errors,
        agency,
        code,
    };
    Ok(Page::private(page).with_status(typed.status).into_response())
}

/// Where the case's first entry stands in the public journal; nothing where there is no log. `first` is its index and text,
/// once it is sequenced.
fn written(
    app: &Shared,
    visit: &Visit,
    first: Option<&(u64, String)>,
    code: &str,
) -> Result<Option<Written>, Error> {
    let Some(log) = &app.log else { return Ok(None) };
    let signed = log.mark().map_err(anyhow::Error::new)?.unverified().size();
    let (entry, fingerprint) = match first.filter(|(index, _)| *index < signed) {
        Some((index, text)) => (
            visit.w.integer(i64::try_from(*index).unwrap_or(i64::MAX)),
            crate::prove::journal::fingerprint(text.as_bytes()),
        ),
        None => Default::default(),
    };
    let address = format!("{}/verify?q={code}", app.public_url.trim_end_matches('/'));
    let is_halted = log.halted().is_some();
    Ok(Some(Written { entry, fingerprint, is_halted, drawing: qr::draw(&address), address }))
}

/// The agency's latest question.
fn question(file: &Dossier) -> String {
    file.events
        .iter()
        .rev()
        .find(|happened| happened.event.kind() == EventKind::Asked)
        .map(|happened| file.words(happened.number, "words").to_owned())
        .unwrap_or_default()
}

fn deadline(visit: &Visit, app: &Shared, case: &Case) -> Option<Deadline> {
    let (w, city) = (&visit.w, &app.city);
    let (at, first) = match case.state {
        State::Assigned { receive_by, .. } => (receive_by.at, None),
        State::InProgress { due, .. }
        | State::Reopened { due, .. }
        | State::WaitingForReporter { due, .. } => (due.at, case.first_due),
        _ => return None,
    };
    let state = match case.state {
        State::WaitingForReporter { .. } => DueState::Paused,
        _ if at.to_timestamp() < visit.now => DueState::Overdue,
        _ => DueState::Running,
    };
    let counts = match case.state {
        State::Assigned { .. } => w.t("my-deadline-receive"),
        _ => String::new(),
    };
    let first = first.filter(|first| first.to_whole_second() != at.to_whole_second());
    Some(Deadline {
        state,
        moment: show::moment(w, city, at.to_timestamp()),
        counts,
        first_due: first.map(|first| show::moment(w, city, first.to_timestamp())),
    })
}
