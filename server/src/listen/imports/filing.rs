//! Requests of another system as cases: found in the city pack, then filed in batches. A request that was imported
//! before is brought up to date instead, so that the same file twice changes nothing and a newer one adds what is new.

use dantin_city::City;
use dantin_record::act::Actor;
use dantin_record::case::{Case, State};
use dantin_record::code::AgencyCode;
use dantin_record::event::{Event, Origin};
use dantin_record::moment::Moment;
use dantin_record::source::{AgencyName, SourceAgency};
use dantin_store::Tx;

use super::mapping::{Mapping, Promise, Source};
use super::pack::{agency_code, category_code};
use super::request::{Flag, RowFault, SourceRequest, When};
use crate::act::cases::{Asker, CaseError, CaseFile, Context, Key, NewCase, Place, submit};
use crate::act::deadlines::moment;

/// A request with its codes in the pack.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The request.
    pub request: SourceRequest,
    /// Category of the pack.
    pub category: String,
    /// Sub-category of the pack.
    pub subcategory: Option<String>,
    /// Area of the pack.
    pub area: Option<String>,
    /// The agency that the source names.
    pub agency: Option<SourceAgency>,
    /// How many more rows it has.
    pub repeats: u32,
}

/// What became of requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Filed now.
    pub new: u64,
    /// Imported before and changed since.
    pub changed: u64,
    /// Imported before and the same.
    pub unchanged: u64,
}

impl Outcome {
    /// Adds the counts of another batch.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
    }
}

/// Finds a request's category, area and agency in the pack, and flags or refuses what the pack lacks.
pub fn resolve(
    city: &City,
    mapping: &Mapping,
    file: &str,
    mut request: SourceRequest,
    repeats: u32,
) -> Result<Resolved, RowFault> {
    let line = request.line;
    let fault = |column: &str, reason: String| RowFault {
        file: file.to_owned(),
        line,
        column: Some(column.to_owned()),
        reason,
    };
    let columns = &mapping.columns;
    let known = |code: String| city.service(&code).is_some().then_some(code);
    let code = category_code(mapping, &request.category).and_then(known);
    let code = code.or_else(|| mapping.categories.otherwise.clone().and_then(known)).ok_or_else(|| {
        let reason = format!(
            "the pack has no category for \"{}\"; name one in [categories.table] or in categories.otherwise",
            request.category
        );
        fault(&columns.category, reason)
    })?;
    let service =
        city.service(&code).ok_or_else(|| fault(&columns.category, format!("unknown category {code}")))?;
    let (category, subcategory) =
        (service.category.code.clone(), service.subcategory.map(|subcategory| subcategory.code.clone()));
    if let (Some((latitude, longitude)), Some(place)) = (request.point, &mapping.place)
        && !city.settings().bounds.contains(latitude, longitude)
    {
        let name = &city.settings().name.en;
        let reason =
            format!("the point {latitude:.5}, {longitude:.5} lies outside {name}, the city of the pack");
        return Err(fault(&place.x, reason));
    }
    let area = request.area.clone().filter(|code| city.area(code).is_some());
    let column = columns.agency.as_deref().unwrap_or_default();
    let agency = request.agency.as_deref().map(|name| agency(city, mapping, name)).transpose();
    let agency = agency.map_err(|reason| fault(column, reason))?;
    let is_named = matches!(agency, Some(SourceAgency::Named(_)));
    request.flags.extend((request.area.is_some() && area.is_none()).then_some(Flag::UnknownArea));
    request.flags.extend(is_named.then_some(Flag::UnknownAgency));
    Ok(Resolved { request, category, subcategory, area, agency, repeats })
}

/// The agency behind a name of the source: one of the pack, or the name itself; or why it is neither.
fn agency(city: &City, mapping: &Mapping, name: &str) -> Result<SourceAgency, String> {
    let code = agency_code(mapping, name).filter(|code| city.agency(code).is_some());
    if let Some(code) = code.and_then(|code| AgencyCode::new(&code).ok()) {
        return Ok(SourceAgency::Known(code));
    }
    if let Some(code) = mapping.agencies.table.get(name) {
        return Err(format!("[agencies.table] leads \"{name}\" to {code}, which the pack does not have"));
    }
    let kept = AgencyName::new(name).map(SourceAgency::Named);
    kept.map_err(|fault| format!("\"{name}\": {fault}; [agencies.names] can give a shorter name"))
}

/// Keeps the name of the system and to whom its data are owed, for the pages that show its cases.
pub fn note_source(tx: &mut Tx<'_>, source: &Source) -> Result<(), CaseError> {
    tx.execute(
        "INSERT INTO sources (system, name, attribution) VALUES ($1, $2, $3) ON CONFLICT (system) DO UPDATE SET \
         name = excluded.name, attribution = excluded.attribution",
        &[&source.system.as_str(), &source.name, &source.attribution],
    )?;
    Ok(())
}

