//! `dantin receipt verify`: a resident's receipt against the key, its entry, and the journal that is published later. Each way
//! in which a receipt can be wrong is named.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use dantin::{jobs::journal::publish, prove::journal::PublicLog};
use dantin_journal::policy::Policy;
use dantin_verify::{Fault, Pin, Receipt, ReceiptOptions, Source, verify_receipt};

use crate::{
    reports::{filed, secret_link},
    support::TestApp,
    verify::{copy, mirror, rows, signed},
};

/// A receipt, and the key of its log as a policy.
async fn received(test: &TestApp) -> (Vec<u8>, Policy) {
    let visitor = test.visitor();
    let link = secret_link(&visitor).await;
    test.settle().await;
    publish(&test.app).await;
    let file = visitor.get(&format!("{link}/receipt.tlog-proof")).await.expect(200).body;
    (file, Policy::parse(&visitor.get("/journal/policy").await.expect(200).body).unwrap())
}

fn with(policy: &Policy) -> ReceiptOptions {
    ReceiptOptions { policy: Some(policy.clone()), ..ReceiptOptions::default() }
}

fn look(file: &[u8], options: &ReceiptOptions, against: Option<&Path>) -> (Receipt, Option<Pin>) {
    let source = against.map(|folder| Source::new(folder.to_str().unwrap()));
    verify_receipt(file, options, source.as_ref()).unwrap()
}

#[tokio::test]
async fn a_receipt_holds_offline_and_says_what_it_proves() {
    let test = TestApp::sqlite();
    let (file, policy) = received(&test).await;
    let (receipt, pin) = look(&file, &with(&policy), None);
    assert_eq!((receipt.faults.clone(), pin), (Vec::new(), None));
    let said = receipt.to_string();
    for words in
        ["case.submitted: a report was filed", "Case code", "DT-", "Committed", "VERIFIED", "--against"]
    {
        assert!(said.contains(words), "{words} is missing in:\n{said}");
    }
    assert!(said.contains("It does not prove that what the entry says is true"));
    assert_eq!(receipt.to_json()["entry"]["type"], "case.submitted");
    assert_eq!(receipt.to_json()["verified"], true);
    test.check().await;
}

#[tokio::test]
async fn every_way_in_which_a_receipt_is_wrong_is_named() {
    let test = TestApp::sqlite();
    let (file, policy) = received(&test).await;
    let (other, _) = received(&test).await;
    let text = String::from_utf8(file.clone()).unwrap();
    let fault = |file: &[u8]| {
        let (receipt, _) = look(file, &with(&policy), None);
        assert_eq!(receipt.faults.len(), 1, "{:?}", receipt.faults);
        receipt.to_string()
    };
    let changed = |from: &str, to: &str| fault(text.replacen(from, to, 1).as_bytes());
    assert!(fault(b"").contains("this is no receipt"));
    assert!(fault(&[0xff; 40]).contains("is not UTF-8"));
    assert!(fault(&vec![b'x'; 1 << 20]).contains("is longer than"));
    assert!(changed("@v1", "@v2").contains("the first line is not"));
    assert!(changed("extra ", "extra !").contains("the line of extra data"));
    assert!(changed("\nindex ", "\nindex 0").contains("the line of the index"));
    assert!(changed("\n\ndantin.test", "\nAAAA\n\ndantin.test").contains("a line of the inclusion proof"));
    assert!(changed("dantin.test/journal\n", "dantin.test/journal\n0").contains("not a plain number"));
    for length in [30, file.len() / 2, file.len() - 1] {
        assert!(fault(&file[..length]).contains("the receipt is cut off"), "{length}");
    }
    let index = text.lines().find(|line| line.starts_with("index ")).unwrap();
    assert!(changed(index, "index 99999").contains("names entry 99999, and its tree has"));
    assert!(changed(index, "index 1").contains("is not the one that was signed"));
    // One letter of the signature, of the entry, of a hash.
    let signature = text.rfind("journal ").unwrap() + 20;
    for place in [signature, text.find("extra ").unwrap() + 60, text.find("\nindex").unwrap() + 20] {
        let mut bad = file.clone();
        bad[place] = if bad[place] == b'A' { b'B' } else { b'A' };
        let (receipt, _) = look(&bad, &with(&policy), None);
        assert!(!receipt.is_verified(), "{place}");
    }
    // The entry of another receipt.
    let proof = dantin_journal::tlog_proof::TlogProof::parse(&other).unwrap();
    let options = ReceiptOptions { entry: Some(proof.extra), ..with(&policy) };
    assert!(matches!(look(&file, &options, None).0.faults[..], [Fault::Inclusion(_)]));
    // Without its entry nobody knows what it proves, unless the entry is named.
    let bare: String = text.split_inclusive('\n').filter(|line| !line.starts_with("extra ")).collect();
    let missing = verify_receipt(bare.as_bytes(), &with(&policy), None).unwrap_err();
    assert!(missing.to_string().contains("does not carry its entry"), "{missing}");
    let entry = dantin_journal::tlog_proof::TlogProof::parse(&file).unwrap().extra;
    let options = ReceiptOptions { entry: Some(entry), ..with(&policy) };
    assert!(look(bare.as_bytes(), &options, None).0.is_verified());
}

