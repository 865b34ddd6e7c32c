//! Whether a server runs on a data folder. Servers share the lock of the folder for as long as they live; a command that
//! changes the whole installation takes it alone. The system gives a lock back when its process ends, however it ends.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

const FILE: &str = "dantin.lock";

/// The file that is locked by the one server that may work on a SQLite file.
pub(super) fn serving(database: &Path) -> PathBuf {
    // One file has one lock, whichever way its name leads there.
    let known = database.canonicalize().unwrap_or_else(|_not_there_yet| database.to_owned());
    known.with_added_extension("serving")
}

/// A held lock; given back when this goes.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

/// Holds the folder as a server, beside others; refused while a command works on it alone.
pub fn as_server(data: &Path) -> anyhow::Result<Held> {
    let file = open(data)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(Held { _file: file }),
        Err(TryLockError::WouldBlock) => {
            bail!("a command works on {} alone just now; start the server when it has ended", data.display())
        }
        Err(TryLockError::Error(error)) => Err(error).context("the data folder cannot be locked"),
    }
}

/// Holds a SQLite file as its only server: two would each believe their own memory of what the file holds. Commands beside the
/// server do not ask for it.
pub fn only_server(database: &Path) -> anyhow::Result<Held> {
    if let Some(folder) = database.parent() {
        super::folder::make(folder)?;
    }
    let file = open_file(&serving(database))?;
    match file.try_lock() {
        Ok(()) => Ok(Held { _file: file }),
        Err(TryLockError::WouldBlock) => bail!(
            "another server runs on {} already. One SQLite file takes one server: stop the other one first (systemctl stop dantin), \
             give this one a data folder of its own (--data), or use PostgreSQL, which takes several",
            database.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).context("the database file cannot be locked"),
    }
}

/// Holds the folder alone; refused while a server or another such command runs on it.
pub fn alone(data: &Path) -> anyhow::Result<Held> {
    let file = open(data)?;
    match file.try_lock() {
        Ok(()) => Ok(Held { _file: file }),
        Err(TryLockError::WouldBlock) => bail!(
            "a server, or another command, works on {}: stop it first (systemctl stop dantin)",
            data.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).context("the data folder cannot be locked"),
    }
}

fn open(data: &Path) -> anyhow::Result<File> {
    super::folder::make(data)?;
    open_file(&data.join(FILE))
}

fn open_file(path: &Path) -> anyhow::Result<File> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .with_context(|| format!("cannot open {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sqlite_file_has_one_server_also_where_it_is_not_there_yet() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("new/dantin.db");
        let server = only_server(&database).unwrap();
        assert!(only_server(&database).unwrap_err().to_string().contains("another server runs on"));
        drop(server);
        std::fs::write(&database, "").unwrap();
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&database, &link).unwrap();
        let _server = only_server(&database).unwrap();
        assert!(only_server(&link).is_err(), "another name of the same file");
    }

    #[test]
    fn servers_share_a_folder_and_a_command_has_it_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (as_server(folder.path()).unwrap(), as_server(folder.path()).unwrap());
        assert!(alone(folder.path()).unwrap_err().to_string().contains("stop it first"));
        drop((one, two));
        let command = alone(folder.path()).unwrap();
        assert!(as_server(folder.path()).is_err());
        assert!(alone(folder.path()).is_err());
        drop(command);
        as_server(folder.path()).unwrap();
    }
}
