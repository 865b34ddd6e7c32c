//! Puts newly imported map layers into use: `dantin import` runs as a process of its own.

use crate::{app::Shared, error::Error};

/// Looks whether layers changed, and gives 1 when the map was made anew.
pub async fn refresh(app: Shared) -> Result<usize, Error> {
    let changed = tokio::task::spawn_blocking(move || app.layers.refresh(&app.db, &app.city))
        .await
        .map_err(|error| Error::from(anyhow::Error::new(error)))?
        .map_err(|error| Error::from(anyhow::Error::new(error)))?;
    Ok(usize::from(changed))
}
