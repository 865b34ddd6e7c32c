//! What is fuzzed: for each parser an ordinary function that takes bytes, checks what must hold whatever they are, and
//! says whether they were accepted. `cargo fuzz run NAME` calls them with bytes that it finds, the tests of the crate
//! with seeds changed from a fixed seed, so that they run everywhere on stable Rust.

use dantin_journal::bundle::{self, EntryBundle};
use dantin_journal::canonical;
use dantin_journal::checkpoint::{Checkpoint, SignedCheckpoint};
use dantin_journal::cosignature::Cosigner;
use dantin_journal::hash::Hash;
use dantin_journal::key::{KeyName, Signer, VerifierKey};
use dantin_journal::note::{Note, NoteSignature};
use dantin_journal::policy::Policy;
use dantin_journal::proof::{consistency_path, inclusion_path, verify_consistency, verify_inclusion};
use dantin_journal::tile::{self, Tile};
use dantin_journal::tlog_proof::TlogProof;
use dantin_journal::witness::{self, AddCheckpoint};
use dantin_journal::{audit::Audit, base64};

/// A parser under test.
pub struct Target {
    /// As the file in `fuzz_targets` is called.
    pub name: &'static str,
    /// Whether the bytes were accepted; panics if something does not hold.
    pub body: fn(&[u8]) -> bool,
    /// Bytes that are accepted.
    pub seeds: &'static [&'static [u8]],
}

/// All parsers of the crate.
pub const TARGETS: &[Target] = &[
    Target { name: "add_checkpoint", body: add_checkpoint, seeds: &[FIRST.as_bytes(), NEXT.as_bytes()] },
    Target { name: "audit", body: audit, seeds: BUNDLES },
    Target { name: "base64_text", body: base64_text, seeds: &[b"", b"QQ==", b"QUI=", b"QUJD", HASH] },
    Target { name: "bundle_bytes", body: bundle_bytes, seeds: BUNDLES },
    Target { name: "canonical_json", body: canonical_json, seeds: &[ENTRY] },
    Target {
        name: "checkpoint_text",
        body: checkpoint_text,
        seeds: &[b"city.example/ledger\n7\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n"],
    },
    Target { name: "hash_text", body: hash_text, seeds: &[HASH] },
    Target { name: "key_name", body: key_name, seeds: &["thành-phố.example/ledger".as_bytes()] },
    Target {
        name: "note",
        body: note,
        seeds: &[CHECKPOINT.as_bytes(), "a\n\nb\n\n— n AAAAAAE=\n".as_bytes()],
    },
    Target {
        name: "path",
        body: path,
        seeds: &[b"tile/0/x001/x234/067", b"tile/63/000.p/255", b"tile/entries/x001/000.p/7"],
    },
    Target { name: "policy", body: policy, seeds: &[POLICY.as_bytes()] },
    Target {
        name: "private_key",
        body: private_key,
        seeds: &[
            b"PRIVATE+KEY+city.example/ledger+c65df917+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq",
            b"PRIVATE+KEY+witness.example/w1+aa4a09d1+BAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH",
        ],
    },
    Target { name: "proof", body: proof, seeds: &[&[0; 56], &[1; 120]] },
    Target {
        name: "signature_lines",
        body: signature_lines,
        seeds: &["— n AAAAAAE=\n— thành AAAAAAEC\n".as_bytes()],
    },
    Target { name: "signed_checkpoint", body: signed_checkpoint, seeds: &[CHECKPOINT.as_bytes()] },
    Target { name: "tile_bytes", body: tile_bytes, seeds: &[&TILE] },
    Target { name: "tlog_proof", body: tlog_proof, seeds: &[PROOF.as_bytes()] },
    Target {
        name: "verifier_key",
        body: verifier_key,
        seeds: &[LOG_KEY.as_bytes(), WITNESS_KEY.as_bytes(), b"x+00000000+/wE="],
    },
];

