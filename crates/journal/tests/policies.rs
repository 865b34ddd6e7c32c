//! Policies and proof files: which checkpoints are accepted, and what is refused.
#![expect(clippy::unwrap_used, reason = "what does not hold fails the test")]

mod support;

use dantin_journal::base64;
use dantin_journal::checkpoint::{Checkpoint, SignedCheckpoint};
use dantin_journal::cosignature::Cosigner;
use dantin_journal::hash::Hash;
use dantin_journal::key::{KeyError, KeyId, KeyName, Signer};
use dantin_journal::note::{Note, NoteError};
use dantin_journal::policy::{Policy, PolicyError, PolicyFault, PolicyRefusal};
use dantin_journal::proof::ProofError;
use dantin_journal::tlog_proof::{TlogProof, TlogProofError};
use support::{files, leaf};

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

fn log() -> Signer {
    Signer::from_seed(name("log.example"), &[1; 32])
}

/// Witness `X1` is `Cosigner` number 11, `Y3` is 23.
fn witness(number: u8) -> Cosigner {
    Cosigner::from_seed(name(&format!("w{number}.example")), &[number; 32])
}

fn vkey(number: u8) -> String {
    witness(number).verifier_key().to_string()
}

fn checkpoint(witnesses: &[u8]) -> SignedCheckpoint {
    let root = files(7).tree(7).root_at(7).unwrap();
    let mut signed =
        SignedCheckpoint::sign(Checkpoint::new(&name("log.example"), 7, root).unwrap(), &log()).unwrap();
    for number in witnesses {
        signed.add(witness(*number).cosign(&signed, 1000 + u64::from(*number)).unwrap()).unwrap();
    }
    signed
}

fn parse(text: &str) -> Result<Policy, PolicyError> {
    Policy::parse(text.as_bytes())
}

fn log_line() -> String {
    format!("log {}\n", log().verifier_key())
}

/// The example of the standard: two of three X and any of three Y.
fn two_levels() -> Policy {
    let mut text = log_line();
    for (kind, tens) in [("X", 10), ("Y", 20)] {
        for number in 1..=3 {
            text.extend(["witness ", kind, &number.to_string(), " ", &vkey(tens + number), "\n"]);
        }
    }
    text += "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n";
    text += "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n";
    parse(&text).unwrap()
}

#[test]
fn a_quorum_of_two_levels_counts_as_the_standard_says() {
    let policy = two_levels();
    for good in [&[11, 12, 21][..], &[13, 11, 23], &[11, 12, 13, 21, 22, 23]] {
        let signed = checkpoint(good);
        let accepted = policy.verify(&signed).unwrap();
        assert_eq!(accepted.cosignatures.len(), good.len());
        assert_eq!(accepted.log.key, *log().verifier_key());
    }
    for few in [&[][..], &[11], &[11, 12], &[11, 12, 13], &[11, 21, 22, 23], &[99, 98, 97]] {
        assert_eq!(policy.verify(&checkpoint(few)), Err(PolicyRefusal::Quorum), "{few:?}");
    }
    let signed = checkpoint(&[21, 13, 12, 99]);
    let accepted = policy.verify(&signed).unwrap();
    let found: Vec<_> =
        accepted.cosignatures.iter().map(|(witness, time)| (witness.name.as_str(), *time)).collect();
    assert_eq!(
        found,
        [("X2", 1012), ("X3", 1013), ("Y1", 1021)],
        "in the order of the file, without strangers"
    );
}

#[test]
fn cosignatures_count_only_within_the_times_that_are_asked_for() {
    let (policy, signed) = (two_levels(), checkpoint(&[11, 12, 21]));
    assert!(policy.verify_within(&signed, &(1011..=1021)).is_ok());
    for times in [1012..=1021, 1011..=1020, 0..=0, 1022..=u64::MAX] {
        assert_eq!(policy.verify_within(&signed, &times), Err(PolicyRefusal::Quorum), "{times:?}");
    }
}

