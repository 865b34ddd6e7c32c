//! The bodies of the fuzz targets, run on their seeds and on changed seeds, the same ones in every run.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

#[path = "../fuzz/src/lib.rs"]
mod bodies;
mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bodies::{TARGETS, Target};
use support::Numbers;

const ROUNDS: usize = 3000;

/// What the formats are made of, and what most often passes where it should not.
const TOKENS: [&[u8]; 28] = [
    b"\n",
    b"\n\n",
    b" ",
    b"\t",
    b"\r\n",
    b"\0",
    b"+",
    b"=",
    b"==",
    b"0",
    b"00",
    b"1",
    b"-1",
    b"/",
    b"x000/",
    b".p/1",
    b"18446744073709551615",
    b"18446744073709551616",
    b"none",
    b"# ",
    b"extra ",
    b"A",
    b"\xff\xff",
    b"\x00\x00",
    "— ".as_bytes(),
    "\u{a0}".as_bytes(),
    "\u{7f}".as_bytes(),
    "e\u{301}".as_bytes(),
];

/// Changes bytes in one to three places: a bit, a byte, a token put in, a part cut out, doubled or moved.
fn change(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(3) {
        let (start, end) = (numbers.below(bytes.len() + 1), numbers.below(bytes.len() + 1));
        let (start, end) = (start.min(end), start.max(end).min(start.min(end) + 70));
        match numbers.below(7) {
            0 if start < bytes.len() => bytes[start] ^= 1 << numbers.below(8),
            1 if start < bytes.len() => bytes[start] = u8::try_from(numbers.below(256)).unwrap(),
            2 | 3 => drop(bytes.splice(start..start, TOKENS[numbers.below(TOKENS.len())].iter().copied())),
            4 => drop(bytes.drain(start..end)),
            5 => {
                let part = bytes[start..end].to_vec();
                let place = numbers.below(bytes.len() + 1);
                drop(bytes.splice(place..place, part));
            }
            _ => bytes.truncate(end),
        }
    }
}

fn call(target: &Target, data: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| (target.body)(data)))
        .unwrap_or_else(|_| panic!("{} falls over \"{}\"", target.name, data.escape_ascii()))
}

#[test]
fn every_seed_is_accepted() {
    for target in TARGETS {
        for seed in target.seeds {
            assert!(call(target, seed), "{}: \"{}\"", target.name, seed.escape_ascii());
        }
    }
}

#[test]
fn no_changed_seed_brings_a_parser_down_or_has_two_spellings() {
    for target in TARGETS {
        let mut numbers = Numbers(42);
        let mut accepted = 0;
        let mut kept: Vec<Vec<u8>> = target.seeds.iter().map(|seed| seed.to_vec()).collect();
        for _ in 0..ROUNDS {
            let mut data = kept[numbers.below(kept.len())].clone();
            change(&mut data, &mut numbers);
            if call(target, &data) {
                accepted += 1;
                // What is accepted is a seed from now on, so that changes add up.
                let place = numbers.below(64);
                if place < kept.len() && place >= target.seeds.len() {
                    kept[place] = data;
                } else if kept.len() < 64 {
                    kept.push(data);
                }
            }
        }
        assert!(
            (1..ROUNDS).contains(&accepted) || target.name == "proof",
            "{}: {accepted} accepted",
            target.name
        );
        println!("{}: {accepted} of {ROUNDS} accepted", target.name);
    }
}

#[test]
fn every_target_has_its_file_and_no_file_is_left_over() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/fuzz_targets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let names: Vec<String> = TARGETS.iter().map(|target| format!("{}.rs", target.name)).collect();
    assert_eq!(files, names);
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/Cargo.toml")).unwrap();
    assert!(TARGETS.iter().all(|target| manifest.contains(&format!("name = \"{}\"", target.name))));
}
