//! `/desk/oversight` and `/desk/oversight/{code}`: the lists, and one round or critique with the steps that can be taken now.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    matter::Matter,
    oversight::{DropReason, LetGoReason, MoveReason, Reply},
    reasons::ErasureGround,
};

use dantin_words::Words;

use super::{
    standing::{Offered, offered},
    steps,
};
use crate::{
    app::Shared,
    city::people::{model::RoleKind, pages::SignedIn},
    desk::{
        evidence,
        form::{Check, Fields, Posted},
        wording,
    },
    error::Error,
    listen::own,
    pages::{
        components::{Choice, FieldError, Link, error_of},
        layout::{Page, Shell},
    },
    speak::{
        oversight::{
            gone,
            list::{self, Row},
            page::full_code,
            view::{self, CritiqueShown, Held, RoundShown},
        },
        shown::Picture,
        wording::{Wording, words_lost},
    },
};

#[derive(Template)]
#[template(path = "desk/templates/oversight.html")]
struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    plans: bool,
    requests: bool,
    rounds: Vec<Row>,
    critiques: Vec<Row>,
}

#[derive(Template)]
#[template(path = "desk/templates/oversight_one.html")]
struct OnePage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    version: i64,
    code: String,
    title: String,
    errors: Vec<FieldError>,
    fields: Fields,
    kept: Vec<String>,
    round: Option<RoundShown>,
    critique: Option<CritiqueShown>,
    offered: Offered,
    move_reasons: Vec<Choice>,
    cancel_reasons: Vec<Choice>,
    let_go_reasons: Vec<Choice>,
    replies: Vec<Choice>,
    answers: Vec<Choice>,
    lets_go: Vec<Choice>,
    findings: Vec<Choice>,
    agencies: Vec<Choice>,
    categories: Vec<Choice>,
    areas: Vec<Choice>,
    erasables: Vec<Choice>,
    grounds: Vec<Choice>,
    blurs: Vec<Link>,
    lost: String,
}

impl OnePage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn value(&self, field: &str) -> &str {
        self.fields.get(field)
    }

    /// Whether the form with this field came back.
    fn is_open(&self, field: &str) -> bool {
        !self.value(field).is_empty() || !self.error(field).is_empty()
    }

    const fn close_key(&self) -> &'static str {
        if self.round.is_some() { "oversight-close-hint" } else { "critique-close-hint" }
    }

    const fn offers_nothing(&self) -> bool {
        let it = &self.offered;
        let round = it.moves || it.notifies || it.receives || it.visits || it.finds || it.recommends;
        let ends = it.concludes || it.closes || it.cancels || it.raises || it.delivers || it.erases;
        !(round || ends) && it.answers.is_empty() && it.lets_go.is_empty() && self.blurs.is_empty()
    }
}

/// `GET /desk/oversight`.
pub async fn list(State(app): State<Shared>, signed: SignedIn) -> Result<Response, Error> {
    let (rounds, critiques) =
        app.read(|tx| Ok((list::records(tx, "round")?, list::records(tx, "critique")?))).await?;
    let w = &signed.visit.w;
    let words = Wording { city: &app.city, w, now: signed.visit.now };
    let officer = signed.officer();
    let plans = officer.holds(RoleKind::Overseer);
    Ok(Page::private(ListPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("oversight-title"))],
        plans,
        requests: plans || officer.holds(RoleKind::Handler) || officer.holds(RoleKind::Head),
        rounds: list::rows(rounds, words)?,
        critiques: list::rows(critiques, words)?,
        shell: signed.shell(w.t("oversight-title")),
    })
    .into_response())
}

/// `GET /desk/oversight/{code}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(typed): Path<String>,
) -> Result<Response, Error> {
    let code = full_code(&app, &typed)?;
    let held = app.read(move |tx| view::find(tx, &code)).await?;
    Ok(Page::private(page(&app, &signed, held, Fields::default(), Vec::new(), Vec::new())).into_response())
}

