//! The secret keys of a log: one, or two while the older is being replaced. A key is never made here, only kept; what a
//! change of keys must say in the journal, the caller says.

use std::{fs, path::Path};

use dantin_journal::key::{Signer, VerifierKey};

use super::{
    files::{self, FileFault},
    log::{FOLDER, KEY, LogFault},
};

/// The one or two keys of a key file, a line each, the older first.
pub(crate) fn signers(text: &str) -> Result<(Signer, Option<Signer>), String> {
    let read = |line: &str| Signer::from_private_key(line).map_err(|error| error.to_string());
    let mut lines = text.lines();
    let signer = read(lines.next().unwrap_or_default())?;
    let next = lines.next().map(read).transpose()?;
    match &next {
        _ if lines.next().is_some() => Err("more than two keys".to_owned()),
        Some(next) if next.verifier_key().name() != signer.verifier_key().name() => {
            Err("two keys of different logs".to_owned())
        }
        _ => Ok((signer, next)),
    }
}

/// Puts other keys into the key file, which is replaced whole. The next start signs with these.
pub fn keep(data: &Path, older: &Signer, newer: Option<&Signer>) -> Result<(), LogFault> {
    let all = std::iter::once(older).chain(newer);
    let keys: String = all.map(|one| format!("{}\n", one.private_key())).collect();
    Ok(files::replace(&data.join(KEY), keys.as_bytes(), 0o600)?)
}

/// Names these keys in the policy beside the tiles; what it says of witnesses stays.
pub fn name(data: &Path, keys: &[&VerifierKey]) -> Result<(), LogFault> {
    let path = data.join(FOLDER).join("policy");
    let there = fs::read_to_string(&path).map_err(|error| FileFault::Io(path.clone(), error))?;
    let logs = keys.iter().map(|key| format!("log {key}\n"));
    let others =
        there.lines().filter(|line| !line.trim_start().starts_with("log ")).map(|line| format!("{line}\n"));
    let policy: String = logs.chain(others).collect();
    Ok(files::replace(&path, policy.as_bytes(), 0o644)?)
}

/// The name of the public file that keeps the last checkpoint under a key that was retired, by which whoever knows only
/// that key finds the newer one.
pub fn farewell(key: &VerifierKey) -> String {
    format!("checkpoint.{}", key.id())
}
