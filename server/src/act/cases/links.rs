//! Links for contractors: whoever holds one sees what is public of one case and what the agency wrote for them, hands in photos and
//! words, and says that the work is done. All of it goes to the agency's desk and nothing of it into the journal: what is
//! published of the work, the agency itself reports. Only the hash of a link's secret is kept.

use dantin_record::{case::Case, code::AgencyCode, id::CaseId};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{
    CaseError, CaseFile, Context,
    commands::Command,
    secret_hash,
    submission::{digest, hex},
};
use crate::clock::random;

/// The most photos of one link that wait for the agency.
pub const MOST_PHOTOS: i64 = 20;
/// How many days a link may live, and how many it does where nobody says.
pub const DAYS: (i64, i64) = (90, 14);

/// A link as the agency sees it.
#[derive(Clone, Debug)]
pub struct Link {
    pub id: String,
    /// For whom it was made.
    pub label: String,
    /// The officer who made it.
    pub maker: String,
    /// For which agency.
    pub agency: String,
    pub made: Timestamp,
    pub expires: Timestamp,
    /// When it was opened last.
    pub opened: Option<Timestamp>,
    /// When its holder said that the work is done.
    pub done: Option<Timestamp>,
    pub revoked: Option<Timestamp>,
}

/// What a secret opens.
#[derive(Clone, Debug)]
pub struct Held {
    pub id: String,
    pub case: String,
    pub agency: String,
    pub label: String,
    /// What the agency wrote for its holder.
    pub brief: String,
    pub expires: Timestamp,
    pub done: Option<Timestamp>,
    pub revoked: Option<Timestamp>,
}

impl Held {
    /// Whether it opens the case now: neither revoked nor expired, and its agency still has work in the case.
    pub fn is_live(&self, case: &Case, now: Timestamp) -> bool {
        let leads = case.state.lead().is_some_and(|lead| lead.as_str() == self.agency);
        let helps = case.open_parts().any(|part| part.agency.as_str() == self.agency);
        let is_work = case.kind().is_open() && !case.kind().is_imported();
        self.revoked.is_none() && self.expires > now && is_work && (leads || helps)
    }
}

/// Makes a link for a case; its secret follows from the form's key, so that a form sent twice gives the same link.
pub fn make(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    agency: AgencyCode,
    (label, brief): (&str, &str),
    days: i64,
    key: &str,
) -> Result<String, CaseError> {
    let file = command.open(tx)?;
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(digest("dantin/contractor/v1", key)) {
        *to = from;
    }
    let secret = CaseId(short).to_string();
    let expires = context
        .now
        .checked_add(jiff::SignedDuration::from_hours(24 * days.clamp(1, DAYS.0)))
        .map_err(|error| CaseError::Damaged(error.to_string()))?;
    tx.execute(
        "INSERT INTO work_links (id, case_id, agency, secret_hash, label, made_by, made_at, expires_at, brief) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (secret_hash) DO NOTHING",
        &[
            &hex(&random::<16>(context.random)),
            &file.case.id.to_string(),
            &agency.as_str(),
            &secret_hash(&secret).as_slice(),
            &label,
            &command.officer.unwrap_or_default(),
            &context.now,
            &expires,
            &brief,
        ],
    )?;
    Ok(secret)
}

/// Ends a link of this case for good, whatever happened to the case since the page was shown.
pub fn revoke(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    link: &str,
) -> Result<(), CaseError> {
    let file = CaseFile::open(tx, &command.key)?;
    let ended = tx.execute(
        "UPDATE work_links SET revoked_at = $1, revoked_by = $2 WHERE id = $3 AND case_id = $4 AND revoked_at IS NULL",
        &[&context.now, &command.officer.unwrap_or_default(), &link, &file.case.id.to_string()],
    )?;
    match ended {
        0 => Err(CaseError::Unknown { field: "link", code: link.to_owned() }),
        _ => Ok(()),
    }
}

/// Id, label, name of the maker, agency, made, expires, opened, done, revoked.
type LinkRow = (
    String,
    String,
    Option<String>,
    String,
    Timestamp,
    Timestamp,
    Option<Timestamp>,
    Option<Timestamp>,
    Option<Timestamp>,
);

