//! The handlers of the four steps. A form goes to the address of the step it leads to; what stands in the way there is
//! shown as the step it belongs to, with everything typed still in it.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_city::Service;
use dantin_record::{act::Actor, event::Origin};
use serde::Deserialize;

use super::{
    again,
    check::{self, Contact, Said, Spot, fault},
    draft::{Draft, Step},
    pages::{self, Sheet},
    place, waiting,
};
use crate::{
    act::cases::{Asker, NewCase, Submitted, submit},
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::{
        form::{Form, Upload},
        limits::{Deed, Source},
        own::{self, Own, Place},
        photos::{self, NotKept},
        proof,
    },
    pages::components::FieldError,
};

/// What the address of the first step may say.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Words to find a category by.
    #[serde(default)]
    q: String,
    /// `recommendation` for a proposal.
    #[serde(default)]
    channel: String,
    /// A category that is chosen already.
    #[serde(default)]
    category: String,
}

/// Where a channel leads that is no report, so that nothing of it is read any further; a channel that nobody knows is refused.
fn elsewhere(channel: &str) -> Result<Option<Response>, Error> {
    match channel {
        "" | "problem" | "recommendation" => Ok(None),
        "complaint" | "denunciation" | "danger" => {
            Ok(Some(Redirect::to(&format!("/report/{channel}")).into_response()))
        }
        _ => Err(Error::Invalid { field: "channel", code: "form-broken" }),
    }
}

/// `GET /report`: the first step.
pub async fn begin(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    if let Some(response) = elsewhere(&asked.channel)? {
        return Ok(response);
    }
    let mut draft = Draft::new(app.random.as_ref());
    draft.is_proposal = asked.channel == "recommendation";
    draft.category = asked.category;
    let mut sheet = Sheet::new(&draft);
    sheet.query = asked.q.chars().take(200).collect();
    Ok(pages::what(&app, &visit, sheet))
}

/// `GET /report/{step}`: the later steps have nothing to show without what was typed before them.
pub async fn return_to_begin(Path(step): Path<String>) -> Result<Redirect, Error> {
    match Step::from_code(&step) {
        Some(_) => Ok(Redirect::to("/report")),
        None if step == "send" => Ok(Redirect::to("/report")),
        None => Err(not_found(Missing::Page)),
    }
}

/// `POST /report` and `POST /report/what`: back to the first step, or another search in it.
pub async fn what(State(app): State<Shared>, visit: Visit, form: Form) -> Result<Response, Error> {
    if let Some(response) = elsewhere(form.value("channel"))? {
        return Ok(response);
    }
    let draft = Draft::read(&form, &app);
    let mut sheet = Sheet::new(&draft);
    sheet.query = form.value("q").chars().take(200).collect();
    Ok(pages::what(&app, &visit, sheet))
}

/// `POST /report/{step}`: on to a step, or back to one.
pub async fn step(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(step): Path<String>,
    mut form: Form,
) -> Result<Response, Error> {
    let target = Step::from_code(&step).ok_or_else(|| not_found(Missing::Page))?;
    if let Some(response) = elsewhere(form.value("channel"))? {
        return Ok(response);
    }
    let mut draft = Draft::read(&form, &app);
    let faults = take_files(&app, &visit, source, &mut draft, std::mem::take(&mut form.files)).await?;
    if !faults.is_empty() {
        return refuse(&app, &visit, &draft, Step::Place, faults).await;
    }
    if form.value("clear") == "position" {
        draft.latitude.clear();
        draft.longitude.clear();
        draft.accuracy.clear();
    }
    if target == Step::Place && !form.value("find").is_empty() {
        let mut sheet = Sheet::new(&draft);
        sheet.is_searching = true;
        return place::place(&app, &visit, sheet).await;
    }
    if target == Step::Place {
        let map = app.layers.read();
        if let Some(pin) = place::pin(&visit.w, &app.city, &map, &form, &mut draft) {
            let mut sheet = Sheet::new(&draft);
            match pin {
                Ok(pin) => sheet.pin = Some(pin),
                Err(error) => {
                    sheet.status = StatusCode::UNPROCESSABLE_ENTITY;
                    sheet.errors = vec![error];
                }
            }
            return place::place(&app, &visit, sheet).await;
        }
    }
    place::pick(&mut draft, form.value("pick"));
    onward(&app, &visit, source, &draft, target).await
}

