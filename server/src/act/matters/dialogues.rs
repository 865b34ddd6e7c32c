//! The commands on a dialogue session. Each loads the session, asks its rules, and stores rows, words and entry in the caller's
//! transaction; what pages list stands beside the record in `sessions`. Its questions have a room of their own.

use dantin_record::{
    act::Actor,
    code::{AgencyCode, AreaCode},
    dialogue::{Attendance, ChangeReason, DialogueEvent, Session, SessionKind},
    matter::MatterEvent,
    moment::Moment,
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{
    MatterFile,
    file::{Deed, Key},
    floor, supports,
};
use crate::act::cases::{CaseError, Context, unknown};

/// An officer, and the role in which he acts.
#[derive(Clone, Debug)]
pub struct Doer {
    /// The role, which the journal names.
    pub by: Actor,
    /// Who, which it does not.
    pub officer: String,
}

/// When and how a session takes place.
#[derive(Clone, Debug)]
pub struct Times {
    /// How people take part.
    pub attendance: Attendance,
    /// The session.
    pub starts: Timestamp,
    /// Its end.
    pub ends: Timestamp,
    /// From when questions are taken.
    pub questions_from: Timestamp,
    /// Until when they are taken before the session.
    pub questions_until: Timestamp,
}

/// The words of an announcement; NFC, within their limits.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The title.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// What the host may say anew until the session begins.
    pub notes: Notes,
}

/// What may still change of an announcement beside its times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Where, in words.
    pub place: String,
    /// The address of a stream, or empty.
    pub link: String,
    /// A line for each item: minutes, a colon, and what.
    pub agenda: String,
    /// A line for each moderator: name and office.
    pub moderators: String,
    /// A line for each paper: its title, a bar and its address, or the title alone.
    pub papers: String,
}

/// A session that has passed the edge.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Conference or reception day.
    pub kind: SessionKind,
    /// The agency that holds it.
    pub host: String,
    /// Ward or commune, none for the whole city.
    pub area: Option<String>,
    /// When and how.
    pub times: Times,
    /// The words.
    pub words: Words,
    /// The key of the form.
    pub key: String,
    /// Sample data.
    pub sample: bool,
}

/// Announces a session and gives its code.
pub fn announce(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    new: &NewSession,
) -> Result<String, CaseError> {
    let host = AgencyCode::new(&new.host).map_err(|_bad| unknown("host", &new.host))?;
    let area = area(context, new.area.as_deref())?;
    let at = |at: Timestamp| Moment::from(at);
    let Times { attendance, starts, ends, questions_from, questions_until } = new.times.clone();
    let (kind, sample) = (new.kind, new.sample);
    let event = |code| {
        MatterEvent::Dialogue(DialogueEvent::Announced {
            code,
            kind,
            host,
            area,
            attendance,
            starts: at(starts),
            ends: at(ends),
            questions_from: at(questions_from),
            questions_until: at(questions_until),
            sample,
        })
    };
    let words = fields(&new.words);
    let file = MatterFile::begin(tx, context, &new.words.title, &new.key, |code| {
        let published = &["title", "subject", "place", "link", "agenda", "moderators", "papers"];
        Deed { by: doer.by, event: event(code), private: &words, published, officer: Some(&doer.officer) }
    })?;
    tx.execute(
        "INSERT INTO sessions (matter_id, starts_at, ends_at, subject, place, link, agenda, moderators, papers) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (matter_id) DO NOTHING",
        &[
            &file.matter.id().to_string(),
            &starts,
            &ends,
            &new.words.subject,
            &new.words.notes.place,
            &new.words.notes.link,
            &new.words.notes.agenda,
            &new.words.notes.moderators,
            &new.words.notes.papers,
        ],
    )?;
    Ok(file.matter.code().to_string())
}

/// Moves a session that has not begun, or says anew where it is, its agenda, who moderates and what is read beforehand, for a public
/// reason.
pub fn change(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    code: &str,
    (times, notes): (&Times, &Notes),
    reason: ChangeReason,
) -> Result<(), CaseError> {
    let at = |at: Timestamp| Moment::from(at);
    let event = DialogueEvent::Changed {
        attendance: times.attendance,
        starts: at(times.starts),
        ends: at(times.ends),
        questions_from: at(times.questions_from),
        questions_until: at(times.questions_until),
        reason,
    };
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    let published = &["agenda", "link", "moderators", "papers", "place"];
    add(tx, context, &mut file, doer, event, &noted(notes), published)?;
    file.save(tx, context)?;
    tx.execute(
        "UPDATE sessions SET starts_at = $1, ends_at = $2, place = $3, link = $4, agenda = $5, moderators = $6, papers = $7 \
         WHERE matter_id = $8",
        &[
            &times.starts,
            &times.ends,
            &notes.place,
            &notes.link,
            &notes.agenda,
            &notes.moderators,
            &notes.papers,
            &file.matter.id().to_string(),
        ],
    )?;
    Ok(())
}

/// A step that carries no words: opening, starting, closing, calling a question, merging and the like.
pub fn step(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    doer: &Doer,
    code: &str,
    event: DialogueEvent,
) -> Result<MatterFile, CaseError> {
    let mut file = MatterFile::open(tx, &Key::Code(code))?;
    let id = file.matter.id().to_string();
    match &event {
        // What was answered with a yes is counted before nothing is counted any more.
        DialogueEvent::Closed {} => drop(supports::count_last(tx, context, &mut file)?),
        DialogueEvent::Called { question } => floor::call(tx, context, &id, *question)?,
        _ => {}
    }
    add(tx, context, &mut file, doer, event, &[], &[])?;
    file.save(tx, context)?;
    Ok(file)
}

/// The session behind a file.
pub fn session(file: &MatterFile) -> Result<&Session, CaseError> {
    file.matter.as_session().ok_or(CaseError::NotFound)
}

pub(super) fn add(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    doer: &Doer,
    event: DialogueEvent,
    private: &[(&str, &str)],
    published: &[&str],
) -> Result<i64, CaseError> {
    let event = MatterEvent::Dialogue(event);
    file.add(tx, context, Deed { by: doer.by, event, private, published, officer: Some(&doer.officer) })
}

pub(super) fn area(context: Context<'_>, code: Option<&str>) -> Result<Option<AreaCode>, CaseError> {
    let Some(code) = code else { return Ok(None) };
    let area = context.city.area(code).ok_or_else(|| unknown("area", code))?;
    AreaCode::new(&area.code).map(Some).map_err(|_bad| unknown("area", code))
}

fn fields(words: &Words) -> Vec<(&'static str, &str)> {
    let mut fields = noted(&words.notes);
    fields.extend(filled(&[("subject", &words.subject), ("title", &words.title)]));
    fields
}

/// What stands in an announcement and in each change of it.
fn noted(notes: &Notes) -> Vec<(&'static str, &str)> {
    filled(&[
        ("agenda", &notes.agenda),
        ("link", &notes.link),
        ("moderators", &notes.moderators),
        ("papers", &notes.papers),
        ("place", &notes.place),
    ])
}

/// The fields that are not empty.
fn filled<'a>(fields: &[(&'static str, &'a String)]) -> Vec<(&'static str, &'a str)> {
    let all = fields.iter().filter(|(_, text)| !text.is_empty());
    all.map(|(field, text)| (*field, text.as_str())).collect()
}
