//! The commands on the questions of a session: asking and joining, publishing and hiding, the end of each, and what whoever asked says
//! of it. What pages list stands beside the record in `questions`.

use dantin_record::{
    act::Actor,
    case::Visibility,
    code::{AgencyCode, CategoryCode, Code},
    dialogue::{DialogueEvent, Question, QuestionChannel, RefuseReason},
    event::ShownText,
    matter::MatterEvent,
    reasons::HideReason,
};
use dantin_store::Tx;

use super::{
    MatterFile,
    contributors::{Contribution, Contributor},
    dialogues::{self, Doer, add, area, session},
    file::{Deed, Key},
    floor, minutes,
};
use crate::act::cases::{Asker, CaseError, Context, unknown};

/// A question that has passed the edge.
#[derive(Clone, Debug)]
pub struct NewQuestion {
    /// By which way it came.
    pub channel: QuestionChannel,
    /// Where the asker lives, if said.
    pub area: Option<String>,
    /// The category it belongs to, if said.
    pub topic: Option<String>,
    /// The words.
    pub text: String,
    /// Who asks.
    pub asker: Asker,
    /// The key of the form.
    pub key: String,
}

/// Files a question and gives its number with the secret of the asker's link. The same key files one question.
pub fn ask(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    new: &NewQuestion,
    doer: Option<&Doer>,
) -> Result<(u32, String), CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    if let Some(earlier) = file.contributed(tx, &new.key)? {
        return Ok(earlier);
    }
    let number = u32::try_from(session(&file)?.questions.len()).unwrap_or(u32::MAX).saturating_add(1);
    let topic = match &new.topic {
        Some(code) if context.city.category(code).is_none() => return Err(unknown("topic", code)),
        Some(code) => Some(CategoryCode::new(code).map_err(|_bad| unknown("topic", code))?),
        None => None,
    };
    let area = area(context, new.area.as_deref())?;
    let event = DialogueEvent::Asked { question: number, channel: new.channel, area, topic };
    let deed = Deed {
        by: doer.map_or(Actor::Reporter, |doer| doer.by),
        event: MatterEvent::Dialogue(event),
        private: &[("text", &new.text)],
        published: &[],
        officer: doer.map(|doer| doer.officer.as_str()),
    };
    let contribution = Contribution { number, relation: "reporter", asker: &new.asker, key: &new.key };
    let secret = file.contribute(tx, context, &contribution, deed)?;
    tx.execute(
        "INSERT INTO questions (matter_id, question, event) VALUES ($1, $2, $3)",
        &[&file.matter.id().to_string(), &i64::from(number), &file.version],
    )?;
    file.save(tx, context)?;
    Ok((number, secret))
}

/// Takes in what an officer typed in from paper or the telephone, and lets `publisher` publish it as it was written, in the same
/// transaction. The same form does both once. Gives nothing where a form of this key was sent before with other words: they would be lost.
pub fn take_in(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    new: &NewQuestion,
    doer: &Doer,
    publisher: Option<&Doer>,
) -> Result<Option<(u32, String)>, CaseError> {
    let (number, secret) = ask(tx, context, code, new, Some(doer))?;
    let file = MatterFile::open(tx, &Key::Code(code))?;
    let (own,) = own_words(tx, &file.matter.id().to_string(), number)?;
    if own != new.text {
        return Ok(None);
    }
    let awaits = session(&file)?.question(number)?.visibility == Visibility::AwaitingModeration;
    if let Some(publisher) = publisher.filter(|_| awaits) {
        show(tx, context, publisher, code, number, None)?;
    }
    Ok(Some((number, secret)))
}

/// Joins a question of somebody else, or the one as which it is treated, and gives the secret of the joiner's link.
pub fn join(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    code: &str,
    question: u32,
    asker: &Asker,
    key: &str,
) -> Result<String, CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    if let Some((_, secret)) = file.contributed(tx, key)? {
        return Ok(secret);
    }
    let number = file.matter.main_of(question).unwrap_or(question);
    let deed = Deed {
        by: Actor::Joiner,
        event: MatterEvent::Dialogue(DialogueEvent::Joined { question: number }),
        private: &[],
        published: &[],
        officer: None,
    };
    let contribution = Contribution { number, relation: "joiner", asker, key };
    let secret = file.contribute(tx, context, &contribution, deed)?;
    file.save(tx, context)?;
    Ok(secret)
}

