//! Two-way updates, the extension that FixMyStreet installations use: what happened to cases, by the time of
//! publication, and what a partner has to add. A partner's update reaches the officers as a note of the desk.

use axum::http::StatusCode;
use dantin_record::{
    case::Visibility,
    entry::Entry,
    event::EventKind,
    id::{CaseCode, CodePrefix},
    moment::Moment,
};
use dantin_store::Tx;
use dantin_words::Words;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{answer::Fault, create, document::Node, parameters::Parameters, services::written};
use crate::{
    act::{cases::commands, deadlines::moment},
    app::Shared,
    clock::random,
    error::Error,
};

/// Updates of one answer at most: several days of a large city, since the extension knows no pages.
const MOST: i64 = 10_000;
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

/// What an update is made of: number, entry, code, visibility, whose case it is and its number there, the agency's words,
/// the photo of the result.
type Row = (i64, String, String, String, Option<String>, Option<String>, Option<String>, Option<String>);

/// The answer to `GET servicerequestupdates`. A partner that shows its key reads of hidden cases too, where it filed them.
pub async fn list(app: &Shared, w: &Words, parameters: &Parameters) -> Result<Node, Fault> {
    let (start, end) = match (parameters.time("start_date"), parameters.time("end_date")) {
        (Ok(start), Ok(end)) => (start, end),
        (start, end) => {
            let faults = [start.err(), end.err()].into_iter().flatten();
            let descriptions = faults.flat_map(|fault| Fault::unreadable(w, &fault).descriptions).collect();
            return Err(Fault { status: StatusCode::BAD_REQUEST, descriptions });
        }
    };
    let now = app.now();
    let (start, end) = match (start, end) {
        (Some(start), Some(end)) => (start, end),
        (None, None) => (now.saturating_sub(WINDOW).unwrap_or(now), now),
        _ => return Err(Fault::bad(w.t("open311-both-dates"))),
    };
    let me = match parameters.first("api_key") {
        Some(key) => app.partners.named(app, key).await.map_err(|error| Fault::of(w, &error))?,
        None => None,
    };
    // Clients compare the whole seconds that they are told with the window that they asked for.
    let second = |at: Timestamp| moment(at).as_millisecond().div_euclid(1_000) * 1_000;
    let from = Moment::from_millisecond(second(start)).to_string();
    let to = Moment::from_millisecond(second(end) + 999).to_string();
    let rows: Vec<Row> = app
        .read(move |tx| {
            let indexes = crate::prove::journal::between(tx, &from, &to)?;
            Ok(tx.all(
                "SELECT j.number, j.body, c.code, c.visibility, p.partner, p.reference, w.body, \
                 (SELECT f.large FROM case_photos e JOIN photos f ON f.hash = e.photo WHERE e.case_id = j.case_id \
                 AND e.number = j.number AND e.moment = 'after' AND e.shown = TRUE ORDER BY e.place LIMIT 1) \
                 FROM journal j JOIN cases c ON c.id = j.case_id LEFT JOIN partner_cases p ON p.case_id = j.case_id \
                 LEFT JOIN contents w ON w.case_id = j.case_id AND w.number = j.number AND w.field = 'words' \
                 AND w.opened = TRUE WHERE j.idx >= $1 AND j.idx < $2 ORDER BY j.idx LIMIT $3",
                &[&indexes.start, &indexes.end, &MOST],
            )?)
        })
        .await
        .map_err(|error| Fault::of(w, &error))?;
    Ok(Node::List(
        "request_update",
        rows.into_iter().filter_map(|row| one(app, w, me.as_deref(), row)).collect(),
    ))
}

