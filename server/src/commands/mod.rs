//! The commands of `dantin`, one file each, and what they share: where settings and city pack come from.

mod backup;
mod check;
mod demo;
mod doctor;
mod fsck;
mod heal;
mod import;
mod init;
mod journal;
mod key;
mod mail;
mod mirror;
mod receipt;
mod remote;
mod restore;
mod retention;
mod search;
mod serve;
mod settings;
mod user;
mod verify;
mod webhook;
mod witness;

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use dantin_city::City;
use dantin_store::Db;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    app::MIGRATIONS,
    clock::{Clock as _, SystemClock},
    settings::{Settings, Typed},
};

/// Dân Tin: a city listens, its agencies solve, and anyone can verify the result.
#[derive(Parser)]
#[command(name = "dantin", version)]
pub struct Arguments {
    /// Settings file (TOML); every key can also come from the environment as `DANTIN__SECTION__KEY`
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// City pack to use in place of the one that is built in
    #[arg(long, global = true, value_name = "DIR")]
    city: Option<PathBuf>,
    /// Folder for database and photos (server.data)
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Serve),
    /// Check the city pack and say file, row and reason of each fault
    Check,
    /// Give this installation its public log: a name and a key, once
    Init(init::Init),
    /// Say in plain words what is missing here
    Doctor,
    /// Write everything that the city needs to go on elsewhere into one archive, without the key of its log
    Backup(backup::Backup),
    /// Put an archive back where nothing is
    Restore(restore::Restore),
    /// Bring a restored database up to what the public log has signed
    Heal(heal::Heal),
    /// Compute the whole journal and its files once more and say what is wrong
    Fsck(fsck::Fsck),
    /// Verify a city's public journal and count its published figures again
    Verify(verify::Verify),
    /// Keep a copy of a city's public journal
    Mirror(mirror::Mirror),
    /// Watch over the journals of cities: cosign what continues, refuse what does not
    #[command(subcommand)]
    Witness(witness::Witness),
    /// Receipts that residents keep of the public journal
    #[command(subcommand)]
    Receipt(Box<receipt::Receipt>),
    /// Say what the terms for keeping personal data would take now
    Retention(retention::Retention),
    /// Accounts of the desk
    #[command(subcommand)]
    User(user::User),
    /// The public log: another key, or a successor
    #[command(subcommand)]
    Journal(journal::Journal),
    /// Keys of partners that file reports through Open311
    #[command(subcommand)]
    Key(key::Key),
    /// Mail: a trial, what came back, and addresses that are written to again
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Other cities' servers that cases may be handed on to
    #[command(subcommand)]
    Remote(remote::Remote),
    /// Where the journal's entries are told to
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// Take in files obtained elsewhere
    #[command(subcommand)]
    Import(import::Import),
    /// The index by which cases are found by words
    #[command(subcommand)]
    Search(search::Search),
    /// Show the settings in force and where each came from
    Settings(settings::Show),
}

/// Runs one command; gives what the process ends with.
pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let frame = Frame { settings: arguments.settings, city: arguments.city, data: arguments.data };
    let done = match arguments.command {
        Command::Verify(verify) => return Ok(verify.run()),
        Command::Mirror(mirror) => return Ok(mirror.run()),
        Command::Witness(witness) => witness.run(&frame),
        Command::Fsck(fsck) => return Ok(fsck.run(&frame)),
        Command::Heal(heal) => return heal.run(&frame),
        Command::Backup(backup) => backup.run(&frame),
        Command::Restore(restore) => restore.run(&frame),
        Command::Receipt(receipt) => return Ok(receipt.run()),
        Command::Serve(serve) => serve.run(&frame),
        Command::Check => check::run(&frame),
        Command::Init(init) => init.run(&frame),
        Command::Doctor => doctor::run(&frame),
        Command::Retention(retention) => retention.run(&frame),
        Command::User(user) => user.run(&frame),
        Command::Journal(journal) => journal.run(&frame),
        Command::Key(key) => key.run(&frame),
        Command::Mail(mail) => mail.run(&frame),
        Command::Remote(remote) => remote.run(&frame),
        Command::Webhook(webhook) => webhook.run(&frame),
        Command::Import(import) => import.run(&frame),
        Command::Search(search) => search.run(&frame),
        Command::Settings(show) => show.run(&frame),
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// A bar that shows on a terminal how far a walk through the journal has come.
fn progress_bar() -> ProgressBar {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} entries") {
        bar.set_style(style);
    }
    bar
}

/// What all commands are given.
pub struct Frame {
    settings: Option<PathBuf>,
    city: Option<PathBuf>,
    data: Option<PathBuf>,
}

impl Frame {
    /// What was typed in file, environment and options, in rising order of weight.
    pub fn typed(&self) -> anyhow::Result<Typed> {
        let mut typed = Typed::defaults();
        if let Some(path) = &self.settings {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            typed.read_toml(&text).with_context(|| format!("in {}", path.display()))?;
        }
        typed.read_environment(std::env::vars())?;
        if let Some(data) = &self.data {
            typed.set("server.data", data.display().to_string(), "option")?;
        }
        Ok(typed)
    }

    /// The settings file that was named on the command line.
    pub fn settings_file(&self) -> Option<&Path> {
        self.settings.as_deref()
    }

    /// The database as it is, brought up to this program's schema; one that is not there is not made.
    pub fn database(&self, settings: &Settings) -> anyhow::Result<Db> {
        if let dantin_store::Settings::Sqlite { path, .. } = &settings.database {
            anyhow::ensure!(
                path.exists(),
                "there is no database {}: `dantin serve` makes it; is another folder meant?",
                path.display()
            );
        }
        let db = Db::open(&settings.database).context("cannot open the database")?;
        db.migrate(MIGRATIONS, &dantin_store::time_text(SystemClock.now()))
            .context("cannot bring the database up to date")?;
        Ok(db)
    }

    /// The folder that was named on the command line.
    pub fn data(&self) -> Option<&Path> {
        self.data.as_deref()
    }

    /// The settings in force.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        Ok(self.typed()?.check()?)
    }

    /// The city pack, built in or from a folder; all its faults are said together.
    pub fn city(&self) -> anyhow::Result<City> {
        let (name, loaded) = match &self.city {
            Some(folder) => (folder.display().to_string(), City::load(folder)),
            None => ("built in".to_owned(), City::embedded()),
        };
        loaded.map_err(|faults| {
            let list: Vec<String> = faults.0.iter().map(ToString::to_string).collect();
            anyhow::anyhow!(
                "the city pack ({name}) cannot be used. Faults: {}\n{}",
                list.len(),
                list.join("\n")
            )
        })
    }
}
