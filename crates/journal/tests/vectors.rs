//! Known values: the RFC 6962 reference leaves, a series of our own, keys, a cosigned checkpoint and its proof file.
//! Other implementations give the same, so these must never be changed to make a test pass.
#![expect(clippy::unwrap_used, reason = "what does not hold fails the test")]

use dantin_journal::bundle;
use dantin_journal::checkpoint::{Checkpoint, SignedCheckpoint};
use dantin_journal::cosignature::Cosigner;
use dantin_journal::edge::RightEdge;
use dantin_journal::hash::{EMPTY_ROOT, Hash, leaf_hash};
use dantin_journal::key::{KeyName, Signer, VerifierKey};
use dantin_journal::note::{Note, NoteError};
use dantin_journal::policy::Policy;
use dantin_journal::proof::{verify_consistency, verify_inclusion};
use dantin_journal::range::CompactRange;
use dantin_journal::tlog_proof::{TlogProof, TlogProofError};
use dantin_journal::tree::TiledTree;

const CHECKPOINT: &str = "\
city.example/ledger
7
mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=

— city.example/ledger xl35F7M2YecQBGa6/noLZWurg539xS7Ul+NM72z54POVwgYG0yV/oWme3LxZhzS25GvlYjjpO2loHqUW0xfh26RzpwU=
— witness.example/w1 qkoJ0QAAAABpVbkAvkVIsma+9FJPQ1roChPbbAE9ISEEEgMhmd4nfpDTHG885MMXVIfXVC2om7UQGezvkYyyN2jI3H27CupAr72ADw==
";
const LOG_KEY: &str = "city.example/ledger+c65df917+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h";
const WITNESS_KEY: &str = "witness.example/w1+aa4a09d1+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const INCLUSION_5_IN_7: [&str; 3] = [
    "SFM123z+yWXxX/dF/GJcQdXqJkaTaTAWWCj3PdS2iFQ=",
    "vhV4G2KKKEFMHIoRuG24Qi+hBBIV/g18RJbSPNoeQUI=",
    "l5nzB1F+9RfCIF35tndivzR1ayAJn7ffzOdrzr0nOy4=",
];
const CONSISTENCY_3_TO_7: [&str; 4] = [
    "V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=",
    "YcoROfaBWEHVuvLQ0tm9nf7pfImN1ve6DAqpQe5sAes=",
    "WkdmL9ijF9lgSaP59HxV3GfKZgUbqjaD27GbL+CaB7A=",
    "lK+4osoFHAVFjqOdzRmxvWjn4zUp8QtDnSphWlH2NuI=",
];
const COSIGNED_AT: u64 = 1_767_225_600;

fn hash(text: &str) -> Hash {
    Hash::from_base64(text).unwrap()
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| hash(text)).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn series_leaf(index: u64) -> Hash {
    leaf_hash(format!("entry {index}").as_bytes())
}

fn series_root(size: u64) -> Hash {
    let mut range = CompactRange::new();
    (0..size).for_each(|index| range.push(series_leaf(index)).unwrap());
    range.root()
}

/// The tree of the first entries of the series, read from the tiles that a writer makes.
fn series_tree(size: u64) -> TiledTree<impl FnMut(dantin_journal::tile::Tile) -> Result<Vec<u8>, String>> {
    let tiles = RightEdge::new().append((0..size).map(series_leaf)).unwrap();
    TiledTree::new(size, move |wanted| {
        let found = tiles.iter().find(|(tile, _)| *tile == wanted);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| wanted.path())
    })
}

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

fn log_signer() -> Signer {
    Signer::from_seed(name("city.example/ledger"), &[0x2a; 32])
}

fn witness() -> Cosigner {
    Cosigner::from_seed(name("witness.example/w1"), &[0x07; 32])
}

#[test]
fn the_reference_leaves_of_rfc_6962_have_their_roots() {
    let leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut range = CompactRange::new();
    assert_eq!(range.root(), EMPTY_ROOT);
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(range.root().as_bytes().to_vec(), unhex(root), "size {size}");
        if let Some(leaf) = leaves.get(size) {
            range.push(leaf_hash(&unhex(leaf))).unwrap();
        }
    }
}

#[test]
fn the_series_has_its_roots_however_they_are_reached() {
    let roots = [
        (1, "dziFphNIniTOLPdhmdakI/BC5LvxLX7s7pEu8nbGVwE="),
        (2, "WkdmL9ijF9lgSaP59HxV3GfKZgUbqjaD27GbL+CaB7A="),
        (3, "lPvQ3YNvUDAWkubQ6t5yjuGexSv/8WBu2AfIV11aqhk="),
        (7, "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc="),
        (8, "tpcyzlyRQWLKmsz69OldP5h01ogFQ3CIqv8YSk25Z3M="),
        (255, "z2Z5PmMp3/JC6zzuCm82rT46GW3MVzoex3XhAr6GPxw="),
        (256, "2mWW2VNp9f7zIquOTg2jsLUCNqqcijsdJG90Ecni4y4="),
        (257, "XB/f6DU1gCLyOS3keNvgU/wTDP4dOggoeakM9r8Uv34="),
        (1000, "NGxrnLicS3b6ydyyDNqG46AcCldBfBOQKOrNRTj96Vs="),
        (65_536, "B7Gjd5YKThLjNI1ukymuYxapWwL7HCLpCSMbOqRIYac="),
        (65_537, "uZxXCq8TuW4CY4Po4lLmnHFCs61+bgJk89wQ39iE2MU="),
        (70_000, "o5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao="),
    ];
    let mut tree = series_tree(70_000);
    for (size, root) in roots {
        assert_eq!(series_root(size), hash(root), "size {size} from its leaves");
        assert_eq!(tree.root_at(size), Ok(hash(root)), "size {size} from the tiles of 70,000");
    }
}

