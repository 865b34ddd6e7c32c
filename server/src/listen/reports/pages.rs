//! The pages of the four steps: what is shown of a draft and which hidden fields go with it.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_city::{AttributeKind, Service};
use dantin_record::{book::Row, code::CategoryCode, place::Point};
use dantin_store::Query;
use jiff::{Timestamp, ToSpan as _};

use super::{
    answers::{self, Answered},
    check::{self, Contact, Spot},
    draft::{ANSWER, Draft, Step as At},
    place::Pin,
    steps::Whole,
};
use crate::{
    act::{
        cases::{Place, lead},
        deadlines::{Duty, due, moment, unit},
    },
    app::{Shared, Visit},
    error::Error,
    listen::show,
    pages::{
        components::{CaseRow, Choice, FieldError, Moment, Photo, Step},
        layout::{Page, Section, Shell},
    },
};

/// A draft about to be shown, with what went wrong.
pub(super) struct Sheet {
    /// The draft.
    pub draft: Draft,
    /// Errors at fields.
    pub errors: Vec<FieldError>,
    /// The answer's status.
    pub status: StatusCode,
    /// Words by which a category is looked for.
    pub query: String,
    /// A name of a place is looked for.
    pub is_searching: bool,
    /// The map that is open for pointing out the place.
    pub pin: Option<Pin>,
    /// For a form that must carry a proof; else empty.
    pub ticket: String,
}

impl Sheet {
    /// A draft without faults.
    pub fn new(draft: &Draft) -> Sheet {
        Sheet {
            draft: draft.clone(),
            errors: Vec::new(),
            status: StatusCode::OK,
            query: String::new(),
            is_searching: false,
            pin: None,
            ticket: String::new(),
        }
    }
}

/// What all four pages have.
pub(super) struct Frame {
    pub(super) steps: Vec<Step>,
    pub(super) current: usize,
    pub(super) errors: Vec<FieldError>,
    pub(super) carried: Vec<(String, String)>,
}

impl Frame {
    pub(super) fn new(visit: &Visit, at: At, draft: &Draft, errors: Vec<FieldError>) -> (Shell, Frame) {
        let w = &visit.w;
        let label = |key: &str| Step { label: w.t(key), href: String::new() };
        let title = w.t(match at {
            At::What => "report-what-title",
            At::Place => "report-place-title",
            At::Words => "report-words-title",
            At::Check => "report-check-title",
        });
        let mut shell = visit.shell(title, Section::Report).with_errors(!errors.is_empty());
        if at != At::What {
            shell = shell.unlisted();
        }
        // What was typed goes along when the language is switched.
        if at != At::What || draft.carried(At::Check).len() > 1 {
            shell.form = format!("/report/{}", at.code());
        }
        let frame = Frame {
            steps: vec![
                label("report-step-what"),
                label("report-step-place"),
                label("report-step-words"),
                label("report-step-check"),
            ],
            current: At::ALL.iter().position(|step| *step == at).unwrap_or(0),
            errors,
            carried: draft.carried(at),
        };
        (shell, frame)
    }
}

pub(super) fn answer<T: Template>(page: T, status: StatusCode) -> Response {
    Page::private(page).with_status(status).into_response()
}

#[derive(Template)]
#[template(path = "listen/reports/templates/what.html")]
struct WhatPage {
    shell: Shell,
    frame: Frame,
    is_proposal: bool,
    query: String,
    found: Vec<Choice>,
    groups: Vec<CategoryChoice>,
}

struct CategoryChoice {
    choice: Choice,
    finer: Vec<Choice>,
}

/// The first step.
pub(super) fn what(app: &Shared, visit: &Visit, sheet: Sheet) -> Response {
    let (w, draft) = (&visit.w, &sheet.draft);
    let chosen = check::what(w, &app.city, draft).ok();
    let choice = |service: &Service<'_>, is_chosen: bool| Choice {
        value: service.code().to_owned(),
        label: show::say(service.name(), w).to_owned(),
        hint: show::say(service.description(), w).to_owned(),
        icon: service.icon().to_owned(),
        is_chosen,
    };
    let found: Vec<Choice> = app
        .city
        .find_categories(&sheet.query)
        .iter()
        .take(6)
        .map(|found| choice(&found.service, false))
        .collect();
    let groups = app
        .city
        .categories()
        .iter()
        .map(|category| {
            let is_chosen = chosen.is_some_and(|service| service.category.code == category.code);
            let own = Service { category, subcategory: None };
            let finer = category
                .subcategories
                .iter()
                .map(|finer| {
                    let service = Service { category, subcategory: Some(finer) };
                    choice(&service, chosen == Some(service))
                })
                .collect();
            CategoryChoice { choice: choice(&own, is_chosen), finer }
        })
        .collect();
    let status = sheet.status;
    let (shell, frame) = Frame::new(visit, At::What, draft, sheet.errors);
    let page = WhatPage { is_proposal: draft.is_proposal, query: sheet.query, found, groups, shell, frame };
    answer(page, status)
}

