//! The SQL of a case at the desk: its row, its private words, its course, its photos and papers, and who did what. A
//! case's page runs a fixed number of statements, however long the case is.

use std::collections::{BTreeMap, BTreeSet};

use dantin_record::{
    act::Actor,
    case::Case,
    entry::{Entry, PendingEntry},
    event::Event,
    moment::Moment,
};
use dantin_store::{FromRow, Query, Row, Tx};
use jiff::Timestamp;

use crate::{city::people::model::OfficerId, error::Error};

/// A case's row.
pub struct Record {
    /// Id in the journal.
    pub id: String,
    /// The public code.
    pub code: String,
    /// How many events it has.
    pub version: i64,
    /// What the rules know.
    pub case: Case,
    /// Who handles it.
    pub assignee: Option<OfficerId>,
    /// The exact place in degrees, with the radius in metres.
    pub place: Option<(f64, f64, i64)>,
    /// What the public reads.
    pub public_text: Option<String>,
    /// The address line that the public reads.
    pub public_address: Option<String>,
}

struct RecordRow(Record);

impl FromRow for RecordRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, dantin_store::Error> {
        let (id, code, version, record): (String, String, i64, String) =
            (row.take()?, row.take()?, row.take()?, row.take()?);
        let case = serde_json::from_str(&record)
            .map_err(|error| dantin_store::Error::invalid("cases.record", error.to_string()))?;
        let assignee = row.take()?;
        let (latitude, longitude, accuracy): (Option<f64>, Option<f64>, Option<i64>) =
            (row.take()?, row.take()?, row.take()?);
        let place = latitude.zip(longitude).map(|(lat, lon)| (lat, lon, accuracy.unwrap_or_default()));
        let (public_text, public_address) = (row.take()?, row.take()?);
        Ok(RecordRow(Record { id, code, version, case, assignee, place, public_text, public_address }))
    }
}

/// The case with this code.
pub fn find(tx: &mut Tx<'_>, code: &str) -> Result<Option<Record>, Error> {
    Ok(row(tx, code)?)
}

/// The same for those who tell the store's errors apart.
pub fn row(tx: &mut Tx<'_>, code: &str) -> Result<Option<Record>, dantin_store::Error> {
    let row: Option<RecordRow> = tx.first(
        "SELECT id, code, version, record, assignee, latitude, longitude, accuracy_m, public_text, public_address \
         FROM cases WHERE code = $1",
        &[&code],
    )?;
    Ok(row.map(|RecordRow(record)| record))
}

/// The cases with these codes, in no order; one statement.
pub fn find_all(tx: &mut Tx<'_>, codes: &[String]) -> Result<Vec<Record>, dantin_store::Error> {
    let mut query = Query::new(
        "SELECT id, code, version, record, assignee, latitude, longitude, accuracy_m, public_text, public_address \
         FROM cases WHERE code IN (",
    );
    query.bind_list(codes.iter()).push(")");
    let rows: Vec<RecordRow> = tx.all_query(&query)?;
    Ok(rows.into_iter().map(|RecordRow(record)| record).collect())
}

/// One event as it happened.
pub struct Happened {
    /// Its number in the case, from 1.
    pub number: i64,
    /// Its index in the journal, once it has one.
    pub index: Option<i64>,
    /// When.
    pub at: Moment,
    /// In which role.
    pub by: Actor,
    /// What.
    pub event: Event,
}

