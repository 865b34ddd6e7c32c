//! What the public log cannot give back: the words behind commitments, the people who asked, photos and documents, and
//! which officer acted. It is told by case, so that somebody can go and ask again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use dantin_record::{
    act::{Actor, Role},
    entry::{Commitments, Entry, Line},
    event::{Event, Origin},
    matter::{MatterEntry, MatterEvent},
};
use dantin_store::{Db, Tx};

use crate::act::cases::CaseError;

/// Rows that are looked at in one transaction.
const PAGE: i64 = 500;

/// What is lacking, by the code of the case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lacking {
    /// Each case with what it lacks.
    pub cases: BTreeMap<String, Case>,
    /// Acts of which it is not known which officer did them.
    pub officers: u64,
}

/// What one case lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Names of the private fields: how often.
    pub words: BTreeMap<String, u64>,
    /// Photos of the report or of a result.
    pub photos: u64,
    /// Documents and measurements.
    pub documents: u64,
    /// The reporter, whose secret link no longer works.
    pub reporter: bool,
    /// People who joined, likewise.
    pub joiners: u64,
    /// Whether something of it was erased meanwhile, which was done again.
    pub erased: bool,
}

impl Case {
    fn is_whole(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        for (field, count) in &self.words {
            let name = match field.as_str() {
                "text" => "the words",
                "address" => "the address",
                "answers" => "the answers to questions",
                "place" => "the exact place",
                "contact" => "how to reach the reporter",
                "words" => "the explanation of a step",
                "basis" => "the legal basis",
                "public_text" => "the published words",
                "public_address" => "the published address",
                other => other,
            };
            parts.push(if *count > 1 { format!("{name} ({count} times)") } else { name.to_owned() });
        }
        let counted = |count: u64, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        parts.extend(counted(self.photos, "photo", "photos"));
        parts.extend(counted(self.documents, "document or measurement", "documents or measurements"));
        parts.extend(self.reporter.then(|| "the reporter (their secret link is dead)".to_owned()));
        parts.extend(counted(
            self.joiners,
            "person who joined (their secret link is dead)",
            "people who joined (their secret links are dead)",
        ));
        if self.erased {
            let words = "erased again; notes and partners' copies that were erased with it are back: look";
            parts.push(words.to_owned());
        }
        f.write_str(&parts.join(", "))
    }
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cases.is_empty() && self.officers == 0 {
            return writeln!(f, "No private words, photos or people are missing.");
        }
        writeln!(f, "What the public log cannot give back and people must ask for again:")?;
        for (code, case) in &self.cases {
            writeln!(f, "  {code}  {case}")?;
        }
        if self.officers > 0 {
            writeln!(
                f,
                "  Of {} acts it is not known which officer did them, only in which role.",
                self.officers
            )?;
        }
        let words: u64 = self.cases.values().flat_map(|case| case.words.values()).sum();
        let photos: u64 = self.cases.values().map(|case| case.photos).sum();
        let reporters = self.cases.values().filter(|case| case.reporter).count();
        writeln!(
            f,
            "In all {} cases lack {words} private texts, {photos} photos and {reporters} reporters. Their places, states and due \
             times are whole.",
            self.cases.len()
        )
    }
}

/// Looks at the entries from one index to before another.
pub(super) fn lacking(db: &Db, from: u64, to: u64) -> anyhow::Result<Lacking> {
    let mut lacking = Lacking::default();
    let mut touched = BTreeSet::new();
    let mut next = i64::try_from(from)?;
    let end = i64::try_from(to)?;
    while next < end {
        let first = next;
        let (found, last) = db.read_blocking(move |tx| {
            let rows: Vec<(i64, String, i64, String)> = tx.all(
                "SELECT idx, case_id, number, body FROM journal WHERE idx >= $1 AND idx < $2 ORDER BY idx LIMIT $3",
                &[&first, &end, &PAGE],
            )?;
            let last = rows.last().map(|row| row.0);
            let mut found = Vec::with_capacity(rows.len());
            for (index, case, number, body) in rows {
                let line = Line::parse(body.as_bytes())
                    .map_err(|error| CaseError::Damaged(format!("entry {index}: {error}")))?;
                let (one, officer) = match &line {
                    Line::Case(entry) => of_entry(tx, &case, number, entry)?,
                    Line::Matter(entry) => of_matter(tx, &case, number, entry)?,
                    Line::Notice(_) => continue,
                };
                found.push((case, one, officer));
            }
            Ok::<_, CaseError>((found, last))
        })?;
        let Some(last) = last else { break };
        next = last + 1;
        for (id, one, officer) in found {
            lacking.officers += u64::from(officer);
            touched.insert(id.clone());
            let all = lacking.cases.entry(id).or_default();
            for (field, count) in one.words {
                *all.words.entry(field).or_default() += count;
            }
            all.photos += one.photos;
            all.documents += one.documents;
            all.reporter |= one.reporter;
            all.erased |= one.erased;
        }
    }
    for id in touched {
        let case = id.clone();
        let (code, joiners) = db.read_blocking(move |tx| joiners(tx, &case))?;
        if let Some(mut one) = lacking.cases.remove(&id) {
            one.joiners = joiners;
            if !one.is_whole() {
                lacking.cases.insert(code, one);
            }
        }
    }
    Ok(lacking)
}

