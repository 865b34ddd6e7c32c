//! Erasing the words of a question or a comment, and how to reach whoever sent them: content and salt, everything that was made of
//! them, and the mails that hold the address. Who may, the rules of the record and the desk say; that
//! the words vanished, and on which ground, the journal says for ever. What it leaves to be done in files, `jobs::removals` does.

use std::collections::{BTreeMap, BTreeSet};

use dantin_journal::commitment::{DOMAIN, commitment};
use dantin_record::{
    act::Actor,
    entry::{Line, Pending},
    event::Erasure,
    field::FieldName,
    matter::{Matter, MatterEvent, MatterRefusal},
    moment::Moment,
    reasons::ErasureGround,
};
use dantin_store::{Query, Tx};

use super::{
    MatterFile,
    file::{Deed, Key},
};
use crate::act::cases::{CaseError, Context, erasure::forget_photo, remember};

/// A field of a question or a comment that can be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The number of the event in the matter.
    pub number: i64,
    /// The field.
    pub field: String,
    /// What it holds.
    pub body: String,
    pub(super) salt: Vec<u8>,
}

impl Content {
    fn commitment(&self) -> Result<[u8; 32], CaseError> {
        let salt = self.salt.as_slice().try_into().map_err(|_bad| CaseError::Damaged("a salt".to_owned()))?;
        Ok(commitment(DOMAIN, salt, &self.field, self.body.as_bytes()))
    }
}

/// What is to be erased, and why.
pub struct Erase<'a> {
    /// The number of the event and the field.
    pub fields: &'a [(i64, String)],
    /// The public reason.
    pub ground: ErasureGround,
}

/// An event that is about a question or a comment.
pub struct Happened {
    /// Its number in the matter.
    pub number: i64,
    /// Its index in the journal, once it has one.
    pub index: Option<i64>,
    /// Who acted.
    pub by: Actor,
    /// When.
    pub occurred: Moment,
    /// What.
    pub event: MatterEvent,
}

/// Everything that happened to a question or a comment, erasures left out: one statement.
pub fn events_of(tx: &mut Tx<'_>, matter: &Matter, number: u32) -> Result<Vec<Happened>, CaseError> {
    let id = matter.id().to_string();
    let key = if matter.as_session().is_some() { "question" } else { "comment" };
    let [middle, last] = [",", "}"].map(|end| format!("%\"{key}\":{number}{end}%"));
    let rows: Vec<(i64, Option<i64>, String)> = tx.all(
        "SELECT number, idx, body FROM journal WHERE case_id = $1 AND (body LIKE $2 OR body LIKE $3) \
         UNION ALL SELECT number, CAST(NULL AS BIGINT), body FROM journal_pending WHERE case_id = $1 \
         AND (body LIKE $2 OR body LIKE $3) ORDER BY number",
        &[&id, &middle, &last],
    )?;
    let mut events = Vec::new();
    for (event, index, body) in rows {
        let happened = read(event, index, &body)?;
        if of(&happened.event) == Some(number) {
            events.push(happened);
        }
    }
    Ok(events)
}

/// Everything that is kept of a question or a comment: two statements.
pub fn contents_of(tx: &mut Tx<'_>, matter: &Matter, number: u32) -> Result<Vec<Content>, CaseError> {
    let events: BTreeSet<i64> = events_of(tx, matter, number)?.iter().map(|event| event.number).collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("SELECT number, field, body, salt FROM contents WHERE case_id = ");
    query.bind(&matter.id().to_string());
    query.push(" AND number IN (").bind_list(events).push(") ORDER BY number, field");
    let found: Vec<(i64, String, String, Vec<u8>)> = tx.all_query(&query)?;
    let content = |(number, field, body, salt)| Content { number, field, body, salt };
    Ok(found.into_iter().map(content).filter(|content: &Content| !content.body.is_empty()).collect())
}

fn read(number: i64, index: Option<i64>, body: &str) -> Result<Happened, CaseError> {
    let damaged = |what: &dyn std::fmt::Display| CaseError::Damaged(what.to_string());
    let found = if index.is_some() {
        match Line::parse(body.as_bytes()).map_err(|error| damaged(&error))? {
            Line::Matter(entry) => Some((entry.by, entry.occurred, entry.event)),
            _ => None,
        }
    } else {
        match Pending::parse(body.as_bytes()).map_err(|error| damaged(&error))? {
            Pending::Matter(entry) => Some((entry.by, entry.occurred, entry.event)),
            Pending::Case(_) => None,
        }
    };
    let (by, occurred, event) = found.ok_or_else(|| damaged(&"an entry that is of no matter"))?;
    Ok(Happened { number, index, by, occurred, event })
}

