//! Proofs that an entry is in a tree and that a tree continues an older one (RFC 6962, sections 2.1.1 and 2.1.2).
//!
//! A proof is a list of hashes of subtrees. Which subtrees these are follows from the sizes alone and is said once,
//! in [`inclusion_path`] and [`consistency_path`]: who makes a proof fetches their hashes, who verifies one puts the
//! hashes together along the same path. Where hashes come from is not known here.

use std::fmt;
use std::ops::Range;

use crate::hash::{EMPTY_ROOT, Hash, node_hash};

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// There is no entry with that index in a tree of that size.
    IndexBeyondSize { index: u64, size: u64 },
    /// The newer tree is smaller than the older one.
    SizesReversed { old: u64, new: u64 },
    /// A proof between these sizes has another number of hashes.
    Length { expected: usize, found: usize },
    /// The root of the older tree is another one.
    OldRoot,
    /// The root is another one.
    Root,
}

impl fmt::Display for ProofError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IndexBeyondSize { index, size } => {
                write!(formatter, "a tree of size {size} has no entry {index}")
            }
            Self::SizesReversed { old, new } => {
                write!(formatter, "a tree of size {new} cannot continue one of {old}")
            }
            Self::Length { expected, found } => {
                write!(formatter, "the proof has {found} hashes and should have {expected}")
            }
            Self::OldRoot => formatter.write_str("the proof does not lead to the root of the older tree"),
            Self::Root => formatter.write_str("the proof does not lead to the root"),
        }
    }
}

impl std::error::Error for ProofError {}

/// The subtrees, as ranges of entries, whose hashes prove that entry `index` is in the tree of `size` entries: the
/// leaf's sibling first (RFC 6962, section 2.1.1). Refuses an index that is not in the tree.
pub fn inclusion_path(index: u64, size: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if index >= size {
        return Err(ProofError::IndexBeyondSize { index, size });
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The subtrees, as ranges of entries, whose hashes prove that the tree of `new` entries continues that of `old`
/// (RFC 6962, section 2.1.2). None if one of the trees is empty or both are the same; refuses `old` above `new`.
pub fn consistency_path(old: u64, new: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if old > new {
        return Err(ProofError::SizesReversed { old, new });
    }
    let mut path = Vec::new();
    if old == 0 {
        return Ok(path);
    }
    let (mut start, mut end) = (0, new);
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    // A subtree that is the whole older tree has the older root as its hash, which the verifier knows.
    if start > 0 {
        path.push(start..end);
    }
    path.reverse();
    Ok(path)
}

/// Holds if the entry with this leaf hash is at `index` in the tree of `size` entries with this `root`
/// (RFC 6962, section 2.1.1); refuses a proof with a hash too many or too few.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    let path = inclusion_path(index, size)?;
    check_length(&path, proof)?;
    let found = path.iter().zip(proof).fold(*leaf, |hash, (subtree, sibling)| {
        if subtree.start > index { node_hash(&hash, sibling) } else { node_hash(sibling, &hash) }
    });
    if found == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// Holds if the tree of `new` entries with root `new_root` continues that of `old` entries with root `old_root`
/// (RFC 6962, section 2.1.2). An empty older tree is continued by every tree, with an empty proof; refuses a proof
/// with a hash too many or too few.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    let path = consistency_path(old, new)?;
    check_length(&path, proof)?;
    if old == 0 {
        return if *old_root != EMPTY_ROOT {
            Err(ProofError::OldRoot)
        } else if new == 0 && *new_root != EMPTY_ROOT {
            Err(ProofError::Root)
        } else {
            Ok(())
        };
    }
    let mut steps = path.iter().zip(proof).peekable();
    // Either the first hash is of the subtree in which the older tree ends, or that subtree is the older tree.
    let seed = match steps.next_if(|(subtree, _)| subtree.end == old) {
        Some((_, hash)) => *hash,
        None => *old_root,
    };
    let (mut found_old, mut found_new) = (seed, seed);
    for (subtree, sibling) in steps {
        if subtree.start >= old {
            found_new = node_hash(&found_new, sibling);
        } else {
            found_old = node_hash(sibling, &found_old);
            found_new = node_hash(sibling, &found_new);
        }
    }
    if found_old != *old_root {
        Err(ProofError::OldRoot)
    } else if found_new == *new_root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

fn check_length(path: &[Range<u64>], proof: &[Hash]) -> Result<(), ProofError> {
    if path.len() == proof.len() {
        Ok(())
    } else {
        Err(ProofError::Length { expected: path.len(), found: proof.len() })
    }
}

/// The largest power of two below `count`, which is at least 2: where RFC 6962 splits a tree.
fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}
