//! A new case: from checked input to a case with a lead agency, a time to be received by, and a secret link for the
//! one who asked.

use dantin_city::{Agency, City, Lead};
use dantin_record::{
    act::{Act, Actor},
    case::Case,
    code::{AreaCode, CategoryCode, RuleCode, SubcategoryCode},
    event::{Due, DueKind, Event, Origin, Pledge, Submission},
    id::{CaseCode, CaseId, CodePrefix},
    place::{Point, PublicPlace},
};
use dantin_store::Tx;
use sha2::{Digest, Sha256};

use super::{
    CaseError, Context, fields,
    file::{Columns, Deed, agency_code, parents, write, write_entry},
    voice,
};
use crate::{
    act::deadlines::{Duty, due, moment},
    clock::random,
};

/// Metres that a public point is never said to be nearer than.
pub(super) const LEAST_PRECISION: u16 = 10;

/// Where it is, as the person said it. Private; what is public of it the category decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// WGS 84 degrees.
    pub latitude: f64,
    /// WGS 84 degrees.
    pub longitude: f64,
    /// Radius in metres within which the true place lies.
    pub accuracy_m: u16,
}

/// The person who asks; every field but the language may be absent. Private.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// Name as given.
    pub name: Option<String>,
    /// Telephone as given.
    pub phone: Option<String>,
    /// E-mail as given.
    pub email: Option<String>,
    /// `vi` or `en`.
    pub language: String,
}

/// A report that has passed the edge: texts are NFC, codes are of the pack, the place is inside the city.
#[derive(Clone, Debug)]
pub struct NewCase {
    /// Where it came from.
    pub origin: Origin,
    /// Who acts.
    pub by: Actor,
    /// Category of the pack.
    pub category: String,
    /// Sub-category of that category.
    pub subcategory: Option<String>,
    /// Ward or commune.
    pub area: Option<String>,
    /// Exact place.
    pub place: Option<Place>,
    /// Address or description of the place.
    pub address: Option<String>,
    /// The words.
    pub text: String,
    /// Answers to the extra questions of the service, as `code=value` lines.
    pub answers: Option<String>,
    /// Hashes of originals that `photos` holds, at most three.
    pub photos: Vec<String>,
    /// Who asks.
    pub asker: Asker,
    /// A key of at least 128 random bits that the form carried: the same key makes the same case once.
    pub idempotency_key: Option<String>,
    /// Sample data.
    pub sample: bool,
    /// The officer who files it for somebody.
    pub officer: Option<String>,
}

/// What the one who asked gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Id in the journal.
    pub id: String,
    /// Public code.
    pub code: String,
    /// The secret of the link; only its hash is stored.
    pub secret: String,
    /// The lead agency.
    pub agency: String,
    /// Whether it had been filed before with other words, another place or another contact: what came now was not taken in.
    pub differs: bool,
}

/// What was promised, where a case is a promise: who owes it, and what of it the public reads at once.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The agency that promised.
    pub lead: String,
    /// Further fields of the promise, such as its measure; all are published.
    pub fields: Vec<(&'static str, String)>,
}

/// Files a case. A second call with the same idempotency key gives the first one's answer, says whether it brought anything
/// else, and changes nothing.
pub fn submit(tx: &mut Tx<'_>, context: Context<'_>, new: &NewCase) -> Result<Submitted, CaseError> {
    file(tx, context, new, None)
}

/// Files what was promised in public; its origin says in which matter, and by when. Those who asked there answer for it by their
/// own links, so that the answer's secret opens nothing.
pub fn submit_promise(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    new: &NewCase,
    promise: &Promise,
) -> Result<Submitted, CaseError> {
    file(tx, context, new, Some(promise))
}

