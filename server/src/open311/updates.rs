//! Two-way updates, the extension that FixMyStreet installations use: what happened to cases, by the time of
//! publication, and what a partner has to add. A partner's update reaches the officers as a note of the desk.

use dantin_record::{case::StateKind, entry::Entry, event::EventKind};
use dantin_store::Tx;
use dantin_words::{TextFault, Words, clean_text_within};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use super::{
    answer::Fault,
    document::Node,
    parameters::{Parameters, Unreadable},
    services::written,
};
use crate::{act::deadlines::moment, app::Shared, clock::random, error::Error};

/// Updates of one answer at most.
const MOST: i64 = 1_000;
/// The window when none is given.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// The status words of the extension.
const WORDS: [&str; 15] = [
    "unchanged",
    "open",
    "for_triage",
    "investigating",
    "in_progress",
    "planned",
    "action_scheduled",
    "reopen",
    "fixed",
    "closed",
    "duplicate",
    "not_councils_responsibility",
    "no_further_action",
    "internal_referral",
    "cancelled",
];

/// The answer to `GET servicerequestupdates`.
pub async fn list(app: &Shared, w: &Words, parameters: &Parameters) -> Result<Node, Fault> {
    let unreadable = |fault: Unreadable| Fault::unreadable(w, &fault);
    let start = parameters.time("start_date").map_err(unreadable)?;
    let end = parameters.time("end_date").map_err(unreadable)?;
    let now = app.now();
    let (start, end) = match (start, end) {
        (Some(start), Some(end)) => (start, end),
        (None, None) => (now.saturating_sub(WINDOW).unwrap_or(now), now),
        _ => return Err(Fault::bad(w.t("open311-both-dates"))),
    };
    let (from, to) = (moment(start).to_string(), moment(end).to_string());
    let rows: Vec<(String, i64, String)> = app
        .read(move |tx| {
            let indexes = crate::prove::journal::between(tx, &from, &to)?;
            Ok(tx.all(
                "SELECT case_id, number, body FROM journal WHERE idx >= $1 AND idx < $2 AND case_id <> $3 \
                 ORDER BY idx LIMIT $4",
                &[&indexes.start, &indexes.end, &crate::prove::journal::notices::LOG, &MOST],
            )?)
        })
        .await
        .map_err(|error| Fault::of(w, &error))?;
    let zone = app.city.calendar().zone();
    let book = app.book.read();
    let updates = rows
        .iter()
        .filter_map(|(_, number, body)| {
            let entry = Entry::parse(body.as_bytes()).ok()?;
            let row = book.row(book.row_of(entry.case)?)?;
            let status = status(entry.event.kind())?;
            Some(Node::Fields(vec![
                ("update_id", Node::Text(format!("{}-{number}", row.code))),
                ("service_request_id", Node::Text(row.code.to_string())),
                ("status", Node::Text(status.to_owned())),
                ("updated_datetime", Node::Text(written(entry.at.to_timestamp(), zone))),
                ("description", Node::Text(w.code("event", entry.event.kind().code()))),
                ("media_url", Node::Null),
                ("external_status_code", Node::Text(row.state.code().to_owned())),
            ]))
        })
        .collect();
    Ok(Node::List("request_update", updates))
}

/// The extension's word for what an event did; events that change nothing for a partner have none.
fn status(event: EventKind) -> Option<&'static str> {
    match event {
        EventKind::Submitted | EventKind::Assigned => Some("open"),
        // A report of the agency is no solution yet: whether it is, others say.
        EventKind::Accepted | EventKind::Replied | EventKind::ReportedResolved => Some("in_progress"),
        EventKind::Asked => Some("investigating"),
        EventKind::Extended => Some("action_scheduled"),
        EventKind::Returned => Some("internal_referral"),
        EventKind::Contested => Some("reopen"),
        EventKind::Confirmed => Some("fixed"),
        EventKind::Expired => Some("closed"),
        EventKind::Declined => Some("no_further_action"),
        EventKind::Withdrawn => Some("cancelled"),
        EventKind::Merged => Some("duplicate"),
        EventKind::Joined
        | EventKind::Shown
        | EventKind::Hidden
        | EventKind::PartAdded
        | EventKind::PartDone
        | EventKind::PartReleased
        | EventKind::Escalated
        | EventKind::Unmerged
        | EventKind::SourceStatus
        | EventKind::Erased => None,
    }
}

