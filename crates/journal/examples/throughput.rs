//! Measures how fast entries are audited, appended and proven, beside the speed of SHA-256 itself in the same run:
//! `cargo run --release -p dantin-journal --example throughput`.
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use dantin_journal::audit::Audit;
use dantin_journal::bundle::{self, EntryBundle};
use dantin_journal::checkpoint::{Checkpoint, SignedCheckpoint};
use dantin_journal::edge::RightEdge;
use dantin_journal::hash::leaf_hash;
use dantin_journal::key::Signer;
use dantin_journal::proof::verify_inclusion;
use dantin_journal::tile::Tile;
use dantin_journal::tree::TiledTree;
use sha2::{Digest, Sha256};

const ENTRIES: u64 = 1_000_000;
const ENTRY_BYTES: usize = 243;

/// The time that this thread has spent computing, in seconds: on a machine that is shared the clock on the wall says
/// little. Where the system does not tell it, the clock must do.
fn spent(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The best of five runs, in seconds.
fn best<T>(mut run: impl FnMut() -> Result<T, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        let before = spent(start);
        black_box(run()?);
        best = best.min(spent(start) - before);
    }
    Ok(best)
}

fn main() -> Result<(), Box<dyn Error>> {
    let entry = |index: u64| {
        let mut entry = format!("{{\"entry\":{index},\"text\":\"").into_bytes();
        entry.resize(ENTRY_BYTES - 2, b'a');
        entry.extend_from_slice(b"\"}");
        entry
    };
    let entries: Vec<Vec<u8>> = (0..ENTRIES).map(entry).collect();
    let bundles: Vec<Vec<u8>> = entries.chunks(256).map(bundle::encode).collect::<Result<_, _>>()?;

    let blocks = vec![7_u8; 16 * 1024];
    let seconds = best(|| Ok((0..16_384).map(|_| Sha256::digest(&blocks)).max()))?;
    let compressions = 16_384.0 * 256.0 / seconds;
    // A leaf takes ceil((L + 10) / 64) compressions, and there is a node of two for each.
    let bound = compressions / (((ENTRY_BYTES as f64 + 10.0) / 64.0).ceil() + 2.0);
    println!(
        "SHA-256            {:>10.2} million compressions/s; bound {:.2} million entries/s",
        compressions / 1e6,
        bound / 1e6
    );

    let report = |what: &str, seconds: f64| {
        let rate = ENTRIES as f64 / seconds;
        println!(
            "{what:<18} {:>10.2} million entries/s, {:.0} % of the bound",
            rate / 1e6,
            100.0 * rate / bound
        );
    };
    report("leaf hashes only", best(|| Ok(entries.iter().map(|entry| leaf_hash(entry)).max()))?);
    let audit = best(|| {
        let mut audit = Audit::new([])?;
        bundles.iter().try_for_each(|bytes| audit.add_bundle(bytes))?;
        Ok(audit.finish()?.root())
    })?;
    report("audit of bundles", audit);
    for batch in [1, 64, 100_000] {
        let seconds = best(|| {
            let mut edge = RightEdge::new();
            for chunk in entries.chunks(batch) {
                black_box(edge.append(chunk.iter().map(|entry| leaf_hash(entry)))?);
            }
            Ok(edge.root())
        })?;
        report(&format!("append by {batch}"), seconds);
    }

    let mut edge = RightEdge::new();
    let tiles: BTreeMap<Tile, Vec<u8>> =
        edge.append(entries.iter().map(|entry| leaf_hash(entry)))?.into_iter().collect();
    assert_eq!(EntryBundle::grown(0, ENTRIES).count(), bundles.len());
    let mut tree = TiledTree::new(ENTRIES, |tile| tiles.get(&tile).cloned().ok_or("no such tile"));
    let root = edge.root();
    let places: Vec<u64> = (0..20_000).map(|number| number * 7919 % ENTRIES).collect();
    let seconds = best(|| {
        for index in &places {
            black_box(tree.inclusion_proof(*index, ENTRIES)?);
        }
        Ok(())
    })?;
    println!("inclusion proofs   {:>10.0} /s made from tiles in memory", places.len() as f64 / seconds);
    let proof = tree.inclusion_proof(7919, ENTRIES)?;
    let leaf = tree.leaf(7919)?;
    let seconds = best(|| {
        for _ in 0..20_000 {
            verify_inclusion(black_box(&leaf), 7919, ENTRIES, &proof, &root)?;
        }
        Ok(())
    })?;
    println!("                   {:>10.0} /s verified", 20_000.0 / seconds);

    let signer = Signer::from_seed("log.example".parse()?, &[1; 32]);
    let checkpoint = Checkpoint::new(signer.verifier_key().name(), ENTRIES, root)?;
    let seconds = best(|| {
        (0..2000)
            .map(|_| SignedCheckpoint::sign(checkpoint.clone(), &signer))
            .collect::<Result<Vec<_>, _>>()
            .map_err(Into::into)
    })?;
    println!("checkpoints        {:>10.0} /s signed", 2000.0 / seconds);
    let bytes = SignedCheckpoint::sign(checkpoint, &signer)?.to_string();
    let seconds = best(|| {
        for _ in 0..2000 {
            SignedCheckpoint::parse(black_box(bytes.as_bytes()))?.verify([signer.verifier_key()])?;
        }
        Ok(())
    })?;
    println!("                   {:>10.0} /s read and verified", 2000.0 / seconds);
    Ok(())
}
