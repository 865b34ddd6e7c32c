//! The SQL of webhooks: endpoints, what waits for each, and what became of it. An endpoint follows the journal by an index
//! of its own, so that whoever writes entries knows nothing of it.

use dantin_record::{entry::Entry, event::EventKind, moment::Moment};
use dantin_store::{FromRow, Row, Tx};
use jiff::Timestamp;

use super::message::Secret;
use crate::error::Error;

/// Entries that are looked at in one transaction.
const PAGE: i64 = 500;

/// Which entries an endpoint is told of; an empty list takes all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds of events.
    pub events: Vec<String>,
    /// Codes of areas.
    pub areas: Vec<String>,
    /// Codes of categories or subcategories.
    pub categories: Vec<String>,
}

impl Filter {
    /// Whether it takes this.
    fn takes(&self, told: &Told) -> bool {
        let among = |list: &[String], codes: &[Option<&str>]| {
            list.is_empty() || codes.iter().flatten().any(|code| list.iter().any(|one| one == code))
        };
        among(&self.events, &[Some(told.event.code())])
            && among(&self.areas, &[Some(&told.area)])
            && among(&self.categories, &[Some(&told.category), told.subcategory.as_deref()])
    }
}

/// Where entries are told to.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// What the operator calls it.
    pub name: String,
    /// Where messages go.
    pub url: String,
    /// What they are signed with.
    pub secret: Secret,
    /// Which entries it is told of.
    pub filter: Filter,
    /// The index of the next entry to look at.
    pub next: i64,
    /// When it was added.
    pub created_at: Timestamp,
    /// How many tries failed since the last that worked.
    pub failures: i64,
    /// Since when nothing works.
    pub failing_since: Option<Timestamp>,
    /// Until when it is left alone.
    pub rests_until: Option<Timestamp>,
    /// When it was given up.
    pub disabled_at: Option<Timestamp>,
}

fn words(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

impl FromRow for Endpoint {
    fn from_row(row: &mut Row<'_>) -> Result<Endpoint, dantin_store::Error> {
        let (id, name, url, secret): (String, String, String, String) =
            (row.take()?, row.take()?, row.take()?, row.take()?);
        let secret = Secret::parse(&secret)
            .map_err(|bad| dantin_store::Error::invalid("webhooks.secret", bad.to_string()))?;
        let (events, areas, categories): (String, String, String) = (row.take()?, row.take()?, row.take()?);
        let filter = Filter { events: words(&events), areas: words(&areas), categories: words(&categories) };
        Ok(Endpoint {
            id,
            name,
            url,
            secret,
            filter,
            next: row.take()?,
            created_at: row.take()?,
            failures: row.take()?,
            failing_since: row.take()?,
            rests_until: row.take()?,
            disabled_at: row.take()?,
        })
    }
}

/// An endpoint to be added.
#[derive(Clone, Debug)]
pub struct NewEndpoint {
    /// Its id.
    pub id: String,
    /// What the operator calls it.
    pub name: String,
    /// Where messages go.
    pub url: String,
    /// What they are signed with.
    pub secret: Secret,
    /// Which entries it is told of.
    pub filter: Filter,
}

/// Adds an endpoint; it is told of what comes from now on.
pub fn insert(tx: &mut Tx<'_>, new: &NewEndpoint, now: Timestamp) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO webhooks (id, name, url, secret, events, areas, categories, next_idx, created_at, failures) \
         SELECT $1, $2, $3, $4, $5, $6, $7, size, $8, 0 FROM journal_head WHERE id = 1",
        &[
            &new.id,
            &new.name,
            &new.url,
            &new.secret.to_text(),
            &new.filter.events.join(" "),
            &new.filter.areas.join(" "),
            &new.filter.categories.join(" "),
            &now,
        ],
    )?;
    Ok(())
}

