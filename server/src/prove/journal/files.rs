//! The files of the public log: written once and durably, never with other bytes, and read by whoever asks. Nothing here
//! knows what they hold.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

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

/// Puts a file in the place of what stood there: whoever reads sees the old bytes or the new ones, and after a power cut
/// one of the two is there. Temporary file in the same folder, write, sync, rename, sync the folder.
pub fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FileFault> {
    let at = |error| FileFault::Io(path.to_owned(), error);
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(at)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let temporary = folder.join(format!(".{name}.new"));
    let written = create(&temporary, mode, true)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path))
        .and_then(|()| File::open(folder)?.sync_all());
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        at(error)
    })
}

/// Makes a file that must not be there yet, readable by its owner alone.
pub fn create_secret(path: &Path, bytes: &[u8]) -> Result<(), FileFault> {
    let written = create(path, 0o600, false).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| FileFault::Io(path.to_owned(), error))
}

fn create(path: &Path, mode: u32, may_exist: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .write(true)
        .create(may_exist)
        .truncate(may_exist)
        .create_new(!may_exist)
        .mode(mode)
        .open(path)
}
