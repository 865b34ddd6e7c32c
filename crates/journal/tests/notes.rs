//! Keys, notes, checkpoints and cosignatures: what is accepted, and everything that is not.
#![expect(clippy::unwrap_used, reason = "what does not hold fails the test")]

use dantin_journal::base64;
use dantin_journal::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use dantin_journal::cosignature::{Cosigner, MAX_TIME, TimeTooLate};
use dantin_journal::hash::{EMPTY_ROOT, leaf_hash};
use dantin_journal::key::{KeyError, KeyId, KeyName, ML_DSA_44_COSIGNATURE, Signer, VerifierKey};
use dantin_journal::note::{MAX_SIGNATURES, Note, NoteError, NoteSignature};

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

fn signer(text: &str, seed: u8) -> Signer {
    Signer::from_seed(name(text), &[seed; 32])
}

fn cosigner(text: &str, seed: u8) -> Cosigner {
    Cosigner::from_seed(name(text), &[seed; 32])
}

fn signed(size: u64) -> SignedCheckpoint {
    let root = if size == 0 { EMPTY_ROOT } else { leaf_hash(&size.to_be_bytes()) };
    SignedCheckpoint::sign(
        Checkpoint::new(&name("log.example"), size, root).unwrap(),
        &signer("log.example", 1),
    )
    .unwrap()
}

fn parse(note: &str) -> Result<Note, NoteError> {
    Note::parse(note.as_bytes())
}

/// A verifier key or private key as it is written, with any type and key.
fn written(prefix: &str, text: &str, signature_type: u8, key: &[u8]) -> String {
    let id = KeyId::new(&name(text), signature_type, key);
    format!("{prefix}{text}+{id}+{}", base64::encode(&[&[signature_type], key].concat()))
}

#[test]
fn names_that_the_standard_forbids_are_refused() {
    for bad in [
        "",
        "a b",
        "a+b",
        "+",
        "a\n",
        "a\u{0}",
        "a\u{a0}b",
        "a\u{2003}b",
        "\u{3000}",
        "a\u{2028}",
        "a\u{85}",
        "a\tb",
    ] {
        assert_eq!(bad.parse::<KeyName>(), Err(KeyError::Name), "{bad:?}");
    }
    for good in ["a", "example.com/log-1", "thành-phố.example", "a\u{200b}", "—"] {
        assert_eq!(good.parse::<KeyName>().unwrap().as_str(), good);
    }
}

#[test]
fn a_verifier_key_is_read_in_its_one_spelling() {
    let key = signer("log.example", 1).verifier_key().clone();
    let text = key.to_string();
    assert_eq!(text.parse(), Ok(key.clone()));
    let (head, material) = text.rsplit_once('+').unwrap();
    assert!(head.starts_with("log.example+") && !material.contains('+'), "the seed suits this test");
    let id = key.id().to_string();
    let refused = [
        (String::new(), KeyError::Form),
        ("log.example".to_owned(), KeyError::Form),
        (head.to_owned(), KeyError::Form),
        (format!("+{id}+{material}"), KeyError::Name),
        (format!("log example+{id}+{material}"), KeyError::Name),
        (format!("log.example+{}+{material}", id.to_uppercase()), KeyError::Form),
        (format!("log.example+0{id}+{material}"), KeyError::Form),
        (format!("log.example+{}+{material}", &id[1..]), KeyError::Form),
        (format!("log.example++{id}+{material}"), KeyError::Form),
        (format!("log.example+00000000+{material}"), KeyError::Id),
        (format!("log.exampla+{id}+{material}"), KeyError::Id),
        (format!("{text}="), KeyError::Form),
        (format!("{text}\n"), KeyError::Form),
        (format!(" {text}"), KeyError::Name),
        (format!("{head}+"), KeyError::Form),
        (written("", "log.example", 1, &key.public_key()[..31]), KeyError::Material),
        (written("", "log.example", 1, &[key.public_key(), &[0]].concat()), KeyError::Material),
        (written("", "log.example", ML_DSA_44_COSIGNATURE, &[7; 1311]), KeyError::Material),
        (format!("log.example+{id}+{}", "A".repeat(9000)), KeyError::TooLong),
    ];
    for (text, error) in refused {
        assert_eq!(text.parse::<VerifierKey>(), Err(error), "{text}");
    }
    assert!(id.chars().any(|character| character.is_ascii_lowercase()), "the seed suits this test");
}

