//! The ways by which mail leaves: a server, or a folder for trying out and for tests. What comes of a mail is one of four
//! outcomes that say whose fault it is; trouble with the way itself is apart, so that a wrong password is never held
//! against the person who was written to.

use std::{
    fmt, fs,
    io::{self, Write as _},
    path::PathBuf,
};

use crate::{
    Address,
    smtp::{Session, Smtp},
};

/// Where mail goes to.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A server that takes it.
    Smtp(Smtp),
    /// A folder with a file `ID.eml` for each.
    Folder(PathBuf),
}

/// What came of one mail. The codes are a server's, as `550 5.1.1`, never its words: these may name the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server answers for it from now on.
    Taken,
    /// The address does not exist or takes nothing: it is not written to again.
    AddressRefused(String),
    /// This mail is refused for good, which says nothing of the address.
    MailRefused(String),
    /// Not now.
    Later(String),
}

/// The way itself does not work now: nothing was said of any mail.
#[derive(Debug)]
pub struct Trouble(pub String);

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Trouble {}

/// An open way.
pub enum Connection {
    /// To a server.
    Smtp(Box<Session>),
    /// Into a folder.
    Folder(PathBuf),
}

impl Transport {
    /// Opens the way: connects, encrypts, signs in.
    pub fn open(&self) -> Result<Connection, Trouble> {
        match self {
            Self::Smtp(smtp) => Ok(Connection::Smtp(Box::new(smtp.open()?))),
            Self::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|error| {
                    Trouble(format!("the folder {} cannot be made: {error}", folder.display()))
                })?;
                Ok(Connection::Folder(folder.clone()))
            }
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(smtp) => smtp.fmt(f),
            Self::Folder(folder) => write!(f, "the folder {}", folder.display()),
        }
    }
}

impl Connection {
    /// Hands one mail over. `id` is its own, by which a folder names its file.
    pub fn send(&mut self, from: &Address, to: &Address, id: &str, bytes: &[u8]) -> Result<Outcome, Trouble> {
        match self {
            Self::Smtp(session) => session.send(from, to, bytes),
            Self::Folder(folder) => {
                let name: String =
                    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
                let write = || -> io::Result<()> {
                    let half = folder.join(format!("{name}.part"));
                    let mut file = fs::File::create(&half)?;
                    file.write_all(bytes)?;
                    file.sync_all()?;
                    // A mail that is handed over a second time is the same file.
                    fs::rename(half, folder.join(format!("{name}.eml")))
                };
                write()
                    .map_err(|error| Trouble(format!("{} cannot be written: {error}", folder.display())))?;
                Ok(Outcome::Taken)
            }
        }
    }

    /// Takes leave.
    pub fn close(self) {
        if let Self::Smtp(session) = self {
            session.close();
        }
    }
}
