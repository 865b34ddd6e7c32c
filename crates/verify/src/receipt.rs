//! One entry held against its journal: a resident's receipt (C2SP tlog-proof, extension `.tlog-proof`) is checked without
//! any server, and, where one is named, against the journal that is published today. What the entry says is read by the
//! same rules; in which language it is told is not known here.

use std::fmt;

use dantin_journal::{
    bundle::EntryBundle,
    checkpoint::SignedCheckpoint,
    hash::{Hash, leaf_hash},
    policy::{Policy, PolicyRefusal},
    proof::{ProofError, verify_consistency},
    tile::Tile,
    tlog_proof::{TlogProof, TlogProofError},
    tree::{TiledTree, TreeError},
};
use dantin_record::entry::{Line, Malformed};

use crate::{
    pin::Pin,
    source::{BUNDLE, Cannot, SMALL, Source},
    trust::signer,
};

/// What the holder of a receipt brings along.
#[derive(Clone, Debug, Default)]
pub struct ReceiptOptions {
    /// Which log and witnesses are trusted; without it the key that is remembered, or else the site's own word.
    pub policy: Option<Policy>,
    /// What is remembered of the journal.
    pub pin: Option<Pin>,
    /// The entry's bytes, where they are not in the receipt or another text is to be held against it.
    pub entry: Option<Vec<u8>>,
}

