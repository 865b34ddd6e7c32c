//! The follower of the index: it reads the entries of the journal after the last one it took in, and writes the cases that
//! they speak of anew out of the database. Notes of the desk have no entries; they are followed by their time. Of several
//! processes on one data folder one writes, held by a lock that the system gives back when its process ends, and all read.

use std::{
    collections::{BTreeSet, HashSet},
    fs::File,
    sync::{Arc, PoisonError},
};

use dantin_journal::hash::leaf_hash;
use dantin_search::{Fault, Index, Mark, Writer};
use dantin_store::{Query, time_text};
use jiff::ToSpan as _;

use super::{LiveIndex, Progress, documents};
use crate::{act::cases::hex, app::App, error::Error};

/// Entries, or cases, of one step.
const STEP: i64 = 5_000;
/// Cases of one question to the database.
const BATCH: usize = 500;
/// Cases between two commits while the index is made.
const COMMIT: u64 = 20_000;
/// Notes that are committed later than their time says are still seen.
const NOTES_MINUTES: i64 = 2;

/// What only the writing process has.
#[derive(Debug, Default)]
pub struct Hand {
    lock: Option<File>,
    writer: Option<Writer>,
    /// Notes that were taken in while their time may still be followed by earlier ones.
    notes: HashSet<String>,
}

/// What a step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// Cases that were written.
    pub cases: usize,
    /// The index was made from nothing.
    pub made: bool,
    /// Another process writes.
    pub elsewhere: bool,
}

/// Brings the index up to the book, making it where it is missing, damaged or of another journal. Blocks.
pub fn follow(app: &App) -> Result<Followed, Error> {
    let live = &app.search;
    let mut hand = live.hand.lock().unwrap_or_else(PoisonError::into_inner);
    match step(app, live, &mut hand) {
        Ok(followed) => Ok(followed),
        Err(Failed::Index(Fault::Busy)) => Ok(Followed { elsewhere: true, ..Followed::default() }),
        Err(Failed::Index(fault)) => {
            // What is in doubt is opened again, and made anew where it is damaged.
            hand.writer = None;
            if matches!(fault, Fault::Damaged(_) | Fault::Missing) {
                live.replace(None);
                live.note(Progress::Closed);
            }
            Err(Error::from(anyhow::Error::new(fault)))
        }
        Err(Failed::Other(error)) => Err(error),
    }
}

/// Makes the index anew, whatever is there. Blocks.
pub fn rebuild(app: &App) -> Result<Followed, Error> {
    {
        let live = &app.search;
        let mut hand = live.hand.lock().unwrap_or_else(PoisonError::into_inner);
        if !hand.holds(live)? {
            return Ok(Followed { elsewhere: true, ..Followed::default() });
        }
        hand.writer = None;
        live.replace(None);
        match std::fs::remove_dir_all(&live.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::from(anyhow::Error::new(error)));
            }
            _ => {}
        }
    }
    follow(app)
}

