//! Erasing private content: words and salts, everything that was made from them, and the notes and copies that stand
//! beside them. What may be erased, and by whom, the record's rules and `city::people` say; that the words vanished, on
//! which ground and through which body, the journal says for ever.
//!
//! Nothing here touches files or old pages of the database: a transaction can neither undo nor promise that. It leaves
//! rows in `removals`, and `jobs::removals` works them off, also after a crash.

use std::collections::{BTreeMap, BTreeSet};

use dantin_journal::commitment::{DOMAIN, commitment};
use dantin_record::{
    case::Case,
    entry::{Entry, Line},
    event::{Erasure, Event},
    field::FieldName,
    matter::MatterEvent,
    reasons::ErasureGround,
    refusal::Refusal,
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{CaseError, Context, commands::Command, fields};
use crate::act::matters;

/// What is to be erased of a case.
pub struct Erase<'a> {
    /// Committed fields: the number of the event, and the field.
    pub fields: &'a [(i64, String)],
    /// Ids of notes of the desk.
    pub notes: &'a [String],
    /// Whether the copies that partners sent go too: their updates, the notes made of them, their number of the case.
    pub partner_copies: bool,
    /// Why.
    pub ground: ErasureGround,
}

/// Erases, and tells the journal which fields: one entry for each event that loses some. Where the case holds the same
/// content in several fields, all of them go; words that are erased in one place and stand in the next are not erased.
pub fn erase(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    erase: &Erase<'_>,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    let id = file.case.id.to_string();
    let chosen = chosen(tx, &id, erase)?;
    if chosen.is_empty() && erase.notes.is_empty() && !erase.partner_copies {
        return Err(Refusal::NothingToErase.into());
    }
    let mut by_event: BTreeMap<i64, BTreeSet<FieldName>> = BTreeMap::new();
    for content in &chosen {
        let name = FieldName::new(&content.field)
            .map_err(|_bad| CaseError::Damaged(format!("field {}", content.field)))?;
        by_event.entry(content.number).or_default().insert(name);
    }
    for (number, names) in by_event {
        let entry = u32::try_from(number).map_err(|e| CaseError::Damaged(e.to_string()))?;
        let event = Event::Erased(Erasure { entry, fields: names, ground: erase.ground });
        let erased_in = file.add(tx, context, command.by, event, &[], command.officer)?;
        for content in chosen.iter().filter(|content| content.number == number) {
            destroy(tx, context, &id, content, erased_in)?;
        }
        // Whoever's own entry lost something has been answered; the wishes of all others wait for a decision of their own.
        tx.execute(
            "UPDATE erasure_requests SET settled_at = $1 WHERE case_id = $2 AND settled_at IS NULL AND asker_id IN \
             (SELECT id FROM askers WHERE case_id = $2 AND number = $3)",
            &[&context.now, &id, &number],
        )?;
    }
    for note in erase.notes {
        if tx.execute("DELETE FROM notes WHERE id = $1 AND case_id = $2", &[note, &id])? == 0 {
            return Err(CaseError::Unknown { field: "note", code: note.clone() });
        }
    }
    if erase.partner_copies {
        destroy_partner_copies(tx, context, &id)?;
    }
    remember(tx, context, "database", "")?;
    remember(tx, context, "search", &id)?;
    file.save(tx, context)
}

/// Carries out an erasure that came back from the public log, on a database that was restored from before it: what is
/// there of the fields goes again. Notes and partners' copies that went with them, the log does not know.
pub(super) fn erase_again(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    id: &str,
    erased_in: i64,
    erasure: &Erasure,
) -> Result<(), CaseError> {
    let number = i64::from(erasure.entry);
    let (body,): (String,) =
        tx.one("SELECT body FROM journal WHERE case_id = $1 AND number = $2", &[&id, &number])?;
    let entry = Entry::parse(body.as_bytes()).map_err(|error| CaseError::Damaged(error.to_string()))?;
    for name in &erasure.fields {
        let field = name.as_str();
        if let Some(commitment) = entry.commit.get(name) {
            tx.execute(
                "INSERT INTO erasures (case_id, number, field, commitment, erased_in) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (case_id, number, field) DO NOTHING",
                &[&id, &number, &field, &commitment.as_slice(), &erased_in],
            )?;
        }
        let gone: Option<(String, Vec<u8>)> = tx.first(
            "DELETE FROM contents WHERE case_id = $1 AND number = $2 AND field = $3 RETURNING body, salt",
            &[&id, &number, &field],
        )?;
        if let Some((body, salt)) = gone {
            let content = Content { number, field: field.to_owned(), body, salt };
            destroy_what_follows_from(tx, context, id, &content)?;
        }
    }
    remember(tx, context, "search", id)?;
    remember(tx, context, "database", "")
}