/// Files or brings up to date each request of the batch, all in the caller's transaction.
pub fn file_batch(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    mapping: &Mapping,
    batch: &[Resolved],
) -> Result<Outcome, CaseError> {
    note_source(tx, &mapping.source)?;
    let mut outcome = Outcome::default();
    for resolved in batch {
        let system = mapping.source.system;
        let request = &resolved.request;
        let found: Option<(String,)> = tx.first(
            "SELECT id FROM cases WHERE source = $1 AND source_id = $2",
            &[&system.as_str(), &request.id.as_str()],
        )?;
        match found {
            Some((id,)) if bring_up_to_date(tx, context, mapping, resolved, &id)? => outcome.changed += 1,
            Some(_) => outcome.unchanged += 1,
            None => {
                let requested = Context { now: request.requested, ..context };
                let id = submit(tx, requested, &new_case(mapping, resolved))?.id;
                bring_up_to_date(tx, context, mapping, resolved, &id)?;
                outcome.new += 1;
            }
        }
    }
    Ok(outcome)
}

/// Adds who else asked and how the request stands; tells whether there was anything to add.
fn bring_up_to_date(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    mapping: &Mapping,
    resolved: &Resolved,
    id: &str,
) -> Result<bool, CaseError> {
    let request = &resolved.request;
    let mut file = CaseFile::open(tx, &Key::Id(id))?;
    let asked = Context { now: request.requested, ..context };
    let before = file.version;
    while file.case.joins < resolved.repeats {
        file.add(tx, asked, Actor::Importer, Event::Joined, &[], None)?;
    }
    let closed = request.closed.map(|closed| moment(closed.end().max(request.requested)));
    let due = match mapping.times.expected_is {
        Promise::Closing => request.expected.map(|expected| moment(expected.end())),
        Promise::FirstInspection | Promise::DayOfService | Promise::Unknown => None,
    };
    let changed = Context { now: request.updated, ..context };
    if !stands_so(&file.case, resolved, closed, due) {
        let event = Event::SourceStatus {
            status: request.status,
            word: request.word.clone(),
            agency: resolved.agency.clone(),
            closed,
            due,
        };
        file.add(tx, changed, Actor::Importer, event, &[], None)?;
    }
    if file.version == before {
        return Ok(false);
    }
    file.save(tx, changed)?;
    Ok(true)
}

/// Whether the case says already what the source says now.
fn stands_so(case: &Case, resolved: &Resolved, closed: Option<Moment>, due: Option<Moment>) -> bool {
    let request = &resolved.request;
    let (lead, name) = match &resolved.agency {
        Some(SourceAgency::Known(code)) => (Some(*code), None),
        Some(SourceAgency::Named(name)) => (None, Some(name)),
        None => (None, None),
    };
    let due = due.map(Moment::to_whole_second);
    case.state == State::Imported { status: request.status, lead, due }
        && case.ended == closed.map(Moment::to_whole_second)
        && case.source.as_ref().is_some_and(|source| {
            source.word.as_ref() == Some(&request.word) && source.agency.as_ref() == name
        })
}

fn new_case(mapping: &Mapping, resolved: &Resolved) -> NewCase {
    let request = &resolved.request;
    let precision = mapping.place.as_ref().map_or(0, |place| place.precision_m);
    NewCase {
        origin: Origin::Import { system: mapping.source.system, source_id: request.id.clone() },
        by: Actor::Importer,
        category: resolved.category.clone(),
        subcategory: resolved.subcategory.clone(),
        area: resolved.area.clone(),
        place: request.point.map(|(latitude, longitude)| Place {
            latitude,
            longitude,
            accuracy_m: precision,
        }),
        address: request.address.clone(),
        text: String::new(),
        answers: Some(details(mapping, request)),
        photos: Vec::new(),
        asker: Asker { language: "en".to_owned(), ..Asker::default() },
        idempotency_key: None,
        sample: false,
        officer: None,
    }
}

/// What the source says in its own words, a `name=value` line each.
fn details(mapping: &Mapping, request: &SourceRequest) -> String {
    let time = |when: When| match when {
        When::At(at) => at.to_string(),
        When::Day { date, .. } => date.to_string(),
    };
    let expected = match mapping.times.expected_is {
        Promise::Closing => "expected",
        Promise::FirstInspection => "expected_first_inspection",
        Promise::DayOfService => "expected_day_of_service",
        Promise::Unknown => "expected_unknown",
    };
    let flags: Vec<&str> = request.flags.iter().map(|flag| flag.words()).collect();
    [
        ("source", Some(mapping.source.name.clone())),
        ("source_category", Some(request.category_name.clone())),
        ("source_agency", request.agency.clone()),
        ("source_channel", request.channel.clone()),
        (expected, request.expected.map(time)),
        ("done_on_the_spot", request.done.map(time)),
        ("peculiar", Some(flags.join("; ")).filter(|text| !text.is_empty())),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.map(|value| format!("{name}={value}")))
    .collect::<Vec<_>>()
    .join("\n")
}
