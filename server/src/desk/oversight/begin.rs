//! `/desk/oversight/new`: putting a round into the plan, and sending a draft for critique.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_city::AgencyKind;
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    oversight::{CritiqueForm, OversightBody, OversightForm},
};
use jiff::civil;
use serde::Deserialize;

use super::{
    standing::{overseer_of, somebody_of},
    steps::{date, visit_day},
};
use crate::{
    act::{
        cases::commands::hex,
        matters::{
            may_confirm,
            oversight::{NewCritique, NewRound, bodies_of, plan, request},
        },
    },
    app::Shared,
    city::people::{
        boards,
        model::{Officer, OfficerRole, RoleKind},
        pages::SignedIn,
    },
    clock::random,
    desk::{
        form::{Check, Fields, Posted},
        order::is_beyond,
        step_form::{LINE_LIMIT, WORDS_LIMIT},
        wording::Wording,
    },
    error::Error,
    pages::{
        components::{Choice, FieldError, Link, error_of},
        layout::{Page, Shell},
    },
};

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    kind: String,
}

#[derive(Template)]
#[template(path = "desk/templates/oversight_new.html")]
struct NewPage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    key: String,
    errors: Vec<FieldError>,
    fields: Fields,
    is_critique: bool,
    overseers: Vec<Choice>,
    bodies: Vec<Choice>,
    forms: Vec<Choice>,
    agencies: Vec<Choice>,
    areas: Vec<Choice>,
    project: String,
}

impl NewPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn value(&self, field: &str) -> &str {
        self.fields.get(field)
    }

    const fn subject_key(&self) -> &'static str {
        if self.is_critique { "critique-draft" } else { "oversight-subject" }
    }

    const fn overseer_key(&self) -> &'static str {
        if self.is_critique { "critique-critic" } else { "oversight-overseer" }
    }

    const fn overseen_key(&self) -> &'static str {
        if self.is_critique { "critique-drafter" } else { "oversight-overseen" }
    }
}

/// `GET /desk/oversight/new`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let is_critique = asked.kind == "critique";
    allowed(signed.officer(), is_critique)?;
    let key = hex(&random::<16>(app.random.as_ref()));
    let fields = Fields::default().holding("idempotency_key", key);
    Ok(Page::private(page(&app, &signed, fields, Vec::new(), is_critique)).into_response())
}

fn allowed(officer: &Officer, is_critique: bool) -> Result<(), Error> {
    let may = officer.holds(RoleKind::Overseer)
        || is_critique && (officer.holds(RoleKind::Handler) || officer.holds(RoleKind::Head));
    if may { Ok(()) } else { Err(Error::Forbidden("people-denied-not-your-role")) }
}

/// `POST /desk/oversight/new`.
pub async fn begin(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let is_critique = fields.get("kind") == "critique";
    allowed(signed.officer(), is_critique)?;
    if fields.get("idempotency_key").len() < 32 {
        return Err(Error::Invalid { field: "idempotency_key", code: "form-broken" });
    }
    let w = signed.visit.w.clone();
    let officer = signed.officer().clone();
    let mut check = Check::new(&w, &fields);
    let begun = if is_critique {
        let new = read_critique(&app, &officer, &mut check, &fields);
        let errors = check.errors;
        let (Some(new), true) = (new, errors.is_empty()) else {
            return Ok(refused(&app, &signed, fields, errors, is_critique));
        };
        app.command_shown(move |tx, context| Ok(request(tx, context, &new)?.matter.code().to_string())).await
    } else {
        let new = read_round(&app, &officer, &mut check, &fields);
        let errors = check.errors;
        let (Some(new), true) = (new, errors.is_empty()) else {
            return Ok(refused(&app, &signed, fields, errors, is_critique));
        };
        app.command_shown(move |tx, context| Ok(plan(tx, context, &new)?.matter.code().to_string())).await
    };
    match begun {
        Ok(code) => Ok(Redirect::to(&format!("/desk/oversight/{code}")).into_response()),
        Err(error @ Error::Refused(_)) => {
            let (title, explanation) = error.words(&w);
            let fault =
                FieldError { field: "subject".to_owned(), message: format!("{title}. {explanation}") };
            Ok(refused(&app, &signed, fields, vec![fault], is_critique))
        }
        Err(error) => Err(error),
    }
}

