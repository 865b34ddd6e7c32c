//! Ends cases whose confirmation period is over: silence is not consent, so they end as *unconfirmed*.

use crate::{
    act::cases::{CaseError, commands},
    app::Shared,
    error::Error,
};

/// Cases of one run at most.
const BATCH: i64 = 200;

/// Expires what is due and gives how many.
pub async fn expire(app: Shared) -> Result<usize, Error> {
    let now = app.now();
    let due: Vec<(String,)> = app
        .read(move |tx| {
            Ok(tx.all(
                "SELECT id FROM cases WHERE state = 'reported_resolved' AND clock_at < $1 ORDER BY clock_at LIMIT $2",
                &[&now, &BATCH],
            )?)
        })
        .await?;
    let mut ended = 0;
    for (id,) in due {
        let result = app.command(move |tx, context| match commands::expire(tx, context, &id) {
            Ok(_) => Ok(1),
            // Somebody answered in the meantime.
            Err(CaseError::Refused(_)) => Ok(0),
            Err(other) => Err(other.into()),
        });
        ended += result.await?;
    }
    Ok(ended)
}
