//! Keeps the book of this process up with the journal: it reads the entries after the last one it has, whoever
//! sequenced them. A book never runs ahead of what is durable.

use std::sync::{Arc, RwLock, RwLockReadGuard};

use dantin_record::{book::Book, entry::Entry};
use dantin_store::Db;

use crate::act::cases::CaseError;

/// Entries that are read at once.
const PAGE: u64 = 5_000;

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
    let start = live.read().size();
    let first = page(db, start)?;
    let count = first.len() as u64;
    take_in(live, &first)?;
    if count < PAGE {
        return Ok(count);
    }
    // At a start there are many pages: one thread fetches the next while this one reads the last.
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel(2);
        scope.spawn(move || {
            let mut from = start + count;
            loop {
                let rows = page(db, from);
                let count = rows.as_ref().map_or(0, |rows| rows.len() as u64);
                from += count;
                if send.send(rows).is_err() || count < PAGE {
                    return;
                }
            }
        });
        let mut total = count;
        for rows in receive {
            let rows = rows?;
            take_in(live, &rows)?;
            total += rows.len() as u64;
        }
        Ok(total)
    })
}

/// Rows of the journal from an index on, at most a page of them.
fn page(db: &Db, from: u64) -> Result<Vec<(i64, String)>, CaseError> {
    let number = |number: u64| i64::try_from(number).map_err(|e| CaseError::Damaged(e.to_string()));
    let (from, most) = (number(from)?, number(PAGE)?);
    db.read_blocking(move |tx| {
        tx.all("SELECT idx, body FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2", &[&from, &most])
            .map_err(CaseError::from)
    })
}

/// Reads entries and takes them into the book.
fn take_in(live: &LiveBook, rows: &[(i64, String)]) -> Result<(), CaseError> {
    let mut entries = Vec::with_capacity(rows.len());
    for (index, body) in rows {
        let entry = Entry::parse(body.as_bytes())
            .map_err(|e| CaseError::Damaged(format!("journal entry {index}: {e}")))?;
        entries.push((index, entry));
    }
    let mut book = live.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (index, entry) in &entries {
        let index = u64::try_from(**index).map_err(|e| CaseError::Damaged(e.to_string()))?;
        book.apply(index, entry).map_err(|e| CaseError::Damaged(format!("journal entry {index}: {e}")))?;
    }
    book.settle();
    Ok(())
}
