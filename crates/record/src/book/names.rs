//! Names that many cases share, each kept once and referred to by a small number.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::civil::Date;

use super::Unfit;
use super::columns::NONE;
use crate::code::{AgencyCode, AreaCode, CategoryCode, RuleCode, SubcategoryCode};
use crate::event::DueKind;
use crate::id::CodePrefix;
use crate::source::Source;

/// Values in the order of first use, each with its number.
#[derive(Clone, Debug)]
pub(crate) struct Names<T> {
    values: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Names<T> {
    /// The number of the value, given now if it had none.
    pub fn intern(&mut self, value: &T) -> Result<u32, Unfit> {
        if let Some(number) = self.numbers.get(value) {
            return Ok(*number);
        }
        let number = u32::try_from(self.values.len()).map_err(|_full| Unfit::Full)?;
        self.values.push(value.clone());
        self.numbers.insert(value.clone(), number);
        Ok(number)
    }

    /// The number of the value below 65,535, given now if it had none.
    pub fn intern_small(&mut self, value: &T) -> Result<u16, Unfit> {
        let number = self.intern(value)?;
        u16::try_from(number).ok().filter(|number| *number != NONE).ok_or(Unfit::Full)
    }

    /// The number of the value, or that of no value; `NONE` where the value is unknown too.
    pub fn small(&self, value: &T) -> u16 {
        self.numbers.get(value).and_then(|number| u16::try_from(*number).ok()).unwrap_or(NONE)
    }

    /// The value with this number.
    pub fn value<N: Into<u32>>(&self, number: N) -> Option<&T> {
        self.values.get(usize::try_from(number.into()).ok()?)
    }

    /// Every value, in the order of its number.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Bytes of memory held, apart from what the values hold elsewhere.
    pub fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>() + self.numbers.capacity() * (size_of::<T>() + 5)
    }
}

/// A deadline rule in one of its versions.
pub(crate) type Clause = (RuleCode, Date, DueKind);

/// All names of a book.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameTables {
    pub prefixes: Names<CodePrefix>,
    pub categories: Names<CategoryCode>,
    pub subcategories: Names<SubcategoryCode>,
    pub areas: Names<AreaCode>,
    pub agencies: Names<AgencyCode>,
    pub clauses: Names<Clause>,
    pub barred: Names<Vec<AgencyCode>>,
    pub sources: Names<Option<Source>>,
}

impl NameTables {
    /// Bytes of memory held by all tables.
    pub fn bytes(&self) -> usize {
        let sets: usize =
            self.barred.values().iter().map(|set| 2 * set.capacity() * size_of::<AgencyCode>()).sum();
        let texts: usize = self.sources.values().iter().flatten().map(|source| 2 * source.text_bytes()).sum();
        self.prefixes.bytes()
            + self.categories.bytes()
            + self.subcategories.bytes()
            + self.areas.bytes()
            + self.agencies.bytes()
            + self.clauses.bytes()
            + self.barred.bytes()
            + sets
            + self.sources.bytes()
            + texts
    }
}
