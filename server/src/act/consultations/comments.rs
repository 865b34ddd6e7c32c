//! Comments: made by residents or written down for them, shown or hidden by a moderator, grouped and answered by the drafter, withdrawn by
//! whoever made them.

use dantin_record::{
    act::Actor,
    code::ProvisionCode,
    consultation::{CommentChannel, ConsultationEvent, Decision, Speaker, Stance},
    event::ShownText,
    matter::{MatterEvent, MatterRefusal},
    reasons::HideReason,
};
use dantin_store::Tx;

use super::{By, add, consultation, store};
use crate::act::{
    cases::{Asker, CaseError, Context},
    matters::{Contribution, Deed, MatterFile},
};

/// A comment that has passed the edge.
#[derive(Clone, Debug)]
pub struct NewComment {
    pub by: By,
    /// The provision; none for the text as a whole.
    pub provision: Option<String>,
    /// The version that was read.
    pub version: u32,
    pub stance: Stance,
    pub speaker: Speaker,
    pub channel: CommentChannel,
    /// What is said; may be empty where somebody only agrees.
    pub text: String,
    /// A wording that is proposed, or empty.
    pub proposal: String,
    /// The organisation's name, or empty.
    pub organisation: String,
    pub asker: Asker,
    /// A key of at least 128 random bits that the form carried: the same key comments once.
    pub key: String,
}

/// The fields of a comment that the public reads once it is shown.
const FIELDS: [&str; 3] = ["organisation", "proposal", "text"];

/// Takes a comment; gives its number and the secret of its maker's link.
pub fn comment(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    new: &NewComment,
) -> Result<(u32, String), CaseError> {
    if let Some(earlier) = file.contributed(tx, &new.key)? {
        return Ok(earlier);
    }
    let course = consultation(file)?;
    let number = course.comments.total().saturating_add(1);
    let id = file.matter.id().to_string();
    let page = store::page_of(tx, &id, new.version, new.provision.as_deref())?;
    let page = page.ok_or(MatterRefusal::NoSuchVersion)?;
    let provision =
        new.provision.as_deref().map(|code| ProvisionCode::new(code).map_err(|_bad| CaseError::NotFound));
    let event = ConsultationEvent::Made {
        comment: number,
        version: new.version,
        provision: provision.transpose()?,
        stance: new.stance,
        speaker: new.speaker,
        channel: new.channel,
    };
    let words = [("organisation", &new.organisation), ("proposal", &new.proposal), ("text", &new.text)];
    let words: Vec<(&str, &str)> = words
        .into_iter()
        .filter(|(_, body)| !body.is_empty())
        .map(|(field, body)| (field, body.as_str()))
        .collect();
    let deed = Deed {
        by: new.by.actor,
        event: MatterEvent::Consultation(event),
        private: &words,
        published: &[],
        officer: new.by.officer.as_deref(),
    };
    let contribution = Contribution { number, relation: "reporter", asker: &new.asker, key: &new.key };
    let secret = file.contribute(tx, context, &contribution, deed)?;
    let provision = new.provision.as_deref().unwrap_or_default();
    store::insert_comment(tx, context, (&id, number), file.version, (provision, &page))?;
    file.save(tx, context)?;
    Ok((number, secret))
}

/// Whether nobody has decided yet if a comment is shown.
pub fn waits(tx: &mut Tx<'_>, file: &MatterFile, number: u32) -> Result<bool, CaseError> {
    let waits = store::waits(tx, &file.matter.id().to_string(), number)?;
    Ok(waits.ok_or(MatterRefusal::NoSuchComment)?)
}

