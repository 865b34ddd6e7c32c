//! What happens to the sample cases and when: a plan that follows from a seed and the present moment alone. It counts
//! with the city's working time, so that dates look as they would, and leaves out what lies in the future.

use dantin_city::{City, Lead};
use jiff::{SignedDuration, Timestamp};

use super::{
    course::Course,
    texts::{PLACES, TEMPLATES, Template},
};
use crate::{
    act::{cases::Place, deadlines::NoDeadline},
    clock::{SeededRandom, random},
};

/// One thing that happens to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Submit,
    Show,
    /// Shown with a part of the words covered.
    ShowRedacted,
    Hide,
    Join,
    Note,
    Accept,
    Ask,
    Reply,
    Extend,
    /// To the agency that the template names.
    HandOver,
    /// Back to the ward or the first agency.
    HandBack,
    /// The third time: the coordinator must decide.
    LeaveToCoordinator,
    Assign,
    Report,
    ReportAgain,
    Contest,
    Confirm,
    ConfirmAsNeighbour,
    ConfirmAsOverseer,
    Expire,
    DeclineNotFound,
    DeclinePlanned,
    Withdraw,
    /// A supporting agency gets a part.
    AddPart,
    FinishPart,
    ReleasePart,
    /// The officer asks for more time.
    AskExtension,
    /// Into the case that is its twin.
    Merge,
}

/// How the life of a case goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Confirmed,
    ConfirmedLate,
    ContestedThenConfirmed,
    AskedThenConfirmed,
    ExtendedThenConfirmed,
    HandedOverThenConfirmed,
    CoordinatedThenConfirmed,
    Unconfirmed,
    DeclinedNotFound,
    DeclinedPlanned,
    Withdrawn,
    Hidden,
    /// The following are open.
    New,
    NotAccepted,
    InProgress,
    Overdue,
    Waiting,
    Reported,
    Reopened,
    Coordinator,
    /// A supporting agency owes its part.
    Supported,
    /// It has done it.
    PartDone,
    PartReleased,
    MoreTime,
    Merged,
}

/// How long ago a case of a fate that must still be open now was sent, in hours.
const OPEN: &[(Fate, &[u32])] = &[
    (Fate::New, &[1, 2, 3, 5, 7, 9, 13, 18]),
    (Fate::NotAccepted, &[100, 126, 150]),
    (Fate::InProgress, &[31, 50, 53, 74, 77, 79, 98, 101, 103]),
    (Fate::Overdue, &[290, 340, 410, 500, 620]),
    (Fate::Waiting, &[77, 122, 149, 175]),
    (Fate::Reported, &[146, 170, 171, 193, 194, 197, 218, 220]),
    (Fate::Reopened, &[219, 244, 268]),
    (Fate::Coordinator, &[170, 245]),
    (Fate::Supported, &[76, 99, 123]),
    (Fate::PartDone, &[124]),
    (Fate::PartReleased, &[147]),
    (Fate::MoreTime, &[78]),
];

/// Fates of older cases, out of a hundred.
const ENDED: &[(Fate, u32)] = &[
    (Fate::Confirmed, 45),
    (Fate::ConfirmedLate, 9),
    (Fate::ContestedThenConfirmed, 8),
    (Fate::AskedThenConfirmed, 6),
    (Fate::ExtendedThenConfirmed, 5),
    (Fate::HandedOverThenConfirmed, 5),
    (Fate::CoordinatedThenConfirmed, 2),
    (Fate::Unconfirmed, 11),
    (Fate::DeclinedNotFound, 4),
    (Fate::DeclinedPlanned, 2),
    (Fate::Withdrawn, 2),
    (Fate::Hidden, 1),
];

/// Older cases.
const OLDER: u32 = 168;
/// The oldest is this many hours old, the youngest of the older ones this many.
const OLDER_HOURS: (u32, u32) = (118 * 24, 24 * 24);

/// The ward whose officers have accounts.
const HOME: &str = "00070";