const HASH: &[u8] = b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const ENTRY: &[u8] =
    br#"{"at":"2026-01-01T00:00:00Z","data":{"count":-7,"open":true,"parts":["a\n",0]},"v":1}"#;
const BUNDLES: &[&[u8]] = &[b"\0\x07entry 0\0\x07entry 1\0\x07entry 2", b"\0\0", b"\0\x01a"];
const LOG_KEY: &str = "city.example/ledger+c65df917+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h";
const WITNESS_KEY: &str = "witness.example/w1+aa4a09d1+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const POLICY: &str = "# Who is trusted\nlog city.example/ledger+c65df917+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h https://city.example/ledger\n\n\
    witness w1 witness.example/w1+aa4a09d1+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n\
    witness w2 pq+00000000+/wE=\ngroup some 1 w1 w2\ngroup all-of-them all some\nquorum all-of-them\n";
const CHECKPOINT: &str = "city.example/ledger\n7\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n\n\
    — city.example/ledger xl35F7M2YecQBGa6/noLZWurg539xS7Ul+NM72z54POVwgYG0yV/oWme3LxZhzS25GvlYjjpO2loHqUW0xfh26RzpwU=\n\
    — witness.example/w1 qkoJ0QAAAABpVbkAvkVIsma+9FJPQ1roChPbbAE9ISEEEgMhmd4nfpDTHG885MMXVIfXVC2om7UQGezvkYyyN2jI3H27CupAr72ADw==\n";
const FIRST: &str = "old 0\n\n\
    city.example/ledger\n7\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n\n\
    — city.example/ledger xl35F7M2YecQBGa6/noLZWurg539xS7Ul+NM72z54POVwgYG0yV/oWme3LxZhzS25GvlYjjpO2loHqUW0xfh26RzpwU=\n";
const NEXT: &str = "old 3\n\
    V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=\n\
    YcoROfaBWEHVuvLQ0tm9nf7pfImN1ve6DAqpQe5sAes=\n\
    WkdmL9ijF9lgSaP59HxV3GfKZgUbqjaD27GbL+CaB7A=\n\
    lK+4osoFHAVFjqOdzRmxvWjn4zUp8QtDnSphWlH2NuI=\n\n\
    city.example/ledger\n7\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n\n\
    — city.example/ledger xl35F7M2YecQBGa6/noLZWurg539xS7Ul+NM72z54POVwgYG0yV/oWme3LxZhzS25GvlYjjpO2loHqUW0xfh26RzpwU=\n";
const PROOF: &str = "c2sp.org/tlog-proof@v1\nextra d2h5\nindex 5\n\
    SFM123z+yWXxX/dF/GJcQdXqJkaTaTAWWCj3PdS2iFQ=\n\
    vhV4G2KKKEFMHIoRuG24Qi+hBBIV/g18RJbSPNoeQUI=\n\
    l5nzB1F+9RfCIF35tndivzR1ayAJn7ffzOdrzr0nOy4=\n\n\
    city.example/ledger\n7\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n\n\
    — city.example/ledger xl35F7M2YecQBGa6/noLZWurg539xS7Ul+NM72z54POVwgYG0yV/oWme3LxZhzS25GvlYjjpO2loHqUW0xfh26RzpwU=\n\
    — witness.example/w1 qkoJ0QAAAABpVbkAvkVIsma+9FJPQ1roChPbbAE9ISEEEgMhmd4nfpDTHG885MMXVIfXVC2om7UQGezvkYyyN2jI3H27CupAr72ADw==\n";
const TILE: [u8; 66] = {
    let mut tile = [7; 66];
    tile[0] = 2;
    tile[1] = 0;
    tile
};
/// What the signatures of the seeds cover.
const SIGNED: &str = "city.example/ledger\n7\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n";

/// Text that was read must be written again as it was.
fn written_again(read: Option<String>, text: &str) -> bool {
    read.is_some_and(|written| {
        assert_eq!(written, text);
        true
    })
}

