//! What is public of one case, read from the database in one snapshot: the reader of the own change must see it before
//! the book has followed. Only the official voice and what a moderator published leave the tables; everything that a
//! resident wrote privately is never asked for.

use std::collections::HashMap;

use dantin_city::City;
use dantin_record::{
    act::Actor,
    case::{Case, Visibility},
    code::SystemCode,
    entry::{Commitments, Entry, PendingEntry},
    event::{Event, EventKind, Evidence, EvidenceKind, ShownText},
    moment::Moment,
    reasons::HideReason,
};
use dantin_store::Tx;
use dantin_words::Words;

use super::pledge::{self, PledgeWords};
use crate::{
    act::cases::fields::{SAID, is_published, speaks_officially},
    act::forwards::{self, Elsewhere, Progress},
    error::{Error, Missing, not_found},
    pages::erased::Erased,
    speak::shown::{self, CasePhoto},
};

/// One event of the case.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number in the case, from 1.
    pub number: i64,
    /// Its index in the journal; none while it waits to be sequenced.
    pub index: Option<u64>,
    /// Who acted, by role.
    pub by: Actor,
    /// When.
    pub occurred: Moment,
    /// What.
    pub event: Event,
    /// What its entry holds for its private content.
    pub commit: Commitments,
}

/// A document or measurement that proves a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The event it came with.
    pub number: i64,
    /// `document` or `measurement`.
    pub kind: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// What it is.
    pub title: String,
    /// Its text, or value with unit and instrument.
    pub body: String,
}

/// The system that an imported case comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceName {
    /// The system's name, as its readers know it.
    pub name: String,
    /// To whom its data are owed.
    pub attribution: String,
    /// The case's id there.
    pub id: String,
}

/// Everything public of a case.
#[derive(Clone, Debug)]
pub struct Record {
    /// The live record.
    pub case: Case,
    /// The moderated words.
    pub text: Option<String>,
    /// The moderated address line.
    pub address: Option<String>,
    /// How an imported case is called in its own system, and how that system is called.
    pub source: Option<SourceName>,
    /// Its events, oldest first.
    pub lines: Vec<Line>,
    /// Words of the agencies: number of the event and field.
    pub official: HashMap<(i64, String), String>,
    /// Published photos in the order in which they came.
    pub photos: Vec<CasePhoto>,
    /// Documents and measurements.
    pub papers: Vec<Paper>,
    /// What was erased.
    pub erased: Erased,
    /// The cases that are worked on together with this one, as far as they are shown.
    pub relatives: Vec<Relative>,
    /// Where it was handed on to and arrived, and what is said there.
    pub elsewhere: Vec<Elsewhere>,
    /// The names of the servers that it was handed on to, by their codes.
    pub systems: HashMap<String, String>,
    /// What was said with the promise or recommendation that it is.
    pub pledge: Option<PledgeWords>,
}

/// A case that is worked on together with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Its code.
    pub code: String,
    /// Whether it is the main one; else it is merged into the other.
    pub is_main: bool,
}

impl Record {
    /// The number of the event and the field whose words stand on the page now, as the latest publication chose.
    fn published_text(&self) -> Option<(i64, &'static str)> {
        self.lines.iter().rev().find_map(|line| match line.event {
            Event::Shown { text: ShownText::AsWritten, .. } => Some((1, "text")),
            Event::Shown { text: ShownText::Redacted, .. } => Some((line.number, "public_text")),
            Event::Shown { text: ShownText::None, .. } => Some((line.number, "")),
            // What was said in public was published with its first entry.
            Event::Submitted(_) if self.case.pledged.is_some() => Some((1, "text")),
            _ => None,
        })
    }

