//! Whether a server runs on a data folder. Servers share the lock of the folder for as long as they live; a command that
//! changes the whole installation takes it alone. The system gives a lock back when its process ends, however it ends.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use anyhow::{Context as _, bail};

const FILE: &str = "dantin.lock";

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
    std::fs::create_dir_all(data)
        .with_context(|| format!("cannot make the data folder {}", data.display()))?;
    let path = data.join(FILE);
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("cannot open {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