enum Failed {
    Index(Fault),
    Other(Error),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Failed {
        Failed::Index(fault)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Other(error)
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Failed {
        Failed::Index(Fault::Io(error.to_string()))
    }
}

impl Hand {
    /// Whether this process writes the index.
    fn holds(&mut self, live: &LiveIndex) -> Result<bool, Error> {
        if self.lock.is_some() {
            return Ok(true);
        }
        let path = live.folder.with_extension("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|error| Error::from(anyhow::Error::new(error)))?;
        match file.try_lock() {
            Ok(()) => {
                self.lock = Some(file);
                Ok(true)
            }
            Err(std::fs::TryLockError::WouldBlock) => Ok(false),
            Err(std::fs::TryLockError::Error(error)) => Err(Error::from(anyhow::Error::new(error))),
        }
    }
}

fn step(app: &App, live: &LiveIndex, hand: &mut Hand) -> Result<Followed, Failed> {
    if !hand.holds(live)? {
        return read_only(live);
    }
    let mut made = false;
    let index = if let Some(index) = live.current() {
        index
    } else {
        hand.writer = None;
        let index = Arc::new(opened(app, live)?);
        live.replace(Some(Arc::clone(&index)));
        index
    };
    let mut writer = match hand.writer.take() {
        Some(writer) => writer,
        None => index.writer()?,
    };
    let mut mark = index.mark()?;
    let mut cases = 0;
    if mark.history.is_empty() && app.book.read().size() > 0 {
        cases += make(app, live, &index, &mut writer)?;
        made = true;
        mark = index.mark()?;
    }
    cases += catch_up(app, &mut hand.notes, &index, &mut writer, mark)?;
    live.note(Progress::Ready);
    hand.writer = Some(writer);
    Ok(Followed { cases, made, elsewhere: false })
}

/// The index as it lies there, or an empty one in the place of what cannot be believed.
fn opened(app: &App, live: &LiveIndex) -> Result<Index, Failed> {
    match Index::open(&live.folder) {
        Ok(index) if belongs(app, &index.mark()?)? => return Ok(index),
        Ok(_) => tracing::warn!("The search index is of another journal and is made anew"),
        Err(Fault::Missing) => {}
        Err(Fault::Damaged(reason)) => {
            tracing::warn!(%reason, "The search index is damaged and is made anew");
        }
        Err(fault) => return Err(fault.into()),
    }
    Ok(Index::create(&live.folder)?)
}

/// Another process writes: this one sees what it wrote.
fn read_only(live: &LiveIndex) -> Result<Followed, Failed> {
    if let Some(index) = live.current() {
        index.reload()?;
    } else {
        let index = Index::open(&live.folder)?;
        live.note(if index.mark()?.history.is_empty() {
            Progress::Making { done: index.count(), all: 0 }
        } else {
            Progress::Ready
        });
        live.replace(Some(Arc::new(index)));
    }
    Ok(Followed { elsewhere: true, ..Followed::default() })
}

/// Whether the index followed this journal: the newest entry that it took in is still the same.
fn belongs(app: &App, mark: &Mark) -> Result<bool, Failed> {
    if mark.history.is_empty() {
        return Ok(mark.entries == 0);
    }
    if mark.entries > app.book.read().size() {
        return Ok(false);
    }
    Ok(history(app, mark.entries)? == mark.history)
}

/// The hash of the newest of so many entries.
fn history(app: &App, entries: u64) -> Result<String, Error> {
    let last = i64::try_from(entries).unwrap_or(i64::MAX) - 1;
    let body: Option<(String,)> = app.db.read_blocking(move |tx| {
        Ok::<_, Error>(tx.first("SELECT body FROM journal WHERE idx = $1", &[&last])?)
    })?;
    Ok(body.map(|(body,)| hex(leaf_hash(body.as_bytes()).as_bytes())).unwrap_or_default())
}

/// Makes the whole index: all cases by their ids, each once. A stop on the way begins again.
fn make(app: &App, live: &LiveIndex, index: &Index, writer: &mut Writer) -> Result<usize, Failed> {
    let (size, all) = {
        let book = app.book.read();
        (book.size(), book.len() as u64)
    };
    let notes = time_text(app.now());
    let names = documents::Names::new(&app.city, &app.words);
    writer.clear()?;
    let (mut after, mut done, mut committed) = (String::new(), 0_u64, 0_u64);
    loop {
        live.note(Progress::Making { done, all });
        let from = after.clone();
        let ids: Vec<String> = app.db.read_blocking(move |tx| {
            let ids: Vec<(String,)> =
                tx.all("SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2", &[&from, &STEP])?;
            Ok::<_, Error>(ids.into_iter().map(|(id,)| id).collect())
        })?;
        let Some(last) = ids.last() else { break };
        after.clone_from(last);
        for ids in ids.chunks(BATCH) {
            for document in documents_of(app, &names, ids)? {
                writer.add(&document)?;
                done += 1;
            }
        }
        // What is there can be searched meanwhile.
        if done - committed >= COMMIT {
            writer.commit(&Mark::default())?;
            index.reload()?;
            committed = done;
        }
    }
    writer.commit(&Mark { entries: size, history: history(app, size)?, notes, ..Mark::default() })?;
    index.reload()?;
    Ok(usize::try_from(done).unwrap_or(usize::MAX))
}

fn documents_of(
    app: &App,
    names: &documents::Names<'_>,
    ids: &[String],
) -> Result<Vec<dantin_search::Document>, Error> {
    let wanted = ids.to_vec();
    let read = app.db.read_blocking(move |tx| documents::read(tx, &wanted))?;
    Ok(read.documents(names, &app.book.read()))
}

/// What moved since the mark.
struct News {
    cases: BTreeSet<String>,
    entries: u64,
    notes: Vec<(String, String, String)>,
    /// Cases whose words were erased by a server on this database.
    erased: Vec<String>,
    /// Some words were erased by whatever server.
    has_erasure: bool,
}

fn news(app: &App, mark: &Mark, size: u64) -> Result<News, Error> {
    let from = i64::try_from(mark.entries).unwrap_or(i64::MAX);
    let to = i64::try_from(size).unwrap_or(i64::MAX).min(from.saturating_add(STEP));
    let since = since(&mark.notes);
    type Noted = (String, String, String);
    let (moved, notes, erased) = app.db.read_blocking(move |tx| {
        let moved: Vec<(String, i64)> = tx.all(
            "SELECT case_id, count(CASE WHEN body LIKE '%\"type\":\"content.erased\"%' THEN 1 END) FROM journal \
             WHERE idx >= $1 AND idx < $2 AND case_id <> 'log' GROUP BY case_id",
            &[&from, &to],
        )?;
        let notes: Vec<Noted> =
            tx.all("SELECT case_id, id, created_at FROM notes WHERE created_at >= $1", &[&since])?;
        let erased = super::erasing(tx)?;
        Ok::<_, Error>((moved, notes, erased))
    })?;
    Ok(News {
        has_erasure: moved.iter().any(|(_, erasures)| *erasures > 0),
        cases: moved.into_iter().map(|(id, _)| id).collect(),
        entries: u64::try_from(to).unwrap_or(mark.entries).max(mark.entries),
        notes,
        erased,
    })
}

/// From when on notes are read again.
fn since(notes: &str) -> String {
    let Ok(time) = notes.parse::<jiff::Timestamp>() else { return String::new() };
    time_text(time.checked_sub(NOTES_MINUTES.minutes()).unwrap_or(time))
}

fn catch_up(
    app: &App,
    seen: &mut HashSet<String>,
    index: &Index,
    writer: &mut Writer,
    mut mark: Mark,
) -> Result<usize, Failed> {
    let mut names = None;
    let mut written = 0;
    loop {
        let size = app.book.read().size();
        let News { mut cases, entries, notes, erased, has_erasure } = news(app, &mark, size)?;
        let fresh: Vec<_> = notes.iter().filter(|(_, id, _)| !seen.contains(id)).collect();
        cases.extend(fresh.iter().map(|(case, ..)| case.clone()));
        cases.extend(erased.iter().cloned());
        if cases.is_empty() && entries == mark.entries && !mark.purge {
            return Ok(written);
        }
        let names = names.get_or_insert_with(|| documents::Names::new(&app.city, &app.words));
        let ids: Vec<String> = cases.into_iter().collect();
        for ids in ids.chunks(BATCH) {
            // A case that cannot be written anew, whatever the reason, does not stay as it was.
            for id in ids {
                writer.remove(id);
            }
            for document in documents_of(app, names, ids)? {
                writer.add(&document)?;
                written += 1;
            }
        }
        mark.purge |= has_erasure || !erased.is_empty();
        if entries > mark.entries {
            mark.history = history(app, entries)?;
        }
        mark.entries = entries;
        mark.notes = notes.iter().map(|(.., at)| at.clone()).max().unwrap_or_default().max(mark.notes);
        writer.commit(&mark)?;
        index.reload()?;
        *seen = notes.into_iter().map(|(_, id, _)| id).collect();
        if mark.purge {
            if !writer.purge(index)? {
                return Ok(written);
            }
            mark.purge = false;
            writer.commit(&mark)?;
            index.reload()?;
            forget(app, &erased)?;
        } else {
            writer.tidy()?;
            index.reload()?;
        }
        if mark.entries >= size {
            return Ok(written);
        }
    }
}

/// The words of these cases are gone from the files too.
fn forget(app: &App, erased: &[String]) -> Result<(), Error> {
    if erased.is_empty() {
        return Ok(());
    }
    let erased = erased.to_vec();
    app.db.write_blocking(move |tx| {
        let mut query = Query::new("DELETE FROM removals WHERE shelf = 'search' AND hash IN (");
        query.bind_list(erased.iter()).push(")");
        tx.execute_query(&query)?;
        Ok::<_, Error>(())
    })
}