#[test]
fn a_quorum_of_none_needs_the_log_alone() {
    let policy = parse(&(log_line() + "quorum none\n")).unwrap();
    assert!(policy.verify(&checkpoint(&[])).unwrap().cosignatures.is_empty());
    let nobody = parse("quorum none\n").unwrap();
    assert_eq!(nobody.verify(&checkpoint(&[])), Err(PolicyRefusal::Note(NoteError::NoKnownSignature)));
    // A witness vouches for consistency, not for whose log it is.
    let no_log = parse(&format!("witness w {}\nquorum w\n", vkey(11))).unwrap();
    assert_eq!(no_log.verify(&checkpoint(&[11])), Err(PolicyRefusal::NoLog));
}

#[test]
fn a_log_vouches_for_its_own_origin_only() {
    let other = Signer::from_seed(name("other.example"), &[2; 32]);
    let policy = parse(&format!("{}log {}\nquorum none\n", log_line(), other.verifier_key())).unwrap();
    let text = checkpoint(&[]).note().text().to_owned();
    let stranger = Note::sign(text, &other).unwrap().to_string();
    assert_eq!(
        policy.verify(&SignedCheckpoint::parse(stranger.as_bytes()).unwrap()),
        Err(PolicyRefusal::NoLog)
    );
}

#[test]
fn one_bad_signature_of_a_known_witness_refuses_the_checkpoint() {
    let policy = two_levels();
    let sound = checkpoint(&[11, 12, 21, 22]).to_string();
    let line = sound.lines().last().unwrap();
    let blob = base64::decode(line.rsplit(' ').next().unwrap()).unwrap();
    let mut flipped = blob.clone();
    flipped[40] ^= 1;
    let bad = sound.replace(&base64::encode(&blob), &base64::encode(&flipped));
    let refused = PolicyRefusal::Note(NoteError::BadSignature { name: name("w22.example") });
    assert_eq!(policy.verify(&SignedCheckpoint::parse(bad.as_bytes()).unwrap()), Err(refused));
}

#[test]
fn a_witness_of_a_type_that_is_not_verified_never_counts_and_never_hinders() {
    let id = KeyId::new(&name("pq.example"), 6, &[7; 1312]);
    let key = format!("pq.example+{id}+{}", base64::encode(&[&[6], &[7; 1312][..]].concat()));
    let policy = |threshold: &str| {
        parse(&format!(
            "{}witness pq {key}\nwitness w {}\ngroup g {threshold} pq w\nquorum g\n",
            log_line(),
            vkey(11)
        ))
    };
    let mut signed = checkpoint(&[11]);
    let blob = base64::encode(&[&id.0[..], &[9; 2428]].concat());
    signed.add(format!("— pq.example {blob}").parse().unwrap()).unwrap();
    assert!(policy("any").unwrap().verify(&signed).is_ok());
    assert_eq!(policy("all").unwrap().verify(&signed), Err(PolicyRefusal::Quorum));
}