/// What one entry lacks, and whether its officer is not known.
fn of_entry(tx: &mut Tx<'_>, case: &str, number: i64, entry: &Entry) -> Result<(Case, bool), CaseError> {
    let mut lacking = Case::default();
    lack(tx, (case, number), &entry.commit, &mut lacking)?;
    lacking.erased = matches!(entry.event, Event::Erased(_));
    let asked_here = |origin: &Origin| !matches!(origin, Origin::Import { .. }) && origin.pledge().is_none();
    if matches!(&entry.event, Event::Submitted(one) if asked_here(&one.origin)) {
        let (there,): (i64,) =
            tx.one("SELECT count(*) FROM askers WHERE case_id = $1 AND relation = 'reporter'", &[&case])?;
        lacking.reporter = there == 0;
    }
    Ok((lacking, by_officer(entry.by) && lacks_officer(tx, case, number)?))
}

/// The same of an entry of a matter, whose words alone can be lacking; who contributed, its lock says to nobody.
fn of_matter(
    tx: &mut Tx<'_>,
    matter: &str,
    number: i64,
    entry: &MatterEntry,
) -> Result<(Case, bool), CaseError> {
    let mut lacking = Case::default();
    lack(tx, (matter, number), &entry.commit, &mut lacking)?;
    lacking.erased = matches!(entry.event, MatterEvent::Erased(_));
    Ok((lacking, by_officer(entry.by) && lacks_officer(tx, matter, number)?))
}

fn lacks_officer(tx: &mut Tx<'_>, id: &str, number: i64) -> Result<bool, CaseError> {
    let (there,): (i64,) =
        tx.one("SELECT count(*) FROM acts WHERE case_id = $1 AND number = $2", &[&id, &number])?;
    Ok(there == 0)
}

/// Which committed fields are not there.
fn lack(
    tx: &mut Tx<'_>,
    (id, number): (&str, i64),
    commit: &Commitments,
    lacking: &mut Case,
) -> Result<(), CaseError> {
    if commit.is_empty() {
        return Ok(());
    }
    // What was erased is not lacking.
    let there: Vec<(String,)> = tx.all(
        "SELECT field FROM contents WHERE case_id = $1 AND number = $2 UNION \
         SELECT field FROM erasures WHERE case_id = $1 AND number = $2",
        &[&id, &number],
    )?;
    for field in commit.keys().filter(|field| !there.iter().any(|(name,)| name == field.as_str())) {
        match field.as_str().split_once('.') {
            Some(("photo", _)) => lacking.photos += 1,
            Some(("paper", _)) => lacking.documents += 1,
            _ => *lacking.words.entry(field.as_str().to_owned()).or_default() += 1,
        }
    }
    Ok(())
}

fn by_officer(by: Actor) -> bool {
    matches!(
        by.role(),
        Role::Handler
            | Role::Head
            | Role::Coordinator
            | Role::Moderator
            | Role::Overseer
            | Role::PrivacyOfficer
    )
}

/// The code of a case, and how many who joined are not known.
fn joiners(tx: &mut Tx<'_>, case: &str) -> Result<(String, u64), CaseError> {
    let found: Option<(String, String, String)> =
        tx.first("SELECT code, record, origin FROM cases WHERE id = $1", &[&case])?;
    let Some((code, record, origin)) = found else {
        let (code,): (String,) = tx.one("SELECT code FROM matters WHERE id = $1", &[&case])?;
        return Ok((code, 0));
    };
    if origin == "import" {
        return Ok((code, 0));
    }
    let record: dantin_record::case::Case =
        serde_json::from_str(&record).map_err(|error| CaseError::Damaged(error.to_string()))?;
    let (there,): (i64,) =
        tx.one("SELECT count(*) FROM askers WHERE case_id = $1 AND relation = 'joiner'", &[&case])?;
    Ok((code, u64::from(record.joins).saturating_sub(u64::try_from(there).unwrap_or(0))))
}