/// The question or comment that an event is about.
fn of(event: &MatterEvent) -> Option<u32> {
    match event {
        MatterEvent::Dialogue(event) => event.question(),
        MatterEvent::Consultation(event) => event.comment(),
        _ => None,
    }
}

/// Erases, and tells the journal which fields: one entry for each event that loses some. Where the question or comment holds the same
/// content in several fields, all of them go.
pub fn erase(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (code, number): (&str, u32),
    (by, officer): (Actor, &str),
    erase: &Erase<'_>,
) -> Result<(), CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    let all = contents_of(tx, &file.matter, number)?;
    let mut bodies = BTreeSet::new();
    for (event, field) in erase.fields {
        let found = all.iter().find(|content| content.number == *event && content.field == *field);
        let unknown = || CaseError::Unknown { field: "field", code: format!("{event}.{field}") };
        bodies.insert(found.ok_or_else(unknown)?.body.clone());
    }
    if bodies.is_empty() {
        return Err(MatterRefusal::NothingToErase.into());
    }
    let chosen: Vec<&Content> = all.iter().filter(|content| bodies.contains(&content.body)).collect();
    destroy(tx, context, &mut file, (by, Some(officer)), Some(number), &chosen, erase.ground)?;
    tx.execute(
        "UPDATE erasure_requests SET settled_at = $1 WHERE case_id = $2 AND settled_at IS NULL AND asker_id IN \
         (SELECT id FROM contributors WHERE matter_id = $2 AND contribution = $3)",
        &[&context.now, &file.matter.id().to_string(), &i64::from(number)],
    )?;
    Ok(())
}

/// The matter of which somebody who contributed wishes something erased; none where there is no such wish.
pub fn wished_of(tx: &mut Tx<'_>, contributor: &str) -> Result<Option<Matter>, CaseError> {
    let matter: Option<(String,)> = tx.first(
        "SELECT r.case_id FROM erasure_requests r JOIN contributors k ON k.id = r.asker_id \
         WHERE r.asker_id = $1 AND r.settled_at IS NULL",
        &[&contributor],
    )?;
    matter.map(|(matter,)| super::load(tx, &matter)).transpose()
}

/// Lays such a wish aside without erasing; who may not erase there may not do that either.
pub fn settle(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    contributor: &str,
    matter: &Matter,
    by: Actor,
) -> Result<(), CaseError> {
    matter.may_erase(by)?;
    Ok(crate::act::cases::erasure::settle(tx, context, contributor)?)
}

/// Erases how to reach some of those who contributed, at most so many, since the purpose has ended; gives how many.
pub(in crate::act) fn erase_contacts(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    by: Actor,
    most: i64,
) -> Result<usize, CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    let rows: Vec<(i64, String, String, Vec<u8>)> = tx.all(
        "SELECT number, field, body, salt FROM contents WHERE case_id = $1 AND field = 'contact' ORDER BY number LIMIT $2",
        &[&file.matter.id().to_string(), &most],
    )?;
    let content = |(number, field, body, salt)| Content { number, field, body, salt };
    let found: Vec<Content> = rows.into_iter().map(content).collect();
    let chosen: Vec<&Content> = found.iter().collect();
    destroy(tx, context, &mut file, (by, None), None, &chosen, ErasureGround::PurposeEnded)?;
    Ok(chosen.len())
}

