//! Those who asked a question of a session, or have the same one: which entries are told to whom, and in which words. It says what
//! the session's page says. Of a question that is hidden it says that, and why, and not a word more.

use std::sync::Arc;

use dantin_record::{
    case::{Case, Visibility},
    dialogue::{DialogueEvent, Question, Session},
    entry::Entry,
    event::EventKind,
    matter::{MatterEntry, MatterEvent},
    voice::Voice,
};
use dantin_store::{Query, Tx};
use jiff::Timestamp;

use super::{
    List, address_hash, follow, outbox,
    telling::{Item, ItemLine, Teller},
};
use crate::{
    act::{cases::CaseError, matters},
    error::Error,
    listen::dialogues::{Shown, Texts, shown, texts, view_card},
};

/// Whom an entry of a session is told to.
enum Whom {
    /// Everybody behind this question alone.
    Of(u32),
    /// Those, and everybody whose question is treated as this one.
    OfAll(u32),
    /// Everybody who still waits for an answer.
    Waiting,
}

fn whom(event: &DialogueEvent) -> Option<Whom> {
    Some(match event {
        DialogueEvent::Shown { question, .. }
        | DialogueEvent::Hidden { question, .. }
        | DialogueEvent::Merged { question, .. }
        | DialogueEvent::Unmerged { question } => Whom::Of(*question),
        DialogueEvent::Answered { question, .. }
        | DialogueEvent::Promised { question, .. }
        | DialogueEvent::InWriting { question, .. }
        | DialogueEvent::Refused { question, .. } => Whom::OfAll(*question),
        DialogueEvent::Changed { .. } | DialogueEvent::Cancelled { .. } => Whom::Waiting,
        _ => return None,
    })
}

/// The numbers of the questions behind which somebody is told.
fn numbers(session: &Session, whom: &Whom) -> Vec<u32> {
    let fits = |question: &&Question| match whom {
        Whom::Of(number) => question.number == *number,
        Whom::OfAll(number) => question.number == *number || question.merged_into == Some(*number),
        Whom::Waiting => {
            !question.withdrawn && question.visibility != Visibility::Hidden && question.ends.is_empty()
        }
    };
    session.questions.iter().filter(fits).map(|question| question.number).collect()
}

/// Somebody who left an address.
struct Reader {
    id: String,
    hash: String,
    /// The event by which they asked or joined.
    since: i64,
    /// What they showed last.
    voice: Option<Vec<u8>>,
}

fn readers(tx: &mut Tx<'_>, matter: &str, numbers: &[u32]) -> Result<Vec<Reader>, Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT id, email, number, voice FROM contributors WHERE email IS NOT NULL AND matter_id = ",
    );
    query.bind(&matter).push(" AND contribution IN (");
    query.bind_list(numbers.iter().map(|number| i64::from(*number))).push(") ORDER BY created_at, id");
    let rows: Vec<(String, String, i64, Option<Vec<u8>>)> = tx.all_query(&query)?;
    let reader = |(id, email, since, voice): (String, String, i64, Option<Vec<u8>>)| {
        // What was typed need not be an address.
        Some(Reader { hash: address_hash(&email.parse().ok()?), id, since, voice })
    };
    Ok(rows.into_iter().filter_map(reader).collect())
}

/// Notes what an entry of a matter tells to whom.
pub(super) fn take(
    tx: &mut Tx<'_>,
    (now, ready): (Timestamp, Timestamp),
    id: &str,
    number: i64,
    entry: &MatterEntry,
) -> Result<(), Error> {
    if matches!(entry.event, MatterEvent::Erased(_) | MatterEvent::Dialogue(DialogueEvent::Hidden { .. })) {
        outbox::make_anew(tx, now, id)?;
    }
    let MatterEvent::Dialogue(event) = &entry.event else { return Ok(()) };
    let Some(whom) = whom(event) else { return Ok(()) };
    let matter = matters::load(tx, id)?;
    // Nobody is written to about samples.
    let Some(session) = matter.as_session().filter(|session| !session.sample) else { return Ok(()) };
    for reader in readers(tx, id, &numbers(session, &whom))? {
        // Of before somebody joined they read on the page.
        if number > reader.since {
            follow::add(tx, List::Cases, &reader.id, &reader.hash, (id, number), ready)?;
        }
    }
    Ok(())
}

