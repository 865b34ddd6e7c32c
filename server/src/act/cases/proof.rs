//! The proof that an agency offers of its work: photos before and after, documents, measurements. What of it stands in
//! the entry, what is sealed beside it, and the rows by which the pages find it.

use dantin_record::event::{Evidence, EvidenceKind, Phase};
use dantin_store::Tx;
use sha2::{Digest, Sha256};

use super::{CaseError, Context, fields, submission::attach_photo, submission::hex};
use crate::clock::random;

/// A measurement or a document's title, given as evidence beside photos.
pub struct Paper<'a> {
    /// `document` or `measurement`.
    pub kind: EvidenceKind,
    /// What it is, such as a number of a work order, or what was measured.
    pub title: &'a str,
    /// The text, or value with unit and instrument.
    pub body: &'a str,
}

/// What an agency shows of its work.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// What it says to it.
    pub words: &'a str,
    /// Hashes of originals.
    pub before: &'a [String],
    /// Hashes of originals.
    pub after: &'a [String],
    /// Documents and measurements.
    pub papers: &'a [Paper<'a>],
}

struct HeldPhoto<'a> {
    field: String,
    hash: &'a str,
    phase: Phase,
}

struct HeldPaper<'a> {
    field: String,
    paper: &'a Paper<'a>,
    text: String,
    sha256: [u8; 32],
}

/// The proof of one event.
pub(super) struct Proof<'a> {
    words: &'a str,
    photos: Vec<HeldPhoto<'a>>,
    papers: Vec<HeldPaper<'a>>,
    /// What the entry names.
    pub evidence: Vec<Evidence>,
}

impl<'a> Proof<'a> {
    pub fn new(tx: &mut Tx<'_>, context: Context<'_>, shown: Shown<'a>) -> Result<Proof<'a>, CaseError> {
        let phases = [(shown.before, Phase::Before), (shown.after, Phase::After)];
        let hashes =
            phases.into_iter().flat_map(|(hashes, phase)| hashes.iter().map(move |hash| (hash, phase)));
        let photos: Vec<HeldPhoto<'_>> = hashes
            .enumerate()
            .map(|(place, (hash, phase))| HeldPhoto { field: fields::photo(place), hash, phase })
            .collect();
        let papers: Vec<HeldPaper<'_>> = shown
            .papers
            .iter()
            .enumerate()
            .map(|(place, paper)| {
                let text = paper_text(paper, &random(context.random));
                let sha256 = Sha256::digest(text.as_bytes()).into();
                HeldPaper { field: fields::paper(place), paper, text, sha256 }
            })
            .collect();
        let mut evidence = Vec::new();
        for photo in &photos {
            let sha256 = published_hash(tx, photo.hash)?;
            evidence.push(Evidence { kind: EvidenceKind::Photo, phase: photo.phase, sha256 });
        }
        evidence.extend(papers.iter().map(|held| Evidence {
            kind: held.paper.kind,
            phase: Phase::None,
            sha256: held.sha256,
        }));
        Ok(Proof { words: shown.words, photos, papers, evidence })
    }

    /// The fields that are sealed beside the entry.
    pub fn private(&self) -> Vec<(&str, &str)> {
        let photos = self.photos.iter().map(|photo| (photo.field.as_str(), photo.hash));
        let papers = self.papers.iter().map(|held| (held.field.as_str(), held.text.as_str()));
        std::iter::once(("words", self.words)).chain(photos).chain(papers).collect()
    }

    /// Ties photos and papers to the event. What an agency offers as proof of its work is public at once; the resident's
    /// own photos wait for a moderator.
    pub fn keep(&self, tx: &mut Tx<'_>, case: &str, number: i64) -> Result<(), CaseError> {
        for (place, photo) in self.photos.iter().enumerate() {
            attach_photo(tx, case, number, place, photo.hash, photo.phase.code())?;
        }
        for (place, held) in self.papers.iter().enumerate() {
            tx.execute(
                "INSERT INTO case_documents (case_id, number, place, kind, sha256, title, body) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    &case,
                    &number,
                    &i64::try_from(place).unwrap_or(i64::MAX),
                    &held.paper.kind.code(),
                    &hex(&held.sha256),
                    &held.paper.title,
                    &held.paper.body,
                ],
            )?;
        }
        tx.execute(
            "UPDATE case_photos SET shown = TRUE WHERE case_id = $1 AND number = $2",
            &[&case, &number],
        )?;
        Ok(())
    }
}

/// The hash of the largest published copy: what a reader can download and check.
pub(super) fn published_hash(tx: &mut Tx<'_>, photo: &str) -> Result<[u8; 32], CaseError> {
    let unknown = || CaseError::Unknown { field: "photo", code: photo.to_owned() };
    let found: Option<(String,)> = tx.first("SELECT large FROM photos WHERE hash = $1", &[&photo])?;
    let (large,) = found.ok_or_else(unknown)?;
    crate::hex::read(&large).ok_or_else(unknown)
}

/// The text of a document or a measurement whose SHA-256 the journal holds as evidence: kind, title, body and a random
/// line, without which a short measurement could be guessed from its hash after it was erased.
fn paper_text(paper: &Paper<'_>, chance: &[u8; 16]) -> String {
    format!("{}\n{}\n{}\n{}\n", paper.kind.code(), paper.title, paper.body, hex(chance))
}