/// The course of a case, oldest first.
pub fn course(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Happened>, Error> {
    let rows: Vec<(i64, Option<i64>, String)> = tx.all(
        "SELECT number, idx, body FROM journal WHERE case_id = $1 \
         UNION ALL SELECT number, NULL, body FROM journal_pending WHERE case_id = $1 ORDER BY number",
        &[&id],
    )?;
    rows.into_iter().map(|(number, index, body)| happened(id, number, index, &body)).collect()
}

/// Reads one event back; without an index it waits for one.
pub fn happened(id: &str, number: i64, index: Option<i64>, body: &str) -> Result<Happened, Error> {
    let (at, by, event) = if index.is_some() {
        let entry = Entry::parse(body.as_bytes())
            .map_err(|error| anyhow::anyhow!("entry {number} of case {id}: {error}"))?;
        (entry.occurred, entry.by, entry.event)
    } else {
        let entry = PendingEntry::parse(body.as_bytes())
            .map_err(|error| anyhow::anyhow!("pending entry {number} of case {id}: {error}"))?;
        (entry.occurred, entry.by, entry.event)
    };
    Ok(Happened { number, index, at, by, event })
}

/// Private words by number of the event and field.
#[derive(Default)]
pub struct Contents(BTreeMap<(i64, String), String>);

impl Contents {
    /// The words of one field of an event.
    pub fn of(&self, number: i64, field: &str) -> Option<&str> {
        self.0.get(&(number, field.to_owned())).map(String::as_str)
    }

    /// Everything: number of the event, field and words.
    pub fn all(&self) -> impl Iterator<Item = (i64, &str, &str)> {
        self.0.iter().map(|((number, field), body)| (*number, field.as_str(), body.as_str()))
    }
}

/// All private words of a case.
pub fn contents(tx: &mut Tx<'_>, id: &str) -> Result<Contents, Error> {
    let rows: Vec<(i64, String, String)> =
        tx.all("SELECT number, field, body FROM contents WHERE case_id = $1", &[&id])?;
    Ok(Contents(rows.into_iter().map(|(number, field, body)| ((number, field), body)).collect()))
}

/// A photo of a case.
#[derive(Clone, Debug)]
pub struct CasePhoto {
    /// Number of the event it came with.
    pub number: i64,
    /// Its place among the photos of that event, from 0.
    pub place: i64,
    /// Hash of the original.
    pub hash: String,
    /// `report`, `reply`, `before`, `after` or `contest`.
    pub moment: String,
    /// Whether it is published with its case.
    pub shown: bool,
    /// Whether the public sees it: of a case that is hidden it sees nothing.
    pub is_public: bool,
    /// Pixels of the original.
    pub size: (i64, i64),
    /// Hash of the largest published copy: what the journal names.
    pub large: String,
}

/// Number, place, hash, moment, whether shown, whether public, width, height, hash of the large copy.
type PhotoRow = (i64, i64, String, String, bool, bool, i64, i64, String);

/// The photos of a case in the order in which they came.
pub fn photos(tx: &mut Tx<'_>, id: &str) -> Result<Vec<CasePhoto>, Error> {
    let rows: Vec<PhotoRow> = tx.all(
        "SELECT case_photos.number, case_photos.place, case_photos.photo, case_photos.moment, case_photos.shown, \
         case_photos.shown = TRUE AND cases.visibility <> 'hidden', photos.width, photos.height, photos.large \
         FROM case_photos JOIN photos ON photos.hash = case_photos.photo JOIN cases ON cases.id = case_photos.case_id \
         WHERE case_photos.case_id = $1 ORDER BY case_photos.number, case_photos.place",
        &[&id],
    )?;
    Ok(rows
        .into_iter()
        .map(|(number, place, hash, moment, shown, is_public, width, height, large)| CasePhoto {
            number,
            place,
            hash,
            moment,
            shown,
            is_public,
            size: (width, height),
            large,
        })
        .collect())
}

/// A photo that came by a contractor's link and stands in no event yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The agency of the link.
    pub agency: String,
    /// The picture; `moment` is `before` or `after`, and the number 0.
    pub photo: CasePhoto,
}