#[test]
fn the_form_of_the_file_is_as_free_as_the_standard_and_no_freer() {
    let line = log_line();
    let free = format!(
        "# a policy\n\n \t\n\t# more\n  log\t {}  https://log.example/ \nwitness K {} https://w.example/x\nwitness \u{212a} {}\n\
         group gr 2 K \u{212a}\nquorum gr\n#end\n",
        log().verifier_key(),
        vkey(11),
        vkey(12)
    );
    let policy = parse(&free).unwrap();
    assert_eq!(policy.logs()[0].url.as_deref(), Some("https://log.example/"));
    assert_eq!(policy.witnesses()[0].url.as_deref(), Some("https://w.example/x"));
    assert_eq!(policy.witnesses()[1].url, None);
    assert!(policy.verify(&checkpoint(&[11, 12])).is_ok());
    let mut octets = format!("# \u{e9}\n{line}witness ").into_bytes();
    octets.extend_from_slice(&[0xe9, b' ']);
    octets.extend_from_slice(format!("{}\nquorum ", vkey(11)).as_bytes());
    octets.extend_from_slice(&[0xe9, b'\n']);
    assert_eq!(Policy::parse(&octets).unwrap().witnesses()[0].name, "\u{fffd}");

    let (w, x) = (format!("witness w {}\n", vkey(11)), format!("witness x {}\n", vkey(12)));
    let nested: Vec<String> =
        (1..257).map(|number| format!("group g{number} any g{}\n", number - 1)).collect();
    let cases = [
        (String::new(), 1, PolicyFault::NoQuorum),
        (line.clone(), 1, PolicyFault::NoQuorum),
        ("quorum none".to_owned(), 1, PolicyFault::NoLineEnd),
        ("quorum none\r\n".to_owned(), 1, PolicyFault::ControlCharacter),
        ("# \0\nquorum none\n".to_owned(), 1, PolicyFault::ControlCharacter),
        ("# \u{7f}\nquorum none\n".to_owned(), 1, PolicyFault::ControlCharacter),
        ("\nquorums none\n".to_owned(), 2, PolicyFault::UnknownKeyword),
        ("Quorum none\n".to_owned(), 1, PolicyFault::UnknownKeyword),
        ("quorum\u{a0}none\n".to_owned(), 1, PolicyFault::UnknownKeyword),
        ("quorum\n".to_owned(), 1, PolicyFault::Words),
        ("quorum none none\n".to_owned(), 1, PolicyFault::Words),
        ("log\n".to_owned(), 1, PolicyFault::Words),
        ("witness w\n".to_owned(), 1, PolicyFault::Words),
        ("group g\n".to_owned(), 1, PolicyFault::Words),
        (format!("{w}group g all\n"), 2, PolicyFault::Words),
        ("quorum none\nquorum none\n".to_owned(), 2, PolicyFault::SecondQuorum),
        ("quorum w\n".to_owned(), 1, PolicyFault::UnknownName),
        (format!("quorum w\n{w}"), 1, PolicyFault::UnknownName),
        ("log x+y\n".to_owned(), 1, PolicyFault::Key(KeyError::Form)),
        (format!("{line}{line}quorum none\n"), 2, PolicyFault::DuplicateKey),
        (format!("{w}{}", w.replace(" w ", " v ")), 2, PolicyFault::DuplicateKey),
        (format!("{w}{}", x.replace(" x ", " w ")), 2, PolicyFault::DuplicateName),
        (w.replace(" w ", " none "), 1, PolicyFault::DuplicateName),
        (format!("{w}group w any w\n"), 2, PolicyFault::DuplicateName),
        (format!("{w}group none any w\n"), 2, PolicyFault::DuplicateName),
        (format!("witness l {}\n", log().verifier_key()), 1, PolicyFault::KeyType(1)),
        (format!("{w}group g any none\n"), 2, PolicyFault::UnknownName),
        ("group g any g\n".to_owned(), 1, PolicyFault::UnknownName),
        (format!("{w}{x}group g 3 w x\n"), 3, PolicyFault::Threshold),
        (format!("{w}group g 0 w\n"), 2, PolicyFault::Threshold),
        (format!("{w}group g 01 w\n"), 2, PolicyFault::Threshold),
        (format!("{w}group g -1 w\n"), 2, PolicyFault::Threshold),
        (format!("{w}group g most w\n"), 2, PolicyFault::Threshold),
        (format!("{w}group g 18446744073709551617 w\n"), 2, PolicyFault::Threshold),
        (format!("{w}group g 2 w w\n"), 2, PolicyFault::MemberTwice),
        (format!("{w}{x}group g any w\ngroup h any w x\n"), 4, PolicyFault::MemberTwice),
        ("#".repeat(1024 * 1024 + 1), 1, PolicyFault::TooLong),
        (format!("{w}group g0 any w\n{}", nested.concat()), 258, PolicyFault::TooMany),
    ];
    for (text, line, fault) in cases {
        assert_eq!(parse(&text), Err(PolicyError { line, fault }), "{}", &text[..text.len().min(300)]);
    }
}

#[test]
fn thirty_two_of_everything_are_accepted_and_groups_within_groups_hold() {
    let witnesses: Vec<String> =
        (0..32).map(|number| format!("witness w{number} {}\n", vkey(100 + number))).collect();
    let groups: Vec<String> =
        (1..32).map(|number| format!("group g{number} all g{} w{number}\n", number - 1)).collect();
    let policy =
        [&log_line(), &witnesses.concat(), "group g0 any w0\n", &groups.concat(), "quorum g31\n"].concat();
    let policy = parse(&policy).unwrap();
    let all: Vec<u8> = (100..132).collect();
    assert!(policy.verify(&checkpoint(&all)).is_ok());
    assert_eq!(policy.verify(&checkpoint(&all[1..])), Err(PolicyRefusal::Quorum));
}

