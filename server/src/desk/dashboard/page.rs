//! The page, its files, and the one thing that is done on it: asking why a case is late.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{book::figures::Value, case::StateKind};
use serde::Deserialize;

use super::{
    board::{Board, COLUMNS, Of},
    figures::amount,
    store::{self, Late},
    weeks::{PICTURES, Picture},
};
use crate::{
    act::cases::commands,
    app::Shared,
    city::{
        map::{CityDrawing, WardLook},
        people::{
            pages::SignedIn,
            rights::{Act, CaseForRights, may},
        },
    },
    desk::{form::Posted, seen::full_code, steps::Standing, store as cases, wording::Wording},
    error::{Error, Missing},
    mail::weekly::{self, Subscription},
    pages::{
        components::{LeadFigure, Moment, Tag},
        layout::{Page, Shell},
    },
    speak::{figure_address, lead_figure, value_words},
};

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    asked: String,
}

struct AgencyShown {
    name: String,
    href: String,
    cells: Vec<(String, String)>,
}

struct PictureShown {
    name: String,
    sentence: String,
    svg: String,
    weeks: Vec<[String; 5]>,
}

struct LateShown {
    code: String,
    href: String,
    what: String,
    place: String,
    agency: String,
    assignee: String,
    due: Moment,
    tag: Tag,
    asked: Option<Moment>,
    may_ask: bool,
}

#[derive(Template)]
#[template(path = "desk/templates/dashboard.html")]
struct DashboardPage {
    shell: Shell,
    of: String,
    csrf: String,
    done: String,
    /// Where the weekly mail goes; none where no mail is sent.
    weekly: Option<Subscription>,
    typed: String,
    typed_error: String,
    leads: Vec<LeadFigure>,
    /// The same as a table: what it measures, how many of how many, and the change.
    lead_rows: Vec<[String; 3]>,
    help: String,
    columns: Vec<String>,
    agencies: Vec<AgencyShown>,
    pictures: Vec<PictureShown>,
    late: Vec<LateShown>,
    late_sentence: String,
    promises: String,
    reopened: String,
    map: Option<CityDrawing>,
    attribution: String,
    map_sentence: String,
    steps: [&'static str; 5],
    journal: String,
    weeks_journal: String,
    counted: Moment,
}

/// `GET /desk/dashboard`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    page(app, signed, asked, None).await
}