/// Destroys these fields with all that was made of them, and tells the journal of it by one entry for each event that loses some;
/// `number` is the question or comment that they belong to, where it is one.
pub(super) fn destroy(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    (by, officer): (Actor, Option<&str>),
    number: Option<u32>,
    chosen: &[&Content],
    ground: ErasureGround,
) -> Result<(), CaseError> {
    let id = file.matter.id().to_string();
    let mut by_event: BTreeMap<i64, BTreeSet<FieldName>> = BTreeMap::new();
    for content in chosen {
        let name = FieldName::new(&content.field)
            .map_err(|_bad| CaseError::Damaged(format!("field {}", content.field)))?;
        by_event.entry(content.number).or_default().insert(name);
    }
    for (event, fields) in by_event {
        let entry = u32::try_from(event).map_err(|error| CaseError::Damaged(error.to_string()))?;
        let erasure = MatterEvent::Erased(Erasure { entry, fields, ground });
        let deed = Deed { by, event: erasure, private: &[], published: &[], officer };
        let erased_in = file.add(tx, context, deed)?;
        for content in chosen.iter().filter(|content| content.number == event) {
            tx.execute(
                "INSERT INTO erasures (case_id, number, field, commitment, erased_in) VALUES ($1, $2, $3, $4, $5)",
                &[&id, &event, &content.field, &content.commitment()?.as_slice(), &erased_in],
            )?;
            tx.execute(
                "DELETE FROM contents WHERE case_id = $1 AND number = $2 AND field = $3",
                &[&id, &event, &content.field],
            )?;
            destroy_what_follows(tx, context, (&id, event), number, (&content.field, &content.body))?;
        }
    }
    remember(tx, context, "database", "")?;
    file.save(tx, context)
}

/// Carries out an erasure that the journal tells of and this database still holds something of: it was restored from a copy of before,
/// or healed. Gives how many fields went.
pub(in crate::act) fn erase_again(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (id, erased_in): (&str, i64),
    erasure: &Erasure,
) -> Result<usize, CaseError> {
    let number = i64::from(erasure.entry);
    let (body,): (String,) =
        tx.one("SELECT body FROM journal WHERE case_id = $1 AND number = $2", &[&id, &number])?;
    let Line::Matter(entry) =
        Line::parse(body.as_bytes()).map_err(|error| CaseError::Damaged(error.to_string()))?
    else {
        return Err(CaseError::Damaged(format!("event {number} of matter {id}")));
    };
    let mut count = 0;
    for name in &erasure.fields {
        let field = name.as_str();
        if let Some(commitment) = entry.commit.get(name) {
            tx.execute(
                "INSERT INTO erasures (case_id, number, field, commitment, erased_in) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (case_id, number, field) DO NOTHING",
                &[&id, &number, &field, &commitment.as_slice(), &erased_in],
            )?;
        }
        let gone: Option<(String,)> = tx.first(
            "DELETE FROM contents WHERE case_id = $1 AND number = $2 AND field = $3 RETURNING body",
            &[&id, &number, &field],
        )?;
        if let Some((body,)) = gone {
            destroy_what_follows(tx, context, (id, number), of(&entry.event), (field, &body))?;
            count += 1;
        }
    }
    remember(tx, context, "database", "")?;
    Ok(count)
}

/// What pages, minutes and mails hold of an erased field; a photo goes with its files.
fn destroy_what_follows(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    (id, event): (&str, i64),
    number: Option<u32>,
    (field, body): (&str, &str),
) -> Result<(), CaseError> {
    if field == "contact" {
        crate::mail::outbox::forget_contributor(tx, context.now, id, event)?;
        tx.execute(
            "UPDATE contributors SET name = NULL, phone = NULL, email = NULL WHERE matter_id = $1 AND number = $2",
            &[&id, &event],
        )?;
        return Ok(());
    }
    tx.execute("UPDATE matters SET title = code WHERE id = $1 AND title = $2", &[&id, &body])?;
    if field.starts_with("photo.") {
        let gone = tx.execute(
            "DELETE FROM matter_photos WHERE matter_id = $1 AND number = $2 AND photo = $3",
            &[&id, &event, &body],
        )?;
        return if gone > 0 { forget_photo(tx, context, body) } else { Ok(()) };
    }
    let number = number.map(i64::from);
    tx.execute(
        "UPDATE questions SET public_text = NULL WHERE matter_id = $1 AND question = $2 AND public_text = $3 \
         AND (event = $4 OR shown_event = $4)",
        &[&id, &number, &body, &event],
    )?;
    if field == "words" {
        tx.execute(
            "UPDATE questions SET answer = NULL WHERE matter_id = $1 AND question = $2 AND answer = $3",
            &[&id, &number, &body],
        )?;
    }
    super::minutes::take_out(tx, id, body)
}