/// All endpoints by name.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Endpoint>, dantin_store::Error> {
    tx.all(
        "SELECT id, name, url, secret, events, areas, categories, next_idx, created_at, failures, failing_since, \
         rests_until, disabled_at FROM webhooks ORDER BY name",
        &[],
    )
}

/// The endpoint of this name.
pub fn find(tx: &mut Tx<'_>, name: &str) -> Result<Option<Endpoint>, dantin_store::Error> {
    tx.first(
        "SELECT id, name, url, secret, events, areas, categories, next_idx, created_at, failures, failing_since, \
         rests_until, disabled_at FROM webhooks WHERE name = $1",
        &[&name],
    )
}

/// Removes an endpoint with what waits for it, and says whether there was one.
pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<bool, dantin_store::Error> {
    tx.execute(
        "DELETE FROM webhook_deliveries WHERE webhook IN (SELECT id FROM webhooks WHERE name = $1)",
        &[&name],
    )?;
    Ok(tx.execute("DELETE FROM webhooks WHERE name = $1", &[&name])? > 0)
}

/// Tells an endpoint again of what comes from now on, and gives the range that it missed meanwhile: from the first index,
/// up to and without the second.
pub fn enable(tx: &mut Tx<'_>, name: &str) -> Result<Option<(i64, i64)>, dantin_store::Error> {
    let Some(endpoint) = find(tx, name)? else { return Ok(None) };
    let size = size(tx)?;
    tx.execute(
        "UPDATE webhooks SET disabled_at = NULL, failing_since = NULL, rests_until = NULL, failures = 0, next_idx = $1 \
         WHERE id = $2",
        &[&size, &endpoint.id],
    )?;
    Ok(Some((endpoint.next, size)))
}

/// How many entries the journal has.
pub fn size(tx: &mut Tx<'_>) -> Result<i64, dantin_store::Error> {
    let (size,): (i64,) = tx.one("SELECT size FROM journal_head WHERE id = 1", &[])?;
    Ok(size)
}

/// What is told of an entry.
#[derive(Clone, Debug)]
pub struct Told {
    pub index: i64,
    pub number: i64,
    pub event: EventKind,
    pub at: Moment,
    pub occurred: Moment,
    pub code: String,
    pub category: String,
    pub subcategory: Option<String>,
    pub area: String,
    pub agency: String,
    pub state: String,
    pub visibility: String,
}

impl FromRow for Told {
    fn from_row(row: &mut Row<'_>) -> Result<Told, dantin_store::Error> {
        let (index, number, body): (i64, i64, String) = (row.take()?, row.take()?, row.take()?);
        let entry = Entry::parse(body.as_bytes())
            .map_err(|error| dantin_store::Error::invalid("journal.body", error.to_string()))?;
        Ok(Told {
            index,
            number,
            event: entry.event.kind(),
            at: entry.at,
            occurred: entry.occurred,
            code: row.take()?,
            category: row.take()?,
            subcategory: row.take()?,
            area: row.take()?,
            agency: row.take()?,
            state: row.take()?,
            visibility: row.take()?,
        })
    }
}

/// The entries of cases from an index up to another one, at most a page of them.
fn told(tx: &mut Tx<'_>, from: i64, to: i64) -> Result<Vec<Told>, dantin_store::Error> {
    tx.all(
        "SELECT j.idx, j.number, j.body, c.code, c.category, c.subcategory, c.area, c.lead_agency, c.state, c.visibility \
         FROM journal j JOIN cases c ON c.id = j.case_id WHERE j.idx >= $1 AND j.idx < $2 ORDER BY j.idx LIMIT $3",
        &[&from, &to, &PAGE],
    )
}

/// The entry that a waiting delivery is about.
pub fn entry(tx: &mut Tx<'_>, index: i64) -> Result<Option<Told>, dantin_store::Error> {
    Ok(told(tx, index, index + 1)?.into_iter().next())
}

