//! `dantin webhook`: where the journal's entries are told to, and telling them again.

use clap::Subcommand;
use dantin_record::event::EventKind;
use dantin_store::Db;

use super::{Frame, key::open};
use crate::{
    clock::{Clock as _, SystemClock, SystemRandom},
    outgoing::Address,
    speak::webhooks::{self, Endpoint, Filter, NewEndpoint, Replayed, Secret},
};

/// What to do with webhooks.
#[derive(Subcommand)]
pub enum Webhook {
    /// Tell an address of new entries; prints the secret that signs the messages once
    Add {
        /// A name that tells it from others
        name: String,
        /// Where messages are sent, https
        url: String,
        /// Only this kind of event, such as case.confirmed; may be repeated
        #[arg(long = "event", value_name = "KIND")]
        events: Vec<String>,
        /// Only cases of this area, by its code; may be repeated
        #[arg(long = "area", value_name = "CODE")]
        areas: Vec<String>,
        /// Only this category or subcategory, by its code; may be repeated
        #[arg(long = "category", value_name = "CODE")]
        categories: Vec<String>,
        /// A secret that the receiver has already (whsec_…), read from this file
        #[arg(long, value_name = "FILE")]
        secret_file: Option<std::path::PathBuf>,
    },
    /// List webhooks with how they are
    List,
    /// Tell an address no more, and forget what waits for it
    Remove {
        /// Its name
        name: String,
    },
    /// Take up a webhook that was disabled since it did not answer
    Enable {
        /// Its name
        name: String,
    },
    /// Tell entries once more
    Replay {
        /// Its name
        name: String,
        /// Index of the first entry
        #[arg(long)]
        from: i64,
        /// Index of the last entry; without it, up to the newest
        #[arg(long)]
        to: Option<i64>,
    },
}

impl Webhook {
    /// Carries it out.
    pub fn run(self, frame: &Frame) -> anyhow::Result<()> {
        let db = open(frame, matches!(self, Webhook::Add { .. }))?;
        match self {
            Webhook::Add { name, url, events, areas, categories, secret_file } => {
                let secret = match secret_file {
                    Some(path) => Some(std::fs::read_to_string(path)?),
                    None => None,
                };
                let filter = checked(frame, Filter { events, areas, categories })?;
                add(frame, &db, &name, &url, filter, secret.as_deref())?;
            }
            Webhook::List => list(&db)?,
            Webhook::Remove { name } => {
                let whose = name.clone();
                if !db.write_blocking(move |tx| webhooks::remove(tx, &whose))? {
                    anyhow::bail!("there is no webhook {name}");
                }
                println!("The webhook {name} is removed.");
            }
            Webhook::Enable { name } => {
                let whose = name.clone();
                let missed = db.write_blocking(move |tx| webhooks::enable(tx, &whose))?;
                let Some((from, to)) = missed else { anyhow::bail!("there is no webhook {name}") };
                println!("The webhook {name} is told again of what comes from now on.");
                if from < to {
                    println!(
                        "It missed the entries {from} to {}: `dantin webhook replay {name} --from {from}` tells them.",
                        to - 1
                    );
                }
            }
            Webhook::Replay { name, from, to } => {
                let endpoint = find(&db, &name)?;
                let now = SystemClock.now();
                let to = to.unwrap_or(i64::MAX - 1);
                anyhow::ensure!(from >= 0 && from <= to, "--from must not be below 0 nor above --to");
                match db.write_blocking(move |tx| webhooks::replay(tx, &endpoint, from, to, now))? {
                    Replayed::Told(count) => {
                        println!("{count} entries will be told once more by the server.");
                    }
                    Replayed::NoSuchEntry(size) => anyhow::bail!(
                        "there is no entry {from}: the journal has {size} entries, numbered from 0"
                    ),
                }
            }
        }
        db.close();
        Ok(())
    }
}

/// Every code must be one that there is: a typing mistake would be told nothing for ever.
fn checked(frame: &Frame, filter: Filter) -> anyhow::Result<Filter> {
    let city = frame.city()?;
    for event in &filter.events {
        anyhow::ensure!(
            EventKind::from_code(event).is_some(),
            "`{event}` is no kind of event; the kinds are {}",
            EventKind::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ")
        );
    }
    for area in &filter.areas {
        anyhow::ensure!(city.area(area).is_some(), "the city pack has no area `{area}`");
    }
    for category in &filter.categories {
        let is_known = city.service(category).is_some() || city.category(category).is_some();
        anyhow::ensure!(is_known, "the city pack has no category `{category}`");
    }
    Ok(filter)
}

fn add(
    frame: &Frame,
    db: &Db,
    name: &str,
    url: &str,
    filter: Filter,
    secret: Option<&str>,
) -> anyhow::Result<()> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        anyhow::bail!("the name must have 1 to 80 letters");
    }
    let address = Address::parse(url, frame.settings()?.private_addresses)?;
    let secret = match secret {
        Some(text) => Secret::parse(text)?,
        None => Secret::draw(&SystemRandom),
    };
    let shown = secret.to_text();
    let now = SystemClock.now();
    let new = NewEndpoint {
        id: crate::open311::partners::new_key(&SystemRandom),
        name: name.clone(),
        url: address.as_str().to_owned(),
        secret,
        filter,
    };
    match db.write_blocking(move |tx| webhooks::insert(tx, &new, now)) {
        Err(error) if error.is_conflict_on("webhooks.name") => {
            anyhow::bail!("there is a webhook {name} already; remove it first")
        }
        other => other?,
    }
    println!("{shown}");
    eprintln!("This secret signs what {name} is told. Give it to the receiver; it is shown only now.");
    Ok(())
}

fn list(db: &Db) -> anyhow::Result<()> {
    for endpoint in db.read_blocking(webhooks::list)? {
        let state = match (&endpoint.disabled_at, &endpoint.failing_since) {
            (Some(at), _) => format!("disabled since {at}"),
            (None, Some(since)) => format!("failing since {since}"),
            (None, None) => "working".to_owned(),
        };
        let asked = [&endpoint.filter.events, &endpoint.filter.areas, &endpoint.filter.categories];
        let asked: Vec<String> = asked.iter().flat_map(|list| list.iter().cloned()).collect();
        let asked = if asked.is_empty() { "everything".to_owned() } else { asked.join(" ") };
        println!("{}\t{state}\t{}\t{asked}\tnext entry {}", endpoint.name, endpoint.url, endpoint.next);
    }
    Ok(())
}

fn find(db: &Db, name: &str) -> anyhow::Result<Endpoint> {
    let wanted = name.to_owned();
    let found = db.read_blocking(move |tx| webhooks::find(tx, &wanted))?;
    found.ok_or_else(|| anyhow::anyhow!("there is no webhook {name}; `dantin webhook list` shows them"))
}