fn proof(index: u64) -> TlogProof {
    let hashes = files(7).tree(7).inclusion_proof(index, 7).unwrap();
    TlogProof { index, hashes, checkpoint: checkpoint(&[11]), extra: Vec::new() }
}

#[test]
fn a_proof_file_is_read_only_as_it_is_written() {
    let plain = proof(5);
    let with_extra = TlogProof { extra: b"why".to_vec(), ..proof(0) };
    for proof in [&plain, &with_extra] {
        assert_eq!(TlogProof::parse(proof.to_string().as_bytes()).as_ref(), Ok(proof));
    }
    let (text, first) = (plain.to_string(), plain.hashes[0].to_string());
    let replaced = |from: &str, to: &str| text.replacen(from, to, 1);
    let many = format!("{first}\n").repeat(65);
    let cases = [
        (String::new(), "checkpoint"),
        (replaced("@v1", "@v2"), "first"),
        (replaced("c2sp", " c2sp"), "first"),
        (replaced("\nindex", "\nextra \nindex"), "extra"),
        (replaced("\nindex", "\nextra QR==\nindex"), "extra"),
        (replaced("\nindex", "\nextra d2h5\nextra d2h5\nindex"), "index"),
        (replaced("\nindex", "\nextra\nindex"), "index"),
        (replaced("index 5\n", ""), "index"),
        (replaced("index 5", "index 05"), "index"),
        (replaced("index 5", "index +5"), "index"),
        (replaced("index 5", "index  5"), "index"),
        (replaced("index 5", "index 5 "), "index"),
        (replaced("index 5", "index 18446744073709551616"), "index"),
        (replaced("index 5\n", "index 5\nextra d2h5\n"), "hashes"),
        (replaced(&first, &first[..43]), "hashes"),
        (replaced(&first, &format!("{first} ")), "hashes"),
        (replaced(&first, &many[..many.len() - 1]), "hashes"),
        (replaced(&first, ""), "checkpoint"),
        (text.replace('\n', "\r\n"), "checkpoint"),
        (text.trim_end().to_owned(), "checkpoint"),
        (format!("{text}\n"), "checkpoint"),
        (format!("{text}more\n"), "checkpoint"),
    ];
    for (text, place) in cases {
        let found = match TlogProof::parse(text.as_bytes()).unwrap_err() {
            TlogProofError::FirstLine => "first",
            TlogProofError::Extra => "extra",
            TlogProofError::Index => "index",
            TlogProofError::Hashes => "hashes",
            TlogProofError::Checkpoint(_) => "checkpoint",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, place, "{text}");
    }
    assert_eq!(TlogProof::parse(&[0xff]), Err(TlogProofError::NotUtf8));
    assert_eq!(TlogProof::parse(&vec![b'a'; 700 * 1024]), Err(TlogProofError::TooLong));
}

#[test]
fn a_proof_holds_for_its_entry_place_and_policy_only() {
    let policy = |number| parse(&format!("{}witness w {}\nquorum w\n", log_line(), vkey(number))).unwrap();
    let (policy, strangers) = (policy(11), policy(12));
    for index in 0..7 {
        assert_eq!(proof(index).verify(&leaf(index), &policy).unwrap().checkpoint.size(), 7);
    }
    let verify = |proof: &TlogProof, leaf: &Hash| proof.verify(leaf, &policy).map(drop);
    let sound = proof(5);
    let wrong_root: Result<(), _> = Err(TlogProofError::Inclusion(ProofError::Root));
    assert_eq!(verify(&sound, &leaf(4)), wrong_root);
    assert_eq!(verify(&TlogProof { index: 4, ..sound.clone() }, &leaf(5)), wrong_root);
    assert_eq!(verify(&TlogProof { hashes: proof(4).hashes, ..sound.clone() }, &leaf(5)), wrong_root);
    for index in [7, u64::MAX] {
        let beyond = TlogProofError::Inclusion(ProofError::IndexBeyondSize { index, size: 7 });
        assert_eq!(verify(&TlogProof { index, ..sound.clone() }, &leaf(5)), Err(beyond));
    }
    assert_eq!(sound.verify(&leaf(5), &strangers), Err(TlogProofError::Policy(PolicyRefusal::Quorum)));
}