#[derive(Template)]
#[template(path = "listen/reports/templates/similar.html")]
struct SimilarPage {
    shell: Shell,
    frame: Frame,
    rows: Vec<Similar>,
    /// How long ago one was sent that waits to be looked at; empty for none.
    waiting: String,
}

/// A case nearby that may be the same.
pub(super) struct Similar {
    row: CaseRow,
    distance: String,
}

/// Cases of the same kind near the place; none when only the ward is known.
pub(super) async fn nearby(
    app: &Shared,
    visit: &Visit,
    service: &Service<'_>,
    spot: &Spot,
) -> Result<Vec<Similar>, Error> {
    let (Some(place), Ok(category)) = (spot.place, CategoryCode::new(&service.category.code)) else {
        return Ok(Vec::new());
    };
    let Some(point) = Point::from_degrees(place.latitude, place.longitude) else { return Ok(Vec::new()) };
    let (radius, since) = reach(visit, service, &place)?;
    let found: Vec<(Row, f64)> = {
        let book = app.book.read();
        book.nearby(category, point, radius, since, 4)
            .into_iter()
            .filter_map(|near| Some((book.row(near.row)?, near.distance_m)))
            .collect()
    };
    let codes: Vec<String> = found.iter().map(|(row, _)| row.code.to_string()).collect();
    let texts = summaries(app, codes).await?;
    Ok(found
        .into_iter()
        .map(|(row, distance)| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the radius")]
            let metres = distance.round().max(0.0) as u32;
            let row = case_row(app, visit, &row, &texts);
            Similar { row, distance: visit.w.distance(metres) }
        })
        .collect())
}

/// How far, in metres, and how long back another report may be the same.
pub(super) fn reach(
    visit: &Visit,
    service: &Service<'_>,
    place: &Place,
) -> Result<(u32, dantin_record::moment::Moment), Error> {
    let days = i64::from(service.duplicate_days());
    let since = visit.now.checked_sub((days * 24).hours()).map_err(anyhow::Error::new)?;
    // What the device does not know better, the search must not either.
    Ok((service.duplicate_metres() + u32::from(place.accuracy_m).min(200), moment(since)))
}

/// Public words and picture of cases, by code.
pub(super) type Summaries = Vec<(String, Option<String>, Option<String>)>;

/// The public words and pictures of these cases, in one statement.
pub(super) async fn summaries(app: &Shared, codes: Vec<String>) -> Result<Summaries, Error> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    app.read(move |tx| {
        let mut query = Query::new(
            "SELECT c.code, c.public_text, p.large FROM cases c LEFT JOIN photos p ON p.hash = c.public_photo \
             WHERE c.code IN (",
        );
        query.bind_list(codes.iter().map(String::as_str)).push(")");
        Ok(tx.all_query(&query)?)
    })
    .await
}

/// A case as one row, from public facts.
pub(super) fn case_row(app: &Shared, visit: &Visit, row: &Row, texts: &Summaries) -> CaseRow {
    let (w, city) = (&visit.w, &app.city);
    let code = row.code.to_string();
    let summary = texts.iter().find(|(found, ..)| *found == code);
    let name =
        show::service_name(w, city, row.category.as_str(), row.subcategory.as_ref().map(|c| c.as_str()));
    let title = match summary {
        Some((_, Some(text), _)) if !text.is_empty() => show::opening(text, 90),
        _ => name.clone(),
    };
    let photo = summary.and_then(|(_, _, photo)| photo.as_ref()).map(|hash| Photo {
        src: format!("/photos/{hash}/small.jpg"),
        full: format!("/photos/{hash}/large.jpg"),
        width: 120,
        height: 90,
        ..Photo::default()
    });
    let submitted: Moment = show::moment_ago(w, city, row.submitted.to_timestamp(), visit.now);
    CaseRow {
        href: format!("/cases/{code}"),
        code,
        title,
        tag: row.state.into(),
        is_overdue: row.is_overdue(moment(visit.now)),
        category: name,
        icon: city.category(row.category.as_str()).map_or("info", |category| &category.icon).to_owned(),
        place: row.area.map(|area| show::area_name(w, city, area.as_str())).unwrap_or_default(),
        agency: row.lead.map(|lead| show::agency_name(w, city, lead.as_str())).unwrap_or_default(),
        moment: submitted,
        photo,
        joined: if row.joins > 0 { w.n("report-joined", i64::from(row.joins)) } else { String::new() },
        title_found: Vec::new(),
        found: Vec::new(),
    }
}

/// The page between place and words: somebody may have reported it already.
pub(super) fn similar(
    visit: &Visit,
    draft: &Draft,
    rows: Vec<Similar>,
    waiting: Option<Timestamp>,
) -> Response {
    let (mut shell, mut frame) = Frame::new(visit, At::Place, draft, Vec::new());
    shell.title = visit.w.t("report-similar-title");
    // Everything is carried: the fields of the step are not on this page.
    frame.carried = draft.carried(At::Check);
    let waiting = waiting.map(|sent| visit.w.ago(visit.now, sent)).unwrap_or_default();
    Page::private(SimilarPage { shell, frame, rows, waiting }).into_response()
}

