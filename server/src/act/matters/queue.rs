//! The order in which a moderator takes the questions of a session. It is how the hall is held and no fact of the record: those that were
//! put first stand in a row of the session, all others follow by how many stand behind them.

use std::collections::HashMap;

use dantin_record::{
    dialogue::{Question, Session},
    matter::MatterRefusal,
};
use dantin_store::Tx;

use super::{MatterFile, dialogues::session, file::Key};
use crate::act::cases::CaseError;

/// Where a question goes among those that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before all others.
    First,
    /// Before the one before it.
    Up,
    /// Behind the one behind it.
    Down,
}

/// The numbers of a row.
pub fn parse(row: &str) -> Vec<u32> {
    row.split(',').filter_map(|number| number.parse().ok()).collect()
}

/// The questions that wait, those that were put first before those that most stand behind. The one on the floor is none of them.
pub fn waiting<'a>(session: &'a Session, queue: &[u32]) -> Vec<&'a Question> {
    let places: HashMap<u32, usize> =
        queue.iter().enumerate().map(|(place, number)| (*number, place)).collect();
    let waits = |one: &&Question| one.is_open() && Some(one.number) != session.floor;
    let mut waiting: Vec<&Question> = session.questions.iter().filter(waits).collect();
    waiting.sort_by_cached_key(|one| {
        let place = places.get(&one.number).copied().unwrap_or(usize::MAX);
        (place, u32::MAX - session.behind(one), one.number)
    });
    waiting
}

/// Moves a question among those that wait; at an end of the list nothing happens.
pub fn arrange(tx: &mut Tx<'_>, code: &str, question: u32, to: Place) -> Result<(), CaseError> {
    let file = MatterFile::open(tx, &Key::Code(code))?;
    let session = session(&file)?;
    if !session.is_at_work() {
        return Err(MatterRefusal::QuestionGone.into());
    }
    let id = session.id.to_string();
    let row: Option<(String,)> = tx.first("SELECT queue FROM sessions WHERE matter_id = $1", &[&id])?;
    let queue = parse(&row.map(|(queue,)| queue).unwrap_or_default());
    let mut order: Vec<u32> = waiting(session, &queue).iter().map(|one| one.number).collect();
    let placed = order.iter().filter(|number| queue.contains(number)).count();
    let at = order.iter().position(|number| *number == question).ok_or(MatterRefusal::QuestionGone)?;
    // Everything before a question that has a place must have one too, or supporters would come between them.
    let first = match to {
        Place::First => {
            order.remove(at);
            order.insert(0, question);
            placed + usize::from(at >= placed)
        }
        Place::Up if at > 0 => {
            order.swap(at, at - 1);
            placed.max(at)
        }
        Place::Down if at + 1 < order.len() => {
            order.swap(at, at + 1);
            placed.max(at + 2)
        }
        Place::Up | Place::Down => return Ok(()),
    };
    let row: Vec<String> = order.iter().take(first).map(u32::to_string).collect();
    tx.execute("UPDATE sessions SET queue = $1 WHERE matter_id = $2", &[&row.join(","), &id])?;
    Ok(())
}