fn one(app: &Shared, w: &Words, me: Option<&str>, row: Row) -> Option<Node> {
    let (number, body, code, visibility, partner, reference, words, photo) = row;
    let is_mine = me.is_some() && me == partner.as_deref();
    let is_hidden = visibility == Visibility::Hidden.code();
    if is_hidden && !is_mine {
        return None;
    }
    let entry = Entry::parse(body.as_bytes()).ok()?;
    let event = entry.event.kind();
    let status = status(event)?;
    let told = w.code("event", event.code());
    let words = words.filter(|words| !words.is_empty() && !is_hidden);
    let media =
        photo.filter(|_| !is_hidden).map(|hash| format!("{}/photos/{hash}/large.jpg", app.public_url));
    let mut fields = vec![
        ("update_id", Node::Text(format!("{code}-{number}"))),
        ("service_request_id", Node::Text(code)),
        ("status", Node::Text(status.to_owned())),
        ("updated_datetime", Node::Text(written(entry.at.to_timestamp(), app.city.calendar().zone()))),
        ("description", Node::Text(words.map_or_else(|| told.clone(), |words| format!("{told}\n{words}")))),
        ("media_url", Node::text(media)),
        ("external_status_code", Node::Text(event.code().to_owned())),
    ];
    if let Some(reference) = reference.filter(|_| is_mine) {
        fields.push(("fixmystreet_id", Node::Text(reference)));
    }
    Some(Node::Fields(fields))
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
        | EventKind::Forwarded
        | EventKind::ForwardStatus
        | EventKind::Unmerged
        | EventKind::SourceStatus
        | EventKind::Erased => None,
    }
}

/// An update as a partner sent it, checked.
pub struct Update {
    code: String,
    key: String,
    status: String,
    description: String,
    /// Who wrote it, one line each; for the officers alone.
    person: Vec<String>,
    media: Vec<String>,
}

/// Reads `POST servicerequestupdates`; everything that is wrong with 400 is said at once, and an unknown request with it.
pub fn check(app: &Shared, w: &Words, parameters: &Parameters) -> Result<Update, Fault> {
    let mut faults = Vec::new();
    let mut needed = |name: &'static str, limit: usize| {
        let before = faults.len();
        let text = create::text(w, parameters, name, limit, &mut faults);
        if text.is_none() && faults.len() == before {
            faults.push(w.with("open311-parameter-missing", &[("name", name.into())]));
        }
        text.unwrap_or_default()
    };
    let request = needed("service_request_id", create::SHORT);
    let key = needed("update_id", create::SHORT);
    let status = needed("status", create::SHORT).to_lowercase();
    let description = needed("description", create::DESCRIPTION);
    match parameters.time("updated_datetime") {
        Ok(Some(_)) => {}
        Ok(None) => {
            faults.push(w.with("open311-parameter-missing", &[("name", "updated_datetime".into())]));
        }
        Err(fault) => faults.extend(Fault::unreadable(w, &fault).descriptions),
    }
    if !status.is_empty() && !WORDS.contains(&status.as_str()) {
        faults.push(w.with("open311-bad-status", &[("status", status.as_str().into())]));
    }
    let name = create::cleaned(w, "first_name", &create::full_name(parameters), create::SHORT, &mut faults);
    let phone = create::text(w, parameters, "phone", create::SHORT, &mut faults);
    let email = create::text(w, parameters, "email", create::SHORT, &mut faults);
    let person = [name, phone, email].into_iter().flatten().collect();
    let media = create::media_urls(w, parameters).unwrap_or_else(|fault| {
        faults.extend(fault.descriptions);
        Vec::new()
    });
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).ok();
    let code = prefix.and_then(|prefix| CaseCode::parse(&request, prefix).ok());
    let unknown = w.with("open311-unknown-request", &[("id", request.as_str().into())]);
    match code {
        Some(code) if faults.is_empty() => {
            Ok(Update { code: code.to_string(), key, status, description, person, media })
        }
        None if faults.is_empty() => Err(Fault::missing(unknown)),
        _ => {
            if code.is_none() && !request.is_empty() {
                faults.push(unknown);
            }
            Err(Fault { status: StatusCode::BAD_REQUEST, descriptions: faults })
        }
    }
}

/// What became of an update.
enum Taken {
    /// It is kept, now or before.
    Kept,
    /// Another one has its id.
    Other,
    /// There is no such case for this partner.
    Unknown,
}