/// Publishes a question, as it was written or in other words.
pub fn show(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    code: &str,
    question: u32,
    redacted: Option<(&str, HideReason)>,
) -> Result<(), CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    let id = file.matter.id().to_string();
    let (redacted, reason) = redacted.unzip();
    let text = if redacted.is_some() { ShownText::Redacted } else { ShownText::AsWritten };
    let words: Vec<(&str, &str)> = redacted.iter().map(|text| ("public_text", *text)).collect();
    let event = DialogueEvent::Shown { question, text, reason };
    let number = add(tx, context, &mut file, doer, event, &words, &["public_text"])?;
    let (own,) = own_words(tx, &id, question)?;
    match redacted {
        Some(words) => put_on(tx, (&id, question), words, Some(number))?,
        None => put_on(tx, (&id, question), &own, None)?,
    }
    file.save(tx, context)
}

/// The public reads these words of a question: those of the event that tells of them, or its own.
fn put_on(
    tx: &mut Tx<'_>,
    (id, question): (&str, u32),
    words: &str,
    shown_event: Option<i64>,
) -> Result<(), CaseError> {
    leave_minutes(tx, (id, question), words)?;
    shut(tx, id, question)?;
    tx.execute(
        "UPDATE questions SET public_text = $1, shown_event = $2 WHERE matter_id = $3 AND question = $4",
        &[&words, &shown_event, &id, &i64::from(question)],
    )?;
    if shown_event.is_none() {
        tx.execute(
            "UPDATE contents SET opened = TRUE WHERE case_id = $1 AND field = 'text' AND number IN \
             (SELECT event FROM questions WHERE matter_id = $1 AND question = $2)",
            &[&id, &i64::from(question)],
        )?;
    }
    Ok(())
}

/// The row of a question from an event that came back from the public log; its own words are there where the copy had them.
pub(super) fn rebuild(
    tx: &mut Tx<'_>,
    id: &str,
    event: &DialogueEvent,
    number: i64,
) -> Result<(), CaseError> {
    match event {
        DialogueEvent::Asked { question, .. } => {
            tx.execute(
                "INSERT INTO questions (matter_id, question, event) VALUES ($1, $2, $3) \
                 ON CONFLICT (matter_id, question) DO NOTHING",
                &[&id, &i64::from(*question), &number],
            )?;
            Ok(())
        }
        DialogueEvent::Shown { question, text, .. } => {
            let (own,) = own_words(tx, id, *question)?;
            if *text == ShownText::AsWritten && !own.is_empty() {
                put_on(tx, (id, *question), &own, None)
            } else {
                take_off(tx, id, *question)
            }
        }
        DialogueEvent::Hidden { question, .. } | DialogueEvent::Withdrawn { question } => {
            take_off(tx, id, *question)
        }
        _ => Ok(()),
    }
}

/// Hides a question for a reason of the closed list.
pub fn hide(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    code: &str,
    question: u32,
    reason: HideReason,
) -> Result<(), CaseError> {
    let file = dialogues::step(tx, context, doer, code, DialogueEvent::Hidden { question, reason })?;
    take_off(tx, &file.matter.id().to_string(), question)
}

/// Ends a question with the answer of a body.
pub fn answer(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    (code, question): (&str, u32),
    agency: &str,
    words: &str,
) -> Result<(), CaseError> {
    let agency = context
        .city
        .agency(agency)
        .and_then(|agency| AgencyCode::new(&agency.code).ok())
        .ok_or_else(|| unknown("agency", agency))?;
    end(tx, context, doer, (code, question), DialogueEvent::Answered { question, agency }, words)
}

/// Ends a question with a reason for which it gets no answer.
pub fn refuse(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    (code, question): (&str, u32),
    (reason, authority): (RefuseReason, Option<Code>),
    words: &str,
) -> Result<(), CaseError> {
    let event = DialogueEvent::Refused { question, reason, authority };
    end(tx, context, doer, (code, question), event, words)
}

fn end(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    (code, question): (&str, u32),
    event: DialogueEvent,
    words: &str,
) -> Result<(), CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    let private: &[(&str, &str)] = if words.is_empty() { &[] } else { &[("words", words)] };
    add(tx, context, &mut file, doer, event, private, &["words"])?;
    floor::leave(tx, context, &file.matter.id().to_string(), question)?;
    tx.execute(
        "UPDATE questions SET answer = $1 WHERE matter_id = $2 AND question = $3",
        &[&words, &file.matter.id().to_string(), &i64::from(question)],
    )?;
    file.save(tx, context)
}

/// Whoever holds this link says whether that answers the question.
pub fn judge(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    secret: &str,
    answers: bool,
    words: &str,
) -> Result<(), CaseError> {
    by_link(tx, context, secret, words, |question| DialogueEvent::Judged { question, answers }).map(drop)
}

/// Whoever holds this link takes the question back.
pub fn withdraw(tx: &mut Tx<'_>, context: Context<'_>, secret: &str) -> Result<(), CaseError> {
    let (file, contributor) =
        by_link(tx, context, secret, "", |question| DialogueEvent::Withdrawn { question })?;
    take_off(tx, &file.matter.id().to_string(), contributor.number)
}

