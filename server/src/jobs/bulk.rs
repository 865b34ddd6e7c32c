//! Carries out bulk work whose time for taking it back is over.

use crate::{app::Shared, desk::bulk::carry, error::Error};

/// Carries out what is due and gives how many cases that were. While the journal is halted everything waits.
pub async fn carry_out(app: Shared) -> Result<usize, Error> {
    if app.is_halted() {
        return Ok(0);
    }
    carry::carry_out_due(&app).await
}
