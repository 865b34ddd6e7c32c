//! `dantin restore`: puts an archive back where nothing is.

use std::path::PathBuf;

use clap::Args;

use super::Frame;
use crate::operation::{lock, restore};

/// Options of `dantin restore`.
#[derive(Args)]
pub struct Restore {
    /// The archive
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put the secret key of the public log back, if the archive has it
    #[arg(long)]
    with_key: bool,
    /// Put the mark of the public log back, if the archive has it
    #[arg(long)]
    with_mark: bool,
}

impl Restore {
    /// Puts the archive back and says what to do next.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let settings = frame.settings()?;
        let _held = lock::alone(&settings.data)?;
        let restore = restore::Restore {
            settings: &settings,
            settings_file: frame.settings_file(),
            with_key: self.with_key,
            with_mark: self.with_mark,
        };
        print!("{}", restore.run(&self.file)?);
        if self.with_mark {
            println!(
                "WARNING: with a mark that is as old as the backup, nothing tells any more what was signed since. Start a server \
                 only if you know that nothing was; otherwise see `dantin journal continue`."
            );
        }
        Ok(())
    }
}
