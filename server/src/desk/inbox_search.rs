//! Words in the inbox: which cases answer, of those the officer has, in order of how well. Sealed words answer only to
//! officers who may read them; whether a case is still theirs, the database says when the rows are read.

use std::collections::{HashMap, HashSet};

use dantin_record::{
    book::filter::Filter,
    case::StateKind,
    code::{AgencyCode, AreaCode, CategoryCode},
};
use dantin_search::{Piece, Reach, Scope as Agencies, excerpt};
use dantin_store::{Query, Tx};
use dantin_words::{Words, nfc, query::Expanded};

use super::inbox_store::{self, InboxRow, ROW, Scope, Wanted};
use crate::{
    app::Shared,
    city::people::{
        model::Officer,
        rights::{reads_below, reads_the_whole_city},
    },
    error::Error,
    search::{self, Place},
};

/// The best so many are shown; whoever needs more has asked for too little.
const MOST: usize = 200;
/// Characters of a query.
const LONGEST: usize = 200;
/// Characters around what answers.
const EXCERPT: usize = 120;

/// Words as typed, in one normal form.
pub fn words_of(typed: &str) -> String {
    let typed: String = typed.chars().filter(|letter| *letter != '\0').take(LONGEST).collect();
    nfc(&typed.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether an address names a place in a list of answers.
pub fn is_place(after: &str) -> bool {
    after.parse::<usize>().is_ok_and(|after| after < MOST)
}

/// The cases that answer.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Their ids, best first.
    ids: Vec<String>,
    /// How many answer in all.
    total: usize,
    from: usize,
    /// The codes of the agencies whose sealed words the officer reads; none for all.
    read: Option<HashSet<String>>,
    /// The index is still being made.
    pub is_incomplete: bool,
}

impl Sought {
    /// The place behind the page.
    pub fn behind(&self, rows: usize) -> String {
        (self.from + rows).to_string()
    }

    /// How many were found.
    pub fn sentence(&self, w: &Words) -> String {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        match self.total {
            0 => String::new(),
            total if total > MOST => w.n("desk-search-best", number(MOST)),
            total => w.n("desk-search-count", number(total)),
        }
    }
}

/// Asks the index for what this officer may find.
pub async fn ask(
    app: &Shared,
    officer: &Officer,
    wanted: &Wanted,
    words: &str,
    after: &str,
) -> Result<Sought, Error> {
    let read = if reads_the_whole_city(officer) { None } else { Some(readable(app, officer)) };
    let reach = Reach::Desk {
        see: match &wanted.scope {
            Scope::City => Agencies::City,
            Scope::Agencies(agencies) => Agencies::Agencies(agencies.clone()),
        },
        read: read.as_ref().map_or(Agencies::City, |read| Agencies::Agencies(read.iter().cloned().collect())),
    };
    let (asking, words) = (app.clone(), words.to_owned());
    let answers = tokio::task::spawn_blocking(move || search::ask(&asking, &words, &reach))
        .await
        .map_err(|error| Error::from(anyhow::Error::new(error)))?;
    let book = app.book.read();
    let places = search::standing_at_the_desk(&book, &filter(wanted), &answers.hits);
    let id = |place: &Place| Some(book.case(usize::try_from(place.row).ok()?)?.id.to_string());
    Ok(Sought {
        ids: places.iter().take(MOST).filter_map(id).collect(),
        total: places.len(),
        from: after.parse().unwrap_or(0),
        read,
        is_incomplete: answers.is_incomplete,
    })
}

/// The agencies whose reports' words the officer reads.
fn readable(app: &Shared, officer: &Officer) -> HashSet<String> {
    let roots = reads_below(officer);
    let is_root = |code: &str| roots.iter().any(|root| root.as_str() == code);
    let agencies = app.city.agencies().iter().map(|agency| agency.code.clone());
    agencies
        .filter(|code| is_root(code) || app.city.ancestors(code).iter().any(|above| is_root(&above.code)))
        .collect()
}

fn filter(wanted: &Wanted) -> Filter {
    Filter {
        category: CategoryCode::new(&wanted.category).ok(),
        area: AreaCode::new(&wanted.area).ok(),
        agency: AgencyCode::new(&wanted.agency).ok(),
        states: StateKind::from_code(&wanted.state).into_iter().collect(),
        ..Filter::default()
    }
}

/// The words of some cases by their ids.
pub type Texts = HashMap<String, String>;

/// A page of the rows that answer and that the officer has now, whether there are more, and the words of each that he may
/// read: two statements.
pub fn rows(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    sought: &Sought,
) -> Result<(Vec<InboxRow>, bool, Texts), Error> {
    let mut query = Query::new(ROW);
    query.push(
        "NOT EXISTS (SELECT 1 FROM removals WHERE shelf = 'search' AND hash = cases.id) AND cases.id IN (",
    );
    query.bind_list(sought.ids.iter()).push(")");
    inbox_store::in_scope(&mut query, &wanted.scope);
    let found: Vec<InboxRow> = tx.all_query(&query)?;
    let mut by_id: HashMap<String, InboxRow> = found.into_iter().map(|row| (row.id.clone(), row)).collect();
    let ordered: Vec<InboxRow> = sought.ids.iter().filter_map(|id| by_id.remove(id)).collect();
    let has_more = ordered.len() > sought.from + wanted.limit;
    let rows: Vec<InboxRow> = ordered.into_iter().skip(sought.from).take(wanted.limit).collect();
    let mut query = Query::new(
        "SELECT cases.id, cases.public_text, contents.body FROM cases \
         LEFT JOIN contents ON contents.case_id = cases.id AND contents.number = 1 AND contents.field = 'text' \
         WHERE cases.id IN (",
    );
    query.bind_list(rows.iter().map(|row| row.id.clone())).push(")");
    let words: Vec<(String, Option<String>, Option<String>)> = tx.all_query(&query)?;
    let may_read: HashSet<&str> = rows
        .iter()
        .filter(|row| sought.read.as_ref().is_none_or(|read| read.contains(&row.agency)))
        .map(|row| row.id.as_str())
        .collect();
    let texts = words
        .into_iter()
        .filter_map(|(id, public, own)| {
            let text = if may_read.contains(id.as_str()) { own.or(public) } else { public };
            Some((id, text?))
        })
        .collect();
    Ok((rows, has_more, texts))
}

/// What of a case's words answers; nothing where none of them does.
pub fn found(words: &Expanded, text: Option<&String>) -> Vec<Piece> {
    let Some(text) = text.filter(|_| !words.is_empty()) else { return Vec::new() };
    let found = excerpt(words, text, EXCERPT);
    if found.iter().any(|piece| piece.is_hit) { found } else { Vec::new() }
}