#[test]
fn points_of_small_order_are_no_keys() {
    let mut identity = [0; 32];
    identity[0] = 1;
    for weak in [identity, [0; 32]] {
        assert_eq!(VerifierKey::ed25519(name("a"), &weak), Err(KeyError::Material));
        assert_eq!(VerifierKey::cosignature(name("a"), &weak), Err(KeyError::Material));
        assert_eq!(written("", "a", 1, &weak).parse::<VerifierKey>(), Err(KeyError::Material));
    }
    let not_on_the_curve = (0..=u8::MAX).find(|byte| VerifierKey::ed25519(name("a"), &[*byte; 32]).is_err());
    assert!(not_on_the_curve.is_some());
}

#[test]
fn a_private_key_is_read_back_and_serves_for_its_type_only() {
    let (signer, cosigner) = (signer("log.example", 1), cosigner("w.example", 2));
    let (log, witness) = (signer.private_key(), cosigner.private_key());
    assert!(log.starts_with("PRIVATE+KEY+log.example+"));
    assert_eq!(Signer::from_private_key(&log).unwrap().verifier_key(), signer.verifier_key());
    assert_eq!(Cosigner::from_private_key(&witness).unwrap().verifier_key(), cosigner.verifier_key());
    assert_eq!(Signer::from_private_key(&witness).unwrap_err(), KeyError::Type(4));
    assert_eq!(Cosigner::from_private_key(&log).unwrap_err(), KeyError::Type(1));
    let refused = [
        (log.trim_start_matches("PRIVATE+KEY+").to_owned(), KeyError::Form),
        (log.to_lowercase(), KeyError::Form),
        (format!("{log}\n"), KeyError::Form),
        (log.replace("log.example", "log.exampla"), KeyError::Id),
        (signer.verifier_key().to_string(), KeyError::Form),
        // The id of a private key is that of the public key, not of the seed.
        (written("PRIVATE+KEY+", "log.example", 1, &[1; 32]), KeyError::Id),
        (written("PRIVATE+KEY+", "log.example", 1, &[1; 31]), KeyError::Material),
    ];
    for (text, error) in refused {
        assert_eq!(Signer::from_private_key(&text).unwrap_err(), error, "{text}");
    }
}

#[test]
fn nothing_shows_a_secret() {
    let seed = [0x5a; 32];
    let (signer, cosigner) = (Signer::from_seed(name("a"), &seed), Cosigner::from_seed(name("a"), &seed));
    let wrong = Signer::from_private_key(&format!("{}x", signer.private_key())).unwrap_err();
    let secret = base64::encode(&[&[1], &seed[..]].concat());
    assert!(signer.private_key().ends_with(&secret));
    for shown in
        [format!("{signer:?}"), format!("{signer:#?}"), format!("{cosigner:?}"), format!("{wrong:?} {wrong}")]
    {
        assert!(
            !shown.contains(&secret[4..20])
                && !shown.to_lowercase().contains("5a5a")
                && !shown.contains("90"),
            "{shown}"
        );
    }
}