/// Wards and communes with how often they come.
const AREAS: &[(&str, u32)] = &[
    (HOME, 15),
    ("00004", 6),
    ("00082", 4),
    ("00103", 4),
    ("00118", 3),
    ("00145", 3),
    ("00160", 4),
    ("00166", 6),
    ("00175", 4),
    ("00190", 4),
    ("00226", 3),
    ("00235", 6),
    ("00256", 6),
    ("00283", 3),
    ("00316", 3),
    ("00331", 4),
    ("00364", 3),
    ("00367", 5),
    ("00592", 4),
    ("00611", 2),
    ("09556", 5),
    ("09552", 2),
    ("00454", 3),
    ("00565", 3),
    ("00376", 2),
    ("09574", 2),
    ("10183", 1),
    ("09877", 2),
    ("09832", 1),
    ("00640", 2),
];

/// A case and what happens to it, the steps in order of time.
pub struct Planned {
    pub template: &'static Template,
    pub report: &'static str,
    pub phrase: &'static str,
    pub area: String,
    pub place: Place,
    pub address: String,
    pub has_photo: bool,
    pub steps: Vec<(Timestamp, Step)>,
    /// The number of the case about the same thing, into which this one is merged.
    pub twin_of: Option<usize>,
}

/// Draws numbers that follow from a seed.
pub struct Dice(SeededRandom);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(SeededRandom::new(seed))
    }

    /// A number from `least` to below `most`.
    pub fn between(&self, least: u32, most: u32) -> u32 {
        let width = u64::from(most.saturating_sub(least)).max(1);
        least + u32::try_from(u64::from_le_bytes(random(&self.0)) % width).unwrap_or(0)
    }

    pub fn one_in(&self, many: u32) -> bool {
        self.between(0, many) == 0
    }

    fn pick<'a, T>(&self, all: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let total = all.iter().map(&weight).sum();
        let mut left = self.between(0, total);
        all.iter().find(|one| {
            let own = weight(one);
            let here = left < own;
            left = left.saturating_sub(own);
            here
        })
    }
}

/// Why there is no plan.
#[derive(Debug)]
pub enum NoPlan {
    /// The pack is another city's.
    Pack(String),
    /// Its calendar or rules end too early.
    Calendar(String),
}

impl std::fmt::Display for NoPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pack(what) => {
                write!(f, "the sample cases are made for the city pack that is built in: {what}")
            }
            Self::Calendar(reason) => f.write_str(reason),
        }
    }
}
impl std::error::Error for NoPlan {}
impl From<NoDeadline> for NoPlan {
    fn from(reason: NoDeadline) -> NoPlan {
        NoPlan::Calendar(reason.to_string())
    }
}

/// All sample cases for this moment.
pub fn plan(city: &City, now: Timestamp) -> Result<Vec<Planned>, NoPlan> {
    let dice = Dice::new(20_261_122);
    let mut all = Vec::new();
    let mut main = None;
    for number in 0..OLDER {
        let (oldest, youngest) = OLDER_HOURS;
        let hours = oldest - (oldest - youngest) * number / OLDER;
        let Some((fate, _)) = dice.pick(ENDED, |(_, weight)| *weight) else { continue };
        all.push(one(city, &dice, now, hours, *fate, false)?);
    }
    for (fate, ages) in OPEN {
        for (place, hours) in ages.iter().enumerate() {
            all.push(one(city, &dice, now, *hours, *fate, place % 2 == 0)?);
            if *fate == Fate::InProgress && main.is_none() {
                main = Some(all.len() - 1);
            }
        }
    }
    if let Some((number, first)) = main.and_then(|number| Some((number, all.get(number)?))) {
        let twin = twin(city, &dice, now, number, first)?;
        all.push(twin);
    }
    Ok(all)
}

/// Whether the rule of the kind leaves room for the fate within its hours.
fn suits(template: &Template, fate: Fate) -> bool {
    match fate {
        Fate::HandedOverThenConfirmed | Fate::CoordinatedThenConfirmed | Fate::Coordinator => {
            template.other.is_some() && !matches!(template.subcategory, "day-dien" | "ho-so-cham")
        }
        // Urgent matters leave no time for these.
        Fate::AskedThenConfirmed
        | Fate::ExtendedThenConfirmed
        | Fate::InProgress
        | Fate::Waiting
        | Fate::Supported
        | Fate::PartDone
        | Fate::PartReleased
        | Fate::MoreTime => !matches!(template.subcategory, "nap-cong" | "cay-do" | "day-dien"),
        Fate::New | Fate::Reported | Fate::Reopened => template.motif.is_some(),
        _ => true,
    }
}

