//! A secret key of 32 random bytes in a file of the data folder, apart from the database and its backups, that nobody but its
//! owner reads. Knows nothing of what the key is for.

use std::{fs, io, path::Path};

use anyhow::Context as _;
use dantin_verify::durable;

use crate::{
    clock::{Random, random},
    hex,
};

/// The key in this file of the data folder, made when there is none. A damaged file is refused and left as it is: `without` says
/// what comes of removing it.
pub fn open(data: &Path, file: &str, without: &str, source: &dyn Random) -> anyhow::Result<[u8; 32]> {
    let path = data.join(file);
    if let Some(key) = read(&path, without)? {
        return Ok(key);
    }
    let text = format!("{}\n", hex::write(&random::<32>(source)));
    let made = data.join(format!("{file}.{}", hex::write(&random::<8>(source))));
    durable::replace(&made, text.as_bytes(), 0o600)
        .with_context(|| format!("cannot write {}", made.display()))?;
    // Of two processes that start at once, the first one's key counts for both.
    let linked = fs::hard_link(&made, &path);
    fs::remove_file(&made).with_context(|| format!("cannot remove {}", made.display()))?;
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("cannot write {}", path.display())),
    }
    read(&path, without)?.with_context(|| format!("{} went while it was being made", path.display()))
}

fn read(path: &Path, without: &str) -> anyhow::Result<Option<[u8; 32]>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    // Somebody may have typed it in again from paper, in capital letters.
    let key = hex::read(&text.trim().to_ascii_lowercase()).with_context(|| {
        format!(
            "{} does not hold 64 hexadecimal digits: put the right file back, or remove it; {without}",
            path.display()
        )
    })?;
    Ok(Some(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRandom;

    fn opened(data: &Path, seed: u64) -> anyhow::Result<[u8; 32]> {
        open(data, "sample.key", "then nothing is lost", &SeededRandom::new(seed))
    }

    #[test]
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = opened(folder.path(), 1).unwrap();
        assert_eq!(opened(folder.path(), 2).unwrap(), first);
        let path = folder.path().join("sample.key");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        fs::write(&path, fs::read_to_string(&path).unwrap().to_uppercase()).unwrap();
        assert_eq!(opened(folder.path(), 3).unwrap(), first, "typed in again");
    }

    #[test]
    fn a_damaged_file_stops_the_start_and_is_left_as_it_is() {
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63), &"ă".repeat(32), &"+f".repeat(32)] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("sample.key");
            fs::write(&path, text).unwrap();
            let fault = opened(folder.path(), 1).unwrap_err().to_string();
            assert!(
                fault.contains("64 hexadecimal digits") && fault.ends_with("then nothing is lost"),
                "{fault}"
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
