//! Everything that happens to a case after it was filed: one function per event of the table in ARCHITECTURE.md. Each
//! takes the version that its form was made from, so that of two people who act at once the second is told.

use dantin_record::{
    act::Actor,
    case::{Awaiting, COORDINATOR_DECIDES_AT, Case, State},
    code::{AgencyCode, Code},
    event::{Destination, Due, Event, EventKind, Evidence, EvidenceKind, Phase},
    reasons::{DeclineReason, ExtendReason, ReturnReason},
    refusal::Refusal,
};
use dantin_store::Tx;
use jiff::Timestamp;

pub use super::proof::Paper;
use super::{
    CaseError, CaseFile, Context, Key, extension, fields,
    file::{agency_code, parents},
    proof::{Proof, Shown, published_hash},
    submission::{attach_photo, secret_hash},
};
use crate::act::deadlines::{Duty, after_pause, confirm_by, due, moment};

/// Who acts on which case, as the form said.
pub struct Command<'a> {
    /// The case.
    pub key: Key<'a>,
    /// The version the form was made from; `None` where a race does no harm.
    pub version: Option<i64>,
    /// In which role.
    pub by: Actor,
    /// The officer, kept privately.
    pub officer: Option<&'a str>,
    /// The secret of the link, for a resident: without it nothing can be done in a resident's name.
    pub secret: Option<&'a str>,
}

impl Command<'_> {
    pub(super) fn open(&self, tx: &mut Tx<'_>) -> Result<CaseFile, CaseError> {
        let file = CaseFile::open(tx, &self.key)?.with_secret(self.secret);
        file.unchanged_since(self.version)?;
        Ok(file)
    }
}

/// The lead takes the case and with it a due time; the officer becomes its handler where nobody is yet.
pub fn accept(tx: &mut Tx<'_>, context: Context<'_>, command: &Command<'_>) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let due = promised(context, &file.case)?;
    file.add(tx, context, command.by, Event::Accepted { due }, &[], command.officer)?;
    tx.execute(
        "UPDATE cases SET assignee = $1 WHERE id = $2 AND assignee IS NULL",
        &[&command.officer, &file.case.id.to_string()],
    )?;
    file.save(tx, context)
}

/// The due time that accepting the case now would give: what the desk shows before the button is pressed.
pub fn promised(context: Context<'_>, case: &Case) -> Result<Due, CaseError> {
    let subcategory = case.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str);
    Ok(due(context.city, Duty::Resolve, case.category.as_str(), subcategory, context.now)?)
}

/// The lead gives the case back, naming the right agency or the coordinator; the words say why.
pub fn give_back(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    to: Option<&str>,
    reason: ReturnReason,
    words: &str,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let to = to.map(|code| worker(context, code)).transpose()?;
    // After two hand-overs no agency may pass it on: the coordinator decides.
    let coordinator_decides = file.case.hand_overs + 1 >= COORDINATOR_DECIDES_AT;
    let destination = match to {
        Some(agency) if !coordinator_decides && agency.as_str() != context.city.settings().coordinator => {
            Destination::Agency(agency)
        }
        _ => Destination::Coordinator,
    };
    let event = Event::Returned { to: destination, reason };
    file.add(tx, context, command.by, event, &[("words", words)], command.officer)?;
    let id = file.case.id.to_string();
    tx.execute("UPDATE cases SET assignee = NULL WHERE id = $1", &[&id])?;
    extension::settle(tx, context, &id)?;
    if let State::Unassigned { awaiting: Awaiting::Referral(agency) } = file.case.state {
        assign_now(tx, context, &mut file, Actor::Routing, agency, None)?;
    }
    file.save(tx, context)
}

/// The coordinator decides which agency leads.
pub fn assign(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    to: &str,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let to = worker(context, to)?;
    if file.case.state.lead() != Some(to) {
        // Somebody of the agency that led it handles it no longer.
        tx.execute("UPDATE cases SET assignee = NULL WHERE id = $1", &[&file.case.id.to_string()])?;
    }
    assign_now(tx, context, &mut file, command.by, to, command.officer)?;
    file.save(tx, context)
}

fn assign_now(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut CaseFile,
    by: Actor,
    to: AgencyCode,
    officer: Option<&str>,
) -> Result<(), CaseError> {
    let city = context.city;
    let parents = parents(city, to.as_str())?;
    let subcategory = file.case.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str);
    let receive_by = due(city, Duty::Receive, file.case.category.as_str(), subcategory, context.now)?;
    file.add(tx, context, by, Event::Assigned { agency: to, parents, receive_by }, &[], officer)?;
    Ok(())
}

