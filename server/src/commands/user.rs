//! `dantin user`: accounts of the desk. A password is typed without echo, or read from standard input when that is no
//! terminal; it never stands on the command line.

use std::io::{IsTerminal as _, Read as _};

use clap::Subcommand;
use dantin_store::Db;
use dantin_words::{Catalogue, Language, Words};

use super::{Frame, key::open};
use crate::{
    city::people::{
        credentials::{Login, Password, PersonName},
        model::{Officer, OfficerId, OfficerRole},
        password::{Cost, Hasher},
        store::{self, ChangeFault},
    },
    clock::{Clock as _, SystemClock, SystemRandom},
};

/// What to do with accounts.
#[derive(Subcommand)]
pub enum User {
    /// Make an account; the password is asked for
    Add {
        /// What the officer types to sign in
        login: String,
        /// Name as colleagues read it
        #[arg(long)]
        name: String,
        /// A role at an agency, such as handler@ubnd-00070; may be repeated
        #[arg(long = "role", required = true, value_name = "KIND@AGENCY")]
        roles: Vec<String>,
    },
    /// Set a new password and end all sessions of the account
    Password {
        /// Whose
        login: String,
    },
    /// List the accounts with their roles
    List,
    /// Close an account; what it did stays on record
    Deactivate {
        /// Whose
        login: String,
    },
}

impl User {
    /// Carries it out.
    pub fn run(self, frame: &Frame) -> anyhow::Result<()> {
        let w = Catalogue::embedded()?.words(Language::English);
        let db = open(frame)?;
        match self {
            User::Add { login, name, roles } => add(frame, &db, &w, &login, &name, &roles)?,
            User::Password { login } => {
                let officer = find(&db, &login)?;
                let hash = ask_password(&w, &officer.login)?;
                db.write_blocking(move |tx| store::set_password(tx, &officer.id, &hash))
                    .map_err(|fault| said(&fault))?;
                println!("The password of {login} is set; all its sessions have ended.");
            }
            User::List => {
                for officer in db.read_blocking(store::list)? {
                    let roles: Vec<String> = officer.roles.iter().map(ToString::to_string).collect();
                    let state = if officer.active { "active" } else { "closed" };
                    println!("{}\t{state}\t{}\t{}", officer.login, officer.name, roles.join(" "));
                }
            }
            User::Deactivate { login } => {
                let officer = find(&db, &login)?;
                db.write_blocking(move |tx| store::set_active(tx, &officer.id, false))
                    .map_err(|fault| said(&fault))?;
                println!("The account {login} is closed.");
            }
        }
        db.close();
        Ok(())
    }
}

fn add(frame: &Frame, db: &Db, w: &Words, login: &str, name: &str, roles: &[String]) -> anyhow::Result<()> {
    let city = frame.city()?;
    let roles: Vec<OfficerRole> = roles
        .iter()
        .map(|text| {
            let role: OfficerRole = text.parse().map_err(|_bad| {
                anyhow::anyhow!(
                    "`{text}` is not a role; write kind@agency with one of handler, head, coordinator, moderator, \
                     overseer, administrator"
                )
            })?;
            if city.agency(role.agency.as_str()).is_none() {
                anyhow::bail!("the city pack has no agency `{}`; `dantin check` tells how many it has", role.agency);
            }
            Ok(role)
        })
        .collect::<anyhow::Result<_>>()?;
    let login = typed_login(login)?;
    let name =
        PersonName::new(name).map_err(|_bad| anyhow::anyhow!("the name must have 1 to 100 letters"))?;
    let hash = ask_password(w, &login)?;
    let now = SystemClock.now();
    let officer = Officer {
        id: OfficerId::draw(now, &SystemRandom),
        login,
        name,
        language: Language::Vietnamese,
        active: true,
        roles,
    };
    let shown = officer.login.to_string();
    db.write_blocking(move |tx| store::insert(tx, &officer, &hash, now)).map_err(|fault| said(&fault))?;
    println!("The account {shown} is ready: sign in at /desk/sign-in.");
    Ok(())
}

fn typed_login(login: &str) -> anyhow::Result<Login> {
    Login::new(login).map_err(|_bad| {
        anyhow::anyhow!("`{login}` cannot be a login; use small letters, digits, dots and hyphens, beginning with a letter")
    })
}

fn find(db: &Db, login: &str) -> anyhow::Result<Officer> {
    let wanted = typed_login(login)?;
    let found = db.read_blocking(move |tx| store::find_by_login(tx, &wanted))?;
    found.ok_or_else(|| anyhow::anyhow!("there is no account `{login}`; `dantin user list` shows them"))
}

/// Asks twice on a terminal; reads one line otherwise.
fn ask_password(w: &Words, login: &Login) -> anyhow::Result<String> {
    let typed = if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password("Password: ")?;
        if rpassword::prompt_password("Once more: ")? != first {
            anyhow::bail!("the two passwords differ; nothing was changed");
        }
        first
    } else {
        let mut text = String::new();
        std::io::stdin().take(4096).read_to_string(&mut text)?;
        text.lines().next().unwrap_or_default().to_owned()
    };
    let password = Password::new(&typed, login).map_err(|fault| anyhow::anyhow!("{}", w.t(fault.word())))?;
    let hasher = Hasher::new(Cost::OWASP, &SystemRandom)
        .map_err(|_fault| anyhow::anyhow!("the password cannot be hashed"))?;
    hasher
        .hash_blocking(&password, &SystemRandom)
        .map_err(|_fault| anyhow::anyhow!("the password cannot be hashed"))
}

fn said(fault: &ChangeFault) -> anyhow::Error {
    match fault {
        ChangeFault::LoginTaken => anyhow::anyhow!("this login is taken; `dantin user list` shows them"),
        ChangeFault::LastAdministrator => {
            anyhow::anyhow!("this is the last administrator; make another one first")
        }
        ChangeFault::NotFound => anyhow::anyhow!("there is no such account"),
        ChangeFault::Store(error) => anyhow::anyhow!("the database refused: {error}"),
    }
}
