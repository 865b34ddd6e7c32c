//! `dantin search rebuild`: makes the search index anew from the database. A server that runs meanwhile keeps the index to
//! itself and says so.

use std::sync::Arc;

use clap::Subcommand;

use super::Frame;
use crate::{
    app::{App, Opening},
    clock::{SystemClock, SystemRandom},
    operation::lock,
    search,
};

/// What can be done with the search index.
#[derive(Subcommand)]
pub enum Search {
    /// Make the index anew from the database
    Rebuild,
}

impl Search {
    /// Makes it.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let Search::Rebuild = self;
        let settings = frame.settings()?;
        let _held = lock::as_server(&settings.data)?;
        // The database is opened as a server would: only its own data folder knows which one it is.
        frame.database(&settings)?.close();
        let app = App::open(Opening {
            settings,
            city: frame.city()?,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            is_sample: false,
        })?;
        let done =
            search::rebuild(&app).map_err(|error| anyhow::anyhow!("the index could not be made: {error:?}"));
        app.db.close();
        let done = done?;
        anyhow::ensure!(
            !done.elsewhere,
            "a server writes the index of this folder: stop it first, or remove the folder `search` while it is stopped"
        );
        println!("The search index holds {} cases", done.cases);
        Ok(())
    }
}
