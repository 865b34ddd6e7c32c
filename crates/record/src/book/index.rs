//! Finds the row of a key among rows whose keys stand in columns: a hash table of row numbers and nothing else.

/// Marks a free place.
const FREE: u32 = u32::MAX;

/// Row numbers, open-addressed by a hash that the caller computes from the key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    // Invariant: at least a fifth of the places is free, so that every search ends.
    places: Vec<u32>,
    used: usize,
}

impl Index {
    /// The row with this hash for which `is_it` holds.
    pub fn find(&self, hash: u64, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        let mut place = self.start(hash);
        loop {
            let row = *self.places.get(place)?;
            if row == FREE {
                return None;
            }
            let row = usize::try_from(row).ok()?;
            if is_it(row) {
                return Some(row);
            }
            place = if place + 1 == self.places.len() { 0 } else { place + 1 };
        }
    }

    /// Adds a row under its hash; `hash_of` gives the hash of the rows already in, for when the table grows.
    pub fn insert(&mut self, row: u32, hash: u64, hash_of: impl Fn(usize) -> u64) {
        if (self.used + 1) * 5 > self.places.len() * 4 {
            let rows = std::mem::take(&mut self.places);
            // Growing by an eighth keeps the table between 0.71 and 0.8 full.
            self.places = vec![FREE; rows.len() + rows.len() / 8 + 64];
            for row in rows {
                if row != FREE
                    && let Ok(at) = usize::try_from(row)
                {
                    self.put(row, hash_of(at));
                }
            }
        }
        self.put(row, hash);
        self.used += 1;
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>()
    }

    fn put(&mut self, row: u32, hash: u64) {
        let mut place = self.start(hash);
        while let Some(found) = self.places.get_mut(place) {
            if *found == FREE {
                *found = row;
                return;
            }
            place = if place + 1 == self.places.len() { 0 } else { place + 1 };
        }
    }

    fn start(&self, hash: u64) -> usize {
        // Spreads the bits, then scales them to the length, which need not be a power of two.
        let spread = u128::from(hash.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let length = u128::try_from(self.places.len()).unwrap_or(0);
        usize::try_from((spread * length) >> 64).unwrap_or(0)
    }
}
