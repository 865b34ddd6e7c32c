//! Lets late cases rise to the head of their agency and to the body above it, at the times of the city pack.

use crate::{act::cases::joint, app::Shared, error::Error};

/// Cases of one run at most.
const BATCH: i64 = 200;

/// Lets rise what is due and gives how many steps that were.
pub async fn rise(app: Shared) -> Result<usize, Error> {
    let now = app.now();
    let due = app.read(move |tx| Ok(joint::rising(tx, now, BATCH)?)).await?;
    let mut steps = 0;
    for (id, _) in due {
        steps += app.command(move |tx, context| Ok(joint::escalate(tx, context, &id)?)).await?;
    }
    Ok(steps)
}
