//! `GET /cases/{code}`: the public page of a case, which is also its printed sheet. With `.json` at the end the same
//! facts for machines.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    case::{Pledged, State as CaseState},
    event::{Due, Event, PledgeKind},
    id::{CaseCode, CodePrefix},
    place::PublicPlace,
};

use super::{
    joint::{self, JointShown},
    json, pledge,
    record::{Record, load},
    source,
    timeline::{Results, redaction, results, timeline},
};
use crate::{
    act::{deadlines::moment, forwards::Elsewhere},
    app::{Shared, Visit},
    city::map::{PlaceDrawing, Spot},
    error::{Error, Missing, not_found},
    pages::{
        components::{Deadline, EvidencePair, Link, Moment, Photo, SummaryRow, Tag, TimelineEntry, count},
        layout::{Page, Section, Shell},
        qr,
    },
    speak::{feed, wording::Wording},
};

/// Up to this accuracy in metres a place is drawn as a pin, beyond it as the circle in which it lies.
const PIN: u16 = 20;

#[derive(Template)]
#[template(path = "speak/templates/case.html")]
struct CasePage {
    shell: Shell,
    crumbs: Vec<Link>,
    code: String,
    title: String,
    tag: Tag,
    is_overdue: bool,
    is_urgent: bool,
    is_sample: bool,
    source: String,
    source_rows: Vec<SummaryRow>,
    is_held: bool,
    text: String,
    erased_text: String,
    /// That the words are not all that was sent; empty where they are.
    redaction: String,
    pledge: Option<PledgeShown>,
    sent: Moment,
    photos: Vec<Photo>,
    agency: String,
    agency_term: String,
    no_agency: String,
    results: Results,
    pairs: Vec<EvidencePair>,
    confirm_by: Option<Moment>,
    who_confirms: String,
    /// Whether who joins may confirm the result too.
    joiners_confirm: bool,
    receive: Option<Deadline>,
    due: Option<Deadline>,
    place: String,
    precision: String,
    area_href: String,
    drawing: Option<PlaceDrawing>,
    attribution: String,
    joins: String,
    join_href: String,
    hand_overs: String,
    joint: JointShown,
    entries: Vec<TimelineEntry>,
    elsewhere: Vec<ElsewhereShown>,
    address: String,
    qr: Option<qr::Drawing>,
    feeds: Vec<Link>,
    /// Whether news can come by mail.
    has_mail: bool,
    /// Whether the place is a public point, round which a circle can be drawn.
    has_point: bool,
}

/// A promise or a recommendation: what it is called, who says it, and what belongs to it.
struct PledgeShown {
    heading: String,
    by: String,
    rows: Vec<SummaryRow>,
    /// Where it was said, with its address and title.
    term: String,
    said: Option<(String, String)>,
}

fn pledge(record: &Record, words: Wording<'_>) -> Option<PledgeShown> {
    let (w, case) = (words.w, &record.case);
    let (pledged, said) = (case.pledged?, record.pledge.as_ref()?);
    let read = |field: &str| {
        let erased = || record.erased.line(w, words.city, 1, field);
        said.get(field).map(str::to_owned).or_else(erased)
    };
    let term = match pledged.pledge.kind {
        PledgeKind::Recommendation => "pledge-raised",
        PledgeKind::Commitment | PledgeKind::WrittenAnswer => "commitments-said",
    };
    Some(PledgeShown {
        heading: w.code("pledge-kind", pledged.pledge.kind.code()),
        by: words.responsible(pledge::speaker(case, pledged), None),
        rows: pledge::rows(case, pledged, read, words),
        term: w.t(term),
        said: said.said(pledged),
    })
}

/// Who may confirm a result, in a sentence.
fn who_confirms(pledged: Option<Pledged>, words: Wording<'_>) -> String {
    match pledged {
        None => words.w.t("case-who-confirms"),
        Some(pledged) => match pledged.pledge.verifier {
            None => words.w.t("pledge-who-confirms"),
            Some(body) => {
                let agency = words.agency(body.as_str());
                words.w.with("pledge-one-confirms", &[("agency", agency.as_str().into())])
            }
        },
    }
}

/// What another city's server has of the case.
struct ElsewhereShown {
    heading: String,
    status: String,
    said: Vec<SaidShown>,
}

/// Something that it said.
struct SaidShown {
    who: String,
    moment: Moment,
    text: String,
}

