//! What an operator does with the whole of an installation: copy it, put the copy back, and bring a database that was put
//! back up to what the log has signed. Every one of these works on a data folder that no server uses meanwhile, but the
//! copying.

pub mod archive;
pub mod backup;
pub mod folder;
pub mod heal;
pub mod lock;
mod postgres;
pub mod restore;
pub mod rotation;
pub mod successor;

use std::path::Path;

use anyhow::{Context as _, ensure};
use dantin_record::{book::Book, notice::Fact};
use dantin_store::Db;
use jiff::Timestamp;

use crate::{
    act::deadlines::moment,
    prove::journal::{FOLDER, LiveBook, PublicLog, check, follow, notices},
};

/// Refuses where nothing may be added to the journal: its log has no key here, has stopped, or was signed further than the
/// database holds. Commands that write into the journal beside a server ask this first.
pub fn may_go_on(db: &Db, data: &Path) -> anyhow::Result<()> {
    ensure!(!data.join(successor::PREPARED).exists(), "the successor of the public log is half made");
    match PublicLog::open(data).context("cannot open the public log")? {
        None => {
            let is_log = data.join(FOLDER).join("checkpoint").exists();
            ensure!(!is_log, "there is a public log in {}, and its key journal.key is not", data.display());
        }
        Some(log) => {
            if let Some(reason) = log.halted() {
                anyhow::bail!("the public log has stopped: {reason}");
            }
            let live = LiveBook::default();
            follow(db, &live).context("the journal in the database cannot be replayed")?;
            check(db, &live, &log).context("nothing may be added to the journal; see `dantin heal`")?;
        }
    }
    Ok(())
}

/// Everything that the journal in a database says, replayed.
fn replayed(db: &Db) -> anyhow::Result<Book> {
    let live = LiveBook::default();
    follow(db, &live).context("the journal in the database cannot be replayed")?;
    let book = live.read().clone();
    Ok(book)
}

/// Says something in the journal behind all that the book has.
fn say(db: &Db, book: &Book, now: Timestamp, fact: Fact) -> anyhow::Result<()> {
    let (size, at) = (book.size(), moment(now).max(book.last_at()));
    let said = db.write_blocking(move |tx| notices::append(tx, size, at, std::slice::from_ref(&fact)))?;
    ensure!(said, "something else writes to the journal: stop every server of this database first");
    Ok(())
}