/// A request has one spelling, and is cosigned for a log that was not seen only with the text that was signed.
pub fn add_checkpoint(data: &[u8]) -> bool {
    let Ok(request) = AddCheckpoint::parse(data) else { return false };
    assert_eq!(request.to_string().as_bytes(), data);
    let key: Vec<VerifierKey> = LOG_KEY.parse().into_iter().collect();
    let Ok(name) = "witness.example/w1".parse() else { return false };
    let cosigner = Cosigner::from_seed(name, &[7; 32]);
    if let Ok(added) = witness::add_checkpoint(&request, &key, None, &cosigner, 1) {
        assert_eq!((request.old, added.kept.note().text()), (0, SIGNED));
        assert!(request.proof.is_empty());
        assert_eq!(added.kept.note().signatures().len(), 2);
    }
    true
}

/// An audit takes what is a bundle and ends with as many entries.
pub fn audit(data: &[u8]) -> bool {
    let Ok(mut audit) = Audit::new([]) else { return false };
    let added = audit.add_bundle(data).is_ok();
    assert_eq!(added, bundle::decode(data).is_ok());
    let count = bundle::decode(data).map_or(0, |entries| entries.len());
    assert_eq!(usize::try_from(audit.size()), Ok(count));
    added
}

/// Base64 has one spelling.
pub fn base64_text(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    written_again(base64::decode(text).map(|bytes| base64::encode(&bytes)), text)
}

/// A bundle has one spelling, and its width is that of its entries.
pub fn bundle_bytes(data: &[u8]) -> bool {
    let Ok(entries) = bundle::decode(data) else { return false };
    assert_eq!(bundle::encode(&entries).as_deref(), Ok(data));
    for width in 1..=256 {
        let read = EntryBundle::new(0, width).is_ok_and(|bundle| bundle.decode(data).is_ok());
        assert_eq!(read, usize::from(width) == entries.len());
    }
    true
}

/// Canonical JSON has one spelling.
pub fn canonical_json(data: &[u8]) -> bool {
    let Ok(value) = canonical::parse_strict(data) else { return false };
    assert_eq!(canonical::to_bytes(&value).as_deref(), Ok(data));
    true
}

/// A checkpoint has one spelling, but for extension lines, which are not written.
pub fn checkpoint_text(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    let Ok(checkpoint) = text.parse::<Checkpoint>() else { return false };
    assert!(text.starts_with(&checkpoint.to_string()));
    assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
    true
}

/// A hash has one spelling.
pub fn hash_text(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    written_again(Hash::from_base64(text).map(|hash| hash.to_string()), text)
}

/// A key name is one word without `+`.
pub fn key_name(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    let name = text.parse::<KeyName>().ok();
    if name.is_some() {
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), [text]);
        assert!(!text.contains('+'));
    }
    written_again(name.map(|name| name.to_string()), text)
}

/// A note has one spelling, and verifying it never fails but by refusal.
pub fn note(data: &[u8]) -> bool {
    let Ok(note) = Note::parse(data) else { return false };
    assert_eq!(note.to_string().as_bytes(), data);
    assert!(note.text().ends_with('\n') && !note.signatures().is_empty());
    assert!(note.verify([]).is_err());
    true
}

/// A path has one spelling and names a tile or a bundle, never both.
pub fn path(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    let (tile, bundle) = (Tile::parse_path(text).ok(), EntryBundle::parse_path(text).ok());
    assert!(tile.is_none() || bundle.is_none());
    written_again(tile.map(Tile::path).or(bundle.map(EntryBundle::path)), text)
}

/// A policy names the keys that it was given and no others.
pub fn policy(data: &[u8]) -> bool {
    let Ok(policy) = Policy::parse(data) else { return false };
    let text = String::from_utf8_lossy(data);
    let keys = policy.logs().iter().map(|log| &log.key).chain(policy.witnesses().iter().map(|one| &one.key));
    keys.for_each(|key| assert!(text.contains(&key.to_string())));
    true
}

