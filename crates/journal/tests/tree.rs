//! The tree against an independent implementation, and against everything that may be wrong with a proof or a tile.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what does not hold fails the test")]

mod support;

use std::convert::Infallible;

use ct_merkle::RootHash;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use dantin_journal::hash::{EMPTY_ROOT, Hash, leaf_hash, node_hash};
use dantin_journal::proof::{
    ProofError, consistency_path, inclusion_path, verify_consistency, verify_inclusion,
};
use dantin_journal::range::{CompactRange, RangeError};
use dantin_journal::tile::{Tile, TileError};
use dantin_journal::tree::{TiledTree, TreeError};
use proptest::prelude::*;
use sha2::Sha256;
use support::{Files, Numbers, entry, files, leaf};

type Theirs = MemoryBackedTree<Sha256, Vec<u8>>;

fn theirs(size: u64) -> Theirs {
    let mut tree = Theirs::new();
    (0..size).for_each(|index| tree.push(entry(index)));
    tree
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    assert!(rest.is_empty());
    hashes.iter().copied().map(Hash).collect()
}

fn their_root(tree: &RootHash<Sha256>) -> Hash {
    hashes(tree.as_bytes())[0]
}

/// One inclusion proof by both, which must be the same and hold.
fn compare_inclusion(theirs: &Theirs, ours: &Files, index: u64) {
    let size = theirs.len();
    let proof = hashes(theirs.prove_inclusion(usize::try_from(index).unwrap()).as_bytes());
    assert_eq!(ours.tree(size).inclusion_proof(index, size), Ok(proof.clone()), "{index} in {size}");
    verify_inclusion(&leaf(index), index, size, &proof, &their_root(&theirs.root())).unwrap();
}

/// One consistency proof by both, which must be the same and hold.
fn compare_consistency(theirs: &Theirs, ours: &Files, old: u64, old_root: &Hash) {
    let new = theirs.len();
    let proof = hashes(theirs.prove_consistency(usize::try_from(new - old).unwrap()).as_bytes());
    assert_eq!(ours.tree(new).consistency_proof(old, new), Ok(proof.clone()), "{old} to {new}");
    verify_consistency(old, old_root, new, &their_root(&theirs.root()), &proof).unwrap();
}

#[test]
fn every_proof_of_every_small_tree_is_the_one_that_others_make() {
    let mut theirs = Theirs::new();
    let ours = files(70);
    let mut roots = vec![EMPTY_ROOT];
    for size in 1..=70 {
        theirs.push(entry(size - 1));
        roots.push(their_root(&theirs.root()));
        assert_eq!(ours.tree(70).root_at(size), Ok(roots[roots.len() - 1]));
        let ours = files(size);
        (0..size).for_each(|index| compare_inclusion(&theirs, &ours, index));
        (1..size).zip(&roots[1..]).for_each(|(old, root)| compare_consistency(&theirs, &ours, old, root));
    }
}

