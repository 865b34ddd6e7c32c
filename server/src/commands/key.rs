//! `dantin key`: keys of the partners that file reports through Open311.

use clap::Subcommand;
use dantin_store::Db;

use super::Frame;
use crate::{
    app::MIGRATIONS,
    clock::{Clock as _, SystemClock, SystemRandom},
    open311::partners,
};

/// What to do with keys.
#[derive(Subcommand)]
pub enum Key {
    /// Make a key for a partner and print it once
    Add {
        /// A name that tells the partner from others
        name: String,
    },
    /// List the partners that have a key
    List,
    /// Take a partner's key back; what it filed stays
    Remove {
        /// The name it was made for
        name: String,
    },
}

impl Key {
    /// Carries it out.
    pub fn run(self, frame: &Frame) -> anyhow::Result<()> {
        let db = open(frame, matches!(self, Key::Add { .. }))?;
        match self {
            Key::Add { name } => {
                let name = name.trim().to_owned();
                if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
                    anyhow::bail!("the name must have 1 to 80 letters");
                }
                let key = partners::new_key(&SystemRandom);
                let (stored, now) = (key.clone(), SystemClock.now());
                let for_whom = name.clone();
                match db.write_blocking(move |tx| partners::add(tx, &for_whom, &stored, now)) {
                    Err(error) if error.is_conflict_on("api_keys.name") => {
                        anyhow::bail!("{name} already has a key; remove it first")
                    }
                    other => other?,
                }
                println!("{key}");
                eprintln!("This is the key of {name}. It is shown only now; only its hash is stored.");
            }
            Key::List => {
                let partners = db
                    .read_blocking(partners::list)
                    .map_err(|error| anyhow::anyhow!("the keys cannot be read: {error:?}"))?;
                for partner in partners {
                    println!("{}\t{}", partner.name, partner.created_at);
                }
            }
            Key::Remove { name } => {
                let whose = name.clone();
                if !db.write_blocking(move |tx| partners::remove(tx, &whose))? {
                    anyhow::bail!("{name} has no key");
                }
                println!("The key of {name} no longer works.");
            }
        }
        db.close();
        Ok(())
    }
}

/// Opens the database of the settings, brought up to date. Only what adds something may come before the first start and makes a
/// database: whoever mistyped the folder is told so, and not shown an empty list.
pub fn open(frame: &Frame, is_addition: bool) -> anyhow::Result<Db> {
    let settings = frame.settings()?;
    if !is_addition {
        return frame.database(&settings);
    }
    crate::operation::folder::make(&settings.data)?;
    let db = Db::open(&settings.database)?;
    db.migrate(MIGRATIONS, &dantin_store::time_text(SystemClock.now()))?;
    Ok(db)
}
