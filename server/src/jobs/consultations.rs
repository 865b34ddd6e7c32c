//! What time does in consultations: comments are taken from the announced moment on, and no longer than announced; and those who want to
//! know are told before the end.

use dantin_record::matter::Matter;

use crate::{
    act::{cases::CaseError, consultations::tick, deadlines::moment},
    app::Shared,
    error::Error,
    listen::consultations::reminders,
};

/// Opens and ends what is due, and writes the mails about it; gives how many consultations moved and mails were written.
pub async fn turn(app: Shared) -> Result<usize, Error> {
    let now = moment(app.now());
    let due: Vec<String> = app
        .book
        .read()
        .matters()
        .filter_map(Matter::as_consultation)
        .filter(|consultation| consultation.clock_at().is_some_and(|at| at <= now))
        .map(|consultation| consultation.id.to_string())
        .collect();
    let mut moved = 0;
    for id in due {
        let done = app.command(move |tx, context| match tick(tx, context, &id) {
            Ok(moved) => Ok(usize::from(moved)),
            // Somebody was quicker.
            Err(CaseError::MatterRefused(_)) => Ok(0),
            Err(other) => Err(other.into()),
        });
        moved += done.await?;
    }
    Ok(moved + reminders::turn(&app).await?)
}