/// What is wrong with a receipt. Nothing is proven while there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bytes are no receipt.
    Form(TlogProofError),
    /// The bytes begin as a receipt and end in the middle of a line.
    CutOff(TlogProofError),
    /// The receipt is of one journal, and the trusted key of another.
    OtherJournal { found: String, expected: String },
    /// The checkpoint is not signed, or not cosigned, as the policy asks.
    Checkpoint(PolicyRefusal),
    /// The entry is not the one at this place of the signed tree.
    Inclusion(ProofError),
    /// The entry stands in the journal, but not in the one form of an entry.
    EntryForm(Malformed),
    /// The key is another one than at the last look.
    OtherKey { remembered: String },
    /// What is published today is no checkpoint that the policy accepts.
    Today(String),
    /// The journal that is published today has fewer entries than were seen: an old copy, or cut back.
    Shorter { seen: u64, today: u64 },
    /// The journal that is published today does not begin with the entries that were seen.
    Rewritten { seen: u64, today: u64 },
    /// A file of the journal is missing.
    Missing(String),
    /// A file of the journal is malformed, or does not give the root that was signed.
    Damaged(String),
    /// The tree has no such entry.
    NoEntry { index: u64, size: u64 },
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(error) => write!(formatter, "this is no receipt: {error}"),
            Self::CutOff(error) => write!(formatter, "the receipt is cut off: {error}"),
            Self::OtherJournal { found, expected } => {
                write!(
                    formatter,
                    "this is a receipt of the journal {found}, and the key is that of {expected}"
                )
            }
            Self::Checkpoint(refusal) => write!(formatter, "the receipt's checkpoint: {refusal}"),
            Self::Inclusion(ProofError::IndexBeyondSize { index, size }) => {
                write!(formatter, "the receipt names entry {index}, and its tree has {size} entries")
            }
            Self::Inclusion(error) => {
                write!(formatter, "the entry is not the one that was signed at this place: {error}")
            }
            Self::EntryForm(error) => {
                write!(formatter, "the entry is signed, but it is not in its one form: {error}")
            }
            Self::OtherKey { remembered } => {
                write!(formatter, "the key is another one than at the last look, when it was {remembered}")
            }
            Self::Today(what) => write!(formatter, "the checkpoint that is published today: {what}"),
            Self::Shorter { seen, today } => write!(
                formatter,
                "the journal published today has {today} entries, and {seen} were signed: it is an old copy, or the \
                 journal was cut back"
            ),
            Self::Rewritten { seen, today } => write!(
                formatter,
                "the journal published today has {today} entries and does not begin with the {seen} that were signed: it \
                 was rewritten"
            ),
            Self::Missing(path) => write!(formatter, "{path} is missing from the journal published today"),
            Self::Damaged(what) => write!(formatter, "the journal published today is damaged: {what}"),
            Self::NoEntry { index, size } => {
                write!(formatter, "the journal has {size} entries, and there is no entry {index}")
            }
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The log's name as the receipt gives it; empty when it could not be read.
    pub origin: String,
    /// The key that signed; empty until a signature holds.
    pub key: String,
    /// Whether nobody vouched for the key but the site itself, for the first time.
    pub is_first_use: bool,
    /// The entry's place in the journal, from 0.
    pub index: u64,
    /// Entries under the receipt's checkpoint.
    pub size: u64,
    /// The root of their tree.
    pub root: String,
    /// The hash of the entry, by which two copies of it are compared.
    pub leaf: Option<Hash>,
    /// Names of the witnesses whose cosignatures count, with their times in seconds since 1970.
    pub witnesses: Vec<(String, u64)>,
    /// What the entry says, once it is proven.
    pub entry: Option<Line>,
    /// The entry's bytes.
    pub text: String,
    /// Entries of the journal that is published today, if it was asked and continues the receipt's.
    pub today: Option<u64>,
    /// Entries at the last look, from which today's journal has grown.
    pub grown_from: Option<u64>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Receipt {
    /// Whether everything holds.
    pub fn is_verified(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks a receipt, and against a source whether the journal published there today still holds its entry. Gives what was
/// found and, if all is well and there was a source, what to remember. Fails only where something could not be read, or no
/// key is known at all.
pub fn verify_receipt(
    file: &[u8],
    options: &ReceiptOptions,
    against: Option<&Source>,
) -> Result<(Receipt, Option<Pin>), Cannot> {
    let mut receipt = Receipt::default();
    let proof = match TlogProof::parse(file) {
        Ok(proof) => proof,
        Err(error) => {
            let is_cut = file.starts_with(b"c2sp.org/tlog-proof@v1") && !file.ends_with(b"\n");
            receipt.faults.push(if is_cut { Fault::CutOff(error) } else { Fault::Form(error) });
            return Ok((receipt, None));
        }
    };
    let signed = proof.checkpoint.unverified();
    signed.origin().clone_into(&mut receipt.origin);
    (receipt.index, receipt.size, receipt.root) = (proof.index, signed.size(), signed.root().to_string());
    let policy = trusted(options, against, &mut receipt)?;
    let entry = options.entry.as_deref().unwrap_or(&proof.extra);
    if entry.is_empty() {
        return Err(Cannot("the receipt does not carry its entry: name a file that holds it".to_owned()));
    }
    prove(&proof, entry, &policy, &mut receipt);
    let Some(source) = against.filter(|_| receipt.is_verified()) else { return Ok((receipt, None)) };
    let seen = (signed.size(), signed.root());
    let pin = match today(source, &policy, seen, options.pin.as_ref(), &mut receipt) {
        Ok(pin) => Some(pin),
        Err(Trouble::Fault(fault)) => {
            receipt.faults.push(fault);
            None
        }
        Err(Trouble::Cannot(cannot)) => return Err(cannot),
    };
    Ok((receipt, pin))
}

/// Makes the receipts of entries out of the published files, all under the same checkpoint, and checks them: for whoever
/// has numbers and no receipt. The files are trusted no more than a receipt would be.
pub fn look_up(source: &Source, policy: &Policy, indexes: &[u64]) -> Result<Vec<Receipt>, Cannot> {
    let fail = |index, trouble| match trouble {
        Trouble::Fault(fault) => Ok(Receipt { index, faults: vec![fault], ..Receipt::default() }),
        Trouble::Cannot(cannot) => Err(cannot),
    };
    let signed = match checkpoint(source, policy) {
        Ok(signed) => signed,
        Err(trouble) => return Ok(vec![fail(indexes.first().copied().unwrap_or(0), trouble)?]),
    };
    let mut receipts = Vec::with_capacity(indexes.len());
    for index in indexes.iter().copied() {
        receipts.push(match made(source, signed.clone(), index) {
            Ok(proof) => {
                let mut receipt = Receipt { index, size: signed.unverified().size(), ..Receipt::default() };
                signed.unverified().origin().clone_into(&mut receipt.origin);
                receipt.root = signed.unverified().root().to_string();
                prove(&proof, &proof.extra, policy, &mut receipt);
                receipt.today = receipt.is_verified().then_some(receipt.size);
                receipt
            }
            Err(trouble) => fail(index, trouble)?,
        });
    }
    Ok(receipts)
}

/// Something about the journal, or something about reading it.
enum Trouble {
    Fault(Fault),
    Cannot(Cannot),
}

impl From<Cannot> for Trouble {
    fn from(cannot: Cannot) -> Self {
        Self::Cannot(cannot)
    }
}

fn trusted(
    options: &ReceiptOptions,
    against: Option<&Source>,
    receipt: &mut Receipt,
) -> Result<Policy, Cannot> {
    let own = match (&options.policy, &options.pin, against) {
        (Some(policy), ..) => return Ok(policy.clone()),
        (None, Some(pin), _) => format!("log {}\nquorum none\n", pin.key).into_bytes(),
        (None, None, Some(source)) => {
            receipt.is_first_use = true;
            source
                .read("journal/policy", SMALL)?
                .ok_or_else(|| Cannot("there is no journal/policy: name the key to trust".to_owned()))?
        }
        (None, None, None) => {
            return Err(Cannot(
                "no key is known to hold the signature against, and what a receipt says of itself proves nothing: name \
                 the key or a policy, or where the journal is published"
                    .to_owned(),
            ));
        }
    };
    of_site(&own)
}

/// The policy that a site publishes, with its witnesses known and none of them asked for: the newest checkpoint has no
/// cosignatures yet, and whoever trusts the site's own word for its key gains nothing from its word for a quorum.
pub fn of_site(text: &[u8]) -> Result<Policy, Cannot> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().map(|line| if line.starts_with("quorum ") { "quorum none" } else { line });
    let lenient: String = lines.flat_map(|line| [line, "\n"]).collect();
    Policy::parse(lenient.as_bytes()).map_err(|error| Cannot(format!("journal/policy: {error}")))
}

/// Signature, place and form of an entry.
fn prove(proof: &TlogProof, entry: &[u8], policy: &Policy, receipt: &mut Receipt) {
    let leaf = leaf_hash(entry);
    receipt.leaf = Some(leaf);
    match proof.verify(&leaf, policy) {
        Ok(accepted) => {
            receipt.key = accepted.log.key.to_string();
            receipt.witnesses =
                accepted.cosignatures.iter().map(|(one, time)| (one.name.clone(), *time)).collect();
        }
        Err(TlogProofError::Inclusion(error)) => return receipt.faults.push(Fault::Inclusion(error)),
        Err(TlogProofError::Policy(refusal)) => {
            let names = || policy.logs().iter().map(|log| log.key.name().as_str());
            receipt.faults.push(if names().any(|name| name == receipt.origin) {
                Fault::Checkpoint(refusal)
            } else {
                let expected = names().collect::<Vec<_>>().join(", ");
                Fault::OtherJournal { found: receipt.origin.clone(), expected }
            });
            return;
        }
        Err(error) => return receipt.faults.push(Fault::Form(error)),
    }
    receipt.text = String::from_utf8_lossy(entry).into_owned();
    match Line::parse(entry) {
        Ok(said) => receipt.entry = Some(said),
        Err(error) => receipt.faults.push(Fault::EntryForm(error)),
    }
}

fn checkpoint(source: &Source, policy: &Policy) -> Result<SignedCheckpoint, Trouble> {
    let path = "journal/checkpoint";
    let bytes = source
        .read(path, SMALL)?
        .ok_or_else(|| Cannot(format!("there is no {path}: no public journal is kept there")))?;
    let refused = |what: &dyn fmt::Display| Trouble::Fault(Fault::Today(what.to_string()));
    let signed = SignedCheckpoint::parse(&bytes).map_err(|error| refused(&error))?;
    // A policy asks for witnesses of what is proven; the newest checkpoint waits for them.
    signer(policy, None, &signed).map_err(|refusal| refused(&refusal))?;
    Ok(signed)
}

/// Holds the journal that is published today against what was seen of it.
fn today(
    source: &Source,
    policy: &Policy,
    seen: (u64, Hash),
    pin: Option<&Pin>,
    receipt: &mut Receipt,
) -> Result<Pin, Trouble> {
    let signed = checkpoint(source, policy)?;
    let newest = signed.unverified();
    let (size, root) = (newest.size(), newest.root());
    if let Some(pin) = pin.filter(|pin| signed.verify([&pin.key]).is_err()) {
        return Err(Trouble::Fault(Fault::OtherKey { remembered: pin.key.to_string() }));
    }
    let mut tree = tree(source, size);
    if tree.root_at(size).map_err(trouble)? != root {
        return Err(Trouble::Fault(Fault::Damaged(
            "its tiles do not give the root that was signed".to_owned(),
        )));
    }
    for (old, old_root) in pin.map(|pin| (pin.size, pin.root)).into_iter().chain([seen]) {
        if old > size {
            return Err(Trouble::Fault(Fault::Shorter { seen: old, today: size }));
        }
        let proof = tree.consistency_proof(old, size).map_err(trouble)?;
        verify_consistency(old, &old_root, size, &root, &proof)
            .map_err(|_no| Trouble::Fault(Fault::Rewritten { seen: old, today: size }))?;
    }
    receipt.today = Some(size);
    receipt.grown_from = pin.map(|pin| pin.size);
    let key = signer(policy, pin.map(|pin| &pin.key), &signed)
        .map_err(|refusal| Trouble::Fault(Fault::Today(refusal.to_string())))?;
    Ok(Pin::new(&key, newest))
}

fn made(source: &Source, checkpoint: SignedCheckpoint, index: u64) -> Result<TlogProof, Trouble> {
    let size = checkpoint.unverified().size();
    let missing = Trouble::Fault(Fault::NoEntry { index, size });
    let Some(bundle) = EntryBundle::in_tree(index / 256, size).filter(|_| index < size) else {
        return Err(missing);
    };
    let hashes = tree(source, size).inclusion_proof(index, size).map_err(trouble)?;
    let path = format!("journal/{}", bundle.path());
    let bytes = source
        .read_part(&path, &format!("journal/{}", bundle.full().path()), BUNDLE)?
        .ok_or_else(|| Trouble::Fault(Fault::Missing(path.clone())))?;
    let damaged = |what: &dyn fmt::Display| Trouble::Fault(Fault::Damaged(format!("{path}: {what}")));
    let entries = dantin_journal::bundle::decode(&bytes).map_err(|error| damaged(&error))?;
    let place = usize::try_from(index % 256).unwrap_or(usize::MAX);
    let entry = entries.get(place).ok_or_else(|| damaged(&"it is too short"))?;
    Ok(TlogProof { index, hashes, checkpoint, extra: entry.to_vec() })
}

fn tree(source: &Source, size: u64) -> TiledTree<impl FnMut(Tile) -> Result<Vec<u8>, Unread> + '_> {
    TiledTree::new(size, move |tile: Tile| {
        let path = format!("journal/{}", tile.path());
        match source.read_part(&path, &format!("journal/{}", tile.full().path()), SMALL) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(Unread::Missing(path)),
            Err(cannot) => Err(Unread::Cannot(cannot)),
        }
    })
}

/// Why a tile was not read.
#[derive(Debug)]
enum Unread {
    Missing(String),
    Cannot(Cannot),
}

fn trouble(error: TreeError<Unread>) -> Trouble {
    match error {
        TreeError::Fetch(Unread::Missing(path)) => Trouble::Fault(Fault::Missing(path)),
        TreeError::Fetch(Unread::Cannot(cannot)) => Trouble::Cannot(cannot),
        TreeError::Tile(tile, error) => Trouble::Fault(Fault::Damaged(format!("{}: {error}", tile.path()))),
        TreeError::SizeBeyondTree { size, tree } => {
            Trouble::Fault(Fault::Damaged(format!("size {size} of a tree of {tree}")))
        }
        TreeError::Proof(error) => Trouble::Fault(Fault::Damaged(error.to_string())),
        TreeError::Range(error) => Trouble::Fault(Fault::Damaged(error.to_string())),
    }
}
