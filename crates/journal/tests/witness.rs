//! What a witness answers, by the table of the standard, and that no order of requests makes it cosign two histories.
#![expect(clippy::unwrap_used, reason = "what does not hold fails the test")]

mod support;

use dantin_journal::checkpoint::{Checkpoint, SignedCheckpoint};
use dantin_journal::cosignature::Cosigner;
use dantin_journal::hash::{EMPTY_ROOT, Hash};
use dantin_journal::key::{Signer, VerifierKey};
use dantin_journal::witness::{
    AddCheckpoint, Added, MAX_REQUEST_BYTES, Refusal, RequestError, add_checkpoint, monitoring_path,
};
use proptest::prelude::*;
use support::files;

const ORIGIN: &str = "city.example/ledger";
const TIME: u64 = 1_767_225_600;

fn log(seed: u8) -> Signer {
    Signer::from_seed(ORIGIN.parse().unwrap(), &[seed; 32])
}

fn cosigner() -> Cosigner {
    Cosigner::from_seed("witness.example/w1".parse().unwrap(), &[7; 32])
}

fn keys() -> Vec<VerifierKey> {
    let other = Signer::from_seed("other.example/log".parse().unwrap(), &[1; 32]);
    vec![other.verifier_key().clone(), log(0x2a).verifier_key().clone()]
}

fn signed(size: u64, root: Hash) -> SignedCheckpoint {
    let checkpoint = Checkpoint::new(&ORIGIN.parse().unwrap(), size, root).unwrap();
    SignedCheckpoint::sign(checkpoint, &log(0x2a)).unwrap()
}

/// The honest request of the own series.
fn request(old: u64, size: u64) -> AddCheckpoint {
    let files = files(size);
    let mut tree = files.tree(size);
    let root = tree.root_at(size).unwrap();
    let proof = if old <= size { tree.consistency_proof(old, size).unwrap() } else { Vec::new() };
    AddCheckpoint { old, proof, checkpoint: signed(size, root) }
}

fn ask(request: &AddCheckpoint, seen: Option<&SignedCheckpoint>) -> Result<Added, Refusal> {
    add_checkpoint(request, &keys(), seen, &cosigner(), TIME)
}

#[test]
fn the_known_checkpoint_gets_the_known_cosignature() {
    let added = ask(&request(0, 7), None).unwrap();
    assert_eq!(
        added.signature.to_string(),
        "— witness.example/w1 \
         qkoJ0QAAAABpVbkAvkVIsma+9FJPQ1roChPbbAE9ISEEEgMhmd4nfpDTHG885MMXVIfXVC2om7UQGezvkYyyN2jI3H27CupAr72ADw=="
    );
    assert_eq!(added.kept.note().signatures().len(), 2);
}

#[test]
fn the_known_origin_has_the_known_path() {
    let known = "6a12d8a6c93f515062433543a4a587b6fa590c3f234ce737e101a302649f84ed/checkpoint";
    assert_eq!(monitoring_path(ORIGIN), known);
}

#[test]
fn it_follows_a_log_and_signs_again_what_has_not_grown() {
    let (mut seen, witness) = (None, cosigner());
    for (time, (old, size)) in (TIME..).zip([(0, 0), (0, 0), (0, 3), (3, 7), (7, 7), (7, 300), (300, 1000)]) {
        let added = add_checkpoint(&request(old, size), &keys(), seen.as_ref(), &witness, time).unwrap();
        let mut shown = request(old, size).checkpoint;
        shown.add(added.signature).unwrap();
        for cosigned in [&shown, &added.kept] {
            assert_eq!(cosigned.unverified().size(), size);
            let by_the_witness = cosigned.note().verify([witness.verifier_key()]).unwrap();
            assert_eq!(by_the_witness.iter().map(|one| one.time).collect::<Vec<_>>(), [Some(time)]);
        }
        seen = Some(added.kept);
    }
}

#[test]
fn every_refusal_of_the_table_has_its_status() {
    let seen = ask(&request(0, 7), None).unwrap().kept;
    let status = |request: &AddCheckpoint| ask(request, Some(&seen)).unwrap_err().status();
    // Malformed, and an old size above the checkpoint's.
    assert_eq!(Refusal::from(AddCheckpoint::parse(b"old x\n\n").unwrap_err()).status(), 400);
    assert_eq!(status(&request(8, 7)), 400);
    // Signed by nobody who is known; by a known name with another key; with a signature that does not hold.
    let mut foreign = request(7, 9);
    foreign.checkpoint = SignedCheckpoint::sign(foreign.checkpoint.unverified().clone(), &log(0x2b)).unwrap();
    assert_eq!(status(&foreign), 403);
    let text = request(7, 9).to_string();
    let spoilt = AddCheckpoint::parse(text.replace("ledger xl35F", "ledger xl35G").as_bytes()).unwrap();
    assert_eq!(status(&spoilt), 403);
    // A log that is not known.
    let name = "nobody.example/log".parse().unwrap();
    let unknown = Checkpoint::new(&name, 9, Hash([1; 32])).unwrap();
    let unknown = SignedCheckpoint::sign(unknown, &Signer::from_seed(name, &[3; 32])).unwrap();
    assert_eq!(status(&AddCheckpoint { checkpoint: unknown, ..request(7, 9) }), 404);
    // Another size was cosigned last: said with that size.
    assert_eq!(ask(&request(5, 9), Some(&seen)), Err(Refusal::Conflict { size: 7 }));
    assert_eq!(ask(&request(0, 9), Some(&seen)), Err(Refusal::Conflict { size: 7 }));
    assert_eq!(ask(&request(5, 9), None), Err(Refusal::Conflict { size: 0 }));
    // A replayed old checkpoint never passes.
    assert_eq!(ask(&request(3, 3), Some(&seen)), Err(Refusal::Conflict { size: 7 }));
    assert_eq!(status(&request(7, 3)), 400);
    // Proofs that lead nowhere, and one where none may be.
    let mut wrong = request(7, 9);
    wrong.proof.reverse();
    assert_eq!(status(&wrong), 422);
    assert!(ask(&wrong, Some(&seen)).unwrap_err().is_other_history());
    let needless = AddCheckpoint { proof: vec![Hash([1; 32])], ..request(0, 9) };
    assert_eq!(ask(&needless, None).unwrap_err().status(), 422);
    // A fork: the same size with another root, and a longer one from another root.
    let fork = AddCheckpoint { old: 7, proof: Vec::new(), checkpoint: signed(7, Hash([9; 32])) };
    assert_eq!(ask(&fork, Some(&seen)), Err(Refusal::OtherRoot));
    // The empty tree has one root.
    let empty = request(0, 0).to_string().replace(&EMPTY_ROOT.to_string(), &Hash([9; 32]).to_string());
    assert_eq!(Refusal::from(AddCheckpoint::parse(empty.as_bytes()).unwrap_err()).status(), 422);
}

