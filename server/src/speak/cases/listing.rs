//! The rows of a view: by their age, or by how well they answer words. Both go on behind a place that an address names.

use std::collections::{BTreeSet, VecDeque};

use dantin_record::book::{Book, Row, filter::Filter, list::Cursor};
use dantin_search::Reach;

use super::view::View;
use crate::{
    app::Shared,
    error::Error,
    search::{self, Answers, Place},
};

/// Where a page of the list leads back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Back {
    /// It is the first.
    Nowhere,
    /// To the first page.
    Start,
    /// To the page that begins behind this place.
    After(String),
}

/// A page of a view.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The cases.
    pub rows: Vec<Row>,
    /// How many there are on all pages.
    pub total: usize,
    /// How many stand before the first of the page.
    pub position: usize,
    /// The page before.
    pub back: Back,
    /// Behind which place the next page begins, if there is one.
    pub next: Option<String>,
    /// The size of the journal that was counted.
    pub journal: u64,
    /// The words were looked for in an index that is still being made.
    pub is_incomplete: bool,
    /// Words cannot be looked for just now.
    pub is_missing: bool,
}

/// A page of so many cases. Words are looked for once more on every page.
pub async fn list(app: &Shared, view: &View, limit: usize) -> Result<Listing, Error> {
    if view.words().is_empty() {
        return Ok(by_age(&app.book.read(), view, limit));
    }
    let (answers, erasing) = ask(app, view).await?;
    let book = app.book.read();
    let erasing = erasing.iter().filter_map(|id| book.row_of(id.parse().ok()?)).collect();
    Ok(by_words(&book, view, limit, &answers, &erasing))
}

/// The filter of a view with the cases that answer its words, for whoever shows them in another order than a list; whether
/// the index is whole, and whether it can be asked.
pub async fn with_words(app: &Shared, view: &View) -> Result<(Filter, Wholeness), Error> {
    if view.words().is_empty() {
        return Ok((view.filter.clone(), Wholeness::default()));
    }
    let (answers, erasing) = ask(app, view).await?;
    let book = app.book.read();
    let erasing = erasing.iter().filter_map(|id| book.row_of(id.parse().ok()?)).collect();
    let places = search::standing(&book, &view.filter, &answers.hits, &erasing);
    let rows = places.iter().filter_map(|place| usize::try_from(place.row).ok()).collect();
    let whole = Wholeness { is_incomplete: answers.is_incomplete, is_missing: answers.is_missing };
    Ok((Filter { only: Some(rows), ..view.filter.clone() }, whole))
}

/// How far the index could be asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wholeness {
    /// It is still being made.
    pub is_incomplete: bool,
    /// It cannot be asked just now.
    pub is_missing: bool,
}

async fn ask(app: &Shared, view: &View) -> Result<(Answers, Vec<String>), Error> {
    let (asking, words) = (app.clone(), view.words().to_owned());
    let answers = tokio::task::spawn_blocking(move || search::ask(&asking, &words, &Reach::Public));
    // The erasures are read while the index is asked, and those of that moment count.
    let (answers, erasing) = tokio::join!(answers, app.read(search::erasing));
    Ok((answers.map_err(|error| Error::from(anyhow::Error::new(error)))?, erasing?))
}

fn by_age(book: &Book, view: &View, limit: usize) -> Listing {
    let page = book.page(&view.filter, view.after, limit);
    let (position, back) = match (page.rows.first(), view.after) {
        (Some(first), Some(_)) => before(book, view, *first, limit),
        _ => (0, Back::Nowhere),
    };
    Listing {
        rows: page.rows.iter().filter_map(|row| book.row(*row)).collect(),
        total: book.count(&view.filter),
        position,
        back,
        next: page.next.map(|cursor| cursor.to_string()),
        journal: book.size(),
        is_incomplete: false,
        is_missing: false,
    }
}

/// How many rows stand before this one, and where the page before begins.
fn before(book: &Book, view: &View, first: usize, limit: usize) -> (usize, Back) {
    let mut position = 0;
    let mut last: VecDeque<usize> = VecDeque::with_capacity(limit + 2);
    for row in book.newest(&view.filter).take_while(|row| *row != first) {
        position += 1;
        last.push_back(row);
        if last.len() > limit + 1 {
            last.pop_front();
        }
    }
    let back = (last.len() > limit)
        .then(|| book.row(*last.front()?))
        .flatten()
        .map(|row| Cursor { submitted: row.submitted, id: row.id })
        .map_or(Back::Start, |cursor| Back::After(cursor.to_string()));
    (position, back)
}

fn by_words(book: &Book, view: &View, limit: usize, answers: &Answers, erasing: &BTreeSet<usize>) -> Listing {
    let places = search::standing(book, &view.filter, &answers.hits, erasing);
    let total = places.len();
    let is_before = |place: &Place| view.after_place.is_some_and(|after| *place >= after);
    let (mut before, behind): (Vec<Place>, Vec<Place>) = places.into_iter().partition(is_before);
    let page = search::best(behind, limit + 1);
    let shown = page.get(..limit).unwrap_or(&page);
    let position = before.len();
    let back = match position {
        0 => Back::Nowhere,
        position if position <= limit => Back::Start,
        _ => {
            let (_, first, _) = before.select_nth_unstable(limit);
            Back::After(first.to_text())
        }
    };
    Listing {
        rows: shown.iter().filter_map(|place| book.row(usize::try_from(place.row).ok()?)).collect(),
        total,
        position,
        back,
        next: shown.last().filter(|_| page.len() > limit).map(|place| place.to_text()),
        journal: book.size(),
        is_incomplete: answers.is_incomplete,
        is_missing: answers.is_missing,
    }
}
