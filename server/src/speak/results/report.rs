//! What is asked of the results, and the published figures that answer it. Pages never count: they show what stands in the
//! journal, so that everybody sees the numbers that anybody can count again.

use std::sync::Arc;

use dantin_record::{
    book::figures::{
        Figure, Month, Part,
        tables::{Division, Tables},
    },
    moment::Moment,
};
use serde::Deserialize;

use crate::{
    app::App,
    error::{Error, invalid},
    speak::cases::month,
};

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

    fn chosen(&self, app: &App) -> Result<Option<Month>, Error> {
        let unknown = || invalid("period", "unknown-choice");
        let code = self.month();
        if code.is_empty() {
            return Ok(None);
        }
        month(code, &app.city).ok_or_else(unknown)?;
        let (year, month) = code.split_once('-').ok_or_else(unknown)?;
        let number = |text: &str| text.parse::<i16>().map_err(|_no_number| unknown());
        let month = i8::try_from(number(month)?).map_err(|_too_large| unknown())?;
        Ok(Some(Month { year: number(year)?, month }))
    }
}

/// The published figures of a period.
pub struct Report {
    tables: Arc<Tables>,
    month: Option<Month>,
    nothing: Division,
}

impl Report {
    /// Entries of the journal that were counted.
    pub fn journal(&self) -> u64 {
        self.tables.size
    }

    /// The moment of counting: what is overdue depends on it.
    pub fn at(&self) -> Moment {
        self.tables.at
    }

    /// The figures that were published, in their order.
    pub fn told(&self) -> &[Figure] {
        self.tables.told()
    }

    /// The figures, of the city and of its parts.
    pub fn division(&self) -> &Division {
        self.tables.division(self.month).unwrap_or(&self.nothing)
    }

    /// By month of sending, oldest first; for all time only.
    pub fn months(&self) -> Vec<Part<Month>> {
        if self.month.is_some() {
            return Vec::new();
        }
        let part =
            |(month, division): &(Month, Division)| Part { key: Some(*month), figures: division.own.clone() };
        self.tables.months.iter().map(part).collect()
    }
}

/// The figures of the period that is asked for, as they were published last.
pub fn report(app: &App, asked: &Asked) -> Result<Report, Error> {
    Ok(Report { tables: app.book.tables(), month: asked.chosen(app)?, nothing: Division::default() })
}