#[test]
fn the_known_inclusion_proof_is_made_and_holds() {
    let proof = hashes(&INCLUSION_5_IN_7);
    assert_eq!(series_tree(7).inclusion_proof(5, 7), Ok(proof.clone()));
    verify_inclusion(&series_leaf(5), 5, 7, &proof, &series_root(7)).unwrap();
}

#[test]
fn the_known_consistency_proof_is_made_and_holds() {
    let proof = hashes(&CONSISTENCY_3_TO_7);
    assert_eq!(series_tree(7).consistency_proof(3, 7), Ok(proof.clone()));
    verify_consistency(3, &series_root(3), 7, &series_root(7), &proof).unwrap();
}

#[test]
fn the_known_bundle_is_written_and_read() {
    let bytes = unhex("0007656e74727920300007656e74727920310007656e7472792032");
    let entries: [&[u8]; 3] = [b"entry 0", b"entry 1", b"entry 2"];
    assert_eq!(bundle::encode(&entries), Ok(bytes.clone()));
    assert_eq!(bundle::decode(&bytes), Ok(entries.to_vec()));
}

#[test]
fn the_example_of_the_signed_note_text_holds() {
    let key: VerifierKey =
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k".parse().unwrap();
    let note = "This is an example message.\n\n— example.com/foo \
        Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.verify([&key]).unwrap()[0].key, &key);
    let changed =
        Note::parse(note.to_string().replace("example message", "exemple message").as_bytes()).unwrap();
    assert!(matches!(changed.verify([&key]), Err(NoteError::BadSignature { .. })));
}

#[test]
fn the_seeds_give_the_known_keys() {
    assert_eq!(log_signer().verifier_key().to_string(), LOG_KEY);
    assert_eq!(witness().verifier_key().to_string(), WITNESS_KEY);
}

#[test]
fn the_known_checkpoint_is_signed_and_cosigned_to_the_byte() {
    let checkpoint = Checkpoint::new(&name("city.example/ledger"), 7, series_root(7)).unwrap();
    let mut signed = SignedCheckpoint::sign(checkpoint, &log_signer()).unwrap();
    signed.add(witness().cosign(&signed, COSIGNED_AT).unwrap()).unwrap();
    assert_eq!(signed.to_string(), CHECKPOINT);
    assert_eq!(SignedCheckpoint::parse(CHECKPOINT.as_bytes()), Ok(signed));
}

#[test]
fn the_known_checkpoint_holds_under_its_keys() {
    let (log, witness) = (LOG_KEY.parse().unwrap(), WITNESS_KEY.parse().unwrap());
    let signed = SignedCheckpoint::parse(CHECKPOINT.as_bytes()).unwrap();
    let checkpoint = signed.verify([&log]).unwrap();
    assert_eq!((checkpoint.origin(), checkpoint.size()), ("city.example/ledger", 7));
    let verified = signed.note().verify([&log, &witness]).unwrap();
    assert_eq!(verified.iter().map(|one| one.time).collect::<Vec<_>>(), [None, Some(COSIGNED_AT)]);
}

#[test]
fn the_known_proof_file_is_read_written_and_holds_for_its_entry_only() {
    let file = format!("c2sp.org/tlog-proof@v1\nindex 5\n{}\n\n{CHECKPOINT}", INCLUSION_5_IN_7.join("\n"));
    let policy = format!("log {LOG_KEY}\nwitness w1 {WITNESS_KEY}\nquorum w1\n");
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let proof = TlogProof::parse(file.as_bytes()).unwrap();
    assert_eq!(proof.to_string(), file);
    let accepted = proof.verify(&series_leaf(5), &policy).unwrap();
    assert_eq!(accepted.checkpoint.size(), 7);
    assert_eq!(accepted.cosignatures[0].1, COSIGNED_AT);
    assert!(matches!(proof.verify(&series_leaf(4), &policy), Err(TlogProofError::Inclusion(_))));
}

/// The checkpoint and the cosignature of the standards' own texts give no keys: they test the form.
#[test]
fn the_examples_of_the_checkpoint_and_cosignature_texts_are_read() {
    let example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let signed = SignedCheckpoint::parse(example.as_bytes()).unwrap();
    assert_eq!(signed.unverified().size(), 20_852_163);
    assert_eq!(signed.note().signatures()[1].signature()[..8], 1_679_315_147_u64.to_be_bytes());
    assert_eq!(signed.to_string(), example);
}