fn file(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    new: &NewCase,
    promise: Option<&Promise>,
) -> Result<Submitted, CaseError> {
    let secret = match &new.idempotency_key {
        Some(key) => derived_secret(key),
        None => secret_text(&random(context.random)),
    };
    let key_hash = new.idempotency_key.as_deref().map(|key| hex(&digest("dantin/form/v1", key)));
    if let Some(hash) = &key_hash {
        let earlier: Option<Earlier> = tx.first(
            "SELECT id, code, lead_agency, category, subcategory, area FROM cases WHERE idempotency_key = $1",
            &[hash],
        )?;
        if let Some((id, code, agency, category, subcategory, area)) = earlier {
            let is_elsewhere = category != new.category
                || subcategory != new.subcategory
                || area != new.area.as_deref().unwrap_or_default();
            let differs = is_elsewhere || differs(tx, &id, &private_words(new, promise))?;
            return Ok(Submitted { id, code, secret, agency, differs });
        }
    }
    let city = context.city;
    city.category(&new.category).ok_or_else(|| unknown("category", &new.category))?;
    let subcategory = new.subcategory.as_deref();
    let service = city
        .pair(&new.category, subcategory)
        .ok_or_else(|| unknown("subcategory", subcategory.unwrap_or_default()))?;
    let area = match &new.area {
        Some(code) => Some(city.area(code).ok_or_else(|| unknown("area", code))?),
        None => None,
    };
    let lead = match promise {
        Some(promise) => city.agency(&promise.lead).ok_or_else(|| unknown("agency", &promise.lead))?,
        None => lead(city, &new.category, subcategory, new.area.as_deref())?,
    };
    let urgent = service.is_urgent();
    let occurred = moment(context.now);
    let id = CaseId::new(occurred, random(context.random));
    let area_code = area.map(|a| AreaCode::new(&a.code)).transpose().map_err(|_bad| unknown("area", ""))?;
    let category_code =
        CategoryCode::new(&new.category).map_err(|_bad| unknown("category", &new.category))?;
    let subcategory_code = new
        .subcategory
        .as_deref()
        .map(SubcategoryCode::new)
        .transpose()
        .map_err(|_bad| unknown("subcategory", ""))?;
    let is_import = matches!(new.origin, Origin::Import { .. });
    let public_place = match (new.place, area_code) {
        // What residents point at a moderator makes public; the other system has shown it already.
        (Some(place), area) if is_import && !service.has_coarse_place() => {
            let point = Point::from_degrees(place.latitude, place.longitude)
                .ok_or_else(|| unknown("place", "outside the world"))?;
            PublicPlace::Point { area, point, precision_m: place.accuracy_m.max(LEAST_PRECISION) }
        }
        (_, Some(area)) => PublicPlace::Area { area },
        (_, None) => PublicPlace::Unplaced,
    };
    let submission = |code| Submission {
        code,
        origin: new.origin.clone(),
        category: category_code,
        subcategory: subcategory_code,
        place: public_place,
        photos: u8::try_from(new.photos.len()).unwrap_or(u8::MAX),
        urgent,
        sample: new.sample,
    };
    let code = free_code(tx, context)?;
    let event = Event::Submitted(submission(code));
    let mut case = Case::submit(id, &Act::new(occurred, new.by, &event))?;
    let assigned = if is_import {
        None
    } else {
        let parents = parents(city, &lead.code)?;
        let receive_by = match new.origin.pledge() {
            Some(pledge) => promised(context, pledge)?,
            None => due(city, Duty::Receive, &new.category, subcategory, context.now)?,
        };
        let assigned = Event::Assigned { agency: agency_code(&lead.code)?, parents, receive_by };
        case.apply(&Act::new(occurred, Actor::Routing, &assigned))?;
        Some(assigned)
    };
    // The row is written once, as it is after both events: changing it would write most of its indexes again.
    let events = 1 + i64::from(assigned.is_some());
    let columns = Columns::of(&case, city);
    let id_text = id.to_string();
    let (source, source_id) = match &new.origin {
        Origin::Import { system, source_id } => {
            (Some(system.as_str().to_owned()), Some(source_id.as_str().to_owned()))
        }
        _ => (None, None),
    };
    tx.execute(
        "INSERT INTO cases (id, code, version, record, state, visibility, origin, source, source_id, category, \
         subcategory, area, lead_agency, clock_at, reopened, latitude, longitude, accuracy_m, submitted_at, updated_at, \
         idempotency_key, rises_at) VALUES ($1, $2, $19, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, FALSE, $14, $15, \
         $16, $17, $17, $18, $20)",
        &[
            &id_text,
            &code.to_string(),
            &write(&case)?,
            &columns.state,
            &columns.visibility,
            &case.origin.code(),
            &source,
            &source_id,
            &new.category,
            &new.subcategory,
            &new.area.clone().unwrap_or_default(),
            &columns.lead_agency,
            &columns.clock_at,
            &new.place.map(|p| p.latitude),
            &new.place.map(|p| p.longitude),
            &new.place.map(|p| i64::from(p.accuracy_m)),
            &context.now,
            &key_hash,
            &events,
            &columns.rises_at,
        ],
    )?;
    let mut version = 0;
    let private = private_words(new, promise);
    let private: Vec<(&str, &str)> =
        private.iter().map(|(field, body)| (field.as_str(), body.as_str())).collect();
    let lock = (assigned.is_some() && promise.is_none()).then(|| voice::new_lock(&secret));
    let filed = Deed { case: id, by: new.by, occurred, event, voice: lock };
    let number = write_entry(tx, context, &mut version, filed, &private, new.officer.as_deref())?;
    for (place, photo) in new.photos.iter().enumerate() {
        attach_photo(tx, &id_text, number, place, photo, "report")?;
    }
    if let Some(event) = assigned {
        let routed = Deed { case: id, by: Actor::Routing, occurred, event, voice: None };
        write_entry(tx, context, &mut version, routed, &[], None)?;
        if promise.is_some() {
            tx.execute("UPDATE cases SET public_text = $1 WHERE id = $2", &[&new.text, &id_text])?;
            tx.execute("UPDATE contents SET opened = TRUE WHERE case_id = $1 AND number = 1", &[&id_text])?;
        } else {
            insert_asker(tx, context, &id_text, ("reporter", number), &secret, &new.asker)?;
        }
    }
    Ok(Submitted { id: id_text, code: code.to_string(), secret, agency: lead.code.clone(), differs: false })
}