#[test]
fn a_note_is_read_only_as_it_is_written() {
    let note = Note::sign("one\n\ntwo\n".to_owned(), &signer("a", 1)).unwrap();
    let text = note.to_string();
    assert_eq!(parse(&text), Ok(note.clone()));
    assert_eq!(note.text(), "one\n\ntwo\n", "the last empty line ends the text");
    let line = note.signatures()[0].to_string();
    let form = [
        String::new(),
        "\n".to_owned(),
        "one\n".to_owned(),
        format!("one\n{line}\n"),
        text.trim_end().to_owned(),
        "one\n\n".to_owned(),
    ];
    for text in form {
        assert_eq!(parse(&text), Err(NoteError::Form), "{text:?}");
    }
    let base64_of = |bytes: &[u8]| base64::encode(bytes);
    let lines = [
        String::new(),
        line.replacen("— ", "-- ", 1),
        line.replacen("— ", "—", 1),
        line.replacen("— ", "—  ", 1),
        line.replacen("— ", "—\u{a0}", 1),
        format!(" {line}"),
        format!("{line} "),
        format!("{line}="),
        format!("{line} x"),
        line.replacen("— a ", "—  ", 1),
        line.replacen("— a ", "— a+b ", 1),
        line.replacen("— a ", "— a\u{2003}b ", 1),
        "— a".to_owned(),
        "— a ".to_owned(),
        format!("— a {}", base64_of(&[1, 2, 3])),
        format!("— a {}", base64_of(&[1, 2, 3, 4])),
        format!("— a {}", base64_of(&[1, 2, 3, 4, 5]).replace("U=", "V=")),
        format!("— a {}", base64_of(&[1, 2, 3, 4, 5]).trim_end_matches('=')),
    ];
    for line in lines {
        assert!(parse(&format!("one\n\n{line}\n")).is_err(), "{line:?}");
        assert!(line.parse::<NoteSignature>().is_err(), "{line:?}");
    }
    assert_eq!(parse(&format!("one\n\n{line}\nrubbish\n")), Err(NoteError::SignatureLine { line: 2 }));
    for control in ["\r", "\0", "\t", "\u{1b}"] {
        let text = text.replacen("two", &format!("two{control}"), 1);
        assert_eq!(parse(&text), Err(NoteError::ControlCharacter), "{text:?}");
    }
    assert_eq!(parse(&text.replace('\n', "\r\n")), Err(NoteError::ControlCharacter));
    assert_eq!(Note::parse(&[text.as_bytes(), &[0xff, b'\n']].concat()), Err(NoteError::NotUtf8));
    assert_eq!(Note::parse(&vec![b'a'; 512 * 1024 + 1]), Err(NoteError::TooLong));
}

#[test]
fn only_a_text_that_can_be_read_again_is_signed() {
    let signer = signer("a", 1);
    assert_eq!(Note::sign("one".to_owned(), &signer), Err(NoteError::Form));
    assert_eq!(Note::sign(String::new(), &signer), Err(NoteError::Form));
    assert_eq!(Note::sign("one\r\n".to_owned(), &signer), Err(NoteError::ControlCharacter));
    assert_eq!(Note::sign("\n".repeat(512 * 1024 + 1), &signer), Err(NoteError::TooLong));
    for text in ["\n", "\n\n", "one\n\n", "— a AAAAAAA=\n", "one\n\n— a AAAAAAA=\n"] {
        let note = Note::sign(text.to_owned(), &signer).unwrap();
        assert_eq!(parse(&note.to_string()).unwrap().text(), text);
    }
}

#[test]
fn unknown_keys_are_passed_over_and_a_known_one_that_fails_refuses_the_note() {
    let (known, other) = (signer("a", 1), signer("a", 2));
    let key = known.verifier_key();
    let mut note = Note::sign("one\n".to_owned(), &other).unwrap();
    assert_eq!(
        note.verify([key]),
        Err(NoteError::NoKnownSignature),
        "the same name with another id is unknown"
    );
    note.add(known.sign(note.text())).unwrap();
    assert_eq!(note.verify([key]).unwrap().len(), 1);
    assert_eq!(note.verify([]), Err(NoteError::NoKnownSignature));

    // The same id under another name is unknown too.
    let stolen = note.to_string().replace("— a ", "— b ");
    assert_eq!(parse(&stolen).unwrap().verify([key]), Err(NoteError::NoKnownSignature));

    // Another text, or a flipped bit: refused although the other known key's signature holds.
    let bad = NoteError::BadSignature { name: name("a") };
    let forged = Note::sign("one\n".to_owned(), &other).unwrap();
    let forged = forged.to_string() + &known.sign("two\n").to_string() + "\n";
    assert_eq!(parse(&forged).unwrap().verify([key, other.verifier_key()]), Err(bad.clone()));
    assert_eq!(parse(&forged).unwrap().verify([other.verifier_key()]).unwrap().len(), 1);

    // A signature of another length under a known key.
    let id = base64::encode(&[&key.id().0[..], &[7; 63]].concat());
    assert_eq!(parse(&format!("one\n\n— a {id}\n")).unwrap().verify([key]), Err(bad));
}

