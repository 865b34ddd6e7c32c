//! Everything that the leaders' page and the weekly mail say, put together once: two statements, the published tables and one
//! pass over the book.

use std::collections::HashSet;

use dantin_record::{
    book::figures::{Figure, Value},
    code::AgencyCode,
    moment::Moment,
};
use dantin_words::Words;
use jiff::{Timestamp, ToSpan as _};

use super::{
    figures::{self, amount},
    store::{self, Late, Promises},
    weeks::{self, Picture},
};
use crate::{
    app::Shared,
    city::people::{
        boards::{self, Confined},
        model::{Officer, RoleKind},
        rights::sees_the_whole_city,
    },
    desk::{inbox::below, wording::Wording},
    error::Error,
    speak::value_words,
};

/// Agencies of the table on the page; the file has all.
const ROWS: usize = 12;

/// Which agencies a board is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// All of the city.
    City,
    /// These, by code.
    Agencies(HashSet<String>),
}

impl Of {
    /// What an officer's board is about: for heads their agencies and those below, for those who see the city the city.
    pub fn officer(app: &Shared, officer: &Officer) -> Of {
        // A board reads what its ward's own agency did.
        if let Some(Confined::Ward(ward)) = boards::confined(&app.city, officer) {
            let agency = app.city.ward_agency(ward).map(|agency| agency.code.clone());
            return Of::Agencies(agency.into_iter().collect());
        }
        let officer = &boards::without_boards(&app.city, officer);
        let heads_only =
            !officer.roles.iter().any(|role| matches!(role.kind, RoleKind::Coordinator | RoleKind::Overseer));
        if sees_the_whole_city(officer) && !heads_only {
            return Of::City;
        }
        let headed: Officer = Officer {
            roles: officer.roles.iter().filter(|role| role.kind == RoleKind::Head).copied().collect(),
            ..officer.clone()
        };
        Of::Agencies(below(app, &headed).into_iter().collect())
    }

    /// Whether an agency belongs to it.
    pub fn has(&self, agency: AgencyCode) -> bool {
        match self {
            Of::City => true,
            Of::Agencies(agencies) => agencies.contains(agency.as_str()),
        }
    }
}

/// A large figure.
#[derive(Clone, Debug)]
pub struct Lead {
    pub figure: Figure,
    pub value: Value,
    pub change: String,
}

/// An agency of the table.
#[derive(Clone, Debug)]
pub struct AgencyRow {
    pub code: String,
    pub name: String,
    pub values: Vec<Value>,
}

/// The figures of the table, in the order of its columns: what is late, who needs help, what residents say.
pub const COLUMNS: [Figure; 6] = [
    Figure::OverdueNow,
    Figure::AcceptedInTime,
    Figure::Redated,
    Figure::HandOvers,
    Figure::ConfirmedResolved,
    Figure::Contested,
];

/// The large figures: one for each question.
const LEADS: [Figure; 4] =
    [Figure::OverdueNow, Figure::AcceptedInTime, Figure::ConfirmedResolved, Figure::Contested];

/// What leaders read.
#[derive(Clone, Debug)]
pub struct Board {
    pub of: Of,
    pub leads: Vec<Lead>,
    /// Sorted by how much is late.
    pub agencies: Vec<AgencyRow>,
    pub pictures: Vec<Picture>,
    pub late: Vec<Late>,
    pub promises: Promises,
    /// Reopened cases of all that were received.
    pub reopened: Value,
    /// Late cases by area; for the city only, since nothing finer is published.
    pub areas: Vec<(String, Value)>,
    /// Entries that the published figures count.
    pub journal: u64,
    /// When they were counted.
    pub counted: Moment,
    /// Entries that the weeks count.
    pub weeks_journal: u64,
}