/// A case that was filed with the same key: id, code, lead, category, sub-category, ward.
type Earlier = (String, String, String, String, Option<String>, String);

/// The private fields of the first entry, as they are kept.
fn private_words(new: &NewCase, promise: Option<&Promise>) -> Vec<(String, String)> {
    let place = new.place.map(|p| format!("{:.6},{:.6},{}", p.latitude, p.longitude, p.accuracy_m));
    [
        ("text", Some(new.text.clone()).filter(|text| !text.is_empty())),
        ("address", new.address.clone()),
        ("answers", new.answers.clone()),
        ("place", place),
        ("contact", contact_text(&new.asker)),
    ]
    .into_iter()
    .filter_map(|(field, body)| body.map(|body| (field.to_owned(), body)))
    .chain(new.photos.iter().enumerate().map(|(place, photo)| (fields::photo(place), photo.clone())))
    .chain(
        promise.iter().flat_map(|promise| {
            promise.fields.iter().map(|(field, body)| ((*field).to_owned(), body.clone()))
        }),
    )
    .collect()
}

/// Whether these are other private fields than those that the case was filed with. What was erased since is not compared:
/// nobody knows any more what it was.
fn differs(tx: &mut Tx<'_>, case: &str, private: &[(String, String)]) -> Result<bool, CaseError> {
    let kept: Vec<(String, String)> =
        tx.all("SELECT field, body FROM contents WHERE case_id = $1 AND number = 1", &[&case])?;
    let erased: Vec<String> =
        tx.all("SELECT field FROM erasures WHERE case_id = $1 AND number = 1", &[&case])?;
    let is_new = |field: &(String, String)| !erased.contains(&field.0) && !kept.contains(field);
    let is_gone = |field: &(String, String)| !private.iter().any(|(name, _)| *name == field.0);
    Ok(private.iter().any(is_new) || kept.iter().any(is_gone))
}

/// The agency that leads a case of this kind there: what the page names before anything is sent. Without a ward, or
/// where the pack knows none, it is the coordinator.
pub fn lead<'a>(
    city: &'a City,
    category: &str,
    subcategory: Option<&str>,
    area: Option<&str>,
) -> Result<&'a Agency, CaseError> {
    let service = city.pair(category, subcategory).ok_or_else(|| unknown("category", category))?;
    let lead = match (service.lead(), area) {
        (Lead::Agency(code), _) => city.agency(code),
        (Lead::Ward, Some(area)) => city.ward_agency(area),
        (Lead::Ward, None) => None,
    };
    lead.or_else(|| city.coordinator()).ok_or_else(|| unknown("agency", "coordinator"))
}