/// The same of an entry of a case that was promised in answer to a question: whether it was done. Gives the addresses of all who
/// asked, told or not.
pub(super) fn take_of_promise(
    tx: &mut Tx<'_>,
    ready: Timestamp,
    (id, number): (&str, i64),
    case: &Case,
    entry: &Entry,
) -> Result<Vec<String>, Error> {
    let Some(pledged) = case.pledged else { return Ok(Vec::new()) };
    let matter = pledged.matter.to_string();
    let record = matters::load(tx, &matter)?;
    let Some(session) = record.as_session() else { return Ok(Vec::new()) };
    let is_told = matches!(
        entry.event.kind(),
        EventKind::ReportedResolved
            | EventKind::Confirmed
            | EventKind::Contested
            | EventKind::Expired
            | EventKind::Extended
            | EventKind::Declined
    );
    let mut hashes = Vec::new();
    for reader in readers(tx, &matter, &numbers(session, &Whom::OfAll(pledged.number)))? {
        if is_told && !is_own(&reader, entry.voice) {
            follow::add(tx, List::Cases, &reader.id, &reader.hash, (id, number), ready)?;
        }
        hashes.push(reader.hash);
    }
    Ok(hashes)
}

/// Who acted is not told of the own act.
fn is_own(reader: &Reader, shown: Option<Voice>) -> bool {
    reader.voice.as_ref().is_some_and(|voice| shown.is_some_and(|shown| *voice == shown))
}

/// A session as mails tell of it.
pub(super) struct Gathering {
    session: Session,
    title: String,
    /// Where it is held, and its stream.
    place: String,
    link: String,
    shown: Shown,
}

impl Gathering {
    pub(super) fn load(tx: &mut Tx<'_>, id: &str) -> Result<Gathering, Error> {
        let session = matters::load(tx, id)?.as_session().cloned().ok_or(CaseError::NotFound)?;
        let Texts { title, place, link, .. } = texts(tx, id)?;
        let title = if title.is_empty() { session.code.to_string() } else { title };
        Ok(Gathering { shown: shown(tx, id)?, session, title, place, link })
    }

    fn text(&self, question: &Question) -> String {
        let shown = self.shown.get(&question.number).and_then(|(text, _)| text.clone());
        shown.filter(|_| question.visibility == Visibility::Public).unwrap_or_default()
    }
}

/// What is new of a question.
pub(super) struct Asked {
    pub gathering: Arc<Gathering>,
    pub number: u32,
    /// What happened, in the order of the journal.
    pub events: Vec<DialogueEvent>,
}

impl Asked {
    /// Nothing where there is nothing left to say.
    pub(super) fn item(&self, teller: &Teller<'_>) -> Option<Item> {
        let (session, w) = (&self.gathering.session, teller.w);
        let question = session.question(self.number).ok().filter(|question| !question.withdrawn)?;
        // Several ends of one question are told as the last, which the page shows.
        let last_end = self.events.iter().rposition(is_end);
        let told = self.events.iter().enumerate();
        let told = told.filter(|(place, event)| !is_end(event) || Some(*place) == last_end);
        let lines: Vec<ItemLine> = told.filter_map(|(_, event)| self.line(teller, question, event)).collect();
        let what = lines.last()?.title.clone();
        let is_answered = last_end.is_some() && question.visibility != Visibility::Hidden;
        let is_hidden = question.visibility == Visibility::Hidden;
        let code = session.code.to_string();
        let name = w.with("question-number", &[("number", self.number.to_string().as_str().into())]);
        let place = question.merged_into.unwrap_or(self.number);
        Some(Item {
            heading: format!("{name} · {}", self.gathering.title),
            thread: format!("session.{code}.{}", self.number),
            href: format!("{}/dialogues/{code}#q{place}", teller.public_url),
            name: format!("{name} ({code})"),
            code,
            lines,
            call: if is_answered { w.t("mail-call-judge") } else { String::new() },
            what,
            link_hint: (is_answered || is_hidden).then_some("mail-link-hint-question"),
        })
    }

