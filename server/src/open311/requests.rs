//! Reading requests: filters and paging over the book, and for the rows of one page their published words in one
//! statement. Nothing private can come out here, since nothing private goes in.

use std::collections::HashMap;

use dantin_city::City;
use dantin_record::{
    book::{
        Book, Row,
        filter::{Bounds, Filter, Openness, Period},
        list::Cursor,
        nearby::distance_m,
    },
    case::StateKind,
    id::{CaseCode, CodePrefix},
    moment::Moment,
    place::Point,
};
use dantin_store::{FromRow, Query, Tx};
use dantin_words::{Language, Words};
use jiff::{SignedDuration, Timestamp};

use super::{
    answer::Fault,
    document::Node,
    parameters::{Parameters, Unreadable},
    services::{said, written},
};
use crate::{act::deadlines::moment, app::App, error::Error};

/// The longest window of dates, and the default one.
const WINDOW: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Requests of one page at most.
pub const MOST: i64 = 1_000;

/// What is asked for, read and checked.
pub struct Question {
    filter: Filter,
    codes: Vec<String>,
    updated_after: Option<Moment>,
    updated_before: Option<Moment>,
    circle: Option<(Point, f64)>,
    cursor: Option<Cursor>,
    skip: usize,
    limit: usize,
}

/// What is wrong with the parameters of one call: all of it is told at once.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    /// The value, or nothing and a fault more.
    fn take<T: Default>(&mut self, read: Result<T, Fault>) -> T {
        read.unwrap_or_else(|fault| {
            self.0.push(fault);
            T::default()
        })
    }

    /// One answer: 404 where all that is asked for is unknown, 400 where something cannot be read.
    fn all(self) -> Option<Fault> {
        let status = self.0.iter().map(|fault| fault.status).min()?;
        let descriptions = self.0.into_iter().flat_map(|fault| fault.descriptions).collect();
        Some(Fault { status, descriptions })
    }
}

/// Reads the parameters of `GET requests`.
pub fn read(app: &App, w: &Words, parameters: &Parameters, now: Timestamp) -> Result<Question, Fault> {
    let unreadable = |fault: Unreadable| Fault::unreadable(w, &fault);
    let mut faults = Faults::default();
    let codes = parameters.list("service_code");
    for unknown in codes.iter().filter(|code| app.city.service(code).is_none()) {
        let said = w.with("open311-unknown-service", &[("code", unknown.as_str().into())]);
        faults.0.push(Fault::missing(said));
    }
    let mut filter = Filter::default();
    let mut wanted = [false, false];
    for status in parameters.list("status") {
        match status.to_lowercase().as_str() {
            "open" => wanted = [true, wanted[1]],
            "closed" => wanted = [wanted[0], true],
            _ => {
                faults
                    .0
                    .push(Fault::bad(w.with("open311-bad-status", &[("status", status.as_str().into())])));
            }
        }
    }
    filter.openness = match wanted {
        [true, false] => Some(Openness::Open),
        [false, true] => Some(Openness::Ended),
        _ => None,
    };
    let mut time = |name: &str| faults.take(parameters.time(name).map_err(unreadable));
    let (updated_after, updated_before) =
        (time("updated_after").map(moment), time("updated_before").map(moment));
    let (start, end) = (time("start_date"), time("end_date"));
    filter.submitted = match (start, end) {
        (Some(start), Some(end)) => {
            if end.duration_since(start) > WINDOW {
                faults.0.push(Fault::bad(w.t("open311-window-too-long")));
            }
            Some((start, end))
        }
        (Some(start), None) => Some((start, start.saturating_add(WINDOW).unwrap_or(now))),
        (None, Some(end)) => Some((end.saturating_sub(WINDOW).unwrap_or(end), end)),
        (None, None) if updated_after.is_some() || updated_before.is_some() => None,
        (None, None) => Some((now.saturating_sub(WINDOW).unwrap_or(now), now)),
    }
    // The end of a window belongs to it; rows hold whole seconds.
    .map(|(from, to)| Period { from: moment(from), to: Moment::from_millisecond(to.as_millisecond() + 1) });
    let circle = faults.take(circle(w, parameters));
    if let Some(text) = parameters.first("bbox") {
        filter.bounds = faults.take(bounds(text).map(Some).ok_or_else(|| Fault::bad(w.t("open311-bad-box"))));
    }
    let limit = ["page_size", "limit", "max_requests"]
        .iter()
        .find_map(|name| parameters.number(name, 1, MOST).transpose())
        .transpose();
    let limit = faults.take(limit.map_err(unreadable)).unwrap_or(MOST);
    let mut number =
        |name: &str, most: i64| faults.take(parameters.number(name, 0, most).map_err(unreadable));
    // Pages count from 1; 0 means the first one too.
    let page = number("page", i64::MAX / MOST).unwrap_or(1).max(1);
    let offset = number("offset", i64::MAX / 2).unwrap_or(0);
    let cursor = parameters
        .first("cursor")
        .map(|text| text.parse().map_err(|_not_a_cursor| Fault::bad(w.t("open311-bad-cursor"))))
        .transpose();
    let cursor = faults.take(cursor);
    match faults.all() {
        Some(fault) => Err(fault),
        None => Ok(Question {
            filter,
            codes,
            updated_after,
            updated_before,
            circle,
            cursor,
            skip: usize::try_from((page - 1).saturating_mul(limit).saturating_add(offset))
                .unwrap_or(usize::MAX),
            limit: usize::try_from(limit).unwrap_or(1),
        }),
    }
}