/// The hash under which a secret is stored and found.
pub fn secret_hash(secret: &str) -> [u8; 32] {
    digest("dantin/secret-hash/v1", secret)
}

/// Ties a photo that is already stored to an event of the case.
pub(super) fn attach_photo(
    tx: &mut Tx<'_>,
    case: &str,
    number: i64,
    place: usize,
    photo: &str,
    moment: &'static str,
) -> Result<(), CaseError> {
    let known: Option<(String,)> = tx.first("SELECT hash FROM photos WHERE hash = $1", &[&photo])?;
    if known.is_none() {
        return Err(unknown("photo", photo));
    }
    tx.execute(
        "INSERT INTO case_photos (case_id, number, place, photo, moment, shown) VALUES ($1, $2, $3, $4, $5, FALSE)",
        &[&case, &number, &i64::try_from(place).unwrap_or(i64::MAX), &photo, &moment],
    )?;
    Ok(())
}

/// Notes somebody who asked, by the event with which they did.
pub(super) fn insert_asker(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    case: &str,
    (relation, number): (&'static str, i64),
    secret: &str,
    asker: &Asker,
) -> Result<(), CaseError> {
    let id = CaseId::new(moment(context.now), random(context.random)).to_string();
    tx.execute(
        "INSERT INTO askers (id, case_id, relation, secret_hash, name, phone, email, language, created_at, number, \
         voice) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &id,
            &case,
            &relation,
            &secret_hash(secret).as_slice(),
            &asker.name,
            &asker.phone,
            &asker.email,
            &asker.language,
            &context.now,
            &number,
            &voice::new_lock(secret).as_slice(),
        ],
    )?;
    Ok(())
}

/// The promised date as a due time: no rule of the pack gave it, so that it bears the kind of promise as its rule.
fn promised(context: Context<'_>, pledge: Pledge) -> Result<Due, CaseError> {
    let rule = format!("promise.{}", pledge.kind.code());
    let rule = RuleCode::new(&rule).map_err(|_bad| unknown("rule", &rule))?;
    let zone = context.city.calendar().zone().clone();
    let version = context.now.to_zoned(zone).date();
    Ok(Due { at: pledge.due.to_whole_second(), rule, version, kind: DueKind::Promise })
}

/// A code that no case or matter has yet.
pub(in crate::act) fn free_code(tx: &mut Tx<'_>, context: Context<'_>) -> Result<CaseCode, CaseError> {
    let prefix = CodePrefix::new(&context.city.settings().code_prefix)
        .map_err(|_bad| CaseError::Damaged("the pack's code prefix".to_owned()))?;
    for _ in 0..16 {
        let code = CaseCode::new(prefix, u32::from_le_bytes(random(context.random)));
        let taken: Option<(String,)> = tx.first(
            "SELECT id FROM cases WHERE code = $1 UNION ALL SELECT id FROM matters WHERE code = $1",
            &[&code.to_string()],
        )?;
        if taken.is_none() {
            return Ok(code);
        }
    }
    Err(CaseError::Damaged("sixteen codes in a row were taken: the random source repeats itself".to_owned()))
}

pub(in crate::act) fn unknown(field: &'static str, code: &str) -> CaseError {
    CaseError::Unknown { field, code: code.to_owned() }
}

pub(in crate::act) fn contact_text(asker: &Asker) -> Option<String> {
    let parts: Vec<&str> =
        [&asker.name, &asker.phone, &asker.email].into_iter().filter_map(|part| part.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// The secret of a case that was filed by a form: it follows from the form's key, so that a form sent twice leads to
/// the same receipt although only hashes are stored.
pub(in crate::act) fn derived_secret(key: &str) -> String {
    let digest = digest("dantin/secret/v1", key);
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(digest) {
        *to = from;
    }
    secret_text(&short)
}

pub(in crate::act) fn secret_text(bytes: &[u8; 16]) -> String {
    CaseId(*bytes).to_string()
}

pub(in crate::act) fn digest(domain: &str, text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(domain.as_bytes());
    hash.update(b"\n");
    hash.update(text.as_bytes());
    hash.finalize().into()
}

pub fn hex(bytes: &[u8]) -> String {
    crate::hex::write(bytes)
}
