//! The files of the public log: written once and durably, never with other bytes, and read by whoever asks. Nothing here
//! knows what they hold.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use dantin_verify::durable;

/// Why a file of the log cannot be written.
#[derive(Debug)]
pub enum FileFault {
    /// It is there with other bytes: somebody changed it, or two histories meet.
    Differs(PathBuf),
    /// The system refused.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for FileFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Differs(path) => write!(f, "{} is there already with other bytes", path.display()),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}
impl std::error::Error for FileFault {}

/// Writes a file that never changes. One that is there with the same bytes is left as it is, one with other bytes refused.
pub fn write_once(path: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    match fs::read(path) {
        Ok(there) if there == bytes => return Ok(()),
        Ok(_) => return Err(FileFault::Differs(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(FileFault::Io(path.to_owned(), error)),
    }
    replace(path, bytes, 0o644)
}

/// As [`durable::replace`].
pub fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FileFault> {
    durable::replace(path, bytes, mode).map_err(|error| FileFault::Io(path.to_owned(), error))
}

/// Makes a file that must not be there yet, readable by its owner alone.
pub fn create_secret(path: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let written = written.and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| FileFault::Io(path.to_owned(), error))
}