/// The agency asks the reporter; the clock stops.
pub fn ask(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    question: &str,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    // There is nobody behind a promise who could answer, and the clock would stand for ever. A refusal here and not in the record, whose
    // journals may hold such questions.
    if file.case.pledged.is_some() {
        return Err(Refusal::Pledged.into());
    }
    file.add(tx, context, command.by, Event::Asked, &[("words", question)], command.officer)?;
    file.save(tx, context)
}

/// The reporter answers; the clock goes on where it stood.
pub fn reply(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    answer: &str,
    photos: &[String],
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let due = match file.case.state {
        State::WaitingForReporter { due, asked, .. } => {
            after_pause(context.city, due, asked.to_timestamp(), context.now)?
        }
        // Nothing was asked: the rules say so in their own words, whatever the due time.
        _ => promised(context, &file.case)?,
    };
    let names = photo_fields(photos);
    let private = with_photos(&[("words", answer)], &names, photos);
    let number = file.add(tx, context, command.by, Event::Replied { due }, &private, command.officer)?;
    attach(tx, &file, number, photos, "reply")?;
    file.save(tx, context)
}

/// An approver above the officer moves the due time; the first one stays on record.
pub fn extend(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    reason: ExtendReason,
    new_due: Timestamp,
    words: &str,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let old = file.case.due().ok_or_else(|| refused(&file.case, EventKind::Extended))?;
    let due = Due { at: moment(new_due), ..old };
    file.add(tx, context, command.by, Event::Extended { reason, due }, &[("words", words)], command.officer)?;
    extension::settle(tx, context, &file.case.id.to_string())?;
    file.save(tx, context)
}