/// Keeps a partner's update: the same id with the same content is the same update. Officers read it as a note.
pub async fn add(
    app: &Shared,
    w: &Words,
    partner: String,
    update: Update,
    photos: Vec<String>,
) -> Result<Node, Fault> {
    let digest = digest(&update, &photos);
    let note = note(w, &partner, &update);
    let (key, code) = (update.key.clone(), update.code.clone());
    let now = app.now();
    let taken = app
        .command(move |tx, context| {
            // Holds the case's row, so that the same update that comes twice at once is seen once.
            let found: Option<(String, String, Option<String>)> = tx.first(
                "UPDATE cases SET version = version WHERE code = $1 RETURNING id, visibility, source",
                &[&update.code],
            )?;
            let Some((id, visibility, source)) = found else { return Ok(Taken::Unknown) };
            if visibility == Visibility::Hidden.code() && !is_of(tx, &id, &partner)? {
                return Ok(Taken::Unknown);
            }
            let inserted = tx.execute(
                "INSERT INTO partner_updates (partner, update_id, case_id, digest, status, body, published, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7) ON CONFLICT (partner, update_id) DO NOTHING",
                &[&partner, &update.key, &id, &digest.as_slice(), &update.status, &update.description, &now],
            )?;
            if inserted == 0 {
                let same = known(tx, &partner, &update.key)? == Some(digest);
                return Ok(if same { Taken::Kept } else { Taken::Other });
            }
            // Nobody works on an imported case; on one that ended, an officer must still read what came.
            if source.is_none() {
                let note_id = dantin_record::id::CaseId(random(context.random)).to_string();
                tx.execute(
                    "INSERT INTO notes (id, case_id, officer_id, body, created_at) VALUES ($1, $2, '', $3, $4)",
                    &[&note_id, &id, &note, &now],
                )?;
                commands::keep_partner_photos(tx, &id, &photos)?;
            }
            Ok(Taken::Kept)
        })
        .await
        .map_err(|error| Fault::of(w, &error))?;
    match taken {
        Taken::Kept => {
            Ok(Node::List("request_update", vec![Node::Fields(vec![("update_id", Node::Text(key))])]))
        }
        Taken::Other => Err(Fault::bad(w.with("open311-update-exists", &[("id", key.as_str().into())]))),
        Taken::Unknown => {
            Err(Fault::missing(w.with("open311-unknown-request", &[("id", code.as_str().into())])))
        }
    }
}

fn digest(update: &Update, photos: &[String]) -> [u8; 32] {
    let mut text = format!("{}\n{}\n{}", update.code, update.status, update.description);
    for attached in update.media.iter().chain(photos) {
        text.push('\n');
        text.push_str(attached);
    }
    Sha256::digest(text.as_bytes()).into()
}

/// What officers read of it.
fn note(w: &Words, partner: &str, update: &Update) -> String {
    let said = w.with(
        "open311-partner-note",
        &[
            ("partner", partner.into()),
            ("status", update.status.as_str().into()),
            ("text", update.description.as_str().into()),
        ],
    );
    let person = (!update.person.is_empty()).then(|| {
        w.with("open311-partner-note-person", &[("person", update.person.join(" · ").as_str().into())])
    });
    let media = update.media.iter().cloned();
    std::iter::once(said).chain(person).chain(media).collect::<Vec<_>>().join("\n")
}

fn is_of(tx: &mut Tx<'_>, case: &str, partner: &str) -> Result<bool, Error> {
    let found: Option<i64> = tx.first(
        "SELECT 1 FROM partner_cases WHERE case_id = $1 AND partner = $2 LIMIT 1",
        &[&case, &partner],
    )?;
    Ok(found.is_some())
}

fn known(tx: &mut Tx<'_>, partner: &str, update: &str) -> Result<Option<[u8; 32]>, Error> {
    Ok(tx.first(
        "SELECT digest FROM partner_updates WHERE partner = $1 AND update_id = $2",
        &[&partner, &update],
    )?)
}
