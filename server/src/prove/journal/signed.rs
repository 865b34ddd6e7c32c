//! What was signed of this installation's log, read without its secret: the keys, the mark and the published checkpoint.
//! Whoever examines or heals a log needs no more, and signs nothing.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use dantin_journal::{checkpoint::SignedCheckpoint, key::VerifierKey, policy::Policy};

use super::{
    files::FileFault,
    keys::signers,
    log::{FOLDER, KEY, LogFault, MARK},
};

/// Keys and checkpoints of the log in a data folder.
pub struct Signed {
    /// The public keys whose signature counts.
    pub keys: Vec<VerifierKey>,
    /// The newest checkpoint that was ever signed; `None` where the file is missing.
    pub mark: Option<SignedCheckpoint>,
    /// The checkpoint that strangers read.
    pub published: Option<SignedCheckpoint>,
}

impl Signed {
    /// Reads them; `None` where there never was a log. A file that is there and is not signed by the log is a fault.
    pub fn read(data: &Path) -> Result<Option<Signed>, LogFault> {
        let Some(keys) = keys(data)? else { return Ok(None) };
        // In this order the mark is never behind what was published, although a server goes on meanwhile.
        let published = checkpoint(&data.join(FOLDER).join("checkpoint"), &keys)?;
        let mark = checkpoint(&data.join(MARK), &keys)?;
        Ok(Some(Signed { keys, mark, published }))
    }
}

/// The public keys: those of the key file, or without one those of the policy that lies beside the tiles.
fn keys(data: &Path) -> Result<Option<Vec<VerifierKey>>, LogFault> {
    let path = data.join(KEY);
    if let Some(bytes) = present(&path)? {
        let text = String::from_utf8_lossy(&bytes);
        let (first, next) = signers(&text).map_err(|what| damaged(&path, &what))?;
        let keys = std::iter::once(&first).chain(&next).map(|signer| signer.verifier_key().clone());
        return Ok(Some(keys.collect()));
    }
    let path = data.join(FOLDER).join("policy");
    let Some(bytes) = present(&path)? else { return Ok(None) };
    let policy = Policy::parse(&bytes).map_err(|error| damaged(&path, &error))?;
    Ok(Some(policy.logs().iter().map(|log| log.key.clone()).collect()))
}

fn checkpoint(path: &PathBuf, keys: &[VerifierKey]) -> Result<Option<SignedCheckpoint>, LogFault> {
    let Some(bytes) = present(path)? else { return Ok(None) };
    let signed = SignedCheckpoint::parse(&bytes).map_err(|error| damaged(path, &error))?;
    signed.verify(keys).map_err(|error| damaged(path, &error))?;
    Ok(Some(signed))
}

pub(super) fn present(path: &Path) -> Result<Option<Vec<u8>>, LogFault> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileFault::Io(path.to_owned(), error).into()),
    }
}

fn damaged(path: &Path, what: &dyn std::fmt::Display) -> LogFault {
    LogFault::Damaged(format!("{}: {what}", path.display()))
}