/// The lead says that it is done and shows the proof: photos before and after, documents, measurements.
pub fn report_resolved(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    words: &str,
    before: &[String],
    after: &[String],
    papers: &[Paper<'_>],
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let proof = Proof::new(tx, context, Shown { words, before, after, papers })?;
    let confirm_by = confirm_by(context.city, context.now)?;
    let event = Event::ReportedResolved { evidence: proof.evidence.clone(), confirm_by };
    let number = file.add(tx, context, command.by, event, &proof.private(), command.officer)?;
    let id = file.case.id.to_string();
    proof.keep(tx, &id, number)?;
    extension::settle(tx, context, &id)?;
    file.save(tx, context)
}

/// The lead declines, with a reason out of the closed list, the legal basis in words, and the right authority.
pub fn decline(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    reason: DeclineReason,
    basis: &str,
    words: &str,
    authority: Option<&str>,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let authority = authority
        .map(|code| {
            Code::new(code).map_err(|_bad| CaseError::Unknown { field: "authority", code: code.to_owned() })
        })
        .transpose()?;
    let event = Event::Declined { reason, authority };
    file.add(tx, context, command.by, event, &[("basis", basis), ("words", words)], command.officer)?;
    file.save(tx, context)
}

/// «Đã xong»: somebody other than the agency says that it is done.
pub fn confirm(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    words: Option<&str>,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    if let (Actor::Joiner, Some(secret)) = (command.by, command.secret) {
        let joined: Option<(Timestamp,)> = tx.first(
            "SELECT created_at FROM askers WHERE secret_hash = $1",
            &[&secret_hash(secret).as_slice()],
        )?;
        if joined.is_some_and(|(joined,)| is_too_late(&file.case, joined)) {
            return Err(Refusal::JoinedTooLate.into());
        }
    }
    let private: Vec<(&str, &str)> = words.map(|w| ("words", w)).into_iter().collect();
    file.add(tx, context, command.by, Event::Confirmed, &private, command.officer)?;
    file.save(tx, context)
}

/// Whether somebody who joined at this time has not seen what it was like before the work that is reported done: whoever confirms it
/// so could be the agency itself. The journal's own check is `record/voice.rs`.
pub fn is_too_late(case: &Case, joined: Timestamp) -> bool {
    case.last_reported.is_some_and(|reported| moment(joined) >= reported)
}

/// «Chưa xong»: the case is open again, in front of the lead and of the body above it.
pub fn contest(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    words: &str,
    photos: &[String],
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let evidence = photo_evidence(tx, photos, Phase::After)?;
    let due = promised(context, &file.case)?;
    let words: Vec<(&str, &str)> =
        Some(words).filter(|w| !w.is_empty()).map(|w| ("words", w)).into_iter().collect();
    let names = photo_fields(photos);
    let private = with_photos(&words, &names, photos);
    let number =
        file.add(tx, context, command.by, Event::Contested { evidence, due }, &private, command.officer)?;
    attach(tx, &file, number, photos, "contest")?;
    file.save(tx, context)
}

/// The confirmation period is over and nobody answered.
pub fn expire(tx: &mut Tx<'_>, context: Context<'_>, id: &str) -> Result<Case, CaseError> {
    let mut file = CaseFile::open(tx, &Key::Id(id))?;
    file.add(tx, context, Actor::Clock, Event::Expired, &[], None)?;
    file.save(tx, context)
}

/// The reporter takes the report back.
pub fn withdraw(tx: &mut Tx<'_>, context: Context<'_>, command: &Command<'_>) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    file.add(tx, context, command.by, Event::Withdrawn, &[], command.officer)?;
    file.save(tx, context)
}

/// A note that only the desk sees; gives its id.
pub fn note(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    case: &str,
    officer: &str,
    body: &str,
) -> Result<String, CaseError> {
    let id = hex(&crate::clock::random::<16>(context.random));
    tx.execute(
        "INSERT INTO notes (id, case_id, officer_id, body, created_at) VALUES ($1, $2, $3, $4, $5)",
        &[&id, &case, &officer, &body, &context.now],
    )?;
    Ok(id)
}

/// Photos that a partner sent with an update. No event speaks of them: they stand at number 0, for officers alone.
pub fn keep_partner_photos(tx: &mut Tx<'_>, case: &str, photos: &[String]) -> Result<(), CaseError> {
    let (standing,): (i64,) =
        tx.one("SELECT count(*) FROM case_photos WHERE case_id = $1 AND number = 0", &[&case])?;
    let first = usize::try_from(standing).map_err(|error| CaseError::Damaged(error.to_string()))?;
    for (place, photo) in photos.iter().enumerate() {
        attach_photo(tx, case, 0, first + place, photo, "partner")?;
    }
    Ok(())
}

/// Gives the case to a colleague, or to nobody; the public record does not know persons.
pub fn set_assignee(tx: &mut Tx<'_>, case: &str, officer: Option<&str>) -> Result<(), CaseError> {
    match tx.execute("UPDATE cases SET assignee = $1 WHERE id = $2", &[&officer, &case])? {
        0 => Err(CaseError::NotFound),
        _ => Ok(()),
    }
}

fn attach(
    tx: &mut Tx<'_>,
    file: &CaseFile,
    number: i64,
    photos: &[String],
    moment: &'static str,
) -> Result<(), CaseError> {
    let id = file.case.id.to_string();
    for (place, photo) in photos.iter().enumerate() {
        attach_photo(tx, &id, number, place, photo, moment)?;
    }
    Ok(())
}

fn photo_evidence(tx: &mut Tx<'_>, photos: &[String], phase: Phase) -> Result<Vec<Evidence>, CaseError> {
    photos
        .iter()
        .map(|photo| Ok(Evidence { kind: EvidenceKind::Photo, phase, sha256: published_hash(tx, photo)? }))
        .collect()
}

fn photo_fields(photos: &[String]) -> Vec<String> {
    (0..photos.len()).map(fields::photo).collect()
}

/// The private words of an event, and its photos by the hashes of their originals.
fn with_photos<'a>(
    words: &[(&'a str, &'a str)],
    names: &'a [String],
    photos: &'a [String],
) -> Vec<(&'a str, &'a str)> {
    let photos = names.iter().zip(photos).map(|(name, photo)| (name.as_str(), photo.as_str()));
    words.iter().copied().chain(photos).collect()
}

/// The agency of this code, if it takes work: whoever was given some could never confirm the case again, and so a lead could be rid of
/// the body that oversees it.
pub(super) fn worker(context: Context<'_>, code: &str) -> Result<AgencyCode, CaseError> {
    match context.city.agency(code) {
        Some(agency) if !agency.kind.oversees() => agency_code(&agency.code),
        _ => Err(CaseError::Unknown { field: "agency", code: code.to_owned() }),
    }
}

fn refused(case: &Case, event: EventKind) -> CaseError {
    CaseError::Refused(Refusal::WrongState { state: case.kind(), event })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    super::submission::hex(bytes)
}