fn by_link(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    secret: &str,
    words: &str,
    event: impl Fn(u32) -> DialogueEvent,
) -> Result<(MatterFile, Contributor), CaseError> {
    let (mut file, contributor) = MatterFile::open_by_secret(tx, secret)?;
    let by = if contributor.relation == "reporter" { Actor::Reporter } else { Actor::Joiner };
    let private: &[(&str, &str)] = if words.is_empty() { &[] } else { &[("words", words)] };
    let event = MatterEvent::Dialogue(event(contributor.number));
    let deed = Deed { by, event, private, published: &[], officer: None };
    file.add_by(tx, context, deed, Some(secret))?;
    file.save(tx, context)?;
    Ok((file, contributor))
}

/// The number of the event by which a question was asked, and its own words.
fn own_words(tx: &mut Tx<'_>, id: &str, question: u32) -> Result<(String,), CaseError> {
    let found: Option<(String,)> = tx.first(
        "SELECT c.body FROM questions q JOIN contents c ON c.case_id = q.matter_id AND c.number = q.event AND c.field = 'text' \
         WHERE q.matter_id = $1 AND q.question = $2",
        &[&id, &i64::from(question)],
    )?;
    // Erased words leave a question that can be shown in other words only.
    Ok(found.unwrap_or_default())
}

/// The public may hold no words of the question against their commitments: its own, or those that stood in their place.
fn shut(tx: &mut Tx<'_>, id: &str, question: u32) -> Result<(), CaseError> {
    tx.execute(
        "UPDATE contents SET opened = FALSE WHERE case_id = $1 AND field IN ('text', 'public_text') AND number IN \
         (SELECT event FROM questions WHERE matter_id = $1 AND question = $2 \
         UNION ALL SELECT shown_event FROM questions WHERE matter_id = $1 AND question = $2 AND shown_event IS NOT NULL)",
        &[&id, &i64::from(question)],
    )?;
    Ok(())
}

/// The words of a question that was hidden or withdrawn are public no more, in approved minutes neither.
fn take_off(tx: &mut Tx<'_>, id: &str, question: u32) -> Result<(), CaseError> {
    leave_minutes(tx, (id, question), "")?;
    shut(tx, id, question)?;
    tx.execute(
        "UPDATE questions SET public_text = NULL, shown_event = NULL WHERE matter_id = $1 AND question = $2",
        &[&id, &i64::from(question)],
    )?;
    Ok(())
}

/// What the public read of a question until now leaves the approved minutes, unless it is these words.
fn leave_minutes(tx: &mut Tx<'_>, (id, question): (&str, u32), words: &str) -> Result<(), CaseError> {
    let public: Option<(Option<String>,)> = tx.first(
        "SELECT public_text FROM questions WHERE matter_id = $1 AND question = $2",
        &[&id, &i64::from(question)],
    )?;
    match public {
        Some((Some(before),)) if before != words => minutes::take_out(tx, id, &before),
        _ => Ok(()),
    }
}

/// Whether a question stands open to support and joining.
pub fn is_supportable(question: &Question) -> bool {
    !question.is_gone() && question.visibility == Visibility::Public
}

/// What a form about a question was made from: what somebody else may have changed while it was being filled in. How many stand behind it
/// changes all the time and is no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Whether it is shown.
    pub visibility: Visibility,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// The question as which it is treated.
    pub merged_into: Option<u32>,
    /// How many ends it has.
    pub ends: usize,
}

impl Stamp {
    /// Of a question as it is.
    pub fn of(question: &Question) -> Self {
        Self {
            visibility: question.visibility,
            withdrawn: question.withdrawn,
            merged_into: question.merged_into,
            ends: question.ends.len(),
        }
    }

    /// As a form carries it; nothing where it carries none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let visibility = Visibility::from_code(parts.next()?)?;
        let withdrawn = parts.next()? == "1";
        let merged: u32 = parts.next()?.parse().ok()?;
        let ends = parts.next()?.parse().ok()?;
        Some(Self { visibility, withdrawn, merged_into: Some(merged).filter(|number| *number > 0), ends })
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (withdrawn, merged) = (u8::from(self.withdrawn), self.merged_into.unwrap_or(0));
        write!(formatter, "{}.{withdrawn}.{merged}.{}", self.visibility.code(), self.ends)
    }
}

/// Whether nobody changed the question since the form was made.
pub fn unchanged_since(tx: &mut Tx<'_>, code: &str, number: u32, seen: Stamp) -> Result<bool, CaseError> {
    let file = MatterFile::open(tx, &Key::Code(code))?;
    Ok(Stamp::of(session(&file)?.question(number)?) == seen)
}