#[test]
fn trees_around_a_full_tile_and_a_full_level_agree_with_others() {
    let mut numbers = Numbers(1);
    for sizes in [255..=257, 511..=513, 65_535..=65_537_u64] {
        let mut theirs = theirs(sizes.start() - 1);
        for size in sizes {
            theirs.push(entry(size - 1));
            let ours = files(size);
            assert_eq!(ours.tree(size).root_at(size), Ok(their_root(&theirs.root())));
            let mut places = vec![0, 1, 254, 255, 256, 257, size / 2, size - 2, size - 1, 65_535, 65_534];
            places.extend((0..20).map(|_| numbers.next() % size));
            for place in places.into_iter().filter(|place| *place < size) {
                compare_inclusion(&theirs, &ours, place);
                if place > 0 {
                    let root = ours.tree(size).root_at(place).unwrap();
                    compare_consistency(&theirs, &ours, place, &root);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn trees_of_any_size_agree_with_others(size in 1_u64..1500, index: prop::sample::Index, old: prop::sample::Index) {
        let (theirs, ours) = (theirs(size), files(size));
        let most = usize::try_from(size).unwrap();
        prop_assert_eq!(ours.tree(size).root_at(size), Ok(their_root(&theirs.root())));
        compare_inclusion(&theirs, &ours, u64::try_from(index.index(most)).unwrap());
        let old = u64::try_from(old.index(most)).unwrap();
        if old > 0 {
            compare_consistency(&theirs, &ours, old, &ours.tree(size).root_at(old).unwrap());
        }
    }

    #[test]
    fn an_inclusion_proof_holds_for_nothing_but_its_entry_place_and_size(
        size in 1_u64..600, index: prop::sample::Index, other in 0_u64..600, bit in 0_usize..256, place: prop::sample::Index
    ) {
        let index = u64::try_from(index.index(usize::try_from(size).unwrap())).unwrap();
        let ours = files(600);
        let mut tree = ours.tree(600);
        let root = tree.root_at(size).unwrap();
        let proof = tree.inclusion_proof(index, size).unwrap();
        let hold = |leaf: &Hash, index, size, proof: &[Hash], root: &Hash| verify_inclusion(leaf, index, size, proof, root).is_ok();
        prop_assert!(hold(&leaf(index), index, size, &proof, &root));
        prop_assert!(other == index || !hold(&leaf(other), index, size, &proof, &root));
        prop_assert!(other == index || !hold(&leaf(index), other, size, &proof, &root));
        prop_assert!(!hold(&leaf(index), index, size, &proof, &leaf(index)) || size == 1);
        prop_assert!(!hold(&leaf(index), index, size, &[&proof[..], &[root]].concat(), &root));
        if let Some((_, short)) = proof.split_last() {
            prop_assert!(!hold(&leaf(index), index, size, short, &root));
            let place = place.index(proof.len());
            let mut flipped = proof.clone();
            flipped[place].0[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!hold(&leaf(index), index, size, &flipped, &root));
            let mut swapped = proof.clone();
            swapped.swap(0, place);
            prop_assert!(place == 0 || !hold(&leaf(index), index, size, &swapped, &root));
        }
    }

    #[test]
    fn a_consistency_proof_holds_for_nothing_but_its_trees(
        new in 2_u64..600, old: prop::sample::Index, bit in 0_usize..256, place: prop::sample::Index
    ) {
        let old = 1 + u64::try_from(old.index(usize::try_from(new).unwrap() - 1)).unwrap();
        let ours = files(600);
        let mut tree = ours.tree(600);
        let (old_root, new_root) = (tree.root_at(old).unwrap(), tree.root_at(new).unwrap());
        let proof = tree.consistency_proof(old, new).unwrap();
        let hold = |old, old_root: &Hash, new, new_root: &Hash, proof: &[Hash]| {
            verify_consistency(old, old_root, new, new_root, proof).is_ok()
        };
        prop_assert!(hold(old, &old_root, new, &new_root, &proof));
        prop_assert!(!hold(old, &new_root, new, &old_root, &proof));
        prop_assert!(!hold(new, &old_root, old, &new_root, &proof));
        prop_assert!(!hold(old, &EMPTY_ROOT, new, &new_root, &proof));
        prop_assert!(!hold(old, &old_root, new, &EMPTY_ROOT, &proof));
        // A fork: the same sizes, another last entry.
        let fork = tree.compact_range(new - 1).map(|mut range| { range.push(leaf(9999)).unwrap(); range.root() }).unwrap();
        prop_assert!(!hold(old, &old_root, new, &fork, &proof));
        prop_assert!(!hold(old, &old_root, new, &new_root, &[&proof[..], &[new_root]].concat()));
        prop_assert!(!hold(old, &old_root, new, &new_root, &proof[1..]));
        let place = place.index(proof.len());
        let mut flipped = proof.clone();
        flipped[place].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!hold(old, &old_root, new, &new_root, &flipped));
        let mut swapped = proof.clone();
        swapped.swap(0, place);
        prop_assert!(place == 0 || !hold(old, &old_root, new, &new_root, &swapped));
    }
}

#[test]
fn empty_and_equal_trees_have_empty_proofs_only() {
    let (root, other) = (leaf(0), leaf(1));
    let check = |old, old_root: &Hash, new, new_root: &Hash, proof: &[Hash]| {
        verify_consistency(old, old_root, new, new_root, proof)
    };
    check(0, &EMPTY_ROOT, 0, &EMPTY_ROOT, &[]).unwrap();
    check(0, &EMPTY_ROOT, 9, &root, &[]).unwrap();
    check(1, &root, 1, &root, &[]).unwrap();
    assert_eq!(check(0, &root, 9, &root, &[]), Err(ProofError::OldRoot));
    assert_eq!(check(0, &EMPTY_ROOT, 0, &root, &[]), Err(ProofError::Root));
    assert_eq!(check(0, &EMPTY_ROOT, 9, &root, &[root]), Err(ProofError::Length { expected: 0, found: 1 }));
    assert_eq!(check(1, &root, 1, &other, &[]), Err(ProofError::Root));
    assert_eq!(check(1, &root, 1, &root, &[root]), Err(ProofError::Length { expected: 0, found: 1 }));
    assert_eq!(verify_inclusion(&root, 0, 1, &[], &root), Ok(()));
    assert_eq!(
        verify_inclusion(&root, 0, 0, &[], &root),
        Err(ProofError::IndexBeyondSize { index: 0, size: 0 })
    );
}

#[test]
fn the_largest_sizes_neither_overflow_nor_hold() {
    let (max, root) = (u64::MAX, leaf(0));
    assert_eq!(inclusion_path(max - 1, max).map(|path| path.len()), Ok(63));
    assert_eq!(inclusion_path(0, max).map(|path| path.len()), Ok(64));
    assert_eq!(consistency_path(max - 1, max).map(|path| path.len()), Ok(64));
    for index in [0, 1, max / 2, max - 2, max - 1] {
        for length in 60..=66 {
            assert!(verify_inclusion(&root, index, max, &vec![root; length], &root).is_err());
            assert!(verify_consistency(index, &root, max, &root, &vec![root; length]).is_err());
        }
    }
    assert_eq!(
        verify_inclusion(&root, max, max, &[], &root),
        Err(ProofError::IndexBeyondSize { index: max, size: max })
    );
    assert_eq!(
        verify_consistency(max, &root, 1, &root, &[]),
        Err(ProofError::SizesReversed { old: max, new: 1 })
    );
    let mut tiles = Vec::new();
    let mut tree = TiledTree::new(max, |tile: Tile| {
        tiles.push(tile.path());
        Ok::<_, Infallible>(vec![0; 8192])
    });
    tree.root_at(max).unwrap();
    tree.inclusion_proof(max - 1, max).unwrap();
    tree.consistency_proof(max - 1, max).unwrap();
    assert!(tiles.contains(&"tile/7/000.p/255".to_owned()));
}

#[test]
fn a_range_refuses_what_does_not_fit_it() {
    let root = leaf(0);
    assert_eq!(CompactRange::from_nodes(3, vec![root]), Err(RangeError::NodeCount { expected: 2, found: 1 }));
    let mut full = CompactRange::from_nodes(u64::MAX, vec![root; 64]).unwrap();
    assert_eq!(full.push(root), Err(RangeError::Full));
    let mut odd = CompactRange::from_nodes(1, vec![root]).unwrap();
    assert_eq!(odd.push_subtree(1, root), Err(RangeError::Misaligned { size: 1, height: 1 }));
    assert_eq!(odd.push_subtree(64, root), Err(RangeError::Full));
    assert_eq!(odd, CompactRange::from_nodes(1, vec![root]).unwrap(), "a refusal changes nothing");
}

#[test]
fn parts_hashed_side_by_side_make_the_same_tree() {
    let part = |start: u64| {
        let mut range = CompactRange::new();
        (start..start + 256).for_each(|index| range.push(leaf(index)).unwrap());
        range.root()
    };
    let mut range = CompactRange::new();
    (0..3).for_each(|bundle| range.push_subtree(8, part(bundle * 256)).unwrap());
    range.push(leaf(768)).unwrap();
    assert_eq!(Ok(range), files(769).tree(769).compact_range(769));
}

#[test]
fn leaves_and_nodes_are_hashed_apart() {
    let (left, right) = (leaf(0), leaf(1));
    let joined = [left.0, right.0].concat();
    assert_ne!(leaf_hash(&joined), node_hash(&left, &right));
    assert_ne!(leaf_hash(&[&[1], &joined[..]].concat()), node_hash(&left, &right));
    assert_ne!(node_hash(&left, &right), node_hash(&right, &left));
}

#[test]
fn a_damaged_tile_changes_the_root_or_is_refused() {
    let sound = files(600);
    let root = sound.tree(600).root_at(600).unwrap();
    for (path, bytes) in &sound.0 {
        let mut damaged = sound.clone();
        damaged.0.get_mut(path).unwrap()[40] ^= 1;
        let used = damaged.tree(600).root_at(600) != Ok(root);
        // The root of this size is read from the highest hashes, so full tiles of leaves are not looked at.
        assert_eq!(used, !path.starts_with("tile/0/00") || path.contains(".p/"), "{path}");
        for wrong in
            [&bytes[..bytes.len() - 1], &bytes[..bytes.len() - 32], &[], &[&bytes[..], &[0]].concat()]
        {
            let tile = Tile::parse_path(path).unwrap();
            let expected = usize::from(tile.width()) * 32;
            assert_eq!(tile.decode(wrong), Err(TileError::Length { expected, found: wrong.len() }));
        }
    }
    let mut damaged = sound.clone();
    damaged.0.get_mut("tile/0/000").unwrap()[40] ^= 1;
    let proof = damaged.tree(600).inclusion_proof(0, 600).unwrap();
    assert_eq!(verify_inclusion(&leaf(0), 0, 600, &proof, &root), Err(ProofError::Root));
}

#[test]
fn a_partial_tile_does_not_pass_for_a_full_one_but_the_full_one_serves_for_it() {
    let partial = Tile::new(0, 0, 3).unwrap();
    let bytes = files(300).0.get("tile/0/000").unwrap().clone();
    assert_eq!(partial.decode(&bytes), partial.decode(&bytes[..96]));
    let refused = partial.full().decode(&bytes[..96]);
    assert_eq!(refused, Err(TileError::Length { expected: 8192, found: 96 }));
    // Read at an older size after its partial tiles were collected.
    let mut collected = files(70_000);
    collected.0.retain(|path, _| !path.contains(".p/"));
    assert_eq!(collected.tree(65_700).root_at(300), files(300).tree(300).root_at(300));
}

#[test]
fn what_cannot_be_answered_is_said() {
    let files = files(10);
    let mut tree = files.tree(10);
    assert_eq!(tree.root_at(11), Err(TreeError::SizeBeyondTree { size: 11, tree: 10 }));
    assert_eq!(
        tree.inclusion_proof(10, 10),
        Err(TreeError::Proof(ProofError::IndexBeyondSize { index: 10, size: 10 }))
    );
    assert_eq!(
        tree.consistency_proof(9, 8),
        Err(TreeError::Proof(ProofError::SizesReversed { old: 9, new: 8 }))
    );
    assert!(tree.leaf(10).is_err());
    assert_eq!(tree.leaf(9), Ok(leaf(9)));
    assert_eq!(Files::default().tree(3).root_at(3), Err(TreeError::Fetch("tile/0/000.p/3".to_owned())));
    assert_eq!(Files::default().tree(0).root_at(0), Ok(EMPTY_ROOT));
    let text = files.tree(300).root_at(300).unwrap_err().to_string();
    assert!(text.contains("tile/1/000.p/1"), "{text}");
}