/// Notes for an endpoint what came into the journal, a page of it; gives how many entries it looked at.
pub fn follow(tx: &mut Tx<'_>, endpoint: &str, now: Timestamp) -> Result<i64, dantin_store::Error> {
    // Holds the endpoint's row, so that two processes do not note the same page.
    let found: Option<(i64, String, String, String)> = tx.first(
        "UPDATE webhooks SET next_idx = next_idx WHERE id = $1 AND disabled_at IS NULL \
         RETURNING next_idx, events, areas, categories",
        &[&endpoint],
    )?;
    let Some((from, events, areas, categories)) = found else { return Ok(0) };
    let to = size(tx)?;
    if from >= to {
        return Ok(0);
    }
    let filter = Filter { events: words(&events), areas: words(&areas), categories: words(&categories) };
    let page = told(tx, from, to)?;
    let is_full = i64::try_from(page.len()).is_ok_and(|count| count == PAGE);
    let next = page.last().filter(|_| is_full).map_or(to, |last| last.index + 1);
    for told in page.iter().filter(|told| filter.takes(told)) {
        wait(tx, endpoint, told.index, now)?;
    }
    tx.execute("UPDATE webhooks SET next_idx = $1 WHERE id = $2", &[&next, &endpoint])?;
    Ok(next - from)
}

fn wait(tx: &mut Tx<'_>, endpoint: &str, index: i64, now: Timestamp) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO webhook_deliveries (webhook, idx, state, tries, due_at) VALUES ($1, $2, 'waiting', 0, $3) \
         ON CONFLICT (webhook, idx) DO UPDATE SET state = 'waiting', tries = 0, due_at = excluded.due_at",
        &[&endpoint, &index, &now],
    )?;
    Ok(())
}

/// What came of asking for entries once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// So many entries are told once more: those of the range that the endpoint's filter takes.
    Told(u64),
    /// The journal has only so many entries, and the range begins behind the last.
    NoSuchEntry(i64),
}

/// Tells an endpoint once more of the entries from one index up to and with another one that its filter takes. The receiver
/// knows them by their ids.
pub fn replay(
    tx: &mut Tx<'_>,
    endpoint: &Endpoint,
    from: i64,
    to: i64,
    now: Timestamp,
) -> Result<Replayed, dantin_store::Error> {
    let size = size(tx)?;
    if from >= size {
        return Ok(Replayed::NoSuchEntry(size));
    }
    let end = to.saturating_add(1).min(size);
    let (mut next, mut count) = (from.max(0), 0);
    while next < end {
        let page = told(tx, next, end)?;
        let Some(last) = page.last() else { break };
        next = last.index + 1;
        for told in page.iter().filter(|told| endpoint.filter.takes(told)) {
            wait(tx, &endpoint.id, told.index, now)?;
            count += 1;
        }
    }
    Ok(Replayed::Told(count))
}

/// The endpoints that something is due for.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<String>, dantin_store::Error> {
    tx.all(
        "SELECT w.id FROM webhooks w WHERE EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook = w.id \
         AND d.state = 'waiting' AND d.due_at <= $1)",
        &[&now],
    )
}

/// Takes the oldest delivery that is due, and holds it until `lease`: whoever took it and stopped is followed by another
/// process then. Gives its entry's index and how often it was tried.
pub fn take(
    tx: &mut Tx<'_>,
    endpoint: &str,
    now: Timestamp,
    lease: Timestamp,
) -> Result<Option<(i64, i64)>, dantin_store::Error> {
    tx.first(
        "UPDATE webhook_deliveries SET due_at = $1 WHERE webhook = $2 AND state = 'waiting' AND due_at <= $3 AND idx = \
         (SELECT idx FROM webhook_deliveries WHERE webhook = $2 AND state = 'waiting' AND due_at <= $3 \
         ORDER BY due_at, idx LIMIT 1) RETURNING idx, tries",
        &[&lease, &endpoint, &now],
    )
}

