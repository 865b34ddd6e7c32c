//! `dantin mirror`: keeps a copy of another city's journal in a folder that any web server can serve. It needs no account, no
//! database and no settings.

use std::{fs, io::IsTerminal as _, path::PathBuf, process::ExitCode, thread, time::Duration};

use anyhow::{Context as _, anyhow};
use clap::Args;
use dantin_journal::policy::Policy;
use dantin_verify::{MirrorOptions, Mirrored, Source, Trouble, mirror};
use indicatif::{ProgressBar, ProgressStyle};

/// Options of `dantin mirror`.
#[derive(Args)]
pub struct Mirror {
    /// The city's address, such as `https://dantin.example`, or a folder with its journal
    #[arg(value_name = "URL")]
    from: String,
    /// Folder of the copy; it is made where it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Policy file that names the key of the log and the witnesses to ask for
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Hold every file of the copy against the signed root again, and fetch those that are damaged
    #[arg(long)]
    repair: bool,
    /// Go on for ever and look so often
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    every: Option<u64>,
}

impl Mirror {
    /// 0 when the copy is up to date, 1 when the journal is not what it must be, 2 when that could not be found out. With
    /// `--every` only a journal that is wrong ends it.
    pub fn run(&self) -> ExitCode {
        let policy = match self.policy() {
            Ok(policy) => policy,
            Err(error) => {
                eprintln!("This could not be found out: {error:#}");
                return ExitCode::from(2);
            }
        };
        let source = Source::new(&self.from);
        let mut options = MirrorOptions { policy, repair: self.repair };
        loop {
            let code = match self.bring(&source, &options) {
                Ok(()) => {
                    options.repair = false;
                    ExitCode::SUCCESS
                }
                Err(Trouble::Wrong(wrong)) if wrong.may_pass && self.every.is_some() => {
                    eprintln!("Nothing was taken over, and it will be tried again: {}", wrong.what);
                    ExitCode::from(1)
                }
                Err(trouble @ Trouble::Wrong(_)) => {
                    eprintln!("THE JOURNAL IS NOT WHAT IT MUST BE, and nothing was taken over: {trouble}");
                    return ExitCode::from(1);
                }
                Err(trouble @ Trouble::Cannot(_)) => {
                    eprintln!("This could not be found out: {trouble}");
                    ExitCode::from(2)
                }
            };
            let Some(seconds) = self.every else { return code };
            thread::sleep(Duration::from_secs(seconds));
        }
    }

    fn policy(&self) -> anyhow::Result<Option<Policy>> {
        let Some(path) = &self.policy else { return Ok(None) };
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Some(Policy::parse(&bytes).map_err(|fault| anyhow!("{}: {fault}", path.display()))?))
    }

    fn bring(&self, source: &Source, options: &MirrorOptions) -> Result<(), Trouble> {
        let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} entries") {
            bar.set_style(style);
        }
        let mut progress = |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        };
        let mirrored = mirror(source, &self.folder, options, &mut progress);
        bar.finish_and_clear();
        say(&mirrored?, self.every.is_some());
        Ok(())
    }
}

/// One line of news; nothing where there is none and one goes on for ever.
fn say(mirrored: &Mirrored, is_quiet: bool) {
    let Mirrored { key, is_first_use, from, size, witnessed } = mirrored;
    if *is_first_use {
        println!(
            "Key          {key}\n             Seen for the first time, and only the site itself says that it is the city's. Compare it with the key\n             \
             that the city has published elsewhere; it is remembered from now on."
        );
    }
    if is_quiet && !is_first_use && from == size {
        return;
    }
    let grown =
        if from == size { "as before".to_owned() } else { format!("{} more than before", size - from) };
    let seen = match witnessed {
        Some((size, names)) if !names.is_empty() => {
            format!("; the first {size} witnessed by {}", names.join(", "))
        }
        _ => String::new(),
    };
    println!("{}: {size} entries, {grown}, all under the signed root{seen}.", key.name());
}
