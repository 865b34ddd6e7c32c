//! What time does in dialogue sessions: supporters are counted into the journal and followers told, sessions open for questions, and
//! those whose promises all have their end are followed up.

use std::time::Duration;

use dantin_record::{
    act::Actor,
    dialogue::{DialogueEvent, Question, Session, SessionState},
    matter::{Matter, MatterEvent, MatterId},
};
use tokio::sync::watch;

use crate::{
    act::{
        cases::CaseError,
        deadlines::moment,
        matters::{Deed, Key, MatterFile, supports},
    },
    app::Shared,
    error::Error,
};

/// So often supporters are counted and followers told: a quarter of what a person waits for without noticing.
const BEAT: Duration = Duration::from_millis(250);

/// Counts and tells until told to stop, and then ends all connections.
pub async fn live(app: Shared, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        for session in app.live.take_supported() {
            if let Err(error) = count(&app, session).await {
                // The rows stand: the next support, or the next minute, counts them.
                tracing::warn!(?error, "Supporters could not be counted");
            }
        }
        app.live.tell(&app);
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            _ = stop.changed() => {}
        }
    }
    app.live.close();
}

async fn count(app: &Shared, session: MatterId) -> Result<usize, Error> {
    let id = session.to_string();
    app.command(move |tx, context| Ok(supports::count(tx, context, &id)?)).await
}

/// Opens, follows up, and counts what another process may have left; gives how many sessions moved.
pub async fn turn(app: Shared) -> Result<usize, Error> {
    let now = moment(app.now());
    let (mut due, mut at_work) = (Vec::new(), Vec::new());
    {
        let book = app.book.read();
        for session in book.matters().filter_map(Matter::as_session) {
            if session.clock_at().is_some_and(|at| at <= now) {
                due.push((session.id, DialogueEvent::Opened {}));
            }
            if session.state == SessionState::Closed
                && is_followed_up(session, |case| {
                    // A promise that is hidden has ended all the same.
                    book.row_of(case).and_then(|row| book.case(row)).is_some_and(|case| case.ended.is_some())
                })
            {
                due.push((session.id, DialogueEvent::FollowedUp {}));
            }
            if session.is_at_work() {
                at_work.push(session.id);
            }
        }
    }
    let mut moved = 0;
    for (id, event) in due {
        let done = app.command(move |tx, context| {
            let mut file = MatterFile::open(tx, &Key::Id(&id.to_string()))?;
            let event = MatterEvent::Dialogue(event.clone());
            let deed = Deed { by: Actor::Clock, event, private: &[], published: &[], officer: None };
            match file.add(tx, context, deed) {
                Ok(_) => file.save(tx, context)?,
                // Somebody was quicker.
                Err(CaseError::MatterRefused(_)) => return Ok(0),
                Err(other) => return Err(other.into()),
            }
            Ok(1)
        });
        moved += done.await?;
    }
    for session in at_work {
        count(&app, session).await?;
    }
    Ok(moved)
}

/// Whether every question has its end, one too that a moderator showed again after the session, and everything promised has its own.
fn is_followed_up(session: &Session, has_ended: impl Fn(dantin_record::id::CaseId) -> bool) -> bool {
    !session.questions.iter().any(Question::is_open) && session.cases().all(has_ended)
}