impl Board {
    /// Puts it together for some agencies at a moment.
    pub async fn read(app: &Shared, of: Of, w: &Words, now: Timestamp) -> Result<Board, Error> {
        let wording = Wording { w, city: &app.city, now };
        let month = month_of(app, now);
        let group = of.clone();
        let (late, promises) = app
            .read(move |tx| Ok((store::late(tx, &group, now)?, store::promises(tx, &group, now, month)?)))
            .await?;
        let tables = app.book.tables();
        let leads = LEADS
            .iter()
            .map(|figure| Lead {
                figure: *figure,
                value: figures::value(&of, &tables.all, *figure),
                change: change(app, &of, *figure, w, now),
            })
            .collect();
        let mut agencies: Vec<AgencyRow> = figures::agencies(&of, &tables.all)
            .map(|(code, figures)| AgencyRow {
                code: code.as_str().to_owned(),
                name: wording.agency(code.as_str()),
                values: COLUMNS.iter().map(|figure| figures.get(*figure)).collect(),
            })
            .collect();
        let late_of = |row: &AgencyRow| row.values.first().map_or(0, |value| amount(*value));
        agencies.sort_by(|one, other| (late_of(other), &one.name).cmp(&(late_of(one), &other.name)));
        let areas = match of {
            Of::Agencies(_) => Vec::new(),
            Of::City => tables
                .all
                .areas
                .iter()
                .filter_map(|part| {
                    Some((part.key?.as_str().to_owned(), part.figures.get(Figure::OverdueNow)))
                })
                .collect(),
        };
        let bounds = weeks::bounds(app.city.calendar(), now);
        let (pictures, weeks_journal) = {
            let book = app.book.read();
            let at = crate::act::deadlines::moment(now);
            let zone = app.city.calendar().zone();
            let day = |begins: Moment| w.date(zone.to_datetime(begins.to_timestamp()).date());
            let name = |code: &str| wording.agency(code);
            (weeks::pictures(&book, &of, &bounds, at, name, day), book.size())
        };
        Ok(Board {
            leads,
            agencies,
            pictures,
            late,
            promises,
            reopened: figures::value(&of, &tables.all, Figure::Reopened),
            areas,
            journal: tables.size,
            counted: tables.at,
            weeks_journal,
            of,
        })
    }

    /// The agencies that the page shows.
    pub fn first_agencies(&self) -> &[AgencyRow] {
        self.agencies.get(..ROWS).unwrap_or(&self.agencies)
    }

    /// The agency that holds most late cases; none where nothing is late.
    pub fn needs_help(&self) -> Option<(&AgencyRow, Value)> {
        let row = self.agencies.first()?;
        let value = *row.values.first()?;
        (amount(value) > 0).then_some((row, value))
    }
}

/// The first moment of the city's month and that of the next.
fn month_of(app: &Shared, now: Timestamp) -> (Timestamp, Timestamp) {
    let calendar = app.city.calendar();
    let first = calendar.date_at(now).first_of_month();
    let start = |date: jiff::civil::Date| {
        date.to_zoned(calendar.zone().clone()).map_or(now, |zoned| zoned.timestamp())
    };
    (start(first), first.checked_add(1.month()).map_or(now, start))
}

/// How the share of cases sent last month stands against those sent the month before; what is late now has no month.
fn change(app: &Shared, of: &Of, figure: Figure, w: &Words, now: Timestamp) -> String {
    if figure == Figure::OverdueNow {
        return String::new();
    }
    let tables = app.book.tables();
    let first = app.city.calendar().date_at(now).first_of_month();
    let share = |back: i64| {
        let date = first.checked_sub(back.months()).ok()?;
        let value = figures::value(of, figures::month(&tables, date.year(), date.month())?, figure);
        value.may_rank().then(|| value_words(value, w))
    };
    match (share(1), share(2)) {
        (Some(last), Some(before)) => {
            w.with("dashboard-change", &[("last", last.as_str().into()), ("before", before.as_str().into())])
        }
        _ => String::new(),
    }
}
