//! Carrying a batch out, some cases in each transaction. What becomes of a case is written in the transaction that does
//! it, so a batch that is begun again, by this process or another, does nothing twice and leaves nothing out.

use std::collections::{BTreeMap, btree_map::Entry};

use dantin_record::code::AgencyCode;
use dantin_store::Tx;

use super::{
    Deed,
    judge::{judge, refusal_key},
    store::{self, Batch, Item},
};
use crate::{
    act::cases::{
        CaseError, Context, Key,
        commands::{self, Command},
        joint,
    },
    app::Shared,
    city::people::{
        model::{Officer, OfficerId},
        store as people,
    },
    desk::store as cases,
    error::Error,
};

/// Cases of one transaction: others who write wait no longer than for these.
const AT_ONCE: i64 = 25;

/// Carries out every batch whose time has come, and gives how many cases that were.
pub async fn carry_out_due(app: &Shared) -> Result<usize, Error> {
    let now = app.now();
    let due = app.read(move |tx| Ok(store::due(tx, now)?)).await?;
    let mut count = 0;
    for id in due {
        count += carry_out(app, id).await?;
    }
    Ok(count)
}

/// Carries out one batch, as far as it waits and its time has come.
pub async fn carry_out(app: &Shared, id: String) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        let key = id.clone();
        match app.command(move |tx, context| part(tx, context, &key)).await? {
            0 => return Ok(count),
            some => count += some,
        }
    }
}

/// Why a case of a batch did not go.
enum Stop {
    /// The key of the sentence that says it.
    Told(String),
    /// The database failed: the whole transaction is tried again later.
    Broken(dantin_store::Error),
}

impl From<dantin_store::Error> for Stop {
    fn from(error: dantin_store::Error) -> Stop {
        Stop::Broken(error)
    }
}
impl From<CaseError> for Stop {
    fn from(error: CaseError) -> Stop {
        Stop::Told(match error {
            CaseError::Store(error) => return Stop::Broken(error),
            CaseError::NotFound => "bulk-missing".to_owned(),
            CaseError::Refused(refusal) => refusal_key(refusal.code()),
            CaseError::Stale { .. } => "bulk-stale".to_owned(),
            CaseError::MatterRefused(_)
            | CaseError::Unknown { .. }
            | CaseError::ReasonMissing
            | CaseError::Deadline(_)
            | CaseError::Damaged(_) => "bulk-failed".to_owned(),
        })
    }
}

/// The next cases of a batch; 0 when none is left.
fn part(tx: &mut Tx<'_>, context: Context<'_>, id: &str) -> Result<usize, Error> {
    let Some(batch) = store::hold(tx, id, context.now)? else { return Ok(0) };
    let items = store::waiting(tx, id, AT_ONCE)?;
    if items.is_empty() {
        store::end(tx, id)?;
        return Ok(0);
    }
    let officer = people::find(tx, &batch.officer)?;
    let mut colleagues = BTreeMap::new();
    for item in &items {
        let done = match &officer {
            Some(officer) => tx.attempt(|tx| act(tx, context, officer, &batch, item, &mut colleagues)),
            None => Err(Stop::Told("people-denied-inactive".to_owned())),
        };
        match done {
            Ok(before) => store::note(tx, id, &item.code, "done", None, before.as_ref())?,
            Err(Stop::Told(reason)) => store::note(tx, id, &item.code, "refused", Some(&reason), None)?,
            Err(Stop::Broken(error)) => return Err(error.into()),
        }
    }
    Ok(items.len())
}

/// Does the step on one case; gives who handled it before.
fn act(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    officer: &Officer,
    batch: &Batch,
    item: &Item,
    colleagues: &mut BTreeMap<AgencyCode, Vec<OfficerId>>,
) -> Result<Option<OfficerId>, Stop> {
    let record = cases::row(tx, &item.code)?.ok_or_else(|| Stop::Told("bulk-missing".to_owned()))?;
    let actor = judge(context.city, officer, &record, item.version, batch.deed.step()).map_err(Stop::Told)?;
    if let Deed::Assignee(to) = &batch.deed {
        if let (Some(to), Some(lead)) = (to, record.case.state.lead()) {
            let people = match colleagues.entry(lead) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(place) => {
                    let people = people::list_colleagues(tx, lead)?;
                    place.insert(people.into_iter().map(|officer| officer.id).collect())
                }
            };
            if !people.contains(to) {
                return Err(Stop::Told("bulk-no-colleague".to_owned()));
            }
        }
        commands::set_assignee(tx, &record.id, to.as_ref().map(OfficerId::as_str))?;
        return Ok(record.assignee);
    }
    let by = actor.ok_or_else(|| Stop::Told("people-denied-not-your-role".to_owned()))?;
    let (key, version) = (Key::Code(&item.code), Some(item.version));
    let command = Command { key, version, by, officer: Some(officer.id.as_str()), secret: None };
    match &batch.deed {
        Deed::Accept => commands::accept(tx, context, &command)?,
        Deed::Ask(question) => commands::ask(tx, context, &command, question)?,
        Deed::Assign(to) => {
            // Naming the agency that leads already would set its clock anew for nothing.
            if record.case.state.lead().is_some_and(|lead| lead.as_str() == to) {
                return Err(Stop::Told("bulk-leads-already".to_owned()));
            }
            commands::assign(tx, context, &command, to)?
        }
        Deed::Merge(words) => {
            let main = store::kept(tx, &batch.id)?.ok_or_else(|| Stop::Told("bulk-failed".to_owned()))?;
            joint::merge(tx, context, &command, &main, words)?
        }
        Deed::Return { to, reason, words } => {
            commands::give_back(tx, context, &command, to.as_deref(), *reason, words)?
        }
        Deed::Assignee(_) => return Ok(None),
    };
    Ok(record.assignee)
}

/// What became of taking a batch back.
pub enum Undone {
    /// It is taken back, as far as nobody else has acted since.
    Yes,
    /// Its cases were carried out, and the journal forgets nothing.
    TooLate,
}

/// Takes a batch back: before its time wholly, after it only what belongs to the desk alone.
pub fn undo(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    officer: &Officer,
    batch: &Batch,
) -> Result<Undone, Error> {
    if batch.state == "cancelled" || store::cancel(tx, &batch.id, context.now)? {
        return Ok(Undone::Yes);
    }
    let Deed::Assignee(given) = &batch.deed else { return Ok(Undone::TooLate) };
    for item in store::items(tx, &batch.id)?.iter().filter(|item| item.state == "done") {
        let record = cases::find(tx, &item.code)?;
        let may = record.map(|record| judge(context.city, officer, &record, item.version, batch.deed.step()));
        let (state, reason) = match may {
            Some(Err(reason)) => ("done", Some(reason)),
            Some(Ok(_)) if store::give_back(tx, &item.code, given.as_ref(), item.before.as_ref())? => {
                ("undone", None)
            }
            _ => ("done", Some("bulk-changed-since".to_owned())),
        };
        store::note(tx, &batch.id, &item.code, state, reason.as_deref(), item.before.as_ref())?;
    }
    Ok(Undone::Yes)
}