#[derive(Template)]
#[template(path = "listen/reports/templates/words.html")]
struct WordsPage {
    shell: Shell,
    frame: Frame,
    questions: Vec<Question>,
    text: String,
    hint: String,
    contact_hint: String,
    name: String,
    phone: String,
    email: String,
}

/// What is done with a contact; mail is promised only where it is sent.
pub(super) fn contact_hint(visit: &Visit) -> String {
    visit.w.t(if visit.has_mail() { "report-contact-hint-mail" } else { "report-contact-hint" })
}

/// A question of the service.
struct Question {
    id: String,
    label: String,
    kind: &'static str,
    choices: Vec<Choice>,
    value: String,
    is_required: bool,
}

/// The third step.
pub(super) fn words(visit: &Visit, sheet: Sheet, service: &Service<'_>) -> Response {
    let (w, draft) = (&visit.w, &sheet.draft);
    let questions = service
        .attributes()
        .iter()
        .map(|question| {
            let given = draft.answers.get(&question.code).map_or(&[][..], Vec::as_slice);
            Question {
                id: format!("{ANSWER}{}", question.code),
                label: show::say(&question.description, w).to_owned(),
                kind: match question.datatype {
                    AttributeKind::SingleValueList => "radio",
                    AttributeKind::MultiValueList => "checkbox",
                    AttributeKind::Text => "lines",
                    AttributeKind::Datetime => "datetime-local",
                    AttributeKind::Number | AttributeKind::String => "text",
                },
                choices: question
                    .values
                    .iter()
                    .map(|value| Choice {
                        value: value.code.clone(),
                        label: show::say(&value.name, w).to_owned(),
                        is_chosen: given.contains(&value.code),
                        ..Choice::default()
                    })
                    .collect(),
                value: given.first().cloned().unwrap_or_default(),
                is_required: question.required,
            }
        })
        .collect();
    let hint = if draft.photos.is_empty() {
        w.n("report-text-hint", i64::try_from(check::LEAST).unwrap_or(40))
    } else {
        w.t("report-text-hint-photo")
    };
    let status = sheet.status;
    let (shell, frame) = Frame::new(visit, At::Words, draft, sheet.errors);
    let page = WordsPage {
        questions,
        text: draft.text.clone(),
        hint,
        contact_hint: contact_hint(visit),
        name: draft.name.clone(),
        phone: draft.phone.clone(),
        email: draft.email.clone(),
        shell,
        frame,
    };
    answer(page, status)
}

#[derive(Template)]
#[template(path = "listen/reports/templates/check.html")]
struct CheckPage {
    shell: Shell,
    frame: Frame,
    rows: Vec<Answered>,
    photos: Vec<Photo>,
    agency: String,
    receive_by: Moment,
    receive_basis: String,
    resolve_within: String,
    resolve_basis: String,
    is_urgent: bool,
    is_coarse: bool,
    may_accuse: bool,
    has_contact: bool,
    ticket: String,
}

/// The fourth step.
pub(super) async fn check(
    app: &Shared,
    visit: &Visit,
    sheet: Sheet,
    report: Whole<'_>,
) -> Result<Response, Error> {
    let (w, city, draft) = (&visit.w, &app.city, &sheet.draft);
    let Whole { service, spot, said, contact } = report;
    let pictures = answers::pictures(app, visit, draft).await?;
    let category = service.category.code.as_str();
    let subcategory = service.subcategory.map(|finer| finer.code.as_str());
    let agency = lead(city, category, subcategory, Some(&spot.area))?;
    let failed =
        |reason: crate::act::deadlines::NoDeadline| Error::from(crate::act::cases::CaseError::from(reason));
    let receive = due(city, Duty::Receive, category, subcategory, visit.now).map_err(failed)?;
    let resolve = due(city, Duty::Resolve, category, subcategory, visit.now).map_err(failed)?;
    let rows = answers::rows(app, visit, draft, report);
    let has_contact = *contact != Contact::default();
    let (shell, frame) = Frame::new(visit, At::Check, draft, sheet.errors);
    let page = CheckPage {
        rows,
        photos: pictures,
        agency: show::say(&agency.name, w).to_owned(),
        receive_by: show::moment(w, city, receive.at.to_timestamp()),
        receive_basis: show::basis(w, &receive),
        resolve_within: show::amount(w, unit(city, &resolve)),
        resolve_basis: show::basis(w, &resolve),
        is_urgent: service.is_urgent(),
        is_coarse: service.has_coarse_place(),
        may_accuse: check::may_accuse(&said.text),
        has_contact,
        ticket: sheet.ticket,
        shell,
        frame,
    };
    Ok(answer(page, sheet.status))
}
