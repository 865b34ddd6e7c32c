//! The verification itself: whose checkpoint it is and from what it must have grown, then one pass over all entries.

use std::time::Duration;

use dantin_journal::{audit::Audit, checkpoint::SignedCheckpoint, policy::Policy};

use crate::{
    figures::Shown,
    pin::{Followed, Pin},
    report::Report,
    source::{Cannot, SMALL, Source, TABLES},
    trust::{policy, signer, witnessed},
    walk::{Trusted, walk},
};

/// How often a site is asked again for a checkpoint that reaches its figures, a second apart.
const PATIENCE: u32 = 5;

/// What the one who verifies brings along.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which log and witnesses are trusted; without it the key that is remembered, or else the site's own word.
    pub policy: Option<Policy>,
    /// What is remembered of an earlier look.
    pub pin: Option<Pin>,
    /// An older checkpoint of this log, from wherever: the journal must have grown from it.
    pub since: Option<SignedCheckpoint>,
}

/// Verifies a journal; `progress` is told entries done and entries in all. Gives what was found and, if all is well, what to
/// remember. Fails only where something could not be read at all.
pub fn verify(
    source: &Source,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Report, Option<Pin>), Cannot> {
    let mut report = Report::default();
    let shown = shown(source, &mut report)?;
    // The figures are counted from the entries before their notice, which is one of the journal too.
    let wanted = shown.as_ref().map_or(0, |shown| shown.size.saturating_add(1));
    let signed = match checkpoint(source, wanted)? {
        Ok(signed) => signed,
        Err(finding) => {
            report.findings.push(finding);
            return Ok((report, None));
        }
    };
    let followed = match &options.pin {
        Some(pin) if options.policy.is_none() => Followed::find(source, pin, &signed)?,
        _ => None,
    };
    let policy = policy(source, options, followed.as_ref(), &mut report)?;
    let (size, root) = (signed.unverified().size(), signed.unverified().root());
    signed.unverified().origin().clone_into(&mut report.origin);
    report.size = size;
    report.root = root.to_string();
    let pinned = options.pin.as_ref().map(|pin| &pin.key);
    let key = match signer(&policy, pinned, &signed) {
        Ok(key) => key,
        Err(refusal) => {
            let remembered = pinned.map(|key| key.name().to_string()).filter(|name| *name != report.origin);
            report.findings.push(match remembered {
                Some(name) => format!(
                    "journal/checkpoint: this is the log {}, and the one that is remembered for this address is {name}; a city \
                     that has had to begin a successor says so elsewhere too, and it is looked at with a `--state` of its own",
                    report.origin
                ),
                None => format!("journal/checkpoint: {refusal}"),
            });
            return Ok((report, None));
        }
    };
    report.key = key.to_string();
    let mut roots = vec![(size, root)];
    roots.extend(witnessed(source, &policy, &signed, &mut report)?);
    if let Some(pin) = &options.pin {
        if let Some(followed) = &followed {
            roots.push((followed.size, followed.root));
        } else if pin.key != key {
            report
                .findings
                .push(format!("the key is another one than at the last look, when it was {}", pin.key));
        }
        if pin.size > size {
            report.findings.push(format!(
                "the checkpoint holds {size} entries, and {} were seen before: it is an old one, or the journal was cut back",
                pin.size
            ));
        } else {
            roots.push((pin.size, pin.root));
            report.grown_from = Some(pin.size);
        }
    }
    if let Some(since) = &options.since {
        let old = since.unverified();
        if let Err(refusal) = signer(&policy, pinned, since) {
            report.findings.push(format!("the older checkpoint is not one of this log: {refusal}"));
        } else if old.size() > size {
            report.findings.push(format!(
                "the checkpoint holds {size} entries, and the older one {}: the journal was cut back",
                old.size()
            ));
        } else {
            roots.push((old.size(), old.root()));
            report.grown_from = report.grown_from.max(Some(old.size()));
        }
    }
    match Audit::new(roots) {
        Ok(audit) => {
            let trusted = Trusted { key: &key, followed };
            walk(source, &signed, trusted, audit, shown.as_ref(), &mut report, progress)?;
        }
        Err(error) => report.findings.push(format!("this is not the journal that was seen before: {error}")),
    }
    if let Some(shown) = &shown
        && report.is_verified()
        && report.figures_at.as_ref().is_none_or(|(counted, _)| *counted != shown.size)
    {
        report.findings.push(format!(
            "the figures on the site are said to be counted from {} entries, and the journal holds no such publication",
            shown.size
        ));
    }
    let wrong: Vec<&str> =
        report.figures.iter().filter(|one| !one.is_same).map(|one| one.name.as_str()).collect();
    if !wrong.is_empty() {
        report
            .findings
            .push(format!("published figures are not what the entries give: {}", wrong.join(", ")));
    }
    let pin = report.is_verified().then(|| Pin::new(&key, signed.unverified()));
    Ok((report, pin))
}

/// What the site shows, where it shows anything. The two files are asked for again while a publication came between them.
fn shown(source: &Source, report: &mut Report) -> Result<Option<Shown>, Cannot> {
    let Some(mut figures) = source.read("results.json", SMALL)? else { return Ok(None) };
    let mut tables = source.read("results.tsv", TABLES)?;
    for _ in 0..PATIENCE {
        let again = source.read("results.json", SMALL)?.unwrap_or_default();
        if again == figures {
            break;
        }
        figures = again;
        tables = source.read("results.tsv", TABLES)?;
    }
    match Shown::read(&figures, tables) {
        Ok(shown) => Ok(Some(shown)),
        Err(fault) => {
            report.findings.push(fault);
            Ok(None)
        }
    }
}

/// The checkpoint, asked for again while it has not reached what the figures were counted from.
fn checkpoint(source: &Source, wanted: u64) -> Result<Result<SignedCheckpoint, String>, Cannot> {
    let mut turn = 0;
    loop {
        let bytes = source.read("journal/checkpoint", SMALL)?.ok_or_else(|| {
            Cannot("there is no journal/checkpoint: no public journal is kept there".to_owned())
        })?;
        let signed = match SignedCheckpoint::parse(&bytes) {
            Ok(signed) => signed,
            Err(error) => return Ok(Err(format!("journal/checkpoint: {error}"))),
        };
        turn += 1;
        if signed.unverified().size() >= wanted || !source.is_live() || turn > PATIENCE {
            return Ok(Ok(signed));
        }
        std::thread::sleep(Duration::from_secs(1));
    }
}
