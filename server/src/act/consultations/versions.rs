//! Announcing a consultation with its first version, and publishing the next: the text, which provisions it changes, and the drafter's
//! notes why.

use std::collections::{BTreeMap, HashMap};

use dantin_drafts::{Draft, Fate, Matches, Origin, ProvisionId};
use dantin_record::{
    code::{AgencyCode, AreaCode, ProvisionCode},
    consultation::{Change, ChangeKind, ConsultationEvent, DraftKind},
    matter::{Digest, MatterEvent, MatterRefusal},
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{By, add, consultation, minimum_days, move_by_time, store};
use crate::act::{
    cases::{CaseError, Context, unknown},
    deadlines::moment,
    matters::{Deed, MatterFile},
};

/// Bytes of the changes that one entry tells, of the 8 KiB that an entry may have.
const BYTES: usize = 6_500;
/// What the names of the fields of a change take, and each provision that it names.
const CHANGE: usize = 60;
const PROVISION: usize = 19;

/// A consultation that has passed the edge: texts are NFC, codes are of the pack.
#[derive(Clone, Debug)]
pub struct NewConsultation {
    pub by: By,
    pub kind: DraftKind,
    /// The agency that wrote the draft and answers.
    pub drafter: String,
    /// Ward or commune; none for the whole city.
    pub area: Option<String>,
    pub title: String,
    /// What it is about and why, in plain words.
    pub explanation: String,
    /// When comments are taken from; none for at once.
    pub opens: Option<Timestamp>,
    pub closes: Timestamp,
    pub draft: Draft,
    pub sample: bool,
    /// The key of the form: the same key announces one consultation.
    pub key: String,
}

/// Announces a consultation; gives its code.
pub fn announce(tx: &mut Tx<'_>, context: Context<'_>, new: &NewConsultation) -> Result<String, CaseError> {
    let drafter = AgencyCode::new(&new.drafter).map_err(|_bad| unknown("agency", &new.drafter))?;
    let area = new.area.as_deref().map(|area| AreaCode::new(area).map_err(|_bad| unknown("area", area)));
    let area = area.transpose()?;
    let (rule, minimum_days) = minimum_days(context)?;
    let canonical = new.draft.canonical_text();
    let (kind, sample, actor) = (new.kind, new.sample, new.by.actor);
    let (opens, closes) =
        (moment(new.opens.unwrap_or(context.now)).to_whole_second(), moment(new.closes).to_whole_second());
    let sha256 = Digest(new.draft.hash());
    let provisions = count(new.draft.len());
    let words = [("explanation", new.explanation.as_str()), ("title", new.title.as_str())];
    let words = if new.explanation.is_empty() { words.get(1..).unwrap_or_default() } else { &words };
    let event = |code| ConsultationEvent::Announced {
        code,
        kind,
        drafter,
        area,
        sha256,
        provisions,
        opens,
        closes,
        rule,
        minimum_days,
        sample,
    };
    let deed = |code| Deed {
        by: actor,
        event: MatterEvent::Consultation(event(code)),
        private: words,
        published: &["title", "explanation"],
        officer: new.by.officer.as_deref(),
    };
    let mut file = MatterFile::begin(tx, context, &new.title, &new.key, deed)?;
    let id = file.matter.id().to_string();
    // The same form, sent twice, began one consultation.
    if store::version_of(tx, &id, 1)?.is_none() {
        store::insert_version(tx, context, (&id, 1), &new.draft, &canonical, None)?;
    }
    // What is open from now on says so at once, and not when the clock next looks.
    move_by_time(tx, context, &mut file)?;
    Ok(file.matter.code().to_string())
}

/// Publishes the next version. `draft` bears the identities that its provisions keep, and `matches` tell of them.
pub fn publish(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    draft: &Draft,
    matches: &Matches,
    notes: &BTreeMap<ProvisionId, String>,
) -> Result<u32, CaseError> {
    let version = count(consultation(file)?.versions.len()).saturating_add(1);
    let id = file.matter.id().to_string();
    let latest = store::version_of(tx, &id, i64::from(version).saturating_sub(1))?;
    let (before, _) = latest.ok_or(MatterRefusal::NoSuchVersion)?;
    let changes = changes((&before, draft), matches, notes)?;
    let event = ConsultationEvent::VersionPublished {
        version,
        sha256: Digest(draft.hash()),
        provisions: count(draft.len()),
        changes: count(changes.len()),
    };
    let told: Vec<(String, &String)> =
        notes.iter().map(|(provision, note)| (provision.to_string(), note)).collect();
    let told = serde_json::to_string(&told).map_err(|error| CaseError::Damaged(error.to_string()))?;
    let words = [("notes", told.as_str())];
    let words: &[(&str, &str)] = if notes.is_empty() { &[] } else { &words };
    add(tx, context, file, by, event, (words, &["notes"]))?;
    for changes in in_entries(changes) {
        let event = ConsultationEvent::ChangesTold { version, changes };
        add(tx, context, file, by, event, (&[], &[]))?;
    }
    let number = i64::from(version);
    store::insert_version(tx, context, (&id, number), draft, &draft.canonical_text(), Some(matches))?;
    for (provision, note) in notes {
        store::insert_note(tx, (&id, number), &provision.to_string(), note)?;
    }
    store::follow_pages(tx, &id, draft)?;
    file.save(tx, context)?;
    Ok(version)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A provision as the journal names it.
pub fn provision_code(id: ProvisionId) -> Result<ProvisionCode, CaseError> {
    ProvisionCode::new(&id.to_string()).map_err(|_bad| CaseError::Damaged(format!("provision {id}")))
}

/// The changes in as many parts as they take entries.
fn in_entries(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut entries: Vec<Vec<Change>> = Vec::new();
    let mut left = 0;
    for change in changes {
        let bytes = CHANGE + PROVISION * change.touches().count();
        if let Some(entry) = entries.last_mut().filter(|_| bytes <= left) {
            entry.push(change);
        } else {
            entries.push(vec![change]);
            left = BYTES;
        }
        left = left.saturating_sub(bytes);
    }
    entries
}

/// What contains each provision of a text, the outermost first.
fn around(draft: &Draft) -> HashMap<ProvisionId, Vec<ProvisionId>> {
    let mut around: HashMap<ProvisionId, Vec<ProvisionId>> = HashMap::new();
    for step in draft.walk() {
        // A walk meets what contains a provision before the provision.
        let above = step.parent.map(|parent| {
            let mut above = around.get(&parent.id).cloned().unwrap_or_default();
            above.push(parent.id);
            above
        });
        around.insert(step.provision.id, above.unwrap_or_default());
    }
    around
}

/// What the matches say in the terms of the record; a new number alone is no change.
fn changes(
    (before, now): (&Draft, &Draft),
    matches: &Matches,
    notes: &BTreeMap<ProvisionId, String>,
) -> Result<Vec<Change>, CaseError> {
    let (before, now) = (around(before), around(now));
    let mut changes = Vec::new();
    let mut change = |id: ProvisionId, kind: ChangeKind| -> Result<(), CaseError> {
        let mut within = Vec::new();
        for one in [&now, &before].into_iter().filter_map(|text| text.get(&id)).flatten() {
            let code = provision_code(*one)?;
            if !within.contains(&code) {
                within.push(code);
            }
        }
        changes.push(Change { provision: provision_code(id)?, kind, noted: notes.contains_key(&id), within });
        Ok(())
    };
    for (id, origin) in &matches.origins {
        match origin {
            Origin::Kept { edited: true, .. } => change(*id, ChangeKind::Edited)?,
            Origin::Kept { moved: true, .. } => change(*id, ChangeKind::Moved)?,
            Origin::Kept { .. } => {}
            Origin::Split { .. } => change(*id, ChangeKind::Split)?,
            Origin::Merged { .. } => change(*id, ChangeKind::Merged)?,
            Origin::New => change(*id, ChangeKind::Added)?,
        }
    }
    for (id, fate) in &matches.fates {
        if matches!(fate, Fate::Removed | Fate::Merged { .. }) {
            change(*id, ChangeKind::Removed)?;
        }
    }
    Ok(changes)
}