struct Content {
    number: i64,
    field: String,
    body: String,
    salt: Vec<u8>,
}

impl Content {
    fn commitment(&self) -> Result<[u8; 32], CaseError> {
        let salt = self.salt.as_slice().try_into().map_err(|_bad| CaseError::Damaged("a salt".to_owned()))?;
        Ok(commitment(DOMAIN, salt, &self.field, self.body.as_bytes()))
    }
}

/// The contents that were asked for, and their doubles.
fn chosen(tx: &mut Tx<'_>, id: &str, erase: &Erase<'_>) -> Result<Vec<Content>, CaseError> {
    let all: Vec<(i64, String, String, Vec<u8>)> =
        tx.all("SELECT number, field, body, salt FROM contents WHERE case_id = $1", &[&id])?;
    let all: Vec<Content> =
        all.into_iter().map(|(number, field, body, salt)| Content { number, field, body, salt }).collect();
    // An empty text equals every other empty one, and says nothing.
    let mut bodies = BTreeSet::new();
    for (number, field) in erase.fields {
        let found = all.iter().find(|content| content.number == *number && content.field == *field);
        let unknown = || CaseError::Unknown { field: "field", code: format!("{number}.{field}") };
        bodies.insert(found.ok_or_else(unknown)?.body.clone());
    }
    let is_chosen = |content: &Content| {
        let is_named = || erase.fields.iter().any(|(n, f)| *n == content.number && *f == content.field);
        is_named() || (!content.body.is_empty() && bodies.contains(&content.body))
    };
    Ok(all.into_iter().filter(is_chosen).collect())
}

/// An erasing entry that this database knows no effect of: case, number and body.
pub type Unheeded = (String, i64, String);

/// The erasures of the journal that this database never carried out. Looks through the whole journal, so read it apart
/// from any writing.
pub fn unheeded(tx: &mut Tx<'_>) -> Result<Vec<Unheeded>, dantin_store::Error> {
    tx.all(
        "SELECT j.case_id, j.number, j.body FROM journal j \
         LEFT JOIN erasures e ON e.case_id = j.case_id AND e.erased_in = j.number \
         WHERE e.case_id IS NULL AND j.body LIKE '%\"type\":\"content.erased\"%'",
        &[],
    )
}

/// Erases again what these entries erased and this database still holds: it was restored from a copy of before. Gives
/// how many fields.
pub fn repeat(tx: &mut Tx<'_>, context: Context<'_>, entries: &[Unheeded]) -> Result<usize, CaseError> {
    let mut count = 0;
    for (id, erased_in, body) in entries {
        let entry = match Line::parse(body.as_bytes()).map_err(|e| CaseError::Damaged(e.to_string()))? {
            Line::Case(entry) => entry,
            Line::Matter(entry) => {
                if let MatterEvent::Erased(erasure) = &entry.event {
                    count += matters::erasure::erase_again(tx, context, (id, *erased_in), erasure)?;
                }
                continue;
            }
            Line::Notice(_) => continue,
        };
        let Event::Erased(erasure) = &entry.event else { continue };
        let number = i64::from(erasure.entry);
        for field in &erasure.fields {
            let field = field.as_str().to_owned();
            let found: Option<(String, Vec<u8>)> = tx.first(
                "SELECT body, salt FROM contents WHERE case_id = $1 AND number = $2 AND field = $3",
                &[id, &number, &field],
            )?;
            let Some((body, salt)) = found else { continue };
            destroy(tx, context, id, &Content { number, field, body, salt }, *erased_in)?;
            remember(tx, context, "search", id)?;
            count += 1;
        }
    }
    if count > 0 {
        remember(tx, context, "database", "")?;
    }
    Ok(count)
}

/// Destroys one field with all that was made of it.
fn destroy(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    id: &str,
    content: &Content,
    erased_in: i64,
) -> Result<(), CaseError> {
    tx.execute(
        "INSERT INTO erasures (case_id, number, field, commitment, erased_in) VALUES ($1, $2, $3, $4, $5)",
        &[&id, &content.number, &content.field, &content.commitment()?.as_slice(), &erased_in],
    )?;
    tx.execute(
        "DELETE FROM contents WHERE case_id = $1 AND number = $2 AND field = $3",
        &[&id, &content.number, &content.field],
    )?;
    destroy_what_follows_from(tx, context, id, content)
}