/// What became of a try.
pub struct Outcome {
    /// `delivered`, `waiting` or `given_up`.
    pub state: DeliveryState,
    /// Which try it was, from 1.
    pub tries: i64,
    /// When the next one is due.
    pub due: Timestamp,
    /// HTTP status.
    pub status: Option<i64>,
    /// Why there was no answer, as a code.
    pub fault: Option<&'static str>,
}

/// Notes what became of a try.
pub fn note(
    tx: &mut Tx<'_>,
    endpoint: &str,
    index: i64,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "UPDATE webhook_deliveries SET state = $1, tries = $2, due_at = $3, tried_at = $4, status = $5, fault = $6 \
         WHERE webhook = $7 AND idx = $8",
        &[
            &outcome.state.code(),
            &outcome.tries,
            &outcome.due,
            &now,
            &outcome.status,
            &outcome.fault,
            &endpoint,
            &index,
        ],
    )?;
    Ok(())
}

/// The endpoint answers again.
pub fn works(tx: &mut Tx<'_>, endpoint: &str) -> Result<(), dantin_store::Error> {
    tx.execute(
        "UPDATE webhooks SET failures = 0, failing_since = NULL, rests_until = NULL WHERE id = $1 AND failures > 0",
        &[&endpoint],
    )?;
    Ok(())
}

/// The endpoint did not answer as it should: it rests, and is given up where `is_over`.
pub fn fails(
    tx: &mut Tx<'_>,
    endpoint: &str,
    rests_until: Timestamp,
    is_over: bool,
    now: Timestamp,
) -> Result<(), dantin_store::Error> {
    let disabled = is_over.then_some(now);
    tx.execute(
        "UPDATE webhooks SET failures = failures + 1, failing_since = coalesce(failing_since, $1), rests_until = $2, \
         disabled_at = coalesce(disabled_at, $3) WHERE id = $4",
        &[&now, &rests_until, &disabled, &endpoint],
    )?;
    Ok(())
}

/// Forgets what was delivered or given up before this moment.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, dantin_store::Error> {
    tx.execute("DELETE FROM webhook_deliveries WHERE state <> 'waiting' AND tried_at < $1", &[&before])
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is still to be tried, for the first time or again.
    Waiting,
    /// The receiver said that it has it.
    Delivered,
    /// It was tried as often as it may be.
    GivenUp,
}

impl DeliveryState {
    /// The code of the column.
    pub const fn code(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Delivered => "delivered",
            DeliveryState::GivenUp => "given_up",
        }
    }

    fn from_code(code: &str) -> Option<DeliveryState> {
        [DeliveryState::Waiting, DeliveryState::Delivered, DeliveryState::GivenUp]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// A line of the log of deliveries.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Index of the entry.
    pub index: i64,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: i64,
    /// When it is due.
    pub due: Timestamp,
    /// When it was tried last.
    pub tried: Option<Timestamp>,
    /// The last HTTP status.
    pub status: Option<i64>,
    /// Why there was no answer.
    pub fault: Option<String>,
}

impl FromRow for Delivery {
    fn from_row(row: &mut Row<'_>) -> Result<Delivery, dantin_store::Error> {
        let index = row.take()?;
        let state: String = row.take()?;
        let state = DeliveryState::from_code(&state)
            .ok_or_else(|| dantin_store::Error::invalid("webhook_deliveries.state", state))?;
        Ok(Delivery {
            index,
            state,
            tries: row.take()?,
            due: row.take()?,
            tried: row.take()?,
            status: row.take()?,
            fault: row.take()?,
        })
    }
}

/// The newest deliveries of an endpoint below this index.
pub fn log(tx: &mut Tx<'_>, endpoint: &str, below: i64, limit: i64) -> Result<Vec<Delivery>, Error> {
    Ok(tx.all(
        "SELECT idx, state, tries, due_at, tried_at, status, fault FROM webhook_deliveries WHERE webhook = $1 AND idx < $2 \
         ORDER BY idx DESC LIMIT $3",
        &[&endpoint, &below, &limit],
    )?)
}
