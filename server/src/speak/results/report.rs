//! Counting, once for each state of the journal: the book is walked when an entry came or a minute passed, and the
//! answer serves everyone who asks the same until then.

use std::sync::{Arc, Mutex, PoisonError};

use dantin_record::{
    book::{
        figures::{Figures, Month, Part, Population, Scope},
        filter::Period,
    },
    code::{AgencyCode, AreaCode, CategoryCode},
    moment::Moment,
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    act::deadlines::moment,
    app::App,
    error::{Error, invalid},
    speak::cases::month,
};

/// Reports that are kept at once: the present month, all time, and what a few people look back at.
const KEPT: usize = 24;

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Asked {
    /// Month of sending as `2026-11`; absent for all time.
    pub period: Option<String>,
    /// `agency`, `area` or `category`.
    pub by: Option<String>,
}

/// By what the table is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Lead agency.
    Agency,
    /// Ward or commune.
    Area,
    /// Category.
    Category,
}

impl By {
    /// All, in the order of the tabs.
    pub const ALL: [By; 3] = [By::Agency, By::Area, By::Category];

    /// The code of addresses.
    pub const fn code(self) -> &'static str {
        match self {
            By::Agency => "agency",
            By::Area => "area",
            By::Category => "category",
        }
    }
}

impl Asked {
    /// The month, empty for all time.
    pub fn month(&self) -> &str {
        self.period.as_deref().unwrap_or_default()
    }

    /// The division; agencies where nothing is asked.
    pub fn division(&self) -> Result<By, Error> {
        match self.by.as_deref().unwrap_or_default() {
            "" => Ok(By::Agency),
            code => By::ALL
                .into_iter()
                .find(|by| by.code() == code)
                .ok_or_else(|| invalid("by", "unknown-choice")),
        }
    }

    fn period(&self, app: &App) -> Result<Option<Period>, Error> {
        match self.month() {
            "" => Ok(None),
            code => month(code, &app.city).map(Some).ok_or_else(|| invalid("period", "unknown-choice")),
        }
    }
}

/// All figures of a period.
#[derive(Debug)]
pub struct Report {
    /// Entries of the journal that it was counted from.
    pub journal: u64,
    /// The moment at which it was counted: what is overdue depends on it.
    pub at: Moment,
    /// Cases that are worked on here.
    pub city: Figures,
    /// Cases imported from other systems.
    pub imported: Figures,
    /// By lead agency.
    pub agencies: Vec<Part<AgencyCode>>,
    /// By ward or commune.
    pub areas: Vec<Part<AreaCode>>,
    /// By category.
    pub categories: Vec<Part<CategoryCode>>,
    /// By month of sending, oldest first; for all time only.
    pub months: Vec<Part<Month>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    month: String,
    journal: u64,
    minute: i64,
}

/// Reports that were counted lately.
#[derive(Default)]
pub struct Cache(Mutex<Vec<(Key, Arc<Report>)>>);

/// The report of a period at this moment.
pub fn report(app: &App, asked: &Asked, now: Timestamp) -> Result<Arc<Report>, Error> {
    let period = asked.period(app)?;
    let book = app.book.read();
    let key =
        Key { month: asked.month().to_owned(), journal: book.size(), minute: now.as_second().div_euclid(60) };
    let lock = || app.figures.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, report)) = lock().iter().find(|(kept, _)| *kept == key) {
        return Ok(Arc::clone(report));
    }
    let scope = Scope { submitted: period, ..Scope::default() };
    let now = moment(now);
    let report = Arc::new(Report {
        journal: key.journal,
        at: now,
        city: book.figures(&scope, now),
        imported: book.figures(&Scope { population: Population::Imported, ..scope }, now),
        agencies: book.figures_by_agency(&scope, now),
        areas: book.figures_by_area(&scope, now),
        categories: book.figures_by_category(&scope, now),
        months: match period {
            Some(_) => Vec::new(),
            None => book.figures_by_month(&scope, now, app.city.calendar().zone()),
        },
    });
    let mut kept = lock();
    // Whatever belongs to an earlier state of the journal is of no use to anybody.
    kept.retain(|(old, _)| old.journal == key.journal && old.minute == key.minute);
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((key, Arc::clone(&report)));
    Ok(report)
}
