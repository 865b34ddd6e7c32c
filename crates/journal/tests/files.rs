//! Tiles and bundles: their names and bytes, how a writer makes them, and the audit of a stream of entries.
#![expect(clippy::unwrap_used, reason = "what does not hold fails the test")]

mod support;

use std::collections::BTreeSet;

use dantin_journal::audit::{Audit, AuditError};
use dantin_journal::bundle::{self, BundleError, EntryBundle};
use dantin_journal::edge::RightEdge;
use dantin_journal::hash::EMPTY_ROOT;
use dantin_journal::range::{CompactRange, RangeError};
use dantin_journal::tile::{Tile, TileError};
use proptest::prelude::*;
use support::{Files, entry, files, leaf};

fn paths(tiles: impl IntoIterator<Item = Tile>) -> BTreeSet<String> {
    tiles.into_iter().map(Tile::path).collect()
}

#[test]
fn a_tree_of_70_000_has_the_tiles_of_the_standards_example() {
    let tiles: Vec<Tile> = Tile::grown(0, 70_000).collect();
    assert_eq!(tiles.len(), 274 + 2 + 1);
    let found = paths(tiles);
    for path in
        ["tile/0/000", "tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    {
        assert!(found.contains(path), "{path}");
    }
    assert_eq!(found, files(70_000).0.into_keys().collect());
}

#[test]
fn a_path_is_read_in_its_one_spelling() {
    let good = [
        ("tile/0/x001/x234/067", (0, 1_234_067, 256)),
        ("tile/63/000.p/1", (63, 0, 1)),
        ("tile/1/x001/000.p/255", (1, 1000, 255)),
        ("tile/7/x018/x446/x744/x073/x709/x551/615", (7, u64::MAX, 256)),
    ];
    for (path, (level, index, width)) in good {
        let tile = Tile::parse_path(path).unwrap();
        assert_eq!((tile.level(), tile.index(), tile.width()), (level, index, width));
        assert_eq!(tile.path(), path);
    }
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "tile/0/000/",
        "/tile/0/000",
        "tile/-1/000",
        "tile/+0/000",
        "tile/0/ 00",
        "tile/0/+00",
        "tile/0/٣٣٣",
        "tile/entries/000",
        "tile/data/000",
        "tile/8/0/000",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/000.p/65537",
        "tile/300/000",
        "tile/0/x018446744073709551615/000",
        "tile/0/000\n",
        "TILE/0/000",
        "tile/0/X001/000",
    ] {
        assert!(Tile::parse_path(path).is_err(), "{path}");
    }
    let bundle = EntryBundle::parse_path("tile/entries/x001/000.p/7").unwrap();
    assert_eq!((bundle.index(), bundle.width(), bundle.entries()), (1000, 7, 256_000..256_007));
    assert_eq!(bundle.path(), "tile/entries/x001/000.p/7");
    assert_eq!(bundle.full().path(), "tile/entries/x001/000");
    for path in
        ["tile/entries/0", "tile/entries/000.p/0", "tile/0/000", "tile/entries/x000/000", "entries/000"]
    {
        assert!(EntryBundle::parse_path(path).is_err(), "{path}");
    }
    let far = EntryBundle::parse_path("tile/entries/x018/x446/x744/x073/x709/x551/615").unwrap();
    assert_eq!(far.entries(), u64::MAX..u64::MAX);
}

#[test]
fn coordinates_beyond_the_standard_are_refused() {
    assert_eq!(Tile::new(64, 0, 1), Err(TileError::Level(64)));
    assert_eq!(Tile::new(0, 0, 0), Err(TileError::Width(0)));
    assert_eq!(Tile::new(0, 0, 257), Err(TileError::Width(257)));
    assert_eq!(EntryBundle::new(0, 0), Err(TileError::Width(0)));
    assert_eq!(EntryBundle::new(0, 257), Err(TileError::Width(257)));
}

#[test]
fn the_tiles_of_the_largest_tree_do_not_overflow() {
    let max = u64::MAX;
    let width = |level, index| Tile::in_tree(level, index, max).map(Tile::width);
    assert_eq!(width(0, max >> 8), Some(255));
    assert_eq!(width(0, (max >> 8) + 1), None);
    assert_eq!(width(0, max), None);
    assert_eq!(width(7, 0), Some(255));
    assert_eq!(width(8, 0), None);
    assert_eq!(width(63, 0), None);
    assert_eq!(Tile::grown(max - 1, max).count(), 1);
    assert_eq!(Tile::grown(max, max).count(), 0);
    assert_eq!(Tile::grown(max, 0).count(), 0);
    assert_eq!(EntryBundle::grown(max - 1, max).map(EntryBundle::width).collect::<Vec<_>>(), [255]);
    assert!(Tile::grown(0, max).take(1000).all(|tile| tile.is_full()));
}