/// A private key has one spelling and serves one type.
pub fn private_key(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    let (signer, cosigner) = (Signer::from_private_key(text).ok(), Cosigner::from_private_key(text).ok());
    assert!(signer.is_none() || cosigner.is_none());
    let written = signer.map(|key| key.private_key()).or(cosigner.map(|key| key.private_key()));
    written_again(written, text)
}

/// Proofs of any length between any sizes are judged, and hold only with as many hashes as there are subtrees.
pub fn proof(data: &[u8]) -> bool {
    let Some((one, rest)) = data.split_first_chunk::<8>() else { return false };
    let Some((other, rest)) = rest.split_first_chunk::<8>() else { return false };
    let (one, other) = (u64::from_le_bytes(*one), u64::from_le_bytes(*other));
    let (hashes, _) = rest.as_chunks::<32>();
    let hashes: Vec<Hash> = hashes.iter().copied().map(Hash).collect();
    let Some((root, proof)) = hashes.split_first() else { return false };
    if verify_inclusion(root, one, other, proof, root).is_ok() {
        assert_eq!(inclusion_path(one, other).map(|path| path.len()), Ok(proof.len()));
    }
    if verify_consistency(one, root, other, root, proof).is_ok() {
        assert_eq!(consistency_path(one, other).map(|path| path.len()), Ok(proof.len()));
        assert!(one <= other);
    }
    // One subtree for each level of the tree at most, and one more in which the older tree ends.
    for path in [inclusion_path(one, other), consistency_path(one, other)].into_iter().flatten() {
        assert!(
            path.len() <= 65
                && path.iter().all(|subtree| subtree.start < subtree.end && subtree.end <= other)
        );
    }
    true
}

/// Signature lines have one spelling.
pub fn signature_lines(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    let lines = NoteSignature::parse_lines(text).ok();
    written_again(
        lines.map(|lines| lines.iter().flat_map(|line| [line.to_string(), "\n".to_owned()]).collect()),
        text,
    )
}

/// A signed checkpoint has one spelling, and holds under the known keys only with the text that they signed.
pub fn signed_checkpoint(data: &[u8]) -> bool {
    let Ok(signed) = SignedCheckpoint::parse(data) else { return false };
    assert_eq!(signed.to_string().as_bytes(), data);
    assert!(signed.note().text().starts_with(&signed.unverified().to_string()));
    let keys: Vec<VerifierKey> = [LOG_KEY, WITNESS_KEY].iter().filter_map(|key| key.parse().ok()).collect();
    if signed.verify(&keys).is_ok() {
        assert_eq!(signed.note().text(), SIGNED);
    }
    true
}

/// A tile has as many hashes as it is wide. The first two bytes are the width.
pub fn tile_bytes(data: &[u8]) -> bool {
    let Some((width, bytes)) = data.split_first_chunk::<2>() else { return false };
    let Ok(tile) = Tile::new(0, 0, u16::from_le_bytes(*width)) else { return false };
    let Ok(hashes) = tile.decode(bytes) else { return false };
    assert_eq!(hashes.len(), usize::from(tile.width()));
    assert!(bytes.starts_with(&tile::encode(&hashes)));
    assert!(bytes.len() == hashes.len() * 32 || bytes.len() == 8192);
    true
}

/// A proof file has one spelling, and holds under the known policy only with the checkpoint that was signed.
pub fn tlog_proof(data: &[u8]) -> bool {
    let Ok(proof) = TlogProof::parse(data) else { return false };
    assert_eq!(proof.to_string().as_bytes(), data);
    let Ok(policy) = Policy::parse(POLICY.as_bytes()) else { return false };
    let leaf = dantin_journal::hash::leaf_hash(b"entry 5");
    if proof.verify(&leaf, &policy).is_ok() {
        assert_eq!((proof.index, proof.checkpoint.note().text()), (5, SIGNED));
    }
    true
}

/// A verifier key has one spelling.
pub fn verifier_key(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else { return false };
    written_again(text.parse::<VerifierKey>().ok().map(|key| key.to_string()), text)
}
