//! The data folder: made so that other users of the machine do not look into it, since what residents sent lies there.

use std::{
    fs::{DirBuilder, Permissions},
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::Path,
};

use anyhow::Context as _;

/// Makes a folder, and what is missing above it, for its owner alone; one that is there stays as it is.
pub fn make(path: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| format!("cannot make the folder {}", path.display()))
}

/// Whether other users of the machine may look into a folder.
pub fn is_open_to_others(permissions: &Permissions) -> bool {
    permissions.mode() & 0o077 != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_private_and_what_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (new, there) = (folder.path().join("a/b"), folder.path().join("there"));
        make(&new).unwrap();
        assert!(!is_open_to_others(&new.metadata().unwrap().permissions()));
        std::fs::create_dir(&there).unwrap();
        std::fs::set_permissions(&there, Permissions::from_mode(0o755)).unwrap();
        make(&there).unwrap();
        assert!(is_open_to_others(&there.metadata().unwrap().permissions()));
    }
}
