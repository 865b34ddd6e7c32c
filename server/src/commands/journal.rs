//! `dantin journal`: what happens to a log once in years: another key, or another log in its place.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use dantin_journal::key::KeyName;
use dantin_record::notice::ContinueReason;

use super::Frame;
use crate::{
    clock::{Clock as _, SystemClock, SystemRandom, random},
    operation::{lock, rotation, successor},
};

/// What to do with the log.
#[derive(Subcommand)]
pub enum Journal {
    /// Replace the key that signs the log, in two steps
    #[command(subcommand)]
    Key(Key),
    /// End a log that cannot go on, and begin its successor with the entries that are left
    Continue(Continue),
}

/// The two steps of another key.
#[derive(Subcommand)]
pub enum Key {
    /// Make a new key; from now on both sign
    Add,
    /// Let the older of two keys go; from now on the newer signs alone
    Retire,
}

/// Options of `dantin journal continue`.
#[derive(Args)]
pub struct Continue {
    /// Name of the successor for ever, such as `dantin.example/journal-2`
    #[arg(long, value_name = "NAME")]
    origin: String,
    /// Why the old log ends
    #[arg(long, value_enum)]
    reason: Reason,
    /// Do it without asking
    #[arg(long)]
    yes_the_old_log_has_ended: bool,
}

/// Why a log ends, as it is typed and as the journal says it.
#[derive(Clone, Copy, ValueEnum)]
enum Reason {
    /// Signed entries are lost and stand nowhere any more
    #[value(name = "entries_lost")]
    EntriesLost,
    /// Somebody else may have had the secret key
    #[value(name = "key_compromised")]
    KeyCompromised,
    /// The log moves to another address
    #[value(name = "moved")]
    Moved,
}

impl Journal {
    /// Runs one of the commands.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        match self {
            Self::Key(key) => key.run(frame),
            Self::Continue(one) => one.run(frame),
        }
    }
}

impl Key {
    fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let settings = frame.settings()?;
        let _held = lock::alone(&settings.data)?;
        let db = frame.database(&settings)?;
        let now = SystemClock.now();
        match self {
            Self::Add => {
                let key = rotation::add(&db, &settings.data, &random(&SystemRandom), now)?;
                println!(
                    "From now on two keys sign. The new one, which others verify the log by:\n\n    {key}\n"
                );
                println!(
                    "Publish it where the old one was published, tell the witnesses and mirrors, and keep a copy of journal.key in \
                     the safe. After some weeks: dantin journal key retire"
                );
            }
            Self::Retire => {
                let (key, farewell) = rotation::retire(&db, &settings.data, now)?;
                println!("The older key has gone. The log is signed by this one alone:\n\n    {key}\n");
                println!(
                    "{} keeps the last checkpoint under both keys, for those who know only the older one; it is public and stays. \
                     Destroy the older key in the safe.",
                    farewell.display()
                );
            }
        }
        db.close();
        Ok(())
    }
}

impl Continue {
    fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let settings = frame.settings()?;
        let origin: KeyName =
            self.origin.parse().with_context(|| format!("`{}` cannot be the name of a log", self.origin))?;
        let reason = match self.reason {
            Reason::EntriesLost => ContinueReason::EntriesLost,
            Reason::KeyCompromised => ContinueReason::KeyCompromised,
            Reason::Moved => ContinueReason::Moved,
        };
        let _held = lock::alone(&settings.data)?;
        let db = frame.database(&settings)?;
        let plan = successor::plan(&db, &settings.data, &origin, reason)?;
        println!(
            "The log {} ends for ever at {} entries, root {}.",
            plan.old_origin, plan.old_size, plan.old_root
        );
        println!(
            "Its successor {} begins with the entries that this database holds, and says so: {}.",
            plan.origin, plan.reason
        );
        if !self.yes_the_old_log_has_ended {
            confirm()?;
        }
        let done = successor::proceed(&db, &settings.data, &plan, &random(&SystemRandom), SystemClock.now())?;
        db.close();
        println!(
            "\nThe successor has {} entries. Its key, which others verify it by:\n\n    {}\n",
            done.size, done.key
        );
        println!(
            "{} keeps the old log: its public files, its mark, and its key, which signs nothing any more. Go on serving the folder \
             `journal` in it under the old address, with any web server, so that old receipts can still be checked; this server \
             serves the successor alone.",
            done.archive.display()
        );
        println!(
            "Publish the new key and the reason where people find them without this server, name the witnesses once more in \
             journal/policy, tell them and the mirrors, and keep a copy of the new journal.key in the safe."
        );
        Ok(())
    }
}

/// Asks for the words that nobody types by accident.
fn confirm() -> anyhow::Result<()> {
    const WORDS: &str = "the old log has ended";
    if !std::io::stdin().is_terminal() {
        bail!("nothing was done: write --yes-the-old-log-has-ended if that is so");
    }
    print!("Nothing brings the old log back after this. Type `{WORDS}` to go on: ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() == WORDS { Ok(()) } else { bail!("nothing was done") }
}
