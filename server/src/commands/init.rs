//! `dantin init`: gives an installation its public log, once. The name and the key that are made here stay for as long as the
//! log does.

use anyhow::{Context as _, bail};
use clap::Args;
use dantin_journal::key::KeyName;

use super::Frame;
use crate::{
    clock::{SystemRandom, random},
    prove::journal::PublicLog,
};

/// Options of `dantin init`.
#[derive(Args)]
pub struct Init {
    /// Name of the log for ever, such as `dantin.example/journal`; without it, from `server.public_url`
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
}

impl Init {
    /// Makes key, mark and first checkpoint; refuses where there is a log.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let settings = frame.settings()?;
        let origin = match &self.origin {
            Some(origin) => origin.clone(),
            None => match settings.public_url.split_once("://") {
                Some((_, rest)) => format!("{}/journal", rest.trim_end_matches('/')),
                None => bail!(
                    "the log needs a name that stays for ever: set server.public_url, or write --origin dantin.example/journal"
                ),
            },
        };
        let name: KeyName =
            origin.parse().with_context(|| format!("`{origin}` cannot be the name of a log"))?;
        crate::operation::folder::make(&settings.data)?;
        let key = PublicLog::create(&settings.data, &name, &random(&SystemRandom))?;
        println!("The public log {name} is made. Its key, which others verify it by:\n\n    {key}\n");
        println!(
            "Publish this key where people find it without this server: on paper, in a newspaper, on another site."
        );
        println!(
            "{} is its secret: keep a copy in a safe, and put it into no backup.",
            settings.data.join("journal.key").display()
        );
        Ok(())
    }
}
