//! Erasing the words of a question or a comment: what is kept of it, field by field, and on which ground it goes. Only a privacy officer
//! gets here who works neither for the host nor for a body above it. What is shown is noted as a look.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_city::City;
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    id::{CaseCode, CodePrefix},
    matter::Matter,
    reasons::ErasureGround,
};

use super::{
    form::{Check, Fields, Posted},
    reads::{self, What},
    step_form::shortened,
    wording::Wording,
};
use crate::{
    act::matters::{
        self,
        erasure::{self, Content, Erase},
    },
    app::{App, Shared},
    city::people::{
        model::Officer,
        pages::SignedIn,
        rights::{Act, CaseForRights, Denied, may},
    },
    error::{Error, Missing, not_found},
    pages::{
        components::{Choice, FieldError, Link, error_of},
        erased::field_name,
        layout::{Page, Shell},
    },
};

/// Where this officer erases words of a question or comment that this body holds; empty for whoever may not.
pub(super) fn address(
    app: &App,
    signed: &SignedIn,
    host: AgencyCode,
    (code, number): (impl std::fmt::Display, u32),
) -> String {
    match actor(&app.city, signed.officer(), host) {
        Ok(_) => format!("/desk/erasure/{code}/{number}"),
        Err(_denied) => String::new(),
    }
}

#[derive(Template)]
#[template(path = "desk/templates/matter_erasure.html")]
struct ErasurePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    here: String,
    public: Link,
    fields: Vec<Choice>,
    grounds: Vec<Choice>,
}

impl ErasurePage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// The session or consultation, and a number in it.
struct Place {
    id: String,
    code: CaseCode,
    number: u32,
    host: AgencyCode,
    is_session: bool,
}

/// What of a code and a number leads nowhere: the field, and the key of the words for it.
pub(super) struct Astray(pub &'static str, pub &'static str);

impl From<Astray> for Error {
    fn from(_: Astray) -> Error {
        not_found(Missing::Page)
    }
}

fn find(app: &App, code: &str, number: &str) -> Result<Place, Astray> {
    let no_matter = || Astray("code", "matter-erasure-no-matter");
    let no_number = || Astray("number", "matter-erasure-no-number");
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).ok();
    let code = prefix.and_then(|prefix| CaseCode::parse(code, prefix).ok()).ok_or_else(no_matter)?;
    let book = app.book.read();
    let matter = book.matter_by_code(code).ok_or_else(no_matter)?;
    let typed = number.parse::<u32>();
    let is_there = |number: u32| match matter {
        Matter::Session(session) => Ok(session.question(number).is_ok()),
        Matter::Consultation(consultation) => Ok(consultation.comment(number).is_ok()),
        _ => Err(no_matter()),
    };
    let is_session = matter.as_session().is_some();
    match typed {
        Ok(number) if is_there(number)? => {
            Ok(Place { id: matter.id().to_string(), code, number, host: matter.host(), is_session })
        }
        _ => Err(no_number()),
    }
}

/// Where the words of what was looked up are erased.
pub(super) fn look_up(app: &App, code: &str, number: &str) -> Result<String, Astray> {
    find(app, code, number).map(|place| format!("/desk/erasure/{}/{}", place.code, place.number))
}

/// As whom this officer erases words of a matter that this body holds. The host stands in the place of a case's lead: whoever works for it, or
/// for a body above it, in any role, does not erase what was said to it. The record refuses the host alone, and its journals may hold the rest.
pub(super) fn actor(city: &City, officer: &Officer, host: AgencyCode) -> Result<Actor, Error> {
    let parent_of = |agency: AgencyCode| {
        city.ancestors(agency.as_str()).first().and_then(|above| AgencyCode::new(&above.code).ok())
    };
    let matter = CaseForRights::of(Some(host), &[], None, parent_of);
    let role = may(officer, Act::Erase, &matter).map_err(|denied| match denied {
        Denied::OwnWork => Error::Forbidden("people-denied-own-content"),
        other => Error::Forbidden(other.word()),
    })?;
    role.actor().ok_or(Error::Forbidden("people-denied-not-your-role"))
}

