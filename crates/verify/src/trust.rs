//! Whom a verification believes: the key of the log, and the witnesses that have seen it.

use dantin_journal::{
    checkpoint::{CheckpointError, SignedCheckpoint},
    hash::Hash,
    key::VerifierKey,
    policy::Policy,
};

use crate::{
    pin::Followed,
    report::Report,
    source::{Cannot, SMALL, Source},
    verify::Options,
};

/// The trusted key of the log that signed a checkpoint, the one that is remembered before others; witnesses do not matter here.
pub(crate) fn signer(
    policy: &Policy,
    pinned: Option<&VerifierKey>,
    signed: &SignedCheckpoint,
) -> Result<VerifierKey, CheckpointError> {
    signed.verify(policy.logs().iter().map(|log| &log.key))?;
    let mut keys = pinned.into_iter().chain(policy.logs().iter().map(|log| &log.key));
    keys.find(|key| signed.verify([*key]).is_ok()).cloned().ok_or(CheckpointError::NotOfOrigin)
}

/// How far the journal was seen by witnesses: its size and root there, to be held against the entries. The newest checkpoint
/// is a little ahead of them; a finding where the policy asks for more witnesses than there are.
pub(crate) fn witnessed(
    source: &Source,
    policy: &Policy,
    signed: &SignedCheckpoint,
    report: &mut Report,
) -> Result<Option<(u64, Hash)>, Cannot> {
    let path = "journal/checkpoint.witnessed";
    let is_asked_for = policy.verify(signed).is_err();
    let Some(bytes) = source.read(path, SMALL)? else {
        if is_asked_for {
            report.findings.push(format!("{path} is missing, and the policy asks for witnesses"));
        }
        return Ok(None);
    };
    let note = match SignedCheckpoint::parse(&bytes) {
        Ok(note) => note,
        Err(error) => {
            report.findings.push(format!("{path}: {error}"));
            return Ok(None);
        }
    };
    let (size, root) = (note.unverified().size(), note.unverified().root());
    match policy.verify(&note) {
        // What came between the two downloads is seen the next time.
        Ok(_) if size > signed.unverified().size() => Ok(None),
        Ok(accepted) => {
            report.witnesses =
                accepted.cosignatures.iter().map(|(witness, _)| witness.name.clone()).collect();
            report.witnessed = (!report.witnesses.is_empty()).then_some(size);
            Ok(Some((size, root)))
        }
        Err(refusal) => {
            report.findings.push(format!("{path}: {refusal}"));
            Ok(None)
        }
    }
}

/// Whom to trust. Without a policy of one's own it is the site's word; once a key is remembered, only a policy that names it
/// counts, and else the key alone. `followed` is the key that took the remembered one's place.
pub(crate) fn policy(
    source: &Source,
    options: &Options,
    followed: Option<&Followed>,
    report: &mut Report,
) -> Result<Policy, Cannot> {
    if let Some(policy) = &options.policy {
        return Ok(policy.clone());
    }
    let served = source.read("journal/policy", SMALL)?;
    let fault = |error| Cannot(format!("journal/policy: {error}"));
    if let Some(pin) = &options.pin {
        let key = followed.map_or(&pin.key, |followed| &followed.key);
        let served = served.and_then(|bytes| Policy::parse(&bytes).ok());
        let served = served.filter(|policy| policy.logs().iter().any(|log| log.key == *key));
        let alone = || Policy::parse(format!("log {key}\nquorum none\n").as_bytes()).map_err(fault);
        return served.map_or_else(alone, Ok);
    }
    report.is_first_use = true;
    let served = served.ok_or_else(|| {
        Cannot("there is no journal/policy: name the key to trust with a policy file".to_owned())
    })?;
    Policy::parse(&served).map_err(fault)
}