/// The page of a step, of the first before it that cannot be taken, or of what is reported nearby already.
pub(super) async fn onward(
    app: &Shared,
    visit: &Visit,
    source: Source,
    draft: &Draft,
    target: Step,
) -> Result<Response, Error> {
    let read = match read_until(app, visit, draft, target).await? {
        Ok(read) => read,
        Err((at, faults)) => return refuse(app, visit, draft, at, faults).await,
    };
    if target > Step::Place
        && !draft.is_another
        && let (Some(service), Some(spot)) = (&read.service, &read.spot)
    {
        let near = pages::nearby(app, visit, service, spot).await?;
        let waiting = waiting::sent(app, visit, source, service, spot).await?;
        if !near.is_empty() || waiting.is_some() {
            return Ok(pages::similar(visit, draft, near, waiting));
        }
    }
    show(app, visit, Sheet::new(draft), target, &read).await
}

/// `POST /report/send`: the case.
pub async fn send(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    mut form: Form,
) -> Result<Response, Error> {
    if let Some(response) = elsewhere(form.value("channel"))? {
        return Ok(response);
    }
    let mut draft = Draft::read(&form, &app);
    let files = std::mem::take(&mut form.files);
    let faults = take_files(&app, &visit, source, &mut draft, files).await?;
    if !faults.is_empty() {
        return refuse(&app, &visit, &draft, Step::Place, faults).await;
    }
    let read = match read_until(&app, &visit, &draft, Step::Check).await? {
        Ok(read) => read,
        Err((at, faults)) => return refuse(&app, &visit, &draft, at, faults).await,
    };
    let report = read.whole().ok_or_else(|| not_found(Missing::Page))?;
    if app.limits.needs_proof(source, &report.spot.area, visit.now)
        && !proof::holds(&app.key, &draft.key, form.value("ticket"), form.value("proof"), visit.now)
    {
        let mut sheet = Sheet::new(&draft);
        sheet.status = StatusCode::TOO_MANY_REQUESTS;
        sheet.errors = vec![fault("send", visit.w.n("report-wait", proof::WAIT_SECONDS))];
        sheet.ticket = proof::ticket(&app.key, &draft.key, visit.now);
        return show(&app, &visit, sheet, Step::Check, &read).await;
    }
    let stored = match app.limits.take(Deed::Report, source, visit.now) {
        Ok(()) => store(&app, &visit, &draft, report).await,
        Err(error) => Err(error),
    };
    match stored {
        Ok(submitted) if submitted.differs => again::show(&app, &visit, &draft, report, submitted).await,
        Ok(submitted) => Ok(Redirect::to(&format!("/my/{}", submitted.secret)).into_response()),
        // What can be better in a moment costs the reporter nothing but a second press.
        Err(error @ (Error::TooMany { .. } | Error::DiskFull | Error::Unavailable)) => {
            let (title, explanation) = error.words(&visit.w);
            let mut sheet = Sheet::new(&draft);
            sheet.status = error.status();
            sheet.errors = vec![fault("send", format!("{title}. {explanation}"))];
            show(&app, &visit, sheet, Step::Check, &read).await
        }
        Err(error) => Err(error),
    }
}

async fn store(
    app: &Shared,
    visit: &Visit,
    draft: &Draft,
    Whole { service, spot, said, contact }: Whole<'_>,
) -> Result<Submitted, Error> {
    let new = NewCase {
        origin: Origin::Web,
        by: Actor::Reporter,
        category: service.category.code.clone(),
        subcategory: service.subcategory.map(|finer| finer.code.clone()),
        area: Some(spot.area.clone()),
        place: spot.place,
        address: Some(spot.address.clone()).filter(|address| !address.is_empty()),
        text: said.text.clone(),
        answers: said.answers.clone(),
        photos: own::hashes(&draft.photos),
        asker: asker(visit, contact),
        idempotency_key: Some(draft.key.clone()),
        sample: false,
        officer: None,
    };
    app.command(move |tx, context| {
        // Of two that arrive at the very same time on different connections, the second finds the first one's case.
        match tx.attempt(|tx| submit(tx, context, &new)) {
            Err(crate::act::cases::CaseError::Store(error))
                if error.is_conflict_on("cases.idempotency_key") =>
            {
                Ok(submit(tx, context, &new)?)
            }
            other => Ok(other?),
        }
    })
    .await
}

/// The one who asks, as a case keeps them.
pub(in crate::listen) fn asker(visit: &Visit, contact: &Contact) -> Asker {
    Asker {
        name: contact.name.clone(),
        phone: contact.phone.clone(),
        email: contact.email.clone(),
        language: visit.w.language().code().to_owned(),
    }
}

/// Keeps the photos that came with the form, as many as one report may have.
async fn take_files(
    app: &Shared,
    visit: &Visit,
    source: Source,
    draft: &mut Draft,
    files: Vec<Upload>,
) -> Result<Vec<FieldError>, Error> {
    let taken = accept(app, visit, source, "photos", &mut draft.photos, files).await?;
    Ok(taken)
}