/// `lat` and `long`: both or neither.
pub fn point(w: &Words, parameters: &Parameters) -> Result<Option<Point>, Fault> {
    let unreadable = |fault: Unreadable| Fault::unreadable(w, &fault);
    let latitude = parameters.decimal("lat").map_err(unreadable)?;
    let longitude = parameters.decimal("long").map_err(unreadable)?;
    let point = match (latitude, longitude) {
        (None, None) => return Ok(None),
        (Some(latitude), Some(longitude)) => Point::from_degrees(latitude, longitude),
        _ => None,
    };
    point.map(Some).ok_or_else(|| Fault::bad(w.t("open311-bad-place")))
}

/// A point with the metres around it, if one is asked for.
fn circle(w: &Words, parameters: &Parameters) -> Result<Option<(Point, f64)>, Fault> {
    let radius = parameters.decimal("radius").map_err(|fault| Fault::unreadable(w, &fault))?.unwrap_or(750.0);
    match point(w, parameters)? {
        Some(_) if !(0.0..=100_000.0).contains(&radius) => Err(Fault::bad(w.t("open311-bad-place"))),
        point => Ok(point.map(|point| (point, radius))),
    }
}

/// West, south, east, north in degrees.
fn bounds(text: &str) -> Option<Bounds> {
    let numbers: Vec<f64> = text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = numbers.as_slice() else { return None };
    let (low, high) = (Point::from_degrees(*south, *west)?, Point::from_degrees(*north, *east)?);
    (low.lat() <= high.lat() && low.lon() <= high.lon()).then_some(Bounds {
        south: low.lat(),
        west: low.lon(),
        north: high.lat(),
        east: high.lon(),
    })
}

/// The rows of one page, and where the next one begins.
pub fn find(book: &Book, question: &Question) -> (Vec<Row>, Option<Cursor>) {
    let wanted = |row: &Row| {
        (question.codes.is_empty() || question.codes.iter().any(|code| code == service_code(row)))
            && question.updated_after.is_none_or(|after| row.last_event > after)
            && question.updated_before.is_none_or(|before| row.last_event <= before)
            && question.circle.is_none_or(|(centre, radius)| {
                row.place.point().is_some_and(|point| distance_m(centre, point) <= radius)
            })
    };
    if question.updated_after.is_some() {
        // A poller reads on from the last change it saw, so the oldest change comes first.
        let mut rows: Vec<Row> =
            book.newest(&question.filter).filter_map(|number| book.row(number)).filter(wanted).collect();
        rows.sort_by_key(|row| (row.last_event, row.id));
        return (rows.into_iter().skip(question.skip).take(question.limit).collect(), None);
    }
    let mut rows = Vec::new();
    let mut skipped = 0;
    let mut cursor = question.cursor;
    loop {
        let page = book.page(&question.filter, cursor, question.limit.max(100));
        let mut last = None;
        for row in page.rows.iter().filter_map(|number| book.row(*number)) {
            last = Some(Cursor { submitted: row.submitted, id: row.id });
            if !wanted(&row) {
                continue;
            }
            if skipped < question.skip {
                skipped += 1;
                continue;
            }
            if rows.len() == question.limit {
                let next = rows.last().map(|row: &Row| Cursor { submitted: row.submitted, id: row.id });
                return (rows, next);
            }
            rows.push(row);
        }
        match page.next {
            Some(_) => cursor = last,
            None => return (rows, None),
        }
    }
}

/// Whether entries wait for the sequencer.
pub fn anything_waits(tx: &mut Tx<'_>) -> Result<bool, Error> {
    Ok(tx.first::<i64>("SELECT id FROM journal_pending LIMIT 1", &[])?.is_some())
}

