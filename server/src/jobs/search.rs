//! Keeps the search index up with the book.

use crate::{
    app::Shared,
    error::Error,
    search::{self, Followed},
};

/// One step; gives how many cases were written.
pub async fn follow(app: Shared) -> Result<usize, Error> {
    let Followed { cases, made, .. } = tokio::task::spawn_blocking(move || search::follow(&app))
        .await
        .map_err(|error| Error::from(anyhow::Error::new(error)))??;
    if made {
        tracing::info!(cases, "The search index was made");
    }
    Ok(0)
}
