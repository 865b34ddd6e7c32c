//! Whether a write failed for lack of room. SQLite tells a full disk apart; a quota or a limit on the size of files is
//! to it an error like a broken disk. So a small write is tried beside the database file, and its error is asked.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// As much as a small commit needs.
static TRIAL: [u8; 1 << 16] = [0x55; 1 << 16];

/// Whether there is no room for one more write beside this database, as far out as its files reach.
pub(crate) fn is_lacking(database: &Path) -> bool {
    let length = |ending: &str| fs::metadata(beside(database, ending)).map_or(0, |facts| facts.len());
    let end = ["", "-wal", "-shm"].into_iter().map(length).max().unwrap_or(0);
    let path = beside(database, "-room");
    let tried =
        OpenOptions::new().write(true).create(true).truncate(true).open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(end))?;
            file.write_all(&TRIAL)?;
            file.sync_data()
        });
    let _ = fs::remove_file(&path);
    tried.is_err_and(|error| is_about_room(&error))
}

/// Whether an error says that a disk, a quota or a file may hold no more.
fn is_about_room(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_a_quota_and_a_limit_are_told_from_a_broken_disk() {
        // ENOSPC, EDQUOT and EFBIG; EIO and EACCES.
        for (number, expected) in [(28, true), (122, true), (27, true), (5, false), (13, false)] {
            assert_eq!(is_about_room(&io::Error::from_raw_os_error(number)), expected, "{number}");
        }
    }

    #[test]
    fn where_there_is_room_the_trial_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("some.db");
        fs::write(&database, b"x").unwrap();
        assert!(!is_lacking(&database));
        assert!(!is_lacking(&folder.path().join("nowhere/some.db")), "no folder is not a lack of room");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