/// The rows of these ids that exist and are not hidden, in the order they were asked for.
pub fn by_ids(book: &Book, city: &City, ids: &[String]) -> Vec<Row> {
    let Ok(prefix) = CodePrefix::new(&city.settings().code_prefix) else { return Vec::new() };
    ids.iter()
        .filter_map(|id| CaseCode::parse(id, prefix).ok())
        .filter_map(|code| book.row(book.find(code)?))
        .collect()
}

/// What of a case's words may be shown, and for an imported case the name of its system and its id there.
#[derive(Default)]
pub struct Shown {
    text: Option<String>,
    address: Option<String>,
    photo: Option<String>,
    source: Option<(String, String)>,
    /// All published photos, by the hash of the largest copy.
    photos: Vec<String>,
}

impl FromRow for Shown {
    fn from_row(row: &mut dantin_store::Row<'_>) -> Result<Shown, dantin_store::Error> {
        let (text, address, photo) = (row.take()?, row.take()?, row.take()?);
        let (id, name): (Option<String>, Option<String>) = (row.take()?, row.take()?);
        Ok(Shown { text, address, photo, source: name.zip(id), photos: Vec::new() })
    }
}

/// The published words of these rows, in one statement; with all their photos in two.
pub fn shown(tx: &mut Tx<'_>, ids: &[String], with_photos: bool) -> Result<HashMap<String, Shown>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    // The visibility is compared as an expression: by its column SQLite would walk through all public cases.
    let mut query = Query::new(
        "SELECT c.id, c.public_text, c.public_address, p.large, c.source_id, s.name FROM cases c \
         LEFT JOIN sources s ON s.system = c.source LEFT JOIN photos p ON p.hash = c.public_photo WHERE c.visibility || '' = 'public' AND c.id IN (",
    );
    query.bind_list(ids.iter().map(String::as_str)).push(")");
    let rows: Vec<(String, Shown)> = tx.all_query(&query)?;
    let mut shown: HashMap<String, Shown> = rows.into_iter().collect();
    if with_photos {
        let mut query = Query::new(
            "SELECT e.case_id, p.large FROM case_photos e JOIN photos p ON p.hash = e.photo WHERE e.shown = TRUE \
             AND e.case_id IN (",
        );
        query.bind_list(ids.iter().map(String::as_str)).push(") ORDER BY e.case_id, e.number, e.place");
        let photos: Vec<(String, String)> = tx.all_query(&query)?;
        for (case, photo) in photos {
            // Only of those whose words may be shown.
            if let Some(one) = shown.get_mut(&case) {
                one.photos.push(photo);
            }
        }
    }
    Ok(shown)
}

/// The code that clients know the case's service by.
pub fn service_code(row: &Row) -> &str {
    row.subcategory.as_ref().map_or(row.category.as_str(), |code| code.as_str())
}

/// One request as the standard has it; with extensions, what we add.
pub fn request(app: &App, w: &Words, row: &Row, shown: Option<&Shown>, extensions: bool) -> Node {
    let language = w.language();
    let zone = app.city.calendar().zone();
    let at = |moment: Moment| Node::Text(written(moment.to_timestamp(), zone));
    let service = app.city.pair(
        row.category.as_str(),
        row.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str),
    );
    let named = row.source.as_ref().and_then(|source| source.agency.as_ref());
    let agency = match row.lead.and_then(|code| app.city.agency(code.as_str())) {
        Some(agency) => Some(said(&agency.name, language)),
        None => named.map(|name| name.as_str().to_owned()),
    };
    let point = row.place.point().map(Point::to_degrees);
    let media = shown.and_then(|shown| shown.photo.as_ref());
    let media = media.map(|hash| format!("{}/photos/{hash}/large.jpg", app.public_url));
    let state = row.state;
    let updated = if state.is_open() { row.last_event } else { row.ended.unwrap_or(row.last_event) };
    let mut fields = vec![
        ("service_request_id", Node::Text(row.code.to_string())),
        ("status", Node::Text(if state.is_open() { "open" } else { "closed" }.to_owned())),
        ("status_notes", Node::Text(notes_of(app, w, row, shown))),
        ("service_name", service.map_or(Node::Null, |service| Node::Text(said(service.name(), language)))),
        ("service_code", Node::Text(service_code(row).to_owned())),
        ("description", Node::text(shown.and_then(|shown| shown.text.clone()))),
        ("agency_responsible", Node::text(agency)),
        ("service_notice", Node::Null),
        ("requested_datetime", at(row.submitted)),
        ("updated_datetime", at(updated)),
        ("expected_datetime", row.due.or(row.owed_by).map_or(Node::Null, at)),
        ("address", Node::text(shown.and_then(|shown| shown.address.clone()))),
        ("address_id", Node::Null),
        ("zipcode", Node::Null),
        ("lat", point.map_or(Node::Null, |(latitude, _)| Node::Degrees(latitude))),
        ("long", point.map_or(Node::Null, |(_, longitude)| Node::Degrees(longitude))),
        ("media_url", Node::text(media)),
    ];
    if extensions {
        let address = |hash: &String| Node::Text(format!("{}/photos/{hash}/large.jpg", app.public_url));
        let media_urls = shown.map(|shown| shown.photos.iter().map(address).collect()).unwrap_or_default();
        let text = |text: Option<&str>| Node::text(text.map(str::to_owned));
        fields.push((
            "extended_attributes",
            Node::Fields(vec![
                ("detailed_status", Node::Text(detailed_status(state).to_owned())),
                ("state", Node::Text(state.code().to_owned())),
                ("area", row.area.map_or(Node::Null, |area| Node::Text(area.as_str().to_owned()))),
                ("agency_code", row.lead.map_or(Node::Null, |code| Node::Text(code.as_str().to_owned()))),
                ("origin", Node::Text(row.origin.code().to_owned())),
                ("joined", Node::Integer(i64::from(row.joins))),
                ("contested", Node::Integer(i64::from(row.contests))),
                ("hand_overs", Node::Integer(i64::from(row.hand_overs))),
                ("sample", Node::Boolean(row.sample)),
                ("media_urls", Node::List("media_url", media_urls)),
                ("source_system", text(row.source.as_ref().map(|source| source.system.as_str()))),
                ("source_id", text(shown.and_then(|shown| Some(shown.source.as_ref()?.1.as_str())))),
                (
                    "source_status",
                    text(row.source.as_ref().and_then(|source| Some(source.word.as_ref()?.as_str()))),
                ),
            ]),
        ));
        // Answers to a service's questions may name persons: they are for the agency alone.
        fields.push(("attributes", Node::List("attribute", Vec::new())));
        fields.push(("notes", notes(w, row, &at)));
    }
    Node::Fields(fields)
}