#[test]
fn a_key_signs_once_and_two_keys_are_told_apart() {
    let known = signer("a", 1);
    let mut note = Note::sign("one\n".to_owned(), &known).unwrap();
    let twice = NoteError::SignedTwice { name: name("a") };
    assert_eq!(note.add(known.sign("one\n")), Err(twice.clone()));
    let line = note.signatures()[0].to_string();
    let doubled = parse(&format!("one\n\n{line}\n{line}\n")).unwrap();
    assert_eq!(doubled.verify([known.verifier_key()]), Err(twice));
    // The same key given twice is one key.
    assert_eq!(note.verify([known.verifier_key(), known.verifier_key()]).unwrap().len(), 1);
    // A key of a type that is not checked against its id may be given the id of another.
    let id = known.verifier_key().id();
    let colliding: VerifierKey = format!("a+{id}+{}", base64::encode(&[2, 1, 2, 3])).parse().unwrap();
    assert_eq!(
        note.verify([known.verifier_key(), &colliding]),
        Err(NoteError::AmbiguousKeys { name: name("a") })
    );
}

#[test]
fn sixteen_and_more_signatures_are_accepted_and_very_many_are_not() {
    let keys: Vec<Signer> = (0..=64).map(|seed| signer(&format!("k{seed}"), seed)).collect();
    let mut note = Note::sign("one\n".to_owned(), &keys[0]).unwrap();
    for key in &keys[1..MAX_SIGNATURES] {
        note.add(key.sign("one\n")).unwrap();
        if [16, 17].contains(&note.signatures().len()) {
            let read = parse(&note.to_string()).unwrap();
            assert_eq!(
                read.verify(keys.iter().map(Signer::verifier_key)).unwrap().len(),
                note.signatures().len()
            );
        }
    }
    assert_eq!(parse(&note.to_string()), Ok(note.clone()));
    let last = keys[MAX_SIGNATURES].sign("one\n");
    let many = format!("{note}{last}\n");
    assert_eq!(note.add(last), Err(NoteError::TooManySignatures));
    assert_eq!(parse(&many), Err(NoteError::TooManySignatures));
}