fn destroy_what_follows_from(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    id: &str,
    content: &Content,
) -> Result<(), CaseError> {
    let Content { number, field, body, .. } = content;
    tx.execute("UPDATE cases SET public_text = NULL WHERE id = $1 AND public_text = $2", &[&id, body])?;
    tx.execute("UPDATE cases SET public_address = NULL WHERE id = $1 AND public_address = $2", &[&id, body])?;
    // What an officer wrote for a contractor may repeat it.
    tx.execute("UPDATE work_links SET brief = '' WHERE case_id = $1", &[&id])?;
    if let Some(place) = fields::place(field, "photo") {
        return destroy_photo(tx, context, id, *number, place);
    }
    if let Some(place) = fields::place(field, "paper") {
        tx.execute(
            "DELETE FROM case_documents WHERE case_id = $1 AND number = $2 AND place = $3",
            &[&id, number, &place],
        )?;
    }
    // What was handed on, and what another server said, stands beside the journal too.
    tx.execute("UPDATE forwards SET body = '' WHERE case_id = $1 AND body = $2", &[&id, body])?;
    match field.as_str() {
        fields::SAID => {
            tx.execute(
                "UPDATE forwards SET remote_word = NULL WHERE case_id = $1 AND remote_word = $2",
                &[&id, body],
            )?;
            tx.execute(
                "DELETE FROM notes WHERE case_id = $1 AND officer_id = '' AND replace(body, $2, '') <> body",
                &[&id, body],
            )?;
            tx.execute(
                "UPDATE forward_updates SET body = '' WHERE body = $2 AND forward IN (SELECT id FROM forwards \
                 WHERE case_id = $1)",
                &[&id, body],
            )?
        }
        "contact" => {
            crate::mail::outbox::forget_asker(tx, context.now, id, *number)?;
            tx.execute(
                "UPDATE askers SET name = NULL, phone = NULL, email = NULL WHERE case_id = $1 AND number = $2",
                &[&id, number],
            )?
        }
        "place" => {
            tx.execute(
                "UPDATE photos SET latitude = NULL, longitude = NULL WHERE hash IN (SELECT photo FROM case_photos \
                 WHERE case_id = $1 AND number = $2)",
                &[&id, number],
            )?;
            tx.execute(
                "UPDATE cases SET latitude = NULL, longitude = NULL, accuracy_m = NULL WHERE id = $1",
                &[&id],
            )?
        }
        _ => 0,
    };
    Ok(())
}

/// Takes a photo from the case, and where no other case has it, notes its files to be removed.
fn destroy_photo(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    id: &str,
    number: i64,
    place: i64,
) -> Result<(), CaseError> {
    let photo: Option<(String,)> = tx.first(
        "DELETE FROM case_photos WHERE case_id = $1 AND number = $2 AND place = $3 RETURNING photo",
        &[&id, &number, &place],
    )?;
    let Some((photo,)) = photo else { return Ok(()) };
    tx.execute("UPDATE cases SET public_photo = NULL WHERE id = $1 AND public_photo = $2", &[&id, &photo])?;
    // What a contractor handed in and the agency took up is the same photo.
    tx.execute("DELETE FROM work_photos WHERE case_id = $1 AND photo = $2", &[&id, &photo])?;
    forget_photo(tx, context, &photo)
}

/// Where no case, contractor or visit has the photo any more, notes its files to be removed.
pub(in crate::act) fn forget_photo(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    photo: &str,
) -> Result<(), CaseError> {
    let files: Option<(String, String, String)> = tx.first(
        "DELETE FROM photos WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM case_photos WHERE photo = $1) \
         AND NOT EXISTS (SELECT 1 FROM work_photos WHERE photo = $1) \
         AND NOT EXISTS (SELECT 1 FROM matter_photos WHERE photo = $1) RETURNING large, medium, small",
        &[&photo],
    )?;
    if let Some((large, medium, small)) = files {
        remember(tx, context, "sealed", photo)?;
        for copy in [large, medium, small] {
            remember(tx, context, "published", &copy)?;
        }
    }
    Ok(())
}