/// The outcome in words; for an imported case what its own system says, and that nobody confirmed it here.
fn notes_of(app: &App, w: &Words, row: &Row, shown: Option<&Shown>) -> String {
    let outcome = w.code("state", row.state.code());
    let word = row.source.as_ref().and_then(|source| source.word.as_ref());
    let (Some(word), Some((system, id))) = (word, shown.and_then(|shown| shown.source.as_ref())) else {
        return outcome;
    };
    let mut said =
        vec![("system", system.as_str().into()), ("word", word.as_str().into()), ("id", id.as_str().into())];
    match row.ended {
        Some(ended) => {
            let time = w.date_time(ended.to_timestamp(), app.city.calendar().zone());
            said.push(("time", time.as_str().into()));
            w.with("open311-source-ended", &said)
        }
        None => w.with("open311-source-open", &said),
    }
}

/// The milestones of the case as dated notes.
fn notes(w: &Words, row: &Row, at: &dyn Fn(Moment) -> Node) -> Node {
    let milestones = [
        (Some(row.submitted), "case.submitted"),
        (row.accepted, "case.accepted"),
        (row.first_reported, "case.reported_resolved"),
        (row.last_reported.filter(|last| Some(*last) != row.first_reported), "case.reported_resolved"),
        (row.ended.filter(|_| row.state == StateKind::ConfirmedResolved), "case.confirmed"),
        (row.ended.filter(|_| row.state == StateKind::Unconfirmed), "case.expired"),
        (row.ended.filter(|_| row.state == StateKind::Declined), "case.declined"),
    ];
    let notes = milestones
        .into_iter()
        .filter_map(|(moment, event)| {
            Some(Node::Fields(vec![
                ("datetime", at(moment?)),
                ("description", Node::Text(w.code("event", event))),
                ("type", Node::Text(event.to_owned())),
            ]))
        })
        .collect();
    Node::List("note", notes)
}

/// CitySDK's words for a state.
fn detailed_status(state: StateKind) -> &'static str {
    match state {
        StateKind::Unassigned | StateKind::Assigned => "RECEIVED",
        StateKind::InProgress | StateKind::Reopened | StateKind::SourceOpen => "IN_PROCESS",
        StateKind::WaitingForReporter | StateKind::ReportedResolved => "PENDING",
        StateKind::ConfirmedResolved => "PROCESSED",
        StateKind::Declined => "REJECTED",
        StateKind::Unconfirmed
        | StateKind::Withdrawn
        | StateKind::Merged
        | StateKind::SourceClosed
        | StateKind::SourceCancelled => "ARCHIVED",
    }
}

/// The language that a call asks for: `locale`, else Vietnamese.
pub fn language(parameters: &Parameters) -> Language {
    parameters
        .first("locale")
        .and_then(|text| Language::parse(text.get(..2).unwrap_or_default()))
        .unwrap_or(Language::Vietnamese)
}