#[test]
fn a_checkpoint_is_read_in_its_one_spelling() {
    let root = EMPTY_ROOT.to_string();
    let good = format!("log.example\n18446744073709551615\n{root}\n");
    let checkpoint: Checkpoint = good.parse().unwrap();
    assert_eq!((checkpoint.size(), checkpoint.to_string()), (u64::MAX, good));
    let refused = [
        (String::new(), CheckpointError::Form),
        ("\n".to_owned(), CheckpointError::Form),
        (format!("log.example\n1\n{root}"), CheckpointError::Form),
        ("log.example\n1\n".to_owned(), CheckpointError::Form),
        (format!("\n1\n{root}\n"), CheckpointError::Form),
        (format!("log.example\n1\n{root}\n\n"), CheckpointError::Form),
        (format!("log.example\n1\n{root}\n\nmore\n"), CheckpointError::Form),
        (format!("log.example\n\n{root}\n"), CheckpointError::Form),
        (format!("log.example\n01\n{root}\n"), CheckpointError::Size),
        (format!("log.example\n+1\n{root}\n"), CheckpointError::Size),
        (format!("log.example\n-1\n{root}\n"), CheckpointError::Size),
        (format!("log.example\n 1\n{root}\n"), CheckpointError::Size),
        (format!("log.example\n18446744073709551616\n{root}\n"), CheckpointError::Size),
        (format!("log.example\n1\n{root} \n"), CheckpointError::Root),
        (format!("log.example\n1\n{}\n", root.trim_end_matches('=')), CheckpointError::Root),
        (format!("log.example\n1\n{}\n", root.replace("U=", "V=")), CheckpointError::Root),
        (format!("log.example\n1\n{}\n", base64::encode(&[0; 31])), CheckpointError::Root),
        (format!("log.example\n1\n{}\n", base64::encode(&[0; 33])), CheckpointError::Root),
        (format!("log.example\n0\n{}\n", base64::encode(&[0; 32])), CheckpointError::EmptyTree),
        (format!("log.example\r\n1\r\n{root}\r\n"), CheckpointError::Note(NoteError::ControlCharacter)),
        (format!("log\0\n1\n{root}\n"), CheckpointError::Note(NoteError::ControlCharacter)),
    ];
    for (text, error) in refused {
        assert_eq!(text.parse::<Checkpoint>(), Err(error), "{text:?}");
    }
    assert_eq!(Checkpoint::new(&name("a"), 0, leaf_hash(b"")), Err(CheckpointError::EmptyTree));
    assert_eq!(signed(0).verify([signer("log.example", 1).verifier_key()]).unwrap().root(), EMPTY_ROOT);
}

#[test]
fn extension_lines_are_carried_for_their_signatures_and_never_written() {
    let text = format!("log.example\n1\n{EMPTY_ROOT}\nextension\n");
    let checkpoint: Checkpoint = text.parse().unwrap();
    assert_eq!(checkpoint.to_string(), format!("log.example\n1\n{EMPTY_ROOT}\n"));
    let signer = signer("log.example", 1);
    let note = Note::sign(text, &signer).unwrap().to_string();
    let mut signed = SignedCheckpoint::parse(note.as_bytes()).unwrap();
    assert_eq!(signed.to_string(), note);
    // The cosignature covers them.
    let witness = cosigner("w.example", 2);
    signed.add(witness.cosign(&signed, 7).unwrap()).unwrap();
    let keys = [signer.verifier_key(), witness.verifier_key()];
    assert_eq!(signed.note().verify(keys).unwrap().len(), 2);
    let without = signed.to_string().replace("extension\n", "");
    assert!(SignedCheckpoint::parse(without.as_bytes()).unwrap().verify([witness.verifier_key()]).is_err());
}

#[test]
fn a_checkpoint_is_signed_and_verified_in_the_name_of_its_origin_only() {
    let checkpoint = Checkpoint::new(&name("log.example"), 0, EMPTY_ROOT).unwrap();
    let stranger = signer("other.example", 1);
    let refused = SignedCheckpoint::sign(checkpoint.clone(), &stranger);
    assert_eq!(refused, Err(CheckpointError::SignerName { name: name("other.example") }));
    let note = Note::sign(checkpoint.to_string(), &stranger).unwrap();
    let signed = SignedCheckpoint::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(signed.verify([stranger.verifier_key()]), Err(CheckpointError::NotOfOrigin));
    let log = signer("log.example", 1);
    let unknown = signed.verify([log.verifier_key()]);
    assert_eq!(unknown, Err(CheckpointError::Note(NoteError::NoKnownSignature)));
}

#[test]
fn two_keys_of_a_log_may_sign_while_one_follows_the_other() {
    let (old, new) = (signer("log.example", 1), signer("log.example", 9));
    let mut signed = signed(3);
    signed.add(new.sign(signed.note().text())).unwrap();
    for keys in
        [vec![old.verifier_key()], vec![new.verifier_key()], vec![old.verifier_key(), new.verifier_key()]]
    {
        assert_eq!(signed.verify(keys).unwrap().size(), 3);
    }
}