/// The page; `typed` is an address that the weekly mail cannot go to, with the key of the words for why.
async fn page(
    app: Shared,
    signed: SignedIn,
    asked: Asked,
    typed: Option<(String, &'static str)>,
) -> Result<Response, Error> {
    let board = board(&app, &signed).await?;
    let officer = signed.officer().id.clone();
    let weekly = match &app.mail {
        Some(_) => Some(app.read(move |tx| Ok(weekly::of(tx, &officer)?)).await?),
        None => None,
    };
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let may_ask = may_ask(&signed);
    let whole = |number: u64| w.integer(i64::try_from(number).unwrap_or(i64::MAX));
    let most = board.pictures.iter().flat_map(|picture| &picture.weeks).map(|week| week.received).max();
    let pictures = board.pictures.iter().take(PICTURES);
    let map = app.layers.read();
    let most_late = board.areas.iter().map(|(_, value)| amount(*value)).max().unwrap_or(0);
    let worst = board.areas.iter().max_by_key(|(_, value)| amount(*value));
    let page = DashboardPage {
        of: match board.of {
            Of::City => app.site.city(w.language()).to_owned(),
            Of::Agencies(_) => group_name(&app, &signed, &wording),
        },
        csrf: signed.session.csrf().to_owned(),
        done: match asked.asked.as_str() {
            "1" => w.t("dashboard-asked"),
            "0" => w.t("dashboard-asked-before"),
            "mail" => w.t("weekly-begun"),
            "no-mail" => w.t("weekly-ended"),
            _ => String::new(),
        },
        typed_error: typed.as_ref().map_or_else(String::new, |(_, key)| w.t(key)),
        typed: match (&typed, &weekly) {
            (Some((typed, _)), _) => typed.clone(),
            // Where the mails were stopped, the address stands ready for signing up again.
            (None, Some(weekly)) => weekly.address.clone(),
            (None, None) => String::new(),
        },
        weekly,
        leads: board
            .leads
            .iter()
            .map(|lead| LeadFigure {
                change: lead.change.clone(),
                about: figure_address(lead.figure, "", "own"),
                ..lead_figure(lead.value, w, w.code("measure", lead.figure.code()), "")
            })
            .collect(),
        lead_rows: board
            .leads
            .iter()
            .map(|lead| [w.code("measure", lead.figure.code()), fraction(w, lead.value), lead.change.clone()])
            .collect(),
        help: match board.needs_help() {
            None => w.t("dashboard-nothing-late"),
            Some((row, value)) => w.with(
                "dashboard-needs-help",
                &[("agency", row.name.as_str().into()), ("late", fraction(w, value).as_str().into())],
            ),
        },
        columns: COLUMNS.iter().map(|figure| w.code("measure", figure.code())).collect(),
        agencies: board
            .first_agencies()
            .iter()
            .map(|row| AgencyShown {
                name: row.name.clone(),
                href: format!("/desk?view=overdue&agency={}", row.code),
                cells: row
                    .values
                    .iter()
                    .zip(COLUMNS)
                    .map(|(value, figure)| (w.code("measure", figure.code()), value_words(*value, w)))
                    .collect(),
            })
            .collect(),
        pictures: pictures.map(|picture| shown(picture, w, most.unwrap_or(0))).collect(),
        late: board.late.iter().map(|late| late_shown(&wording, late, may_ask)).collect(),
        late_sentence: w.n("dashboard-late", board.promises.all_late),
        promises: w.with(
            "dashboard-promises-sentence",
            &[
                ("due", w.integer(board.promises.due).as_str().into()),
                ("late", w.integer(board.promises.late).as_str().into()),
            ],
        ),
        reopened: fraction(w, board.reopened),
        map_sentence: match worst.filter(|(_, value)| amount(*value) > 0) {
            None => w.t("dashboard-nothing-late"),
            Some((code, value)) => w.with(
                "dashboard-where-most",
                &[
                    ("area", wording.area(code).as_str().into()),
                    ("late", fraction(w, *value).as_str().into()),
                ],
            ),
        },
        map: matches!(board.of, Of::City).then(|| {
            map.city(|area| {
                let value = board.areas.iter().find(|(code, _)| *code == area.code).map(|(_, value)| *value);
                let late = value.map_or(0, amount);
                WardLook {
                    step: u8::try_from((late * 5).div_ceil(most_late.max(1))).unwrap_or(5).min(5),
                    title: format!(
                        "{}: {}",
                        wording.of(&area.name),
                        value.map_or_else(|| w.t("figure-nothing-yet"), |value| fraction(w, value))
                    ),
                    href: format!("/desk?view=overdue&area={}", area.code),
                }
            })
        }),
        attribution: map.attribution().to_owned(),
        steps: STEPS,
        journal: whole(board.journal),
        weeks_journal: whole(board.weeks_journal),
        counted: wording.moment(board.counted.to_timestamp()),
        shell: signed.shell(w.t("dashboard-title")),
    };
    let status = if page.typed_error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page::private(page).with_status(status).into_response())
}

/// Fifths of the ward with most late cases.
const STEPS: [&str; 5] = ["≤ 1/5", "2/5", "3/5", "4/5", "5/5"];

pub(super) async fn board(app: &Shared, signed: &SignedIn) -> Result<Board, Error> {
    may(signed.officer(), Act::SeeDashboard, &CaseForRights::none())
        .map_err(|denied| Error::Forbidden(denied.word()))?;
    Board::read(app, Of::officer(app, signed.officer()), &signed.visit.w, signed.visit.now).await
}

/// Whether the officer may ask of at least some case; each one is judged when it is asked of.
fn may_ask(signed: &SignedIn) -> bool {
    use crate::city::people::model::RoleKind;
    signed.officer().holds(RoleKind::Head) || signed.officer().holds(RoleKind::Coordinator)
}

fn group_name(app: &Shared, signed: &SignedIn, wording: &Wording<'_>) -> String {
    let names: Vec<String> = signed
        .officer()
        .roles
        .iter()
        .filter(|role| role.kind == crate::city::people::model::RoleKind::Head)
        .filter_map(|role| app.city.agency(role.agency.as_str()))
        .map(|agency| wording.of(&agency.name))
        .collect();
    names.join(", ")
}

