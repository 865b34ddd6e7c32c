//! Tells other programs of what came into the journal.

use crate::{app::Shared, error::Error, speak::webhooks};

/// Tells what is due, and gives how many messages arrived.
pub async fn tell(app: Shared) -> Result<usize, Error> {
    Ok(webhooks::work(&app).await?.delivered)
}
