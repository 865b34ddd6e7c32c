//! What is promised in a matter becomes a case, in the fixed form of the product: what will be observable, where, by when,
//! which agency, how it is measured, what counts as evidence, who verifies. The case and the word in the matter that names
//! it are written in one transaction.

use std::collections::HashMap;

use dantin_city::City;
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    dialogue::DialogueEvent,
    event::{Origin, Pledge, PledgeKind},
    id::CaseId,
    matter::{MatterEvent, MatterRefusal},
    moment::Moment,
};
use dantin_store::{Query, Tx};
use jiff::Timestamp;

use super::{MatterFile, dialogues, file::Deed, floor};
use crate::act::cases::{Asker, CaseError, Context, NewCase, Promise, Submitted, submit_promise, unknown};

/// A promise that has passed the edge: texts are NFC, codes are of the pack, the date is to come.
#[derive(Clone, Debug)]
pub struct NewPromise {
    /// Who writes it down.
    pub by: Actor,
    /// The officer, kept privately.
    pub officer: String,
    /// A commitment, or an answer in writing.
    pub kind: PledgeKind,
    /// The question that it answers.
    pub question: u32,
    /// The agency that owes it.
    pub agency: String,
    /// By when.
    pub due: Timestamp,
    /// The only body that may confirm it; without one, those who asked, neighbours and overseers.
    pub verifier: Option<String>,
    /// Category and ward of the case.
    pub category: String,
    /// Ward or commune; none for the whole city.
    pub area: Option<String>,
    /// What will be observable.
    pub observable: String,
    /// Where exactly, in words.
    pub place: Option<String>,
    /// How it is measured.
    pub measure: String,
    /// What counts as evidence.
    pub evidence: String,
    /// The speaker's own words.
    pub words: String,
}

/// Whether this body may confirm what that agency owes: the agency itself and those above it never may.
pub fn may_confirm(city: &City, body: &str, agency: &str) -> bool {
    body != agency && city.ancestors(agency).iter().all(|above| above.code != body)
}

/// Files the promise as a case and ends the question with it.
pub fn promise(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    new: &NewPromise,
) -> Result<Submitted, CaseError> {
    let agency = |code: &str| AgencyCode::new(code).map_err(|_bad| unknown("agency", code));
    let verifier = new.verifier.as_deref().map(agency).transpose()?;
    let pledge = Pledge { kind: new.kind, due: Moment::from(new.due).to_whole_second(), verifier };
    let session = dialogues::session(file)?;
    let sample = session.sample;
    let case = NewCase {
        origin: Origin::Session { session: session.id, question: new.question, pledge },
        by: new.by,
        category: new.category.clone(),
        subcategory: None,
        area: new.area.clone(),
        place: None,
        address: new.place.clone(),
        text: new.observable.clone(),
        answers: None,
        photos: Vec::new(),
        asker: Asker::default(),
        idempotency_key: None,
        sample,
        officer: Some(new.officer.clone()),
    };
    let fields = [
        ("evidence_expected", new.evidence.clone()),
        ("measure", new.measure.clone()),
        ("speaker_words", new.words.clone()),
    ];
    let fields = fields.into_iter().filter(|(_, body)| !body.is_empty()).collect();
    let filed = submit_promise(tx, context, &case, &Promise { lead: new.agency.clone(), fields })?;
    let id: CaseId = filed.id.parse().map_err(|_bad| CaseError::Damaged(format!("case id {}", filed.id)))?;
    let event = match new.kind {
        PledgeKind::Commitment => DialogueEvent::Promised { question: new.question, case: id },
        PledgeKind::WrittenAnswer => DialogueEvent::InWriting { question: new.question, case: id },
        // What overseers recommend is no promise of a session: `oversight.rs`.
        PledgeKind::Recommendation => return Err(MatterRefusal::WrongKind.into()),
    };
    let deed = Deed {
        by: new.by,
        event: MatterEvent::Dialogue(event),
        private: &[],
        published: &[],
        officer: Some(&new.officer),
    };
    file.add(tx, context, deed)?;
    floor::leave(tx, context, &file.matter.id().to_string(), new.question)?;
    // What was promised stands with the question, in the words of the case.
    tx.execute(
        "UPDATE questions SET answer = $1 WHERE matter_id = $2 AND question = $3",
        &[&new.observable, &file.matter.id().to_string(), &i64::from(new.question)],
    )?;
    Ok(filed)
}

/// The published words of what was promised or recommended, by the code of its case.
pub fn published_texts(tx: &mut Tx<'_>, codes: &[String]) -> Result<HashMap<String, String>, CaseError> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query =
        Query::new("SELECT code, public_text FROM cases WHERE public_text IS NOT NULL AND code IN (");
    query.bind_list(codes.iter()).push(")");
    let rows: Vec<(String, String)> = tx.all_query(&query)?;
    Ok(rows.into_iter().collect())
}
