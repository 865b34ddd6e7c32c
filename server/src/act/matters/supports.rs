//! Supports of questions: one for each browser and question, kept as rows, and told to the journal in counts. A support that was
//! answered is a row; the counts follow from the rows, so that none is lost between two countings.

use std::collections::BTreeMap;

use dantin_record::{
    act::Actor,
    dialogue::{DialogueEvent, SessionState, Support},
    matter::{MatterEvent, MatterRefusal},
};
use dantin_store::Tx;

use super::{
    MatterFile, contributors, dialogues,
    file::{Deed, Key},
};
use crate::act::cases::{CaseError, Context};

/// Keeps that the browser with this token supports the question; `false` where it did before. Refused when the session is not at work
/// any more, so that whatever is acknowledged is counted.
pub fn support(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    matter: &str,
    question: u32,
    token: &str,
) -> Result<bool, CaseError> {
    hold(tx, matter)?;
    // Read after the row is held: a session that was closed meanwhile is seen as closed.
    let state: Option<(String,)> = tx.first("SELECT state FROM matters WHERE id = $1", &[&matter])?;
    let state = state.and_then(|(state,)| SessionState::from_code(&state));
    if !matches!(state, Some(SessionState::Collecting | SessionState::Live)) {
        return Err(MatterRefusal::QuestionGone.into());
    }
    let rows = tx.execute(
        "INSERT INTO supports (matter_id, contribution, supporter, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (matter_id, contribution, supporter) DO NOTHING",
        &[&matter, &i64::from(question), &contributors::supporter(token).as_slice(), &context.now],
    )?;
    Ok(rows == 1)
}

/// Holds the small row of the session until the transaction ends: supports come one after the other, and none between the last counting
/// and the end of the session.
fn hold(tx: &mut Tx<'_>, matter: &str) -> Result<(), CaseError> {
    tx.execute("UPDATE sessions SET starts_at = starts_at WHERE matter_id = $1", &[&matter])?;
    Ok(())
}

/// Which of a matter's questions the browser with this token supports.
pub fn supported_by(tx: &mut Tx<'_>, matter: &str, token: &str) -> Result<Vec<u32>, CaseError> {
    let rows: Vec<(i64,)> = tx.all(
        "SELECT contribution FROM supports WHERE matter_id = $1 AND supporter = $2 ORDER BY contribution",
        &[&matter, &contributors::supporter(token).as_slice()],
    )?;
    Ok(rows.into_iter().filter_map(|(number,)| u32::try_from(number).ok()).collect())
}

/// Tells the journal the counts that have grown; gives how many questions that were.
pub fn count(tx: &mut Tx<'_>, context: Context<'_>, matter: &str) -> Result<usize, CaseError> {
    let mut file = MatterFile::open(tx, &Key::Id(matter))?;
    let grown = add(tx, context, &mut file)?;
    if grown > 0 {
        file.save(tx, context)?;
    }
    Ok(grown)
}

/// The last counting, in the transaction that ends the session; whoever calls it saves the file.
pub(super) fn count_last(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
) -> Result<usize, CaseError> {
    hold(tx, &file.matter.id().to_string())?;
    let mut all = 0;
    loop {
        match add(tx, context, file)? {
            0 => return Ok(all),
            grown => all += grown,
        }
    }
}

/// Totals of one entry: with the longest numbers it stays well under the 8 KiB that the journal takes.
const TOTALS: usize = 150;

fn add(tx: &mut Tx<'_>, context: Context<'_>, file: &mut MatterFile) -> Result<usize, CaseError> {
    let matter = file.matter.id().to_string();
    let rows: Vec<(i64, i64)> = tx.all(
        "SELECT contribution, count(*) FROM supports WHERE matter_id = $1 GROUP BY contribution",
        &[&matter],
    )?;
    let rows: BTreeMap<u32, u32> = rows
        .into_iter()
        .filter_map(|(number, total)| Some((u32::try_from(number).ok()?, u32::try_from(total).ok()?)))
        .collect();
    let session = dialogues::session(file)?;
    let totals: Vec<Support> = session
        .questions
        .iter()
        .filter(|question| !question.is_gone())
        .filter_map(|question| {
            let total = *rows.get(&question.number)?;
            (total > question.supports).then_some(Support { question: question.number, total })
        })
        // An entry has a longest length; what is left comes with the next one.
        .take(TOTALS)
        .collect();
    if totals.is_empty() || !session.is_at_work() {
        return Ok(0);
    }
    let grown = totals.len();
    let event = MatterEvent::Dialogue(DialogueEvent::Supported { totals });
    file.add(tx, context, Deed { by: Actor::Clock, event, private: &[], published: &[], officer: None })?;
    Ok(grown)
}
