//! Finding cases by words: the index beside the database, kept up with the journal. It is made of what the database holds
//! and may be lost at any time; a missing or damaged one is made anew while everything else goes on. Which of the cases
//! that answer somebody may see is asked of the book and of the database at the moment of the question, never of the index.

mod documents;
mod follow;

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use dantin_record::book::{Book, filter::Filter};
pub use dantin_search::Reach;
use dantin_search::{Fault, Hit, Index};
use dantin_store::Tx;

use crate::{app::App, error::Error};

pub use follow::{Followed, follow, rebuild};

/// The folder of the index within the data folder.
pub const FOLDER: &str = "search";

/// The index as this process has it.
pub struct LiveIndex {
    folder: PathBuf,
    index: RwLock<Option<Arc<Index>>>,
    progress: RwLock<Progress>,
    hand: Mutex<follow::Hand>,
}

/// How far the index is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Nobody has looked yet.
    #[default]
    Closed,
    /// It is being made: so many cases of so many are in it.
    Making { done: u64, all: u64 },
    /// It follows the journal.
    Ready,
}

impl LiveIndex {
    /// The index of a data folder, not yet opened.
    pub fn new(data: &std::path::Path) -> LiveIndex {
        LiveIndex {
            folder: data.join(FOLDER),
            index: RwLock::default(),
            progress: RwLock::default(),
            hand: Mutex::default(),
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        *self.progress.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, progress: Progress) {
        *self.progress.write().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    fn current(&self) -> Option<Arc<Index>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, index: Option<Arc<Index>>) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = index;
    }
}

/// What was found, before anybody's rights were asked.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The cases that answer, in no order.
    pub hits: Vec<Hit>,
    /// Only the beginning of the last syllable was found.
    pub is_beginning: bool,
    /// The index is not complete: there may be more.
    pub is_incomplete: bool,
    /// The index cannot be asked at all.
    pub is_missing: bool,
}

/// Asks the index.
pub fn ask(app: &App, words: &str, reach: &Reach) -> Answers {
    let is_incomplete = app.search.progress() != Progress::Ready;
    let Some(index) = app.search.current() else {
        return Answers { is_incomplete: true, is_missing: true, ..Answers::default() };
    };
    match index.find(words, reach) {
        Ok(found) => {
            Answers { hits: found.hits, is_beginning: found.is_beginning, is_incomplete, is_missing: false }
        }
        Err(fault) => {
            tracing::warn!(%fault, "The index could not be asked and will be opened anew");
            if matches!(fault, Fault::Damaged(_)) {
                app.search.replace(None);
                app.search.note(Progress::Closed);
            }
            Answers { is_incomplete: true, is_missing: true, ..Answers::default() }
        }
    }
}

/// The cases whose words were erased (a row of `removals` on the shelf `search` since then) and may still be in the index.
pub fn erasing(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let ids: Vec<(String,)> = tx.all("SELECT hash FROM removals WHERE shelf = 'search'", &[])?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Of the cases that answer those that the filter lets through and whose indexed words are the ones that stand: a word that
/// was taken away is neither found nor counted, although the index may learn of it a moment later. In no order.
pub fn standing(book: &Book, filter: &Filter, hits: &[Hit], erasing: &BTreeSet<usize>) -> Vec<Place> {
    let matches = book.matcher(filter);
    places(book, hits, |row| matches(row) && !erasing.contains(&row))
}

/// The same for the desk, where hidden cases count too; which of them an officer may see, the database is asked.
pub fn standing_at_the_desk(book: &Book, filter: &Filter, hits: &[Hit]) -> Vec<Place> {
    places(book, hits, book.matcher_with_hidden(filter))
}

/// So many of them: best first, then newest. Putting all in order, of whom a page shows twenty, would cost most of a search.
pub fn best(mut places: Vec<Place>, count: usize) -> Vec<Place> {
    if places.len() > count {
        places.select_nth_unstable_by(count, |one, other| other.cmp(one));
        places.truncate(count);
    }
    places.sort_unstable_by(|one, other| other.cmp(one));
    places
}

fn places(book: &Book, hits: &[Hit], matches: impl Fn(usize) -> bool) -> Vec<Place> {
    hits.iter()
        .filter_map(|hit| {
            let row = usize::try_from(hit.row).ok()?;
            let is_true = book.latest_entry(row) == Some(u64::from(hit.entry));
            (is_true && matches(row)).then(|| Place {
                rank: hit.rank.number(),
                submitted: book.submitted_second(row),
                row: hit.row,
            })
        })
        .collect()
}

/// The place of a case in the list of a search; greater stands first. It does not move when other cases come or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// How well it answers.
    pub rank: u8,
    /// When it was sent, in seconds.
    pub submitted: i64,
    /// Its row in the book.
    pub row: u32,
}

impl Place {
    /// As it stands in an address.
    pub fn to_text(self) -> String {
        format!("{}-{}-{}", self.rank, self.submitted, self.row)
    }

    /// From an address.
    pub fn parse(text: &str) -> Option<Place> {
        let mut parts = text.splitn(3, '-');
        let rank = parts.next()?.parse().ok()?;
        let submitted = parts.next()?.parse().ok()?;
        let row = parts.next()?.parse().ok()?;
        Some(Place { rank, submitted, row })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_the_first_of_all_in_order() {
        let place = |number: u32| Place {
            rank: u8::try_from(number * 7 % 4).unwrap(),
            submitted: i64::from(number * 31 % 50),
            row: number,
        };
        let all: Vec<Place> = (0..200).map(place).collect();
        let mut ordered = all.clone();
        ordered.sort_unstable_by(|one, other| other.cmp(one));
        for count in [0, 1, 20, 199, 200, 500] {
            assert_eq!(best(all.clone(), count), ordered[..count.min(200)], "{count}");
        }
    }

    #[test]
    fn a_place_reads_back_and_nonsense_is_none() {
        let place = Place { rank: 45, submitted: 1_764_000_000, row: 99_999 };
        assert_eq!(Place::parse(&place.to_text()), Some(place));
        for nonsense in ["", "1-2", "300-1-1", "a-b-c", "1-1-99999999999", "1-1-1-1"] {
            assert_eq!(Place::parse(nonsense), None, "{nonsense}");
        }
    }
}