    /// The fields of an event whose content is published now, with their commitments.
    pub fn opened<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = (&'a str, &'a [u8; 32])> {
        let shown = self.lines.iter().rev().find(|line| line.event.kind() == EventKind::Shown);
        let is_current =
            line.event.kind() != EventKind::Shown || shown.is_some_and(|s| s.number == line.number);
        let text = self.published_text().filter(|_| self.is_public());
        let is_pledge = self.case.pledged.is_some() && line.number == 1 && self.is_public();
        line.commit.iter().map(|(field, commitment)| (field.as_str(), commitment)).filter(
            move |(field, _)| {
                let is_text = text == Some((line.number, *field));
                let is_others = *field == SAID && !self.is_public();
                let is_said = is_pledge && *field != "text";
                let is_of_event = is_current && !is_others && is_published(line.event.kind(), field);
                let is_open = is_text || is_said || is_of_event;
                is_open && !self.erased.has(line.number, field)
            },
        )
    }

    /// Whether the words that are published now are not those that were sent, and why, as far as a moderator said.
    pub fn redacted(&self) -> Option<Option<HideReason>> {
        let shown = self.lines.iter().rev().find(|line| line.event.kind() == EventKind::Shown)?;
        match shown.event {
            Event::Shown { text: ShownText::Redacted, reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// What the page says in place of the report's words, where these were published and are erased.
    pub fn erased_text(&self, w: &Words, city: &City) -> Option<String> {
        let (number, field) = self.published_text()?;
        self.erased.line(w, city, number, field).filter(|_| self.is_public() && self.text.is_none())
    }

    /// The words of an agency with this event, if any: `words` or `basis`.
    pub fn said(&self, number: i64, field: &str) -> Option<&str> {
        self.official.get(&(number, field.to_owned())).map(String::as_str)
    }

    /// The name of another city's server, or its code where none is known any more.
    pub fn system(&self, code: &SystemCode) -> String {
        self.systems.get(code.as_str()).cloned().unwrap_or_else(|| code.as_str().to_owned())
    }

    /// Whether words, photos and place of the report may be shown.
    pub fn is_public(&self) -> bool {
        self.case.visibility == Visibility::Public
    }
}

/// Reads a case by its code; a hidden one is not there. Three statements; one more each for a case whose events show photos, bring
/// documents or measurements, for a pledge, and for one that is worked on together with others; two for one that other cities' servers have.
pub fn load(tx: &mut Tx<'_>, code: &str) -> Result<Record, Error> {
    type Columns =
        (String, String, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
    let found: Option<Columns> = tx.first(
        "SELECT c.id, c.record, c.public_text, c.public_address, c.source_id, s.name, s.attribution FROM cases c \
         LEFT JOIN sources s ON s.system = c.source WHERE c.code = $1",
        &[&code],
    )?;
    let (id, record, text, address, source_id, name, attribution) =
        found.ok_or_else(|| not_found(Missing::Case))?;
    let case: Case = serde_json::from_str(&record).map_err(anyhow::Error::new)?;
    if case.visibility == Visibility::Hidden {
        return Err(not_found(Missing::Case));
    }
    let lines: Vec<Line> = tx
        .all::<(i64, i64, String)>(
            "SELECT number, idx, body FROM journal WHERE case_id = $1 \
             UNION ALL SELECT number, -1, body FROM journal_pending WHERE case_id = $1 ORDER BY number",
            &[&id],
        )?
        .into_iter()
        .map(|(number, index, body)| line(number, index, &body))
        .collect::<Result<_, _>>()?;
    let kinds: HashMap<i64, EventKind> = lines.iter().map(|line| (line.number, line.event.kind())).collect();
    let official = tx
        .all::<(i64, String, String)>(
            "SELECT number, field, body FROM contents WHERE case_id = $1 AND field IN ('words', 'basis')",
            &[&id],
        )?
        .into_iter()
        .filter(|(number, _, body)| {
            !body.is_empty() && kinds.get(number).is_some_and(|kind| speaks_officially(*kind))
        })
        .map(|(number, field, body)| ((number, field), body))
        .collect();
    let (has_photos, has_papers) = proofs(&lines);
    let photos = if has_photos { shown::photos(tx, &[case.id])? } else { Vec::new() };
    let papers = if has_papers { papers(tx, &id)? } else { Vec::new() };
    let has_relatives = case.followers > 0 || case.merged_into().is_some();
    let relatives = if has_relatives { relatives(tx, &id)? } else { Vec::new() };
    let pledges: Vec<_> = pledge::asked(&case).into_iter().collect();
    let pledge = pledge::words(tx, &pledges)?.remove(&case.id);
    let is_public = case.visibility == Visibility::Public;
    let mut elsewhere = if case.forwards.is_empty() { Vec::new() } else { forwards::of_case(tx, &id)? };
    let systems = elsewhere.iter().map(|one| (one.forward.remote.clone(), one.name.clone())).collect();
    elsewhere.retain(|elsewhere| elsewhere.forward.progress == Progress::Sent);
    if !is_public {
        // What others say may name what a moderator has not looked at yet.
        for elsewhere in &mut elsewhere {
            elsewhere.said.clear();
            elsewhere.forward.word = None;
        }
    }
    Ok(Record {
        elsewhere,
        systems,
        text: text.filter(|_| is_public),
        address: address.filter(|_| is_public),
        source: source_id.map(|id| SourceName {
            id,
            name: name.unwrap_or_default(),
            attribution: attribution.unwrap_or_default(),
        }),
        erased: Erased::of(lines.iter().map(|line| (line.occurred, &line.event))),
        case,
        lines,
        official,
        photos,
        papers,
        relatives,
        pledge,
    })
}

/// Whether the case's events show photos, and whether they bring documents or measurements.
fn proofs(lines: &[Line]) -> (bool, bool) {
    let evidence = || lines.iter().flat_map(|line| line.event.evidence());
    let is_photo = |piece: &Evidence| piece.kind == EvidenceKind::Photo;
    // What others than the agency sent is public by what a moderator showed alone.
    let is_shown =
        lines.iter().any(|line| matches!(&line.event, Event::Shown { photos, .. } if !photos.is_empty()));
    (is_shown || evidence().any(is_photo), !evidence().all(is_photo))
}

fn papers(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Paper>, Error> {
    let rows: Vec<(i64, String, String, String, String)> = tx.all(
        "SELECT number, kind, sha256, title, body FROM case_documents WHERE case_id = $1 ORDER BY number, place",
        &[&id],
    )?;
    let paper = |(number, kind, sha256, title, body)| Paper { number, kind, sha256, title, body };
    Ok(rows.into_iter().map(paper).collect())
}

/// The main case of this one and those that are merged into it, without hidden ones.
fn relatives(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Relative>, Error> {
    let rows: Vec<(String, bool)> = tx.all(
        "SELECT code, FALSE FROM cases WHERE merged_into = $1 AND visibility <> 'hidden' \
         UNION ALL SELECT m.code, TRUE FROM cases c JOIN cases m ON m.id = c.merged_into \
         WHERE c.id = $1 AND m.visibility <> 'hidden' ORDER BY 1 LIMIT 200",
        &[&id],
    )?;
    Ok(rows.into_iter().map(|(code, is_main)| Relative { code, is_main }).collect())
}

fn line(number: i64, index: i64, body: &str) -> Result<Line, Error> {
    let damaged = |fault| anyhow::anyhow!("event {number} in the journal: {fault}");
    Ok(if let Ok(index) = u64::try_from(index) {
        let Entry { by, occurred, event, commit, .. } = Entry::parse(body.as_bytes()).map_err(damaged)?;
        Line { number, index: Some(index), by, occurred, event, commit }
    } else {
        let PendingEntry { by, occurred, event, commit, .. } =
            PendingEntry::parse(body.as_bytes()).map_err(damaged)?;
        Line { number, index: None, by, occurred, event, commit }
    })
}
