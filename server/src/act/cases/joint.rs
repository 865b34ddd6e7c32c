//! Commands of joint work: parts of supporting agencies, the rise of late cases, and cases that are worked on as one.

use dantin_city::City;
use dantin_record::{
    act::Actor, case::Case, code::AgencyCode, event::Event, reasons::ReleaseReason, refusal::Refusal,
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{
    CaseError, CaseFile, Context, Key,
    commands::{Command, promised, worker},
    file::{agency_code, parents},
    proof::{Proof, Shown},
};

/// The lead gives an agency a part of the work, with the time that the pack's rule gives from now; the words say what it
/// is to do.
pub fn add_part(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    agency: &str,
    words: &str,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let agency = worker(context, agency)?;
    let parents = parents(context.city, agency.as_str())?;
    // Neither does a promise lose the one body that may say whether it is kept. A refusal here and not in the record, whose journals may
    // hold such parts.
    if file.case.verifier().is_some_and(|body| body == agency || parents.contains(&body)) {
        return Err(Refusal::OwnWork.into());
    }
    let due = promised(context, &file.case)?;
    let event = Event::PartAdded { agency, parents, due };
    file.add(tx, context, command.by, event, &[("words", words)], command.officer)?;
    file.save(tx, context)
}

/// A supporting agency says that its part is done, and shows the proof.
pub fn finish_part(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    shown: Shown<'_>,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let proof = Proof::new(tx, context, shown)?;
    let event = Event::PartDone { evidence: proof.evidence.clone() };
    let number = file.add(tx, context, command.by, event, &proof.private(), command.officer)?;
    proof.keep(tx, &file.case.id.to_string(), number)?;
    file.save(tx, context)
}

/// The lead goes on without a part, for a public reason.
pub fn release_part(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    agency: &str,
    reason: ReleaseReason,
    words: &str,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let event = Event::PartReleased { agency: agency_code(agency)?, reason };
    file.add(tx, context, command.by, event, &[("words", words)], command.officer)?;
    file.save(tx, context)
}

/// Works on the case as another one, named by its code. Everybody who asked, and everything they said, stays with the case.
pub fn merge(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    into: &str,
    words: &str,
) -> Result<Case, CaseError> {
    let unknown = || CaseError::Unknown { field: "into", code: into.to_owned() };
    let main: Option<(String,)> = tx.first("SELECT id FROM cases WHERE code = $1", &[&into])?;
    let (main,) = main.ok_or_else(unknown)?;
    // The main case is held first: what happened to it before stands before the merge in the journal.
    let mut main = CaseFile::open(tx, &Key::Id(&main))?;
    if matches!(command.key, Key::Code(code) if code == into) {
        return Err(Refusal::MergedIntoItself.into());
    }
    let mut file = command.open(tx)?;
    file.case.may_merge_into(&main.case, command.by)?;
    // Whoever does the work could else hide what is late behind what is easy. Whether unlike reports are one, the coordinator says.
    let is_officer = matches!(command.by, Actor::Handler(_) | Actor::Head(_));
    if is_officer && (main.case.category != file.case.category || main.case.area() != file.case.area()) {
        return Err(Refusal::MainUnlike.into());
    }
    // What a supporting agency owes to this case would be owed to none: the main one could be reported resolved over it. A refusal here
    // and not in the record, whose journals may hold such merges.
    if file.case.open_parts().next().is_some() {
        return Err(Refusal::PartsOpen.into());
    }
    let event = Event::Merged { into: main.case.id };
    let private: Vec<(&str, &str)> =
        Some(words).filter(|words| !words.is_empty()).map(|words| ("words", words)).into_iter().collect();
    file.add(tx, context, command.by, event, &private, command.officer)?;
    main.case.gain_follower();
    main.save(tx, context)?;
    file.save(tx, context)
}

/// Makes it a case of its own again, in the state that it had; its clocks went on.
pub fn unmerge(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    words: &str,
) -> Result<Case, CaseError> {
    let (Key::Id(key) | Key::Code(key)) = &command.key;
    let main: Option<(Option<String>,)> =
        tx.first("SELECT merged_into FROM cases WHERE id = $1 OR code = $1", &[key])?;
    let main = match main.and_then(|(main,)| main) {
        Some(main) => Some(CaseFile::open(tx, &Key::Id(&main))?),
        None => None,
    };
    let mut file = command.open(tx)?;
    let private: Vec<(&str, &str)> =
        Some(words).filter(|words| !words.is_empty()).map(|words| ("words", words)).into_iter().collect();
    file.add(tx, context, command.by, Event::Unmerged, &private, command.officer)?;
    if let Some(mut main) = main {
        main.case.lose_follower();
        main.save(tx, context)?;
    }
    file.save(tx, context)
}

/// A step by which a late case rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rise {
    /// 1 is the head of the agency that owes the step, 2 the body above it, and so on.
    pub level: u8,
    /// The body to which it rises.
    pub to: AgencyCode,
    /// The supporting agency whose part is late; none where it is the step of the lead.
    pub part: Option<AgencyCode>,
    /// When.
    pub at: Timestamp,
}

