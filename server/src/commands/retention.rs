//! `dantin retention --dry-run`: what the terms of the settings would take now. It changes nothing; the server itself lets go
//! every night.

use clap::Args;

use super::Frame;
use crate::{
    act::{cases::Context, retention},
    clock::{Clock as _, SystemClock, SystemRandom},
};

/// Options of `dantin retention`.
#[derive(Args)]
pub struct Retention {
    /// Only count; the server does the rest at two o'clock every night
    #[arg(long, required = true)]
    dry_run: bool,
}

impl Retention {
    /// Counts and prints.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        anyhow::ensure!(self.dry_run, "write --dry-run: the server itself lets go every night");
        let (settings, city) = (frame.settings()?, frame.city()?);
        for body in &settings.retention.bodies {
            anyhow::ensure!(
                city.agency(body.as_str()).is_some(),
                "retention.bodies names `{body}`, which is no agency of the city pack"
            );
        }
        let db = frame.database(&settings)?;
        let (rules, now) = (settings.retention.clone(), SystemClock.now());
        let plan = db.read_blocking(move |tx| {
            let context = Context { city: &city, now, random: &SystemRandom };
            retention::plan(tx, context, &rules)
        })?;
        db.close();
        let terms = &settings.retention;
        let term = |days: Option<i32>| days.map_or("never".to_owned(), |days| format!("after {days} days"));
        println!("{:>8}  cases lose contact data ({})", plan.contacts, term(terms.contact_days));
        if plan.without_body > 0 {
            println!(
                "{:>8}  cases keep them: every agency of retention.bodies had a part in these",
                plan.without_body
            );
        }
        println!(
            "{:>8}  sessions and consultations lose contact data ({})",
            plan.matters.contacts,
            term(terms.contact_days)
        );
        if plan.matters.without_body > 0 {
            println!(
                "{:>8}  sessions and consultations keep them: every agency of retention.bodies holds these or stands above",
                plan.matters.without_body
            );
        }
        println!("{:>8}  originals of photos ({})", plan.originals, term(terms.originals_days));
        println!("{:>8}  looks at personal data ({})", plan.reads, term(Some(terms.reads_days)));
        println!(
            "{:>8}  changes to accounts ({})",
            plan.administration,
            term(Some(terms.administration_days))
        );
        println!("{:>8}  sessions, attempts and links that are over", plan.entering);
        println!("Nothing was changed.");
        Ok(())
    }
}