#[tokio::test]
async fn without_a_key_nothing_is_proven_and_another_citys_receipt_is_told_apart() {
    let test = TestApp::sqlite();
    let (file, policy) = received(&test).await;
    let none = verify_receipt(&file, &ReceiptOptions::default(), None).unwrap_err();
    assert!(none.to_string().contains("what a receipt says of itself proves nothing"), "{none}");
    // Another city, and the same name with another key.
    let folder = tempfile::tempdir().unwrap();
    let foreign = |name: &str, seed: u8| {
        let data = folder.path().join(format!("{seed}"));
        fs::create_dir_all(&data).unwrap();
        let key = PublicLog::create(&data, &name.parse().unwrap(), &[seed; 32]).unwrap();
        Policy::parse(format!("log {key}\nquorum none\n").as_bytes()).unwrap()
    };
    let (receipt, _) = look(&file, &with(&foreign("hue.test/journal", 3)), None);
    assert!(
        receipt
            .to_string()
            .contains("receipt of the journal dantin.test/journal, and the key is that of hue.test")
    );
    let (receipt, _) = look(&file, &with(&foreign("dantin.test/journal", 4)), None);
    assert!(matches!(receipt.faults[..], [Fault::Checkpoint(_)]), "{:?}", receipt.faults);
    // A witness that is asked for and has not signed.
    let witness = dantin_journal::cosignature::Cosigner::from_seed("w.test".parse().unwrap(), &[9; 32]);
    let strict = format!("log {}\nwitness w {}\nquorum w\n", policy.logs()[0].key, witness.verifier_key());
    let (receipt, _) = look(&file, &with(&Policy::parse(strict.as_bytes()).unwrap()), None);
    assert!(receipt.to_string().contains("too few witnesses"), "{receipt}");
}

#[tokio::test]
async fn a_receipt_is_held_against_the_journal_that_is_published_later() {
    let test = TestApp::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (file, policy) = received(&test).await;
    let early = rows(&test).await;
    filed(&test).await;
    mirror(&test, &at("today")).await;
    // First use: the site's own word for the key, said plainly; then what is remembered.
    let (receipt, pin) = look(&file, &ReceiptOptions::default(), Some(&at("today")));
    assert_eq!(receipt.faults, Vec::new());
    assert!(receipt.is_first_use && receipt.today.unwrap() > receipt.size);
    assert!(receipt.to_string().contains("only the site itself says that it is the city's"));
    let seen = ReceiptOptions { pin, ..ReceiptOptions::default() };
    let (receipt, _) = look(&file, &seen, Some(&at("today")));
    assert_eq!((receipt.faults.clone(), receipt.is_first_use), (Vec::new(), false));
    assert!(receipt.grown_from.is_some());

    let all = rows(&test).await;
    signed(&at("cut"), &all[..1], 7);
    assert!(matches!(look(&file, &with(&policy), Some(&at("cut"))).0.faults[..], [Fault::Shorter { .. }]));
    // Another text of the same entry, signed with the city's own key.
    let mut other = all.clone();
    let place = other.iter().position(|row| row.contains("case.submitted")).unwrap();
    other[place] = other[place].replacen("\"urgent\":false", "\"urgent\":true", 1);
    assert_ne!(other, all);
    signed(&at("fork"), &other, 7);
    let (receipt, pin) = look(&file, &with(&policy), Some(&at("fork")));
    assert!(matches!(receipt.faults[..], [Fault::Rewritten { .. }]), "{:?}", receipt.faults);
    assert_eq!(pin, None, "what is wrong is not remembered");
    signed(&at("key"), &all, 8);
    assert!(matches!(look(&file, &with(&policy), Some(&at("key"))).0.faults[..], [Fault::Today(_)]));
    let (receipt, _) = look(&file, &seen, Some(&at("cut")));
    assert!(matches!(receipt.faults[..], [Fault::Shorter { .. }]));

    // A tile that is missing, and one with a byte changed.
    let tile = |folder: &Path| -> PathBuf {
        let partial = folder.join("journal/tile/0/000.p");
        fs::read_dir(partial)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .max_by_key(|path| path.file_name().unwrap().to_str().unwrap().parse::<u32>().unwrap())
            .unwrap()
    };
    copy(&at("today"), &at("damaged"));
    let mut bytes = fs::read(tile(&at("damaged"))).unwrap();
    bytes[3] ^= 1;
    fs::write(tile(&at("damaged")), bytes).unwrap();
    assert!(matches!(look(&file, &with(&policy), Some(&at("damaged"))).0.faults[..], [Fault::Damaged(_)]));
    fs::remove_file(tile(&at("damaged"))).unwrap();
    assert!(matches!(look(&file, &with(&policy), Some(&at("damaged"))).0.faults[..], [Fault::Missing(_)]));
    assert!(early.len() < all.len());
}

#[tokio::test]
async fn the_command_answers_for_scripts() {
    let test = TestApp::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let (file, policy) = received(&test).await;
    mirror(&test, &folder.path().join("site")).await;
    let path = folder.path().join("one.tlog-proof");
    fs::write(&path, &file).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dantin"))
            .args(["receipt", "verify"])
            .arg(&path)
            .args(arguments)
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .output()
            .unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap(), said)
    };
    let key = policy.logs()[0].key.to_string();
    let (code, said) = run(&["--key", &key, "--json"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&said).unwrap()["findings"], serde_json::json!([]));
    let (code, said) = run(&[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("name the key or a policy"), "{said}");
    let site = folder.path().join("site").display().to_string();
    let (code, said) = run(&["--against", &site]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("seen for the first time"), "{said}");
    let (code, said) = run(&["--against", &site]);
    assert!(code == 0 && !said.contains("seen for the first time"), "{said}");
    fs::write(&path, &file[..file.len() - 5]).unwrap();
    let (code, said) = run(&["--key", &key]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("NOT VERIFIED"), "{said}");
    fs::remove_file(&path).unwrap();
    assert_eq!(run(&["--key", &key]).0, 2);
}