/// The next step by which a late case rises, for its lead or for a part, whichever comes first. Nothing where no clock runs,
/// the pack names no time, or nobody stands above.
pub fn next_rise(city: &City, case: &Case) -> Option<Rise> {
    if case.kind().is_imported() || !case.kind().is_open() {
        return None;
    }
    let of_lead = case.state.lead().zip(case.state.owed_by()).and_then(|(lead, owed)| {
        rise(city, lead, case.escalated.map_or(0, |one| one.level), owed.to_timestamp())
    });
    let works = |body: AgencyCode| {
        case.state.lead() == Some(body) || case.parts.iter().any(|part| part.agency == body)
    };
    let of_parts = case.open_parts().filter_map(|part| {
        let level = part.escalated.map_or(0, |one| one.level);
        let rise = rise(city, part.agency, level, part.due.at.to_timestamp())?;
        // A part does not rise to a body that has work of its own in the case: its way ends there, and the lead's goes on.
        (rise.level == 1 || !works(rise.to)).then_some(Rise { part: Some(part.agency), ..rise })
    });
    of_lead.into_iter().chain(of_parts).min_by_key(|rise| rise.at)
}

/// The next step of what an agency owes since `owed`, after it rose to this level.
fn rise(city: &City, agency: AgencyCode, level: u8, owed: Timestamp) -> Option<Rise> {
    let level = level.checked_add(1)?;
    let to = match level {
        1 => agency,
        _ => agency_code(&city.ancestors(agency.as_str()).get(usize::from(level) - 2)?.code).ok()?,
    };
    let rule = city.escalation_rule(level, city.calendar().date_at(owed))?;
    Some(Rise { level, to, part: None, at: rule.due(city.calendar(), owed).ok()?.at })
}

/// Lets a late case rise by as many steps as are due, and gives how many those were.
pub fn escalate(tx: &mut Tx<'_>, context: Context<'_>, id: &str) -> Result<usize, CaseError> {
    let mut file = CaseFile::open(tx, &Key::Id(id))?;
    let mut steps = 0;
    let next = loop {
        match next_rise(context.city, &file.case) {
            Some(Rise { level, to, part, at }) if at <= context.now => {
                let event = Event::Escalated { level, to, part };
                match file.add(tx, context, Actor::Clock, event, &[], None) {
                    Ok(_) => steps += 1,
                    // The pack has changed and names a body that never stood above this case: it does not rise further.
                    Err(CaseError::Refused(_)) => break None,
                    Err(other) => return Err(other),
                }
            }
            next => break next.map(|rise| rise.at),
        }
    };
    if steps > 0 {
        file.save(tx, context)?;
    }
    tx.execute("UPDATE cases SET rises_at = $1 WHERE id = $2", &[&next, &id])?;
    Ok(steps)
}

/// The cases that are due to rise, and since when.
pub fn rising(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<Vec<(String, Timestamp)>, CaseError> {
    Ok(tx.all(
        "SELECT id, rises_at FROM cases WHERE rises_at <= $1 ORDER BY rises_at, id LIMIT $2",
        &[&now, &most],
    )?)
}
