//! `dantin backup`: one archive of the whole installation, made while the server goes on.

use std::path::PathBuf;

use clap::Args;

use super::Frame;
use crate::{
    clock::{Clock as _, SystemClock},
    operation::backup,
};

/// Options of `dantin backup`.
#[derive(Args)]
pub struct Backup {
    /// The archive to write; compressed where the name ends in `.gz`. A file that is there is never overwritten
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put the secret key of the public log into the archive
    #[arg(long)]
    with_key: bool,
    /// Put the mark of the public log into the archive
    #[arg(long)]
    with_mark: bool,
}

impl Backup {
    /// Writes the archive and says what is in it.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let settings = frame.settings()?;
        let backup = backup::Backup {
            settings: &settings,
            settings_file: frame.settings_file(),
            with_key: self.with_key,
            with_mark: self.with_mark,
            now: SystemClock.now(),
        };
        let copied = backup.write(&self.file)?;
        println!("{} is written: {copied}.", self.file.display());
        println!("It holds private words and names of residents: keep it as safe as the server.");
        if settings.data.join("journal.key").exists() && !self.with_key {
            println!("The key of the public log is not in it: keep journal.key in a safe of its own.");
        }
        if self.with_key {
            println!(
                "WARNING: the key of the public log is in it. Whoever reads this archive can sign in the name of the city; keep \
                 it where the key itself may lie."
            );
        }
        if self.with_mark {
            println!(
                "WARNING: the mark of the public log is in it. Put back later, it says that nothing was signed after this backup; \
                 a log that goes on from there signs a second history, and is worthless from then on."
            );
        }
        Ok(())
    }
}