/// "12 trên 40": the fraction itself, also where there are many.
fn fraction(w: &dantin_words::Words, value: Value) -> String {
    let whole = |number: u64| w.integer(i64::try_from(number).unwrap_or(i64::MAX));
    match value {
        Value::Share { numerator, denominator } => w.with(
            "figure-of",
            &[
                ("numerator", whole(numerator).as_str().into()),
                ("denominator", whole(denominator).as_str().into()),
            ],
        ),
        other => value_words(other, w),
    }
}

fn shown(picture: &Picture, w: &dantin_words::Words, most: u64) -> PictureShown {
    let whole = |number: u64| w.integer(i64::try_from(number).unwrap_or(i64::MAX));
    PictureShown {
        name: picture.name.clone(),
        sentence: picture.sentence(w),
        svg: picture.svg(w, most),
        weeks: picture
            .weeks
            .iter()
            .map(|week| {
                [
                    week.begins.clone(),
                    whole(week.received),
                    whole(week.late),
                    whole(week.reported),
                    whole(week.contested),
                ]
            })
            .collect(),
    }
}

fn late_shown(wording: &Wording<'_>, late: &Late, may_ask: bool) -> LateShown {
    LateShown {
        href: format!("/desk/cases/{}", late.code),
        code: late.code.clone(),
        what: wording.service(&late.category, late.subcategory.as_deref()),
        place: wording.area(&late.area),
        agency: wording.agency(&late.agency),
        assignee: late.assignee.clone().unwrap_or_default(),
        due: wording.moment(late.due),
        tag: StateKind::from_code(&late.state).unwrap_or(StateKind::Assigned).into(),
        asked: late.asked.map(|at| wording.moment(at)),
        may_ask: may_ask && late.asked.is_none(),
    }
}

/// `POST /desk/dashboard/mail`: the page comes by mail each week to the address that is typed, or comes no more.
pub async fn mail(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    may(signed.officer(), Act::SeeDashboard, &CaseForRights::none())
        .map_err(|denied| Error::Forbidden(denied.word()))?;
    let officer = signed.officer().id.clone();
    if fields.get("weekly") == "off" {
        app.db.write(move |tx| weekly::end(tx, &officer)).await?;
        return Ok(Redirect::to("/desk/dashboard?asked=no-mail#weekly").into_response());
    }
    let typed = fields.get("address").trim().to_owned();
    let Ok(address) = typed.parse::<dantin_mail::Address>() else {
        return page(app, signed, Asked::default(), Some((typed, "weekly-bad-address"))).await;
    };
    if !app.db.write(move |tx| weekly::begin(tx, &officer, &address)).await? {
        return page(app, signed, Asked::default(), Some((typed, "weekly-dead-address"))).await;
    }
    Ok(Redirect::to("/desk/dashboard?asked=mail#weekly").into_response())
}

/// `POST /desk/dashboard/explain`: leaves a note at the case for whoever handles it.
pub async fn explain(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let officer = posted.signed.officer().clone();
    let code = full_code(&app, posted.fields.get("code"))?;
    let w = posted.signed.visit.w.clone();
    let asked = app
        .command(move |tx, context| {
            let record = cases::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
            Standing::new(context.city, &officer, &record.case, record.assignee.as_ref())
                .check(Act::AskExplanation)
                .map_err(|denied| Error::Forbidden(denied.word()))?;
            // What is no longer late needs no explanation; the page that asked was older.
            let due = record.case.state.owed_by().map(|due| due.to_timestamp());
            let Some(due) = due.filter(|due| *due < context.now) else { return Ok(false) };
            if !store::ask(tx, &record.id, officer.id.as_str(), due, context.now)? {
                return Ok(false);
            }
            let time = w.date_time(due, context.city.calendar().zone());
            let words = w.with("dashboard-explain-note", &[("due", time.as_str().into())]);
            commands::note(tx, context, &record.id, officer.id.as_str(), &words)?;
            Ok(true)
        })
        .await?;
    Ok(Redirect::to(if asked { "/desk/dashboard?asked=1#late" } else { "/desk/dashboard?asked=0#late" })
        .into_response())
}