#[test]
fn a_cosignature_holds_for_its_time_and_checkpoint_only() {
    let witness = cosigner("w.example", 2);
    let cosign = |checkpoint: &SignedCheckpoint, time| witness.cosign(checkpoint, time).unwrap();
    let check = |checkpoint: &SignedCheckpoint, line: NoteSignature| {
        let mut checkpoint = checkpoint.clone();
        checkpoint.add(line).unwrap();
        let verified = checkpoint.note().verify([witness.verifier_key()])?;
        Ok(verified[0].time)
    };
    let (one, other) = (signed(1), signed(2));
    for time in [0, 1, 1_767_225_600, MAX_TIME] {
        assert_eq!(check(&one, cosign(&one, time)), Ok(Some(time)));
    }
    assert_eq!(witness.cosign(&one, MAX_TIME + 1), Err(TimeTooLate));
    let bad: Result<_, NoteError> = Err(NoteError::BadSignature { name: name("w.example") });
    assert_eq!(check(&one, cosign(&other, 5)), bad);
    let line = |time: u64, signature: &[u8]| {
        let blob = [&witness.verifier_key().id().0[..], &time.to_be_bytes(), signature].concat();
        format!("— w.example {}", base64::encode(&blob)).parse::<NoteSignature>().unwrap()
    };
    let sound = cosign(&one, 5);
    assert_eq!(check(&one, line(5, &sound.signature()[8..])), Ok(Some(5)));
    assert_eq!(check(&one, line(6, &sound.signature()[8..])), bad);
    assert_eq!(check(&one, line(MAX_TIME + 1, &sound.signature()[8..])), bad);
    assert_eq!(check(&one, line(5, &sound.signature()[9..])), bad);
    assert_eq!(check(&one, line(5, &[])), bad);
    assert_eq!(check(&one, line(5, &[sound.signature(), &[0]].concat()[8..])), bad);
    // A plain signature by the same secret is of another type and no cosignature.
    let plain = signer("w.example", 2).sign(one.note().text());
    assert_eq!(check(&one, plain), Err(NoteError::NoKnownSignature));
}

#[test]
fn cosignatures_of_other_types_are_carried_and_passed_over() {
    let key: VerifierKey = written("", "pq.example", ML_DSA_44_COSIGNATURE, &[7; 1312]).parse().unwrap();
    assert!(!key.is_supported());
    assert_eq!(key.to_string().parse(), Ok(key.clone()));
    let blob = base64::encode(&[&key.id().0[..], &[9; 2428]].concat());
    let line: NoteSignature = format!("— pq.example {blob}").parse().unwrap();
    let mut signed = signed(1);
    signed.add(line).unwrap();
    let read = SignedCheckpoint::parse(signed.to_string().as_bytes()).unwrap();
    let log = signer("log.example", 1);
    assert_eq!(read.note().verify([log.verifier_key(), &key]).unwrap().len(), 1);
    assert_eq!(read.note().verify([&key]), Err(NoteError::NoKnownSignature));
    // A key of ML-DSA-44 with a wrong id is refused; one of a type that nobody knows is kept as it is.
    let text = key.to_string().replace("pq.example", "pq2.example");
    assert_eq!(text.parse::<VerifierKey>(), Err(KeyError::Id));
    let unknown = format!("x.example+00000000+{}", base64::encode(&[0xff, 1]));
    assert_eq!(unknown.parse::<VerifierKey>().unwrap().to_string(), unknown);
}

#[test]
fn the_answer_of_a_witness_is_read_line_by_line() {
    let checkpoint = signed(1);
    let lines: Vec<String> =
        (2..5).map(|seed| cosigner("w.example", seed).cosign(&checkpoint, 7).unwrap().to_string()).collect();
    let read = NoteSignature::parse_lines(&format!("{}\n", lines.join("\n"))).unwrap();
    assert_eq!(read.iter().map(ToString::to_string).collect::<Vec<_>>(), lines);
    assert_eq!(read[0].name(), &name("w.example"));
    for bad in ["", "\n", "\n\n", &lines[0], &format!("{}\n\n", lines[0]), &format!("\n{}\n", lines[0])] {
        assert!(NoteSignature::parse_lines(bad).is_err(), "{bad:?}");
    }
}
