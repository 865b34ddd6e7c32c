//! `dantin remote`: other cities' servers that cases may be handed on to by Open311.

use std::io::Read as _;

use clap::Subcommand;
use dantin_store::Db;

use super::{Frame, key::open};
use crate::{
    act::forwards::{self, Remote as Server},
    clock::{Clock as _, SystemClock},
    open311::client::Form,
    outgoing::Address,
};

/// What to do with other servers.
#[derive(Subcommand)]
pub enum Remote {
    /// Add a server; its key is read from standard input
    Add {
        /// A short code of your own: small letters, digits and hyphens
        code: String,
        /// Base address of its GeoReport interface, without the name of a call
        url: String,
        /// How people call it
        #[arg(long)]
        name: String,
        /// The jurisdiction to name, where it serves several
        #[arg(long)]
        jurisdiction: Option<String>,
        /// Ask it in XML rather than in JSON
        #[arg(long)]
        xml: bool,
        /// Our code of a service and theirs, such as den-duong=street-light; * stands for all others; may be repeated
        #[arg(long = "service", required = true, value_name = "OURS=THEIRS")]
        services: Vec<String>,
    },
    /// List the servers with how they answered last
    List,
    /// Remove a server that has no case of ours
    Remove {
        /// Its code
        code: String,
    },
}

impl Remote {
    /// Carries it out.
    pub fn run(self, frame: &Frame) -> anyhow::Result<()> {
        let db = open(frame, matches!(self, Remote::Add { .. }))?;
        match self {
            Remote::Add { code, url, name, jurisdiction, xml, services } => {
                let form = if xml { Form::Xml } else { Form::Json };
                add(frame, &db, Typed { code, url, name, jurisdiction, form, services })?;
            }
            Remote::List => {
                for remote in db.read_blocking(forwards::remotes)? {
                    let state = match (&remote.fault, &remote.heard_at) {
                        (Some(fault), _) => format!("fails: {fault}"),
                        (None, Some(at)) => format!("answered at {at}"),
                        (None, None) => "not asked yet".to_owned(),
                    };
                    println!("{}\t{}\t{}\t{state}", remote.code, remote.name, remote.url);
                }
            }
            Remote::Remove { code } => {
                let whose = code.clone();
                match db.write_blocking(move |tx| forwards::remove_remote(tx, &whose))? {
                    None => anyhow::bail!("there is no server {code}"),
                    Some(0) => println!("The server {code} is removed."),
                    Some(cases) => {
                        anyhow::bail!("{cases} cases were handed on to {code}: it stays for their sake")
                    }
                }
            }
        }
        db.close();
        Ok(())
    }
}

struct Typed {
    code: String,
    url: String,
    name: String,
    jurisdiction: Option<String>,
    form: Form,
    services: Vec<String>,
}

fn add(frame: &Frame, db: &Db, typed: Typed) -> anyhow::Result<()> {
    let Typed { code, url, name, jurisdiction, form, services } = typed;
    let is_code = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    anyhow::ensure!(
        (1..=31).contains(&code.len()) && code.chars().all(is_code),
        "the code must have 1 to 31 small letters, digits and hyphens: the journal names the server by it"
    );
    let name = name.trim().to_owned();
    anyhow::ensure!(
        (1..=80).contains(&name.chars().count()) && !name.chars().any(char::is_control),
        "the name must have 1 to 80 letters"
    );
    let address = Address::parse(&url, frame.settings()?.private_addresses)?;
    let city = frame.city()?;
    let mut pairs = Vec::new();
    for text in &services {
        let pair = forwards::read_services(text).pop();
        let (ours, theirs) = pair.ok_or_else(|| anyhow::anyhow!("`{text}` is no pair; write ours=theirs"))?;
        let is_known = ours == "*" || city.service(&ours).is_some() || city.category(&ours).is_some();
        anyhow::ensure!(is_known, "the city pack has no service `{ours}`");
        pairs.push((ours, theirs));
    }
    let mut api_key = String::new();
    std::io::stdin().take(4096).read_to_string(&mut api_key)?;
    let api_key = api_key.lines().next().unwrap_or_default().trim().to_owned();
    anyhow::ensure!(!api_key.is_empty(), "write the key that the server gave you to standard input");
    let shown = code.clone();
    let remote = Server {
        code,
        name,
        url: address.as_str().to_owned(),
        api_key,
        jurisdiction,
        format: form.code().to_owned(),
        services: pairs,
        heard_at: None,
        fault: None,
    };
    let now = SystemClock.now();
    match db.write_blocking(move |tx| forwards::add_remote(tx, &remote, now)) {
        Err(error) if error.is_conflict_on("remotes.code") => {
            anyhow::bail!("there is a server {shown} already")
        }
        other => other?,
    }
    println!("Cases may now be handed on to {shown} at the desk.");
    Ok(())
}
