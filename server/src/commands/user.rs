//! `dantin user`: accounts of the desk. A password is typed without echo, or read from standard input when that is no
//! terminal; it never stands on the command line.

use std::io::{IsTerminal as _, Read as _};

use clap::Subcommand;
use dantin_store::{Db, Tx};
use dantin_words::{Catalogue, Language, Words};

use super::{Frame, key::open};
use crate::{
    city::people::{
        administration::{self, Change},
        credentials::{Login, Password, PersonName},
        factors,
        identities::{self, LinkFault},
        invitations,
        model::{Officer, OfficerId, OfficerRole, RoleKind},
        password::{Cost, Hasher},
        sessions,
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
    /// Open a closed account again
    Reactivate {
        /// Whose
        login: String,
    },
    /// Put these roles in the place of an account's present ones
    Roles {
        /// Whose
        login: String,
        /// A role at an agency, such as handler@ubnd-00070; may be repeated
        #[arg(long = "role", required = true, value_name = "KIND@AGENCY")]
        roles: Vec<String>,
    },
    /// Forget the second factor of an account whose owner lost it, and end all its sessions
    ForgetFactor {
        /// Whose
        login: String,
    },
    /// Link an account to the identity provider of the settings
    Link {
        /// Whose
        login: String,
        /// The number by which the provider knows the officer; the sign-in page shows it when it is not linked
        subject: String,
    },
}

impl User {
    /// Carries it out.
    pub fn run(self, frame: &Frame) -> anyhow::Result<()> {
        let w = Catalogue::embedded()?.words(Language::English);
        let db = open(frame, matches!(self, User::Add { .. }))?;
        match self {
            User::Add { login, name, roles } => add(frame, &db, &w, &login, &name, &roles)?,
            User::Password { login } => {
                let officer = find(&db, &login)?;
                let hash = ask_password(&w, &officer.login)?;
                change(&db, officer, Change::PasswordSet, "", move |tx, id| {
                    store::set_password(tx, id, &hash)
                })?;
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
                change(&db, officer, Change::Ended, "", |tx, id| {
                    store::set_active(tx, id, false)?;
                    Ok(invitations::withdraw(tx, id)?)
                })?;
                println!("The account {login} is closed.");
            }
            User::Reactivate { login } => {
                let officer = find(&db, &login)?;
                change(&db, officer, Change::Reopened, "", |tx, id| store::set_active(tx, id, true))?;
                println!("The account {login} is open again.");
            }
            User::Roles { login, roles } => {
                let officer = find(&db, &login)?;
                let (read, detail) = (read_roles(frame, &roles)?, roles.join(" "));
                let required = frame.settings()?.second_factor;
                change(&db, officer, Change::RolesSet, &detail, move |tx, id| {
                    store::set_roles(tx, id, &read, &required)
                })?;
                println!("The account {login} has these roles now: {detail}.");
                println!("If one of them is new and must have a second factor, all its sessions have ended.");
            }
            User::ForgetFactor { login } => {
                let officer = find(&db, &login)?;
                change(&db, officer, Change::FactorForgotten, "", |tx, id| {
                    factors::store::forget(tx, id)?;
                    sessions::close_all(tx, id)?;
                    Ok(())
                })?;
                println!("The second factor of {login} is forgotten; all its sessions have ended.");
            }
            User::Link { login, subject } => {
                let provider = frame.settings()?.provider;
                let issuer = provider.ok_or_else(|| anyhow::anyhow!("oidc.issuer is not set"))?.issuer;
                let officer = find(&db, &login)?;
                let now = SystemClock.now();
                let detail = format!("{issuer} {subject}");
                db.write_blocking(move |tx| {
                    identities::link(tx, &officer.id, &issuer, &subject, now)?;
                    administration::note(tx, None, &officer.id, Change::IdentityLinked, &detail, now)?;
                    Ok::<_, LinkFault>(())
                })?;
                println!("The account {login} is linked.");
            }
        }
        db.close();
        Ok(())
    }
}

/// Changes an account and notes that it was done here.
fn change(
    db: &Db,
    officer: Officer,
    what: Change,
    detail: &str,
    act: impl Fn(&mut Tx<'_>, &OfficerId) -> Result<(), ChangeFault> + Send + 'static,
) -> anyhow::Result<()> {
    let (detail, now) = (detail.to_owned(), SystemClock.now());
    db.write_blocking(move |tx| {
        act(tx, &officer.id)?;
        Ok(administration::note(tx, None, &officer.id, what, &detail, now)?)
    })
    .map_err(|fault: ChangeFault| said(&fault))
}

fn add(frame: &Frame, db: &Db, w: &Words, login: &str, name: &str, roles: &[String]) -> anyhow::Result<()> {
    let (roles, detail) = (read_roles(frame, roles)?, roles.join(" "));
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
    db.write_blocking(move |tx| {
        store::insert(tx, &officer, &hash, now)?;
        Ok(administration::note(tx, None, &officer.id, Change::Added, &detail, now)?)
    })
    .map_err(|fault: ChangeFault| said(&fault))?;
    println!("The account {shown} is ready: sign in at /desk/sign-in.");
    Ok(())
}

fn read_roles(frame: &Frame, roles: &[String]) -> anyhow::Result<Vec<OfficerRole>> {
    let city = frame.city()?;
    let read = |text: &String| {
        let role: OfficerRole = text.parse().map_err(|_bad| {
            let kinds: Vec<&str> = RoleKind::ALL.iter().map(|kind| kind.code()).collect();
            anyhow::anyhow!("`{text}` is not a role; write kind@agency with one of {}", kinds.join(", "))
        })?;
        if city.agency(role.agency.as_str()).is_none() {
            anyhow::bail!(
                "the city pack has no agency `{}`; `dantin check` tells how many it has",
                role.agency
            );
        }
        Ok(role)
    };
    roles.iter().map(read).collect()
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