#[test]
fn signatures_of_strangers_are_neither_kept_nor_shown() {
    let mut request = request(0, 7);
    let stranger = Signer::from_seed("stranger.example".parse().unwrap(), &[5; 32]);
    request.checkpoint.add(stranger.sign(request.checkpoint.note().text())).unwrap();
    // Not even one that is said to be the witness's own.
    request.checkpoint.add(cosigner().cosign(&request.checkpoint, 1).unwrap()).unwrap();
    let added = ask(&request, None).unwrap();
    let names: Vec<_> =
        added.kept.note().signatures().iter().map(|line| line.name().as_str().to_owned()).collect();
    assert_eq!(names, [ORIGIN, "witness.example/w1"]);
}

#[test]
fn a_clock_that_was_set_back_repeats_the_last_time() {
    let seen = ask(&request(0, 3), None).unwrap().kept;
    let added = add_checkpoint(&request(3, 7), &keys(), Some(&seen), &cosigner(), TIME - 3600).unwrap();
    let key = cosigner().verifier_key().clone();
    assert_eq!(added.kept.note().verify([&key]).unwrap().first().unwrap().time, Some(TIME));
}

#[test]
fn a_request_is_read_only_in_its_one_form() {
    let good = request(3, 7);
    assert_eq!(AddCheckpoint::parse(good.to_string().as_bytes()), Ok(good.clone()));
    let text = good.to_string();
    let hash = Hash([1; 32]).to_string();
    for (wrong, error) in [
        (text.replace("old 3", "old 03"), RequestError::OldSize),
        (text.replace("old 3", "old +3"), RequestError::OldSize),
        (text.replace("old 3", "Old 3"), RequestError::Form),
        (text.replace("old 3\n", ""), RequestError::Form),
        (text.replace("old 3\n", "old 3\n=\n"), RequestError::Proof),
        (text.replace("old 3\n", &format!("old 3\n{}", format!("{hash}\n").repeat(63))), RequestError::Proof),
        (text.replace("\n\n", "\n"), RequestError::Form),
        ("x".repeat(MAX_REQUEST_BYTES + 1), RequestError::TooLong),
        (String::new(), RequestError::Form),
    ] {
        assert_eq!(AddCheckpoint::parse(wrong.as_bytes()).unwrap_err(), error, "{wrong:.60}");
    }
    assert!(AddCheckpoint::parse(text.trim_end().as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Requests of two histories that part at some size, in any order: what was cosigned always continues itself.
    #[test]
    fn no_order_of_requests_makes_it_cosign_two_histories(
        part in 0u64..16,
        steps in proptest::collection::vec((any::<bool>(), any::<bool>(), 0u64..20), 1..16),
    ) {
        let leaf = |forked: bool, index: u64| {
            let changed = if forked && index >= part { 1000 } else { 0 };
            support::leaf(index + changed)
        };
        let trees = [false, true].map(|forked| {
            let mut files = support::Files::default();
            let mut edge = dantin_journal::edge::RightEdge::new();
            files.keep(edge.append((0..20).map(|index| leaf(forked, index))).unwrap());
            files
        });
        let mut seen: Option<SignedCheckpoint> = None;
        for (forked, knows, size) in steps {
            // Who knows what was cosigned last gets further than who believes that nothing was.
            let old = seen.as_ref().filter(|_| knows).map_or(0, |seen| seen.unverified().size());
            let mut tree = trees[usize::from(forked)].tree(20);
            let root = tree.root_at(size).unwrap();
            let proof = tree.consistency_proof(old.min(size), size).unwrap();
            let request = AddCheckpoint { old, proof, checkpoint: signed(size, root) };
            if let Ok(added) = ask(&request, seen.as_ref()) {
                let known = seen.as_ref().map_or(0, |seen| seen.unverified().size());
                prop_assert!(size >= known);
                if let Some(seen) = &seen {
                    // The older root is the one that this history has at that size.
                    let of_this = trees[usize::from(forked)].tree(20).root_at(known).unwrap();
                    prop_assert_eq!(seen.unverified().root(), of_this);
                }
                seen = Some(added.kept);
            }
        }
    }
}