/// Publishes a comment as it was written, or with these words in its place; also one that is public already.
pub fn show(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    number: u32,
    redacted: Option<(&str, HideReason)>,
) -> Result<(), CaseError> {
    let (redacted, reason) = redacted.unzip();
    let text = if redacted.is_some() { ShownText::Redacted } else { ShownText::AsWritten };
    let event = ConsultationEvent::Shown { comment: number, text, reason };
    let words: Vec<(&str, &str)> = redacted.map(|words| ("text", words)).into_iter().collect();
    let shown = add(tx, context, file, by, event, (&words, &["text"]))?;
    let id = file.matter.id().to_string();
    // Words in whose place others come are public no more.
    for event in store::events_with_words(tx, &id, number)? {
        store::close_fields(tx, (&id, event))?;
    }
    let made = store::made_event(tx, &id, number)?;
    let event = if redacted.is_some() { shown } else { made };
    if redacted.is_none() {
        for field in FIELDS {
            store::open_field(tx, (&id, made), field)?;
        }
    }
    store::set_shown(tx, (&id, number), event)?;
    file.save(tx, context)
}

/// Takes a comment off the public pages, for a reason out of the list.
pub fn hide(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    number: u32,
    reason: HideReason,
) -> Result<(), CaseError> {
    add(tx, context, file, by, ConsultationEvent::Hidden { comment: number, reason }, (&[], &[]))?;
    let id = file.matter.id().to_string();
    for event in store::events_with_words(tx, &id, number)? {
        store::close_fields(tx, (&id, event))?;
    }
    store::set_gone(tx, (&id, number), "hidden")?;
    file.save(tx, context)
}

/// Takes back one's own comment, by the secret link that its maker holds.
pub fn withdraw(tx: &mut Tx<'_>, context: Context<'_>, secret: &str) -> Result<(), CaseError> {
    let (mut file, contributor) = MatterFile::open_by_secret(tx, secret)?;
    consultation(&file)?;
    let event = MatterEvent::Consultation(ConsultationEvent::Withdrawn { comment: contributor.number });
    let deed = Deed { by: Actor::Reporter, event, private: &[], published: &[], officer: None };
    file.add_by(tx, context, deed, Some(secret))?;
    let id = file.matter.id().to_string();
    for event in store::events_with_words(tx, &id, contributor.number)? {
        store::close_fields(tx, (&id, event))?;
    }
    store::set_gone(tx, (&id, contributor.number), "withdrawn")?;
    file.save(tx, context)
}

/// Answers these comments with another one from now on.
pub fn group(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    comments: &[u32],
    into: u32,
) -> Result<(), CaseError> {
    let mut comments = comments.to_vec();
    comments.sort_unstable();
    comments.dedup();
    let event = ConsultationEvent::Grouped { comments: comments.clone(), into };
    add(tx, context, file, by, event, (&[], &[]))?;
    let id = file.matter.id().to_string();
    for number in comments {
        store::set_group(tx, (&id, number), Some(into))?;
    }
    file.save(tx, context)
}

/// Makes a comment answer for itself again.
pub fn ungroup(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    number: u32,
) -> Result<(), CaseError> {
    add(tx, context, file, by, ConsultationEvent::Ungrouped { comment: number }, (&[], &[]))?;
    store::set_group(tx, (&file.matter.id().to_string(), number), None)?;
    file.save(tx, context)
}

/// A response that has passed the edge.
#[derive(Clone, Debug)]
pub struct Answering {
    pub comment: u32,
    /// 1 for the first response; a mended one has the next number, so that two officers do not write over each other.
    pub revision: u32,
    pub decision: Decision,
    /// The provisions that change because of it.
    pub provisions: Vec<String>,
    pub text: String,
}

/// Responds to a comment, and so to all that are grouped with it.
pub fn answer(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    by: &By,
    answering: &Answering,
) -> Result<(), CaseError> {
    let provisions =
        answering.provisions.iter().map(|code| ProvisionCode::new(code).map_err(|_bad| CaseError::NotFound));
    let event = ConsultationEvent::Answered {
        comment: answering.comment,
        revision: answering.revision,
        decision: answering.decision,
        provisions: provisions.collect::<Result<_, _>>()?,
    };
    let words = [("response", answering.text.as_str())];
    let event = add(tx, context, file, by, event, (&words, &["response"]))?;
    let id = file.matter.id().to_string();
    store::set_answer(tx, (&id, answering.comment), event, answering.decision.code())?;
    file.save(tx, context)
}
