//! `dantin verify`: holds a city to its word from outside. It asks public addresses or reads a folder, needs no account and
//! no data folder, and remembers what it saw in a small file.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, anyhow};
use clap::Args;
use dantin_journal::{checkpoint::SignedCheckpoint, policy::Policy};
use dantin_verify::{Options, Pin, Source, verify};
use sha2::{Digest as _, Sha256};

/// Options of `dantin verify`.
#[derive(Args)]
pub struct Verify {
    /// The city's address, such as `https://dantin.example`, or a folder with a copy of its journal
    #[arg(value_name = "URL|DIR")]
    from: String,
    /// Policy file that names the key of the log and the witnesses to trust
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Where to remember what was seen; without it, a file of its own for each address below the home folder
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// An older checkpoint of the same log (a note file), from which the journal must have grown
    #[arg(long, value_name = "NOTE")]
    since: Option<PathBuf>,
    /// Say it as JSON
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// 0 when everything holds, 1 when something does not, 2 when it could not be found out.
    pub fn run(&self) -> ExitCode {
        match self.verify() {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(1),
            Err(error) => {
                eprintln!("This could not be found out: {error:#}");
                ExitCode::from(2)
            }
        }
    }

    fn verify(&self) -> anyhow::Result<bool> {
        let policy = self.policy.as_deref().map(read_policy).transpose()?;
        let since = match &self.since {
            Some(path) => {
                let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                Some(
                    SignedCheckpoint::parse(&bytes)
                        .map_err(|fault| anyhow!("{} is no checkpoint: {fault}", path.display()))?,
                )
            }
            None => None,
        };
        let state = self.state.clone().or_else(|| default_state(&self.from));
        let pin = state.as_deref().map(remembered).transpose()?.flatten();
        let bar = super::progress_bar();
        let mut progress = |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        };
        let (report, seen) =
            verify(&Source::new(&self.from), &Options { policy, pin, since }, &mut progress)?;
        bar.finish_and_clear();
        if self.json {
            println!("{:#}", report.to_json());
        } else {
            print!("{report}");
        }
        if let (Some(seen), Some(path)) = (seen, state) {
            remember(&path, &seen)?;
        }
        Ok(report.is_verified())
    }
}

/// A policy file, or its line that is at fault.
pub(super) fn read_policy(path: &Path) -> anyhow::Result<Policy> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Policy::parse(&bytes).map_err(|fault| anyhow!("{}: {fault}", path.display()))
}

/// What a state file remembers; nothing where there is none yet.
pub(super) fn remembered(path: &Path) -> anyhow::Result<Option<Pin>> {
    let Ok(text) = fs::read_to_string(path) else { return Ok(None) };
    let pin = Pin::from_json(&text);
    pin.map(Some).ok_or_else(|| {
        anyhow!("{} is damaged; without it nothing is known of an earlier look", path.display())
    })
}

/// Writes the state file for the next look.
pub(super) fn remember(path: &Path, seen: &Pin) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(path, seen.to_json()).with_context(|| format!("cannot write {}", path.display()))
}

/// `$XDG_STATE_HOME/dantin/verify/….json`, named by a hash of what is verified.
pub(super) fn default_state(from: &str) -> Option<PathBuf> {
    let home = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state")))?;
    let name = crate::act::cases::hex(&Sha256::digest(from.trim_end_matches('/').as_bytes()));
    Some(home.join("dantin/verify").join(format!("{name}.json")))
}