fn elsewhere(record: &Record, words: Wording<'_>) -> Vec<ElsewhereShown> {
    let w = words.w;
    let shown = |elsewhere: &Elsewhere| {
        let (name, forward) = (elsewhere.name.as_str(), &elsewhere.forward);
        let heading = match &forward.remote_id {
            Some(id) => w.with("forward-there", &[("system", name.into()), ("id", id.as_str().into())]),
            None => w.with("forward-there-without-number", &[("system", name.into())]),
        };
        let status = match &forward.status {
            Some(status) => {
                let word = forward.word.as_deref().unwrap_or_default();
                let said =
                    [("system", name.into()), ("status", status.as_str().into()), ("word", word.into())];
                w.with("forward-status", &said).trim_end().to_owned()
            }
            None => w.with("forward-no-status", &[("system", name.into())]),
        };
        let said = elsewhere.said.iter().filter(|said| !said.text.is_empty()).map(|said| SaidShown {
            who: name.to_owned(),
            moment: words.moment(said.at.into()),
            text: said.text.clone(),
        });
        ElsewhereShown { heading, status, said: said.collect() }
    };
    record.elsewhere.iter().map(shown).collect()
}

/// In which form a case is asked for: its page where the address has no ending.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Page,
    Json,
    Feed(feed::Form),
}

impl Shape {
    const fn ending(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Json => ".json",
            Self::Feed(form) => form.ending(),
        }
    }

    /// The code as typed, and the form; `.feed.json` ends in `.json` too.
    fn of(code: &str) -> (&str, Shape) {
        [Shape::Feed(feed::Form::Atom), Shape::Feed(feed::Form::Json), Shape::Json]
            .into_iter()
            .find_map(|shape| Some((code.strip_suffix(shape.ending())?, shape)))
            .unwrap_or((code, Shape::Page))
    }
}

/// The page, or with an ending behind the code the facts for machines or a feed.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    Query(spoken): Query<feed::Spoken>,
) -> Result<Response, Error> {
    let (typed, shape) = Shape::of(&code);
    let prefix =
        CodePrefix::new(&app.city.settings().code_prefix).map_err(|_bad| not_found(Missing::Case))?;
    let parsed = CaseCode::parse(typed, prefix).map_err(|_bad| not_found(Missing::Case))?;
    let code = parsed.to_string();
    if code != typed {
        return Ok(Redirect::permanent(&format!("/cases/{code}{}", shape.ending())).into_response());
    }
    if shape == Shape::Json {
        return json::answer(&app, &visit, parsed).await;
    }
    let record = app.read(move |tx| load(tx, &code)).await?;
    if let Shape::Feed(form) = shape {
        return feed::case(&app, &visit, &record, &spoken, form);
    }
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let mut page = page(&record, &visit, words, &app.public_url);
    page.has_mail = app.mail.is_some();
    let map = app.layers.read();
    if map.has_boundaries() {
        page.drawing = spot(&record).and_then(|spot| map.place(&spot));
        map.attribution().clone_into(&mut page.attribution);
    }
    Ok(Page::public(page).into_response())
}

/// What of the place may be drawn: the point of a published case, else its ward.
fn spot(record: &Record) -> Option<Spot> {
    match record.case.place {
        PublicPlace::Point { point, precision_m, .. } if record.is_public() => {
            let (latitude, longitude) = point.to_degrees();
            let point = dantin_geo::Point::new(latitude, longitude).ok()?;
            let is_exact = precision_m <= PIN;
            Some(if is_exact { Spot::Pin(point) } else { Spot::Circle(point, u32::from(precision_m)) })
        }
        _ => record.case.area().map(|area| Spot::Area(area.as_str().to_owned())),
    }
}