fn refused(
    app: &Shared,
    signed: &SignedIn,
    fields: Fields,
    errors: Vec<FieldError>,
    is_critique: bool,
) -> Response {
    let page = page(app, signed, fields, errors, is_critique);
    Page::private(page).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

fn known(app: &Shared, code: &str) -> Option<String> {
    app.city.agency(code).map(|agency| agency.code.clone())
}

/// A board oversees as what it is and in its own ward.
fn read_round(app: &Shared, officer: &Officer, check: &mut Check<'_>, fields: &Fields) -> Option<NewRound> {
    let subject = check.needed_text("subject", LINE_LIMIT);
    let team = check.needed_text("team", WORDS_LIMIT);
    let project = check.text("project", LINE_LIMIT);
    let overseer = check.choice("overseer", |code| known(app, code));
    let body = check.choice("body", OversightBody::from_code);
    let form = check.choice("form", OversightForm::from_code);
    let overseen = check.choice("overseen", |code| known(app, code));
    let area = match fields.get("area") {
        "" => None,
        _ => check.choice("area", |code| app.city.area(code).map(|area| area.code.clone())),
    };
    let visit = visit_day(app, check, fields);
    let (overseer, overseen, visit) = (overseer?, overseen?, visit?);
    let by = AgencyCode::new(&overseer).ok().and_then(|body| overseer_of(officer, body));
    if by.is_none() {
        check.wrong("overseer", "people-denied-not-your-role");
    }
    // Nor does it oversee those that it stands above.
    if !may_confirm(&app.city, &overseer, &overseen) {
        check.wrong("overseen", "oversight-own-work");
    }
    let board = app.city.agency(&overseer).filter(|agency| agency.kind.is_board());
    if let Some(board) = board {
        if area != board.area {
            check.wrong("area", "oversight-own-ward-only");
        }
        let elsewhere = app.city.agency(&overseen).and_then(|agency| agency.area.as_ref());
        if elsewhere.is_some() && elsewhere != board.area.as_ref() {
            check.wrong("overseen", "oversight-own-ward-only");
        }
    }
    if body.is_some_and(|body| !bodies_of(&app.city, &overseer).contains(&body)) {
        check.wrong("body", "oversight-not-this-body");
    }
    let is_named = !project.is_empty() || board.is_some_and(|board| board.project.is_some());
    if body == Some(OversightBody::InvestmentBoard) && !is_named {
        check.wrong("project", "oversight-project-needed");
    }
    let year = app.city.calendar().date_at(visit).year();
    Some(NewRound {
        by: by?,
        officer: Some(officer.id.as_str().to_owned()),
        key: fields.get("idempotency_key").to_owned(),
        overseer,
        body: body?,
        form: form?,
        overseen,
        area,
        year: u16::try_from(year).unwrap_or(0),
        visit,
        subject,
        team,
        project,
        sample: app.site.is_sample,
    })
}

fn read_critique(
    app: &Shared,
    officer: &Officer,
    check: &mut Check<'_>,
    fields: &Fields,
) -> Option<NewCritique> {
    let title = check.needed_text("subject", LINE_LIMIT);
    let about = check.text("about", WORDS_LIMIT);
    let critic = check.choice("overseer", |code| {
        app.city
            .agency(code)
            .filter(|agency| agency.kind == AgencyKind::Overseer)
            .map(|agency| agency.code.clone())
    });
    let drafter = check.choice("overseen", |code| known(app, code));
    let form = check.choice("form", CritiqueForm::from_code);
    let submission = date(app, check, fields, "submission_day", civil::time(8, 0, 0, 0));
    // Whoever sends a draft late, or enters it later, may; a slip of the year is none of that.
    if submission.is_some_and(|at| is_beyond(app, at, 2) || !is_beyond(app, at, -1)) {
        check.wrong("submission_day", "critique-submission-too-far");
    }
    let (critic, drafter) = (critic?, drafter?);
    if critic == drafter {
        check.wrong("overseen", "critique-own-work");
    }
    let by: Option<Actor> = AgencyCode::new(&drafter)
        .ok()
        .and_then(|agency| somebody_of(officer, agency))
        .or_else(|| AgencyCode::new(&critic).ok().and_then(|body| overseer_of(officer, body)));
    if by.is_none() {
        check.wrong("overseen", "people-denied-not-your-role");
    }
    Some(NewCritique {
        by: by?,
        officer: Some(officer.id.as_str().to_owned()),
        key: fields.get("idempotency_key").to_owned(),
        critic,
        drafter,
        form: form?,
        submission: submission?,
        title,
        about,
        sample: app.site.is_sample,
    })
}

fn page(
    app: &Shared,
    signed: &SignedIn,
    fields: Fields,
    errors: Vec<FieldError>,
    is_critique: bool,
) -> NewPage {
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let officer = signed.officer();
    let choose = || Choice { label: w.t("oversight-choose"), ..Choice::default() };
    let agency = |code: &str, field: &str| Choice {
        value: code.to_owned(),
        label: wording.agency(code),
        is_chosen: fields.get(field) == code,
        ..Choice::default()
    };
    // Social critique is the Front's: boards oversee, and criticise no drafts.
    let is_board = |role: &OfficerRole| boards::board(&app.city, role.agency).is_some();
    let own: Vec<&OfficerRole> = officer
        .roles
        .iter()
        .filter(|role| role.kind == RoleKind::Overseer && !(is_critique && is_board(role)))
        .collect();
    let mut overseers: Vec<Choice> =
        own.iter().map(|role| agency(role.agency.as_str(), "overseer")).collect();
    // Whoever oversees for one board alone finds filled in what cannot be otherwise.
    let only = match own.as_slice() {
        [role] => boards::board(&app.city, role.agency),
        _ => None,
    };
    let own_bodies: Vec<&'static str> = OversightBody::ALL
        .iter()
        .filter(|body| own.iter().any(|role| bodies_of(&app.city, role.agency.as_str()).contains(body)))
        .map(|body| body.code())
        .collect();
    let or_only = |field: &str, otherwise: Option<&str>| match fields.get(field) {
        "" => otherwise.unwrap_or_default().to_owned(),
        typed => typed.to_owned(),
    };
    let area = or_only("area", only.and_then(|board| board.area.as_deref()));
    let project = or_only(
        "project",
        only.and_then(|board| board.project.as_ref()).map(|project| wording.of(project)).as_deref(),
    );
    if is_critique && overseers.is_empty() {
        // Whoever drafts may send the draft to any body that oversees.
        let all = app.city.agencies().iter().filter(|agency| agency.kind == AgencyKind::Overseer);
        overseers = all.map(|found| agency(&found.code, "overseer")).collect();
    }
    let coded = |domain: &str, field: &str, codes: Vec<&'static str>| -> Vec<Choice> {
        let one = |code: &'static str| Choice {
            value: code.to_owned(),
            label: w.code(domain, code),
            is_chosen: fields.get(field) == code,
            ..Choice::default()
        };
        std::iter::once(choose()).chain(codes.into_iter().map(one)).collect()
    };
    let title = w.t(if is_critique { "critique-new" } else { "oversight-new" });
    NewPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/oversight", w.t("oversight-title")),
            Link::new("", title.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        key: fields.get("idempotency_key").to_owned(),
        is_critique,
        bodies: coded("oversight-body", "body", own_bodies),
        forms: if is_critique {
            coded("critique-form", "form", CritiqueForm::ALL.iter().map(|it| it.code()).collect())
        } else {
            coded("oversight-form", "form", OversightForm::ALL.iter().map(|it| it.code()).collect())
        },
        agencies: std::iter::once(choose()).chain(wording.agencies(fields.get("overseen"))).collect(),
        areas: std::iter::once(Choice { label: w.t("oversight-none-chosen"), ..Choice::default() })
            .chain(wording.areas(&area))
            .collect(),
        overseers,
        project,
        shell: signed.shell(title).with_errors(!errors.is_empty()),
        errors,
        fields,
    }
}
