//! From the journal to what waits to be told: a cursor over its rows, as every reader of it keeps one. Each entry of a case
//! becomes a change for those who asked, and a public one for those with an alert; one of a session for those behind its questions. Who acted is not told of the own act.

use std::collections::BTreeSet;

use dantin_record::{
    act::{Actor, Role},
    case::{Case, Visibility},
    entry::{Entry, Line},
    event::{Event, EventKind},
    moment::Moment,
};
use dantin_store::Tx;
use jiff::{SignedDuration, Timestamp};

use super::{List, address_hash, alerts, outbox, questions};
use crate::{act::deadlines::moment, error::Error};

/// Entries of one step.
const BATCH: i64 = 200;
/// What happened longer ago than this is told nobody: the server stood still, or the journal was put back from a copy.
const NEWS: SignedDuration = SignedDuration::from_hours(72);

/// How soon something must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Haste {
    /// Somebody waits for an answer, or for the first word.
    AtOnce,
    /// With what else happens in the window.
    Soon,
}

/// Whether there is anything to follow; cheap.
pub fn is_behind(tx: &mut Tx<'_>) -> Result<bool, dantin_store::Error> {
    let found: Option<(i64,)> = tx.first(
        "SELECT 1 FROM mail_cursor c JOIN journal_head h ON h.id = c.id WHERE c.id = 1 AND c.next_index < h.size",
        &[],
    )?;
    Ok(found.is_some())
}

/// Goes to the journal's end without a word: while there is no mail, nothing is saved up.
pub fn skip(tx: &mut Tx<'_>) -> Result<(), dantin_store::Error> {
    tx.execute(
        "UPDATE mail_cursor SET next_index = (SELECT size FROM journal_head WHERE id = 1) WHERE id = 1",
        &[],
    )?;
    Ok(())
}

/// Follows some entries and gives how many; 0 at the journal's end.
pub fn follow(tx: &mut Tx<'_>, now: Timestamp, window: SignedDuration) -> Result<usize, Error> {
    // Whoever changes the row first holds it: two processes never follow the same entries.
    let (next,): (i64,) =
        tx.one("UPDATE mail_cursor SET next_index = next_index WHERE id = 1 RETURNING next_index", &[])?;
    let rows: Vec<(i64, String, i64, String)> = tx.all(
        "SELECT idx, case_id, number, body FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2",
        &[&next, &BATCH],
    )?;
    let Some((last, ..)) = rows.last() else { return Ok(0) };
    let after = last + 1;
    for (index, case, number, body) in &rows {
        let line = Line::parse(body.as_bytes()).map_err(|e| anyhow::anyhow!("journal entry {index}: {e}"))?;
        let is_news = |at: Moment| moment(now).as_second() - at.as_second() <= NEWS.as_secs();
        match line {
            Line::Case(entry) if is_news(entry.at) => take(tx, now, window, case, *number, &entry)?,
            Line::Matter(entry) if is_news(entry.at) => {
                questions::take(tx, (now, ready(entry.at, now, window)), case, *number, &entry)?;
            }
            _ => {}
        }
    }
    tx.execute("UPDATE mail_cursor SET next_index = $1 WHERE id = 1", &[&after])?;
    Ok(rows.len())
}

/// When something is told that has no haste. The window begins with the event: what waited while the server stood still waits no
/// longer.
fn ready(at: Moment, now: Timestamp, window: SignedDuration) -> Timestamp {
    at.to_timestamp().min(now).checked_add(window).unwrap_or(now)
}