/// `GET /desk/erasure/{code}/{number}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Error> {
    let place = find(&app, &code, &number)?;
    actor(&app.city, signed.officer(), place.host)?;
    page(&app, &signed, &place, &Fields::default(), Vec::new()).await
}

/// `POST /desk/erasure/{code}/{number}`.
pub async fn erase(
    State(app): State<Shared>,
    Path((code, number)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let place = find(&app, &code, &number)?;
    let by = actor(&app.city, signed.officer(), place.host)?;
    let mut check = Check::new(&signed.visit.w, &fields);
    let chosen = fields.all("field").into_iter().filter_map(|value| {
        let (event, field) = value.split_once('.')?;
        Some((event.parse().ok()?, field.to_owned()))
    });
    let chosen: Vec<(i64, String)> = chosen.collect();
    if chosen.is_empty() {
        check.wrong("field", "desk-erase-nothing");
    }
    if fields.get("sure") != "1" {
        check.wrong("sure", "desk-erase-unsure");
    }
    let ground = check.choice("reason", ErasureGround::from_code);
    let mut errors = check.errors;
    if let (Some(ground), true) = (ground, errors.is_empty()) {
        let (code, number) = (place.code.to_string(), place.number);
        let officer = signed.officer().id.as_str().to_owned();
        let erased = app.command(move |tx, context| {
            let erase = Erase { fields: &chosen, ground };
            Ok(erasure::erase(tx, context, (&code, number), (by, &officer), &erase)?)
        });
        match erased.await {
            Ok(()) => {
                let here = format!("/desk/erasure/{}/{}", place.code, place.number);
                return Ok(Redirect::to(&here).into_response());
            }
            Err(error @ Error::Refused(_)) => {
                let (title, explanation) = error.words(&signed.visit.w);
                let message = format!("{title}. {explanation}");
                errors.push(FieldError { field: "field".to_owned(), message });
            }
            Err(error) => return Err(error),
        }
    }
    page(&app, &signed, &place, &fields, errors).await
}

async fn page(
    app: &Shared,
    signed: &SignedIn,
    place: &Place,
    typed: &Fields,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let (id, number) = (place.id.clone(), place.number);
    let contents = app
        .read(move |tx| {
            let matter = matters::load(tx, &id)?;
            Ok(erasure::contents_of(tx, &matter, number)?)
        })
        .await?;
    let has = |fits: fn(&Content) -> bool| contents.iter().any(fits);
    let mut what = Vec::new();
    if has(|content| content.field != "contact") {
        what.push(What::Content);
    }
    if has(|content| content.field == "contact") {
        what.push(What::Contact);
    }
    reads::note(app, &signed.officer().id, &place.id, &what, signed.visit.now).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let chosen = typed.all("field");
    let fields = contents.into_iter().map(|content| {
        let value = format!("{}.{}", content.number, content.field);
        Choice {
            is_chosen: chosen.contains(&value),
            label: match content.field.as_str() {
                "text" => w.t("question-as-written"),
                "public_text" => w.t("question-redacted"),
                field => field_name(w, field),
            },
            hint: shortened(&content.body),
            value,
            ..Choice::default()
        }
    });
    let (key, public) = if place.is_session {
        ("question-number", format!("/dialogues/{}#q{}", place.code, place.number))
    } else {
        ("comment-number", format!("/consultations/{}", place.code))
    };
    let name = w.with(key, &[("number", place.number.to_string().as_str().into())]);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page::private(ErasurePage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/erasure", w.t("desk-nav-erasure")),
            Link::new("", name.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        here: format!("/desk/erasure/{}/{}", place.code, place.number),
        public: Link::new(public, format!("{name} · {}", place.code)),
        fields: fields.collect(),
        grounds: wording.choices("ground", ErasureGround::ALL, ErasureGround::code, typed.get("reason")),
        shell: signed.shell(w.t("matter-erasure")).with_errors(!errors.is_empty()),
        errors,
    })
    .with_status(status)
    .into_response())
}