/// The links of a case, the newest first.
pub fn of_case(tx: &mut Tx<'_>, case: &str) -> Result<Vec<Link>, dantin_store::Error> {
    let rows: Vec<LinkRow> = tx.all(
        "SELECT l.id, l.label, officers.name, l.agency, l.made_at, l.expires_at, l.opened_at, l.done_at, l.revoked_at \
         FROM work_links l LEFT JOIN officers ON officers.id = l.made_by WHERE l.case_id = $1 \
         ORDER BY l.made_at DESC, l.id LIMIT 50",
        &[&case],
    )?;
    let link = |(id, label, maker, agency, made, expires, opened, done, revoked): LinkRow| Link {
        id,
        label,
        maker: maker.unwrap_or_default(),
        agency,
        made,
        expires,
        opened,
        done,
        revoked,
    };
    Ok(rows.into_iter().map(link).collect())
}

/// What this secret opens, found by its hash.
pub fn find(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Held>, dantin_store::Error> {
    type Found = (String, String, String, String, String, Timestamp, Option<Timestamp>, Option<Timestamp>);
    let found: Option<Found> = tx.first(
        "SELECT id, case_id, agency, label, brief, expires_at, done_at, revoked_at FROM work_links WHERE secret_hash = $1",
        &[&hash.as_slice()],
    )?;
    Ok(found.map(|(id, case, agency, label, brief, expires, done, revoked)| Held {
        id,
        case,
        agency,
        label,
        brief,
        expires,
        done,
        revoked,
    }))
}

/// Notes that a link was opened.
pub fn opened(tx: &mut Tx<'_>, now: Timestamp, link: &str) -> Result<(), dantin_store::Error> {
    tx.execute("UPDATE work_links SET opened_at = $1 WHERE id = $2", &[&now, &link])?;
    Ok(())
}

/// The photos that came by this link: hash of the large copy, and phase.
pub fn photos_of(tx: &mut Tx<'_>, link: &str) -> Result<Vec<(String, String)>, dantin_store::Error> {
    tx.all(
        "SELECT p.large, w.phase FROM work_photos w JOIN photos p ON p.hash = w.photo WHERE w.link_id = $1 \
         ORDER BY w.created_at, w.photo",
        &[&link],
    )
}

/// What comes by a link at once.
pub struct Delivery<'a> {
    /// Hashes of originals that `photos` holds.
    pub before: &'a [String],
    /// Hashes of originals that `photos` holds.
    pub after: &'a [String],
    /// The words for the agency; empty for none.
    pub words: &'a str,
    /// Whether the work is said to be done.
    pub is_done: bool,
}

/// Takes what the holder of a link hands in.
pub fn deliver(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    held: &Held,
    delivery: &Delivery<'_>,
) -> Result<(), CaseError> {
    // The row is held, and the link looked at once more: it may have been revoked since the page was shown.
    let now = context.now;
    let (case, revoked): (String, Option<Timestamp>) = tx.one(
        "UPDATE work_links SET opened_at = $1 WHERE id = $2 RETURNING case_id, revoked_at",
        &[&now, &held.id],
    )?;
    if revoked.is_some() {
        return Err(CaseError::NotFound);
    }
    let (there,): (i64,) = tx.one("SELECT count(*) FROM work_photos WHERE link_id = $1", &[&held.id])?;
    let new = i64::try_from(delivery.before.len() + delivery.after.len()).unwrap_or(i64::MAX);
    if there.saturating_add(new) > MOST_PHOTOS {
        return Err(dantin_record::refusal::Refusal::TooManyItems.into());
    }
    for (hashes, phase) in [(delivery.before, "before"), (delivery.after, "after")] {
        for photo in hashes {
            let known: Option<(String,)> = tx.first("SELECT hash FROM photos WHERE hash = $1", &[photo])?;
            if known.is_none() {
                return Err(CaseError::Unknown { field: "photo", code: photo.clone() });
            }
            tx.execute(
                "INSERT INTO work_photos (link_id, case_id, photo, phase, created_at) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (link_id, photo) DO NOTHING",
                &[&held.id, &case, photo, &phase, &now],
            )?;
        }
    }
    if !delivery.words.is_empty() {
        tx.execute(
            "INSERT INTO notes (id, case_id, officer_id, body, created_at) VALUES ($1, $2, $3, $4, $5)",
            &[&hex(&random::<16>(context.random)), &case, &author(&held.id), &delivery.words, &now],
        )?;
    }
    if delivery.is_done {
        tx.execute("UPDATE work_links SET done_at = $1 WHERE id = $2", &[&now, &held.id])?;
    }
    Ok(())
}

/// As whom a note that came by a link stands among the notes of the desk.
fn author(link: &str) -> String {
    format!("link:{link}")
}