/// The answer to `POST servicerequestupdates`: the same id with the same content is the same update.
pub async fn add(app: &Shared, w: &Words, partner: String, parameters: &Parameters) -> Result<Node, Fault> {
    let mut missing = Vec::new();
    let mut needed = |name: &'static str| {
        let value = parameters.first(name);
        if value.is_none() {
            missing.push(w.with("open311-parameter-missing", &[("name", name.into())]));
        }
        value.unwrap_or_default().to_owned()
    };
    let request = needed("service_request_id");
    let update = needed("update_id");
    let status = needed("status").to_lowercase();
    let description = needed("description");
    needed("updated_datetime");
    if !missing.is_empty() {
        return Err(Fault { status: axum::http::StatusCode::BAD_REQUEST, descriptions: missing });
    }
    parameters.time("updated_datetime").map_err(|fault| Fault::unreadable(w, &fault))?;
    if !WORDS.contains(&status.as_str()) {
        return Err(Fault::bad(w.with("open311-bad-status", &[("status", status.as_str().into())])));
    }
    let description = clean_text_within(&description, 4_000).map_err(|fault| match fault {
        TextFault::TooLong { .. } => Fault::bad(w.t("open311-update-too-long")),
        TextFault::Control { .. } => Fault::bad(w.t("open311-update-control")),
    })?;
    let (id, is_open) = {
        let book = app.book.read();
        let row =
            super::requests::by_ids(&book, &app.city, std::slice::from_ref(&request)).into_iter().next();
        let row = row.ok_or_else(|| {
            Fault::missing(w.with("open311-unknown-request", &[("id", request.as_str().into())]))
        })?;
        (row.id.to_string(), row.state.is_open() && row.state != StateKind::SourceOpen)
    };
    let digest: [u8; 32] = Sha256::digest(format!("{request}\n{status}\n{description}").as_bytes()).into();
    let note = w.with(
        "open311-partner-note",
        &[
            ("partner", partner.as_str().into()),
            ("status", status.as_str().into()),
            ("text", description.as_str().into()),
        ],
    );
    let now = app.now();
    let key = update.clone();
    let fresh = app
        .command(move |tx, context| {
            let known = known(tx, &partner, &key)?;
            if let Some(known) = known {
                return Ok(known == digest);
            }
            tx.execute(
                "INSERT INTO partner_updates (partner, update_id, case_id, digest, status, body, published, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7)",
                &[&partner, &key, &id, &digest.as_slice(), &status, &description, &now],
            )?;
            if is_open {
                let note_id = dantin_record::id::CaseId(random(context.random)).to_string();
                tx.execute(
                    "INSERT INTO notes (id, case_id, officer_id, body, created_at) VALUES ($1, $2, '', $3, $4)",
                    &[&note_id, &id, &note, &now],
                )?;
            }
            Ok(true)
        })
        .await
        .map_err(|error| Fault::of(w, &error))?;
    if !fresh {
        return Err(Fault::bad(w.with("open311-update-exists", &[("id", update.as_str().into())])));
    }
    Ok(Node::List("request_update", vec![Node::Fields(vec![("update_id", Node::Text(update))])]))
}

fn known(tx: &mut Tx<'_>, partner: &str, update: &str) -> Result<Option<[u8; 32]>, Error> {
    Ok(tx.first(
        "SELECT digest FROM partner_updates WHERE partner = $1 AND update_id = $2",
        &[&partner, &update],
    )?)
}
