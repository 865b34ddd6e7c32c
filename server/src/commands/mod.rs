//! The commands of `dantin`, one file each, and what they share: where settings and city pack come from.

mod check;
mod demo;
mod doctor;
mod import;
mod init;
mod key;
mod mirror;
mod serve;
mod settings;
mod user;
mod verify;
mod witness;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use dantin_city::City;

use crate::settings::{Settings, Typed};

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
    /// Verify a city's public journal and count its published figures again
    Verify(verify::Verify),
    /// Keep a copy of a city's public journal
    Mirror(mirror::Mirror),
    /// Watch over the journals of cities: cosign what continues, refuse what does not
    #[command(subcommand)]
    Witness(witness::Witness),
    /// Accounts of the desk
    #[command(subcommand)]
    User(user::User),
    /// Keys of partners that file reports through Open311
    #[command(subcommand)]
    Key(key::Key),
    /// Take in files obtained elsewhere
    #[command(subcommand)]
    Import(import::Import),
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
        Command::Serve(serve) => serve.run(&frame),
        Command::Check => check::run(&frame),
        Command::Init(init) => init.run(&frame),
        Command::Doctor => doctor::run(&frame),
        Command::User(user) => user.run(&frame),
        Command::Key(key) => key.run(&frame),
        Command::Import(import) => import.run(&frame),
        Command::Settings(show) => show.run(&frame),
    };
    done.map(|()| ExitCode::SUCCESS)
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
            anyhow::anyhow!("the city pack ({name}) has {} faults:\n{}", list.len(), list.join("\n"))
        })
    }
}