/// The digest of an update knows the same partner's second try; made of the words, it goes with them.
fn destroy_partner_copies(tx: &mut Tx<'_>, context: Context<'_>, id: &str) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE partner_updates SET body = '', digest = $2 WHERE case_id = $1",
        &[&id, &[0_u8; 32].as_slice()],
    )?;
    tx.execute("UPDATE partner_cases SET reference = NULL WHERE case_id = $1", &[&id])?;
    tx.execute("DELETE FROM notes WHERE case_id = $1 AND officer_id = ''", &[&id])?;
    // What was handed on to other cities' servers, and what they answered; that it was handed on stays known.
    tx.execute("UPDATE forwards SET body = '', remote_word = NULL WHERE case_id = $1", &[&id])?;
    tx.execute(
        "UPDATE forward_updates SET body = '' WHERE forward IN (SELECT id FROM forwards WHERE case_id = $1)",
        &[&id],
    )?;
    let photos: Vec<(i64,)> =
        tx.all("SELECT place FROM case_photos WHERE case_id = $1 AND number = 0", &[&id])?;
    for (place,) in photos {
        destroy_photo(tx, context, id, 0, place)?;
    }
    Ok(())
}

pub(in crate::act) fn remember(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    shelf: &str,
    hash: &str,
) -> Result<(), CaseError> {
    tx.execute(
        "INSERT INTO removals (shelf, hash, created_at) VALUES ($1, $2, $3) ON CONFLICT (shelf, hash) DO NOTHING",
        &[&shelf, &hash, &context.now],
    )?;
    Ok(())
}

/// Somebody's wish that something of a case or of a contribution to a matter be erased.
pub struct Request {
    /// Id of the one who asked.
    pub asker: String,
    /// The code of the case or matter.
    pub code: String,
    /// The number of the question or comment; none in a case.
    pub number: Option<i64>,
    /// `reporter` or `joiner`.
    pub relation: String,
    /// When.
    pub asked_at: Timestamp,
}

/// The most requests that one page lists.
const REQUESTS: i64 = 200;

/// Leaves a wish for the privacy officer; `case` and `asker` may be a matter and who contributed to it. Asked again, it counts from now.
pub fn request(tx: &mut Tx<'_>, context: Context<'_>, case: &str, asker: &str) -> Result<(), CaseError> {
    tx.execute(
        "INSERT INTO erasure_requests (asker_id, case_id, asked_at, settled_at) VALUES ($1, $2, $3, NULL) \
         ON CONFLICT (asker_id) DO UPDATE SET asked_at = excluded.asked_at, settled_at = NULL \
         WHERE erasure_requests.settled_at IS NOT NULL",
        &[&asker, &case, &context.now],
    )?;
    Ok(())
}

/// When this person asked, and when a privacy officer decided.
pub fn request_of(
    tx: &mut Tx<'_>,
    asker: &str,
) -> Result<Option<(Timestamp, Option<Timestamp>)>, dantin_store::Error> {
    tx.first("SELECT asked_at, settled_at FROM erasure_requests WHERE asker_id = $1", &[&asker])
}

/// The requests that nobody has decided on, oldest first.
pub fn open_requests(tx: &mut Tx<'_>) -> Result<Vec<Request>, dantin_store::Error> {
    let rows: Vec<(String, String, Option<i64>, String, Timestamp)> = tx.all(
        "SELECT r.asker_id, c.code, CAST(NULL AS BIGINT), a.relation, r.asked_at FROM erasure_requests r \
         JOIN cases c ON c.id = r.case_id JOIN askers a ON a.id = r.asker_id WHERE r.settled_at IS NULL \
         UNION ALL SELECT r.asker_id, m.code, k.contribution, k.relation, r.asked_at FROM erasure_requests r \
         JOIN matters m ON m.id = r.case_id JOIN contributors k ON k.id = r.asker_id WHERE r.settled_at IS NULL \
         ORDER BY asked_at, asker_id LIMIT $1",
        &[&REQUESTS],
    )?;
    let request =
        |(asker, code, number, relation, asked_at)| Request { asker, code, number, relation, asked_at };
    Ok(rows.into_iter().map(request).collect())
}

/// The code of the case that an open request is about.
pub fn case_of_request(tx: &mut Tx<'_>, asker: &str) -> Result<Option<String>, dantin_store::Error> {
    tx.first(
        "SELECT c.code FROM erasure_requests r JOIN cases c ON c.id = r.case_id \
         WHERE r.asker_id = $1 AND r.settled_at IS NULL",
        &[&asker],
    )
}

/// Lays a request aside: whoever asked has been answered.
pub fn settle(tx: &mut Tx<'_>, context: Context<'_>, asker: &str) -> Result<(), dantin_store::Error> {
    tx.execute("UPDATE erasure_requests SET settled_at = $1 WHERE asker_id = $2", &[&context.now, &asker])?;
    Ok(())
}