/// The drafts of a case in the order in which they came.
pub fn drafts(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Draft>, Error> {
    let rows: Vec<(String, String, String, i64, i64, String)> = tx.all(
        "SELECT l.agency, w.photo, w.phase, p.width, p.height, p.large FROM work_photos w \
         JOIN work_links l ON l.id = w.link_id JOIN photos p ON p.hash = w.photo \
         LEFT JOIN case_photos c ON c.photo = w.photo AND c.case_id = w.case_id \
         WHERE w.case_id = $1 AND c.photo IS NULL ORDER BY w.created_at, w.photo LIMIT 100",
        &[&id],
    )?;
    let draft = |(place, (agency, hash, moment, width, height, large))| {
        let size = (width, height);
        let (shown, is_public) = (false, false);
        Draft { agency, photo: CasePhoto { number: 0, place, hash, moment, shown, is_public, size, large } }
    };
    Ok((0_i64..).zip(rows).map(draft).collect())
}

/// A case that is worked on together with this one.
#[derive(Clone, Debug)]
pub struct Relative {
    /// Its code.
    pub code: String,
    /// Whether it is the main one; else it is merged into this one.
    pub is_main: bool,
}

/// The main case of this one, and those that are merged into it.
pub fn relatives(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Relative>, Error> {
    let rows: Vec<(String, Option<String>)> = tx.all(
        "SELECT code, merged_into FROM cases WHERE merged_into = $1 \
         UNION ALL SELECT m.code, NULL FROM cases c JOIN cases m ON m.id = c.merged_into WHERE c.id = $1 \
         ORDER BY 1 LIMIT 200",
        &[&id],
    )?;
    Ok(rows.into_iter().map(|(code, into)| Relative { code, is_main: into.is_none() }).collect())
}

/// A document or a measurement.
pub struct CasePaper {
    /// Number of the event it came with.
    pub number: i64,
    /// `document` or `measurement`.
    pub kind: String,
    /// What the journal holds of it.
    pub sha256: String,
    /// What it is.
    pub title: String,
    /// What it says.
    pub body: String,
}

/// The documents and measurements of a case.
pub fn papers(tx: &mut Tx<'_>, id: &str) -> Result<Vec<CasePaper>, Error> {
    let rows: Vec<(i64, String, String, String, String)> = tx.all(
        "SELECT number, kind, sha256, title, body FROM case_documents WHERE case_id = $1 ORDER BY number, place",
        &[&id],
    )?;
    Ok(rows
        .into_iter()
        .map(|(number, kind, sha256, title, body)| CasePaper { number, kind, sha256, title, body })
        .collect())
}

/// A note that only the desk sees.
pub struct Note {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub body: String,
}

/// The notes on a case, oldest first.
pub fn notes(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Note>, Error> {
    let rows: Vec<(String, Option<String>, Timestamp, String)> = tx.all(
        "SELECT notes.id, COALESCE(officers.name, work_links.label), notes.created_at, notes.body FROM notes \
         LEFT JOIN officers ON officers.id = notes.officer_id \
         LEFT JOIN work_links ON notes.officer_id = 'link:' || work_links.id WHERE notes.case_id = $1 \
         ORDER BY notes.created_at, notes.id",
        &[&id],
    )?;
    let note = |(id, name, at, body): (String, Option<String>, _, _)| {
        let name = name.unwrap_or_default();
        Note { id, name, at, body }
    };
    Ok(rows.into_iter().map(note).collect())
}

/// Who of the desk did which event of a case: the number of the event and the name.
pub fn doers(tx: &mut Tx<'_>, id: &str) -> Result<BTreeMap<i64, String>, Error> {
    let rows: Vec<(i64, String)> = tx.all(
        "SELECT acts.number, officers.name FROM acts JOIN officers ON officers.id = acts.officer_id \
         WHERE acts.case_id = $1",
        &[&id],
    )?;
    Ok(rows.into_iter().collect())
}

/// Which events of a case after this number an officer caused.
pub fn own_acts(tx: &mut Tx<'_>, id: &str, officer: &OfficerId, after: i64) -> Result<BTreeSet<i64>, Error> {
    let numbers: Vec<i64> = tx.all(
        "SELECT number FROM acts WHERE case_id = $1 AND officer_id = $2 AND number > $3",
        &[&id, officer, &after],
    )?;
    Ok(numbers.into_iter().collect())
}

/// One who asked, as far as he said who he is.
pub struct Asking {
    /// `reporter` or `joiner`.
    pub relation: String,
    /// Name, telephone and mail, where given.
    pub contact: [Option<String>; 3],
}

/// Relation, name, telephone, mail.
type AskingRow = (String, Option<String>, Option<String>, Option<String>);

/// Everyone who asked, the reporter first.
pub fn askers(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Asking>, Error> {
    let rows: Vec<AskingRow> = tx.all(
        "SELECT relation, name, phone, email FROM askers WHERE case_id = $1 ORDER BY created_at, id LIMIT 200",
        &[&id],
    )?;
    Ok(rows
        .into_iter()
        .map(|(relation, name, phone, email)| Asking { relation, contact: [name, phone, email] })
        .collect())
}

/// Whether a partner's copies stand beside the case: its own number of it, or updates that it sent.
pub fn has_partner_copies(tx: &mut Tx<'_>, id: &str) -> Result<bool, Error> {
    let found: Option<i64> = tx.first(
        "SELECT 1 FROM partner_cases WHERE case_id = $1 AND reference IS NOT NULL \
         UNION ALL SELECT 1 FROM partner_updates WHERE case_id = $1 AND body <> '' \
         UNION ALL SELECT 1 FROM case_photos WHERE case_id = $1 AND number = 0 \
         UNION ALL SELECT 1 FROM forwards WHERE case_id = $1 AND body <> '' LIMIT 1",
        &[&id],
    )?;
    Ok(found.is_some())
}

/// The cases that a photo belongs to.
pub fn cases_of_photo(tx: &mut Tx<'_>, hash: &str) -> Result<Vec<Record>, Error> {
    let rows: Vec<RecordRow> = tx.all(
        "SELECT id, code, version, record, assignee, latitude, longitude, accuracy_m, public_text, public_address \
         FROM cases WHERE id IN (SELECT case_id FROM case_photos WHERE photo = $1 \
         UNION SELECT case_id FROM work_photos WHERE photo = $1 \
         UNION SELECT case_id FROM field_photos WHERE photo = $1) LIMIT 50",
        &[&hash],
    )?;
    Ok(rows.into_iter().map(|RecordRow(record)| record).collect())
}

/// Hashes of the three published copies of a photo: large, medium, small.
pub fn copies(tx: &mut Tx<'_>, hash: &str) -> Result<Option<(String, String, String)>, Error> {
    Ok(tx.first("SELECT large, medium, small FROM photos WHERE hash = $1", &[&hash])?)
}

/// Whether the public sees a photo in some case, or of a visit.
pub fn is_shown(tx: &mut Tx<'_>, hash: &str) -> Result<bool, Error> {
    let shown: Option<i64> = tx.first(
        "SELECT 1 FROM case_photos p JOIN cases c ON c.id = p.case_id WHERE p.photo = $1 AND p.shown = TRUE \
         AND c.visibility <> 'hidden' UNION ALL \
         SELECT 1 FROM matter_photos WHERE photo = $1 LIMIT 1",
        &[&hash],
    )?;
    Ok(shown.is_some())
}