#[test]
fn no_empty_tile_is_ever_named() {
    assert_eq!(Tile::grown(0, 0).count(), 0);
    assert_eq!(
        paths(Tile::grown(0, 256)),
        paths([Tile::new(0, 0, 256).unwrap(), Tile::new(1, 0, 1).unwrap()])
    );
    assert_eq!(Tile::in_tree(0, 1, 256), None);
    assert_eq!(EntryBundle::in_tree(1, 256), None);
    assert_eq!(EntryBundle::in_tree(1, 257).map(EntryBundle::path), Some("tile/entries/001.p/1".to_owned()));
}

#[test]
fn a_bundle_is_read_only_as_it_is_written() {
    let entries: Vec<Vec<u8>> = vec![Vec::new(), b"a".to_vec(), vec![7; 65_535]];
    let bytes = bundle::encode(&entries).unwrap();
    assert_eq!(bundle::decode(&bytes).unwrap(), entries);
    let three = EntryBundle::new(0, 3).unwrap();
    assert_eq!(three.decode(&bytes).unwrap().len(), 3);
    let two = EntryBundle::new(0, 2).unwrap().decode(&bytes);
    assert_eq!(two, Err(BundleError::Count { expected: 2, found: 3 }));
    assert_eq!(three.full().decode(&bytes), Err(BundleError::Count { expected: 256, found: 3 }));
    for end in [1, 4, 6, bytes.len() - 1] {
        assert_eq!(bundle::decode(&bytes[..end]), Err(BundleError::Ended), "{end}");
    }
    assert_eq!(three.decode(&[&bytes[..], &[0]].concat()), Err(BundleError::Ended));
    assert_eq!(
        three.decode(&[&bytes[..], &[0, 0]].concat()),
        Err(BundleError::Count { expected: 3, found: 4 })
    );
    assert_eq!(bundle::decode(&[]), Err(BundleError::Count { expected: 1, found: 0 }));
    assert_eq!(bundle::decode(&[0; 512]).map(|entries| entries.len()), Ok(256));
    assert_eq!(bundle::decode(&[0; 514]), Err(BundleError::TrailingBytes));
    assert_eq!(bundle::encode(&[vec![0; 65_536]]), Err(BundleError::EntryTooLong { bytes: 65_536 }));
    assert_eq!(bundle::encode::<&[u8]>(&[]), Err(BundleError::Count { expected: 1, found: 0 }));
    assert_eq!(bundle::encode(&[b"a"; 257]), Err(BundleError::Count { expected: 256, found: 257 }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn batches_make_the_tiles_that_each_size_implies(batches in prop::collection::vec(0_u64..700, 1..8)) {
        let (mut edge, mut kept) = (RightEdge::new(), Files::default());
        for batch in batches {
            let old = edge.size();
            let made = edge.append((old..old + batch).map(leaf)).unwrap();
            let names: Vec<Tile> = made.iter().map(|(tile, _)| *tile).collect();
            prop_assert_eq!(paths(names.clone()).len(), names.len(), "each tile is made once");
            prop_assert_eq!(paths(names), paths(Tile::grown(old, edge.size())));
            kept.keep(made);
            prop_assert_eq!(kept.tree(edge.size()).root_at(edge.size()), Ok(edge.root()));
            let loaded = RightEdge::load(edge.size(), |tile| kept.fetch(tile)).unwrap();
            prop_assert_eq!(loaded.range(), edge.range());
            // What is loaded goes on as what was never stopped.
            let more = |mut edge: RightEdge| edge.append((0..300).map(leaf)).map(|tiles| (tiles, edge.root()));
            prop_assert_eq!(more(loaded), more(edge.clone()));
        }
        // Every file that a tree written at once has is among them.
        for (path, bytes) in files(edge.size()).0 {
            prop_assert_eq!(kept.0.get(&path), Some(&bytes));
        }
    }

    #[test]
    fn names_of_tiles_are_read_back(level in 0_u8..=63, index: u64, width in 1_u16..=256) {
        let tile = Tile::new(level, index, width).unwrap();
        prop_assert_eq!(Tile::parse_path(&tile.path()), Ok(tile));
        let bundle = EntryBundle::new(index, width).unwrap();
        prop_assert_eq!(EntryBundle::parse_path(&bundle.path()), Ok(bundle));
    }
}

#[test]
fn a_writer_that_starts_again_over_a_full_level_goes_on_the_same() {
    let kept = files(65_535);
    let mut loaded = RightEdge::load(65_535, |tile| kept.fetch(tile)).unwrap();
    let made: Vec<String> =
        loaded.append([leaf(65_535)]).unwrap().into_iter().map(|(tile, _)| tile.path()).collect();
    assert_eq!(made, ["tile/0/255", "tile/1/000", "tile/2/000.p/1"]);
    assert_eq!(Ok(loaded.root()), files(65_536).tree(65_536).root_at(65_536));
}

#[test]
fn a_writer_does_not_start_on_tiles_that_are_missing() {
    assert!(RightEdge::load(5, |tile| Files::default().fetch(tile)).is_err());
    assert_eq!(RightEdge::load(0, |tile| Files::default().fetch(tile)).unwrap().root(), EMPTY_ROOT);
}

fn bundles(size: u64) -> Vec<Vec<u8>> {
    EntryBundle::grown(0, size)
        .map(|bundle| bundle::encode(&bundle.entries().map(entry).collect::<Vec<_>>()).unwrap())
        .collect()
}

#[test]
fn an_audit_meets_every_root_on_the_way() {
    let files = files(1000);
    let root = |size| (size, files.tree(1000).root_at(size).unwrap());
    let mut audit = Audit::new([root(1000), root(0), root(300), root(256), root(300)]).unwrap();
    for bytes in bundles(1000) {
        audit.add_bundle(&bytes).unwrap();
    }
    assert_eq!(audit.size(), 1000);
    let range = audit.finish().unwrap();
    assert_eq!(range.root(), root(1000).1);
    // And goes on from there.
    let mut audit = Audit::resume(range, [root(1000)]).unwrap();
    assert_eq!(audit.add(&entry(1000)), Ok(leaf(1000)));
    assert_eq!(audit.finish().unwrap().size(), 1001);
}

#[test]
fn an_audit_refuses_changed_swapped_missing_and_added_entries() {
    let root = files(4).tree(4).root_at(4).unwrap();
    let run = |entries: &[Vec<u8>]| {
        let mut audit = Audit::new([(4, root)])?;
        entries.iter().try_for_each(|entry| audit.add(entry).map(drop))?;
        audit.finish()
    };
    let entries: Vec<Vec<u8>> = (0..4).map(entry).collect();
    assert!(run(&entries).is_ok());
    let mut changed = entries.clone();
    changed[1][0] ^= 1;
    assert!(matches!(run(&changed), Err(AuditError::Root { size: 4, .. })));
    let mut swapped = entries.clone();
    swapped.swap(1, 2);
    assert!(matches!(run(&swapped), Err(AuditError::Root { size: 4, .. })));
    let mut added = entries.clone();
    added.insert(2, b"entry 2".to_vec());
    assert!(matches!(run(&added), Err(AuditError::Root { size: 4, .. })));
    assert_eq!(run(&entries[..3]), Err(AuditError::Ended { size: 4, found: 3 }));
}

#[test]
fn an_audit_refuses_claims_that_contradict_each_other() {
    let (one, other) = (leaf(1), leaf(2));
    assert_eq!(Audit::new([(5, one), (3, one), (5, other)]).unwrap_err(), AuditError::TwoRoots { size: 5 });
    assert!(matches!(Audit::new([(0, one)]), Err(AuditError::Root { size: 0, .. })));
    let range = CompactRange::from_nodes(4, vec![one]).unwrap();
    assert_eq!(Audit::resume(range.clone(), [(3, one)]).unwrap_err(), AuditError::Passed { size: 3 });
    assert!(matches!(Audit::resume(range, [(4, other)]), Err(AuditError::Root { size: 4, .. })));
    assert_eq!(Audit::new([]).unwrap().add_bundle(&[0]), Err(AuditError::Bundle(BundleError::Ended)));
    let full = CompactRange::from_nodes(u64::MAX, vec![one; 64]).unwrap();
    assert_eq!(Audit::resume(full, []).unwrap().add(b"one"), Err(AuditError::Range(RangeError::Full)));
}