/// A case of this age and fate; `at_home` puts it on the desk of the ward whose officers have accounts.
fn one(
    city: &City,
    dice: &Dice,
    now: Timestamp,
    hours: u32,
    fate: Fate,
    at_home: bool,
) -> Result<Planned, NoPlan> {
    let missing = |what: &str| NoPlan::Pack(what.to_owned());
    let is_local = |template: &Template| {
        city.pair(template.category, Some(template.subcategory))
            .is_some_and(|kind| *kind.lead() == Lead::Ward)
    };
    let template = dice
        .pick(TEMPLATES, |template| {
            if suits(template, fate) && (!at_home || is_local(template)) { template.weight } else { 0 }
        })
        .ok_or_else(|| missing("no kind of case"))?;
    let (area, _) = dice.pick(AREAS, |(_, weight)| *weight).filter(|_| !at_home).unwrap_or(&(HOME, 1));
    let area = city.area(area).ok_or_else(|| missing(area))?;
    city.pair(template.category, Some(template.subcategory)).ok_or_else(|| missing(template.subcategory))?;
    let phrase = dice.pick(PLACES, |_| 1).copied().unwrap_or_default();
    let report = dice.pick(template.reports, |_| 1).copied().unwrap_or_default();
    // Within a third of the radius of a circle as large as the area, so that the place stays inside it.
    let reach = (area.area_km2 / std::f64::consts::PI).sqrt() / 3.0 / 111.0;
    let offset = || f64::from(dice.between(0, 2001)) / 1000.0 - 1.0;
    let place = Place {
        latitude: area.latitude + offset() * reach,
        longitude: area.longitude + offset() * reach,
        accuracy_m: u16::try_from(dice.between(8, 40)).unwrap_or(u16::MAX),
    };
    let mut first = phrase.chars();
    let capital: String = first.next().into_iter().flat_map(char::to_uppercase).chain(first).collect();
    let sent = ago(city, now, hours, dice.between(0, 50))?;
    let course = Course { city, dice, template, sent };
    let mut steps = course.steps(fate)?;
    steps.retain(|(at, _)| *at <= now);
    steps.sort_by_key(|(at, _)| *at);
    Ok(Planned {
        template,
        report,
        phrase,
        area: area.code.clone(),
        place,
        address: format!("{capital}, {}", area.name.vi),
        has_photo: template.motif.is_some() && !dice.one_in(9),
        steps,
        twin_of: None,
    })
}

/// A case that somebody else files about the same thing some hours ago, and that is merged into the first one.
fn twin(city: &City, dice: &Dice, now: Timestamp, number: usize, first: &Planned) -> Result<Planned, NoPlan> {
    let template = first.template;
    let sent = before(now, 8, dice.between(0, 50))?;
    let course = Course { city, dice, template, sent };
    let report = template.reports.last().copied().unwrap_or_default();
    Ok(Planned {
        template,
        report,
        phrase: first.phrase,
        area: first.area.clone(),
        place: first.place,
        address: first.address.clone(),
        has_photo: false,
        steps: course.steps(Fate::Merged)?,
        twin_of: Some(number),
    })
}

/// So many hours ago, and a day more for each weekday in between that was a holiday: after the long days of the New
/// Year the desk looks as after any week.
fn ago(city: &City, now: Timestamp, hours: u32, minutes: u32) -> Result<Timestamp, NoPlan> {
    let calendar = city.calendar();
    let today = calendar.date_at(now);
    let mut holidays = 0;
    for _ in 0..8 {
        let at = before(now, hours + holidays * 24, minutes)?;
        let days = calendar.date_at(at).series(jiff::Span::new().days(1)).take_while(|day| *day <= today);
        let is_weekend = |day: jiff::civil::Date| {
            matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday)
        };
        let count = days.filter(|day| !is_weekend(*day) && !calendar.is_working_day(*day)).count();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if count <= holidays {
            return Ok(at);
        }
        holidays = count;
    }
    before(now, hours + holidays * 24, minutes)
}

fn before(now: Timestamp, hours: u32, minutes: u32) -> Result<Timestamp, NoPlan> {
    now.checked_sub(SignedDuration::from_mins(i64::from(hours) * 60 + i64::from(minutes)))
        .map_err(|e| NoPlan::Calendar(e.to_string()))
}
