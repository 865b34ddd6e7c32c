//! `dantin heal`: brings a restored database up to what the public log has signed, and tells what the log cannot give back.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use dantin_verify::Source;

use super::{Frame, progress_bar};
use crate::{
    clock::{Clock as _, SystemClock},
    operation::{heal, lock},
    prove::journal::{examine, files},
};

/// Options of `dantin heal`.
#[derive(Args)]
pub struct Heal {
    /// A mirror to take missing entries from, besides the files of the log here; may be given several times
    #[arg(long, value_name = "URL|DIR")]
    from: Vec<String>,
    /// Go up to what the mirrors hold although journal.mark is lost; the log then needs a successor
    #[arg(long)]
    without_mark: bool,
}

impl Heal {
    /// Heals, says what was done, and looks at the whole once more: 0 when it is sound, 1 when not.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<ExitCode> {
        let settings = frame.settings()?;
        let city = frame.city()?;
        let _held = lock::alone(&settings.data)?;
        let db = frame.database(&settings)?;
        let mirrors: Vec<(String, Source)> =
            self.from.iter().map(|from| (from.clone(), Source::new(from))).collect();
        let patient = heal::Patient {
            db: &db,
            data: &settings.data,
            city: &city,
            now: SystemClock.now(),
            mirrors: &mirrors,
            without_mark: self.without_mark,
        };
        let bar = progress_bar();
        let mut progress = |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        };
        let healed = heal::heal(&patient, &mut progress);
        bar.finish_and_clear();
        let healed = healed?;
        print!("{healed}");
        if let Some(from) = healed.from {
            let account = settings.data.join(format!("healed-{from}-{}.txt", healed.size));
            files::replace(&account, healed.to_string().as_bytes(), 0o600)?;
            println!("\nThis account is kept in {}.", account.display());
            heal::finish(&settings.data).context("the healing cannot be closed")?;
        }
        let bar = progress_bar();
        let examined = examine(&db, &settings.data, &mut |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        db.close();
        let examined = examined?;
        if self.without_mark {
            println!(
                "\nWithout journal.mark nothing is signed: start a successor with `dantin journal continue`."
            );
        }
        if examined.is_sound() || self.without_mark {
            return Ok(ExitCode::SUCCESS);
        }
        print!("\n{examined}");
        Ok(ExitCode::from(1))
    }
}
