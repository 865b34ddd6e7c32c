//! Words in the inbox: which cases answer, of those the officer's agencies lead or have a part in, in order of how well.
//! Sealed words answer only to officers who may read them; whether a case is still theirs, the database says when the rows are read.

use std::collections::{BTreeSet, HashMap, HashSet};

use dantin_record::{
    book::filter::Filter,
    case::StateKind,
    code::{AgencyCode, AreaCode, CategoryCode},
};
use dantin_search::{Piece, Reach, Scope as Agencies, excerpt};
use dantin_store::{FromRow, Query, Row, Tx};
use dantin_words::{Words, nfc, query::Expanded};

use super::store::{COLUMNS, FROM, InboxRow, Scope, Wanted};
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
    /// The officer's own agencies, where they have parts in cases of others.
    helps: Vec<String>,
    /// The index is still being made.
    pub is_incomplete: bool,
}

impl Sought {
    /// Whether the officer reads the sealed words of this case.
    fn reads(&self, answer: &Answer) -> bool {
        self.read
            .as_ref()
            .is_none_or(|read| read.contains(&answer.row.agency) || answer.helps > 0 && !read.is_empty())
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
    let helps: Vec<String> = match &wanted.scope {
        Scope::City if read.is_none() => Vec::new(),
        _ => officer.agencies().iter().map(|agency| agency.as_str().to_owned()).collect(),
    };
    let reach = Reach::Desk {
        see: match &wanted.scope {
            // The filter by area keeps a board within its ward, and one of a single project is kept to what it recommended below.
            Scope::City | Scope::Ward(_) | Scope::Cases(_) => Agencies::City,
            Scope::Agencies(lead) => Agencies::Agencies { lead: lead.clone(), part: helps.clone() },
        },
        read: read.as_ref().map_or(Agencies::City, |read| Agencies::Agencies {
            lead: read.iter().cloned().collect(),
            part: if read.is_empty() { Vec::new() } else { helps.clone() },
        }),
    };
    let (asking, words) = (app.clone(), words.to_owned());
    let answers = tokio::task::spawn_blocking(move || search::ask(&asking, &words, &reach))
        .await
        .map_err(|error| Error::from(anyhow::Error::new(error)))?;
    let book = app.book.read();
    let places = search::standing_at_the_desk(&book, &filter(wanted), &answers.hits);
    let id = |place: &Place| Some(book.case(usize::try_from(place.row).ok()?)?.id.to_string());
    let places: Vec<Place> = match &wanted.scope {
        Scope::Cases(ids) => {
            places.into_iter().filter(|place| id(place).is_some_and(|id| ids.contains(&id))).collect()
        }
        _ => places,
    };
    let total = places.len();
    Ok(Sought {
        ids: search::best(places, MOST).iter().filter_map(id).collect(),
        total,
        helps,
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

/// A page of the rows that answer and that the officer has now.
#[derive(Default)]
pub struct Page {
    /// The rows, best first.
    pub rows: Vec<InboxRow>,
    /// Behind which place the next page begins, if there is one.
    pub next: Option<String>,
    /// The words of each that the officer may read.
    pub texts: Texts,
    /// Those of which words are among them that the public does not read.
    pub sealed: BTreeSet<String>,
}

/// A row that answers, with its words.
struct Answer {
    row: InboxRow,
    public: Option<String>,
    own: Option<String>,
    helps: i64,
}

impl FromRow for Answer {
    fn from_row(row: &mut Row<'_>) -> Result<Answer, dantin_store::Error> {
        let found = InboxRow::from_row(row)?;
        Ok(Answer { row: found, public: row.take()?, own: row.take()?, helps: row.take()? })
    }
}

/// Reads a page. The index knows already whose the cases are, so that one statement is enough unless cases were given away
/// just now.
pub fn page(tx: &mut Tx<'_>, wanted: &Wanted, sought: &Sought) -> Result<Page, Error> {
    let mut rows: Vec<(usize, Answer)> = Vec::new();
    let mut from = sought.from;
    loop {
        let ids = sought.ids.get(from..).unwrap_or_default();
        let ids = ids.get(..=wanted.limit).unwrap_or(ids);
        let mut query = Query::new(COLUMNS);
        query.push(
            ", cases.public_text, contents.body, CASE WHEN EXISTS (SELECT 1 FROM case_parts p \
             WHERE p.case_id = cases.id AND p.state <> 'released' AND p.agency IN (",
        );
        query.bind_list(sought.helps.iter()).push(")) THEN 1 ELSE 0 END").push(FROM);
        query.push(
            " LEFT JOIN contents ON contents.case_id = cases.id AND contents.number = 1 AND contents.field = 'text' \
             WHERE NOT EXISTS (SELECT 1 FROM removals WHERE shelf = 'search' AND hash = cases.id) AND cases.id IN (",
        );
        query.bind_list(ids.iter()).push(")");
        within(&mut query, wanted, sought);
        let found: Vec<Answer> = tx.all_query(&query)?;
        let mut by_id: HashMap<String, Answer> =
            found.into_iter().map(|answer| (answer.row.id.clone(), answer)).collect();
        rows.extend(ids.iter().enumerate().filter_map(|(place, id)| Some((from + place, by_id.remove(id)?))));
        from += ids.len();
        if rows.len() > wanted.limit || from >= sought.ids.len() {
            break;
        }
    }
    let next = rows.get(wanted.limit).map(|(place, _)| place.to_string());
    let mut page = Page { next, ..Page::default() };
    for (_, answer) in rows.into_iter().take(wanted.limit) {
        let text = if sought.reads(&answer) {
            if answer.own.is_some() && answer.own != answer.public {
                page.sealed.insert(answer.row.id.clone());
            }
            answer.own.or(answer.public)
        } else {
            answer.public
        };
        page.texts.extend(text.map(|text| (answer.row.id.clone(), text)));
        page.rows.push(answer.row);
    }
    Ok(page)
}

/// The officer's cases: those that his agencies lead, and those in which his own have a part.
fn within(query: &mut Query, wanted: &Wanted, sought: &Sought) {
    let Scope::Agencies(lead) = &wanted.scope else { return };
    query.push(" AND (lead_agency IN (").bind_list(lead.iter());
    query.push(
        ") OR EXISTS (SELECT 1 FROM case_parts p WHERE p.case_id = cases.id AND p.state <> 'released' AND p.agency IN (",
    );
    query.bind_list(sought.helps.iter()).push(")))");
}

/// What of a case's words answers; nothing where none of them does.
pub fn found(words: &Expanded, text: Option<&String>) -> Vec<Piece> {
    let Some(text) = text.filter(|_| !words.is_empty()) else { return Vec::new() };
    let found = excerpt(words, text, EXCERPT);
    if found.iter().any(|piece| piece.is_hit) { found } else { Vec::new() }
}