fn take(
    tx: &mut Tx<'_>,
    now: Timestamp,
    window: SignedDuration,
    id: &str,
    number: i64,
    entry: &Entry,
) -> Result<(), Error> {
    let kind = entry.event.kind();
    let soon = ready(entry.at, now, window);
    if matches!(kind, EventKind::Hidden | EventKind::Erased) {
        outbox::make_anew(tx, now, id)?;
    }
    let for_askers = for_askers(&entry.event, entry.by, number);
    let for_alerts = for_alerts(kind);
    // What askers of a session are told of a promise is among these.
    if for_askers.is_none() && !for_alerts {
        return Ok(());
    }
    let found: Option<(String,)> = tx.first("SELECT record FROM cases WHERE id = $1", &[&id])?;
    let Some((record,)) = found else { return Ok(()) };
    let case: Case = serde_json::from_str(&record).map_err(anyhow::Error::new)?;
    // Nobody is written to about samples and about what other systems did.
    if case.sample || case.kind().is_imported() {
        return Ok(());
    }
    let of_promise = questions::take_of_promise(tx, soon, (id, number), &case, entry)?;
    let mut asked = BTreeSet::from_iter(of_promise);
    // Whoever asked in a case that is worked on as this one is told of this one.
    type Asker = (String, String, String, Option<i64>, Option<Vec<u8>>, bool);
    let askers: Vec<Asker> = tx.all(
        "SELECT id, email, relation, number, voice, case_id = $1 FROM askers WHERE (case_id = $1 OR case_id IN \
         (SELECT id FROM cases WHERE merged_into = $1)) AND email IS NOT NULL AND mail = TRUE ORDER BY created_at, id",
        &[&id],
    )?;
    for (asker, email, relation, own, voice, is_here) in askers {
        let own = own.filter(|_| is_here);
        // What was typed long ago need not be an address.
        let Ok(address) = email.parse() else { continue };
        let hash = address_hash(&address);
        let is_new = asked.insert(hash.clone());
        let Some(haste) = for_askers else { continue };
        let is_own_joining = kind == EventKind::Joined && own == Some(number);
        let is_own_act = match entry.by.role() {
            Role::Reporter => is_here && relation == "reporter" && kind != EventKind::Submitted,
            Role::Joiner => voice.is_some_and(|voice| entry.voice.is_some_and(|shown| voice == shown)),
            _ => false,
        };
        let is_told = if kind == EventKind::Joined {
            is_own_joining
        } else {
            // Of before somebody joined they read on the page.
            !is_own_act && is_new && own.is_none_or(|own| number > own || kind == EventKind::Submitted)
        };
        if is_told {
            let ready = if haste == Haste::AtOnce { now } else { soon };
            add(tx, List::Cases, &asker, &hash, (id, number), ready)?;
        }
    }
    if for_alerts && case.visibility == Visibility::Public {
        for (alert, hash) in alerts::of_case(tx, id, &case)? {
            // Whoever asked is told as one who asked.
            if !asked.contains(&hash) {
                add(tx, List::Alerts, &alert, &hash, (id, number), soon)?;
            }
        }
    }
    Ok(())
}

pub(super) fn add(
    tx: &mut Tx<'_>,
    list: List,
    reader: &str,
    hash: &str,
    (case, number): (&str, i64),
    ready: Timestamp,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO mail_changes (list, reader, address_hash, case_id, number, ready_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (list, reader, case_id, number) DO NOTHING",
        &[&list.code(), &reader, &hash, &case, &number, &ready],
    )?;
    Ok(())
}

/// Whether those who asked are told of an event, and how soon.
fn for_askers(event: &Event, by: Actor, number: i64) -> Option<Haste> {
    Some(match event {
        Event::Submitted(_) | Event::Joined | Event::Asked => Haste::AtOnce,
        // The first agency stands in the same mail as the report itself.
        Event::Assigned { .. } if by == Actor::Routing && number <= 2 => return None,
        Event::Assigned { .. }
        | Event::Returned { .. }
        | Event::Accepted { .. }
        | Event::Extended { .. }
        | Event::ReportedResolved { .. }
        | Event::Declined { .. }
        | Event::Confirmed
        | Event::Contested { .. }
        | Event::Expired
        | Event::Merged { .. }
        | Event::Unmerged
        | Event::Shown { .. }
        | Event::Hidden { .. } => Haste::Soon,
        _ => return None,
    })
}

/// Whether those who asked are told of an event.
pub(super) fn is_told(event: &Event, by: Actor, number: i64) -> bool {
    for_askers(event, by, number).is_some()
}

/// Whether those with an alert are told: what a neighbour wants to know, and no step of the desk.
const fn for_alerts(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Shown
            | EventKind::Accepted
            | EventKind::ReportedResolved
            | EventKind::Declined
            | EventKind::Confirmed
            | EventKind::Contested
            | EventKind::Expired
    )
}