/// Keeps the photos of a form beside those that were sent before it; gives the faults, at the field of this name.
pub async fn accept(
    app: &Shared,
    visit: &Visit,
    source: Source,
    field: &str,
    photos: &mut Vec<Own>,
    files: Vec<Upload>,
) -> Result<Vec<FieldError>, Error> {
    let mut faults = Vec::new();
    let too_many = || fault(field, visit.w.n("photo-too-many", i64::try_from(photos::MOST).unwrap_or(3)));
    for file in files.into_iter().filter(|file| file.field == field) {
        if photos.len() >= photos::MOST {
            faults.push(too_many());
            break;
        }
        app.limits.take(Deed::Photo, source, visit.now)?;
        match photos::keep(app, file.bytes).await {
            Ok(hash) if photos.iter().any(|photo| photo.hash == hash) => {}
            Ok(hash) => photos.push(Own::of(&app.key, Place::Outside, hash)),
            Err(NotKept::Refused(refusal)) => {
                faults.push(fault(field, photos::fault_words(&visit.w, &file.name, &refusal)));
            }
            Err(NotKept::Failed(error)) => return Err(error),
        }
    }
    if photos.len() > photos::MOST {
        photos.truncate(photos::MOST);
        faults.push(too_many());
    }
    Ok(faults)
}

/// What a draft means, as far as it was asked.
#[derive(Default)]
pub(super) struct Read<'a> {
    pub service: Option<Service<'a>>,
    pub spot: Option<Spot>,
    pub said: Option<(Said, Contact)>,
}

impl<'a> Read<'a> {
    /// The report, once every step was asked.
    fn whole(&'a self) -> Option<Whole<'a>> {
        let (service, spot) = (self.service.as_ref()?, self.spot.as_ref()?);
        let (said, contact) = self.said.as_ref()?;
        Some(Whole { service, spot, said, contact })
    }
}

/// What a whole draft means.
#[derive(Clone, Copy)]
pub(super) struct Whole<'a> {
    pub service: &'a Service<'a>,
    pub spot: &'a Spot,
    pub said: &'a Said,
    pub contact: &'a Contact,
}

/// Reads the steps before `target`; the first that cannot be taken is given with its faults.
async fn read_until<'a>(
    app: &'a Shared,
    visit: &Visit,
    draft: &Draft,
    target: Step,
) -> Result<Result<Read<'a>, (Step, Vec<FieldError>)>, Error> {
    let (w, city) = (&visit.w, &app.city);
    let mut read = Read::default();
    if target > Step::What {
        match check::what(w, city, draft) {
            Ok(service) => read.service = Some(service),
            Err(error) => return Ok(Err((Step::What, vec![error]))),
        }
    }
    if target > Step::Place {
        let sent = draft.photos.clone();
        let known = app.read(move |tx| photos::waiting(tx, &sent)).await?;
        if draft.is_any_lost || known.len() < draft.photos.len() {
            return Ok(Err((Step::Place, vec![fault("photos", w.t("photo-fault-gone"))])));
        }
        match check::place(w, city, &app.layers.read(), draft) {
            Ok(spot) => read.spot = Some(spot),
            Err(error) => return Ok(Err((Step::Place, vec![error]))),
        }
    }
    if target > Step::Words
        && let Some(service) = &read.service
    {
        match check::words(w, service, draft) {
            Ok(said) => read.said = Some(said),
            Err(errors) => return Ok(Err((Step::Words, errors))),
        }
    }
    Ok(Ok(read))
}

async fn refuse(
    app: &Shared,
    visit: &Visit,
    draft: &Draft,
    at: Step,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let mut sheet = Sheet::new(draft);
    sheet.status = StatusCode::UNPROCESSABLE_ENTITY;
    sheet.errors = errors;
    // The words need the service for its questions; whatever stands before the refused step has been read already.
    let read = Read { service: check::what(&visit.w, &app.city, draft).ok(), ..Read::default() };
    show(app, visit, sheet, at, &read).await
}

async fn show(
    app: &Shared,
    visit: &Visit,
    sheet: Sheet,
    step: Step,
    read: &Read<'_>,
) -> Result<Response, Error> {
    match (step, &read.service, read.whole()) {
        (Step::Place, ..) => place::place(app, visit, sheet).await,
        (Step::Words, Some(service), _) => Ok(pages::words(visit, sheet, service)),
        (Step::Check, _, Some(report)) => pages::check(app, visit, sheet, report).await,
        _ => Ok(pages::what(app, visit, sheet)),
    }
}
