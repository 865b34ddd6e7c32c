//! Keeps the book of this process up with the journal: it reads the entries after the last one it has, whoever
//! sequenced them. A book never runs ahead of what is durable.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use dantin_record::{
    book::{Book, figures::tables::Tables},
    entry::Line,
    notice::{Fact, Notice},
};
use dantin_store::Db;
use jiff::tz::TimeZone;

use crate::act::cases::CaseError;

/// Entries that are read at once.
const PAGE: u64 = 5_000;

/// The public read side, shared by all requests of the process: the book up to the journal's end, and the figures as they
/// were last published.
#[derive(Clone, Default)]
pub struct LiveBook {
    book: Arc<RwLock<Book>>,
    tables: Arc<RwLock<Arc<Tables>>>,
}

impl LiveBook {
    /// The book as it stands; hold it for computing, never across an `await`.
    pub fn read(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The figures that were last published; those of a city without cases before there are any.
    pub fn tables(&self) -> Arc<Tables> {
        Arc::clone(&self.tables.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Brings the book up to the journal's end and gives how many entries came in.
pub fn follow(db: &Db, live: &LiveBook) -> Result<u64, CaseError> {
    let start = live.read().size();
    // Only the figures that still stand are counted again at a start.
    let counted_from = if start == 0 { latest_figures(db)? } else { start };
    let first = page(db, start, false)?;
    let count = first.len() as u64;
    take_in(live, &first, counted_from)?;
    if count < PAGE {
        return Ok(count);
    }
    // At a start there are many pages: one thread fetches the next while this one reads the last.
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel(2);
        scope.spawn(move || {
            let mut from = start + count;
            loop {
                let rows = page(db, from, true);
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
            take_in(live, &rows, counted_from)?;
            total += rows.len() as u64;
        }
        Ok(total)
    })
}

/// Rows of the journal from an index on, at most a page of them; `is_walk` where page after page is read.
fn page(db: &Db, from: u64, is_walk: bool) -> Result<Vec<(i64, String)>, CaseError> {
    let number = |number: u64| i64::try_from(number).map_err(|e| CaseError::Damaged(e.to_string()));
    let (from, most) = (number(from)?, number(PAGE)?);
    db.read_blocking(move |tx| {
        if is_walk {
            tx.walk();
        }
        tx.all("SELECT idx, body FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2", &[&from, &most])
            .map_err(CaseError::from)
    })
}

/// The index of the figures that were published last; 0 for none.
fn latest_figures(db: &Db) -> Result<u64, CaseError> {
    let newest: Vec<(i64, String)> = db.read_blocking(|tx| {
        tx.all(
            "SELECT idx, body FROM journal WHERE case_id = $1 ORDER BY number DESC LIMIT 200",
            &[&super::notices::LOG],
        )
        .map_err(CaseError::from)
    })?;
    for (index, body) in newest {
        let line = Line::parse(body.as_bytes())
            .map_err(|e| CaseError::Damaged(format!("journal entry {index}: {e}")))?;
        if matches!(line, Line::Notice(notice) if matches!(notice.fact, Fact::FigurePublished(_))) {
            return u64::try_from(index).map_err(|e| CaseError::Damaged(e.to_string()));
        }
    }
    Ok(0)
}

/// Reads entries and takes them into the book; figures that were published at this index or later are counted.
fn take_in(live: &LiveBook, rows: &[(i64, String)], counted_from: u64) -> Result<(), CaseError> {
    let mut lines = Vec::with_capacity(rows.len());
    for (index, body) in rows {
        let line = Line::parse(body.as_bytes())
            .map_err(|e| CaseError::Damaged(format!("journal entry {index}: {e}")))?;
        let index = u64::try_from(*index).map_err(|e| CaseError::Damaged(e.to_string()))?;
        lines.push((index, line));
    }
    let mut book = live.book.write().unwrap_or_else(PoisonError::into_inner);
    for (index, line) in &lines {
        // Another request may have brought the book up meanwhile.
        if *index < book.size() {
            continue;
        }
        let tables = match line {
            Line::Notice(notice) if *index >= counted_from => count(&mut book, notice),
            _ => None,
        };
        book.take(*index, line).map_err(|e| CaseError::Damaged(format!("journal entry {index}: {e}")))?;
        if let Some(tables) = tables {
            *live.tables.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(tables);
        }
    }
    book.settle();
    Ok(())
}

/// The figures that a notice publishes, counted from the book as it stands before it.
fn count(book: &mut Book, notice: &Notice) -> Option<Tables> {
    let Fact::FigurePublished(published) = &notice.fact else { return None };
    book.settle();
    let zone = TimeZone::get(&published.zone).unwrap_or(TimeZone::UTC);
    let tables = Tables::count(book, notice.at, &zone).telling(published);
    if tables.publication(&published.zone) != *published {
        tracing::error!(
            size = published.size,
            "The published figures are not what this program counts from the same entries: another version counted them, or the \
             journal was changed"
        );
    }
    Some(tables)
}
