//! Keeps the book of this process up with the journal: it reads the entries after the last one it has, whoever
//! sequenced them. A book never runs ahead of what is durable.

use std::sync::{Arc, RwLock, RwLockReadGuard};

use dantin_record::{book::Book, entry::Entry};
use dantin_store::Db;

use crate::act::cases::CaseError;

/// Entries that are read at once.
const PAGE: i64 = 5_000;

/// The public read side, shared by all requests of the process.
#[derive(Clone, Default)]
pub struct LiveBook(Arc<RwLock<Book>>);

impl LiveBook {
    /// The book as it stands; hold it for computing, never across an `await`.
    pub fn read(&self) -> RwLockReadGuard<'_, Book> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Brings the book up to the journal's end and gives how many entries came in.
pub fn follow(db: &Db, live: &LiveBook) -> Result<u64, CaseError> {
    let mut total = 0;
    loop {
        let from = live.read().size();
        let start = i64::try_from(from).map_err(|e| CaseError::Damaged(e.to_string()))?;
        let rows: Vec<(i64, String)> = db.read_blocking(move |tx| {
            tx.all("SELECT idx, body FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2", &[&start, &PAGE])
                .map_err(CaseError::from)
        })?;
        let count = rows.len() as u64;
        let mut entries = Vec::with_capacity(rows.len());
        for (index, body) in rows {
            let entry = Entry::parse(body.as_bytes())
                .map_err(|e| CaseError::Damaged(format!("journal entry {index}: {e}")))?;
            entries.push((index, entry));
        }
        let mut book = live.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (index, entry) in &entries {
            let index = u64::try_from(*index).map_err(|e| CaseError::Damaged(e.to_string()))?;
            book.apply(index, entry)
                .map_err(|e| CaseError::Damaged(format!("journal entry {index}: {e}")))?;
        }
        book.settle();
        drop(book);
        total += count;
        if count < PAGE.unsigned_abs() {
            return Ok(total);
        }
    }
}