    fn line(&self, teller: &Teller<'_>, question: &Question, event: &DialogueEvent) -> Option<ItemLine> {
        let (w, words) = (teller.w, teller.wording());
        let is_hidden = question.visibility == Visibility::Hidden;
        let (title, text) = match event {
            DialogueEvent::Hidden { reason, .. } if is_hidden => {
                (w.t("mail-question-hidden"), w.code("hide", reason.code()))
            }
            // Nothing of what happened to a hidden question is told.
            _ if is_hidden => return None,
            DialogueEvent::Shown { .. } => (w.t("mail-shown"), self.gathering.text(question)),
            DialogueEvent::Merged { into, .. } if question.merged_into == Some(*into) => {
                let main = self.gathering.session.question(*into).ok()?;
                let number = into.to_string();
                let title = w.with("mail-question-merged", &[("number", number.as_str().into())]);
                (title, format!("{}\n{}", w.t("question-into-hint"), self.gathering.text(main)))
            }
            DialogueEvent::Unmerged { .. } if question.merged_into.is_none() => {
                (w.t("mail-question-unmerged"), String::new())
            }
            DialogueEvent::Changed { reason, .. } => {
                let starts = words.dated(self.gathering.session.starts).shown;
                // Where it was never moved, something else of its announcement changed.
                let is_moved = self.gathering.session.starts != self.gathering.session.first_starts;
                let key = if is_moved { "mail-session-changed" } else { "mail-session-changed-otherwise" };
                let title = w.with(key, &[("time", starts.as_str().into())]);
                (title, self.where_now(teller, w.code("session-reason", reason.code())))
            }
            DialogueEvent::Cancelled { reason } => {
                (w.t("mail-session-cancelled"), w.code("session-reason", reason.code()))
            }
            event if is_end(event) => self.end(teller, question, event)?,
            _ => return None,
        };
        Some(ItemLine { title, when: String::new(), text })
    }

    /// The reason of a change, and where the session is held now: whoever reads this need not open the page to be at the right door.
    fn where_now(&self, teller: &Teller<'_>, reason: String) -> String {
        let facts = [("session-place", &self.gathering.place), ("session-link-field", &self.gathering.link)];
        let facts = facts.iter().filter(|(_, value)| !value.is_empty());
        let facts = facts.map(|(key, value)| format!("{}: {value}", teller.w.t(key)));
        std::iter::once(reason).chain(facts).collect::<Vec<_>>().join("\n")
    }

    /// The answer, promise or refusal, as the page of the session shows it.
    fn end(
        &self,
        teller: &Teller<'_>,
        question: &Question,
        event: &DialogueEvent,
    ) -> Option<(String, String)> {
        let (session, w) = (&self.gathering.session, teller.w);
        let main = question.merged_into.map_or(Some(question), |main| session.question(main).ok())?;
        let card = view_card(teller.app, teller.wording(), session, main, &self.gathering.shown, &[]);
        let title = w.t(match event {
            DialogueEvent::Answered { .. } => "question-answered",
            DialogueEvent::Promised { .. } => "question-promised",
            DialogueEvent::InWriting { .. } => "question-in-writing",
            DialogueEvent::Refused { .. } => "question-refused",
            _ => return None,
        });
        let case = card.case.map(|(_, code)| w.with("question-case", &[("code", code.as_str().into())]));
        let text: Vec<String> = std::iter::once(card.answer).chain(case).collect();
        let by = card.answered_by;
        Some((if by.is_empty() { title } else { format!("{title} · {by}") }, text.join("\n")))
    }
}

fn is_end(event: &DialogueEvent) -> bool {
    matches!(whom(event), Some(Whom::OfAll(_)))
}