fn page(record: &Record, visit: &Visit, words: Wording<'_>, public_url: &str) -> CasePage {
    let w = &visit.w;
    let case = &record.case;
    let subcategory = case.subcategory.as_ref().map(|code| code.as_str());
    let title = words.service(case.category.as_str(), subcategory);
    let area = words.area(case.area());
    let code = case.code.to_string();
    let results = results(record, words);
    let mut shell = visit.shell(format!("{title}, {area}"), Section::Cases);
    shell.description =
        w.with("case-description", &[("title", title.as_str().into()), ("area", area.as_str().into())]);
    // Sample cases are named on every page of a demonstration; elsewhere each says it of itself.
    let is_sample = case.sample && !shell.is_sample;
    let (receive, due) = clocks(record, words);
    let place = match record.address.as_deref() {
        Some(address) if address.contains(&area) => address.to_owned(),
        Some(address) => format!("{address}, {area}"),
        None => area,
    };
    let sent = words.moment(case.submitted);
    let photos = record
        .photos
        .iter()
        .filter(|photo| photo.moment == "report")
        .map(|photo| {
            let alt = w.with("case-photo-report", &[("service", title.as_str().into())]);
            Photo { moment: words.dated(case.submitted), ..photo.picture.medium(alt) }
        })
        .collect();
    let address = format!("{}/cases/{code}", public_url.trim_end_matches('/'));
    CasePage {
        crumbs: vec![
            Link::new("/", w.t("crumb-home")),
            Link::new("/cases", w.t("cases-title")),
            Link::new(format!("/cases/{code}"), code.clone()),
        ],
        tag: case.kind().into(),
        is_overdue: case.is_overdue(moment(words.now)),
        is_urgent: case.urgent,
        is_sample,
        source: match &record.source {
            Some(source) => w.with(
                "case-imported-from",
                &[("system", source.name.as_str().into()), ("id", source.id.as_str().into())],
            ),
            None => String::new(),
        },
        source_rows: source::rows(record, words),
        is_held: !record.is_public(),
        text: record.text.clone().unwrap_or_default(),
        erased_text: record.erased_text(w, words.city).unwrap_or_default(),
        redaction: match record.redacted().filter(|_| record.text.is_some()) {
            Some(reason) => redaction(w, reason),
            None => String::new(),
        },
        pledge: pledge(record, words),
        sent,
        photos,
        agency: words.responsible(case.state.lead(), case.source.as_ref()),
        agency_term: w.t(if case.source.is_some() { "case-source-lead" } else { "case-agency" }),
        no_agency: w.t(if case.source.is_some() { "case-source-no-agency" } else { "case-no-agency" }),
        pairs: results.pairs.clone(),
        confirm_by: match case.state {
            CaseState::ReportedResolved { confirm_by, .. } => Some(words.dated(confirm_by)),
            _ => None,
        },
        who_confirms: who_confirms(case.pledged, words),
        joiners_confirm: case.pledged.is_none_or(|pledged| pledged.pledge.verifier.is_none()),
        receive,
        due,
        place,
        precision: if record.is_public() { words.precision(&case.place) } else { String::new() },
        area_href: case.area().map(|area| format!("/cases?area={}", area.as_str())).unwrap_or_default(),
        drawing: None,
        attribution: String::new(),
        joins: match case.joins {
            0 => String::new(),
            joins => w.n("case-joined", i64::from(joins)),
        },
        join_href: if case.kind().is_open() && !case.kind().is_imported() {
            format!("/cases/{code}/join")
        } else {
            String::new()
        },
        hand_overs: match case.hand_overs {
            0 => String::new(),
            number => w.n("case-hand-overs", count(usize::from(number))),
        },
        joint: joint::shown(record, words),
        entries: timeline(record, results.number, words),
        elsewhere: elsewhere(record, words),
        results,
        feeds: [(feed::Form::Atom, "Atom"), (feed::Form::Json, "JSON Feed")]
            .map(|(form, label)| {
                let path = format!("/cases/{code}{}", form.ending());
                Link::new(feed::address(&path, "", w.language()), label)
            })
            .to_vec(),
        has_mail: false,
        has_point: record.is_public() && case.place.point().is_some(),
        qr: qr::draw(&address),
        address,
        code,
        title,
        shell,
    }
}

/// The two clocks of a case: to be accepted, and to be done; each with what it counts.
fn clocks(record: &Record, words: Wording<'_>) -> (Option<Deadline>, Option<Deadline>) {
    let case = &record.case;
    let mut receive: Option<Due> = None;
    let mut due: Option<Due> = None;
    let mut reported = None;
    for line in &record.lines {
        match &line.event {
            // What is promised is accepted by being promised: its one date is that of the work.
            Event::Assigned { receive_by, .. } if case.pledged.is_some() => due = Some(*receive_by),
            Event::Assigned { receive_by, .. } => receive = Some(*receive_by),
            Event::Accepted { due: new } | Event::Replied { due: new } | Event::Extended { due: new, .. } => {
                due = Some(*new);
            }
            Event::Contested { due: new, .. } => {
                due = Some(*new);
                reported = None;
            }
            Event::ReportedResolved { .. } | Event::Declined { .. } => reported = Some(line.occurred),
            _ => {}
        }
    }
    let is_over = !case.kind().is_open() && reported.is_none();
    let accepted = case.accepted.filter(|_| due.is_some());
    // A clock that was neither met nor missed, since the case ended otherwise, tells nothing.
    let receive = receive
        .filter(|_| accepted.is_some() || (case.kind().is_open() && !case.kind().is_imported()))
        .map(|clock| words.deadline(&clock, None, accepted, false));
    let paused = matches!(case.state, CaseState::WaitingForReporter { .. });
    let due = due.filter(|_| !is_over).map(|clock| words.deadline(&clock, case.first_due, reported, paused));
    (receive, due)
}