/// `POST /desk/oversight/{code}/{step}`: a refused form comes back with what was typed.
pub async fn take(
    State(app): State<Shared>,
    Path((typed, name)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, files } = posted;
    let code = full_code(&app, &typed)?;
    let asked = code.clone();
    let held = app.read(move |tx| view::find(tx, &asked)).await?;
    let w = signed.visit.w.clone();
    let mut photo_errors = Vec::new();
    let photos = if name == "visit" {
        evidence::accept(&app, &w, &fields, &files, (&code, "photos"), &mut photo_errors).await?
    } else {
        Vec::new()
    };
    let mut check = Check::new(&w, &fields);
    let officer = signed.officer().clone();
    let step = steps::read(&app, (&officer, &held.matter), &mut check, &fields, &name, own::hashes(&photos));
    let photos: Vec<String> = photos.iter().map(ToString::to_string).collect();
    let mut errors = check.errors;
    errors.extend(photo_errors);
    let step = match step {
        Some(step) if errors.is_empty() => step,
        None if errors.is_empty() => return Err(crate::error::not_found(crate::error::Missing::Page)),
        _ => return Ok(refused(&app, &signed, held, fields, errors, photos)),
    };
    if !steps::has_role(&officer, &held.matter, &step) {
        return Err(Error::Forbidden("people-denied-not-your-role"));
    }
    let version = fields.get("version").parse().ok();
    let to = code.clone();
    let done = app
        .command_shown(move |tx, context| {
            Ok(steps::carry_out(tx, context, (&code, version), &officer, &step)?)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/oversight/{to}")).into_response()),
        Err(error @ (Error::Refused(_) | Error::Stale)) => {
            let asked = to.clone();
            let held = app.read(move |tx| view::find(tx, &asked)).await?;
            let (title, explanation) = error.words(&w);
            let fault = FieldError { field: "steps".to_owned(), message: format!("{title}. {explanation}") };
            Ok(refused(&app, &signed, held, fields, vec![fault], photos))
        }
        Err(error) => Err(error),
    }
}

fn refused(
    app: &Shared,
    signed: &SignedIn,
    held: Held,
    fields: Fields,
    errors: Vec<FieldError>,
    kept: Vec<String>,
) -> Response {
    let status = if errors.iter().any(|error| error.field == "steps") {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Page::private(page(app, signed, held, fields, errors, kept)).with_status(status).into_response()
}

/// Characters of a text by which it is told from others.
const EXCERPT: usize = 80;

/// What is there and can be erased: which field of which event, and how it begins.
fn erasables(w: &Words, held: &Held, fields: &Fields) -> Vec<Choice> {
    let chosen = fields.all("field");
    let one = |(number, field, body): &(i64, String, String)| {
        let value = format!("{number}.{field}");
        let is_long = body.chars().count() > EXCERPT;
        let excerpt: String = body.chars().take(EXCERPT).collect();
        Choice {
            label: gone::field_name(w, field),
            // The hash of an original tells nobody anything.
            hint: match field.starts_with("photo.") {
                true => w.with("oversight-erase-photo", &[("number", (*number).into())]),
                false if is_long => format!("{excerpt}…"),
                false => excerpt,
            },
            is_chosen: chosen.contains(&value),
            value,
            ..Choice::default()
        }
    };
    held.contents.iter().map(one).collect()
}

/// Where a moderator makes parts of the visits' photos unrecognisable.
fn blurs(w: &Words, held: &Held) -> Vec<Link> {
    let link = |(place, (visit, picture)): (usize, (usize, &Picture))| {
        let number = |number: usize| w.integer(i64::try_from(number).unwrap_or(i64::MAX));
        let photo = format!("{} {}", w.code("round-field", "photo"), number(place + 1));
        let label = format!("{photo} · {} {}", w.t("oversight-visit"), number(visit));
        Link::new(format!("/desk/oversight/{}/photos/{}", held.code, picture.original), label)
    };
    held.photos().enumerate().map(link).collect()
}

fn page(
    app: &Shared,
    signed: &SignedIn,
    held: Held,
    fields: Fields,
    errors: Vec<FieldError>,
    kept: Vec<String>,
) -> OnePage {
    let w = &signed.visit.w;
    let words = Wording { city: &app.city, w, now: signed.visit.now };
    let desk = wording::Wording { w, city: &app.city, now: signed.visit.now };
    let offered = offered(signed.officer(), &held.matter);
    let coded = |domain: &str, field: &str, codes: Vec<&'static str>| -> Vec<Choice> {
        let one = |code: &'static str| Choice {
            value: code.to_owned(),
            label: w.code(domain, code),
            is_chosen: fields.get(field) == code,
            ..Choice::default()
        };
        std::iter::once(Choice { label: w.t("oversight-choose"), ..Choice::default() })
            .chain(codes.into_iter().map(one))
            .collect()
    };
    let numbered = |field: &str, numbers: &[u32]| -> Vec<Choice> {
        let one = |number: &u32| Choice {
            value: number.to_string(),
            label: number.to_string(),
            is_chosen: fields.get(field) == number.to_string(),
            ..Choice::default()
        };
        std::iter::once(Choice { label: w.t("oversight-choose"), ..Choice::default() })
            .chain(numbers.iter().map(one))
            .collect()
    };
    let (findings, overseen, area) = match &held.matter {
        Matter::Round(round) => (
            (1..=u32::try_from(round.findings.len()).unwrap_or(0)).collect(),
            round.overseen.as_str().to_owned(),
            round.area.map(|area| area.as_str().to_owned()).unwrap_or_default(),
        ),
        _ => (Vec::new(), String::new(), String::new()),
    };
    let typed_or = |field: &str, otherwise: &str| match fields.get(field) {
        "" => otherwise.to_owned(),
        typed => typed.to_owned(),
    };
    let none = || Choice { label: w.t("oversight-none-chosen"), ..Choice::default() };
    let categories = app.city.categories().iter().map(|category| Choice {
        value: category.code.clone(),
        label: desk.of(&category.name),
        is_chosen: category.code == fields.get("category"),
        ..Choice::default()
    });
    OnePage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/oversight", w.t("oversight-title")),
            Link::new("", held.code.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        version: held.version,
        move_reasons: coded("move", "move_reason", MoveReason::ALL.iter().map(|it| it.code()).collect()),
        cancel_reasons: coded("drop", "cancel_reason", DropReason::ALL.iter().map(|it| it.code()).collect()),
        let_go_reasons: coded(
            "let-go",
            "let_go_reason",
            LetGoReason::ALL.iter().map(|it| it.code()).collect(),
        ),
        replies: coded("oversight-reply", "reply", Reply::ALL.iter().map(|it| it.code()).collect()),
        answers: numbered("answer_number", &offered.answers),
        lets_go: numbered("let_go_number", &offered.lets_go),
        findings: numbered("finding", &findings),
        agencies: std::iter::once(Choice { label: w.t("oversight-choose"), ..Choice::default() })
            .chain(desk.agencies(&typed_or("to", &overseen)))
            .collect(),
        categories: std::iter::once(Choice { label: w.t("oversight-choose"), ..Choice::default() })
            .chain(categories)
            .collect(),
        areas: std::iter::once(none()).chain(desk.areas(&typed_or("area", &area))).collect(),
        round: match &held.matter {
            Matter::Round(round) => Some(view::round(&held, round, words)),
            _ => None,
        },
        critique: match &held.matter {
            Matter::Critique(critique) => Some(view::critique(&held, critique, words)),
            _ => None,
        },
        blurs: if offered.blurs { blurs(w, &held) } else { Vec::new() },
        erasables: if offered.erases { erasables(w, &held, &fields) } else { Vec::new() },
        grounds: desk.choices("ground", ErasureGround::ALL, ErasureGround::code, fields.get("ground")),
        lost: words_lost(w, held.words_lost),
        shell: signed.shell(held.title.clone()).with_errors(!errors.is_empty()),
        offered,
        errors,
        fields,
        kept,
        title: held.title,
        code: held.code,
    }
}
