//! The hash-only audit: a stream of entries, each hashed once, against all the roots that were signed or cited for
//! sizes on the way.
//!
//! It keeps one compact range however long the stream is, and knows neither what entries say nor who signed the roots.

use std::fmt;

use crate::bundle::{self, BundleError};
use crate::hash::{Hash, leaf_hash};
use crate::range::{CompactRange, RangeError};

/// Entries being hashed in order, and the roots they must lead to.
#[derive(Clone, Debug)]
pub struct Audit {
    range: CompactRange,
    /// The roots still to come, the smallest size last.
    roots: Vec<(u64, Hash)>,
}

/// Why the entries are not those of the roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditError {
    /// Two roots were given for one size: proof of a split view if both were signed.
    TwoRoots { size: u64 },
    /// A root was given for a size that the audit begins behind.
    Passed { size: u64 },
    /// The first `size` entries have another root.
    Root { size: u64, expected: Hash, found: Hash },
    /// The entries ended before a size for which a root was given.
    Ended { size: u64, found: u64 },
    /// The bundle is not one.
    Bundle(BundleError),
    /// More entries than a tree can have.
    Range(RangeError),
}

impl fmt::Display for AuditError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoRoots { size } => write!(formatter, "two different roots are claimed for size {size}"),
            Self::Passed { size } => write!(formatter, "the audit begins behind size {size}"),
            Self::Root { size, expected, found } => {
                write!(formatter, "the first {size} entries have the root {found} and not {expected}")
            }
            Self::Ended { size, found } => {
                write!(formatter, "there are only {found} entries, and a root is claimed for {size}")
            }
            Self::Bundle(error) => error.fmt(formatter),
            Self::Range(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for AuditError {}

impl Audit {
    /// An audit from the first entry against roots by size; refuses two different roots for one size.
    pub fn new(roots: impl IntoIterator<Item = (u64, Hash)>) -> Result<Self, AuditError> {
        Self::resume(CompactRange::new(), roots)
    }

    /// An audit that goes on behind entries that were audited before; refuses also roots of smaller sizes, and a
    /// root of exactly this size that is not that of the range.
    pub fn resume(
        range: CompactRange,
        roots: impl IntoIterator<Item = (u64, Hash)>,
    ) -> Result<Self, AuditError> {
        let mut roots: Vec<_> = roots.into_iter().collect();
        roots.sort_unstable_by(|one, other| other.cmp(one));
        roots.dedup();
        if let Some((size, _)) = roots.windows(2).find_map(|pair| match pair {
            [one, other] if one.0 == other.0 => Some(*one),
            _ => None,
        }) {
            return Err(AuditError::TwoRoots { size });
        }
        if let Some((size, _)) = roots.last().filter(|(size, _)| *size < range.size()) {
            return Err(AuditError::Passed { size: *size });
        }
        let mut audit = Self { range, roots };
        audit.check()?;
        Ok(audit)
    }

    /// How many entries have been audited.
    pub fn size(&self) -> u64 {
        self.range.size()
    }

    /// Adds the next entry and gives its leaf hash; refuses it where the tree that ends with it has another root
    /// than was given.
    pub fn add(&mut self, entry: &[u8]) -> Result<Hash, AuditError> {
        let leaf = leaf_hash(entry);
        self.range.push(leaf).map_err(AuditError::Range)?;
        self.check()?;
        Ok(leaf)
    }

    /// Adds the entries of a bundle; refuses bytes that are not one, and as [`Audit::add`] does.
    pub fn add_bundle(&mut self, bytes: &[u8]) -> Result<(), AuditError> {
        for entry in bundle::decode(bytes).map_err(AuditError::Bundle)? {
            self.add(entry)?;
        }
        Ok(())
    }

    /// The compact range of what was audited; refuses to end before every root was met.
    pub fn finish(self) -> Result<CompactRange, AuditError> {
        match self.roots.last() {
            Some((size, _)) => Err(AuditError::Ended { size: *size, found: self.range.size() }),
            None => Ok(self.range),
        }
    }

    fn check(&mut self) -> Result<(), AuditError> {
        let size = self.range.size();
        if let Some((_, expected)) = self.roots.pop_if(|(next, _)| *next == size) {
            let found = self.range.root();
            if found != expected {
                return Err(AuditError::Root { size, expected, found });
            }
        }
        Ok(())
    }
}
