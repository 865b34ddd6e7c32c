//! Dialogue sessions as residents meet them: the list, the page of a session before, while and after it takes place, asking,
//! joining and supporting questions, the board for the hall, and the page behind an asker's link.

pub mod ask;
mod ask_page;
pub mod board;
pub mod calendar;
pub mod list;
pub mod live;
mod mine;
pub mod minutes;
pub mod page;
pub mod papers;
mod similar;
pub mod support;
mod view;

use std::collections::BTreeMap;

use dantin_record::{
    dialogue::Session,
    id::{CaseCode, CodePrefix},
    matter::Matter,
};
use dantin_store::Tx;

use crate::{
    act::matters::queue,
    app::App,
    error::{Error, Missing, not_found},
};

pub use mine::{Typed, judge, show as show_mine, withdraw};
pub use view::{Card, card as view_card, counts, state};

/// The session of this code, however it is typed.
pub fn find(app: &App, code: &str) -> Result<Session, Error> {
    let missing = || not_found(Missing::Session);
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).map_err(anyhow::Error::new)?;
    let code = CaseCode::parse(code, prefix).map_err(|_not_a_code| missing())?;
    let book = app.book.read();
    book.matter_by_code(code).and_then(Matter::as_session).cloned().ok_or_else(missing)
}

/// The number of a question in an address.
pub fn number(text: &str) -> Result<u32, Error> {
    text.parse().map_err(|_no_number| not_found(Missing::Page))
}

/// The words of a session that its page shows.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// The title.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// Where.
    pub place: String,
    /// The address of a stream.
    pub link: String,
    /// A line for each item.
    pub agenda: String,
    /// A line for each moderator.
    pub moderators: String,
    /// A line for each paper: its title, a bar and its address, or the title alone.
    pub papers: String,
    /// The numbers of the questions that are taken first.
    pub queue: Vec<u32>,
    /// The agency that answers at present.
    pub speaker: String,
    /// How many entries have lost their words, in a restoring from before them.
    pub lost: i64,
}

/// The words of a session; its code for a title where they were lost.
pub fn texts(tx: &mut Tx<'_>, id: &str) -> Result<Texts, Error> {
    type Words = Option<String>;
    type Row = (String, Words, Words, Words, Words, i64, Words, Words, Words, Words);
    let found: Option<Row> = tx.first(
        "SELECT m.title, s.subject, s.place, s.link, s.agenda, m.words_lost, s.moderators, s.papers, s.queue, s.speaker \
         FROM matters m LEFT JOIN sessions s ON s.matter_id = m.id WHERE m.id = $1",
        &[&id],
    )?;
    let Some((title, subject, place, link, agenda, lost, moderators, papers, queue, speaker)) = found else {
        return Ok(Texts::default());
    };
    Ok(Texts {
        title,
        subject: subject.unwrap_or_default(),
        place: place.unwrap_or_default(),
        link: link.unwrap_or_default(),
        agenda: agenda.unwrap_or_default(),
        moderators: moderators.unwrap_or_default(),
        papers: papers.unwrap_or_default(),
        queue: queue::parse(&queue.unwrap_or_default()),
        speaker: speaker.unwrap_or_default(),
        lost,
    })
}

/// The published words of questions, and the words of their ends.
pub type Shown = BTreeMap<u32, (Option<String>, Option<String>)>;

/// What is published of all questions of a session.
pub fn shown(tx: &mut Tx<'_>, id: &str) -> Result<Shown, Error> {
    let rows: Vec<(i64, Option<String>, Option<String>)> = tx.all(
        "SELECT question, public_text, answer FROM questions WHERE matter_id = $1 ORDER BY question",
        &[&id],
    )?;
    Ok(rows
        .into_iter()
        .filter_map(|(number, text, answer)| Some((u32::try_from(number).ok()?, (text, answer))))
        .collect())
}
